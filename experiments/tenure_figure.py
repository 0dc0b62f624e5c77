"""The picture of E7: where the third purchase is the first to pay, and what a cohort has brought by purchase."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from tenfold.experiments.drop_outs import cohort_window, geometric, retention_needed
from tenfold.experiments.study import kit
from tenfold.experiments.study.table import Table
from tenfold.experiments.tenure_runs import AFTER, SEEN
from tenfold.sim.statistics import Doubles

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


def number_of(table: Table, outcome: str, **at: Any) -> str:
    """Write the median number of a purchase over seeds, "never" where it is not among those looked at."""
    found = float(np.median(table.at(outcome, **at)))
    return "never" if found > SEEN else f"{found:g}"


def draw(
    table: Table, ratios: Sequence[float], margins: Sequence[float], staying: Mapping[str, float],
    curves: Mapping[str, Mapping[str, Any]], finding: str,
) -> "Figure":
    """Draw the window for each rho, with medians over seeds in it, and value curves with their intervals.

    Parameters
    ----------
    table : of all runs
    ratios, margins : rho and m/c of the arms
    staying : retention of the geometric survivals, by their names
    curves : arms of which the value is drawn, by what the legend says
    finding : stands above it all
    """
    picture, axes = kit.panels(len(ratios) + 1, width=4.7, height=4.2)
    for each, ratio in zip(axes, ratios, strict=False):
        _window(each, table, ratio, margins, staying)
    last = axes[-1]
    for k, (name, at) in enumerate(curves.items()):
        values = np.stack([table.at(outcome, **at) for outcome in AFTER.values()], axis=1)
        kit.band(last, np.array(list(AFTER), np.float64), values, kit.COLOURS[k % 5], name, kit.LINES[k % 5],
                 kit.MARKS[k % 5])  # fmt: skip
    kit.zero(last)
    last.set_xscale("log")
    last.set_xticks(list(AFTER), [str(k) for k in AFTER])
    last.minorticks_off()
    last.set(xlabel="number of the purchase", ylabel="brought so far less all spent\n[money per customer won]")
    kit.heading(last, "What a cohort has brought,\ndrop-outs included")
    last.legend(loc="upper left", fontsize=8)
    kit.title(picture, finding)
    return picture


def _window(axes: "Axes", table: Table, ratio: float, margins: Sequence[float], staying: Mapping[str, float]) -> None:
    """Shade where the third purchase is the first to pay, survivors and cohorts; write medians of the runs over it."""
    r = np.linspace(0.5, 1.0, 201)
    low: Doubles = np.array([cohort_window(ratio, 3, geometric(x))[0] for x in r])
    high = cohort_window(ratio, 3, geometric(1.0))[1]
    alone = cohort_window(ratio, 3, geometric(1.0))[0]
    axes.fill_between(r, low, high, where=list(low < high), color=kit.BLUE, alpha=0.3, linewidth=0,
                      label="cohort and survivors: with the third")  # fmt: skip
    axes.fill_between(r, alone, np.minimum(low, high), color=kit.ORANGE, alpha=0.25, linewidth=0,
                      label="survivors with the third, cohort later")  # fmt: skip
    axes.vlines(retention_needed(2.0, 3) or 0.0, 1.7, high, color=kit.INK, linestyle=":", linewidth=1)
    for name, x in staying.items():
        for m in margins:
            axes.text(x, m, number_of(table, "cohort pays", survival=name, ratio=ratio, margin=m), ha="center",
                      va="center", fontsize=9, fontweight="bold")  # fmt: skip
    axes.set(xlim=(0.55, 1.0), ylim=(1.7, max(margins) + 1.9), xlabel="retention [share that buys again]",
             ylabel="margin m over selling cost c [-]")  # fmt: skip
    kit.heading(axes, f"First sale {ratio:g} times a later one\n(numbers: purchase that pays the cohort)")
    axes.legend(loc="upper left", fontsize=8)
