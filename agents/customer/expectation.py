"""Expectations: learnt from experience, bent by promises and by what others say."""

from tenfold.sim.floats import towards
from tenfold.sim.jit import ONE, Float, f4, loop, rule
from tenfold.sim.parameters import Parameters, quantity
from tenfold.sim.records import F4, U1, Record, column


class Expectation(Parameters):
    """How fast a "will" expectation follows what is met."""

    slowest: float = quantity(0.1, "share of the gap", 0, 1, "assumption (kappa_min); repeated surveys")
    prior_weight: float = quantity(2.0, "experiences", 0.5, 100, "assumption (nu_0): what the first guess counts for")
    prior: float = quantity(0.7, "level", 0, 1, "assumption: mean first guess")
    prior_spread: float = quantity(0.08, "level", 0, 0.5, "assumption: standard deviation between customers")


class OfCustomers(Record):
    """What every customer expects."""

    expectation: F4 = column("F A N", "level", "expected of each firm, within 0 .. 1")
    experience: U1 = column("F N", "deliveries", "judged, of each firm; stops at 255")


@rule
def learns_at(experience: Float, prior_weight: Float, slowest: Float) -> Float:
    """Give the share of the gap learnt now: kappa_n = max(kappa_min, 1 / (n + nu_0)).

    The running mean of n experiences and a prior, until it forgets (Boulding et al. 1993 for the form).
    """
    rate = ONE / (experience + prior_weight)
    return slowest if rate < slowest else rate


@rule
def learns(expected: Float, met: Float, share: Float) -> Float:
    """Move an expectation a share of the way to what was met: E <- E + k (x - E)."""
    return towards(expected, met, share)


@loop
def rate_of(experience: F4, prior_weight: float, slowest: float) -> None:
    """Turn counts of experiences into learning rates."""
    prior, least = f4(prior_weight), f4(slowest)
    for i in range(experience.size):
        experience[i] = learns_at(experience[i], prior, least)


@loop
def learn(before: F4, got: F4, rate: F4) -> None:
    """Move expectations towards what was delivered."""
    for i in range(before.size):
        before[i] = learns(before[i], got[i], rate[i])
