"""Investing: money that raises what a firm delivers, what is lost without it, and what rivals copy.

A lead over rivals is worth something as long as it is hard to imitate; what is new today is usual tomorrow.
"""

from typing import TYPE_CHECKING

from tenfold.agents.decisions import ATTRIBUTES
from tenfold.sim.jit import Double, f4, f8, loop, rule
from tenfold.sim.ledger import FIRST_FIRM, OUTSIDE, cents, post
from tenfold.sim.parameters import Parameters, quantity
from tenfold.sim.records import F8, I8, Record, column

if TYPE_CHECKING:
    from tenfold.agents.world import World

ATTRIBUTE_COUNT = len(ATTRIBUTES)


class Investing(Parameters):
    """What a firm spends on delivering more, and how fast it copies others."""

    on: bool = quantity(False, "-", None, None, "switch: off, a firm delivers what `quality` says")
    effort: float = quantity(
        0.0, "money per head of the market and period", 0, 1e6, "assumption, swept (i)", lever=True
    )
    speed: float = quantity(0.012, "level per money, at first", 0, 1, "assumption: a lead of .1 takes ten months")
    ceiling: float = quantity(0.95, "level", 0, 1, "assumption: the most that can be delivered")
    decay: float = quantity(0.01, "share of what was built, per period", 0, 1, "assumption: lost without effort")
    imitation: float = quantity(0.0, "share of the gap to the best, per period", 0, 1, "assumption, swept (iota)")


class OfFirms(Record):
    """What a firm has built."""

    built: F8 = column("F", "level", "mean quality beyond what the firm began with; what it learned or copied")
    shown: F8 = column("F", "level", "mean quality in this period, for others to see")


class Booked(Record):
    """What investing costs a firm."""

    investing: I8 = column("F", "cents", "spent on delivering more", tag="capability")


@rule
def builds(built: Double, base: Double, gain: Double, ceiling: Double, decay: Double) -> Double:
    """Give what is built a period on: b + gain (c - Q) / (c - Q0) with effort, else b (1 - decay); Q = Q0 + b.

    gain = speed x effort; nothing is gained where the firm began at the ceiling or above it.
    """
    room = ceiling - base
    grown = built + gain * (ceiling - base - built) / (room if room > f8(0.0) else f8(1.0))
    kept = built * (f8(1.0) - decay)
    return grown if (gain > f8(0.0)) & (room > f8(0.0)) else kept


@rule
def copies(own: Double, best: Double, share: Double) -> Double:
    """Give what a firm copies of the best: iota (Q_best - Q), nothing if it is the best itself."""
    return share * (best - own) if best > own else f8(0.0)


@loop
def base_of(w: "World", f: int) -> Double:
    """Give the mean quality that a firm began with."""
    total: Double = f8(0.0)
    for a in range(ATTRIBUTE_COUNT):
        total += w.settings.quality[a, f]
    return f8(total / ATTRIBUTE_COUNT)


@loop
def open_investing(w: "World", f: int, now: int) -> None:
    """Pay for a firm's effort, and let it deliver what it has built."""
    own, firms = w.settings.investing, w.firms
    firms.shown[f] = base_of(w, f) + firms.built[f]
    if own.on[f] == 0.0 or firms.active[f] == 0:
        return
    for a in range(ATTRIBUTE_COUNT):
        level = f8(firms.quality[a, f]) + firms.built[f]
        firms.quality[a, f] = f4(min(max(level, 0.0), 1.0))
    amount = cents(own.effort[f] * f8(w.books.size))
    w.booked.investing[now, f] = amount
    post(w.books.balance, FIRST_FIRM + f, OUTSIDE, amount)


@loop
def close_investing(w: "World", f: int, now: int) -> None:
    """Let a firm build, lose and copy; all see each other as the period was."""
    own, firms = w.settings.investing, w.firms
    if own.on[f] == 0.0 or firms.active[f] == 0:
        return
    best = firms.shown[f]
    for g in range(firms.shown.size):
        if firms.active[g] != 0 and firms.shown[g] > best:
            best = firms.shown[g]
    base, gain = base_of(w, f), own.speed[f] * own.effort[f]
    kept = builds(firms.built[f], base, gain, own.ceiling[f], own.decay[f])
    firms.built[f] = kept + copies(firms.shown[f], best, own.imitation[f])
