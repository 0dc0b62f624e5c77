"""Fit the shifted-beta-geometric model to a cohort by maximum likelihood, with profile intervals."""

import math
from typing import NamedTuple

import numpy as np
from scipy.optimize import brentq, minimize, minimize_scalar
from scipy.special import betaln

from tenfold.experiments.cohorts.cohort import Cohort
from tenfold.experiments.cohorts.sbg import LEAST, MOST
from tenfold.sim.errors import InputError
from tenfold.sim.statistics import Doubles

_CHI2_95 = 3.841458820694124


class SbgFit(NamedTuple):
    """Hold a fit: alpha, beta [-] and ln L, of 100 customers without a size; 95 % intervals, or the reason for none."""

    alpha: float
    beta: float
    log_likelihood: float
    interval_alpha: tuple[float, float] | None
    interval_beta: tuple[float, float] | None
    reason: str


def fit_sbg(cohort: Cohort, periods: int = 7, size: float | None = None) -> SbgFit:
    """Fit alpha and beta to the first periods of a cohort by maximum likelihood.

    ln L = sum over t <= k of left_t ln c(t) + (seen_t - left_t) ln (1 - c(t)), c(t) = alpha / (alpha + beta + t - 1)

    Parameters
    ----------
    cohort : as read
    periods : k, how many periods to use [2 .. as many as there are]; who is left then counts as that, no more
    size : customers at the start; with it come intervals (profile likelihood; an end beyond the search is infinite)

    Raises InputError on `market.fit_periods`, `market.cohort_size`, and `market.cohort` where nobody leaves in time.
    """
    left, t = cohort.surviving, np.arange(1, periods + 1)
    if not 2 <= periods < left.size:
        allowed = f"2 to {left.size - 1} {cohort.period_name}s, as far as the file goes"
        raise InputError("market.fit_periods", periods, allowed)
    if size is not None and not 1 <= size < math.inf:
        raise InputError("market.cohort_size", size, "a number of customers, 1 or more, or nothing")
    if left[periods] == 1:
        raise InputError("market.cohort", cohort.name, f"a cohort that loses somebody within {periods} periods")
    gone, weight = -np.diff(left[: periods + 1]), float(size or 100)

    def loss(log_alpha: float, log_beta: float) -> float:  # -ln L of one customer
        alpha, beta = math.exp(log_alpha), math.exp(log_beta)
        each = gone @ betaln(alpha + 1, beta + t - 1) + left[periods] * betaln(alpha, beta + periods)
        return float(betaln(alpha, beta) - each)

    def logs(x: Doubles) -> tuple[float, float]:  # from the logit of the mean of theta, and the log of alpha + beta
        return float(x[1]) - math.log1p(math.exp(-x[0])), float(x[1]) - math.log1p(math.exp(x[0]))

    def goal(x: Doubles) -> float:
        return loss(*logs(x))

    edges = [(-9.0, 9.0), (math.log(LEAST), math.log(MOST))]
    starts = [np.array([u, v]) for u in np.linspace(-8, 8, 17) for v in np.linspace(-4, 6, 11)]
    found = minimize(goal, min(starts, key=goal) + 0.1, method="Nelder-Mead", bounds=edges, tol=1e-9).x
    at, best = logs(found), goal(found)

    def shortfall(x: float, which: int) -> float:
        def other(y: float) -> float:
            return loss(x, y) if which == 0 else loss(y, x)

        inner = minimize_scalar(other, bounds=(-14.0, 14.0), method="bounded", options={"xatol": 1e-7})
        return 2 * weight * (float(inner.fun) - best) - _CHI2_95

    def interval(which: int) -> tuple[float, float]:
        ends = [0.0, math.inf]
        for k, end in enumerate((-16.0, edges[1][1])):
            if shortfall(end, which) > 0:
                ends[k] = math.exp(float(brentq(shortfall, at[which], end, args=(which,), xtol=1e-7)))
        return ends[0], ends[1]

    reason = "" if size else "no cohort size given, and percentages alone carry no uncertainty"
    if any(abs(x - end) < 0.01 for x, ends in zip(found, edges, strict=True) for end in ends):
        reason = "the best fit is at the edge of what is searched: customers "
        reason += "hardly differ" if found[1] > 0 else "either leave at once or never"
    of_both = (None, None) if reason else (interval(0), interval(1))
    return SbgFit(math.exp(at[0]), math.exp(at[1]), -weight * best, of_both[0], of_both[1], reason)
