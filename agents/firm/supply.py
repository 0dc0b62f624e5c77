"""Supply: what a firm's suppliers fail to bring, what insures it against that, and what it teaches them.

Whichever step failed, customers blame the seller: want of supplies is one more step of the chain. Suppliers fail alone,
or all of the market at once. A second source, watching them, owning them or their goodwill make that rarer, shorter or
less felt; each costs money whether anything happens or not. What a firm teaches its suppliers its rivals may get too.
"""

from typing import TYPE_CHECKING

import numpy as np

from tenfold.agents.customer.delivery import chain_works
from tenfold.agents.decisions import ATTRIBUTES
from tenfold.sim.draws import unit, word
from tenfold.sim.floats import exp_double
from tenfold.sim.jit import Double, Flag, f4, f8, i8, loop, rule, u4
from tenfold.sim.ledger import FIRST_FIRM, OUTSIDE, SCALE, cents, post
from tenfold.sim.parameters import Parameters, quantity
from tenfold.sim.records import F8, I8, Record, column

if TYPE_CHECKING:
    from tenfold.agents.world import World

SUPPLY = 39
DRAWS = {SUPPLY: "failures of suppliers, of a firm; slots: 0 of all at once, 1 of the first, 2 of the second"}
SOURCES = 2
UNIT = "money per customer and period"


class Supply(Parameters):
    """How reliable suppliers are, and what a firm does about it."""

    on: bool = quantity(False, "-", None, None, "switch: off, supplies never fail")
    hazard: float = quantity(0.01, "probability per period", 0, 1, "assumption, swept (h): that a supplier fails")
    common: float = quantity(0.0, "share of the hazard", 0, 1, "assumption, swept (c): all suppliers at once")
    lasts: int = quantity(4, "periods", 1, 1000, "assumption (D): without goodwill")
    dual: bool = quantity(False, "-", None, None, "a second source", lever=True)
    dual_cost: float = quantity(0.6, UNIT, 0, 1e6, "assumption: of a second source")
    left_over: float = quantity(0.15, "share of deliveries", 0, 1, "assumption: that fail while one of two is down")
    watches: bool = quantity(False, "-", None, None, "suppliers are monitored", lever=True)
    watch_cost: float = quantity(0.3, UNIT, 0, 1e6, "assumption: of monitoring")
    watched: float = quantity(0.6, "share of the hazard", 0, 1, "assumption: left by monitoring")
    owns: bool = quantity(False, "-", None, None, "the supplier is the firm's own: integrated upwards", lever=True)
    own_cost: float = quantity(1.2, UNIT, 0, 1e6, "assumption: of making it oneself")
    owned: float = quantity(0.3, "share of the hazard", 0, 1, "assumption: left by owning")
    capital: float = quantity(6.0, "money per head of the market", 0, 1e9, "assumption: what owning takes at first")
    early: bool = quantity(False, "-", None, None, "partners are paid first, and gains shared", lever=True)
    early_cost: float = quantity(0.3, UNIT, 0, 1e6, "assumption: of paying early")
    earns: float = quantity(0.05, "goodwill per period", 0, 1, "assumption: by paying early")
    fades: float = quantity(0.02, "goodwill per period", 0, 1, "assumption")
    teaches: float = quantity(0.0, UNIT, 0, 1e6, "assumption (i): spent on what suppliers can do", lever=True)
    learns: float = quantity(0.001, "level per period", 0, 1, "assumption: by boundless teaching, at first")
    spills: float = quantity(0.0, "share", 0, 1, "assumption: of what suppliers learn, for rivals too")
    recall: int = quantity(-1, "period", -1, 1_000_000, "in which everything supplied is bad; -1: never")


class OfFirms(Record):
    """How a firm's suppliers stand."""

    down: I8 = column("2 F", "periods", "that a supplier still fails, this one included")
    struck: I8 = column("F", "-", "whether all suppliers of the market failed at once in this period")
    goodwill: F8 = column("F", "-", "of suppliers, 0 .. 1")
    supplied: F8 = column("F", "level", "quality that suppliers have learned to bring")


class Booked(Record):
    """What a firm spends on suppliers, and what they fail to bring."""

    supply: I8 = column("F", "cents", "spent on suppliers beyond what they bring", tag="capability")
    short: I8 = column("F", "share of deliveries", "that fail for want of supplies", tag="share")


@rule
def strikes(luck: Double, hazard: Double) -> Flag:
    """Tell whether a supplier fails: u < h."""
    return luck < hazard


@rule
def stays_down(lasts: Double, goodwill: Double) -> Double:
    """Give how long a failure lasts: D (1 - gamma / 2), to whole periods, halves up."""
    return f8(np.floor(lasts * (f8(1.0) - f8(0.5) * goodwill) + f8(0.5)))


@rule
def lacks(first: Flag, second: Flag, dual: Flag, left: Double, goodwill: Double) -> Double:
    """Give the share of deliveries that fail: all, or little while one of two brings; times 1 - gamma / 2."""
    one = left if dual else f8(1.0)
    share = one if first | (second & dual) else f8(0.0)
    whole = f8(1.0) if first & second & dual else share
    return whole * (f8(1.0) - f8(0.5) * goodwill)


@rule
def earns_goodwill(goodwill: Double, earned: Double, fades: Double) -> Double:
    """Give goodwill a period on: gamma + earned - fades, within 0 .. 1."""
    left = goodwill + earned - fades
    return f8(0.0) if left < f8(0.0) else (f8(1.0) if left > f8(1.0) else left)


@loop
def strike_all(w: "World", now: int) -> None:
    """Draw once for the whole market whether all suppliers fail, by each firm's own common hazard."""
    luck = f8(unit(word(w.seed[0], w.seed[1], u4(0), u4(now), u4(SUPPLY), u4(0))))
    for f in range(w.firms.struck.size):
        own = w.settings.supply
        w.firms.struck[f] = i8(strikes(luck, own.hazard[f] * own.common[f] * left_hazard(w, f)))


@loop
def left_hazard(w: "World", f: int) -> Double:
    """Give the share of the hazard that monitoring and owning leave."""
    own = w.settings.supply
    watched = own.watched[f] if own.watches[f] != 0.0 else 1.0
    owned = own.owned[f] if own.owns[f] != 0.0 else 1.0
    return f8(watched * owned)


@loop
def open_supply(w: "World", f: int, now: int) -> None:
    """Let suppliers fail or recover, and pay for what a firm does about it."""
    own, firms = w.settings.supply, w.firms
    if f == 0:
        strike_all(w, now)
    if own.on[f] == 0.0 or firms.active[f] == 0:
        return
    goodwill, alone = firms.goodwill[f], own.hazard[f] * (1.0 - own.common[f]) * left_hazard(w, f)
    for s in range(SOURCES):
        if firms.down[s, f] > 0:
            firms.down[s, f] -= 1
        luck = f8(unit(word(w.seed[0], w.seed[1], u4(f), u4(now), u4(SUPPLY), u4(1 + s))))
        if firms.down[s, f] == 0 and (firms.struck[f] != 0 or strikes(luck, alone)):
            firms.down[s, f] = i8(stays_down(own.lasts[f], goodwill))
    first, second = firms.down[0, f] > 0, firms.down[1, f] > 0
    share = lacks(first, second, own.dual[f] != 0.0, own.left_over[f], goodwill)
    if now == own.recall[f]:
        share = f8(1.0)
    firms.failure[f] = f4(f8(1.0) - chain_works(f8(1.0) - f8(firms.failure[f]), share))
    w.booked.short[now, f] = i8(np.rint(share * SCALE))
    firms.goodwill[f] = earns_goodwill(goodwill, own.earns[f] if own.early[f] != 0.0 else 0.0, own.fades[f])
    for a in range(len(ATTRIBUTES)):
        firms.quality[a, f] = f4(min(f8(firms.quality[a, f]) + firms.supplied[f], 1.0))
    pay_suppliers(w, f, now)


@loop
def close_supply(w: "World", f: int, now: int) -> None:
    """Let suppliers learn: a firm's own all that it teaches, those of rivals what spills over."""
    own, firms = w.settings.supply, w.firms
    if own.on[f] == 0.0 or firms.active[f] == 0:
        return
    gain = own.learns[f] * (1.0 - exp_double(-own.teaches[f]))
    for g in range(firms.supplied.size):
        firms.supplied[g] += gain if g == f else gain * own.spills[f]


@loop
def pay_suppliers(w: "World", f: int, now: int) -> None:
    """Pay for second sources, monitoring, owning, goodwill and teaching, by the customers there are."""
    own, firms = w.settings.supply, w.firms
    each = own.dual_cost[f] * own.dual[f] + own.watch_cost[f] * own.watches[f] + own.own_cost[f] * own.owns[f]
    each += own.early_cost[f] * own.early[f] + own.teaches[f]
    amount = cents(each * f8(w.books.present[f]))
    if now == 0 and own.owns[f] != 0.0:
        amount += cents(own.capital[f] * f8(w.books.size))
    w.booked.supply[now, f] = amount
    post(w.books.balance, FIRST_FIRM + f, OUTSIDE, amount)
    spent = f4(w.books.worth[now] * each)
    firms.gain[f] -= spent
    firms.gain_loyal[f] -= spent
