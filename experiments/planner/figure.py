"""The picture of a planned split: profit over the share, the best over what is not known, what is worth knowing."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from tenfold.experiments.planner.answer import Told, verdict
from tenfold.experiments.planner.draws import UNKNOWN
from tenfold.experiments.planner.market import CohortMarket
from tenfold.experiments.planner.split import FINE, PlannedSplit
from tenfold.experiments.planner.unknowns import draw_spreads, money, percent
from tenfold.experiments.study import kit

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


def picture(readings: Mapping[str, PlannedSplit], market: CohortMarket) -> "Figure":
    """Draw profit over the share, the best share over what is not known, and what it is worth to know it.

    Parameters
    ----------
    readings : by words for what the propensity to leave belongs to; the first is in question
    market : of the planner
    """
    r, own = next(iter(readings.values())), market.figures()
    drawn = any(each.drawn.values.size for each in readings.values())
    worths = Told(market).worth(r)
    best = next(iter(worths))
    figure, axes = kit.panels(1, lines=3 if worths[best].sure else 2, width=6.8, height=3.2)
    top = axes[0]
    word, more, ends = verdict(r), r.drawn.above(0.5), r.flat
    kit.title(figure, {
        "does not pay": "At your figures the business does not pay, however you split the budget",
        "supported": f"Retention deserves more than half of your budget in {percent(more)} of cases",
        "refuted": f"Retention deserves at most half of your budget in {percent(1 - more)} of cases"
        + " that pay" * (r.drawn.share < 1.0),
    }.get(word, f"Whether retention deserves more than half {word.partition(';')[0]}"))  # fmt: skip
    if r.pays:
        top.axvspan(100 * ends[0], 100 * ends[1], color=kit.GREEN, alpha=0.25, linewidth=0)
    else:
        kit.zero(top, float(r.foreseen.nothing[0]))
    kit.heading(top, f"{percent(*ends)} for retention (green) earns within 5% of your best profit" if r.pays else
                f"The best split earns {-r.gain:.3g} less than spending nothing (dotted)")  # fmt: skip
    for k, (name, each) in enumerate(readings.items()):
        kept = ~np.isin(FINE, each.left_out)
        top.plot(100 * FINE[kept], each.foreseen.profit[0][kept], kit.LINES[k], color=kit.COLOURS[k],
                 label=f"propensity to leave {name}")  # fmt: skip
        simulated(top, each, kit.COLOURS[k], kit.MARKS[k], "simulated (bar: 95% over seeds)" if k == 0 else None)
    top.set(xlim=(-3, 103), xlabel="share of the budget for retention [%]",
            ylabel=f"profit over {own.periods} {own.period}s\n[money a head of the market]")  # fmt: skip
    top.legend(frameon=False)
    if drawn:
        draw_spreads(axes[1], {name: each.drawn for name, each in readings.items()}, 0.5)
        axes[1].set(xlabel="share of the budget for retention [%]")
        kit.heading(axes[1], f"Over what you do not know the best is {percent(*r.drawn.range[1:])} in nine of ten cases"
                    if r.drawn.values.size else "Only if the propensity to leave is kept does a split pay")  # fmt: skip
    else:
        for k, each in enumerate(readings.values()):
            axes[1].hist(each.gains.values, 40, color=kit.COLOURS[k], histtype="step" if k else "stepfilled",
                         alpha=1.0 if k else 0.6, linestyle=kit.LINES[k],
                         weights=np.full(each.gains.values.size, 100 / max(1, each.gains.values.size)))  # fmt: skip
        axes[1].set(xlabel="the best split earns beyond spending nothing [money a head]", ylabel="of cases [%]")
        kit.heading(axes[1], "No split pays in any of the cases drawn over what you do not know")
    if worths[best].sure:
        kit.heading(axes[2], f"Most worth knowing: {UNKNOWN[best][0]}")
        draw_worths(axes[2], {UNKNOWN[name][0]: each.sure for name, each in worths.items()})
    return figure


def simulated(axes: "Axes", r: PlannedSplit, colour: str, mark: str, label: str | None) -> None:
    """Draw simulated profit at the shares that were played as points with intervals of 95% over seeds."""
    middle, half = r.simulated
    axes.errorbar(100 * r.shares, middle, half, color=colour, marker=mark, linestyle="", capsize=3, label=label)


def draw_worths(axes: "Axes", worths: Mapping[str, float]) -> None:
    """Draw what it is worth to know each thing as bars, the first on top, each under its own words.

    Parameters
    ----------
    axes : to draw on
    worths : by words for what is not known, the largest first [money a year]
    """
    for k, (words, worth) in enumerate(reversed(list(worths.items()))):
        axes.barh(k, worth, 0.4, color=kit.BLUE)
        axes.text(0, k + 0.25, f"{words}: {money(worth) if worth else 'nothing that shows'}", va="bottom")
    axes.spines["left"].set_visible(False)
    axes.set(yticks=[], ylim=(-0.4, len(worths) - 0.2), xlabel="knowing it for sure is worth [money a year]")
