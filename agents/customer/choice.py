"""Choice, and so churn: a logit over the firms considered and doing without, drawn by one number.

Churn is never drawn as such. A customer reconsiders with some probability, then weighs their firm, the others they know
and can pay, and the outside option (utility 0). Random utility after McFadden (1974); switching cost after Klemperer
(1987); the draw runs through the incumbent first, then the other firms by number, then outside, so that whatever makes
the incumbent better never makes its customer leave. What speaks for a firm is added term by term: see
tenfold.agents.period.
"""

from typing import TYPE_CHECKING

from tenfold.agents.customer.value import appraise, ask_everybody
from tenfold.agents.decisions import CHOOSE, RECONSIDER
from tenfold.sim.blocks import clear
from tenfold.sim.draws import U2, unit, word
from tenfold.sim.floats import exp, log
from tenfold.sim.jit import ONE, ZERO, Flag, Float, Int, f4, i4, i8, loop, rule, u1, u4
from tenfold.sim.parameters import Parameters, quantity
from tenfold.sim.records import F4, I4, U1, U4, Record, column

if TYPE_CHECKING:
    from tenfold.agents.world import World

CONSIDER = 10
DRAWS = {CONSIDER: "which firms are considered, where many are known; slot: firm"}
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


class Reputation(Parameters):
    """How others than its customers see a firm."""

    standing: float = quantity(0.0, "-", -1, 1, "neutral: what media, retailers and officials signal")


class Passing(Record):
    """What a customer makes up their mind with."""

    weight: F4 = column("F B", "-", "of each firm in the lottery; before, its utility")
    thinks: U1 = column("B", "-", "whether something makes them think again; any mechanism may raise it before choice")
    next: U1 = column("B", "-", "the firm chosen, 0 for none")
    cost: F4 = column("B", "utils", "of leaving one's firm for another")
    price: F4 = column("B", "money", "asked by the firm being weighed")
    pick: I4 = column("B", "-", "option picked so far")


@rule
def pays_to_switch(fixed: Float, growth: Float, tenure: Float) -> Float:
    """Give the cost of leaving one firm for another: sc0 + sc1 ln(1 + tenure) [utils]."""
    return fixed + growth * log(ONE + tenure)


@rule
def values(sensitivity: Float, intrinsic: Float, ease: Float, standing: Float) -> Float:
    """Give what a firm's offer and standing are worth: theta (intrinsic - ease) + standing [utils].

    intrinsic = worth of benefits - price, ease = burden of the transaction [money]; with both weights 1 their
    difference is perceived value. Further terms of utility are added one by one.
    """
    return sensitivity * (intrinsic - ease) + standing


@rule
def appeals(utility: Float) -> Float:
    """Give the weight e^U of an option in the lottery; U is held within -60 .. 60."""
    low = f4(-60.0) if utility < f4(-60.0) else utility
    return exp(f4(60.0) if low > f4(60.0) else low)


@rule
def reconsiders(luck: Float, chance: Float) -> Flag:
    """Tell whether a customer whom nothing moves thinks again about where to buy: u < nu."""
    return luck < chance


@rule
def picks(target: Float, cumulative: Float, chosen: Int, firm: Int) -> Int:
    """Take `firm` if nothing is chosen yet and the target falls below the weights counted so far."""
    return firm if (target < cumulative) & (chosen == NOTHING) else chosen


@loop
def think_if_reached(reached: U1, thinks: U1) -> None:
    """Make those think again whom some contact reached."""
    for i in range(thinks.size):
        thinks[i] = u1(reached[i] != u1(0))


@loop
def think_if(flag: U1, thinks: U1) -> None:
    """Make those think again who are flagged, besides those who do already."""
    for i in range(thinks.size):
        thinks[i] = u1(thinks[i] | flag[i])


@loop
def price_leaving(tenure: I4, firm: U1, fixed: float, growth: float, cost: F4) -> None:
    """Write the switching cost of everybody; who has no firm pays none."""
    sc0, sc1 = f4(fixed), f4(growth)
    for i in range(cost.size):
        paid = pays_to_switch(sc0, sc1, f4(tenure[i]))
        cost[i] = paid if firm[i] != u1(0) else ZERO


@loop
def offer_value(benefit: F4, load: F4, sensitivity: float, ease: float, standing: float, total: F4) -> None:
    """Write everybody's utility of one firm's offer."""
    theta, hindrance, social = f4(sensitivity), f4(ease), f4(standing)
    for i in range(total.size):
        total[i] = values(theta, benefit[i], hindrance * load[i], social)


@loop
def like_category(taste: F4, total: F4) -> None:
    """Add everybody's taste for the category."""
    for i in range(total.size):
        total[i] = total[i] + taste[i]


@loop
def bind(firm: U1, number: int, leaving: F4, inertia: float, total: F4) -> None:
    """Favour one's own firm; charge the cost of switching to the others."""
    own, stay = i4(number), f4(inertia)
    for i in range(total.size):
        go = -leaving[i]
        total[i] += stay if i4(firm[i]) == own else go


@loop
def admit(firm: U1, aware: U1, number: int, active: bool, price: F4, income: F4, total: F4) -> None:
    """Turn utility into weight in the lottery; 0 for a firm that is not known, gone or not to be paid."""
    k, bit, open_ = i4(number), i4(number - 1), i4(active)
    for i in range(total.size):
        known = i4(i4(i4(aware[i]) >> bit) & open_)
        possible = (i4(firm[i]) == k) | ((known != i4(0)) & (price[i] <= income[i]))
        weight = appeals(total[i])
        total[i] = weight if possible else ZERO


@loop
def offer_speaks(w: "World", low: int, high: int, f: int, total: F4) -> None:
    """Write what firm f's offer and standing are worth to everybody."""
    k, size = w.rules.choice, high - low
    benefit, load = w.spare.a[:size], w.spare.b[:size]
    ask_everybody(w, low, high, f, w.passing.price[:size])
    appraise(w, low, high, f, w.passing.price[:size], benefit, load)
    offer_value(benefit, load, k.sensitivity, k.ease_weight, k.standing_weight * f4(w.settings.standing[f]), total)


@loop
def habit_speaks(w: "World", low: int, high: int, f: int, total: F4) -> None:
    """Add taste for the category, inertia, and the cost of switching."""
    like_category(w.columns.taste[low:high], total)
    bind(w.columns.firm[low:high], f + 1, w.passing.cost[: high - low], w.rules.choice.inertia, total)


@loop
def begin_weighing(w: "World", low: int, high: int) -> None:
    """Work out what everybody would pay to leave their firm."""
    k, tenure, firm = w.rules.choice, w.columns.tenure[low:high], w.columns.firm[low:high]
    price_leaving(tenure, firm, k.switching, k.switching_growth, w.passing.cost[: high - low])


@loop
def end_weighing(w: "World", low: int, high: int, f: int, total: F4) -> None:
    """Turn the utility of firm f into its weight in everybody's lottery."""
    c, price, active = w.columns, w.passing.price[: high - low], w.firms.active[f] != 0
    admit(c.firm[low:high], c.aware[low:high], f + 1, active, price, c.income[low:high], total)


@loop
def forget_too_many(weight: F4, firm: U1, reached: U1, most: int, low: int, now: int, seed: U2) -> None:
    """Leave at most n_c firms besides one's own: those who got through, then by the smallest number drawn."""
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
def conclude(words: U4, reconsider: float, thinks: U1, firm: U1, pick: I4, chosen: U1) -> None:
    """Let those who think again have their pick; the others stay as they are."""
    nu = f4(reconsider)
    for i in range(chosen.size):
        free = reconsiders(unit(words[i]), nu) | (thinks[i] != u1(0))
        picked, present = pick[i], i4(firm[i])
        picked = picked if picked > i4(0) else i4(0)
        chosen[i] = u1(picked if free else present)


@loop
def choose(w: "World", low: int, high: int, now: int) -> None:
    """Let everybody who thinks again choose by lottery among what was weighed."""
    s, k, size, count = w.passing, w.rules.choice, high - low, w.firms.price.size
    firm, total, own, pick = w.columns.firm[low:high], w.spare.a[:size], w.spare.b[:size], s.pick[:size]
    if count > k.considered:
        forget_too_many(s.weight, firm, s.reached, i8(k.considered), low, now, w.seed)
    clear(total)
    clear(own)
    for f in range(count):
        gather_lots(s.weight[f, :size], firm, f + 1, total, own)
    begin(s.words[CHOOSE], firm, total, own, pick)
    for f in range(count):
        try_next(s.weight[f, :size], firm, f + 1, total, own, pick)
    conclude(s.words[RECONSIDER], k.reconsider, s.thinks[:size], firm, pick, s.next[:size])
