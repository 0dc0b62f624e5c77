"""Structural ties: what a firm puts into a relationship at its start, and what leaving would therefore cost.

Training, an interface, a fitted part, a joint stock: paid once, in the first purchases of a spell, and lasting as long
as it (Berry & Parasuraman 1991, the third level of bonds).
"""

from typing import TYPE_CHECKING

from tenfold.sim.blocks import clear, count_by_group
from tenfold.sim.jit import ZERO, Float, f4, i4, loop, rule, u1
from tenfold.sim.ledger import FIRST_FIRM, OUTSIDE, cents, post
from tenfold.sim.parameters import Parameters, quantity
from tenfold.sim.records import F4, I4, I8, U1, Record, column

if TYPE_CHECKING:
    from tenfold.agents.world import World


class Ties(Parameters):
    """What ties are to customers."""

    on: bool = quantity(False, "-", None, None, "switch: off, no firm builds ties; see firms.0.tie_money")
    weight: float = quantity(0.08, "utils per money", 0, 20, "assumption: what is lost weighs as a higher price, theta")
    first: int = quantity(6, "purchases", 1, 100000, "assumption: of a spell, during which ties are built")


class Bonding(Parameters):
    """What a firm puts into ties."""

    tie_money: float = quantity(
        0.0, "money per purchase", 0, 1e6, "off; an instrument of retention, paid in the first purchases of a spell",
        lever=True, neutral=0.0,
    )  # fmt: skip


class OfCustomers(Record):
    """What ties every customer to their firm."""

    tied: F4 = column("N", "money", "put into ties by the present firm", until="spell")


class OfFirms(Record):
    """What a firm puts into ties."""

    ties_cents: I8 = column("F", "cents", "put into ties at a purchase")


class Counted(Record):
    """What a firm counts of its ties."""

    bonded: I8 = column("F", "customers", "into whose ties something was put")


class Booked(Record):
    """What ties cost a firm."""

    ties: I8 = column("F", "cents", "put into ties", tag="retain")


@rule
def binds_by_ties(weight: Float, tied: Float) -> Float:
    """Give what losing what was put into ties adds to the cost of leaving: weight x money [utils]."""
    return weight * tied


@loop
def open_ties(w: "World", f: int, now: int) -> None:
    """Round what a firm puts into ties to the cent."""
    w.firms.ties_cents[f] = cents(w.settings.tie_money[f])


@loop
def charge_for_ties(tied: F4, weight: float, cost: F4) -> None:
    """Add ties to everybody's cost of leaving."""
    k = f4(weight)
    for i in range(cost.size):
        cost[i] = cost[i] + binds_by_ties(k, tied[i])


@loop
def ties_bind(w: "World", low: int, high: int) -> None:
    """Add ties to what leaving costs."""
    if w.rules.ties.on:
        charge_for_ties(w.columns.tied[low:high], w.rules.ties.weight, w.passing.cost[: high - low])


@loop
def mark_new(firm: U1, number: int, purchases: I4, first: int, flag: U1) -> None:
    """Flag those of a firm's customers who are still in the first purchases of their spell."""
    k, most = i4(number), i4(first)
    for i in range(flag.size):
        kept = flag[i]
        flag[i] = u1(purchases[i] <= most) if i4(firm[i]) == k else kept


@loop
def invest(firm: U1, number: int, flag: U1, money: tuple[float, float], tied: F4, value: F4) -> None:
    """Put money into the ties of a firm's flagged customers; money: as it is, and as it is worth at the start."""
    k, amount, worth = i4(number), f4(money[0]), f4(money[1])
    for i in range(tied.size):
        new = (i4(firm[i]) == k) & (flag[i] != u1(0))
        tied[i] += amount if new else ZERO
        value[i] -= worth if new else ZERO


@loop
def tie(w: "World", low: int, high: int, now: int) -> None:
    """Let firms build ties with those who are new."""
    p, c, flag = w.rules.ties, w.columns, w.spare.flag[: high - low]
    if not p.on:
        return
    firm = c.firm[low:high]
    clear(flag)
    for f in range(w.firms.price.size):
        if w.firms.ties_cents[f] > 0:
            money = w.firms.ties_cents[f] / 100.0
            mark_new(firm, f + 1, c.purchases[low:high], p.first, flag)
            invest(firm, f + 1, flag, (money, money * w.books.worth[now]), c.tied[low:high], c.value[low:high])
    count_by_group(flag, firm, w.counted.bonded)


@loop
def close_ties(w: "World", f: int, now: int) -> None:
    """Pay for ties."""
    amount = w.counted.bonded[f] * w.firms.ties_cents[f]
    w.booked.ties[now, f] = amount
    post(w.books.balance, FIRST_FIRM + f, OUTSIDE, amount)
