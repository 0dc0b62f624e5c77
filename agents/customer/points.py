"""Points: what a loyalty programme promises, held as a debt until it is redeemed, and lost by who leaves.

Points are earned with what is bought, a point being worth one unit of money. They are booked as spent when earned, and
given back to the books when forfeited (breakage); what is held is owed. Who leaves loses them, which is what they bind
by: a switching cost that grows until they are redeemed (Klemperer 1987; Hartmann & Viard 2008).
"""

from typing import TYPE_CHECKING

from tenfold.agents.customer.volume import costs_in_all
from tenfold.sim.jit import ZERO, Float, Int, Long, f4, i4, i8, loop, rule
from tenfold.sim.ledger import CUSTOMERS, FIRST_FIRM, cents, post
from tenfold.sim.parameters import Parameters, quantity
from tenfold.sim.records import F4, I4, I8, U1, Record, column

if TYPE_CHECKING:
    from tenfold.agents.world import World


class Points(Parameters):
    """What points are to customers."""

    on: bool = quantity(False, "-", None, None, "switch: off, no firm has a programme; see firms.0.point_money")
    weight: float = quantity(0.08, "utils per money", 0, 20, "assumption: a point lost weighs as a higher price, theta")
    every: int = quantity(12, "purchases", 1, 100000, "assumption: after so many points are redeemed")


class Programme(Parameters):
    """What a firm gives in points."""

    point_money: float = quantity(
        0.0, "money per unit bought", 0, 1e6, "off; an instrument of retention, given in points", lever=True,
        neutral=0.0,
    )  # fmt: skip


class OfCustomers(Record):
    """What every customer has been promised."""

    points: I4 = column("N", "cents", "worth of points held at the present firm; the stage ends them with a spell")


class OfFirms(Record):
    """What a firm promises, and owes."""

    points_cents: I8 = column("F", "cents", "worth of points given for a unit")
    owed: I8 = column("F", "cents", "worth of points that customers hold")


class Counted(Record):
    """What a firm counts of its programme."""

    earned: I8 = column("F", "cents", "worth of points given", tag="part")
    forfeited: I8 = column("F", "cents", "worth of points lost by those who left", tag="part")
    claimed: I8 = column("F", "cents", "worth of points redeemed", tag="part")


class Booked(Record):
    """What points cost, when, and what is still owed."""

    points: I8 = column("F", "cents", "worth of points given, less that of points forfeited", tag="retain")
    redeemed: I8 = column("F", "cents", "paid out for points", tag="account")
    owed: I8 = column("F", "cents", "worth of points that customers hold when the period ends", tag="account")


@rule
def binds_by_points(weight: Float, points: Int) -> Float:
    """Give what losing one's points adds to the cost of leaving: weight x balance [utils]; points in cents."""
    return weight * f4(points) / f4(100.0)


@loop
def open_points(w: "World", f: int, now: int) -> None:
    """Round what a firm gives in points for a unit to the cent."""
    w.firms.points_cents[f] = cents(w.settings.point_money[f])


@loop
def charge_for_points(points: I4, weight: float, cost: F4) -> None:
    """Add what losing their points costs to everybody's cost of leaving; who has no firm holds none."""
    k = f4(weight)
    for i in range(cost.size):
        cost[i] = cost[i] + binds_by_points(k, points[i])


@loop
def points_bind(w: "World", low: int, high: int) -> None:
    """Add points to what leaving costs."""
    if w.rules.points.on:
        charge_for_points(w.columns.points[low:high], w.rules.points.weight, w.passing.cost[: high - low])


@loop
def forfeit(left: U1, number: int, unit: float, points: I4, value: F4) -> Long:
    """Take the points of those who left firm `number`; gives their worth. unit: of a cent today [money]."""
    k, total, worth = i4(number), i8(0), f4(unit)
    for i in range(left.size):
        lost, kept = i4(left[i]) == k, points[i]
        total += i8(kept) if lost else i8(0)
        value[i] += worth * f4(kept) if lost else ZERO
        points[i] = i4(0) if lost else kept
    return total


@loop
def earn(firm: U1, number: int, given: int, unit: float, extra: F4, points: I4, value: F4) -> Long:
    """Give a firm's customers points for the volume they buy; gives their worth."""
    k, total, worth = i4(number), i8(0), f4(unit)
    for i in range(firm.size):
        own, kept = i4(firm[i]) == k, points[i]
        more = costs_in_all(i8(given), extra[i]) if own else i8(0)
        total += more
        value[i] -= worth * f4(more)
        points[i] = i4(kept + i4(more))
    return total


@loop
def redeem(firm: U1, number: int, every: int, purchases: I4, points: I4, paid: I8) -> Long:
    """Redeem the points of those of a firm's customers whose turn it is; gives their worth."""
    k, span, total = i4(number), i4(every), i8(0)
    for i in range(firm.size):
        due, kept = (i4(firm[i]) == k) & (purchases[i] % span == i4(0)), points[i]
        worth = i8(kept) if due else i8(0)
        total += worth
        paid[i] -= worth
        points[i] = i4(0) if due else kept
    return total


@loop
def collect(w: "World", low: int, high: int, now: int) -> None:
    """Let points be forfeited by who left, earned by who bought, and redeemed where it is time."""
    p, c, counted = w.rules.points, w.columns, w.counted
    if not p.on:
        return
    firm, points, value, unit = c.firm[low:high], c.points[low:high], c.value[low:high], w.books.worth[now] / 100.0
    extra, purchases, paid = c.extra_volume[low:high], c.purchases[low:high], c.paid[low:high]
    for f in range(w.firms.price.size):
        counted.forfeited[f] += forfeit(w.passing.left[: high - low], f + 1, unit, points, value)
    for f in range(w.firms.price.size):
        counted.earned[f] += earn(firm, f + 1, w.firms.points_cents[f], unit, extra, points, value)
        counted.claimed[f] += redeem(firm, f + 1, i8(p.every), purchases, points, paid)


@loop
def close_points(w: "World", f: int, now: int) -> None:
    """Book points when earned or forfeited, pay for those redeemed, and note what is owed."""
    earned, forfeited, claimed = w.counted.earned[f], w.counted.forfeited[f], w.counted.claimed[f]
    w.firms.owed[f] += earned - forfeited - claimed
    w.booked.points[now, f] = earned - forfeited
    w.booked.redeemed[now, f] = claimed
    w.booked.owed[now, f] = w.firms.owed[f]
    post(w.books.balance, FIRST_FIRM + f, CUSTOMERS, claimed)
