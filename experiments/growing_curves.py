"""What each purchase of customers brings who grow: the shape of the value curve, and its picture."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from tenfold.experiments.growing_runs import ALONE, COHORT, POINTS, PURCHASE, SEEN, WON
from tenfold.experiments.study import Table, kit
from tenfold.sim.statistics import Doubles

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def flows(table: Table, points: Mapping[int, str], customers: str) -> Doubles:
    """Give what each purchase looked at brings, in the mean over seeds."""
    return np.array([table.at(name, customers=customers).mean() for name in points.values()])


def hump(customers: str, table: Table) -> float:
    """Give the least of: loss at first, what the most is above the second purchase, and above the last."""
    each = flows(table, COHORT, customers)
    return float(min(-each[0], each[2:].max() - each[1], each[2:].max() - each[-1]))


def fall(customers: str, table: Table) -> float:
    """Give what the last purchase of one who stays brings less than their best one: of means over later thirds."""
    each = flows(table, ALONE, customers)[1:]
    thirds = np.array([part.mean() for part in np.array_split(each, 3)])
    return float(thirds.max() - thirds[-1])


def lasts(customers: str, table: Table) -> float:
    """Give the purchase up to which a cohort brings 90% of its most, on straight lines between those looked at."""
    each, number = flows(table, COHORT, customers)[1:], np.linspace(POINTS[1], SEEN, 3401)  # hundredths
    return float(number[np.interp(number, POINTS[1:], each) >= 0.9 * each.max()].max())


def draw(table: Table, arms: Sequence[str], sellers: Sequence[str], finding: str) -> "Figure":
    """Draw what each purchase brings, of a cohort and of one who stays, and who leaves where further products are sold.

    Parameters
    ----------
    table : of all runs
    arms : kinds of customers of which a line is drawn
    sellers : those where further products are sold, bound by nothing first
    finding : stands above it all
    """
    picture, axes = kit.panels(3)
    for each, points, unit in ((axes[0], COHORT, WON), (axes[1], ALONE, PURCHASE)):
        for k, name in enumerate(arms):
            values = np.stack([table.at(points[p], customers=name) for p in POINTS[1:]], axis=1)
            kit.band(each, np.array(POINTS[1:], np.float64), values, kit.COLOURS[k], name, kit.LINES[k], kit.MARKS[k])
        each.set(xlabel="number of the purchase", ylabel=f"brought [{unit}]")
    kit.heading(axes[0], "A cohort, drop-outs included,\nfrom the second purchase on")
    kit.heading(axes[1], "One customer who stays,\nfrom the second purchase on")
    axes[1].set_ylim(bottom=0.0)
    axes[0].set_ylim(0.0, 1.4 * axes[0].get_ylim()[1])
    axes[0].legend(fontsize=8, loc="upper right")
    gaps = []
    for k, (who, text) in enumerate((("others leave", "hold one product"), ("holders leave", "hold more"))):
        values = 100.0 * np.stack([table.at(who, customers=name) for name in sellers], axis=1)
        kit.band(axes[2], np.arange(2.0), values, kit.COLOURS[k], text, "", kit.MARKS[k])
        gaps.append(values.mean(axis=0))
    axes[2].set_xticks([0, 1], ["which binds\nnobody", "which\nbinds"])
    axes[2].set(ylabel="who leaves [% of customers a period]", xlim=(-0.4, 1.4), ylim=(0, None),
                xlabel="a further product")
    less = gaps[0] - gaps[1]
    kit.heading(axes[2], f"Holders leave {less[0]:.2f} points less often unbound,\n{less[1]:.2f} points if bound")
    axes[2].legend(fontsize=8)
    kit.title(picture, finding)
    return picture
