"""Show the rows of typed columns as Mesa agents, without making an agent of each.

A model keeps what it knows of its many agents in a named tuple of arrays, whose last axis is the row; compiled loops
run over these. The same rows read as agents: a `RowAgent` is a light view on one row, made when somebody looks, and a
`RowSet` is a set of rows with the methods of Mesa's AgentSet, which work on whole columns where they can.

    class Person(RowAgent):
        age = Column[np.float32]()
        trust = Column[NDArray[np.float32]]()                  # (shop, row): person.trust[shop]
        best = Derived[np.int64](lambda columns, rows: columns.trust[..., rows].argmax(axis=0))

    class Town(RowModel):
        def __init__(self, columns, seed):
            super().__init__(rng=seed)
            Shop.create_agents(self, 4)                        # few, ordinary agents: ids 1 to 4
            self.add_rows(Person, columns)                     # ids 5, 6, 7, ... by row

    town.agents_by_type[Person].select(lambda person: person.age < 30).agg("trust", np.mean)
    town.rows.select(town.columns.age < 30).groupby("best").count()

A view lives as long as somebody holds it: two views of one row are equal, but not the same object, and only columns
keep what is written. Mesa's own AgentSet holds its agents weakly, so keep views in a list or rows in a RowSet.
"""

from collections.abc import Mapping
from typing import Any, NoReturn, TypeVar

import numpy as np

from tenfold.sim.errors import InputError, nearest
from tenfold.sim.mesa import Agent, Model
from tenfold.sim.row_column import Column, Derived, Own, shown_columns
from tenfold.sim.row_mix import MixedSet
from tenfold.sim.row_set import RowSet

__all__ = ["Column", "Derived", "MixedSet", "RowAgent", "RowModel", "RowSet"]

R = TypeVar("R", bound="RowAgent")


class RowAgent(Agent):
    """See one row of the model's columns as a Mesa agent, which the model does not register.

    Parameters
    ----------
    model : the model whose `columns` hold the row
    row : its number, from 0; one that the model has not raises IndexError
    """

    model: "RowModel"
    row: int
    pos = None

    def __init__(self, model: "RowModel", row: int) -> None:
        if not 0 <= row < model.row_count:
            raise IndexError(f"row = {row}: allowed: 0 .. {model.row_count - 1}")
        own = self.__dict__  # past __setattr__, for speed
        own["model"], own["row"] = model, row

    @property
    def unique_id(self) -> int:  # type: ignore[override]
        """Give the agent's number in its model: rows follow the agents registered before them."""
        return self.model.first_row_id + self.row

    def __setattr__(self, name: str, value: Any) -> None:
        own = self.model.own_columns.get(name)
        if own is not None:
            own.write(None, self.row, value)
        elif hasattr(type(getattr(type(self), name, None)), "__set__") or name == "pos" or name.startswith("_"):
            super().__setattr__(name, value)
        else:
            hint = f"one of your own is added to all rows: rows.add_column({name!r}, value)"
            raise AttributeError(f"{name}: a row keeps only its columns{self._near(name)}; {hint}")

    def __getattr__(self, name: str) -> Any:
        own = self.__dict__["model"].own_columns.get(name) if "model" in self.__dict__ else None
        if own is not None:
            return own.__get__(self, type(self))
        if hasattr(type(self), name):  # a property that failed: what went wrong within it is to be seen
            return object.__getattribute__(self, name)
        raise AttributeError(f"{type(self).__name__} has no {name}{self._near(name)}", name=name, obj=self)

    def _near(self, name: str) -> str:
        known = dir(type(self)) if name.startswith("_") else [each for each in dir(type(self)) if each[0] != "_"]
        near = nearest(name, [*known, *self.model.own_columns] if "model" in self.__dict__ else known)
        return near and f"; nearest: {near}"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, RowAgent) and self.model is other.model and self.row == other.row

    def __hash__(self) -> int:
        return hash((id(self.model), self.row))

    def __reduce__(self) -> Any:
        own = {name: value for name, value in vars(self).items() if name not in ("model", "row")}
        return _row, (type(self), self.model, self.row), own

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of row {self.row}>"

    def remove(self) -> NoReturn:
        """Refuse: rows stay. Whoever leaves is marked in a column."""
        raise NotImplementedError("a row cannot be removed; mark it in a column")

    @classmethod
    def create_agents(cls, *given: Any, **named: Any) -> NoReturn:
        """Refuse: there are as many rows as the model has been given."""
        raise TypeError(f"{cls.__name__}: rows are not created one by one: a model has as many as its columns are long")

    from_dataframe = create_agents


def _row(kind: type[R], model: "RowModel", row: int) -> R:
    """Give a copied row, whose model may be in the making."""
    agent = kind.__new__(kind)
    agent.__dict__.update(model=model, row=row)
    return agent


class RowModel(Model):
    """Hold a few ordinary agents and many rows of columns, all of which Mesa sees as its agents.

    `agents`, `agents_by_type` and `agent_types` hold both. Sets of rows are made whenever they are read, so a change in
    place (`shuffle(inplace=True)`) stays with the set that was changed.
    """

    columns: Any = None  # a named tuple of arrays; subclasses say which
    row_type: type[RowAgent] | None = None
    own_columns: Mapping[str, Own] = {}  # what `RowSet.add_column` added
    row_count = 0
    first_row_id = 0

    def add_rows(self, kind: type[R], columns: Any) -> RowSet[R]:
        """Show each row of the columns as an agent, with ids that follow those of the agents registered so far.

        Parameters
        ----------
        kind : the class that shows a row
        columns : named tuple of arrays with the row as last axis

        Raises
        ------
        ValueError : where the model has rows already, or columns differ in their number of rows
        AttributeError : where the class shows a column that is not there
        InputError : the class has an `__init__` of its own, which would run whenever somebody looks at a row
        """
        if kind.__init__ is not RowAgent.__init__:
            allowed = "none: a row is made anew whenever somebody looks at it; add_column keeps a value for each"
            raise InputError(f"{kind.__name__}.__init__", allowed=allowed)
        counts = {name: np.shape(column)[-1] for name, column in columns._asdict().items()}
        if self.row_type or len(set(counts.values())) != 1:
            raise ValueError(f"rows are added once, and are as many in every column: {counts}")
        for shown in shown_columns(kind).values():
            if shown.name not in counts:
                near = nearest(shown.name, counts)
                raise AttributeError(f"{kind.__name__}: no column {shown.name}{near and '; nearest: '}{near}")
        self.columns, self.row_type, self.row_count = columns, kind, counts.popitem()[1]
        self.first_row_id = self.agent_id_counter
        self.agent_id_counter += self.row_count
        return RowSet(self, kind)

    @property
    def rows(self) -> RowSet[Any]:
        """Give all rows as a set of agents."""
        if self.row_type is None:
            raise AttributeError("the model has no rows yet: add_rows")
        return RowSet(self, self.row_type)

    def shown(self, kind: type, name: str) -> Any:
        """Give how an attribute of rows is shown: a column, what else the class has, or None."""
        return self.own_columns.get(name) or getattr(kind, name, None)

    @property
    def registered(self) -> Any:
        """Give the ordinary agents, which Mesa knows of."""
        return super().agents

    @property  # type: ignore[misc]
    def agents(self) -> Any:
        """Give all agents: the registered ones, then the rows."""
        if self.row_type is None:
            return self.registered
        return MixedSet(self, self.row_type, self.registered) if len(self.registered) else self.rows

    @property
    def agents_by_type(self) -> dict[type[Agent], Any]:
        """Give the agents of each type as a set."""
        registered: dict[type[Agent], Any] = super().agents_by_type
        return registered if self.row_type is None else {**registered, self.row_type: self.rows}

    @property
    def agent_types(self) -> list[type[Agent]]:
        """List the types of agents."""
        return list(self.agents_by_type)
