"""Ask a question written for one agent about many rows at once, and get the answers each row would give alone.

The question `lambda a: a.age < 30 and a.visits > 2` is put once to an agent that stands for many rows: its
attributes are `Values`, which know arithmetic and comparisons and nothing else. Where the question decides
(`and`, `or`, `not`, `if`) and the rows differ, they are split and each part is asked again, so that every row
takes the branch it would take alone. A question that does more than compute (calls, draws, writes) is not asked
in this way at all: one draw would then stand for all rows.
"""

import dis
import inspect
from collections.abc import Callable
from functools import cached_property
from numbers import Number
from types import CodeType
from typing import Any, NoReturn

import numpy as np
from mesa import Agent
from numpy.lib.mixins import NDArrayOperatorsMixin
from numpy.typing import NDArray

Array = NDArray[Any]
Index = slice | NDArray[np.int64]

_MOST = 64  # a question that splits the rows more often is asked row by row
_WRITES = ("STORE_ATTR", "STORE_SUBSCR", "STORE_SLICE", "STORE_GLOBAL", "STORE_DEREF", "DELETE_", "YIELD", "IMPORT")
_STREAMS = {"random", "rng"}


class Split(Exception):
    """Report that the rows disagree about a decision."""

    def __init__(self, true: NDArray[np.bool_]) -> None:
        super().__init__("rows differ")
        self.true = true


class _Unshown:
    """Refuse to become text: the text of many rows is not the text of each."""

    def _refuse(self, *_: object) -> NoReturn:
        raise TypeError("many rows have no one text, and no one value")

    __str__ = __repr__ = __format__ = _refuse


class Values(_Unshown, NDArrayOperatorsMixin):
    """Stand for one number in each of many rows, in arithmetic and comparisons only.

    Parameters
    ----------
    values : array of one number a row
    """

    def __init__(self, values: Array) -> None:
        self.values = values

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **options: Any) -> Any:
        options.pop("out", None)  # x += 1 makes a new number of a number, and leaves the column alone
        plain = [each.values if isinstance(each, Values) else each for each in inputs]
        alone = all(isinstance(each, Values) or np.ndim(each) == 0 for each in inputs)
        if method != "__call__" or options or ufunc.signature or ufunc.nout != 1 or not alone:
            return NotImplemented
        return Values(ufunc(*plain))

    def __bool__(self) -> bool:
        true = self.values.astype(bool, copy=False)
        if true.all() or not true.any():
            return bool(true[0])
        raise Split(true)


class Rows(Values):
    """Stand for the numbers of many rows; `index` picks them from the last axis of a column.

    Parameters
    ----------
    index : a slice with start and stop, or an array of rows
    """

    def __init__(self, index: Index) -> None:
        self.index = index

    @cached_property
    def values(self) -> Array:  # type: ignore[override]
        """Give the numbers of the rows."""
        return np.arange(self.index.start, self.index.stop) if isinstance(self.index, slice) else self.index

    def read(self, column: Array) -> "Values | Axes":
        """Read a column in these rows."""
        return Values(column[self.index]) if column.ndim == 1 else Axes(column, self)


class Axes(_Unshown):
    """Stand for a column of several axes in many rows; read with one number for each axis but the last.

    Parameters
    ----------
    column : array whose last axis is the row
    rows : the rows it stands for
    key : the numbers given so far; each may differ from row to row, as in `a.trust[a.shop]`
    """

    __iter__ = None
    __bool__ = __eq__ = _Unshown._refuse
    __hash__ = None  # type: ignore[assignment]

    def __init__(self, column: Array, rows: Rows, key: tuple[Any, ...] = ()) -> None:
        self._column, self._rows, self._key = column, rows, key

    def __getitem__(self, item: Any) -> "Values | Axes":
        key = self._key + (item if isinstance(item, tuple) else (item,))
        plain = [each.values if isinstance(each, Values) else each for each in key]
        kinds = [each.dtype.kind if isinstance(given, Values) else np.asarray(given).dtype.kind
                 for given, each in zip(key, plain, strict=True)]
        if len(key) >= self._column.ndim or not set(kinds) <= {"i", "u"}:
            raise TypeError("a column of several axes is read with one whole number for each axis")
        if len(key) < self._column.ndim - 1:
            return Axes(self._column, self._rows, key)
        each_its_own = any(isinstance(given, Values) for given in key)
        return Values(self._column[(*plain, self._rows.values if each_its_own else self._rows.index)])


def size(rows: Index) -> int:
    """Count the rows of an index."""
    return int(rows.stop - rows.start) if isinstance(rows, slice) else len(rows)


def ask(question: Callable[[Any], Any], view: Callable[[Index], Any], rows: Index, count: int) -> Array | None:
    """Answer a question for each of many rows, or give None where only asking one by one is sure to be right.

    Parameters
    ----------
    question : a function of one agent, or anything else that can be called
    view : gives the agent that stands for the rows of an index
    rows : the rows to ask, a slice with start and stop or an array
    count : how many rows these are, at least 1
    """
    if not only_computes(question, type(view(rows))):
        return None
    waiting: list[tuple[NDArray[np.int64] | None, Index]] = [(None, rows)]
    answers: list[tuple[NDArray[np.int64] | None, Array]] = []
    while waiting:
        if len(waiting) + len(answers) > _MOST:
            return None
        places, part = waiting.pop()
        try:
            answer = question(view(part))
        except Split as split:
            numbers = Rows(part).values
            for side in (split.true, ~split.true):
                waiting.append((np.flatnonzero(side) if places is None else places[side], numbers[side]))
            continue
        except Exception:  # whatever it is, a row of its own will raise it again
            return None
        found = answer.values if isinstance(answer, Values) else np.asarray(answer)
        if not isinstance(answer, Values | bool | int | float | str | np.generic) or found.dtype.kind not in "biufU":
            return None
        answers.append((places, found))
    if len({found.dtype.kind == "U" for _, found in answers}) > 1:
        return None
    if answers[0][0] is None:
        return np.broadcast_to(answers[0][1], count)
    out = np.empty(count, np.result_type(*(found for _, found in answers)))
    for places, found in answers:
        out[places] = found
    return out


def only_computes(function: object, kind: type, seen: frozenset[CodeType] = frozenset()) -> bool:
    """Tell whether a function only reads and computes, so that one call may stand for many.

    Comparisons, arithmetic and decisions do, whatever they read; of calls only `abs`, `isinstance` of an agent,
    NumPy's elementwise functions and the agent's own methods of which the same is true. Properties of the agent are
    looked into likewise.

    Parameters
    ----------
    function : what is looked at; anything that is not written in Python is refused
    kind : the class of the agent it is asked about
    seen : code that is being looked at already
    """
    code = getattr(function, "__code__", None)
    if not isinstance(code, CodeType):
        return False
    if code in seen:
        return True
    steps = {step.opname for step in dis.get_instructions(code)}
    nested = any(isinstance(constant, CodeType) for constant in code.co_consts)
    if nested or code.co_exceptiontable or any(step.startswith(_WRITES) for step in steps):
        return False
    for name in code.co_names:
        own = inspect.getattr_static(kind, name, None)
        if (callable(own) or hasattr(own, "__get__")) and not hasattr(own, "whole"):  # a column is known to be harmless
            inner = own.fget if isinstance(own, property) else getattr(own, "__func__", own)
            if not only_computes(inner, kind, seen | {code}):
                return False
    if not any("CALL" in step for step in steps):
        return True
    scope = inspect.getclosurevars(function)  # type: ignore[arg-type]
    outer = {**scope.nonlocals, **scope.globals, **scope.builtins}
    harmless = all(thing is np or thing is abs or thing is isinstance or isinstance(thing, np.ufunc | Number | str)
                   or (isinstance(thing, type) and issubclass(thing, Agent)) for thing in outer.values())
    known = all(name in outer or hasattr(kind, name) or isinstance(getattr(np, name, None), np.ufunc)
                for name in code.co_names)
    return harmless and known and not _STREAMS & set(code.co_names)
