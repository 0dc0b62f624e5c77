"""Do what Mesa's AgentSet does, for sets whose members are fixed and stand at places 0, 1, 2 ..."""

from collections import Counter
from collections.abc import Callable
from copy import copy
from itertools import chain
from types import BuiltinFunctionType
from typing import Any, NoReturn, Self

import numpy as np
import pandas as pd

from tenfold.sim.html import table
from tenfold.sim.mesa import Agent, AgentSet, GroupBy
from tenfold.sim.row_query import Array

By = str | Callable[[Any], Any]

_ON_ARRAYS: dict[Any, Callable[[Array], Any]] = {sum: np.sum, min: np.min, max: np.max, any: np.any, all: np.all}


class _Values(np.ndarray[Any, Any]):
    """Be an array of all values, of which a function may ask `if values`, as of the list that Mesa hands over."""

    whole = False

    def __bool__(self) -> bool:
        return len(self) > 0 if self.whole else super().__bool__()

    def __array_wrap__(self, array: Array, context: Any = None, return_scalar: bool = False) -> Any:
        return array[()] if return_scalar else np.asarray(array)


class Groups(GroupBy):
    """Hold the sets that `groupby` made, by key."""

    def agg(self, attr_name: str, func: Any) -> dict[Any, Any]:
        """Aggregate an attribute over each group."""
        sets: dict[Any, Any] = {key: each for key, each in self if isinstance(each, AgentSet)}
        return {key: each.agg(attr_name, func) for key, each in sets.items()} or super().agg(attr_name, func)


class FixedSet(AgentSet):
    """Do all that follows from `_take`, the agents at some places, and `_answers`, an attribute of each."""

    @property
    def rng(self) -> np.random.Generator:
        """Give the model's generator."""
        return self.model.rng  # type: ignore[no-any-return]

    def __getitem__(self, item: Any) -> Any:
        if isinstance(item, slice):
            return self._take(np.arange(len(self))[item])
        return next(iter(self._take(np.array([range(len(self))[item]]))))

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {len(self)} agents>"

    def _repr_html_(self) -> str:
        kinds = Counter(type(agent).__name__ for agent in self)
        return table(repr(self)[1:-1], [("type", ""), ("agents", "")], kinds.items())

    def __getstate__(self) -> dict[str, Any]:
        return {name: value for name, value in vars(self).items() if name != "_mask"}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)

    def __ror__(self, other: Any) -> Any:
        return self._from_iterable(chain(other, self))  # before Mesa's own set, which holds views weakly

    def copy(self) -> Self:
        """Give a set of the same agents."""
        return copy(self)

    def to_list(self) -> list[Any]:
        """List the agents."""
        return list(self)

    def shuffle(self, inplace: bool = False) -> Any:
        """Put the agents in random order: the draws and the order of Mesa's own set."""
        places = list(range(len(self)))
        self.random.shuffle(places)
        return self._take(np.array(places, np.int64), inplace)

    def sort(self, key: By, ascending: bool = False, inplace: bool = False) -> Any:
        """Sort the agents by an attribute or a function of them; equals keep their order."""
        values = self._answers(key)
        if isinstance(values, np.ndarray) and values.ndim == 1:
            places = np.argsort(values if ascending else values[::-1], kind="stable")
            places = places if ascending else len(self) - 1 - places[::-1]
        else:
            places = np.array(sorted(range(len(self)), key=values.__getitem__, reverse=not ascending), np.int64)
        return self._take(places, inplace)

    def do(self, method: str | Callable[..., Any], *args: Any, **kwargs: Any) -> Self:
        """Call a method of each agent that has it, or a function on each agent, one by one."""
        for agent in self._having(method) if isinstance(method, str) else self:
            if hasattr(agent, "row") or agent in self.model.registered:  # who was removed meanwhile is left out
                _call(method, agent, args, kwargs)
        return self

    def shuffle_do(self, method: str | Callable[..., Any], *args: Any, **kwargs: Any) -> Self:
        """Do so in random order; the set keeps its own."""
        self.shuffle().do(method, *args, **kwargs)
        return self

    def map(self, method: str | Callable[..., Any], *args: Any, **kwargs: Any) -> list[Any]:
        """Call a method of each agent, or a function on it, one by one, and list the results."""
        return [_call(method, agent, args, kwargs) for agent in self]

    def agg(self, attribute: str, func: Any) -> Any:
        """Aggregate an attribute of those that have it by a function of all values, or by several.

        Of rows, Python's `sum` is NumPy's, and so on. Results are what JSON takes: int, bool, float64.
        """
        values: Any = self._having(attribute)._answers(attribute)
        funcs = [func] if callable(func) else list(func)
        if isinstance(values, np.ndarray):
            values = values.view(_Values)
            values.flags.writeable, values.whole = False, True
            if values.ndim == 1:
                funcs = [_ON_ARRAYS.get(f, f) if isinstance(f, BuiltinFunctionType) else f for f in funcs]
        results = [_plain(each(values)) for each in funcs]
        return results[0] if callable(func) else results

    def groupby(self, by: By, result_type: str = "agentset") -> Groups:
        """Group the agents by an attribute or a function of them, groups in order of first appearance."""
        values, seen = self._answers(by), dict[Any, int]()
        if isinstance(values, np.ndarray) and values.ndim == 1:
            codes, keys = pd.factorize(values, use_na_sentinel=False)
            seen = dict.fromkeys(keys.tolist(), 0)
        else:
            codes = np.array([seen.setdefault(value, len(seen)) for value in values], np.int64)
        order = np.argsort(codes.astype(np.min_scalar_type(len(seen))), kind="stable")  # small codes sort much faster
        places = np.split(order, np.cumsum(np.bincount(codes))[:-1])
        groups = {key: self._take(own) for key, own in zip(seen, places, strict=False)}
        return Groups({key: each if result_type == "agentset" else list(each) for key, each in groups.items()})

    def add(self, agent: Agent) -> NoReturn:
        """Refuse: there are as many rows as there are."""
        raise TypeError("agents cannot be added to rows or removed by hand: select others, or mark them in a column")

    discard = remove = add


def _plain(result: Any) -> Any:
    """Give a number that JSON takes, without rounding."""
    if isinstance(result, np.bool_ | np.integer):
        return result.item()
    return np.float64(result) if isinstance(result, np.floating) else result


def _call(method: str | Callable[..., Any], agent: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    return getattr(agent, method)(*args, **kwargs) if isinstance(method, str) else method(agent, *args, **kwargs)
