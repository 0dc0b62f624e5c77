"""The planner's expected profit: one period on paper, and every factor of the band against the input it stands for."""

import math

import numpy as np
import pytest

from tenfold.agents.plan import Plan
from tenfold.experiments.five_to_ten.cohort_panel import at, foreseen_profit, with_theta
from tenfold.experiments.scenario import compose

# Price 100, cost 60, 5 money a head of the market, contacts at 2 that convert 1 in 20, ceiling .3; half of what care
# can save, half of the churn, costs 5% of the price: 5.
STEEP_JOIN, STEEP_SAVE = 0.05 / (2 * 0.3), math.log(2) / 5.0
SHARES = np.array([0.0, 0.3, 0.6, 1.0])


def planned(*given: str) -> Plan:
    return compose("five_to_ten", ["market=from_cohort", *given]).plan()


@pytest.fixture(scope="module")
def plan() -> Plan:
    return planned("market.start_share=0.3")


def test_one_period_from_an_empty_market_spends_nothing_on_keeping_nobody() -> None:
    found = foreseen_profit(planned("market.periods=1", "market.burn_in=0"), SHARES, {})
    joined = 0.3 * (1 - np.exp(-STEEP_JOIN * (1 - SHARES) * 5))
    assert found == pytest.approx(40 * joined - 5 * (1 - SHARES), abs=1e-9)


def test_one_period_with_customers_spends_it_all() -> None:
    """Of 30% customers, alpha / (alpha + beta) leave without care; care prevents half of that at most."""
    plan = planned("market.periods=1", "market.burn_in=0", "market.start_share=0.3")
    alpha, beta = plan.customers.response.alpha, plan.customers.response.beta
    joins = 0.3 * (1 - np.exp(-STEEP_JOIN * (1 - SHARES) * 5 / 0.7))
    saved = 0.5 * (1 - np.exp(-STEEP_SAVE * SHARES * 5 / 0.3))
    left = 0.3 * alpha / (alpha + beta) * (1 - saved)
    assert foreseen_profit(plan, SHARES, {}) == pytest.approx(40 * (0.3 - left + 0.7 * joins) - 5, abs=1e-9)


def test_who_joins_unasked_is_foreseen() -> None:
    plan = planned("market.periods=1", "market.burn_in=0", "customers.response.join_floor=0.1")
    joined = 0.1 + 0.2 * (1 - np.exp(-STEEP_JOIN * (1 - SHARES) * 5))
    assert foreseen_profit(plan, SHARES, {}) == pytest.approx(40 * joined - 5 * (1 - SHARES), abs=1e-9)


def test_money_of_a_later_period_is_worth_less() -> None:
    """The second period alone is the profit of two less that of one; at 25% a period it counts 4/5 of what it does."""
    two, free = (planned("market.periods=2", "market.burn_in=0", f"market.discount={d}") for d in (0.25, 0.0))
    one = foreseen_profit(planned("market.periods=1", "market.burn_in=0"), SHARES, {})
    later = foreseen_profit(free, SHARES, {}) - one
    assert foreseen_profit(two, SHARES, {}) - one == pytest.approx(later / 1.25)


@pytest.mark.parametrize(
    ("factors", "inputs"),
    [
        ({"conversion": 2.0}, ["market.conversion=0.1"]),
        ({"conversion": 0.5}, ["market.conversion=0.025"]),
        ({"max_saved": 1.5}, ["market.max_saved=0.75"]),
        ({"half_saving_cost": 2.0}, ["market.half_saving_cost=10"]),
        ({"half_saving_cost": 0.5}, ["market.half_saving_cost=2.5"]),
        ({"conversion": 0.5, "max_saved": 0.5, "half_saving_cost": 2.0},
         ["market.conversion=0.025", "market.max_saved=0.25", "market.half_saving_cost=10"]),
    ],
)  # fmt: skip
def test_a_factor_is_another_input(plan: Plan, factors: dict[str, float], inputs: list[str]) -> None:
    expected = foreseen_profit(planned("market.start_share=0.3", *inputs), SHARES, {})
    assert foreseen_profit(plan, SHARES, factors) == pytest.approx(expected, rel=1e-9)
    assert foreseen_profit(plan, SHARES, {}) != pytest.approx(expected, rel=1e-3)


def test_no_more_churn_is_saved_than_there_is() -> None:
    all_of_it = planned("market.max_saved=1", "market.start_share=0.3")
    most = planned("market.max_saved=0.8", "market.start_share=0.3")
    found = foreseen_profit(most, SHARES, {"max_saved": 1.5})
    assert found == pytest.approx(foreseen_profit(all_of_it, SHARES, {}))


def test_half_the_savings_cost_five_per_cent_of_the_price_unless_said() -> None:
    for price, half in ((100, 5.0), (300, 15.0)):
        steepness = planned(f"market.price={price}").customers.response.stay_steepness
        assert 1 - math.exp(-steepness * half) == pytest.approx(0.5)
    said = planned("market.half_saving_cost=7").customers.response.stay_steepness
    assert 1 - math.exp(-said * 7) == pytest.approx(0.5)


def test_a_propensity_kept_for_good_is_another_path(plan: Plan) -> None:
    spell, person = (foreseen_profit(with_theta(plan, anew), SHARES, {}) for anew in (True, False))
    assert (spell[:3] > person[:3]).all()  # whoever left once is likely to leave again


def test_one_firm_is_changed_and_nothing_else(plan: Plan) -> None:
    other = at(plan, retention_share=0.25)
    assert other.firms[0].retention_share == 0.25
    assert at(other, retention_share=plan.firms[0].retention_share) == plan
