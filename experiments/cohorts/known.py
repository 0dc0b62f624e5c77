"""All that is known of one cohort: its table, its fit, what else the table allows, and what customers are worth."""

import math
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import betaln

from tenfold.experiments.cohorts import life
from tenfold.experiments.cohorts.cohort import Cohort
from tenfold.experiments.cohorts.evidence import Fitness, HeldOut, fitness, held_out, heterogeneity, sized
from tenfold.experiments.cohorts.fit import SbgFit, fit_sbg, plausible
from tenfold.experiments.cohorts.sbg import retention
from tenfold.experiments.study.findings import cell
from tenfold.sim.errors import InputError
from tenfold.sim.statistics import Doubles, Interval

LEVEL = 0.05
_FEWER = 48  # tenures by which current customers are weighed; of more than that, as many of their quantiles


class Known(NamedTuple):
    """Hold what is known of one cohort.

    Attributes
    ----------
    cohort, periods, size, fit : the table, how many periods of it were fitted, customers of percentages, and the fit
    draws : plausible alpha and beta, shape (draws, 2); the fit alone where percentages have no size
    alike : p of customers all alike
    fitness : how well the fit holds
    held_out : what the first half foresees of the rest; None where that cannot be
    """

    cohort: Cohort
    periods: int
    size: float | None
    fit: SbgFit
    draws: Doubles
    alike: float
    fitness: Fitness
    held_out: HeldOut | None

    @property
    def sized(self) -> bool:
        """Say whether it is known how many customers the table counts."""
        return sized(self.cohort, self.size)

    @property
    def differ(self) -> bool:
        """Say whether customers differ more than luck makes it seem."""
        return self.alike < LEVEL

    @property
    def beyond(self) -> int:
        """Say whether surely more stay late than sorting alone gives, 1, or fewer, -1; 0 where neither is sure."""
        if not self.fitness.p < LEVEL:
            return 0
        return int(self.fitness.late.low > 0) - int(self.fitness.late.high < 0)

    def plausibly(self, value: Callable[[ArrayLike, ArrayLike], ArrayLike]) -> Interval:
        """Give a number at the fit, and between which ends 95% of the plausible alpha and beta put it."""
        at = float(np.asarray(value(self.fit.alpha, self.fit.beta)))
        if not self.sized:
            return Interval(at, math.nan, math.nan)
        found = np.asarray(value(*self.draws.T), np.float64)
        low, high = np.quantile(found, (0.025, 0.975), method="inverted_cdf")  # no mean of two, for one may be infinite
        return Interval(at, float(low), float(high))

    def retained(self, period: int) -> Interval:
        """Give the fitted share that stays one period, of those left before."""
        return self.plausibly(lambda a, b: retention_of(a, b, period))

    def worth_new(self, discount: float) -> Interval:
        """Give DEL of a new customer, the first period included."""
        return self.plausibly(lambda a, b: life.discounted_periods(a, b, 0, discount))

    def worth_now(self, discount: float) -> Interval | None:
        """Give DERL of those who are customers now, on average; None where nobody knows how long they are."""
        return self.over_current(lambda a, b, n: life.discounted_residual(a, b, n, discount))

    def over_current(self, value: Callable[[Doubles, Doubles, Doubles], Doubles]) -> Interval | None:
        """Give the mean of a number over current customers, by their tenure; None where nobody knows that."""
        counts = self.cohort.current
        if counts is None or not counts.sum():
            return None
        tenures = np.flatnonzero(counts).astype(np.float64)
        weights = counts[counts > 0] / counts.sum()
        if tenures.size > _FEWER:
            places = (np.arange(_FEWER) + 0.5) / _FEWER
            tenures = tenures[np.searchsorted(weights.cumsum(), places)]
            weights = np.full(_FEWER, 1 / _FEWER)
        return self.plausibly(
            lambda a, b: value(np.atleast_1d(a)[:, None], np.atleast_1d(b)[:, None], tenures).dot(weights).squeeze()
        )


def ends_of(found: tuple[float, float] | None) -> tuple[float, float]:
    """Give the ends of an interval, nan where there is none."""
    return found or (math.nan, math.nan)


def share_left(alpha: ArrayLike, beta: ArrayLike, period: int) -> Doubles:
    """Give the share left after a period, of many alphas and betas."""
    b = np.asarray(beta, np.float64)
    return np.asarray(np.exp(betaln(alpha, b + period) - betaln(alpha, b)))


def retention_of(alpha: ArrayLike, beta: ArrayLike, period: int) -> Doubles:
    """Give the share that stays the period, of many alphas and betas."""
    before = period - 1.0
    a, b = np.asarray(alpha, np.float64), np.asarray(beta, np.float64)
    return np.asarray((b + before) / (a + b + before))


def known_of(cohort: Cohort, periods: int, size: float | None, draws: int) -> Known:
    """Fit a cohort and look at it from all sides; raises InputError as `fit_sbg`."""
    fit = fit_sbg(cohort, periods, size)
    pairs = plausible(cohort, fit, periods, size, draws if sized(cohort, size) else 1)
    try:
        held = held_out(cohort, size)
    except InputError:  # nobody leaves in the first half
        held = None
    return Known(cohort, periods, size, fit, pairs, heterogeneity(cohort, fit, periods, size),
                 fitness(cohort, fit, periods, size), held)  # fmt: skip


def shown(x: Interval, times: float = 1.0) -> str:
    """Write an interval for people, its ends where there are any."""
    middle, low, high = (times * each for each in x)
    if math.isinf(middle):
        return "no limit" if not math.isfinite(low) else f"no limit [{low:.3g}, no limit]"
    if math.isnan(low) or math.isnan(high):
        return f"{middle:.3g}"
    if math.isinf(high):
        return f"{middle:.3g} [{low:.3g}, no limit]"
    return cell(Interval(middle, low, high))


def kept(cohort: Cohort) -> Doubles:
    """Give the share that stayed each period in the table, of those left before; nan where nobody was left or seen."""
    with np.errstate(divide="ignore", invalid="ignore"):
        found: Doubles = cohort.surviving[1:] / cohort.surviving[:-1]
    if cohort.at_risk is not None:
        found = np.where(cohort.at_risk > 0, found, np.nan)
    return found


def kept_interval(cohort: Cohort, size: float | None, which: int) -> Interval:
    """Give the share that stayed one period [1 .. T], with Wilson's 95% interval."""
    share = float(kept(cohort)[which - 1])
    if not sized(cohort, size) or math.isnan(share):
        return Interval(share, math.nan, math.nan)
    many, z2 = float(cohort.counts(size or 1.0)[0][which - 1]), 1.959963984540054**2
    middle = (share + z2 / (2 * many)) / (1 + z2 / many)
    half = math.sqrt(z2) / (1 + z2 / many) * math.sqrt(share * (1 - share) / many + z2 / (4 * many**2))
    return Interval(share, middle - half, middle + half)


def fitted_retention(known: Known) -> Doubles:
    """Give the fitted share that stays each period, shape (T,)."""
    return retention(known.fit.alpha, known.fit.beta, np.arange(1, known.cohort.periods + 1))
