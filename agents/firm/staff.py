"""Staff: pay, training, load and complaints make morale; morale makes service, and who stays; who goes cuts contacts.

Staff serve so many customers each, and their usual wage is part of what a unit costs; here is what changes with what a
firm does: pay above or below the market, training, more contacts for each customer, the best of them on contact, visits
of executives, and finding new people for those who left.
"""

from typing import TYPE_CHECKING

import numpy as np

from tenfold.agents.customer.choice import think_if
from tenfold.agents.customer.loyalty import cut_ties
from tenfold.agents.decisions import ATTRIBUTES
from tenfold.sim.blocks import count_by_group, spread
from tenfold.sim.draws import fill_one, unit
from tenfold.sim.floats import exp_double
from tenfold.sim.jit import Double, Flag, Float, f4, f8, i8, loop, rule, u1
from tenfold.sim.ledger import FIRST_FIRM, OUTSIDE, SCALE, cents, post
from tenfold.sim.parameters import Parameters, quantity
from tenfold.sim.records import F4, F8, I8, U1, U4, Record, column

if TYPE_CHECKING:
    from tenfold.agents.world import World

SEVER = 41
DRAWS = {SEVER: "whether a customer loses all contacts with their firm; four customers share a block, one word each"}
SERVICE, FIT, EMOTION = (ATTRIBUTES.index(name) for name in ("service", "fit", "emotion"))
USUAL = 0.02  # complaints per customer and period that staff take for usual


class Staff(Parameters):
    """What a firm does for its staff, and what follows."""

    on: bool = quantity(False, "-", None, None, "switch: off, staff are always the same")
    pay: float = quantity(1.0, "of the market's wage", 0.1, 10, "assumption: 1, what others pay", lever=True)
    train: float = quantity(0.0, "money per person and period", 0, 1e6, "assumption", lever=True)
    contacts: int = quantity(1, "people", 1, 20, "assumption (k): who know a customer", lever=True)
    best: bool = quantity(False, "-", None, None, "the best people are those on contact", lever=True)
    visits: float = quantity(0.0, "money per customer and period", 0, 1e6, "visits of executives", lever=True)
    customers: float = quantity(50.0, "customers per person", 1, 1e6, "assumption")
    wage: float = quantity(200.0, "money per person and period", 0, 1e6, "assumption: of the market, within unit cost")
    by_pay: float = quantity(2.0, "logit per log pay", 0, 100, "assumption (b_p)")
    by_training: float = quantity(0.2, "logit", 0, 100, "assumption, swept (b_t): at most, half of it at 7 money")
    by_load: float = quantity(1.0, "logit per load", 0, 100, "assumption (b_l): where complaints are beyond the usual")
    by_complaints: float = quantity(0.3, "logit per usual complaints", 0, 100, "assumption (b_c)")
    inertia: float = quantity(0.15, "share of the gap per period", 0, 1, "assumption: how fast morale moves")
    service: float = quantity(0.2, "level per morale", 0, 5, "assumption, swept (eta): of service and emotion")
    turnover: float = quantity(0.03, "share per period", 0, 1, "assumption, swept (q0): at a morale of .5")
    steepness: float = quantity(2.5, "log per morale", 0, 100, "assumption: of turnover")
    replacing: float = quantity(3.0, "wages", 0, 1000, "assumption: to find and teach one new person")
    contact_cost: float = quantity(0.25, "wages per further contact", 0, 100, "assumption")
    distortion: float = quantity(0.02, "level of fit", 0, 1, "assumption: lost to what a single contact gets wrong")
    best_lift: float = quantity(0.03, "level", 0, 1, "assumption: of service, with the best on contact")
    best_cost: float = quantity(0.05, "wages", 0, 100, "assumption: for the best on contact")
    visit_steepness: float = quantity(1.0, "1/money", 0, 1000, "assumption: of visits, as if they were care")


class OfFirms(Record):
    """How a firm's staff are."""

    morale: F8 = column("F", "-", "of staff, 0 .. 1; .5 where all is as usual")
    pressure: F8 = column("F", "usual complaints", "raised in the period before, per customer")
    severs: F4 = column("F", "probability", "that a customer loses all contacts in this period")


class Counted(Record):
    """What a firm counts of its staff's customers."""

    severed: I8 = column("F", "customers", "all of whose contacts left the firm")


class Booked(Record):
    """What staff cost beyond the usual, and how they are."""

    staff: I8 = column("F", "cents", "spent on staff beyond what a unit costs", tag="capability")
    visits: I8 = column("F", "cents", "spent on visits of executives", tag="retain")
    spirit: I8 = column("F", "-", "morale of staff", tag="share")


@rule
def feels(pay: Double, training: Double, load: Double, complaints: Double) -> Double:
    """Give the morale that staff tend to: 1 / (1 + exp(-(b_p ln pay + training - load - complaints)))."""
    return f8(1.0) / (f8(1.0) + exp_double(-(pay + training - load - complaints)))


@rule
def moves_to(morale: Double, target: Double, inertia: Double) -> Double:
    """Move morale: mu <- mu + i (mu* - mu)."""
    return morale + inertia * (target - morale)


@rule
def quits(turnover: Double, steepness: Double, morale: Double) -> Double:
    """Give the share of staff who leave: q0 exp(-s (mu - .5)), at most all."""
    share = turnover * exp_double(-steepness * (morale - f8(0.5)))
    return share if share < f8(1.0) else f8(1.0)


@rule
def loses_contact(luck: Float, chance: Float) -> Flag:
    """Tell whether all who know a customer leave: u < q^k."""
    return luck < chance


@loop
def tends_to(w: "World", f: int) -> Double:
    """Give the morale that a firm's staff tend to, as they are treated."""
    own, pressure = w.settings.staff, w.firms.pressure[f]
    training = own.by_training[f] * (1.0 - exp_double(-own.train[f] / 10.0))
    load = own.by_load[f] * max(pressure - 1.0, 0.0)
    return f8(feels(own.by_pay[f] * np.log(own.pay[f]), training, load, own.by_complaints[f] * pressure))


@loop
def open_staff(w: "World", f: int, now: int) -> None:
    """Let morale move, service follow, people leave and be paid."""
    own, firms = w.settings.staff, w.firms
    firms.severs[f] = f4(0.0)
    if own.on[f] == 0.0 or firms.active[f] == 0:
        return
    firms.morale[f] = 0.5 if now == 0 else moves_to(firms.morale[f], tends_to(w, f), own.inertia[f])
    morale, k = firms.morale[f], own.contacts[f]
    leave = quits(own.turnover[f], own.steepness[f], morale)
    firms.severs[f] = f4(leave**k)
    lift = own.service[f] * (morale - 0.5)
    improve(w, f, SERVICE, lift + (own.best_lift[f] if own.best[f] != 0.0 else 0.0))
    improve(w, f, EMOTION, lift)
    improve(w, f, FIT, -own.distortion[f] / k)
    firms.care[f] = f4(1.0 - (1.0 - f8(firms.care[f])) * exp_double(-own.visit_steepness[f] * own.visits[f]))
    people = f8(w.books.present[f]) / own.customers[f]
    more = own.pay[f] - 1.0 + own.contact_cost[f] * (k - 1.0) + own.best_cost[f] * own.best[f]
    each = own.wage[f] * (more + leave * own.replacing[f] * own.pay[f]) + own.train[f]
    amount, visits = cents(people * each), cents(own.visits[f] * f8(w.books.present[f]))
    w.booked.staff[now, f] = amount
    w.booked.visits[now, f] = visits
    w.booked.spirit[now, f] = i8(np.rint(morale * SCALE))
    post(w.books.balance, FIRST_FIRM + f, OUTSIDE, amount + visits)
    spent = f4(w.books.worth[now] * (each / own.customers[f] + own.visits[f]))
    firms.gain[f] -= spent
    firms.gain_loyal[f] -= spent


@loop
def improve(w: "World", f: int, attribute: int, lift: float) -> None:
    """Change an attribute of what a firm delivers, within 0 .. 1."""
    w.firms.quality[attribute, f] = f4(min(max(f8(w.firms.quality[attribute, f]) + lift, 0.0), 1.0))


@loop
def close_staff(w: "World", f: int, now: int) -> None:
    """Let staff see how many complained."""
    started = w.counted.started[f]
    w.firms.pressure[f] = f8(w.counted.complaints[f]) / (USUAL * f8(started)) if started > 0 else f8(0.0)


@loop
def draw_severed(words: U4, chance: F4, firm: U1, flag: U1) -> None:
    """Flag customers all of whose contacts leave."""
    for i in range(flag.size):
        flag[i] = u1(loses_contact(unit(words[i]), chance[i]) & (firm[i] != u1(0)))


@loop
def sever(w: "World", low: int, high: int, now: int) -> None:
    """Let customers whose contacts have all left feel no tie any more, and think again."""
    any_staff = False
    for f in range(w.firms.severs.size):
        any_staff = any_staff or w.firms.severs[f] > f4(0.0)
    if not any_staff:
        return
    size = high - low
    firm, chance, flag = w.columns.firm[low:high], w.spare.a[:size], w.spare.flag[:size]
    spread(w.firms.severs, firm, chance)
    fill_one(w.spare.words[0, :size], low, (now, i8(SEVER)), w.seed)
    draw_severed(w.spare.words[0, :size], chance, firm, flag)
    count_by_group(flag, firm, w.counted.severed)
    for f in range(w.firms.severs.size):
        cut_ties(firm, f + 1, flag, w.columns.commitment[f, low:high])
    think_if(flag, w.passing.thinks[:size])
