"""Declare the arrays that a mechanism keeps, one line an array, and put those of all mechanisms into one record.

    class OfCustomers(Record):
        commitment: F4 = column("F N", "-", "emotional tie to each firm, 0 .. 1", until="spell")

    class Columns(settle.OfCustomers, loyalty.OfCustomers):
        "What is remembered of every customer."

    columns = new(Columns, N=5000, F=3)     # a named tuple of arrays, as compiled code takes it

As `quantity` does for a parameter, a line says name, type, shape, unit and meaning once; tables of the docs, attributes
of agents, the search for values that are not finite and what ends with a spell are read off it.
"""

from collections import namedtuple
from collections.abc import Callable, Mapping
from inspect import get_annotations
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, Self, TypeVar, cast, get_args

import numpy as np
from numpy.typing import NDArray

F4 = NDArray[np.float32]
F8 = NDArray[np.float64]
I4 = NDArray[np.int32]
I8 = NDArray[np.int64]
U1 = NDArray[np.uint8]
U4 = NDArray[np.uint32]

R = TypeVar("R", bound="Record")


class Column(NamedTuple):
    """Say what one array holds.

    Attributes
    ----------
    dtype : of its numbers
    shape : its axes by letter or number, as in "F A N"
    unit : "-" for none
    meaning : in words, for tables and attributes
    until : "" for good, "spell" where it is set to 0 when the customer leaves
    tag : how it enters reports; for money the purpose it is spent on
    owner : the module that declares it, and so alone writes it
    """

    dtype: Any
    shape: str
    unit: str
    meaning: str
    until: str
    tag: str
    owner: str


def column(shape: str, unit: str, meaning: str, until: str = "", tag: str = "") -> Any:
    """Declare an array of a `Record`; its type is the annotation's. For the parameters see `Column`."""
    return Column(None, shape, unit, meaning, until, tag, "")


class Record:
    """Declare arrays; a subclass of several records holds the arrays of all, in their order.

    Raises
    ------
    TypeError : two records declare the same name
    """

    declared: ClassVar[Mapping[str, Column]] = {}
    Packed: ClassVar[Any] = None

    if TYPE_CHECKING:  # what `new` gives is a named tuple

        def _asdict(self) -> dict[str, NDArray[Any]]: ...
        def _replace(self, **arrays: Any) -> Self: ...

    def __init_subclass__(cls, **more: Any) -> None:
        super().__init_subclass__(**more)
        found: dict[str, Column] = {}
        for base in cls.__bases__:
            for name, each in getattr(base, "declared", {}).items():
                if name in found and found[name] != each:
                    raise TypeError(f"{name} is declared by {found[name].owner} and by {each.owner}")
                found[name] = each
        for name, hint in get_annotations(cls).items():
            given = cls.__dict__.get(name)
            if isinstance(given, Column):
                if name in found:
                    raise TypeError(f"{name} is declared by {found[name].owner} and by {cls.__module__}")
                found[name] = given._replace(dtype=_dtype(hint), owner=cls.__module__)
        cls.declared = found
        cls.Packed = namedtuple("Packed", list(found), module=cls.__module__)  # type: ignore[misc]
        cls.Packed.__qualname__ = f"{cls.__qualname__}.Packed"  # found again by name, so that numba's cache hits


def new(kind: type[R], **sizes: int) -> R:
    """Make the arrays of a record, all zeros; memory that nothing touches costs nothing.

    Parameters
    ----------
    kind : the record
    sizes : the length of every axis that a shape names by letter
    """
    arrays = {name: np.zeros(_shape(each, sizes), each.dtype) for name, each in kind.declared.items()}
    return cast(R, kind.Packed(**arrays))


def rows_of(kind: type[R], *before: int, **sizes: int) -> tuple[R, I8]:
    """Make a record of whole numbers as rows of one matrix, which is given too: to be added and kept as one.

    Parameters
    ----------
    kind : the record; the last axis of every shape is the same, the axes before it become rows
    before : axes in front of the rows, for example periods
    sizes : the length of every axis that a shape names by letter

    Returns
    -------
    views of the matrix by name, of shape (*before, ..., F), and the matrix, of shape (*before, rows, F)
    """
    shapes = [_shape(each, sizes) for each in kind.declared.values()]
    matrix = np.zeros((*before, sum(map(_rows, shapes)), shapes[0][-1]), np.int64)
    return views_of(kind, matrix), matrix


def views_of(kind: type[R], matrix: I8) -> R:
    """Give the rows of a matrix that `rows_of` made, by name."""
    views, first, sizes = {}, 0, {"F": matrix.shape[-1]}
    for name, each in kind.declared.items():
        shape = _shape(each, sizes)
        rows = matrix[..., first : first + _rows(shape), :]
        views[name] = rows[..., 0, :] if len(shape) == 1 else rows
        first += _rows(shape)
    return cast(R, kind.Packed(**views))


def mapped(record: R, function: Callable[[NDArray[Any]], Any]) -> R:
    """Give a record of what a function makes of each array: `mapped(record, lambda a: a[12:, ..., 0])`."""
    kind = cast(Any, type(record))
    return cast(R, kind(*(function(array) for array in cast(tuple[Any, ...], record))))


def _shape(column: Column, sizes: Mapping[str, int]) -> tuple[int, ...]:
    return tuple(int(axis) if axis.isdigit() else sizes[axis] for axis in column.shape.split())


def _rows(shape: tuple[int, ...]) -> int:
    return int(np.prod(shape[:-1]))


def _dtype(hint: Any) -> Any:
    """Find the type of numbers in `NDArray[np.float32]`, as NumPy of any version writes it."""
    if isinstance(hint, type) and issubclass(hint, np.generic):
        return np.dtype(hint)
    return next((found for part in get_args(hint) if (found := _dtype(part)) is not None), None)
