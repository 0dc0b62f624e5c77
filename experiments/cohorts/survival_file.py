"""Read a cohort, who was still there, from a CSV file, and say what is wrong with the file so that it can be mended."""

import csv
import io
import math
import re
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from tenfold.experiments.cohorts.cohort import Cohort
from tenfold.experiments.spelling import listed
from tenfold.sim.errors import InputError, nearest
from tenfold.sim.statistics import Doubles

_NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?")
_LARGEST_MB = 10
_COMPARED = 10_000  # names among which the nearest is looked for: beyond, it takes too long


def names_in(path: str | Path) -> list[str]:
    """Give the names of all cohorts of a file, sorted; raises InputError as `read_cohort`, but on no cohort."""
    _, (who, *_), rows = _rows(Path(path))
    return sorted({row[who] for _, row in rows})


def read_cohort(path: str | Path, name: str | None = None) -> Cohort:
    """Read one cohort from a CSV file with the columns cohort, period or year, surviving_percent, perhaps at_risk.

    Parameters
    ----------
    path : of a text file in UTF-8; further columns and further cohorts are passed over. In the row of period t, at_risk
        is how many customers were seen in that period, in which some of them may have left; none in the row of period 0
    name : which cohort; None for the only one

    Raises
    ------
    InputError : on `market.file` for what is unusable (periods must be 0, 1, 2, ... to at least 3, percentages within
        0 .. 100 %, 100 at first and never rising, and customers at risk in every period or in none); on `market.cohort`
        for an unknown name
    """
    unit, (who, when, how_many, seen), rows = _rows(Path(path))
    known = sorted({row[who] for _, row in rows})
    name = known[0] if name is None and len(known) == 1 else name
    if name is None or name not in known:
        near = "" if name is None else name
        raise _unusable(name, f"one of {listed(known)}", near, known, field="market.cohort")
    left: dict[int, float] = {}
    risk: dict[int, float] = {}
    for line, row in [(line, row) for line, row in rows if row[who] == name]:
        period, percent, many = row[when], row[how_many], "" if seen is None else row[seen]
        if not re.fullmatch("[0-9]{1,6}", period):
            raise _unusable(period, f"a whole number of {unit}s from 0 on", at=f"{line}, {unit}")
        if not (_NUMBER.fullmatch(percent) and 0 <= float(percent) <= 100):
            said = f"a plain number from 0 to 100 [%]{_hint(percent)}"
            raise _unusable(percent, said, at=f"{line}, surviving_percent")
        if int(period) in left:
            raise _unusable(period, f"each {unit} of a cohort once; this repeats one", at=f"{line}, {unit}")
        if many and not (_NUMBER.fullmatch(many) and 0 <= float(many) < math.inf):
            raise _unusable(many, f"a plain number of customers seen in that {unit}", at=f"{line}, at_risk")
        left[int(period)] = float(percent)
        risk |= {int(period): float(many)} if many and int(period) else {}
    return Cohort(name, unit, _course(left, unit), _seen(risk, left, unit))


def _seen(risk: dict[int, float], left: dict[int, float], unit: str) -> Doubles | None:
    """Check who was at risk by period; None where the file does not say."""
    if not risk:
        return None
    for period in range(1, max(left) + 1):
        if period not in risk:
            raise _unusable("none", f"customers at risk in every {unit} from 1 on, or in none", at=f"{unit} {period}, "
                            "at_risk")  # fmt: skip
        if not risk[period] and left[period] < left[period - 1]:
            raise _unusable(risk[period], f"more than 0, for some left in that {unit}", at=f"{unit} {period}, at_risk")
    return np.array([risk[period] for period in range(1, max(left) + 1)])


def _rows(file: Path) -> tuple[str, tuple[int, int, int, int | None], list[tuple[str, list[str]]]]:
    """Give what a period is called, the places of the columns, and the rows, each with its line."""
    reader = csv.reader(io.StringIO(_text(file), newline=""), strict=True)
    try:
        rows = [(f"line {reader.line_num}", [field.strip() for field in row]) for row in reader if row]
    except csv.Error as error:
        raise _unusable(str(file), f"a CSV file (line {reader.line_num}: {error})") from None
    header = rows[0][1] if rows else []
    places = _columns(header)
    for line, row in rows[1:]:
        if len(row) != len(header):
            comma = "; decimals have a point, not a comma" if len(row) == len(header) + 1 else ""
            raise _unusable(",".join(row), f"{len(header)} fields, as in its header{comma}", at=line)
    if not rows[1:]:
        raise _unusable(str(file), "a file with rows below its header")
    return header[places[1]], places, rows[1:]


def _unusable(
    value: object, allowed: str, near: str = "", known: Iterable[str] = (), field: str = "market.file", at: str = ""
) -> InputError:
    among = list(known)
    found = nearest(near, among) if len(among) <= _COMPARED else ""
    place = f"{field}, {at}" if at else field
    return InputError(place, value, allowed + (f"; nearest: {found}" if found else ""))


def _text(file: Path) -> str:
    try:
        if file.exists() and not file.is_file() and not file.is_dir():
            raise _unusable(str(file), "a file that can be read again, not a pipe or a device: save it as a file first")
        if not file.is_file():
            there = [p.name for p in file.parent.iterdir()] if file.parent.is_dir() and not file.is_dir() else []
            raise _unusable(str(file), "an existing CSV file, not a folder", file.name, there)
        if file.stat().st_size > _LARGEST_MB * 1_000_000:
            raise _unusable(str(file), f"a CSV file of at most {_LARGEST_MB} MB")
        text = file.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise _unusable(str(file), f"a file that can be read ({error.strerror})") from None
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text:
        raise _unusable(str(file), "a CSV file of text in UTF-8")
    return text


def _columns(header: list[str]) -> tuple[int, int, int, int | None]:
    """Find the columns of cohort, period and percentage, and of customers at risk where there is one."""
    wanted = "the columns cohort, period or year, surviving_percent, each once"
    for mark, called in ((";", "semicolons"), ("\t", "tabs"), ("|", "bars")):
        if len(header) < 3 and any(mark in name for name in header):
            raise _unusable(",".join(header), f"{wanted}; fields are separated by commas, not {called}", at="line 1")
    period = "year" if "year" in header else "period"
    for name in ("cohort", period, "surviving_percent"):
        if name not in header:
            if sum(bool(re.fullmatch("([a-z]+[ _]?)?[0-9]+", each.lower())) for each in header) > 1:
                raise _unusable(header, f"{wanted}: a row for each cohort and year, not a column for each year")
            raise _unusable(header, f"{wanted}; no {name}", name, header)
    if len(set(header)) < len(header) or {"year", "period"} <= set(header):
        raise _unusable(header, wanted)
    seen = header.index("at_risk") if "at_risk" in header else None
    return header.index("cohort"), header.index(period), header.index("surviving_percent"), seen


def _course(left: dict[int, float], unit: str) -> Doubles:
    """Check percentages by period as one course, and give them as shares."""
    if left and min(left) >= 1000:
        said = f"0 in the first {unit}, 1 in the next, ...: not calendar {unit}s"
        raise _unusable(min(left), said, at=f"first {unit}")
    if left.get(0) != 100:
        share = "; per cent, not shares of 1" if left.get(0) == 1 else ""
        said = f"100 [%], when all are still there{share}"
        raise _unusable(left.get(0, "none"), said, at=f"{unit} 0, surviving_percent")
    for period in range(1, max(left) + 1):
        if period not in left:
            raise _unusable(sorted(left), f"every {unit} from 0 to {max(left)}; no {period}")
        if left[period] > left[period - 1]:
            before = f"at most the {left[period - 1]:g} [%] of the {unit} before"
            raise _unusable(left[period], before, at=f"{unit} {period}, surviving_percent")
    if len(left) < 4:
        raise _unusable(max(left), f"at least 3 {unit}s after {unit} 0")
    return np.array([left[period] for period in range(len(left))]) / 100.0


def _hint(percent: str) -> str:
    if re.fullmatch("[0-9]+,[0-9]+ ?%?", percent):
        return "; decimals have a point, not a comma"
    if percent.endswith("%"):
        return "; without the sign %"
    return "; per cent of those there at first, not customers" if _NUMBER.fullmatch(percent) else ""
