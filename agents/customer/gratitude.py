"""Gratitude: who gets a loyal discount is pleased by it, and so speaks well of the firm.

A price below the one asked of others is felt as a gain of its own, beside what it saves (transaction utility, Thaler
1985). Without this a discount changes what customers pay and what they choose, but not what they tell their friends.
"""

from typing import TYPE_CHECKING

from tenfold.agents.customer.satisfaction import please
from tenfold.agents.customer.settle import mark_loyal
from tenfold.sim.jit import ZERO, Float, f4, i4, loop, rule, u1
from tenfold.sim.parameters import Parameters, quantity
from tenfold.sim.records import F4, U1

if TYPE_CHECKING:
    from tenfold.agents.world import World


class Gratitude(Parameters):
    """What a loyal discount does to satisfaction."""

    on: bool = quantity(False, "-", None, None, "switch: off, a discount pleases nobody")
    weight: float = quantity(0.5, "satisfaction per share of the price", 0, 20, "assumption, swept")


@rule
def thanks(weight: Float, share: Float) -> Float:
    """Give what a discount adds to satisfaction: weight x share of the price given off."""
    return weight * share


@loop
def give_thanks(flag: U1, weight: float, share: float, gain: F4) -> None:
    """Write what the discount adds to the satisfaction of those flagged."""
    k, part = f4(weight), f4(share)
    for i in range(gain.size):
        gain[i] = thanks(k, part) if flag[i] != u1(0) else ZERO


@loop
def thank(w: "World", low: int, high: int, now: int) -> None:
    """Let those who paid the loyal price be pleased with their firm."""
    p, c, size = w.rules.gratitude, w.columns, high - low
    if not p.on:
        return
    flag, gain = w.spare.flag[:size], w.spare.a[:size]
    for f in range(w.firms.price.size):
        if w.firms.discount_cents[f] > 0:
            mark_loyal(c.tenure[low:high], i4(w.settings.loyal_after[f]), True, flag)
            give_thanks(flag, p.weight, w.firms.discount[f] / w.firms.price[f], gain)
            please(c.firm[low:high], f + 1, gain, c.satisfaction[f, low:high])
