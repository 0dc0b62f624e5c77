"""What E4 plays and measures: promises by what trust weighs, gifts at equal money, delivery dates, gaps netted."""

from collections.abc import Callable, Mapping
from typing import Any

from tenfold.agents.engine import Engine
from tenfold.experiments.purchases import follow, life
from tenfold.experiments.study import Design, Mean, Outcome, cross, mean
from tenfold.experiments.study.measures import customers, profit, ratio
from tenfold.sim.ledger import SCALE

MONEY, FELT = "money per head of the market and period", "satisfaction, -1 .. 1"
TRIALS = "customers won per head of the market and period"
WORDS = "customers who tell, per customer and period"
EVERY, STOP, YEAR = 6, 36, 12  # purchases from gift to gift; period from which none is given; periods in a year
SMALL = {"schedule": "every", "every": 1, "size": 1.0 / EVERY}
GIFTS: Mapping[str, Mapping[str, Any]] = {  # the first three cost the same
    "small, each time": SMALL,
    "every 6th time": {"schedule": "every", "every": EVERY},
    "by chance, 1/6": {"schedule": "random", "every": EVERY},
    "full, each time": {"schedule": "every", "every": 1},
    "first time only": {"schedule": "first"},
    "none": {},
}
FIVE, ONE = (0.3, 0.15, 0.25, 0.2, 0.1), (1.0, 0.0, 0.0, 0.0, 0.0)
OWN: dict[str, Any] = {
    "promise": 0.72, "trust": 0.0, "reconsider": 0.1, "gifts": "none", "aversion": 2.25, "tolerance": 0.05,
    "dates": "none", "attributes": 5, "should": False,
}  # fmt: skip
UNITS = {"promise": "level", "trust": "utils", "reconsider": "probability per period", "tolerance": "level"}


def levels(factor: str, level: Any) -> dict[str, Any]:
    """Give what a level of a factor overrides."""
    if factor == "gifts":
        return {f"firms.0.gifts.{name}": value for name, value in {**GIFTS[level], "until": STOP}.items()}
    if factor == "dates":
        return {} if level == "none" else {"firms.0.dates.on": True, "firms.0.dates.early": level}
    if factor == "attributes":
        return {"customers.segments.0.weights": FIVE if level == 5 else ONE}
    if factor == "trust":
        return {"customers.trust.on": True, "customers.trust.disbelief": 1.0, "customers.trust.weight": level}
    keys = {"promise": "firms.0.promise", "reconsider": "customers.choice.reconsider", "should": "customers.should.on"}
    feels = {"aversion": "customers.satisfaction.loss_aversion", "tolerance": "customers.satisfaction.tolerance"}
    return {(keys | feels)[factor]: level}


def arms(**swept: Any) -> Design:
    """Cross what is swept; all else is as `OWN` says."""
    every = {name: swept.get(name, (usual,)) for name, usual in OWN.items()}
    return cross({name: {x: levels(name, x) for x in many} for name, many in every.items()}, UNITS)


def at(outcome: str, **swept: Any) -> Mean:
    """Stand for the mean of an outcome where all but what is swept is as `OWN` says."""
    return mean(outcome, **OWN | swept)


def between(first: int, last: int) -> Callable[[Engine], float]:
    """Give mean satisfaction of the firm's customers over some periods."""

    def of(run: Engine) -> float:
        total, present = (getattr(run.record, x)[first:last, 0].sum() for x in ("satisfaction", "ended"))
        return float(total / SCALE / present) if present else float("nan")

    return of


def trials(run: Engine) -> float:
    """Give how many customers the firm wins [share of the market per period]."""
    return float(run.record.won[run.plan.market.burn_in :, :, 0].sum(axis=1).mean() / run.books.size)


def year(run: Engine) -> float:
    """Give how many of those won are still customers, without a break, a year after their first purchase [share]."""
    return float(life(follow(run.plan, run.seed), run.plan.market.burn_in, YEAR + 1).staying[YEAR])


def lost_after(run: Engine) -> float:
    """Give the share of the firm's customers whom it loses in the year after the last gift."""
    lost, started = (getattr(run.record, x)[STOP : STOP + YEAR, 0].sum() for x in ("lost", "started"))
    return float(lost / started) if started else float("nan")


def per_gift(run: Engine) -> float:
    """Give what gifts cost [money per customer and period], up to the last."""
    spent, present = run.record.giving[:STOP, 0].sum(), run.record.ended[:STOP, 0].sum()
    return float(spent / 100.0 / present) if present else float("nan")


OUTCOMES = {
    "profit": Outcome(MONEY, profit),
    "trials": Outcome(TRIALS, trials),
    "second": Outcome("share of first-time buyers", ratio("twice", "once")),
    "year": Outcome("share of customers won", year, {x: OWN[x] for x in ("gifts", "tolerance", "dates", "attributes")}),
    "churn": Outcome("share of customers a period", ratio("lost", "started")),
    "customers": Outcome("share of the market", customers),
    "at first": Outcome(FELT, between(0, EVERY)),
    "at last": Outcome(FELT, between(STOP - YEAR, STOP)),
    "afterwards": Outcome(FELT, between(STOP, STOP + EVERY)),
    "lost after": Outcome("share of customers a period", lost_after),
    "gift money": Outcome("money per customer and period", per_gift),
    "good words": Outcome(WORDS, ratio("told_good", "started")),
    "bad words": Outcome(WORDS, ratio("told_bad", "started")),
    "late": Outcome("share of deliveries", ratio("late", "ended")),
}
