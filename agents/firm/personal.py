"""Personal approach: a firm that knows its customers gives an offer of their own to those who waver.

Customer data D, a firm's stock of knowledge within 0 .. 1, gather with money and age. They decide how well it estimates
who would stay if they thought again, and how likely its offer is right. Only wavering customers are approached, because
the others would stay, or leave, anyway (Ascarza 2018: by uplift, not by risk). A right offer acts as care does.
"""

from typing import TYPE_CHECKING

from tenfold.agents.customer.lottery import gather_lots
from tenfold.agents.firm.curves import response_rate
from tenfold.sim.blocks import clear, copy, count_by_group, spread
from tenfold.sim.draws import fill, normal_cos, unit
from tenfold.sim.floats import exp
from tenfold.sim.jit import ONE, ZERO, Double, Flag, Float, f4, f8, i4, i8, loop, rule, u1
from tenfold.sim.ledger import FIRST_FIRM, OUTSIDE, cents, post
from tenfold.sim.parameters import Parameters, quantity
from tenfold.sim.records import F4, I8, U1, U4, Record, column

if TYPE_CHECKING:
    from tenfold.agents.world import World

APPROACH = 23
DRAWS = {APPROACH: "a personal approach; slots: 0 error of the estimate who wavers, 1 whether the offer is right"}


class Personal(Parameters):
    """How data gather, and what they are good for."""

    on: bool = quantity(False, "-", None, None, "switch: off, nobody is approached by data; firms.0.approach_money")
    lowest: float = quantity(0.2, "probability", 0, 1, "assumption: of staying if they think again, of who wavers")
    highest: float = quantity(0.8, "probability", 0, 1, "assumption: the same, at most")
    error: float = quantity(2.0, "logit", 0, 20, "assumption: standard deviation of the estimate without data")
    chance: float = quantity(0.2, "probability", 0, 1, "assumption: that an offer is right without data")
    gathering: float = quantity(0.05, "share of the rest per period", 0, 1, "assumption: with unlimited money for data")
    steepness: float = quantity(3.0, "1/money", 0, 1000, "assumption: of gathering in money")
    ageing: float = quantity(0.01, "share per period", 0, 1, "assumption: of data that go stale")


class Knowing(Parameters):
    """What a firm spends on knowing its customers, and on approaching them."""

    approach_money: float = quantity(
        0.0, "money per customer approached", 0, 1e6, "off; an instrument of retention", lever=True, neutral=0.0
    )
    data: float = quantity(0.0, "share", 0, 1, "customer data when the market opens", neutral=0.0)
    data_money: float = quantity(
        0.0, "money per customer and period", 0, 1e6, "off: spent on gathering data", lever=True, neutral=0.0
    )


class OfFirms(Record):
    """What a firm knows, and does with it."""

    data: F4 = column("F", "share", "customer data (D), 0 .. 1")
    approach: F4 = column("F", "-", "effect of a right offer, 0 .. 1; 0 where nobody is approached")
    approach_cents: I8 = column("F", "cents", "spent on one approach")


class Counted(Record):
    """What a firm counts of its approaches."""

    approached: I8 = column("F", "customers", "given an offer of their own")


class Booked(Record):
    """What knowing and approaching customers cost a firm."""

    approach: I8 = column("F", "cents", "spent on personal approaches", tag="retain")
    data: I8 = column("F", "cents", "spent on gathering customer data", tag="capability")


@rule
def gathers_data(data: Double, effect: Double, gathering: Double, ageing: Double) -> Double:
    """Renew customer data: D <- D + g e (1 - D) - a D, with e = 1 - exp(-k money)."""
    return data + gathering * effect * (f8(1.0) - data) - ageing * data


@rule
def expects_to_stay(own: Float, rest: Float, error: Float) -> Float:
    """Estimate the probability of staying if a customer thinks again, off by an error [logit].

    With e^U of one's own firm, and the sum of e^U of all else: own / (own + rest e^-error).
    """
    return own / (own + rest * exp(-error))


@rule
def is_right(luck: Float, chance: Float, data: Float) -> Flag:
    """Tell whether an offer is right: u < P + (1 - P) D."""
    return luck < chance + (ONE - chance) * data


@rule
def cares_too(cared: Float, lift: Float) -> Float:
    """Join the effects of two kinds of care: 1 - (1 - a)(1 - b)."""
    return cared + lift * (ONE - cared)


@loop
def open_personal(w: "World", f: int, now: int) -> None:
    """Let a firm gather data, and decide what an approach is worth."""
    p, given, firms = w.rules.personal, w.settings, w.firms
    if not p.on:
        return
    old = given.data[f] if now == 0 else f8(firms.data[f])
    effect = response_rate(given.data_money[f], 0.0, 1.0, p.steepness)
    firms.data[f] = f4(gathers_data(old, effect, f8(p.gathering), f8(p.ageing)) if now > 0 else old)
    amount = cents(given.data_money[f] * f8(w.books.present[f]))
    w.booked.data[now, f] = amount
    post(w.books.balance, FIRST_FIRM + f, OUTSIDE, amount)
    firms.approach_cents[f] = cents(given.approach_money[f])
    firms.approach[f] = f4(response_rate(firms.approach_cents[f] / 100.0, 0.0, 1.0, w.rules.loyalty.care_steepness))


@loop
def mark_wavering(words: U4, own: F4, total: F4, data: F4, p: Personal, flag: U1) -> None:
    """Flag those whom their firm believes to waver; total holds e^U of all that they can choose."""
    low, high, spread_ = p.lowest, p.highest, p.error
    for i in range(flag.size):
        error = spread_ * (ONE - data[i]) * normal_cos(words[i])
        stays = expects_to_stay(own[i], total[i] - own[i], error)
        flag[i] = u1((stays >= low) & (stays <= high) & (own[i] > ZERO))


@loop
def keep_offered(lift: F4, flag: U1) -> None:
    """Leave only those flagged whose firm approaches anybody."""
    for i in range(flag.size):
        flag[i] = u1((flag[i] != u1(0)) & (lift[i] > ZERO))


@loop
def offer(words: U4, flag: U1, data: F4, lift: F4, chance: float, cared: F4) -> None:
    """Let a right offer act as care does, for those flagged."""
    least = f4(chance)
    for i in range(cared.size):
        right = is_right(unit(words[i]), least, data[i]) & (flag[i] != u1(0))
        more, kept = cares_too(cared[i], lift[i]), cared[i]
        cared[i] = more if right else kept


@loop
def charge_approach(firm: U1, number: int, flag: U1, money: float, value: F4) -> None:
    """Take what an approach costs off what a firm's flagged customers bring."""
    k, amount = i4(number), f4(money)
    for i in range(value.size):
        value[i] -= amount if (i4(firm[i]) == k) & (flag[i] != u1(0)) else ZERO


@loop
def approach(w: "World", low: int, high: int, now: int) -> None:
    """Let firms approach those of their customers who seem to waver."""
    p, s, spare, size, firms = w.rules.personal, w.passing, w.spare, high - low, w.firms
    if not p.on:
        return
    firm, own, total, third = w.columns.firm[low:high], spare.a[:size], spare.b[:size], spare.c[:size]
    flag = spare.flag[:size]
    fill(spare.words, size, low, (now, i8(APPROACH), i8(0)), w.seed)
    copy(s.outside[:size], total)
    clear(own)
    for f in range(firms.price.size):
        gather_lots(s.weight[f, :size], firm, f + 1, total, own)
    spread(firms.data, firm, third)
    mark_wavering(spare.words[0], own, total, third, p, flag)
    spread(firms.approach, firm, own)
    keep_offered(own, flag)
    offer(spare.words[1], flag, third, own, p.chance, s.cared[:size])
    count_by_group(flag, firm, w.counted.approached)
    for f in range(firms.price.size):
        money = firms.approach_cents[f] / 100.0 * w.books.worth[now]
        charge_approach(firm, f + 1, flag, money, w.columns.value[low:high])


@loop
def close_personal(w: "World", f: int, now: int) -> None:
    """Pay for the approaches of a period."""
    amount = w.counted.approached[f] * w.firms.approach_cents[f]
    w.booked.approach[now, f] = amount
    post(w.books.balance, FIRST_FIRM + f, OUTSIDE, amount)
