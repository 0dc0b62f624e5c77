"""Intervals over replications. The unit is the seed, never the customer: word of mouth makes customers dependent."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

from tenfold.sim.html import number

Doubles = NDArray[np.float64]


class Interval(NamedTuple):
    """Hold a mean over seeds with its confidence interval.

    It covers simulation noise only, not uncertain parameters.

    Attributes
    ----------
    mean, low, high : in the unit of the values
    """

    mean: float
    low: float
    high: float

    @property
    def half(self) -> float:
        """Give half its width."""
        return (self.high - self.low) / 2.0

    def _repr_html_(self) -> str:
        return f"<b>{number(self.mean)}</b> [{number(self.low)} .. {number(self.high)}]"


def interval(values: ArrayLike, level: float = 0.95) -> Interval:
    """Give the mean of independent replications with Student's t interval.

    Parameters
    ----------
    values : one a seed, shape (seeds,)
    level : of confidence [0 .. 1]

    Returns
    -------
    Interval
        with nan ends for fewer than two values
    """
    x = np.asarray(values, np.float64)
    mean = float(x.mean()) if x.size else float("nan")
    if x.size < 2:
        return Interval(mean, float("nan"), float("nan"))
    half = float(stats.t.ppf(0.5 + level / 2.0, x.size - 1) * x.std(ddof=1) / np.sqrt(x.size))
    return Interval(mean, mean - half, mean + half)


def ratio_interval(top: ArrayLike, bottom: ArrayLike, level: float = 0.95) -> Interval:
    """Give the ratio of two means over the same seeds with Fieller's (1954) interval.

    Parameters
    ----------
    top, bottom : one value a seed, shape (seeds,)
    level : of confidence [0 .. 1]

    Returns
    -------
    Interval
        [-], with ends that are infinite or nan where the bottom cannot be told from 0
    """
    a, b = np.asarray(top, np.float64), np.asarray(bottom, np.float64)
    if b.mean() == 0.0:
        return Interval(float("nan"), float("nan"), float("nan"))
    ratio = float(a.mean() / b.mean())
    if a.size < 2:
        return Interval(ratio, float("nan"), float("nan"))
    t2 = float(stats.t.ppf(0.5 + level / 2.0, a.size - 1)) ** 2 / a.size
    var = np.cov(a, b)
    p = b.mean() ** 2 - t2 * var[1, 1]
    q = a.mean() * b.mean() - t2 * var[0, 1]
    root = q * q - p * (a.mean() ** 2 - t2 * var[0, 0])
    if p <= 0.0 or root < 0.0:
        return Interval(ratio, float("-inf"), float("inf"))
    return Interval(ratio, float((q - np.sqrt(root)) / p), float((q + np.sqrt(root)) / p))


def variance_reduction(arms: ArrayLike) -> float:
    """Give by what factor common random numbers cut the variance of a difference: (Va + Vb) / V(a - b).

    Both are summed over all pairs of neighbouring arms, for with a few seeds one pair alone shows little but noise.

    Parameters
    ----------
    arms : values under the same seeds, shape (arms, seeds); arms with a value that is not finite are passed over

    Returns
    -------
    float
        [-]; infinite where differences never vary, nan for fewer than two arms or seeds
    """
    x = np.asarray(arms, np.float64)
    x = x[np.isfinite(x).all(axis=1)]
    if len(x) < 2 or x.shape[1] < 2:
        return float("nan")
    paired = float(np.var(np.diff(x, axis=0), axis=1, ddof=1).sum())
    alone = np.var(x, axis=1, ddof=1)
    return float("inf") if paired == 0.0 else float((alone[:-1] + alone[1:]).sum() / paired)


def holm(p_values: ArrayLike) -> Doubles:
    """Adjust p values for how many are looked at (Holm 1979).

    Parameters
    ----------
    p_values : shape (tests,)

    Returns
    -------
    float64 array
        adjusted p values, at most 1, in the order given
    """
    p = np.asarray(p_values, np.float64)
    order = np.argsort(p)
    scaled = np.maximum.accumulate(p[order] * (p.size - np.arange(p.size)))
    adjusted = np.empty_like(p)
    adjusted[order] = np.minimum(scaled, 1.0)
    return adjusted


class Peak(NamedTuple):
    """Hold where a noisy curve is highest.

    Attributes
    ----------
    place : where the mean curve is highest
    low, high : the ends of its confidence set
    """

    place: float
    low: float
    high: float

    @property
    def half(self) -> float:
        """Give half the width of the interval."""
        return (self.high - self.low) / 2.0

    def _repr_html_(self) -> str:
        return f"highest at <b>{number(self.place)}</b> [{number(self.low)} .. {number(self.high)}]"


def peak(places: ArrayLike, values: ArrayLike, degree: int = 4, level: float = 0.95) -> Peak:
    """Find where the mean curve is highest, with the confidence set of that place.

    A polynomial is fitted to every replication; a place belongs to the set if the mean slope there cannot be told from
    0 by Student's t. The highest place always belongs, wherever its slope points, so the set is one-sided at a corner.

    Parameters
    ----------
    places : shape (K,), rising
    values : shape (replications, K), of the same replications at every place
    degree : of the polynomial, at most K - 1
    level : of confidence [0 .. 1]

    Returns
    -------
    Peak
        within the range of `places`
    """
    x, y = np.asarray(places, np.float64), np.asarray(values, np.float64)
    middle, scale = (x[0] + x[-1]) / 2.0, (x[-1] - x[0]) / 2.0
    u, fine = (x - middle) / scale, np.linspace(-1.0, 1.0, 2001)
    basis = np.polynomial.chebyshev.chebvander(u, min(degree, x.size - 1))
    coefficients = np.linalg.lstsq(basis, y.T, rcond=None)[0]
    curves = np.polynomial.chebyshev.chebval(fine, coefficients)
    slopes = np.polynomial.chebyshev.chebval(fine, np.polynomial.chebyshev.chebder(coefficients))
    best = int(np.argmax(curves.mean(axis=0)))
    reach = stats.t.ppf(0.5 + level / 2.0, len(y) - 1) * slopes.std(axis=0, ddof=1) / np.sqrt(len(y))
    flat = np.abs(slopes.mean(axis=0)) <= reach
    flat[best] = True
    low = high = best
    while low > 0 and flat[low - 1]:
        low -= 1
    while high < fine.size - 1 and flat[high + 1]:
        high += 1
    at = middle + scale * fine
    at[0], at[-1] = x[0], x[-1]  # to the bit, so that who reads the set knows an edge when they see one
    return Peak(float(at[best]), float(at[low]), float(at[high]))


def p_value(places: ArrayLike, values: ArrayLike, at: float, degree: int = 4) -> float:
    """Give how surely the curve is not highest at one place: the least alpha whose (1 - alpha) set leaves it out.

    Parameters
    ----------
    places, values, degree : as for `peak`
    at : a place; one outside the range counts as the nearer end of it

    Returns
    -------
    float
        alpha [1e-15 .. 1]
    """
    x = np.asarray(places, np.float64)
    spot = float(np.clip(at, x[0], x[-1]))
    inside, outside = -15.0, 0.0  # log10 of alpha
    for _ in range(24):
        middle = (inside + outside) / 2.0
        found = peak(places, values, degree, 1.0 - 10.0**middle)
        if found.low <= spot <= found.high:
            inside = middle
        else:
            outside = middle
    return float(10.0**outside)
