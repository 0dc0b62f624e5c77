"""Add-ons: what a firm asks for products beyond the first, how often it offers one, and what that costs."""

from typing import TYPE_CHECKING

from tenfold.sim.jit import ZERO, f4, i8, loop
from tenfold.sim.ledger import CUSTOMERS, FIRST_FIRM, OUTSIDE, cents, post
from tenfold.sim.parameters import Parameters, quantity
from tenfold.sim.records import F4, I8, Record, column

if TYPE_CHECKING:
    from tenfold.agents.world import World


class AddOns(Parameters):
    """What a firm sells beside its first product."""

    on: bool = quantity(False, "-", None, None, "switch: off, the firm has one product; see customers.products.on")
    price: float = quantity(15.0, "money per product and period", 0, 1e9, "assumption; no say in whether it is taken")
    unit_cost: float = quantity(10.0, "money per product and period", 0, 1e9, "assumption: a margin of 5")
    fit: float = quantity(0.5, "-", 0, 1, "assumption (D): how well what is offered fits who is asked; customer data")
    offers: float = quantity(
        1.0, "share of customers with room for more", 0, 1, "assumption: who is offered one in a period", lever=True
    )
    offer_cost: float = quantity(0.5, "money per offer", 0, 1e6, "assumption: letter, call, time of staff")


class OfFirms(Record):
    """What follows from a firm's add-ons."""

    offers: F4 = column("F", "probability", "that a customer is offered one more")
    fit: F4 = column("F", "logit", "added to the chance that it is taken by how well it fits")
    add_on_cents: I8 = column("F", "cents", "asked for a further product")
    add_on_cost_cents: I8 = column("F", "cents", "to make and serve one")
    offer_cents: I8 = column("F", "cents", "to make an offer")


class Booked(Record):
    """What further products bring and cost."""

    add_on_sales: I8 = column("F", "cents", "from customers, for products beyond the first", tag="revenue")
    add_on_cost: I8 = column("F", "cents", "spent on making and serving these", tag="serve")
    growing: I8 = column("F", "cents", "spent on offering further products", tag="grow")


@loop
def open_add_ons(w: "World", f: int, now: int) -> None:
    """Let a firm offer further products, and round what they cost to the cent."""
    own, firms = w.settings.add_ons, w.firms
    firms.offers[f] = ZERO
    if not w.rules.products.on or own.on[f] == 0.0:
        return
    firms.offers[f] = f4(own.offers[f])
    firms.fit[f] = w.rules.products.fit * f4(own.fit[f])
    firms.add_on_cents[f] = cents(own.price[f])
    firms.add_on_cost_cents[f] = cents(own.unit_cost[f])
    firms.offer_cents[f] = cents(own.offer_cost[f])


@loop
def close_add_ons(w: "World", f: int, now: int) -> None:
    """Book what further products brought and cost in a period, and what offering them cost."""
    firms, held, own = w.firms, w.counted.holding[f], FIRST_FIRM + f
    if not w.rules.products.on:
        return
    sales, cost, offers = (
        held * firms.add_on_cents[f], held * firms.add_on_cost_cents[f], w.counted.offered[f] * firms.offer_cents[f],
    )  # fmt: skip
    w.booked.add_on_sales[now, f] = sales
    w.booked.add_on_cost[now, f] = cost
    w.booked.growing[now, f] = offers
    post(w.books.balance, CUSTOMERS, own, sales)
    post(w.books.balance, own, OUTSIDE, i8(cost + offers))
