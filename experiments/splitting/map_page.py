"""How maps of plausible firms are written up: tables and the picture of what decides."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from tenfold.experiments.splitting.plausible import READINGS, SPACE
from tenfold.experiments.splitting.plausible_map import ClaimMap, Record, halves, narrower, over_ratio
from tenfold.experiments.splitting.rule_of_thumb import in_words
from tenfold.experiments.study import Grid, kit

if TYPE_CHECKING:
    from matplotlib.figure import Figure

WORDS = {name: unknown.words for name, unknown in SPACE.items()}


def span(maps: Sequence[ClaimMap], reading: str, band: str = "5-10") -> str:
    """Give the share of firms over both budgets in words, as 29 to 38%."""
    low, high = sorted(round(100 * m.over_half[band].mean) for m in maps if m.solved.reading == reading)
    return f"{low}%" if low == high else f"{low} to {high}%"


def strongest(m: ClaimMap) -> str:
    """Name the unknown, but for the ratio, that explains most alone of the firms that pay."""
    return max((name for name in SPACE if name not in ("ratio", m.solved.unused)), key=lambda name: m.alone[name].mean)


def explained(maps: Sequence[ClaimMap]) -> str:
    """Say what the ratio explains by itself, and whether that is more than anything else does."""
    ratio, most = [m.alone["ratio"].mean for m in maps], [strongest(m) for m in maps]
    names = " or ".join(dict.fromkeys(WORDS[name] for name in most))
    others = [m.alone[name].mean for m, name in zip(maps, most, strict=True)]
    if all(r > o for r, o in zip(ratio, others, strict=True)):
        return f"{_percent(ratio)}, more than anything else,"
    if all(r < o for r, o in zip(ratio, others, strict=True)):
        return f"{_percent(ratio)}, less than {names} ({_percent(others)}),"
    return f"{_percent(ratio)}, about as much as {names} ({_percent(others)}),"


def _percent(values: Sequence[float]) -> str:
    low, high = (round(100 * max(0.0, x)) for x in (min(values), max(values)))
    return f"{low}%" if low == high else f"{low} to {high}%"


def apart(maps: Sequence[ClaimMap]) -> bool:
    """Tell whether the two readings give shares, at a ratio of 5 to 10, that do not overlap."""
    one, other = ([m.over_half["5-10"].mean for m in maps if m.solved.reading == reading] for reading in READINGS)
    return max(one) < min(other) or max(other) < min(one)


def ranked(maps: Sequence[ClaimMap]) -> list[str]:
    """Order the unknowns by how much of the differences in s* they explain alone, of the firms that pay."""
    return sorted(SPACE, reverse=True, key=lambda n: float(np.mean(
        [m.alone[n].mean for m in maps if n != m.solved.unused])))  # fmt: skip


def figure(maps: Sequence[ClaimMap]) -> "Figure":
    """Draw for which share of firms retention deserves more than half, over the ratio, and what else decides."""
    picture, (left, right) = kit.panels(2, width=5.6, height=4.5)
    edges, names = np.geomspace(1, 20, 14), ranked(maps)[::-1]
    x, ratio = np.sqrt(edges[1:] * edges[:-1]), names.index("ratio")
    left.axvspan(5, 10, color=kit.GREY, alpha=0.2, linewidth=0)
    right.axhspan(ratio - 0.45, ratio + 0.45, color=kit.GREY, alpha=0.2, linewidth=0)
    kit.zero(left, 50)
    for k, m in enumerate(maps):
        colour = kit.BLUE if m.solved.reading == "average" else kit.ORANGE
        look: dict[str, Any] = {"marker": kit.MARKS[k], "color": colour, "label": m.solved.label,
                                "markerfacecolor": "white" if m.solved.free else colour}  # fmt: skip
        left.plot(x, 100 * over_ratio(m.solved, edges), linestyle="--" if m.solved.free else "-", markersize=5, **look)
        shown = [n for n in names if n != m.solved.unused]
        places = [names.index(n) + 0.15 * (1.5 - k) for n in shown]
        right.plot([100 * max(0.0, m.alone[n].mean) for n in shown], places, linestyle="", **look)
    left.set(xscale="log", ylim=(0, 100), xlim=(1, 20), xlabel="winning a customer costs … times keeping one",
             ylabel="firms that should spend\nmore than half on keeping [%]")  # fmt: skip
    kit.heading(left, "Up or down? It hangs on which cost is meant" if apart(maps) else "Over the ratio")
    left.set_xticks([1, 2, 5, 10, 20], ["1", "2", "5", "10", "20"])
    left.minorticks_off()
    left.text(7.07, 3, "“5 to 10\ntimes”", ha="center", color=kit.INK, fontsize=9)
    left.text(1.1, 88, "… if the cost of one more\ncustomer is meant", color=kit.ORANGE, fontsize=10, fontweight="bold")
    left.text(1.1, 8, "… if the average cost\nis meant", color=kit.BLUE, fontsize=10, fontweight="bold")
    right.set_yticks(range(len(names)), [WORDS[n] for n in names])
    right.get_yticklabels()[ratio].set_fontweight("bold")
    right.set(xlim=(-1.5, None), xlabel="differences in the best split it explains alone [%]")
    kit.heading(right, "What the best split hangs on")
    picture.legend(*left.get_legend_handles_labels(), ncols=4, loc="outside lower center", frameon=False)
    both = f"{span(maps, 'average')} of plausible firms that pay should spend more than half on keeping, or "
    both += span(maps, "one more")
    kit.title(picture, f"“5 to 10 times” says too little: {both}, as it hangs on which cost is meant" if apart(maps)
              else f"At “5 to 10 times” {both} by the other reading")  # fmt: skip
    return picture


def shares(maps: Sequence[ClaimMap]) -> Grid:
    """Lay out for which share of firms retention deserves more than half."""
    rows = [(m.solved.label, *m.over_half.values(), f"{1 - m.solved.pays.mean():.0%}",
             m.over_half_all.get("5-10"), narrower(m)) for m in maps]  # fmt: skip
    columns = ("map", "all", "ρ below 2", "ρ 5 to 10", "ρ above 10", "left out", "ρ 5 to 10, none left out",
               "ρ 5 to 10, care less extreme")  # fmt: skip
    caption = (
        "Share of plausible firms for which retention deserves more than half. Left out: firms that lose money with "
        "the budget given, or would spend nothing. Care less extreme: it prevents 10 to 90% of the churn it could. "
        "Intervals say how finely the space was drawn, not how sure its ranges are"
    )
    return Grid(caption, columns, rows)


def indices(maps: Sequence[ClaimMap], kind: str) -> Grid:
    """Lay out Sobol's indices, "first" or "total"."""
    what = "explains alone (first-order index)" if kind == "first" else "takes part in (total index)"
    rows = [(WORDS[n], *(None if n == m.solved.unused else getattr(m.indices[n], kind) for m in maps)) for n in SPACE]
    caption = (f"Share of the variance of s* that each unknown {what}, with 95% bootstrap intervals; a firm that would "
               "spend nothing counts with the best use of a first unit of money")  # fmt: skip
    return Grid(caption, ("unknown", *(m.solved.label for m in maps)), rows)


def rules(maps: Sequence[ClaimMap]) -> Grid:
    """Lay out what rules of thumb cost."""
    def told(r: Record) -> str:
        return f"{r.regret:.0%} ({r.regret_90:.0%})" + ("" if np.isnan(r.wrong) else f", {r.wrong:.0%} wrong")

    rows = [(record.name, *(told(m.rules[k]) for m in maps)) for k, record in enumerate(maps[0].rules)]
    caption = (
        "What a rule costs at points it was not fitted to: mean share of the best profit lost, at most all of it (one "
        "firm in ten loses more than the number in brackets), and how often it is on the wrong side of one half"
    )
    return Grid(caption, ("rule", *(m.solved.label for m in maps)), rows)


def questions(maps: Sequence[ClaimMap]) -> Grid:
    """Lay out the rules of two questions in words."""
    rows = [(m.solved.label, line) for m in maps for line in in_words(m.trees[2], WORDS)]
    return Grid("The rules of two questions, and the retention share that each answer says", ("map", "rule"), rows)


def halves_swept(maps: Sequence[ClaimMap]) -> Grid:
    """Lay out how shares move if only half of a range is plausible."""
    found = [halves(m) for m in maps]
    rows = [(WORDS[n], *("–" if n == m.solved.unused else f"{h[n][0]:.0%} / {h[n][1]:.0%}"
                         for m, h in zip(maps, found, strict=True))) for n in found[0]]  # fmt: skip
    caption = ("The ranges swept: share of firms with more than half for retention at a ratio of 5 to 10 if only the "
               "lower / only the upper half of one range is plausible")  # fmt: skip
    return Grid(caption, ("unknown", *(m.solved.label for m in maps)), rows)


def ranges() -> Grid:
    """Lay out the plausible space."""
    rows = [(u.words, f"{u.range.low:g} to {u.range.high:g}{', log' if u.range.log else ''}", u.unit, u.source)
            for u in SPACE.values()]  # fmt: skip
    return Grid("The plausible space", ("unknown", "range", "unit", "source"), rows)


def numbers(m: ClaimMap) -> dict[str, Any]:
    """Give a map for verdict.json."""
    return {
        "reading": m.solved.reading, "budget": "chosen" if m.solved.free else "given", "points": m.solved.share.size,
        "left_out": float(1 - m.solved.pays.mean()), "over_half": m.over_half, "over_half_all_drawn": m.over_half_all,
        "first_order": {n: i.first for n, i in m.indices.items()}, "total": {n: i.total for n, i in m.indices.items()},
        "explains_alone_of_firms_that_pay": m.alone, "rules": [r._asdict() for r in m.rules],
        "questions": {str(depth): list(in_words(tree, WORDS)) for depth, tree in m.trees.items()},
        "over_half_in_halves_of_ranges": {n: list(both) for n, both in halves(m).items()},
    }  # fmt: skip
