"""Drift: what customers need changes with time, for all of them alike."""

from typing import TYPE_CHECKING

from tenfold.agents.decisions import ATTRIBUTES
from tenfold.sim.draws import normal_cos, word
from tenfold.sim.floats import exp
from tenfold.sim.jit import ZERO, Float, f4, loop, rule, u4
from tenfold.sim.parameters import Parameters, quantity
from tenfold.sim.records import F4

if TYPE_CHECKING:
    from tenfold.agents.world import World

DRIFT = 43
DRAWS = {DRIFT: "how needs drift, of the market instead of a customer; slot: attribute"}
ATTRIBUTE_COUNT = len(ATTRIBUTES)


class Drift(Parameters):
    """How fast needs drift."""

    on: bool = quantity(False, "-", None, None, "switch: off, needs stay as they are")
    spread: float = quantity(0.03, "log standard deviation per period", 0, 1, "assumption, swept: of weights")


@rule
def drifts(weight: Float, normal: Float, spread: Float) -> Float:
    """Let a weight drift, before all are made to sum to 1 again: w exp(s e)."""
    return weight * exp(spread * normal)


@loop
def move(weight: F4, normal: float, spread: float, total: F4) -> None:
    """Let one weight of everybody drift, and add it up."""
    e, s = f4(normal), f4(spread)
    for i in range(weight.size):
        new = drifts(weight[i], e, s)
        weight[i] = new
        total[i] += new


@loop
def share_out(weight: F4, total: F4) -> None:
    """Make weights sum to 1."""
    for i in range(weight.size):
        weight[i] = weight[i] / total[i]


@loop
def drift(w: "World", low: int, high: int, now: int) -> None:
    """Let the needs of all customers drift alike."""
    p, weight, total = w.rules.drift, w.columns.weight, w.spare.a[: high - low]
    if not p.on:
        return
    for i in range(total.size):
        total[i] = ZERO
    for k in range(ATTRIBUTE_COUNT):
        normal = normal_cos(word(w.seed[0], w.seed[1], u4(0), u4(now), u4(DRIFT), u4(k)))
        move(weight[k, low:high], normal, p.spread, total)
    for k in range(ATTRIBUTE_COUNT):
        share_out(weight[k, low:high], total)
