"""Hold rows of columns as a Mesa AgentSet.

It has the methods of Mesa's set. Columns by name, arrays of truths, and functions that only compute (see `row_query`)
are answered for all rows at once; anything else row by row, as Mesa does it. Unlike Mesa's set, `get` gives arrays, the
agent as first axis; a slice is again a set; and nobody can be added or removed.
"""

from collections.abc import Sequence
from keyword import iskeyword
from random import Random
from typing import TYPE_CHECKING, Any, Generic, Self, TypeVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tenfold.sim.errors import InputError
from tenfold.sim.html import table
from tenfold.sim.row_base import By
from tenfold.sim.row_column import Own, shown_columns
from tenfold.sim.row_mix import MixedSet
from tenfold.sim.row_query import Array, answer

if TYPE_CHECKING:
    from tenfold.sim.rows import RowAgent, RowModel

R = TypeVar("R", bound="RowAgent")
FEW, WIDE = 5, 12  # rows and columns that a notebook shows


class RowSet(MixedSet, Generic[R]):
    """Hold rows of the model's columns, in an order, as a set of agents.

    Parameters
    ----------
    model : the model that holds the columns
    kind : the class that shows a row
    rows : the rows' numbers, each once, or one truth value for every row of the model; by default all rows
    random : shuffles them; by default the model's own

    Raises
    ------
    ValueError : a row is given twice
    """

    def __init__(self, model: "RowModel", kind: type[R], rows: Any = None, random: Random | None = None) -> None:
        super().__init__(model, kind, (), random)
        if rows is not None:
            self._index = np.arange(model.row_count)[rows if isinstance(rows, np.ndarray) else list(rows)]
            if len(np.unique(self._index)) < len(self._index):
                raise ValueError("rows: allowed: each row at most once")

    @property
    def rows(self) -> NDArray[np.int64]:
        """Give the rows' numbers, in the order of the set."""
        return self.places

    def _at_once(self, question: Any) -> Array | None:
        if callable(question):
            return answer(question, self.kind, self.model.columns, self._index, self.model.own_columns)
        mask = np.asarray(question)
        if mask.dtype != bool or mask.shape != (self.model.row_count,):
            raise ValueError(f"{mask.dtype} of shape {mask.shape}: allowed: bool of ({self.model.row_count},)")
        return mask[self._index]  # type: ignore[no-any-return]

    def _answers(self, by: By) -> Any:
        shown: Any = self.model.shown(self.kind, by) if isinstance(by, str) else None
        if hasattr(shown, "whole"):
            return np.moveaxis(shown.whole(self.model.columns, self._index), -1, 0)
        question: Any = shown.fget if isinstance(shown, property) else by
        return self.rows if by == "row" else super()._answers(question)

    def _having(self, name: str) -> Self:
        return self

    def get(self, attr_names: Any, handle_missing: str = "error", default_value: Any = None) -> Any:
        """Copy an attribute into an array, the agent as first axis; several into an array of records.

        Parameters
        ----------
        attr_names : one name, or a list of them
        handle_missing : "error", or "default" to give a value for what is missing
        default_value : this value

        Returns
        -------
        Array, or Mesa's list where an attribute neither is a column nor only computes

        Raises
        ------
        AttributeError : an attribute is missing
        ValueError : `handle_missing` is neither
        """
        if not isinstance(attr_names, str):
            found = {name: self.get(name, handle_missing, default_value) for name in attr_names}
            if not all(isinstance(values, np.ndarray) for values in found.values()):
                return [list(each) for each in zip(*found.values(), strict=True)]
            records = np.empty(len(self), [(name, values.dtype, values.shape[1:]) for name, values in found.items()])
            for name, values in found.items():
                records[name] = values
            return records
        there = self.model.shown(self.kind, attr_names) is not None
        if handle_missing != "error" and not (handle_missing == "default" and there):
            return super().get(attr_names, handle_missing, default_value)
        values = self._answers(attr_names)
        return np.array(values) if isinstance(values, np.ndarray) else values

    def set(self, attr_name: str, value: Any) -> Self:
        """Write a column.

        Parameters
        ----------
        attr_name : its name
        value : one for all, or an array of one for each, the agent as first axis

        Raises
        ------
        AttributeError : there is no such column, or it follows from others
        TypeError : a column of whole numbers would cut the value
        """
        shown: Any = self.model.shown(self.kind, attr_name)
        if hasattr(shown, "write"):
            shown.write(self.model.columns, self._index, value)
            return self
        return super().set(attr_name, value)

    def add_column(self, name: str, value: Any) -> Self:
        """Add an attribute of one's own to every row of the model, to be read and written like any other.

        It is kept from period to period, and in copies; nothing in the model reads it.

        Parameters
        ----------
        name : of the attribute
        value : a number, truth or text for all, or an array of one for each, the agent as first axis

        Raises
        ------
        InputError : the name is taken or none, or the value is nothing that a column holds
        ValueError : the set is not all rows of the model
        """
        model = self.model
        if len(self) != model.row_count:
            raise ValueError(f"{len(self)} of {model.row_count} rows: a column is added to all; then set some")
        taken = {*dir(self.kind), *model.columns._fields, *model.own_columns, "model", "row"}
        if not isinstance(name, str) or not name.isidentifier() or iskeyword(name) or name.startswith("_"):
            raise InputError("name", name, "a name that Python takes for an attribute, without _ in front")
        if name in taken:
            raise InputError("name", name, f"a name that {self.kind.__name__} has not taken")
        values = np.asarray(value)
        if values.dtype.kind not in "biufU" or values.ndim and len(values) != len(self):
            raise InputError(name, value, f"a number, truth or text for all, or one for each of {len(self)}")
        kind: Any = object if values.dtype.kind == "U" else values.dtype  # of any length
        column = Own(name, np.zeros((*values.shape[1:], len(self)), kind))
        column.write(None, self._index, values)
        model.own_columns = {**model.own_columns, name: column}
        return self

    def _repr_html_(self) -> str:
        few, units = self[:FEW].to_frame(), {name: each.unit for name, each in shown_columns(self.kind).items()}
        head = [("agent", ""), *((name, units.get(name.partition("[")[0], "")) for name in few.columns[:WIDE])]
        rows = ([unique_id, *line[:WIDE]] for unique_id, line in zip(few.index, few.astype(object).values, strict=True))
        left = len(few.columns) - WIDE
        note = f"{len(self) - len(few):,} more agents" if len(self) > len(few) else ""
        more = f"{left} more columns: to_frame() gives all" if left > 0 else ""
        return table(repr(self)[1:-1], head, rows, "; ".join(filter(None, (note, more))))

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {len(self):,} {self.kind.__name__} agents>"

    def to_frame(self, names: Sequence[str] | None = None) -> pd.DataFrame:
        """Copy attributes into a table, an agent a row, in the order of the set.

        Parameters
        ----------
        names : of attributes; by default all columns

        Returns
        -------
        DataFrame
            indexed by `unique_id`; a column of several axes becomes one for each place, as `expectation[0, 1]`

        Raises
        ------
        AttributeError : there is no such attribute
        """
        shown = [*shown_columns(self.kind), *self.model.own_columns] if names is None else list(names)
        table: dict[str, Any] = {}
        for name in shown:
            values = self.get(name)
            if not isinstance(values, np.ndarray) or values.ndim == 1:
                table[name] = values
                continue
            for place in np.ndindex(*values.shape[1:]):
                table[f"{name}[{', '.join(map(str, place))}]"] = values[:, *place]
        return pd.DataFrame(table, pd.Index(self.model.first_row_id + self.rows, name="unique_id"))
