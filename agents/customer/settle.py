"""Settling: who came, who left and through what; payment; the ageing of a spell."""

from tenfold.agents.decisions import SOURCES, Decision
from tenfold.agents.state import F4, I4, I8, U1, Measure, World
from tenfold.sim.blocks import clear, count, count_both, list_rows
from tenfold.sim.draws import U2, below, word
from tenfold.sim.jit import ZERO, Float, Int, Long, f4, i4, i8, loop, rule, u1, u4

STARTED, ENDED, LOST, RIVALS, WON = (
    int(m) for m in (Measure.STARTED, Measure.ENDED, Measure.LOST, Measure.LOST_TO_RIVALS, Measure.WON)
)
ONCE, TWICE, DISCOUNTED, FOUNDERS = (
    int(m) for m in (Measure.ONCE, Measure.TWICE, Measure.DISCOUNTED, Measure.FOUNDERS)
)
SPELL = int(Decision.SPELL)
ORGANIC, ADVERT, HEARSAY, CONTACT, REFERRAL = (i4(k) for k in range(len(SOURCES)))


@rule
def source_of(contacted: Int, memory: Float, credit: Float, rewarded: Int, exposed: Int) -> Int:
    """Say through what a firm won a customer: referral > contact > word of mouth > advert > organic.

    A good memory of what others said of the firm counts as word of mouth, and as referral where it pays for one.
    """
    weak = ADVERT if exposed != i4(0) else ORGANIC
    told = (memory >= credit) & (memory > ZERO)
    strong = CONTACT if contacted != i4(0) else (HEARSAY if told else weak)
    return REFERRAL if told & (rewarded != i4(0)) else strong


@loop
def draw_hazard(hazards: F4, anew: bool, row: int, spell: int, seed: U2) -> Float:
    """Draw a spell's propensity to leave from the cohort's distribution, given as equally likely values."""
    bits = word(seed[0], seed[1], u4(row), u4(0), u4(SPELL), u4(spell if anew else 0))
    hazard: Float = hazards[i8(below(bits, i4(hazards.size)))]
    return hazard


@loop
def leave(w: World, low: int, rows: I4, count: int) -> None:
    """Let the listed customers leave the firm they have, and with it what tied them to it."""
    firm, chosen, left, tally = w.columns.firm, w.scratch.next, w.scratch.left, w.scratch.tally
    commitment, tenure, purchases = w.columns.commitment, w.columns.tenure, w.columns.purchases
    contagion = w.columns.contagion
    for k in range(count):
        n = i8(rows[k])
        row, old = low + n, i8(firm[low + n])
        if old > 0:
            tally[old - 1, LOST] += 1
            tally[old - 1, RIVALS] += i8(chosen[n] != u1(0))
            left[n] = u1(old)
            commitment[old - 1, row] = ZERO
        tenure[row] = 0
        purchases[row] = 0
        contagion[row] = ZERO
        firm[row] = chosen[n]


@loop
def join(w: World, low: int, rows: I4, count: int) -> None:
    """Let the listed customers begin a spell with the firm they chose, and note through what it won them."""
    firm, source, spell, word_of = w.columns.firm, w.columns.source, w.columns.spell, w.columns.word
    reached, seen, tally, hazard = w.scratch.reached, w.scratch.seen, w.scratch.tally, w.columns.hazard
    rewards, least, hazards, anew = w.firms.reward_cents, w.rules.word.credit, w.hazards, w.rules.response.anew
    for k in range(count):
        n = i8(rows[k])
        row, f = low + n, i8(firm[low + n]) - 1
        if f < 0:
            continue
        rewarded = i4(rewards[f] > 0)
        contacted = i4(i4(reached[n]) >> i4(f)) & i4(1)
        exposed = i4(i4(seen[n]) >> i4(f)) & i4(1)
        through = source_of(contacted, word_of[f, row], least, rewarded, exposed)
        source[row] = u1(through)
        spell[row] += 1
        tally[f, WON + i8(through)] += 1
        if hazards.size > 1:
            hazard[row] = draw_hazard(hazards, anew, row, i8(spell[row]), w.seed)


@loop
def mark_changes(firm: U1, chosen: U1, flag: U1) -> None:
    """Flag those who change."""
    for i in range(flag.size):
        flag[i] = u1(chosen[i] != firm[i])


@loop
def mark_first(purchases: I4, flag: U1) -> None:
    """Flag those who bought once so far."""
    for i in range(flag.size):
        flag[i] = u1(purchases[i] == i4(1))


@loop
def mark_founders(spell: I4, flag: U1) -> None:
    """Flag those still in the spell the market opened with."""
    for i in range(flag.size):
        flag[i] = u1(spell[i] == i4(0))


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
def credit(firm: U1, number: int, loyal: U1, gains: tuple[float, float], value: F4) -> None:
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
def mark_loyal(tenure: I4, after: int, flag: U1) -> None:
    """Flag those with the tenure that earns a discount."""
    least = i4(after)
    for i in range(flag.size):
        flag[i] = u1(tenure[i] >= least)


@loop
def settle(w: World, low: int, high: int, now: int) -> None:
    """Carry out what `next` says and let everybody who has a firm pay."""
    c, s, firms, size = w.columns, w.scratch, w.firms, high - low
    firm, chosen, flag, purchases = c.firm[low:high], s.next[:size], s.flag[:size], c.purchases[low:high]
    mark_first(purchases, flag)
    for f in range(firms.price.size):
        s.tally[f, STARTED] += count(firm, f + 1)
        s.tally[f, ONCE] += count_both(firm, f + 1, flag)
        s.tally[f, TWICE] += count_stays(firm, f + 1, flag, chosen)
    clear(s.left)
    mark_changes(firm, chosen, flag)
    changes = list_rows(flag, s.rows)
    leave(w, low, s.rows, changes)
    join(w, low, s.rows, changes)
    mark_founders(c.spell[low:high], flag)
    for f in range(firms.price.size):
        s.tally[f, FOUNDERS] += count_both(firm, f + 1, flag)
    for f in range(firms.price.size):
        mark_loyal(c.tenure[low:high], firms.discount_after[f], flag)
        price, cut = firms.price_cents[f], firms.discount_cents[f]
        charge(firm, f + 1, flag, (price, price - cut), c.paid[low:high])
        credit(firm, f + 1, flag, (firms.gain[f], firms.gain_loyal[f]), c.value[low:high])
        s.tally[f, ENDED] += count(firm, f + 1)
        s.tally[f, DISCOUNTED] += count_both(firm, f + 1, flag)
    add_one(firm, purchases)


@loop
def age(w: World, low: int, high: int, now: int) -> None:
    """Add a period to everybody's tenure."""
    add_one(w.columns.firm[low:high], w.columns.tenure[low:high])
