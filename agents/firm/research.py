"""Research: a firm asks customers what matters to them, and improves what weighs most and is far from its best.

Five steps again and again: the attributes; what each weighs, by a survey with an error; how the firm does on each;
where weight times gap is largest; and the same anew after some periods, for needs drift. A firm that never asks
improves all attributes alike, for the same money.
"""

from typing import TYPE_CHECKING

import numpy as np

from tenfold.agents.decisions import ATTRIBUTES
from tenfold.sim.draws import normal_cos, word
from tenfold.sim.jit import Double, f4, f8, loop, rule, u4
from tenfold.sim.ledger import FIRST_FIRM, OUTSIDE, cents, post
from tenfold.sim.parameters import Parameters, quantity
from tenfold.sim.records import F8, I8, Record, column

if TYPE_CHECKING:
    from tenfold.agents.world import World

ASK = 44
DRAWS = {ASK: "the error of a survey, of the firm instead of a customer; slot: attribute"}
ATTRIBUTE_COUNT = len(ATTRIBUTES)


class Research(Parameters):
    """How often a firm asks, and what it spends on improving."""

    on: bool = quantity(False, "-", None, None, "switch: off, a firm neither asks nor improves by what it hears")
    every: int = quantity(0, "periods", 0, 1_000_000, "assumption, swept: between surveys; 0: never", lever=True)
    surveys: int = quantity(200, "customers asked", 1, 1_000_000, "assumption")
    error: float = quantity(0.5, "weight", 0, 10, "assumption (sigma): standard deviation of one answer")
    survey_cost: float = quantity(0.15, "money per customer asked", 0, 1e6, "assumption")
    money: float = quantity(
        1.0, "money per head of the market and period", 0, 1e6, "assumption: to improve", lever=True
    )
    speed: float = quantity(0.01, "level per money", 0, 1, "assumption: of the attribute that gets it all")
    ceiling: float = quantity(0.95, "level", 0, 1, "assumption: the most that can be delivered")
    erosion: float = quantity(0.02, "share per period", 0, 1, "assumption: of what was improved")


class OfFirms(Record):
    """What a firm has heard and improved."""

    heard_weight: F8 = column("A F", "-", "weight of each attribute, as estimated; sums to 1")
    improved: F8 = column("A F", "level", "of each attribute beyond what the firm began with")


class Booked(Record):
    """What asking and improving costs a firm."""

    research: I8 = column("F", "cents", "spent on asking customers what matters to them", tag="capability")
    improving: I8 = column("F", "cents", "spent on improving what matters to them", tag="capability")


@rule
def estimates(weight: Double, error: Double, surveys: Double, normal: Double) -> Double:
    """Give what a survey says of a weight: w + sigma e / sqrt(n), at least 0."""
    said = weight + error * normal / np.sqrt(surveys)
    return said if said > f8(0.0) else f8(0.0)


@rule
def wants(weight: Double, level: Double, ceiling: Double) -> Double:
    """Give how much is to be gained by an attribute: w (c - l), nothing beyond the ceiling."""
    gap = ceiling - level
    return weight * gap if gap > f8(0.0) else f8(0.0)


@loop
def ask(w: "World", f: int, now: int) -> None:
    """Ask customers, and keep what they say."""
    own, heard, total = w.settings.research, w.firms.heard_weight, f8(0.0)
    for k in range(ATTRIBUTE_COUNT):
        mean = f8(0.0)
        for row in range(w.books.size):
            mean += f8(w.columns.weight[k, row])
        normal = f8(normal_cos(word(w.seed[0], w.seed[1], u4(f), u4(now), u4(ASK), u4(k))))
        heard[k, f] = estimates(mean / w.books.size, own.error[f], own.surveys[f], normal)
        total += heard[k, f]
    for k in range(ATTRIBUTE_COUNT):
        heard[k, f] = heard[k, f] / total if total > 0.0 else 1.0 / ATTRIBUTE_COUNT


@loop
def open_research(w: "World", f: int, now: int) -> None:
    """Ask if it is time, improve, and deliver what has been improved."""
    own, firms = w.settings.research, w.firms
    if own.on[f] == 0.0 or firms.active[f] == 0:
        return
    every = int(own.every[f])
    if every > 0 and now % every == 0:
        ask(w, f, now)
        amount = cents(own.survey_cost[f] * own.surveys[f])
        w.booked.research[now, f] = amount
        post(w.books.balance, FIRST_FIRM + f, OUTSIDE, amount)
    best, most = 0, -1.0
    for k in range(ATTRIBUTE_COUNT):
        firms.improved[k, f] *= 1.0 - own.erosion[f]
        level = f8(firms.quality[k, f]) + firms.improved[k, f]
        gain = f8(wants(firms.heard_weight[k, f], level, own.ceiling[f]))
        best, most = (k, gain) if gain > most else (best, most)
    step = own.speed[f] * own.money[f]
    for k in range(ATTRIBUTE_COUNT):
        share = (1.0 if k == best else 0.0) if every > 0 else 1.0 / ATTRIBUTE_COUNT
        room = max(own.ceiling[f] - f8(firms.quality[k, f]), 0.0)
        firms.improved[k, f] = min(firms.improved[k, f] + share * step, room)
        firms.quality[k, f] = f4(f8(firms.quality[k, f]) + firms.improved[k, f])
    amount = cents(own.money[f] * f8(w.books.size))
    w.booked.improving[now, f] = amount
    post(w.books.balance, FIRST_FIRM + f, OUTSIDE, amount)
