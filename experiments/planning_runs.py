"""What E2 plays and measures: one firm that divides its money, and what it and its last customers are worth."""

from typing import Any

from tenfold.agents.customer.response import Response
from tenfold.agents.engine import Engine
from tenfold.agents.firm.curves import Curve, contact_steepness
from tenfold.agents.firm.parameters import FirmPlan
from tenfold.agents.measures import discounted_profit, profit_cents

MONEY = "money per head of the market"
FLOOR, LEAK = 0.8, 0.01  # retention without care, and a point of churn or of joining [per period]
LAST = 12  # periods of which the retention is taken that customers are expected to keep


def arm(planning: str, noise: float, start: float, ratio: float, share: float, point: str) -> dict[str, Any]:
    """Let a firm divide its money, in a market where contacts cost as much as the ratio says.

    Parameters
    ----------
    planning : departments, momentum, integrated; fixed for a share that stays, without further products
    noise : standard deviation of the logarithm of what it takes its curves for
    start : customers it begins with [share of the market]
    ratio : cost ratio, both at half the ceiling
    share : for keeping, of the budget, at first
    point : of churn less (kept) or of joining more (won), in percent of customers, or of others; none

    Returns
    -------
    dict
        overrides, in the words of the command line
    """
    curve = Response(stay_floor=FLOOR)
    keeps = Curve(FLOOR, curve.stay_ceiling, curve.stay_steepness)
    kept, won = LEAK * (point == "kept"), LEAK * (point == "won")
    fixed = planning == "fixed"
    plan = {"noise": noise, "total": 2.5, "grow_share": 0.1}
    firm = FirmPlan.model_validate({
        "policy": planning, "start_share": start, "retention_share": share, "planning": plan,
        "budget": 2.0 if fixed else 2.25, "add_ons": {"on": not fixed, "offers": 1.0},
    })  # fmt: skip
    return {
        "firms": (firm,), "customers.rule": "response_curve", "customers.products.on": not fixed,
        "customers.response.join_floor": won, "customers.response.join_ceiling": curve.join_ceiling + won,
        "customers.response.join_steepness": contact_steepness(ratio, curve.join_ceiling, keeps),
        "customers.response.stay_floor": FLOOR + kept, "customers.response.stay_ceiling": curve.stay_ceiling + kept,
    }  # fmt: skip


def profit(run: Engine) -> float:
    """Give discounted profit [money per head of the market]."""
    return float(discounted_profit(run.record, run.books.worth[: run.now])[0] / run.books.size)


def worth(run: Engine) -> float:
    """Give discounted profit, and what the last customers are worth: n m r / (1 + d - r) [money per head].

    m is what one brought in the last periods after all but winning, r their retention then.
    """
    last, record = slice(-min(LAST, run.now), None), run.record
    started = int(record.started[last, 0].sum())
    if started == 0:
        return profit(run)
    r = 1.0 - int(record.lost[last, 0].sum()) / started
    brought = float((profit_cents(record)[last, 0] + record.acquire[last, 0]).sum()) / 100.0 / started
    d, left = run.plan.market.discount, float(run.books.worth[run.now - 1])
    return profit(run) + left * int(record.ended[-1, 0]) * brought * r / (1.0 + d - r) / run.books.size
