"""Season: in some periods everybody wants more of the category than in others; a firm's price may float with that.

Evenings and holidays of a cinema, summers of a bath. The swing leaves the mean over a cycle as it is, of taste and of
price, so that what it does is what the swing does.
"""

from typing import TYPE_CHECKING

from tenfold.sim.errors import InputError
from tenfold.sim.jit import ONE, ZERO, Flag, Float, Int, f4, i4, loop, rule
from tenfold.sim.parameters import Parameters, quantity
from tenfold.sim.records import F4

if TYPE_CHECKING:
    from tenfold.agents.world import World


class Season(Parameters):
    """How demand swings."""

    on: bool = quantity(False, "-", None, None, "switch: off, all periods are alike, and no price floats")
    every: int = quantity(4, "periods", 2, 10000, "assumption: from one high season to the next")
    length: int = quantity(1, "periods", 1, 9999, "assumption: that a high season lasts, the first of each cycle")
    lift: float = quantity(1.0, "utils", -20, 20, "assumption, swept: taste in the high season above that in the low")

    def agree(self, name: str) -> None:
        """Refuse a high season that never ends."""
        if self.length >= self.every:
            raise InputError(f"{name}.length", self.length, f"less than {name}.every = {self.every}")


@rule
def is_high(now: Int, every: Int, length: Int) -> Flag:
    """Tell whether a period lies in the high season: the first of each cycle."""
    return i4(now % every) < length


@rule
def swings(high: Int, share: Float) -> Float:
    """Give how far a period is above the mean of a cycle, if high and low season are 1 apart and `share` is high."""
    return ONE - share if high != i4(0) else -share


@loop
def tide(p: Season, now: int) -> Float:
    """Give how far a period is above the mean of a cycle; 0 where all are alike."""
    if not p.on:
        return ZERO
    every, length = i4(p.every), i4(p.length)
    return swings(i4(is_high(i4(now), every, length)), f4(length) / f4(every))


@loop
def add_to_all(extra: float, total: F4) -> None:
    """Add the same to everybody's."""
    k = f4(extra)
    for i in range(total.size):
        total[i] = total[i] + k


@loop
def season_speaks(w: "World", now: int, total: F4) -> None:
    """Add what the season does to everybody's taste for the category."""
    if w.rules.season.on:
        add_to_all(w.rules.season.lift * tide(w.rules.season, now), total)
