"""Serving: what a customer costs in service beyond what a unit costs, and how that changes the longer they stay.

Some ask, complain and return more than others, whatever they buy. Amounts are rounded to whole cents for each customer
and summed as whole numbers.
"""

from typing import TYPE_CHECKING

from tenfold.agents.customer.birth import lognormal
from tenfold.sim.draws import fill, normal_cos
from tenfold.sim.floats import exp, log
from tenfold.sim.jit import ONE, Float, Long, f4, f8, i4, i8, loop, rule
from tenfold.sim.ledger import FIRST_FIRM, OUTSIDE, cents, post
from tenfold.sim.parameters import Parameters, quantity
from tenfold.sim.records import F4, I4, I8, U1, U4, Record, column

if TYPE_CHECKING:
    from tenfold.agents.world import World

SERVING = 28
DRAWS = {SERVING: "what it costs to serve a customer; slot: 0"}


class Serving(Parameters):
    """What it costs to serve a customer, beyond the cost of what they buy."""

    on: bool = quantity(False, "-", None, None, "switch: off, it costs what the units cost")
    mean: float = quantity(4.0, "money per customer and period", 0, 1e6, "assumption, swept; activity-based costing")
    spread: float = quantity(0.6, "log standard deviation", 0, 3, "assumption, swept: how much customers differ")
    slope: float = quantity(
        0.0, "share per log period", -2, 2, "neutral: cost ~ (1 + tenure)^slope; below 0 it falls, above 0 it rises"
    )


class OfCustomers(Record):
    """What every customer costs."""

    service_cost: F4 = column("N", "money per period", "to serve them beyond the cost of units, when new to a firm")


class Counted(Record):
    """What a firm counts of what its customers cost."""

    attended: I8 = column("F", "cents", "spent on serving customers, one by one, beyond the cost of units", tag="part")


class Booked(Record):
    """What serving customers costs a firm."""

    service: I8 = column("F", "cents", "spent on serving customers beyond the cost of units", tag="serve")


@rule
def takes_to_serve(cost: Float, tenure: Float, slope: Float) -> Float:
    """Give what serving a customer costs after some periods with a firm: s (1 + tenure)^slope [money]."""
    return cost * exp(slope * log(ONE + tenure))


@loop
def draw_costs(words: U4, mean: float, spread: float, cost: F4) -> None:
    """Draw what everybody costs, lognormal around the mean."""
    m, s = f4(mean), f4(spread)
    for i in range(cost.size):
        cost[i] = lognormal(m, s, normal_cos(words[i]))


@loop
def bear_serving(w: "World", low: int, high: int) -> None:
    """Give the rows of one block what it costs to serve them."""
    p = w.rules.serving
    if p.on:
        fill(w.spare.words, high - low, low, (i8(0), i8(SERVING), i8(0)), w.seed)
        draw_costs(w.spare.words[0], p.mean, p.spread, w.columns.service_cost[low:high])


@loop
def cost_now(cost: F4, tenure: I4, slope: float, out: F4) -> None:
    """Write what serving everybody costs by now."""
    change = f4(slope)
    for i in range(out.size):
        out[i] = takes_to_serve(cost[i], f4(tenure[i]), change)


@loop
def spend_on(firm: U1, number: int, cost: F4, worth: float, value: F4) -> Long:
    """Take from what a firm's customers brought what serving them costs; gives the sum [cents]."""
    k, total = i4(number), i8(0)
    for i in range(firm.size):
        if i4(firm[i]) == k:
            spent = cents(f8(cost[i]))
            value[i] -= f4(worth * (f8(spent) / 100.0))
            total += spent
    return total


@loop
def serve(w: "World", low: int, high: int, now: int) -> None:
    """Serve everybody who has a firm, at what each costs."""
    c, size = w.columns, high - low
    if not w.rules.serving.on:
        return
    cost, firm = w.spare.a[:size], c.firm[low:high]
    cost_now(c.service_cost[low:high], c.tenure[low:high], w.rules.serving.slope, cost)
    for f in range(w.firms.price.size):
        w.counted.attended[f] += spend_on(firm, f + 1, cost, w.books.worth[now], c.value[low:high])


@loop
def close_serving(w: "World", f: int, now: int) -> None:
    """Book what serving a firm's customers cost."""
    spent = w.counted.attended[f]
    w.booked.service[now, f] = spent
    post(w.books.balance, FIRST_FIRM + f, OUTSIDE, spent)
