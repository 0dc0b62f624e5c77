"""What comes of a plan period by period: customers, joins, churn and cash, expected without luck at drawn points.

Money is whole: a market of twice the people has the same customers at first and the same budget, so that what is known
of both does not become uncertain. All is said per head of the market as the planner counts it.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from tenfold.agents.firm.curves import response_rate
from tenfold.agents.plan import Plan
from tenfold.experiments.cohorts.path import expected_path
from tenfold.experiments.planner.draws import BLOCK, Draws
from tenfold.experiments.planner.foreseen import columns, refuse
from tenfold.experiments.planner.policies import Arm
from tenfold.sim.jit import loop
from tenfold.sim.runner import play_all
from tenfold.sim.statistics import Doubles

ENDS = (0.05, 0.5, 0.95)  # of the drawn points: nine of ten lie between the outer two


class Flow(NamedTuple):
    """Hold what comes of each arm at each point, in heads and money per head of the market as the planner counts it.

    Attributes
    ----------
    customers : at the start, and at the end of each period, shape (arms, periods + 1, points)
    joined, left : in each period, shape (arms, periods, points)
    cash : margin less what is spent, not discounted, the same shape
    unspent : of the money over all periods, for it finds nobody, shape (arms, points)
    """

    customers: Doubles
    joined: Doubles
    left: Doubles
    cash: Doubles
    unspent: Doubles

    @property
    def churn(self) -> Doubles:
        """Give who left, of the customers at the start of the period; nan where there were none."""
        before = self.customers[:, :-1]
        churn: Doubles = np.divide(self.left, before, out=np.full(before.shape, np.nan), where=before > 0.0)
        return churn

    @property
    def profit(self) -> Doubles:
        """Give cash added up to the end of each period."""
        return self.cash.cumsum(axis=1)

    def first(self, periods: int) -> "Flow":
        """Give the first periods alone; what is unspent stays that of all."""
        return Flow(self.customers[:, : periods + 1], self.joined[:, :periods], self.left[:, :periods],
                    self.cash[:, :periods], self.unspent)  # fmt: skip


def follow(plan: Plan, arms: Sequence[Arm], unknown: Draws | None, periods: int, threads: int = 0) -> Flow:
    """Follow every arm at every drawn point.

    Parameters
    ----------
    plan : one firm, and customers who leave like a cohort; its own budget and split are passed over
    arms : what is done
    unknown : points; without, the planner's own figures, which are one point. A factor on the budget is passed over,
        for whoever asks what a budget brings decides on it
    periods : how many
    threads : among which points are divided; 0 for as many as there are processors

    Returns
    -------
    Flow
        the same at any number of threads

    Raises
    ------
    InputError : the firm gives or pays what the expected path does not know
    """
    refuse(plan)
    r, factors = plan.customers.response, {} if unknown is None else unknown.factors
    leaving = [(r.alpha, r.beta)] if unknown is None else unknown.leaving.tolist()
    table = columns(plan, factors)
    size = np.broadcast_to(factors.get("market_size", np.ones(1)), table.shape[1:])
    jobs = [(table[:, k * BLOCK : (k + 1) * BLOCK, None], size[k * BLOCK : (k + 1) * BLOCK, None], alpha, beta)
            for k, (alpha, beta) in enumerate(leaving)]  # fmt: skip
    parts = play_all(lambda job: _block(plan, arms, periods, *job), jobs, threads)
    return Flow(*(np.concatenate(each, axis=-1) for each in zip(*parts, strict=True)))


@loop
def _joins(n: Doubles, to_win: Doubles, floor: float, top: Doubles, steep: Doubles, joined: Doubles) -> None:
    """Write who joins in each period, given the customers n at its start, of shape (periods, cells)."""
    for t in range(n.shape[0]):
        for k in range(n.shape[1]):
            rest = 1.0 - n[t, k]
            joined[t, k] = rest * response_rate(to_win[k] / max(rest, 1e-30), floor, top[k], steep[k])


def _block(
    plan: Plan, arms: Sequence[Arm], periods: int, table: Doubles, size: Doubles, alpha: float, beta: float
) -> Flow:
    r, firm = plan.customers.response, plan.firms[0]
    top, steep, most, stay_steep, _, start = table
    money, share = np.array([arm.money for arm in arms]) / size, np.array([arm.share for arm in arms])
    n = expected_path(
        alpha, beta, (r.join_floor, top, steep), (0.0, most, stay_steep), money, share, start, periods, r.anew,
        r.tenures,
    )  # fmt: skip
    before, after = n[:-1], n[1:]
    joined = np.empty(before.shape)
    cells = [np.broadcast_to(x, money.shape).reshape(-1) for x in ((1.0 - share) * money, top, steep)]
    _joins(before.reshape(periods, -1), cells[0], r.join_floor, cells[1], cells[2], joined.reshape(periods, -1))
    idle = np.where(before <= 0.0, share, 0.0) + np.where(before >= 1.0, 1.0 - share, 0.0)
    cash = (firm.price - firm.unit_cost) * after - (1.0 - idle) * money
    customers, joins, left, money_left = ((x * size).transpose(2, 0, 1)
                                          for x in (n, joined, before - after + joined, cash))  # fmt: skip
    return Flow(customers, joins, left, money_left, idle.mean(axis=0).T)


def back(extra: Doubles) -> Doubles:
    """Say in which period money has come back for good: from then on more has come in than without spending it.

    Parameters
    ----------
    extra : cash beyond that of the reference, shape (periods, points)

    Returns
    -------
    float64 array
        number of the period, 1 for the first; inf where it does not come back within these periods, nan where nothing
        is other than in the reference; shape (points,)
    """
    behind = extra.cumsum(axis=0) < -1e-9
    last = np.where(behind.any(axis=0), len(behind) - behind[::-1].argmax(axis=0), 0)
    period = np.where(last == len(behind), np.inf, last + 1.0)
    found: Doubles = np.where((np.abs(extra) > 1e-12).any(axis=0), period, np.nan)
    return found


def ends(values: Doubles) -> Doubles:
    """Give 5, 50 and 95% of the points, as values that occur, so that what never comes is no number.

    Parameters
    ----------
    values : points on the last axis

    Returns
    -------
    float64 array
        of three, shape (3, ...); nan where a point has no value
    """
    found: Doubles = np.quantile(values, ENDS, axis=-1, method="inverted_cdf")
    return found


def winners(profit: Doubles) -> Doubles:
    """Give the share of the points at which each arm earns most; the first of equals wins.

    Parameters
    ----------
    profit : shape (arms, points)

    Returns
    -------
    float64 array
        shape (arms,), sums to 1
    """
    most: Doubles = np.bincount(profit.argmax(axis=0), minlength=len(profit)) / profit.shape[1]
    return most
