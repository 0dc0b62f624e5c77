"""Survival of customers seen for different times: Kaplan-Meier, also of those seen only from some tenure on."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tenfold.experiments.spelling import many
from tenfold.sim.statistics import Doubles

_FAR = 1e-9  # from a whole number of periods: nothing but rounding


class LifeTable(NamedTuple):
    """Hold survival: shares left after 0 .. T periods, how many were at risk in period 1 .. T, and sentences."""

    surviving: Doubles
    at_risk: Doubles
    notes: tuple[str, ...] = ()


def life_table(start: Doubles, end: Doubles, left: NDArray[np.bool_], whole: bool, longest: float) -> LifeTable:
    """Count who was there and who left, period by period.

    S(t) = product over the times u <= t at which somebody left of 1 - left(u) / there(u), there(u) = all who were seen
    before u and did not leave or get out of sight before it. With times in whole periods, there(u) is who was at risk
    in period u. Else it changes within a period, and the number at risk is left in the period / share that left in it:
    the number of customers, all seen for the whole period, of whom the same share is the same number.

    Parameters
    ----------
    start : time since joining from which each is seen [periods], shape (customers,)
    end : time since joining at which each left, or was last seen [periods], shape (customers,)
    left : who left, shape (customers,)
    whole : whether times are counted in whole periods
    longest : periods that somebody can have been seen through; those beyond are not over, and not counted

    Returns
    -------
    LifeTable, no longer than anybody was seen; of no period where nobody was
    """
    seen = end > start + _FAR
    start, end, left = start[seen], np.where(left[seen], end[seen] - _FAR * ~np.bool_(whole), end[seen]), left[seen]
    last = int(max(np.floor(end[~left] + _FAR).max(initial=0), np.ceil(end[left]).max(initial=0)))
    last = min(last, int(longest + _FAR)) if np.isfinite(longest) else last
    times, leaving = np.unique(end[left], return_counts=True)
    starts, ends = np.sort(start), np.sort(end)
    there = np.searchsorted(starts, times, "left") - np.searchsorted(ends, times, "left")
    period = np.minimum(np.ceil(times), last + 1).astype(np.int64)  # those that are not over: one more
    left_in = np.bincount(period, leaving, last + 2)[1 : last + 1]
    kept = np.ones(last + 2)
    np.multiply.at(kept, period, 1.0 - leaving / there)
    kept = kept[1 : last + 1]
    edges = np.arange(last + 1.0)
    at_risk = np.diff(_total(ends, edges) - _total(starts, edges))  # time seen within each period
    if not whole:
        np.divide(left_in, 1.0 - kept, out=at_risk, where=left_in > 0)
    return _cut(kept, at_risk)


def window_table(tenure: Doubles, left: NDArray[np.bool_], window: int) -> LifeTable:
    """Count a snapshot without dates that holds, of all who ever left, only those of the last periods.

    Of those who left in period t of theirs, nobody knows in which of the W last periods it was. With A(t, j) at risk in
    period t of theirs and the j-th of the last W, and a chance to leave c(t) that does not depend on j:
    A(t, j) (1 - c(t)) = A(t + 1, j + 1), for j = W those who are still there after t periods; and as many leave as did,
    so c(t) = left(t) / (left(t) + stayed(t)), stayed(t) = sum of A(t, j) (1 - c(t)), from the longest tenure down.

    Parameters
    ----------
    tenure : of each, whole periods, counted up for those who left, shape (customers,)
    left : who left, shape (customers,)
    window : W [periods]
    """
    last = int(tenure.max(initial=0))
    leaving = np.bincount(tenure[left].astype(np.int64), minlength=last + 1)
    there = np.bincount(tenure[~left].astype(np.int64), minlength=last + 1)
    if window >= last:  # nobody can have joined before it
        return life_table(np.zeros(tenure.size), tenure, left, True, np.inf)
    above, kept, at_risk = np.zeros(window), np.ones(last), np.zeros(last)
    for t in range(last, 0, -1):
        stay = np.append(above[1:], there[t])
        at_risk[t - 1] = stay.sum() + leaving[t]
        if at_risk[t - 1] > 0:
            kept[t - 1] = stay.sum() / at_risk[t - 1]
        above = stay / kept[t - 1] if kept[t - 1] > 0 else np.full(window, leaving[t] / window)
    return _cut(kept, at_risk)


def _total(times: Doubles, edges: Doubles) -> Doubles:
    """Give the sum of min(time, edge) over sorted times, for every edge."""
    below = np.searchsorted(times, edges, "right")
    return np.append(0.0, np.cumsum(times))[below] + edges * (times.size - below)


def _cut(kept: Doubles, at_risk: Doubles) -> LifeTable:
    """End the table where nobody is at risk, and begin it where no period takes all who were at risk in it."""
    last = int(np.flatnonzero(at_risk > _FAR).max(initial=-1)) + 1
    kept, at_risk = kept[:last].copy(), at_risk[:last].copy()
    notes = []
    dead = np.flatnonzero(kept[:-1] <= 0.0)
    if dead.size:
        first = int(dead.max()) + 1
        notes.append(f"All of the few who were seen in period {first} left, so that survival is counted from there on: "
                     f"{at_risk[:first].max():,.0f} or fewer were seen in any period before.")  # fmt: skip
        kept[:first], at_risk[:first] = 1.0, 0.0
    blind = int(np.argmax(at_risk > 0)) if last else 0
    if blind:
        notes.append(f"Nobody was seen in the first {many(blind, 'period')}; who left then is not known, and nobody is "
                     "taken to have left.")  # fmt: skip
    return LifeTable(np.append(1.0, np.cumprod(kept)), at_risk, tuple(notes))
