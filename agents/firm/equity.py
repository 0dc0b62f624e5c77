"""What a customer is worth, and what it is worth paying to win and to keep one.

Lifetime value exists in two conventions. *After the first renewal*: the first margin counted comes one period from
now, if the customer is then still there; this is the value of somebody already won. *From the first sale*: the
margin of the first sale is counted too, in full. The second is the first plus one margin. Both are offered under one
name with `from_first_sale`, here for the constant-hazard formula and for realised margins alike; the equity test
needs the second, because what is won is a first sale with all that follows.
"""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import brentq

from tenfold.agents.firm.curves import Curves, checked, response_rate, response_slope


class Equity(NamedTuple):
    """Hold the outcome of a customer-equity test, per prospect.

    Attributes
    ----------
    acquisition_spend, retention_spend : A [money per prospect], R [money per customer and period]
    acquisition_rate, retention_rate : a [share of prospects], r [share per period]
    value : the equity of one prospect [money]
    lifetime_value : of one customer, from the first sale on and net of retention spending [money]
    cost_ratio : average cost of a new over that of a retained customer, (A/a) / (R/r) [-]; nan where R or a is 0
    """

    acquisition_spend: float
    retention_spend: float
    acquisition_rate: float
    retention_rate: float
    value: float
    lifetime_value: float
    cost_ratio: float


def lifetime_value(margin: float, retention: float, discount: float, from_first_sale: bool = False) -> float:
    """Give the present value of a customer whose chance to stay never changes.

    CLV = m r / (1 + i - r); from the first sale on m (1 + i) / (1 + i - r), which is m more. Source: Gupta, Lehmann &
    Stuart (2004), "Valuing customers", Journal of Marketing Research 41(1).

    Parameters
    ----------
    margin : m, per period with a purchase [money]
    retention : r [share per period, 0 .. 1]
    discount : i [share per period, >= 0]
    from_first_sale : count the margin of the first sale, at once and in full

    Returns
    -------
    float
        CLV [money]

    Raises
    ------
    ValueError : for rates out of range, and for r = 1 without discounting, whose value has no end
    """
    wait = _wait(retention, discount)
    return margin * (1 + discount if from_first_sale else retention) / wait


def retention_elasticity(retention: float, discount: float, from_first_sale: bool = False) -> float:
    """Give by how many per cent lifetime value rises when retention rises by one per cent of itself.

    (1 + i) / (1 + i - r); from the first sale on r / (1 + i - r)

    The elasticity to the margin is 1 in both. What the better retention costs is not counted. Source as for
    `lifetime_value`.

    Parameters
    ----------
    retention, discount, from_first_sale : as for `lifetime_value`

    Returns
    -------
    float
        [-]

    Raises
    ------
    ValueError : as for `lifetime_value`
    """
    wait = _wait(retention, discount)
    return (retention if from_first_sale else 1 + discount) / wait


def realised_value(margins: ArrayLike, discount: float, from_first_sale: bool = False) -> NDArray[np.float64]:
    """Discount the margins that customers brought, in the conventions of `lifetime_value`.

    sum over t = 1, 2, ... of margin_t / (1 + i)^t; from the first sale on the first is at t = 0

    Parameters
    ----------
    margins : one row a customer, one column a period, shape (..., periods) [money]
    discount : i [share per period, >= 0]
    from_first_sale : whether the first column is the first sale, counted in full

    Returns
    -------
    float64 array
        [money], shape (...)

    Raises
    ------
    ValueError : for a discount below 0
    """
    _wait(0.0, discount)
    flow = np.asarray(margins, np.float64)
    when = np.arange(flow.shape[-1]) + (0 if from_first_sale else 1)
    return np.asarray((flow * (1 + discount) ** -when.astype(np.float64)).sum(axis=-1))


def equity(acquisition_spend: float, retention_spend: float, curves: Curves, margin: float, discount: float) -> Equity:
    """Value one prospect at a given spending.

    CE = a m - A + a (m - R/r) r / (1 + d - r), which is a CLV - A with CLV = m + (m r - R) / (1 + d - r). Source:
    Blattberg & Deighton (1996), Harvard Business Review 74(4).

    Parameters
    ----------
    acquisition_spend : A [money per prospect, >= 0]
    retention_spend : R [money per customer and period, >= 0]
    curves : a(A) and r(R)
    margin : m, per period with a purchase [money]
    discount : d [share per period, >= 0]

    Returns
    -------
    Equity
        with the rates that the spending buys

    Raises
    ------
    ValueError : for impossible curves, spending below 0, and lifetimes without end
    """
    if not (0 <= acquisition_spend < math.inf and 0 <= retention_spend < math.inf):
        raise ValueError(f"spending {acquisition_spend!r}, {retention_spend!r}: needs finite money >= 0")
    won = float(response_rate(acquisition_spend, *checked(curves.acquisition)))
    kept = float(response_rate(retention_spend, *checked(curves.retention)))
    worth = margin + (margin * kept - retention_spend) / _wait(kept, discount)
    comparable = retention_spend > 0 and won > 0
    ratio = acquisition_spend / won * kept / retention_spend if comparable else math.nan
    return Equity(acquisition_spend, retention_spend, won, kept, won * worth - acquisition_spend, worth, ratio)


def best_equity(curves: Curves, margin: float, discount: float) -> Equity:
    """Find the spending that makes the equity of a prospect largest.

    At an interior optimum 1 / a'(A) = 1 / r'(R) = CLV: one more customer, won or kept, costs at the margin what a
    customer is worth (Pfeifer 2005). A corner, A = 0 or R = 0, is given where the first unit of money does not pay.

    Retention comes first, for R* maximises CLV whatever A is: (m (1 + d) - R) r'(R) - (1 + d - r(R)) falls in R and
    is 0 at R*. Then a'(A*) CLV = 1 can be solved on paper.

    Parameters
    ----------
    curves, margin, discount : as for `equity`; a margin below 0 gives no spending at all

    Returns
    -------
    Equity
        at A* and R*

    Raises
    ------
    ValueError : as for `equity`
    """
    win, keep = checked(curves.acquisition), checked(curves.retention)
    most = margin * (1 + discount)

    def gain(spend: float) -> float:
        wait = _wait(float(response_rate(spend, *keep)), discount)
        return (most - spend) * float(response_slope(spend, *keep)) - wait

    spend_to_keep = float(brentq(gain, 0.0, most, xtol=1e-12)) if most > 0 and gain(0.0) > 0 else 0.0
    worth = equity(0.0, spend_to_keep, Curves(win, keep), margin, discount).lifetime_value
    first = worth * float(response_slope(0.0, *win))
    spend_to_win = math.log(first) / win.steepness if first > 1 else 0.0
    return equity(spend_to_win, spend_to_keep, Curves(win, keep), margin, discount)


def _wait(retention: float, discount: float) -> float:
    """Give 1 + i - r, the divisor of every lifetime value."""
    if not (0 <= retention <= 1 and 0 <= discount < math.inf and 1 + discount - retention > 0):
        raise ValueError(
            f"retention = {retention!r}, discount = {discount!r}: needs 0 <= retention <= 1 and discount >= 0, "
            "both shares per period, and not retention 1 with discount 0"
        )
    return 1 + discount - retention
