"""E14: whom a save desk should call: at random, by feeling, by risk, or by what calls were seen to change."""

from collections.abc import Sequence
from typing import Any

from tenfold.experiments import study
from tenfold.experiments.desk_figure import draw
from tenfold.experiments.desk_runs import PHASES, POLICIES, TOOLS, arm, cost, left, net
from tenfold.experiments.study import Claim, Design, Judged, Mean, Outcome, Table, Threshold, mean
from tenfold.experiments.study.findings import cell
from tenfold.sim.parameters import quantity

MONEY = "money a period, of some 3,000 customers at risk"
ACCURACIES = (0.3, 0.5, 0.7, 1.0)
USUAL: dict[str, Any] = {"policy": "none", "shock": False, "accuracy": 0.7, "tools": "some harm"}


class Desk(study.StudyParameters):
    """Hold what can be changed of E14."""

    margin: float = quantity(300.0, MONEY, 0, 1e9, "assumption: least gain that matters, a customer a period")


def design(own: Desk) -> Design:
    """Cross policies with the shock and how good signals are; beside it tools that all help, and that do nothing."""
    levels: list[dict[str, Any]] = [{"policy": p, "accuracy": a} for p in POLICIES for a in ACCURACIES]
    levels += [{"policy": p, "shock": True} for p in POLICIES]
    levels += [{"policy": p, "tools": t} for t in TOOLS for p in POLICIES]
    at = [USUAL | each for each in levels]
    return study.listed(tuple(USUAL), {tuple(each.values()): arm(**each) for each in at})


def of(policy: str, phase: str = "before", **at: Any) -> Mean:
    """Give what a policy brings beyond no desk."""
    return mean(phase, **USUAL | at | {"policy": policy}) - mean(phase, **USUAL | at)


def beyond(policy: str, than: str, phase: str = "before", **at: Any) -> Mean:
    """Give what one policy brings beyond another."""
    return mean(phase, **USUAL | at | {"policy": policy}) - mean(phase, **USUAL | at | {"policy": than})


def claims(own: Desk) -> Sequence[Claim]:
    """Judge learning from calls, what a shock does to it, feeling, and the straw man."""
    m, uplift = own.margin, "contested: Ascarza 2018; hangs on whether risk and what can be saved go together"
    return (
        Claim("to call whom calls were seen to keep beats risk times value", beyond("uplift", "risk_value"), MONEY,
              uplift, m),
        Claim("so it does where all tools help nearly alike", beyond("uplift", "risk_value", tools="all help"), MONEY,
              uplift, m),
        Claim("just after a shock a short memory beats a long one", beyond("window", "uplift", "after", shock=True),
              MONEY, "emergent: what was learned is stale", m),
        Claim("so it does later", beyond("window", "uplift", "late", shock=True), MONEY, "emergent", m),
        Claim("without a shock a long memory beats a short one", beyond("uplift", "window", "late"), MONEY,
              "emergent: more calls were seen", m),
        Claim("staff's feeling, big customers first, beats calling anybody", beyond("subjective", "uniform"), MONEY,
              "emergent", m),
        Claim("to call by risk alone is better than no desk", of("risk"), MONEY,
              "contested: the straw man, for risk says nothing of what helps", m, primary=False),
        Claim("who knows what is behind a signal does better than whoever learns it",
              beyond("oracle_on_signal", "uplift"), MONEY, "built in", m, primary=False),
    )  # fmt: skip


def stale(accuracy: float) -> Mean:
    """Give what learning brings beyond risk times value, by how good signals are."""
    return beyond("uplift", "risk_value", accuracy=accuracy)


SIGNAL = study.crossing("accuracy", stale)


def thresholds(own: Desk) -> Sequence[Threshold]:
    """Measure how good a signal must be."""
    text = "accuracy of the signal from which learning beats risk times value"
    return (Threshold(text, SIGNAL, "probability"),)


def answer(table: Table, judged: Sequence[Judged]) -> Sequence[str]:
    """Say whom to call, what a shock does, and how good the signal must be."""
    gain, signal = (study.evidence(table, x).found for x in (beyond("uplift", "risk_value"), SIGNAL))
    benign = study.evidence(table, beyond("uplift", "risk_value", tools="all help")).found
    late = study.evidence(table, beyond("window", "uplift", "late", shock=True)).found
    calm = study.evidence(table, beyond("uplift", "window", "late")).found
    from_ = f", from signals right in {cell(signal)} of cases" if signal.mean == signal.mean else ""
    return (
        f"To call whom calls were seen to keep brings {cell(gain)} a period more than risk times value where some "
        f"tools harm{from_}; {cell(benign)} where all help nearly alike.",
        f"A short memory brings {cell(late)} a period more some time after a shock; without one it costs {cell(calm)}.",
        f"That staff's feeling beats calling anybody is {judged[5].verdict}, that calling by risk alone beats no desk "
        f"{judged[6].verdict}.",
    )


def figure(table: Table, judged: Sequence[Judged]) -> Any:
    """Bars are 95% over seeds; what lies above the line is more than no desk."""
    return draw(table, of, POLICIES[1:], tuple(PHASES), f"money a period\n[{MONEY.partition(', ')[2]}]",
                answer(table, judged)[0])  # fmt: skip


STUDY = study.Study(
    question="Whom should a save desk call, with what memory of what helped?", parameters=Desk, design=design,
    claims=claims,
    outcomes={
        **{phase: Outcome(MONEY, net(phase)) for phase in PHASES},
        "left": Outcome("customers a period", left),
        "cost": Outcome("money a period", cost),
    },
    thresholds=thresholds, figures={"whom_to_call": figure}, answer=answer,
    sign_flip=study.Flip("tools that harm some, against tools that help all", plus=beyond("uplift", "risk_value"),
                         minus=beyond("uplift", "risk_value", tools="all help")),
    assumptions=(
        "five threats with assumed shares, and a hidden table of what three tools do: it harms sleeping dogs",
        "a tenth of those at risk can be called; a firm that learns makes a tenth of its calls at random",
        "a unit of sales kept is worth 300, whoever buys it; who leaves is back after a period, so that risk goes on",
        "staff believe in discounts in six of ten calls, whatever the signal, unless they learn what helps",
    ),
    refuted_if="Learning as such, if risk times value brings more where some tools harm",
)  # fmt: skip
