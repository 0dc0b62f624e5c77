"""The picture of E9: activities by cost and by what is lost without them, money moved, and the bed."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from tenfold.agents.firm.chain import ACTIVITIES, USUAL
from tenfold.experiments.chain_runs import NAMES, Case
from tenfold.experiments.study import Mean, Table, kit
from tenfold.sim.statistics import interval

if TYPE_CHECKING:
    from matplotlib.figure import Figure

MONEY = "money per head of the market and period"


def draw(
    table: Table, case: Case, lost: Callable[[str], Mean], moved: Callable[[str, str], Mean],
    brought: Callable[[float, float], Mean], heading: str,
) -> "Figure":
    """Draw three panels.

    Parameters
    ----------
    table : of the runs
    case : the median chain
    lost, moved, brought : by activity; by chain and guide; by cost and access
    heading : the finding

    Returns
    -------
    Figure
        with 95% intervals over seeds
    """
    picture, (steps, moves, beds) = kit.panels(3, width=5.0, height=4.4)
    found = [interval(table.sample(lost(name))) for name in ACTIVITIES]
    cost = case.costs * USUAL**2
    steps.errorbar(cost, [f.mean for f in found], [f.half for f in found], fmt="o", color=kit.BLUE, capsize=3)
    for x, f, name in zip(cost, found, ACTIVITIES, strict=True):
        steps.annotate(name, (x, f.mean), xytext=(4, 4), textcoords="offset points", fontsize=8)
    steps.set(title="The median chain", xlabel="what an activity costs [money per customer and period]",
              ylabel=f"profit lost without it\n[{MONEY}]")  # fmt: skip
    for k, by in enumerate(("value", "cost")):
        gains = [interval(table.sample(moved(name, by))) for name in NAMES]
        moves.errorbar(np.arange(len(NAMES)) + 0.14 * (k - 0.5), [g.mean for g in gains], [g.half for g in gains],
                       fmt=kit.MARKS[k], color=kit.COLOURS[k], capsize=3, label=f"by {by}")  # fmt: skip
    moves.set_xticks(range(len(NAMES)), ["low τ", "median τ", "high τ", "cost ∝ value"])
    kit.zero(moves)
    moves.legend(title="a tenth of the spend moved")
    moves.set(title="Money moved among activities", ylabel=f"gain [{MONEY}]")
    costs = sorted({float(levels[4]) for levels in table.arms if levels[3] == "brought"})
    for k, access in enumerate(sorted({float(levels[5]) for levels in table.arms if levels[3] == "brought"})):
        values = np.stack([table.sample(brought(c, access)) for c in costs], axis=1)
        kit.band(beds, np.array(costs), values, kit.COLOURS[k], f"{100 * access:.0f}%", kit.LINES[k], kit.MARKS[k])
    kit.zero(beds)
    beds.legend(title="can fetch it")
    beds.set(title="Bringing the bed", xlabel="cost of bringing [money]", ylabel=f"gain [{MONEY}]")
    kit.title(picture, heading)
    return picture
