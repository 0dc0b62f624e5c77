"""Settling: who came, who left and through what; payment; the ageing of a spell."""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from tenfold.agents.customer.value import is_asked
from tenfold.agents.customer.volume import sell_volumes, volumes_differ
from tenfold.agents.decisions import SOURCES
from tenfold.sim.blocks import clear, copy, count, count_both, list_rows
from tenfold.sim.jit import ONE, ZERO, Float, Int, Long, f4, i4, i8, loop, rule, u1, u4, u8
from tenfold.sim.records import F4, I4, I8, U1, Record, column

if TYPE_CHECKING:
    from tenfold.agents.world import World

ORGANIC, ADVERT, HEARSAY, CONTACT, REFERRAL = (i4(k) for k in range(len(SOURCES)))


class OfCustomers(Record):
    """Where every customer buys, and what came of it."""

    firm: U1 = column("N", "-", "present firm, 0 for none")
    tenure: I4 = column("N", "periods", "completed with the present firm", until="spell")
    purchases: I4 = column("N", "purchases", "from the present firm in this spell", until="spell")
    spell: I4 = column("N", "spells", "begun since the start")
    source: U1 = column("N", "-", f"how the present firm won them: {', '.join(SOURCES)}, from 0 on")
    paid: I8 = column("N", "cents", "paid to all firms, net of discounts and refunds")
    value: F4 = column("N", "money", "discounted margin they brought, net of retention spending")


class Passing(Record):
    """Who left in this period."""

    left: U1 = column("B", "-", "the firm left, 0 for none")


class Counted(Record):
    """What a firm counts of its customers."""

    started: I8 = column("F", "customers", "when the period begins")
    ended: I8 = column("F", "customers", "when it ends")
    lost: I8 = column("F", "customers", "who left")
    won: I8 = column(f"{len(SOURCES)} F", "customers", "who came, by source")
    once: I8 = column("F", "customers", "with one purchase when the period begins")
    twice: I8 = column("F", "customers", "of those, who bought again")
    discounted: I8 = column("F", "customers", "who bought at the loyal discount")
    founders: I8 = column("F", "customers", "still in the spell they began with")


class Observed(Record):
    """What a firm cannot count."""

    lost_to_rivals: I8 = column("F", "customers", "who left for another firm")


@rule
def credits(contacted: Int, memory: Float, credit: Float, rewarded: Int, exposed: Int) -> Int:
    """Say through what a firm won a customer: referral > contact > word of mouth > advert > organic.

    A good memory of what others said of the firm counts as word of mouth, and as referral where it pays for one.
    """
    weak = ADVERT if exposed != i4(0) else ORGANIC
    told = (memory >= credit) & (memory > ZERO)
    strong = CONTACT if contacted != i4(0) else (HEARSAY if told else weak)
    return REFERRAL if told & (rewarded != i4(0)) else strong


@loop
def end_numbers(column: NDArray[np.generic], low: int, rows: I4, count: int) -> None:
    """Set a column to 0 for the listed customers; an empty one is left out."""
    if column.size > 0:
        for k in range(count):
            column[u8(u8(low) + u8(rows[k]))] = 0


@loop
def end_spells(w: "World", low: int, rows: I4, count: int) -> None:
    """Set everything to 0 that ends with a spell, for the listed customers."""
    firm = w.columns.firm
    for whole in w.ending.numbers:
        end_numbers(whole, low, rows, count)
    for fraction in w.ending.fractions:
        end_numbers(fraction, low, rows, count)
    for byte in w.ending.bytes:
        end_numbers(byte, low, rows, count)
    for by_firm in w.ending.by_firm:
        if by_firm.size > 0:
            for k in range(count):
                row = u8(u8(low) + u8(rows[k]))
                if firm[row] != u1(0):
                    by_firm[u8(firm[row] - u1(1)), row] = ZERO


@loop
def part(firm: U1, chosen: U1, left: U1) -> None:
    """Note which firm is left by those who change; 0 for those who stay, and for those who had none."""
    for i in range(left.size):
        old = firm[i]
        left[i] = old if chosen[i] != old else u1(0)


@loop
def keep_joining(chosen: U1, rows: I4, count: int) -> Long:
    """Leave only those listed who chose a firm; gives how many."""
    n = u8(0)
    for k in range(count):
        row = rows[k]
        rows[n] = row
        n = u8(n + u8(chosen[u4(row)] != u1(0)))
    return i8(n)


@loop
def join(w: "World", low: int, rows: I4, count: int) -> None:
    """Let the listed customers begin a spell with the firm they chose, and note through what it won them."""
    source, spell, word_of, chosen = w.columns.source, w.columns.spell, w.columns.word, w.passing.next
    reached, seen, won = w.passing.reached, w.passing.seen, w.counted.won
    rewards, least = w.firms.reward_cents, w.rules.word.credit
    for k in range(count):
        n = u8(rows[k])
        row, f = u8(u8(low) + n), u8(chosen[n]) - u8(1)
        rewarded = i4(rewards[f] > 0)
        contacted = i4(i4(reached[n]) >> i4(f)) & i4(1)
        exposed = i4(i4(seen[n]) >> i4(f)) & i4(1)
        through = credits(contacted, word_of[f, row], least, rewarded, exposed)
        source[row] = u1(through)
        spell[row] += 1
        won[u8(through), f] += 1


@loop
def mark_changes(firm: U1, chosen: U1, flag: U1) -> None:
    """Flag those who change."""
    for i in range(flag.size):
        flag[i] = u1(chosen[i] != firm[i])


@loop
def mark_equal(number: I4, wanted: int, flag: U1) -> None:
    """Flag those with a certain number."""
    k = i4(wanted)
    for i in range(flag.size):
        flag[i] = u1(number[i] == k)


@loop
def count_stays(firm: U1, number: int, flag: U1, chosen: U1) -> Long:
    """Count a firm's flagged customers who stay."""
    k, total = i4(number), i4(0)
    for i in range(firm.size):
        total = i4(total + i4((i4(firm[i]) == k) & (flag[i] != u1(0)) & (chosen[i] == firm[i])))
    return i8(total)


@loop
def charge(firm: U1, number: int, loyal: U1, cents: tuple[int, int], paid: I8) -> None:
    """Let a firm's customers pay; cents = full price, price for the loyal."""
    k, full, less = i4(number), cents[0], cents[1]
    for i in range(firm.size):
        paid[i] += (less if loyal[i] != u1(0) else full) if i4(firm[i]) == k else i8(0)


@loop
def refund(firm: U1, number: int, flag: U1, cents: int, paid: I8) -> None:
    """Pay a firm's flagged customers something back."""
    k, amount = i4(number), i8(cents)
    for i in range(firm.size):
        paid[i] -= amount if (i4(firm[i]) == k) & (flag[i] != u1(0)) else i8(0)


@loop
def credit_value(firm: U1, number: int, loyal: U1, gains: tuple[float, float], value: F4) -> None:
    """Add what each customer brought; gains = at full price, from the loyal."""
    k, full, less = i4(number), f4(gains[0]), f4(gains[1])
    for i in range(firm.size):
        value[i] += (less if loyal[i] != u1(0) else full) if i4(firm[i]) == k else ZERO


@loop
def add_one(firm: U1, number: I4) -> None:
    """Add one for everybody who has a firm."""
    for i in range(firm.size):
        number[i] = i4(number[i] + i4(firm[i] != u1(0)))


@loop
def mark_loyal(tenure: I4, after: int, any_cut: bool, flag: U1) -> None:
    """Flag those with the tenure that earns a discount, if there is one."""
    least = i4(after)
    if not any_cut:
        clear(flag)
        return
    for i in range(flag.size):
        flag[i] = u1(is_asked(ONE, ONE, tenure[i], least) < ONE)


@loop
def settle(w: "World", low: int, high: int, now: int) -> None:
    """Let those who chose another firm leave and join, and everybody who has a firm pay."""
    c, counted, firms, size = w.columns, w.counted, w.firms, high - low
    firm, chosen, left = c.firm[low:high], w.passing.next[:size], w.passing.left[:size]
    flag, rows = w.spare.flag[:size], w.spare.rows
    mark_equal(c.purchases[low:high], i8(1), flag)
    for f in range(firms.price.size):
        counted.started[f] += count(firm, f + 1)
        counted.once[f] += count_both(firm, f + 1, flag)
        counted.twice[f] += count_stays(firm, f + 1, flag, chosen)
    part(firm, chosen, left)
    mark_changes(firm, chosen, flag)
    changes = list_rows(flag, rows)
    end_spells(w, low, rows, changes)
    copy(chosen, firm)
    join(w, low, rows, keep_joining(chosen, rows, changes))
    mark_equal(c.spell[low:high], i8(0), flag)
    for f in range(firms.price.size):
        counted.lost[f] += count(left, f + 1)
        counted.lost_to_rivals[f] += count_both(left, f + 1, chosen)
        counted.founders[f] += count_both(firm, f + 1, flag)
    for f in range(firms.price.size):
        price, cut = firms.price_cents[f], firms.discount_cents[f]
        mark_loyal(c.tenure[low:high], i4(w.settings.loyal_after[f]), cut > 0, flag)
        if volumes_differ(w.rules.volume):
            sell_volumes(w, low, high, f, now, flag)
        else:
            charge(firm, f + 1, flag, (price, price - cut), c.paid[low:high])
        credit_value(firm, f + 1, flag, (firms.gain[f], firms.gain_loyal[f]), c.value[low:high])
        counted.ended[f] += count(firm, f + 1)
        if cut > 0:
            counted.discounted[f] += count_both(firm, f + 1, flag)
    add_one(firm, c.purchases[low:high])


@loop
def age(w: "World", low: int, high: int, now: int) -> None:
    """Add a period to everybody's tenure."""
    add_one(w.columns.firm[low:high], w.columns.tenure[low:high])
