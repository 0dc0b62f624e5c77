"""A matrix whose rows have names: one array to make, to add and to hand over, however many there are.

In Python a name gives a view of its rows; compiled code, which is handed the matrix (see tenfold.sim.handle), reads the
same names. A market of a thousand customers lives for a millisecond: a hundred arrays less matter there.
"""

from collections import namedtuple
from collections.abc import Mapping, Sequence
from typing import Any, NoReturn

from tenfold.sim.errors import nearest

Place = tuple[int, int]  # first row, and how many rows where the name stands for several, else 0


def naming(owner: type, form: str, places: Mapping[str, Place], inner: Sequence[str] = ()) -> Any:
    """Make the named tuple that holds a matrix and gives its rows by name.

    Parameters
    ----------
    owner, form : the class that holds the new one as an attribute, and under which name, so that it is found again
    places : where each name stands among the rows, which are the last axis but one
    inner : names of further matrices of this kind that are held besides

    Returns
    -------
    type
        a class of named tuples with the fields `matrix` and those of `inner`
    """
    made = namedtuple(form, ["matrix", *inner], module=owner.__module__)  # type: ignore[misc]
    kind: Any = made
    kind.__qualname__ = f"{owner.__qualname__}.{form}"
    kind.places = dict(places)
    kind.__getattr__ = _rows
    return kind


def filled(kind: Any, matrix: Any, *inner: Any) -> Any:
    """Put a matrix, and those held besides, into the named tuple of its rows.

    Raises
    ------
    TypeError : a row is called as something that tuples have themselves, as `count`
    """
    taken = [name for name in kind.places if hasattr(kind, name)]
    if taken:
        raise TypeError(f"{', '.join(taken)} of {kind.__qualname__}: a tuple has something of that name itself")
    return kind(matrix, *inner)


def place_of(matrix: Any, place: Place) -> Any:
    """Give the rows at a place: an axis less where it is one row."""
    first, count = place
    return matrix[..., first : first + count, :] if count else matrix[..., first, :]


def missing(held: Any, name: str) -> NoReturn:
    """Raise AttributeError for what a named tuple has not, with the nearest name that it has."""
    near = nearest(name, [*held._fields, *getattr(type(held), "places", ())])
    raise AttributeError(f"{type(held).__qualname__} has no {name}{near and '; nearest: '}{near}", name=name, obj=held)


def _rows(held: Any, name: str) -> Any:
    places = type(held).places
    return place_of(held.matrix, places[name]) if name in places else missing(held, name)
