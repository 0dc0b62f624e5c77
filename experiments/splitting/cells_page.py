"""How cells in which one budget is split are written up: tables, rows and pictures."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from tenfold.experiments.splitting.along_curves import CellResult
from tenfold.experiments.splitting.markets import Cell
from tenfold.experiments.splitting.outcomes import UNITS, long_rows
from tenfold.experiments.splitting.weighing import BehaviourResult
from tenfold.experiments.study import Grid, kit
from tenfold.sim.statistics import interval

if TYPE_CHECKING:
    from matplotlib.figure import Figure

LOW, HIGH = 5.0, 10.0  # the ratio that everybody quotes
FACTORS = {
    "ratio": "imposed cost ratio", "base_retention": "per period, without spending", "organic_joins": "per period",
    "budget": "money per head of market and period", "budget_chosen": "-", "word_of_mouth": "on or off", "rivals": "-",
}  # fmt: skip
ROWS = {"part": "-", **FACTORS, "retention_share": "share of the budget", "seed": "-", "outcome": "-",
        "value": "in `unit`", "unit": "-"}  # fmt: skip


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


def numbers_of_weighing(r: BehaviourResult, words: dict[Cell, str]) -> dict[str, object]:
    """Give a cell of weighing customers for verdict.json."""
    return {"ratio": r.cell.ratio, "ratio_of_one_more": r.cell.ratio * r.pilot.one_more,
            "base_retention": r.cell.retention, "budget": r.cell.budget, "word_of_mouth": r.cell.word_of_mouth,
            "rivals": r.cell.rivals, "reached": r.pilot.reached, "best_share": r.best.found,
            "within_5_percent": list(r.flat), "marginal_ratio_at_half": r.half.marginal,
            "verdict": words.get(r.cell)}  # fmt: skip


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
                f"{max(within):.1f}, over budgets and base retentions")  # fmt: skip
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
    moved = any(a.best.found.high < b.best.found.low for a in found for b in found
                if (a.cell.ratio, a.cell.retention) == (b.cell.ratio, b.cell.retention))  # fmt: skip
    kit.title(figure, "Where customers weigh firms, word of mouth or rivals move the best share (dots)" if moved else
              "Profit over the split where customers weigh firms; dots mark the best share")  # fmt: skip
    return figure
