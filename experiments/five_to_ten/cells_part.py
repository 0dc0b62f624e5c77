"""E1, part 3: what the named cells showed, for people: claims, pictures and tables."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from tenfold.experiments.firm_outcomes import UNITS, Outcome
from tenfold.experiments.five_to_ten.behaviour import BehaviourResult
from tenfold.experiments.five_to_ten.figures import best_share, curves, four_ratios
from tenfold.experiments.five_to_ten.named_cells import CellResult
from tenfold.experiments.study import Claim, Evidence, Grid, Part, Picture, Section, judge, kit
from tenfold.experiments.twins import Twins
from tenfold.sim.statistics import Interval, interval, variance_reduction

if TYPE_CHECKING:
    from matplotlib.figure import Figure

BUILT_IN = "built in: follows from the curves by arithmetic"
EMERGENT = "emergent: churn and joining come from choice; what care does is assumed"


def part(
    cells: Sequence[CellResult], behaviour: Sequence[BehaviourResult], optimum: Sequence[tuple[CellResult, Twins]]
) -> Part:
    """Judge, draw and lay out the named cells."""
    judged = [r for r in [*cells, *behaviour] if 5.0 <= r.cell.ratio <= 10.0 and getattr(r, "pays", True)]
    judged = [r for r in judged if isinstance(r, CellResult) or r.pilot.reached]
    claims = [Claim(f"retention deserves more than half at {r.cell.label}", _unused, "retention share",
                    BUILT_IN if isinstance(r, CellResult) else EMERGENT, above=0.5) for r in judged]  # fmt: skip
    evidence = [r.best.evidence for r in judged]
    for r, twin in optimum:
        claims.append(Claim(f"the marginal ratio D is 1 at the best share of {r.cell.label}", _unused, "-",
                            "built in (Pfeifer 2005), reproduced by simulation", 0.25, False, True, 1.0))  # fmt: skip
        evidence.append(_of_interval(twin.marginal))
    found = judge(claims, evidence)
    words = {id(r): j.verdict for r, j in zip(judged, found, strict=False)}
    sections = [Section("Named cells, simulated against arithmetic", _TEXT, (Picture("best_share", best_share(cells),
                "Lines: closed form. Points with 95% intervals over seeds: simulated."),), (_grid(cells, words),))]  # fmt: skip
    if optimum:
        sections.append(Section("What averages say, and what the next unit of money does", _RATIOS, (Picture(
            "four_ratios", four_ratios(optimum), "95% intervals over seeds; D by twin runs under the same luck."),),
            (_ratios(optimum),)))  # fmt: skip
    if behaviour:
        sections.append(Section("Customers who weigh firms", _WEIGHING, (Picture("behaviour", curves(behaviour),
                        "Bands are 95% over seeds; dots mark the best share."),), (_weighing(behaviour, words),)))  # fmt: skip
    inside = sum(r.inside for r in cells)
    checks = (f"{sum(r.agrees for r in cells)} of {len(cells)} cells agree with the closed form (customers within "
              f"simultaneous bands, at most .5% of them lost, half-width at most .05); the exact share lies inside the "
              f"interval in {inside}",
              f"Common random numbers cut the variance of a difference by {_variance(cells):.1f}")  # fmt: skip
    twin_arms = [t.null_arm for _, t in optimum] + [b.half.null_arm for b in behaviour]
    return Part(
        sections, found, rows=_rows(cells, behaviour), units=_ROW_UNITS, null_arm=all(twin_arms) if twin_arms else None,
        numbers={"cells": _numbers(cells, words), "cells_exact_inside": [inside, len(cells)]},
        seeds=_seeds(cells, behaviour), checks=checks,
    )  # fmt: skip


_TEXT = (
    "One firm, customers alike, a budget per head of the market. The ratio ρ is imposed as the average cost at half "
    "effect: what a new customer costs where contacts reach half of those they can, over what a kept customer costs "
    "where care has done half of what it can; that counts everybody kept, also those who would have stayed. In "
    "brackets: the same in the other reading, one more won over one more kept.",
    "The budget is an arm of its own, and b* is the one the firm would choose itself; judged is discounted profit.",
)  # fmt: skip
_RATIOS = (
    "A compares transactions, B averages, C what would be lost without each spending, D what 5% more or less of each "
    "does. At the best share D is 1 whatever the averages say: only D says where the next unit of money should go.",
)
_WEIGHING = (
    "Everybody reconsiders in every period; the base retention is reached by one intercept, the ratio by the price of "
    "a contact, on pilot seeds without word of mouth and rivals. Not validated on any real market.",
)
_ROW_UNITS = {
    "part": "-", "ratio": "imposed cost ratio", "base_retention": "per period, without spending",
    "budget": "money per head of market and period", "budget_chosen": "-", "organic_joins": "per period",
    "word_of_mouth": "on or off", "rivals": "-", "retention_share": "share of the budget", "seed": "-",
    "outcome": "-", "value": "in `unit`", "unit": "-",
}  # fmt: skip


def _unused(_table: object) -> float:
    return float("nan")


def _of_interval(found: Interval) -> Evidence:
    """Give a rough p of an interval that Fieller gave: that of a normal value with the same width."""
    from scipy import stats

    spread = found.half / 1.96
    return Evidence(found, lambda x: float(2 * stats.norm.sf(abs(found.mean - x) / spread)) if spread > 0 else 1.0)


def one_more(r: CellResult) -> float:
    """Give the ratio of a cell in the other reading: one more won at half reach over one more kept at half effect."""
    won, kept = r.curves
    return kept.steepness * (kept.ceiling - kept.floor) / (won.steepness * (won.ceiling - won.floor))


def _grid(cells: Sequence[CellResult], words: dict[int, str]) -> Grid:
    rows = []
    for r in cells:
        word, half = words.get(id(r), ""), r.flat[0] <= 0.5 <= r.flat[1]
        said = f"{word}, but half costs less than 5%" if word and half and word != "undecided" else word
        rows.append((f"{r.cell.ratio:g} ({one_more(r):.2g})", r.cell.retention, f"{'b* = ' if r.cell.chosen else ''}{r.cell.budget:.3g}",
                     r.cell.floor, r.best.found, f"{r.exact:.3f}", r.inside, f"{r.flat[0]:.2f} to {r.flat[1]:.2f}", r.agrees,
                     len(r.profit), said if r.pays else "does not pay"))  # fmt: skip
    columns = ("ρ (other reading)", "base retention", "budget", "organic joins", "s* simulated [95%]", "s* exact", "exact inside",
               "within 5% of best profit", "agrees", "seeds", "more than half?")  # fmt: skip
    return Grid("Best retention share s* of discounted profit, cell by cell", columns, rows)


def _ratios(optimum: Sequence[tuple[CellResult, Twins]]) -> Grid:
    rows = [(r.cell.label, r.exact, *_averages(r), t.incremental, t.marginal) for r, t in optimum]
    return Grid("The four ratios at the best share", ("cell", "s*", "A", "B", "C", "D"), rows)


def _averages(r: CellResult) -> tuple[Interval, Interval]:
    runs = r.outcomes[int(np.argmin(np.abs(r.shares - r.exact)))]
    return interval([o.ratio_a for o in runs]), interval([o.ratio_b for o in runs])


def _weighing(results: Sequence[BehaviourResult], words: dict[int, str]) -> Grid:
    rows = []
    for r in results:
        middle = int(np.argmin(np.abs(r.shares - 0.5)))
        profit = np.array([np.mean([o.profit for o in runs]) for runs in r.outcomes])
        close = r.shares[profit >= profit.max() - 0.05 * abs(profit.max())]
        b = interval([o.ratio_b for o in r.outcomes[middle]])
        said = words.get(id(r), "") if r.pilot.reached else "not reached"
        half = said in ("supported", "refuted") and close.min() <= 0.5 <= close.max()
        rows.append((f"{r.cell.ratio:g} ({r.cell.ratio * r.pilot.one_more:.2g})", r.cell.retention, r.cell.word_of_mouth,
                     r.cell.rivals, r.best.found, f"{close.min():.2f} to {close.max():.2f}", b, r.half.incremental,
                     r.half.marginal, said + (", but half costs less than 5%" if half else "")))  # fmt: skip
    columns = ("ρ (other reading)", "base retention", "word of mouth", "rivals", "s* [95%]", "within 5% of best profit", "B at .5",
               "C at .5", "D at .5", "more than half?")  # fmt: skip
    return Grid("Best retention share s* of discounted profit where customers weigh firms", columns, rows)


def _numbers(cells: Sequence[CellResult], words: dict[int, str]) -> list[dict[str, Any]]:
    return [{"ratio": r.cell.ratio, "ratio_of_one_more": one_more(r), "base_retention": r.cell.retention,
             "budget": r.cell.budget, "budget_chosen": r.cell.chosen, "organic_joins": r.cell.floor,
             "best_share": r.best.found, "best_share_exact": r.exact, "exact_inside": r.inside, "agrees": r.agrees,
             "within_5_percent": list(r.flat), "pays": r.pays, "verdict": words.get(id(r))} for r in cells]  # fmt: skip


def _seeds(cells: Sequence[CellResult], behaviour: Sequence[BehaviourResult]) -> dict[str, Any]:
    counts = sorted({len(r.profit) for r in cells})
    near = f"{counts[0]} to {counts[-1]}" if len(counts) > 1 else (counts[0] if counts else 0)
    surface = len(cells[0].outcomes[0]) if cells else 0
    more = {"customers who weigh firms": len(behaviour[0].outcomes[0])} if behaviour else {}
    return {"named cells near the best share": near, "their surface": surface, **more}


def _variance(cells: Sequence[CellResult]) -> float:
    return float(np.median([variance_reduction(r.profit.T[:: max(1, r.window.size // 2)]) for r in cells]))


def _rows(cells: Sequence[CellResult], behaviour: Sequence[BehaviourResult]) -> pd.DataFrame:
    """Lay every run out as rows: all outcomes of the surfaces, and profit and customers near the best share."""
    frames = []
    for name, results in (("response curves", cells), ("weighing customers", behaviour)):
        for r in results:
            runs = [(share, seed, *run) for share, some in zip(r.shares, r.outcomes, strict=True)
                    for seed, run in enumerate(some)]  # fmt: skip
            wide = pd.DataFrame(runs, columns=["retention_share", "seed", *Outcome._fields])
            frames.append(_long(wide, name, r))
            if isinstance(r, CellResult):
                places = np.indices(r.profit.shape)
                near = pd.DataFrame({"retention_share": r.window[places[1].ravel()], "seed": places[0].ravel(),
                                     "profit": r.profit.ravel(), "customers": r.customers.ravel()})  # fmt: skip
                frames.append(_long(near, f"{name}, near the best", r))
    rows = pd.concat(frames, ignore_index=True)
    for column in ("part", "rivals", "outcome", "unit"):
        rows[column] = rows[column].astype("category")
    return rows[list(_ROW_UNITS)]


def _long(wide: pd.DataFrame, name: str, r: CellResult | BehaviourResult) -> pd.DataFrame:
    long = wide.melt(["retention_share", "seed"], var_name="outcome", value_name="value")
    long["unit"] = long["outcome"].map(UNITS)
    c = r.cell
    talk = False if c.word_of_mouth is None else c.word_of_mouth
    return long.assign(part=name, ratio=c.ratio, base_retention=c.retention, budget=c.budget, budget_chosen=c.chosen,
                       organic_joins=c.floor, word_of_mouth=talk, rivals=c.rivals or "none")  # fmt: skip
