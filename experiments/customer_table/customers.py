"""A table with a row a customer: how long each was there, and whether they left."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from tenfold.experiments.customer_table.columns import unit_of
from tenfold.experiments.customer_table.dates import DAYS, between, dates, day, written
from tenfold.experiments.customer_table.design import first_seen
from tenfold.experiments.customer_table.lives import Lives
from tenfold.experiments.customer_table.numbers import numbers
from tenfold.experiments.customer_table.options import TableOptions
from tenfold.experiments.customer_table.sieve import Sieve
from tenfold.experiments.customer_table.states import states
from tenfold.experiments.customer_table.words import Words
from tenfold.sim.errors import InputError
from tenfold.sim.statistics import Doubles

_LONGEST = 150  # years: beyond, a column holds something else than a tenure


def read_rows(columns: Mapping[str, Words], options: TableOptions, period: str) -> tuple[Lives, list[str]]:
    """Read customers from columns with a row each.

    Parameters
    ----------
    columns : by role: left, tenure or since, and what else there is
    options : how to read them
    period : "year", "quarter", "month", "week" or "day"

    Returns
    -------
    customers, and sentences on what was taken for granted or left out

    Raises InputError on the option whose column, or value, is at fault.
    """
    sieve = Sieve(columns["left"].codes.size)
    gone, leaving = _left(columns["left"], sieve)
    if "customer" in columns:
        once(columns, sieve)
    dated = "since" in columns and (leaving is not None or "tenure" not in columns)
    if dated and leaving is None and bool(gone.any()):
        raise InputError("market.table.left", columns["left"].name,
                         "the date of leaving, where market.table.since is the date of joining; or give "
                         "market.table.tenure, a column with the time from joining to leaving")  # fmt: skip
    if "since" in columns and not dated:
        sieve.notes.append(f"“{columns['since'].name}” is not used: “{columns['tenure'].name}” gives tenures.")
    longest, window = np.inf, options.window
    if dated:
        tenure, start, longest = _by_dates(columns, options, period, gone, leaving, sieve)
        whole, window = False, None
    else:
        tenure = _tenure(columns["tenure"], period, sieve)
        whole = bool(np.all(tenure[sieve.kept] % 1 == 0))
        start = np.zeros(tenure.size)
    zero = sieve.kept & (tenure == 0)
    stay = int((zero & ~gone).sum())
    if dated and (zero & gone).any():
        sieve.notes.append(f"{int((zero & gone).sum()):,} left on the day they joined: kept as left in their first "
                           f"{period}.")  # fmt: skip
    elif not dated and zero.any():
        sieve.notes.append(f"{int(zero.sum()):,} with tenure 0 kept as joined this {period}: {stay:,} of them still "
                           f"there, of whom nothing is known yet, and {int(zero.sum()) - stay:,} left in their first "
                           f"{period}.")  # fmt: skip
    end = np.where(gone & (tenure <= 0), 1.0 if whole else 1e-6, tenure)
    value = _value(columns["value"], period, sieve) if "value" in columns else None
    segment = columns.get("by")
    kept = sieve.kept
    segment = None if segment is None else segment._replace(codes=segment.codes[kept])
    lives = Lives(tenure, gone, start, end, whole, longest, window, value, None).those(kept)
    return lives._replace(segment=segment), sieve.notes


def once(columns: Mapping[str, Words], sieve: Sieve) -> None:
    """Count rows once that say the same of the same customer, and refuse rows that contradict each other.

    Parameters
    ----------
    columns : with that of customers
    sieve : leaves rows out that repeat one before

    Raises InputError on `market.table.customer`.
    """
    who = columns["customer"]
    order = np.argsort(who.codes, kind="stable")
    known = who.codes[order] >= 0
    if who.missing.any():
        sieve.notes.append(f"{int(who.missing.sum()):,} rows do not say who they are in “{who.name}”, and count as "
                           "different customers.")  # fmt: skip
    same_as_before = np.append(False, (np.diff(who.codes[order]) == 0) & known[1:])
    if not same_as_before.any():
        return
    first = order[np.maximum.accumulate(np.where(same_as_before, 0, np.arange(order.size)))]
    rows = order[same_as_before]
    before = first[same_as_before]
    for column in columns.values():
        other = column.codes[rows] != column.codes[before]
        if other.any():
            k = int(np.argmin(np.where(other, rows, rows.max() + 1)))
            raise who.refuse(f"a row a customer; {who.words[who.codes[rows[k]]]!r} has rows {before[k] + 1:,} and "
                             f"{rows[k] + 1:,} that differ in “{column.name}”, and so have {int(other.sum()) - 1:,} "
                             "more; for a row a purchase, give market.table.date")  # fmt: skip
    again = np.zeros(who.codes.size, bool)
    again[rows] = True
    again &= sieve.kept
    sieve.kept &= ~again
    sieve.notes.append(f"{int(again.sum()):,} rows repeat a customer with the same entries, and are counted once "
                       f"(first: row {int(np.argmax(again)) + 1:,}).")  # fmt: skip


def _left(column: Words, sieve: Sieve) -> tuple[NDArray[np.bool_], Doubles | None]:
    """Give who left, and the day of leaving if the column holds dates."""
    as_dates, notes = dates(column) if any(len(word) > 5 for word in column.words) else (np.zeros(0), [])
    rows = sum(count for word, count in column.counts())
    days = column.spread(as_dates) if as_dates.size else np.zeros(0)
    if as_dates.size and (~np.isnan(days)).sum() >= 0.5 * rows:
        sieve.notes += notes
        wrong = np.isnan(days) & ~column.missing
        sieve.leave_out(wrong, column, f"have no date in “{column.name}”", "dates, or nothing for those still there")
        if np.isposinf(days).any():
            sieve.notes.append(f"{int(np.isposinf(days).sum()):,} with a date from 2200 on in “{column.name}” are "
                               "taken for still there.")  # fmt: skip
        return np.isfinite(days), np.where(np.isfinite(days), days, np.nan)
    of_words, notes = states(column)
    sieve.notes += notes
    sieve.leave_out(column.missing, column, f"say nothing in “{column.name}”", "yes or no in every row")
    return column.spread(of_words) == 1, None


def _tenure(column: Words, period: str, sieve: Sieve) -> Doubles:
    of_words, notes = numbers(column)
    sieve.notes += notes
    tenure = column.spread(of_words)
    allowed = "numbers, 0 or more"
    sieve.leave_out(column.missing, column, f"have no tenure in “{column.name}”", allowed)
    sieve.leave_out(np.isnan(tenure), column, f"have no number in “{column.name}”", allowed)
    sieve.leave_out(tenure < 0, column, f"have a negative tenure in “{column.name}”", allowed)
    unit = unit_of(column.name)
    if unit and DAYS[unit] > DAYS[period]:
        said = f"“{column.name}” counts in {unit}s, and does not tell in which {period} somebody left"
        raise InputError("market.period", period, f"{unit}, or longer: {said}")
    most = _LONGEST * DAYS["year"] / DAYS[unit or period]
    sieve.leave_out(tenure > most, column, f"have a tenure of more than {_LONGEST} years", allowed)
    if unit and unit != period:
        factor = DAYS[unit] / DAYS[period]
        sieve.notes.append(f"“{column.name}” is in {unit}s by its name, and turned into {period}s.")
        tenure = np.round(tenure * factor, 9)
    return np.where(sieve.kept, tenure, 0.0)


def _value(column: Words, period: str, sieve: Sieve) -> Doubles:
    of_words, notes = numbers(column)
    value = column.spread(of_words)
    sieve.notes += notes
    none = int((np.isnan(value) & sieve.kept).sum())
    if none == int(sieve.kept.sum()):
        raise column.refuse(f"numbers; none of {none:,} rows has one")
    if none:
        first = int(np.argmax(np.isnan(value) & sieve.kept)) + 1
        sieve.notes.append(f"{none:,} rows have no number in “{column.name}” (first: row {first:,}); they count as "
                           "customers, but not in the mean value.")  # fmt: skip
    unit = unit_of(column.name)
    if unit and unit != period:
        sieve.notes.append(f"“{column.name}” is a {unit}'s by its name, and turned into a {period}'s.")
        value = value * (DAYS[period] / DAYS[unit])
    return value


def _by_dates(
    columns: Mapping[str, Words], options: TableOptions, period: str, gone: NDArray[np.bool_], leaving: Doubles | None,
    sieve: Sieve,
) -> tuple[Doubles, Doubles, float]:  # fmt: skip
    """Give tenure, time from joining until each is seen, and the longest that anybody can have been seen."""
    since, left = columns["since"], columns["left"]
    of_words, notes = dates(since)
    sieve.notes += notes
    joined = since.spread(of_words)
    none = np.full(joined.size, np.nan) if leaving is None else leaving
    sieve.leave_out(since.missing, since, f"have no date in “{since.name}”", "dates")
    sieve.leave_out(~np.isfinite(joined), since, f"have no date in “{since.name}” that can be", "dates")
    today = as_of(options, [joined[sieve.kept], none[sieve.kept]], sieve)
    sieve.leave_out(joined > today, since, f"join after {written(today)}", f"dates up to {written(today)}, the day of "
                    "the data (market.table.asof)")  # fmt: skip
    sieve.leave_out(none < joined, left, "leave before they join", f"dates not before “{since.name}”")
    later = sieve.kept & (none > today)
    if later.any():
        sieve.notes.append(f"{int(later.sum()):,} leave only after {written(today)}, and are still there on that day.")
        gone[later] = False
    tenure = np.where(sieve.kept, between(joined, np.where(gone, none, today), period), 0.0)
    opened, notes = first_seen(joined, none, gone & sieve.kept, sieve.kept, today, period, options.window)
    early = gone & (none < opened)
    if (early & sieve.kept).any():
        sieve.notes.append(f"{int((early & sieve.kept).sum()):,} left before {written(opened)}, where the window of "
                           f"market.table.window={options.window} begins, and are left out.")  # fmt: skip
        sieve.kept &= ~early
    sieve.notes += notes
    start = np.zeros(joined.size)
    if np.isfinite(opened):
        start = np.where(sieve.kept, np.maximum(between(joined, np.full(joined.size, opened), period), 0.0), 0.0)
    first = float(joined[sieve.kept].min()) if sieve.kept.any() else today
    return tenure, start, float(between(np.array([first]), np.array([today]), period)[0])


def as_of(options: TableOptions, days: list[Doubles], sieve: Sieve) -> float:
    """Give the day of the data: as said, else the latest within.

    Parameters
    ----------
    options : with `asof`
    days : all days in the table, nan for none
    sieve : notes which it is

    Raises InputError on `market.table.asof` for what is no date.
    """
    if options.asof is not None:
        said = day(options.asof)
        if said is None:
            raise InputError("market.table.asof", options.asof, "a date YYYY-MM-DD")
        return said
    known = np.concatenate([each[np.isfinite(each)] for each in days])
    if known.size == 0:
        raise InputError("market.table.since", ..., "a column with dates")
    sieve.notes.append(f"The day of the data is taken to be the latest within, {written(known.max())} "
                       "(market.table.asof).")  # fmt: skip
    return float(known.max())
