"""E4: one firm promises more than it delivers, gives gifts, or names dates: what that wins, and what of it is left."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from tenfold.experiments import study
from tenfold.experiments.promise_figure import draw
from tenfold.experiments.promise_runs import FELT, GIFTS, MONEY, OUTCOMES, TRIALS, UNITS, WORDS, arms, at
from tenfold.experiments.study import Claim, Design, Judged, Mean, Table, Threshold
from tenfold.experiments.study.findings import cell
from tenfold.sim.parameters import quantity

MODEST, LOUD, PROMISES = 0.72, 1.0, (0.72, 0.8, 0.9, 1.0)
WEIGHTS, RESTLESS = (0.0, 0.25, 0.5, 1.0), (0.1, 0.3)
AVERSIONS, ZONES = (1.0, 2.25), (0.0, 0.025, 0.05, 0.075, 0.1)
CHANCE, SMALL, FULL = "by chance, 1/6", "small, each time", "full, each time"
SPEED = (-0.2, -0.1, 0.0, 0.1, 0.2)


class Promises(study.StudyParameters):
    """Hold what can be changed of E4."""

    margin: float = quantity(0.1, MONEY, 0, 1e6, "assumption: least gain that matters, 3% of profit")
    repeats: float = quantity(0.03, "share", 0, 1, "assumption: least loss of repeats that matters")
    enough: float = quantity(1.0, "share of a margin", 0.01, 100, "precision: as the margin, in about a minute")


def design(own: Promises) -> Design:
    """Cross promise, trust and restlessness; gifts, loss aversion and zone of tolerance; sweep dates and attributes."""
    return study.together(
        arms(gifts=(CHANCE, SMALL), aversion=AVERSIONS, tolerance=ZONES), arms(gifts=tuple(GIFTS)),
        arms(promise=PROMISES, trust=WEIGHTS), arms(promise=(MODEST, LOUD), trust=WEIGHTS, reconsider=RESTLESS),
        arms(promise=(MODEST, LOUD), trust=(0.5,), should=(False, True)), arms(dates=("none", *SPEED)),
        arms(attributes=(5, 1)),
    )  # fmt: skip


def louder(trust: float, outcome: str = "profit", promise: float = LOUD, **levels: Any) -> Mean:
    """Give what a loud promise has more than a modest one."""
    return at(outcome, promise=promise, trust=trust, **levels) - at(outcome, promise=MODEST, trust=trust, **levels)


def surprising(tolerance: float, outcome: str = "at last", aversion: float = 2.25) -> Mean:
    """Give what gifts by chance have more than a small one each time, for the same money."""
    where = {"tolerance": tolerance, "aversion": aversion}
    return at(outcome, gifts=CHANCE, **where) - at(outcome, gifts=SMALL, **where)


def lasting(gifts: str, outcome: str) -> Mean:
    """Give what gifts have more than none."""
    return at(outcome, gifts=gifts) - at(outcome)


def spoken(early: float, outcome: str) -> Mean:
    """Give what is said more where deliveries are early, or late, than where they are on time."""
    return at(outcome, dates=early) - at(outcome, dates=0.0)


def claims(own: Promises) -> Sequence[Claim]:
    """Judge over-promising by what trust weighs, gifts by zone of tolerance, dates, and gaps that are netted."""
    stays, zone = "emergent: trust, words and learning against what a promise wins", "emergent: losses weigh more"
    moved, early = "built in: gaps move satisfaction, and this moves talk", at("profit", dates=SPEED[3])
    return (
        Claim("a loud promise wins more trials", louder(0.5, "trials"), TRIALS,
              "built in: promises raise expectations, and these count in the choice"),
        *(Claim(f"a loud promise loses repeats, stays of a year or more, where trust weighs {x:g} utils",
                -1.0 * louder(x, "year"), "share", stays, own.repeats * (x != 0.5), primary=x != 0.5)
          for x in (0.0, 0.5, 1.0)),
        *(Claim(f"a loud promise pays where trust weighs {x:g} utils", louder(x), MONEY, stays, own.margin)
          for x in WEIGHTS),
        Claim("held against what should be in the first deliveries, it makes more bad words",
              louder(0.5, "bad words", should=True) - louder(0.5, "bad words"), WORDS,
              "built in: what should be never falls", primary=False),
        *(Claim(f"gifts by chance please longer than small regular ones: λ {a:g}, zone {z:g}",
                surprising(z, aversion=a), FELT, zone) for a, z in ((2.25, 0.05), (2.25, 0.1), (1.0, 0.05))),
        *(Claim(f"and their end costs less: λ 2.25, zone {z:g}", surprising(z, "afterwards") - surprising(z), FELT,
                zone, primary=False) for z in (0.05, 0.1)),
        Claim("full gifts offset other gaps at first", lasting(FULL, "at first"), FELT, "built in: a pleasant gap"),
        Claim("and go on doing so: at least half of it is left in the third year",
              lasting(FULL, "at last") - 0.5 * lasting(FULL, "at first"), FELT, "emergent: they become expected"),
        *(Claim(f"gifts pay: {name}", lasting(name, "profit"), MONEY, "contested: worth and weight are assumed",
                own.margin, primary=False) for name in GIFTS if name != "none"),
        Claim("earlier than the date: more good words", spoken(SPEED[3], "good words"), WORDS, moved),
        Claim("later than the date: more bad words", spoken(SPEED[1], "bad words"), WORDS, moved),
        Claim("to name late dates, and be early, pays", early - at("profit", dates=0.0), MONEY,
              "emergent: who names late dates is expected to be slow", own.margin, primary=False, two_sided=True),
        Claim("gaps are netted: with five attributes fewer bad words than with one as variable",
              at("bad words", attributes=1) - at("bad words"), WORDS, "emergent: noise averages out", primary=False),
    )  # fmt: skip


TURNS = {nu: study.crossing("trust", partial(louder, reconsider=nu), rising=False) for nu in RESTLESS}
BEYOND = {a: study.crossing("tolerance", partial(surprising, aversion=a)) for a in AVERSIONS}


def thresholds(own: Promises) -> Sequence[Threshold]:
    """Measure what trust must weigh for a loud promise to lose, and how much customers must tolerate."""
    return (
        *(Threshold(f"weight of trust from which promising {LOUD:g} loses money, reconsidering {nu:g} a period", turn,
                    UNITS["trust"]) for nu, turn in TURNS.items()),
        *(Threshold(f"the same, promising {p:g}", study.crossing("trust", partial(louder, promise=p), rising=False),
                    UNITS["trust"]) for p in PROMISES[1:-1]),
        *(Threshold(f"zone of tolerance from which gifts by chance please longer, λ {a:g}", turn, UNITS["tolerance"])
          for a, turn in BEYOND.items()),
    )  # fmt: skip


def answer(table: Table, judged: Sequence[Judged]) -> Sequence[str]:
    """Say where over-promising pays, where gifts by chance please longer, and what is left of regular ones."""
    by = {j.claim.text: j for j in judged}
    money = {f"{x:g}": by[f"a loud promise pays where trust weighs {x:g} utils"].verdict for x in WEIGHTS}
    pays = {word: [x for x, verdict in money.items() if verdict == word] for word in ("supported", "refuted")}
    turn, zone = (study.evidence(table, x[key]).found for x, key in ((TURNS, 0.1), (BEYOND, 2.25)))
    both = (("supported", "pays"), ("refuted", "loses"))
    said = [f"{what} where trust weighs {' or '.join(', '.join(pays[word]).rsplit(', ', 1))} utils"
            for word, what in both if pays[word]]  # fmt: skip
    first, last, gone = (study.evidence(table, lasting(FULL, x)).found for x in ("at first", "at last", "afterwards"))
    return (
        f"Promising {LOUD:g} where {MODEST:g} is delivered {' and '.join(said) or 'may pay or lose'}"
        + (f"; it turns at {cell(turn)}." if turn.mean == turn.mean else "."),
        "For the same money gifts by chance leave customers more content than small regular ones only where they "
        f"tolerate gaps of {cell(zone)} or more at λ 2.25." if zone.mean == zone.mean else
        "Over the zones of tolerance tried, gifts by chance never overtake small regular ones at λ 2.25.",
        f"A full gift with each purchase adds {cell(first)} to satisfaction in the first half year, {cell(last)} in "
        f"the third year, and {cell(gone)} in the half year after the last.",
    )  # fmt: skip


def figure(table: Table, judged: Sequence[Judged]) -> Any:
    """Bands are 95% over seeds; one firm of three promises, gives or names dates, its rivals do not."""
    return draw(table, PROMISES, louder, surprising, SPEED, answer(table, judged)[0])


STUDY = study.Study(
    question="What do high promises and repeated gifts win and lose?", parameters=Promises, design=design,
    claims=claims, outcomes=OUTCOMES, thresholds=thresholds, figures={"promises_and_gifts": figure}, answer=answer,
    sign_flip=study.Flip("weight of trust", plus=louder(0.0), minus=louder(1.0)),
    assumptions=(
        "one firm promises, gives or names dates; rivals promise what they deliver, and do not react",
        "broken promises cost trust as customers.trust says (broken 2 per level, 6 deliveries, mending .02 a period)",
        "distrust takes away a promise's pull in proportion (customers.trust.disbelief 1)",
        "a gift is worth its cost, 2 money, and weighs .25 in satisfaction; nobody foresees a schedule",
        "gifts begin with the market and end after three years, so that most who get them are old customers",
    ),
    refuted_if="Over-promising as a loss, where it pays; gifts by chance, in zones in which they please less",
)  # fmt: skip
