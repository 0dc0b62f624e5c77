"""Let an engine be copied, pickled, given another luck, and used again.

Threads share a market's arrays, and some arrays are seen twice: as a column and among all fractions. A copy of every
array by itself would part them, and what compiled code takes is a pointer, which nothing else can keep. So only what
the market is made of is copied; the rest is laid out anew around it.
"""

from collections.abc import Callable, Iterator
from typing import Any, Self

import numpy as np

from tenfold.agents.layout import kind_of, laid_again, laid_around
from tenfold.agents.plan import Plan
from tenfold.agents.world import World
from tenfold.sim.draws import halves
from tenfold.sim.handle import handle, reseeded

MADE_ANEW = (  # of World
    "ending", "fractions", "near", "rules", "segments", "hazards", "founders", "passing", "spare", "counted",
)  # fmt: skip


class Copied:
    """Share a market's arrays among threads, and make all that refers to them anew in a copy."""

    plan: Plan
    seed: int
    _worlds: list[World]
    _handles: list[World]
    _begin: Callable[[Plan, int], None]

    def _share(self, world: World, threads: int) -> None:
        """Take a market for several threads, each with passing memory of its own."""
        self._worlds = [world, *(world.for_another_thread() for _ in range(threads - 1))]
        self._handles = [handle(each) for each in self._worlds]

    def begin_again(self, plan: Plan, seed: int) -> Self:
        """Give a market as new, in the memory of this one where that fits.

        Small markets live a millisecond, and laying them out is a third of it. What was read of this market before, its
        record too, must not be needed any more.

        Parameters
        ----------
        plan, seed : as for a new engine on one thread

        Returns
        -------
        Engine
            itself, or a new one
        """
        world = self._worlds[0]
        if len(self._worlds) > 1 or kind_of(plan) != kind_of(self.plan) or not laid_again(world, plan, seed):
            return type(self)(plan, seed)  # type: ignore[call-arg]
        self.reseed(seed)
        self._begin(plan, seed)
        return self

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
        self._worlds = [world._replace(seed=halves(seed)) for world in self._worlds]
        self._handles = [reseeded(*both) for both in zip(self._handles, self._worlds, strict=True)]


def _arrays(record: Any) -> Iterator[Any]:
    """Give all arrays of a tuple, however deep."""
    for each in record:
        if isinstance(each, tuple):
            yield from _arrays(each)
        elif isinstance(each, np.ndarray):
            yield each
