"""Hold rows of columns as a Mesa AgentSet.

It has the methods of Mesa's set. Columns by name, arrays of truths, and functions that only compute (see `row_query`)
are answered for all rows at once; anything else row by row, as Mesa does it. Unlike Mesa's set, `get` gives arrays, the
agent as first axis; a slice is again a set; and nobody can be added or removed.
"""

from random import Random
from typing import TYPE_CHECKING, Any, Generic, Self, TypeVar

import numpy as np
from numpy.typing import NDArray

from tenfold.sim.row_base import By
from tenfold.sim.row_mix import MixedSet
from tenfold.sim.row_query import Array, answer

if TYPE_CHECKING:
    from tenfold.sim.rows import RowAgent, RowModel

R = TypeVar("R", bound="RowAgent")


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
            return answer(question, self.kind, self.model.columns, self._index)
        mask = np.asarray(question)
        if mask.dtype != bool or mask.shape != (self.model.row_count,):
            raise ValueError(f"{mask.dtype} of shape {mask.shape}: allowed: bool of ({self.model.row_count},)")
        return mask[self._index]  # type: ignore[no-any-return]

    def _answers(self, by: By) -> Any:
        shown: Any = getattr(self.kind, by, None) if isinstance(by, str) else None
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
        if handle_missing != "error" and not (handle_missing == "default" and hasattr(self.kind, attr_names)):
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
        shown: Any = getattr(self.kind, attr_name, None)
        if hasattr(shown, "write"):
            shown.write(self.model.columns, self._index, value)
            return self
        return super().set(attr_name, value)
