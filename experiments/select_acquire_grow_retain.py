"""E2: one plan over winning, growing and keeping against departments of their own; and when the firm is young."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from tenfold.experiments import study
from tenfold.experiments.planning_runs import MONEY, arm, profit, worth
from tenfold.experiments.study import Claim, Design, Judged, Mean, Outcome, Table, Threshold, kit, mean
from tenfold.experiments.study.findings import cell
from tenfold.experiments.study.measures import customers
from tenfold.sim.parameters import quantity

SHARE = "share of the budget"
NOISES, STARTS, RATIOS = (0.0, 0.25, 0.5, 1.0), (0.05, 0.5), (1.0, 5.0, 10.0)
SHARES = tuple(k / 20 for k in range(11))  # of which the best is one, at a ratio of 5
USUAL: dict[str, Any] = {
    "planning": "fixed", "noise": 0.0, "start": 0.5, "ratio": 10.0, "share": 0.5, "point": "none",
}  # fmt: skip


class Plans(study.StudyParameters):
    """Hold what can be changed of E2."""

    margin: float = quantity(1.0, MONEY, 0, 1e6, "assumption: about 1% of what departments make")


def design(own: Plans) -> Design:
    """Cross ways of planning with the start and the ratio; beside these, all fixed shares, and a point of each flow."""
    at = [{"planning": p, "noise": x} for p in ("departments", "momentum", "integrated") for x in NOISES
          if p == "integrated" or x == 0]  # fmt: skip
    levels = [USUAL | {"start": s, "share": x, "ratio": 5.0} for s in STARTS for x in SHARES]
    levels += [USUAL | each | {"start": s, "ratio": r} for each in at for s in STARTS for r in RATIOS]
    levels += [USUAL | {"ratio": r, "point": p} for r in RATIOS for p in ("none", "kept", "won")]
    return study.listed(tuple(USUAL), {tuple(each.values()): arm(**each) for each in levels}, {"share": SHARE})


def of(outcome: str = "worth", **at: Any) -> Mean:
    """Give an outcome, as usual where nothing else is said."""
    return mean(outcome, **USUAL | at)


def beyond(noise: float, than: str = "departments", start: float = 0.5, ratio: float = 10.0) -> Mean:
    """Give what an integrated plan brings beyond another way."""
    at: dict[str, Any] = {"start": start, "ratio": ratio}
    return of(planning="integrated", noise=noise, **at) - of(planning=than, **at)


def by_share(start: float, share: float) -> Mean:
    """Give the profit of a share that stays, at a ratio of 5."""
    return of("profit", start=start, share=share, ratio=5.0)


PEAKS = {s: study.peak_place("share", partial(by_share, s), 4) for s in STARTS}


def later(table: Table) -> float:
    """Give by how much the best share for keeping of a firm that has half the market is above that of a young one."""
    return float(PEAKS[STARTS[1]](table) - PEAKS[STARTS[0]](table))


def leak(ratio: float) -> Mean:
    """Give how many more customers a point less of churn leaves than a point more of joining."""
    return of("customers", ratio=ratio, point="kept") - of("customers", ratio=ratio, point="won")


def claims(own: Plans) -> Sequence[Claim]:
    """Judge integration by how wrong it is, youth, and the leaky bucket."""
    wrong = "emergent: hangs on how wrong the plan is"
    return (
        Claim("one plan, with errors of .5, brings more than departments, at a ratio of 10", beyond(0.5), MONEY, wrong,
              own.margin),
        Claim("so it does for a young firm", beyond(0.5, start=0.05), MONEY, wrong, own.margin),
        Claim("so it does with errors of 1, at a ratio of 5", beyond(1.0, ratio=5.0), MONEY, wrong, own.margin),
        Claim("departments that follow their own number do worse than those with fixed shares",
              of(planning="departments") - of(planning="momentum"), MONEY, "emergent", own.margin),
        Claim("a young firm should spend less on keeping than one with half the market", later, SHARE,
              "emergent: it has few to keep", 0.02),
        Claim("a point less of churn leaves more customers than a point more of joining, at a ratio of 1", leak(1.0),
              "share of the market", "built in: so it is where more than half are customers", primary=False),
        Claim("so it does at a ratio of 10", leak(10.0), "share of the market",
              "built in: so it is where more than half are customers", primary=False),
    )  # fmt: skip


ERRS = {r: study.crossing("noise", partial(beyond, ratio=r), rising=False) for r in RATIOS}


def thresholds(own: Plans) -> Sequence[Threshold]:
    """Measure how wrong a plan may be, and the best share by where a firm stands."""
    return (
        *(Threshold(f"errors from which one plan brings no more than departments, at a ratio of {r:g}", ERRS[r], "-")
          for r in RATIOS),
        *(Threshold(f"best share for keeping of a firm that begins with {100 * s:g}% of the market, at a ratio of 5",
                    PEAKS[s], SHARE) for s in STARTS),
    )  # fmt: skip


def answer(table: Table, judged: Sequence[Judged]) -> Sequence[str]:
    """Say when one plan is better, what the young should do, and when the leak is worth more."""
    words, best = [j.verdict for j in judged], {s: study.evidence(table, PEAKS[s]).found for s in STARTS}
    gain = [study.evidence(table, beyond(x)).found for x in (0.0, 0.5, 1.0)]
    return (
        f"At a ratio of 10 one plan brings {cell(gain[0])} {MONEY} more than departments if it reads its books right, "
        f"{cell(gain[1])} with errors of .5 and {cell(gain[2])} with errors of 1.",
        f"That a young firm should spend less on keeping is {words[4]}: {cell(best[STARTS[0]])} of the budget, against "
        f"{cell(best[STARTS[1]])} of one with half the market.",
        f"That a point of churn is worth more than a point of joining is {words[5]} at a ratio of 1 and {words[6]} at "
        "10: it holds where more than half of the market are customers.",
    )


def figure(table: Table, judged: Sequence[Judged]) -> Any:
    """Bands are 95% over seeds; worth is discounted profit and what the customers of the last period are worth."""
    picture, (plans, young) = kit.panels(2, width=5.8, height=4.2)
    kit.lines(plans, table, lambda noise, ratio: beyond(noise, ratio=ratio), over="noise", by="ratio", bands=True)
    kit.zero(plans)
    plans.set(title="What one plan brings beyond departments", xlabel="error of its estimates [σ of the logarithm]",
              ylabel=f"worth, integrated minus departments\n[{MONEY}]")  # fmt: skip
    kit.lines(young, table, lambda share, start: of("profit", share=share, start=start, ratio=5.0), over="share",
              by="start", bands=True)  # fmt: skip
    young.set(title="The best split moves with where one stands (ratio 5)", xlabel=f"for keeping [{SHARE}]",
              ylabel=f"discounted profit [{MONEY}]")  # fmt: skip
    kit.title(picture, answer(table, judged)[0])
    return picture


STUDY = study.Study(
    question="Is one integrated plan better than departments of their own, and should a young firm rather win?",
    parameters=Plans, design=design, claims=claims,
    outcomes={
        "worth": Outcome(MONEY, worth),
        "profit": Outcome(MONEY, profit),
        "customers": Outcome("share of the market", customers),
    },
    thresholds=thresholds, figures={"plans": figure}, answer=answer,
    sign_flip=study.Flip("errors of the plan, at a ratio of 5", plus=beyond(0.0, ratio=5.0),
                         minus=beyond(1.0, ratio=5.0)),
    assumptions=(
        "an integrated plan believes the right ends of both curves; how steep they are it reads from its books",
        "departments spend what they are given: half of the budget each on winning and keeping, a tenth on growing",
        "customers at the end are worth what the last year's brought, at its retention",
        "one firm, and customers who follow response curves: no rival answers",
    ),
    refuted_if="Integration as such, if departments bring more where the plan is right",
)  # fmt: skip
