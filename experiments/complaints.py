"""E3: one firm makes complaining easy or hard while its rivals stay as they are; what that is worth, by capacity."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from tenfold.agents.customer.complaint import Complaint
from tenfold.experiments import study
from tenfold.experiments.recovery_paradox import repurchase_gained, satisfaction_gained
from tenfold.experiments.study import Claim, Design, Judged, Mean, Outcome, Table, Threshold, kit, mean
from tenfold.experiments.study.findings import cell
from tenfold.experiments.study.measures import customers, profit, ratio
from tenfold.sim.parameters import quantity

EASE, BUNDLES, CAPACITIES = (0.0, 1.0), ("none", "apology", "refund", "gift"), (0.004, 0.008, 0.016, 0.03)
SCARCE, AMPLE = 0.008, 0.03  # the two capacities at which assumptions are swept, one at a time
SWEPT = {"causal": (0.0, 0.25, 0.75, 1.0), "reconsider": (0.1, 0.3, 1.0), "fairness": (0.6, 1.0)}
USUAL = {name: getattr(Complaint(), name) for name in SWEPT}
LISTENING = {"customers.complaint.on": True} | {f"firms.{f}.recovery.on": True for f in range(3)}
HELPED = {"ease": 1.0, "bundle": "refund", "capacity": AMPLE, "reconsider": USUAL["reconsider"]}
MONEY, HANDLED = "money per head of the market and period", "complaints per customer and period"
FATES = {"silent": "kept silent", "at once": "resolved at once", "later": "resolved later", "in vain": "in vain"}


class Complaints(study.StudyParameters):
    """Hold what can be changed of E3."""

    margin: float = quantity(0.05, MONEY, 0, 1e6, "assumption: least gain that matters, 1.5% of profit")


def design(own: Complaints) -> Design:
    """Cross ease, bundle and capacity; sweep the assumptions one by one in two cells."""

    def arms(bundles: Sequence[str], capacities: Sequence[float], **swept: Sequence[float]) -> Design:
        return study.cross({
            "ease": {x: LISTENING | {"firms.0.recovery.ease": x} for x in EASE},
            "bundle": {x: {"firms.0.recovery.bundle": x} for x in bundles},
            "capacity": {x: {"firms.0.recovery.capacity": x} for x in capacities},
            **{name: {x: {f"customers.complaint.{name}": x} for x in swept.get(name, (usual,))}
               for name, usual in USUAL.items()},
        }, {"capacity": HANDLED})  # fmt: skip

    sweeps = [arms(("refund",), (SCARCE, AMPLE), **{name: levels}) for name, levels in SWEPT.items()]
    return study.together(arms(BUNDLES, CAPACITIES), *sweeps)


def gain(capacity: float, bundle: str = "refund", outcome: str = "profit", **swept: float) -> Mean:
    """Give what ease 1 has more than ease 0."""
    at = {"capacity": capacity, "bundle": bundle, **USUAL, **swept}
    return mean(outcome, ease=1.0, **at) - mean(outcome, ease=0.0, **at)


def claims(own: Complaints) -> Sequence[Claim]:
    """Judge ease by capacity, whether it needs capacity, and the service recovery paradox."""
    pays = "emergent: what is won of the silent, against what is lost of who is answered late or in vain"
    deaf, published = [gain(k, "none") for k in CAPACITIES], "contested: de Matos et al. 2007"
    glad, back = (mean(f"paradox: {what}", **HELPED | USUAL) for what in ("satisfaction", "repurchase"))
    return (
        *(Claim(f"easy complaints pay with capacity for {100 * k:g}% of customers a period", gain(k), MONEY, pays,
                own.margin) for k in CAPACITIES),
        Claim("ease needs capacity: it loses with the least and gains with the most",
              study.opposite(gain(AMPLE), gain(CAPACITIES[0])), MONEY, pays),
        Claim("without any remedy ease loses", -0.25 * (deaf[0] + deaf[1] + deaf[2] + deaf[3]), MONEY,
              "built in: who is answered in vain always thinks again, of the silent half", primary=False),
        Claim("with most capacity ease quiets bad words", -1.0 * gain(AMPLE, outcome="bad words"),
              "customers who tell, per customer and period", "emergent", primary=False),
        Claim("customers resolved at once are as content as if nothing had failed", glad, "-1 .. 1", published, 0.02,
              primary=False, two_sided=True),
        Claim("customers resolved at once buy again no more than if nothing had failed", -1.0 * back, "share",
              published, primary=False),
    )  # fmt: skip


TURNS = {what: study.crossing("capacity", partial(gain, bundle=what)) for what in BUNDLES[2:]}


def thresholds(own: Complaints) -> Sequence[Threshold]:
    """Measure where ease begins to pay, and where customers resolved at once overtake those never failed."""

    def overtakes(what: str, over: str) -> Callable[[Table], float]:
        return study.crossing(over, lambda x: mean(f"paradox: {what}", **HELPED | USUAL | {over: x}))

    return (
        *(Threshold(f"capacity from which it loses nothing: {what}", turn, HANDLED) for what, turn in TURNS.items()),
        Threshold(f"share of the silent who think again, from it loses nothing even at capacity {SCARCE}",
                  study.crossing("reconsider", lambda x: gain(SCARCE, reconsider=x)), "share"),
        Threshold("causal share from which customers resolved at once buy again more than had nothing failed",
                  overtakes("repurchase", "causal"), "share"),
        Threshold("weight of fairness from which customers resolved at once are as content as had nothing failed",
                  overtakes("satisfaction", "fairness"), "share"),
    )  # fmt: skip


def answer(table: Table, judged: Sequence[Judged]) -> Sequence[str]:
    """Say at which capacities ease pays, where it turns, and what of the paradox is seen."""
    by = {said: " or ".join(f"{100 * k:g}%" for k, j in zip(CAPACITIES, judged, strict=False) if j.verdict == said)
          for said in ("supported", "refuted")}  # fmt: skip
    turn, heard = (study.evidence(table, x).found for x in (TURNS["refund"], mean("complaints", **HELPED | USUAL)))
    pays = f"pay a firm that can handle {by['supported']} of its customers a period" if by["supported"] else ""
    costs = f"cost one that can handle {by['refuted']}" if by["refuted"] else ""
    mood, back = (j.verdict for j in judged[-2:])
    return (
        f"With a refund, easy complaints {', and '.join(filter(None, (pays, costs))) or 'may pay or cost'}.",
        *([f"It turns at {cell(turn)} {HANDLED}, while {cell(heard)} are raised."] * (turn.mean == turn.mean)),
        f"That customers helped at once are as content as had nothing failed is {mood}, that they buy again no "
        f"more is {back}: both hang on assumptions.",
    )


def figure(table: Table, judged: Sequence[Judged]) -> Any:
    """Bands are 95% over seeds; on the right, what becomes of felt losses with a refund."""
    picture, (money, fates) = kit.panels(2, width=5.8, height=4.2)
    kit.lines(money, table, gain, over="capacity", by="bundle", bands=True)
    kit.zero(money)
    money.legend(title="a handled case gets")
    money.set(title="What ease is worth", xlabel=f"capacity [{HANDLED}]", ylabel=f"profit, easy minus hard\n[{MONEY}]")
    kit.stacked(fates, table, FATES, {
        f"{c * 100:g}%\n{word}": {"ease": ease, "capacity": c, "bundle": "refund", **USUAL}
        for c in CAPACITIES for ease, word in zip(EASE, ("hard", "easy"), strict=True)
    })  # fmt: skip
    fates.set(title="What becomes of felt losses", ylabel="share of felt losses", xlabel="capacity, and ease")
    kit.title(picture, answer(table, judged)[0])
    return picture


STUDY = study.Study(
    question="When does making complaints easy pay?", parameters=Complaints, design=design, claims=claims,
    outcomes={
        "profit": Outcome(MONEY, profit),
        "customers": Outcome("share of the market", customers),
        "bad words": Outcome("customers who tell, per customer and period", ratio("told_bad", "started")),
        "silent": Outcome("share of felt losses", ratio("losses", "losses", less=("complaints",))),
        "at once": Outcome("share of felt losses", ratio("fast", "losses")),
        "later": Outcome("share of felt losses", ratio("resolved", "losses")),
        "in vain": Outcome("share of felt losses", ratio("complaints", "losses", less=("fast", "resolved"))),
        "complaints": Outcome("per customer and period", ratio("complaints", "started")),
        "churn": Outcome("share of customers a period", ratio("lost", "started")),
        "paradox: satisfaction": Outcome("-1 .. 1", satisfaction_gained, HELPED),
        "paradox: repurchase": Outcome("share", repurchase_gained, HELPED),
    },
    thresholds=thresholds, figures={"ease_over_capacity": figure}, answer=answer,
    sign_flip=study.Flip("capacity, with a refund", plus=gain(AMPLE), minus=gain(SCARCE)),
    assumptions=(
        "the silent who felt a loss think again with customers.complaint.reconsider = .5 (swept .1 to 1)",
        "of the published difference between complainers and the silent, half is caused (customers.complaint.causal)",
        "who waits for an answer neither thinks again meanwhile, even for a new loss, nor complains twice",
        "rivals take complaints at the defaults (ease .5, capacity .016, refund), and do not react",
    ),
    refuted_if="Ease as such, if it loses even with the most capacity; its need of capacity, if it never changes sign",
)  # fmt: skip
