"""Birth: who a customer is, drawn from their segment, and where they stand when the market opens."""

from typing import TYPE_CHECKING, Annotated

import numpy as np
from pydantic import Field

from tenfold.agents.customer.value import NO_ACCESS, Value, fetches
from tenfold.agents.decisions import ATTRIBUTES
from tenfold.sim.blocks import add, assign, clear, copy
from tenfold.sim.draws import fill, normal_cos, normal_sin, unit
from tenfold.sim.errors import InputError
from tenfold.sim.floats import exp, in_bounds
from tenfold.sim.jit import HALF, ZERO, Float, f4, i4, i8, loop, rule, u1
from tenfold.sim.parameters import Parameters, quantity
from tenfold.sim.records import F4, I4, U1, U4, Record, column

if TYPE_CHECKING:
    from tenfold.agents.world import World

BIRTH = 1
DRAWS = {BIRTH: "who a customer is; slots: see agents/customer/birth.py"}
ATTRIBUTE_COUNT = len(ATTRIBUTES)
# Slots of BIRTH; a word makes a pair of normals: income and taste, two weights, two first guesses.
SEGMENT, FIRM, ACCESS, INCOME, WEIGHTS, KNOWN, PRIOR = 0, 1, 2, 3, 4, 8, 16

Weight = Annotated[float, Field(ge=0, le=1)]


class Entry(Parameters):
    """How a firm stands when the market opens, or when it enters."""

    start_share: float = quantity(0.2, "share of customers", 0, 1, "assumption: customers when the market opens")
    known: float = quantity(0.6, "share of customers", 0, 1, "assumption: who knows the firm when the market opens")
    enters: int = quantity(0, "period", 0, 1000000, "in the market from this period on; later: a rival's entry")


class OfFirms(Record):
    """Which firms there are."""

    active: U1 = column("F", "-", "whether the firm is in the market this period")


class OfCustomers(Record):
    """Who every customer is."""

    segment: U1 = column("N", "-", "number of the segment")
    income: F4 = column("N", "money per period", "what they could spend on the category")
    taste: F4 = column("N", "utils", "lasting taste for the category")
    burden: F4 = column("3 N", "money per unit", "price of time, effort, risk")
    undelivered: F4 = column("N", "money", "what a purchase costs them that is not delivered")
    weight: F4 = column("A N", "-", "of each benefit, sums to 1")


class Segment(Parameters):
    """One kind of customer: means, and how much its members differ."""

    name: str = quantity("everyone", "-", None, None, "label")
    share: float = quantity(1.0, "share of customers", 0, 1, "assumption; survey")
    weights: tuple[Weight, Weight, Weight, Weight, Weight] = quantity(
        (0.3, 0.15, 0.25, 0.2, 0.1), "mean weight of " + ", ".join(ATTRIBUTES), None, None, "assumption; conjoint"
    )
    weight_spread: float = quantity(0.3, "log standard deviation", 0, 3, "assumption")
    income: float = quantity(500.0, "money per period", 1e-6, 1e9, "assumption: what they could spend on the category")
    income_spread: float = quantity(0.5, "log standard deviation", 0, 3, "assumption")
    taste: float = quantity(-0.25, "utils", -50, 50, "assumption (tau_0): mean taste for the category; tuned")
    taste_spread: float = quantity(2.0, "utils", 0, 50, "assumption: heterogeneity, also of lasting loyalty")
    time_price: float = quantity(5.0, "money per unit of time", 0, 1e6, "assumption")
    effort_price: float = quantity(3.0, "money per unit of effort", 0, 1e6, "assumption")
    risk_price: float = quantity(4.0, "money per unit of risk", 0, 1e6, "assumption")
    access: float = quantity(0.6, "share who can fetch a delivery", 0, 1, "assumption")

    def agree(self, name: str) -> None:
        """Refuse weights that do not sum to 1."""
        if abs(sum(self.weights) - 1.0) > 1e-6:
            raise InputError(f"{name}.weights", list(self.weights), "five weights that sum to 1")


@rule
def lognormal(mean: Float, spread: Float, normal: Float) -> Float:
    """Draw around a mean with a given standard deviation of the logarithm: mean exp(s e - s^2/2)."""
    return mean * exp(spread * normal - HALF * spread * spread)


@loop
def draw(w: "World", low: int, size: int, slot: int) -> U4:
    """Draw the four words at birth from `slot` (a multiple of 4) on, for every row of a block."""
    fill(w.passing.words[:4], size, low, (i8(0), i8(BIRTH), slot >> 2), w.seed)
    return w.passing.words


@loop
def divide(words: U4, shares: F4, first: int, rest: int, out: U1) -> None:
    """Give rows numbers by shares: `first` for the first share, and so on; `rest` for what the shares leave over."""
    for i in range(out.size):
        out[i] = rest
    for k in range(shares.size - 1, -1, -1):  # backwards, so that the first share that holds a row has it
        total = ZERO
        for j in range(k + 1):
            total += shares[j]
        put_below(words, total, first + k, out)


@loop
def put_below(words: U4, share: float, number: int, out: U1) -> None:
    """Write `number` wherever the number drawn is below `share`."""
    p, k = f4(share), u1(number)
    for i in range(out.size):
        kept = out[i]
        out[i] = k if unit(words[i]) < p else kept


@loop
def settle_in(firm: U1, aware: U1, tenure: I4, purchases: I4) -> None:
    """Let those with a firm know it, and have bought from it once."""
    for i in range(firm.size):
        has = firm[i] != u1(0)
        aware[i] = u1(i4(i4(1) << i4(firm[i])) >> i4(1)) if has else u1(0)
        tenure[i] = i4(has)
        purchases[i] = i4(has)


@loop
def open_entry(w: "World", f: int, now: int) -> None:
    """Let a firm enter when it is due."""
    w.firms.active[f] = u1(now >= w.settings.enters[f])


@loop
def place(w: "World", low: int, high: int) -> None:
    """Give the rows of one block their first firm."""
    c, firm = w.columns, w.columns.firm[low:high]
    divide(draw(w, low, high - low, i8(0))[FIRM], w.settings.start_share.astype(np.float32), i8(1), i8(0), firm)
    settle_in(firm, c.aware[low:high], c.tenure[low:high], c.purchases[low:high])


@loop
def spread_around(words: U4, second: int, mean: F4, spread: F4, out: F4) -> None:
    """Draw lognormals around the means, from the first or the second normal of a pair."""
    if second != 0:
        for i in range(out.size):
            out[i] = lognormal(mean[i], spread[i], normal_sin(words[i]))
    else:
        for i in range(out.size):
            out[i] = lognormal(mean[i], spread[i], normal_cos(words[i]))


@loop
def spread_taste(words: U4, mean: F4, spread: F4, out: F4) -> None:
    """Draw tastes around their means, from the second normal of a pair."""
    for i in range(out.size):
        out[i] = mean[i] + spread[i] * normal_sin(words[i])


@loop
def guess(words: U4, second: int, prior: float, spread: float, out: F4) -> None:
    """Draw first guesses of what a firm gives."""
    middle, sigma = f4(prior), f4(spread)
    if second != 0:
        for i in range(out.size):
            out[i] = in_bounds(middle + sigma * normal_sin(words[i]))
    else:
        for i in range(out.size):
            out[i] = in_bounds(middle + sigma * normal_cos(words[i]))


@loop
def price_fetching(words: U4, access: F4, time: F4, effort: F4, v: Value, cost: F4) -> None:
    """Write what a purchase costs that is not delivered; `access` holds the share of those who can fetch it."""
    fetch, hours, work, courier, forgo = v.fetch, v.fetch_time, v.fetch_effort, v.courier, v.forgo
    for i in range(cost.size):
        money = fetch if unit(words[i]) < access[i] else NO_ACCESS
        cost[i] = fetches(money, hours, work, time[i], effort[i], courier, forgo)


@loop
def know(words: U4, share: float, bit: int, aware: U1) -> None:
    """Let a share of all know a firm."""
    p, mask = f4(share), u1(1 << bit)
    for i in range(aware.size):
        before = aware[i]
        aware[i] = u1(before | mask) if unit(words[i]) < p else before


@loop
def divide_by(total: F4, part: F4) -> None:
    """Turn parts into shares."""
    for i in range(part.size):
        part[i] = part[i] / total[i]


@loop
def look_up(segments: F4, number: int, kind: U1, out: F4) -> None:
    """Read one number of everybody's segment."""
    for k in range(segments.shape[0]):
        assign(segments[k, number], kind, k, out)


@loop
def bear(w: "World", low: int, high: int) -> None:
    """Give the rows of one block their lasting traits."""
    c, s, size, segments, firms = w.columns, w.spare, high - low, w.segments, w.settings.known.size
    kind, mean, spread, total = c.segment[low:high], s.a[:size], s.b[:size], s.c[:size]
    prices, words, e = c.burden, draw(w, low, size, i8(0)), w.rules.expectation
    divide(words[SEGMENT], segments[:, 0].copy(), i8(0), segments.shape[0] - 1, kind)
    for b in range(3):
        look_up(segments, i8(5 + b), kind, prices[b, low:high])
    look_up(segments, i8(8), kind, mean)
    cost = c.undelivered[low:high]
    price_fetching(words[ACCESS], mean, prices[0, low:high], prices[1, low:high], w.rules.value, cost)
    look_up(segments, i8(1), kind, mean)
    look_up(segments, i8(2), kind, spread)
    spread_around(words[INCOME], i8(0), mean, spread, c.income[low:high])
    look_up(segments, i8(3), kind, mean)
    look_up(segments, i8(4), kind, spread)
    spread_taste(words[INCOME], mean, spread, c.taste[low:high])
    look_up(segments, i8(9), kind, spread)
    clear(total)
    for a in range(ATTRIBUTE_COUNT):
        weight = c.weight[a, low:high]
        if a & 7 == 0:
            words = draw(w, low, size, WEIGHTS + (a >> 1))
        look_up(segments, i8(10 + a), kind, mean)
        spread_around(words[(a >> 1) & 3], i8(a & 1), mean, spread, weight)
        add(weight, total)
    for a in range(ATTRIBUTE_COUNT):
        divide_by(total, c.weight[a, low:high])
    for f in range(firms):
        if f & 3 == 0:
            words = draw(w, low, size, KNOWN + f)
        know(words[f & 3], w.settings.known[f], f, c.aware[low:high])
    for f in range(firms):
        if f & 7 == 0:
            words = draw(w, low, size, PRIOR + (f >> 1))
        guess(words[(f >> 1) & 3], i8(f & 1), e.prior, e.prior_spread, mean)
        for a in range(ATTRIBUTE_COUNT):
            copy(mean, c.expectation[f, a, low:high])


def segment_table(segments: tuple[Segment, ...]) -> F4:
    """Lay the segments out as rows of numbers, in the order `bear` reads them."""
    rows = [
        (s.share, s.income, s.income_spread, s.taste, s.taste_spread, s.time_price, s.effort_price, s.risk_price,
         s.access, s.weight_spread, *s.weights)
        for s in segments
    ]  # fmt: skip
    return np.array(rows, f4)
