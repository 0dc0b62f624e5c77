"""The picture of a planner's outlook: customers, cash and what adds up, a column a budget and a colour a policy."""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from tenfold.experiments.planner.ahead import ends
from tenfold.experiments.planner.outlook import Outlook
from tenfold.experiments.planner.policies import Arm
from tenfold.experiments.study import kit
from tenfold.sim.statistics import Doubles

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

COLOURS = (kit.BLUE, kit.ORANGE, kit.GREEN, kit.PURPLE, "#B8860B", "#56B4E9")
SCALES = ((1e9, "bn "), (1e6, "m "), (1e3, "k "))


def draw(o: Outlook, title: str) -> "Figure":
    """Draw every arm over the horizon; bands hold nine of ten cases, lines their middle.

    Parameters
    ----------
    o : the outlook
    title : the finding

    Returns
    -------
    Figure
        lines of axes: customers, cash, cash so far, and what of it is beyond the reference, where that earns or costs
    """
    budgets: list[float | None] = list(dict.fromkeys(arm.budget for arm in o.arms if arm.budget is not None)) or [None]
    t, period = o.horizon, o.plan.market.period
    flow, x = o.drawn.first(t), np.arange(1, t + 1)
    panels: list[tuple[str, Doubles, NDArray[np.integer]]]
    panels = [("customers", flow.customers, np.arange(t + 1)), (f"cash a {period}\n[{{}}money]", flow.cash, x),
              ("cash so far\n[{}money]", flow.profit, x),
              (f"beyond {o.arms[0].words}, so far\n[{{}}money]", flow.profit - flow.profit[0], x)]  # fmt: skip
    if not flow.cash[0].any():
        panels = panels[:3]  # beyond what is nothing all is the same as before
    width = 3.3 if len(budgets) > 1 else 5.4
    figure, axes = kit.panels(len(budgets), len(panels), width, 2.25, sharex=True, sharey="row")
    colours = coloured(o)
    for row, (label, values, places) in enumerate(panels):
        found = ends(values) * o.people
        scale, prefix = scale_of(found)
        for column, budget in enumerate(budgets):
            ax = axes[row * len(budgets) + column]
            chosen = [k for k, arm in enumerate(o.arms) if arm.budget in (None, budget)]
            for k in chosen:
                low, middle, high = found[:, k] / scale
                ax.fill_between(places, low, high, color=colours[k], alpha=0.11, linewidth=0)
                for end in (low, high) if o.arms[k].budget is not None else ():
                    ax.plot(places, end, color=colours[k], linewidth=0.6, alpha=0.7)
                ax.plot(places, middle, color=colours[k], linestyle=":" if o.arms[k].budget is None else "-",
                        marker="o" if t == 1 else "", zorder=3 if o.arms[k].budget is None else 2)  # fmt: skip
            if row:
                kit.zero(ax)
            if not column:
                ax.set_ylabel(label.format(prefix) if row else f"customers [{prefix.strip() or 'heads'}]")
            if not row:
                kit.heading(ax, "" if budget is None else f"{budget:.3g} a head and {period}")
            if row == len(panels) - 1:
                ax.set_xlabel(period)
        for column, budget in enumerate(budgets if not row else ()):  # after all: they share the height
            ends_of = [(found[1, k, -1] / scale, short(o.arms[k]), colours[k])
                       for k, arm in enumerate(o.arms) if arm.budget in (None, budget)]  # fmt: skip
            _name(axes[column], ends_of, t)
    kit.title(figure, title)
    return figure


def coloured(o: Outlook) -> list[str]:
    """Give each arm the colour of its policy; what hangs on no budget is ink and grey."""
    policies = list(dict.fromkeys(arm.name for arm in o.arms if arm.budget is not None))
    plain = [arm.name for arm in o.arms if arm.budget is None]
    found = {name: (kit.INK, kit.GREY)[k] for k, name in enumerate(plain)}
    found |= {name: COLOURS[k % len(COLOURS)] for k, name in enumerate(policies)}
    return [found[arm.name] for arm in o.arms]


def scale_of(values: Doubles) -> tuple[float, str]:
    """Give the unit in which numbers are short, and its letter with a blank behind."""
    most = float(np.nanmax(np.abs(values), initial=0.0))
    return next(((scale, letter) for scale, letter in SCALES if most >= 2 * scale), (1.0, ""))


def short(arm: Arm) -> str:
    """Write a policy in as few words as a picture has room for: shares are for keeping."""
    return arm.words.replace(" for keeping", "")


def _name(ax: "Axes", lines: list[tuple[float, str, str]], t: int) -> None:
    """Write the policies beside the ends of their lines, as near as they can stand apart from each other."""
    low, high = ax.get_ylim()
    room, lines = (high - low) * 0.1, sorted(lines)
    heights = [line[0] for line in lines]
    for _ in range(50):  # neighbours push each other apart until none is too near
        for k in range(len(heights) - 1):
            lacks = room - (heights[k + 1] - heights[k])
            if lacks > 0.0:
                heights[k], heights[k + 1] = heights[k] - lacks / 2, heights[k + 1] + lacks / 2
    for height, (_, words, colour) in zip(heights, lines, strict=True):
        ax.annotate(words, (t, height), (4, 0), textcoords="offset points", va="center", color=colour, fontsize=8,
                    annotation_clip=False)  # fmt: skip
