"""Hearsay: what is remembered of what others say, and of friends who left, and what it weighs."""

from typing import TYPE_CHECKING

from tenfold.agents.customer.loyalty import add_weighted
from tenfold.sim.floats import towards
from tenfold.sim.jit import ONE, ZERO, Float, f4, i4, loop, rule
from tenfold.sim.records import F4, U1, Record, column

if TYPE_CHECKING:
    from tenfold.agents.world import World

LEAST = f4(1e-20)  # memory


class OfCustomers(Record):
    """What every customer has heard and seen of others."""

    word: F4 = column("F N", "-", "memory of what others said of each firm, within -1 .. 1")
    contagion: F4 = column("N", "friends", "who left one's own firm, a fading count", until="spell")


@rule
def takes_in(memory: Float, said: Float, impression: Float) -> Float:
    """Let a word move the memory of what others say: W <- W + i (said - W), said = 1 if good and -1 if bad."""
    return towards(memory, said, impression)


@rule
def fades(memory: Float, fading: Float) -> Float:
    """Let a memory decay: m (1 - d), until nothing is left; numbers next to 0 are slow to calculate with."""
    left = memory * (ONE - fading)
    return ZERO if abs(left) < LEAST else left


@loop
def fade(memory: F4, share: float) -> None:
    """Let a column of memories decay."""
    d = f4(share)
    for i in range(memory.size):
        memory[i] = fades(memory[i], d)


@loop
def miss_friends(firm: U1, number: int, contagion: F4, pull: float, total: F4) -> None:
    """Take off one's own firm what friends who left it weigh."""
    own, weight = i4(number), f4(pull)
    for i in range(total.size):
        less = ZERO - weight * contagion[i]
        total[i] += less if i4(firm[i]) == own else ZERO


@loop
def word_speaks(w: "World", low: int, high: int, f: int, total: F4) -> None:
    """Add what was heard of firm f."""
    add_weighted(w.rules.choice.word_weight, w.columns.word[f, low:high], total)


@loop
def leavers_speak(w: "World", low: int, high: int, f: int, total: F4) -> None:
    """Take off firm f what its customers' friends who left it weigh."""
    c = w.columns
    miss_friends(c.firm[low:high], f + 1, c.contagion[low:high], w.rules.choice.contagion, total)
