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
    """Hold what was solved for on pilot seeds, and how close it came.

    Attributes
    ----------
    inertia : for one's own firm [utils]
    retention : without retention spending [per period]
    contact_price : [money]
    ratio : B (paid only) at s = .5 [-]
    reached : whether both are within tolerance
    """

    inertia: float
    retention: float
    contact_price: float
    ratio: float
    reached: bool


class BehaviourResult(NamedTuple):
    """Hold what one behavioural cell showed.

    Attributes
    ----------
    cell, pilot : what was played
    shares : shape (K,)
    outcomes : K lists, an outcome a seed
    best : share with most customers
    best_profit : share with most discounted profit
    p_half : that the share with most customers is .5 after all
    half : twins at s = .5
    """

    cell: Cell
    pilot: Pilot
    shares: Doubles
    outcomes: list[list[Outcome]]
    best: Peak
    best_profit: Peak
    p_half: float
    half: Twins


def solve_pilot(plan: Plan, own: FiveToTen, ratio: float, retention: float) -> Pilot:
    """Find the inertia that gives the base retention, and the contact price that gives the imposed ratio.

    Both without word of mouth and rivals, in turn until both hold: whom contacts reach changes who stays. The price is
    then kept for every cell of the same ratio and retention.

    Parameters
    ----------
    plan, own : the market, and the experiment's parameters
    ratio : imposed [-]
    retention : base retention [per period]

    Returns
    -------
    Pilot
        the last that was tried, whether reached or not
    """
    cell = Cell("behaviour", ratio, retention, 0.0, False, "none")
    plan = sized(plan, own, own.behaviour_size)

    def mean(field: str, share: float, price: float, inertia: float) -> float:
        arm = behaviour_plan(plan, cell, inertia, price, share)
        results = play_all(play, [(arm, PILOT + k) for k in range(own.pilots)])
        known = [value for o in results if not math.isnan(value := getattr(o, field))]
        return float(np.mean(known)) if known else math.nan  # where nobody was won, or none stayed

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
    """Halve an interval, or its logarithm, on which a noisy measure rises, until it is near enough to a target.

    Parameters
    ----------
    measure : of a place
    low, high : the ends of the interval
    target : of the measure
    within : share of the target that counts as near enough
    log : whether the logarithm is halved

    Returns
    -------
    float
        the last place tried, after 24 steps at most
    """
    middle = low
    for _ in range(24):
        middle = math.sqrt(low * high) if log else (low + high) / 2.0
        found = measure(middle)
        if abs(found / target - 1.0) <= within:
            break
        low, high = (middle, high) if found < target else (low, middle)
    return middle


def play_cell(plan: Plan, own: FiveToTen, cell: Cell, pilot: Pilot) -> BehaviourResult:
    """Play one cell over the grid of shares, with what its pilot solved for."""
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
    """Cut the grid to what lies around the coarse best: without acquisition a market ends as over a cliff.

    Parameters
    ----------
    shares : shape (K,)
    values : shape (seeds, K)

    Returns
    -------
    tuple of two arrays
        both cut alike, to `AROUND` steps on each side
    """
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
