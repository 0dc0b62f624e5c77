"""Where a market settles when one budget is split, period after period, between winning and keeping customers.

Of a market of mass 1, n are customers. A budget of b per head of the market is split by the retention share s:
A = (1 - s) b / (1 - n) per non-customer, R = s b / n per customer. The market rests where as many leave as come:

    F(n, s) = a(A) (1 - n) - n (1 - r(R)) = 0

One solution, and nothing to choose: y (1 - exp(-c x / y)) is the perspective of a concave function, hence concave
in (x, y) together, so F is concave in (n, s). F(0, s) >= 0 >= F(1, s), so a concave F crosses 0 once, downwards, in
n; only where nobody comes at all (a = 0, for instance s = 1 without a floor) is the crossing at n = 0 itself. The
crossing is stable, as the slope of F lies between -2 and 0. Newton's steps from n = 1 never overshoot a concave
function, so they fall on the crossing and end there. As F(n, s) >= 0 is a convex set, n(s) is concave too: one best
share, and the shares within so much of it form one interval. An interior best has 1 / a'(A) = 1 / r'(R).

The ends are regular: as n -> 0, R grows without bound but n R = s b, and r only reaches its ceiling; likewise A as
n -> 1. Exactly at n = 0 or n = 1 the divisor is held at 1e-30.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tenfold.agents.firm.best_split import best_given
from tenfold.agents.firm.curves import Curves, checked, response_rates
from tenfold.agents.firm.rest import TINY, settled
from tenfold.sim.jit import loop

Doubles = NDArray[np.float64]

GRID: Doubles = np.arange(101) / 100.0
GRID.flags.writeable = False


class Regret(NamedTuple):
    """Hold what a share costs against the best.

    Attributes
    ----------
    money : profit lost [money per head of the market and period]
    share_of_best : the same as a share of the best profit [-]; nan where the best earns nothing or less
    """

    money: float
    share_of_best: float


@loop
def _settled_all(curves: Curves, budget: float, shares: Doubles) -> Doubles:
    n = np.empty(shares.size, np.float64)
    for i in range(shares.size):
        n[i] = settled(curves, budget, shares[i])
    return n


def settled_customers(curves: Curves, budget: float, shares: ArrayLike) -> Doubles:
    """Give the customers at rest for each retention share.

    Solves a(A) (1 - n) = n (1 - r(R)) with A = (1 - s) b / (1 - n) and R = s b / n, to rounding.

    Parameters
    ----------
    curves : a(A) and r(R)
    budget : b [money per head of the market and period, >= 0]
    shares : s, any shape [share of the budget, 0 .. 1]

    Returns
    -------
    float64 array
        n, of the shape of `shares` [share of the market]

    Raises
    ------
    ValueError : for impossible curves, a budget below 0, shares out of range
    """
    asked = np.asarray(shares, np.float64)
    if not ((asked >= 0) & (asked <= 1)).all():
        raise ValueError(f"shares = {shares!r}: needs shares of the budget from 0 to 1")
    return _settled_all(*_usable(curves, budget), asked.reshape(-1)).reshape(asked.shape)


def spending(budget: float, share: float, customers: float) -> tuple[float, float]:
    """Split a budget per head of the market into A per non-customer and R per customer [money per period]."""
    return (1 - share) * budget / max(1 - customers, TINY), share * budget / max(customers, TINY)


def approach(curves: Curves, budget: float, shares: ArrayLike, start: ArrayLike, periods: int) -> Doubles:
    """Follow the customers, period by period, on the way to rest.

    n <- n r(R) + a(A) (1 - n), with A and R from n at the start of the period

    Parameters
    ----------
    curves, budget : as for `settled_customers`
    shares : s, shape (shares,) [share of the budget, 0 .. 1]
    start : n at first, one for all or shape (shares,) [share of the market]
    periods : how many [>= 0]

    Returns
    -------
    float64 array
        n, shape (periods + 1, shares) [share of the market]

    Raises
    ------
    ValueError : for impossible curves and a budget below 0
    """
    (acquisition, retention), money = _usable(curves, budget)
    s = np.asarray(shares, np.float64)
    path = [np.broadcast_to(np.asarray(start, np.float64), s.shape)]
    for _ in range(periods):
        n = path[-1]
        won = response_rates((1 - s) * money / np.maximum(1 - n, TINY), acquisition)
        path.append(n * response_rates(s * money / np.maximum(n, TINY), retention) + won * (1 - n))
    return np.array(path)


def best_share(curves: Curves, budget: float, grid: ArrayLike | None = None) -> float:
    """Find the retention share with most customers at rest, and so with most profit m n - b.

    Parameters
    ----------
    curves, budget : as for `settled_customers`
    grid : the shares to choose from; without it the optimum is found to some 1e-13

    Returns
    -------
    float
        s*, the smallest of equally good shares [share of the budget]

    Raises
    ------
    ValueError : as `settled_customers`, and for an empty grid
    """
    if grid is None:
        to_win, to_keep, n, _ = best_given(*_usable(curves, budget))
        keeping, spent = to_keep * n, to_win * (1 - n) + to_keep * n
        return float(keeping / spent) if spent > 0 else 0.0  # where money moves nothing all shares are as good
    choice = np.asarray(grid, np.float64).reshape(-1)
    return float(choice[np.argmax(settled_customers(curves, budget, choice))])


def flat_range(
    curves: Curves, budget: float, within: float = 0.05, margin: float | None = None, grid: ArrayLike = GRID
) -> tuple[float, float]:
    """Give the shares of a grid that come close to the best.

    Close means n >= (1 - within) n*, or with a margin m n - b >= best - within |best|, best = m n* - b.

    Parameters
    ----------
    curves, budget : as for `settled_customers`
    within : how far below the best still counts [share of the best, >= 0]
    margin : m [money per customer and period]; without it customers are compared, with it profit
    grid : the shares to look at, rising

    Returns
    -------
    tuple of two floats
        the lowest and the highest such share [share of the budget]

    Raises
    ------
    ValueError : as `settled_customers`, and for an empty grid
    """
    choice = np.asarray(grid, np.float64).reshape(-1)
    goal = settled_customers(curves, budget, choice)
    if margin is not None:
        goal = margin * goal - budget
    close = choice[goal >= goal.max() - within * abs(goal.max())]
    return float(close[0]), float(close[-1])


def regret(curves: Curves, budget: float, share: float, margin: float) -> Regret:
    """Give the profit lost at rest by always using one share instead of the best.

    (m n* - b) - (m n(share) - b), per head of the market and period

    Parameters
    ----------
    curves, budget : as for `settled_customers`
    share : the share in use [share of the budget, 0 .. 1]
    margin : m, before acquisition and retention spending [money per customer and period]

    Returns
    -------
    Regret
        in money, and as a share of the best

    Raises
    ------
    ValueError : as `settled_customers`
    """
    both = settled_customers(curves, budget, [share, best_share(curves, budget)])
    used, best = (float(n) * margin - budget for n in both)
    lost = max(best - used, 0.0)
    return Regret(lost, lost / best if best > 0 else float("nan"))


def _usable(curves: Curves, budget: float) -> tuple[Curves, float]:
    if not 0 <= budget < np.inf:
        raise ValueError(f"budget = {budget!r}: needs finite money >= 0 per head and period")
    return Curves(checked(curves.acquisition), checked(curves.retention)), float(budget)
