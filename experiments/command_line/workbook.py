"""A result as a workbook for one's own sums: answer, rows, units, assumptions, provenance, and further tables.

Text stays text: nothing in it is calculated, linked, or taken for a number.
"""

import json
import math
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import xlsxwriter
from omegaconf import OmegaConf
from xlsxwriter.exceptions import FileCreateError

from tenfold.agents.plan import MarketPlan
from tenfold.experiments.found import Found
from tenfold.experiments.planner.market import CohortMarket
from tenfold.experiments.registry import EXPERIMENTS, parameters_of
from tenfold.experiments.scenario import Scenario
from tenfold.sim.errors import InputError
from tenfold.sim.groups import Entry, entries
from tenfold.sim.store import Rows

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

SHEETS = ("answer", "rows", "units", "assumptions", "provenance")
MOST_ROWS, MOST_COLUMNS, MOST_LETTERS, MOST_OF_NAME = 1_048_576, 16_384, 32_767, 31  # of a sheet, a cell, a name
DIGITS = 10**15  # whole numbers from here on lose digits in a spreadsheet, so that they are written as text
OPTIONS = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def write_workbook(
    found: Found, folder: Path, rows: Rows | None, tables: Mapping[str, pd.DataFrame], path: Path
) -> None:
    """Write a result as a workbook, equal to the bit whenever it is written again.

    Parameters
    ----------
    found, folder : what the result says, and where it lies
    rows : its rows with their units; None where it has none
    tables : further ones, each of which gets a sheet of its name
    path : of the workbook

    Raises
    ------
    OSError : it cannot be written
    """
    frame = pd.DataFrame() if rows is None else rows.frame
    names = sheet_names(tables)
    with tempfile.TemporaryDirectory() as scratch:
        book = xlsxwriter.Workbook(str(path), {**OPTIONS, "tmpdir": scratch})
        book.set_properties({"title": str(found.verdict.get("question", "")), "created": _started(found.about)})
        bold, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
        sheets = {name: book.add_worksheet(name) for name in (*SHEETS, *names.values())}
        cut = [(), *((line,) for line in left_out(rows))]
        _lines(sheets["answer"], (*answer_of(found.verdict), *cut), bold, wrapped)
        _table(sheets["rows"], frame, bold)
        units = [] if rows is None else [(str(name), unit) for name, unit in rows.units.items()]
        _lines(sheets["units"], [("column", "unit"), *units], bold)
        _lines(sheets["assumptions"], assumptions_of(found.verdict, folder), bold)
        _lines(sheets["provenance"], [("what", "value"), *flat(found.about)], bold)
        for name, sheet in names.items():
            _table(sheets[sheet], tables[name], bold)
        try:
            book.close()
        except FileCreateError as error:
            raise OSError(*_of_system(error)) from None


def sheet_names(tables: Iterable[str]) -> dict[str, str]:
    """Give each table the name of a sheet: short enough, and no other's, for capitals do not count.

    Parameters
    ----------
    tables : names

    Returns
    -------
    dict
        the sheet of each
    """
    taken, given = set(SHEETS), dict[str, str]()
    for name in tables:
        sheet, count = name[:MOST_OF_NAME], 1
        while sheet.lower() in taken:
            count += 1
            sheet = f"{name[: MOST_OF_NAME - len(str(count)) - 1]} {count}"
        taken.add(sheet.lower())
        given[name] = sheet
    return given


def answer_of(verdict: Mapping[str, Any]) -> Iterator[Sequence[Any]]:
    """Give the lines of the sheet `answer`: question, answer, claims, thresholds, and what would refute it.

    Parameters
    ----------
    verdict : as in verdict.json

    Yields
    ------
    sequence of cells
        () for an empty line
    """
    yield from [(verdict.get("question"),), *((line,) for line in verdict.get("answer", ())), ()]
    ends = ("estimate", "low", "high", "unit")
    if verdict.get("claims"):
        yield ("claim", *ends, "verdict", "label", "p")
        yield from ([one.get(key) for key in ("text", *ends, "verdict", "label", "p")] for one in verdict["claims"])
        yield ()
    if verdict.get("thresholds"):
        yield ("threshold or share", *ends)
        yield from ([one.get(key) for key in ("text", *ends)] for one in verdict["thresholds"])
        yield ()
    yield ("what would refute it",)
    yield from ((line,) for line in verdict.get("refuted_if", ()))
    yield from [(), ("what intervals cover",), (verdict.get("intervals"),)]


def assumptions_of(verdict: Mapping[str, Any], folder: Path) -> Iterator[Sequence[Any]]:
    """Give the lines of the sheet `assumptions`: what the answer hangs on, and every parameter as it was used.

    Parameters
    ----------
    verdict : as in verdict.json
    folder : of the result, with config.yaml

    Yields
    ------
    sequence of cells
        () for an empty line
    """
    yield ("what it hangs on",)
    yield from ((line,) for line in verdict.get("assumptions", ()))
    yield from [(), ("parameter", "value", "unit", "range", "source")]
    config: Any = OmegaConf.to_container(OmegaConf.load(folder / "config.yaml"))
    known = _known(config)
    for name, value in flat(config):
        entry = known.get(".".join("0" if step.isdecimal() else step for step in name.split(".")))
        yield (name, value, *((entry.unit, entry.range, entry.source) if entry else ()))


def flat(value: Any, name: str = "") -> Iterator[tuple[str, Any]]:
    """List what stands in mappings and lists, however deep, by dotted names; a list of single values is one text."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from flat(inner, f"{name}.{key}" if name else str(key))
    elif isinstance(value, list) and any(isinstance(inner, Mapping | list) for inner in value):
        for k, inner in enumerate(value):
            yield from flat(inner, f"{name}.{k}")
    else:
        yield name, ", ".join(map(_shown, value)) if isinstance(value, list) else value


def _known(config: Mapping[str, Any]) -> dict[str, Entry]:
    """Give what is declared of the parameters; of a page that is not loaded here, nothing."""
    market = CohortMarket if "source" in (config.get("market") or {}) else MarketPlan
    found = {entry.name: entry for entry in [*entries(Scenario), *entries(market, "market.")]}
    name = str(config.get("name"))
    if name in EXPERIMENTS:
        try:
            found |= {entry.name: entry for entry in entries(parameters_of(name), "experiment.")}
        except InputError:
            pass
    return found


def left_out(rows: Rows | None) -> list[str]:
    """Say where a sheet cannot hold all rows; nothing where it can."""
    if rows is None or (len(rows.frame) < MOST_ROWS and len(rows.frame.columns) <= MOST_COLUMNS):
        return []
    count, wide = rows.frame.shape
    most = f"{min(count, MOST_ROWS - 1):,} of {count:,} rows and {min(wide, MOST_COLUMNS):,} of {wide:,} columns"
    return [f"the sheet rows holds the first {most}, for no more fit into a sheet; rows.parquet holds all"]


def _table(sheet: "Worksheet", frame: pd.DataFrame, bold: Any) -> None:
    columns = [str(name) for name in frame.columns[:MOST_COLUMNS]]
    for k, name in enumerate(columns):
        sheet.set_column(k, k, min(40, max(10, len(name) + 2)))
    sheet.freeze_panes(1, 0)
    _row(sheet, 0, columns, bold)
    cut = frame.iloc[: MOST_ROWS - 1, :MOST_COLUMNS]
    for k, row in enumerate(cut.itertuples(index=False, name=None), 1):
        _row(sheet, k, row)


def _lines(sheet: "Worksheet", lines: Iterable[Sequence[Any]], bold: Any, first: Any = None) -> None:
    """Write lines, of which the first and each after an empty one is a heading."""
    sheet.set_column(0, 0, 90 if first else 40)
    sheet.set_column(1, 4, 18)
    heading = True
    for k, line in enumerate(lines):
        _row(sheet, k, line, bold if heading else None, first)
        heading = not line


def _row(sheet: "Worksheet", k: int, cells: Sequence[Any], style: Any = None, first: Any = None) -> None:
    for column, value in enumerate(cells):
        look = style or (first if column == 0 else None)
        if value is None or value is pd.NA or value is pd.NaT or (isinstance(value, float) and math.isnan(value)):
            continue
        plain = value.item() if hasattr(value, "item") else value
        if isinstance(plain, bool):
            sheet.write_boolean(k, column, plain, look)
        elif isinstance(plain, int | float) and abs(plain) < (DIGITS if isinstance(plain, int) else math.inf):
            sheet.write_number(k, column, plain, look)
        else:
            sheet.write_string(k, column, _shown(plain)[:MOST_LETTERS], look)


def _shown(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value) if isinstance(value, bool) else str(value)


def _started(about: Mapping[str, Any]) -> datetime:
    """Say when the result was made, and not when the workbook was, so that it can be made again."""
    try:
        return datetime.fromisoformat(str(about["started"])).astimezone(UTC).replace(tzinfo=None)
    except (LookupError, ValueError):
        return datetime(1980, 1, 1)


def _of_system(error: Exception) -> tuple[Any, ...]:
    cause = error.args[0] if error.args and isinstance(error.args[0], OSError) else error.__cause__ or error.__context__
    return cause.args[:2] if isinstance(cause, OSError) else (None, str(error))
