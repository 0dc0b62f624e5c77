"""Awareness: whom adverts and contacts reach, what they promise, and what is forgotten."""

from tenfold.agents.customer.expectation import towards
from tenfold.agents.decisions import ATTRIBUTES, Decision
from tenfold.agents.state import U1, U4, Measure, World
from tenfold.sim.blocks import clear, count_bit, list_rows
from tenfold.sim.draws import fill, unit
from tenfold.sim.jit import f4, i4, i8, loop, u1
from tenfold.sim.parameters import Parameters, quantity

CONTACT, ADVERT, FORGET = int(Decision.CONTACT), int(Decision.ADVERT), int(Decision.FORGET)
CONTACTS, ADVERTS = int(Measure.CONTACTS), int(Measure.ADVERTS)
ATTRIBUTE_COUNT = len(ATTRIBUTES)


class Awareness(Parameters):
    """How firms become and stay known."""

    contact_ceiling: float = quantity(0.3, "probability per period", 0, 1, "decision calculus, field tests (c_a)")
    contact_steepness: float = quantity(1.0, "1/contact", 0, 1e3, "assumption (k_a), scaled by the contact's price")
    advert_ceiling: float = quantity(0.8, "probability per period", 0, 1, "assumption")
    advert_steepness: float = quantity(1.0, "1/advert", 0, 1e3, "assumption, scaled by the advert's price")
    forget: float = quantity(0.02, "probability per period and firm", 0, 1, "assumption: half forgotten in 3 years")
    promise: float = quantity(0.3, "share of the gap", 0, 1, "assumption (pi); form after Boulding et al. 1993")


@loop
def strike(words: U4, chance: float, firm: U1, number: int, mask: U1) -> None:
    """Set firm `number`'s bit for every customer whom it does not have yet and reaches."""
    p, k, bit = f4(chance), i4(number), i4(number - 1)
    for i in range(mask.size):
        hit = (unit(words[i]) < p) & (i4(firm[i]) != k)
        mask[i] = u1(i4(mask[i]) | i4(i4(hit) << bit))


@loop
def fade_awareness(words: U4, chance: float, firm: U1, number: int, aware: U1) -> None:
    """Clear firm `number`'s bit for every customer of another who forgets it."""
    p, k, bit = f4(chance), i4(number), i4(number - 1)
    for i in range(aware.size):
        gone = (unit(words[i]) < p) & (i4(firm[i]) != k)
        aware[i] = u1(i4(aware[i]) & ~i4(i4(gone) << bit))


@loop
def believe(w: World, low: int, size: int, mask: U1) -> None:
    """Make those reached know the firm, and move what they expect towards what it promises."""
    aware, expectation, rows, pull = w.columns.aware, w.columns.expectation, w.scratch.rows, w.rules.awareness.promise
    promise = w.firms.promise
    for n in range(list_rows(mask, rows)):
        i = low + i8(rows[n])
        aware[i] |= mask[rows[n]]
        for f in range(promise.size):
            if (mask[rows[n]] >> u1(f)) & u1(1):
                for a in range(ATTRIBUTE_COUNT):
                    expectation[f, a, i] = towards(expectation[f, a, i], promise[f], pull)


@loop
def reach(w: World, low: int, high: int, now: int) -> None:
    """Let adverts and contacts arrive; writes `seen` and `reached`, one bit a firm."""
    s, firms, size = w.scratch, w.firms, high - low
    firm, aware, seen, reached = w.columns.firm[low:high], w.columns.aware[low:high], s.seen[:size], s.reached[:size]
    clear(seen)
    clear(reached)
    for f in range(firms.price.size):
        if f & 3 == 0:  # a block of words serves four firms
            fill(s.more, size, low, (now, ADVERT, f >> 2), w.seed)
            fill(s.again, size, low, (now, CONTACT, f >> 2), w.seed)
            fill(s.spare, size, low, (now, FORGET, f >> 2), w.seed)
        strike(s.more[f & 3], firms.advert_reach[f], firm, f + 1, seen)
        strike(s.again[f & 3], firms.contact_reach[f], firm, f + 1, reached)
        fade_awareness(s.spare[f & 3], w.rules.awareness.forget, firm, f + 1, aware)
        s.tally[f, ADVERTS] += count_bit(seen, f)
        s.tally[f, CONTACTS] += count_bit(reached, f)
    believe(w, low, size, seen)
    believe(w, low, size, reached)
