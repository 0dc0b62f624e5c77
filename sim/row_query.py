"""Answer a question written for one agent for many rows at once, where that is sure to give what each row would give.

A question without calls and decisions, such as `lambda a: (a.age < 30) & (a.trust[0] > 0.5)`, is put once to an agent
whose attributes are whole columns. All else (`and`, `or`, `not`, `if`, methods, draws) is for asking row by row.
"""

import dis
from collections.abc import Mapping
from types import FunctionType
from typing import Any

import numpy as np
from numpy.lib.mixins import NDArrayOperatorsMixin
from numpy.typing import NDArray

Array = NDArray[Any]
Index = slice | NDArray[np.int64]

_STEPS = ("RESUME", "COPY_FREE", "LOAD_", "BINARY_", "COMPARE_OP", "UNARY_", "BUILD_TUPLE", "RETURN_")
_UNSURE = (np.power, np.matmul)  # may round otherwise for arrays than for numbers


class _Values(NDArrayOperatorsMixin):
    """Stand for what one attribute is in each of many rows; the row is the last axis of the array."""

    __iter__ = __bool__ = __str__ = __repr__ = None  # type: ignore[assignment]

    def __init__(self, array: Array) -> None:
        self._array = array

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **options: Any) -> Any:
        alone = all(isinstance(each, _Values) or np.ndim(each) == 0 for each in inputs)
        if ufunc in _UNSURE or method != "__call__" or options or not alone:
            return NotImplemented
        return _Values(ufunc(*(each._array if isinstance(each, _Values) else each for each in inputs)))

    def __getitem__(self, item: Any) -> "_Values":
        given = item if isinstance(item, tuple) else (item,)
        own = [isinstance(each, _Values) for each in given]
        key: list[Any] = [np.asarray(each._array if many else each) for each, many in zip(given, own, strict=True)]
        fit = all(each.dtype.kind in "iu" and each.ndim == many for each, many in zip(key, own, strict=True))
        if len(key) >= self._array.ndim or not fit:
            raise TypeError("a column of several axes is read with a whole number for each but the last")
        if not any(own):
            return _Values(self._array[tuple(map(int, key))])
        rows = np.arange(self._array.shape[-1])  # as in `a.trust[a.shop]`: each row has its own place
        return _Values(np.moveaxis(self._array[(*key, ..., rows)], 0, -1))


def answer(
    question: object, kind: type, columns: Any, rows: Index, own: Mapping[str, Any] | None = None
) -> Array | None:
    """Answer a question for many rows, or give None where only asking row by row is sure to be right.

    Parameters
    ----------
    question : a function of one agent, or anything else that can be called
    kind : the class that shows a row
    columns : named tuple of arrays with the row as last axis
    rows : the rows to ask, a slice or an array
    own : columns besides those that the class shows, by name

    Returns
    -------
    Array of one number or truth for each row, or None
    """

    class Many:
        """Stand for an agent in each row: whatever is read of it is a whole column."""

        __eq__ = __ne__ = __str__ = __repr__ = None  # type: ignore[assignment]

        def __getattribute__(self, name: str) -> _Values:
            shown: Any = (own or {}).get(name) or getattr(kind, name)
            asked = isinstance(shown, property)
            array = answer(shown.fget, kind, columns, rows, own) if asked else shown.whole(columns, rows)
            if array is None or array.dtype.kind not in "biuf":
                raise TypeError(f"{name} is not a column of numbers")
            return _Values(array)

    try:
        found: Any = question(Many()) if _only_computes(question) else None  # type: ignore[operator]
    except Exception:  # whatever it is, a row of its own will raise it again
        return None
    plain = isinstance(found, _Values) and found._array.ndim == 1 and found._array.dtype.kind in "biuf"
    return found._array if plain else None


def _only_computes(question: object) -> bool:
    """Tell whether a function is made of reads of its agent, numbers, arithmetic and comparisons, and nothing else."""
    if not isinstance(question, FunctionType):
        return False
    steps = list(dis.get_instructions(question))
    outer: list[Any] = [*(question.__defaults__ or ()), *(question.__kwdefaults__ or {}).values()]
    outer += [cell.cell_contents for cell in question.__closure__ or ()]
    outer += [question.__globals__.get(step.argval) for step in steps if step.opname == "LOAD_GLOBAL"]
    numbers = all(type(each) in (bool, int, float) or isinstance(each, np.generic) for each in outer)
    return numbers and all(step.opname.startswith(_STEPS) for step in steps)
