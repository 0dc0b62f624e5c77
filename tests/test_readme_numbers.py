"""What the first screen says is what the reference result found."""

import json
import re
from pathlib import Path

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
    for reading, more in zip(READINGS, (False, True), strict=True):
        own = [m["explains_alone_of_firms_that_pay"] for m in VERDICT["claim_map"] if m["reading"] == reading]
        ratio = sorted(round(100 * each["ratio"]["estimate"]) for each in own)
        assert f"{ratio[0]} to {ratio[-1]}%" in README.partition("By itself the ratio explains")[2]
        for each in own:
            others = {name: found["estimate"] for name, found in each.items() if name != "ratio"}
            assert (each["ratio"]["estimate"] > max(others.values())) == more
            assert more or others["room"] > each["ratio"]["estimate"]
