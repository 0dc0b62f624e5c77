"""Planning: estimates and worth by hand, what each policy does, lag and execution to the period."""

import math
import pickle
from typing import Any

import numpy as np
import pytest

from tenfold.agents.engine import Engine
from tenfold.agents.firm.curves import Curve, Curves, contact_steepness, response_rate
from tenfold.agents.firm.parameters import FirmPlan
from tenfold.agents.firm.planning import HORIZON, SHARES, Worth, best_plan, misjudged, planned_value, steepness_believed
from tenfold.agents.firm.steady_state import approach
from tenfold.agents.plan import Plan
from tenfold.sim.groups import varied

KEEPS = Curve(0.8, 0.95, 0.3)
CURVES = Curves(Curve(0.0, 0.3, contact_steepness(5.0, 0.3, KEEPS)), KEEPS)
ALONE = Worth(margin=20.0, add_on=0.0, offer=0.0, taken=0.0, discount=0.01)


def market(policy: str = "fixed", periods: int = 24, firm: Any = None, **planning: Any) -> Engine:
    """Give a market of one firm that plans, before its first period."""
    own = {"policy": policy, "planning": planning, "start_share": 0.4, "add_ons": {"on": True}, **(firm or {})}
    more = {"firms": (FirmPlan.model_validate(own),), "customers.rule": "response_curve", "customers.products.on": True,
            "market.size": 400, "market.periods": periods}  # fmt: skip
    return Engine(varied(Plan(), more), 5)


def test_the_steepness_is_that_of_the_curve_through_what_was_seen() -> None:
    rate = response_rate(2.0, 0.8, 0.95, 0.3)
    assert steepness_believed(float(rate), 0.8, 0.95, 2.0) == pytest.approx(0.3)
    assert steepness_believed(0.7, 0.8, 0.95, 2.0) == pytest.approx(-math.log1p(-0.01) / 2)  # below the floor
    assert steepness_believed(0.99, 0.8, 0.95, 2.0) == pytest.approx(-math.log1p(-0.99) / 2)
    assert steepness_believed(0.9, 0.9, 0.9, 2.0) == 0.0


def test_errors_are_right_in_the_mean() -> None:
    luck = np.random.default_rng(1).standard_normal(200_000)
    assert np.mean([misjudged(2.0, 0.5, x) for x in luck]) == pytest.approx(2.0, abs=0.01)
    assert misjudged(2.0, 0.0, 3.0) == 2.0


@pytest.mark.parametrize(
    ("ratio", "floor", "best"),
    [
        (5.0, 0.8, (0.21, 0.22, 0.24, 0.27, 0.30)),
        (5.0, 0.9, (0.06, 0.07, 0.12, 0.19, 0.25)),
        (1.0, 0.9, (0.62, 0.63, 0.67, 0.73, 0.76)),
    ],
)
def test_the_best_share_rises_with_the_customers_a_firm_begins_with(
    ratio: float, floor: float, best: tuple[float, ...]
) -> None:
    """Worked out apart, to two places: a budget of 2, 60 periods, 1% discount, from 0, 5, 20, 50, 80% of the market."""
    keeps = Curve(floor, 0.95, 0.3)
    curves = Curves(Curve(0.0, 0.3, contact_steepness(ratio, 0.3, keeps)), keeps)
    found = [best_plan(curves, 2.0, start, ALONE)[1] for start in (0.0, 0.05, 0.2, 0.5, 0.8)]
    assert found == pytest.approx(best, abs=0.0101)


def test_what_a_plan_is_worth_by_hand() -> None:
    """Follow customers one period at a time; those kept, not those who are there, are who hold further products."""
    n, there, were, kept = 0.4, 0.0, 0.0, 0.0
    for _ in range(HORIZON):
        r = float(response_rate(0.3 * 2.0 / n, *KEEPS))
        a = float(response_rate(0.7 * 2.0 / (1 - n), *CURVES.acquisition))
        were, kept = were + n, kept + n * r
        n = n * r + a * (1 - n)
        there += n
    more = 0.8 * 0.25 / (0.8 * 0.25 + 1 - kept / were)
    worth = Worth(margin=20.0, add_on=5.0, offer=0.5, taken=0.25, discount=0.0, room=1)
    one = planned_value(CURVES, 2.0, [0.3], 0.4, worth, 0.8)[0]
    assert one == pytest.approx(there * (20.0 + 5.0 * more))
    two = planned_value(CURVES, 2.0, [0.3], 0.4, worth._replace(room=2), 0.8)[0]
    assert two == pytest.approx(there * (20.0 + 5.0 * (more + more**2)))


def test_a_plan_expects_the_further_products_that_a_market_holds() -> None:
    """Played with a fixed split: what customers held in the last year against x + x^2, whatever is kept of them."""
    for share in (0.1, 0.7):
        own = {"retention_share": share, "budget": 2.0, "add_ons": {"on": True, "offers": 0.8}}
        ratio = {"customers.response.join_steepness": CURVES.acquisition.steepness, "market.size": 6000}
        record = Engine(varied(market("fixed", periods=60, firm=own).plan, ratio), 2).run().record
        taken = record.taken[:, 0].sum() / record.offered[:, 0].sum()
        held = record.add_on_sales[-12:, 0].sum() / 1500 / record.ended[-12:, 0].sum()
        alone = Worth(margin=0.0, add_on=1.0, offer=0.0, taken=float(taken), discount=0.0, room=2)
        heads = approach(CURVES, 2.0, [share], 0.4, HORIZON)[1:, 0].sum()
        assert planned_value(CURVES, 2.0, [share], 0.4, alone, 0.8)[0] / heads == pytest.approx(held, rel=0.1), share


def test_further_products_speak_for_keeping() -> None:
    """Who is kept holds more; so the better they pay, the more of the rest of the money goes to keeping."""
    first = [best_plan(CURVES, 2.5, 0.4, ALONE._replace(add_on=m, taken=0.1, room=2))[1] for m in (0.0, 5.0, 20.0)]
    assert first[0] < first[1] < first[2]


def test_what_offers_cost_is_counted_once() -> None:
    """Money that can win and keep nobody is better spent on offers, as little as these bring: it is spent anyhow."""
    idle = Curves(Curve(0.1, 0.3, 0.0), Curve(0.8, 0.95, 0.0))
    assert best_plan(idle, 2.5, 0.4, ALONE._replace(add_on=0.05, offer=0.5, taken=0.25))[0] == 1.0


def test_a_firm_that_once_kept_nobody_comes_back_to_it() -> None:
    """It remembers what keeping did when it last paid for it; not a share of 0 for ever, nor of 1."""
    for share in (0.0, 1.0):
        run = market("integrated", periods=48, firm={"start_share": 0.5}).run(12)
        run.deciders[0] = lambda seen, s=share: {"retention_share": s}  # type: ignore[misc]
        run.run(6)
        del run.deciders[0]
        assert 0.0 < run.run(8).lever(0, "retention_share") < 1.0, share


def test_offers_are_made_if_they_pay_and_not_else() -> None:
    pays = ALONE._replace(add_on=5.0, offer=0.5, taken=0.25)
    assert best_plan(CURVES, 2.5, 0.4, pays)[0] == 1.0
    assert best_plan(CURVES, 2.5, 0.4, pays._replace(add_on=0.01))[0] == 0.0
    assert best_plan(CURVES, 2.5, 0.4, pays._replace(add_on=900.0, offer=20.0))[0] == 0.25  # more is beyond the total
    assert best_plan(CURVES, 2.5, 0.4, pays)[1] in SHARES


def test_departments_keep_their_shares_and_growing_gets_no_more_than_is_there() -> None:
    run = market("departments", total=2.5, grow_share=0.02, firm={"retention_share": 0.3}).run()
    assert run.lever(0, "budget") == pytest.approx(2.5 * 0.98) and run.lever(0, "retention_share") == 0.3
    spent = run.record.growing[-6:, 0].sum() / 100 / 6 / 400
    assert 0.5 * 0.05 < spent < 1.5 * 0.05


def test_momentum_moves_money_to_the_department_whose_number_rose() -> None:
    """From few customers more are kept at each review: keeping gets more, though winning is what made it possible."""
    run = market("momentum", periods=36, firm={"start_share": 0.05, "retention_share": 0.3}).run()
    assert run.lever(0, "retention_share") > 0.5


def test_one_plan_that_reads_its_books_right_comes_near_the_best_share() -> None:
    plan = {"start_share": 0.5, "add_ons": {"on": False}, "budget": 2.0}
    ratio = {"customers.response.join_steepness": CURVES.acquisition.steepness, "market.size": 20_000}
    run = Engine(varied(market("integrated", total=2.0, firm=plan).plan, ratio), 2).run()
    assert run.lever(0, "retention_share") == pytest.approx(0.27, abs=0.05)


def test_errors_move_the_plan_and_are_the_firms_own_luck() -> None:
    def shares(seed: int, noise: float) -> list[float]:
        engine = Engine(market("integrated", noise=noise).plan, seed).run()
        return [float(x) for x in engine.record.retention_share[:, 0]]

    assert shares(1, 1.0) == shares(1, 1.0) != shares(1, 0.0)


def test_what_is_decided_comes_into_force_after_the_lag() -> None:
    """Decided before periods 6, 12, 18; with a lag of 4 it holds from 10, 16, 22."""
    for lag, first in ((0, 6), (4, 10)):
        share = market("departments", lag=lag, total=5.0, grow_share=0.0, firm={"budget": 1.0}).run().record
        money = share.acquire[:, 0] + share.retain[:, 0]
        assert np.flatnonzero(np.diff(money))[0] + 1 == first
        assert money[first] == pytest.approx(5 * money[0], rel=1e-3)


def test_of_a_change_only_what_is_executed_is_made() -> None:
    """From a budget of 1, with 5 decided, at 60%: 3.4, then 4.36, then 4.744."""
    run = market("departments", executed=0.6, total=5.0, grow_share=0.0, firm={"budget": 1.0}).run()
    money = (run.record.acquire[:, 0] + run.record.retain[:, 0]) / 100 / 400
    assert money[[0, 6, 12, 18]] == pytest.approx([1.0, 3.4, 4.36, 4.744], rel=1e-4)
    assert run.lever(0, "budget") == pytest.approx(4.744)


def test_a_copy_keeps_what_is_decided_but_not_yet_in_force() -> None:
    run = market("departments", lag=4, total=5.0, grow_share=0.0, firm={"budget": 1.0}).run(8)
    other = pickle.loads(pickle.dumps(run)).run()
    assert (other.record.retain == run.run().record.retain).all()


def test_what_a_person_sets_holds_at_once_whatever_the_lag() -> None:
    run = market("departments", lag=9, executed=0.5).run(3)
    run.pull(0, {"budget": 4.0})
    assert run.run(1).lever(0, "budget") == 4.0
