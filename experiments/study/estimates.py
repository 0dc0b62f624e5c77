"""Functions of a whole table, for claims and thresholds that are no mean: where a curve peaks, turns, how it ranks."""

import math
from collections.abc import Callable

import numpy as np
from scipy.optimize import isotonic_regression
from scipy.stats import kendalltau

from tenfold.experiments.study.table import Mean, Table

OfTable = Callable[[Table], float]


def crossing(over: str, value: Callable[[float], Mean], rising: bool = True) -> OfTable:
    """Find the level of a factor at which a value crosses 0, by isotonic regression and straight lines in between.

    Parameters
    ----------
    over : a factor whose levels are numbers
    value : gives the value at a level, such as `lambda k: mean("profit", ease=1.0, capacity=k) - ...`
    rising : whether the value rises with the factor, as far as is known beforehand

    Returns
    -------
    callable
        the level, of a table; nan where the value does not cross 0 between the lowest and the highest level
    """

    def find(table: Table) -> float:
        levels = np.sort(np.array(table.levels(over), np.float64))
        sign = 1.0 if rising else -1.0
        y = np.array([sign * table.sample(value(float(x))).mean() for x in levels])
        if not np.isfinite(y).all():
            return math.nan
        fitted = np.asarray(isotonic_regression(y).x)
        if fitted[0] > 0.0 or fitted[-1] < 0.0:
            return math.nan
        k = int(np.argmax(fitted >= 0.0))
        if k == 0 or fitted[k] == fitted[k - 1]:
            return float(levels[k])
        part = -fitted[k - 1] / (fitted[k] - fitted[k - 1])
        return float(levels[k - 1] + part * (levels[k] - levels[k - 1]))

    return find


def slope(over: str, value: Callable[[float], Mean]) -> OfTable:
    """Fit a straight line to a value over the numeric levels of a factor; gives its slope per unit of the factor."""

    def find(table: Table) -> float:
        levels = np.array(table.levels(over), np.float64)
        y = np.array([table.sample(value(float(x))).mean() for x in levels])
        return float(np.polyfit(levels, y, 1)[0])

    return find


def peak_place(over: str, value: Callable[[float], Mean], degree: int = 3) -> OfTable:
    """Find at which level of a factor a value is highest: that of a polynomial fitted over the levels."""

    def find(table: Table) -> float:
        levels = np.sort(np.array(table.levels(over), np.float64))
        y = np.array([table.sample(value(float(x))).mean() for x in levels])
        fitted = np.polynomial.Polynomial.fit(levels, y, min(degree, levels.size - 1))
        fine = np.linspace(levels[0], levels[-1], 2001)
        return float(fine[np.argmax(fitted(fine))])

    return find


def rank_correlation(over: str, first: Callable[[object], Mean], second: Callable[[object], Mean]) -> OfTable:
    """Compare how two values rank the levels of a factor; gives Kendall's tau, -1 .. 1."""

    def find(table: Table) -> float:
        pairs = [(table.sample(first(x)).mean(), table.sample(second(x)).mean()) for x in table.levels(over)]
        return float(kendalltau(*np.array(pairs).T).statistic)

    return find


def opposite(plus: Mean, minus: Mean) -> OfTable:
    """Take the smaller of a value and of what another lies below 0; above 0, the two have opposite signs."""

    def find(table: Table) -> float:
        return float(min(table.sample(plus).mean(), -table.sample(minus).mean()))

    return find
