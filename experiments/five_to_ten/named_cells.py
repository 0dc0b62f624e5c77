"""E1, part 3: named cells, simulated, the budget being an arm: along curves, then where customers weigh firms."""

from collections.abc import Callable, Sequence
from itertools import product

import numpy as np

from tenfold.agents.firm.many_markets import best_of
from tenfold.agents.plan import Plan
from tenfold.experiments.five_to_ten.parameters import FiveToTen
from tenfold.experiments.splitting.along_curves import CellResult, play_cell
from tenfold.experiments.splitting.cells_page import (
    HIGH,
    LOW,
    ROWS,
    draw_cells,
    draw_weighing,
    grid_of_cells,
    grid_of_weighing,
    numbers,
    numbers_of_weighing,
    rows_of,
)
from tenfold.experiments.splitting.four_ratios import AtBest, at_best, claim, section
from tenfold.experiments.splitting.markets import Cell, curves_of
from tenfold.experiments.splitting.weighing import BehaviourResult, play_weighing, solve_pilot
from tenfold.experiments.study import Claim, Part, Picture, Section, judge
from tenfold.sim.errors import InputError
from tenfold.sim.statistics import variance_reduction

CURVES = (
    "One firm, customers alike. The ratio ρ is imposed as the average cost at half effect: what a new customer costs "
    "where contacts reach half of those they can, over what a kept one costs where care does half of what it can. That "
    "counts everybody kept, also those who would have stayed; in brackets the same firm in the other reading, one more "
    "won over one more kept.",
    "The budget is an arm of its own, b* the one that the firm would choose. Judged is discounted profit.",
)
WEIGHING = (
    "Everybody reconsiders in every period; the base retention is reached by one intercept, the ratio by the price of "
    "a contact, on pilot seeds without word of mouth and rivals. Not validated on any real market."
)
BUILT_IN = "built in: follows from the curves by arithmetic"
EMERGENT = "emergent: churn and joining come from choice; what care does is assumed"


def part(plan: Plan, own: FiveToTen, seeds: int, progress: Callable[[float], None]) -> Part:
    """Play, judge and lay out the named cells.

    Parameters
    ----------
    plan : what is not said otherwise
    own : arms and sizes
    seeds : of each arm near the best share
    progress : told the share done

    Returns
    -------
    Part
        a primary claim for every cell with a ratio of 5 to 10 in which the business pays
    """
    cells, weighed = cells_of(plan, own), list(product(own.behaviour_ratios, own.behaviour_words, own.behaviour_rivals))
    total = len(cells) + 2.5 * own.behaviour * len(own.behaviour_retentions) * (2 + len(weighed))  # dearer by so much
    found: list[CellResult] = []
    for k, cell in enumerate(cells):
        found.append(play_cell(plan, own, cell, k, seeds))
        progress((k + 1) / total)
    weighing: list[BehaviourResult] = []
    for retention in own.behaviour_retentions if own.behaviour else ():
        pilot = solve_pilot(plan, own, retention)
        for ratio, word, rivals in weighed:
            cell = Cell(ratio, retention, plan.firms[0].budget, word_of_mouth=word, rivals=rivals)
            weighing.append(play_weighing(plan, own, cell, pilot, len(found) + len(weighing)))
            progress((len(found) + 2.5 * len(weighing)) / total)
    return laid_out(found, weighing, at_best(plan, own, found, seeds))


def cells_of(plan: Plan, own: FiveToTen) -> list[Cell]:
    """List the cells along curves whose budget is not none; raises InputError where curves cannot be."""
    margin, cells, r = plan.firms[0].price - plan.firms[0].unit_cost, list[Cell](), plan.customers.response
    for end in ("join_ceiling", "stay_ceiling", "stay_steepness"):
        if getattr(r, end) <= 0.0:
            raise InputError(f"customers.response.{end}", getattr(r, end), "above 0, so that money moves something")
    for name, levels, end, most in (("retentions", own.retentions, "stay_ceiling", r.stay_ceiling),
                                    ("floors", own.floors, "join_ceiling", r.join_ceiling)):  # fmt: skip
        if max(levels) >= most:
            raise InputError(f"experiment.{name}", max(levels), f"below customers.response.{end} = {most:g}")
    if curves_of(plan, min(*own.ratios, 5.0), r.stay_ceiling, 0.0).acquisition.steepness > 1e6:
        raise InputError("customers.response.join_ceiling", r.join_ceiling, "more: contacts would be too steep")
    for floor, retention, budget, ratio in product(own.floors, own.retentions, own.budgets, own.ratios):
        money = budget
        if budget == "best":
            money = float(best_of(curves_of(plan, ratio, retention, floor), margin).budget[0])
        if float(money) > 0.0:
            cells.append(Cell(ratio, retention, float(money), budget == "best", floor))
    return cells


def laid_out(found: Sequence[CellResult], weighing: Sequence[BehaviourResult], best: Sequence[AtBest]) -> Part:
    """Judge the cells together, and write them up."""
    along = [(r.cell, r.best, BUILT_IN) for r in found if LOW <= r.cell.ratio <= HIGH and r.pays]
    weighed = [(r.cell, r.best, EMERGENT) for r in weighing if LOW <= r.cell.ratio <= HIGH and r.pilot.reached]
    pairs = [(Claim(f"retention deserves more than half at {cell.label}", None, "retention share", label, above=0.5),
              of.evidence) for cell, of, label in [*along, *weighed]]  # fmt: skip
    pairs += [claim(one) for one in best]
    judged = judge([each for each, _ in pairs], [evidence for _, evidence in pairs])
    words = {cell: j.verdict for (cell, *_), j in zip([*along, *weighed], judged, strict=False)}
    inside = [sum(r.inside for r in found), len(found)]
    sections, checks, played = list[Section](), ["No cell along curves pays: nothing is the best budget of each"], {}
    if found:
        drawn = Picture("best_share", draw_cells(found), "Lines: closed form. Points: simulated, with 95% over seeds.")
        sections.append(Section("Named cells, simulated", CURVES, (drawn,), (grid_of_cells(found, words),)))
        cut = np.median([variance_reduction(r.profit.T[:: max(1, r.window.size // 2)]) for r in found])
        counts = sorted({len(r.profit) for r in found})
        some = counts[0] if len(counts) == 1 else f"{counts[0]} to {counts[-1]}"
        played = {"named cells near the best share": some, "their surface": len(found[0].outcomes[0])}
        checks = [
            f"{sum(r.agrees for r in found)} of {len(found)} cells agree with the closed form: customers within "
            "simultaneous 95% bands, at most .5% of them lost by the simulated best share, half-width at most .05",
            f"The exact best share lies inside the simulated 95% interval in {inside[0]} of {inside[1]} cells",
            f"Common random numbers cut the variance of a difference by a factor of {cut:.1f} (median of cells)",
        ]
    if best:
        sections.append(section(best))
    if weighing:
        drawn = Picture("behaviour", draw_weighing(weighing), "Bands are 95% over seeds; dots mark the best share.")
        grid = grid_of_weighing(weighing, words)
        sections.append(Section("Customers who weigh firms", (WEIGHING,), (drawn,), (grid,)))
    nulls = [one.twins.null_arm for one in best] + [r.half.null_arm for r in weighing]
    return Part(
        sections, judged, rows=rows_of([*found, *weighing]) if found or weighing else None, units=ROWS, checks=checks,
        null_arm=all(nulls) if nulls else None,
        numbers={"cells": [numbers(r, words) for r in found], "exact_inside_interval": inside,
                 "weighing": [numbers_of_weighing(r, words) for r in weighing]},
        seeds=played | ({"customers who weigh firms": len(weighing[0].outcomes[0])} if weighing else {}),
    )  # fmt: skip
