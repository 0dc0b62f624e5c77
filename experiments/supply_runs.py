"""What E10 plays and measures: a firm insures itself against suppliers that fail, or not; recalls; teaching."""

from functools import lru_cache
from typing import Any

import numpy as np

from tenfold.agents.engine import Engine
from tenfold.agents.firm.parameters import FirmPlan
from tenfold.agents.measures import discounted_profit, profit_cents
from tenfold.agents.plan import Plan
from tenfold.sim.groups import varied
from tenfold.sim.ledger import SCALE

RECALL, BACK = 24, 0.95  # period of the recall; share of customers there would be else, at which it is over
INSTRUMENTS: dict[str, dict[str, Any]] = {
    "none": {}, "second source": {"dual": True}, "monitoring": {"watches": True}, "goodwill": {"early": True},
    "own supplier": {"owns": True},
}  # fmt: skip


def arm(
    instrument: str, hazard: float, common: float, premium: float, recall: bool, teaches: float, spills: float
) -> dict[str, Any]:
    """Let one firm do something about suppliers that fail, and two rivals nothing.

    Parameters
    ----------
    instrument : one of `INSTRUMENTS`
    hazard : that a supplier fails [probability per period]
    common : share of it that strikes all suppliers of the market at once
    premium : of a second source [money per customer and period]
    recall : whether everything delivered in one period is bad, of the first firm
    teaches : spent on what suppliers can do [money per customer and period]
    spills : share of what suppliers learn that rivals get too

    Returns
    -------
    dict
        overrides, in the words of the command line
    """
    risk = {"on": True, "hazard": hazard, "common": common}
    own = risk | INSTRUMENTS[instrument] | {"dual_cost": premium, "teaches": teaches, "spills": spills}
    own |= {"recall": RECALL} if recall else {}
    usual: dict[str, Any] = {"start_share": 0.26, "budget": 1.0, "recovery": {"on": True}}
    firms = [FirmPlan.model_validate({"name": name, "supply": supply} | usual)
             for name, supply in (("ours", own), ("rival", risk), ("second rival", risk))]  # fmt: skip
    return {"firms": tuple(firms), "customers.complaint.on": True}


def value(run: Engine) -> float:
    """Give discounted profit [money per head of the market]."""
    return float(discounted_profit(run.record, run.books.worth[: run.now])[0] / run.books.size)


def ended(run: Engine) -> float:
    """Give the firm's share of the market in the last year."""
    return float(run.record.ended[-12:, 0].mean() / run.books.size)


def short(run: Engine) -> float:
    """Give the share of deliveries that failed for want of supplies."""
    return float(run.record.short[:, 0].mean() / SCALE)


@lru_cache(maxsize=4)  # two outcomes of one run ask for it, one after the other
def without_recall(plan: Plan, seed: int) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """Give customers and profit by period of the same market without the recall [customers, money]."""
    run = Engine(varied(plan, {"firms.0.supply.recall": -1}), seed).run()
    return run.record.ended[:, 0].copy(), profit_cents(run.record)[:, 0] / 100.0


def recovers(run: Engine) -> float:
    """Give how many periods after the recall the firm has nearly as many customers as without it; at most all left."""
    then, with_it = without_recall(run.plan, run.seed)[0][RECALL:], run.record.ended[RECALL:, 0]
    back = np.flatnonzero(with_it >= BACK * then)
    late = back[back > 0]
    return float(late[0] if late.size else then.size)


def months_lost(run: Engine) -> float:
    """Give what the recall costs, in periods of the profit there would be without it."""
    profit = without_recall(run.plan, run.seed)[1]
    lost = profit[RECALL:].sum() - (profit_cents(run.record)[RECALL:, 0] / 100.0).sum()
    usual = profit[RECALL:].mean()
    return float(lost / usual) if usual > 0 else float("nan")
