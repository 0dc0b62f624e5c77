"""Every file of scenarios/ makes a market that runs, small, and in which both readings agree to the last bit."""

import pytest

from tenfold.agents.market import Market
from tenfold.experiments.scenario import compose
from tenfold.experiments.scenario_files import groups

# Each row is one composition; together they hold every file, and what goes together with little else, twice.
COMPOSITIONS = [
    ("market=default", "customers=default", "firms=three", "network=small_world"),
    ("market=default", "customers=default", "firms=one", "network=scale_free"),
    ("market=default", "customers=default", "firms=three", "network=none"),
    ("market=default", "customers=without_word_of_mouth", "firms=three", "network=random"),
    ("market=default", "customers=without_word_of_mouth", "firms=one", "network=small_world"),
    ("market=default", "customers=response_curve", "firms=one", "network=none"),
    *(("market=default", f"customers={kind}", "firms=three", "network=small_world")
      for kind in ("telecom", "retail_bank", "subscription", "online_shop")),
    ("market=from_cohort", "customers=response_curve", "firms=one", "network=small_world"),
]  # fmt: skip
EXPERIMENTS = groups()["experiment"]
SMALL = ["market.size=120", "market.periods=8", "market.burn_in=2"]


def assert_readings_agree(experiment: str | None, chosen: list[str]) -> Market:
    plan = compose(experiment, [*chosen, *SMALL]).plan()
    compiled, mesa = (Market(plan, 9, reading).run() for reading in ("compiled", "mesa"))
    for name, column in compiled.columns._asdict().items():
        assert column.tobytes() == getattr(mesa.columns, name).tobytes(), name
    assert compiled.engine.books.record.tobytes() == mesa.engine.books.record.tobytes()
    assert compiled.engine.books.balance.tolist() == mesa.engine.books.balance.tolist()
    return compiled


@pytest.mark.parametrize("chosen", COMPOSITIONS, ids=lambda row: " ".join(each.partition("=")[2] for each in row))
def test_both_readings_of_a_scenario_agree(chosen: tuple[str, ...]) -> None:
    market = assert_readings_agree(None, list(chosen))
    assert market.engine.now == 8 and market.measures()["customers"].iloc[-1] > 0


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_both_readings_of_an_experiments_market_agree(name: str) -> None:
    assert_readings_agree(name, [])


def test_no_file_is_left_out() -> None:
    named = {tuple(each.split("=")) for row in COMPOSITIONS for each in row}
    offered = {(group, name) for group, names in groups().items() if group != "experiment" for name in names}
    assert named == offered
