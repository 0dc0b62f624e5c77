"""Parameters: strict, closed, finite; each says its unit and source."""

import json

import pytest
from pydantic import ValidationError

from tenfold.agents.plan import Plan
from tenfold.experiments.five_to_ten.parameters import FiveToTen
from tenfold.sim.parameters import Parameters, entries, packed, quantity


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
