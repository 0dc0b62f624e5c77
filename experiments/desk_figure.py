"""The picture of E14: what each way to call brings, without a shock, with one, and where all tools help."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from tenfold.experiments.study import Mean, Table, kit
from tenfold.sim.statistics import interval

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def draw(
    table: Table, of: Callable[..., Mean], policies: Sequence[str], phases: Sequence[str], unit: str, heading: str
) -> "Figure":
    """Draw three panels.

    Parameters
    ----------
    table : of the runs
    of : gives what a policy brings beyond no desk, by phase and levels of factors
    policies, phases : that are drawn
    unit : of the axis
    heading : the finding

    Returns
    -------
    Figure
        with 95% intervals over seeds
    """
    picture, axes = kit.panels(3, width=5.0, height=4.4, sharey=True)
    cases: tuple[tuple[str, dict[str, Any]], ...] = (
        ("Some tools harm some customers", {}), ("... and others help from period 24 on", {"shock": True}),
        ("All tools help nearly alike", {"tools": "all help"}),
    )  # fmt: skip
    for panel, (text, at) in zip(axes, cases, strict=True):
        for k, phase in enumerate(phases):
            found = [interval(table.sample(of(policy, phase, **at))) for policy in policies]
            places = np.arange(len(policies)) - 0.2 * (1 - k)
            panel.errorbar([f.mean for f in found], places, xerr=[f.half for f in found], fmt=kit.MARKS[k],
                           color=kit.COLOURS[k], capsize=2, label=phase)  # fmt: skip
        panel.axvline(0.0, color=kit.INK, linestyle=":", linewidth=1)
        panel.set(title=text, xlabel=f"beyond no desk, {unit}")
    axes[0].set_yticks(range(len(policies)), [name.replace("_", " ") for name in policies])
    axes[0].invert_yaxis()
    axes[2].legend(title="period 24")
    kit.title(picture, heading)
    return picture
