"""E9: activities by value beside cost, what it brings to move money among them, and who should bring the bed."""

from collections.abc import Sequence
from functools import partial
from typing import Any

import numpy as np

from tenfold.agents.firm.chain import ACTIVITIES
from tenfold.experiments import study
from tenfold.experiments.chain_figure import draw
from tenfold.experiments.chain_runs import NAMES, SPARED, arm, case, drawn, share
from tenfold.experiments.study import Claim, Design, Judged, Mean, Outcome, Table, Threshold, mean
from tenfold.experiments.study.findings import cell
from tenfold.experiments.study.measures import profit
from tenfold.sim.parameters import quantity

MONEY = "money per head of the market and period"
COSTS, ACCESSES = (15.0, 25.0, 30.0, 35.0, 45.0), (0.0, 0.6, 1.0)
USUAL: dict[str, Any] = {
    "chain": "median", "by": "none", "step": "none", "bed": "usual", "cost": 15.0, "access": 0.6, "spared": "none",
}  # fmt: skip


class Activities(study.StudyParameters):
    """Hold what can be changed of E9."""

    margin: float = quantity(0.05, MONEY, 0, 1e6, "assumption: least gain that matters, 1% of profit")


def design(own: Activities) -> Design:
    """Move money by cost and by value in four chains, take away each activity, bring beds at several costs."""
    levels: list[dict[str, Any]] = [{"chain": c, "by": b} for c in NAMES for b in ("none", "cost", "value")]
    levels += [{"step": a} for a in ACTIVITIES]
    levels += [{"bed": "brought", "cost": c, "access": x} for x in ACCESSES for c in COSTS]
    levels += [{"bed": "left", "access": x} for x in ACCESSES]
    levels += [{"spared": x} for x in SPARED]
    at = [USUAL | each for each in levels]
    return study.listed(tuple(USUAL), {tuple(each.values()): arm(**each) for each in at}, {"cost": "money"})


def of(outcome: str = "profit", **at: Any) -> Mean:
    """Give an outcome, as usual where nothing else is said."""
    return mean(outcome, **USUAL | at)


def moved(chain: str, by: str = "value") -> Mean:
    """Give what it brings to move a tenth of the spend."""
    return of(chain=chain, by=by) - of(chain=chain)


def brought(cost: float, access: float = 0.6) -> Mean:
    """Give what it brings to bring the bed, at a cost that the price holds."""
    return of(bed="brought", cost=cost, access=access) - of(bed="left", access=access)


def lost(step: str) -> Mean:
    """Give what a firm loses without an activity."""
    return of() - of(step=step)


def claims(own: Activities) -> Sequence[Claim]:
    """Judge moving money by value and by cost, and bringing the bed."""
    m, found = own.margin, "emergent: what customers gain comes back as customers"
    built = "built in: what fetching costs is assumed"
    return (
        *(Claim(f"to move a tenth of the spend to what customers value pays: {name} rank correlation", moved(name),
                MONEY, found, m) for name in NAMES[:3]),
        Claim("so it does where cost is in proportion to value", moved("efficient"), MONEY, found, m),
        Claim("to move it to the dearest activities pays", moved("median", "cost"), MONEY, "contested", m),
        Claim("to bring the bed for 15 pays", brought(15.0), MONEY, built, m),
        Claim("to bring it for 45 pays", brought(45.0), MONEY, built, m),
        Claim("it is worth more to customers who cannot fetch it", brought(30.0, 0.0) - brought(30.0, 1.0), MONEY,
              built, m),
        *(Claim(f"a unit of money spared in {name} wins as many customers as one off the price",
                of("share", spared=name) - of("share", spared="money"), "share of the market",
                "built in: all four costs are weighed by what they are worth", 0.002, primary=False, equal=True)
          for name in SPARED if name != "money"),
    )  # fmt: skip


BED = {x: study.crossing("cost", partial(brought, access=x), rising=False) for x in ACCESSES}


def thresholds(own: Activities) -> Sequence[Threshold]:
    """Measure up to which cost bringing the bed pays."""
    return tuple(
        Threshold(f"cost up to which bringing pays, where {100 * x:.0f}% of customers can fetch it", BED[x], "money")
        for x in ACCESSES
    )


def answer(table: Table, judged: Sequence[Judged]) -> Sequence[str]:
    """Say how value and cost rank activities, whether anything follows from it, and what the bed may cost."""
    taus = np.array([each.tau for each in drawn()])
    low, high = np.quantile(taus, (0.05, 0.95))
    gain, same = (study.evidence(table, moved(x)).found for x in ("median", "efficient"))
    beds = [study.evidence(table, BED[x]).found for x in (0.0, 1.0)]
    worst = max(ACTIVITIES, key=lambda a: float(table.sample(lost(a)).mean()))
    return (
        f"Activities rank by value as by cost only by chance (Kendall's τ {np.mean(taus):.2f}, in nine of ten chains "
        f"{low:.2f} to {high:.2f}), but it matters: to move a tenth of the spend to what customers value brings "
        f"{cell(gain)} {MONEY}, {cell(same)} where cost is in proportion to value.",
        f"That it pays to favour the dearest is {judged[4].verdict}. In the median chain most is lost without {worst}.",
        f"To bring the bed pays up to a cost of {cell(beds[0])} where nobody can fetch it, {cell(beds[1])} where all "
        "can.",
    )


def figure(table: Table, judged: Sequence[Judged]) -> Any:
    """Bars are 95% over seeds; on the left, of each activity, what it costs and what is lost without it."""
    return draw(table, case("median"), lost, moved, brought, answer(table, judged)[0].partition("), but")[0] + ")")


STUDY = study.Study(
    question="Do activities rank by value as they do by cost, and does it matter?", parameters=Activities,
    design=design, claims=claims,
    outcomes={"profit": Outcome(MONEY, profit), "share": Outcome("share of the market", share)},
    thresholds=thresholds, figures={"activities": figure}, answer=answer,
    sign_flip=study.Flip("cost of bringing the bed", plus=brought(15.0), minus=brought(45.0)),
    assumptions=(
        "which activity feeds which benefit is drawn (Dirichlet .7), so is what it costs (lognormal, .6): nobody knows",
        "an activity costs c l² at level l, so that money moved has a dearer next step wherever it goes",
        "to fetch a bed costs 28 of money, time and effort; without a car a courier takes 40; to forgo it loses 60",
        "the price holds what bringing costs; rivals let customers fetch, and do not react",
    ),
    refuted_if="That it matters, if to move money to what customers value brings nothing in the median chain",
)  # fmt: skip
