"""Awareness: whom adverts and contacts reach, what they promise, and what is forgotten."""

from tenfold.agents.customer.expectation import towards
from tenfold.agents.decisions import ATTRIBUTES, Decision
from tenfold.agents.state import F4, I4, U1, U4, Measure, World
from tenfold.sim.blocks import clear, count_bit, list_rows
from tenfold.sim.draws import fill, unit
from tenfold.sim.jit import Float, f4, i4, i8, loop, u1, u8
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
def notice(seen: U1, reached: U1, aware: U1) -> None:
    """Make those reached know the firm."""
    for i in range(aware.size):
        aware[i] = u1(aware[i] | seen[i] | reached[i])


@loop
def mark_reached(seen: U1, reached: U1, number: int, flag: U1) -> None:
    """Flag those whom firm `number` reached in one way or another."""
    bit = u1(1 << (number - 1))
    for i in range(flag.size):
        flag[i] = u1((seen[i] | reached[i]) & bit)


@loop
def believe(
    rows: I4, count: int, masks: tuple[U1, U1], bit: int, offer: tuple[Float, float], low: int, expectation: F4
) -> None:
    """Move what the listed rows expect of a firm towards what it promises, for an advert and again for a contact.

    Parameters
    ----------
    rows, count : those reached, few, as rows of the block that begins at customer `low`
    masks, bit : whom adverts and whom contacts reached, and the firm's bit in both
    offer : level promised, share of the gap
    expectation : (A, N), of this firm
    """
    (seen, reached), target, share = masks, f4(offer[0]), f4(offer[1])
    for k in range(count):
        n = u8(rows[k])
        row, again = u8(u8(low) + n), (seen[n] & reached[n] & u1(1 << bit)) != u1(0)
        for a in range(ATTRIBUTE_COUNT):
            moved = towards(expectation[a, row], target, share)
            expectation[a, row] = towards(moved, target, share) if again else moved


@loop
def reach(w: World, low: int, high: int, now: int) -> None:
    """Let adverts and contacts arrive; writes `seen` and `reached`, one bit a firm."""
    s, firms, size = w.scratch, w.firms, high - low
    firm, aware = w.columns.firm[low:high], w.columns.aware[low:high]
    seen, reached, flag = s.seen[:size], s.reached[:size], s.flag[:size]
    clear(seen)
    clear(reached)
    for f in range(firms.price.size):
        if f & 3 == 0:  # a block of words serves four firms
            fill(s.more, size, low, (now, i8(ADVERT), f >> 2), w.seed)
            fill(s.again, size, low, (now, i8(CONTACT), f >> 2), w.seed)
            fill(s.spare, size, low, (now, i8(FORGET), f >> 2), w.seed)
        strike(s.more[f & 3], firms.advert_reach[f], firm, f + 1, seen)
        strike(s.again[f & 3], firms.contact_reach[f], firm, f + 1, reached)
        fade_awareness(s.spare[f & 3], w.rules.awareness.forget, firm, f + 1, aware)
        adverts, contacts = count_bit(seen, f), count_bit(reached, f)
        s.tally[f, ADVERTS] += adverts
        s.tally[f, CONTACTS] += contacts
        mark_reached(seen, reached, f + 1, flag)
        offer = (firms.promise[f], w.rules.awareness.promise)
        believe(s.rows, list_rows(flag, s.rows), (seen, reached), f, offer, low, w.columns.expectation[f])
    notice(seen, reached, aware)
