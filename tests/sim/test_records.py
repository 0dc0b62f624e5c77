"""Arrays are declared by their owner, put together without a clash, and laid out as declared."""

from typing import Any

import numpy as np
import pytest

from tenfold.sim.records import F4, I8, U1, Record, column, mapped, new, rows_of, views_of


class Trusting(Record):
    """What trust keeps."""

    trust: F4 = column("F N", "-", "in each firm", until="spell")
    age: U1 = column("N", "years", "of a person")


class Buying(Record):
    """What buying keeps."""

    bought: I8 = column("N", "units", "so far")
    price: F4 = column("2 N", "money", "paid last, and before")


class Everything(Trusting, Buying):
    """What all keep."""


class Sold(Record):
    """What is counted."""

    units: I8 = column("F", "units", "sold")
    by_source: I8 = column("3 F", "units", "sold, by source")
    lost: I8 = column("F", "customers", "lost")


def test_a_record_holds_the_arrays_of_all_its_parts_in_their_order() -> None:
    assert list(Everything.declared) == ["trust", "age", "bought", "price"]
    assert Everything.declared["trust"]._replace(dtype=None)[1:6] == ("F N", "-", "in each firm", "spell", "")
    assert Everything.declared["price"].owner == __name__


def test_arrays_have_shape_and_type_as_declared_and_are_zeros() -> None:
    made = new(Everything, N=5, F=2)
    assert {name: (a.shape, a.dtype.str) for name, a in made._asdict().items()} == {
        "trust": ((2, 5), "<f4"), "age": ((5,), "|u1"), "bought": ((5,), "<i8"), "price": ((2, 5), "<f4"),
    }  # fmt: skip
    assert not any(a.any() for a in made._asdict().values())
    assert new(Everything, N=7, F=1).trust.shape == (1, 7)


def test_records_are_found_again_by_name() -> None:
    import pickle

    made = new(Everything, N=2, F=1)
    again = pickle.loads(pickle.dumps(made))
    assert type(again) is type(made) is Everything.Packed


@pytest.mark.parametrize("bases", [(Trusting, Buying), (Buying,)])
def test_a_name_has_one_owner(bases: tuple[type[Record], ...]) -> None:
    other = type("Other", (Record,), {"__annotations__": {"bought": F4}, "bought": column("N", "-", "another")})
    with pytest.raises(TypeError, match="bought is declared by"):
        type("Both", (*bases, other), {})
    with pytest.raises(TypeError, match="bought is declared by"):
        type("Again", bases, {"__annotations__": {"bought": F4}, "bought": column("N", "-", "another")})


def test_what_two_parts_have_in_common_is_held_once() -> None:
    both = type("Both", (Everything, Buying), {})
    assert list(both.declared) == ["trust", "age", "bought", "price"]


def test_rows_of_one_matrix_are_the_arrays() -> None:
    named: Any = rows_of(Sold, F=2)
    named.units[1] += 3
    named.by_source[2, 0] += 4
    named.lost[0] += 5
    assert named.matrix.tolist() == [[0, 3], [0, 0], [0, 0], [4, 0], [5, 0]]
    over: Any = rows_of(Sold, 6, F=2)
    assert (over.units.shape, over.by_source.shape, over.matrix.shape) == ((6, 2), (6, 3, 2), (6, 5, 2))
    over.matrix[4] = named.matrix
    assert over.by_source[4, 2, 0] == 4 and over.lost[4].tolist() == [5, 0]
    assert views_of(Sold, over.matrix).units[4, 1] == 3
    with pytest.raises(AttributeError, match="Sold.Rows has no sold"):
        _ = named.sold


def test_a_name_that_tuples_use_is_refused() -> None:
    wrong = type("Wrong", (Record,), {"__annotations__": {"count": I8}, "count": column("F", "-", "of something")})
    with pytest.raises(TypeError, match="count of Wrong.Rows: a tuple has something of that name itself"):
        rows_of(wrong, F=2)


def test_mapped_does_the_same_to_each() -> None:
    over = views_of(Sold, np.ones((6, 5, 2), np.int64))
    last = mapped(over, lambda a: a[2:, ..., 0].sum(axis=0))
    assert last.by_source.tolist() == [4, 4, 4] and last.units == 4 and type(last) is type(over)
