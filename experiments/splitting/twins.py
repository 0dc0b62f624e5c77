"""Ratios C and D: what spending does, by twin runs under common random numbers.

After burn-in one twin changes one spending and the other does not; the difference in customer-periods is its effect.
C removes each spending entirely, D changes it by 5% up and down. Average ratios cannot see this: they also count
customers who would have come or stayed anyway.
"""

from typing import NamedTuple

import numpy as np

from tenfold.agents.plan import Plan
from tenfold.agents.replay import engine_for
from tenfold.sim.records import mapped
from tenfold.sim.runner import play_all
from tenfold.sim.statistics import Doubles, Interval, ratio_interval

STEP = 0.05  # of a spending, for the marginal ratio
# factors on (acquisition, retention) spending after burn-in
TWINS = {
    "base": (1.0, 1.0), "no acquisition": (0.0, 1.0), "no retention": (1.0, 0.0),
    "more acquisition": (1.0 + STEP, 1.0), "less acquisition": (1.0 - STEP, 1.0),
    "more retention": (1.0, 1.0 + STEP), "less retention": (1.0, 1.0 - STEP),
}  # fmt: skip


class Twins(NamedTuple):
    """Hold incremental and marginal ratio of one plan, with intervals over seeds.

    Attributes
    ----------
    incremental : C [-]
    marginal : D [-]
    null_arm : whether the unchanged twin repeated its original exactly
    """

    incremental: Interval
    marginal: Interval
    null_arm: bool


def play_twin(job: tuple[Plan, int, tuple[float, float]]) -> Doubles:
    """Play one twin.

    Parameters
    ----------
    job : plan, seed, and factors on (acquisition, retention) spending after burn-in

    Returns
    -------
    float64 array
        customer-periods, acquisition and retention money [money] of the first firm after burn-in
    """
    plan, seed, (acquire, retain) = job
    engine = engine_for(plan, seed).run(plan.market.burn_in)
    budget, share = engine.lever(0, "budget"), engine.lever(0, "retention_share")
    new = ((1.0 - share) * acquire, share * retain)
    engine.pull(0, {"budget": budget * sum(new), "retention_share": new[1] / sum(new) if sum(new) else 0.0})
    own = mapped(engine.run().record, lambda entry: entry[plan.market.burn_in :, ..., 0].sum(axis=0))
    return np.array([own.ended, own.acquire / 100.0, own.retain / 100.0])


def twins(plan: Plan, seeds: int) -> Twins:
    """Play all twins of a plan.

    Parameters
    ----------
    plan : its first firm is changed
    seeds : replications

    Returns
    -------
    Twins
        nan where one of the two spendings is 0
    """
    jobs = [(plan, seed, factors) for factors in [*TWINS.values(), TWINS["base"]] for seed in range(seeds)]
    results = np.array(play_all(play_twin, jobs)).reshape(len(TWINS) + 1, seeds, 3)
    by = dict(zip(TWINS, results, strict=False))
    lost_a = by["base"][:, 0] - by["no acquisition"][:, 0]
    lost_r = by["base"][:, 0] - by["no retention"][:, 0]
    spent_a = by["base"][:, 1] - by["no acquisition"][:, 1]
    spent_r = by["base"][:, 2] - by["no retention"][:, 2]
    gained_a = by["more acquisition"][:, 0] - by["less acquisition"][:, 0]
    gained_r = by["more retention"][:, 0] - by["less retention"][:, 0]
    step_a = by["more acquisition"][:, 1] - by["less acquisition"][:, 1]
    step_r = by["more retention"][:, 2] - by["less retention"][:, 2]
    return Twins(
        incremental=cost_ratio(spent_a, lost_a, spent_r, lost_r),
        marginal=cost_ratio(step_a, gained_a, step_r, gained_r),
        null_arm=bool(np.array_equal(results[0], results[-1])),
    )


def cost_ratio(spent_a: Doubles, gained_a: Doubles, spent_r: Doubles, gained_r: Doubles) -> Interval:
    """Give (cost per customer-period won) / (cost per customer-period kept) with Fieller's interval over seeds.

    Spending hardly varies over seeds, so its mean is taken as given.

    Parameters
    ----------
    spent_a, spent_r : on acquisition, on retention, shape (seeds,) [money]
    gained_a, gained_r : by it, shape (seeds,) [customer-periods]

    Returns
    -------
    Interval
        [-]; nan where one spending is 0
    """
    if not (spent_a.mean() > 0 and spent_r.mean() > 0):
        return Interval(float("nan"), float("nan"), float("nan"))  # one spending is zero: nothing to take away
    return ratio_interval(gained_r * spent_a.mean(), gained_a * spent_r.mean())
