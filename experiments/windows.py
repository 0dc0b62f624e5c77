"""When does a customer start to pay? "Profit only from the third purchase" is true within a window, not as a law.

A purchase brings the margin m before selling cost; selling costs rho c the first time and c every time after. Customers
who buy n times have paid for themselves once n m >= rho c + (n - 1) c, so at purchase number

    n* = ceil((rho - 1) / (m/c - 1))

This holds for those who stay. A cohort that loses customers on the way breaks even later, or never.

For a cohort known for all time see `experiments/drop_outs.py`. `tenure_economics` plays what is worked out here.
"""

import math

import numpy as np
from numpy.typing import ArrayLike

_ROUNDING = 1e-9


def break_even_purchase(cost_ratio: float, margin_ratio: float) -> int | None:
    """Give the number of the purchase with which customers who stay have paid for themselves.

    n* = ceil((rho - 1) / (m/c - 1)), and 1 where the first margin covers the first selling cost (m/c >= rho)

    A quotient within 1e-9 (relative) above a whole number counts as that number, so that rounding does not delay it.

    Parameters
    ----------
    cost_ratio : rho, selling cost of the first sale over that of a later one [-, > 0]
    margin_ratio : m/c, margin before selling cost over the selling cost of a later sale [-]

    Returns
    -------
    int or None
        n*; None for never

    Raises
    ------
    ValueError : for a ratio that is no finite number, or a cost ratio of 0 or below
    """
    _check(cost_ratio, margin_ratio)
    if margin_ratio >= cost_ratio:
        return 1
    if margin_ratio <= 1:
        return None
    needed = (cost_ratio - 1) / (margin_ratio - 1)
    return max(math.ceil(needed * (1 - _ROUNDING)), 1)


def window(cost_ratio: float, purchase: int) -> tuple[float, float]:
    """Give the margin ratios with which exactly this purchase breaks even: from the first, below the second.

    n* = k  iff  1 + (rho - 1) / k <= m/c < 1 + (rho - 1) / (k - 1); for k = 1 from rho on, without end

    For k = 3 this is (rho + 2) / 3 <= m/c < (rho + 1) / 2.

    Parameters
    ----------
    cost_ratio : rho [-, >= 1]; at 1 only k = 1 has a window, the others are empty (both ends 1)
    purchase : k, the number of the purchase [>= 1]

    Returns
    -------
    tuple of two floats
        the lower end, which belongs to the window, and the upper, which does not

    Raises
    ------
    ValueError : for numbers out of range
    """
    _check(cost_ratio, 1.0)
    if cost_ratio < 1 or purchase < 1:
        raise ValueError(f"cost_ratio = {cost_ratio!r}, purchase = {purchase!r}: needs both at least 1")
    extra = cost_ratio - 1
    return 1 + extra / purchase, 1 + extra / (purchase - 1) if purchase > 1 else math.inf


def break_even_with_dropouts(cost_ratio: float, margin_ratio: float, survival: ArrayLike) -> int | None:
    """Give the purchase with which a cohort has paid for itself, drop-outs included.

    the smallest n with (m/c) (S_1 + ... + S_n) >= rho + S_2 + ... + S_n

    Parameters
    ----------
    cost_ratio, margin_ratio : as for `break_even_purchase`
    survival : S_k, the share of the cohort that makes its k-th purchase, shape (purchases,) [share, S_1 = 1, falling]

    Returns
    -------
    int or None
        n; None if the cohort does not pay for itself within the data

    Raises
    ------
    ValueError : for ratios out of range, or a survival that is none
    """
    _check(cost_ratio, margin_ratio)
    share = np.asarray(survival, np.float64)
    if share.ndim != 1 or share.size == 0 or share[0] != 1 or not ((np.diff(share) <= 0).all() and share[-1] >= 0):
        raise ValueError("survival: needs shares of the cohort that start at 1 and never rise")
    gain = (margin_ratio - 1) * np.cumsum(share)
    paid = gain >= (cost_ratio - 1) - _ROUNDING * abs(cost_ratio - 1)
    return int(np.argmax(paid)) + 1 if paid.any() else None


def _check(cost_ratio: float, margin_ratio: float) -> None:
    if not (0 < cost_ratio < math.inf and math.isfinite(margin_ratio)):
        given = f"cost_ratio = {cost_ratio!r}, margin_ratio = {margin_ratio!r}"
        raise ValueError(f"{given}: needs finite ratios, the first above 0")
