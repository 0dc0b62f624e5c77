"""Choice, and so churn: a logit over the firms considered and doing without, drawn by one number.

Churn is never drawn as such. A customer reconsiders with some probability, then weighs his firm, the others he knows
and can pay, and the outside option (utility 0). Random utility after McFadden (1974); switching cost after Klemperer
(1987); the draw runs through the incumbent first, then the other firms by number, then outside, so that whatever makes
the incumbent better never makes its customer leave.
"""

from tenfold.agents.customer.value import burden, perceived_value, weighed
from tenfold.agents.decisions import ATTRIBUTES, Decision, Slot
from tenfold.agents.state import F4, I4, U1, U4, World
from tenfold.sim.blocks import add, clear
from tenfold.sim.draws import U2, fill, unit, word
from tenfold.sim.floats import exp, log
from tenfold.sim.jit import ONE, ZERO, Float, Int, f4, i4, i8, loop, rule, u1, u4
from tenfold.sim.parameters import Parameters, quantity

PERIOD, CONSIDER = int(Decision.PERIOD), int(Decision.CONSIDER)
ATTRIBUTE_COUNT = len(ATTRIBUTES)
RECONSIDER, CHOOSE = int(Slot.RECONSIDER), int(Slot.CHOOSE)


NOTHING = i4(-1)  # no option picked yet


class Choice(Parameters):
    """Coefficients of the choice among firms [utils unless said otherwise]."""

    reconsider: float = quantity(0.1, "probability per period", 0, 1, "assumption (nu); survey, panel")
    considered: int = quantity(3, "firms besides one's own", 1, 7, "assumption (n_c); survey")
    sensitivity: float = quantity(0.08, "utils per money", 0, 10, "assumption (theta); conjoint or panel logit")
    value_weight: float = quantity(1.0, "-", 0, 10, "switch: reason 1 for loyalty, intrinsic value")
    ease_weight: float = quantity(1.0, "-", 0, 10, "switch: reason 2, ease of the transaction")
    standing_weight: float = quantity(0.5, "utils", 0, 20, "assumption; reason 3, interacting stakeholders")
    commitment_weight: float = quantity(1.5, "utils", 0, 20, "assumption; reason 4, emotional commitment")
    word_weight: float = quantity(1.0, "utils", 0, 20, "assumption; what others say, as heard")
    switching: float = quantity(3.0, "utils", 0, 20, "assumption (sc0); state-dependence logit")
    switching_growth: float = quantity(0.2, "utils per log period", 0, 5, "assumption (sc1); state-dependence logit")
    inertia: float = quantity(0.0, "utils", -20, 20, "neutral; solved for where a base retention is imposed")
    contagion: float = quantity(0.588, "utils per friend just gone", 0, 5, "ln 1.8: Nitzan & Libai 2011, hazard +80%")


@rule
def switching_cost(fixed: Float, growth: Float, tenure: Float) -> Float:
    """Give the cost of leaving one firm for another: sc0 + sc1 ln(1 + tenure) [utils]."""
    return fixed + growth * log(ONE + tenure)


@rule
def utility(
    sensitivity: Float, intrinsic: Float, ease: Float, standing: Float, bond: Float, word: Float, taste: Float
) -> Float:
    """Give the utility of buying from a firm [utils], before switching cost.

    U = theta (intrinsic - ease) + standing + bond + word + taste, where intrinsic = worth of benefits - price and
    ease = burden of the transaction [money]; with both weights 1 their difference is perceived value.
    """
    return sensitivity * (intrinsic - ease) + standing + bond + word + taste


@rule
def appeal(utility: Float) -> Float:
    """Give the weight e^U of an option in the lottery; U is held within -60 .. 60."""
    low = f4(-60.0) if utility < f4(-60.0) else utility
    return exp(f4(60.0) if low > f4(60.0) else low)


@rule
def cheaper(price: Float, discount: Float, tenure: Int, after: Int) -> Float:
    """Give the price a firm asks of its own customer: less the loyal discount from some tenure on [money]."""
    return price - discount if tenure >= after else price


@rule
def picks(target: Float, cumulative: Float, chosen: Int, firm: Int) -> Int:
    """Take `firm` if nothing is chosen yet and the target falls below the weights counted so far."""
    return firm if (target < cumulative) & (chosen == NOTHING) else chosen


@loop
def price_leaving(tenure: I4, firm: U1, fixed: float, growth: float, cost: F4) -> None:
    """Write the switching cost of everybody; who has no firm pays none."""
    sc0, sc1 = f4(fixed), f4(growth)
    for i in range(cost.size):
        paid = switching_cost(sc0, sc1, f4(tenure[i]))
        cost[i] = paid if firm[i] != u1(0) else ZERO


@loop
def ask(tenure: I4, firm: U1, number: int, offer: tuple[float, float, int], price: F4) -> None:
    """Write the price firm `number` asks of everybody; offer = price, loyal discount, tenure it takes."""
    full, discount, after, k = f4(offer[0]), f4(offer[1]), i4(offer[2]), i4(number)
    for i in range(price.size):
        own = cheaper(full, discount, tenure[i], after)
        price[i] = own if i4(firm[i]) == k else full


@loop
def load_time(effort: F4, number: int, time: F4, work: F4, risk: F4, load: F4) -> None:
    """Write the burden of buying from firm `number`."""
    t, e, r = effort[0, number - 1], effort[1, number - 1], effort[2, number - 1]
    for i in range(load.size):
        load[i] = burden(t, e, r, time[i], work[i], risk[i])


@loop
def add_weighed(weight: F4, level: F4, total: F4) -> None:
    """Add one attribute to everybody's expected benefit."""
    for i in range(total.size):
        total[i] = weighed(total[i], weight[i], level[i])


@loop
def value_of(price: F4, k: Choice, worth: float, benefit: F4) -> None:
    """Turn expected benefit into the intrinsic reason to buy [money]."""
    most, share = f4(worth), k.value_weight
    for i in range(benefit.size):
        benefit[i] = share * perceived_value(most * benefit[i], price[i], ZERO)


@loop
def total_utility(intrinsic: F4, commitment: F4, word: F4, taste: F4, load: F4, k: Choice, standing: float) -> None:
    """Write everybody's utility of one firm into `load`."""
    theta, ease, bond, hearsay, social = k.sensitivity, k.ease_weight, k.commitment_weight, k.word_weight, f4(standing)
    for i in range(load.size):
        load[i] = utility(
            theta, intrinsic[i], ease * load[i], social, bond * commitment[i], hearsay * word[i], taste[i]
        )


@loop
def adjust(firm: U1, number: int, leaving: F4, contagion: F4, k: Choice, total: F4) -> None:
    """Favour one's own firm, less for friends who left it; charge the switching cost to the others."""
    own, inertia, pull = i4(number), k.inertia, k.contagion
    for i in range(total.size):
        stay, go = inertia - pull * contagion[i], -leaving[i]
        total[i] += stay if i4(firm[i]) == own else go


@loop
def admit(firm: U1, aware: U1, number: int, active: bool, price: F4, income: F4, total: F4) -> None:
    """Turn utility into weight in the lottery; 0 for a firm that is not known, gone or not to be paid."""
    k, bit, open_ = i4(number), i4(number - 1), i4(active)
    for i in range(total.size):
        known = i4(i4(i4(aware[i]) >> bit) & open_)
        possible = (i4(firm[i]) == k) | ((known != i4(0)) & (price[i] <= income[i]))
        weight = appeal(total[i])
        total[i] = weight if possible else ZERO


@loop
def weigh(w: World, low: int, high: int, f: int) -> None:
    """Write the weight of firm f (from 0) in everybody's lottery."""
    c, s, k, firms, size = w.columns, w.scratch, w.rules.choice, w.firms, high - low
    firm, tenure, number = c.firm[low:high], c.tenure[low:high], f + 1
    benefit, price, leaving, total = s.a[:size], s.b[:size], s.c[:size], s.weight[f, :size]
    clear(benefit)
    for a in range(ATTRIBUTE_COUNT):
        add_weighed(c.weight[a, low:high], c.expectation[f, a, low:high], benefit)
    ask(tenure, firm, number, (firms.price[f], firms.discount[f], firms.discount_after[f]), price)
    value_of(price, k, w.rules.value.worth, benefit)
    load_time(firms.effort, number, c.burden[0, low:high], c.burden[1, low:high], c.burden[2, low:high], total)
    if not firms.delivers[f]:
        add(c.undelivered[low:high], total)
    standing = k.standing_weight * firms.standing[f]
    total_utility(benefit, c.commitment[f, low:high], c.word[f, low:high], c.taste[low:high], total, k, standing)
    adjust(firm, number, leaving, c.contagion[low:high], k, total)
    admit(firm, c.aware[low:high], number, firms.active[f] != 0, price, c.income[low:high], total)


@loop
def forget_too_many(weight: F4, firm: U1, reached: U1, most: int, low: int, now: int, seed: U2) -> None:
    """Leave at most n_c firms besides one's own: those who got through to him, then by the smallest number drawn."""
    for n in range(firm.size):
        own, known = i8(firm[n]) - 1, 0
        for f in range(weight.shape[0]):
            known += f != own and weight[f, n] > ZERO
        while known > most:
            worst = 0
            highest: Float = f4(-2.0)
            for f in range(weight.shape[0]):
                if f != own and weight[f, n] > ZERO:
                    draw = unit(word(seed[0], seed[1], u4(low + n), u4(now), u4(CONSIDER), u4(f)))
                    draw = draw - ONE if (reached[n] >> u1(f)) & u1(1) else draw
                    worst, highest = (f, draw) if draw > highest else (worst, highest)
            weight[worst, n] = ZERO
            known -= 1


@loop
def gather_lots(weight: F4, firm: U1, number: int, total: F4, own: F4) -> None:
    """Add one firm's weight to everybody's lottery, and keep the incumbent's apart."""
    k = i4(number)
    for i in range(total.size):
        new, kept = weight[i], own[i]
        total[i] += new
        own[i] = new if i4(firm[i]) == k else kept


@loop
def begin(words: U4, firm: U1, total: F4, own: F4, pick: I4) -> None:
    """Draw everybody's number, outside option included, and try the incumbent first."""
    for i in range(firm.size):
        total[i] = unit(words[i]) * (total[i] + ONE)
        pick[i] = picks(total[i], own[i], NOTHING, i4(firm[i]))


@loop
def try_next(weight: F4, firm: U1, number: int, target: F4, cumulative: F4, pick: I4) -> None:
    """Try the next of the other firms."""
    k = i4(number)
    for i in range(firm.size):
        other, extra, before = i4(firm[i]) != k, weight[i], pick[i]
        cumulative[i] += extra if other else ZERO
        chosen = picks(target[i], cumulative[i], before, k)
        pick[i] = chosen if other else before


@loop
def conclude(words: U4, reconsider: float, reached: U1, firm: U1, pick: I4, chosen: U1) -> None:
    """Let those who reconsider, or whom a contact reached, have their pick; the others stay as they are."""
    nu = f4(reconsider)
    for i in range(chosen.size):
        thinks = (unit(words[i]) < nu) | (reached[i] != u1(0))
        picked, present = pick[i], i4(firm[i])
        picked = picked if picked > i4(0) else i4(0)
        chosen[i] = u1(picked if thinks else present)


@loop
def choose(w: World, low: int, high: int, now: int) -> None:
    """Let everybody who reconsiders choose; writes `next`."""
    c, s, k, size = w.columns, w.scratch, w.rules.choice, high - low
    firm, total, own, pick = c.firm[low:high], s.a[:size], s.b[:size], s.pick[:size]
    count = w.firms.price.size
    fill(s.words[0:4], size, low, (now, i8(PERIOD), i8(0)), w.seed)
    price_leaving(c.tenure[low:high], firm, k.switching, k.switching_growth, s.c[:size])
    for f in range(count):
        weigh(w, low, high, f)
    if count > k.considered:
        forget_too_many(s.weight, firm, s.reached, i8(k.considered), low, now, w.seed)
    clear(total)
    clear(own)
    for f in range(count):
        gather_lots(s.weight[f, :size], firm, f + 1, total, own)
    begin(s.words[CHOOSE], firm, total, own, pick)
    for f in range(count):
        try_next(s.weight[f, :size], firm, f + 1, total, own, pick)
    conclude(s.words[RECONSIDER], k.reconsider, s.reached, firm, pick, s.next[:size])
