"""How long customers stay and what that is worth, in the closed forms of the shifted-beta-geometric model.

A customer of tenure n has stayed n periods. With d the discount rate and F Gauss's hypergeometric function, the sum
over j = 0, 1, ... of S(n + j) / S(n) (1 + d)^-j is F(1, beta + n; alpha + beta + n; 1 / (1 + d)). Fader & Hardie (2010,
Marketing Science 29(1)) take it from the next renewal on. Every function broadcasts its arguments.
"""

import math

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import betaln

from tenfold.sim.statistics import Doubles


def expected_periods(alpha: ArrayLike, beta: ArrayLike, tenure: ArrayLike) -> Doubles:
    """Give how many more periods a customer stays on average, (beta + n) / (alpha - 1); infinite up to alpha = 1.

    Parameters
    ----------
    alpha, beta : of the chance to leave
    tenure : n, periods stayed so far
    """
    a, b, n = (np.asarray(x, np.float64) for x in (alpha, beta, tenure))
    return np.asarray(np.where(a > 1.0, (b + n) / np.maximum(a - 1.0, 1e-300), np.inf))


def median_periods(alpha: ArrayLike, beta: ArrayLike, tenure: ArrayLike) -> Doubles:
    """Give after how many more periods half of such customers are left, the curve drawn on between whole periods."""
    a, b, n = np.broadcast_arrays(*(np.asarray(x, np.float64) for x in (alpha, beta, tenure)))
    low, high = np.full(a.shape, -40.0), np.full(a.shape, 40.0)  # logs
    for _ in range(60):
        middle = (low + high) / 2
        more = betaln(a, b + n + np.exp(middle)) - betaln(a, b + n) > np.log(0.5)
        low, high = np.where(more, middle, low), np.where(more, high, middle)
    return np.asarray(np.exp(high))


def discounted_periods(alpha: ArrayLike, beta: ArrayLike, tenure: ArrayLike, discount: float) -> Doubles:
    """Give the discounted periods from now on, the one that begins included: DEL of a new customer, with tenure 0.

    Parameters
    ----------
    alpha, beta, tenure : as for `expected_periods`
    discount : d, per period; 0 gives an infinite sum up to alpha = 1
    """
    a, b, n = (np.asarray(x, np.float64) for x in (alpha, beta, tenure))
    if discount == 0:
        return 1.0 + expected_periods(a, b, n)
    return _gauss(b + n, a + b + n, 1 / (1 + discount))[0]


def discounted_residual(alpha: ArrayLike, beta: ArrayLike, tenure: ArrayLike, discount: float) -> Doubles:
    """Give DERL, the discounted periods of a customer who is about to renew for the (n + 1)st: that one counts in full.

    DERL = (beta + n) / (alpha + beta + n) F(1, beta + n + 1; alpha + beta + n + 1; 1 / (1 + d))
    """
    a, b, n = (np.asarray(x, np.float64) for x in (alpha, beta, tenure))
    return np.asarray((b + n) / (a + b + n) * discounted_periods(a, b, n + 1, discount))


def retention_elasticity(alpha: ArrayLike, beta: ArrayLike, tenure: ArrayLike, discount: float) -> Doubles:
    """Give by how many percent DERL grows if everybody's chance to stay grows by one percent of it, in every period.

    The j-th renewal from now on is then 1.01^j times as likely, so this is the mean of j over what DERL adds up:
    F(2, beta + n + 1; alpha + beta + n + 1; z) / F(1, ...), z = 1 / (1 + d). With customers all alike who stay with
    chance r it is (1 + d) / (1 + d - r).
    """
    if discount == 0:
        a = np.asarray(alpha, np.float64)
        b = np.asarray(beta, np.float64) + np.asarray(tenure, np.float64)
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.asarray(np.where(a > 2.0, (a + b - 1) / (a - 2.0), np.inf))
    a, b, n = (np.asarray(x, np.float64) for x in (alpha, beta, tenure))
    one, two = _gauss(b + n + 1, a + b + n + 1, 1 / (1 + discount))
    return np.asarray(two / one)


def _gauss(b: Doubles, c: Doubles, z: float) -> tuple[Doubles, Doubles]:
    """Give F(1, b; c; z) and F(2, b; c; z) = d/dz z F(1, b; c; z), for 0 < b < c and 0 < z < 1.

    By Gauss's continued fraction from its far end: F(1, ...) = 1 / (1 - d_1 z / (1 - d_2 z / ...)), all d > 0. SciPy's
    hyp2f1 gives nan where b and c are hundreds, as they are of customers who hardly differ, or who stayed for long.
    """
    value, slope = np.ones(np.broadcast(b, c).shape), np.zeros(np.broadcast(b, c).shape)
    for m in range(min(200_000, 60 + math.ceil(40 / math.sqrt(1 - z))), 0, -1):
        k = m // 2
        top = (b + k) * (c + k - 1) if m % 2 else k * (c - b + k - 1)
        # of d_1 the factor c - 1, which may be 0, is on both sides
        d = b / c if m == 1 else top / ((c + m - 2) * (c + m - 1))
        below = 1 / (1 - d * z * value)
        value, slope = below, below**2 * d * (value + z * slope)
    return np.asarray(value), np.asarray(value + z * slope)
