"""Let an engine be copied, pickled and given another luck.

Threads share a market's arrays, and some arrays are seen twice: as a column and among all fractions. A copy of every
array by itself would part them, and what compiled code takes is a pointer, which nothing else can keep. So only what
the market is made of is copied; the rest is laid out anew around it.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np

from tenfold.agents.layout import laid_around
from tenfold.agents.plan import Plan
from tenfold.agents.world import World
from tenfold.sim.draws import halves
from tenfold.sim.handle import handle

MADE_ANEW = ("ending", "fractions", "rules", "segments", "hazards", "passing", "spare", "counted")  # of World


class Copied:
    """Share a market's arrays among threads, and make all that refers to them anew in a copy."""

    plan: Plan
    seed: int
    _worlds: list[World]
    _handles: list[World]

    def _share(self, world: World, threads: int) -> None:
        """Take a market for several threads, each with passing memory of its own."""
        self._worlds = [world, *(world.for_another_thread() for _ in range(threads - 1))]
        self._handles = [handle(each) for each in self._worlds]

    def __getstate__(self) -> dict[str, Any]:
        state = {name: value for name, value in vars(self).items() if name not in ("_worlds", "_handles")}
        made_anew: dict[str, Any] = dict.fromkeys(MADE_ANEW)
        return state | {"world": self._worlds[0]._replace(**made_anew), "threads": len(self._worlds)}

    def __setstate__(self, state: dict[str, Any]) -> None:
        world, threads = state.pop("world"), state.pop("threads")
        self.__dict__.update(state)
        if not all(array.flags.writeable for array in _arrays(world)):
            raise ValueError("a market's arrays came back read-only, as from a memory map: hand it over as a copy")
        self._share(laid_around(world, self.plan), threads)

    def reseed(self, seed: int) -> None:
        """Give the market another luck from now on; who is there, and who knows whom, stays.

        Parameters
        ----------
        seed : of all draws to come, 0 .. 2^64 - 1
        """
        self.seed = seed
        self._share(self._worlds[0]._replace(seed=halves(seed)), len(self._worlds))


def _arrays(record: Any) -> Iterator[Any]:
    """Give all arrays of a tuple, however deep."""
    for each in record:
        if isinstance(each, tuple):
            yield from _arrays(each)
        elif isinstance(each, np.ndarray):
            yield each
