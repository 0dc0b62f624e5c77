"""Dates: the delivery time a firm names with every order, so that what comes is early or late.

The speed of a delivery is its attribute *speed*. A date moves what the customer expects of it just before it comes:
earlier than promised is a pleasant gap, later an unpleasant one, and both are learnt; who names late dates to be early
is expected to be slow.
"""

from typing import TYPE_CHECKING

from tenfold.agents.customer.expectation import learns
from tenfold.agents.customer.trust import believes
from tenfold.agents.decisions import ATTRIBUTES
from tenfold.sim.blocks import count_both
from tenfold.sim.floats import in_bounds
from tenfold.sim.jit import Flag, Float, f4, i4, loop, rule, u1
from tenfold.sim.parameters import Parameters, quantity
from tenfold.sim.records import F4, I8, U1, Record, column

if TYPE_CHECKING:
    from tenfold.agents.world import World

SPEED = ATTRIBUTES.index("speed")


class Dates(Parameters):
    """What delivery time a firm promises with every order."""

    on: bool = quantity(False, "-", None, None, "switch: off, no date is named")
    early: float = quantity(
        0.0, "level of speed", -1, 1, "swept: so much earlier than named it comes on average; below 0, late", lever=True
    )
    believed: float = quantity(0.5, "share of the gap", 0, 1, "assumption: how far a date moves what is expected")


class OfFirms(Record):
    """What a firm promises of delivery."""

    date: F4 = column("F", "level", "speed promised with an order")


class Counted(Record):
    """What a firm knows of its deliveries."""

    late: I8 = column("F", "deliveries", "slower than the date named, by more than customers tolerate")


@rule
def names_date(speed: Float, early: Float) -> Float:
    """Give the speed a firm promises with an order: what it delivers on average less a margin, within 0 .. 1."""
    return in_bounds(speed - early)


@rule
def is_late(level: Float, promised: Float, tolerance: Float) -> Flag:
    """Tell whether a delivery is later than promised, and not tolerably so: x < promise - z."""
    return level < promised - tolerance


@loop
def open_dates(w: "World", f: int, now: int) -> None:
    """Let a firm say what delivery time it promises."""
    w.firms.date[f] = names_date(w.firms.quality[SPEED, f], f4(w.settings.dates.early[f]))


@loop
def take_date(
    firm: U1, number: int, promised: float, believed: float, distrust: F4, disbelief: float, expected: F4
) -> None:
    """Move the speed firm `number`'s customers expect towards the date they were given."""
    k, date, share, d = i4(number), f4(promised), f4(believed), f4(disbelief)
    for i in range(expected.size):
        kept = expected[i]
        moved = learns(kept, date, believes(share, distrust[i], d))
        expected[i] = moved if i4(firm[i]) == k else kept


@loop
def mark_late(level: F4, promised: float, tolerance: float, flag: U1) -> None:
    """Flag deliveries that are late."""
    date, z = f4(promised), f4(tolerance)
    for i in range(flag.size):
        flag[i] = u1(is_late(level[i], date, z))


@loop
def name_dates(w: "World", low: int, high: int, now: int) -> None:
    """Let customers who were given a date expect what it says, and firms count who was served late."""
    own, c, flag = w.settings.dates, w.columns, w.spare.flag[: high - low]
    if own.on.max() == 0.0:
        return
    firm = c.firm[low:high]
    for f in range(w.firms.price.size):
        if own.on[f] != 0.0:
            date, distrust = w.firms.date[f], c.distrust[f, low:high]
            expected, d = c.expectation[f, SPEED, low:high], w.rules.trust.disbelief
            take_date(firm, f + 1, date, own.believed[f], distrust, d, expected)
            mark_late(w.passing.level[SPEED, : high - low], date, w.rules.satisfaction.tolerance, flag)
            w.counted.late[f] += count_both(firm, f + 1, flag)
