"""A picture of field tests that could be made: what each is worth by its size, and how often it finds its effect."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from tenfold.experiments.planner.offers import Offer
from tenfold.experiments.planner.sample_size import power_of
from tenfold.experiments.planner.trials import CARE
from tenfold.experiments.planner.unknowns import money
from tenfold.experiments.study import kit

if TYPE_CHECKING:
    from matplotlib.figure import Figure

CAPTION = (
    "Left: expected value of what a test tells; dotted: of an endless one; the ring: the size at which most is left "
    "after the cost, which is spread over all years. Right: how often its result is told apart from nothing."
)


def picture(offers: Sequence[Offer], power: float) -> "Figure":
    """Draw worth over size, of the best test of each kind, with the cost of the first; and the power of the first."""
    figure, (left, right) = kit.panels(2, width=5.4, height=4.2)
    first, drawn = offers[0], list[Offer]()
    for offer in offers:
        if not any(o.one.kind == CARE == offer.one.kind for o in drawn):
            drawn.append(offer)
    for k, offer in enumerate(drawn):
        x, y = [s.people for s in offer.sizes], [s.worth for s in offer.sizes]
        left.plot(x, y, marker=kit.MARKS[k], linestyle=kit.LINES[k], color=kit.COLOURS[k], label=offer.one.name)
        left.axhline(offer.most, color=kit.COLOURS[k], linestyle=":", linewidth=1, zorder=0)
    n = [s.people for s in first.sizes]
    left.plot(n, [s.cost_a_year for s in first.sizes], color=kit.INK, linestyle=kit.LINES[4], label="cost of the first")
    left.plot([first.best.people], [first.best.worth], "o", markersize=11, markerfacecolor="none", color=kit.INK)
    left.set(xscale="log", ylim=(0, 1.45 * max(o.most for o in offers) or 1.0), xlabel="people in each arm",
             ylabel="money a year")  # fmt: skip
    left.legend(frameon=False, loc="upper left")
    left.yaxis.set_major_formatter("{x:,.0f}")
    kit.heading(left, "What a test is worth (dotted: endless)")
    grid = np.geomspace(n[0], max(n[-1], n[0] * 2), 200)
    labels = ("at the effect in question", "at the least effect")
    for k, (label, rate) in enumerate(zip(labels, first.rates, strict=True)):
        power_there = power_of(grid, first.one.trial.rate, rate, first.level)
        right.plot(grid, 100 * power_there, color=kit.COLOURS[k], linestyle=kit.LINES[k], label=label)
    right.axhline(100 * power, color=kit.INK, linestyle=":", linewidth=1)
    right.axvline(first.best.people, color=kit.GREY, linewidth=1)
    right.set(xscale="log", ylim=(0, 103), xlabel="people in each arm", ylabel="told apart from nothing [% of tests]")
    right.legend(frameon=False, loc="upper left")
    kit.heading(right, f"Power of a test of {first.one.name}")
    for axes in (left, right):
        axes.xaxis.set_major_formatter("{x:,.0f}")
    kit.title(figure, f"Test {first.one.kind} first, {first.best.people:,} people in each arm: worth "
              f"{money(first.best.worth)} money a year, cost {money(first.best.cost)}" if first.pays else
              "No field test pays")  # fmt: skip
    return figure
