"""Satisfaction: performance against expectation, some gaps tolerated, losses felt more than gains."""

from typing import TYPE_CHECKING

from tenfold.agents.customer.expectation import learn, rate_of
from tenfold.agents.decisions import ATTRIBUTES
from tenfold.sim.blocks import clear, copy, put, take
from tenfold.sim.floats import power, tanh, towards, weighed
from tenfold.sim.jit import ONE, ZERO, Float, i4, loop, rule, u1
from tenfold.sim.parameters import Parameters, quantity
from tenfold.sim.records import F4, U1, Record, column

if TYPE_CHECKING:
    from tenfold.agents.world import World

ATTRIBUTE_COUNT = len(ATTRIBUTES)


class Satisfaction(Parameters):
    """Coefficients of assimilation, disconfirmation and memory."""

    gain: float = quantity(3.0, "-", 0, 100, "assumption (g)")
    performance: float = quantity(0.1, "-", 0, 10, "assumption (omega): weight of performance itself")
    neutral: float = quantity(0.5, "level", 0, 1, "assumption (c): performance that neither pleases nor annoys")
    assimilation: float = quantity(0.5, "share of the gap", 0, 1, "assumption (alpha): what expectation hides")
    tolerance: float = quantity(0.05, "level", 0, 1, "assumption (z): half width of the zone of tolerance")
    loss_aversion: float = quantity(2.25, "-", 1, 10, "Tversky & Kahneman 1992 (lambda)")
    exponent: float = quantity(0.88, "-", 0.1, 1, "Tversky & Kahneman 1992")
    memory: float = quantity(0.3, "weight of the new", 0, 1, "assumption (mu); repeated surveys")


class OfCustomers(Record):
    """How content every customer is."""

    satisfaction: F4 = column("F N", "-", "with each firm, within -1 .. 1")


class Passing(Record):
    """What the delivery of this period was felt to be."""

    before: F4 = column("A B", "level", "expected of the present firm; from `judge` on, as learnt")
    gaps: F4 = column("B", "-", "weighed sum of disconfirmations, sum w phi(x - E)")
    extra: F4 = column("B", "-", "weighed gaps of what is no attribute; any mechanism may add to it before `judge`")
    feeling: F4 = column("B", "-", "satisfaction with the present firm")


@rule
def perceives(level: Float, expected: Float, assimilation: Float) -> Float:
    """Give performance as perceived, drawn towards what was expected: x + alpha (E - x)."""
    return level + assimilation * (expected - level)


@rule
def disconfirms(gap: Float, tolerance: Float, exponent: Float, loss_aversion: Float) -> Float:
    """Value a gap: (d - z)^e beyond tolerance above, - lambda (-d - z)^e below, 0 between."""
    size = (-gap if gap < ZERO else gap) - tolerance
    felt = power(ZERO if size < ZERO else size, exponent)
    return felt if gap > ZERO else -loss_aversion * felt


@rule
def judges(gain: Float, performance: Float, level: Float, neutral: Float, gaps: Float) -> Float:
    """Judge one delivery: S* = g [omega (sum w x - c) + sum w phi(x - E)]."""
    return gain * (performance * (level - neutral) + gaps)


@rule
def remembers(satisfaction: Float, verdict: Float, memory: Float) -> Float:
    """Blend the verdict into lasting satisfaction: S <- (1 - mu) S + mu tanh S*."""
    return towards(satisfaction, tanh(verdict), memory)


@loop
def compare(weight: F4, before: F4, standard: F4, got: F4, p: Satisfaction, level: F4, gaps: F4) -> None:
    """Add one attribute to what is perceived, drawn to what was expected, and its gap to a standard to the gaps."""
    alpha, z, e, aversion = p.assimilation, p.tolerance, p.exponent, p.loss_aversion
    for i in range(level.size):
        x = perceives(got[i], before[i], alpha)
        level[i] = weighed(level[i], weight[i], x)
        gaps[i] = weighed(gaps[i], weight[i], disconfirms(x - standard[i], z, e, aversion))


@loop
def feel(level: F4, gaps: F4, p: Satisfaction, feeling: F4) -> None:
    """Turn the sums into lasting satisfaction."""
    g, omega, c, mu = p.gain, p.performance, p.neutral, p.memory
    for i in range(feeling.size):
        feeling[i] = remembers(feeling[i], judges(g, omega, level[i], c, gaps[i]), mu)


@loop
def please(firm: U1, number: int, gain: F4, satisfaction: F4) -> None:
    """Raise satisfaction with firm `number` of its own customers by what they gained, up to 1."""
    k = i4(number)
    for i in range(satisfaction.size):
        kept, raised = satisfaction[i], satisfaction[i] + gain[i]
        most = ONE if raised > ONE else raised
        satisfaction[i] = most if (i4(firm[i]) == k) & (gain[i] > ZERO) else kept


@loop
def make_good(flag: U1, gaps: F4) -> None:
    """Let the gaps of those flagged count for nothing from here on in the period: what they lost was made good."""
    for i in range(gaps.size):
        kept = gaps[i]
        gaps[i] = ZERO if flag[i] != u1(0) else kept


@loop
def count_up(firm: U1, number: int, experience: U1) -> None:
    """Add one experience, up to 255."""
    k = i4(number)
    for i in range(experience.size):
        n = i4(experience[i])
        experience[i] = u1(i4(n + i4((i4(firm[i]) == k) & (n < i4(255)))))


@loop
def judge(w: "World", low: int, high: int, now: int) -> None:
    """Compare what was delivered with expectation, remember, then learn what to expect."""
    c, s, p, e, size = w.columns, w.passing, w.rules.satisfaction, w.rules.expectation, high - low
    firm, level, rate = c.firm[low:high], w.spare.a[:size], w.spare.c[:size]
    gaps, feeling = s.gaps[:size], s.feeling[:size]
    clear(level)
    copy(s.extra[:size], gaps)
    clear(s.extra[:size])
    clear(feeling)
    clear(rate)
    for f in range(w.firms.price.size):
        take(c.satisfaction[f, low:high], firm, f + 1, feeling)
        take(c.experience[f, low:high], firm, f + 1, rate)
        count_up(firm, f + 1, c.experience[f, low:high])
        for a in range(ATTRIBUTE_COUNT):
            take(c.expectation[f, a, low:high], firm, f + 1, s.before[a, :size])
    rate_of(rate, e.prior_weight, e.slowest)
    for a in range(ATTRIBUTE_COUNT):
        standard = s.standard[a, :size] if w.rules.should.on else s.before[a, :size]
        compare(c.weight[a, low:high], s.before[a, :size], standard, s.level[a, :size], p, level, gaps)
        learn(s.before[a, :size], s.level[a, :size], rate)
    feel(level, gaps, p, feeling)
    for f in range(w.firms.price.size):
        put(feeling, firm, f + 1, c.satisfaction[f, low:high])
        for a in range(ATTRIBUTE_COUNT):
            put(s.before[a, :size], firm, f + 1, c.expectation[f, a, low:high])
