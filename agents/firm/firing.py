"""Firing: a firm parts with customers who cost more than they bring; some of them speak ill of it.

At every review it takes the worst share of its customers by what they bring in a period, of those only who bring less
than a least. Their spell ends at their next choice, they must choose again among what else they know, and the firm
takes them no more: its adverts and contacts may still reach them, in vain. Form and numbers are assumptions.
"""

from typing import TYPE_CHECKING

import numpy as np

from tenfold.agents.customer.complaint import name_firm
from tenfold.agents.firm.foresight import service_of
from tenfold.agents.firm.ranking import contributions_of, draw_for, list_own, mark_best, share_of
from tenfold.sim.blocks import clear, count_by_group
from tenfold.sim.draws import fill, unit
from tenfold.sim.jit import ZERO, Flag, Float, f4, i4, i8, loop, rule, u1, u4
from tenfold.sim.parameters import Parameters, quantity
from tenfold.sim.records import F4, I8, U1, U4, Record, column

if TYPE_CHECKING:
    from tenfold.agents.world import World

DISMISS = 37
DRAWS = {DISMISS: "what dismissal leads to; slots: 0 speaking ill of the firm, 1 of customers alike, who is dismissed"}


class Firing(Parameters):
    """With which customers a firm parts."""

    on: bool = quantity(False, "-", None, None, "switch: off, it keeps everybody")
    worst: float = quantity(0.05, "share of own customers", 0, 1, "assumption, swept: at most, at a review", lever=True)
    least: float = quantity(
        0.0, "money per period", -1e9, 1e9, "who brings less is dismissed; below 0 one costs more than one brings",
        lever=True,
    )  # fmt: skip
    tells: float = quantity(0.5, "probability", 0, 1, "assumption, swept: that one who is dismissed speaks ill of it")


class OfCustomers(Record):
    """Who will have nothing more to do with every customer."""

    barred: U1 = column("N", "-", "firms that dismissed them, one bit a firm")


class Counted(Record):
    """What a firm counts of those it parts with."""

    dismissed: I8 = column("F", "customers", "dismissed")


@rule
def is_too_little(brings: Float, least: Float) -> Flag:
    """Tell whether a customer brings too little to be kept."""
    return brings < least


@rule
def speaks_ill(luck: Float, chance: Float) -> Flag:
    """Tell whether who is dismissed speaks ill of the firm: u < p."""
    return luck < chance


@loop
def open_firing(w: "World", f: int, now: int) -> None:
    """Let a firm dismiss its worst customers when a review is due."""
    own, c, firms = w.settings.firing, w.columns, w.firms
    if own.on[f] == 0.0 or now == 0 or now % i8(w.settings.review[f]) != 0:
        return
    rows, least = list_own(c.firm, f + 1), f4(own.least[f])
    brings = contributions_of(rows, firms.price_cents[f], firms.cost_cents[f], c.extra_volume, service_of(w, rows))
    flag, luck = np.zeros(rows.size, np.uint8), draw_for(rows, now, i8(DISMISS), i8(1), w.seed)
    mark_best(-brings, luck, share_of(rows.size, own.worst[f]), flag)
    for k in range(rows.size):
        if (flag[k] != u1(0)) & is_too_little(brings[k], least):
            c.barred[u4(rows[k])] |= u1(1 << f)


@loop
def turn_away(barred: U1, bit: int, firm: U1, weight: F4, flag: U1) -> None:
    """Take a firm out of the lottery of those it dismissed, and flag those who are still with it."""
    shift, own = i4(bit), i4(bit + 1)
    for i in range(flag.size):
        gone, kept, before = (i4(barred[i]) >> shift) & i4(1), weight[i], i4(flag[i])
        weight[i] = ZERO if gone != i4(0) else kept
        flag[i] = u1(i4(1) if (gone != i4(0)) & (i4(firm[i]) == own) else before)


@loop
def send_off(words: U4, chances: F4, flag: U1, thinks: U1, angry: U1) -> None:
    """Make those flagged think again; leave in `angry` only those who will speak ill."""
    for i in range(flag.size):
        thinks[i] = u1(thinks[i] | flag[i])
        angry[i] = u1((flag[i] != u1(0)) & speaks_ill(unit(words[i]), chances[i]))


@loop
def dismiss(w: "World", low: int, high: int, now: int) -> None:
    """Let those dismissed leave; some of them will speak ill of the firm."""
    own, c, s, spare, size = w.settings.firing, w.columns, w.passing, w.spare, high - low
    if not own.on.any():
        return
    firm, flag, angry, chance = c.firm[low:high], spare.flag[:size], spare.other[:size], spare.a[:size]
    clear(flag)
    clear(chance)
    for f in range(w.firms.price.size):
        turn_away(c.barred[low:high], i8(f), firm, s.weight[f, :size], flag)
        for i in range(size):
            if i4(firm[i]) == i4(f + 1):
                chance[i] = f4(own.tells[f])
    count_by_group(flag, firm, w.counted.dismissed)
    fill(spare.words, size, low, (now, i8(DISMISS), i8(0)), w.seed)
    send_off(spare.words[0], chance, flag, s.thinks[:size], angry)
    if not w.rules.complaint.on:
        clear(s.angry[:size])  # else `recover` has
    name_firm(angry, firm, s.angry[:size])
