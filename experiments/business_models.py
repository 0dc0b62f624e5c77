"""E12: value first or profit first, by cash and by how fast rivals copy; business models by the stage of life."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from tenfold.experiments import study
from tenfold.experiments.business_figure import draw
from tenfold.experiments.business_runs import MODELS, POLICIES, arm, ended, gained, surplus, survived, value
from tenfold.experiments.study import Claim, Design, Judged, Mean, Outcome, Table, Threshold, mean
from tenfold.experiments.study.findings import cell
from tenfold.sim.parameters import quantity

MONEY = "money per head of the market"
CASHES, COPIES = (0.5, 5.0, 10.0, 15.0, 20.0, 30.0), (0.0, 0.01, 0.02, 0.05, 0.1, 0.2)
STAGES, LEANS, RICH, POOR, FAST = {"entrant": 0.02, "incumbent": 0.26}, (0.0, 0.2, 0.5, 0.8), 30.0, 5.0, 0.2
USUAL: dict[str, Any] = {
    "policy": "profit first", "cash": RICH, "imitation": 0.0, "model": "full service", "start": 0.26, "lean": 0.2,
}  # fmt: skip


class Models(study.StudyParameters):
    """Hold what can be changed of E12."""

    margin: float = quantity(5.0, MONEY, 0, 1e6, "assumption: least gain that matters, 4% of what profit first makes")


def design(own: Models) -> Design:
    """Cross policies with cash, and with how fast rivals copy where there is enough; models with the stage of life."""
    levels = [{"policy": p, "cash": c} for p in POLICIES for c in CASHES]
    levels += [{"policy": p, "imitation": c} for p in POLICIES for c in COPIES]
    levels += [{"model": m, "start": s} for m in MODELS for s in STAGES.values()]
    levels += [{"model": m, "lean": x} for m in ("full service", "discount broker") for x in LEANS]
    at = [USUAL | each for each in levels]
    return study.listed(tuple(USUAL), {tuple(each.values()): arm(**each) for each in at}, {"cash": MONEY})


def of(outcome: str = "value", **at: Any) -> Mean:
    """Give an outcome, as usual where nothing else is said."""
    return mean(outcome, **USUAL | at)


def beyond(imitation: float, policy: str = "value first", than: str = "profit first", cash: float = RICH) -> Mean:
    """Give what one policy brings beyond another."""
    at: dict[str, Any] = {"imitation": imitation, "cash": cash}
    return of(policy=policy, **at) - of(policy=than, **at)


def alive(cash: float, policy: str = "value first") -> Mean:
    """Give how much more often than in half of the runs a firm is there at the end."""
    half = of("alive") - 0.5 * of("alive")  # profit first with enough cash is always there
    return of("alive", policy=policy, cash=cash) - half


def lean(share: float) -> Mean:
    """Give what the discount broker brings beyond full service."""
    return of(model="discount broker", lean=share) - of(model="full service", lean=share)


def best(table: Table, stage: str) -> str:
    """Name the model that brings most at a stage of life."""
    return max(MODELS, key=lambda m: float(table.sample(of(model=m, start=STAGES[stage])).mean()))


def changes(table: Table) -> float:
    """Give what the incumbents' best model loses to the entrants' best one, for an entrant [money]."""
    young, old = best(table, "entrant"), best(table, "incumbent")
    at = STAGES["entrant"]
    return float(table.sample(of(model=young, start=at)).mean() - table.sample(of(model=old, start=at)).mean())


def claims(own: Models) -> Sequence[Claim]:
    """Judge value first by cash and imitation, and models by the stage of life."""
    m, found = own.margin, "emergent: hangs on cash and imitation"
    won, both = (of(x, policy="value first") for x in ("gained", "surplus"))
    return (
        Claim("value first brings more than profit first, with cash of 30 and rivals that copy nothing", beyond(0.0),
              MONEY, found, m),
        Claim("so it does where rivals copy a fifth of the lead a period", beyond(FAST), MONEY, found, m),
        Claim("value first outlives most of its runs with cash of 5", alive(POOR), "share of runs beyond half", found),
        Claim("so does one that waits until it has cash", alive(POOR, "staged"), "share of runs beyond half", found),
        Claim("value first brings more than climbing the hill of profit by price", beyond(0.0, than="greedy"), MONEY,
              found, m),
        Claim("a lead that nobody copies goes on winning customers, one that is copied does not",
              won - of("gained", policy="value first", imitation=FAST),
              "share of the market", "emergent: what is copied is no reason to come", 0.02),
        Claim("customers have more of a market in which one firm puts value first", both - of("surplus"),
              "money per head of the market and period", "built in: it asks less and delivers more", 0.5,
              primary=False),
        Claim("another model is best for an entrant than for an incumbent", changes, MONEY,
              "emergent: fixed cost weighs on the small", m, primary=False),
        Claim("a discount broker beats full service where hardly anybody needs advice", lean(LEANS[-1]), MONEY,
              "emergent", m, primary=False),
    )  # fmt: skip


COPY, MILD = (study.crossing("imitation", partial(beyond, policy=p), rising=False)
              for p in ("value first", "mild value"))  # fmt: skip
CASH, ADVICE = study.crossing("cash", alive), study.crossing("lean", lean)


def thresholds(own: Models) -> Sequence[Threshold]:
    """Measure up to which imitation, and from which cash, value first is right."""
    return (
        Threshold("imitation up to which value first brings more than profit first, with enough cash", COPY,
                  "share of the lead a period"),
        Threshold("the same at half the effort and two thirds of the discount", MILD, "share of the lead a period"),
        Threshold("cash from which most runs of value first survive", CASH, MONEY),
        Threshold("customers who need no advice from whom on a discount broker beats full service", ADVICE, "share"),
    )  # fmt: skip


def answer(table: Table, judged: Sequence[Judged]) -> Sequence[str]:
    """Say where value first is right, what cash it takes, and which model suits which stage."""
    copied, cash = (study.evidence(table, x).found for x in (COPY, CASH))
    lives = [100 * table.at("alive", **USUAL | {"policy": p, "cash": POOR}).mean() for p in ("value first", "staged")]
    return (
        f"With enough cash value first brings more than profit first while rivals copy less than {cell(copied)} of a "
        f"lead a period; to live it takes cash of {cell(cash)} {MONEY}.",
        f"With cash of {POOR:g} it survives in {lives[0]:.0f}% of runs, and in {lives[1]:.0f}% if "
        f"it waits until it can afford it; that it beats a firm that learns its price is {judged[4].verdict}.",
        f"An entrant does best as {best(table, 'entrant')}, an incumbent as {best(table, 'incumbent')}.",
    )


def figure(table: Table, judged: Sequence[Judged]) -> Any:
    """Bands and bars are 95% over seeds; who is bankrupt earns nothing any more."""
    return draw(table, of, {stage: (start, list(MODELS)) for stage, start in STAGES.items()}, answer(table, judged)[0])


STUDY = study.Study(
    question="When does putting value first survive and pay, and which business model suits which stage?",
    parameters=Models, design=design, claims=claims,
    outcomes={
        "value": Outcome(MONEY, value),
        "alive": Outcome("share of runs", survived),
        "ended": Outcome("share of the market", ended),
        "gained": Outcome("share of the market", gained),
        "surplus": Outcome("money per head of the market and period", surplus),
    },
    thresholds=thresholds, figures={"value_first": figure}, answer=answer,
    sign_flip=study.Flip("imitation", plus=beyond(0.0), minus=beyond(FAST)),
    assumptions=(
        "value first: a price of 46 instead of 52, and 2 a head of the market for quality (.012 a period and money)",
        "a fixed cost of 3 a head of the market and period; nobody lends; rivals have cash enough and ask 52",
        "business models are five sets of assumed numbers: they show that stages differ, not which model is best",
        "who is bankrupt is worth nothing",
    ),
    refuted_if="Value first as such, where its whole interval lies below profit first or most runs end bankrupt",
)  # fmt: skip
