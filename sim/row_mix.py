"""Hold ordinary agents and rows of columns together as one Mesa AgentSet."""

import math
from collections.abc import Callable, Iterable, Iterator
from itertools import chain, groupby
from numbers import Number
from random import Random
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from mesa.agent import Agent, AgentSet

from tenfold.sim.row_base import By, FixedSet, Groups, Places, room
from tenfold.sim.row_query import Array
from tenfold.sim.row_set import RowSet

if TYPE_CHECKING:
    from tenfold.sim.rows import RowModel


class MixedSet(FixedSet):
    """Hold several sets one after the other, such as a model's ordinary agents and its rows.

    `get` and `map` are about every agent, as in Mesa; `agg` and `do` are about those that have the attribute or the
    method, and raise AttributeError where none has. However it is shuffled or sorted, F ordinary agents part the rows
    into at most F + 1 runs, so F should be small.

    Parameters
    ----------
    model : the model of all agents
    parts : the sets, no agent in two of them
    """

    def __init__(self, model: "RowModel", parts: Iterable[Any]) -> None:
        super().__init__(model)
        self.parts: list[Any] = list(parts)

    def __len__(self) -> int:
        return sum(map(len, self.parts))

    def __iter__(self) -> Iterator[Any]:
        return chain.from_iterable(self.parts)

    def __contains__(self, agent: Any) -> bool:
        return any(agent in part for part in self.parts)

    def _of(self, parts: list[AgentSet]) -> AgentSet:
        return parts[0] if len(parts) == 1 else MixedSet(self.model, parts)

    def _give(self, result: Any, inplace: bool) -> AgentSet:
        if inplace:
            self.parts = result.parts if isinstance(result, MixedSet) else [result]
        return self if inplace else result

    def _having(self, name: str) -> list[AgentSet]:
        parts = [part.select(at_most=math.inf if part.has(name) else 0) if isinstance(part, RowSet)
                 else part.select(lambda agent: hasattr(agent, name)) for part in self.parts]
        having = [part for part in parts if len(part)]
        if not having and len(self):
            raise AttributeError(f"none of the agents has {name}")
        return having

    def values(self, by: By) -> Array | list[Any]:
        """Give an attribute, or what a function makes of each agent."""
        values: Array | list[Any] = _chained([part.values(by) if isinstance(part, FixedSet) else
                                              part.get(by) if isinstance(by, str) else part.map(by)
                                              for part in self.parts])
        return values

    def take(self, places: Places) -> AgentSet:
        """Give the set of the agents at these places, in this order."""
        starts = np.cumsum([0, *map(len, self.parts)])
        owners = np.searchsorted(starts, places, side="right") - 1
        runs = np.split(places, np.flatnonzero(np.diff(owners)) + 1) if len(places) else []
        lists = [None if isinstance(part, RowSet) else list(part) for part in self.parts]
        taken: list[AgentSet] = []
        for run in runs:
            owner = np.searchsorted(starts, run[0], side="right") - 1
            part, agents, own = self.parts[owner], lists[owner], run - starts[owner]
            taken.append(part.take(own) if agents is None else AgentSet([agents[i] for i in own], self.random))
        return self._of(taken)

    def select(
        self,
        filter_func: Callable[[Any], Any] | None = None,
        at_most: float = math.inf,
        inplace: bool = False,
        agent_type: type[Agent] | None = None,
    ) -> AgentSet:
        """Select the first agents of a type, at most so many or such a part of all, for which a function is true."""
        most, parts = room(at_most, len(self)), []
        for part in self.parts:
            parts.append(part.select(agent_type=agent_type).select(filter_func, most))  # only that type need be askable
            most -= len(parts[-1])
        return self._give(self._of([part for part in parts if len(part)] or parts[-1:]), inplace)

    def do(self, method: str | Callable[..., Any], *args: Any, **kwargs: Any) -> Self:
        """Call a method of each agent that has it, or a function on each agent, one by one."""
        for part in self._having(method) if isinstance(method, str) else self.parts:
            part.do(method, *args, **kwargs)
        return self

    def agg(self, attribute: str, func: Any) -> Any:
        """Aggregate an attribute of those that have it by a function of all values, or by several."""
        found = self._of(self._having(attribute))
        return FixedSet.agg(found, attribute, func) if isinstance(found, MixedSet) else found.agg(attribute, func)

    def get(self, attr_names: Any, handle_missing: str = "error", default_value: Any = None) -> Any:
        """Give an attribute of every agent, or several, the agent as first axis."""
        return _chained([part.get(attr_names, handle_missing, default_value) for part in self.parts])

    def set(self, attr_name: str, value: Any) -> Self:
        """Write one value for all; nothing is written where rows have no such column."""
        for part in sorted(self.parts, key=lambda part: not isinstance(part, RowSet)):
            part.set(attr_name, value)
        return self

    def groupby(self, by: By, result_type: str = "agentset") -> Groups:
        """Group the agents by an attribute or a function of them, groups in order of first appearance."""
        found: dict[Any, list[AgentSet]] = {}
        for part in self.parts:
            for key, group in part.groupby(by):
                found.setdefault(key, []).append(group)
        groups = {key: self._of(sets) for key, sets in found.items()}
        return Groups({key: each if result_type == "agentset" else list(each) for key, each in groups.items()})


def set_of(agents: Iterable[Any], model: "RowModel", random: Random | None = None) -> AgentSet:
    """Give the set of these agents, which may be rows and ordinary ones in any order."""
    runs = groupby(dict.fromkeys(agents), lambda agent: type(agent) if hasattr(agent, "row") else None)
    parts = [RowSet(model, kind, [agent.row for agent in run], random) if kind
             else AgentSet(run, random or model.random) for kind, run in runs]
    return parts[0] if len(parts) == 1 else MixedSet(model, parts)


def _chained(pieces: list[Any]) -> Any:
    """Put the parts' values one after the other: an array where all are numbers, or else a list."""
    pieces = [piece for piece in pieces if len(piece)] or pieces[-1:]
    if len(pieces) == 1:
        return pieces[0]
    if all(isinstance(piece, np.ndarray) or all(isinstance(each, Number) for each in piece) for piece in pieces):
        return np.concatenate(pieces)
    return list(chain.from_iterable(pieces))
