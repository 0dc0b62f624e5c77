"""Delivery: what the customer gets, attribute by attribute; the seller is blamed for whichever step failed."""

from tenfold.agents.decisions import ATTRIBUTES, Decision, Slot
from tenfold.agents.state import F4, U1, U4, Measure, World
from tenfold.sim.blocks import assign, clear, count_both
from tenfold.sim.draws import fill, normal_cos, normal_sin, unit
from tenfold.sim.jit import ONE, ZERO, Float, f4, i8, loop, rule, u1
from tenfold.sim.parameters import Parameters, quantity

PERIOD, FAIL, NOISE, FAILURES = int(Decision.PERIOD), int(Slot.FAIL), int(Slot.NOISE), int(Measure.FAILURES)
ATTRIBUTE_COUNT = len(ATTRIBUTES)


class Delivery(Parameters):
    """How much a delivery varies, and what a failure spoils."""

    noise: float = quantity(0.1, "level", 0, 1, "assumption (sigma): standard deviation per attribute")
    severity: float = quantity(0.5, "level", 0, 1, "assumption: what a failed step takes off every attribute")


@rule
def in_bounds(level: Float) -> Float:
    """Hold a level within 0 .. 1; NaN passes, so that it is found."""
    low = ZERO if level < ZERO else level
    return ONE if low > ONE else low


@rule
def delivered(quality: Float, noise: Float, normal: Float, loss: Float) -> Float:
    """Give the level delivered: x = Q + sigma e - loss, within 0 .. 1."""
    return in_bounds(quality + noise * normal - loss)


def chain_failure(steps: tuple[float, ...]) -> float:
    """Give the probability that a chain of steps in series fails: 1 - prod (1 - f_step)."""
    works = 1.0
    for failure in steps:
        works *= 1.0 - failure
    return 1.0 - works


@loop
def fail(words: U4, chance: F4, severity: float, loss: F4, flag: U1) -> None:
    """Let deliveries fail: what is lost [level], and whether."""
    cost = f4(severity)
    for i in range(flag.size):
        failed = unit(words[i]) < chance[i]
        loss[i] = cost if failed else ZERO
        flag[i] = u1(failed)


@loop
def vary(level: F4, words: U4, angles: U4, noise: float, loss: F4) -> None:
    """Deliver one attribute with the first normal of a pair."""
    sigma = f4(noise)
    for i in range(level.size):
        level[i] = delivered(level[i], sigma, normal_cos(words[i], angles[i]), loss[i])


@loop
def vary_two(level: F4, other: F4, words: U4, angles: U4, noise: float, loss: F4) -> None:
    """Deliver two attributes with a pair of normals, which have their radius in common."""
    sigma = f4(noise)
    for i in range(level.size):
        level[i] = delivered(level[i], sigma, normal_cos(words[i], angles[i]), loss[i])
        other[i] = delivered(other[i], sigma, normal_sin(words[i], angles[i]), loss[i])


@loop
def deliver(w: World, low: int, high: int, now: int) -> None:
    """Serve every customer of the block; writes `level` (for those without a firm too, where nobody reads it)."""
    s, p, size = w.scratch, w.rules.delivery, high - low
    firm, chance, loss, failed = w.columns.firm[low:high], s.a[:size], s.b[:size], s.flag[:size]
    quality, failure = w.firms.quality, w.firms.failure
    clear(chance)
    for f in range(failure.size):
        assign(failure[f], firm, f + 1, chance)
        for a in range(ATTRIBUTE_COUNT):
            assign(quality[f, a], firm, f + 1, s.level[a, :size])
    fail(s.words[FAIL], chance, p.severity, loss, failed)
    for f in range(failure.size):
        s.tally[f, FAILURES] += count_both(firm, f + 1, failed)
    fill(s.words[4:8], size, low, (now, i8(PERIOD), i8(1)), w.seed)
    fill(s.words[8:12], size, low, (now, i8(PERIOD), i8(2)), w.seed)
    vary_two(s.level[0, :size], s.level[1, :size], s.words[NOISE], s.words[NOISE + 1], p.noise, loss)
    vary_two(s.level[2, :size], s.level[3, :size], s.words[NOISE + 2], s.words[NOISE + 3], p.noise, loss)
    vary(s.level[4, :size], s.words[NOISE + 4], s.words[NOISE + 5], p.noise, loss)
