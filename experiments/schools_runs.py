"""What `schools` plays and measures: markets drawn from a plausible space, flows of customers, churn by tenure."""

import math
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import numpy as np

from tenfold.agents.engine import Engine
from tenfold.agents.firm.parameters import FirmPlan
from tenfold.experiments.purchases import follow, life

YEAR, SEEN = 12, 36  # periods, and purchases that are followed
PRICE = 50.0
FIRST = {"keeping": 0.75, "winning": 0.25}  # the retention share of the budget, by what comes first


class Drawn(NamedTuple):
    """Hold one thing that is drawn of a market.

    Attributes
    ----------
    span : lowest, highest, and "log" where the logarithm is spread; all are assumptions
    words : what it is called in figures and sentences
    unit : of it
    """

    span: tuple[Any, ...]
    words: str
    unit: str


SPACE: Mapping[str, Drawn] = {
    "firms.0.contact_price": Drawn((2.0, 100.0, "log"), "price of a contact", "money"),
    "firms.0.budget": Drawn((0.5, 8.0, "log"), "budget", "money per head of the market and period"),
    "firms.0.unit_cost": Drawn((5.0, 45.0), "unit cost, at a price of 50", "money"),
    "customers.loyalty.care": Drawn((0.02, 0.5), "effect of care", "share of the rest a period"),
    "customers.loyalty.care_steepness": Drawn((0.1, 1.0, "log"), "steepness of care", "1/money"),
    "customers.choice.commitment_weight": Drawn((0.5, 5.0), "weight of commitment", "utils"),
    "customers.choice.reconsider": Drawn((0.05, 1.0, "log"), "share who think again", "per period"),
    "customers.choice.switching": Drawn((0.0, 4.0), "switching cost", "utils"),
    "customers.awareness.forget": Drawn((0.02, 0.5, "log"), "forgetting of firms", "per period"),
    "firms.0.start_share": Drawn((0.02, 0.5, "log"), "share at the start", "share of the market"),
}
SPANS = {name: each.span for name, each in SPACE.items()}
ALIKE: Mapping[str, Any] = {  # but for money and for who knows them
    "firms": tuple(FirmPlan(name=f"firm {k + 1}", budget=budget, known=known, start_share=start)
                   for k, (budget, known, start) in enumerate(((3.0, 0.9, 0.4), (1.0, 0.5, 0.2), (0.3, 0.2, 0.05)))),
    "market.size": 10_000,
}  # fmt: skip
BIG, SMALL = 0, 2  # places of the firms with most and least money in `ALIKE`


def arm(place: Mapping[str, Any], share: float) -> dict[str, Any]:
    """Let the first firm split its budget so, in a market where it is worth that much.

    Its rivals have the same unit cost and contacts, an even split, and what is left of the market evenly.

    Parameters
    ----------
    place : overrides, as drawn
    share : retention share

    Returns
    -------
    dict
        overrides, in the words of the command line
    """
    left = (0.8 - float(place.get("firms.0.start_share", 0.2))) / 2
    same = {f"firms.{f}.{name}": place[f"firms.0.{name}"] for f in (1, 2) for name in ("contact_price", "unit_cost")
            if f"firms.0.{name}" in place}  # fmt: skip
    starts = {f"firms.{f}.start_share": left for f in (1, 2)} | {"firms.0.start_share": 0.2}
    fixed = {f"firms.{f}.{name}": value for f in range(3) for name, value in
             (("price", PRICE), ("advert_share", 0.0), ("retention_share", 0.5))}  # fmt: skip
    return fixed | starts | same | dict(place) | {"firms.0.retention_share": share}


def unusual(of: str) -> Callable[[Engine], float]:
    """Give what the first firm wins, loses or grows in a year beyond its market, per customer at the year's beginning.

    Parameters
    ----------
    of : "won", "lost" or "growth"

    Returns
    -------
    callable
        gives the mean over the years after burn-in, of an engine; nan where no year is left, or one began with nobody
    """

    def find(run: Engine) -> float:
        record, first = run.record, run.plan.market.burn_in
        starts = np.arange(first, run.now - YEAR + 1, YEAR)
        begun = record.started[starts]
        if starts.size == 0 or (begun == 0).any():
            return math.nan
        won, lost = (np.array([flows[t : t + YEAR].sum(axis=0) for t in starts])
                     for flows in (record.won.sum(axis=1), record.lost))  # fmt: skip
        flows = {"won": won, "lost": lost, "growth": won - lost}[of]
        return float((flows[:, 0] / begun[:, 0] - flows.sum(axis=1) / begun.sum(axis=1)).mean())

    return find


def churn_of(firm: int) -> Callable[[Engine], float]:
    """Give a firm's churn after burn-in, by its place [share of its customers a period]."""

    def find(run: Engine) -> float:
        after = slice(run.plan.market.burn_in, None)
        started = int(run.record.started[after, firm].sum())
        return int(run.record.lost[after, firm].sum()) / started if started else math.nan

    return find


def falls_with_tenure(run: Engine) -> float:
    """Give by how much the hazard of leaving is lower in the second and third year than in the first [per period].

    Of the customers the first firm won after burn-in; hazards are means over the periods: differences of -ln S.
    """
    seen = min(SEEN, run.plan.market.periods - run.plan.market.burn_in)
    staying = life(follow(run.plan, run.seed), run.plan.market.burn_in, seen).staying
    if seen <= YEAR + 1 or not staying[-1] > 0:
        return math.nan
    early = -math.log(staying[YEAR]) / YEAR
    late = math.log(staying[YEAR] / staying[-1]) / (seen - 1 - YEAR)
    return early - late
