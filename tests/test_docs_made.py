"""What pages take from experiments follows code and reference results, and nothing else has to be edited."""

import json
from pathlib import Path
from typing import Any

import pytest

from docs import made
from docs.__main__ import PAGES, ROOT, of_the_model
from docs.made import BLOCK, MISSING, block, experiments, keys_of_the_code, shape, with_blocks
from docs.reference import kept
from tenfold.experiments.registry import EXPERIMENTS

PAGE = ROOT / "docs" / "experiments.md"
FOUND = {"estimate": 0.25, "low": 0.2, "high": 0.3}
CLAIM = {"text": "ease pays", "verdict": "supported", "label": "emergent: by choice", "primary": True, "unit": "money"}
CELL = {"ratio": 5.0, "base_retention": 0.8, "budget": 2.0, "budget_chosen": False, "organic_joins": 0.0, "pays": True}
FIVE = {"ratio": FOUND, "budget": {"estimate": 0.5, "low": 0.4, "high": 0.6}}
VERDICT: dict[str, Any] = {
    "answer": ["It pays.", "It turns at 3."],
    "claims": [CLAIM | FOUND, CLAIM | FOUND | {"text": "it always does", "primary": False, "verdict": "undecided"}],
    "thresholds": [{"text": "it turns", "unit": "cases", "estimate": None, "low": None, "high": None}],
    "claim_map_answer": ["Which cost is meant?"],
    "cells": [
        CELL | {"best_share": {"estimate": 0.6, "low": 0.55, "high": 0.65}},
        CELL | {"best_share": {"estimate": 0.52, "low": 0.49, "high": 0.55}, "ratio": 10.0, "pays": False},
        CELL | {"best_share": FOUND, "budget": 3.95, "budget_chosen": True},
    ],
    "claim_map": [{
        "reading": "average", "budget": "given", "first_order": FIVE, "total": FIVE,
        "over_half": {band: FOUND for band in ("all", "below 2", "5-10", "above 10")},
    }],
}  # fmt: skip


@pytest.fixture
def reference(tmp_path: Path) -> Path:
    """Give a folder with one reference result, of E1, and a figure of it."""
    (tmp_path / "five_to_ten" / "figures").mkdir(parents=True)
    (tmp_path / "five_to_ten" / "figures" / "claim_map.png").touch()
    (tmp_path / "five_to_ten" / "verdict.json").write_text(json.dumps(VERDICT), encoding="utf-8")
    return tmp_path


def test_pages_take_what_they_say_of_experiments_from_the_code_and_from_results() -> None:
    asked = {what for page in PAGES for _, what, _ in BLOCK.findall(page.read_text(encoding="utf-8"))}
    assert {"all experiments", "verdict.json"} <= asked
    for name in EXPERIMENTS:
        assert f"the parameters of {name}" in asked
    assert {"the finding of five_to_ten", "the map of five_to_ten", "the cells of five_to_ten"} <= asked
    assert {"the answer of complaints", "the claims of complaints", "the thresholds of complaints"} <= asked


def test_numbers_follow_the_result_without_an_edit(reference: Path) -> None:
    text = "Before.\n\n<!-- made from the answer of five_to_ten -->\nIt never pays.\n<!-- end -->\n\nAfter.\n"
    fresh = with_blocks(text, PAGE, of_the_model, reference)
    assert "> It pays. It turns at 3.\n" in fresh and "never" not in fresh
    assert fresh.startswith("Before.\n\n<!-- made") and fresh.endswith("<!-- end -->\n\nAfter.\n")
    assert with_blocks(fresh, PAGE, of_the_model, reference) == fresh
    file = reference / "five_to_ten" / "verdict.json"
    file.write_text(json.dumps(VERDICT | {"answer": ["It does not."]}), encoding="utf-8")
    assert "> It does not.\n" in with_blocks(fresh, PAGE, of_the_model, reference)


def test_claims_and_thresholds_are_tables(reference: Path) -> None:
    lines = block("the claims of five_to_ten", PAGE, reference).splitlines()[2:]
    assert lines == ["| ease pays | supported | 0.25 [0.20, 0.30] | money | emergent |",
                     "| *it always does* | undecided | 0.25 [0.20, 0.30] | money | emergent |"]  # fmt: skip
    assert block("the thresholds of five_to_ten", PAGE, reference).endswith("| it turns | – | cases |")


def test_a_share_surely_above_half_is_bold_and_a_firm_that_loses_is_marked(reference: Path) -> None:
    table = block("the cells of five_to_ten", PAGE, reference).splitlines()
    assert table[0].endswith("| ρ = 5 | ρ = 10 |")
    assert table[2:] == ["| 0.8 | 0 | 2 | **0.60** | 0.52 (loses) |", "| 0.8 | 0 | b\\* | 0.25 (b\\* = 4) | – |"]


def test_the_map_says_how_often_and_what_explains_most(reference: Path) -> None:
    row = block("the map of five_to_ten", PAGE, reference).splitlines()[-1]
    assert row.startswith("| average | given | 25% | 25% | 25% | 25% | 0.25 [0.20, 0.30] |")
    assert row.endswith("| budget, 0.50 [0.40, 0.60] |")
    assert block("the finding of five_to_ten", PAGE, reference) == "> Which cost is meant?"


def test_what_is_not_measured_says_so(reference: Path) -> None:
    assert block("the answer of complaints", PAGE, reference) == MISSING
    assert block("the cohort of five_to_ten", PAGE, reference) == MISSING  # asked of no cohort
    older = {key: value for key, value in VERDICT.items() if key != "claims"}
    (reference / "five_to_ten" / "verdict.json").write_text(json.dumps(older), encoding="utf-8")
    assert block("the answer of five_to_ten", PAGE, reference) == MISSING


@pytest.mark.parametrize("what", ["the answer of five_to_tan", "the moral of five_to_ten", "the parameters of nothing"])
def test_what_cannot_be_made_fails(what: str, reference: Path) -> None:
    with pytest.raises((LookupError, ValueError)):
        block(what, PAGE, reference)


def test_a_picture_is_linked_from_where_the_page_lies_once_it_is_there(reference: Path) -> None:
    what = "results/reference/five_to_ten/figures/claim_map.png: The map"
    picture = "results/reference/five_to_ten/figures/claim_map.png"
    assert block(what, ROOT / "README.md", reference) == f"![The map]({picture})"
    assert block(what, PAGE, reference) == f"![The map](../{picture})"
    assert block(what.replace("claim_map", "none"), PAGE, reference) == MISSING


def test_a_picture_that_a_marker_asks_for_is_kept(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("<!-- made from results/reference/fake/figures/one.png: One: a map -->\n<!-- end -->\n")
    assert kept("fake", [page]) == ["manifest.json", "figures/one.png", "verdict.json"]


def test_all_experiments_are_listed_with_what_is_not_built() -> None:
    rows = [line.split(" | ") for line in experiments().splitlines()[2:]]
    assert [row[0].strip("| ") for row in rows[:15]] == [f"E{k}" for k in range(1, 16)]
    built = {row[1].strip("`") for row in rows if row[3].startswith("built")}
    assert built == {name for name, place in EXPERIMENTS.items() if place.file is None}


def test_arms_are_those_of_the_code() -> None:
    table = block("the parameters of five_to_ten", PAGE)
    assert "| `experiment.ratios` | 1, 5, 10, 20 | 1, 2, 3, 5, 7, 10, 15, 20 | imposed cost ratio rho |" in table
    assert "| `experiment.size` | 2000 |  | customers |" in table
    assert "| `experiment.behaviour_words` | false, true |" in table  # as it is said on the command line
    assert "| `experiment.margin` | 0.05 |" in block("the parameters of complaints", PAGE)


def test_the_shape_of_verdict_json_is_that_of_the_code(monkeypatch: pytest.MonkeyPatch, reference: Path) -> None:
    assert "claims[].margin" in keys_of_the_code()
    assert shape(reference).endswith("`five_to_ten` adds `claim_map_answer`, `cells`, `claim_map`.")
    monkeypatch.delitem(made.SHAPE, "refuted_if")
    with pytest.raises(LookupError, match="refuted_if"):
        shape(reference)
