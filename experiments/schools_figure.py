"""The picture of `schools`: where each is right, what decides, and what growth goes with."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from tenfold.experiments.schools_runs import SPACE
from tenfold.experiments.study import kit
from tenfold.sim.statistics import Doubles

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def draw(
    places: Mapping[str, Doubles], gains: Doubles, halves: Mapping[str, tuple[float, float]],
    flows: Mapping[str, Doubles], heading: str,
) -> "Figure":
    """Draw three panels.

    Parameters
    ----------
    places : what was drawn, a column for each of `SPACE`, shape (markets,)
    gains : what retention first earns beyond acquisition first [money], shape (markets,)
    halves : how often it earns more in the lower and in the upper half, by what was drawn
    flows : "won", "lost" and "growth" of the first firm, in every arm of the drawn markets [per customer and year]
    heading : the finding

    Returns
    -------
    Figure
        with marks for every market
    """
    from matplotlib.ticker import LogLocator

    picture, (where, what, growth) = kit.panels(3, width=5.0, height=4.6)
    first, second = strongest(halves)
    for colour, mark, label in ((kit.BLUE, "o", "retention first"), (kit.ORANGE, "s", "acquisition first")):
        own = (gains > 0) == (label == "retention first")
        where.scatter(places[first][own], places[second][own], 26, color=colour, marker=mark, label=label, alpha=0.8)
    for axis, name in ((where.xaxis, first), (where.yaxis, second)):
        axis.set_label_text(f"{SPACE[name].words} [{SPACE[name].unit}]")
        if "log" in SPACE[name].span:
            axis.axes.set(**{"xscale" if axis is where.xaxis else "yscale": "log"})
            axis.set_major_locator(LogLocator(subs=(1.0, 2.0, 5.0)))
            axis.set_major_formatter(lambda x, _: f"{x:g}")
            axis.set_minor_formatter(lambda x, _: "")
    where.legend(title="earns more", loc="upper center", bbox_to_anchor=(0.5, -0.16), ncols=2)
    kit.heading(where, "Each dot a drawn market")
    names = sorted(halves, key=lambda name: abs(halves[name][1] - halves[name][0]))
    for k, name in enumerate(names):
        low, high = halves[name]
        what.plot([low, high], [k, k], color=kit.GREY, zorder=0)
        what.scatter([low], [k], 36, color=kit.INK, marker="o", label="lower half" if k == 0 else None)
        what.scatter([high], [k], 36, color=kit.GREEN, marker="^", label="upper half" if k == 0 else None)
    what.set_yticks(range(len(names)), [SPACE[name].words for name in names])
    what.set(xlabel="retention first earns more [share of drawn markets]", xlim=(-0.03, 1.03))
    what.axvline(float((gains > 0).mean()), color=kit.INK, linestyle=":", linewidth=1, zorder=0)
    what.legend(title="of its range", loc="upper center", bbox_to_anchor=(0.5, -0.16), ncols=2)
    kit.heading(what, "What decides")
    for flow, sign, colour, mark in (("won", 1.0, kit.BLUE, "o"), ("lost", -1.0, kit.ORANGE, "s")):
        share = sign * np.cov(flows[flow], flows["growth"])[0, 1] / np.var(flows["growth"], ddof=1)
        growth.scatter(flows[flow], flows["growth"], 14, color=colour, marker=mark, alpha=0.7,
                       label=f"{flow} ({100 * share:.0f}% of the differences)")  # fmt: skip
    growth.set(xlabel="won, lost beyond the market's [per customer and year]",
               ylabel="growth beyond the market's\n[per customer and year]")  # fmt: skip
    kit.zero(growth)
    growth.legend(loc="upper center", bbox_to_anchor=(0.5, -0.16), ncols=2)
    kit.heading(growth, "What growth goes with")
    kit.title(picture, heading)
    return picture


def strongest(halves: Mapping[str, tuple[float, float]]) -> Sequence[str]:
    """Name the two drawn things whose halves differ most."""
    return sorted(halves, key=lambda name: -abs(halves[name][1] - halves[name][0]))[:2]
