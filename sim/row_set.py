"""Hold rows of columns as a Mesa AgentSet.

It has the methods of Mesa's set. Attributes that are columns, and functions of one agent that only compute (see
`row_query`), are answered for all rows at once; anything else row by row, as Mesa does it. Unlike Mesa's set, `get`
gives arrays, the agent as first axis; a slice is again a set; and nobody can be added or removed.
"""

import math
from collections.abc import Callable, Iterator
from functools import partial
from itertools import islice
from operator import attrgetter
from random import Random
from typing import TYPE_CHECKING, Any, Generic, Self, TypeVar

import numpy as np
import pandas as pd
from mesa.agent import Agent, AgentSet
from numpy.typing import NDArray

from tenfold.sim.row_base import By, FixedSet, Groups, Places, room
from tenfold.sim.row_query import Array, Index, Rows, Values, ask, size

if TYPE_CHECKING:
    from tenfold.sim.rows import RowAgent, RowModel

R = TypeVar("R", bound="RowAgent")

_FEW = 12  # so many groups are found faster one by one than by sorting


class RowSet(FixedSet, Generic[R]):
    """Hold rows of the model's columns, in an order, as a set of agents.

    Parameters
    ----------
    model : the model that holds the columns
    kind : the class that shows a row
    rows : the rows' numbers, each once, or one truth value for every row of the model; by default all rows
    random : shuffles them; by default the model's own
    """

    def __init__(self, model: "RowModel", kind: type[R], rows: Any = None, random: Random | None = None) -> None:
        super().__init__(model, random)
        self.kind = kind
        self._mask: NDArray[np.bool_] | None = None
        self._index: Index = slice(0, model.row_count)
        if rows is not None:
            chosen = np.arange(model.row_count)[rows if isinstance(rows, np.ndarray) else list(rows)]
            if len(np.unique(chosen)) < len(chosen):
                raise ValueError("rows: allowed: each row at most once")
            self._index = chosen

    @property
    def rows(self) -> Places:
        """Give the rows' numbers, in the order of the set."""
        return np.arange(self.model.row_count)[self._index]

    def __len__(self) -> int:
        return size(self._index)

    def __iter__(self) -> Iterator[R]:
        rows = range(len(self)) if isinstance(self._index, slice) else self._index.tolist()
        return (self.kind(self.model, row) for row in rows)

    def __contains__(self, agent: object) -> bool:
        if not isinstance(agent, self.kind) or agent.model is not self.model:
            return False
        if self._mask is None:
            self._mask = np.zeros(self.model.row_count, bool)
            self._mask[self._index] = True
        return bool(Values(self._mask[agent.row.values]) if isinstance(agent.row, Rows) else self._mask[agent.row])

    def _of(self, index: Index) -> "RowSet[R]":
        other = self.copy()
        other._index, other._mask = index, None
        return other

    def _give(self, result: Any, inplace: bool) -> AgentSet:
        if inplace:
            self.__setstate__(result.__getstate__())
        return self if inplace else result

    def take(self, places: Places) -> "RowSet[R]":
        """Give the set of the agents at these places, in this order."""
        return self._of(places if isinstance(self._index, slice) else self._index[places])

    def has(self, name: str) -> bool:
        """Tell whether each of the agents has an attribute."""
        return hasattr(self.kind, name) or name in ("model", "row")

    def values(self, by: By) -> Array | list[Any]:
        """Give an attribute, or what a function makes of each agent: an array, or a list where it asked one by one."""
        shown: Any = getattr(self.kind, by, None) if isinstance(by, str) else None
        if hasattr(shown, "whole"):
            column: Array = shown.whole(self.model.columns, self._index)
            return np.moveaxis(column, -1, 0)
        if by == "row":
            return self.rows
        question = attrgetter(by) if isinstance(by, str) else by
        answers = self._ask(shown.fget if isinstance(shown, property) else question)
        return [question(agent) for agent in self] if answers is None else answers

    def _ask(self, question: Any) -> Array | None:
        view = partial(self.kind.of_many, self.model)
        return ask(question, view, self._index, len(self)) if len(self) else None

    def select(
        self,
        filter_func: Callable[[Any], Any] | None = None,
        at_most: float = math.inf,
        inplace: bool = False,
        agent_type: type[Agent] | None = None,
    ) -> AgentSet:
        """Select the first agents, at most so many or so large a part of the set, for which a function is true."""
        most = room(at_most, len(self)) if agent_type is None or issubclass(self.kind, agent_type) else 0
        if filter_func is None or not most:
            return self._give(self.copy() if most == len(self) else self.take(np.arange(most)), inplace)
        answers = self._ask(filter_func)
        if answers is not None:
            return self._give(self.take(np.flatnonzero(answers)[:most]), inplace)
        matches = (place for place, agent in enumerate(self) if filter_func(agent))
        return self._give(self.take(np.fromiter(islice(matches, most), np.int64)), inplace)

    def get(self, attr_names: Any, handle_missing: str = "error", default_value: Any = None) -> Any:
        """Copy an attribute into an array, the agent as first axis; several into an array of records.

        What is no column and does not only compute comes as Mesa's list; what is missing raises AttributeError, or is
        the default value for each where `handle_missing` is "default".
        """
        if handle_missing not in ("error", "default"):
            raise ValueError(f"handle_missing = {handle_missing!r}: allowed: 'error' or 'default'")
        if isinstance(attr_names, str):
            if handle_missing == "default" and not self.has(attr_names):
                return np.full(len(self), default_value)
            values = self.values(attr_names)
            return np.array(values) if isinstance(values, np.ndarray) else values
        found = {name: self.get(name, handle_missing, default_value) for name in attr_names}
        if not all(isinstance(values, np.ndarray) for values in found.values()):
            return [list(each) for each in zip(*found.values(), strict=True)]
        records = np.empty(len(self), [(name, values.dtype, values.shape[1:]) for name, values in found.items()])
        for name, values in found.items():
            records[name] = values
        return records

    def set(self, attr_name: str, value: Any) -> Self:
        """Write a column: one value for all, or an array of one for each, the agent as first axis."""
        shown: Any = getattr(self.kind, attr_name, None)
        if hasattr(shown, "write"):
            shown.write(self.model.columns, self._index, value)
        else:
            for agent in self:
                setattr(agent, attr_name, value)
        return self

    def groupby(self, by: By, result_type: str = "agentset") -> Groups:
        """Group the agents by an attribute or a function of them, groups in order of first appearance."""
        values = self.values(by)
        groups = {key: self.take(places) for key, places in _places(values)}
        return Groups({key: each if result_type == "agentset" else list(each) for key, each in groups.items()})


def _places(values: Array | list[Any]) -> Iterator[tuple[Any, Places]]:
    """Give each different value and where it is, in order of first appearance."""
    if not isinstance(values, np.ndarray) or values.ndim != 1:
        found: dict[Any, list[int]] = {}
        for place, value in enumerate(values):
            found.setdefault(value, []).append(place)
        yield from ((value, np.array(places)) for value, places in found.items())
        return
    codes, keys = pd.factorize(values, use_na_sentinel=False)
    codes = codes.astype(np.min_scalar_type(len(keys)))  # small codes are compared and sorted much faster
    if len(keys) <= _FEW:
        yield from ((key, np.flatnonzero(codes == code)) for code, key in enumerate(keys.tolist()))
        return
    order = np.argsort(codes, kind="stable")
    yield from zip(keys.tolist(), np.split(order, np.cumsum(np.bincount(codes))[:-1]), strict=True)
