"""The picture of E13: data by instrument, asking by drift, and the stages of CRM."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from tenfold.experiments.study import Mean, Table, kit
from tenfold.sim.statistics import interval

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def draw(
    table: Table, data: Callable[[float, float], Mean], asked: Callable[[float, int], Mean],
    stage: Callable[[str], Mean], said: tuple[str, Sequence[str], Sequence[float], Sequence[float]], heading: str,
) -> "Figure":
    """Draw three panels.

    Parameters
    ----------
    table : of the runs
    data, asked, stage : by chance and approach; by drift and how often; by stage
    said : the unit of all, stages, money of an approach, chances that an offer is right anyway
    heading : the finding

    Returns
    -------
    Figure
        with 95% intervals over seeds
    """
    unit, stages, approaches, chances = said
    picture, (worth, asks, crm) = kit.panels(3, width=4.9, height=4.2)
    for k, chance in enumerate(chances):
        values = np.stack([table.sample(data(chance, x)) for x in approaches], axis=1)
        label = f"{100 * chance:.0f}%"
        kit.band(worth, np.array(approaches), values, kit.COLOURS[k], label, kit.LINES[k], kit.MARKS[k])
    worth.legend(title="offers right\nwithout data")
    worth.set(title="What data bring", xlabel="an approach [money]", ylabel=f"beyond no data\n[{unit}]")
    drifts = [x for x in table.levels("drift") if any(a[3] == 12 and a[4] == x for a in table.arms)]
    for k, (every, text) in enumerate(((1000, "once"), (12, "every 12"), (6, "every 6"), (3, "every 3"))):
        values = np.stack([table.sample(asked(x, every)) for x in drifts], axis=1)
        kit.band(asks, np.array(drifts), values, kit.COLOURS[k], text, kit.LINES[k], kit.MARKS[k])
    asks.legend(title="customers asked")
    asks.set_xticks(drifts, [f"{x:g}" for x in drifts])
    asks.set(title="What asking brings", xlabel="drift of needs [log standard deviation per period]",
             ylabel=f"beyond improving all alike\n[{unit}]")  # fmt: skip
    found = [interval(table.sample(stage(name))) for name in stages]
    crm.errorbar([f.mean for f in found], range(len(stages)), xerr=[f.half for f in found], fmt="o", color=kit.BLUE,
                 capsize=3)  # fmt: skip
    crm.set_yticks(range(len(stages)), stages)
    crm.axvline(0.0, color=kit.INK, linestyle=":", linewidth=1)
    crm.set(title="What each stage brings beside the others", xlabel=f"[{unit}]")
    for axes in (worth, asks):
        kit.zero(axes)
    kit.title(picture, heading)
    return picture
