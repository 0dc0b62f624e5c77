"""Customers of four kinds of business: each market looks as its own table says, and unlike the default one."""

import csv
from pathlib import Path

import pytest

from tenfold.agents.customer.parameters import Customers
from tenfold.experiments.cli import main
from tenfold.experiments.moments import MEASURED, TARGETS, moments, targets_of
from tenfold.experiments.scenario import compose
from tenfold.experiments.scenario_files import groups

pytestmark = pytest.mark.slow

PRESETS = ("telecom", "retail_bank", "subscription", "online_shop")
SMALL = ["market.size=2000", "market.periods=40"]
FOLDER = Path(__file__).parents[2] / "scenarios"


@pytest.mark.parametrize("name", PRESETS)
def test_a_market_of_these_customers_looks_as_its_table_says(name: str) -> None:
    table = moments(compose(None, [f"customers={name}", *SMALL]).plan(), range(200, 206), 0, targets_of(name))
    assert set(table["met"]) == {"yes"}, table.to_string()
    assert len(table) >= 4


@pytest.mark.parametrize("name", PRESETS)
def test_only_what_has_a_reason_differs(name: str) -> None:
    usual, own = Customers(), compose(None, [f"customers={name}"]).customers
    differs = {group for group in Customers.model_fields if getattr(own, group) != getattr(usual, group)}
    assert {"choice"} <= differs <= {"choice", "segments", "word"}
    text = (FOLDER / "customers" / f"{name}.yaml").read_text(encoding="utf-8")
    for line in text.splitlines():
        key, _, rest = line.strip().partition(":")
        if line.startswith("#") or not rest.strip() or key == "- name":
            continue
        assert "# assumption" in rest or "source" in rest, line


def test_the_table_names_files_and_moments_that_there_are() -> None:
    rows = list(csv.DictReader((FOLDER / "data" / "moments.csv").read_text(encoding="utf-8").splitlines()))
    assert {row["customers"] for row in rows} == set(PRESETS) < set(groups()["customers"])
    assert all(row["moment"] in MEASURED and float(row["low"]) < float(row["high"]) and row["source"] for row in rows)
    assert len({(row["customers"], row["moment"]) for row in rows}) == len(rows)


def test_customers_of_whom_nothing_is_said_are_compared_with_the_default() -> None:
    assert targets_of("default") == TARGETS == targets_of("without_word_of_mouth")


def test_the_command_shows_the_table_of_the_customers_chosen(capsys: pytest.CaptureFixture[str]) -> None:
    main(["show", "moments", "customers=telecom", "market.size=200", "market.periods=14", "seeds=2"])
    said = capsys.readouterr().out
    assert "0.0300" in said and "bought again" not in said and "Double" not in said
    main(["show", "moments", "customers=online_shop", "market.size=200", "market.periods=14", "seeds=2"])
    assert "bought again, of those with one purchase" in capsys.readouterr().out
