"""Pricing: what a unit costs the customer and the firm, and what a customer brings."""

from typing import TYPE_CHECKING

from tenfold.agents.customer.season import tide
from tenfold.agents.customer.volume import volumes_differ
from tenfold.sim.jit import Double, f4, f8, loop, rule
from tenfold.sim.ledger import CUSTOMERS, FIRST_FIRM, OUTSIDE, cents, post
from tenfold.sim.parameters import Parameters, quantity
from tenfold.sim.records import F4, I8, Record, column

if TYPE_CHECKING:
    from tenfold.agents.world import World


class Pricing(Parameters):
    """What a firm asks, and what a unit costs it."""

    price: float = quantity(50.0, "money per unit", 0.01, 1e9, "assumption", lever=True)
    unit_cost: float = quantity(30.0, "money per unit", 0, 1e9, "assumption: make, deliver and serve one unit")
    loyal_discount: float = quantity(
        0.0, "share of the price", 0, 1, "off; an instrument of retention", lever=True
    )
    loyal_after: int = quantity(
        12, "periods", 0, 100000, "assumption: tenure from which the discount is given", lever=True
    )
    seasonal: float = quantity(
        0.0, "share of the price", -1, 1, "neutral; high over low season, around the price; see customers.season.on",
        lever=True, neutral=0.0,
    )  # fmt: skip


class OfFirms(Record):
    """What follows from a firm's prices."""

    price: F4 = column("F", "money", "asked for a unit, to the cent")
    price_cents: I8 = column("F", "cents", "the same")
    cost_cents: I8 = column("F", "cents", "to make and serve one unit")
    discount: F4 = column("F", "money", "off for loyal customers, to the cent")
    discount_cents: I8 = column("F", "cents", "the same")
    gain: F4 = column(
        "F", "money", "this period's discounted margin per customer, net of retention spending; any mechanism may take "
        "off on opening what it spends on each"
    )  # fmt: skip
    gain_loyal: F4 = column("F", "money", "the same at the loyal discount")


class Booked(Record):
    """What a firm sells, gives off and spends on what it sells."""

    revenue: I8 = column("F", "cents", "from customers, before discounts", tag="revenue")
    discount: I8 = column("F", "cents", "given to loyal customers", tag="retain")
    serve: I8 = column("F", "cents", "spent on making and serving what was sold", tag="serve")


@rule
def floats(price: Double, share: Double, tide: Double) -> Double:
    """Let a price float with the season around its mean: p (1 + s tide) [money].

    tide = 1 - l in a high season, else -l, for a share l of periods that are high; see `swings` of
    tenfold.agents.customer.season.
    """
    return price * (f8(1.0) + share * tide)


@loop
def open_prices(w: "World", f: int, now: int) -> None:
    """Round a firm's prices to the cent, and work out what a customer brings."""
    firms, given = w.firms, w.settings
    price = floats(given.price[f], given.seasonal[f], f8(tide(w.rules.season, now)))
    firms.price_cents[f] = cents(price)
    firms.cost_cents[f] = cents(given.unit_cost[f])
    firms.discount_cents[f] = cents(price * given.loyal_discount[f])
    firms.price[f] = f4(firms.price_cents[f]) / f4(100.0)
    firms.discount[f] = f4(firms.discount_cents[f]) / f4(100.0)
    worth = w.books.worth[now]
    margin = f8(firms.price_cents[f] - firms.cost_cents[f]) / 100.0 - firms.retention_spend[f]
    firms.gain[f] = f4(worth * margin)
    firms.gain_loyal[f] = f4(worth * (margin - f8(firms.discount_cents[f]) / 100.0))


@loop
def close_sales(w: "World", f: int, now: int) -> None:
    """Book what was sold in a period, at the full and at the loyal price, and what it cost."""
    firms, counted, own = w.firms, w.counted, FIRST_FIRM + f
    revenue, discount = counted.ended[f] * firms.price_cents[f], counted.discounted[f] * firms.discount_cents[f]
    serve = counted.ended[f] * firms.cost_cents[f]
    if volumes_differ(w.rules.volume):
        revenue, discount, serve = counted.sold[f], counted.given[f], counted.served[f]
    w.booked.revenue[now, f] = revenue
    w.booked.discount[now, f] = discount
    w.booked.serve[now, f] = serve
    post(w.books.balance, CUSTOMERS, own, revenue)
    post(w.books.balance, own, CUSTOMERS, discount)
    post(w.books.balance, own, OUTSIDE, serve)
