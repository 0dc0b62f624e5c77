"""Products: how many a customer holds with their firm beyond the first; each brings a margin, and binds them.

A customer who is offered a further product takes it the more readily, the better it fits them and the more they trust
the firm. It is bought every period from then on, and given up with the firm. What firms ask and offer:
tenfold.agents.firm.add_ons.
"""

from typing import TYPE_CHECKING

from tenfold.sim.blocks import clear, count_both, spread, take
from tenfold.sim.draws import fill, unit
from tenfold.sim.floats import exp
from tenfold.sim.jit import ONE, Flag, Float, Long, f4, f8, i4, i8, loop, rule, u1
from tenfold.sim.parameters import Parameters, quantity
from tenfold.sim.records import F4, I8, U1, U4, Record, column

if TYPE_CHECKING:
    from tenfold.agents.world import World

OFFER = 29
DRAWS = {OFFER: "a further product; slots: 0 whether it is offered, 1 whether it is taken"}


class Products(Parameters):
    """How readily customers take further products of their firm, and what these bind."""

    on: bool = quantity(False, "-", None, None, "switch: off, a firm has one product; see also add_ons.on of each firm")
    most: int = quantity(3, "products", 1, 200, "assumption (Q): held with one firm at most")
    reluctance: float = quantity(-3.0, "logit", -50, 50, "assumption (a); past offers")
    fit: float = quantity(2.0, "logit per unit of fit", 0, 50, "assumption (b); past offers")
    trust: float = quantity(1.0, "logit at full trust", 0, 50, "assumption; past offers")
    switching: float = quantity(0.3, "utils per further product", 0, 20, "assumption, swept (sc2); 0: it does not bind")


class OfCustomers(Record):
    """What every customer holds."""

    add_ons: U1 = column("N", "products", "held with one's firm beyond the first", until="spell")


class Counted(Record):
    """What a firm counts of further products."""

    holding: I8 = column("F", "products", "further ones that customers bought")
    offered: I8 = column("F", "offers", "of a further product")
    taken: I8 = column("F", "products", "further ones bought for the first time")


@rule
def take_probability(reluctance: Float, fit: Float, trust: Float) -> Float:
    """Give the probability that a further product is taken, if offered: 1 / (1 + exp(-(a + b D + trust)))."""
    return ONE / (ONE + exp(-(reluctance + fit + trust)))


@rule
def buys_more(luck: Float, chance: Float) -> Flag:
    """Tell whether who is offered a further product takes it: u < P."""
    return luck < chance


@rule
def binds(cost: Float, each: Float, held: Float) -> Float:
    """Raise the cost of leaving by what is held: sc + sc2 x further products [utils]."""
    return cost + each * held


@loop
def bind_by_products(held: U1, each: float, cost: F4) -> None:
    """Add what further products held make leaving cost."""
    sc2 = f4(each)
    for i in range(cost.size):
        cost[i] = binds(cost[i], sc2, f4(held[i]))


@loop
def products_bind(w: "World", low: int, high: int) -> None:
    """Let further products make leaving dearer."""
    p = w.rules.products
    if p.on:
        bind_by_products(w.columns.add_ons[low:high], p.switching, w.passing.cost[: high - low])


@loop
def make_offers(words: U4, share: F4, most: int, firm: U1, held: U1, flag: U1) -> None:
    """Flag by chance those who are offered one more: of customers with room for it."""
    k = i4(most) - i4(1)
    for i in range(flag.size):
        flag[i] = u1((firm[i] != u1(0)) & (i4(held[i]) < k) & (unit(words[i]) < share[i]))


@loop
def take_up(words: U4, fit: F4, distrust: F4, p: Products, flag: U1, took: U1) -> None:
    """Flag those who take what they are offered."""
    a, weight = p.reluctance, p.trust
    for i in range(took.size):
        chance = take_probability(a, fit[i], weight * (ONE - distrust[i]))
        took[i] = u1(buys_more(unit(words[i]), chance) & (flag[i] != u1(0)))


@loop
def hold_more(took: U1, held: U1) -> None:
    """Add what was taken to what is held."""
    for i in range(held.size):
        held[i] = u1(held[i] + took[i])


@loop
def charge_add_ons(firm: U1, number: int, held: U1, cents: int, gain: float, paid: I8, value: F4) -> Long:
    """Let a firm's customers pay for further products; gain = discounted margin of one; gives how many they hold."""
    k, total, margin = i4(number), i8(0), f4(gain)
    for i in range(firm.size):
        if i4(firm[i]) == k:
            paid[i] += i8(held[i]) * i8(cents)
            value[i] += f4(held[i]) * margin
            total += i8(held[i])
    return total


@loop
def charge_offers(firm: U1, number: int, flag: U1, cost: float, value: F4) -> None:
    """Take from what customers brought what an offer to them cost."""
    k, less = i4(number), f4(cost)
    for i in range(firm.size):
        kept = value[i]
        value[i] = kept - less if (i4(firm[i]) == k) & (flag[i] != u1(0)) else kept


@loop
def grow(w: "World", low: int, high: int, now: int) -> None:
    """Let firms offer their customers a further product, and who holds some pay for them."""
    p, c, spare, firms, counted, size = w.rules.products, w.columns, w.spare, w.firms, w.counted, high - low
    if not p.on:
        return
    firm, held, flag, took = c.firm[low:high], c.add_ons[low:high], spare.flag[:size], spare.other[:size]
    number, distrust = spare.a[:size], spare.b[:size]
    fill(spare.words, size, low, (now, i8(OFFER), i8(0)), w.seed)
    spread(firms.offers, firm, number)
    make_offers(spare.words[0], number, p.most, firm, held, flag)
    spread(firms.fit, firm, number)
    clear(distrust)
    for f in range(firms.price.size):
        take(c.distrust[f, low:high], firm, f + 1, distrust)
    take_up(spare.words[1], number, distrust, p, flag, took)
    hold_more(took, held)
    worth = w.books.worth[now] / 100.0
    for f in range(firms.price.size):
        price, cost = firms.add_on_cents[f], firms.add_on_cost_cents[f]
        counted.offered[f] += count_both(firm, f + 1, flag)
        counted.taken[f] += count_both(firm, f + 1, took)
        gain, value = worth * f8(price - cost), c.value[low:high]
        counted.holding[f] += charge_add_ons(firm, f + 1, held, price, gain, c.paid[low:high], value)
        charge_offers(firm, f + 1, flag, worth * f8(firms.offer_cents[f]), value)
