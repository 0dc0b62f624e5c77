"""The best split of a budget at rest, and the best budget: one unknown each.

At a best split of whatever budget the last unit of money moves both rates alike, a'(A) = r'(R) = l, or a rate that
moves less than l even at its first unit gets nothing. So l alone gives everything:

    A = ln(ka (ca - a0) / l) / ka,  R = ln(kr (cr - r0) / l) / kr,  both >= 0,   n = a / (a + 1 - r)

The budget that this spends, A (1 - n) + R n, rises as l falls, for customers at rest are concave in both spendings
together (see tenfold.agents.firm.steady_state): each l is the best split of one budget. A *given* budget is met by
halving. Where the budget is *free*, profit m n - b rises with b as long as the value of one more customer,

    v = (m + A - R) / (a + 1 - r),

exceeds what one more costs, 1 / l; at the best budget 1 / a' = 1 / r' = v. The difference l (m + A - R) - (a + 1 - r)
has the derivative m + A - R in l, which is above 0 wherever the difference is 0: it crosses 0 once, upwards.

v counts everything that having one customer more at rest brings until the market has forgotten it, without discount: m
less R for each period, and A not spent on winning them, at a rate of forgetting of a + 1 - r.
"""

import math
from typing import NamedTuple

from tenfold.agents.firm.curves import Curves, response_rate, response_slope
from tenfold.agents.firm.rest import TINY, settled
from tenfold.sim.floats import exp_double
from tenfold.sim.jit import Double, loop

_DEEPEST, _NEAR = 1e18, 1e-15  # of x, where l = l(no spending) e^-x: no money asks for so much; and how sure it is


class _Slopes(NamedTuple):
    """Hold which rate moves more at its first unit of money, how much, and how far below that the other begins."""

    win_first: bool
    top: float
    lag: float


@loop
def _slopes(curves: Curves) -> _Slopes:
    won, kept = curves.acquisition, curves.retention
    win, keep = won.steepness * (won.ceiling - won.floor), kept.steepness * (kept.ceiling - kept.floor)
    top, bottom = max(win, keep), min(win, keep)
    return _Slopes(win >= keep, top, math.log(top / bottom) if bottom > 0.0 else math.inf)


@loop
def _spent(curves: Curves, slopes: _Slopes, both: bool, x: float) -> tuple[Double, Double, Double, Double]:
    """Give A, R, n and a + 1 - r.

    x counts from where the first of both rates gets money or, with `both`, from where the other does too: so is it
    exact however little the other gets.
    """
    won, kept = curves.acquisition, curves.retention
    first, second = x + slopes.lag if both else x, x if both else 0.0
    win, keep = (first, second) if slopes.win_first else (second, first)
    a_spend, r_spend = win / won.steepness if win > 0.0 else 0.0, keep / kept.steepness if keep > 0.0 else 0.0
    a = response_rate(a_spend, won.floor, won.ceiling, won.steepness)
    r = response_rate(r_spend, kept.floor, kept.ceiling, kept.steepness)
    return a_spend, r_spend, a / (a + 1.0 - r) if a > 0.0 else 0.0, a + 1.0 - r


@loop
def best_given(curves: Curves, budget: float) -> tuple[Double, Double, Double, Double]:
    """Find A, R and n of the best split of one budget in one market.

    Parameters
    ----------
    curves : a(A) and r(R), of float64 numbers
    budget : b [money per head of the market and period, >= 0]

    Returns
    -------
    tuple of four floats
        A, R [money per head and period], n [share of the market], a + 1 - r [per period];
        A = R = 0 where money moves nothing
    """
    won, kept, slopes = curves.acquisition, curves.retention, _slopes(curves)
    winnable = slopes.top > 0.0 and (slopes.win_first or slopes.lag < math.inf)
    somebody = winnable or won.floor > 0.0
    if budget <= 0.0 or slopes.top <= 0.0 or kept.floor >= 1.0 or not somebody:
        n, forgets = _spent(curves, slopes, False, 0.0)[2:]
        all_stay = kept.floor >= 1.0 and budget > 0.0 and winnable  # and sooner or later all have come
        return 0.0, 0.0, 1.0 if all_stay else n, forgets
    both = slopes.lag < math.inf and _lacks(curves, slopes, False, slopes.lag, budget)
    low, high = 0.0, 1.0
    while high < _DEEPEST and _lacks(curves, slopes, both, high, budget):
        low, high = high, 2.0 * high
    while high - low > _NEAR * high:
        middle = 0.5 * (low + high)
        if _lacks(curves, slopes, both, middle, budget):
            low = middle
        else:
            high = middle
    return _spent(curves, slopes, both, high)


@loop
def _lacks(curves: Curves, slopes: _Slopes, both: bool, x: float, budget: float) -> bool:
    """Tell whether less than the budget is spent."""
    a_spend, r_spend, n, _ = _spent(curves, slopes, both, x)
    return bool(a_spend * (1.0 - n) + r_spend * n < budget)


@loop
def best_free(curves: Curves, margin: float) -> tuple[Double, Double, Double, Double]:
    """Find A, R and n of the best split of the best budget in one market.

    Parameters
    ----------
    curves : a(A) and r(R), of float64 numbers
    margin : m, before acquisition and retention spending [money per customer and period]

    Returns
    -------
    tuple of four floats
        A, R [money per head and period], n [share of the market], a + 1 - r [per period];
        A = R = 0 where no spending pays
    """
    slopes = _slopes(curves)
    n, forgets = _spent(curves, slopes, False, 0.0)[2:]
    if not _gains(curves, slopes, False, 0.0, margin):
        return 0.0, 0.0, n, forgets
    both = slopes.lag < math.inf and _gains(curves, slopes, False, slopes.lag, margin)
    low, high = 0.0, 1.0
    while high < _DEEPEST and _gains(curves, slopes, both, high, margin):
        low, high = high, 2.0 * high
    while high - low > _NEAR * high:
        middle = 0.5 * (low + high)
        if _gains(curves, slopes, both, middle, margin):
            low = middle
        else:
            high = middle
    found = _spent(curves, slopes, both, high)
    return found if found[2] > 0.0 else (0.0, 0.0, n, forgets)


@loop
def _gains(curves: Curves, slopes: _Slopes, both: bool, x: float, margin: float) -> bool:
    """Tell whether one more customer is worth more than they cost: l (m + A - R) > a + 1 - r."""
    a_spend, r_spend, _, forgets = _spent(curves, slopes, both, x)
    moves = slopes.top * exp_double(-(x + slopes.lag) if both else -x)
    return bool(moves * (margin + a_spend - r_spend) > forgets)


@loop
def best_budget(curves: Curves, share: float, margin: float) -> Double:
    """Find the budget with most profit at rest for one share, be it the best or not.

    Customers at rest are concave in the budget; halves the interval on the sign of d(m n - b)/db.

    Parameters
    ----------
    curves : a(A) and r(R), of float64 numbers
    share : s [share of the budget, 0 .. 1]
    margin : m [money per customer and period]

    Returns
    -------
    float
        b, to a millionth of it [money per head of the market and period]; 0 where no spending pays
    """
    low, high = 0.0, 1e-6
    while high < _DEEPEST and _pays(curves, high, share, margin):
        low, high = high, 4.0 * high
    if low == 0.0:
        return 0.0
    for _ in range(22):
        middle = 0.5 * (low + high)
        if _pays(curves, middle, share, margin):
            low = middle
        else:
            high = middle
    return low


@loop
def _pays(curves: Curves, budget: float, share: float, margin: float) -> bool:
    """Tell whether one more unit of money brings more than itself."""
    won, kept, n = curves.acquisition, curves.retention, settled(curves, budget, share)
    a_spend, r_spend = (1.0 - share) * budget / max(1.0 - n, TINY), share * budget / max(n, TINY)
    a_slope = response_slope(a_spend, won.floor, won.ceiling, won.steepness)
    r_slope = response_slope(r_spend, kept.floor, kept.ceiling, kept.steepness)
    a = response_rate(a_spend, won.floor, won.ceiling, won.steepness)
    r = response_rate(r_spend, kept.floor, kept.ceiling, kept.steepness)
    gained = (1.0 - share) * a_slope + share * r_slope
    return bool(margin * gained > a - a_spend * a_slope + 1.0 - r + r_spend * r_slope)
