"""Delivery: what a customer gets, attribute by attribute; the seller is blamed for whichever step failed."""

from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from tenfold.agents.decisions import ATTRIBUTES, FAIL, NOISE
from tenfold.sim.blocks import assign, count_by_group, spread
from tenfold.sim.draws import normal_cos, normal_sin, swapped, unit
from tenfold.sim.floats import in_bounds
from tenfold.sim.jit import ZERO, Double, Flag, Float, f4, f8, loop, rule, u1
from tenfold.sim.parameters import Parameters, quantity
from tenfold.sim.records import F4, I8, U1, U4, Record, column

if TYPE_CHECKING:
    from tenfold.agents.world import World

ATTRIBUTE_COUNT = len(ATTRIBUTES)
STEPS = ("inbound", "operations", "outbound", "marketing and sales", "service")
Level = Annotated[float, Field(ge=0, le=1)]


class Delivery(Parameters):
    """How much a delivery varies, and what a failure spoils."""

    noise: float = quantity(0.1, "level", 0, 1, "assumption (sigma): standard deviation per attribute")
    severity: float = quantity(0.5, "level", 0, 1, "assumption: what a failed step takes off every attribute")


class Wave(Parameters):
    """One period in which more deliveries fail."""

    on: bool = quantity(False, "-", None, None, "switch: off, no period is worse than others")
    period: int = quantity(12, "period", 0, 1_000_000, "assumption: when; from 0 on")
    share: float = quantity(0.002, "share of deliveries", 0, 1, "assumption: how many of them fail besides")


class Product(Parameters):
    """What a firm delivers."""

    quality: tuple[Level, Level, Level, Level, Level] = quantity(
        (0.72, 0.72, 0.72, 0.72, 0.72), "mean level of " + ", ".join(ATTRIBUTES), None, None, "assumption; audit"
    )
    failure: tuple[Level, Level, Level, Level, Level] = quantity(
        (0.006, 0.006, 0.006, 0.006, 0.006), "failure probability of " + ", ".join(STEPS), None, None,
        "assumption: 3% of deliveries fail somewhere in the chain",
    )  # fmt: skip
    wave: Wave = Wave()


class OfFirms(Record):
    """What follows from a firm's product."""

    failure: F4 = column("F", "probability", "that some step of the chain fails; what opens later may change it")
    quality: F4 = column("A F", "level", "mean delivered, of each attribute; what opens later may change it")


class Passing(Record):
    """What was delivered in this period."""

    level: F4 = column("A B", "level", "delivered, of each attribute")
    failed: U1 = column("B", "-", "whether the delivery failed somewhere in the chain")


class Observed(Record):
    """What is counted of deliveries."""

    failures: I8 = column("F", "deliveries", "that failed somewhere in the chain")


@rule
def fails(luck: Float, chance: Float) -> Flag:
    """Tell whether some step of the delivery fails: u < P(failure)."""
    return luck < chance


@rule
def delivers(quality: Float, noise: Float, normal: Float, loss: Float) -> Float:
    """Give the level delivered: x = Q + sigma e - loss, within 0 .. 1."""
    return in_bounds(quality + noise * normal - loss)


@rule
def chain_works(so_far: Double, failure: Double) -> Double:
    """Give the probability that a chain works when one more step in series may fail: p (1 - f)."""
    return so_far * (f8(1.0) - failure)


@loop
def open_product(w: "World", f: int, now: int) -> None:
    """Take the quality as set, and work out the probability that the chain fails: 1 - prod (1 - f_step).

    A wave is one more step.
    """
    for a in range(ATTRIBUTE_COUNT):
        w.firms.quality[a, f] = f4(w.settings.quality[a, f])
    works: Double = f8(1.0)
    wave = w.settings.wave
    if (wave.on[f] != 0.0) & (now == wave.period[f]):
        works = chain_works(works, wave.share[f])
    for step in range(w.settings.failure.shape[0]):
        works = chain_works(works, w.settings.failure[step, f])
    w.firms.failure[f] = f4(f8(1.0) - works)


@loop
def fail(words: U4, chance: F4, severity: float, loss: F4, flag: U1) -> None:
    """Let deliveries fail, by the swapped halves of a word: what is lost [level], and whether."""
    cost = f4(severity)
    for i in range(flag.size):
        failed = fails(unit(swapped(words[i])), chance[i])
        loss[i] = cost if failed else ZERO
        flag[i] = u1(failed)


@loop
def vary(level: F4, words: U4, noise: float, loss: F4) -> None:
    """Deliver one attribute with the first normal of a pair."""
    sigma = f4(noise)
    for i in range(level.size):
        level[i] = delivers(level[i], sigma, normal_cos(words[i]), loss[i])


@loop
def vary_two(level: F4, other: F4, words: U4, noise: float, loss: F4) -> None:
    """Deliver two attributes with a pair of normals, which have their radius in common."""
    sigma = f4(noise)
    for i in range(level.size):
        level[i] = delivers(level[i], sigma, normal_cos(words[i]), loss[i])
        other[i] = delivers(other[i], sigma, normal_sin(words[i]), loss[i])


@loop
def deliver(w: "World", low: int, high: int, now: int) -> None:
    """Serve every customer (those without a firm too, where nobody reads it)."""
    p, size, words = w.rules.delivery, high - low, w.passing.words
    firm, chance, loss, failed = w.columns.firm[low:high], w.spare.a[:size], w.spare.b[:size], w.passing.failed[:size]
    level = w.passing.level  # a row of a row is contiguous, a row of a slice is not known to be
    spread(w.firms.failure, firm, chance)
    for f in range(w.firms.failure.size):
        for a in range(ATTRIBUTE_COUNT):
            assign(w.firms.quality[a, f], firm, f + 1, level[a, :size])
    fail(words[FAIL], chance, p.severity, loss, failed)
    count_by_group(failed, firm, w.counted.failures)
    vary_two(level[0, :size], level[1, :size], words[NOISE], p.noise, loss)
    vary_two(level[2, :size], level[3, :size], words[NOISE + 1], p.noise, loss)
    vary(level[4, :size], words[NOISE + 2], p.noise, loss)
