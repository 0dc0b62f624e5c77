"""Columns as attributes of agents: those of the model's record, what follows from them, and somebody's own."""

from collections.abc import Callable
from typing import Any, Generic, NoReturn, Self, TypeVar, overload

import numpy as np

from tenfold.sim.row_query import Array, Index

V = TypeVar("V")


class Column(Generic[V]):
    """Show one column of the model as an attribute: a NumPy scalar, or of shape (..., N) a view to write in place.

    Parameters
    ----------
    name : the column's name in `model.columns`; by default that of the attribute
    unit : of its values, for tables
    """

    def __init__(self, name: str = "", unit: str = "") -> None:
        self.name, self.unit = name, unit

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = self.name or name

    @overload
    def __get__(self, agent: None, owner: type) -> Self: ...
    @overload
    def __get__(self, agent: Any, owner: type) -> V: ...
    def __get__(self, agent: Any, owner: type) -> "Self | V":
        if agent is None:
            return self
        column = self.of(agent.model.columns)
        found: Any = column[agent.row] if column.ndim == 1 else column[..., agent.row]
        return found  # type: ignore[no-any-return]

    def __set__(self, agent: Any, value: V) -> None:
        self.write(agent.model.columns, agent.row, value)

    def of(self, columns: Any) -> Array:
        """Give the whole array, the row as last axis."""
        return getattr(columns, self.name)  # type: ignore[no-any-return]

    def whole(self, columns: Any, rows: Index) -> Array:
        """Give the values of many rows, the row as last axis."""
        return self.of(columns)[..., rows]

    def write(self, columns: Any, rows: Index | int, value: Any) -> None:
        """Write one value, or one for each row as first axis; what a column of whole numbers would cut is refused."""
        column = self.of(columns)
        if column.dtype.kind in "biu" and np.asarray(value).dtype.kind not in "biu":
            raise TypeError(f"{self.name} = {value!r}: allowed: what {column.dtype} holds without rounding")
        (column if column.ndim == 1 else np.moveaxis(column, -1, 0))[rows] = value


class Derived(Column[V]):
    """Show what follows from the columns as an attribute that cannot be written.

    Parameters
    ----------
    function : gets the named tuple of columns and rows (one, a slice or an array), and gives the values of these rows,
        the row as last axis
    """

    def __init__(self, function: Callable[[Any, Any], Any]) -> None:
        super().__init__()
        self._function = function

    def __get__(self, agent: Any, owner: type) -> Any:
        if agent is None:
            return self
        return np.asarray(self._function(agent.model.columns, agent.row))[()]

    def whole(self, columns: Any, rows: Index) -> Array:
        """Compute the values of many rows, the row as last axis; another number of values raises ValueError."""
        values = np.asarray(self._function(columns, rows))
        count = rows.stop if isinstance(rows, slice) else len(rows)
        if values.shape[-1:] != (count,):
            raise ValueError(f"{self.name} gives an array of shape {values.shape}: allowed: (..., {count})")
        return values

    def write(self, columns: Any, rows: Index | int, value: Any) -> NoReturn:
        """Refuse: what follows from columns is changed by changing these."""
        raise AttributeError(f"{self.name} = {value!r}: it follows from columns, and is not written itself")


def shown_columns(kind: type) -> dict[str, Column[Any]]:
    """List the columns that a class shows, those that follow from others left out, by the names of its attributes."""
    shown = {name: getattr(kind, name) for name in dir(kind)}
    return {name: each for name, each in shown.items() if isinstance(each, Column) and not isinstance(each, Derived)}


class Own(Column[Any]):
    """Keep an attribute of somebody's own for every row of one model.

    Parameters
    ----------
    name : of the attribute
    values : the row as last axis
    """

    def __init__(self, name: str, values: Array) -> None:
        super().__init__(name)
        self.values = values

    def of(self, columns: Any) -> Array:
        """Give the whole array, which stands in none of the model's own columns."""
        return self.values
