"""The markets in which prices are tried: one in which all choose anew each period, so that demand is a logit."""

from typing import Any

from tenfold.agents.customer.birth import Segment
from tenfold.agents.firm.add_ons import AddOns
from tenfold.agents.firm.parameters import FirmPlan

COST, SNACK = 30.0, 10.0  # of a unit, and of an add-on [money]
STEEP = 0.08 / 1.4  # [1/money]; tastes that differ flatten the demand of the default market about so much
TASTE = STEEP * 6.25  # [utils]
MIDDLE = 100 * 0.72 + TASTE / STEEP - 6.0  # price at which half of all buy: worth and taste less burden [money]
BOUGHT = {"customers.products.on": True, "customers.products.most": 2, "customers.products.reluctance": 50.0,
          "customers.products.switching": 0.0}  # fmt: skip
CALM: dict[str, Any] = {
    "customers.choice.reconsider": 1.0, "customers.choice.sensitivity": STEEP, "customers.choice.switching": 0.0,
    "customers.choice.switching_growth": 0.0, "customers.choice.commitment_weight": 0.0,
    "customers.segments": (Segment(taste=TASTE, taste_spread=0.0, weight_spread=0.0, income=1e6, income_spread=0.0),),
    "customers.expectation.prior": 0.72, "customers.expectation.prior_spread": 0.0, "customers.delivery.noise": 0.0,
    "customers.awareness.forget": 0.0, "customers.word.on": False,
}  # fmt: skip


def snack(add_on: float) -> dict[str, Any]:
    """Give add-ons that everybody buys with every purchase, and that bring so much [money]."""
    return {"on": True, "price": SNACK + add_on, "unit_cost": SNACK, "offer_cost": 0.0}


def free(add_on: float, price: float, lift: float = 0.0, swing: float = 0.0) -> dict[str, Any]:
    """Let everybody decide anew each period between one firm that all know and nothing.

    They are alike but for the luck of the day, get what they expect, and are bound by nothing, so that a share
    1 / (1 + exp(STEEP (price - MIDDLE))) buys.

    Parameters
    ----------
    add_on : what further products bring a buyer's firm [money]
    price : of the first product, in the mean of a cycle [money]
    lift : taste in the high season above that in the low [utils]
    swing : price in the high season above that in the low [share of the price]

    Returns
    -------
    dict
        overrides, in the words of the command line
    """
    firm = FirmPlan(price=price, unit_cost=COST, seasonal=swing, budget=0.0, known=1.0, failure=(0.0,) * 5,
                    add_ons=AddOns(**snack(add_on)))  # fmt: skip
    season = {"customers.season.on": lift > 0.0 or swing > 0.0, "customers.season.lift": lift}
    return BOUGHT | CALM | season | {"firms": (firm,)}


def tied(add_on: float, price: float) -> dict[str, Any]:
    """Let the first firm of the default market ask another price and sell such add-ons; parameters as for `free`."""
    return BOUGHT | {f"firms.0.add_ons.{name}": value for name, value in snack(add_on).items()} | {
        "firms.0.price": price}  # fmt: skip
