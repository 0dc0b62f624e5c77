"""Awareness: whom adverts and contacts reach, what they promise, and what is forgotten."""

from typing import TYPE_CHECKING

from tenfold.agents.customer.choice import think_if_reached
from tenfold.agents.customer.expectation import learns
from tenfold.agents.customer.trust import believes
from tenfold.agents.decisions import ATTRIBUTES, FORGET
from tenfold.agents.firm.curves import response_rate
from tenfold.sim.blocks import clear, count_bit, list_rows
from tenfold.sim.draws import fill, swapped, unit
from tenfold.sim.jit import Flag, Float, f4, i4, i8, loop, rule, u1, u8
from tenfold.sim.parameters import Parameters, quantity
from tenfold.sim.records import F4, I8, U1, U4, Record, column

if TYPE_CHECKING:
    from tenfold.agents.world import World

ADVERT = 5
DRAWS = {ADVERT: "whether a firm's advert is seen and, halves swapped, whether its contact arrives; slot: firm"}
ATTRIBUTE_COUNT = len(ATTRIBUTES)


class Awareness(Parameters):
    """How firms become and stay known."""

    contact_ceiling: float = quantity(0.3, "probability per period", 0, 1, "decision calculus, field tests (c_a)")
    contact_steepness: float = quantity(1.0, "1/contact", 0, 1e3, "assumption (k_a), scaled by the contact's price")
    advert_ceiling: float = quantity(0.8, "probability per period", 0, 1, "assumption")
    advert_steepness: float = quantity(1.0, "1/advert", 0, 1e3, "assumption, scaled by the advert's price")
    forget: float = quantity(0.02, "probability per period and firm", 0, 1, "assumption: half forgotten in 3 years")
    promise: float = quantity(0.3, "share of the gap", 0, 1, "assumption (pi); form after Boulding et al. 1993")


class Advertising(Parameters):
    """How a firm makes itself known."""

    advert_share: float = quantity(
        0.3, "share of acquisition spending", 0, 1, "assumption: the rest buys contacts", lever=True
    )
    contact_price: float = quantity(8.0, "money per contact", 1e-6, 1e9, "assumption (p); tuned: reaches 3% a month")
    advert_price: float = quantity(5.0, "money per advert seen", 1e-6, 1e9, "assumption")
    promise: float = quantity(0.72, "level", 0, 1, "assumption: promises what it mostly keeps", lever=True)


class OfCustomers(Record):
    """Whom every customer knows."""

    aware: U1 = column("N", "-", "firms known, one bit a firm")


class OfFirms(Record):
    """What a firm's spending on being known does."""

    contact_reach: F4 = column("F", "probability", "that a contact reaches a customer of another firm this period")
    advert_reach: F4 = column("F", "probability", "that they see an advert this period")


class Passing(Record):
    """Who got through to a customer in this period."""

    seen: U1 = column("B", "-", "firms whose advert was seen, one bit a firm")
    reached: U1 = column("B", "-", "firms whose contact arrived, one bit a firm")


class Counted(Record):
    """What a firm counts of its adverts and contacts."""

    contacts: I8 = column("F", "customers reached", "by contacts")
    adverts: I8 = column("F", "customers reached", "by adverts")


@rule
def is_reached(luck: Float, chance: Float) -> Flag:
    """Tell whether an advert or a contact of another firm arrives: u < p."""
    return luck < chance


@rule
def forgets(luck: Float, chance: Float) -> Flag:
    """Tell whether another firm is forgotten: u < p."""
    return luck < chance


@loop
def open_reach(w: "World", f: int, now: int) -> None:
    """Turn a firm's money for acquisition into what its contacts and adverts reach."""
    k, given, spend = w.rules.awareness, w.settings, w.firms.acquisition_spend[f]
    contacts = spend * (1.0 - given.advert_share[f]) / given.contact_price[f]
    adverts = spend * given.advert_share[f] / given.advert_price[f]
    w.firms.contact_reach[f] = f4(response_rate(contacts, 0.0, k.contact_ceiling, k.contact_steepness))
    w.firms.advert_reach[f] = f4(response_rate(adverts, 0.0, k.advert_ceiling, k.advert_steepness))


@loop
def strike(words: U4, chances: tuple[float, float], firm: U1, number: int, seen: U1, reached: U1) -> None:
    """Set firm `number`'s bit for every customer whom it does not have yet and reaches, by advert and by contact."""
    p, q, k, bit = f4(chances[0]), f4(chances[1]), i4(number), i4(number - 1)
    for i in range(seen.size):
        other = i4(firm[i]) != k
        advert, contact = is_reached(unit(words[i]), p) & other, is_reached(unit(swapped(words[i])), q) & other
        seen[i] = u1(i4(seen[i]) | i4(i4(advert) << bit))
        reached[i] = u1(i4(reached[i]) | i4(i4(contact) << bit))


@loop
def fade_awareness(words: U4, chance: float, firm: U1, number: int, aware: U1) -> None:
    """Clear firm `number`'s bit for every customer of another who forgets it; two firms share a word."""
    p, k, bit = f4(chance), i4(number), i4(number - 1)
    if number & 1 == 1:
        for i in range(aware.size):
            gone = forgets(unit(words[i]), p) & (i4(firm[i]) != k)
            aware[i] = u1(i4(aware[i]) & ~i4(i4(gone) << bit))
    else:
        for i in range(aware.size):
            gone = forgets(unit(swapped(words[i])), p) & (i4(firm[i]) != k)
            aware[i] = u1(i4(aware[i]) & ~i4(i4(gone) << bit))


@loop
def notice(seen: U1, reached: U1, aware: U1) -> None:
    """Make those reached know the firm."""
    for i in range(aware.size):
        aware[i] = u1(aware[i] | seen[i] | reached[i])


@loop
def mark_reached(seen: U1, reached: U1, flag: U1) -> None:
    """Flag those whom some firm reached in one way or another."""
    for i in range(flag.size):
        flag[i] = u1(seen[i] | reached[i])


@loop
def believe(w: "World", low: int, count: int) -> None:
    """Move what the listed rows expect towards what is promised, for each advert and again for each contact."""
    seen, reached, rows, pull = w.passing.seen, w.passing.reached, w.spare.rows, w.rules.awareness.promise
    d = w.rules.trust.disbelief
    expectation, distrust, promise = w.columns.expectation, w.columns.distrust, w.settings.promise
    for k in range(count):
        n = u8(rows[k])
        row, any_of, both = u8(u8(low) + n), i4(seen[n] | reached[n]), i4(seen[n] & reached[n])
        for f in range(promise.size):
            if any_of & i4(1 << f):
                target, share = f4(promise[f]), believes(pull, distrust[f, row], d)
                for a in range(ATTRIBUTE_COUNT):
                    moved = learns(expectation[f, a, row], target, share)
                    expectation[f, a, row] = learns(moved, target, share) if both & i4(1 << f) else moved


@loop
def reach(w: "World", low: int, high: int, now: int) -> None:
    """Let adverts and contacts arrive, be believed and noticed, and other firms be forgotten."""
    s, spare, firms, size = w.passing, w.spare, w.firms, high - low
    firm, aware = w.columns.firm[low:high], w.columns.aware[low:high]
    seen, reached, flag = s.seen[:size], s.reached[:size], spare.flag[:size]
    clear(seen)
    clear(reached)
    for f in range(firms.price.size):
        if f & 3 == 0:  # a block of words serves four firms
            fill(spare.words, size, low, (now, i8(ADVERT), f >> 2), w.seed)
        fade_awareness(s.words[FORGET + (f >> 1)], w.rules.awareness.forget, firm, f + 1, aware)
        strike(spare.words[f & 3], (firms.advert_reach[f], firms.contact_reach[f]), firm, f + 1, seen, reached)
        w.counted.adverts[f] += count_bit(seen, f)
        w.counted.contacts[f] += count_bit(reached, f)
    mark_reached(seen, reached, flag)
    believe(w, low, list_rows(flag, spare.rows))
    notice(seen, reached, aware)
    think_if_reached(reached, s.thinks[:size])
