"""The outlook of a planner: arms side by side over what is not known, which earns most, and simulated agents beside."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from tenfold.agents.measures import profit_cents
from tenfold.agents.plan import Plan
from tenfold.agents.replay import engine_for
from tenfold.experiments.planner.ahead import Flow, back, follow, winners
from tenfold.experiments.planner.draws import Draws
from tenfold.experiments.planner.policies import Arm, Best, arms_of, best_split
from tenfold.experiments.planner.runs import as_foreseen
from tenfold.sim.groups import varied
from tenfold.sim.runner import play_all
from tenfold.sim.statistics import Doubles

FURTHER, MOST_PERIODS = 10, 600  # money is looked for in so many horizons, and periods; in the horizon at any rate


class Outlook(NamedTuple):
    """Hold what comes of all arms; the reference is the first.

    Attributes
    ----------
    plan : the planner's market, as figured
    horizon : periods that are asked for
    people : of the market, to which heads and money per head are scaled
    arms, best : what is compared, and the best split of each budget
    own : at the planner's figures, over the market's own periods
    drawn : over what is not known, over the horizon and further
    other, other_own : the same for the other reading of the propensity to leave, over the horizon
    """

    plan: Plan
    horizon: int
    people: float
    arms: tuple[Arm, ...]
    best: tuple[Best, ...]
    own: Flow
    drawn: Flow
    other: Flow
    other_own: Flow

    @property
    def profit(self) -> Doubles:
        """Give profit over the horizon [money], shape (arms, points)."""
        profit: Doubles = self.drawn.profit[:, self.horizon - 1] * self.people
        return profit

    @property
    def extra(self) -> Doubles:
        """Give what each arm earns over the horizon beyond the reference [money], shape (arms, points)."""
        profit = self.profit
        extra: Doubles = profit - profit[0]
        return extra

    @property
    def wins(self) -> Doubles:
        """Give the share of the points at which each arm earns most over the horizon."""
        return winners(self.profit)

    @property
    def top(self) -> int:
        """Give the arm that earns most over the horizon in the mean of the points; of equals the first."""
        return int(self.extra.mean(axis=1).argmax())

    @property
    def spender(self) -> int:
        """Give the arm that earns most so of those that spend a compared budget; 0 where there is none."""
        spending = [k for k, arm in enumerate(self.arms) if arm.budget is not None]
        return max(spending, key=list(self.extra.mean(axis=1)).__getitem__, default=0)

    @property
    def long(self) -> Doubles:
        """Give profit of each arm over all periods of the market, at the planner's figures, discounted [money]."""
        worth = (1.0 + self.plan.market.discount) ** -np.arange(self.plan.market.periods)
        return np.asarray(worth @ self.own.cash[:, : worth.size, 0].T) * self.people

    def back(self, k: int) -> Doubles:
        """Give the period in which the money of an arm is back, of each point; see `ahead.back`."""
        return back(self.drawn.cash[k] - self.drawn.cash[0])

    def beats(self, k: int) -> Doubles:
        """Give the share of the points at which an arm earns more over the horizon than each arm, shape (arms,)."""
        more: Doubles = (self.profit[k] > self.profit + 1e-9 * self.people).mean(axis=1)
        return more


def outlook(
    plan: Plan, people: float, unknown: Draws, budgets: Sequence[float], policies: Sequence[str | float],
    reference: str, horizon: int, threads: int = 0,
) -> Outlook:
    """Look ahead.

    Parameters
    ----------
    plan : one firm, and customers who leave like a cohort
    people : of the market
    unknown : drawn points
    budgets : compared [money per head of the market and period]
    policies : compared, see `policies`
    reference : what all is compared with, "nothing" or "now"
    horizon : periods, at most those of the market
    threads : among which work is divided; 0 for as many as there are processors

    Returns
    -------
    Outlook
        the same each time it is asked

    Raises
    ------
    InputError : the firm does what the expected path does not know
    """
    best = tuple(best_split(plan, money, horizon) for money in budgets)
    arms = arms_of(plan, budgets, policies, reference, best)
    reach = max(horizon, min(plan.market.periods, FURTHER * horizon, MOST_PERIODS))
    turned = varied(plan, {"customers.response.anew": not plan.customers.response.anew})
    own = follow(plan, arms, None, plan.market.periods, threads)
    drawn = follow(plan, arms, unknown, reach, threads)
    other = [follow(turned, arms, points, horizon, threads) for points in (unknown, None)]
    return Outlook(plan, horizon, people, arms, best, own, drawn, *other)


class Played(NamedTuple):
    """Hold simulated agents beside what was foreseen, at the planner's own figures.

    Attributes
    ----------
    customers, profit : after each period, share and money per head of the market, shape (arms, periods, seeds)
    agrees : whether means lie within simultaneous 95% bands of what was foreseen; None with a single seed
    null_arm : whether an arm played twice gave the same to the bit
    """

    customers: Doubles
    profit: Doubles
    agrees: bool | None
    null_arm: bool


def confirm(seen: Outlook, arms: Sequence[int], seeds: int, threads: int = 0) -> Played:
    """Simulate some arms under the same seeds, and lay them beside what was foreseen.

    Parameters
    ----------
    seen : what was foreseen
    arms : which of its arms to simulate
    seeds : replications
    threads : among which runs are divided; 0 for as many as there are processors

    Returns
    -------
    Played
        at the planner's own figures
    """
    clock = {"market.periods": seen.horizon, "market.burn_in": 0, "firms.0.policy": "fixed"}
    plans = [varied(seen.plan, clock | {"firms.0.budget": seen.arms[k].money,
                                        "firms.0.retention_share": seen.arms[k].share}) for k in arms]  # fmt: skip
    jobs = [(plan, seed) for plan in plans for seed in range(seeds)]
    runs = np.array(play_all(_play, [*jobs, jobs[-1]], threads))
    table = runs[:-1].reshape(len(plans), seeds, 2, seen.horizon).transpose(2, 0, 3, 1)
    own = seen.own.first(seen.horizon)
    expected = np.stack([own.customers[list(arms), 1:, 0], own.profit[list(arms), :, 0]])
    agrees = as_foreseen(table.reshape(-1, seeds), expected.reshape(-1))
    return Played(table[0], table[1], agrees, np.array_equal(runs[-1], runs[-2]))


def _play(job: tuple[Plan, int]) -> Doubles:
    """Play one plan under one seed; gives customers and profit per head of the market after each period."""
    plan, seed = job
    record = engine_for(plan, seed).run().record
    profit = np.cumsum(profit_cents(record)[:, 0]) / 100.0
    return np.stack([record.ended[:, 0], profit]) / plan.market.size
