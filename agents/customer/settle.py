"""Settling: who came, who left and through what; payment; the ageing of a spell."""

from tenfold.agents.decisions import SOURCES, Decision
from tenfold.agents.state import F4, I4, I8, U1, Measure, World
from tenfold.sim.blocks import clear, count, count_both, list_rows
from tenfold.sim.draws import below, word
from tenfold.sim.jit import ZERO, Float, Int, f4, i4, i8, loop, rule, u1, u4

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
    told = memory >= credit
    strong = CONTACT if contacted != i4(0) else (HEARSAY if told else weak)
    return REFERRAL if told & (rewarded != i4(0)) else strong


@loop
def draw_hazard(w: World, row: int, spell: int) -> float:
    """Draw this spell's propensity to leave from the cohort's distribution, given as equally likely values."""
    bits = word(w.seed[0], w.seed[1], u4(row), u4(0), u4(SPELL), u4(spell if w.rules.response.anew else 0))
    return w.hazards[i8(below(bits, i4(w.hazards.size)))]


@loop
def move(w: World, low: int, n: int) -> None:
    """Let one customer leave, join or change."""
    c, s = w.columns, w.scratch
    row, old, new = low + n, i8(c.firm[low + n]), i8(s.next[n])
    if old > 0:
        s.tally[old - 1, LOST] += 1
        s.tally[old - 1, RIVALS] += i8(new > 0)
        s.left[n] = u1(old)
        c.commitment[old - 1, row] = ZERO
    c.tenure[row] = 0
    c.purchases[row] = 0
    c.contagion[row] = ZERO
    c.firm[row] = u1(new)
    if new > 0:
        f = new - 1
        rewarded = i4(w.firms.reward_cents[f] > 0)
        contacted = i4(i4(s.reached[n]) >> i4(f)) & i4(1)
        exposed = i4(i4(s.seen[n]) >> i4(f)) & i4(1)
        source = source_of(contacted, c.word[f, row], w.rules.word.credit, rewarded, exposed)
        c.source[row] = u1(source)
        c.spell[row] += 1
        s.tally[f, WON + i8(source)] += 1
        if w.hazards.size > 1:
            c.hazard[row] = draw_hazard(w, row, i8(c.spell[row]))


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
def count_stays(firm: U1, number: int, flag: U1, chosen: U1) -> int:
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
    for n in range(list_rows(flag, s.rows)):
        move(w, low, i8(s.rows[n]))
    for f in range(firms.price.size):
        mark_founders(c.spell[low:high], flag)
        s.tally[f, FOUNDERS] += count_both(firm, f + 1, flag)
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
