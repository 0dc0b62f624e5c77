"""Tables of purchases, where nobody says that they leave: who is silent for long enough is taken for gone."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tenfold.experiments.customer_table.customers import as_of, once
from tenfold.experiments.customer_table.dates import between, dates, written
from tenfold.experiments.customer_table.life_table import life_table
from tenfold.experiments.customer_table.lives import Lives
from tenfold.experiments.customer_table.numbers import numbers
from tenfold.experiments.customer_table.options import TableOptions
from tenfold.experiments.customer_table.sieve import Sieve
from tenfold.experiments.customer_table.words import Words
from tenfold.experiments.spelling import many
from tenfold.sim.errors import InputError
from tenfold.sim.statistics import Doubles

_AFTER = 1e-6  # periods after the last purchase at which somebody counts as gone: in the period that it begins


class Buyers(NamedTuple):
    """Hold customers who buy, one a place: time from the first purchase to the last, and to the day of the data."""

    recency: Doubles
    observed: Doubles


def read_purchases(columns: Mapping[str, Words], options: TableOptions, period: str) -> tuple[Lives, list[str]]:
    """Read customers from a log with a row a purchase.

    Parameters
    ----------
    columns : by role: customer, date, and maybe value and by
    options : how to read them
    period : "year", "quarter", "month", "week" or "day"

    Returns
    -------
    customers, and sentences on what was taken for granted or left out

    Raises InputError on the option whose column, or value, is at fault.
    """
    who, when = columns["customer"], columns["date"]
    sieve = Sieve(who.codes.size)
    of_words, notes = dates(when)
    sieve.notes += notes
    days = when.spread(of_words)
    sieve.leave_out(who.missing, who, f"have no customer in “{who.name}”", "who bought, in every row")
    sieve.leave_out(~np.isfinite(days), when, f"have no date in “{when.name}”", "a date in every row")
    today = as_of(options, [days[sieve.kept]], sieve)
    late = sieve.kept & (days > today)
    if late.any():
        sieve.notes.append(f"{int(late.sum()):,} purchases after {written(today)} (market.table.asof) are left out.")
        sieve.kept &= ~late
    if not sieve.kept.any():
        raise InputError("market.table.asof", options.asof, "a date on which somebody had bought")
    log = pd.DataFrame({"who": who.codes[sieve.kept], "day": days[sieve.kept].astype(np.int64)})
    by_day = log.drop_duplicates().sort_values(["who", "day"], ignore_index=True)
    again = by_day["who"].diff() == 0
    pauses = between(*(by_day["day"].shift(1)[again].to_numpy(float), by_day["day"][again].to_numpy(float)), period)
    each = by_day.groupby("who")["day"].agg(["min", "max", "size"])
    first, last = each["min"].to_numpy(float), each["max"].to_numpy(float)
    sieve.notes.append(f"The log begins on {written(first.min())}: who had bought before, and buys again, is taken for "
                       "new; a log of those known to be new avoids that.")  # fmt: skip
    now = np.full(first.size, today)
    buyers = Buyers(between(first, last, period), between(first, now, period))
    once_only = int((each["size"] == 1).sum())
    sieve.notes.append(f"{len(log):,} purchases on {len(by_day):,} days of {len(each):,} customers; the first is "
                       f"taken for joining, and several of a customer on one day for one.")  # fmt: skip
    if once_only:
        sieve.notes.append(f"{once_only:,} of the customers bought once; those of them who are silent for long enough "
                           f"count as gone in their first {period}, be they customers lost or passers-by.")  # fmt: skip
    gap = options.gap
    if gap is None:
        if pauses.size < 20:
            raise InputError("market.table.gap", ..., f"a number of {period}s of silence after which somebody is "
                             f"taken for gone; {pauses.size} pauses between purchases are too few to tell")  # fmt: skip
        gap = float(np.quantile(pauses, 0.95))
        sieve.notes.append(f"Who is silent for longer than {many(gap, period)} is taken for gone: 95% of the "
                           f"{pauses.size:,} pauses between purchases are shorter (market.table.gap). Pauses that are "
                           "not over are not among them, so that long ones are too few.")  # fmt: skip
    value = _spent(columns["value"], who, sieve, each.index.to_numpy(), buyers) if "value" in columns else None
    segment = _first_segment(columns["by"], who, days, sieve) if "by" in columns else None
    return _judged(buyers, gap, value, segment, period, sieve.notes)


def read_recencies(columns: Mapping[str, Words], options: TableOptions, period: str) -> tuple[Lives, list[str]]:
    """Read customers from a table with a row each: recency, T, and maybe a cohort.

    Parameters
    ----------
    columns : by role: recency, observed, and maybe customer and by
    options : how to read them
    period : what a period is called

    Returns
    -------
    customers, and sentences on what was taken for granted or left out

    Raises InputError on the option whose column, or value, is at fault.
    """
    recency, observed = columns["recency"], columns["observed"]
    sieve = Sieve(recency.codes.size)
    if "customer" in columns:
        once(columns, sieve)
    if options.gap is None:
        raise InputError("market.table.gap", ..., f"a number of {period}s of silence after which somebody is taken "
                         "for gone: a table of recencies does not show how long customers pause")  # fmt: skip
    times = []
    for column in (recency, observed):
        of_words, notes = numbers(column)
        sieve.notes += notes
        times.append(column.spread(of_words))
        sieve.leave_out(np.isnan(times[-1]), column, f"have no number in “{column.name}”", "numbers, 0 or more")
        sieve.leave_out(times[-1] < 0, column, f"have a negative number in “{column.name}”", "numbers, 0 or more")
    sieve.leave_out(times[0] > times[1], recency, f"have a larger “{recency.name}” than “{observed.name}”",
                    f"at most “{observed.name}”, both from the first purchase on")  # fmt: skip
    kept = sieve.kept
    segment = columns.get("by")
    segment = None if segment is None else segment._replace(codes=segment.codes[kept])
    return _judged(Buyers(times[0][kept], times[1][kept]), options.gap, None, segment, period, sieve.notes)


def _judged(
    buyers: Buyers, gap: float, value: Doubles | None, segment: Words | None, period: str, notes: list[str]
) -> tuple[Lives, list[str]]:
    """Judge everybody up to the gap before the day of the data, and say what another gap would give."""
    lives = _gone(buyers, gap)
    short = int((buyers.observed < gap).sum())
    if short:
        notes.append(f"{short:,} joined within the last {many(gap, period)}: nobody can tell yet whether they are "
                     "gone, and they count as there, not in survival.")  # fmt: skip
    notes.append("Who is gone left in the period that begins with their last purchase; all are followed up to "
                 f"{many(gap, period)} before the day of the data, as later silence is too short to tell.")  # fmt: skip
    said = []
    for factor in (0.5, 2.0):
        other = _gone(buyers, factor * gap)
        table = life_table(other.start, other.end, other.left, False, other.longest)
        if table.surviving.size > 1:
            t = table.surviving.size - 1
            said.append(f"with {many(factor * gap, period)} {100 * table.surviving[1]:.1f}% stay the first {period} "
                        f"and {100 * table.surviving[t]:.1f}% stay {t}")  # fmt: skip
        else:
            said.append(f"with {many(factor * gap, period)} nobody is seen for long enough to tell")
    notes.append("What the gap decides: " + ", ".join(said) + ".")
    return lives._replace(value=value, segment=segment), notes


def _gone(buyers: Buyers, gap: float) -> Lives:
    judged = np.maximum(buyers.observed - gap, 0.0)
    left = (buyers.observed - buyers.recency > gap) & (judged > 0)
    end = np.where(left, buyers.recency + _AFTER, judged)
    tenure = np.where(left, buyers.recency, buyers.observed)
    longest = float(judged.max(initial=0.0))
    return Lives(tenure, left, np.zeros(end.size), end, False, longest, None, None, None)


def _spent(column: Words, who: Words, sieve: Sieve, ids: NDArray[np.int64], buyers: Buyers) -> Doubles:
    """Give what each customer spends in a period: all they bought over the time since they joined."""
    of_words, notes = numbers(column)
    sieve.notes += notes
    amount = column.spread(of_words)
    none = np.isnan(amount) & sieve.kept
    if none.sum() == sieve.kept.sum():
        raise column.refuse("numbers; no row has one")
    if none.any():
        sieve.notes.append(f"{int(none.sum()):,} purchases have no number in “{column.name}” (first: row "
                           f"{int(np.argmax(none)) + 1:,}), and count as 0.")  # fmt: skip
    total = np.bincount(who.codes[sieve.kept], np.nan_to_num(amount[sieve.kept]), len(who.words))[ids]
    sieve.notes.append(f"What a customer pays a period is the sum of “{column.name}” over the time since joining, of "
                       "at least one period.")  # fmt: skip
    return np.asarray(total / np.maximum(buyers.observed, 1.0))


def _first_segment(column: Words, who: Words, days: Doubles, sieve: Sieve) -> Words:
    """Give each customer the segment of their first purchase."""
    rows = pd.DataFrame({"who": who.codes[sieve.kept], "day": days[sieve.kept], "by": column.codes[sieve.kept]})
    first = rows.sort_values(["who", "day"], kind="stable").groupby("who")["by"]
    more = int((first.nunique() > 1).sum())
    if more:
        sieve.notes.append(f"{more:,} customers have several “{column.name}”; the first purchase's is taken.")
    return column._replace(codes=first.first().to_numpy(np.int64))
