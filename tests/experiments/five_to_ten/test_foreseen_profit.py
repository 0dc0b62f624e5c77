"""The planner's expected profit: one period on paper, and every factor against the input it stands for."""

import math
from time import perf_counter

import numpy as np
import pytest

from tenfold.agents.plan import Plan
from tenfold.experiments.planner.foreseen import Foreseen, foresee
from tenfold.experiments.planner.market import BANDS
from tenfold.experiments.scenario import compose
from tenfold.sim.errors import InputError
from tenfold.sim.groups import varied

# Price 100, cost 60, 5 money a head of the market, contacts at 2 that convert 1 in 20, ceiling .3; half of what care
# can save, half of the churn, costs 5% of the price: 5.
STEEP_JOIN, STEEP_SAVE = 0.05 / (2 * 0.3), math.log(2) / 5.0
SHARES = np.array([0.0, 0.3, 0.6, 1.0])
ONE_PERIOD = ("market.periods=1", "market.burn_in=0")


def planned(*given: str) -> Plan:
    return compose(None, ["market=from_cohort", *given]).plan()


@pytest.fixture(scope="module")
def plan() -> Plan:
    return planned("market.start_share=0.3")


def test_one_period_from_an_empty_market_spends_nothing_on_keeping_nobody() -> None:
    found = foresee(planned(*ONE_PERIOD), SHARES)
    joined = 0.3 * (1 - np.exp(-STEEP_JOIN * (1 - SHARES) * 5))
    assert found.profit[0] == pytest.approx(40 * joined - 5 * (1 - SHARES), abs=1e-9)
    assert found.unspent[0] == pytest.approx(SHARES)
    assert found.nothing == pytest.approx([0.0])


def test_one_period_with_customers_spends_it_all() -> None:
    """Of 30% customers, alpha / (alpha + beta) leave without care; care prevents half of that at most."""
    plan = planned(*ONE_PERIOD, "market.start_share=0.3")
    alpha, beta = plan.customers.response.alpha, plan.customers.response.beta
    joins = 0.3 * (1 - np.exp(-STEEP_JOIN * (1 - SHARES) * 5 / 0.7))
    saved = 0.5 * (1 - np.exp(-STEEP_SAVE * SHARES * 5 / 0.3))
    left = 0.3 * alpha / (alpha + beta) * (1 - saved)
    found = foresee(plan, SHARES)
    assert found.profit[0] == pytest.approx(40 * (0.3 - left + 0.7 * joins) - 5, abs=1e-9)
    assert found.nothing == pytest.approx([40 * 0.3 * beta / (alpha + beta)])
    assert not found.unspent.any()


def test_who_joins_unasked_is_foreseen_with_and_without_money() -> None:
    found = foresee(planned(*ONE_PERIOD, "customers.response.join_floor=0.1"), SHARES)
    joined = 0.1 + 0.2 * (1 - np.exp(-STEEP_JOIN * (1 - SHARES) * 5))
    assert found.profit[0] == pytest.approx(40 * joined - 5 * (1 - SHARES), abs=1e-9)
    assert found.nothing == pytest.approx([4.0])


def test_a_market_without_non_customers_leaves_the_money_for_them_unspent() -> None:
    found = foresee(planned("market.periods=2", "market.burn_in=0", "market.start_share=1"), SHARES)
    assert found.unspent[0] == pytest.approx((1 - SHARES) / 2)


def test_money_of_a_later_period_is_worth_less() -> None:
    """The second period alone is the profit of two less that of one; at 25% a period it counts 4/5 of what it does."""
    two, free = (planned("market.periods=2", "market.burn_in=0", f"market.discount={d}") for d in (0.25, 0.0))
    one = foresee(planned(*ONE_PERIOD), SHARES).profit
    later = foresee(free, SHARES).profit - one
    assert foresee(two, SHARES).profit - one == pytest.approx(later / 1.25)


@pytest.mark.parametrize(
    ("factors", "inputs"),
    [
        ({"conversion": 2.0}, ["market.conversion=0.1"]),
        ({"conversion": 0.5}, ["market.conversion=0.025"]),
        ({"max_saved": 1.5}, ["market.max_saved=0.75"]),
        ({"max_saved": 5.0}, ["market.max_saved=1"]),
        ({"half_saving_cost": 2.0}, ["market.half_saving_cost=10"]),
        ({"join_ceiling": 2.0}, ["market.join_ceiling=0.6"]),
        ({"join_ceiling": 10.0}, ["market.join_ceiling=1"]),
        ({"budget": 0.8}, ["market.budget=4"]),
        ({"market_size": 2.0}, ["market.budget=2.5", "market.start_share=0.15"]),
        ({"market_size": 0.1}, ["market.budget=50", "market.start_share=1"]),
        ({"conversion": 0.5, "max_saved": 0.5, "half_saving_cost": 2.0, "join_ceiling": 0.5, "budget": 2.0},
         ["market.conversion=0.025", "market.max_saved=0.25", "market.half_saving_cost=10", "market.join_ceiling=0.15",
          "market.budget=10"]),
    ],
)  # fmt: skip
def test_a_factor_is_another_input(plan: Plan, factors: dict[str, float], inputs: list[str]) -> None:
    start = [] if any("start_share" in text for text in inputs) else ["market.start_share=0.3"]
    expected = foresee(planned(*start, *inputs), SHARES)
    found = foresee(plan, SHARES, factors)
    for name in Foreseen._fields:
        assert getattr(found, name) == pytest.approx(getattr(expected, name), rel=1e-9, abs=1e-12)
    assert foresee(plan, SHARES).profit != pytest.approx(expected.profit, rel=1e-3)


def test_the_ceiling_of_joining_stays_above_those_who_join_unasked() -> None:
    floor = planned("customers.response.join_floor=0.2", "market.start_share=0.3")
    found = foresee(floor, SHARES, {"join_ceiling": 0.1})
    steep = varied(floor, {"customers.response.join_ceiling": 0.2})
    assert found.profit == pytest.approx(foresee(steep, SHARES).profit)


def test_many_markets_at_once_are_each_the_market_alone(plan: Plan) -> None:
    draw = np.random.default_rng(1)
    factors = {name: np.exp(draw.uniform(-0.7, 0.7, 70)) for name in BANDS}
    many = foresee(plan, SHARES, factors)
    for k in (0, 31, 32, 69):
        alone = foresee(plan, SHARES, {name: x[k] for name, x in factors.items()})
        assert (many.profit[k] == alone.profit[0]).all() and many.nothing[k] == pytest.approx(alone.nothing[0])


def test_two_thousand_markets_are_foreseen_in_seconds(plan: Plan) -> None:
    factors, shares = {"budget": np.linspace(0.5, 2.0, 2048)}, np.arange(101) / 100
    foresee(plan, shares)  # compiled
    began = perf_counter()
    assert foresee(plan, shares, factors).profit.shape == (2048, 101)
    assert perf_counter() - began < 15.0  # 0.4 s on two cores; the rest is for a busy machine


def test_a_propensity_kept_for_good_is_another_path(plan: Plan) -> None:
    spell, person = (foresee(varied(plan, {"customers.response.anew": anew}), SHARES) for anew in (True, False))
    assert (spell.profit[0, :3] > person.profit[0, :3]).all()  # whoever left once is likely to leave again


@pytest.mark.parametrize(
    ("given", "field"),
    [
        (["firms.0.loyal_discount=0.1"], "firms.0.loyal_discount"),
        (["firms.0.enters=3"], "firms.0.enters"),
        (["firms.0.recovery.on=true", "customers.complaint.on=true"], "firms.0.recovery.on"),
    ],
)
def test_what_the_expected_path_does_not_know_is_refused(given: list[str], field: str) -> None:
    with pytest.raises(InputError, match="foreseen of a cohort knows no") as caught:
        foresee(planned(*given), SHARES)
    assert caught.value.field == field
    with pytest.raises(ValueError, match="factors on .'price'.: there are only conversion, max_saved"):
        foresee(planned(), SHARES, {"price": 1.1})


def made(profit: list[float], unspent: list[float], nothing: float = 0.0) -> Foreseen:
    return Foreseen(np.array([profit]), np.array([unspent]), np.array([nothing]))


def test_the_best_split_is_one_that_spends_the_money() -> None:
    """At s = 1 from an empty market nobody ever joins: nothing is spent, which beats any loss."""
    share, gain = made([-3.0, -2.0, -4.0, 0.0], [0.0, 0.02, 0.04, 1.0]).best(SHARES)
    assert (share[0], gain[0]) == (0.3, -2.0)
    share, gain = made([-3.0, -2.0, -4.0, 0.0], [0.06, 0.06, 0.06, 1.0]).best(SHARES)
    assert math.isnan(share[0]) and gain[0] == -math.inf


def test_a_split_pays_only_by_what_it_earns_beyond_spending_nothing() -> None:
    assert made([5.0, 8.0, 7.0, 6.0], [0.0] * 4, nothing=10.0).best(SHARES)[1] == -2.0
    assert made([5.0, 8.0, 7.0, 6.0], [0.0] * 4, nothing=1.0).best(SHARES)[1] == 7.0


def test_the_flat_range_is_that_around_the_best() -> None:
    assert made([96.0, 100.0, 95.0, 94.0], [0.0] * 4).flat(SHARES) == (0.0, 0.6)
    assert made([96.0, 90.0, 100.0, 99.0], [0.0] * 4).flat(SHARES) == (0.6, 1.0)  # not across the dip
    assert made([96.0, 100.0, 97.0, 99.0], [0.0, 0.0, 0.0, 0.5]).flat(SHARES) == (0.0, 0.6)
