"""An error names the field, what it was, what is allowed, and the nearest right name."""

import pytest

from tenfold.sim.errors import InputError, StateError, nearest

KNOWN = ("reconsider", "considered", "sensitivity")


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (InputError("a.b", 3, "0 .. 1"), "a.b = 3: allowed: 0 .. 1"),
        (InputError("a.b", "yes", "true or false"), "a.b = 'yes': allowed: true or false"),
        (InputError("a.b", None, "a number"), "a.b = None: allowed: a number"),
        (InputError("mine.csv", allowed="a file that exists"), "mine.csv: allowed: a file that exists"),
        (InputError("a.b"), "a.b"),
        (InputError("policy", "fixd", "one", ["fixed", "adaptive"]), "policy = 'fixd': allowed: one; nearest: fixed"),
        (InputError("reconsidr", 3, "a key", KNOWN), "reconsidr = 3: allowed: a key; nearest: reconsider"),
        (InputError("a.b", "zzz", "a key", KNOWN), "a.b = 'zzz': allowed: a key"),
    ],
)  # fmt: skip
def test_an_error_says_what_where_and_what_instead(error: InputError, text: str) -> None:
    assert str(error) == text


def test_a_long_value_is_cut_and_the_field_kept() -> None:
    error = InputError("firms.0.name", "x" * 500, "a name")
    assert error.field == "firms.0.name"
    shown = str(error).removeprefix("firms.0.name = ").removesuffix(": allowed: a name")
    assert len(shown) == 80 and shown.endswith("...")
    assert repr("x" * 78) in str(InputError("name", "x" * 78, "a name"))


def test_the_nearest_name_is_near_or_none() -> None:
    assert nearest("reconsidered", KNOWN) in ("reconsider", "considered")
    assert nearest("sensitivty", KNOWN) == "sensitivity"
    assert nearest("price", KNOWN) == nearest("", KNOWN) == nearest("price", []) == ""


def test_what_a_user_causes_and_what_the_market_broke_are_told_apart() -> None:
    assert issubclass(InputError, ValueError) and issubclass(StateError, RuntimeError)
    assert not issubclass(StateError, ValueError)
