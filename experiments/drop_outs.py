"""When does a cohort pay that loses customers on the way? Later than those who stay, or never.

Purchases are counted from the first: S_1 = 1 is the share of the cohort that makes it, and S_k = r^(k - 1) where a
share r stays after each. The cohort has paid with the smallest n for which

    S_1 + ... + S_n >= (rho - 1) / (m/c - 1)

so never, if the sum without end stays at or below that. For rho and m/c see `experiments/windows.py`.
"""

import math
from collections.abc import Callable
from typing import NamedTuple

from scipy.optimize import brentq

from tenfold.experiments.cohorts.sbg import survival
from tenfold.experiments.windows import break_even_purchase, window

_ROUNDING = 1e-9  # as in `windows`
_MOST = 2**50  # purchases: beyond, a cohort is taken never to pay


class Stay(NamedTuple):
    """Hold how many purchases a customer makes on average, drop-outs included.

    Attributes
    ----------
    made : gives S_1 + ... + S_n, purchases among the first n [>= 0]
    limit : the same without end; inf where there is none
    """

    made: Callable[[int], float]
    limit: float


def geometric(retention: float) -> Stay:
    """Give the purchases of a cohort of which the same share stays: (1 - r^n) / (1 - r), in the end 1 / (1 - r).

    Parameters
    ----------
    retention : r [share, 0 .. 1]
    """
    if not 0 <= retention <= 1:
        raise ValueError(f"retention = {retention!r}: needs a share within 0 .. 1")
    if retention == 1:
        return Stay(float, math.inf)
    return Stay(lambda n: (1 - retention**n) / (1 - retention), 1 / (1 - retention))


def shifted_beta_geometric(alpha: float, beta: float) -> Stay:
    """Give the purchases of a cohort whose customers differ in how readily they leave, theta ~ Beta(alpha, beta).

    S_k = B(alpha, beta + k - 1) / B(alpha, beta), summed in closed form:

        S_1 + ... + S_n = (c - (c + n) S_(n+1)) / (alpha - 1),  c = alpha + beta - 1

    With alpha > 1 this ends at c / (alpha - 1); with alpha <= 1 it has no end, so every such cohort pays at last, where
    survivors do. Fader & Hardie 2007.

    Parameters
    ----------
    alpha, beta : [-, > 0]; alpha = 1 is taken as 1 + 1e-9
    """
    if not (0 < alpha < math.inf and 0 < beta < math.inf):
        raise ValueError(f"alpha = {alpha!r}, beta = {beta!r}: needs both above 0")
    a = alpha if abs(alpha - 1) > _ROUNDING else 1 + _ROUNDING
    c = a + beta - 1
    return Stay(lambda n: (c - (c + n) * float(survival(a, beta, n))) / (a - 1), c / (a - 1) if a > 1 else math.inf)


def break_even_of_cohort(cost_ratio: float, margin_ratio: float, stay: Stay) -> int | None:
    """Give the purchase with which a cohort that is known for all time has paid for itself, drop-outs included.

    the smallest n with S_1 + ... + S_n >= (rho - 1) / (m/c - 1)

    A sum that never gets there, or only without end, means never: r <= 1 - (m/c - 1) / (rho - 1) of a geometric cohort.

    Parameters
    ----------
    cost_ratio, margin_ratio : as for `break_even_purchase`
    stay : how many purchases are made, as `geometric` and `shifted_beta_geometric` give them

    Returns
    -------
    int or None
        n; None for never

    Raises
    ------
    ValueError : for ratios out of range
    """
    alone = break_even_purchase(cost_ratio, margin_ratio)
    if alone is None or alone == 1:
        return alone
    needed = (cost_ratio - 1) / (margin_ratio - 1)
    if stay.limit <= needed:
        return None
    high = alone
    while stay.made(high) < needed * (1 - _ROUNDING):
        high *= 2
        if high > _MOST:
            return None
    low = alone - 1  # not yet: with drop-outs it comes no sooner
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if stay.made(middle) >= needed * (1 - _ROUNDING) else (middle, high)
    return high


def cohort_window(cost_ratio: float, purchase: int, stay: Stay) -> tuple[float, float]:
    """Give the margin ratios with which this purchase is the first to pay for survivors and has paid for the cohort.

    from 1 + (rho - 1) / (S_1 + ... + S_k), with which the cohort has paid with purchase k, up to but without
    1 + (rho - 1) / (k - 1), with which survivors would have paid a purchase before

    Parameters
    ----------
    cost_ratio : rho [-, >= 1]
    purchase : k [>= 1]
    stay : how many purchases are made

    Returns
    -------
    tuple of two floats
        both ends; an empty window has its lower end at or above its upper one
    """
    return 1 + (cost_ratio - 1) / stay.made(purchase), window(cost_ratio, purchase)[1]


def retention_needed(purchases: float, among: int) -> float | None:
    """Give the retention with which a geometric cohort makes so many of its first purchases: 1 + r + r^2 + ... = x.

    With x = k - 1 among the first k it is the least with which purchase k can be the first to pay for survivors and for
    the cohort alike, whatever rho and m/c: for the third (sqrt(5) - 1) / 2 = .618.

    Parameters
    ----------
    purchases : x, on average per customer [-]
    among : k, of the first so many [>= 1]

    Returns
    -------
    float or None
        r; 0 where the first purchase is enough, None where even customers who all stay make fewer
    """
    if purchases <= 1:
        return 0.0
    if purchases > among:
        return None
    return float(brentq(lambda r: sum(r**k for k in range(among)) - purchases, 0.0, 1.0))
