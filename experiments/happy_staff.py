"""E11: whether pay and training come back through customers, up to where and how late; a second contact."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from tenfold.experiments import study
from tenfold.experiments.staff_figure import draw
from tenfold.experiments.staff_runs import CHAIN, arm, churn, first_year, half_time, last_years, morale, value
from tenfold.experiments.study import Claim, Design, Judged, Mean, Outcome, Table, Threshold, mean
from tenfold.experiments.study.findings import cell
from tenfold.sim.parameters import quantity

MONEY, SHARE = "money per head of the market", "share of staff a period"
PAYS, TRAINS = (0.9, 1.0, 1.1, 1.2, 1.3, 1.5), (0.0, 2.0, 5.0, 10.0, 20.0, 40.0)
SERVICES, TRAININGS, CONTACTS = (0.0, 0.2), (0.1, 0.2, 0.6), (1, 2, 3)
TURNOVERS = (0.0025, 0.005, 0.01, 0.03, 0.06, 0.12)
USUAL: dict[str, Any] = {
    "pay": 1.0, "train": 0.0, "contacts": 1, "turnover": 0.03, "service": 0.2, "training": 0.2,
}  # fmt: skip


class StaffStudy(study.StudyParameters):
    """Hold what can be changed of E11."""

    margin: float = quantity(1.0, MONEY, 0, 1e6, "assumption: least gain that matters, .4% of profit")


def design(own: StaffStudy) -> Design:
    """Vary pay with and without service by morale, training by what it does, contacts by turnover."""
    levels: list[dict[str, Any]] = [{"contacts": k, "turnover": q} for k in CONTACTS for q in TURNOVERS]
    levels += [{"train": t, "training": x} for x in TRAININGS for t in TRAINS]
    levels += [{"pay": p, "service": s} for s in SERVICES for p in PAYS]
    at = [USUAL | each for each in levels]
    return study.listed(tuple(USUAL), {tuple(each.values()): arm(**each) for each in at})


def of(outcome: str = "value", **at: Any) -> Mean:
    """Give an outcome, as usual where nothing else is said."""
    return mean(outcome, **USUAL | at)


def paid(pay: float, service: float = 0.2) -> Mean:
    """Give what pay brings beyond the market's."""
    return of(pay=pay, service=service) - of(service=service)


def trained(train: float, training: float = 0.2) -> Mean:
    """Give what training brings."""
    return of(train=train, training=training) - of(training=training)


def further(turnover: float, contacts: int = 2) -> Mean:
    """Give what further contacts bring beyond one."""
    return of(contacts=contacts, turnover=turnover) - of(turnover=turnover)


def third(turnover: float) -> Mean:
    """Give what a third contact brings beyond two."""
    return of(contacts=3, turnover=turnover) - of(contacts=2, turnover=turnover)


def claims(own: StaffStudy) -> Sequence[Claim]:
    """Judge pay, its decreasing returns, through whom it comes back, the order of events, and contacts."""
    m, chain = own.margin, "emergent: the service-profit chain (Heskett et al. 1994), whose signs alone are published"
    lags = [of(f"half of {what}") for what in CHAIN]
    return (
        Claim("pay a tenth above the market's comes back", paid(1.1), MONEY, chain, m),
        Claim("it comes back through customers: more with service by morale than without", paid(1.1) - paid(1.1, 0.0),
              MONEY, chain, m),
        Claim("the more is paid, the less a further rise brings", 2.0 * paid(1.2) - paid(0.9) - paid(1.5), MONEY,
              "built in: morale has an upper end", 0.0),
        Claim("pay half as much again as the market's comes back", paid(1.5), MONEY, chain, m),
        Claim("training for 10 a person comes back", trained(10.0), MONEY, "contested: hangs on what training does", m),
        Claim("satisfaction follows morale", lags[1] - lags[0], "periods",
              "contested: service follows morale, but one gets used to it", 0.0),
        Claim("customers follow satisfaction", lags[2] - lags[1], "periods", chain, 0.0),
        Claim("profit falls in the first year of a rise", -1.0 * of("first year"), MONEY, "built in: wages come first",
              0.0),
        Claim("profit is higher in the last two of eight years", of("last years"), MONEY, chain, 0.0),
        Claim("a second contact pays where 6% of staff leave a period", further(0.06), MONEY,
              "emergent: customers lost with who knew them", m),
        Claim("so it does where .25% leave", further(TURNOVERS[0]), MONEY, "emergent", m),
    )  # fmt: skip


SECOND, THIRD = (study.crossing("turnover", x) for x in (further, third))
BEST = study.peak_place("pay", partial(paid), 3)


def thresholds(own: StaffStudy) -> Sequence[Threshold]:
    """Measure the best pay, from which turnover on contacts pay, and how late what comes."""
    return (
        Threshold("pay that brings most", BEST, "of the market's"),
        Threshold("turnover from which a second contact pays", SECOND, SHARE),
        Threshold("turnover from which a third contact pays", THIRD, SHARE),
        *(Threshold(f"half of the rise of {what} after", partial(late, what), "periods") for what in CHAIN),
    )  # fmt: skip


def late(what: str, table: Table) -> float:
    """Give after how many periods half of a change is there."""
    return float(table.sample(of(f"half of {what}")).mean())


def answer(table: Table, judged: Sequence[Judged]) -> Sequence[str]:
    """Say up to where pay comes back, how late, and when a second contact pays."""
    best, two = (study.evidence(table, x).found for x in (BEST, SECOND))
    gain, without = (study.evidence(table, paid(1.1, s)).found for s in (0.2, 0.0))
    waits = ", ".join(f"{what} {late(what, table):.0f}" for what in CHAIN)
    top = f"; most comes of {cell(best)} of the market's" if best.mean == best.mean else ""
    return (
        f"Pay a tenth above the market's brings {cell(gain)} {MONEY} where service follows morale, {cell(without)} "
        f"where it does not{top}.",
        f"Half of what a rise changes is there after so many months: {waits}; that profit falls at first is "
        f"{judged[7].verdict}, that it is higher in the end {judged[8].verdict}.",
        f"A second contact for each customer pays where more than {cell(two)} of staff leave a period.",
    )


def figure(table: Table, judged: Sequence[Judged]) -> Any:
    """Bands are 95% over seeds; what lies above the line comes back."""
    return draw(table, (paid, trained, further), MONEY, answer(table, judged)[0])


STUDY = study.Study(
    question="Do pay and training come back through customers, how late, and up to where?", parameters=StaffStudy,
    design=design, claims=claims,
    outcomes={
        "value": Outcome(MONEY, value),
        "morale": Outcome("-", morale),
        "churn": Outcome("share of customers a period", churn),
        **{f"half of {what}": Outcome("periods", partial(half_time, what=what), USUAL) for what in CHAIN},
        "first year": Outcome(MONEY + " and period", first_year, USUAL),
        "last years": Outcome(MONEY + " and period", last_years, USUAL),
    },
    thresholds=thresholds, figures={"staff": figure}, answer=answer,
    sign_flip=study.Flip("service by morale, pay 1.3 against 1", plus=paid(1.3), minus=paid(1.3, 0.0)),
    assumptions=(
        "one person serves 50 customers for 200 a period, which a unit's cost of 30 holds; a leaver costs three wages",
        "morale moves by .15 of the gap a period; service and emotion follow it by .2 from none to all",
        "training adds .2 to morale's logit at most (swept .1 to .6): no effect size is published",
        "customers who lose all contacts feel no tie any more and think again; rivals' staff are always the same",
    ),
    refuted_if="The chain, if as much comes back where service does not follow morale",
)  # fmt: skip
