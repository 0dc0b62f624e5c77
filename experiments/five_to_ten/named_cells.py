"""E1, part 3: named cells, simulated, the budget being an arm: along curves, then where customers weigh firms."""

from collections.abc import Callable, Sequence
from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from tenfold.agents.firm.best_split import best_free
from tenfold.agents.firm.steady_state import settled_customers
from tenfold.agents.plan import Plan
from tenfold.experiments.five_to_ten.parameters import FiveToTen
from tenfold.experiments.splitting.along_curves import CellResult, play_cell
from tenfold.experiments.splitting.four_ratios import AtBest, claim, section
from tenfold.experiments.splitting.markets import Cell, curves_of, response_plan, sized
from tenfold.experiments.splitting.outcomes import UNITS, long_rows
from tenfold.experiments.splitting.twins import twins
from tenfold.experiments.splitting.weighing import BehaviourResult, play_weighing, solve_pilot
from tenfold.experiments.study import Claim, Grid, Part, Picture, Section, judge, kit
from tenfold.sim.statistics import interval, variance_reduction

if TYPE_CHECKING:
    from matplotlib.figure import Figure

LOW, HIGH = 5.0, 10.0  # the ratio that everybody quotes
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
FACTORS = {
    "ratio": "imposed cost ratio", "base_retention": "per period, without spending", "organic_joins": "per period",
    "budget": "money per head of market and period", "budget_chosen": "-", "word_of_mouth": "on or off", "rivals": "-",
}  # fmt: skip


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
    """List the cells along curves, without those in which the best budget is none."""
    margin, cells = plan.firms[0].price - plan.firms[0].unit_cost, []
    for floor, retention, budget, ratio in product(own.floors, own.retentions, own.budgets, own.ratios):
        money = budget
        if budget == "best":
            a_spend, r_spend, n, _ = best_free(curves_of(plan, ratio, retention, floor), margin)
            money = float(a_spend * (1.0 - n) + r_spend * n)
        if float(money) > 0.0:
            cells.append(Cell(ratio, retention, float(money), budget == "best", floor))
    return cells


def at_best(plan: Plan, own: FiveToTen, found: Sequence[CellResult], seeds: int) -> list[AtBest]:
    """Play twins at the closed form's best share, inside 0 and 1, of cells with the best budget."""
    played = []
    for r in found:
        if r.cell.chosen and r.cell.floor == 0.0 and 0.0 < r.exact < 1.0:
            start = float(settled_customers(r.curves, r.cell.budget, [r.exact])[0])
            arm = response_plan(sized(plan, own, 2 * own.size), r.curves, r.exact, start, r.cell.budget)
            runs = r.outcomes[int(np.argmin(np.abs(r.shares - r.exact)))]
            played.append(AtBest(r.cell.label, r.exact, runs, twins(arm, seeds)))
    return played


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
    picture = Picture("best_share", draw_cells(found), "Lines: closed form. Points: simulated, with 95% over seeds.")
    sections = [Section("Named cells, simulated", CURVES, (picture,), (grid_of_cells(found, words),))]
    if best:
        sections.append(section(best))
    if weighing:
        drawn = Picture("behaviour", draw_weighing(weighing), "Bands are 95% over seeds; dots mark the best share.")
        grid = grid_of_weighing(weighing, words)
        sections.append(Section("Customers who weigh firms", (WEIGHING,), (drawn,), (grid,)))
    nulls = [one.twins.null_arm for one in best] + [r.half.null_arm for r in weighing]
    cut = np.median([variance_reduction(r.profit.T[:: max(1, r.window.size // 2)]) for r in found])
    counts = sorted({len(r.profit) for r in found})
    return Part(
        sections, judged, rows=rows_of([*found, *weighing]), null_arm=all(nulls) if nulls else None,
        units={"part": "-", **FACTORS, "retention_share": "share of the budget", "seed": "-", "outcome": "-",
               "value": "in `unit`", "unit": "-"},
        numbers={"cells": [numbers(r, words) for r in found], "exact_inside_interval": inside},
        seeds={"named cells near the best share": counts[0] if len(counts) == 1 else f"{counts[0]} to {counts[-1]}",
               "their surface": len(found[0].outcomes[0]),
               **({"customers who weigh firms": len(weighing[0].outcomes[0])} if weighing else {})},
        checks=(f"{sum(r.agrees for r in found)} of {len(found)} cells agree with the closed form: customers within "
                "simultaneous 95% bands, at most .5% of them lost by the simulated best share, half-width at most .05",
                f"The exact best share lies inside the simulated 95% interval in {inside[0]} of {inside[1]} cells",
                f"Common random numbers cut the variance of a difference by a factor of {cut:.1f} (median of cells)"),
    )  # fmt: skip


def grid_of_cells(found: Sequence[CellResult], words: dict[Cell, str]) -> Grid:
    """Lay the cells along curves out as a table."""
    rows = []
    for r in found:
        c, budget = r.cell, f"{'b* = ' * r.cell.chosen}{r.cell.budget:.3g}"
        word = said(words.get(c, ""), r.flat) if r.pays else "does not pay"
        rows.append((f"{c.ratio:g} ({r.one_more:.2g})", f"{c.retention:g}", budget, f"{c.floor:g}", r.best.found,
                     r.exact, r.inside, f"{r.flat[0]:.2f} to {r.flat[1]:.2f}", r.agrees, len(r.profit),
                     word))  # fmt: skip
    columns = ("ρ (other reading)", "base retention", "budget", "organic joins", "s* simulated [95%]", "s* exact",
               "exact inside", "within 5% of best profit", "agrees", "seeds", "more than half?")  # fmt: skip
    return Grid("Best retention share s* of discounted profit, cell by cell", columns, rows)


def grid_of_weighing(found: Sequence[BehaviourResult], words: dict[Cell, str]) -> Grid:
    """Lay the cells of weighing customers out as a table."""
    rows = []
    for r in found:
        runs = r.outcomes[int(np.argmin(np.abs(r.shares - 0.5)))]
        word = said(words.get(r.cell, ""), r.flat) if r.pilot.reached else "not reached"
        c, b = r.cell, interval([o.ratio_b for o in runs])
        rows.append((f"{c.ratio:g} ({c.ratio * r.pilot.one_more:.2g})", f"{c.retention:g}", c.word_of_mouth, c.rivals,
                     r.best.found, f"{r.flat[0]:.2f} to {r.flat[1]:.2f}", b, r.half.incremental, r.half.marginal,
                     word))  # fmt: skip
    columns = ("ρ (other reading)", "base retention", "word of mouth", "rivals", "s* [95%]", "within 5% of best profit",
               "B at .5", "C at .5", "D at .5", "more than half?")  # fmt: skip
    return Grid("Best retention share s* of discounted profit where customers weigh firms", columns, rows)


def said(word: str, flat: tuple[float, float]) -> str:
    """Add to a verdict what half and half would cost where that is little."""
    little = word in ("supported", "refuted") and flat[0] <= 0.5 <= flat[1]
    return f"{word}, but half costs less than 5%" if little else word


def numbers(r: CellResult, words: dict[Cell, str]) -> dict[str, object]:
    """Give a cell for verdict.json."""
    return {"ratio": r.cell.ratio, "ratio_of_one_more": r.one_more, "base_retention": r.cell.retention,
            "budget": r.cell.budget, "budget_chosen": r.cell.chosen, "organic_joins": r.cell.floor,
            "best_share": r.best.found, "best_share_exact": r.exact, "exact_inside": r.inside, "agrees": r.agrees,
            "within_5_percent": list(r.flat), "pays": r.pays, "verdict": words.get(r.cell)}  # fmt: skip


def rows_of(found: Sequence[CellResult | BehaviourResult]) -> pd.DataFrame:
    """Lay every run out as rows: all outcomes of the surfaces, and profit and customers near the best share."""
    frames = []
    for r in found:
        c, name = r.cell, "named cells" if isinstance(r, CellResult) else "weighing customers"
        values = c.ratio, c.retention, c.floor, c.budget, c.chosen, bool(c.word_of_mouth), c.rivals or "none"
        at: dict[str, Any] = dict(zip(FACTORS, values, strict=True))
        frames.append(long_rows(r.shares, r.outcomes).assign(part=name, **at))
        if isinstance(r, CellResult):
            seed, place = np.indices(r.profit.shape).reshape(2, -1)
            for outcome in ("profit", "customers"):
                near = pd.DataFrame({"retention_share": r.window[place], "seed": seed, "outcome": outcome})
                near["value"], near["unit"] = getattr(r, outcome).ravel(), UNITS[outcome]
                frames.append(near.assign(part=f"{name}, near the best share", **at))
    rows = pd.concat(frames, ignore_index=True)
    return rows.astype({name: "category" for name in ("part", "rivals", "outcome", "unit")})


def draw_cells(found: Sequence[CellResult]) -> "Figure":
    """Draw the best share over the imposed ratio, a panel a base retention and a line a budget."""
    floor = min(r.cell.floor for r in found)
    shown = sorted((r for r in found if r.cell.floor == floor), key=lambda r: r.cell.ratio)
    retentions, ratios = sorted({r.cell.retention for r in shown}), sorted({r.cell.ratio for r in shown})
    given = sorted({r.cell.budget for r in shown if not r.cell.chosen})
    budgets = [f"{budget:g}" for budget in given] + ["b*"] * any(r.cell.chosen for r in shown)
    figure, panels = kit.panels(len(retentions), width=3.7, height=4.0, sharey=True)
    for axes, retention in zip(panels, retentions, strict=True):
        axes.axvspan(LOW, HIGH, color=kit.GREY, alpha=0.18, linewidth=0)
        kit.zero(axes, 0.5)
        for k, budget in enumerate(budgets):
            own = [r for r in shown if r.cell.retention == retention
                   and budget == ("b*" if r.cell.chosen else f"{r.cell.budget:g}")]  # fmt: skip
            x, best, colour = [r.cell.ratio for r in own], [r.best.found for r in own], kit.COLOURS[k % 5]
            axes.plot(x, [r.exact for r in own], linestyle=kit.LINES[k % 5], color=colour, linewidth=1.2)
            error = [[b.place - b.low for b in best], [b.high - b.place for b in best]]
            label = "what the firm would choose (b*)" if budget == "b*" else budget
            axes.errorbar(x, [b.place for b in best], error, fmt=kit.MARKS[k % 5], color=colour, capsize=3,
                          markersize=5, label=label)  # fmt: skip
        axes.set(xscale="log", xlabel="imposed cost ratio ρ (average)", ylim=(-0.03, 1.03))
        axes.set_title(f"base retention {retention:g}")
        axes.set_xticks(ratios, [f"{x:g}" for x in ratios])
        axes.minorticks_off()
    panels[0].set_ylabel("best retention share of the budget")
    figure.legend(*panels[0].get_legend_handles_labels(), title="budget [money per head of market and period]",
                  ncols=len(budgets), loc="outside lower center", frameon=False)  # fmt: skip
    within = [r.best.found.place for r in shown if LOW <= r.cell.ratio <= HIGH]
    text = "The best retention share over the imposed cost ratio"
    if within:
        text = (f"At the same ratio of 5 to 10 (grey) the best share runs from {min(within):.1f} to "
                f"{max(within):.1f}: budget and base retention decide")  # fmt: skip
    kit.title(figure, text)
    return figure


def draw_weighing(found: Sequence[BehaviourResult]) -> "Figure":
    """Draw discounted profit over the share where customers weigh firms, a panel a ratio and base retention."""
    pairs = sorted({(r.cell.retention, r.cell.ratio) for r in found})
    columns, styles = min(4, len(pairs)), {"none": "-", "fixed": "--", "three": ":"}
    figure, panels = kit.panels(columns, -(-len(pairs) // columns), width=5.0, height=3.8)
    for axes, pair in zip(panels, pairs, strict=False):
        for r in (r for r in found if (r.cell.retention, r.cell.ratio) == pair):
            colour, talk = (kit.ORANGE, "word of mouth") if r.cell.word_of_mouth else (kit.BLUE, "silent")
            values = np.array([[o.profit for o in runs] for runs in r.outcomes]).T
            kit.band(axes, r.shares, values, colour, f"{talk}, rivals: {r.cell.rivals}", styles[str(r.cell.rivals)])
            place = r.best.found.place
            height = np.interp(place, r.shares, values.mean(axis=0))
            axes.plot(place, height, "o", color=colour, markeredgecolor=kit.INK)
        axes.axvline(0.5, color=kit.INK, linestyle=":", linewidth=1)
        axes.set(xlabel="retention share of the budget", ylabel="discounted profit [money per head]")
        axes.set_title(f"ρ={pair[1]:g}, base retention {pair[0]:g}")
    for axes in panels[len(pairs) :]:
        axes.set_axis_off()
    figure.legend(*panels[0].get_legend_handles_labels(), ncols=2, loc="outside lower center", frameon=False)
    kit.title(figure, "Where customers weigh firms, word of mouth and rivals move the best share (dots)")
    return figure
