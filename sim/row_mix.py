"""Hold agents of any kind, rows of columns among them, as a Mesa AgentSet."""

import math
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from itertools import islice
from operator import attrgetter
from random import Random
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from numpy.typing import NDArray

from tenfold.sim.mesa import Agent, AgentSet
from tenfold.sim.row_base import By, FixedSet
from tenfold.sim.row_query import Array, Index

if TYPE_CHECKING:
    from tenfold.sim.rows import RowModel


class MixedSet(FixedSet):
    """Hold ordinary agents and rows, in an order, as a set that does what Mesa's does.

    `agg` and `do` mean those agents that have the attribute or the method, and raise AttributeError where none has. A
    slice is again a set, and nobody can be added or removed.

    Parameters
    ----------
    model : the model that holds the rows, all of which are in the set
    kind : the class that shows a row
    ordinary : the other agents, who come first
    random : shuffles them; by default the model's own
    """

    def __init__(self, model: "RowModel", kind: Any, ordinary: Iterable[Any], random: Random | None = None) -> None:
        self.model, self.kind, self.ordinary, self.random = model, kind, list(ordinary), random or model.random
        self._index: Index = slice(0, len(self.ordinary) + model.row_count)  # places: ordinary agents, then rows

    @property
    def places(self) -> NDArray[np.int64]:
        """Give the numbers of the agents, in the order of the set: ordinary ones first, then rows."""
        return np.arange(len(self.ordinary) + self.model.row_count)[self._index]

    def __len__(self) -> int:
        return int(self._index.stop) if isinstance(self._index, slice) else len(self._index)

    def __iter__(self) -> Iterator[Any]:
        model, kind, ordinary, first = self.model, self.kind, self.ordinary, len(self.ordinary)
        places = range(len(self)) if isinstance(self._index, slice) else self._index.tolist()
        return (kind(model, place - first) if place >= first else ordinary[place] for place in places)

    def __contains__(self, agent: Any) -> bool:
        if isinstance(agent, self.kind):
            return agent.model is self.model and bool(self._mask[len(self.ordinary) + agent.row])
        return agent in self.ordinary and bool(self._mask[self.ordinary.index(agent)])

    @cached_property
    def _mask(self) -> NDArray[np.bool_]:
        mask = np.zeros(len(self.ordinary) + self.model.row_count, bool)
        mask[self._index] = True
        return mask

    def _from_iterable(self, agents: Iterable[Any]) -> Any:
        return set_of(agents, self.model, self.kind, self.random)

    def _take(self, order: NDArray[np.int64], inplace: bool = False) -> Any:
        """Give the set of the agents at these places of it, in this order; of rows alone, a set of rows."""
        index, first = order if isinstance(self._index, slice) else self._index[order], len(self.ordinary)
        taken: MixedSet = self if inplace else self.copy()
        if type(self) is MixedSet and not inplace and not (index < first).any():
            taken, index = self.model.rows, index - first
            taken.kind, taken.random = self.kind, self.random
        if not (isinstance(taken._index, slice) and np.array_equal(index, np.arange(taken._index.stop))):
            taken._index = index
        taken.__dict__.pop("_mask", None)
        return taken

    def _fitting(self, fits: Callable[[Any], bool]) -> NDArray[np.int64]:
        """Give the places in the set of those who fit; rows are all alike."""
        rows = [fits(self.kind(self.model, 0))] if self.model.row_count else []
        fit = np.array([*map(fits, self.ordinary), *rows], bool)
        return np.flatnonzero(fit[np.minimum(self.places, len(self.ordinary))])

    def _having(self, name: str) -> Any:
        having = self._take(self._fitting(lambda agent: hasattr(type(agent), name) or hasattr(agent, name)))
        if len(self) and not len(having):
            raise AttributeError(f"none of the agents has {name}")
        return having

    def _at_once(self, question: Any) -> Array | None:
        """Answer a question for all agents, or give None where they are to be asked one by one."""
        return None

    def _answers(self, by: By) -> Any:
        """Give an attribute, or what a function makes of each agent: an array, or a list where it asked one by one."""
        question: Any = attrgetter(by) if isinstance(by, str) else by
        found = self._at_once(question)
        return [question(agent) for agent in self] if found is None else found

    def select(
        self,
        filter_func: Callable[[Any], Any] | Array | None = None,
        at_most: float = math.inf,
        inplace: bool = False,
        agent_type: type[Agent] | None = None,
    ) -> Any:
        """Select the first agents for which a function is true.

        Parameters
        ----------
        filter_func : function of one agent; of rows also an array, one truth value for every row of the model
        at_most : how many, or where it is a float up to 1.0 how large a part of the set
        inplace : change this set, and give it
        agent_type : only such agents are asked

        Raises
        ------
        ValueError : the array has another shape or other values
        """
        part = isinstance(at_most, float) and at_most <= 1.0
        most = max(0, math.ceil(min(int(len(self) * at_most) if part else at_most, len(self))))
        asked = self if inplace else self.copy()
        if agent_type is not None:
            asked = asked._take(self._fitting(lambda agent: isinstance(agent, agent_type)), inplace)
        if filter_func is None or not most:
            return asked if most >= len(asked) else asked._take(np.arange(most), inplace)
        question: Any = filter_func
        found = asked._at_once(question)
        if found is not None:
            return asked._take(np.flatnonzero(found)[:most], inplace)
        matches = islice((place for place, agent in enumerate(asked) if question(agent)), most)
        return asked._take(np.fromiter(matches, np.int64), inplace)

    def get(self, attr_names: Any, handle_missing: str = "error", default_value: Any = None) -> Any:
        """List an attribute of each agent, or a list of several: see Mesa's set."""
        agents = list(self)
        return AgentSet(agents, self.random).get(attr_names, handle_missing, default_value)

    def set(self, attr_name: str, value: Any) -> Self:
        """Write one value for all; nothing is written where rows have no such column."""
        for agent in sorted(self, key=lambda agent: type(agent) is not self.kind):
            setattr(agent, attr_name, value)
        return self


def set_of(agents: Iterable[Any], model: "RowModel", kind: Any, random: Random | None = None) -> Any:
    """Give the set of these agents, which may be rows and ordinary ones in any order."""
    members = {agent: type(agent) is kind and agent.model is model for agent in agents}
    mixed = MixedSet(model, kind, [agent for agent, is_row in members.items() if not is_row], random)
    own, first = {agent: place for place, agent in enumerate(mixed.ordinary)}, len(mixed.ordinary)
    places = [first + agent.row if is_row else own[agent] for agent, is_row in members.items()]
    return mixed._take(np.array(places, np.int64))
