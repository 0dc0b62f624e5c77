"""Functions of a whole table, for claims and thresholds that are no mean: where a curve peaks, turns, how it ranks.

What is smooth in the means of arms is jackknifed. A place is not, where noise reaches over several levels of a factor:
its interval is the set of places that a test over seeds does not leave out.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import stats
from scipy.optimize import isotonic_regression
from scipy.stats import kendalltau

from tenfold.experiments.study.claims import Evidence, of_peak, of_sample
from tenfold.experiments.study.table import Doubles, Mean, Table, Value
from tenfold.sim.statistics import Interval, p_value, peak

OfTable = Callable[[Table], float]
FINE = 2001  # places looked at between the lowest and the highest level


@dataclass(frozen=True)
class Place:
    """Hold a function of a table that gives a level, with an interval of its own instead of the jackknife's.

    Attributes
    ----------
    find : gives the level; nan for none
    look : gives estimate, interval and p values
    """

    find: OfTable
    look: Callable[[Table], Evidence]

    def __call__(self, table: Table) -> float:
        """Give the level; nan for none."""
        return self.find(table)


def evidence(table: Table, value: Value) -> Evidence:
    """Give estimate, interval and p values of an expression.

    Parameters
    ----------
    table : of the runs
    value : if made of means, paired over seeds; if a `Place`, tested place by place; any other function is jackknifed
    """
    return value.look(table) if isinstance(value, Place) else of_sample(table.sample(value))


def crossing(over: str, value: Callable[[float], Mean], rising: bool = True) -> Place:
    """Find the level of a factor at which a value crosses 0, by isotonic regression and straight lines in between.

    Parameters
    ----------
    over : a factor whose levels are numbers
    value : gives the value at a level, such as `lambda k: mean("profit", ease=1.0, capacity=k) - ...`
    rising : whether the value rises with the factor, as far as is known beforehand

    Returns
    -------
    Place
        nan where the value does not cross 0 between the lowest and the highest level. Its interval holds all places at
        which the value, on straight lines between levels, cannot be told from 0 by Student's t; it has no end on a side
        where that is so up to the last level
    """

    def find(table: Table) -> float:
        levels, values = _curves(table, over, value)
        fitted = np.asarray(isotonic_regression(values.mean(axis=1) * (1.0 if rising else -1.0)).x)
        if not (fitted[0] <= 0.0 <= fitted[-1]):
            return math.nan
        k = int(np.argmax(fitted >= 0.0))
        return float(levels[0] if k == 0 else np.interp(0.0, fitted[k - 1 : k + 1], levels[k - 1 : k + 1]))

    def look(table: Table) -> Evidence:
        levels, values = _curves(table, over, value)
        place = find(table)
        if math.isnan(place) or table.seeds < 2:
            return Evidence(Interval(place, math.nan, math.nan), lambda x: 1.0)
        fine = np.linspace(levels[0], levels[-1], FINE)
        lines = np.array([np.interp(fine, levels, curve) for curve in values.T])
        reach = stats.t.ppf(0.975, table.seeds - 1) * lines.std(axis=0, ddof=1) / math.sqrt(table.seeds)
        left = np.array([place, *fine[np.abs(lines.mean(axis=0)) <= reach]])
        low, high = float(left.min()), float(left.max())
        found = Interval(place, -math.inf if low == levels[0] else low, math.inf if high == levels[-1] else high)

        def p(x: float) -> float:
            return of_sample(np.array([np.interp(x, levels, curve) for curve in values.T])).p(0.0)

        return Evidence(found, p)

    return Place(find, look)


def peak_place(
    over: str, value: Callable[[float], Mean], degree: int = 3, among: Sequence[float] | None = None
) -> Place:
    """Find at which level of a factor a value is highest: that of a polynomial fitted over the levels.

    Parameters
    ----------
    over : a factor whose levels are numbers
    value : gives the value at a level
    degree : of the polynomial, at most the number of levels less 1
    among : the levels it is fitted over; None for all

    Returns
    -------
    Place
        nan where the polynomial is highest at an end; for its interval see `tenfold.sim.statistics.peak`
    """

    def look(table: Table) -> Evidence:
        levels, values = _curves(table, over, value, among)
        if table.seeds < 2 or not np.isfinite(values).all():
            return Evidence(Interval(math.nan, math.nan, math.nan), lambda x: 1.0)
        found = peak(levels, values.T, degree)
        if found.place in (levels[0], levels[-1]):
            return Evidence(Interval(math.nan, math.nan, math.nan), lambda x: 1.0)
        return of_peak(found, lambda x: p_value(levels, values.T, x, degree))

    return Place(lambda table: look(table).found.mean, look)


def slope(over: str, value: Callable[[float], Mean]) -> OfTable:
    """Fit a straight line to a value over the numeric levels of a factor; gives its slope per unit of the factor."""

    def find(table: Table) -> float:
        levels, values = _curves(table, over, value)
        return float(np.polyfit(levels, values.mean(axis=1), 1)[0])

    return find


def rank_correlation(over: str, first: Callable[[Any], Mean], second: Callable[[Any], Mean]) -> OfTable:
    """Compare how two values rank the levels of a factor: Kendall's tau in each seed, and its mean over seeds.

    The tau of the means would jump from rank to rank, so that leaving out a seed would mostly change nothing, and its
    interval would be too narrow.

    Parameters
    ----------
    over : the factor
    first, second : give the values at a level

    Returns
    -------
    callable
        tau, -1 .. 1, of a table
    """

    def find(table: Table) -> float:
        one, other = (np.array([table.sample(value(x)) for x in table.levels(over)]) for value in (first, second))
        return float(np.mean([kendalltau(a, b).statistic for a, b in zip(one.T, other.T, strict=True)]))

    return find


def opposite(plus: Mean, minus: Mean) -> OfTable:
    """Take the smaller of a value and of what another lies below 0; above 0, the two have opposite signs."""

    def find(table: Table) -> float:
        return float(min(table.sample(plus).mean(), -table.sample(minus).mean()))

    return find


def _curves(
    table: Table, over: str, value: Callable[[float], Mean], among: Sequence[float] | None = None
) -> tuple[Doubles, Doubles]:
    """Give the levels of a factor, rising, and a value at each: shape (levels, seeds)."""
    levels = np.sort(np.array(table.levels(over) if among is None else among, np.float64))
    return levels, np.array([table.sample(value(float(x))) for x in levels])
