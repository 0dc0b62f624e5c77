"""What E7 plays and measures: customers won after burn-in, followed for three years of purchases, and their money."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from tenfold.agents.engine import Engine
from tenfold.agents.firm.parameters import FirmPlan
from tenfold.experiments.purchases import Life, follow, life, paid_back
from tenfold.experiments.study.table import Outcome

SEEN = 36  # purchases of each cohort that are looked at
AFTER = {k: f"after {k}" for k in (1, 2, 3, 6, 12, 24, SEEN)}  # outcomes by the purchase
DISCOUNT = 0.12  # per purchase, where each is a year
NUMBER = f"number of the purchase; {SEEN + 1}: not among {SEEN}"
MONEY = "money per customer won"
COST, JOINS = 10.0, 0.15  # c, selling cost of every purchase [money]; share of non-customers won a period
GIVEN: dict[str, dict[str, Any]] = {
    **{f"{r}%": {"stay_floor": r / 100, "stay_ceiling": r / 100} for r in range(60, 100, 5)},
    "Regular": {"heterogeneity": "beta", "alpha": 0.704, "beta": 1.182},  # a cohort of Fader & Hardie 2007
}


def arm(survival: str, ratio: float, margin: float) -> dict[str, Any]:
    """Let one firm spend (rho - 1) c on each customer it wins and c on every sale, with survival as given.

    Half the ceiling joins: a(A) = JOINS, so a customer costs A / JOINS = (rho - 1) c to win, over and above c.

    Parameters
    ----------
    survival : one of `GIVEN`
    ratio, margin : rho, and m/c [-, both above 1]

    Returns
    -------
    dict
        overrides, in the words of the command line
    """
    money = (ratio - 1.0) * COST * JOINS
    firm = FirmPlan(start_share=0.0, price=margin * COST, unit_cost=COST, budget=money, basis="head", retention_share=0)
    joins = {"join_floor": 0.0, "join_ceiling": 2.0 * JOINS, "join_steepness": math.log(2.0) / money}
    response = {f"customers.response.{name}": value for name, value in (joins | GIVEN[survival]).items()}
    return {"firms": (firm,), "customers.rule": "response_curve"} | response


def lives(run: Engine) -> Life:
    """Follow the customers won after burn-in, all cohorts together."""
    return life(follow(run.plan, run.seed), run.plan.market.burn_in, SEEN)


def brought(purchase: int) -> Callable[[Engine], float]:
    """Give what a cohort brought up to a purchase, less all that was spent on it."""
    return lambda run: float(lives(run).money[:purchase].sum())


def alone(purchase: int) -> Callable[[Engine], float]:
    """Give the same of one customer who makes all these purchases."""
    return lambda run: float(lives(run).survivor[:purchase].sum())


def later(run: Engine) -> float:
    """Give the purchases after the first, discounted; r / (1 + i - r) of a cohort of which r stay."""
    return float(lives(run).staying[1:] @ (1.0 + DISCOUNT) ** -np.arange(1.0, SEEN))


def outcomes() -> dict[str, Outcome]:
    """Give all that is measured."""
    return {
        AFTER[3]: Outcome(MONEY, brought(3)),
        "cohort pays": Outcome(NUMBER, lambda run: paid_back(lives(run).money)),
        "survivors pay": Outcome(NUMBER, lambda run: paid_back(lives(run).survivor)),
        **{name: Outcome(MONEY, brought(k)) for k, name in AFTER.items() if k != 3},
        "survivors after 2": Outcome(MONEY, alone(2)),
        "survivors after 3": Outcome(MONEY, alone(3)),
        "won for": Outcome(MONEY, lambda run: lives(run).won_for),
        "bought again": Outcome("share", lambda run: float(lives(run).staying[1])),
        "first three": Outcome("purchases", lambda run: float(lives(run).staying[:3].sum())),
        "later": Outcome("purchases, discounted", later),
    }
