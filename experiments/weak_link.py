"""E10: what a failing supplier costs, and from which risk on insurance against it pays."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from tenfold.experiments import study
from tenfold.experiments.study import Claim, Design, Judged, Mean, Outcome, Table, Threshold, kit, mean
from tenfold.experiments.study.findings import cell
from tenfold.experiments.supply_runs import INSTRUMENTS, arm, ended, months_lost, recovers, short, value
from tenfold.sim.parameters import quantity

MONEY, RISK = "money per head of the market", "probability per period"
HAZARDS, COMMONS, PREMIUMS = (0.0, 0.0025, 0.005, 0.01, 0.02, 0.05), (0.0, 0.7), (0.3, 0.6, 1.2)
LOW, HIGH, TAUGHT = 0.005, 0.02, 1.0
USUAL: dict[str, Any] = {
    "instrument": "none", "hazard": 0.0, "common": 0.0, "premium": 0.6, "recall": False, "teaches": 0.0, "spills": 0.0,
}  # fmt: skip


class Supplies(study.StudyParameters):
    """Hold what can be changed of E10."""

    margin: float = quantity(3.0, MONEY, 0, 1e6, "assumption: least gain that matters, 1% of profit")


def design(own: Supplies) -> Design:
    """Cross instruments with risk, alone and in common; beside these premiums, a recall, and teaching."""
    levels: list[dict[str, Any]] = [{"instrument": i, "hazard": h, "common": c}
                                    for i in INSTRUMENTS for c in COMMONS for h in HAZARDS]  # fmt: skip
    levels += [{"instrument": "second source", "hazard": h, "premium": p} for p in PREMIUMS for h in HAZARDS]
    levels += [{"recall": True}] + [{"teaches": TAUGHT, "spills": x} for x in (0.0, 1.0)]
    at = [USUAL | each for each in levels]
    return study.listed(tuple(USUAL), {tuple(each.values()): arm(**each) for each in at}, {"hazard": RISK})


def of(outcome: str = "value", **at: Any) -> Mean:
    """Give an outcome, as usual where nothing else is said."""
    return mean(outcome, **USUAL | at)


def gain(hazard: float, instrument: str = "second source", common: float = 0.0, premium: float = 0.6) -> Mean:
    """Give what an instrument brings beyond none."""
    at: dict[str, Any] = {"hazard": hazard, "common": common}
    return of(instrument=instrument, premium=premium, **at) - of(**at)


def taught(spills: float) -> Mean:
    """Give what teaching suppliers brings."""
    return of(teaches=TAUGHT, spills=spills) - of()


def recall(outcome: str, table: Table) -> float:
    """Give what a recall does."""
    return float(table.sample(of(outcome, recall=True)).mean())


def turn(instrument: str, common: float = 0.0, premium: float = 0.6) -> Any:
    """Find the risk from which an instrument pays."""
    return study.crossing("hazard", partial(gain, instrument=instrument, common=common, premium=premium))


def claims(own: Supplies) -> Sequence[Claim]:
    """Judge insurance by risk, goodwill, and what common failures and spill-over do to both."""
    m, found = own.margin, "emergent: customers lost to rivals against a premium"
    return (
        Claim("a second source pays where suppliers fail with 2% a period", gain(HIGH), MONEY, found, m),
        Claim("so it does where they fail with .5%", gain(LOW), MONEY, found, m),
        Claim("it loses where they never fail", -1.0 * gain(0.0), MONEY, "built in: the premium", m),
        Claim("it is worth less where all fail at once", gain(HIGH) - gain(HIGH, common=0.7), MONEY,
              "emergent: both sources are down, and so are rivals'", m),
        Claim("partners' goodwill pays where suppliers fail with 2%", gain(HIGH, "goodwill"), MONEY,
              "emergent: shorter failures, and priority", m),
        Claim("to teach suppliers is worth more if nothing spills over to rivals", taught(0.0) - taught(1.0), MONEY,
              "emergent", m),
        Claim("to teach them loses if all of it spills over", -1.0 * taught(1.0), MONEY, "emergent", m, primary=False),
        Claim("a recall costs more than a month of profit", of("months lost", recall=True), "months of profit", found,
              0.2, primary=False, above=1.0),
    )  # fmt: skip


def thresholds(own: Supplies) -> Sequence[Threshold]:
    """Measure from which risk each instrument pays, and what a recall takes."""
    named = [Threshold(f"risk from which it pays, {word}: {name}", turn(name, common), RISK)
             for common, word in ((0.0, "each alone"), (0.7, "mostly all at once")) for name in INSTRUMENTS
             if name != "none"]  # fmt: skip
    dear = [Threshold(f"the same of a second source at a premium of {p:g}", turn("second source", premium=p), RISK)
            for p in PREMIUMS]  # fmt: skip
    return (
        *named, *dear,
        Threshold("periods after a recall until nearly all customers are back", partial(recall, "recovers"), "periods"),
        Threshold("what a recall costs", partial(recall, "months lost"), "months of profit"),
    )  # fmt: skip


def answer(table: Table, judged: Sequence[Judged]) -> Sequence[str]:
    """Say from which risk insurance pays, and what a recall and goodwill do."""
    pays, common = (study.evidence(table, turn("second source", c)).found for c in COMMONS)
    lost, back = (study.evidence(table, of(x, recall=True)).found for x in ("months lost", "recovers"))
    both = f", from {cell(common)} where most failures strike all at once" if common.mean == common.mean else ""
    return (
        f"A second source pays from a risk of {cell(pays)} a period{both}.",
        f"That partners' goodwill pays at 2% is {judged[4].verdict}; that teaching suppliers is worth more if nothing "
        f"spills over is {judged[5].verdict}.",
        f"A recall costs {cell(lost)} months of profit, and {cell(back)} months pass until nearly all are back.",
    )


def figure(table: Table, judged: Sequence[Judged]) -> Any:
    """Bands are 95% over seeds; what lies above the line pays."""
    picture, axes = kit.panels(2, width=5.8, height=4.4)
    for panel, common, text in zip(axes, COMMONS, ("Suppliers fail alone", "Most fail all at once"), strict=True):
        kit.lines(panel, table, lambda hazard, instrument, c=common: gain(hazard, instrument, c), over="hazard",
                  by="instrument", levels=[name for name in INSTRUMENTS if name != "none"], bands=True)  # fmt: skip
        kit.zero(panel)
        panel.set(title=text, xlabel=f"that a supplier fails [{RISK}]", ylabel=f"beyond no insurance [{MONEY}]")
        panel.set_xticks([0.0, 0.01, 0.02, 0.05], ["0", ".01", ".02", ".05"])
    axes[1].legend().remove()
    kit.title(picture, answer(table, judged)[0])
    return picture


STUDY = study.Study(
    question="What does a failing supplier cost, and from which risk does insurance pay?", parameters=Supplies,
    design=design, claims=claims,
    outcomes={
        "value": Outcome(MONEY, value),
        "ended": Outcome("share of the market", ended),
        "short": Outcome("share of deliveries", short),
        "recovers": Outcome("periods", recovers, {"recall": True}),
        "months lost": Outcome("months of profit", months_lost, {"recall": True}),
    },
    thresholds=thresholds, figures={"insurance": figure}, answer=answer,
    sign_flip=study.Flip("risk, a second source against none", plus=gain(0.05), minus=gain(0.0)),
    assumptions=(
        "a failure lasts four periods, in which every delivery fails; customers blame the seller, and may complain",
        "premiums of .6 (second source), .3 (monitoring, goodwill), 1.2 and 6 at first (own supplier) are assumed",
        "rivals have the same suppliers' risk and no insurance, and do not react",
        "profit is expected money: no firm fears ruin, which would make insurance pay earlier",
    ),
    refuted_if="Insurance as such, if it loses at every risk up to 5% a period",
)  # fmt: skip
