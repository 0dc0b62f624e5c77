"""Sleeping customers: who neither likes nor dislikes their firm buys on by habit, until care makes them think.

Contact with those who would not have thought about leaving can drive them away (Ascarza, Iyengar & Schleicher 2016).
Awake, they weigh their firm as anybody does; care works on their commitment as on everybody's.
"""

from typing import TYPE_CHECKING

from tenfold.agents.customer.choice import think_if
from tenfold.sim.blocks import clear, count_by_group, spread, take
from tenfold.sim.draws import fill_one, unit
from tenfold.sim.jit import Flag, Float, i8, loop, rule, u1
from tenfold.sim.parameters import Parameters, quantity
from tenfold.sim.records import F4, I8, U1, U4, Record, column

if TYPE_CHECKING:
    from tenfold.agents.world import World

WAKE = 24
DRAWS = {WAKE: "whether care wakes a sleeping customer; four customers share a block, one word each"}


class Sleeping(Parameters):
    """Who sleeps, and what wakes them."""

    on: bool = quantity(False, "-", None, None, "switch: off, care makes nobody think again")
    indifferent: float = quantity(0.05, "satisfaction", 0, 1, "assumption: sleeping within so much of 0")
    wakes: float = quantity(0.1, "probability", 0, 1, "assumption, swept: that unlimited care wakes them in a period")


class Observed(Record):
    """What a firm does not see."""

    woken: I8 = column("F", "customers", "sleeping, whom care made think again")


@rule
def sleeps(satisfaction: Float, indifferent: Float) -> Flag:
    """Tell whether a customer is indifferent to their firm: |S| < threshold."""
    return (satisfaction < indifferent) & (satisfaction > -indifferent)


@rule
def wakes_up(luck: Float, chance: Float, cared: Float) -> Flag:
    """Tell whether care wakes a sleeping customer: u < P x effect of care."""
    return luck < chance * cared


@loop
def rouse(words: U4, feeling: F4, cared: F4, p: Sleeping, flag: U1) -> None:
    """Flag those whom care wakes; where there is no firm there is no care."""
    least, chance = p.indifferent, p.wakes
    for i in range(flag.size):
        flag[i] = u1(sleeps(feeling[i], least) & wakes_up(unit(words[i]), chance, cared[i]))


@loop
def wake(w: "World", low: int, high: int, now: int) -> None:
    """Let care wake customers who sleep: they think again in this period."""
    p, c, size = w.rules.sleeping, w.columns, high - low
    if not p.on:
        return
    firm, feeling, cared, flag = c.firm[low:high], w.spare.a[:size], w.spare.b[:size], w.spare.flag[:size]
    clear(feeling)
    for f in range(w.firms.price.size):
        take(c.satisfaction[f, low:high], firm, f + 1, feeling)
    spread(w.firms.care, firm, cared)
    fill_one(w.spare.words[0, :size], low, (now, i8(WAKE)), w.seed)
    rouse(w.spare.words[0, :size], feeling, cared, p, flag)
    count_by_group(flag, firm, w.counted.woken)
    think_if(flag, w.passing.thinks[:size])
