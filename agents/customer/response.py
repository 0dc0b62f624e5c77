"""Response-curve choice: probabilities to join and to stay given directly, for closed forms and for cohorts.

Replaces awareness and choice by P(join) = a(A) and P(stay) = 1 - theta (1 - kept): with one theta = 1 for all, `kept`
is the retention curve r(R) of Blattberg & Deighton (1996); with a cohort's theta ~ Beta(alpha, beta), it is the share
h (1 - exp(-k_r R)) of churn that care prevents, so that R = 0 leaves Fader & Hardie's (2007) shifted-beta-geometric.
"""

from typing import TYPE_CHECKING

from tenfold.agents.customer.hazard import Hazard
from tenfold.agents.firm.curves import response_rate
from tenfold.sim.draws import fill_one, unit
from tenfold.sim.errors import InputError
from tenfold.sim.jit import ONE, Flag, Float, f4, loop, rule, u1
from tenfold.sim.parameters import quantity
from tenfold.sim.records import F4, U1, U4, Record, column

if TYPE_CHECKING:
    from tenfold.agents.world import World

RESPOND = 15
DRAWS = {RESPOND: "whether a customer stays, or joins; four customers share a block, one word each"}


class Response(Hazard):
    """The curves a(A) and r(R), and the heterogeneity of a cohort."""

    join_floor: float = quantity(0.0, "probability per period", 0, 1, "assumption (a0): joins without being asked")
    join_ceiling: float = quantity(0.3, "probability per period", 0, 1, "decision calculus, field tests (c_a)")
    join_steepness: float = quantity(0.4, "1/money", 0, 1e6, "swept (k_a)")
    stay_floor: float = quantity(0.8, "probability per period", 0, 1, "decision calculus, field tests (r0)")
    stay_ceiling: float = quantity(0.95, "probability per period", 0, 1, "decision calculus, field tests (c_r)")
    stay_steepness: float = quantity(0.3, "1/money", 0, 1e6, "decision calculus, field tests (k_r)")
    max_saved: float = quantity(0.5, "share of churn", 0, 1, "assumption (h): what unlimited care prevents")

    def agree(self, name: str) -> None:
        """Refuse a curve whose floor lies above its ceiling, and tenures of nobody."""
        super().agree(name)
        for side in ("join", "stay"):
            low, high = getattr(self, f"{side}_floor"), getattr(self, f"{side}_ceiling")
            if low > high:
                raise InputError(f"{name}.{side}_floor", low, f"at most {name}.{side}_ceiling = {high}")


class OfFirms(Record):
    """What a firm's money does under a response curve."""

    keep: F4 = column("F", "share", "response curve: customers that stay, or churn that is prevented")
    convert: F4 = column("F", "probability", "response curve: that a non-customer joins")


@rule
def stays_with(hazard: Float, kept: Float) -> Float:
    """Give the probability to stay: 1 - theta (1 - kept)."""
    return ONE - hazard * (ONE - kept)


@rule
def answers(luck: Float, chance: Float) -> Flag:
    """Tell whether a customer stays, or somebody else joins: u < P."""
    return luck < chance


@loop
def open_response(w: "World", f: int, now: int) -> None:
    """Turn a firm's money into the probabilities to join and to stay."""
    r, woo, care = w.rules.response, w.firms.acquisition_spend[f], w.firms.retention_spend[f]
    w.firms.convert[f] = f4(response_rate(woo, r.join_floor, r.join_ceiling, r.join_steepness))
    if w.hazards.size > 1:
        w.firms.keep[f] = f4(response_rate(care, 0.0, r.max_saved, r.stay_steepness))
    else:
        w.firms.keep[f] = f4(response_rate(care, r.stay_floor, r.stay_ceiling, r.stay_steepness))


@loop
def answer(luck: U4, firm: U1, hazard: F4, kept: float, joins: float, chosen: U1) -> None:
    """Let customers of the one firm stay or leave, and others join or not."""
    r, a = f4(kept), f4(joins)
    for i in range(chosen.size):
        stays = stays_with(hazard[i], r)
        chosen[i] = u1(answers(unit(luck[i]), stays if firm[i] != u1(0) else a))


@loop
def attribute(luck: U4, organic: float, reached: U1) -> None:
    """Mark what lies above the floor: if it joins, it came through contacts."""
    least = f4(organic)
    for i in range(reached.size):
        reached[i] = u1(unit(luck[i]) >= least)


@loop
def respond(w: "World", low: int, high: int, now: int) -> None:
    """Let customers stay with, and others join, the one firm."""
    c, s, size = w.columns, w.passing, high - low
    luck = w.spare.words[0, :size]
    fill_one(luck, low, (now, RESPOND), w.seed)
    answer(luck, c.firm[low:high], c.hazard[low:high], w.firms.keep[0], w.firms.convert[0], s.next[:size])
    attribute(luck, w.rules.response.join_floor, s.reached[:size])
