"""Levers of loyalty made comparable: what each does to staying, whom its money reaches, and how strong it has to be.

A lever either adds to the utility of one's own firm (care, a personal approach, a loyal discount) or to the cost of
leaving it (points, ties). What it does to a customer is the difference it makes to the log odds of staying, should they
think again, with all else of that customer as it is: the same as if so much were added to the utility of their firm.
"""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import numpy as np
from scipy.stats import norm

from tenfold.agents.decisions import SOURCES
from tenfold.agents.engine import Engine
from tenfold.agents.period import weigh
from tenfold.agents.plan import Plan
from tenfold.experiments.study.table import Doubles
from tenfold.sim.blocks import BLOCK
from tenfold.sim.groups import varied
from tenfold.sim.jit import i8

TOLD = [SOURCES.index(name) for name in ("word of mouth", "referral")]
MONEY = 0.6  # spent on a lever, per customer and period
SLOPE = 0.35  # u0: utils per money and period that the average customer gains from each lever
WOOING = 1.35  # spent on winning each non-customer, in every arm: what the default budget comes to
COST = {"care": "retain", "points": "points", "discount": "discount", "ties": "ties", "personal": "approach",
        "reliability": "reliability", "calls": "calls"}  # fmt: skip
COEFFICIENT = {"care": "customers.loyalty.care", "points": "customers.points.weight",
               "discount": "customers.value.appreciation", "ties": "customers.ties.weight"}  # fmt: skip
BASE: dict[str, Any] = {
    "customers.volume.spread": 0.8, "customers.points.on": True, "customers.ties.on": True,
    "customers.personal.on": True, "customers.personal.ageing": 0.0, "firms.0.data": 0.6, "firms.0.loyal_after": 6,
    "firms.0.basis": "head", "firms.0.budget": WOOING, "firms.0.retention_share": 0.0,
}  # fmt: skip


class Reach(NamedTuple):
    """Hold the customers of the first firm, and what a lever does to each of them.

    Attributes
    ----------
    rows : their numbers
    stay, without : probability of staying if they think again, with the lever and without it
    money : spent on each in a period, up to a factor common to all
    """

    rows: Any
    stay: Doubles
    without: Doubles
    money: Doubles


def spends(lever: str, money: float) -> dict[str, Any]:
    """Give what sets a lever: money per customer and period for care, else in the lever's own unit."""
    return {
        "none": {},
        "care": {"firms.0.budget": WOOING + money, "firms.0.retention_share": money / (WOOING + money)},
        "points": {"firms.0.point_money": money}, "discount": {"firms.0.loyal_discount": money},
        "ties": {"firms.0.tie_money": money}, "personal": {"firms.0.approach_money": money},
        "reliability": {"firms.0.reliability.on": True, "firms.0.reliability.money": money},
    }[lever]  # fmt: skip


def odds(run: Engine) -> tuple[Any, Doubles, Doubles, Doubles]:
    """Give the first firm's customers, and for each e^U of that firm, of all rivals together, and of doing without."""
    s, found = run.world.passing, []
    for low in range(0, run.books.size, BLOCK):
        high = min(low + BLOCK, run.books.size)
        weigh(run.handle, i8(low), i8(high), i8(run.now - 1))
        found.append(np.vstack([s.weight[:, : high - low], s.outside[None, : high - low]]).astype(np.float64))
    weight, rows = np.hstack(found), np.flatnonzero(run.columns.firm == 1)
    return rows, weight[0, rows], weight[1:-1, rows].sum(axis=0), weight[-1, rows]


def reach(run: Engine, lever: str, bound: Doubles | None = None) -> Reach:
    """Say what a lever does to each customer of the first firm now.

    Parameters
    ----------
    run : an engine
    lever : one of those of `spends`
    bound : commitment to the first firm that is due to the lever, of all customers; None for nothing

    Returns
    -------
    Reach
        of the first firm's customers
    """
    (rows, own, rivals, outside), c, plan = odds(run), run.columns, run.plan
    leaves, utility, money = np.zeros(rows.size), np.zeros(rows.size), np.ones(rows.size)
    units, rules, firm = 1.0 + c.extra_volume[rows].astype(np.float64), plan.customers, plan.firms[0]
    if lever == "points":
        leaves, money = rules.points.weight * c.points[rows] / 100.0, units
    elif lever == "ties":
        leaves = rules.ties.weight * c.tied[rows].astype(np.float64)
        money = (c.purchases[rows] <= rules.ties.first).astype(np.float64)
    elif lever == "discount":
        loyal = c.tenure[rows] >= firm.loyal_after
        utility = loyal * rules.choice.sensitivity * rules.value.appreciation * float(run.firms.discount[0])
        money = loyal * units
    elif bound is not None:
        utility = rules.choice.commitment_weight * bound[rows]
    both = rules.choice.leaving * leaves + utility
    without = own / (own + rivals * np.exp(leaves + utility) + outside * np.exp(both))
    if lever == "personal":
        p, logit = rules.personal, np.log(own / (rivals + outside))
        edges = [(np.log(x / (1.0 - x)) - logit) / max(p.error * (1.0 - run.firms.data[0]), 1e-9)
                 for x in (p.lowest, p.highest)]  # fmt: skip
        money = np.asarray(norm.cdf(edges[1]) - norm.cdf(edges[0]), np.float64)
    return Reach(rows, own / (own + rivals + outside), without, money)


def lever_of(plan: Plan) -> str:
    """Say which lever the first firm of a market uses; none if it uses none of `COST`."""
    firm = plan.firms[0]
    used = {
        "points": firm.point_money > 0.0, "discount": firm.loyal_discount > 0.0, "ties": firm.tie_money > 0.0,
        "personal": firm.approach_money > 0.0, "reliability": firm.reliability.on, "calls": firm.calls.on,
        "care": firm.retention_share > 0.0,
    }  # fmt: skip
    return next((lever for lever, is_used in used.items() if is_used), "none")


def to_the_safer(run: Engine) -> float:
    """Give the share of a lever's money that goes to the half of customers surer to stay without it [share]."""
    found = reach(run, lever_of(run.plan))
    return float(found.money[found.without >= np.median(found.without)].sum() / max(found.money.sum(), 1e-12))


def spent(run: Engine) -> float:
    """Give what its lever cost the first firm after burn-in [money per customer and period]; nothing for none."""
    after, lever = slice(run.plan.market.burn_in, None), lever_of(run.plan)
    if lever not in COST:
        return 0.0
    return float(getattr(run.record, COST[lever])[after, 0].sum() / 100.0 / run.record.started[after, 0].sum())


def recommended(run: Engine) -> float:
    """Give the customers the first firm wins through what others say [per customer and period]."""
    after = slice(run.plan.market.burn_in, None)
    return float(run.record.won[after, TOLD, 0].sum() / run.record.started[after, 0].sum())


def kept_of(third: int) -> Callable[[Engine], float]:
    """Give what share of a third of the market by volume, 0 the lightest, the first firm has at the end."""

    def of(run: Engine) -> float:
        order = np.argsort(run.columns.extra_volume, kind="stable")
        return float((run.columns.firm[np.array_split(order, 3)[third]] == 1).mean())

    return of


def rise(run: Engine) -> float:
    """Give by how much all customers are likelier to stay than those after their first purchase [share]."""
    after = slice(run.plan.market.burn_in, None)
    lost, had, once, twice = (getattr(run.record, x)[after, 0].sum() for x in ("lost", "started", "once", "twice"))
    return float(1.0 - lost / had - twice / once) if once else float("nan")


class Pilot(NamedTuple):
    """Hold what a lever did in a pilot run.

    Attributes
    ----------
    utility : log odds of staying gained, mean over customers and periods [utils]
    staying : probability of staying gained, the same
    curvature : p (1 - p) without the lever, the same
    cost : realised [money per customer and period]
    safer : share of money to the safer half
    """

    utility: float
    staying: float
    curvature: float
    cost: float
    safer: float


def pilot(plan: Plan, lever: str, seed: int) -> Pilot:
    """Play a market and follow what a lever does to the first firm's customers, period by period.

    Parameters
    ----------
    plan, seed : of the market
    lever : that is set in it
    """
    run, p, found = Engine(plan, seed), plan.customers.loyalty, []
    alone = np.zeros(plan.market.size)  # commitment to the first firm as it would be without the lever
    for now in range(plan.market.periods):
        run.run(1)
        c = run.columns
        mood, begun = c.satisfaction[0].astype(np.float64), np.where(c.tenure == 1, 0.0, alone)
        grown = begun + p.growth * np.maximum(mood, 0.0) * (1.0 - begun)
        alone = np.where(c.firm == 1, grown - (p.damage * np.maximum(-mood, 0.0) + p.wear) * begun, 0.0)
        if now >= plan.market.burn_in:
            of = reach(run, lever, c.commitment[0] - alone if lever in ("care", "personal") else None)
            gained = np.log(of.stay / (1.0 - of.stay) / (of.without / (1.0 - of.without)))
            safe = of.without >= np.median(of.without)
            found.append((gained.mean(), (of.stay - of.without).mean(), (of.without * (1.0 - of.without)).mean(),
                          of.money[safe].sum() / max(of.money.sum(), 1e-12)))  # fmt: skip
    utility, staying, curvature, safer = np.mean(found, axis=0)
    return Pilot(utility, staying, curvature, spent(run), safer)


def pilots(plan: Plan, lever: str, given: Mapping[str, Any], seeds: range) -> Pilot:
    """Give the means over pilot seeds."""
    return Pilot(*np.mean([pilot(varied(plan, given), lever, seed) for seed in seeds], axis=0))
