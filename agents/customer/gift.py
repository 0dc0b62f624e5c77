"""Gifts as customers take them: a pleasant surprise at first, soon expected, and missed when none comes.

A gift is an attribute of its own. What is expected of it starts at 0 and is learnt like any expectation; what was given
against what was expected adds to satisfaction, and what is expected adds to perceived value. Who gets one when:
tenfold.agents.firm.gifts.
"""

from typing import TYPE_CHECKING

from tenfold.agents.customer.expectation import learns, rate_of
from tenfold.agents.customer.loyalty import add_weighted
from tenfold.agents.customer.satisfaction import Satisfaction, disconfirms, perceives
from tenfold.sim.blocks import clear, take
from tenfold.sim.floats import weighed
from tenfold.sim.jit import f4, i4, loop
from tenfold.sim.records import F4, U1, Record, column

if TYPE_CHECKING:
    from tenfold.agents.world import World


class OfCustomers(Record):
    """What every customer has come to expect beyond what they buy."""

    gift_expected: F4 = column("F N", "share of a full gift", "expected of each firm with a purchase, within 0 .. 1")


@loop
def surprise(firm: U1, number: int, weight: float, expected: F4, gift: F4, p: Satisfaction, extra: F4) -> None:
    """Add the gap between what firm `number`'s customers were given and expected to the weighed gaps."""
    k, w_g = i4(number), f4(weight)
    alpha, z, e, aversion = p.assimilation, p.tolerance, p.exponent, p.loss_aversion
    for i in range(extra.size):
        x, kept = perceives(gift[i], expected[i], alpha), extra[i]
        felt = weighed(kept, w_g, disconfirms(x - expected[i], z, e, aversion))
        extra[i] = felt if i4(firm[i]) == k else kept


@loop
def expect(firm: U1, number: int, gift: F4, rate: F4, expected: F4) -> None:
    """Let firm `number`'s customers learn what to expect."""
    k = i4(number)
    for i in range(expected.size):
        kept = expected[i]
        learnt = learns(kept, gift[i], rate[i])
        expected[i] = learnt if i4(firm[i]) == k else kept


@loop
def unwrap(w: "World", low: int, high: int, now: int) -> None:
    """Compare what was given with what was expected, then learn what to expect."""
    own, c, s, e, size = w.settings.gifts, w.columns, w.passing, w.rules.expectation, high - low
    if own.schedule.max() == 0.0:
        return
    firm, rate, gift = c.firm[low:high], w.spare.a[:size], s.gift[:size]
    clear(rate)
    for f in range(w.firms.price.size):
        take(c.experience[f, low:high], firm, f + 1, rate)
    rate_of(rate, e.prior_weight, e.slowest)
    for f in range(w.firms.price.size):
        if own.schedule[f] != 0.0:
            expected = c.gift_expected[f, low:high]
            surprise(firm, f + 1, own.weight[f], expected, gift, w.rules.satisfaction, s.extra[:size])
            expect(firm, f + 1, gift, rate, expected)


@loop
def gift_speaks(w: "World", low: int, high: int, f: int, total: F4) -> None:
    """Add what the gift expected of firm f is worth: theta v v_g E_g [utils]."""
    if w.settings.gifts.schedule[f] != 0.0:
        k = w.rules.choice
        weight = k.sensitivity * k.value_weight * f4(w.settings.gifts.worth[f])
        add_weighted(weight, w.columns.gift_expected[f, low:high], total)
