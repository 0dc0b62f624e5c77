"""The verdict of E1: what was found, under which assumptions, and what it does not show."""

import math
from typing import Any

import numpy as np

from tenfold.experiments.five_to_ten.behaviour import BehaviourResult
from tenfold.experiments.five_to_ten.cells import Cell
from tenfold.experiments.five_to_ten.closed_form import CellResult
from tenfold.experiments.five_to_ten.cohort_panel import CohortResult
from tenfold.experiments.five_to_ten.outcomes import Outcome
from tenfold.experiments.five_to_ten.parameters import FiveToTen
from tenfold.sim.statistics import Interval, Peak, holm, interval, variance_reduction

QUESTION = (
    "A new customer costs five to ten times an old one: "
    "does that justify spending more on retention than on acquisition?"
)
SCOPE = (
    "Intervals are 95% over seeds: they cover simulation noise only, not uncertain parameters; verdicts of cells are "
    "corrected for how many are looked at (Holm)."
)
REFUTED_IF = (
    "The claim is refuted in a cell with an imposed ratio of 5 to 10 whose best retention share lies below one half; "
    "'the ratio decides' is refuted if the best share differs between cells of equal ratio."
)


def seeds(cells: list[CellResult], own: FiveToTen, given: int, cohort: bool) -> dict[str, Any]:
    """Say with how many seeds each panel was played.

    Parameters
    ----------
    cells : of the response curves; their seeds double until the best share is sure enough
    own, given : the experiment's parameters, and `seeds`
    cohort : whether there is a planner's

    Returns
    -------
    dict
        numbers by panel, for the response curves near the best the least and the most; None where nothing was played
    """
    near = [len(c.customers) for c in cells]
    return {
        "response_curves_near_the_best": [min(near), max(near)],
        "response_curves_surface": min(own.coarse_seeds, given),
        "twins": given,
        "cohort": given if cohort else None,
        "emergent_ratio": own.behaviour_seeds,
        "customers_who_weigh_firms": own.behaviour_seeds if own.behaviour else None,
        "their_pilots": own.pilots if own.behaviour else None,
    }


def judge(best: Peak, p: float = 0.0) -> str:
    """Say whether more than half the budget belongs to retention.

    Parameters
    ----------
    best : best retention share with its interval
    p : that it is .5 after all, adjusted for how many cells are looked at

    Returns
    -------
    str
        supported, refuted or undecided
    """
    if p >= 0.05 or best.low <= 0.5 <= best.high:
        return "undecided"
    return "supported" if best.low > 0.5 else "refuted"


def judgements(cells: list[CellResult], behaviour: list[BehaviourResult]) -> dict[Cell, str]:
    """Judge every cell with an imposed ratio of 5 to 10 that was reached, with Holm's correction across them.

    Parameters
    ----------
    cells, behaviour : what the panels showed

    Returns
    -------
    dict
        supported, refuted or undecided, by cell
    """
    reached: list[CellResult | BehaviourResult] = [*cells, *(b for b in behaviour if b.pilot.reached)]
    judged = [r for r in reached if 5.0 <= r.cell.ratio <= 10.0]
    adjusted = holm([r.p_half for r in judged])
    return {r.cell: judge(r.best, float(p)) for r, p in zip(judged, adjusted, strict=True)}


def clean(value: Any) -> Any:
    """Make a value fit for JSON: nothing for what is not finite, rounded to nine digits."""
    if isinstance(value, Interval):
        return {"mean": clean(value.mean), "low": clean(value.low), "high": clean(value.high)}
    if isinstance(value, Peak):
        return {"place": clean(value.place), "low": clean(value.low), "high": clean(value.high)}
    if isinstance(value, dict):
        return {key: clean(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [clean(inner) for inner in value]
    if isinstance(value, (float, np.floating)):
        return float(f"{value:.9g}") if math.isfinite(value) else None
    return value


def ratios(runs: list[Outcome], share: float) -> dict[str, Any]:
    """Give ratios A and B of one arm with intervals; nothing, with the reason, where a denominator is zero."""
    table: dict[str, Any] = {}
    for name in ("ratio_a", "ratio_a_served", "ratio_b", "ratio_b_blended"):
        values = np.array([getattr(run, name) for run in runs])
        if np.isfinite(values).all():
            table[name] = interval(values)
        else:
            why = "no retention spending" if share == 0.0 else "nothing was bought by acquisition spending"
            table[name] = {"value": None, "reason": why}
    return table


def closed_form_table(cells: list[CellResult], words: dict[Cell, str]) -> list[dict[str, Any]]:
    """Give the table of response-curve cells: simulated best share with its interval beside the closed form."""
    return [
        {
            "ratio": r.cell.ratio, "base_retention": r.cell.retention, "organic_joins": r.cell.floor,
            "best_share_simulated": r.best, "best_share_closed_form": r.exact,
            "best_share_discounted_from_empty": r.from_empty, "regret_share_of_customers": r.regret,
            "within_5_percent_of_best": r.flat, "agrees": r.agrees,
            "seeds": len(r.customers), "verdict": words.get(r.cell),
            "note": "with organic joins the imposed ratio is nominal" if r.cell.floor > 0 else None,
        }
        for r in cells
    ]  # fmt: skip


def behaviour_table(results: list[BehaviourResult], words: dict[Cell, str]) -> list[dict[str, Any]]:
    """Give the table of behavioural cells."""
    table = []
    for r in results:
        middle = int(np.argmin(np.abs(r.shares - 0.5)))
        table.append({
            "ratio_imposed": r.cell.ratio, "base_retention": r.cell.retention, "word_of_mouth": r.cell.word_of_mouth,
            "rivals": r.cell.rivals, "reached": r.pilot.reached, "ratio_of_pilot": r.pilot.ratio,
            "retention_of_pilot": r.pilot.retention, "contact_price": r.pilot.contact_price,
            "inertia": r.pilot.inertia, "best_share": r.best, "best_share_discounted_profit": r.best_profit,
            "at_half": {**ratios(r.outcomes[middle], 0.5), "ratio_c": r.half.incremental, "ratio_d": r.half.marginal},
            "regret": regret(r.shares, r.outcomes), "verdict": words.get(r.cell) if r.pilot.reached else "unreachable",
        })  # fmt: skip
    return table


def regret(shares: np.ndarray[Any, Any], outcomes: list[list[Outcome]]) -> dict[str, Any]:
    """Give what always using s = .2, .5 or .8 costs in discounted profit per head, and the range within 5%."""
    profit = np.array([[run.profit for run in runs] for runs in outcomes]).mean(axis=1)
    best = float(profit.max())
    close = shares[profit >= best - 0.05 * abs(best)]
    at = {f"{s:g}": best - float(np.interp(s, shares, profit)) for s in (0.2, 0.5, 0.8)}
    return {"profit_lost_per_head": at, "best_profit_per_head": best, "within_5_percent": [close.min(), close.max()]}


def cohort_table(result: CohortResult, market_size: float) -> dict[str, Any]:
    """Give the planner's answer: the fit, the best shares, the ratios, the swept band and what the verdict hangs on."""
    fit, shares = result.fit, result.per_spell.shares
    middle = int(np.argmin(np.abs(shares - 0.5)))
    band, lost = [corner.best for corner in result.band], regret(shares, result.per_spell.outcomes)
    return {
        "fit": {
            "alpha": fit.alpha, "beta": fit.beta, "log_likelihood": fit.log_likelihood,
            "interval_alpha": fit.interval_alpha, "interval_beta": fit.interval_beta, "reason": fit.reason,
        },
        "best_share": result.per_spell.best, "best_share_if_propensity_is_personal": result.per_person.best,
        "best_share_for_customers": result.per_spell.best_customers,
        "at_half": {
            **ratios(result.per_spell.outcomes[middle], 0.5),
            "ratio_c": result.half.incremental, "ratio_d": result.half.marginal,
        },
        "regret": lost, "market_size": market_size,
        "best_profit_of_the_market": lost["best_profit_per_head"] * market_size,
        "band": {"lowest_best_share": min(band), "highest_best_share": max(band), "depends_on": depends_on(result),
                 "corners": [{**corner.factors, "best_share": corner.best} for corner in result.band]},
        "verdict": cohort_verdict(result),
    }  # fmt: skip


def depends_on(result: CohortResult) -> list[str]:
    """Name the inputs whose change within the band alone flips the answer from one side of one half to the other."""
    flips = []
    for name in result.band[0].factors:
        alone = [c.best for c in result.band if all(v == 1.0 for k, v in c.factors.items() if k != name)]
        if min(alone) < 0.5 < max(alone):
            flips.append(name)
    return flips


def cohort_verdict(result: CohortResult) -> str:
    """Say the planner's verdict; where the band flips it, on which inputs it depends."""
    band, names = [corner.best for corner in result.band], depends_on(result)
    if min(band) > 0.5 or max(band) < 0.5:
        return judge(result.per_spell.best)
    return "depends on your " + (", ".join(names) if names else "assumptions together") + " (see the band)"


def same_ratio_differs(cells: list[CellResult]) -> bool:
    """Say whether cells of equal ratio have best shares whose intervals do not overlap."""
    return any(a.cell.ratio == b.cell.ratio and a.best.high < b.best.low for a in cells for b in cells)


def variance_factor(cells: list[CellResult]) -> float:
    """Give the factor by which common random numbers cut the variance of what the share does, over the first window."""
    return variance_reduction([cells[0].customers[:, -1], cells[0].customers[:, 0]])


def sentences(
    cells: list[CellResult], behaviour: list[BehaviourResult], cohort: CohortResult | None
) -> list[str]:
    """Say in two sentences what was found and what it does not show."""
    judged = list(judgements(cells, behaviour).values())
    count = {word: judged.count(word) for word in ("supported", "refuted", "undecided")}
    found = (
        f"With an imposed ratio of 5 to 10, retention deserves more than half the budget in {count['supported']} of "
        f"{len(judged)} cells and less than half in {count['refuted']} ({count['undecided']} undecided), and cells of "
        f"equal ratio {'have different' if same_ratio_differs(cells) else 'share their'} best shares, so the ratio "
        f"{'does not decide' if same_ratio_differs(cells) else 'may decide'}: room to save, base retention, word of "
        "mouth and rivals do"
    )
    if cohort is not None:
        best, word = cohort.per_spell.best, cohort_verdict(cohort)
        found += (
            f"; for this cohort and these figures the best share is {best.place:.2f} "
            f"[{best.low:.2f}, {best.high:.2f}], "
            + (f"but the answer {word}" if word.startswith("depends") else f"and the claim is {word}")
        )
    limits = (
        "It assumes the response curves, an equal total budget and default behaviour that are not validated on any "
        "firm, and does not show what a contact or an act of care achieves in yours: only a field test of both does"
    )
    return [found + ".", limits + "."]
