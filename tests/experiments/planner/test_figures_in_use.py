"""What a planner's figures are checked against, and what is made of those that are not given."""

from pathlib import Path

import numpy as np
import pytest

from tenfold.experiments.cohorts import told
from tenfold.experiments.cohorts.known import known_of
from tenfold.experiments.planner.board import as_used, needed
from tenfold.experiments.planner.draws import draws
from tenfold.experiments.planner.foreseen import columns
from tenfold.experiments.planner.market import CohortMarket
from tenfold.experiments.planner.trials import possible
from tenfold.experiments.scenario import Scenario, compose
from tenfold.sim.errors import InputError

DATA = Path(__file__).resolve().parents[3] / "scenarios" / "data"
CUSTOMERS, WINDOWED = DATA / "simulated_customers.csv", DATA / "telecom_customers.csv"


def planned(*given: str) -> tuple[Scenario, CohortMarket]:
    scenario = compose("plan", [f"market.file='{CUSTOMERS}'", "market.period=month", *given])
    assert isinstance(scenario.market, CohortMarket)
    return scenario, scenario.market


def test_a_market_has_no_fewer_people_than_there_are_customers() -> None:
    with pytest.raises(InputError, match=r"market\.market_size = 100.*or more: so many customers are there now"):
        planned("market.market_size=100")


@pytest.mark.parametrize("share", [0.9, 1.0])
def test_customers_do_not_vanish_where_the_market_may_be_smaller(share: float) -> None:
    scenario, market = planned(f"market.start_share={share}")
    factors = draws(market, 64).factors
    assert factors["market_size"].min() >= share * (1 - 1e-12)
    start = columns(scenario.plan(), factors)[5]
    assert start * factors["market_size"] == pytest.approx(np.full(64, share))


def test_a_budget_in_total_is_not_taken_for_one_per_head() -> None:
    with pytest.raises(InputError, match=r"market\.budget = 14000.*is it money in total"):
        planned("market.budget=14000")


def test_what_is_not_given_follows_from_the_table() -> None:
    _, market = planned()
    own, cohort = market.figures(), market.read()
    assert cohort.current is not None and cohort.value is not None and cohort.customers == 4000
    assert own.price == cohort.value and own.unit_cost == pytest.approx(0.6 * cohort.value)
    assert own.market_size == 10 * cohort.current.sum() and own.start_share == pytest.approx(0.1)
    assert own.budget * own.market_size == pytest.approx(0.1 * cohort.value * cohort.current.sum())
    assert (1 + own.discount) ** 12 == pytest.approx(1.1) and (1 - own.join_ceiling) ** 12 == pytest.approx(0.7)


def test_a_shorter_period_than_tenures_are_counted_in_is_refused() -> None:
    with pytest.raises(InputError, match=r"market\.period = 'week'.*month, or longer.*tenure_months"):
        compose("cohort", [f"market.file='{CUSTOMERS}'", "market.period=week"])


def test_of_periods_nobody_was_seen_in_nothing_is_said() -> None:
    scenario = compose("cohort", [f"market.file='{WINDOWED}'", "market.period=quarter", "market.table.window=1"])
    assert isinstance(scenario.market, CohortMarket)
    cohort = scenario.market.read()
    assert cohort.at_risk is not None and cohort.at_risk[0] == 0
    rows = {row[0]: row[1] for row in as_used(scenario.market, scenario.plan()).rows}
    assert (rows["customers in the table"], rows["of them seen to leave"]) == (3150, 495)
    assert "leave in their first quarter" not in rows and "leave in quarter 2" in rows
    known = known_of(cohort, cohort.periods, None, 64)
    assert told.answer(known)[0].startswith("Of those there after 1 quarter, ")
    assert "does not describe the table" in told.why(known) and "restless" not in told.headline(known)
    assert told.claims(known, 0.01)[0].verdict == "undecided"


def test_a_test_of_care_on_more_than_there_are_is_not_asked_for() -> None:
    scenario, market = planned()
    tests = possible(scenario.plan(), market, draws(market, 64).factors)
    assert "more than you have" in needed("max_saved", tests, 100.0)
    assert "as many without" in needed("max_saved", tests, 1e9)
    assert "as many without" in needed("conversion", tests, 100.0)  # of people who are no customers
