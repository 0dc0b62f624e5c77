"""Do what Mesa's AgentSet does, for sets whose members are fixed: rows of columns, alone or with ordinary agents."""

import math
from collections.abc import Callable, Iterable
from copy import copy
from itertools import chain
from operator import methodcaller
from random import Random
from types import BuiltinFunctionType
from typing import TYPE_CHECKING, Any, NoReturn, Self

import numpy as np
from mesa.agent import Agent, AgentSet
from numpy.typing import NDArray

from tenfold.sim.row_query import Array

if TYPE_CHECKING:
    from mesa.agent import GroupBy

    from tenfold.sim.rows import RowModel
else:
    try:
        from mesa.agentset import GroupBy  # Mesa 3.5
    except ImportError:
        from mesa.agent import GroupBy  # Mesa 3.3

By = str | Callable[[Any], Any]
Places = NDArray[np.int64]

_ON_ARRAYS: dict[Any, Callable[[Array], Any]] = {sum: np.sum, min: np.min, max: np.max, any: np.any, all: np.all}


class Groups(GroupBy):
    """Hold the sets that `groupby` made, by key."""

    def agg(self, attr_name: str, func: Any) -> dict[Any, Any]:
        """Aggregate an attribute over each group."""
        sets: dict[Any, Any] = {key: each for key, each in self if isinstance(each, AgentSet)}
        return {key: each.agg(attr_name, func) for key, each in sets.items()} or super().agg(attr_name, func)


class FixedSet(AgentSet):
    """Do what sets with and without ordinary agents do alike, given how they give values and take places.

    Parameters
    ----------
    model : the model of the agents
    random : shuffles them; by default the model's own
    """

    def __init__(self, model: "RowModel", random: Random | None = None) -> None:
        self.model, self.random = model, random or model.random

    @property
    def rng(self) -> np.random.Generator:
        """Give the model's generator."""
        generator: np.random.Generator = self.model.rng
        return generator

    def values(self, by: By) -> Array | list[Any]:
        """Give an attribute, or what a function makes of each agent: an array, or a list where it asked one by one."""
        raise NotImplementedError

    def take(self, places: Places) -> AgentSet:
        """Give the set of the agents at these places, in this order."""
        raise NotImplementedError

    def _give(self, result: Any, inplace: bool) -> AgentSet:
        raise NotImplementedError

    def __getitem__(self, item: Any) -> Any:
        if isinstance(item, slice):
            return self.take(np.arange(len(self))[item])
        return next(iter(self.take(np.array([range(len(self))[item]]))))

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {len(self)} agents>"

    def __getstate__(self) -> dict[str, Any]:
        return self.__dict__.copy()

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)

    def _from_iterable(self, agents: Iterable[Any]) -> AgentSet:  # type: ignore[override]
        from tenfold.sim.row_mix import set_of  # only now, for it builds on this

        return set_of(agents, self.model, self.random)

    def __ror__(self, other: Any) -> AgentSet:
        return self._from_iterable(chain(other, self))  # before Mesa's own set, which holds views weakly

    def copy(self) -> Self:
        """Give a set of the same agents."""
        return copy(self)

    def to_list(self) -> list[Any]:
        """List the agents."""
        return list(self)

    def shuffle(self, inplace: bool = False) -> AgentSet:
        """Put the agents in random order: the draws and the order of Mesa's own set."""
        places = list(range(len(self)))
        self.random.shuffle(places)
        return self._give(self.take(np.array(places, np.int64)), inplace)

    def sort(self, key: By, ascending: bool = False, inplace: bool = False) -> AgentSet:
        """Sort the agents by an attribute or a function of them; equals keep their order."""
        values = self.values(key)
        if isinstance(values, np.ndarray) and values.ndim == 1:
            places = np.argsort(values if ascending else values[::-1], kind="stable")
            places = places if ascending else len(self) - 1 - places[::-1]
        else:
            order = sorted(range(len(self)), key=values.__getitem__, reverse=not ascending)
            places = np.array(order, np.int64)
        return self._give(self.take(places), inplace)

    def do(self, method: str | Callable[..., Any], *args: Any, **kwargs: Any) -> Self:
        """Call a method of each agent, or a function on it, one by one."""
        call = _call(method, args, kwargs)
        for agent in self:
            call(agent)
        return self

    def shuffle_do(self, method: str | Callable[..., Any], *args: Any, **kwargs: Any) -> Self:
        """Do so in random order; the set keeps its own."""
        self.shuffle().do(method, *args, **kwargs)
        return self

    def map(self, method: str | Callable[..., Any], *args: Any, **kwargs: Any) -> list[Any]:
        """Call a method of each agent, or a function on it, one by one, and list the results."""
        return list(map(_call(method, args, kwargs), self))

    def agg(self, attribute: str, func: Any) -> Any:
        """Aggregate an attribute by a function of all values, or by several; Python's `sum` is NumPy's here."""
        values = self.values(attribute)
        if isinstance(values, np.ndarray):
            values = values.view()
            values.flags.writeable = False
        results = [_on_array(each, values)(values) for each in ([func] if callable(func) else func)]
        return results[0] if callable(func) else results

    def add(self, agent: Agent) -> NoReturn:
        """Refuse: there are as many rows as there are."""
        raise TypeError("agents cannot be added to rows or removed by hand: select others, or mark them in a column")

    discard = remove = add


def room(at_most: float, count: int) -> int:
    """Give the number of agents that `select` may take: at most so many, or a part of all where it is a float <= 1."""
    wanted = int(count * at_most) if isinstance(at_most, float) and at_most <= 1.0 else at_most
    return max(0, math.ceil(min(wanted, count)))


def _call(method: str | Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Callable[[Any], Any]:
    if isinstance(method, str):
        return methodcaller(method, *args, **kwargs)
    return lambda agent: method(agent, *args, **kwargs)


def _on_array(func: Any, values: Array | list[Any]) -> Callable[[Any], Any]:
    if isinstance(values, np.ndarray) and values.ndim == 1 and isinstance(func, BuiltinFunctionType):
        return _ON_ARRAYS.get(func, func)
    return func  # type: ignore[no-any-return]
