"""E7: a first sale costs several times a later one: with which purchase that is paid, by those who stay and by all."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np

from tenfold.experiments import study
from tenfold.experiments.drop_outs import retention_needed
from tenfold.experiments.study import Claim, Design, Judged, Mean, Table, Threshold, mean
from tenfold.experiments.tenure_figure import draw, number_of
from tenfold.experiments.tenure_runs import AFTER, COST, GIVEN, MONEY, SEEN, arm, outcomes
from tenfold.sim.parameters import quantity

RATIOS, MARGINS = (5.0, 10.0), (2.0, 2.5, 3.5, 5.0)  # rho, m/c
WINDOWS = {5.0: 2.5, 10.0: 5.0}  # m/c, by rho, with which those who stay pay first with the third purchase
CROSSED, BETTER = ("90%", "80%", "70%", "60%", "Regular"), {f"{r}%": f"{r + 5}%" for r in (60, 70, 80, 90)}
OWN = {"survival": "market", "ratio": "own", "margin": "own"}


class Tenure(study.StudyParameters):
    """Hold what can be changed of E7."""

    margin: float = quantity(0.03, "purchases", 0, 3, "assumption: least difference that matters, of the first three")


def design(own: Tenure) -> Design:
    """Cross survival, rho and m/c; beside them five points better retention, and the market as it is."""
    cells = [(name, ratio, margin) for name in CROSSED for ratio in RATIOS for margin in MARGINS]
    cells += [(name, 5.0, 2.5) for name in BETTER.values()]
    arms: dict[tuple[Any, ...], dict[str, Any]] = {cell: arm(*cell) for cell in cells}
    return study.listed(("survival", "ratio", "margin"), arms | {tuple(OWN.values()): {}})


def third(survival: str, ratio: float, margin: float, who: str = AFTER[3]) -> Callable[[Table], float]:
    """Give what is there after purchase 3, or what survivors lacked after purchase 2, whichever is less."""
    at = {"survival": survival, "ratio": ratio, "margin": margin}
    return study.opposite(mean(who, **at), mean("survivors after 2", **at))


def curve(at: dict[str, Any], table: Table) -> float:
    """Give the least of: loss at first, what purchase 2 brings, that beyond purchase 3, and that beyond late ones."""

    def flow(before: int, last: int) -> Mean:
        return 1.0 / (last - before) * (mean(AFTER[last], **at) - mean(AFTER[before], **at))

    falls = (flow(1, 2), flow(1, 2) - flow(2, 3), flow(2, 3) - flow(24, SEEN))
    return float(min(-table.at(AFTER[1], **at).mean(), *(table.sample(x).mean() for x in falls)))


def gain(name: str, table: Table) -> float:
    """Give how much more later purchases are worth if five points more stay."""
    before, then = (table.at("later", survival=x, ratio=5.0, margin=2.5).mean() for x in (name, BETTER[name]))
    return float(then / before - 1.0)


def claims(own: Tenure) -> Sequence[Claim]:
    """Judge the third purchase of cohorts, of the market and of those who stay; then value curve and retention."""
    sums, choice = "built in: arithmetic of costs and drop-outs", "emergent: who stays follows from choices"
    outside = [(r, m) for r in RATIOS for m in MARGINS if m not in (r, WINDOWS[r])]  # at m = r c the first sale is even
    return (
        *(Claim(f"the third purchase is the first to pay: ρ {r:g}, m/c {m:g}, {name}", third(name, r, m), MONEY, sums)
          for r, m in WINDOWS.items() for name in CROSSED),
        *(Claim(f"a cohort of the default market has paid with the third: ρ {r:g}, m/c {m:g}",
                mean("first three", **OWN), "purchases", choice, own.margin, above=(r - 1) / (m - 1))
          for r, m in WINDOWS.items()),
        Claim("by the default market's own books the third has paid", mean(AFTER[3], **OWN), MONEY, choice),
        *(Claim(f"the third is the first to pay those who stay: ρ {r:g}, m/c {m:g}",
                third("90%", r, m, "survivors after 3"), MONEY, sums, primary=False) for r, m in outside),
        *(Claim(f"what a cohort brings starts below 0, is most at the second purchase, then falls: {at['survival']}",
                partial(curve, at), MONEY, label, primary=False)
          for at, label in (({"survival": "90%", "ratio": 5.0, "margin": 2.5}, sums), (OWN, choice))),
        Claim("five points better retention, from 90%, add 75% to later purchases", partial(gain, "90%"), "share",
              "built in: margins are flat; contested: Reichheld & Sasser 1990", primary=False, above=0.75),
    )  # fmt: skip


def thresholds(own: Tenure) -> Sequence[Threshold]:
    """Measure the region in which the third purchase is the first to pay, and what five points are worth."""

    def from_margin(at: dict[str, Any], ratio: float, two: bool, table: Table) -> float:
        cost = ratio - 1.0 if at is OWN else table.at("won for", **at).mean() / COST
        bought = 2.0 if two else float(table.at("first three", **at).mean())
        return float(1.0 + cost / bought) if bought > 0.0 else float("nan")

    def closes(table: Table) -> float:
        made, kept = (
            [table.at(x, survival=name).mean() for name in CROSSED[3::-1]] for x in ("first three", "bought again")
        )
        return float(np.interp(2.0, made, kept))

    return (
        *(Threshold(f"m/c from which a cohort has paid with the third: ρ {r:g}, {name}", partial(
            from_margin, {"survival": name, "ratio": r} if name in CROSSED else OWN, r, False), "-")
          for r in RATIOS for name in (*CROSSED, "market")),
        *(Threshold(f"m/c from which those who stay have paid with the second: ρ {r:g}", partial(
            from_margin, {"survival": "90%", "ratio": r}, r, True), "-") for r in RATIOS),
        Threshold("retention below which, at any ρ and m/c, the third is not the first to pay", closes, "share"),
        *(Threshold(f"gain in later purchases by five points better retention, from {name}", partial(gain, name),
                    "share") for name in BETTER),
    )  # fmt: skip


def answer(table: Table, judged: Sequence[Judged]) -> Sequence[str]:
    """Say where the saying holds, what drop-outs make of it, and what the market's own books say."""
    at, (cost, again) = {"ratio": 5.0, "margin": 2.5}, (table.at(x, **OWN).mean() for x in ("won for", "bought again"))
    cohorts = ", ".join(f"{number_of(table, 'cohort pays', survival=name, **at)} ({name})" for name in CROSSED)
    words = [j.verdict for j in judged if j.claim.text.startswith("a cohort of the default market")]
    return (
        "The third purchase is the first to pay only within a window of margins; drop-outs narrow it, and where fewer "
        f"than {100 * (retention_needed(2.0, 3) or 0):.0f}% buy again they close it.",
        "If the first sale costs 5 times as much as a later one, and the margin is 2.5 times that, those who stay have "
        f"paid with purchase {number_of(table, 'survivors pay', survival='90%', **at)}, a cohort with {cohorts}.",
        f"With the default market's drop-outs, that the third has paid is {words[0]} for ratio 5 and margin 2.5, and "
        f"{words[1]} for 10 and 5; by its own books, where winning a customer costs {cost:.0f} and {100 * again:.0f}% "
        f"buy again, it takes {number_of(table, 'cohort pays', **OWN)} purchases.",
    )


def figure(table: Table, judged: Sequence[Judged]) -> Any:
    """Bands are 95% over seeds; numbers are the purchase with which a cohort has paid, medians over seeds."""
    lines = {f"{name}, ρ 5, m/c 2.5": {"survival": name, "ratio": 5.0, "margin": 2.5} for name in CROSSED[:3:2]}
    staying = {name: GIVEN[name]["stay_floor"] for name in CROSSED[:4]}
    return draw(table, RATIOS, MARGINS, staying, lines | {"default market, own books": OWN}, answer(table, judged)[0])


STUDY = study.Study(
    question="With which purchase does a customer pay, for those who stay and for the cohort?", parameters=Tenure,
    design=design, claims=claims, outcomes=outcomes(), thresholds=thresholds,
    figures={"paying_purchase": figure}, answer=answer,
    sign_flip=study.Flip(
        "share that stays, ρ 10, m/c 5", plus=mean(AFTER[3], survival="90%", ratio=10.0, margin=5.0),
        minus=mean(AFTER[3], survival="60%", ratio=10.0, margin=5.0)),
    assumptions=(
        "a first sale costs ρ times what a later one does, c; m, before selling cost, is the same at every purchase",
        "a customer buys once a period; who leaves and comes back is a new customer, to be won again",
        "money is not discounted where purchases are counted, so that waiting costs nothing",
        f"who has not paid within {SEEN} purchases counts as never; Regular is a cohort of Fader & Hardie 2007",
        "the default market's survival is asked what it would mean at given costs; its own books say what it does cost",
    ),
    refuted_if="The third purchase, if those who stay have paid before, or a cohort has not paid by then",
)  # fmt: skip
