"""What E11 plays and measures: a firm that treats its staff otherwise than usual; what follows a rise, and when."""

from functools import lru_cache
from typing import Any

import numpy as np

from tenfold.agents.engine import Engine
from tenfold.agents.firm.parameters import FirmPlan
from tenfold.agents.measures import discounted_profit, profit_cents
from tenfold.agents.plan import Plan
from tenfold.sim.ledger import SCALE
from tenfold.sim.statistics import Doubles

RAISE, RISE, SMOOTH, LAST = 24, 1.2, 3, 24  # period and size of a rise in pay; periods averaged over
CHAIN = ("morale", "satisfaction", "customers")


def arm(pay: float, train: float, contacts: int, turnover: float, service: float, training: float) -> dict[str, Any]:
    """Let one of three firms treat its staff otherwise; rivals' are always the same.

    Parameters
    ----------
    pay : of the market's wage
    train : [money per person and period]
    contacts : people who know a customer
    turnover : of staff at usual morale [share per period]
    service : level of service and emotion by morale, from none to all
    training : what unlimited training adds to morale [logit]

    Returns
    -------
    dict
        overrides, in the words of the command line
    """
    own = {"on": True, "pay": pay, "train": train, "contacts": contacts, "turnover": turnover, "service": service,
           "by_training": training}  # fmt: skip
    usual: dict[str, Any] = {"start_share": 0.26, "budget": 1.0, "recovery": {"on": True}}
    firms = [FirmPlan.model_validate({"name": name, "staff": staff} | usual)
             for name, staff in (("ours", own), ("rival", {}), ("second rival", {}))]  # fmt: skip
    return {"firms": tuple(firms), "customers.complaint.on": True}


def value(run: Engine) -> float:
    """Give discounted profit [money per head of the market]."""
    return float(discounted_profit(run.record, run.books.worth[: run.now])[0] / run.books.size)


def morale(run: Engine) -> float:
    """Give the mean morale of the last year."""
    return float(run.record.spirit[-12:, 0].mean() / SCALE)


def churn(run: Engine) -> float:
    """Give churn after burn-in [share of customers a period]."""
    after = slice(run.plan.market.burn_in, None)
    return float(run.record.lost[after, 0].sum() / max(int(run.record.started[after, 0].sum()), 1))


def series(run: Engine) -> dict[str, Doubles]:
    """Give morale, satisfaction, customers and profit of the first firm by period."""
    record = run.record
    return {
        "morale": record.spirit[:, 0] / SCALE,
        "satisfaction": record.satisfaction[:, 0] / SCALE / np.maximum(record.ended[:, 0], 1),
        "customers": record.ended[:, 0] / run.books.size,
        "profit": profit_cents(record)[:, 0] / 100.0 / run.books.size,
    }


@lru_cache(maxsize=4)  # several outcomes of one run ask for it, one after the other
def raised(plan: Plan, seed: int) -> dict[str, Doubles]:
    """Give what a rise in pay changes, by period from then on: the same customers with the same luck."""
    usual, other = Engine(plan, seed).run(), Engine(plan, seed).run(RAISE)
    other.pull(0, {"staff.pay": RISE})
    both = series(other.run()), series(usual)
    return {name: both[0][name][RAISE:] - both[1][name][RAISE:] for name in both[0]}


def half_time(run: Engine, what: str) -> float:
    """Give how many periods after the rise half of the change at last is there, in a mean over three; at most all."""
    change = raised(run.plan, run.seed)[what]
    smooth = np.convolve(change, np.ones(SMOOTH) / SMOOTH, "valid")
    there = np.flatnonzero(smooth >= 0.5 * change[-LAST:].mean())
    return float(there[0] + (SMOOTH - 1) / 2 if there.size and change[-LAST:].mean() > 0 else change.size)


def first_year(run: Engine) -> float:
    """Give what the rise does to profit in its first year [money per head of the market and period]."""
    return float(raised(run.plan, run.seed)["profit"][:12].mean())


def last_years(run: Engine) -> float:
    """Give what it does to profit in the last two years [money per head of the market and period]."""
    return float(raised(run.plan, run.seed)["profit"][-LAST:].mean())
