"""From a cohort to a market: fit who was still there, and foresee the mean path.

In the shifted-beta-geometric model every customer leaves with a constant chance theta per period of their own, theta ~
Beta(alpha, beta). Nobody grows loyal, yet the retention of a cohort rises, because the restless go first: the null
against which any claim of loyalty has to stand (Fader & Hardie 2007, J. Interactive Marketing 21(1)).
"""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import brentq, minimize, minimize_scalar
from scipy.special import betaln, roots_jacobi

from tenfold.agents.firm.curves import response_rate
from tenfold.experiments.cohort_file import Cohort
from tenfold.sim.errors import InputError
from tenfold.sim.jit import loop

Doubles = NDArray[np.float64]
Numbers = tuple[ArrayLike, ArrayLike, ArrayLike]  # of a curve, as `Curve` has them, or of many
_LEAST, _MOST = 0.01, 500.0  # of alpha + beta: all or nothing; hardly any difference between customers
_CHI2_95 = 3.841458820694124


class SbgFit(NamedTuple):
    """Hold a fit: alpha, beta [-] and ln L, of 100 customers without a size; 95 % intervals, or the reason for none."""

    alpha: float
    beta: float
    log_likelihood: float
    interval_alpha: tuple[float, float] | None
    interval_beta: tuple[float, float] | None
    reason: str


def survival(alpha: float, beta: float, t: ArrayLike) -> Doubles:
    """Give the share of a cohort left after t periods, S(t) = B(alpha, beta + t) / B(alpha, beta), shape of t."""
    return np.asarray(np.exp(betaln(alpha, beta + np.asarray(t, np.float64)) - betaln(alpha, beta)))


def retention(alpha: float, beta: float, t: ArrayLike) -> Doubles:
    """Give the share of those left after t - 1 periods who stay the t-th, (beta + t - 1) / (alpha + beta + t - 1)."""
    before = np.asarray(t, np.float64) - 1
    return np.asarray((beta + before) / (alpha + beta + before))


def fit_sbg(cohort: Cohort, periods: int = 7, size: float | None = None) -> SbgFit:
    """Fit alpha and beta to the first periods of a cohort by maximum likelihood.

    ln L = size [sum over t <= k of (S_(t-1) - S_t) ln P(t) + S_k ln S(k)], P(t) = B(alpha + 1, beta + t - 1) / B

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

    edges = [(-9.0, 9.0), (math.log(_LEAST), math.log(_MOST))]
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


@loop
def _follow(theta: Doubles, w: Doubles, cells: Doubles, redraw: bool, path: Doubles) -> None:
    """Write the path of every cell: a column of spendings, start, and both curves, `saved` without its floor."""
    mass = np.empty(w.size, np.float64)
    for k in range(cells.shape[1]):
        to_win, to_keep, n, floor, ceiling, steep, most, stay_steep = cells[:, k]
        mass[:] = n * w
        for t in range(path.shape[0] - 1):
            path[t, k] = n
            won = response_rate(to_win / max(1.0 - n, 1e-30), floor, ceiling, steep)
            gone = 1.0 - response_rate(to_keep / max(n, 1e-30), 0.0, most, stay_steep)
            come, back = (won * (1.0 - n), 0.0) if redraw else (won, won)
            n = 0.0
            for j in range(w.size):
                mass[j] = mass[j] * (1.0 - theta[j] * gone - back) + come * w[j]
                n += mass[j]
        path[path.shape[0] - 1, k] = n


def expected_path(
    alpha: float, beta: float, acquisition: Numbers, saved: Numbers, budget: ArrayLike, shares: ArrayLike,
    start: ArrayLike, periods: int, redraw: bool = True,
) -> Doubles:
    """Foresee the customers, period by period, of markets whose customers leave at their own rates.

    m_j <- m_j [1 - theta_j (1 - h(R))] + a(A) (1 - n) w_j, A = (1 - s) b / (1 - n), R = s b / n, all with n, the sum of
    m_j, at the start of the period. After t periods m_j / w_j is a polynomial of degree t in theta, so Gauss-Jacobi
    nodes, more than half as many as periods, give n up to rounding; of many periods 3 sqrt(t) + 8 do, for nodes lie
    densest where theta, and with it what is still left after long, is smallest. With alpha <= 1 there is no state of
    rest.

    Parameters
    ----------
    alpha, beta : of theta, the chance to leave without care [-, each at least 1e-4, together at most 500]
    acquisition, saved : a(A) [share of non-customers per period] and h(R), with floor 0 [share of the churn], each a
        `Curve`; any of their numbers may be an array, as may the three that follow: all are broadcast to one shape
    budget : b [money per head of the market and period]
    shares : s, retention shares of the budget
    start : n at first, customers with fresh theta [share of the market]
    periods : how many [>= 0]
    redraw : whether theta is drawn anew for every spell as a customer; else a person keeps it for good

    Returns n, shape (periods + 1, ...), behind the first that of the inputs broadcast [share of the market].
    Raises ValueError for impossible curves, and alpha or beta out of range.
    """
    if not (min(alpha, beta) >= 1e-4 and alpha + beta <= _MOST + 1e-6):
        raise ValueError(f"alpha = {alpha!r}, beta = {beta!r}: needs each at least 1e-4 and a sum of at most {_MOST:g}")
    count = min(periods // 2 + 1, math.ceil(3 * math.sqrt(periods)) + 8)
    with np.errstate(invalid="ignore"):  # SciPy divides 0 by 0 where alpha + beta = 1, and does not use the result
        nodes, weights = roots_jacobi(count, beta - 1, alpha - 1)
    given = (budget, shares, start, *acquisition, *saved)
    b, s, n, floor, ceiling, steep, none, most, stay_steep = np.broadcast_arrays(*(np.asarray(x, float) for x in given))
    for low, high, k in ((floor, ceiling, steep), (none, most, stay_steep)):
        if not ((low >= 0) & (low <= high) & (high <= 1) & (k >= 0) & (k < math.inf)).all() or none.any():
            raise ValueError(f"{acquisition}, {saved}: needs 0 <= floor <= ceiling <= 1, a finite steepness >= 0 per "
                             "unit of money, and nothing saved without care")  # fmt: skip
    cells = np.array([(1 - s) * b, s * b, n, floor, ceiling, steep, most, stay_steep]).reshape(8, -1)
    path = np.empty((periods + 1, cells.shape[1]))
    _follow((1 + nodes) / 2, weights / weights.sum(), cells, redraw, path)
    return path.reshape(periods + 1, *b.shape)
