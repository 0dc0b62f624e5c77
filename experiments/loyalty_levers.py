"""E6: one firm spends the same money on one lever of loyalty after another; whom it reaches and what it is worth."""

from collections.abc import Callable, Sequence
from itertools import product
from typing import Any

from tenfold.experiments import study
from tenfold.experiments.loyalty_lists import EQUAL, FIFTHS, LEVERS, REASONS, WORLDS, arm, reasons_off
from tenfold.experiments.loyalty_slopes import kept_of, lever_of, rise, spent_on, to_the_safer
from tenfold.experiments.study import Claim, Design, Judged, Mean, Outcome, Table, Threshold, kit, mean
from tenfold.experiments.study.findings import cell
from tenfold.experiments.study.measures import profit, ratio
from tenfold.sim.parameters import quantity

MONEY, POINTS, TALK = "money per head of the market and period", "points of churn", "per customer and period"
HERE = {"attachment": 0.0, "strength": EQUAL, "world": "as it is"}


class LoyaltyLevers(study.StudyParameters):
    """Hold what can be changed of E6."""

    margin: float = quantity(0.1, MONEY, 0, 1e6, "assumption: least difference of profit that matters, 3% of it")
    safer: float = quantity(0.1, "share of the money", 0, 1, "assumption: least difference in whom it reaches")
    matters: float = quantity(0.2, POINTS, 0, 100, "assumption: least change of monthly churn by which a reason matters")


def design(own: LoyaltyLevers) -> Design:
    """Cross levers and who buys much; beside it levers as assumed, other worlds, and reasons switched off."""
    arms = [
        *((lever, c, EQUAL, "as it is") for lever, c in product(("none", *LEVERS), FIFTHS)),
        *((lever, 0.0, "as assumed", "as it is") for lever in ("none", *LEVERS)),
        *((lever, 0.0, EQUAL, "as it is") for lever in ("reliability", "service")),
        *((lever, 0.0, EQUAL, world) for world, levers in WORLDS.items() for lever in levers),
        *(("none", 0.0, EQUAL, world) for world in reasons_off()),
    ]
    factors = ("lever", "attachment", "strength", "world")
    return study.listed(factors, {levels: arm(*levels) for levels in arms}, {"attachment": "correlation"})


def more(outcome: str, lever: str, than: str = "none", **at: Any) -> Mean:
    """Give what a lever has more of than another, or than none."""
    return mean(outcome, lever=lever, **HERE | at) - mean(outcome, lever=than, **HERE | at)


def avoided(lever: str, **at: Any) -> Callable[[Table], float]:
    """Give the churn a lever avoids per money [points]."""

    def find(table: Table) -> float:
        less, cost = table.sample(more("churn", lever, **at)), table.at("cost", lever=lever, **HERE | at)
        return float(-100.0 * less.mean() / cost.mean())

    return find


def without(reason: str) -> Mean:
    """Give the points of churn by which switching a reason off moves it."""
    gone, there = (mean("churn", **HERE | {"lever": "none", "world": w}) for w in (f"without {reason}", "with all"))
    return 100.0 * (gone - there)


def aliased(reason: str) -> Mean:
    """Give the main effect of a reason in the half fraction of resolution IV [points of churn]."""
    off = [w for w in reasons_off() if w.startswith("half:")]
    signs = [(1.0 if reason in w else -1.0, w) for w in off]
    terms = [sign * 100.0 / 4 * mean("churn", **HERE | {"lever": "none", "world": w}) for sign, w in signs]
    return Mean(tuple(part for term in terms for part in term.terms))


def claims(own: LoyaltyLevers) -> Sequence[Claim]:
    """Judge whom points reward and what they earn, then every lever, recommendations, reasons and the null."""
    who = "emergent: who buys much holds more points; how many of them stay anyway is swept"
    even, earned = {c: more("safer", "points", "care", attachment=c) for c in FIFTHS}, "contested: hangs on who buys much"
    liu, glad = more("light", "points") - more("heavy", "points"), {"world": "discounts please"}
    brings, per = more("recommended", "discount"), "points per money"
    return (
        *(Claim(f"points go to those who would stay anyway, more than care does, at a correlation of {c:g}", even[c],
                "share of the money", who, own.safer) for c in (0.0, 0.6)),
        *(Claim(f"points earn more than they cost at a correlation of {c:g}", more("profit", "points", attachment=c),
                MONEY, earned, own.margin, two_sided=True) for c in (-0.6, 0.0, 0.6)),
        Claim("points keep more than care where the attached buy little, and less where they buy much", study.opposite(
            100.0 * more("churn", "care", "points", attachment=-0.6),
            100.0 * more("churn", "care", "points", attachment=0.6)), POINTS, who),
        *(Claim(f"{lever} avoids churn", avoided(lever), per, "emergent, at a strength that is set", primary=False)
          for lever in (*LEVERS, "reliability")),
        Claim("a discount brings recommendations", brings, TALK, "built in: nobody tells what they saved", primary=False),
        Claim("a discount that pleases brings recommendations", mean("recommended", lever="discount", **HERE | glad)
              - mean("recommended", lever="none", **HERE), TALK, "emergent, with a weight that is assumed", primary=False),
        Claim("after-sales service brings recommendations", more("recommended", "service"), TALK, "emergent",
              primary=False),
        Claim("halving failures keeps more than care does at the same money", 100.0 * more("churn", "care", "reliability"),
              POINTS, "contested: hangs on how strong care is", primary=False),
        *(Claim(f"{reason} matters: without it churn moves", without(reason), POINTS, "emergent; its weight is assumed",
                own.matters, primary=False) for reason in REASONS),
        Claim("calls on delivery keep customers", -100.0 * (mean("churn", **HERE | CALLS) - mean("churn", **HERE | DEAF)),
              POINTS, "built in, but for how much: what is made good is not felt", primary=False),
        Claim("calls on delivery pay", mean("profit", **HERE | CALLS) - mean("profit", **HERE | DEAF), MONEY, "emergent",
              primary=False),
        Claim("points move light buyers at least as much as heavy ones", liu, "share of a third of the market",
              "contested: Liu 2007", primary=False),
        Claim("retention rises with tenure although nobody becomes loyal",
              mean("rise", **HERE | {"lever": "none", "world": "nobody becomes loyal"}), "share of customers",
              "emergent: heterogeneity alone, as in Fader & Hardie 2007", primary=False),
    )  # fmt: skip


CALLS, DEAF = {"lever": "calls", "world": "complaints taken"}, {"lever": "none", "world": "complaints taken"}
TURNS = study.crossing("attachment", lambda c: more("churn", "care", "points", attachment=c), rising=False)
PAYS = study.crossing("attachment", lambda c: more("profit", "points", attachment=c), rising=False)


def thresholds(own: LoyaltyLevers) -> Sequence[Threshold]:
    """Measure at which correlation points stop keeping more than care, and stop paying."""
    return (Threshold("correlation from which points keep fewer customers than care", TURNS, "correlation"),
            Threshold("correlation from which points cost more than they earn", PAYS, "correlation"))


def answer(table: Table, judged: Sequence[Judged]) -> Sequence[str]:
    """Say whom points reward, where that turns, and how levers rank."""
    turn, rank = study.evidence(table, TURNS).found, sorted(LEVERS, key=lambda lever: -avoided(lever)(table))
    said = ", ".join(f"{lever} {avoided(lever)(table):.2f}" for lever in rank)
    where = f"points keep more than care below a correlation of {cell(turn)}, and less above" if turn.mean == turn.mean \
        else "points and care do not change places between correlations of -.6 and .6"
    return (
        f"Of the same money points give {100 * table.at('safer', lever='points', **HERE).mean():.0f}% to the half of "
        f"customers surer to stay, {100 * table.at('safer', lever='points', **HERE | {'attachment': 0.6}).mean():.0f}% "
        f"where the attached buy much (care: half of it).",
        f"Between volume and attachment {where}.",
        f"Points of churn avoided per money, levers made equally strong: {said}.",
    )
