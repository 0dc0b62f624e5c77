"""The page for the board: one sentence, three things that decide, and figures that show a wrong column at once."""

from pathlib import Path

import numpy as np
import pytest

from tenfold.experiments.planner.board import as_used, board, deciding, sentence
from tenfold.experiments.planner.draws import Draws, draws
from tenfold.experiments.planner.market import CohortMarket
from tenfold.experiments.planner.split import PlannedSplit, planned_split
from tenfold.experiments.planner.worth import Worth
from tenfold.experiments.scenario import Scenario, compose


def asked(*given: str) -> tuple[Scenario, CohortMarket]:
    start = [] if any("file=" in text for text in given) else ["market.start_share=0.2"]  # that of the table, if any
    scenario = compose(None, ["market=from_cohort", "market.size=300", *start, *given])
    assert isinstance(scenario.market, CohortMarket)
    return scenario, scenario.market


@pytest.fixture(scope="module")
def unknown() -> Draws:
    return draws(asked()[1], 256)


@pytest.fixture(scope="module")
def split(unknown: Draws) -> PlannedSplit:
    return planned_split(asked()[0].plan(), unknown, 2)


def test_the_page_has_all_a_board_asks(split: PlannedSplit, unknown: Draws) -> None:
    scenario, market = asked()
    page = board(split, split, market, scenario.plan(), unknown._replace(notes=("The field test is sharp.",)))
    assert page.sentence == sentence(split, market) and page.picture == "planner"
    assert len(page.deciding.rows) == 3
    assert page.unknown[0] == "The field test is sharp." and any("rivals" in text for text in page.unknown)


def test_the_sentence_is_a_range_and_says_when_nothing_pays(split: PlannedSplit) -> None:
    market = asked()[1]
    drawn = split.drawn._replace(values=np.linspace(0.1, 0.3, 101), share=1.0)
    said = sentence(split._replace(drawn=drawn), market)
    assert said.startswith("Give retention 11 to 29% of the budget") and "pays at all" not in said
    assert "of those 60% of cases in which it pays" in sentence(split._replace(drawn=drawn._replace(share=0.6)), market)
    lost = split._replace(gain=-1.0, drawn=drawn._replace(share=0.2))
    assert sentence(lost, market).startswith("At your figures the business does not pay over 30 years")
    none = split._replace(gain=-1.0, drawn=drawn._replace(values=np.empty(0), share=0.0))
    assert sentence(none, market).startswith("The business does not pay over 30 years")


def test_what_decides_has_its_figure_its_band_its_worth_and_what_a_test_takes(
    split: PlannedSplit, unknown: Draws
) -> None:
    scenario, market = asked("market.discount=0", "market.max_saved=0.8")
    worth = {"max_saved": Worth(3.0, 0.1), "market_size": Worth(0.3, 0.01), "conversion": Worth(0.03, 0.02),
             "budget": Worth(0.0, 0.0)}  # fmt: skip
    grid = deciding(split._replace(worth=worth), market, scenario.plan(), unknown)
    saved, size, contact = (dict(zip(("what", "figure", "band", "worth", "takes"), row, strict=True))
                            for row in grid.rows)  # fmt: skip
    assert saved["figure"] == "0.8 of churn" and saved["band"] == "0.4 to 1"  # no more than all churn
    assert saved["worth"] == "100,000"  # 3 a head of 1e6 over 30 years
    assert "a test of care for 5 a customer" in saved["takes"] and "people with it" in saved["takes"]
    assert size["figure"] == "1,000,000 people" and size["takes"] == "count them first"
    assert contact["worth"] == "0" and "one contact each" in contact["takes"]  # noise is worth nothing


def test_figures_say_where_each_comes_from() -> None:
    given = ["market.price=80", "market.budget=2.5", "market.market_size=20000", "market.cohort_size=900"]
    scenario, market = asked(*given)
    rows = {(name, unit): (value, source) for name, value, unit, source in as_used(market, scenario.plan()).rows}
    assert rows["price", "money per year"] == (80.0, "given")
    assert rows["cost to serve", "money per year"] == (60.0, "assumed")
    assert rows["budget in total", "money per year"] == (50_000.0, "follows")
    assert rows["customers today", "people"] == (4_000.0, "given")
    assert rows["price, all customers today", "money per year"] == (320_000.0, "follows")
    assert rows["contacts, if half the budget goes there", "per year"] == (12_500.0, "follows")
    assert rows["customers at the start", "people"] == (900.0, "given")
    assert rows["leave in their first year", "of new customers"] == ("36.9%", "table")


def test_a_table_of_customers_shows_what_was_read(tmp_path: Path) -> None:
    lines = [f"{k},{1 + k % 24},{20 + k % 7},{'yes' if k % 3 else 'no'}" for k in range(600)]
    (path := tmp_path / "mine.csv").write_text("\n".join(["id,tenure,fee,left", *lines]) + "\n")
    scenario, market = asked(f"market.file={path}", "market.table.tenure=tenure", "market.table.left=left",
                             "market.table.value=fee", "market.period=month")  # fmt: skip
    grid = as_used(market, scenario.plan())
    rows = {name: (value, source) for name, value, unit, source in grid.rows if unit != "money a year"}
    assert rows["file"] == ("mine.csv", "given")
    assert rows["customers in the table"] == (600.0, "table")
    assert rows["of them seen to leave"] == (pytest.approx(400.0), "table")
    assert rows["customers today"] == (pytest.approx(200.0), "table")
    assert rows["price"][0] == pytest.approx(23.0, abs=0.2) and rows["price"][1] == "mean of the table"
    assert rows["cost to serve"][1].startswith("assumed: 60%")
    assert "600 rows read" in grid.caption


def test_a_price_of_the_table_is_told_apart_from_one_that_was_given(tmp_path: Path) -> None:
    lines = [f"{k},{1 + k % 24},{20 + k % 7},{'yes' if k % 3 else 'no'}" for k in range(600)]
    (path := tmp_path / "mine.csv").write_text("\n".join(["id,tenure,fee,left", *lines]) + "\n")
    scenario, market = asked(f"market.file={path}", "market.table.tenure=tenure", "market.table.left=left",
                             "market.table.value=fee", "market.period=month", "market.price=30")  # fmt: skip
    rows = {name: source for name, _, _, source in as_used(market, scenario.plan()).rows}
    assert rows["price"] == "given"
