"""Check that the suites of the project's own model measure what they say. Nothing here asserts a time."""

import pytest

from benchmarks.market import LARGEST, SIZES, from_nothing, market, span
from benchmarks.networks import make
from benchmarks.small_runs import many, plans, reviewing
from tenfold.agents.engine import Engine

pytestmark = pytest.mark.slow


def test_the_market_is_the_whole_model() -> None:
    plan = market(1000, 3, "five_to_ten")
    assert plan.customers.rule == "utility"
    assert plan.customers.word.on
    assert plan.customers.choice.reconsider == 1.0
    assert plan.network.kind == "small_world"
    assert len(plan.firms) == 3


def test_every_round_has_periods_enough_to_time() -> None:
    assert all(span(customers) >= 2 for customers in (*SIZES, LARGEST))


def test_a_market_from_nothing_says_what_it_took() -> None:
    answer = from_nothing(3000, 2, 2, "default")
    assert set(answer) == {"build", "run", "bytes"}
    assert answer["bytes"] >= 0


def test_small_markets_are_of_both_kinds_and_play() -> None:
    for name, plan in plans().items():
        engine = Engine(plan, 1).run()
        assert engine.now == 60
        assert engine.world.curve == (name == "response curve")


def test_many_markets_and_a_review_each_period_are_timed() -> None:
    assert all(many(plan, 2) > 0 for plan in plans().values())
    assert len(reviewing(1, periods=20).rounds) == 4


def test_a_network_is_made_anew_each_time() -> None:
    seeds = iter(range(2))
    taken = [make("scale_free", 2000, seeds) for _ in range(2)]
    assert all(each > 0 for _, each in taken)
    assert next(seeds, None) is None
