"""Cash: what a firm begins with, and what becomes of one that runs out of it.

A firm whose account is below what it may owe when a period ends is out of the market: it serves nobody any more, nobody
can choose it, it spends nothing; its customers look for another firm, and pay nothing for leaving.
"""

from typing import TYPE_CHECKING

from tenfold.sim.jit import ZERO, Flag, Long, i4, i8, loop, rule, u1
from tenfold.sim.ledger import FIRST_FIRM, OUTSIDE, cents, post
from tenfold.sim.parameters import Parameters, quantity
from tenfold.sim.records import F4, I8, U1, Record, column

if TYPE_CHECKING:
    from tenfold.agents.world import World


class Cash(Parameters):
    """What a firm begins with and may owe, and how it deals with what it has."""

    on: bool = quantity(False, "-", None, None, "switch: off, a firm may owe whatever it likes")
    start: float = quantity(5.0, "money per head of the market", 0, 1e9, "assumption, swept: on its account at first")
    credit: float = quantity(0.0, "money per head of the market", 0, 1e9, "assumption: what it may owe")
    reserve: float = quantity(6.0, "periods of fixed cost", 0, 1e6, "assumption: what the policy staged keeps back")
    lean_price: float = quantity(52.0, "money per unit", 0.01, 1e9, "assumption: price of the policy staged below it")
    rich_price: float = quantity(46.0, "money per unit", 0.01, 1e9, "assumption: price of the policy staged above it")
    rich_effort: float = quantity(
        2.0, "money per head of the market and period", 0, 1e6, "assumption: what the policy staged invests above it"
    )


class OfFirms(Record):
    """Which firms are gone."""

    bankrupt: U1 = column("F", "-", "whether the firm ran out of money")


class Booked(Record):
    """What a firm was given."""

    capital: I8 = column("F", "cents", "on a firm's account before its first period; no profit", tag="account")
    gone: I8 = column("F", "firms", "out of the market when the period ends, 0 or 1", tag="account")


@rule
def fails_to_pay(account: Long, credit: Long) -> Flag:
    """Tell whether a firm is bankrupt: it owes more than it may."""
    return account < -credit


@loop
def open_cash(w: "World", f: int, now: int) -> None:
    """Give a firm what it begins with; who went bankrupt is not in the market."""
    own = w.settings.cash
    if own.on[f] == 0.0:
        return
    if now == 0:
        amount = cents(own.start[f] * w.books.size)
        w.booked.capital[now, f] = amount
        post(w.books.balance, OUTSIDE, FIRST_FIRM + f, amount)
    if w.firms.bankrupt[f] != 0:
        w.firms.active[f] = u1(0)


@loop
def close_cash(w: "World", f: int, now: int) -> None:
    """Let a firm that owes more than it may go bankrupt."""
    own = w.settings.cash
    if own.on[f] != 0.0 and fails_to_pay(w.books.balance[FIRST_FIRM + f], cents(own.credit[f] * w.books.size)):
        w.firms.bankrupt[f] = u1(1)
    w.booked.gone[now, f] = i8(w.firms.bankrupt[f])


@loop
def let_go(firm: U1, number: int, cost: F4) -> None:
    """Let a firm's customers leave it for nothing."""
    k = i4(number)
    for i in range(firm.size):
        kept = cost[i]
        cost[i] = ZERO if i4(firm[i]) == k else kept


@loop
def bankrupt_bind_nobody(w: "World", low: int, high: int) -> None:
    """Take off what leaving costs where there is no firm any more."""
    for f in range(w.firms.bankrupt.size):
        if w.firms.bankrupt[f] != 0:
            let_go(w.columns.firm[low:high], f + 1, w.passing.cost[: high - low])


@loop
def close_doors(firm: U1, number: int, weight: F4, thinks: U1) -> None:
    """Let nobody choose a firm, and its customers choose anew."""
    k = i4(number)
    for i in range(firm.size):
        weight[i] = ZERO
        thinks[i] = u1(thinks[i] | u1(i4(firm[i]) == k))


@loop
def turn_away(w: "World", low: int, high: int, now: int) -> None:
    """Let customers of a bankrupt firm look for another."""
    size = high - low
    for f in range(w.firms.bankrupt.size):
        if w.firms.bankrupt[f] != 0:
            close_doors(w.columns.firm[low:high], f + 1, w.passing.weight[f, :size], w.passing.thinks[:size])
