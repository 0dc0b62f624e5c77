"""What E12 plays and measures: a firm with little or much cash puts profit or value first; business models by stage."""

from typing import Any

from tenfold.agents.customer.birth import Segment
from tenfold.agents.engine import Engine
from tenfold.agents.firm.parameters import FirmPlan
from tenfold.agents.measures import discounted_profit
from tenfold.experiments.study.portfolio import consumer_surplus

FIXED, PRICE = 3.0, 52.0  # [money per head of the market and period], [money]
POLICIES: dict[str, dict[str, Any]] = {
    "profit first": {"price": PRICE},
    "greedy": {"price": PRICE, "policy": "greedy"},
    "value first": {"price": 46.0, "investing": {"effort": 2.0}},
    "mild value": {"price": 48.0, "investing": {"effort": 1.0}},
    "staged": {"price": PRICE, "policy": "staged", "review": 1},
}
# Attributes: product, speed, service, fit, emotion. Every number is an assumption that makes the model's point.
MODELS: dict[str, dict[str, Any]] = {
    "full service": {},
    "discount broker": {"price": 43.0, "unit_cost": 27.0, "quality": (0.72, 0.72, 0.3, 0.72, 0.72), "fixed_cost": 2.0},
    "direct seller": {"price": 49.0, "unit_cost": 29.0, "quality": (0.72, 0.5, 0.72, 0.85, 0.72), "fixed_cost": 2.5},
    "asset-light shop": {"unit_cost": 38.0, "quality": (0.72, 0.6, 0.72, 0.8, 0.85), "fixed_cost": 0.5, "budget": 0.3},
    "core and add-ons": {"price": 44.0, "fixed_cost": 4.0, "add_ons": {"on": True, "price": 9.0, "unit_cost": 6.0}},
}
LEAN = (0.35, 0.15, 0.05, 0.3, 0.15)  # weights of customers who need no advice


def firm(name: str, **more: Any) -> FirmPlan:
    """Give a firm as all are unless something else is said."""
    usual: dict[str, Any] = {"name": name, "budget": 1.0, "fixed_cost": FIXED, "price": PRICE, "start_share": 0.26}
    own = usual | more
    own["investing"] = {"on": True, **own.get("investing", {})}
    own["cash"] = {"on": True, **own.get("cash", {})}
    return FirmPlan.model_validate(own)


def arm(policy: str, cash: float, imitation: float, model: str, start: float, lean: float) -> dict[str, Any]:
    """Let a firm meet two that put profit first and copy what it builds.

    Parameters
    ----------
    policy : one of `POLICIES`
    cash : at first, of the first firm; rivals have enough [money per head of the market]
    imitation : share of its lead that rivals copy in a period
    model : one of `MODELS`; with others than full service the price is the model's
    start : customers at first [share of the market]
    lean : customers who need no advice [share]

    Returns
    -------
    dict
        overrides, in the words of the command line
    """
    left = min(0.26, (0.78 - start) / 2)
    rivals = [firm(name, investing={"imitation": imitation}, cash={"start": 1000.0}, start_share=left)
              for name in ("rival", "second rival")]  # fmt: skip
    own = firm("ours", **{**POLICIES[policy], **MODELS[model], "start_share": start, "cash": {"start": cash}})
    kinds = Segment(name="advised", share=1.0 - lean), Segment(name="lean", share=lean, weights=LEAN)
    more = {"customers.products.on": model == "core and add-ons", "customers.segments": kinds}
    return {"firms": (own, *rivals), **more}


def value(run: Engine) -> float:
    """Give discounted profit [money per head of the market]; who is bankrupt earns nothing any more."""
    return float(discounted_profit(run.record, run.books.worth[: run.now])[0] / run.books.size)


def survived(run: Engine) -> float:
    """Tell whether the first firm is still there: 1 or 0."""
    return float(run.record.gone[-1, 0] == 0)


def ended(run: Engine) -> float:
    """Give its share of the market at the end."""
    return float(run.record.ended[-1, 0] / run.books.size)


def gained(run: Engine) -> float:
    """Give the share of the market that it gains in the second half."""
    return float((run.record.ended[-1, 0] - run.record.ended[run.now // 2, 0]) / run.books.size)


def surplus(run: Engine) -> float:
    """Give what customers of all firms have of their purchases in the last period [money per head of the market]."""
    return float(consumer_surplus(run))
