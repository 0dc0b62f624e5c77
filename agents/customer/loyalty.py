"""Loyalty: commitment grows with satisfaction and care, and wears off by itself."""

from tenfold.agents.customer.delivery import in_bounds
from tenfold.agents.state import F4, SCALE, Measure, World
from tenfold.sim.blocks import assign, clear, count_broken, put, sum_scaled, take
from tenfold.sim.jit import ONE, ZERO, Float, f4, loop, rule
from tenfold.sim.parameters import Parameters, quantity

SATISFACTION, COMMITMENT, BROKEN = int(Measure.SATISFACTION), int(Measure.COMMITMENT), int(Measure.BROKEN)
UNITS = f4(SCALE)


class Loyalty(Parameters):
    """How commitment is won and lost."""

    growth: float = quantity(0.1, "share of the rest at S = 1", 0, 1, "assumption (g+)")
    damage: float = quantity(0.3, "share at S = -1", 0, 1, "assumption (g-); losses weigh more")
    wear: float = quantity(0.02, "share per period", 0, 1, "assumption (delta)")
    care: float = quantity(0.1, "share of the rest", 0, 1, "assumption (c_care): effect of unlimited care spending")
    care_steepness: float = quantity(0.3, "1/money", 0, 1000, "decision calculus, field tests (k_r)")


@rule
def commitment(
    before: Float, satisfaction: Float, growth: Float, damage: Float, wear: Float, cared: Float
) -> Float:
    """Renew commitment: C <- C + g+ S+ (1 - C) - g- S- C - delta C + cared (1 - C).

    `cared` = c_care (1 - exp(-k_r R)) is how retention money R per customer works; held within 0 .. 1.
    """
    up = growth * satisfaction if satisfaction > ZERO else ZERO
    down = -damage * satisfaction if satisfaction < ZERO else ZERO
    return in_bounds(before + up * (ONE - before) - down * before - wear * before + cared * (ONE - before))


@loop
def renew(tie: F4, feeling: F4, cared: F4, p: Loyalty) -> None:
    """Renew the commitment of each row."""
    growth, damage, wear, most = p.growth, p.damage, p.wear, p.care
    for i in range(tie.size):
        tie[i] = commitment(tie[i], feeling[i], growth, damage, wear, most * cared[i])


@loop
def bond(w: World, low: int, high: int, now: int) -> None:
    """Renew everybody's commitment to his firm; counts satisfaction, commitment and values that are not finite."""
    s, size = w.scratch, high - low
    firm, feeling, tie, cared = w.columns.firm[low:high], s.feeling[:size], s.a[:size], s.b[:size]
    ties, care = w.columns.commitment, w.firms.care
    clear(tie)
    clear(cared)
    for f in range(care.size):
        take(ties[f, low:high], firm, f + 1, tie)
        assign(care[f], firm, f + 1, cared)
    renew(tie, feeling, cared, w.rules.loyalty)
    for f in range(care.size):
        put(tie, firm, f + 1, ties[f, low:high])
        s.tally[f, SATISFACTION] += sum_scaled(feeling, firm, f + 1, UNITS)
        s.tally[f, COMMITMENT] += sum_scaled(tie, firm, f + 1, UNITS)
    s.tally[0, BROKEN] += count_broken(feeling, firm) + count_broken(tie, firm)
    for a in range(s.before.shape[0]):
        s.tally[0, BROKEN] += count_broken(s.before[a, :size], firm)
