"""E6: one firm spends the same money on one lever of loyalty after another; whom it reaches and what it is worth."""

from collections.abc import Sequence
from itertools import product
from typing import Any

from tenfold.experiments import study
from tenfold.experiments.loyalty_drawn import HERE, MONEY, avoided, drawn, in_world, more, moved, switched_off
from tenfold.experiments.loyalty_lists import ASSUMED, EQUAL, FIFTHS, LEVERS, REASONS, WORLDS, arm, reasons_off
from tenfold.experiments.loyalty_slopes import SLOPE, kept_of, recommended, rise, spent, to_the_safer
from tenfold.experiments.study import Claim, Design, Judged, Outcome, Table, Threshold, mean
from tenfold.experiments.study.findings import cell
from tenfold.experiments.study.measures import profit, ratio
from tenfold.sim.parameters import quantity

POINTS, EACH, THIRD = "points of churn", "per customer and period", "share of a third of the market"
FEW, MANY = FIFTHS[0], FIFTHS[-1]  # the attached buy little, or much


class LoyaltyLevers(study.StudyParameters):
    """Hold what can be changed of E6."""

    margin: float = quantity(0.1, MONEY, 0, 1e6, "assumption: least difference of profit that matters, 3% of it")
    safer: float = quantity(0.1, "share of money", 0, 1, "assumption: least difference in whom it reaches")
    matters: float = quantity(0.2, POINTS, 0, 100, "assumption: least change of churn by which a reason matters")


def design(own: LoyaltyLevers) -> Design:
    """Cross levers and who buys much; beside it levers as assumed, other worlds, and reasons switched off."""
    arms = [
        *((lever, c, EQUAL, "as it is") for lever, c in product(("none", *LEVERS), FIFTHS)),
        *((lever, 0.0, ASSUMED, "as it is") for lever in ("none", *LEVERS)),
        *((lever, 0.0, EQUAL, "as it is") for lever in ("reliability", "service")),
        *((lever, 0.0, EQUAL, world) for world, levers in WORLDS.items() for lever in levers),
        *(("none", 0.0, EQUAL, world) for world in (*reasons_off(), "nobody becomes loyal")),
    ]
    factors = ("lever", "attachment", "strength", "world")
    return study.listed(factors, {levels: arm(*levels) for levels in arms}, {"attachment": "correlation"})


def claims(own: LoyaltyLevers) -> Sequence[Claim]:
    """Judge whom points reward and what they earn, then every lever, recommendations, reasons and the null."""
    who, worth = "emergent: hangs on who buys much, which is swept", "contested: Liu 2007; points grow with volume"
    flip = study.opposite(100.0 * more("churn", "care", "points", attachment=FEW),
                          100.0 * more("churn", "care", "points", attachment=MANY))  # fmt: skip
    told = [more("recommended", "discount"), in_world("recommended", "discount", "none", "discounts please"),
            more("recommended", "service")]  # fmt: skip
    calls = [in_world(what, "calls", "none", "complaints taken") for what in ("churn", "profit")]

    def secondary(text: str, value: Any, unit: str, label: str, margin: float = 0.0) -> Claim:
        return Claim(text, value, unit, label, margin, primary=False)

    return (
        *(Claim(f"points reward who would stay anyway, more than care does, at correlation {c:g}",
                more("safer", "points", "care", attachment=c), "share of money", who, own.safer) for c in (0.0, MANY)),
        *(Claim(f"points pay at correlation {c:g}", more("profit", "points", attachment=c), MONEY, worth, own.margin,
                two_sided=True) for c in (FEW, 0.0, MANY)),
        Claim("points keep more than care where the attached buy little, else less", flip, POINTS, who),
        *(secondary(f"{lever} avoids churn", avoided(lever), "points per money", "built in, but for how much")
          for lever in (*LEVERS, "reliability")),
        secondary("halving failures keeps more than care", 100.0 * more("churn", "care", "reliability"), POINTS,
                  "contested: hangs on the price of reliability"),
        secondary("a discount brings recommendations", told[0], EACH,
                  "emergent: a lower price pleases nobody, and fewer are left to win"),
        secondary("a discount that pleases does", told[1], EACH, "emergent, at a weight that is assumed"),
        secondary("after-sales service does", told[2], EACH, "emergent"),
        *(secondary(f"{reason} matters: without it churn moves", moved(reason), POINTS,
                    "emergent, at weights that are assumed", own.matters) for reason in REASONS),
        secondary("calls on delivery keep customers", -100.0 * calls[0], POINTS, "built in, but for how much"),
        secondary("calls on delivery pay", calls[1], MONEY, "emergent"),
        secondary("care keeps less where it wakes the sleeping",
                  100.0 * in_world("churn", "care", "care", "sleepers wake"), POINTS, "built in, but for how much"),
        secondary("points move light buyers at least as much as heavy",
                  more("light", "points") - more("heavy", "points"), THIRD, worth),
        secondary("retention rises with purchases though nobody becomes loyal",
                  mean("rise", **HERE | {"lever": "none", "world": "nobody becomes loyal"}), "share of customers",
                  "emergent: heterogeneity alone, Fader & Hardie 2007"),
    )  # fmt: skip


EVEN = study.crossing("attachment", lambda c: more("safer", "points", "care", attachment=c))
TURNS = study.crossing("attachment", lambda c: more("churn", "care", "points", attachment=c), rising=False)


def thresholds(own: LoyaltyLevers) -> Sequence[Threshold]:
    """Measure at which correlation points reach the safer half as much as care, and keep as many customers."""
    return (Threshold("correlation from which points go to who would stay anyway, more than care", EVEN, "correlation"),
            Threshold("correlation from which points keep fewer than care", TURNS, "correlation"))  # fmt: skip


def answer(table: Table, judged: Sequence[Judged]) -> Sequence[str]:
    """Say whom points reward and whether they pay for it, how levers rank, and which reasons matter."""
    even, turn = (study.evidence(table, place).found for place in (EVEN, TURNS))
    share = {c: f"{100 * table.at('safer', lever='points', **HERE | {'attachment': c}).mean():.0f}%" for c in FIFTHS}
    gain = [table.sample(more("profit", "points", attachment=c)).mean() for c in FIFTHS]
    pay = [j.verdict == "supported" for j in judged if j.claim.text.startswith("points pay")]
    rank = sorted(LEVERS, key=lambda lever: -avoided(lever)(table))
    matter = {r for r in REASONS for j in judged if j.claim.text.startswith(r) and j.verdict == "supported"}
    paid = "they pay all the same" if all(pay) else "they pay only in part" if any(pay) else "they do not pay for sure"
    places = f"change places at {cell(turn)}" if turn.mean == turn.mean else "do not change places"
    return (
        f"Of the money for points {share[FEW]} goes to the half of customers surer to stay where the attached buy "
        f"little, {share[MANY]} where they buy much, more than of that for care from a correlation of {cell(even)} "
        f"on; {paid}, by {min(gain):.2f} to {max(gain):.2f} a head and month, through those who buy much.",
        "Points of churn avoided per money, levers made equally strong: "
        f"{', '.join(f'{lever} {avoided(lever)(table):.2f}' for lever in rank)}; points and care {places}.",
        "Reasons that matter: "
        f"{', '.join(f'{r} ({table.sample(switched_off(r)).mean():+.2f})' for r in REASONS if r in matter) or 'none'}.",
    )


def figure(table: Table, judged: Sequence[Judged]) -> Any:
    """Bars and bands are 95% over seeds; hollow marks: levers at the strength that the model assumes."""
    return drawn(table, answer(table, judged)[0])


STUDY = study.Study(
    question="Which lever of loyalty keeps customers at the same money, and whom does it pay?",
    parameters=LoyaltyLevers, design=design, claims=claims, thresholds=thresholds, answer=answer,
    outcomes={
        "churn": Outcome("share of customers a period", ratio("lost", "started")),
        "profit": Outcome(MONEY, profit),
        "cost": Outcome("money per customer and period", spent),
        "safer": Outcome("share of money", to_the_safer, {"strength": EQUAL, "world": "as it is"}),
        "recommended": Outcome(EACH, recommended),
        **{name: Outcome(THIRD, kept_of(k)) for k, name in enumerate(("light", "moderate", "heavy"))},
        "rise": Outcome("share of customers", rise),
    },
    figures={"levers": figure},
    sign_flip=study.Flip("correlation of volume and attachment", plus=more("safer", "points", "care", attachment=MANY),
                         minus=more("safer", "points", "care", attachment=FEW)),
    assumptions=(
        f"levers are made equal: the average customer gains {SLOPE} utils per money from each (assumption), by "
        "pilot runs in the market as shipped; the strengths without that, shown beside, are assumed too",
        "the firm spends nothing else on keeping; rivals keep to the default budget and do not react",
        "a discount is felt by the unit, whatever the volume; points by the volume bought",
        "customer data (D = .6) are there and cost nothing; E13 is to ask what they are worth",
    ),
    refuted_if="That points reward who would stay anyway, if they earn more than the margin although money goes there",
)  # fmt: skip
