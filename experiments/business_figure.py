"""The picture of E12: what value first brings by imitation and by cash, and models by the stage of life."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import numpy as np

from tenfold.experiments.study import Mean, Table, kit
from tenfold.sim.statistics import interval

if TYPE_CHECKING:
    from matplotlib.figure import Figure

MONEY = "money per head of the market"


def draw(
    table: Table, of: Callable[..., Mean], stages: Mapping[str, tuple[float, list[str]]], heading: str
) -> "Figure":
    """Draw three panels.

    Parameters
    ----------
    table : of the runs
    of : gives an outcome at the levels named, as usual for the others
    stages : by name, the share of the market at first, and the models that are compared
    heading : the finding

    Returns
    -------
    Figure
        with 95% intervals over seeds
    """
    picture, (copied, cash, models) = kit.panels(3, width=4.9, height=4.4)
    kit.lines(copied, table, lambda imitation, policy: of(imitation=imitation, policy=policy), over="imitation",
              by="policy", bands=True)  # fmt: skip
    kit.lines(cash, table, lambda cash, policy: of(cash=cash, policy=policy), over="cash", by="policy", bands=True)
    copied.set(title="With enough cash: what is copied pays less", xlabel="copied [share of the lead a period]",
               ylabel=f"discounted profit [{MONEY}]")  # fmt: skip
    copied.set_xticks([0.0, 0.05, 0.1, 0.2], ["0", ".05", ".1", ".2"])
    cash.set(title="Nobody copies: value first needs cash", xlabel=f"cash at first [{MONEY}]", ylabel="")
    cash.legend().remove()
    for k, (stage, (start, names)) in enumerate(stages.items()):
        found = [interval(table.sample(of(model=m, start=start))) for m in names]
        models.errorbar([f.mean for f in found], np.arange(len(names)) + 0.16 * (k - 0.5), xerr=[f.half for f in found],
                        fmt=kit.MARKS[k], color=kit.COLOURS[k], capsize=3, label=f"{stage} ({100 * start:.0f}%)")
    models.set_yticks(range(len(stages["entrant"][1])), stages["entrant"][1])
    models.axvline(0.0, color=kit.INK, linestyle=":", linewidth=1)
    models.set(title="Which model suits which stage", xlabel=f"discounted profit [{MONEY}]")
    models.legend()
    kit.title(picture, heading)
    return picture
