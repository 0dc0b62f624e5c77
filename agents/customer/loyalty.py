"""Loyalty: commitment grows with satisfaction and care, wears off by itself, and speaks for one's firm."""

from typing import TYPE_CHECKING

from tenfold.agents.firm.curves import response_rate
from tenfold.sim.blocks import clear, count_broken, put, spread, sum_scaled, take
from tenfold.sim.floats import in_bounds
from tenfold.sim.jit import ONE, ZERO, Float, f4, i4, loop, rule, u1
from tenfold.sim.ledger import SCALE
from tenfold.sim.parameters import Parameters, quantity
from tenfold.sim.records import F4, I8, U1, Record, column

if TYPE_CHECKING:
    from tenfold.agents.world import World

UNITS = f4(SCALE)


class Loyalty(Parameters):
    """How commitment is won and lost."""

    growth: float = quantity(0.1, "share of the rest at S = 1", 0, 1, "assumption (g+)")
    damage: float = quantity(0.3, "share at S = -1", 0, 1, "assumption (g-); losses weigh more")
    wear: float = quantity(0.02, "share per period", 0, 1, "assumption (delta)")
    care: float = quantity(0.1, "share of the rest", 0, 1, "assumption (c_care): effect of unlimited care spending")
    care_steepness: float = quantity(0.3, "1/money", 0, 1000, "decision calculus, field tests (k_r)")


class OfCustomers(Record):
    """What ties every customer."""

    commitment: F4 = column("F N", "-", "to each firm, within 0 .. 1", until="spell")


class Passing(Record):
    """What is done for a customer."""

    cared: F4 = column("B", "-", "effect of care on each, 0 .. 1; any mechanism may change it before `bond`")


class OfFirms(Record):
    """What a firm's care does."""

    care: F4 = column("F", "-", "this period's effect of care spending, 0 .. 1")


class Observed(Record):
    """What is summed over the customers of a firm."""

    satisfaction: I8 = column("F", "mean over customers, -1 .. 1", "satisfaction with the firm", tag="mean")
    commitment: I8 = column("F", "mean over customers, 0 .. 1", "commitment to the firm", tag="mean")
    broken: I8 = column("F", "customers", "with a value that is not finite; none, or the run stops")


@rule
def renews(
    commitment: Float, satisfaction: Float, growth: Float, damage: Float, wear: Float, cared: Float
) -> Float:
    """Renew commitment: C <- C + g+ S+ (1 - C) - g- S- C - delta C + cared (1 - C).

    `cared` = c_care (1 - exp(-k_r R)) is how retention money R per customer works; held within 0 .. 1.
    """
    up = growth * satisfaction if satisfaction > ZERO else ZERO
    down = -damage * satisfaction if satisfaction < ZERO else ZERO
    rest = ONE - commitment
    return in_bounds(commitment + up * rest - down * commitment - wear * commitment + cared * rest)


@loop
def open_care(w: "World", f: int, now: int) -> None:
    """Turn a firm's money for retention into care."""
    w.firms.care[f] = f4(response_rate(w.firms.retention_spend[f], 0.0, 1.0, w.rules.loyalty.care_steepness))


@loop
def add_weighted(weight: float, column: F4, total: F4) -> None:
    """Add a column with a weight."""
    k = f4(weight)
    for i in range(total.size):
        total[i] = total[i] + k * column[i]


@loop
def commitment_speaks(w: "World", low: int, high: int, f: int, total: F4) -> None:
    """Add what commitment to firm f is worth."""
    add_weighted(w.rules.choice.commitment_weight, w.columns.commitment[f, low:high], total)


@loop
def renew(tie: F4, feeling: F4, cared: F4, p: Loyalty) -> None:
    """Renew the commitment of each row."""
    growth, damage, wear, most = p.growth, p.damage, p.wear, p.care
    for i in range(tie.size):
        tie[i] = renews(tie[i], feeling[i], growth, damage, wear, most * cared[i])


@loop
def cut_ties(firm: U1, number: int, flag: U1, tie: F4) -> None:
    """Let a firm's flagged customers feel tied no more."""
    k = i4(number)
    for i in range(firm.size):
        kept = tie[i]
        tie[i] = ZERO if (i4(firm[i]) == k) & (flag[i] != u1(0)) else kept


@loop
def care(w: "World", low: int, high: int, now: int) -> None:
    """Spread a firm's care evenly over its customers."""
    spread(w.firms.care, w.columns.firm[low:high], w.passing.cared[: high - low])


@loop
def bond(w: "World", low: int, high: int, now: int) -> None:
    """Renew everybody's commitment to their firm, and sum up what customers feel."""
    s, counted, size = w.passing, w.counted, high - low
    firm, feeling, tie, ties = w.columns.firm[low:high], s.feeling[:size], w.spare.a[:size], w.columns.commitment
    firms = w.firms.care.size
    clear(tie)
    for f in range(firms):
        take(ties[f, low:high], firm, f + 1, tie)
    renew(tie, feeling, s.cared[:size], w.rules.loyalty)
    for f in range(firms):
        put(tie, firm, f + 1, ties[f, low:high])
        counted.satisfaction[f] += sum_scaled(feeling, firm, f + 1, UNITS)
        counted.commitment[f] += sum_scaled(tie, firm, f + 1, UNITS)
    counted.broken[0] += count_broken(feeling, firm) + count_broken(tie, firm)
    for a in range(s.before.shape[0]):
        counted.broken[0] += count_broken(s.before[a, :size], firm)
