"""Response-curve choice: probabilities to join and to stay given directly, for closed forms and for cohorts.

Replaces awareness and choice by P(join) = a(A) and P(stay) = 1 - theta (1 - kept): with one theta = 1 for all, `kept`
is the retention curve r(R) of Blattberg & Deighton (1996); with a cohort's theta ~ Beta(alpha, beta), it is the share
h (1 - exp(-k_r R)) of churn that care prevents, so that R = 0 leaves Fader & Hardie's (2007) shifted-beta-geometric.
"""

from functools import lru_cache
from typing import Literal

import numpy as np
from scipy.special import betaincinv

from tenfold.agents.decisions import Decision, Slot
from tenfold.agents.state import F4, U1, U4, World
from tenfold.sim.draws import fill, unit
from tenfold.sim.jit import ONE, Float, f4, i8, loop, rule, u1
from tenfold.sim.parameters import Parameters, quantity

PERIOD, CHOOSE = int(Decision.PERIOD), int(Slot.CHOOSE)


class Response(Parameters):
    """The curves a(A) and r(R), and the heterogeneity of a cohort."""

    join_floor: float = quantity(0.0, "probability per period", 0, 1, "assumption (a0): joins without being asked")
    join_ceiling: float = quantity(0.3, "probability per period", 0, 1, "decision calculus, field tests (c_a)")
    join_steepness: float = quantity(0.4, "1/money", 0, 1e6, "swept (k_a)")
    stay_floor: float = quantity(0.8, "probability per period", 0, 1, "decision calculus, field tests (r0)")
    stay_ceiling: float = quantity(0.95, "probability per period", 0, 1, "decision calculus, field tests (c_r)")
    stay_steepness: float = quantity(0.3, "1/money", 0, 1e6, "decision calculus, field tests (k_r)")
    heterogeneity: Literal["none", "beta"] = quantity("none", "-", None, None, "none: all alike; beta: a cohort's")
    alpha: float = quantity(0.704, "-", 0.01, 1e4, "fitted to the cohort (Fader & Hardie 2007)")
    beta: float = quantity(1.182, "-", 0.01, 1e4, "fitted to the cohort (Fader & Hardie 2007)")
    max_saved: float = quantity(0.5, "share of churn", 0, 1, "assumption (h): what unlimited care prevents")
    anew: bool = quantity(True, "-", None, None, "assumption: propensity drawn per spell, not per person")


@rule
def stay_probability(hazard: Float, kept: Float) -> Float:
    """Give the probability to stay: 1 - theta (1 - kept)."""
    return ONE - hazard * (ONE - kept)


@loop
def answer(luck: U4, firm: U1, hazard: F4, kept: float, joins: float, chosen: U1) -> None:
    """Let customers of the one firm stay or leave, and others join or not."""
    r, a = f4(kept), f4(joins)
    for i in range(chosen.size):
        stays = stay_probability(hazard[i], r)
        chosen[i] = u1(unit(luck[i]) < (stays if firm[i] != u1(0) else a))


@loop
def attribute(luck: U4, organic: float, reached: U1) -> None:
    """Mark what lies above the floor: if it joins, it came through contacts."""
    least = f4(organic)
    for i in range(reached.size):
        reached[i] = u1(unit(luck[i]) >= least)


@loop
def respond(w: World, low: int, high: int, now: int) -> None:
    """Let customers stay with, and others join, the one firm; writes `next`."""
    c, s, size = w.columns, w.scratch, high - low
    fill(s.words, size, low, (now, i8(PERIOD), i8(0)), w.seed)
    luck = s.words[CHOOSE]
    answer(luck, c.firm[low:high], c.hazard[low:high], w.firms.keep[0], w.firms.convert[0], s.next[:size])
    attribute(luck, w.rules.response.join_floor, s.reached[:size])


@lru_cache(maxsize=8)
def hazard_table(alpha: float, beta: float, size: int = 16384) -> F4:
    """Give equally likely values of theta ~ Beta(alpha, beta): the quantiles in the middle of `size` equal shares.

    A draw is then one look-up.
    """
    return np.asarray(betaincinv(alpha, beta, (np.arange(size) + 0.5) / size), f4)


def hazards(response: Response) -> F4:
    """Give the propensities to leave from which spells draw; a single 1 where all are alike."""
    return np.ones(1, f4) if response.heterogeneity == "none" else hazard_table(response.alpha, response.beta)
