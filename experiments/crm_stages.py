"""E13: what data are worth without instruments and with them, when to ask again, and which stage of CRM matters."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from tenfold.experiments import study
from tenfold.experiments.crm_figure import draw
from tenfold.experiments.crm_runs import LITTLE, MEASURES, MUCH, NEVER, ONCE, STAGES, arm, error, fit_found
from tenfold.experiments.study import Claim, Design, Judged, Mean, Outcome, Table, Threshold, mean
from tenfold.experiments.study.findings import cell
from tenfold.sim.parameters import quantity

MONEY = "money per head of the market and period"
EVERY, DRIFTS, CHANCES = (NEVER, ONCE, 12, 6, 3), (0.0, 0.05, 0.1, 0.2), (0.1, 0.8)
USUAL: dict[str, Any] = {
    "data": False, "approach": 0.0, "chance": 0.2, "every": -1, "drift": 0.0, "left_out": "none", "ideas": "none",
}  # fmt: skip

class Stages(study.StudyParameters):
    """Hold what can be changed of E13."""

    margin: float = quantity(0.02, MONEY, 0, 1e6, "assumption: least gain that matters, .4% of profit")


def design(own: Stages) -> Design:
    """Cross data with instruments, surveys with drift; leave out stages one by one; take up ideas or have one's own."""
    levels: list[dict[str, Any]] = [{"data": d, "approach": a, "chance": c}
                                    for c in CHANCES for d in (False, True) for a in (0.0, LITTLE, MUCH)]  # fmt: skip
    levels += [{"every": e, "drift": s} for s in DRIFTS for e in EVERY]
    levels += [{"left_out": x} for x in ("none", "nothing", *STAGES)]
    levels += [{"ideas": x} for x in ("none", "good", "all", "own")]
    at = [USUAL | each for each in levels]
    return study.listed(tuple(USUAL), {tuple(each.values()): arm(**each) for each in at})


def of(outcome: str = "profit", **at: Any) -> Mean:
    """Give an outcome, as usual where nothing else is said."""
    return mean(outcome, **USUAL | at)


def data(chance: float, approach: float = 0.0) -> Mean:
    """Give what data bring beside an instrument."""
    at: dict[str, Any] = {"chance": chance, "approach": approach}
    return of(data=True, **at) - of(**at)


def asked(drift: float, every: int, than: int = NEVER) -> Mean:
    """Give what it brings to ask so often."""
    return of(every=every, drift=drift) - of(every=than, drift=drift)


def stage(name: str) -> Mean:
    """Give what a stage of CRM brings beside the four others."""
    return of(left_out="nothing") - of(left_out=name)


def claims(own: Stages) -> Sequence[Claim]:
    """Judge data with and without instruments, asking again, stages, and ideas."""
    m, drifts = own.margin, "emergent: what was heard goes stale"
    return (
        Claim("data without an instrument lose", -1.0 * data(CHANCES[0]), MONEY, "built in: they cost money", m),
        Claim("data are worth more with a strong instrument than a weak one, where few offers are right without them",
              data(0.1, MUCH) - data(0.1, LITTLE), MONEY, "emergent: interaction of data and instrument", m),
        Claim("so they are where most offers are right anyway", data(0.8, MUCH) - data(0.8, LITTLE), MONEY,
              "emergent: little is left to know", m),
        Claim("to ask customers once pays, where needs stay", asked(0.0, ONCE), MONEY, "emergent", m),
        Claim("to ask again each year pays where needs drift by .1 a period", asked(0.1, 12, ONCE), MONEY, drifts, m),
        Claim("so it does where they stay", asked(0.0, 12, ONCE), MONEY, drifts, m),
        *(Claim(f"of five stages of CRM, {name} brings something beside the others", stage(name), MONEY, "emergent", m)
          for name in STAGES),
        Claim("to take up whatever customers suggest brings more than what is good", of(ideas="all") - of(ideas="good"),
              MONEY, "contested: the customer is always right", m, primary=False),
        Claim("to take up good ideas brings more than improving by one's own research", of(ideas="good")
              - of(ideas="own"), MONEY, "contested: hangs on what ideas please and cost", m, primary=False),
        Claim("research puts most of what it improves into the need that nobody met", of("unmet", every=12), "share",
              "emergent: largest weight times gap", 0.05, primary=False, above=0.5),
    )  # fmt: skip


def thresholds(own: Stages) -> Sequence[Threshold]:
    """Measure how wrong is what a firm heard."""
    said = "error of estimated weights at the end, needs drift by .1"
    return tuple(
        Threshold(f"{said}, asked {text}", partial(wrong, e), "weight")
        for e, text in ((ONCE, "once"), (12, "each year"), (3, "every three periods"))
    )


def wrong(every: int, table: Table) -> float:
    """Give the error of estimated weights where needs drift."""
    return float(table.sample(of("error", every=every, drift=0.1)).mean())


def answer(table: Table, judged: Sequence[Judged]) -> Sequence[str]:
    """Say what data are worth, when to ask again, and which stages matter."""
    alone, weak, strong = (study.evidence(table, data(0.1, x)).found for x in (0.0, LITTLE, MUCH))
    gained = study.evidence(table, asked(0.1, 12, ONCE)).found
    matter = [name for name, j in zip(STAGES, judged[6:], strict=False) if j.verdict == "supported"]
    lose = [name for name, j in zip(STAGES, judged[6:], strict=False) if j.verdict == "refuted"]
    return (
        f"Data without an instrument bring {cell(alone)} {MONEY}, with a weak one {cell(weak)}, with a strong one "
        f"{cell(strong)}.",
        f"To ask again each year brings {cell(gained)} beyond asking once where needs drift by .1 a period: "
        f"{judged[4].verdict}; where they stay: {judged[5].verdict}.",
        f"Of five stages of CRM {', '.join(matter) or 'none'} brought something beside the others"
        + (f"; {', '.join(lose)} cost more than it brought." if lose else "."),
    )


def figure(table: Table, judged: Sequence[Judged]) -> Any:
    """Bars and bands are 95% over seeds; what lies above the line pays."""
    return draw(table, data, asked, stage, (MONEY, STAGES, (0.0, LITTLE, MUCH), CHANCES), answer(table, judged)[0])


STUDY = study.Study(
    question="What are customer data worth without instruments, when to ask again, which stage of CRM matters?",
    parameters=Stages, design=design, claims=claims,
    outcomes={
        **{name: Outcome(MONEY if name == "profit" else "share", measure) for name, measure in MEASURES.items()},
        "error": Outcome("weight", error),
        "unmet": Outcome("share", fit_found, {"every": 12}),
    },
    thresholds=thresholds, figures={"data_and_research": figure}, answer=answer,
    sign_flip=study.Flip("what data are worth with a strong instrument, and without", plus=data(0.1, MUCH),
                         minus=data(0.1)),
    assumptions=(
        "data make offers right more often, cost .3 a customer and period, and go stale",
        "research costs 30 a survey of 200, with an error of .5 an answer; improving costs 1 a head of the market",
        "needs drift for all customers alike; a stage of CRM is what the firm does in it here, which is assumed",
        "suggestions please and improve by assumed amounts; rivals do nothing of all this",
    ),
    refuted_if="That software alone loses, if data bring profit without an instrument",
)  # fmt: skip
