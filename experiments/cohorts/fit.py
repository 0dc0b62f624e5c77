"""Fit the shifted-beta-geometric model to a cohort by maximum likelihood, with profile intervals and plausible draws.

Every period of every customer is one trial: seen in period t, they leave with the chance c(t) = alpha / (alpha + beta +
t - 1). So counts of who was seen and who left are all that the likelihood needs, however customers were censored and
whenever each came into view; and percentages are counts out of a number of customers nobody said.
"""

import math
from typing import NamedTuple

import numpy as np
from scipy.optimize import brentq, minimize_scalar
from scipy.special import xlogy
from scipy.stats import qmc

from tenfold.experiments.cohorts.cohort import Cohort
from tenfold.experiments.cohorts.sbg import LEAST, MOST
from tenfold.sim.errors import InputError
from tenfold.sim.statistics import Doubles, Interval

_CHI2_95 = 3.841458820694124
_FURTHEST = 9.0  # of the logit of the mean of theta, either way
_NEGLIGIBLE = 16.0  # of ln L below its maximum: e^-16 of the density there
_LEAST_EACH = 1e-4  # of alpha and of beta, below which the expected path cannot be followed


class SbgFit(NamedTuple):
    """Hold a fit: alpha, beta [-] and ln L, of 100 customers without a size; 95 % intervals, or the reason for none.

    `constant` is the chance to leave in a period if customers were all alike; nan ends where percentages have no size.
    """

    alpha: float
    beta: float
    log_likelihood: float
    interval_alpha: tuple[float, float] | None
    interval_beta: tuple[float, float] | None
    reason: str
    constant: Interval = Interval(math.nan, math.nan, math.nan)


class Trials(NamedTuple):
    """Hold who stayed and who left by period, each of shape (k,), and periods before each, 0 .. k - 1."""

    stayed: Doubles
    left: Doubles
    before: Doubles

    def log_likelihood(self, alpha: float, beta: float) -> float:
        """Give ln L = sum over t of left_t ln c(t) + stayed_t ln (1 - c(t))."""
        all_of_them = alpha + beta + self.before
        each = self.stayed * np.log(beta + self.before) - (self.stayed + self.left) * np.log(all_of_them)
        return float(each.sum() + self.left.sum() * math.log(alpha))

    def constant(self, chance: float) -> float:
        """Give ln L if every customer left with the same chance in every period."""
        return float(xlogy(self.left.sum(), chance) + xlogy(self.stayed.sum(), 1 - chance))

    def given_spread(self, v: Doubles) -> tuple[Doubles, Doubles, Doubles]:
        """Find the likeliest mean of theta for each alpha + beta.

        Parameters
        ----------
        v : logs of alpha + beta, shape (points,)

        Returns
        -------
        float64 arrays, each of shape (points,)
            logit of the mean; the slope of ln L along v, the logit held; the information on the logit, the curvature
        """
        weight = 1 / (1 + np.exp(-v)[:, None] * self.before)  # c(t) is that share of the mean of theta
        low, high = np.full(v.size, -_FURTHEST), np.full(v.size, _FURTHEST)
        for _ in range(12):  # ln L is concave in the mean, so its slope changes sign once
            u = (low + high) / 2
            rises = self._slopes(u, weight)[0] > 0
            low, high = np.where(rises, u, low), np.where(rises, high, u)
        u = (low + high) / 2
        for _ in range(5):  # Newton, from less than .003 away
            slope, _, bend = self._slopes(u, weight)
            u = np.clip(u + slope / np.maximum(bend, 1e-9), low, high)
        return u, *self._slopes(u, weight)[1:]

    def _slopes(self, u: Doubles, weight: Doubles) -> tuple[Doubles, Doubles, Doubles]:
        mean = 1 / (1 + np.exp(-u))
        odds = mean[:, None] * weight / (1 - mean[:, None] * weight)  # c / (1 - c)
        along_u = (1 - mean) * (self.left.sum() - odds @ self.stayed)
        along_v = ((1 - weight) * (self.left - odds * self.stayed)).sum(axis=1)
        bend = (1 - mean) ** 2 * ((odds * (1 + odds)) @ self.stayed) + mean * along_u
        return along_u, along_v, bend


def fit_sbg(
    cohort: Cohort, periods: int | None = None, size: float | None = None, with_intervals: bool = True
) -> SbgFit:
    """Fit alpha and beta to the first periods of a cohort by maximum likelihood.

    Parameters
    ----------
    cohort : as read
    periods : k, how many periods to use [2 .. as many as there are]; None for all
    size : customers at the start, where only percentages are known; with it, or where the table says how many customers
        were seen, come intervals (profile likelihood; an end beyond the search is infinite)
    with_intervals : whether they are wanted, for they take most of the time

    Raises
    ------
    InputError : on `market.fit_periods`; on `market.cohort_size`, also where the table says itself how many were seen;
        on `market.cohort` where nobody leaves in time
    """
    k = cohort.periods if periods is None else periods
    trials = trials_of(cohort, k, size)
    u, v = _likeliest(trials)
    alpha, beta = _both(u, v)
    best = trials.log_likelihood(alpha, beta)
    known = size is not None or cohort.at_risk is not None
    reason = "" if known else "no cohort size given, and percentages alone carry no uncertainty"
    if _FURTHEST - abs(u) < 0.01 or min(v - math.log(LEAST), math.log(MOST) - v) < 0.01:
        reason = "the best fit is at the edge of what is searched: customers "
        reason += "hardly differ" if v > 0 else "either leave at once or never"

    def shortfall(x: float, which: int) -> float:
        def other(y: float) -> float:
            return -trials.log_likelihood(*(math.exp(z) for z in ((x, y) if which == 0 else (y, x))))

        inner = minimize_scalar(other, bounds=(-14.0, 14.0), method="bounded", options={"xatol": 1e-7})
        return 2 * (float(inner.fun) + best) - _CHI2_95

    def interval(which: int) -> tuple[float, float]:
        ends, at = [0.0, math.inf], math.log((alpha, beta)[which])
        for j, end in enumerate((-16.0, math.log(MOST))):
            if shortfall(end, which) > 0:
                ends[j] = math.exp(float(brentq(shortfall, at, end, args=(which,), xtol=1e-9)))
        return ends[0], ends[1]

    of_both = (None, None) if reason or not with_intervals else (interval(0), interval(1))
    return SbgFit(alpha, beta, best, of_both[0], of_both[1], reason, _constant(trials, known))


def trials_of(cohort: Cohort, periods: int, size: float | None) -> Trials:
    """Count the trials of the first periods; raises InputError as `fit_sbg`."""
    if cohort.periods < 2:
        raise InputError("market.cohort", cohort.name, f"a cohort seen for 2 {cohort.period_name}s or more")
    if not 2 <= periods <= cohort.periods:
        allowed = f"2 to {cohort.periods} {cohort.period_name}s, as far as the file goes"
        raise InputError("market.fit_periods", periods, allowed)
    if size is not None and cohort.at_risk is not None:
        raise InputError("market.cohort_size", size, "nothing, for the table itself says how many customers were seen")
    if size is not None and not 1 <= size < math.inf:
        raise InputError("market.cohort_size", size, "a number of customers, 1 or more, or nothing")
    seen, left = (x[:periods] for x in cohort.counts(size or 100.0))
    if not left.any():
        raise InputError("market.cohort", cohort.name, f"a cohort that loses somebody within {periods} periods")
    return Trials(seen - left, left, np.arange(periods, dtype=np.float64))


def plausible(cohort: Cohort, fit: SbgFit, periods: int | None, size: float | None, count: int) -> Doubles:
    """Draw alpha and beta as the likelihood has them, the same each time; what it says of each other is kept.

    The density is the likelihood itself, every logit of the mean of theta and every log of alpha + beta within the
    search being as likely beforehand. Sobol's points are mapped through it, so successive draws, and the first of many,
    spread over all that is plausible.

    Parameters
    ----------
    cohort, fit, periods, size : as for `fit_sbg`, and what it gave
    count : of draws, best a power of 2

    Returns
    -------
    float64 array of shape (count, 2)
        alpha, beta; the fit again and again where percentages carry no size
    """
    if size is None and cohort.at_risk is None:
        return np.tile([fit.alpha, fit.beta], (count, 1))
    trials = trials_of(cohort, cohort.periods if periods is None else periods, size)
    v, middle, width = _rows(trials, math.log(fit.alpha + fit.beta), fit.log_likelihood)
    z = np.linspace(-8.0, 8.0, 161)
    u = middle[:, None] + width[:, None] * z
    alpha, beta = (np.exp(v)[:, None] / (1 + np.exp(sign * u)) for sign in (-1, 1))
    seen, each = trials.stayed + trials.left, trials.left.sum() * np.log(alpha)
    for t in trials.before:  # one period at a time: all of them at once may not fit into memory
        each += trials.stayed[int(t)] * np.log(beta + t) - seen[int(t)] * np.log(alpha + beta + t)
    density = np.where(np.abs(u) <= _FURTHEST, np.exp(each - each.max()), 0.0)
    points = (qmc.Sobol(2, scramble=False).random_base2(max(0, (count - 1).bit_length()))[:count] + 0.5 / count) % 1.0
    of_v = _sums(v, density.sum(axis=1) * width)
    drawn = np.interp(points[:, 0], of_v / of_v[-1], v)
    nearest = np.clip(np.rint(np.interp(drawn, v, np.arange(v.size))), 0, v.size - 1).astype(int)
    across = np.empty(count)
    for row in np.unique(nearest):
        here, sums = nearest == row, _sums(z, density[row])
        across[here] = np.interp(points[here, 1], sums / sums[-1], z)
    logit = np.interp(drawn, v, middle) + np.interp(drawn, v, width) * across
    logit = np.clip(logit, -_FURTHEST, _FURTHEST)
    both = np.exp(drawn)[:, None] / (1 + np.exp(np.column_stack([-logit, logit])))
    return np.asarray(np.maximum(both, _LEAST_EACH))


def _sums(x: Doubles, y: Doubles) -> Doubles:
    """Give the area below a curve up to each of its points."""
    return np.append(0.0, np.cumsum(np.diff(x) * (y[1:] + y[:-1]) / 2))


def _rows(trials: Trials, at: float, best: float, count: int = 257) -> tuple[Doubles, Doubles, Doubles]:
    """Lay rows of equal alpha + beta over all that is plausible; give their v, and middle and width of each in u."""
    low, high = math.log(LEAST), math.log(MOST)
    for _ in range(20):
        v = np.unique(np.append(np.linspace(low, high, count - 1), at))
        u, _, bend = trials.given_spread(v)
        profile = np.array([trials.log_likelihood(*_both(x, y)) for x, y in zip(u, v, strict=True)])
        kept = np.flatnonzero(profile > best - _NEGLIGIBLE)
        first, last = max(kept[0] - 1, 0), min(kept[-1] + 1, v.size - 1)
        if v[last] - v[first] > 0.7 * (high - low):
            break
        low, high = v[first], v[last]
    return v, u, 1 / np.sqrt(np.maximum(bend, 1.0))


def _both(u: float, v: float) -> tuple[float, float]:
    """Give alpha and beta from the logit of the mean of theta, and the log of alpha + beta."""
    return math.exp(v - math.log1p(math.exp(-u))), math.exp(v - math.log1p(math.exp(u)))


def _likeliest(trials: Trials) -> tuple[float, float]:
    """Find the greatest likelihood within the search; of equals, the one in which customers differ least."""
    v = np.linspace(math.log(LEAST), math.log(MOST), 121)
    u, slope, _ = trials.given_spread(v)
    profile = np.array([trials.log_likelihood(*_both(x, y)) for x, y in zip(u, v, strict=True)])
    best = int(np.flatnonzero(profile >= profile.max() - 1e-12 * abs(profile.max()))[-1])
    other = best + (1 if slope[best] > 0 else -1)
    at = float(v[best])
    if 0 <= other < v.size and slope[best] * slope[other] < 0:
        at = float(brentq(lambda x: trials.given_spread(np.array([x]))[1][0], v[best], v[other], xtol=1e-12))
    return float(trials.given_spread(np.array([at]))[0][0]), at


def _constant(trials: Trials, known: bool) -> Interval:
    """Give the chance to leave of customers all alike, with the interval of the likelihood ratio."""
    chance = float(trials.left.sum() / (trials.left.sum() + trials.stayed.sum()))
    if not known:
        return Interval(chance, math.nan, math.nan)
    best = trials.constant(chance)

    def shortfall(x: float) -> float:
        return 2 * (best - trials.constant(x)) - _CHI2_95

    low, high = 1e-300, 1 - 1e-15
    return Interval(
        chance,
        float(brentq(shortfall, low, chance, xtol=1e-15)) if shortfall(low) > 0 else 0.0,
        float(brentq(shortfall, chance, high, xtol=1e-15)) if shortfall(high) > 0 else 1.0,
    )
