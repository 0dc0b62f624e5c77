"""The lottery: who thinks again draws one of the options by the weight of each.

The draw runs through the incumbent first, then the other firms by number, then doing without, so that whatever makes
the incumbent better never makes its customer leave.
"""

from typing import TYPE_CHECKING

from tenfold.agents.decisions import CHOOSE, RECONSIDER
from tenfold.sim.blocks import clear
from tenfold.sim.draws import Seed, unit, word
from tenfold.sim.jit import ONE, ZERO, Flag, Float, Int, f4, i4, i8, loop, rule, u1, u4
from tenfold.sim.records import F4, I4, U1, U4, Record, column

if TYPE_CHECKING:
    from tenfold.agents.world import World

CONSIDER = 10
DRAWS = {CONSIDER: "which firms are considered, where many are known; slot: firm"}
NOTHING = i4(-1)  # no option picked yet


class Passing(Record):
    """What is drawn."""

    next: U1 = column("B", "-", "the firm chosen, 0 for none")
    pick: I4 = column("B", "-", "option picked so far")


@rule
def picks(target: Float, cumulative: Float, chosen: Int, firm: Int) -> Int:
    """Take `firm` if nothing is chosen yet and the target falls below the weights counted so far."""
    return firm if (target < cumulative) & (chosen == NOTHING) else chosen


@rule
def reconsiders(luck: Float, chance: Float) -> Flag:
    """Tell whether a customer whom nothing moves thinks again about where to buy: u < nu."""
    return luck < chance


@loop
def forget_too_many(weight: F4, firm: U1, reached: U1, most: int, low: int, now: int, seed: Seed) -> None:
    """Leave at most n_c firms besides one's own: those who got through, then by the smallest number drawn."""
    for n in range(firm.size):
        own, known = i8(firm[n]) - 1, 0
        for f in range(weight.shape[0]):
            known += f != own and weight[f, n] > ZERO
        while known > most:
            worst = 0
            highest: Float = f4(-2.0)
            for f in range(weight.shape[0]):
                if f != own and weight[f, n] > ZERO:
                    draw = unit(word(seed[0], seed[1], u4(low + n), u4(now), u4(CONSIDER), u4(f)))
                    draw = draw - ONE if (reached[n] >> u1(f)) & u1(1) else draw
                    worst, highest = (f, draw) if draw > highest else (worst, highest)
            weight[worst, n] = ZERO
            known -= 1


@loop
def gather_lots(weight: F4, firm: U1, number: int, total: F4, own: F4) -> None:
    """Add one firm's weight to everybody's lottery, and keep the incumbent's apart."""
    k = i4(number)
    for i in range(total.size):
        new, kept = weight[i], own[i]
        total[i] += new
        own[i] = new if i4(firm[i]) == k else kept


@loop
def begin(words: U4, firm: U1, outside: F4, total: F4, own: F4, pick: I4) -> None:
    """Draw everybody's number, outside option included, and try the incumbent first."""
    for i in range(firm.size):
        total[i] = unit(words[i]) * (total[i] + outside[i])
        pick[i] = picks(total[i], own[i], NOTHING, i4(firm[i]))


@loop
def try_next(weight: F4, firm: U1, number: int, target: F4, cumulative: F4, pick: I4) -> None:
    """Try the next of the other firms."""
    k = i4(number)
    for i in range(firm.size):
        other, extra, before = i4(firm[i]) != k, weight[i], pick[i]
        cumulative[i] += extra if other else ZERO
        chosen = picks(target[i], cumulative[i], before, k)
        pick[i] = chosen if other else before


@loop
def conclude(words: U4, reconsider: float, thinks: U1, firm: U1, pick: I4, chosen: U1) -> None:
    """Let those who think again have their pick; the others stay as they are."""
    nu = f4(reconsider)
    for i in range(chosen.size):
        free = reconsiders(unit(words[i]), nu) | (thinks[i] != u1(0))
        picked, present = pick[i], i4(firm[i])
        picked = picked if picked > i4(0) else i4(0)
        chosen[i] = u1(picked if free else present)


@loop
def choose(w: "World", low: int, high: int, now: int) -> None:
    """Let everybody who thinks again choose by lottery among what was weighed."""
    s, k, size, count = w.passing, w.rules.choice, high - low, w.firms.price.size
    firm, total, own, pick = w.columns.firm[low:high], w.spare.a[:size], w.spare.b[:size], s.pick[:size]
    if count > k.considered:
        forget_too_many(s.weight, firm, s.reached, i8(k.considered), low, now, w.seed)
    clear(total)
    clear(own)
    for f in range(count):
        gather_lots(s.weight[f, :size], firm, f + 1, total, own)
    begin(s.words[CHOOSE], firm, s.outside[:size], total, own, pick)
    for f in range(count):
        try_next(s.weight[f, :size], firm, f + 1, total, own, pick)
    conclude(s.words[RECONSIDER], k.reconsider, s.thinks[:size], firm, pick, s.next[:size])
