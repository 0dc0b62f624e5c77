"""Volume: how many units a customer buys at a time; it multiplies what they pay, cost and bring.

It may grow, or shrink, with tenure. What is kept is the volume beyond one unit when new to a firm, so that a market in
which all buy one holds zeros. Amounts are rounded to whole cents for each customer and summed as whole numbers.
"""

from typing import TYPE_CHECKING

import numpy as np

from tenfold.agents.customer.birth import lognormal, look_up
from tenfold.sim.draws import fill, normal_cos
from tenfold.sim.jit import ONE, ZERO, Float, Long, f4, f8, i4, i8, loop, rule, u1
from tenfold.sim.parameters import Parameters, quantity
from tenfold.sim.records import F4, I4, I8, U1, U4, Record, column

if TYPE_CHECKING:
    from tenfold.agents.world import World

VOLUME = 14
DRAWS = {VOLUME: "how much a customer buys at a time; slot: 0"}


class Volume(Parameters):
    """How much customers differ in what they buy at a time; the mean is one unit."""

    spread: float = quantity(0.0, "log standard deviation", 0, 3, "neutral: everybody buys one unit", neutral=0.0)
    growth: float = quantity(
        0.0, "share per period of tenure", -1, 1, "neutral; contested, swept (gamma): Reinartz & Kumar", neutral=0.0
    )
    attachment: float = quantity(
        0.0, "-", -1, 1, "neutral: correlation of its logarithm with the taste for the category", neutral=0.0
    )


class OfCustomers(Record):
    """How much every customer buys."""

    extra_volume: F4 = column("N", "units", "bought at a time beyond one when new to a firm, above -1")


class Counted(Record):
    """What a firm counts where volumes differ."""

    sold: I8 = column("F", "cents", "asked for what was sold, where volumes differ", tag="part")
    given: I8 = column("F", "cents", "off for the loyal, where volumes differ", tag="part")
    served: I8 = column("F", "cents", "spent on what was sold, where volumes differ", tag="part")


@rule
def buys_by_now(extra: Float, tenure: Float, growth: Float) -> Float:
    """Give the volume beyond one unit after some periods with a firm: v (1 + gamma tenure) - 1, v = 1 + extra > 0."""
    change = growth * tenure
    return extra + (ONE + extra) * (change if change > -ONE else -ONE)


@rule
def costs_in_all(cents: Long, extra: Float) -> Long:
    """Give what a volume costs: unit price x (1 + extra), halves of a cent to the even cent [cents]."""
    return i8(np.rint(f8(cents) * (f8(1.0) + f8(extra))))


@rule
def correlates(normal: Float, other: Float, correlation: Float) -> Float:
    """Draw a standard normal that is correlated with another: c z + sqrt(1 - c^2) e."""
    return correlation * other + f4(np.sqrt(ONE - correlation * correlation)) * normal


@loop
def draw_volumes(words: U4, spread: float, correlation: float, other: F4, extra: F4) -> None:
    """Draw everybody's volume, lognormal with mean 1, its normal correlated with another of theirs."""
    s, c = f4(spread), f4(correlation)
    for i in range(extra.size):
        extra[i] = lognormal(ONE, s, correlates(normal_cos(words[i]), other[i], c)) - ONE


@loop
def standardise(taste: F4, mean: F4, spread: F4) -> None:
    """Turn `mean` into how many standard deviations a taste lies above it; 0 where nobody differs."""
    for i in range(taste.size):
        above, wide = taste[i] - mean[i], spread[i]
        mean[i] = above / wide if wide > ZERO else ZERO


@loop
def volumes_differ(p: Volume) -> bool:
    """Tell whether anybody may buy other than one unit."""
    return p.spread > 0.0 or p.growth != 0.0


@loop
def bear_volume(w: "World", low: int, high: int) -> None:
    """Give the rows of one block the volume they buy."""
    p, c, size = w.rules.volume, w.columns, high - low
    if p.spread > 0.0:
        kind, above, spread = c.segment[low:high], w.spare.a[:size], w.spare.b[:size]
        look_up(w.segments, i8(3), kind, above)
        look_up(w.segments, i8(4), kind, spread)
        standardise(c.taste[low:high], above, spread)
        fill(w.spare.words, size, low, (i8(0), i8(VOLUME), i8(0)), w.seed)
        draw_volumes(w.spare.words[0], p.spread, p.attachment, above, c.extra_volume[low:high])


@loop
def charge_volume(
    firm: U1, number: int, loyal: U1, cents: tuple[int, int, int], extra: F4, paid: I8
) -> tuple[Long, Long, Long]:
    """Let a firm's customers pay for their volume; cents = price, loyal discount, cost; gives the sums of these."""
    k, sold, given, served = i4(number), i8(0), i8(0), i8(0)
    for i in range(firm.size):
        if i4(firm[i]) == k:
            price = costs_in_all(i8(cents[0]), extra[i])
            cut = costs_in_all(i8(cents[1]), extra[i]) if loyal[i] != u1(0) else i8(0)
            paid[i] += price - cut
            sold, given, served = sold + price, given + cut, served + costs_in_all(i8(cents[2]), extra[i])
    return sold, given, served


@loop
def scale_gain(firm: U1, number: int, loyal: U1, gains: tuple[float, float], extra: F4, value: F4) -> None:
    """Add what each customer brought beyond one unit; gains = discounted margin at full price, and for the loyal."""
    k, full, less = i4(number), f4(gains[0]), f4(gains[1])
    for i in range(firm.size):
        if i4(firm[i]) == k:
            value[i] += extra[i] * (less if loyal[i] != u1(0) else full)


@loop
def volume_now(extra: F4, tenure: I4, growth: float, out: F4) -> None:
    """Write everybody's volume beyond one unit by now."""
    gamma = f4(growth)
    for i in range(out.size):
        out[i] = buys_by_now(extra[i], f4(tenure[i]), gamma)


@loop
def sell_volumes(w: "World", low: int, high: int, f: int, now: int, loyal: U1) -> None:
    """Let the customers of firm f pay for the volume they buy, where volumes differ."""
    firms, c, counted = w.firms, w.columns, w.counted
    firm, extra = c.firm[low:high], w.spare.a[: high - low]
    volume_now(c.extra_volume[low:high], c.tenure[low:high], w.rules.volume.growth, extra)
    price, cut, cost = firms.price_cents[f], firms.discount_cents[f], firms.cost_cents[f]
    sold, given, served = charge_volume(firm, f + 1, loyal, (price, cut, cost), extra, c.paid[low:high])
    counted.sold[f] += sold
    counted.given[f] += given
    counted.served[f] += served
    unit = w.books.worth[now] / 100.0
    scale_gain(firm, f + 1, loyal, (unit * f8(price - cost), unit * f8(price - cut - cost)), extra, c.value[low:high])
