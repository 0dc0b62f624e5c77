"""Recovery: how a firm hears complaints, handles those it can, the oldest first, and what that changes.

A complaint raised in one period is handled, if there is capacity, before the customer chooses again: then it counts as
resolved at once. What is waiting is divided by lot within the same age, so that capacity is used on average. Who is
answered well holds less against the firm, or more for it; who is not thinks again, and speaks ill of the firm.
"""

from typing import TYPE_CHECKING, Literal

from tenfold.agents.customer.choice import think_if
from tenfold.agents.customer.complaint import MAJOR, PATIENCE, Complaint, mark, name_firm
from tenfold.agents.customer.hearsay import fade
from tenfold.agents.customer.satisfaction import please
from tenfold.agents.customer.settle import refund
from tenfold.sim.blocks import clear, count_by_group, spread
from tenfold.sim.draws import fill, unit
from tenfold.sim.jit import ZERO, Float, Int, f4, f8, i4, i8, loop, rule, u1
from tenfold.sim.ledger import CUSTOMERS, FIRST_FIRM, OUTSIDE, cents, post
from tenfold.sim.parameters import Parameters, quantity
from tenfold.sim.records import F4, I8, U1, U4, Record, column

if TYPE_CHECKING:
    from tenfold.agents.world import World

RECOVER = 13
DRAWS = {RECOVER: "what becomes of a complaint; slots: 0 whether it is handled, 1 whether that satisfies"}
NONE, UNRESOLVED, RESOLVED, FAST = (i4(k) for k in range(4))  # what became of a complaint
DEAF = f4(-1000.0)  # logit: nobody complains to a firm that takes no complaints


class Recovery(Parameters):
    """How a firm hears and answers complaints."""

    on: bool = quantity(False, "-", None, None, "switch: off, the firm takes no complaints; see customers.complaint.on")
    ease: float = quantity(0.5, "-", 0, 1, "assumption: how easy it is to complain", lever=True)
    capacity: float = quantity(
        0.016, "complaints per customer and period", 0, 10, "assumption, swept (kappa): what can be handled", lever=True
    )
    bundle: Literal["none", "apology", "refund", "gift"] = quantity(
        "refund", "-", None, None, "what a handled case gets; each holds those before it", lever=True
    )
    apology_cost: float = quantity(1.0, "money per case", 0, 1e6, "assumption: time of staff")
    refund_cost: float = quantity(7.0, "money per case", 0, 1e6, "assumption: paid to the customer")
    gift_cost: float = quantity(5.0, "money per case", 0, 1e6, "assumption")
    capacity_cost: float = quantity(0.6, "money per complaint that can be handled", 0, 1e6, "assumption")


class OfFirms(Record):
    """What a firm can do about complaints."""

    queue: I8 = column("3 F", "complaints", "open when the period begins, by periods waited")
    answers: F4 = column("3 F", "probability", "that one is handled this period, by periods waited")
    invites: F4 = column("F", "logit", "added to the chance of a complaint by how easy it is")
    succeeds: F4 = column("F", "probability", "that a handled case is resolved")
    fair: F4 = column("F", "satisfaction", "what a resolved case is worth beyond what was due")
    refund_cents: I8 = column("F", "cents", "paid back for a handled case")


class Counted(Record):
    """What a firm counts of the complaints it handles."""

    handled: I8 = column("F", "complaints", "handled")
    fast: I8 = column("F", "complaints", "resolved in the period they were raised")
    resolved: I8 = column("F", "complaints", "resolved later")
    unresolved: I8 = column("F", "complaints", "handled in vain, or given up")


class Booked(Record):
    """What complaints cost a firm."""

    recovery: I8 = column("F", "cents", "spent on handling complaints and on being able to", tag="retain")


@rule
def concludes(waited: Int, handled: Int, satisfied: Int) -> Int:
    """Say what becomes of a complaint: resolved (fast if it has not waited), unresolved, or still open.

    Handled in vain, or left unhandled for longer than customers wait, it is unresolved.
    """
    well = FAST if waited == i4(0) else RESOLVED
    answered = well if satisfied != i4(0) else UNRESOLVED
    return answered if handled != i4(0) else (UNRESOLVED if waited >= i4(PATIENCE) else NONE)


@rule
def forgives(outcome: Int, unresolved: Float, resolved: Float, fast: Float, causal: Float) -> Float:
    """Give what the end of a complaint adds to the utility of one's firm: chi times its offset [utils]."""
    bad = unresolved if outcome == UNRESOLVED else ZERO
    good = fast if outcome == FAST else bad
    return causal * (resolved if outcome == RESOLVED else good)


@rule
def finds_fair(outcome: Int, fair: Float, share: Float, speed: Float) -> Float:
    """Give what a resolved complaint adds to satisfaction: share x fairness gap, more if it was resolved at once."""
    gain = share * fair if outcome >= RESOLVED else ZERO
    return gain * speed if outcome == FAST else gain


@loop
def open_recovery(w: "World", f: int, now: int) -> None:
    """Let a firm divide what it can handle over its queue, the oldest first."""
    p, own, firms = w.rules.complaint, w.settings.recovery, w.firms
    firms.invites[f] = DEAF
    if not p.on or own.on[f] == 0.0:
        return
    kind, left = int(own.bundle[f]), own.capacity[f] * f8(w.books.present[f])
    firms.invites[f] = p.ease * f4(own.ease[f])
    firms.succeeds[f] = (ZERO, p.success_apology, p.success_refund, p.success_gift)[kind]
    firms.fair[f] = (ZERO, p.fair_apology, p.fair_refund, p.fair_gift)[kind]
    firms.refund_cents[f] = cents(own.refund_cost[f]) if kind >= 2 else i8(0)
    for waited in range(PATIENCE, -1, -1):
        open_ = f8(firms.queue[waited, f])
        firms.answers[waited, f] = f4(min(1.0, left / max(open_, 1.0)))
        left = max(0.0, left - open_)


@loop
def spent_on_case(w: "World", f: int) -> float:
    """Give what a handled case costs a firm, but for what is paid back [money]."""
    own = w.settings.recovery
    apology = own.apology_cost[f]
    found: float = (0.0, apology, apology, apology + own.gift_cost[f])[int(own.bundle[f])]
    return found


@loop
def close_recovery(w: "World", f: int, now: int) -> None:
    """Pay for the complaints handled in a period, and for the capacity to handle them."""
    own, cases, account = w.settings.recovery, w.counted.handled[f], FIRST_FIRM + f
    if not w.rules.complaint.on or own.on[f] == 0.0:
        return
    back, case = cases * w.firms.refund_cents[f], spent_on_case(w, f)
    ready = cents(own.capacity[f] * f8(w.books.present[f]) * own.capacity_cost[f])
    w.booked.recovery[now, f] = cases * cents(case) + ready + back
    post(w.books.balance, account, OUTSIDE, cases * cents(case) + ready)
    post(w.books.balance, account, CUSTOMERS, back)
    w.firms.queue[:, f] = w.counted.waiting[:, f]


@loop
def assign_waiting(answers: F4, firm: U1, number: int, state: U1, chance: F4) -> None:
    """Write the chance that an open complaint is handled, for the customers of one firm, by the periods it waited."""
    k, now, later, last = i4(number), answers[0], answers[1], answers[2]
    for i in range(chance.size):
        waited, kept = i4(i4(state[i]) & i4(MAJOR - 1)) - i4(1), chance[i]
        new = now if waited == i4(0) else (later if waited == i4(1) else last)
        chance[i] = new if i4(firm[i]) == k else kept


@loop
def conclude(words: U4, more: U4, chance: F4, success: F4, state: U1, handled: U1, outcome: U1) -> None:
    """Let open complaints be handled or wait on; what is concluded is no longer open, but says if it was major."""
    for i in range(outcome.size):
        age, major = i4(i4(state[i]) & i4(MAJOR - 1)), i4(i4(state[i]) & i4(MAJOR))
        taken = (unit(words[i]) < chance[i]) & (age != i4(0))
        end = concludes(i4(age - i4(1)), i4(taken), i4(unit(more[i]) < success[i]))
        end = end if age != i4(0) else NONE
        on = i4(i4(age + i4(1)) | major) if age != i4(0) else i4(0)
        handled[i], outcome[i] = u1(taken), u1(end)
        state[i] = u1(on if end == NONE else major)


@loop
def soothe(outcome: U1, state: U1, p: Complaint, grievance: F4) -> None:
    """Add to what is held for or against a firm what the end of a complaint is worth."""
    chi, small = p.causal, (p.unresolved_minor, p.resolved_minor, p.fast_minor)
    large = (p.unresolved_major, p.resolved_major, p.fast_major)
    for i in range(grievance.size):
        big = state[i] == u1(MAJOR)
        minor = forgives(i4(outcome[i]), small[0], small[1], small[2], chi)
        major = forgives(i4(outcome[i]), large[0], large[1], large[2], chi)
        grievance[i] = grievance[i] + (major if big else minor)


@loop
def weigh_fairness(outcome: U1, fair: F4, p: Complaint) -> None:
    """Turn the fairness of what was done into a gain of satisfaction, for those whose complaint was resolved."""
    share, speed = p.fairness, p.speed
    for i in range(fair.size):
        fair[i] = finds_fair(i4(outcome[i]), fair[i], share, speed)


@loop
def close_cases(outcome: U1, state: U1) -> None:
    """Forget what concluded complaints were."""
    for i in range(state.size):
        kept = state[i]
        state[i] = u1(0) if outcome[i] != u1(0) else kept


@loop
def recover(w: "World", low: int, high: int, now: int) -> None:
    """Let firms handle open complaints; who is left unsatisfied thinks again and speaks ill of the firm."""
    p, c, s, spare, size = w.rules.complaint, w.columns, w.passing, w.spare, high - low
    if not p.on:
        return
    firm, state, grievance = c.firm[low:high], c.complaint[low:high], c.grievance[low:high]
    chance, good, flag, outcome = spare.a[:size], spare.b[:size], spare.flag[:size], spare.other[:size]
    fade(grievance, p.fading)
    fill(spare.words, size, low, (now, i8(RECOVER), i8(0)), w.seed)
    clear(chance)
    for f in range(w.firms.price.size):
        assign_waiting(w.firms.answers[:, f].copy(), firm, f + 1, state, chance)
    spread(w.firms.succeeds, firm, good)
    conclude(spare.words[0], spare.words[1], chance, good, state, flag, outcome)
    count_by_group(flag, firm, w.counted.handled)
    soothe(outcome, state, p, grievance)
    close_cases(outcome, state)
    spread(w.firms.fair, firm, good)
    weigh_fairness(outcome, good, p)
    for f in range(w.firms.price.size):
        please(firm, f + 1, good, c.satisfaction[f, low:high])
        refund(firm, f + 1, flag, w.firms.refund_cents[f], c.paid[low:high])
    mark(outcome, FAST, 255, flag)
    count_by_group(flag, firm, w.counted.fast)
    mark(outcome, RESOLVED, 255, flag)
    count_by_group(flag, firm, w.counted.resolved)
    mark(outcome, UNRESOLVED, 255, flag)
    count_by_group(flag, firm, w.counted.unresolved)
    think_if(flag, s.thinks[:size])
    clear(s.angry[:size])
    name_firm(flag, firm, s.angry[:size])
    think_if(c.upset[low:high], s.thinks[:size])
    clear(c.upset[low:high])
