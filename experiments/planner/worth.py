"""What it is worth to know what one does not know, before one decides: the expected value of perfect information.

Whoever knows an unknown x chooses for each x what is best there; whoever does not chooses once. The difference,
E[max over choices of E(profit | x)] - max over choices of E(profit), is the most that a test of x can be worth. The
inner mean comes from a smooth regression of the profit of every choice on x over all drawn points (Strong, Oakley &
Brennan 2014, Medical Decision Making 34(3)), so that one set of points serves every unknown. The largest of several
noisy means is too large on average; so each choice is made by a regression on other points than those it is paid at.
"""

from typing import NamedTuple

import numpy as np
from scipy.interpolate import BSpline
from scipy.stats import rankdata

from tenfold.sim.statistics import Doubles

PIECES = 4  # of the cubic spline on one unknown
FOLDS = 8  # of the points: choices at the points of one are made by a regression on those of all others
CLUSTER = 32  # successive points, which may share an unknown, are never torn apart
NOISE = 2.0  # standard errors below which a worth counts as none


class Worth(NamedTuple):
    """Hold what it is worth to know something [unit of profit], and its standard error by simulation."""

    mean: float
    error: float

    @property
    def sure(self) -> float:
        """Give the mean, or 0 where it cannot be told from none."""
        return self.mean if self.mean > NOISE * self.error else 0.0

    def times(self, factor: float) -> "Worth":
        """Give it in another unit."""
        return Worth(self.mean * factor, self.error * factor)


def worth_of_all(profit: Doubles) -> Worth:
    """Give what it is worth to know everything before the choice.

    Parameters
    ----------
    profit : of every choice at every drawn point, shape (points, choices); successive points are drawn evenly
    """
    return _worth(profit.max(axis=1) - profit[:, profit.mean(axis=0).argmax()])


def worth_of(x: Doubles, profit: Doubles) -> Worth:
    """Give what it is worth to know one unknown before the choice.

    Parameters
    ----------
    x : the unknown, shape (points,), or two that are learned together, shape (points, 2); 32 successive points may
        have it in common
    profit : of every choice at every drawn point, shape (points, choices)

    Returns
    -------
    Worth
        0 where x is known already, or there is no choice; else the mean, which luck can bring below 0
    """
    basis = _quadratic(x) if x.ndim == 2 else _spline(x)
    if basis.shape[1] < 2 or profit.shape[1] < 2:
        return Worth(0.0, 0.0)
    fold, first = np.arange(len(profit)) // CLUSTER % FOLDS, profit.mean(axis=0).argmax()
    more = np.zeros(len(profit))
    for k in range(fold.max() + 1):
        here, others = fold == k, fold != k
        known = np.linalg.pinv(basis[others]) @ profit[others]
        chosen = (basis[here] @ known).argmax(axis=1)
        paid = profit[here]
        more[here] = paid[np.arange(len(paid)), chosen] - paid[:, first]
    return _worth(more)


def _worth(more: Doubles) -> Worth:
    """Give the mean of what each point brings more, and its error by what clusters of points differ in."""
    means = np.array([part.mean() for part in np.array_split(more, max(2, more.size // CLUSTER))])
    return Worth(float(more.mean()), float(means.std(ddof=1) / means.size**0.5))


def _spline(x: Doubles) -> Doubles:
    """Give cubic B-splines of the rank of x, shape (points, functions); a single one where x does not vary."""
    if np.ptp(x) == 0.0:
        return np.ones((x.size, 1))
    rank = (rankdata(x) - 0.5) / x.size
    knots = np.pad(np.linspace(0.0, 1.0, PIECES + 1), 3, "edge")
    return np.asarray(BSpline.design_matrix(rank, knots, 3).toarray())


def _quadratic(x: Doubles) -> Doubles:
    """Give a quadratic form's terms of two columns, shape (points, terms); a single one where neither varies."""
    spread = np.where(np.ptp(x, axis=0) > 0.0, x.std(axis=0), 0.0)  # rounding alone gives equal numbers a deviation
    if not spread.any():
        return np.ones((len(x), 1))
    a, b = ((x - x.mean(axis=0)) / np.where(spread > 0.0, spread, 1.0)).T
    return np.column_stack([np.ones(len(x)), a, b, a * a, a * b, b * b])
