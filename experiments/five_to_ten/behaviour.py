"""The panel of weighing customers: the same question where churn emerges from choice."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from tenfold.agents.plan import Plan
from tenfold.experiments.five_to_ten.cells import Cell, behaviour_plan, sized
from tenfold.experiments.five_to_ten.closed_form import grid
from tenfold.experiments.five_to_ten.outcomes import Outcome, play
from tenfold.experiments.five_to_ten.parameters import FiveToTen
from tenfold.experiments.five_to_ten.twins import Twins, twins
from tenfold.sim.runner import play_all
from tenfold.sim.statistics import Doubles, Peak, peak

PILOT = 1_000_000  # pilot seeds start here, apart from the seeds of the answer
RETENTION_TOLERANCE, RATIO_TOLERANCE = 0.005, 0.02
WEAKEST, STRONGEST = -8.0, 12.0  # [utils] inertia tried
AROUND = 3  # steps of the grid to each side of the coarse best
CHEAPEST, DEAREST = 1e-3, 1e3  # [money] contact price tried, a wide net around the base


class Pilot(NamedTuple):
    """What was solved for on pilot seeds, and how close it came."""

    inertia: float  # [utils]
    retention: float  # per period, without retention spending
    contact_price: float  # [money]
    ratio: float  # B (paid only) at s = .5
    reached: bool  # both within tolerance


class BehaviourResult(NamedTuple):
    """What one behavioural cell showed."""

    cell: Cell
    pilot: Pilot
    shares: Doubles
    outcomes: list[list[Outcome]]  # (K, seeds)
    best: Peak  # share with most customers
    best_profit: Peak  # share with most discounted profit
    half: Twins  # at s = .5


def solve_pilot(plan: Plan, own: FiveToTen, ratio: float, retention: float) -> Pilot:
    """Find the inertia that gives the base retention, then the contact price that gives the imposed ratio.

    Both without word of mouth and rivals; the price is then kept for every cell of the same ratio and retention.
    """
    cell = Cell("behaviour", ratio, retention, 0.0, False, "none")
    plan = sized(plan, own, own.behaviour_size)

    def mean(field: str, inertia: float, price: float, share: float) -> float:
        arm = behaviour_plan(plan, cell, inertia, price, share)
        results = play_all(play, [(arm, PILOT + k) for k in range(own.pilots)])
        return float(np.nanmean([getattr(o, field) for o in results]))

    price = plan.firms[0].contact_price
    low, high = WEAKEST, STRONGEST
    inertia, found = 0.0, float("nan")
    for _ in range(24):
        inertia = (low + high) / 2.0
        found = mean("retention", inertia, price, 0.0)
        if abs(found - retention) <= RETENTION_TOLERANCE / 2:
            break
        low, high = (inertia, high) if found < retention else (low, inertia)
    low, high = np.log(price * CHEAPEST), np.log(price * DEAREST)
    reached = float("nan")
    for _ in range(30):
        price = float(np.exp((low + high) / 2.0))
        reached = mean("ratio_b", inertia, price, 0.5)
        if abs(reached / ratio - 1.0) <= RATIO_TOLERANCE / 2:
            break
        low, high = (np.log(price), high) if reached < ratio else (low, np.log(price))
    found = mean("retention", inertia, price, 0.0)
    near = abs(found - retention) <= 3 * RETENTION_TOLERANCE and abs(reached / ratio - 1.0) <= RATIO_TOLERANCE
    return Pilot(inertia, found, price, reached, near)


def play_cell(plan: Plan, own: FiveToTen, cell: Cell, pilot: Pilot) -> BehaviourResult:
    """Play one cell over the grid of shares."""
    plan, seeds, shares = sized(plan, own, own.behaviour_size), own.behaviour_seeds, grid(own.behaviour_step)
    plans = [behaviour_plan(plan, cell, pilot.inertia, pilot.contact_price, float(s)) for s in shares]
    flat = play_all(play, [(p, seed) for p in plans for seed in range(seeds)])
    outcomes = [flat[k * seeds : (k + 1) * seeds] for k in range(len(plans))]
    customers = np.array([[o.customers for o in row] for row in outcomes]).T
    profit = np.array([[o.profit for o in row] for row in outcomes]).T
    half = behaviour_plan(plan, cell, pilot.inertia, pilot.contact_price, 0.5)
    return BehaviourResult(
        cell, pilot, shares, outcomes, near_best(shares, customers), near_best(shares, profit), twins(half, seeds)
    )


def near_best(shares: Doubles, values: Doubles) -> Peak:
    """Find the best share from the grid around the coarse best: without acquisition a market ends as over a cliff."""
    best = int(np.argmax(values.mean(axis=0)))
    low, high = max(0, best - AROUND), min(shares.size, best + AROUND + 1)
    return peak(shares[low:high], values[:, low:high], 3)


def play_panel(plan: Plan, own: FiveToTen, progress: Callable[[float], None]) -> list[BehaviourResult]:
    """Play every behavioural cell; a contact price is solved for once and frozen over the cells that share it."""
    pairs = [(ratio, retention) for retention in own.behaviour_retentions for ratio in own.behaviour_ratios]
    arms = [(word, rivals) for word in own.behaviour_words for rivals in own.behaviour_rivals]
    results, total = [], len(pairs) * (len(arms) + 1)
    for k, (ratio, retention) in enumerate(pairs):
        pilot = solve_pilot(plan, own, ratio, retention)
        progress((k * (len(arms) + 1) + 1) / total)
        for j, (word, rivals) in enumerate(arms):
            cell = Cell("behaviour", ratio, retention, 0.0, word, rivals)
            results.append(play_cell(plan, own, cell, pilot))
            progress((k * (len(arms) + 1) + j + 2) / total)
    return results
