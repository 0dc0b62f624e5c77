"""Dates as people write them, and the time between two of them in calendar periods."""

import datetime
import re

import numpy as np

from tenfold.experiments.customer_table.words import Words
from tenfold.sim.statistics import Doubles

_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ].*)?")
_JOINED = re.compile(r"((?:19|20)\d\d)([01]\d)([0-3]\d)")
_MONTH = re.compile(r"((?:19|20)\d\d)[-/](\d{1,2})")
_PARTS = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4}|\d{2})(?:[T ,].*)?")
_NAMED = re.compile(r"(?:(\d{1,2})\.?[ -]+([A-Za-z]{3,9})|([A-Za-z]{3,9})\.? +(\d{1,2})),?[ -]+(\d{4})(?:[ ,].*)?")
_NAMES = {name: k + 1 for k, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split())}
_DAY_ZERO = datetime.date(1970, 1, 1).toordinal()
_NEVER = 2200  # years from which a date is a way to say that something has not happened
MONTHS = {"year": 12, "quarter": 3, "month": 1}
DAYS = {"year": 365.25, "quarter": 365.25 / 4, "month": 365.25 / 12, "week": 7.0, "day": 1.0}


def dates(column: Words) -> tuple[Doubles, list[str]]:
    """Give the day of every word of a column, and what was taken for granted in reading.

    Whether the day or the month comes first in 03/04/2024 is decided by the whole column.

    Parameters
    ----------
    column : of the table

    Returns
    -------
    days since 1970, shape (words,), nan where a word is no date, infinite for a day that never comes; sentences

    Raises InputError where nothing tells day from month.
    """
    quick = _quick(column.words)
    if quick is not None:
        return quick, []
    parts = {k: found for k, word in enumerate(column.words) if (found := _PARTS.fullmatch(word))}
    day_first, notes = _order(column, parts) if parts else (True, [])
    days = np.full(len(column.words), np.nan)
    for k, word in enumerate(column.words):
        if k in parts:
            a, _, b, year = parts[k].groups()
            full = int(year) + (0 if len(year) == 4 else 1900 if int(year) > 69 else 2000)
            days[k] = _day(full, b if day_first else a, a if day_first else b)
        elif found := _ISO.fullmatch(word) or _JOINED.fullmatch(word):
            days[k] = _day(*found.groups())
        elif found := _MONTH.fullmatch(word):
            days[k] = _day(*found.groups())
        elif found := _NAMED.fullmatch(word):
            day, month, month_first, day_second, year = found.groups()
            days[k] = _day(year, _NAMES.get((month or month_first)[:3].lower(), 0), day or day_second)
    if any(_MONTH.fullmatch(word) for word in column.words):
        notes.append(f"“{column.name}” gives months without days; the first of the month is taken.")
    if any(len(found[4]) == 2 for found in parts.values()):
        notes.append(f"Years of two digits in “{column.name}” are taken for 1970 to 2069.")
    return days, notes


def day(text: str) -> float | None:
    """Give the day of a date YYYY-MM-DD, since 1970; None where it is none.

    Parameters
    ----------
    text : as given
    """
    found = _ISO.fullmatch(text.strip())
    days = _day(*found.groups()) if found else np.nan
    return days if np.isfinite(days) else None


def written(days: float) -> str:
    """Give a day since 1970 as YYYY-MM-DD.

    Parameters
    ----------
    days : whole
    """
    return datetime.date.fromordinal(int(days) + _DAY_ZERO).isoformat()


def between(start: Doubles, end: Doubles, period: str) -> Doubles:
    """Give the time between days in periods: whole from one day of a month to the same of another, as contracts run.

    A year is 12 months, a quarter 3, and a day 1/31 of a month; a week is 7 days.

    Parameters
    ----------
    start, end : days since 1970, of shapes that go together
    period : "year", "quarter", "month", "week" or "day"
    """
    if period not in MONTHS:
        return (end - start) / DAYS[period]
    return (_months(end) - _months(start)) / (31 * MONTHS[period])


def _months(days: Doubles) -> Doubles:
    """Give days as months since 1970 times 31, whole numbers, so that differences are exact; nan stays."""
    known = np.isfinite(days)
    stamp = np.where(known, days, 0).astype(np.int64).astype("datetime64[D]")
    months = stamp.astype("datetime64[M]")
    of_month = (stamp - months).astype(np.int64)
    return np.where(known, 31.0 * months.astype(np.int64) + of_month, np.nan)


def _quick(words: list[str]) -> Doubles | None:
    """Read a column that is YYYY-MM-DD throughout at once; None where it is not."""
    if not words or any(len(w) < 10 or w[4] != "-" or w[7] != "-" or w[10:11] not in ("", " ", "T") for w in words):
        return None
    try:
        days = np.array([word[:10] for word in words], "datetime64[D]").astype(np.int64).astype(np.float64)
    except ValueError:
        return None
    return np.where(days > (_NEVER - 1970) * 365.25, np.inf, days)


def _day(year: object, month: object, day: object = 1) -> float:
    try:
        found = datetime.date(int(str(year)), int(str(month)), int(str(day)))
    except ValueError:
        return np.nan
    return np.inf if found.year >= _NEVER else float(found.toordinal() - _DAY_ZERO)


def _order(column: Words, parts: dict[int, re.Match[str]]) -> tuple[bool, list[str]]:
    """Tell whether the day comes first."""
    first = next((m[0] for m in parts.values() if int(m[1]) > 12), "")
    second = next((m[0] for m in parts.values() if int(m[3]) > 12), "")
    if first and second:
        raise column.refuse(f"dates in one style; {first} has the day first, {second} the month: write YYYY-MM-DD")
    if first or second:
        order = "day" if first else "month"
        return bool(first), [f"In “{column.name}” the {order} comes first, as in {first or second}."]
    if all(m[2] == "." for m in parts.values()):
        return True, [f"In “{column.name}” the day is taken to come first, as dates with points have it."]
    if all(m[1] == m[3] for m in parts.values()):
        return True, []
    example = next(m[0] for m in parts.values() if m[1] != m[3])
    raise column.refuse(f"dates that show which is the day; of {example} and all others it may be either: "
                        "write YYYY-MM-DD")  # fmt: skip
