"""Foresight: what a firm tells of its own customers from its books and by asking them, and how it ranks them.

It knows how long each has been a customer, what they buy, what serving them costs and what they suggested; how many
stayed, by how long they had been there; how many it won by word of mouth; and, with an error, how many people they say
they know and how content they say they are. Hidden from it are tastes, commitment, expectations, and what anybody will
do. One hidden thing it is told: how the reach of a talker grows with their ties (`word.hubs`).
"""

from typing import TYPE_CHECKING

import numpy as np

from tenfold.agents.customer.hearing import tells
from tenfold.agents.customer.serving import takes_to_serve
from tenfold.agents.customer.suggestion import HEADS
from tenfold.agents.firm.customer_worth import (
    can_be_won_over,
    engages,
    foretells,
    influences,
    lasts,
    scores,
    stays_for,
)
from tenfold.agents.firm.ranking import contributions_of, mean_of, sales_of
from tenfold.sim.draws import Seed, normal_cos, word
from tenfold.sim.floats import exp, power
from tenfold.sim.jit import ZERO, Float, f4, f8, i8, loop, rule, u1, u4
from tenfold.sim.records import F4, F8, I4, Record, column

if TYPE_CHECKING:
    from tenfold.agents.world import World

TIES, SURVEY = 35, 36
DRAWS = {
    TIES: "by how much a customer misjudges how many people they know; slot: 0, of period 0",
    SURVEY: "by how much what a customer says of their satisfaction is off; slot: 0",
}
SCORES = ("none", "random", "sales", "points", "lifetime", "uplift", "engagement", "ties", "declining")
NOBODY, RANDOM, SALES, POINTS, LIFETIME, UPLIFT, ENGAGEMENT, KNOWN, DECLINING = range(9)
CLASSES = 8  # of tenure: 0, 1-2, 3-6, 7-14 periods and so on, each twice as wide as the one before
PRIOR = f8(10.0)  # customers: of so many a class of tenure must have been seen to count half


class OfFirms(Record):
    """What a firm has learnt of its customers."""

    watched: F8 = column("8 F", "customers", "seen at reviews that are past, by class of tenure")
    stayed: F8 = column("8 F", "customers", "of those, still there at the next review")
    watching: F8 = column("8 F", "customers", "seen at the last review")
    talked_in: F8 = column("F", "customers", "won by word of mouth and referral since the last review")


@rule
def says_to_know(ties: Float, error: Float, normal: Float) -> Float:
    """Give how many people a customer says they know: ties exp(s e)."""
    return ties * exp(error * normal)


@loop
def class_of(tenure: int) -> int:
    """Give the class of a tenure: log2(1 + tenure), whole."""
    n = 0
    while n < CLASSES - 1 and (tenure + 1) >> (n + 1) > 0:
        n += 1
    return n


@loop
def learn(w: "World", f: int, rows: I4) -> None:
    """See who is still there of those seen at the last review."""
    firms, noted = w.firms, w.columns.noted
    firms.watched[:, f] += firms.watching[:, f]
    for k in range(rows.size):
        seen = i8(noted[u4(rows[k])])
        if seen > 0:
            firms.stayed[seen - 1, f] += 1.0


@loop
def note(w: "World", f: int, rows: I4) -> None:
    """Note who is there, by how long they have been."""
    c, firms = w.columns, w.firms
    firms.watching[:, f] = 0.0
    for k in range(rows.size):
        row = u4(rows[k])
        n = class_of(i8(c.tenure[row]))
        c.noted[row] = u1(n + 1)
        firms.watching[n, f] += 1.0


@loop
def stay_by_class(w: "World", f: int) -> F4:
    """Estimate the chance to stay one more period, by class of tenure."""
    watched, stayed, out = w.firms.watched[:, f], w.firms.stayed[:, f], np.empty(CLASSES, np.float32)
    usual = f8((stayed.sum() + 0.5) / (watched.sum() + 1.0))
    each = f4(1.0 / w.settings.review[f])
    for n in range(CLASSES):
        out[n] = power(stays_for(stayed[n], watched[n], usual, PRIOR), each)
    return out


@loop
def knows(rows: I4, ties: I4, weak: int, error: float, seed: Seed) -> F4:
    """Ask the listed customers how many people they know; nobody knows anybody where nobody talks."""
    out, s = np.zeros(rows.size, np.float32), f4(error)
    if ties.size > 0:
        for k in range(rows.size):
            bits = word(seed[0], seed[1], u4(rows[k]), u4(0), u4(TIES), u4(0))
            n = i8(ties[u4(rows[k])]) if rows[k] < ties.size else i8(0)
            out[k] = says_to_know(f4(n + i8(weak)), s, normal_cos(bits))
    return out


@loop
def rate(w: "World", rows: I4, f: int, now: int, error: float) -> F4:
    """Ask the listed customers how content they are; gives by how much less than when they were asked last."""
    c, fall, s = w.columns, np.zeros(rows.size, np.float32), f4(error)
    for k in range(rows.size):
        row = u4(rows[k])
        bits = word(w.seed[0], w.seed[1], row, u4(now), u4(SURVEY), u4(0))
        says = c.satisfaction[f, row] + s * normal_cos(bits)
        fall[k] = c.rated[row] - says if c.noted[row] != u1(0) else ZERO
        c.rated[row] = says
    return fall


@loop
def service_of(w: "World", rows: I4) -> F4:
    """Write what serving each listed customer takes by now."""
    c, out = w.columns, np.zeros(rows.size, np.float32)
    if w.rules.serving.on:
        for k in range(rows.size):
            row = u4(rows[k])
            out[k] = takes_to_serve(c.service_cost[row], f4(c.tenure[row]), w.rules.serving.slope)
    return out


@loop
def reach_of(w: "World", rows: I4, error: float) -> F4:
    """Write how many people each listed customer can be thought to tell, by what they say of their ties."""
    p, ties = w.rules.word, knows(rows, w.network.degree, i8(w.rules.word.weak_ties), error, w.seed)
    usual = mean_of(ties)
    for k in range(rows.size):
        if usual > ZERO:
            told = tells(p.told_good, ties[k], usual, p.hubs)
            ties[k] = told if told < ties[k] else ties[k]
    return ties


@loop
def discount_of(w: "World") -> Float:
    """Give what a period takes off the value of money [share]."""
    worth = w.books.worth
    return f4(worth[0] / worth[min(1, worth.size - 1)] - 1.0)


@loop
def periods_of(w: "World", f: int, rows: I4, stay: F4) -> F4:
    """Write the chance to stay of each listed customer into `stay`; gives their discounted periods to come."""
    chances, i, out = stay_by_class(w, f), discount_of(w), np.empty(rows.size, np.float32)
    for k in range(rows.size):
        stay[k] = chances[class_of(i8(w.columns.tenure[u4(rows[k])]))]
        out[k] = lasts(stay[k], i)
    return out


@loop
def idea_worth(w: "World", f: int, units: float) -> Float:
    """Give what a good suggestion is worth: as if it cut the cost of all units sold as long as it is of use."""
    own = w.settings.adoption
    if not w.rules.suggestion.on or own.on[f] == 0.0:
        return ZERO
    return f4(own.cuts[f] * HEADS / f8(w.books.size) * units * w.settings.targeting.idea_periods[f])


@loop
def engagement_of(w: "World", f: int, rows: I4, brings: F4, periods: F4, value: F4) -> None:
    """Turn lifetime values into engagement values: add whom a customer reaches, and what they suggest."""
    c, given, units = w.columns, w.settings, 0.0
    reach = reach_of(w, rows, given.targeting.tie_error[f])
    for k in range(rows.size):
        units += 1.0 + f8(c.extra_volume[u4(rows[k])])
    new = foretells(mean_of(brings), lasts(stay_by_class(w, f)[0], discount_of(w)))
    won, idea = f4(w.firms.talked_in[f] / given.review[f]), idea_worth(w, f, units)
    all_reach = f4(f8(mean_of(reach)) * f8(rows.size))
    for k in range(rows.size):
        row = u4(rows[k])
        useful = idea * f4(c.useful[row]) / f4(max(int(c.tenure[row]), 1))
        value[k] = engages(value[k], periods[k], influences(won, new, reach[k], all_reach), useful)


@loop
def score_all(w: "World", f: int, kind: int, rows: I4, luck: F4, fall: F4) -> F4:
    """Work out the score of each listed customer of a firm.

    Parameters
    ----------
    w : the market
    f : the firm's place, from 0
    kind : which score, its place in `SCORES`
    rows : of the firm's customers
    luck : a number drawn for each
    fall : of the satisfaction of each since they were asked last
    """
    c, firms = w.columns, w.firms
    price, cost = firms.price_cents[f], firms.cost_cents[f]
    if kind == NOBODY:
        return np.zeros(rows.size, np.float32)
    if kind == RANDOM:
        return luck.copy()
    if kind == DECLINING:
        return fall.copy()
    if kind == KNOWN:
        return knows(rows, w.network.degree, i8(w.rules.word.weak_ties), w.settings.targeting.tie_error[f], w.seed)
    sales = sales_of(rows, price, c.extra_volume)
    if kind == SALES:
        return sales
    stay = np.zeros(rows.size, np.float32)
    periods = periods_of(w, f, rows, stay)
    if kind == POINTS:
        for k in range(rows.size):
            row = u4(rows[k])
            plain = f8(c.suggested[row] - c.useful[row])
            so_far, now, ahead = f8(c.bought[row]), f8(sales[k]), f8(foretells(sales[k], periods[k]))
            sales[k] = f4(scores(so_far, now, f8(c.useful[row]), plain, ahead, f8(w.settings.targeting.per_point[f])))
        return sales
    brings = contributions_of(rows, price, cost, c.extra_volume, service_of(w, rows))
    value = np.empty(rows.size, np.float32)
    for k in range(rows.size):
        value[k] = foretells(brings[k], periods[k])
        if kind == UPLIFT:
            value[k] = can_be_won_over(stay[k], value[k])
    if kind == ENGAGEMENT:
        engagement_of(w, f, rows, brings, periods, value)
    return value
