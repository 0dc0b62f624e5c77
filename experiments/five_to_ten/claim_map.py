"""E1, part 2: what decides. The claim on a map of plausible firms, both readings of the ratio side by side."""

import math
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import stats

from tenfold.agents.plan import Plan
from tenfold.experiments.five_to_ten.parameters import FiveToTen
from tenfold.experiments.splitting.map_check import check_behaviour, check_curves, check_grid, check_lines
from tenfold.experiments.splitting.markets import sized
from tenfold.experiments.splitting.plausible import SPACE
from tenfold.experiments.splitting.plausible_map import ClaimMap, Record, halves, make_maps, narrower, over_ratio
from tenfold.experiments.splitting.rule_of_thumb import in_words
from tenfold.experiments.study import Claim, Grid, Judged, Measured, Part, Picture, Section, kit

if TYPE_CHECKING:
    from matplotlib.figure import Figure

LITTLE, MOST = 0.1, 0.5  # share of the variance of s* that a ratio which does not decide explains, and one which does
BUILT_IN = "built in: follows from curves and ranges by arithmetic"
WORDS = {name: unknown.words for name, unknown in SPACE.items()}


def part(
    plan: Plan, own: FiveToTen, progress: Callable[[float], None], seeds: int = 6
) -> Part:
    """Draw the map, judge the claim on it, and confirm it by simulation.

    Parameters
    ----------
    plan, own : the market where nothing is drawn, and the experiment's parameters
    progress : told the share done
    seeds : of each point that is simulated
    """
    curves, weighing = own.map_checks, math.ceil(0.4 * own.map_checks)
    maps = make_maps(own.map_points, 1, lambda x: progress(0.45 * x))
    checked = check_curves(sized(plan, own, own.size), curves, seeds, lambda x: progress(0.45 + 0.25 * x))
    weighed = check_behaviour(sized(plan, own, own.behaviour_size), weighing, seeds, lambda x: progress(0.7 + 0.3 * x))
    text = "share of plausible firms for which retention deserves more than half at a ratio of 5 to 10 ({})"
    shares = [Measured(text.format(m.solved.label), m.over_half["5-10"], "share of firms that pay") for m in maps]
    picture = Picture("claim_map", figure(maps), _CAPTION)
    grids = (_shares(maps), _indices(maps, "first"), _indices(maps, "total"), _rules(maps), _questions(maps),
             _halves(maps), _ranges())  # fmt: skip
    return Part(
        (Section("What decides: the claim on a map", (*answer(maps), *_TEXT), (picture,), grids),
         Section("The map, confirmed by simulation", _CHECK, grids=(check_grid(checked, weighed),))),
        [judge_ratio(m) for m in maps], shares,
        numbers={"claim_map": [_numbers(m) for m in maps], "claim_map_answer": list(answer(maps))},
        seeds={"points of the map": seeds}, checks=check_lines(checked, weighed),
    )  # fmt: skip


def judge_ratio(m: ClaimMap) -> Judged:
    """Say whether the ratio decides: refuted below a tenth of the variance of s*, supported above half of it.

    The larger of two indices is judged: over the whole space, and over the firms that pay.
    """
    found = max(m.indices["ratio"].first, m.alone["ratio"], key=lambda index: index.mean)
    claim = Claim(f"the cost ratio decides the best split ({m.solved.label})", lambda _: found.mean,
                  "share of the variance of s*", BUILT_IN, MOST - LITTLE, above=LITTLE)  # fmt: skip
    verdict = "refuted" if found.high < LITTLE else "supported" if found.low > MOST else "undecided"
    away = abs(found.mean - (MOST if verdict == "supported" else LITTLE)) / max(found.half / 1.96, 1e-12)
    return Judged(claim, found, 2 * float(stats.norm.sf(away)), verdict)


def _span(maps: Sequence[ClaimMap], reading: str, band: str = "5-10") -> str:
    low, high = sorted(round(100 * m.over_half[band].mean) for m in maps if m.solved.reading == reading)
    return f"{low}%" if low == high else f"{low} to {high}%"


def answer(maps: Sequence[ClaimMap]) -> tuple[str, ...]:
    """Give the answer of the map in two sentences."""
    order = ranked(maps)
    more = [WORDS[name] for name in order[: order.index("ratio")]]
    others = f"{', '.join(more[:-1])}{' and ' if more[1:] else ''}{more[-1]}" if more else ""
    return (
        f"On a map of {maps[0].solved.share.size:,} plausible firms, those where winning costs 5 to 10 times keeping "
        f"should spend more than half on keeping in {_span(maps, 'average')} of cases if that is an average, as it is "
        f"usually measured, and in {_span(maps, 'one more')} if it compares one more customer won with one more kept: "
        "whoever quotes the number must say which.",
        f"More of the best split hangs on {others} than on the ratio." if more
        else "Nothing else says as much about the best split as the ratio.",
    )  # fmt: skip


def ranked(maps: Sequence[ClaimMap]) -> list[str]:
    """Order the unknowns by how much of the differences in s* they explain alone, on the maps where they are drawn."""
    return sorted(SPACE, reverse=True, key=lambda n: float(np.mean(
        [m.indices[n].first.mean for m in maps if n != m.solved.unused])))  # fmt: skip


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
        right.plot([100 * max(0.0, m.indices[n].first.mean) for n in shown], places, linestyle="", **look)
    left.set(xscale="log", ylim=(0, 100), xlim=(1, 20), xlabel="winning a customer costs … times keeping one",
             ylabel="firms that should spend\nmore than half on keeping [%]")  # fmt: skip
    left.set_title("Up or down? It hangs on which cost is meant", loc="left", fontweight="bold", fontsize=10.5)
    left.set_xticks([1, 2, 5, 10, 20], ["1", "2", "5", "10", "20"])
    left.minorticks_off()
    left.text(7.07, 3, "“5 to 10\ntimes”", ha="center", color=kit.INK, fontsize=9)
    left.text(1.1, 88, "… if the cost of one more\ncustomer is meant", color=kit.ORANGE, fontsize=10, fontweight="bold")
    left.text(1.1, 8, "… if the average cost\nis meant", color=kit.BLUE, fontsize=10, fontweight="bold")
    right.set_yticks(range(len(names)), [WORDS[n] for n in names])
    right.get_yticklabels()[ratio].set_fontweight("bold")
    right.set(xlim=(-1.5, None), xlabel="differences in the best split it explains alone [%]")
    right.set_title("What else the best split hangs on", loc="left", fontweight="bold", fontsize=10.5)
    picture.legend(*left.get_legend_handles_labels(), ncols=4, loc="outside lower center", frameon=False)
    title = (
        f"“5 to 10 times” says too little: {_span(maps, 'average')} of plausible firms should spend more than half on "
        f"keeping, or {_span(maps, 'one more')}: it hangs on which cost is meant, and on much else"
    )
    kit.title(picture, title)
    return picture


def _shares(maps: Sequence[ClaimMap]) -> Grid:
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


def _indices(maps: Sequence[ClaimMap], kind: str) -> Grid:
    what = "explains alone (first-order index)" if kind == "first" else "takes part in (total index)"
    rows = [(WORDS[n], *(None if n == m.solved.unused else getattr(m.indices[n], kind) for m in maps)) for n in SPACE]
    caption = (f"Share of the variance of s* that each unknown {what}, with 95% bootstrap intervals; a firm that would "
               "spend nothing counts with the best use of a first unit of money")  # fmt: skip
    return Grid(caption, ("unknown", *(m.solved.label for m in maps)), rows)


def _rules(maps: Sequence[ClaimMap]) -> Grid:
    def told(r: Record) -> str:
        return f"{r.regret:.0%} ({r.regret_90:.0%})" + ("" if np.isnan(r.wrong) else f", {r.wrong:.0%} wrong")

    rows = [(record.name, *(told(m.rules[k]) for m in maps)) for k, record in enumerate(maps[0].rules)]
    caption = (
        "What a rule costs at points it was not fitted to: mean share of the best profit lost, at most all of it (one "
        "firm in ten loses more than the number in brackets), and how often it is on the wrong side of one half"
    )
    return Grid(caption, ("rule", *(m.solved.label for m in maps)), rows)


def _questions(maps: Sequence[ClaimMap]) -> Grid:
    rows = [(m.solved.label, line) for m in maps for line in in_words(m.trees[2], WORDS)]
    return Grid("The rules of two questions, and the retention share that each answer says", ("map", "rule"), rows)


def _halves(maps: Sequence[ClaimMap]) -> Grid:
    found = [halves(m) for m in maps]
    rows = [(WORDS[n], *("–" if n == m.solved.unused else f"{h[n][0]:.0%} / {h[n][1]:.0%}"
                         for m, h in zip(maps, found, strict=True))) for n in found[0]]  # fmt: skip
    caption = ("The ranges swept: share of firms with more than half for retention at a ratio of 5 to 10 if only the "
               "lower / only the upper half of one range is plausible")  # fmt: skip
    return Grid(caption, ("unknown", *(m.solved.label for m in maps)), rows)


def _ranges() -> Grid:
    rows = [(u.words, f"{u.range.low:g} to {u.range.high:g}{', log' if u.range.log else ''}", u.unit, u.source)
            for u in SPACE.values()]  # fmt: skip
    return Grid("The plausible space", ("unknown", "range", "unit", "source"), rows)


def _numbers(m: ClaimMap) -> dict[str, Any]:
    return {
        "reading": m.solved.reading, "budget": "chosen" if m.solved.free else "given", "points": m.solved.share.size,
        "left_out": float(1 - m.solved.pays.mean()), "over_half": m.over_half, "over_half_all_drawn": m.over_half_all,
        "first_order": {n: i.first for n, i in m.indices.items()}, "total": {n: i.total for n, i in m.indices.items()},
        "explains_alone_of_firms_that_pay": m.alone, "rules": [r._asdict() for r in m.rules],
        "questions": {str(depth): list(in_words(tree, WORDS)) for depth, tree in m.trees.items()},
        "over_half_in_halves_of_ranges": {n: list(both) for n, both in halves(m).items()},
    }  # fmt: skip


_CAPTION = (
    "Left: of the firms that pay; lines by what the ratio means (colour) and by budget (filled: given, open: chosen by "
    "the firm). Right: first-order Sobol indices of the best retention share. All by the closed form."
)
_TEXT = (
    "Average cost: all money over everybody it was spent on; of keeping, that counts those too who would have stayed"
    " anyway. Cost of one more: what one more win costs at half of what contacts can do, over one more kept "
    "customer-period at half of what care can do. Firms measure the first; the second is what spending changes.",
)
_CHECK = (
    "Points drawn anew are simulated: response curves against the closed form, and markets of customers who weigh "
    "firms against D(.5): what one more customer-period costs by winning over what it costs by keeping, from twins of "
    "± 5% at an even split that part with the first period.",
)
