"""The figure of E5: growth, and who knows in the end, over nominal R and by network; what a wave costs a firm."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from tenfold.experiments.study import Mean, Table, kit

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Curves = Mapping[str, Mapping[float, Callable[[str], Mean]]]


def draw(
    table: Table, curves: Curves, market: Sequence[float], caused: Callable[[str, float], Mean], title: str
) -> "Figure":
    """Draw three panels.

    Parameters
    ----------
    table : of all runs
    curves : by network and nominal R what gives an outcome there
    market : nominal R where the market is as it is
    caused : gives what a wave changes of an outcome, at a nominal R
    title : the finding

    Returns
    -------
    Figure
    """
    picture, (grows, knows, costs) = kit.panels(3, width=4.8, height=4.0)
    for axes, outcome in ((grows, "growth"), (knows, "know")):
        for k, (network, along) in enumerate(curves.items()):
            values = np.stack([table.sample(value(outcome)) for value in along.values()], axis=1)
            kit.band(axes, np.array(list(along)), values, kit.COLOURS[k], network, kit.LINES[k], kit.MARKS[k])
        axes.set_xlabel("nominal R = q told [-]")
        axes.legend()
    kit.zero(grows)
    grows.axvline(1.0, color=kit.INK, linestyle=":", linewidth=1, zorder=0)
    grows.set(title="Growth over the first five generations", ylabel="share per generation")
    knows.set(title="Who knows in the end", ylabel="share of the market")
    for k, (outcome, sign, text) in enumerate((("lost", 1.0, "lost"), ("won", -1.0, "fewer joined"))):
        values = np.stack([sign * table.sample(caused(outcome, r)) for r in market], axis=1)
        kit.band(costs, np.array(market), values, kit.COLOURS[k], text, kit.LINES[k], kit.MARKS[k])
    kit.zero(costs)
    costs.set(title="What a wave costs a firm", xlabel="nominal R = q told [-]", ylabel="customers [of 100]")
    costs.legend()
    kit.title(picture, title)
    return picture
