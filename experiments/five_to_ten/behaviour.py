"""The panel of weighing customers: the same question where churn emerges from choice."""

import math
from collections.abc import Callable
from functools import partial
from typing import NamedTuple

import numpy as np

from tenfold.agents.plan import Plan
from tenfold.experiments.five_to_ten.cells import Cell, behaviour_plan, sized
from tenfold.experiments.five_to_ten.closed_form import grid
from tenfold.experiments.five_to_ten.outcomes import Outcome, play
from tenfold.experiments.five_to_ten.parameters import FiveToTen
from tenfold.experiments.five_to_ten.twins import Twins, twins
from tenfold.sim.runner import play_all
from tenfold.sim.statistics import Doubles, Peak, p_value, peak

PILOT = 1_000_000  # pilot seeds start here, apart from the seeds of the answer
RETENTION_TOLERANCE, RATIO_TOLERANCE = 0.005, 0.02
WEAKEST, STRONGEST = -8.0, 12.0  # [utils] inertia tried
ROUNDS = 8  # of solving for inertia and price in turn
AROUND = 3  # steps of the grid to each side of the coarse best
DEGREE = 3  # of the polynomial fitted to them
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
    p_half: float  # that the share with most customers is .5 after all
    half: Twins  # at s = .5


def solve_pilot(plan: Plan, own: FiveToTen, ratio: float, retention: float) -> Pilot:
    """Find the inertia that gives the base retention, and the contact price that gives the imposed ratio.

    Both without word of mouth and rivals, in turn until both hold: whom contacts reach changes who stays. The price is
    then kept for every cell of the same ratio and retention.
    """
    cell = Cell("behaviour", ratio, retention, 0.0, False, "none")
    plan = sized(plan, own, own.behaviour_size)

    def mean(field: str, share: float, price: float, inertia: float) -> float:
        arm = behaviour_plan(plan, cell, inertia, price, share)
        results = play_all(play, [(arm, PILOT + k) for k in range(own.pilots)])
        return float(np.nanmean([getattr(o, field) for o in results]))

    base, inertia = plan.firms[0].contact_price, 0.0
    price = base
    for _ in range(ROUNDS):
        inertia = bisect(partial(mean, "retention", 0.0, price), WEAKEST, STRONGEST, retention, 1e-3)
        at_half = partial(mean, "ratio_b", 0.5, inertia=inertia)
        price = bisect(at_half, base * CHEAPEST, base * DEAREST, ratio, 0.005, log=True)
        found, reached = mean("retention", 0.0, price, inertia), mean("ratio_b", 0.5, price, inertia)
        near = abs(found - retention) <= RETENTION_TOLERANCE and abs(reached / ratio - 1.0) <= RATIO_TOLERANCE
        if near or abs(reached / ratio - 1.0) > RATIO_TOLERANCE:  # both hold, or no price gives this ratio
            break
    return Pilot(inertia, found, price, reached, near)


def bisect(
    measure: Callable[[float], float], low: float, high: float, target: float, within: float, log: bool = False
) -> float:
    """Halve an interval, or its logarithm, on which a noisy measure rises until it is within a share of the target."""
    middle = low
    for _ in range(24):
        middle = math.sqrt(low * high) if log else (low + high) / 2.0
        found = measure(middle)
        if abs(found / target - 1.0) <= within:
            break
        low, high = (middle, high) if found < target else (low, middle)
    return middle


def play_cell(plan: Plan, own: FiveToTen, cell: Cell, pilot: Pilot) -> BehaviourResult:
    """Play one cell over the grid of shares."""
    plan, seeds, shares = sized(plan, own, own.behaviour_size), own.behaviour_seeds, grid(own.behaviour_step)
    plans = [behaviour_plan(plan, cell, pilot.inertia, pilot.contact_price, float(s)) for s in shares]
    flat = play_all(play, [(p, seed) for p in plans for seed in range(seeds)])
    outcomes = [flat[k * seeds : (k + 1) * seeds] for k in range(len(plans))]
    customers = np.array([[o.customers for o in row] for row in outcomes]).T
    profit = np.array([[o.profit for o in row] for row in outcomes]).T
    half = behaviour_plan(plan, cell, pilot.inertia, pilot.contact_price, 0.5)
    near, near_profit = near_best(shares, customers), near_best(shares, profit)
    p_half = p_value(*near, 0.5, DEGREE)
    return BehaviourResult(
        cell, pilot, shares, outcomes, peak(*near, DEGREE), peak(*near_profit, DEGREE), p_half, twins(half, seeds)
    )


def near_best(shares: Doubles, values: Doubles) -> tuple[Doubles, Doubles]:
    """Cut the grid to what lies around the coarse best: without acquisition a market ends as over a cliff."""
    best = int(np.argmax(values.mean(axis=0)))
    low, high = max(0, best - AROUND), min(shares.size, best + AROUND + 1)
    return shares[low:high], values[:, low:high]


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
