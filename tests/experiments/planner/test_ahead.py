"""What comes of a plan period by period: by hand, against the expected path, and as books must add up."""

import math

import numpy as np
import pytest

from tenfold.agents.plan import Plan
from tenfold.experiments.cohorts.path import expected_path
from tenfold.experiments.planner.ahead import Flow, back, ends, follow, winners
from tenfold.experiments.planner.draws import Draws, draws
from tenfold.experiments.planner.policies import Arm
from tenfold.experiments.scenario import compose
from tenfold.sim.errors import InputError
from tenfold.sim.groups import varied

STEEP_JOIN, STEEP_SAVE = 0.05 / (2 * 0.3), math.log(2) / 5.0  # of the market's figures as they are by default
NOTHING = Arm("nothing", "nothing", None, 0.0, 0.0)
ARMS = (NOTHING, Arm("half", "half for keeping", 5.0, 5.0, 0.5), Arm("0.2", "20% for keeping", 5.0, 5.0, 0.2),
        Arm("all_winning", "all for winning", 2.0, 2.0, 0.0))  # fmt: skip


def planned(*given: str) -> Plan:
    start = [] if any("start_share" in word for word in given) else ["market.start_share=0.3"]
    return compose(None, ["market=from_cohort", *start, *given]).plan()


@pytest.fixture(scope="module")
def plan() -> Plan:
    return planned()


@pytest.fixture(scope="module")
def unknown() -> Draws:
    market = compose(None, ["market=from_cohort"]).market
    return draws(market, 64)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def drawn(plan: Plan, unknown: Draws) -> Flow:
    return follow(plan, ARMS, unknown, 6)


def test_one_period_by_hand(plan: Plan) -> None:
    """Of 30% customers alpha / (alpha + beta) leave without care; 2.5 of 5 money a head go to either side."""
    found, r = follow(plan, ARMS, None, 1), plan.customers.response
    leave = 0.3 * r.alpha / (r.alpha + r.beta)
    joins = 0.7 * 0.3 * (1 - math.exp(-STEEP_JOIN * 2.5 / 0.7))
    left = leave * (1 - 0.5 * (1 - math.exp(-STEEP_SAVE * 2.5 / 0.3)))
    assert found.joined[:2, 0, 0] == pytest.approx([0.0, joins])
    assert found.left[:2, 0, 0] == pytest.approx([leave, left])
    assert found.customers[:2, :, 0] == pytest.approx(np.array([[0.3, 0.3 - leave], [0.3, 0.3 - left + joins]]))
    assert found.cash[:2, 0, 0] == pytest.approx([40 * (0.3 - leave), 40 * (0.3 - left + joins) - 5])
    assert found.churn[:2, 0, 0] == pytest.approx([leave / 0.3, left / 0.3])


@pytest.mark.parametrize("anew", [True, False])
def test_customers_are_those_of_the_expected_path(plan: Plan, anew: bool) -> None:
    turned = varied(plan, {"customers.response.anew": anew, "customers.response.tenures": (0.5, 0.3, 0.2)})
    r = turned.customers.response
    path = expected_path(
        r.alpha, r.beta, (r.join_floor, r.join_ceiling, r.join_steepness), (0.0, r.max_saved, r.stay_steepness), 5.0,
        0.5, 0.3, 12, anew, r.tenures,
    )  # fmt: skip
    assert follow(turned, ARMS, None, 12).customers[1, :, 0] == pytest.approx(path)


def test_customers_and_cash_add_up_at_every_point(drawn: Flow, plan: Plan, unknown: Draws) -> None:
    assert drawn.customers[:, 1:] == pytest.approx(drawn.customers[:, :-1] + drawn.joined - drawn.left)
    assert (drawn.joined >= 0).all() and (drawn.left >= 0).all()
    assert drawn.profit[:, -1] == pytest.approx(drawn.cash.sum(axis=1))
    spent = np.array([arm.money for arm in ARMS])[:, None, None]
    assert drawn.cash == pytest.approx(40 * drawn.customers[:, 1:] - spent)  # whole, whatever the market's size
    assert drawn.customers[:, 0] == pytest.approx(0.3)


def test_points_are_markets_of_other_figures(unknown: Draws, drawn: Flow, plan: Plan) -> None:
    """A point is the market with its factors as inputs: twice the people, half the budget and customers a head."""
    k = 40
    at = {name: float(x[k]) for name, x in unknown.factors.items()}
    size = at["market_size"]
    given = [f"market.conversion={0.05 * at['conversion']}", f"market.max_saved={0.5 * at['max_saved']}",
             f"market.half_saving_cost={5.0 * at['half_saving_cost']}",
             f"market.join_ceiling={0.3 * at['join_ceiling']}"]  # fmt: skip
    r, (alpha, beta) = planned(*given, f"market.start_share={0.3 / size}"), unknown.leaving[1]
    other = varied(r, {"customers.response.alpha": float(alpha), "customers.response.beta": float(beta)})
    found = follow(other, [arm._replace(money=arm.money / size) for arm in ARMS], None, 6)
    assert drawn.customers[..., k] == pytest.approx(found.customers[..., 0] * size)
    assert drawn.cash[..., k] == pytest.approx(found.cash[..., 0] * size)


def test_a_factor_on_the_budget_is_passed_over(plan: Plan, unknown: Draws, drawn: Flow) -> None:
    other = Draws(unknown.factors | {"budget": np.full(64, 3.0)}, unknown.leaving)
    assert np.array_equal(follow(plan, ARMS, other, 6).cash, drawn.cash)


def test_threads_change_nothing(plan: Plan, unknown: Draws, drawn: Flow) -> None:
    assert all(np.array_equal(a, b) for a, b in zip(drawn, follow(plan, ARMS, unknown, 6, threads=1), strict=True))


def test_nothing_spends_nothing_and_wins_nobody(drawn: Flow) -> None:
    assert not drawn.joined[0].any()
    assert drawn.cash[0] == pytest.approx(40 * drawn.customers[0, 1:])


def test_what_all_arms_share_cancels_in_differences(drawn: Flow) -> None:
    """Every arm meets the same points, so a difference case by case is narrower than two cases apart."""
    half, fifth = drawn.profit[1, -1], drawn.profit[2, -1]
    apart = (half - np.roll(fifth, 7)).std()
    assert (half - fifth).std() < 0.5 * apart


def test_money_that_finds_nobody_is_not_spent() -> None:
    """From an empty market half of the money has nobody to keep in the first period, and is left."""
    found = follow(planned("market.start_share=0"), ARMS, None, 2)
    joins = 0.3 * (1 - math.exp(-STEEP_JOIN * 2.5))
    assert found.cash[1, 0, 0] == pytest.approx(40 * joins - 2.5)
    assert found.unspent[:, 0] == pytest.approx([0.0, 0.25, 0.1, 0.0])
    assert math.isnan(found.churn[1, 0, 0]) and found.churn[1, 1, 0] > 0


def test_what_the_path_does_not_know_is_refused(plan: Plan) -> None:
    with pytest.raises(InputError, match=r"firms\.0\.loyal_discount"):
        follow(varied(plan, {"firms.0.loyal_discount": 0.1}), ARMS, None, 2)


def test_first_periods_are_those_of_a_shorter_look(plan: Plan, unknown: Draws, drawn: Flow) -> None:
    short, cut = follow(plan, ARMS, unknown, 3), drawn.first(3)
    for name in ("customers", "joined", "left", "cash"):
        assert getattr(cut, name) == pytest.approx(getattr(short, name))


def test_money_is_back_from_the_period_after_the_last_behind() -> None:
    extra = np.array([[-2.0, 1.0, -1.0, 0.0, -1.0], [1.0, -2.0, -1.0, 0.0, 1.0], [2.0, 2.0, 1.0, 0.0, 0.0]])
    assert back(extra) == pytest.approx([3.0, 3.0, np.inf, np.nan, 2.0], nan_ok=True)
    assert back(np.array([[1.0], [1.0]])) == pytest.approx([1.0])


def test_bands_hold_nine_of_ten_points_and_know_never() -> None:
    values = np.arange(1.0, 101.0)
    assert ends(values) == pytest.approx([5, 50, 95])
    assert ends(np.where(values > 60, np.inf, values))[2] == np.inf
    assert ends(np.stack([values, 2 * values])) == pytest.approx(np.array([[5, 10], [50, 100], [95, 190]]))


def test_each_point_is_won_once() -> None:
    assert winners(np.array([[1.0, 2.0, 3.0, 0.0], [1.0, 3.0, 1.0, 4.0]])) == pytest.approx([0.5, 0.5])
