"""What a table of survival shows by itself, and what speaks for and against the model fitted to it."""

import math
from typing import NamedTuple

import numpy as np
from scipy.stats import chi2, norm

from tenfold.experiments.cohorts.cohort import Cohort
from tenfold.experiments.cohorts.fit import SbgFit, fit_sbg, plausible, trials_of
from tenfold.experiments.cohorts.sbg import survival
from tenfold.sim.statistics import Doubles, Interval

_Z = 1.959963984540054
_LEAST_EXPECTED = 5.0  # leavers, and stayers, in a cell of the chi-square test
_DRAWS = 512


class Fitness(NamedTuple):
    """Hold a chi-square test of leavers by period against a fit.

    Attributes
    ----------
    chi2, freedom, p : nan, 0 and nan where too few left to test
    late : who left in the later half of the periods less than the fit expects, as a share of those seen [share a
        period], with its 95% interval; above 0: more stay than sorting alone gives
    """

    chi2: float
    freedom: int
    p: float
    late: Interval


class HeldOut(NamedTuple):
    """Hold what a fit to the first periods says of the last one.

    Attributes
    ----------
    periods : how many the fit saw
    foreseen : of those left then, the share still left in the end, with what is plausible of alpha and beta
    measured : the same in the table, with its interval (Greenwood, log-log)
    mean_error : of the share left after each further period, mean of |foreseen - measured| [share]
    """

    periods: int
    foreseen: Interval
    measured: Interval
    mean_error: float


def sized(cohort: Cohort, size: float | None) -> bool:
    """Say whether it is known how many customers the table counts."""
    return size is not None or cohort.at_risk is not None


def survival_interval(cohort: Cohort, size: float | None, since: int = 0) -> tuple[Doubles, Doubles]:
    """Give the 95% interval of the share left, by Kaplan and Meier's estimate, Greenwood's variance and log(-log S).

    Parameters
    ----------
    cohort : as read
    size : customers at the start, where only percentages are known
    since : a period, of those left after which the share is taken

    Returns
    -------
    low, high : shape (T + 1 - since,); nan without sizes, and where everybody or nobody is left
    """
    left = cohort.surviving[since:] / cohort.surviving[since] if cohort.surviving[since] else cohort.surviving[since:]
    with np.errstate(divide="ignore", invalid="ignore"):
        wide = np.sqrt(_greenwood(cohort, size)[since:].cumsum()) / np.abs(np.log(left[1:]))
        low, high = (np.append(np.nan, left[1:] ** np.exp(sign * _Z * wide)) for sign in (1, -1))
    none = ~((left > 0) & (left < 1))
    low[none] = high[none] = np.nan
    return low, high


def restricted_mean(cohort: Cohort, size: float | None) -> Interval:
    """Give how many of the first T periods a customer is there for, on average, with Greenwood's 95% interval."""
    left, last = cohort.surviving[:-1], cohort.periods
    mean = float(left.sum())
    if not sized(cohort, size):
        return Interval(mean, math.nan, math.nan)
    later = left[::-1].cumsum()[::-1]  # what the estimate of the period before weighs on
    half = _Z * math.sqrt(float(np.nansum(np.append(later[1:], 0.0) ** 2 * _greenwood(cohort, size))))
    return Interval(mean, max(0.0, mean - half), min(float(last), mean + half))


def heterogeneity(cohort: Cohort, fit: SbgFit, periods: int, size: float | None) -> float:
    """Give p of customers all alike: twice the gain in ln L is, if they are, 0 half of the time, else chi-square of 1.

    Such customers lie at the edge of the model, which is why. nan where percentages have no size.
    """
    if not sized(cohort, size):
        return math.nan
    gain = 2 * (fit.log_likelihood - trials_of(cohort, periods, size).constant(fit.constant.mean))
    return float(0.5 * chi2.sf(gain, 1)) if gain > 0 else 1.0


def fitness(cohort: Cohort, fit: SbgFit, periods: int, size: float | None) -> Fitness:
    """Test who left in each period against a fit, periods pooled until 5 are expected to leave and 5 to stay.

    Of the degrees of freedom two are used up by alpha and beta, one where the fit is at the edge.

    Parameters
    ----------
    cohort, fit, periods, size : as for `fit_sbg`, and what it gave
    """
    nothing = Fitness(math.nan, 0, math.nan, Interval(math.nan, math.nan, math.nan))
    if not sized(cohort, size):
        return nothing
    trials = trials_of(cohort, periods, size)
    seen, chance = trials.stayed + trials.left, fit.alpha / (fit.alpha + fit.beta + trials.before)
    cells = list[Doubles]()  # left, expected to leave, expected to stay, variance
    pool = np.zeros(4)
    for row in np.column_stack([trials.left, seen * chance, seen * (1 - chance), seen * chance * (1 - chance)]):
        pool = pool + row
        if pool[1:3].min() >= _LEAST_EXPECTED:
            cells.append(pool)
            pool = np.zeros(4)
    if cells:
        cells[-1] = cells[-1] + pool
    freedom = len(cells) - (1 if "hardly" in fit.reason else 2)
    half = periods // 2
    of_late = seen[half:].sum()
    fewer = float((seen * chance - trials.left)[half:].sum() / of_late) if of_late else math.nan
    wide = _Z * math.sqrt(float((seen * chance * (1 - chance))[half:].sum())) / of_late if of_late else math.nan
    late = Interval(fewer, fewer - wide, fewer + wide)
    if freedom < 1:
        return nothing._replace(late=late)
    table = np.array(cells)
    found = float(((table[:, 0] - table[:, 1]) ** 2 / table[:, 3]).sum())
    return Fitness(found, freedom, float(chi2.sf(found, freedom)), late)


def held_out(cohort: Cohort, size: float | None) -> HeldOut | None:
    """Fit the first half of the periods, and compare what is foreseen of the rest; None where that cannot be."""
    half, left = cohort.periods // 2, cohort.surviving
    if half < 2 or left[half] in (0.0, 1.0):
        return None
    fit = fit_sbg(cohort, half, size, with_intervals=False)
    t = np.arange(half, cohort.periods + 1)
    foreseen = survival(fit.alpha, fit.beta, t) / survival(fit.alpha, fit.beta, half)
    ends = math.nan, math.nan
    if sized(cohort, size):
        alpha, beta = plausible(cohort, fit, half, size, _DRAWS).T
        last = survival(alpha, beta, cohort.periods) / survival(alpha, beta, half)
        ends = float(np.quantile(last, 0.025)), float(np.quantile(last, 0.975))
    low, high = survival_interval(cohort, size, half)
    measured = left[half:] / left[half]
    error = float(np.abs(left[half] * (foreseen - measured))[1:].mean())
    return HeldOut(half, Interval(float(foreseen[-1]), *ends), Interval(float(measured[-1]), low[-1], high[-1]), error)


def surprise(held: HeldOut) -> float:
    """Give how likely a gap as wide as that between foreseen and measured is; nan where it cannot be told."""
    a, b = held.foreseen, held.measured
    spread = math.hypot(a.high - a.low, b.high - b.low) / (2 * _Z)
    return float(2 * norm.sf(abs(a.mean - b.mean) / spread)) if spread > 0 else math.nan


def _greenwood(cohort: Cohort, size: float | None) -> Doubles:
    """Give each period's part of the variance of ln S, left / (seen stayed); nan without sizes."""
    if not sized(cohort, size):
        return np.full(cohort.periods, np.nan)
    seen, left = cohort.counts(size or 1.0)
    return np.divide(left, seen * (seen - left), out=np.zeros(cohort.periods), where=(left > 0) & (seen > left))
