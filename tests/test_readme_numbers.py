"""What the first screen says is what the reference result found."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
README = " ".join((ROOT / "README.md").read_text(encoding="utf-8").split())
READINGS = ("average", "one more")
VERDICT = json.loads((ROOT / "results/reference/five_to_ten/verdict.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("reading", READINGS)
def test_the_shares_of_plausible_firms_are_those_of_the_map(reading: str) -> None:
    maps = [one for one in VERDICT["claim_map"] if one["reading"] == reading]
    low, high = sorted(round(100 * one["over_half"]["5-10"]["estimate"]) for one in maps)
    assert f"{low} to {high}% of plausible firms" in README or f"in {low} to {high}%." in README


def test_by_the_average_a_higher_ratio_speaks_against_and_by_the_other_for_retention() -> None:
    for one in VERDICT["claim_map"]:
        below, above = (one["over_half"][band]["estimate"] for band in ("below 2", "above 10"))
        assert (above > below) == (one["reading"] == "one more")


def test_an_even_split_measures_5_to_10_at_the_retentions_that_are_named() -> None:
    assert re.search(r"keeps 83 to 91% of its customers", README)
    assert [round(100 * b / (1 + b)) for b in (5, 10)] == [83, 91]


def test_what_the_ratio_explains_by_itself_and_what_explains_more() -> None:
    def explains(name: str, maps: list[dict[str, Any]]) -> list[int]:
        return sorted(round(100 * one["first_order"][name]["estimate"]) for one in maps)

    by = {reading: [one for one in VERDICT["claim_map"] if one["reading"] == reading] for reading in READINGS}
    most = [max(explains("ratio", maps)) for maps in by.values()]
    room = explains("room", VERDICT["claim_map"])
    assert f"explains at most {most[0]} or {most[1]}% of the differences" in README
    assert f"churn that care can prevent explains {room[0]} to {room[-1]}%" in README
