"""What people take away from a result: rows as CSV and a workbook, beside the Parquet, made from what lies there.

They are no part of the result: its manifest does not list them, and they can be made again at any time.
"""

import filecmp
from collections.abc import Callable, Iterator
from pathlib import Path

import pandas as pd

from tenfold.experiments.command_line.beside import beside
from tenfold.experiments.command_line.reporting import warn
from tenfold.experiments.found import read
from tenfold.sim.errors import InputError
from tenfold.sim.store import Rows, read_rows

NUMBER = r"|-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?"  # or nothing, where it is not known
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet takes for the beginning of a formula


def export(folder: Path, csv: bool, xlsx: bool) -> Iterator[tuple[str, Path]]:
    """Write rows.csv and units.csv, or results.xlsx, beside the files of a result, one after another as asked for.

    Parameters
    ----------
    folder : of the result
    csv, xlsx : what is wanted

    Yields
    ------
    str, Path
        what each is called, and where it is

    Raises
    ------
    InputError : a file of the result is damaged; the result has no rows for a CSV; or in the place of an export there
        is something else, such as a workbook that somebody has worked in. It names the file
    OSError : a file cannot be written; nothing half written is left
    """
    if not (csv or xlsx):
        return
    found, place = read(folder), folder / "rows.parquet"
    rows = read_rows(place) if place.is_file() else None
    if csv:
        if rows is None:
            raise InputError("--csv", allowed=f"for results with rows; {folder} has none")
        yield "rows", _put(folder / "rows.csv", lambda path: _csv(guarded(rows.frame), path))
        yield "units", _put(folder / "units.csv", lambda path: _csv(units_of(rows), path))
    if xlsx:
        from tenfold.experiments.command_line.workbook import left_out, write_workbook

        tables = {name: with_numbers(folder / f"{name}.csv") for name in found.tables}
        yield "workbook", _put(folder / "results.xlsx", lambda path: write_workbook(found, folder, rows, tables, path))
        warn(left_out(rows))


def units_of(rows: Rows) -> pd.DataFrame:
    """Give the unit of each column of some rows as a table of its own."""
    return pd.DataFrame({"column": list(rows.units), "unit": list(rows.units.values())})


def guarded(frame: pd.DataFrame) -> pd.DataFrame:
    """Put an apostrophe before text that a spreadsheet, opening a CSV, would calculate as a formula.

    Parameters
    ----------
    frame : as it is

    Returns
    -------
    DataFrame
        the same but for text of two letters or more that begins as in `FORMULA` and is no number
    """

    def of(value: object) -> object:
        return f"'{value}" if isinstance(value, str) and _calculated(value) else value

    texts = [name for name in frame.columns if not pd.api.types.is_numeric_dtype(frame[name])]
    return frame.assign(**{name: frame[name].map(of) for name in texts})


def with_numbers(path: Path) -> pd.DataFrame:
    """Read a CSV, with numbers in columns that hold nothing else; what only looks like one, as 007, stays text."""
    frame = pd.read_csv(path, dtype=str, keep_default_na=False)
    for name in frame.columns:
        if frame[name].str.fullmatch(NUMBER).all() and (frame[name] != "").any():
            frame[name] = pd.to_numeric(frame[name])
    return frame


def _put(target: Path, write: Callable[[Path], None]) -> Path:
    with beside(target) as work:
        write(work)
        if target.exists() and not (target.is_file() and filecmp.cmp(work, target, shallow=False)):
            changed = "the file as it was exported, or none; this is another, perhaps worked in: rename or delete it"
            raise InputError(str(target), allowed=changed)
    return target


def _csv(frame: pd.DataFrame, path: Path) -> None:
    frame.to_csv(path, index=False, lineterminator="\n")


def _calculated(text: str) -> bool:
    if len(text) < 2 or not text.startswith(FORMULA):
        return False
    try:
        float(text)
    except ValueError:
        return True
    return False
