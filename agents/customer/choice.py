"""Choice, and so churn: what speaks for each firm, and what leaving costs.

Churn is never drawn as such. A customer reconsiders with some probability, then weighs their firm, the others they know
and can pay, and doing without (utility 0, less a share of the switching cost for who has a firm). Random utility after
McFadden (1974); switching cost after Klemperer (1987). What speaks for a firm is added term by term: see
tenfold.agents.period; the draw: tenfold.agents.customer.lottery.
"""

from typing import TYPE_CHECKING

from tenfold.agents.customer.value import appraise, ask_everybody
from tenfold.sim.floats import LOG2E, exp2_within, log
from tenfold.sim.jit import ONE, ZERO, Float, f4, i4, loop, rule, u1
from tenfold.sim.parameters import Parameters, quantity
from tenfold.sim.records import F4, I4, U1, Record, column

if TYPE_CHECKING:
    from tenfold.agents.world import World

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
    switching: float = quantity(2.0, "utils", 0, 20, "assumption (sc0); state-dependence logit; tuned")
    switching_growth: float = quantity(0.2, "utils per log period", 0, 5, "assumption (sc1); state-dependence logit")
    leaving: float = quantity(
        0.5, "share of the switching cost", 0, 2, "assumption: paid for doing without; 0.3-0.7 of leavers go to rivals"
    )
    inertia: float = quantity(0.0, "utils", -20, 20, "neutral; solved for where a base retention is imposed")
    contagion: float = quantity(0.588, "utils per friend just gone", 0, 5, "ln 1.8: Nitzan & Libai 2011, hazard +80%")


class Reputation(Parameters):
    """How others than its customers see a firm."""

    standing: float = quantity(0.0, "-", -1, 1, "neutral: what media, retailers and officials signal")


class Passing(Record):
    """What a customer makes up their mind with."""

    weight: F4 = column("F B", "-", "of each firm in the lottery; before, its utility")
    thinks: U1 = column("B", "-", "whether something makes them think again; any mechanism may raise it before choice")
    cost: F4 = column("B", "utils", "of leaving one's firm for another; to which any mechanism may add")
    outside: F4 = column("B", "-", "weight of doing without in the lottery")
    price: F4 = column("B", "money", "asked by the firm being weighed")


@rule
def pays_to_switch(fixed: Float, growth: Float, tenure: Float) -> Float:
    """Give the cost of leaving one firm for another: sc0 + sc1 ln(1 + tenure) [utils]."""
    return fixed + growth * log(ONE + tenure)


@rule
def pays_to_stop(share: Float, cost: Float) -> Float:
    """Give the utility of doing without: less a share of what leaving one's firm for another costs [utils]."""
    return -share * cost


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
    return exp2_within(LOG2E * (f4(60.0) if low > f4(60.0) else low))


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
def weigh_outside(cost: F4, share: float, outside: F4) -> None:
    """Write the weight of doing without."""
    part = f4(share)
    for i in range(outside.size):
        outside[i] = appeals(pays_to_stop(part, cost[i]))


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
    """Work out what everybody would pay to leave their firm, as far as habit and tenure go."""
    k, tenure, firm = w.rules.choice, w.columns.tenure[low:high], w.columns.firm[low:high]
    price_leaving(tenure, firm, k.switching, k.switching_growth, w.passing.cost[: high - low])


@loop
def weigh_doing_without(w: "World", low: int, high: int) -> None:
    """Weigh doing without, for which a share of what leaving costs is to be paid."""
    size = high - low
    weigh_outside(w.passing.cost[:size], w.rules.choice.leaving, w.passing.outside[:size])


@loop
def end_weighing(w: "World", low: int, high: int, f: int, total: F4) -> None:
    """Turn the utility of firm f into its weight in everybody's lottery."""
    c, price, active = w.columns, w.passing.price[: high - low], w.firms.active[f] != 0
    admit(c.firm[low:high], c.aware[low:high], f + 1, active, price, c.income[low:high], total)
