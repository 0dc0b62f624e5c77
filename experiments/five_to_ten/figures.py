"""The pictures of E1. Colours survive greyscale and colour blindness; every band says what it covers."""

from pathlib import Path
from typing import Any, cast

import matplotlib
import numpy as np

from tenfold.experiments.cohort import survival
from tenfold.experiments.five_to_ten.behaviour import BehaviourResult
from tenfold.experiments.five_to_ten.closed_form import CellResult
from tenfold.experiments.five_to_ten.cohort_panel import CohortResult
from tenfold.experiments.five_to_ten.twins import Twins
from tenfold.sim.statistics import Doubles, interval

matplotlib.use("Agg")
from matplotlib import pyplot as plt  # noqa: E402
from matplotlib.axes import Axes  # noqa: E402
from matplotlib.figure import Figure  # noqa: E402

INK, BLUE, ORANGE, GREY, GREEN = "#222222", "#0072B2", "#D55E00", "#8a8a8a", "#009E73"
STYLE = {
    "font.size": 10, "axes.spines.top": False, "axes.spines.right": False, "axes.titlesize": 11,
    "axes.titlelocation": "left", "axes.titleweight": "bold", "figure.constrained_layout.use": True,
    "svg.hashsalt": "tenfold", "savefig.dpi": 130, "legend.frameon": False,
}  # fmt: skip


def draw(
    folder: Path,
    cells: list[CellResult],
    optimum: list[tuple[CellResult, Twins]],
    behaviour: list[BehaviourResult],
    cohort: CohortResult | None,
) -> list[Path]:
    """Draw every figure as PNG and SVG.

    Parameters
    ----------
    folder : of the figures; made if it is not there
    cells, optimum, behaviour, cohort : what the panels showed; no figures of a panel that is empty or None

    Returns
    -------
    list of Path
        the PNG files in the order of the report
    """
    folder.mkdir(parents=True, exist_ok=True)
    with plt.rc_context(cast(Any, STYLE)):
        figures: dict[str, Figure] = {}
        if cohort is not None:
            figures["cohort_survival"] = cohort_survival(cohort)
            figures["planner_share"] = planner_share(cohort)
        figures["best_share"] = best_share(cells)
        figures["profit_surface"] = profit_surface(cells)
        figures["four_ratios"] = four_ratios(optimum)
        if behaviour:
            figures["behaviour"] = behaviour_curves(behaviour)
        paths = []
        for name, figure in figures.items():
            figure.savefig(folder / f"{name}.svg", metadata={"Date": None})
            figure.savefig(folder / f"{name}.png", metadata={"Software": None})
            plt.close(figure)
            paths.append(folder / f"{name}.png")
    return paths


def band(axes: Axes, x: Doubles, values: Doubles, colour: str, label: str, style: str = "-") -> None:
    """Draw a mean over seeds with its 95% interval; `values` of shape (seeds, x)."""
    spread = [interval(column) for column in values.T]
    axes.plot(x, [s.mean for s in spread], style, color=colour, label=label)
    axes.fill_between(x, [s.low for s in spread], [s.high for s in spread], color=colour, alpha=0.25, linewidth=0)


def cohort_survival(r: CohortResult) -> Figure:
    """Draw the simulated cohort over the data, years the fit did not see included, and its rising retention."""
    figure, (left, right) = plt.subplots(1, 2, figsize=(10, 4))
    data, t = r.cohort.surviving, np.arange(r.cohort.surviving.size, dtype=np.float64)
    seen = min(r.fit_periods + 1, data.size)
    band(left, t, 100 * r.survival, BLUE, "simulated, 95% over seeds")
    left.plot(t, 100 * survival(r.fit.alpha, r.fit.beta, t), ":", color=INK, label="fitted shifted-beta-geometric")
    left.plot(t[:seen], 100 * data[:seen], "o", color=ORANGE, label="data, used for the fit")
    left.plot(t[seen:], 100 * data[seen:], "o", color=ORANGE, fillstyle="none", label="data, not used")
    left.set(xlabel=f"{r.cohort.period_name}s since joining", ylabel="still customers [%]", ylim=(0, 102),
             title="The simulated cohort leaves as the real one did")  # fmt: skip
    left.legend()
    with np.errstate(divide="ignore", invalid="ignore"):
        band(right, t[1:], 100 * r.survival[:, 1:] / r.survival[:, :-1], BLUE, "simulated")
    right.plot(t[1:], 100 * data[1:] / data[:-1], "o", color=ORANGE, label="data")
    right.set(xlabel=f"{r.cohort.period_name}s since joining", ylabel="retention in that period [%]", ylim=(50, 102),
              title="Retention rises though nobody becomes loyal")  # fmt: skip
    right.legend()
    return figure


def planner_share(r: CohortResult) -> Figure:
    """Draw discounted profit over the retention share, and the best share over the swept band."""
    figure, (left, right) = plt.subplots(1, 2, figsize=(10, 4), width_ratios=(3, 2))
    for reading, colour, style, label in (
        (r.per_spell, BLUE, "-", "propensity to leave drawn per spell"),
        (r.per_person, GREEN, "--", "propensity kept by the person"),
    ):
        profit = np.array([[o.profit for o in row] for row in reading.outcomes]).T
        band(left, reading.shares, profit, colour, label, style)
        left.axvspan(reading.best.low, reading.best.high, color=colour, alpha=0.3, linewidth=0)
    left.plot(r.per_spell.shares, r.expected, ":", color=INK, label="expected path, per spell")
    best = r.per_spell.best
    left.set(xlabel="retention share of the budget", ylabel="discounted profit [money per head of market]",
             title=f"Your best retention share: {best.place:.2f} [{best.low:.2f}, {best.high:.2f}]")  # fmt: skip
    left.legend()
    names = list(r.band[0].factors)
    for k, name in enumerate(names):
        alone = [(c.factors[name], c.best) for c in r.band if all(v == 1 for n, v in c.factors.items() if n != name)]
        right.plot([b for _, b in alone], [k] * len(alone), "-", color=GREY, linewidth=3)
        right.plot([b for _, b in alone], [k] * len(alone), "o", color=BLUE)
        text = "   ".join(f"×{factor:g}: {b:.2f}" for factor, b in alone)
        right.text(0.5, k + 0.22, text, ha="center", fontsize=8)
    everything = [c.best for c in r.band]
    right.plot([min(everything), max(everything)], [len(names)] * 2, "-", color=ORANGE, linewidth=3)
    right.axvline(0.5, color=INK, linestyle=":", linewidth=1)
    right.set(xlim=(-0.03, 1.03), ylim=(-0.6, len(names) + 0.7), xlabel="best retention share",
              title="What it hangs on")  # fmt: skip
    right.set_yticks(range(len(names) + 1), [n.replace("_", " ") for n in names] + ["all together"])
    return figure


def best_share(cells: list[CellResult]) -> Figure:
    """Draw the best share over the imposed ratio, one panel a base retention: simulation over closed form."""
    retentions = sorted({r.cell.retention for r in cells})
    figure, panels = plt.subplots(1, len(retentions), figsize=(3.6 * len(retentions), 3.8), sharey=True, squeeze=False)
    for axes, retention in zip(panels[0], retentions, strict=True):
        axes.axvspan(5, 10, color=GREY, alpha=0.18, linewidth=0)
        axes.axhline(0.5, color=INK, linestyle=":", linewidth=1)
        floors = sorted({r.cell.floor for r in cells})
        for floor, colour, marker in zip(floors, (BLUE, ORANGE, GREEN), "os^", strict=False):
            own = sorted((r for r in cells if r.cell.retention == retention and r.cell.floor == floor),
                         key=lambda r: r.cell.ratio)  # fmt: skip
            ratio = np.array([r.cell.ratio for r in own])
            if floor == floors[0]:
                axes.fill_between(ratio, [r.flat[0] for r in own], [r.flat[1] for r in own], color=colour, alpha=0.12,
                                  linewidth=0, label="within 5% of the best")  # fmt: skip
            exact = [r.exact for r in own]
            axes.plot(ratio, exact, "-", color=colour, linewidth=1, label=f"closed form, floor {floor:g}")
            error = [[r.best.place - r.best.low for r in own], [r.best.high - r.best.place for r in own]]
            axes.errorbar(ratio, [r.best.place for r in own], error, fmt=marker, color=colour, capsize=3, markersize=5,
                          label=f"simulated, 95%, floor {floor:g}")  # fmt: skip
        axes.set(xscale="log", xlabel="imposed cost ratio ρ", title=f"base retention {retention:g}", ylim=(-0.03, 1.03))
        axes.set_xticks(ratio, [f"{x:g}" for x in ratio], minor=False)
        axes.set_xticks([], minor=True)
    panels[0][0].set_ylabel("best retention share of the budget")
    panels[0][-1].legend(fontsize=7, loc="upper right")
    below = "At a ratio of 5 to 10 (grey) less than half the budget belongs to retention in most cells"
    title = below if _mostly_below(cells) else "The best retention share over the imposed cost ratio (5 to 10 in grey)"
    figure.suptitle(title, x=0.01, ha="left", fontweight="bold", fontsize=11)
    return figure


def _mostly_below(cells: list[CellResult]) -> bool:
    judged = [r.best.high < 0.5 for r in cells if 5 <= r.cell.ratio <= 10]
    return sum(judged) > len(judged) / 2


def profit_surface(cells: list[CellResult]) -> Figure:
    """Draw discounted profit over ratio and share with the ridge of best shares."""
    floor, retentions = min(r.cell.floor for r in cells), sorted({r.cell.retention for r in cells})
    figure, panels = plt.subplots(1, len(retentions), figsize=(3.7 * len(retentions), 3.8), sharey=True, squeeze=False)
    for axes, retention in zip(panels[0], retentions, strict=True):
        own = sorted((r for r in cells if r.cell.retention == retention and r.cell.floor == floor),
                     key=lambda r: r.cell.ratio)  # fmt: skip
        level = np.array([[np.mean([o.profit for o in row]) for row in r.outcomes] for r in own]).T
        level = 100 * level / level.max(axis=0)
        place = np.arange(len(own))
        shade = axes.pcolormesh(place, own[0].shares, level, cmap="cividis", vmin=50, vmax=100, shading="nearest")
        low, high = [r.best.low for r in own], [r.best.high for r in own]
        axes.errorbar(place, [r.best.place for r in own],
                      [np.subtract([r.best.place for r in own], low), np.subtract(high, [r.best.place for r in own])],
                      fmt="o-", color="white", markeredgecolor=INK, capsize=4, label="most customers, 95%")  # fmt: skip
        axes.set_xticks(place, [f"{r.cell.ratio:g}" for r in own])
        axes.set(xlabel="imposed cost ratio ρ", title=f"base retention {retention:g}")
    panels[0][0].set_ylabel("retention share of the budget")
    panels[0][0].legend(fontsize=8, labelcolor="white")
    figure.colorbar(shade, ax=panels[0][-1], label="discounted profit [% of the column's best]")
    figure.suptitle("Profit hardly falls beside the ridge: the optimum is flat", x=0.01, ha="left", fontweight="bold",
                    fontsize=11)  # fmt: skip
    return figure


def four_ratios(optimum: list[tuple[CellResult, Twins]]) -> Figure:
    """Draw ratios A, B, C, D at each cell's optimum: averages say anything, the marginal one is 1."""
    figure, axes = plt.subplots(figsize=(9, 0.9 + 0.42 * len(optimum)))
    kinds = (
        ("A transaction", "v", ORANGE), ("B average", "s", GREY), ("C incremental", "^", GREEN),
        ("D marginal", "o", BLUE),
    )  # fmt: skip
    for k, (cell, twin) in enumerate(optimum):
        runs = cell.outcomes[int(np.argmin(np.abs(cell.shares - cell.exact)))]
        averages = [interval([o.ratio_a for o in runs]), interval([o.ratio_b for o in runs])]
        values = [*averages, twin.incremental, twin.marginal]
        for j, (value, (name, marker, colour)) in enumerate(zip(values, kinds, strict=True)):
            y = k + 0.12 * (1.5 - j)
            error = [[max(0.0, value.mean - value.low)], [max(0.0, value.high - value.mean)]]
            axes.errorbar(value.mean, y, xerr=error, fmt=marker, color=colour, capsize=3, markersize=6,
                          label=name if k == 0 else None)  # fmt: skip
    axes.axvline(1.0, color=INK, linestyle=":", linewidth=1)
    axes.set(xscale="log", xlabel="cost of winning ÷ cost of keeping [-], 95% over seeds")
    axes.set_ylim(-0.6, len(optimum) - 0.4)
    axes.set_yticks(range(len(optimum)), [f"{c.cell.label}\ns*={c.exact:.2f}" for c, _ in optimum], fontsize=8)
    axes.set_title("At the best share the marginal ratio is 1, whatever the averages say")
    axes.legend(ncols=4, fontsize=8, loc="upper center", bbox_to_anchor=(0.5, -0.2 if len(optimum) < 6 else -0.09))
    return figure


def behaviour_curves(results: list[BehaviourResult]) -> Figure:
    """Draw customers over the share where churn emerges from choice, one panel an imposed ratio and base retention."""
    pairs = sorted({(r.cell.retention, r.cell.ratio) for r in results})
    columns = min(4, len(pairs))
    lines = -(-len(pairs) // columns)
    figure, panels = plt.subplots(lines, columns, figsize=(5 * columns, 3.8 * lines), sharey=True, squeeze=False)
    styles = {"none": "-", "fixed": "--", "three": ":"}
    for axes, (retention, ratio) in zip(panels.flat, pairs, strict=False):
        for r in results:
            if (r.cell.retention, r.cell.ratio) != (retention, ratio):
                continue
            colour = ORANGE if r.cell.word_of_mouth else BLUE
            label = f"{'word of mouth' if r.cell.word_of_mouth else 'silent'}, rivals: {r.cell.rivals}"
            values = 100 * np.array([[o.customers for o in row] for row in r.outcomes]).T
            band(axes, r.shares, values, colour, label, styles[r.cell.rivals])
            axes.plot(r.best.place, np.interp(r.best.place, r.shares, values.mean(axis=0)), "o", color=colour,
                      markeredgecolor=INK)  # fmt: skip
            reached = r.pilot.reached
        note = "" if reached else " (not reached)"
        axes.set(xlabel="retention share of the budget", title=f"ρ={ratio:g}, base retention {retention:g}{note}")
    for axes in panels[:, 0]:
        axes.set_ylabel("customers [% of the market]")
    panels[0][0].legend(fontsize=8)
    figure.suptitle("Customers who weigh firms: word of mouth and rivals move the best share (dots)", x=0.01, ha="left",
                    fontweight="bold", fontsize=11)  # fmt: skip
    return figure
