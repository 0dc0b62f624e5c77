"""The picture of who is still there: survival with its band and numbers at risk, and whether retention rises."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from tenfold.experiments.cohorts.evidence import survival_interval
from tenfold.experiments.cohorts.known import Known, fitted_retention, kept_interval
from tenfold.experiments.cohorts.sbg import survival
from tenfold.experiments.study import kit
from tenfold.sim.statistics import Doubles, Interval

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


def portrait(known: Known, finding: str) -> "Figure":
    """Draw one cohort: who is left, with numbers at risk below, and who of them stays each period.

    Parameters
    ----------
    known : of the cohort
    finding : stands above
    """
    cohort, fit = known.cohort, known.fit
    figure, (top, bottom) = kit.panels(1, lines=2, width=7.2, height=3.6, sharex=True)
    kit.title(figure, finding)
    t = np.arange(cohort.periods + 1, dtype=np.float64)
    top.step(t, 100 * cohort.surviving, where="post", color=kit.ORANGE, label="in the table")
    low, high = survival_interval(cohort, known.size)
    if known.sized:
        top.fill_between(t, 100 * low, 100 * high, step="post", color=kit.ORANGE, alpha=0.22, linewidth=0)
    mark = "." if cohort.periods < 40 else ""  # the curves are of whole periods: their points meet the lower corners
    fitted = 100 * survival(fit.alpha, fit.beta, t)
    top.plot(t, fitted, "--", marker=mark, color=kit.BLUE, label="fitted: they may differ")
    top.plot(t, 100 * (1 - fit.constant.mean) ** t, ":", marker=mark, color=kit.GREY, label="if all were alike")
    top.set(ylabel="still customers [%]", ylim=(0, 103))
    top.legend(frameon=False, loc="upper right")
    _at_risk(top, known)
    seen = np.arange(1, cohort.periods + 1)
    ends = [kept_interval(cohort, known.size, int(k)) for k in seen]
    middle = np.array([each.mean for each in ends])
    bottom.plot(seen, 100 * middle, "o", color=kit.ORANGE, markersize=5 if cohort.periods < 40 else 3)
    if known.sized:
        below, above = (100 * np.array([each[k] for each in ends]) for k in (1, 2))
        bottom.vlines(seen, below, above, color=kit.ORANGE, alpha=0.6)
    bottom.plot(seen, 100 * fitted_retention(known), "--", color=kit.BLUE)
    bottom.axhline(100 * (1 - fit.constant.mean), linestyle=":", color=kit.GREY)
    if known.periods < cohort.periods:
        for axes in (top, bottom):
            axes.axvline(known.periods + 0.5 * (axes is bottom), color=kit.INK, linewidth=0.8, alpha=0.5)
        bottom.text(known.periods + 0.6, 0.04, "not fitted from here on", fontsize=9,
                    transform=bottom.get_xaxis_transform())  # fmt: skip
    bottom.set(ylabel=f"of those, stay the {cohort.period_name} [%]", ylim=_room(middle, ends, fitted_retention(known)),
               xlabel=f"{cohort.period_name}s since joining", xlim=(0, cohort.periods + 0.5))  # fmt: skip
    return figure


def segments(parts: Mapping[str, Known], finding: str) -> "Figure":
    """Draw survival of segments beside each other, with bands; the six with most customers at most."""
    figure, (top, bottom) = kit.panels(1, lines=2, width=7.2, height=3.3, sharex=True)
    kit.title(figure, finding)
    largest = sorted(parts, key=lambda name: -float(parts[name].cohort.counts(1.0)[0].max()))[: len(kit.COLOURS)]
    for k, name in enumerate(name for name in parts if name in largest):
        known, colour = parts[name], kit.COLOURS[k]
        cohort, t = known.cohort, np.arange(known.cohort.periods + 1)
        top.step(t, 100 * cohort.surviving, where="post", color=colour, linestyle=kit.LINES[k], label=name)
        low, high = survival_interval(cohort, known.size)
        top.fill_between(t, 100 * low, 100 * high, step="post", color=colour, alpha=0.15, linewidth=0)
        bottom.plot(t[1:], 100 * fitted_retention(known), linestyle=kit.LINES[k], color=colour)
    top.set(ylabel="still customers [%]", ylim=(0, 103))
    top.legend(frameon=False, loc="upper right")
    top.set_xlim(0, None)
    some = next(iter(parts.values())).cohort.period_name
    bottom.set(ylabel=f"fitted: stay the {some} [%]", xlabel=f"{some}s since joining")
    return figure


def _at_risk(axes: "Axes", known: Known) -> None:
    """Write how many were seen in some of the periods along the bottom."""
    if not known.sized:
        return
    seen = known.cohort.counts(known.size or 1.0)[0]
    step = max(1, int(np.ceil(seen.size / 8)))
    for k in range(0, seen.size, step):
        axes.text(k + 0.1, 0.02, f"{seen[k]:,.0f}", fontsize=8, transform=axes.get_xaxis_transform())
    axes.text(0.1, 0.09, "customers seen in the period", fontsize=8, transform=axes.get_xaxis_transform())


def _room(middle: Doubles, ends: list[Interval], fitted: Doubles) -> tuple[float, float]:
    """Leave room for what is known well; what a handful of customers did may run out of the picture."""
    sure = [m for m, each in zip(middle, ends, strict=True) if not each.high - each.low > 0.25 and np.isfinite(m)]
    least = min([*sure, *fitted])
    return max(0.0, 100 * least - 6), 101.0
