"""Parameters: strict, closed, finite; each says its unit and source."""

import json
from typing import Literal

import pytest
from pydantic import ValidationError

from tenfold.agents.plan import Plan
from tenfold.experiments.five_to_ten.parameters import FiveToTen
from tenfold.sim.groups import causes, entries
from tenfold.sim.parameters import Parameters, packed, quantity


class Inner(Parameters):
    """An inner group."""

    rate: float = quantity(0.5, "per period", 0, 1, "assumption")
    count: int = quantity(3, "customers", 1, 9, "assumption")
    on: bool = quantity(True, "-", None, None, "switch")


class Outer(Parameters):
    """An outer group."""

    inner: Inner = Inner()
    name: str = quantity("x", "-", None, None, "label")


@pytest.mark.parametrize("root", [Plan, FiveToTen])
def test_every_parameter_says_unit_and_source(root: type[Parameters]) -> None:
    listed = list(entries(root))
    assert len(listed) > 15
    assert [e.name for e in listed if not e.unit or not e.source] == []
    assert len({e.name for e in listed}) == len(listed)


@pytest.mark.parametrize("root", [Plan, FiveToTen])
def test_every_number_has_a_range_that_holds_its_default(root: type[Parameters]) -> None:
    for entry in entries(root):
        if isinstance(entry.default, (int, float)) and not isinstance(entry.default, bool):
            low, high = (float(end) for end in entry.range.split(" .. "))
            assert low <= entry.default <= high, entry


@pytest.mark.parametrize("bad", ['{"rate": -1}', '{"rate": NaN}', '{"rate": "0.5"}', '{"rate": true}', '{"count": 2.5}',
                                 '{"on": 1}', '{"rat": 0.5}', '{"rate": Infinity}', '{"rate": null}'])  # fmt: skip
def test_bad_values_are_refused(bad: str) -> None:
    with pytest.raises(ValidationError):
        Inner.model_validate_json(bad)


def test_groups_are_frozen() -> None:
    with pytest.raises(ValidationError):
        Inner().rate = 0.2


def test_packed_holds_the_numbers_as_compiled_code_reads_them() -> None:
    p = packed(Outer())
    assert type(p).__name__ == "Packed"
    assert p.inner.rate.dtype == "float32"  # type: ignore[attr-defined]
    assert p.inner.count.dtype == "int32"  # type: ignore[attr-defined]
    assert not hasattr(p, "name")


def test_a_plan_survives_json() -> None:
    plan = Plan()
    assert Plan.model_validate_json(json.dumps(plan.model_dump(mode="json"))) == plan


class Campaign(Parameters):
    """A group with a schedule."""

    schedule: Literal["none", "yearly"] = quantity("none", "-", None, None, "off")
    lift: float = quantity(2.0, "-", 0, 9, "assumption")


class Mixed(Parameters):
    """Groups of all kinds, and values with and without a neutral one."""

    inner: Inner = Inner()
    campaigns: tuple[Campaign, ...] = ()
    spread: float = quantity(0.3, "-", 0, 1, "retuned since it was neutral", neutral=0.0)
    price: float = quantity(0.0, "money", 0, 9, "assumption")


def test_what_is_off_is_no_cause() -> None:
    assert causes(Mixed(inner=Inner(on=False), spread=0.0)) == {"price": 0.0}
    assert causes(Mixed(inner=Inner(on=False, rate=0.1))) == causes(Mixed(inner=Inner(on=False)))
    assert causes(Mixed())["inner"] == {"rate": 0.5, "count": 3, "on": True}


def test_the_neutral_value_is_no_cause_but_the_default_is() -> None:
    assert causes(Mixed())["spread"] == 0.3
    assert "spread" not in causes(Mixed(spread=0.0))
    assert causes(Mixed(price=0.0))["price"] == 0.0


def test_in_a_list_what_is_off_keeps_the_places_of_the_others() -> None:
    off, on = Campaign(), Campaign(schedule="yearly")
    whole = {"schedule": "yearly", "lift": 2.0}
    assert [causes(Mixed(campaigns=c)).get("campaigns") for c in ((), (off,), (off, off))] == [None] * 3
    assert causes(Mixed(campaigns=(off, on, off)))["campaigns"] == [None, whole]
    assert causes(Mixed(campaigns=(on,)))["campaigns"] == [whole]


def test_what_an_experiment_switches_itself_is_a_cause_although_off() -> None:
    mixed = Mixed(inner=Inner(on=False, rate=0.1), campaigns=(Campaign(lift=3.0),))
    assert causes(mixed, ["inner"])["inner"] == {"rate": 0.1, "count": 3, "on": False}
    assert causes(mixed, ["at.campaigns"], "at.")["campaigns"] == [{"schedule": "none", "lift": 3.0}]


def test_a_group_of_which_nothing_is_left_is_no_cause_but_counts_in_a_list() -> None:
    class Quiet(Parameters):
        noise: float = quantity(0.0, "-", 0, 1, "neutral", neutral=0.0)

    class Room(Parameters):
        quiet: Quiet = Quiet()
        chairs: tuple[Quiet, ...] = (Quiet(), Quiet())

    assert causes(Room()) == {"chairs": [{}, {}]}
