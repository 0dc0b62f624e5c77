"""E1, part 2: the map confirmed by simulation, at points drawn from it and at markets of weighing customers."""

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

import numpy as np
from scipy.stats import qmc

from tenfold.agents.firm.curves import Curve, Curves
from tenfold.agents.firm.steady_state import settled_customers
from tenfold.agents.plan import Plan
from tenfold.experiments.five_to_ten.cells import Cell, behaviour_plan, changed, response_plan
from tenfold.experiments.five_to_ten.outcomes import play
from tenfold.experiments.five_to_ten.twins import STEP, cost_ratio, play_twin
from tenfold.experiments.plausible import READINGS, SPACE, Solved, solve
from tenfold.experiments.sensitivity import Range
from tenfold.sim.runner import play_all
from tenfold.sim.statistics import Doubles, Interval, Peak, peak

FRESH = 8  # seed of the draws: other points than the map's
WINDOW, FINE, COARSE_SEEDS = 0.15, 7, 2  # around the coarse best: how far, how many shares; seeds of the coarse grid
BEHAVIOUR = {  # what is drawn of markets of weighing customers, beside word of mouth, which every second one has
    "contact_price": Range(2, 40, log=True), "care": Range(0.05, 0.3), "care_steepness": Range(0.1, 1, log=True),
    "budget": Range(0.5, 8, log=True), "margin": Range(5, 45, log=True), "inertia": Range(-3, 1.5),
}  # fmt: skip


class Checked(NamedTuple):
    """Hold one drawn point: what was expected, and what simulation found.

    Attributes
    ----------
    label : of the map it is from
    expected : s* by the closed form, or D(.5) of twins [share of the budget, or -]
    found : share with most simulated profit, with its 95% interval over seeds
    """

    label: str
    expected: Interval
    found: Peak

    @property
    def over_half(self) -> bool:
        """Tell whether retention deserves more than half by the simulation."""
        return self.found.place > 0.5


def best_simulated(plan_at: Callable[[float], Plan], seeds: int) -> Peak:
    """Find the share with most simulated profit: a coarse grid, then the neighbourhood of its best."""

    def profit(shares: Doubles, seeds: int) -> Doubles:
        plans = [plan_at(float(s)) for s in shares]
        flat = play_all(play, [(plan, seed) for plan in plans for seed in range(seeds)])
        return np.array([o.profit for o in flat]).reshape(shares.size, seeds).T

    coarse = np.linspace(0.0, 1.0, 11)
    middle = float(coarse[np.argmax(profit(coarse, min(COARSE_SEEDS, seeds)).mean(axis=0))])
    window = np.linspace(max(0.0, middle - WINDOW), min(1.0, middle + WINDOW), FINE)
    return peak(window, profit(window, seeds), 3)


def drawn_plan(plan: Plan, solved: Solved, k: int, share: float) -> Plan:
    """Configure the market to follow the curves of one drawn point, from rest on."""
    m = [float(column[k]) for column in solved.markets]
    curves, budget = Curves(Curve(*m[:3]), Curve(*m[3:])), float(solved.best.budget[k])
    response = changed(plan.customers.response, join_ceiling=m[1], stay_ceiling=m[4], stay_steepness=m[5])
    customers = plan.customers.model_copy(update={"response": response})
    firm = changed(plan.firms[0], budget=budget, unit_cost=0.0, price=float(solved.points["margin"][k]))
    start = float(settled_customers(curves, budget, share))
    return response_plan(plan.model_copy(update={"customers": customers, "firms": (firm,)}), curves, share, start)


def check_curves(plan: Plan, points: int, seeds: int, progress: Callable[[float], None]) -> list[Checked]:
    """Simulate points of all four maps, as many of each, where the business pays.

    Parameters
    ----------
    plan : size, periods and all that the curves do not say
    points : to simulate, in all
    seeds : of each
    progress : told the share done
    """
    base = 2 ** int(np.ceil(np.log2(2 * points)))  # more than enough of them pay
    unit = qmc.Sobol(len(SPACE), seed=FRESH).random(base)
    columns = {name: unknown.range.at(unit[:, k]) for k, (name, unknown) in enumerate(SPACE.items())}
    checked: list[Checked] = []
    for number, (reading, free) in enumerate((r, f) for r in READINGS for f in (False, True)):
        own = {name: column[number::4] for name, column in columns.items()}  # other points in each map
        solved = solve(own, reading, free)
        for k in np.flatnonzero(solved.pays)[: -(-points // 4)]:
            found = best_simulated(partial(drawn_plan, plan, solved, int(k)), seeds)
            exact = float(solved.share[k])
            checked.append(Checked(solved.label, Interval(exact, exact, exact), found))
            progress(len(checked) / points)
    return checked


def check_behaviour(plan: Plan, points: int, seeds: int, progress: Callable[[float], None]) -> list[Checked]:
    """Simulate markets of weighing customers: the best share, and D(.5) of twins, which says on which side it lies."""
    unit = qmc.LatinHypercube(len(BEHAVIOUR), seed=FRESH).random(points)
    checked = []
    for number, u in enumerate(unit):
        at = {name: float(r.at(u[k])) for k, (name, r) in enumerate(BEHAVIOUR.items())}
        talking = number % 2 == 1
        loyalty = changed(plan.customers.loyalty, care=at["care"], care_steepness=at["care_steepness"])
        firm = changed(plan.firms[0], budget=at["budget"], unit_cost=50.0 - at["margin"], price=50.0)
        drawn = plan.model_copy(
            update={"customers": plan.customers.model_copy(update={"loyalty": loyalty}), "firms": (firm,)}
        )
        cell = Cell("behaviour", 0.0, 0.0, 0.0, talking, "none")

        def plan_at(share: float, drawn: Plan = drawn, cell: Cell = cell, at: dict[str, float] = at) -> Plan:
            return behaviour_plan(drawn, cell, at["inertia"], at["contact_price"], share)

        label = f"word of mouth {'on' if talking else 'off'}"
        checked.append(Checked(label, marginal_at_half(plan_at(0.5), seeds), best_simulated(plan_at, seeds)))
        progress((number + 1) / points)
    return checked


def marginal_at_half(plan: Plan, seeds: int) -> Interval:
    """Measure D(.5): what one more customer-period costs by winning over what it costs by keeping, by twins of ± 5%."""
    factors = ((1 + STEP, 1.0), (1 - STEP, 1.0), (1.0, 1 + STEP), (1.0, 1 - STEP))
    runs = play_all(play_twin, [(plan, seed, factor) for factor in factors for seed in range(seeds)])
    more_a, less_a, more_r, less_r = np.array(runs).reshape(4, seeds, 3)
    won, kept = more_a - less_a, more_r - less_r
    return cost_ratio(won[:, 1], won[:, 0], kept[:, 2], kept[:, 0])
