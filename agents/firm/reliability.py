"""Reliability: money that makes the chain fail less often, with diminishing returns."""

from typing import TYPE_CHECKING

from tenfold.sim.floats import exp_double
from tenfold.sim.jit import Double, f4, f8, loop, rule
from tenfold.sim.ledger import FIRST_FIRM, OUTSIDE, cents, post
from tenfold.sim.parameters import Parameters, quantity
from tenfold.sim.records import I8, Record, column

if TYPE_CHECKING:
    from tenfold.agents.world import World


class Reliability(Parameters):
    """What a firm spends on deliveries that do not fail."""

    on: bool = quantity(False, "-", None, None, "switch: off, deliveries fail as the steps of the chain do")
    money: float = quantity(0.6, "money per customer and period", 0, 1e6, "assumption, swept", lever=True)
    steepness: float = quantity(1.155, "1/money", 0, 1000, "assumption: .6 a customer and period halve failures")


class Booked(Record):
    """What reliability costs a firm."""

    reliability: I8 = column("F", "cents", "spent on deliveries that do not fail", tag="retain")


@rule
def fails_less(failure: Double, money: Double, steepness: Double) -> Double:
    """Give the probability of failure that money leaves: P exp(-k money)."""
    return failure * exp_double(-steepness * money)


@loop
def open_reliability(w: "World", f: int, now: int) -> None:
    """Pay for fewer failures, and lower their probability."""
    own, firms = w.settings.reliability, w.firms
    if own.on[f] == 0.0 or firms.active[f] == 0:
        return
    amount = cents(own.money[f] * f8(w.books.present[f]))
    w.booked.reliability[now, f] = amount
    post(w.books.balance, FIRST_FIRM + f, OUTSIDE, amount)
    firms.failure[f] = f4(fails_less(f8(firms.failure[f]), own.money[f], own.steepness[f]))
    spent = f4(w.books.worth[now] * own.money[f])
    firms.gain[f] -= spent
    firms.gain_loyal[f] -= spent
