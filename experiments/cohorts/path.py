"""The mean path of a market whose customers leave like a cohort: no simulation, and no luck."""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import roots_jacobi

from tenfold.agents.firm.curves import response_rate
from tenfold.experiments.cohorts.sbg import MOST
from tenfold.sim.jit import loop
from tenfold.sim.statistics import Doubles

Numbers = tuple[ArrayLike, ArrayLike, ArrayLike]  # of a curve, as `Curve` has them, or of many


@loop
def _follow(theta: Doubles, w: Doubles, first: Doubles, cells: Doubles, redraw: bool, path: Doubles) -> None:
    """Write the path of every cell: a column of spendings, start, and both curves, `saved` without its floor."""
    mass, whole = np.empty(w.size, np.float64), np.empty(w.size, np.float64)
    for k in range(cells.shape[1]):
        to_win, to_keep, n, floor, ceiling, steep, most, stay_steep = cells[:, k]
        mass[:] = n * first
        whole[:] = w if redraw else w + n * (first - w)  # of whom newcomers are: of all, or of those who keep theta
        for t in range(path.shape[0] - 1):
            path[t, k] = n
            won = response_rate(to_win / max(1.0 - n, 1e-30), floor, ceiling, steep)
            gone = 1.0 - response_rate(to_keep / max(n, 1e-30), 0.0, most, stay_steep)
            come, back = (won * (1.0 - n), 0.0) if redraw else (won, won)
            n = 0.0
            for j in range(w.size):
                mass[j] = mass[j] * (1.0 - theta[j] * gone - back) + come * whole[j]
                n += mass[j]
        path[path.shape[0] - 1, k] = n


def expected_path(
    alpha: float, beta: float, acquisition: Numbers, saved: Numbers, budget: ArrayLike, shares: ArrayLike,
    start: ArrayLike, periods: int, redraw: bool = True, tenures: Sequence[float] = (),
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
    start : n at first [share of the market]
    periods : how many [>= 0]
    redraw : whether theta is drawn anew for every spell as a customer; else a person keeps it for good
    tenures : of the customers at first, weight of 0, 1, 2, ... periods since they joined; who stayed c periods has
        theta ~ Beta(alpha, beta + c). Empty: all have just joined

    Returns n, shape (periods + 1, ...), behind the first that of the inputs broadcast [share of the market].
    Raises ValueError for impossible curves, and alpha or beta out of range.
    """
    if not (min(alpha, beta) >= 1e-4 and alpha + beta <= MOST + 1e-6):
        raise ValueError(f"alpha = {alpha!r}, beta = {beta!r}: needs each at least 1e-4 and a sum of at most {MOST:g}")
    degree = periods + max(0, len(tenures) - 1)
    count = min(degree // 2 + 1, math.ceil(3 * math.sqrt(degree)) + 8)
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
    theta, w = (1 + nodes) / 2, weights / weights.sum()
    _follow(theta, w, seasoned(theta, w, tenures), cells, redraw, path)
    return path.reshape(periods + 1, *b.shape)


def seasoned(theta: Doubles, w: Doubles, tenures: Sequence[float]) -> Doubles:
    """Give the weights of nodes of theta among customers who stayed for a while.

    Parameters
    ----------
    theta, w : nodes and their weights on joining, shape (nodes,)
    tenures : weight of 0, 1, 2, ... periods since joining; empty: all have just joined

    Returns
    -------
    float64 array
        shape (nodes,), sums to 1
    """
    if not len(tenures):
        return w
    stayed = (1.0 - theta) ** np.arange(len(tenures))[:, None] * w
    mixed: Doubles = np.asarray(tenures, np.float64) @ (stayed / stayed.sum(axis=1, keepdims=True))
    return mixed / mixed.sum()
