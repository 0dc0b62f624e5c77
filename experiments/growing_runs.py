"""What is played and measured of customers who grow: money by purchase, who leaves, and who was told of the firm."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from tenfold.agents.engine import Engine
from tenfold.experiments.purchases import Followed, Life, follow, life, paid_back
from tenfold.experiments.study.measures import profit, ratio
from tenfold.experiments.study.table import Outcome
from tenfold.sim.records import I8
from tenfold.sim.statistics import Doubles

SEEN, EARLY = 36, 12  # purchases of each cohort that are looked at; among which sources are compared
POINTS = (1, 2, 3, 4, 6, 9, 12, 18, 24, 30, 36)  # of these, each an outcome
COHORT, ALONE = {k: f"cohort {k}" for k in POINTS}, {k: f"alone {k}" for k in POINTS}
WON, PURCHASE, MORE, SHARE = "money per customer won", "money per purchase", "money per further purchase", "share"
SERVED = {"customers.serving.on": True}
SOLD = {"customers.products.on": True, "firms.0.add_ons.on": True}
PAID_FOR = SOLD | {"firms.0.retention_share": 0.0, "firms.0.budget": 6.0, "customers.trust.on": True}
ARMS: Mapping[str, Mapping[str, Any]] = {
    "all alike": {},
    "volumes differ": {"customers.volume.spread": 0.4},
    "spend more": {"customers.volume.growth": 0.01},
    "spend less": {"customers.volume.growth": -0.01},
    "cost the same": SERVED,
    "cost less": SERVED | {"customers.serving.slope": -0.3},
    "cost more": SERVED | {"customers.serving.slope": 0.3},
    "hold more, bound by nothing": SOLD | {"customers.products.switching": 0.0},
    "hold more": SOLD,
    "offered in vain": SOLD | {"customers.products.reluctance": -8.0},
    "hold more that brings 10": SOLD | {"firms.0.add_ons.price": 20.0},
    "many paid for": PAID_FOR,
    "many paid for, words unheeded": PAID_FOR | {"customers.choice.word_weight": 0.0},
}


def lives(run: Engine) -> Life:
    """Follow the customers won after burn-in, all cohorts together."""
    return life(followed(run), run.plan.market.burn_in, SEEN)


def followed(run: Engine) -> Followed:
    """Follow all cohorts of a run."""
    return follow(run.plan, run.seed)


def brings(values: Callable[[Life], Doubles], purchase: int) -> Callable[[Engine], float]:
    """Give a number of one purchase."""
    return lambda run: float(values(lives(run))[purchase - 1])


def rise(run: Engine, values: Callable[[Life], Doubles], first: int) -> float:
    """Fit a line to a number of those who make a purchase, by its number: least squares weighted by how many do.

    Parameters
    ----------
    run : of the market
    values : gives the number, by purchase
    first : the purchase from which on it is fitted

    Returns
    -------
    float
        what a further purchase adds; nan where nobody makes two
    """
    seen = lives(run)
    made = np.arange(first - 1, SEEN)[seen.staying[first - 1 :] > 0.0]
    if made.size < 2:
        return float("nan")
    return float(np.polyfit(made, values(seen)[made], 1, w=np.sqrt(seen.staying[made]))[0])


def told(run: Engine, what: Callable[[Followed], tuple[I8 | Doubles, I8 | Doubles]]) -> float:
    """Compare those who were told of the firm with those won by contacts and adverts, over their first purchases.

    Parameters
    ----------
    run : of the market
    what : gives what is added up of either, by cohort and purchase

    Returns
    -------
    float
        by which share a customer who was told has more; nan where there are none to compare
    """
    found = followed(run)
    cohorts = slice(run.plan.market.burn_in + 1, run.plan.market.periods - EARLY + 2)
    heard, paid = (
        float(amount[cohorts, :EARLY].sum()) / max(float(who[cohorts, 0].sum()), 1.0)
        for amount, who in zip(what(found), (found.told, found.paid), strict=True)
    )
    return heard / paid - 1.0 if heard and paid else float("nan")


def leaves(run: Engine, holds: bool) -> float:
    """Give the share of customers who leave in a period, of those who hold further products or of the others."""
    started, stayed = followed(run).held[run.plan.market.burn_in :, int(holds)].sum(axis=0)
    return float(1.0 - stayed / started) if started else float("nan")


def wallet(run: Engine) -> float:
    """Give the share of wallet: products held of those that a customer could hold with the firm."""
    after, record = slice(run.plan.market.burn_in, None), run.record
    held = record.holding[after, 0].sum() / max(int(record.ended[after, 0].sum()), 1)
    return float((1.0 + held) / run.plan.customers.products.most)


def outcomes() -> dict[str, Outcome]:
    """Give all that is measured; of further products only where some are sold."""
    sold = {"sells": True}
    return {
        "spending": Outcome(MORE, lambda run: rise(run, lambda seen: seen.spent, 1)),
        "bringing": Outcome(MORE, lambda run: rise(run, lambda seen: seen.survivor, 2)),
        **{name: Outcome(WON, brings(lambda seen: seen.money, k)) for k, name in COHORT.items()},
        **{name: Outcome(PURCHASE, brings(lambda seen: seen.survivor, k)) for k, name in ALONE.items()},
        "cohort pays": Outcome("number of the purchase", lambda run: paid_back(lives(run).money)),
        "churn": Outcome("share of customers a period", ratio("lost", "started")),
        "profit": Outcome("money per head of the market and period", profit),
        "holders leave": Outcome("share of customers a period", lambda run: leaves(run, True), sold),
        "others leave": Outcome("share of customers a period", lambda run: leaves(run, False), sold),
        "wallet": Outcome(SHARE, wallet, sold),
        "told stay": Outcome(SHARE, lambda run: told(run, lambda of: (of.told, of.paid)), sold),
        "told bring": Outcome(SHARE, lambda run: told(run, lambda of: (of.told_brought, of.paid_brought)), sold),
    }
