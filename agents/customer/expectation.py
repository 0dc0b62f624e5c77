"""Expectations: learnt from experience, bent by promises and by what others say."""

from tenfold.sim.jit import ONE, Float, rule
from tenfold.sim.parameters import Parameters, quantity


class Expectation(Parameters):
    """How fast a "will" expectation follows what is met."""

    slowest: float = quantity(0.1, "share of the gap", 0, 1, "assumption (kappa_min); repeated surveys")
    prior_weight: float = quantity(2.0, "experiences", 0.5, 100, "assumption (nu_0): what the first guess counts for")
    prior: float = quantity(0.7, "level", 0, 1, "assumption: mean first guess")
    prior_spread: float = quantity(0.08, "level", 0, 0.5, "assumption: standard deviation between customers")


@rule
def learning_rate(experience: Float, prior_weight: Float, slowest: Float) -> Float:
    """Give the share of the gap learnt now: kappa_n = max(kappa_min, 1 / (n + nu_0)).

    The running mean of n experiences and a prior, until it forgets (Boulding et al. 1993 for the form).
    """
    rate = ONE / (experience + prior_weight)
    return slowest if rate < slowest else rate


@rule
def towards(level: Float, target: Float, share: Float) -> Float:
    """Move a level a share of the way to a target: x + k (target - x)."""
    return level + share * (target - level)
