"""Two schools side by side: firms drawn from a plausible space spend first on keeping, or first on winning."""

from collections.abc import Sequence
from typing import Any

from tenfold.experiments import study
from tenfold.experiments.schools_figure import draw, strongest
from tenfold.experiments.schools_runs import (
    ALIKE,
    BIG,
    FIRST,
    SMALL,
    SPACE,
    SPANS,
    arm,
    churn_of,
    falls_with_tenure,
    unusual,
)
from tenfold.experiments.schools_table import DRAWN, flows, gain, gains, halves, keeps, places, through_winning
from tenfold.experiments.study import Claim, Design, Judged, Mean, Outcome, Table, Threshold, mean
from tenfold.experiments.study.findings import cell
from tenfold.experiments.study.measures import profit
from tenfold.sim.parameters import quantity

MONEY, SHARE = "money per head of the market and period", "share of drawn markets"
CHURN, FLOW = "share of customers a period", "beyond the market's, per customer and year"
FACTORS = ("market", "first", "loyalty")
DEAR = {"firms.0.contact_price": 100.0, "customers.loyalty.care": 0.5, "customers.choice.commitment_weight": 5.0}
CHEAP = {"firms.0.contact_price": 2.0, "customers.loyalty.care": 0.05, "customers.choice.commitment_weight": 0.5}
NAMED = {"dear contacts, strong care": DEAR, "cheap contacts, weak care": CHEAP}


class Schools(study.StudyParameters):
    """Hold what can be changed of the comparison."""

    points: int = quantity(128, "markets", 8, 4096, "a power of 2 is spread best")
    margin: float = quantity(0.05, "share", 0, 1, "assumption: how far from one half counts")


def design(own: Schools) -> Design:
    """Play both schools in each drawn market, in two named ones, and firms of unlike size with and without loyalty."""
    drawn = [dict(each) for each in study.sampled(SPANS, own.points).arms.values()]
    markets = {f"{DRAWN}{k}": place for k, place in enumerate(drawn)}
    markets |= NAMED
    arms: dict[Any, Any] = {(name, first, True): arm(place, share) for name, place in markets.items()
                            for first, share in FIRST.items()}  # fmt: skip
    arms |= {("as it is", "neither", loyal): {**ALIKE, **own_loyalty(loyal)} for loyal in (True, False)}
    return study.listed(FACTORS, arms)


def own_loyalty(on: bool) -> dict[str, float]:
    """Leave customers unlike each other; without loyalty none becomes attached, and leaving grows no dearer."""
    return {} if on else {"customers.choice.commitment_weight": 0.0, "customers.choice.switching_growth": 0.0}


def jeopardy(loyal: bool) -> Mean:
    """Give by how much the smallest firm's customers leave more often than the largest's."""
    at = {"market": "as it is", "loyalty": loyal}
    return mean("churn of the smallest", **at) - mean("churn of the largest", **at)


def fall(loyal: bool) -> Mean:
    """Give by how much churn is lower after a year than before."""
    return mean("fall with tenure", market="as it is", loyalty=loyal)


def claims(own: Schools) -> Sequence[Claim]:
    """Judge both schools, and the null in which nobody becomes loyal."""
    alike = "emergent: customers are unlike, so who stays was likelier to"
    return (
        Claim("in most plausible markets retention first earns more", keeps, SHARE,
              "contested: Reichheld against Sharp; of an assumed space of firms", own.margin, above=0.5),
        Claim("firms grow or shrink more by what they win than by what they lose", through_winning,
              "share of differences in growth", "contested: Riebe et al. 2014", own.margin, above=0.5),
        Claim("the smallest firm loses more of its customers than the largest", jeopardy(True), CHURN,
              "emergent: Double Jeopardy", 0.0),
        Claim("so it does where nobody becomes loyal", jeopardy(False), CHURN, "emergent: Double Jeopardy", 0.0),
        Claim("churn falls with tenure though nobody becomes loyal", fall(False), CHURN, alike, 0.0),
        Claim("loyalty makes it fall further", fall(True) - fall(False), CHURN, "built in: attachment grows", 0.0,
              primary=False),
    )  # fmt: skip


def thresholds(own: Schools) -> Sequence[Threshold]:
    """Measure how often each school is right, and what growth goes with."""
    return (
        Threshold("drawn markets in which retention first earns more", keeps, SHARE),
        Threshold("of differences in growth, what comes through winning", through_winning, "share"),
    )


def answer(table: Table, judged: Sequence[Judged]) -> Sequence[str]:
    """Say how often each school is right, what decides, and what the null explains."""
    asked = (keeps, through_winning, fall(False), fall(True))
    (often, winning, null, loyal), by = (study.evidence(table, x).found for x in asked), halves(table)
    said = [f"{SPACE[name].words} ({100 * by[name][0]:.0f}% of markets in the lower half of its range, "
            f"{100 * by[name][1]:.0f}% in the upper)" for name in strongest(by)]  # fmt: skip
    return (
        f"Retention first earns more in {100 * often.mean:.0f}% of plausible markets, acquisition first in the "
        f"others; it hangs most on {said[0]} and {said[1]}.",
        f"Of differences in growth {100 * winning.mean:.0f}% come through what is won, the rest through what is lost. "
        f"That the smallest firm loses more of its customers than the largest is {judged[2].verdict}, and "
        f"{judged[3].verdict} where nobody becomes loyal.",
        f"After a year churn is lower by {cell(null)} a period though nobody becomes loyal, by {cell(loyal)} with "
        "loyalty: what looks like loyalty is partly that the restless have gone.",
    )


def figure(table: Table, judged: Sequence[Judged]) -> Any:
    """Left and middle: profit, mean over seeds; right: both schools in every drawn market, mean over seeds."""
    return draw(places(table), gains(table), halves(table), flows(table), answer(table, judged)[0])


STUDY = study.Study(
    question="Which school is right where: retention first, or acquisition first?", parameters=Schools, design=design,
    claims=claims,
    outcomes={
        "profit": Outcome(MONEY, profit),
        "won": Outcome(FLOW, unusual("won")),
        "lost": Outcome(FLOW, unusual("lost")),
        "growth": Outcome(FLOW, unusual("growth")),
        "churn of the smallest": Outcome(CHURN, churn_of(SMALL), {"first": "neither"}),
        "churn of the largest": Outcome(CHURN, churn_of(BIG), {"first": "neither"}),
        "fall with tenure": Outcome(CHURN, falls_with_tenure, {"first": "neither"}),
    },
    thresholds=thresholds, figures={"schools": figure}, answer=answer,
    sign_flip=study.Flip("market, what retention first earns more", plus=gain("dear contacts, strong care"),
                         minus=gain("cheap contacts, weak care")),
    assumptions=(
        "the space that markets are drawn from: every range is an assumption, and so is that all in it is as likely",
        "first means three quarters of the budget, and the budget is given; rivals split evenly and do not react",
        "loyalty is attachment and a switching cost that grows; without it customers differ in taste and stay that way",
        "intervals cover simulation noise in these markets, not which markets were drawn",
    ),
    refuted_if="Either school as such, if the other earns more in some of the drawn markets",
)  # fmt: skip
