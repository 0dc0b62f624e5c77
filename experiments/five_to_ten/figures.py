"""The pictures of E1's named cells."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from tenfold.experiments.five_to_ten.behaviour import BehaviourResult
from tenfold.experiments.five_to_ten.named_cells import CellResult
from tenfold.experiments.study import kit
from tenfold.experiments.twins import Twins
from tenfold.sim.statistics import interval

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def best_share(cells: Sequence[CellResult]) -> "Figure":
    """Draw the best share over the imposed ratio, a panel a base retention and a line a budget."""
    floor = min(r.cell.floor for r in cells)
    shown = [r for r in cells if r.cell.floor == floor]
    retentions = sorted({r.cell.retention for r in shown})
    budgets = sorted({(r.cell.chosen, 0.0 if r.cell.chosen else r.cell.budget) for r in shown})
    figure, panels = kit.panels(len(retentions), width=3.7, height=4.0, sharey=True)
    for axes, retention in zip(panels, retentions, strict=True):
        axes.axvspan(5, 10, color=kit.GREY, alpha=0.18, linewidth=0)
        kit.zero(axes, 0.5)
        for k, (chosen, budget) in enumerate(budgets):
            own = sorted((r for r in shown if r.cell.retention == retention and r.cell.chosen == chosen
                          and (chosen or r.cell.budget == budget)), key=lambda r: r.cell.ratio)  # fmt: skip
            x, colour = [r.cell.ratio for r in own], kit.COLOURS[k % 5]
            axes.plot(x, [r.exact for r in own], linestyle=kit.LINES[k % 5], color=colour, linewidth=1.2)
            found = [r.best.found for r in own]
            error = [[f.place - f.low for f in found], [f.high - f.place for f in found]]
            axes.errorbar(x, [f.place for f in found], error, fmt=kit.MARKS[k % 5], color=colour, capsize=3,
                          markersize=5, label="what it would choose" if chosen else f"{budget:g}")  # fmt: skip
        ratios = sorted({r.cell.ratio for r in shown})
        axes.set(xscale="log", xlabel="imposed cost ratio ρ (average)", ylim=(-0.03, 1.03), title=f"base retention {retention:g}")
        axes.set_xticks(ratios, [f"{x:g}" for x in ratios])
        axes.minorticks_off()
    panels[0].set_ylabel("best retention share of the budget")
    handles, labels = panels[0].get_legend_handles_labels()
    figure.legend(handles, labels, title="budget per head and period", ncols=len(labels), loc="outside lower center", frameon=False)
    kit.title(figure, "At the same ratio of 5 to 10 (grey) the best share runs from 0 to .8: the budget decides more than the ratio")
    return figure


def four_ratios(optimum: Sequence[tuple[CellResult, Twins]]) -> "Figure":
    """Draw ratios A to D at each cell's best share."""
    figure, (axes,) = kit.panels(1, width=8.4, height=1.6 + 0.42 * len(optimum))
    kinds = (("A transactions", "v", kit.ORANGE), ("B averages", "s", kit.GREY), ("C all of it", "^", kit.GREEN),
             ("D the next unit", "o", kit.BLUE))  # fmt: skip
    for k, (r, twin) in enumerate(optimum):
        runs = r.outcomes[int(np.argmin(np.abs(r.shares - r.exact)))]
        values = [interval([o.ratio_a for o in runs]), interval([o.ratio_b for o in runs]), twin.incremental, twin.marginal]
        for j, (value, (name, marker, colour)) in enumerate(zip(values, kinds, strict=True)):
            error = [[max(0.0, value.mean - value.low)], [max(0.0, value.high - value.mean)]]
            axes.errorbar(value.mean, k + 0.13 * (1.5 - j), xerr=error, fmt=marker, color=colour, capsize=3,
                          markersize=6, label=name if k == 0 else None)  # fmt: skip
    axes.axvline(1.0, color=kit.INK, linestyle=":", linewidth=1)
    axes.set(xscale="log", xlabel="cost of winning ÷ cost of keeping", ylim=(-0.6, len(optimum) - 0.4))
    axes.xaxis.set_major_formatter(lambda x, _: f"{x:g}")
    axes.set_yticks(range(len(optimum)), [f"{r.cell.label}: s*={r.exact:.2f}" for r, _ in optimum], fontsize=8)
    figure.legend(*axes.get_legend_handles_labels(), ncols=4, loc="outside lower center", frameon=False)
    kit.title(figure, "At the best share the next unit of money does as much on either side (D = 1), whatever averages say")
    return figure


def curves(results: Sequence[BehaviourResult]) -> "Figure":
    """Draw discounted profit over the share where customers weigh firms, a panel a ratio and base retention."""
    pairs = sorted({(r.cell.retention, r.cell.ratio) for r in results})
    columns = min(4, len(pairs))
    figure, panels = kit.panels(columns, -(-len(pairs) // columns), width=5.0, height=3.8)
    styles = {"none": "-", "fixed": "--", "three": ":"}
    for axes, pair in zip(panels, pairs, strict=False):
        for r in results:
            if (r.cell.retention, r.cell.ratio) == pair:
                colour = kit.ORANGE if r.cell.word_of_mouth else kit.BLUE
                values = np.array([[o.profit for o in runs] for runs in r.outcomes]).T
                talk = "word of mouth" if r.cell.word_of_mouth else "silent"
                kit.band(axes, r.shares, values, colour, f"{talk}, rivals: {r.cell.rivals}", styles[str(r.cell.rivals)])
                place = r.best.found.place
                axes.plot(place, np.interp(place, r.shares, values.mean(axis=0)), "o", color=colour, markeredgecolor=kit.INK)
        axes.axvline(0.5, color=kit.INK, linestyle=":", linewidth=1)
        axes.set(xlabel="retention share of the budget", ylabel="discounted profit [money per head]",
                 title=f"ρ={pair[1]:g}, base retention {pair[0]:g}")  # fmt: skip
    for axes in panels[len(pairs):]:
        axes.set_axis_off()
    figure.legend(*panels[0].get_legend_handles_labels(), ncols=2, loc="outside lower center", frameon=False)
    kit.title(figure, "Where customers weigh firms, word of mouth and rivals move the best share (dots)")
    return figure
