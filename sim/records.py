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
from functools import lru_cache
from inspect import get_annotations
from math import prod
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, Self, TypeVar, cast, get_args

import numpy as np
from numpy.typing import NDArray

from tenfold.sim.named import Place, filled, missing, naming, place_of

F4 = NDArray[np.float32]
F8 = NDArray[np.float64]
I4 = NDArray[np.int32]
I8 = NDArray[np.int64]
U1 = NDArray[np.uint8]
U2 = NDArray[np.uint16]
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
    tag : how it enters reports; for money the purpose it is spent on, "part" for what is shown within another
    owner : the module that declares it
    """

    dtype: Any
    shape: str
    unit: str
    meaning: str
    until: str
    tag: str
    owner: str


def column(shape: str, unit: str, meaning: str, until: str = "", tag: str = "") -> Any:
    """Declare an array of a `Record`; the type of its numbers is that of the annotation.

    Parameters
    ----------
    shape, unit, meaning, until, tag : see `Column`

    Returns
    -------
    Any
        what `Record` takes for a declaration
    """
    return Column(None, shape, unit, meaning, until, tag, "")


class Record:
    """Declare arrays; a subclass of several records holds the arrays of all, in their order.

    Attributes
    ----------
    declared : every `Column`, by name
    Packed : the named tuple of arrays that `new` gives
    Rows : the matrix with named rows that `rows_of` gives

    Raises
    ------
    TypeError : two records declare the same name
    """

    declared: ClassVar[Mapping[str, Column]] = {}
    Packed: ClassVar[Any] = None
    Rows: ClassVar[Any] = None  # the same, for whole numbers kept as rows of one matrix

    if TYPE_CHECKING:  # what `new` gives is a named tuple, what `rows_of` gives a matrix with named rows
        matrix: I8

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
        cls.Packed.__getattr__ = missing
        cls.Rows = naming(cls, "Rows", _places(found))


def new(kind: type[R], **sizes: int) -> R:
    """Make the arrays of a record, all zeros; memory that nothing touches costs nothing.

    Parameters
    ----------
    kind : the record
    sizes : the length of every axis that a shape names by letter

    Returns
    -------
    named tuple of arrays
        as compiled code takes it
    """
    layout = _layout(cast(Any, kind), tuple(sizes.items()))
    return cast(R, kind.Packed(*(np.zeros(shape, dtype) for _, dtype, shape in layout)))


def rows_of(kind: type[R], *before: int, **sizes: int) -> R:
    """Make a record of whole numbers as rows of one matrix, to be added and kept as one.

    Parameters
    ----------
    kind : the record; the last axis of every shape is the same, the axes before it become rows
    before : axes in front of the rows, for example periods
    sizes : the length of the last axis, by its letter

    Returns
    -------
    int64 matrix with named rows
        shape (*before, rows, F); see `tenfold.sim.named`
    """
    places = kind.Rows.places.values()
    rows = sum(count or 1 for _, count in places)
    return cast(R, filled(kind.Rows, np.zeros((*before, rows, *sizes.values()), np.int64)))


def views_of(kind: type[R], matrix: I8) -> R:
    """Give the rows of a matrix that `rows_of` made, by name.

    Parameters
    ----------
    kind : the record
    matrix : shape (..., rows, F)

    Returns
    -------
    named tuple of views
    """
    return cast(R, kind.Packed(*(place_of(matrix, place) for place in kind.Rows.places.values())))


def mapped(record: R, function: Callable[[NDArray[Any]], Any]) -> R:
    """Give a record of what a function makes of each array: `mapped(record, lambda a: a[12:, ..., 0])`.

    Parameters
    ----------
    record : named tuple of arrays
    function : of one array

    Returns
    -------
    named tuple of the same names
    """
    kind = cast(Any, type(record))
    return cast(R, kind(*(function(array) for array in cast(tuple[Any, ...], record))))


def _places(declared: Mapping[str, Column]) -> dict[str, Place]:
    """Give where each array stands among the rows of a matrix; none where an axis before the last has no number."""
    places: dict[str, Place] = {}
    first = 0
    for name, each in declared.items():
        axes = each.shape.split()[:-1]
        if not all(axis.isdigit() for axis in axes):
            return {}
        count = prod(map(int, axes)) if axes else 0
        places[name] = (first, count)
        first += count or 1
    return places


@lru_cache(maxsize=256)  # a market lays out some hundred arrays, and small ones live a millisecond
def _layout(kind: Any, sizes: tuple[tuple[str, int], ...]) -> tuple[tuple[str, Any, tuple[int, ...]], ...]:
    """Give name, type and shape of each array."""
    lengths = dict(sizes)
    shapes = (each.shape.split() for each in kind.declared.values())
    axes = [tuple(int(axis) if axis.isdigit() else lengths[axis] for axis in shape) for shape in shapes]
    return tuple((name, each.dtype, shape) for (name, each), shape in zip(kind.declared.items(), axes, strict=True))


def _dtype(hint: Any) -> Any:
    """Find the type of numbers in `NDArray[np.float32]`, as NumPy of any version writes it."""
    if isinstance(hint, type) and issubclass(hint, np.generic):
        return np.dtype(hint)
    return next((found for part in get_args(hint) if (found := _dtype(part)) is not None), None)
