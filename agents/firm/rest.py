"""Customers at rest for one split of one budget: Newton's steps down a concave function.

Why there is one solution, and why the steps end on it: see tenfold.agents.firm.steady_state.
"""

from tenfold.agents.firm.curves import Curves, response_rate, response_slope
from tenfold.sim.jit import Double, loop

TINY = 1e-30  # what exactly 0 heads are held at where money is divided by them


@loop
def settled(curves: Curves, budget: float, share: float) -> Double:
    """Find n of one market for one share by Newton's steps down from n = 1.

    Parameters
    ----------
    curves : a(A) and r(R)
    budget : b [money per head of the market and period, >= 0]
    share : s [share of the budget, 0 .. 1]

    Returns
    -------
    float
        n [share of the market]
    """
    won, kept = curves.acquisition, curves.retention
    to_win, to_keep = (1.0 - share) * budget, share * budget
    if response_rate(to_win, won.floor, won.ceiling, won.steepness) <= 0.0:
        return 0.0
    n = 1.0
    for _ in range(200):
        a_spend, r_spend = to_win / max(1.0 - n, TINY), to_keep / max(n, TINY)
        a = response_rate(a_spend, won.floor, won.ceiling, won.steepness)
        r = response_rate(r_spend, kept.floor, kept.ceiling, kept.steepness)
        a_slope = response_slope(a_spend, won.floor, won.ceiling, won.steepness)
        r_slope = response_slope(r_spend, kept.floor, kept.ceiling, kept.steepness)
        surplus = a * (1.0 - n) - n * (1.0 - r)
        fall = a - a_spend * a_slope + 1.0 - r + r_spend * r_slope
        lower = max(n + surplus / fall, 0.0) if fall > 0.0 else n
        if lower >= n:
            break
        n = float(lower)
    return n
