"""What money buys: one response curve, with a floor, for winning customers and for keeping them.

Money spent per head moves a rate from its floor, reached without spending, towards a ceiling, reached with
boundless spending, each unit doing less than the one before. The curve stands here once; compiled loops, closed
forms and policies all call it.

Source of the form: Blattberg & Deighton (1996), "Manage marketing by the customer equity test", Harvard Business
Review 74(4); theirs has floors of 0. Its decision calculus asks a manager two things: what is the rate at today's
spending, and what would it be without any limit on spending?
"""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tenfold.sim.floats import exp_double
from tenfold.sim.jit import Double, f8, loop, rule


class Curve(NamedTuple):
    """Hold one response curve.

    Attributes
    ----------
    floor : the rate without spending [share per period, 0 .. ceiling]
    ceiling : the rate with boundless spending [share per period, floor .. 1]
    steepness : how fast spending closes the gap between the two [1/money, >= 0]
    """

    floor: float
    ceiling: float
    steepness: float


class Curves(NamedTuple):
    """Hold both curves of a firm.

    Attributes
    ----------
    acquisition : a(A), of winning non-customers
    retention : r(R), of keeping customers
    """

    acquisition: Curve
    retention: Curve


@rule
def response_rate(spend: Double, floor: Double, ceiling: Double, steepness: Double) -> Double:
    """Give the rate that spending per head buys.

    p(x) = floor + (ceiling - floor) (1 - exp(-steepness x))

    Parameters
    ----------
    spend : x, spending per head in the period [money, >= 0]
    floor, ceiling : the rates without and with boundless spending [share per period]
    steepness : [1/money, >= 0]
    """
    return floor + (ceiling - floor) * (f8(1.0) - exp_double(-steepness * spend))


@rule
def response_slope(spend: Double, floor: Double, ceiling: Double, steepness: Double) -> Double:
    """Give the rate that one more unit of money per head adds, the derivative of `response_rate`.

    p'(x) = steepness (ceiling - floor) exp(-steepness x)  [share per period and money]

    Parameters
    ----------
    spend, floor, ceiling, steepness : as for `response_rate`
    """
    return steepness * (ceiling - floor) * exp_double(-steepness * spend)


@loop
def _rates(spend: NDArray[np.float64], curve: Curve) -> NDArray[np.float64]:
    rate = np.empty(spend.size, np.float64)
    for i in range(spend.size):
        rate[i] = response_rate(spend[i], curve.floor, curve.ceiling, curve.steepness)
    return rate


def response_rates(spend: NDArray[np.float64], curve: Curve) -> NDArray[np.float64]:
    """Apply `response_rate` to every element of an array.

    Parameters
    ----------
    spend : spending per head, any shape [money, >= 0]
    curve : floor, ceiling [share per period] and steepness [1/money]

    Returns
    -------
    float64 array
        rates of the shape of `spend` [share per period]

    Raises
    ------
    ValueError : where the curve is impossible (see `checked`)
    """
    given = np.asarray(spend, np.float64)
    return _rates(np.ascontiguousarray(given).reshape(-1), checked(curve)).reshape(given.shape)


def checked(curve: Curve) -> Curve:
    """Give a curve back as float64 numbers, if it can be one.

    Parameters
    ----------
    curve : floor, ceiling [share per period] and steepness [1/money]

    Returns
    -------
    Curve
        the same

    Raises
    ------
    ValueError : unless 0 <= floor <= ceiling <= 1 and 0 <= steepness < infinity
    """
    floor, ceiling, steepness = curve
    if not (0 <= floor <= ceiling <= 1 and 0 <= steepness < math.inf):
        raise ValueError(f"{curve}: needs 0 <= floor <= ceiling <= 1 and a finite steepness >= 0 per unit of money")
    return Curve(float(floor), float(ceiling), float(steepness))


def steepness_from(rate: float, ceiling: float, spend: float) -> float:
    """Find the steepness of a curve with floor 0 from two answers of a manager (decision calculus).

    k = -ln(1 - rate / ceiling) / spend

    Parameters
    ----------
    rate : the rate at today's spending [share per period, 0 <= rate < ceiling]
    ceiling : the rate that boundless spending would reach [share per period, at most 1]
    spend : today's spending per head [money, > 0]

    Returns
    -------
    float
        k [1/money]

    Raises
    ------
    ValueError : where no steepness fits: a rate at or above its ceiling, or no spending
    """
    if not 0 < spend < math.inf:
        raise ValueError(f"spend = {spend!r}: needs a finite amount of money above 0")
    if not 0 <= rate < ceiling <= 1:
        raise ValueError(f"rate = {rate!r}, ceiling = {ceiling!r}: needs 0 <= rate < ceiling <= 1, shares per period")
    return -math.log1p(-rate / ceiling) / spend


def reference_cost(retention: Curve) -> float:
    """Give the cost of one retained customer-period where retention spending has done half of what it can.

    CRC = (ln 2 / kr) / ((r0 + cr) / 2)

    Parameters
    ----------
    retention : the curve of keeping customers: r0, cr [share per period], kr [1/money]

    Returns
    -------
    float
        CRC [money per retained customer-period]

    Raises
    ------
    ValueError : where spending cannot move retention, so that there is no such cost
    """
    floor, ceiling, steepness = checked(retention)
    if steepness == 0 or ceiling == 0:
        raise ValueError(f"{retention}: a retention that spending does not move has no reference cost")
    return math.log(2.0) / steepness / ((floor + ceiling) / 2)


def contact_steepness(ratio: float, ceiling: float, retention: Curve) -> float:
    """Find the steepness of acquisition that makes a new customer `ratio` times as dear as keeping one.

    ka = 2 ln 2 / (ca ratio CRC), with CRC of `reference_cost`

    Both costs are taken at half the ceiling. An acquisition curve with a floor above 0 reaches half its ceiling with
    less money, so there the ratio is only nominal: report what is measured beside it.

    Parameters
    ----------
    ratio : rho, cost per new customer over cost per retained customer-period [-, > 0]
    ceiling : ca, of acquisition [share of non-customers per period, 0 < ca <= 1]
    retention : the curve of keeping customers

    Returns
    -------
    float
        ka [1/money]

    Raises
    ------
    ValueError : where ratio or ceiling is out of range, or spending does not move retention
    """
    if not (0 < ratio < math.inf and 0 < ceiling <= 1):
        raise ValueError(f"ratio = {ratio!r}, ceiling = {ceiling!r}: needs a finite ratio > 0 and 0 < ceiling <= 1")
    return 2 * math.log(2.0) / (ceiling * ratio * reference_cost(retention))
