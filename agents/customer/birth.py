"""Birth: who a customer is, drawn from his segment, and where he stands when the market opens."""

from typing import Annotated

import numpy as np
from pydantic import Field

from tenfold.agents.customer.delivery import in_bounds
from tenfold.agents.customer.settle import draw_hazard
from tenfold.agents.customer.value import NO_ACCESS, undelivered
from tenfold.agents.decisions import ATTRIBUTES, Decision
from tenfold.agents.state import F4, World
from tenfold.sim.draws import U2, normal_cos, normal_sin, unit, word
from tenfold.sim.floats import exp
from tenfold.sim.jit import HALF, ZERO, f4, i8, loop, rule, u1, u4, Float
from tenfold.sim.parameters import Parameters, quantity

BIRTH = int(Decision.BIRTH)
ATTRIBUTE_COUNT = len(ATTRIBUTES)
# Slots of Decision.BIRTH; pairs of words make pairs of normals.
SEGMENT, FIRM, ACCESS, INCOME, WEIGHTS, KNOWN, PRIOR = 0, 1, 2, 4, 8, 16, 24

Weight = Annotated[float, Field(ge=0, le=1)]


class Segment(Parameters):
    """One kind of customer: means, and how much its members differ."""

    name: str = quantity("everyone", "-", None, None, "label")
    share: float = quantity(1.0, "share of customers", 0, 1, "assumption; survey")
    weights: tuple[Weight, Weight, Weight, Weight, Weight] = quantity(
        (0.3, 0.15, 0.25, 0.2, 0.1), "mean weight of " + ", ".join(ATTRIBUTES), None, None, "assumption; conjoint"
    )
    weight_spread: float = quantity(0.3, "log standard deviation", 0, 3, "assumption")
    income: float = quantity(500.0, "money per period", 1e-6, 1e9, "assumption: what he could spend on the category")
    income_spread: float = quantity(0.5, "log standard deviation", 0, 3, "assumption")
    taste: float = quantity(0.5, "utils", -50, 50, "assumption (tau_0): mean taste for the category; tuned")
    taste_spread: float = quantity(2.0, "utils", 0, 50, "assumption: heterogeneity, also of lasting loyalty")
    time_price: float = quantity(5.0, "money per unit of time", 0, 1e6, "assumption")
    effort_price: float = quantity(3.0, "money per unit of effort", 0, 1e6, "assumption")
    risk_price: float = quantity(4.0, "money per unit of risk", 0, 1e6, "assumption")
    access: float = quantity(0.6, "share who can fetch a delivery", 0, 1, "assumption")


@rule
def lognormal(mean: Float, spread: Float, normal: Float) -> Float:
    """Draw around a mean with a given standard deviation of the logarithm: mean exp(s e - s^2/2)."""
    return mean * exp(spread * normal - HALF * spread * spread)


@loop
def birth_word(seed: U2, row: int, slot: int) -> int:
    """Draw one of a customer's words at birth."""
    return word(seed[0], seed[1], u4(row), u4(0), u4(BIRTH), u4(slot))


@loop
def birth_normal(seed: U2, row: int, pair: int, second: bool) -> float:
    """Draw one of a pair of normals at birth."""
    a, b = birth_word(seed, row, pair), birth_word(seed, row, pair + 1)
    return normal_sin(a, b) if second else normal_cos(a, b)


@loop
def which(u: float, shares: F4) -> int:
    """Find the first whose cumulative share exceeds u; the number of shares if none does."""
    total = ZERO
    for k in range(shares.size):
        total += shares[k]
        if u < total:
            return k
    return i8(shares.size)


@loop
def place(w: World, start_share: F4, low: int, high: int) -> None:
    """Give rows their first firm, and under a response curve their propensity to leave."""
    firm, aware, tenure, purchases = w.columns.firm, w.columns.aware, w.columns.tenure, w.columns.purchases
    hazard, hazards, anew, seed = w.columns.hazard, w.hazards, w.rules.response.anew, w.seed
    for i in range(low, high):
        f = which(unit(birth_word(seed, i, FIRM)), start_share)
        if f < start_share.size:
            firm[i] = u1(f + 1)
            aware[i] = u1(1 << f)
            tenure[i] = 1
            purchases[i] = 1
        hazard[i] = draw_hazard(hazards, anew, i, 0, seed) if hazards.size > 1 else hazards[0]


@loop
def bear(w: World, segments: F4, known: F4, low: int, high: int) -> None:
    """Give rows their lasting traits; `segments` has a row of numbers a segment, see `segment_table`."""
    v, prior, spread, seed = w.rules.value, w.rules.expectation.prior, w.rules.expectation.prior_spread, w.seed
    kind, income, taste, prices = w.columns.segment, w.columns.income, w.columns.taste, w.columns.burden
    cost, weight, aware, expectation = w.columns.undelivered, w.columns.weight, w.columns.aware, w.columns.expectation
    for i in range(low, high):
        k = which(unit(birth_word(seed, i, SEGMENT)), segments[:, 0])
        k = k if k < segments.shape[0] else segments.shape[0] - 1
        t = segments[k]
        kind[i] = u1(k)
        income[i] = lognormal(t[1], t[2], birth_normal(seed, i, INCOME, False))
        taste[i] = t[3] + t[4] * birth_normal(seed, i, INCOME, True)
        for b in range(3):
            prices[b, i] = t[5 + b]
        access = unit(birth_word(seed, i, ACCESS)) < t[8]
        fetch = f4(v.fetch) if access else NO_ACCESS
        cost[i] = undelivered(fetch, v.fetch_time, v.fetch_effort, t[5], t[6], v.courier, v.forgo)
        total = ZERO
        for a in range(ATTRIBUTE_COUNT):
            normal = birth_normal(seed, i, WEIGHTS + 2 * (a // 2), a % 2 == 1)
            weight[a, i] = lognormal(t[10 + a], t[9], normal)
            total += weight[a, i]
        for a in range(ATTRIBUTE_COUNT):
            weight[a, i] = weight[a, i] / total
        for f in range(known.size):
            if unit(birth_word(seed, i, KNOWN + f)) < known[f]:
                aware[i] |= u1(1 << f)
            first = in_bounds(prior + spread * birth_normal(seed, i, PRIOR + 2 * (f // 2), f % 2 == 1))
            for a in range(ATTRIBUTE_COUNT):
                expectation[f, a, i] = first


def segment_table(segments: tuple[Segment, ...]) -> F4:
    """Lay the segments out as rows of numbers, in the order `bear` reads them."""
    rows = [
        (s.share, s.income, s.income_spread, s.taste, s.taste_spread, s.time_price, s.effort_price, s.risk_price,
         s.access, s.weight_spread, *s.weights)
        for s in segments
    ]  # fmt: skip
    return np.array(rows, f4)
