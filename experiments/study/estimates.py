"""Functions of a whole table, for claims and thresholds that are no mean: where a curve peaks, turns, how it ranks."""

import math
from collections.abc import Callable
from typing import Any

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
        if k == 0:
            return float(levels[0])
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
    """Find at which level of a factor a value is highest: that of a polynomial fitted over the levels.

    Parameters
    ----------
    over : a factor whose levels are numbers
    value : gives the value at a level
    degree : of the polynomial, at most the number of levels less 1

    Returns
    -------
    callable
        the level, of a table; nan where the polynomial is highest at an end, for there leaving out a seed would shift
        nothing, and the place look certain
    """

    def find(table: Table) -> float:
        levels = np.sort(np.array(table.levels(over), np.float64))
        y = np.array([table.sample(value(float(x))).mean() for x in levels])
        if not np.isfinite(y).all():
            return math.nan
        fitted = np.polynomial.Polynomial.fit(levels, y, min(degree, levels.size - 1))
        flat = fitted.deriv().roots()
        inner = flat.real[(np.abs(flat.imag) < 1e-9) & (flat.real > levels[0]) & (flat.real < levels[-1])]
        places = np.array([levels[0], *inner, levels[-1]])
        best = int(np.argmax(fitted(places)))
        return float(places[best]) if 0 < best < places.size - 1 else math.nan

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
