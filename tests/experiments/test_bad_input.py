"""A wrong number, word, switch or key: one line that names the field, exit status 2, and nothing written."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tenfold.experiments.planner.market import CohortMarket
from tenfold.experiments.refusal import field_at
from tenfold.experiments.scenario import Scenario
from tenfold.sim.groups import entries

Refused = Callable[..., str]


def numbers() -> Iterator[tuple[str, Any, str]]:
    """List every parameter that is a number: its name, its type, and what chooses a market that has it."""
    for market, group, prefix in (("default", Scenario, ""), ("from_cohort", CohortMarket, "market.")):
        for entry in entries(group, prefix):
            info = field_at(group, entry.name.removeprefix(prefix).split("."))
            own = market == "default" or entry not in set(entries(Scenario))
            if info is not None and info.annotation in (int, float) and own:
                yield entry.name, info, f"market={market}"


NUMBERS = list(numbers())
KEYS = [entry.name for entry in entries(Scenario) if not entry.name.startswith("experiment") and entry.name != "name"]
NOT_NUMBERS = ["nan", "inf", "-inf", ".nan", "abc", "no", "true", "null", "[1]", "{a:1}", "'12'", "1e999", "''"]


def wrong_values(info: Any) -> Iterator[str]:
    ends = {name: getattr(m, name) for m in info.metadata for name in ("ge", "le") if hasattr(m, name)}
    if "ge" in ends:
        yield str(ends["ge"] - 1)
    if "le" in ends:
        yield str(ends["le"] * 2 + 1)
    if info.annotation is int:
        yield "1.5"
    yield from NOT_NUMBERS


def test_there_are_many() -> None:
    assert len(NUMBERS) > 90
    assert sum(len(list(wrong_values(info))) for _, info, _ in NUMBERS) + len(KEYS) > 1000


def refuse(refused: Refused, name: str, info: Any, market: str, values: list[str]) -> None:
    ends = [m for m in info.metadata if hasattr(m, "ge") or hasattr(m, "le")]
    for value in values:
        line = refused(market, f"{name}={value}")
        assert line.startswith(f"tenfold: {name} = ")
        assert " .. " in line if ends else "number" in line


@pytest.mark.parametrize("k", range(len(NUMBERS)), ids=[f"{n}-{m[7:]}" for n, _, m in NUMBERS])
def test_a_number_is_a_number_in_its_range(refused: Refused, k: int) -> None:
    """Try what is beyond each range, and in turn three things that are no number, whatever the parameter."""
    name, info, market = NUMBERS[k]
    wrong = list(wrong_values(info))
    beyond, in_turn = wrong[: -len(NOT_NUMBERS)], [NOT_NUMBERS[(3 * k + n) % len(NOT_NUMBERS)] for n in range(3)]
    refuse(refused, name, info, market, [*beyond, *in_turn])


@pytest.mark.slow
@pytest.mark.endure
@pytest.mark.parametrize(("name", "info", "market"), NUMBERS, ids=[f"{n}-{m[7:]}" for n, _, m in NUMBERS])
def test_whatever_is_no_number_is_refused_for_every_one(refused: Refused, name: str, info: Any, market: str) -> None:
    refuse(refused, name, info, market, list(wrong_values(info)))


@pytest.mark.parametrize("name", KEYS)
def test_a_misspelt_key_is_named_in_full_and_the_nearest_offered(refused: Refused, name: str) -> None:
    head, _, last = name.rpartition(".")
    for wrong in (last[:-1] + "qx", last.upper() + "_", "x" + last):
        full = f"{head}.{wrong}" if head else wrong
        line = refused(f"{full}=1")
        assert line.startswith(f"tenfold: {full}: allowed: ")
        assert "a key of" in line or "a known key" in line
    line = refused(f"{name}q=1")
    assert f"nearest: {name}\n" in line or "firms.0.t" in name or len(last) < 4


@pytest.mark.parametrize("name", [e.name for e in entries(Scenario) if e.range and " | " in e.range])
def test_a_word_is_one_of_those_allowed(refused: Refused, name: str) -> None:
    for value in ("nothing of the kind", "3", "null", "true", "[utility]", "UTILITY"):
        assert f"tenfold: {name} = " in refused(f"{name}='{value}'" if " " in value else f"{name}={value}")


@pytest.mark.parametrize("name", ["firms.0.delivers", "customers.word.on", "customers.response.anew"])
def test_a_switch_is_true_or_false(refused: Refused, name: str) -> None:
    for value in ("1", "yes", "'true'", "null", "[true]", "0.0"):
        assert refused(f"{name}={value}").startswith(f"tenfold: {name} = ")


@pytest.mark.parametrize("name", ["firms.0.name", "market.period", "customers.segments.0.name"])
def test_text_is_text(refused: Refused, name: str) -> None:
    for value in ("1", "true", "null", "[a]", "{a:b}"):
        assert refused(f"{name}={value}").startswith(f"tenfold: {name} = ")
