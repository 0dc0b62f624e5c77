"""What a planner's money is expected to bring, at their own figures and at others: thousands of markets in a second.

By the expected path of `tenfold.experiments.cohorts.path`, a market without luck. It knows price, cost to
serve, a budget and its split, and nothing else of a firm; what it does not know is refused.
"""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from tenfold.agents.plan import Plan
from tenfold.experiments.cohorts.path import expected_path
from tenfold.experiments.planner.bands import BANDS
from tenfold.experiments.planner.draws import BLOCK, Draws
from tenfold.sim.errors import InputError
from tenfold.sim.runner import play_all
from tenfold.sim.statistics import Doubles

MOST_UNSPENT = 0.05  # of the money over all periods: a split that leaves more compares another budget


class Foreseen(NamedTuple):
    """Hold what markets bring, by the split of the budget.

    Attributes
    ----------
    profit : discounted [money per head of the market], shape (markets, shares)
    unspent : of the budget, for it finds nobody to win or to keep [share of the money of all periods], the same shape
    nothing : the profit of spending nothing at all, shape (markets,)
    """

    profit: Doubles
    unspent: Doubles
    nothing: Doubles

    def best(self, shares: Doubles) -> tuple[Doubles, Doubles]:
        """Give the best split of every market, of those that spend the money, and what it earns more than nothing.

        Parameters
        ----------
        shares : that were foreseen, shape (shares,), or for each market its own, shape (markets, shares)

        Returns
        -------
        tuple of two float64 arrays
            shares, nan where no split spends the money, and [money per head of the market], at most 0 where no split
            pays; shape (markets,)
        """
        rivals = np.where(self.unspent <= MOST_UNSPENT, self.profit, -np.inf)
        top, at = rivals.max(axis=1), rivals.argmax(axis=1)
        place = np.broadcast_to(shares, rivals.shape)[np.arange(top.size), at]
        return np.where(np.isfinite(top), place, np.nan), top - self.nothing

    def flat(self, shares: Doubles, within: float = 0.05) -> tuple[float, float]:
        """Give the ends of the shares around the best of the first market that come close to its profit."""
        rivals = np.where(self.unspent[0] <= MOST_UNSPENT, self.profit[0], -np.inf)
        low = high = int(rivals.argmax())
        close = rivals >= rivals[low] - within * abs(rivals[low])
        while low > 0 and close[low - 1]:
            low -= 1
        while high < shares.size - 1 and close[high + 1]:
            high += 1
        return float(shares[low]), float(shares[high])


def foresee(
    plan: Plan, shares: Doubles, unknown: Draws | Mapping[str, ArrayLike] | None = None, threads: int = 0
) -> Foreseen:
    """Foresee discounted profit over the split of the budget, in one market or in many.

    Parameters
    ----------
    plan : one firm, and customers who leave like a cohort
    shares : of the budget for keeping customers, shape (shares,), or for each market its own, shape (markets, shares)
    unknown : drawn points, each a market of its own; or factors only, see `columns`, and customers who leave as planned
    threads : among which markets are divided; 0 for as many as there are processors

    Returns
    -------
    Foreseen
        in as many markets as there are points

    Raises
    ------
    InputError : the firm gives or pays what the expected path does not know
    ValueError : a factor on what there is not
    """
    refuse(plan)
    table = columns(plan, unknown.factors if isinstance(unknown, Draws) else unknown or {})
    split = np.broadcast_to(shares, (table.shape[1], shares.shape[-1]))
    r = plan.customers.response
    places = range(0, table.shape[1], BLOCK)
    leaving = unknown.leaving if isinstance(unknown, Draws) else np.tile([r.alpha, r.beta], (len(places), 1))
    blocks = [(table[:, k : k + BLOCK, None], split[k : k + BLOCK], *pair)
              for k, pair in zip(places, leaving.tolist(), strict=True)]  # fmt: skip
    parts = play_all(lambda block: _block(plan, *block), blocks, threads)
    return Foreseen(*(np.concatenate(each) for each in zip(*parts, strict=True)))


def columns(plan: Plan, factors: Mapping[str, ArrayLike]) -> Doubles:
    """Give what the expected path is told of each market, where figures of the planner are others by a factor.

    Parameters
    ----------
    plan : one firm, and customers who leave like a cohort
    factors : on the figures of a planner in `BANDS`, each a number or of shape (markets,); 1 where there is none.
        Budget and customers at the start are fixed as a whole, so in a larger market there is less of them per head;
        rates stay at most 1, and the ceiling of joining at least its floor

    Returns
    -------
    float64 array
        ceiling [share per period] and steepness [1/money] of joining, the most that care saves [share of churn] and its
        steepness, budget [money per head of the market and period], start share; shape (6, markets)

    Raises
    ------
    ValueError : a factor on what there is not
    """
    if set(factors) - set(BANDS):
        raise ValueError(f"factors on {sorted(set(factors) - set(BANDS))}: there are only {', '.join(BANDS)}")
    values = np.array(np.broadcast_arrays(*(np.asarray(factors.get(name, 1.0), np.float64) for name in BANDS)))
    conversion, most, half, ceiling, budget, size = values.reshape(len(BANDS), -1)
    r, firm = plan.customers.response, plan.firms[0]
    top = np.clip(r.join_ceiling * ceiling, r.join_floor, 1.0)
    steep = r.join_steepness * conversion * r.join_ceiling / top  # so that the first contacts convert as they do
    return np.array([top, steep, np.minimum(1.0, r.max_saved * most), r.stay_steepness / half,
                     firm.budget * budget / size, np.minimum(1.0, firm.start_share / size)])  # fmt: skip


def _block(plan: Plan, table: Doubles, shares: Doubles, alpha: float, beta: float) -> Foreseen:
    r, firm, market = plan.customers.response, plan.firms[0], plan.market
    top, steep, most, stay_steep, budget, start = table
    worth = (1.0 + market.discount) ** -np.arange(market.periods)[:, None, None]

    def paid(money: Doubles, split: Doubles) -> tuple[Doubles, Doubles]:
        n = expected_path(
            alpha, beta, (r.join_floor, top, steep), (0.0, most, stay_steep), money, split, start, market.periods,
            r.anew, r.tenures,
        )  # fmt: skip
        idle = np.where(n[:-1] <= 0.0, split, 0.0) + np.where(n[:-1] >= 1.0, 1.0 - split, 0.0)
        profit = (firm.price - firm.unit_cost) * n[1:] - (1.0 - idle) * money
        return (worth * profit).sum(axis=0), idle.mean(axis=0)

    profit, unspent = paid(budget, shares)
    nothing, _ = paid(np.zeros_like(budget), np.zeros((1, 1)))
    return Foreseen(profit, unspent, nothing[:, 0])


def refuse(plan: Plan) -> None:
    """Refuse, by InputError, what a firm gives or pays that the expected path does not know."""
    firm = plan.firms[0]
    known = "0, for what is foreseen of a cohort knows no {}"
    if firm.loyal_discount > 0.0:
        raise InputError("firms.0.loyal_discount", firm.loyal_discount, known.format("discounts"))
    if firm.enters > 0:
        raise InputError("firms.0.enters", firm.enters, known.format("later entry"))
    if firm.recovery.on and plan.customers.complaint.on:
        raise InputError("firms.0.recovery.on", True, "false, for what is foreseen of a cohort knows no complaints")
