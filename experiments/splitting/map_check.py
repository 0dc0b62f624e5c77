"""E1, part 2: the map confirmed by simulation, at points drawn from it and at markets of weighing customers."""

import math
from collections.abc import Callable, Sequence
from functools import partial
from typing import NamedTuple

import numpy as np
from scipy.stats import qmc, spearmanr

from tenfold.agents.firm.curves import Curve, Curves
from tenfold.agents.firm.steady_state import settled_customers
from tenfold.agents.plan import Plan
from tenfold.experiments.sensitivity import Range
from tenfold.experiments.splitting.markets import Cell, behaviour_plan, changed, response_plan
from tenfold.experiments.splitting.outcomes import play
from tenfold.experiments.splitting.plausible import READINGS, SPACE, Solved, solve
from tenfold.experiments.splitting.twins import STEP, cost_ratio, play_twin
from tenfold.experiments.study import Grid
from tenfold.experiments.study.best_place import best_place
from tenfold.sim.runner import play_all
from tenfold.sim.statistics import Doubles, Interval, Peak

FRESH = 8  # seed of the draws: other points than the map's
APART = 100_000  # seeds of one point from those of the next
WIDEST, NARROWEST, FINE, COARSE_SEEDS = 0.15, 0.01, 9, 2  # around the coarse best: how far, how many shares
BEHAVIOUR = {  # what is drawn of markets of weighing customers, beside word of mouth, which every second one has
    "contact_price": Range(2, 100, log=True), "care": Range(0.05, 0.5), "care_steepness": Range(0.1, 1, log=True),
    "commitment": Range(0.5, 5), "budget": Range(0.5, 8, log=True), "margin": Range(5, 45, log=True),
    "inertia": Range(-3, 1.5),
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


def best_simulated(plan_at: Callable[[float], Plan], number: int, seeds: int) -> Peak:
    """Find the share with most simulated profit: a coarse grid, then the neighbourhood of its best, until a cubic fits.

    Parameters
    ----------
    plan_at : gives the plan of a share
    number : of the point, whose seeds are others than those of the next
    seeds : near the best share
    """

    def profit(shares: Doubles, seeds: int) -> Doubles:
        plans = [plan_at(float(s)) for s in shares]
        flat = play_all(play, [(plan, APART * number + seed) for plan in plans for seed in range(seeds)])
        return np.array([o.profit for o in flat]).reshape(shares.size, seeds).T

    shares, half = np.linspace(0.0, 1.0, 11), WIDEST
    values = profit(shares, min(COARSE_SEEDS, seeds))
    while True:
        middle = float(shares[np.argmax(values.mean(axis=0))])
        shares = np.linspace(max(0.0, middle - half), min(1.0, middle + half), FINE).round(6)
        values, half = profit(shares, seeds), half / 2
        best = best_place(shares, values)
        if best.fits or half < NARROWEST:
            return best.found


def drawn_plan(plan: Plan, solved: Solved, k: int, share: float) -> Plan:
    """Configure the market to follow the curves of one drawn point, from rest on."""
    m = [float(column[k]) for column in solved.markets]
    curves, budget = Curves(Curve(*m[:3]), Curve(*m[3:])), float(solved.best.budget[k])
    response = changed(plan.customers.response, join_ceiling=m[1], stay_ceiling=m[4], stay_steepness=m[5])
    customers = plan.customers.model_copy(update={"response": response})
    firm = changed(plan.firms[0], unit_cost=0.0, price=float(solved.points["margin"][k]))
    start = float(settled_customers(curves, budget, share))
    drawn = plan.model_copy(update={"customers": customers, "firms": (firm,)})
    return response_plan(drawn, curves, share, start, budget)


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
    unit = qmc.Sobol(len(SPACE), rng=FRESH).random(base)
    columns = {name: unknown.range.at(unit[:, k]) for k, (name, unknown) in enumerate(SPACE.items())}
    checked: list[Checked] = []
    for number, (reading, free) in enumerate((r, f) for r in READINGS for f in (False, True)):
        quarter = slice(number * base // 4, (number + 1) * base // 4)  # of the sequence: each spans the whole space
        own = {name: column[quarter] for name, column in columns.items()}  # other points in each map
        solved = solve(own, reading, free)
        for k in np.flatnonzero(solved.pays)[: -(-points // 4)]:
            found = best_simulated(partial(drawn_plan, plan, solved, int(k)), len(checked), seeds)
            exact = float(solved.share[k])
            checked.append(Checked(solved.label, Interval(exact, exact, exact), found))
            progress(len(checked) / points)
    return checked


def check_behaviour(plan: Plan, points: int, seeds: int, progress: Callable[[float], None]) -> list[Checked]:
    """Simulate markets of weighing customers: the best share, and D(.5) of twins, which says on which side it lies.

    Twins part with the first period, for profit is judged from there: retention needs time to show, and twins that part
    later say too much for it.
    """
    unit = qmc.LatinHypercube(len(BEHAVIOUR), rng=FRESH).random(points)
    early, checked = plan.model_copy(update={"market": changed(plan.market, burn_in=1)}), []
    for number, u in enumerate(unit):
        at = {name: float(r.at(u[k])) for k, (name, r) in enumerate(BEHAVIOUR.items())}
        talking = number % 2 == 1
        loyalty = changed(plan.customers.loyalty, care=at["care"], care_steepness=at["care_steepness"])
        firm = changed(plan.firms[0], unit_cost=50.0 - at["margin"], price=50.0)
        choice = changed(plan.customers.choice, commitment_weight=at["commitment"])
        customers = plan.customers.model_copy(update={"loyalty": loyalty, "choice": choice})
        drawn = early.model_copy(update={"customers": customers, "firms": (firm,)})
        cell = Cell(math.nan, math.nan, at["budget"], False, 0.0, talking, "none")

        def plan_at(share: float, drawn: Plan = drawn, cell: Cell = cell, at: dict[str, float] = at) -> Plan:
            return behaviour_plan(drawn, cell, at["inertia"], at["contact_price"], share)

        label = f"word of mouth {'on' if talking else 'off'}"
        checked.append(Checked(label, marginal_at_half(plan_at(0.5), seeds), best_simulated(plan_at, number, seeds)))
        progress((number + 1) / points)
    return checked


def marginal_at_half(plan: Plan, seeds: int) -> Interval:
    """Measure D(.5): what one more customer-period costs by winning over what it costs by keeping, by twins of ± 5%."""
    factors = ((1 + STEP, 1.0), (1 - STEP, 1.0), (1.0, 1 + STEP), (1.0, 1 - STEP))
    runs = play_all(play_twin, [(plan, seed, factor) for factor in factors for seed in range(seeds)])
    more_a, less_a, more_r, less_r = np.array(runs).reshape(4, seeds, 3)
    won, kept = more_a - less_a, more_r - less_r
    return cost_ratio(won[:, 1], won[:, 0], kept[:, 2], kept[:, 0])


def on_side(checked: Sequence[Checked], half: float) -> float:
    """Give the share of points whose simulated best is on the side of one half that was expected."""
    return float(np.mean([(c.expected.mean > half) == c.over_half for c in checked]))


def inside(checked: Sequence[Checked]) -> float:
    """Give the share of points whose expected share lies within the simulated 95% interval."""
    return float(np.mean([c.found.low - 1e-9 <= c.expected.mean <= c.found.high + 1e-9 for c in checked]))


def ranks(checked: Sequence[Checked]) -> float:
    """Give Spearman's rank correlation of what was expected and the simulated best share."""
    return float(spearmanr([c.expected.mean for c in checked], [c.found.place for c in checked]).statistic)


def check_grid(curves: Sequence[Checked], weighing: Sequence[Checked]) -> Grid:
    """Lay out how simulation and expectation agree, by map and by word of mouth."""
    rows = []
    for points, half in ((curves, 0.5), (weighing, 1.0)):
        for label in dict.fromkeys(c.label for c in points):
            own = [c for c in points if c.label == label]
            exact = f"{inside(own):.0%}" if half == 0.5 else None
            rows.append((label, len(own), f"{np.mean([c.over_half for c in own]):.0%}", f"{on_side(own, half):.0%}",
                         ranks(own), exact, float(np.median([c.found.half for c in own]))))  # fmt: skip
    columns = ("points of", "points", "s* above half", "side as expected", "rank correlation", "exact inside 95%",
               "half-width")  # fmt: skip
    return Grid("Simulated best share of discounted profit at drawn points", columns, rows)


def check_lines(curves: Sequence[Checked], weighing: Sequence[Checked]) -> tuple[str, ...]:
    """Say in sentences how simulation and expectation agree."""
    return (
        f"At {len(curves)} drawn points of response curves the simulated best share is on the closed form's side of "
        f"one half in {on_side(curves, 0.5):.0%}; rank correlation {ranks(curves):.3f}; exact share inside the 95% "
        f"interval in {inside(curves):.0%}",
        f"At {len(weighing)} drawn markets of customers who weigh firms it is on the side that D(.5) says in "
        f"{on_side(weighing, 1.0):.0%}; above one half in {np.mean([c.over_half for c in weighing]):.0%}",
    )
