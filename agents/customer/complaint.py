"""Complaints: who feels a loss, who says so, and what the silent do.

A loss that is felt hurts, and is held against the firm until it fades. Some who feel one complain, the more the easier
it is; of the silent some think again, and some tell others. What firms do: tenfold.agents.firm.recovery.
Repurchase after complaints: TARP (Goodman 1999); because complainers select themselves, only a share of the difference
between them and the silent counts as caused by what was done.
"""

from typing import TYPE_CHECKING

from tenfold.sim.blocks import count_by_group, spread
from tenfold.sim.draws import fill, unit
from tenfold.sim.floats import exp
from tenfold.sim.jit import ONE, ZERO, Flag, Float, f4, i4, i8, loop, rule, u1
from tenfold.sim.parameters import Parameters, quantity
from tenfold.sim.records import F4, I8, U1, U4, Record, column

if TYPE_CHECKING:
    from tenfold.agents.world import World

COMPLAIN = 12
DRAWS = {COMPLAIN: "what a felt loss leads to; slots: 0 complaint, 1 major, 2 second thoughts, 3 telling others"}
PATIENCE = 2  # periods that a complaint waits at most
MAJOR = 128  # of a complaint: bit 7 a major one, below it 1 + the periods it has waited


class Complaint(Parameters):
    """What a felt loss does, when customers complain, and what an answer is worth to them."""

    on: bool = quantity(False, "-", None, None, "switch: off, nobody is hurt or complains; firms listen by recovery.on")
    felt: float = quantity(0.1, "weighted disconfirmation", 0, 10, "assumption: net loss from which it is felt")
    reluctance: float = quantity(-3.0, "logit", -20, 20, "assumption (c0); complaint log")
    anger: float = quantity(4.0, "logit per unit of loss", 0, 50, "assumption (c1); complaint log")
    ease: float = quantity(2.0, "logit per unit of ease", 0, 50, "assumption (c2); complaint log")
    reconsider: float = quantity(0.5, "probability", 0, 1, "assumption, swept (nu_felt): of the silent who felt a loss")
    tells: float = quantity(0.4, "probability", 0, 1, "assumption: that the silent speak ill of the firm")
    major: float = quantity(0.3, "share of felt losses", 0, 1, "assumption; complaint log")
    hurt_minor: float = quantity(0.8, "utils", 0, 20, "assumption")
    hurt_major: float = quantity(1.6, "utils", 0, 20, "assumption")
    unresolved_minor: float = quantity(0.37, "utils", -10, 10, "TARP: minor, complained against silent, logit")
    resolved_minor: float = quantity(1.38, "utils", -10, 10, "TARP: the same, resolved")
    fast_minor: float = quantity(3.47, "utils", -10, 10, "TARP: the same, resolved at once")
    unresolved_major: float = quantity(0.86, "utils", -10, 10, "TARP: major, complained against silent, logit")
    resolved_major: float = quantity(2.47, "utils", -10, 10, "TARP: the same, resolved")
    fast_major: float = quantity(3.83, "utils", -10, 10, "TARP: the same, resolved at once")
    causal: float = quantity(0.5, "share", 0, 1, "assumption, swept (chi): complainers select themselves")
    fading: float = quantity(0.2, "share per period", 0, 1, "assumption: of hurt and of what mended it")
    success_apology: float = quantity(0.35, "probability", 0, 1, "assumption: that an apology resolves a case")
    success_refund: float = quantity(0.7, "probability", 0, 1, "assumption: with the money back")
    success_gift: float = quantity(0.8, "probability", 0, 1, "assumption: with a gift as well")
    fair_apology: float = quantity(0.1, "satisfaction", 0, 1, "assumption, swept: fairness beyond what was due")
    fair_refund: float = quantity(0.2, "satisfaction", 0, 1, "assumption, swept")
    fair_gift: float = quantity(0.3, "satisfaction", 0, 1, "assumption, swept")
    fairness: float = quantity(0.3, "share", 0, 1, "assumption: of the fairness gap that enters satisfaction")
    speed: float = quantity(1.5, "-", 1, 10, "assumption: what the gap counts for if resolved at once")


class OfCustomers(Record):
    """What every customer holds against their firm."""

    complaint: U1 = column("N", "-", "open complaint: 1 + periods waited, + 128 if major; 0 for none", until="spell")
    grievance: F4 = column("N", "utils", "held against (below 0) or for one's firm after losses; fades", until="spell")
    upset: U1 = column("N", "-", "whether a loss felt in silence makes them think again", until="spell")


class Counted(Record):
    """What a firm counts of complaints."""

    complaints: I8 = column("F", "complaints", "raised")
    waiting: I8 = column("3 F", "complaints", "open when the period ends, by periods waited")


class Observed(Record):
    """What a firm does not hear of."""

    losses: I8 = column("F", "customers", "who felt a loss, whether they complained or not")


@rule
def feels(loss: Float, least: Float) -> Flag:
    """Tell whether a loss is felt: L = sum w lambda phi- - sum w phi+ above a threshold."""
    return loss > least


@rule
def complaint_probability(loss: Float, reluctance: Float, anger: Float, ease: Float) -> Float:
    """Give the probability that who feels a loss complains: 1 / (1 + exp(-(c0 + c1 L + c2 ease)))."""
    return ONE / (ONE + exp(-(reluctance + anger * loss + ease)))


@rule
def complains(luck: Float, chance: Float) -> Flag:
    """Tell whether who feels a loss complains: u < P."""
    return luck < chance


@loop
def hurt(words: U4, gaps: F4, firm: U1, p: Complaint, grievance: F4, felt: U1) -> None:
    """Let losses be felt: flag who feels one (as major where it is), and hold it against the firm."""
    least, share, small, large = p.felt, p.major, p.hurt_minor, p.hurt_major
    for i in range(felt.size):
        loses = feels(-gaps[i], least) & (firm[i] != u1(0))
        big = unit(words[i]) < share
        grievance[i] = grievance[i] - ((large if big else small) if loses else ZERO)
        felt[i] = u1((i4(MAJOR) if big else i4(0)) | i4(1)) if loses else u1(0)


@loop
def speak_up(words: U4, gaps: F4, invites: F4, p: Complaint, felt: U1, state: U1, flag: U1) -> None:
    """Let some of those who feel a loss complain, unless they wait for an answer already; flag them."""
    c0, c1 = p.reluctance, p.anger
    for i in range(flag.size):
        says = complains(unit(words[i]), complaint_probability(-gaps[i], c0, c1, invites[i]))
        new, kept = says & (felt[i] != u1(0)) & (state[i] == u1(0)), state[i]
        flag[i] = u1(new)
        state[i] = felt[i] if new else kept


@loop
def keep_silent(felt: U1, state: U1, words: U4, chance: float, flag: U1) -> None:
    """Flag by chance those who feel a loss and have no complaint open."""
    p = f4(chance)
    for i in range(flag.size):
        flag[i] = u1((felt[i] != u1(0)) & (state[i] == u1(0)) & (unit(words[i]) < p))


@loop
def name_firm(flag: U1, firm: U1, angry: U1) -> None:
    """Note the firm that those flagged will speak ill of."""
    for i in range(angry.size):
        kept = angry[i]
        angry[i] = firm[i] if flag[i] != u1(0) else kept


@loop
def mark(values: U1, wanted: int, mask: int, flag: U1) -> None:
    """Flag those whose masked value is the wanted one."""
    k, bits = i4(wanted), i4(mask)
    for i in range(flag.size):
        flag[i] = u1(i4(i4(values[i]) & bits) == k)


@loop
def complain(w: "World", low: int, high: int, now: int) -> None:
    """Let those who feel a loss complain, or keep silent: then some think again next period, some tell others."""
    p, c, s, spare, size = w.rules.complaint, w.columns, w.passing, w.spare, high - low
    if not p.on:
        return
    firm, state, gaps = c.firm[low:high], c.complaint[low:high], s.gaps[:size]
    invites, flag, felt = spare.a[:size], spare.flag[:size], spare.other[:size]
    fill(spare.words, size, low, (now, i8(COMPLAIN), i8(0)), w.seed)
    hurt(spare.words[1], gaps, firm, p, c.grievance[low:high], felt)
    count_by_group(felt, firm, w.counted.losses)
    spread(w.firms.invites, firm, invites)
    speak_up(spare.words[0], gaps, invites, p, felt, state, flag)
    count_by_group(flag, firm, w.counted.complaints)
    keep_silent(felt, state, spare.words[2], p.reconsider, c.upset[low:high])
    keep_silent(felt, state, spare.words[3], p.tells, flag)
    name_firm(flag, firm, s.angry[:size])
    for waited in range(PATIENCE + 1):
        mark(state, waited + 1, MAJOR - 1, flag)
        count_by_group(flag, firm, w.counted.waiting[waited])


@loop
def hold_against(firm: U1, number: int, grievance: F4, total: F4) -> None:
    """Add what is held for or against one's own firm."""
    own = i4(number)
    for i in range(total.size):
        extra = grievance[i]
        total[i] += extra if i4(firm[i]) == own else ZERO


@loop
def grievance_speaks(w: "World", low: int, high: int, f: int, total: F4) -> None:
    """Add what its customers hold for or against firm f."""
    if w.rules.complaint.on:
        hold_against(w.columns.firm[low:high], f + 1, w.columns.grievance[low:high], total)
