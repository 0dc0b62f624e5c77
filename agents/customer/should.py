"""Should-expectations: what a firm ought to deliver, raised by promises and by what is expected, never lowered.

The first deliveries are compared with what should be, later ones with what will be (Boulding, Kalra, Staelin & Zeithaml
1993: what customers think they will get draws perception towards itself, what they think they should get is what it is
held against).
"""

from typing import TYPE_CHECKING

from tenfold.agents.customer.trust import believes
from tenfold.agents.decisions import ATTRIBUTES
from tenfold.sim.blocks import clear, copy, list_rows
from tenfold.sim.floats import towards
from tenfold.sim.jit import Float, Int, f4, i4, loop, rule, u1, u8
from tenfold.sim.parameters import Parameters, quantity
from tenfold.sim.records import F4, U1, Record, column

if TYPE_CHECKING:
    from tenfold.agents.world import World

ATTRIBUTE_COUNT = len(ATTRIBUTES)


class Should(Parameters):
    """Whether customers hold a firm to what it should deliver."""

    on: bool = quantity(False, "-", None, None, "switch: off, deliveries are compared with what will be")
    deliveries: int = quantity(3, "deliveries", 0, 255, "assumption, swept: the first that are compared with it")


class OfCustomers(Record):
    """What every customer thinks they should get."""

    should: F4 = column("F A N", "level", "each firm ought to deliver, within 0 .. 1")


class Passing(Record):
    """What the delivery of this period is held against."""

    standard: F4 = column("A B", "level", "to which it is compared, where customers hold should-expectations")


@rule
def ratchets(should: Float, expected: Float) -> Float:
    """Raise what should be to what is expected, and never lower it: should <- max(should, E)."""
    return expected if expected > should else should


@rule
def demands(should: Float, promise: Float, share: Float) -> Float:
    """Let a promise raise what should be: should <- should + pi max(0, promise - should)."""
    return towards(should, promise if promise > should else should, share)


@rule
def compares_with(experience: Int, deliveries: Int, should: Float, expected: Float) -> Float:
    """Give what a delivery is compared with: what should be in the first of them, then what will be."""
    return should if experience < deliveries else expected


@loop
def bear_should(w: "World", low: int, high: int) -> None:
    """Let the rows of one block think at first that they should get what they expect."""
    if w.rules.should.on:
        for f in range(w.firms.price.size):
            for a in range(ATTRIBUTE_COUNT):
                copy(w.columns.expectation[f, a, low:high], w.columns.should[f, a, low:high])


@loop
def mark_exposed(seen: U1, reached: U1, flag: U1) -> None:
    """Flag those to whom some firm made a promise."""
    for i in range(flag.size):
        flag[i] = u1(seen[i] | reached[i])


@loop
def demand(w: "World", low: int, high: int, now: int) -> None:
    """Let promises raise what should be, once for each advert and again for each contact."""
    s, c, rows, pull, d = w.passing, w.columns, w.spare.rows, w.rules.awareness.promise, w.rules.trust.disbelief
    if not w.rules.should.on:
        return
    mark_exposed(s.seen[: high - low], s.reached[: high - low], w.spare.flag[: high - low])
    for k in range(list_rows(w.spare.flag[: high - low], rows)):
        n = u8(rows[k])
        row = u8(u8(low) + n)
        for f in range(w.firms.price.size):
            share, target = believes(pull, c.distrust[f, row], d), f4(w.settings.promise[f])
            for way in (s.seen[n], s.reached[n]):
                if i4(way) & i4(1 << f):
                    for a in range(ATTRIBUTE_COUNT):
                        c.should[f, a, row] = demands(c.should[f, a, row], target, share)


@loop
def raise_own(firm: U1, number: int, expected: F4, should: F4) -> None:
    """Let firm `number`'s customers think they should get at least what they expect."""
    k = i4(number)
    for i in range(should.size):
        kept = should[i]
        raised = ratchets(kept, expected[i])
        should[i] = raised if i4(firm[i]) == k else kept


@loop
def set_standard(
    firm: U1, number: int, experience: U1, deliveries: int, should: F4, expected: F4, standard: F4
) -> None:
    """Write what firm `number`'s customers compare a delivery with."""
    k, first = i4(number), i4(deliveries)
    for i in range(standard.size):
        kept = standard[i]
        new = compares_with(i4(experience[i]), first, should[i], expected[i])
        standard[i] = new if i4(firm[i]) == k else kept


@loop
def insist(w: "World", low: int, high: int, now: int) -> None:
    """Let customers hold their firm to what they expect at least, and in the first deliveries to what should be."""
    p, c, size = w.rules.should, w.columns, high - low
    if not p.on:
        return
    firm = c.firm[low:high]
    for a in range(ATTRIBUTE_COUNT):
        standard = w.passing.standard[a, :size]
        clear(standard)
        for f in range(w.firms.price.size):
            expected, should = c.expectation[f, a, low:high], c.should[f, a, low:high]
            raise_own(firm, f + 1, expected, should)
            set_standard(firm, f + 1, c.experience[f, low:high], p.deliveries, should, expected, standard)
