"""Ratios C and D from twin runs: the same luck for all twins, one spending changed, and the quotient worked out."""

import math
from typing import Any

import numpy as np
import pytest

from tenfold.agents.engine import Engine
from tenfold.agents.firm.parameters import FirmPlan
from tenfold.agents.plan import MarketPlan, Plan
from tenfold.experiments.splitting import twins as module
from tenfold.experiments.splitting.markets import curves_of, response_plan
from tenfold.experiments.splitting.twins import TWINS, cost_ratio, play_twin, twins
from tenfold.sim.runner import play_all

SEEDS = 4
PLAN = Plan(market=MarketPlan(size=400, periods=8, burn_in=3), firms=(FirmPlan(start_share=0.5),))
ARM = response_plan(PLAN, curves_of(PLAN, 5.0, 0.8, 0.0), 0.4, 0.5, 2.0)

# What a made-up market answers to factors on (acquisition, retention): customer-periods, and money on each. By seed
# 0 .. 3 the gain of acquisition is 40, 44, 36, 40 per unit of its factor, that of retention 100, 90, 110, 100.
GAIN_A, GAIN_R, LUCK = (40.0, 44.0, 36.0, 40.0), (100.0, 90.0, 110.0, 100.0), (7.0, -300.0, 55.0, 910.0)


def answer(job: tuple[Plan, int, tuple[float, float]]) -> np.ndarray[Any, Any]:
    _, seed, (acquire, retain) = job
    return np.array([1000 + LUCK[seed] + GAIN_A[seed] * acquire + GAIN_R[seed] * retain, 80 * acquire, 120 * retain])


def test_the_factors_take_each_away_and_move_each_by_five_per_cent() -> None:
    assert list(TWINS.values()) == [(1, 1), (0, 1), (1, 0), (1.05, 1), (0.95, 1), (1, 1.05), (1, 0.95)]


def test_cost_of_winning_over_cost_of_keeping(monkeypatch: pytest.MonkeyPatch) -> None:
    """C: 80 of money win 40 customer-periods, 2 each; 120 keep 100, 1.2 each. D: the same, for the answer is a line."""
    monkeypatch.setattr(module, "play_twin", answer)
    found = twins(PLAN, SEEDS)
    assert found.incremental.mean == pytest.approx((80 / 40) / (120 / 100))
    assert found.marginal.mean == pytest.approx((80 / 40) / (120 / 100))
    assert found.null_arm
    for ratio in (found.incremental, found.marginal):  # the luck of a seed, common to its twins, has gone
        assert 1.0 < ratio.low < ratio.mean < ratio.high < 2.5


def test_where_the_answer_bends_the_marginal_ratio_is_the_slope(monkeypatch: pytest.MonkeyPatch) -> None:
    """100 sqrt(A) + 60 R^2: taking all away loses 100 and 60; the slopes at 1 are 50 and 120."""

    def bent(job: tuple[Plan, int, tuple[float, float]]) -> np.ndarray[Any, Any]:
        _, seed, (acquire, retain) = job
        return np.array([seed + 100 * math.sqrt(acquire) + 60 * retain**2, 80 * acquire, 120 * retain])

    monkeypatch.setattr(module, "play_twin", bent)
    found = twins(PLAN, SEEDS)
    assert found.incremental.mean == pytest.approx((80 / 100) / (120 / 60))
    assert found.marginal.mean == pytest.approx((80 / 50) / (120 / 120), rel=1e-3)


def test_all_twins_are_played_under_the_same_seeds(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[Plan, int, tuple[float, float]]] = []

    def noted(play: Any, jobs: Any) -> Any:
        asked.extend(jobs)
        return play_all(answer, jobs)

    monkeypatch.setattr(module, "play_all", noted)
    twins(PLAN, SEEDS)
    seeds: dict[tuple[float, float], list[int]] = {}
    for plan, seed, factors in asked:
        assert plan is PLAN
        seeds.setdefault(factors, []).append(seed)
    assert set(seeds) == set(TWINS.values())
    assert seeds.pop((1.0, 1.0)) == [0, 1, 2, 3] * 2  # the base and the null arm
    assert all(own == [0, 1, 2, 3] for own in seeds.values())


def test_a_null_arm_that_differs_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    played = 0

    def fickle(job: Any) -> np.ndarray[Any, Any]:
        nonlocal played
        played += 1
        return answer(job) + (1e-9 if played > len(TWINS) * SEEDS else 0.0)

    monkeypatch.setattr(module, "play_twin", fickle)
    monkeypatch.setattr(module, "play_all", lambda play, jobs: [play(job) for job in jobs])
    assert not twins(PLAN, SEEDS).null_arm


def test_a_ratio_needs_both_spendings() -> None:
    some, nothing = np.array([3.0, 4.0]), np.zeros(2)
    assert np.isnan(list(cost_ratio(nothing, some, some, some))).all()
    assert np.isnan(list(cost_ratio(some, some, nothing, some))).all()


@pytest.mark.parametrize(("acquire", "retain"), [(1.0, 1.0), (0.0, 1.0), (1.0, 0.0), (1.05, 1.0), (1.0, 0.95)])
def test_a_twin_is_alike_until_burn_in_ends_and_then_spends_what_it_shall(acquire: float, retain: float) -> None:
    """2 money a head, 40% on keeping: 1.2 and .8 of 400 heads in each of 5 periods after burn-in."""
    ended, won, kept = play_twin((ARM, 9, (acquire, retain)))
    assert won == pytest.approx(5 * 400 * 1.2 * acquire, abs=0.03)
    assert kept == pytest.approx(5 * 400 * 0.8 * retain, abs=0.03)
    engine = Engine(ARM, 9).run(3)
    engine.pull(0, {"budget": 1.2 * acquire + 0.8 * retain,
                    "retention_share": 0.8 * retain / (1.2 * acquire + 0.8 * retain)})  # fmt: skip
    record = engine.run().record
    assert ended == record.ended[3:, 0].sum() > 0
    if acquire == retain == 1.0:
        assert ended == Engine(ARM, 9).run().record.ended[3:, 0].sum()


def test_without_both_nothing_is_spent() -> None:
    ended, won, kept = play_twin((ARM, 9, (0.0, 0.0)))
    assert won == kept == 0.0 < ended
