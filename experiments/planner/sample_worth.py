"""What a field test is worth before it is made: the expected value of its information, by its size.

A test measures one effect. What every choice brings is first regressed on that effect over the drawn points (Strong,
Oakley & Breeze 2015, Medical Decision Making 35(5), regress on simulated results); then results are simulated at points
that stand for all, and each is answered by Bayes' rule with the same likelihood that reads a real result (as Menzies
2016, Medical Decision Making 36(3), weighs points). So a test that tells little is worth little, and an endless one
what it is worth to know the effect.
"""

from typing import NamedTuple

import numpy as np
from numpy.polynomial import chebyshev
from scipy.stats import binom, qmc, rankdata

from tenfold.experiments.planner.field_tests import Treated, rates
from tenfold.sim.statistics import Doubles

STAND, RESULTS = 64, 8  # points that stand for all, each for as many; and simulated results of each
DEGREE = 5  # of the polynomial in the rank of the effect
LOW, HIGH = 0.05, 0.95


class Trial(NamedTuple):
    """Hold a test that could be made.

    Attributes
    ----------
    effect : what it measures, at each drawn point, shape (points,)
    treated : rates of the treated arm, by points and rates of the control arm
    rate : of the control arm, as it is expected
    """

    effect: Doubles
    treated: Treated
    rate: float


class Learned(NamedTuple):
    """Hold what a test of one size brings.

    Attributes
    ----------
    worth : expected value of what it tells, before its cost [unit of profit]
    range : expected width of the range of nine in ten cases of each number in question, after it
    """

    worth: float
    range: tuple[float, ...]


class Preposterior:
    """Foresee what a test tells: results are simulated once, and used at every size.

    Parameters
    ----------
    trial : the test
    profit : of every choice at every drawn point, shape (points, choices)
    asked : numbers whose range is asked for, each of shape (points,); nan where there is none
    """

    def __init__(self, trial: Trial, profit: Doubles, asked: tuple[Doubles, ...] = ()) -> None:
        order = np.argsort(trial.effect, kind="stable")
        self.trial, self.asked, self.order = trial, asked, order
        self.stand = order[((np.arange(STAND) + 0.5) / STAND * order.size).astype(int)]
        self.gain = smooth(trial.effect, profit)[self.stand]
        self.first = int(self.gain.mean(axis=0).argmax())
        unit = qmc.Sobol(2, scramble=True, rng=np.random.default_rng(STAND)).random(STAND * RESULTS)
        self.luck = np.clip(unit.T, 1e-9, 1.0 - 1e-9)
        self.point = np.arange(STAND * RESULTS) // RESULTS

    @property
    def most(self) -> float:
        """Give what an endless test would be worth: to know the effect [unit of profit]."""
        return float((self.gain.max(axis=1) - self.gain[:, self.first]).mean())

    def posterior(self, people: int) -> Doubles:
        """Give how likely each point that stands for others is after each simulated result.

        Parameters
        ----------
        people : in each arm

        Returns
        -------
        float64 array
            shape (results, points), each row with the sum 1
        """
        q, weight = rates(people, people * self.trial.rate)
        p = np.clip(self.trial.treated(self.stand, q), 1e-300, 1.0)
        at = self.trial.treated(self.stand, np.array([self.trial.rate]))[:, 0]
        counts = np.column_stack([
            binom.ppf(self.luck[0], people, at[self.point]), binom.ppf(self.luck[1], people, self.trial.rate),
            np.ones(self.point.size),
        ])  # fmt: skip
        here, not_here = np.log(p), np.log(np.maximum(1.0 - p, 1e-300))
        free = people * (not_here + np.log1p(-q)) + weight
        terms = np.stack([here - not_here, np.broadcast_to(np.log(q) - np.log1p(-q), p.shape), free])
        found = counts @ terms.reshape(3, -1)
        found -= found.max(axis=1, keepdims=True)
        likely = np.exp(found, out=found).reshape(-1, *p.shape).sum(axis=2)
        return np.asarray(likely / likely.sum(axis=1, keepdims=True))

    def learned(self, people: int) -> Learned:
        """Give what a test with so many people in each arm is worth, and how wide ranges are after it."""
        likely = self.posterior(people)
        after = likely @ self.gain
        worth = float((after.max(axis=1) - after[:, self.first]).mean())
        return Learned(worth, tuple(self._width(likely[:: RESULTS // 2 + 1], x) for x in self.asked))

    def _width(self, likely: Doubles, x: Doubles) -> float:
        """Give the mean width from the quantile of 5% to that of 95%, every point as likely as its neighbour."""
        place = np.argsort(np.argsort(self.trial.effect, kind="stable"), kind="stable") * STAND // x.size
        kept = np.flatnonzero(np.isfinite(x))
        if not kept.size:
            return float("nan")
        rising = kept[np.argsort(x[kept], kind="stable")]
        reach = likely[:, place[rising]].cumsum(axis=1)
        widths = []
        for row in reach:
            if row[-1] > 0.0:
                low, high = np.searchsorted(row, row[-1] * np.array([LOW, HIGH])).clip(max=rising.size - 1)
                widths.append(x[rising[high]] - x[rising[low]])
        return float(np.mean(widths)) if widths else float("nan")


def smooth(x: Doubles, values: Doubles) -> Doubles:
    """Give the mean of each column of values at x, by a polynomial in its rank; the mean of all where x is the same.

    Parameters
    ----------
    x : shape (points,)
    values : shape (points, columns)
    """
    if np.ptp(x) == 0.0:
        return np.tile(values.mean(axis=0), (x.size, 1))
    basis = chebyshev.chebvander(2.0 * (rankdata(x) - 0.5) / x.size - 1.0, DEGREE)
    return np.asarray(basis @ np.linalg.lstsq(basis, values, rcond=None)[0])
