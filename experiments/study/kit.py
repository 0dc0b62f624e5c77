"""The kit all figures are drawn with: colours that survive greyscale and colour blindness, the same marks and bands.

Figures are made without pyplot, so that nothing is kept after they are saved. matplotlib is imported when one is drawn.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from tenfold.experiments.study.table import Doubles, Table
from tenfold.sim.statistics import interval

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

INK, BLUE, ORANGE, GREEN, GREY, PURPLE = "#222222", "#0072B2", "#D55E00", "#009E73", "#8a8a8a", "#7a4a8c"
COLOURS, MARKS, LINES = (BLUE, ORANGE, GREEN, INK, GREY), ("o", "s", "^", "D", "v"), ("-", "--", "-.", ":", (0, (5, 1)))
STYLE: dict[str, Any] = {
    "font.size": 10, "axes.spines.top": False, "axes.spines.right": False, "axes.titlesize": 10.5,
    "axes.titlelocation": "left", "axes.titleweight": "bold", "figure.constrained_layout.use": True,
    "svg.hashsalt": "tenfold", "savefig.dpi": 140, "legend.frameon": False, "legend.fontsize": 9,
}  # fmt: skip


@contextmanager
def styled() -> Iterator[None]:
    """Draw and save figures alike in here."""
    import matplotlib

    with matplotlib.rc_context(cast(Any, STYLE)):
        yield


def panels(
    count: int, lines: int = 1, width: float = 4.6, height: float = 3.7, **more: Any
) -> "tuple[Figure, list[Axes]]":
    """Make axes side by side.

    Parameters
    ----------
    count, lines : how many columns and rows of axes
    width, height : of each [inches]
    more : for `Figure.subplots`, such as sharey=True

    Returns
    -------
    Figure, list of Axes
        row by row
    """
    from matplotlib.figure import Figure

    with styled():
        figure = Figure(figsize=(width * count, height * lines))
        axes = figure.subplots(lines, count, squeeze=False, **more)
    return figure, list(axes.flat)


def title(figure: "Figure", text: str) -> None:
    """Put the finding above a figure, in lines that fit."""
    import textwrap

    most = int(figure.get_figwidth() * 9.5)
    figure.suptitle("\n".join(textwrap.wrap(text, most)), x=0.01, ha="left", fontweight="bold", fontsize=12)


def heading(axes: "Axes", text: str) -> None:
    """Put the finding above one of several axes."""
    axes.set_title(text, loc="left", fontweight="bold", fontsize=10.5)


def band(axes: "Axes", x: Doubles, values: Doubles, colour: str, label: str | None = None, style: Any = "-",
         marker: str = "") -> None:
    """Draw a mean over seeds with its 95% interval as a band; values of shape (seeds, x)."""
    spread = [interval(column) for column in values.T]
    axes.plot(x, [s.mean for s in spread], linestyle=style, marker=marker, color=colour, label=label)
    axes.fill_between(x, [s.low for s in spread], [s.high for s in spread], color=colour, alpha=0.22, linewidth=0)


def lines(
    axes: "Axes", table: Table, value: Any, over: str, by: str | None = None, levels: Sequence[Any] | None = None,
    bands: bool = False,
) -> None:
    """Draw a value with its 95% intervals over seeds along the levels of a factor, one line a level of another.

    Parameters
    ----------
    axes : to draw into; a log scale or labels are for the caller
    table : of the runs
    value : gives the value at the levels named, as `lambda **at: mean("profit", ease=1.0, **at)`
    over : the factor along the axis
    by : the factor of which each level gets a line; None for one line
    levels : of `by`, those to draw; all without
    bands : draw intervals as bands, where `over` has numbers, instead of bars
    """
    x = table.levels(over)
    numeric = all(isinstance(level, int | float) and not isinstance(level, bool) for level in x)
    places = np.array(x, np.float64) if numeric else np.arange(len(x), dtype=np.float64)
    chosen = (levels if levels is not None else table.levels(by)) if by else [None]
    for k, level in enumerate(chosen):
        at = {by: level} if by else {}
        found = [interval(table.sample(value(**{over: place}, **at))) for place in x]
        beside = 0.0 if numeric else 0.12 * (k - (len(chosen) - 1) / 2)  # words are no scale: points, side by side
        label = None if by is None else shown(level)
        if bands and numeric:
            values = np.stack([table.sample(value(**{over: place}, **at)) for place in x], axis=1)
            band(axes, places, values, COLOURS[k % 5], label, LINES[k % 5], MARKS[k % 5])
            continue
        axes.errorbar(places + beside, [f.mean for f in found], [f.half for f in found], capsize=3,
                      label=label, color=COLOURS[k % 5], marker=MARKS[k % 5],
                      linestyle=LINES[k % 5] if numeric else "none")  # fmt: skip
    axes.set_xticks(places, [f"{place:g}" for place in places] if numeric else [shown(level) for level in x])
    axes.minorticks_off()
    if not numeric:
        axes.set_xlim(-0.5, len(x) - 0.5)
    axes.set_xlabel(over)
    if by:
        axes.legend(title=by, frameon=False)


def shown(level: Any) -> str:
    """Write a level as people read it."""
    if isinstance(level, bool):
        return "on" if level else "off"
    return f"{level:g}" if isinstance(level, float) else str(level)


def zero(axes: "Axes", at: float = 0.0) -> None:
    """Draw a thin line where nothing would change."""
    axes.axhline(at, color=INK, linestyle=":", linewidth=1, zorder=0)


def stacked(axes: "Axes", table: Table, parts: Mapping[str, str], bars: Mapping[str, Mapping[str, Any]]) -> None:
    """Draw shares on top of one another, a bar an arm.

    Parameters
    ----------
    axes : to draw into
    table : of the runs
    parts : outcomes that are shares, from the bottom on, and what each is called in the legend
    bars : what stands below each bar, and the levels of its arm
    """
    low = np.zeros(len(bars))
    for k, (outcome, text) in enumerate(parts.items()):
        height = np.array([table.at(outcome, **levels).mean() for levels in bars.values()])
        axes.bar(np.arange(len(bars)), height, 0.8, low, label=text, color=COLOURS[k % 5], edgecolor="white",
                 alpha=(0.55, 0.75, 0.95)[k % 3], hatch=("", "//", "", "..", "")[k % 5])  # fmt: skip
        low += height
    axes.set_xticks(np.arange(len(bars)), list(bars))
    handles, labels = axes.get_legend_handles_labels()
    axes.legend(handles[::-1], labels[::-1], loc="center left", bbox_to_anchor=(1.0, 0.5))  # in the order of the bars
