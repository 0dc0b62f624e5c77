"""Calls on delivery: after a failure the firm rings before the customer complains, and makes good what it can.

A late delivery gets what a handled complaint gets, an apology, a refund or a gift; one that was cancelled, or found
nobody, the price back. For who is content with that the loss is made good: it is not felt, so they neither hold it
against the firm nor complain, and what was done beyond what was due pleases them, as a complaint resolved at once does.
All others were called in vain. A call takes no capacity for complaints.
"""

from typing import TYPE_CHECKING

from tenfold.agents.customer.satisfaction import make_good, please
from tenfold.agents.customer.settle import refund
from tenfold.agents.customer.volume import costs_in_all
from tenfold.agents.firm.recovery import FAST, finds_fair, spent_on_case
from tenfold.sim.blocks import count_by_group, spread
from tenfold.sim.draws import fill, unit
from tenfold.sim.jit import ZERO, Flag, Float, Int, Long, f4, i4, i8, loop, rule, u1
from tenfold.sim.ledger import CUSTOMERS, FIRST_FIRM, OUTSIDE, cents, post
from tenfold.sim.parameters import Parameters, quantity
from tenfold.sim.records import F4, I8, U1, U4, Record, column

if TYPE_CHECKING:
    from tenfold.agents.world import World

CALL = 25
DRAWS = {CALL: "a call after a failed delivery; slots: 0 whether it comes, 1 whether it was cancelled, 2 is content"}
LATE, CANCELLED, CONTENT = u1(1), u1(2), u1(4)  # what was said in a call


class Calls(Parameters):
    """Whether a firm calls after failed deliveries."""

    on: bool = quantity(False, "-", None, None, "switch: off, it waits for complaints; acts with recovery.on alone")
    share: float = quantity(1.0, "share of failed deliveries", 0, 1, "assumption: on which it calls", lever=True)
    cost: float = quantity(0.5, "money per call", 0, 1e6, "assumption: time of staff")
    cancelled: float = quantity(0.1, "share of failed deliveries", 0, 1, "assumption: cancelled or nobody there")


class OfFirms(Record):
    """What a firm does about failed deliveries."""

    calls: F4 = column("F", "share", "of failed deliveries on which it calls; 0 for none")
    cancels: F4 = column("F", "share", "of failed deliveries that were cancelled")


class Counted(Record):
    """What a firm counts of its calls."""

    called: I8 = column("F", "failed deliveries", "on which it called")
    cancelled: I8 = column("F", "failed deliveries", "of these cancelled")
    returned: I8 = column("F", "cents", "of the price, for cancelled deliveries", tag="part")


class Observed(Record):
    """What a firm does not know of its calls."""

    made_good: I8 = column("F", "failed deliveries", "of which the customer is content with what the call brought")


class Booked(Record):
    """What calls cost a firm."""

    calls: I8 = column("F", "cents", "spent on calls after failed deliveries, and on what they bring", tag="retain")


@rule
def is_called(luck: Float, share: Float) -> Flag:
    """Tell whether a firm calls on a failed delivery: u < share."""
    return luck < share


@rule
def says(cancelled: Float, share: Float, luck: Float, late: Float, back: Float) -> Int:
    """Say what a call brings: 1 for a late and 2 for a cancelled delivery, and 4 more if the customer is content.

    cancelled, luck : numbers drawn; share : of failures that are cancelled; late, back : probability of being content
    with what a late delivery gets, and with the money back
    """
    kind = i4(CANCELLED) if cancelled < share else i4(LATE)
    content = luck < (back if cancelled < share else late)
    return i4(kind | i4(CONTENT)) if content else kind


@loop
def open_calls(w: "World", f: int, now: int) -> None:
    """Let a firm that takes complaints call after failed deliveries, if it does."""
    own = w.settings.calls
    acts = w.rules.complaint.on and w.settings.recovery.on[f] != 0.0 and own.on[f] != 0.0
    w.firms.calls[f] = f4(own.share[f]) if acts else ZERO
    w.firms.cancels[f] = f4(own.cancelled[f])


@loop
def ring(words: tuple[U4, U4, U4], failed: U1, share: F4, cancels: F4, late: F4, back: float, said: U1) -> None:
    """Call on failed deliveries; writes what was said, 0 for no call."""
    first, second, third, money = words[0], words[1], words[2], f4(back)
    for i in range(said.size):
        called = is_called(unit(first[i]), share[i]) & (failed[i] != u1(0))
        kind = says(unit(second[i]), cancels[i], unit(third[i]), late[i], money)
        said[i] = u1(kind) if called else u1(0)


@loop
def mark_said(said: U1, word: int, flag: U1) -> None:
    """Flag those to whom a call said something."""
    bit = i4(word)
    for i in range(flag.size):
        flag[i] = u1((i4(said[i]) & bit) != i4(0))


@loop
def weigh_gift(said: U1, fair: F4, back: float, share: float, speed: float) -> None:
    """Turn the fairness of what was done into a gain of satisfaction, for those who are content."""
    money, part, factor = f4(back), f4(share), f4(speed)
    for i in range(fair.size):
        gap = money if (i4(said[i]) & i4(CANCELLED)) != i4(0) else fair[i]
        gain = finds_fair(FAST, gap, part, factor)
        fair[i] = gain if (i4(said[i]) & i4(CONTENT)) != i4(0) else ZERO


@loop
def return_price(firm: U1, number: int, flag: U1, price: int, extra: F4, paid: I8) -> Long:
    """Pay a firm's flagged customers their price back; gives the sum."""
    k, total = i4(number), i8(0)
    for i in range(firm.size):
        back = costs_in_all(i8(price), extra[i]) if (i4(firm[i]) == k) & (flag[i] != u1(0)) else i8(0)
        paid[i] -= back
        total += back
    return total


@loop
def call(w: "World", low: int, high: int, now: int) -> None:
    """Let firms call after failed deliveries, before anybody complains."""
    p, c, s, spare, firms, size = w.rules.complaint, w.columns, w.passing, w.spare, w.firms, high - low
    if not p.on or firms.calls.max() <= ZERO:
        return
    firm, paid, flag, said = c.firm[low:high], c.paid[low:high], spare.flag[:size], spare.other[:size]
    share, cancels, late = spare.a[:size], spare.b[:size], spare.c[:size]
    fill(spare.words, size, low, (now, i8(CALL), i8(0)), w.seed)
    spread(firms.calls, firm, share)
    spread(firms.cancels, firm, cancels)
    spread(firms.succeeds, firm, late)
    ring(
        (spare.words[0], spare.words[1], spare.words[2]), s.failed[:size], share, cancels, late, p.success_refund, said
    )
    spread(firms.fair, firm, late)
    weigh_gift(said, late, p.fair_refund, p.fairness, p.speed)
    for f in range(firms.price.size):
        please(firm, f + 1, late, c.satisfaction[f, low:high])
    mark_said(said, LATE, flag)
    for f in range(firms.price.size):
        refund(firm, f + 1, flag, firms.refund_cents[f], paid)
    count_by_group(flag, firm, w.counted.called)
    mark_said(said, CANCELLED, flag)
    for f in range(firms.price.size):
        w.counted.returned[f] += return_price(firm, f + 1, flag, firms.price_cents[f], c.extra_volume[low:high], paid)
    count_by_group(flag, firm, w.counted.called)
    count_by_group(flag, firm, w.counted.cancelled)
    mark_said(said, CONTENT, flag)
    count_by_group(flag, firm, w.counted.made_good)
    make_good(flag, s.gaps[:size])


@loop
def close_calls(w: "World", f: int, now: int) -> None:
    """Pay for calls, for what late deliveries got, and for the price of cancelled ones."""
    if w.firms.calls[f] == ZERO:
        return
    counted, account = w.counted, FIRST_FIRM + f
    late = counted.called[f] - counted.cancelled[f]
    spent = counted.called[f] * cents(w.settings.calls.cost[f]) + late * cents(spent_on_case(w, f))
    back = late * w.firms.refund_cents[f] + counted.returned[f]
    w.booked.calls[now, f] = spent + back
    post(w.books.balance, account, OUTSIDE, spent)
    post(w.books.balance, account, CUSTOMERS, back)
