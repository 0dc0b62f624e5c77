"""The panel of weighing customers: a pilot solves for what it shall, and a cell is read off the right arms."""

import math
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from tenfold.agents.plan import Plan
from tenfold.experiments.five_to_ten import behaviour
from tenfold.experiments.five_to_ten.parameters import FiveToTen
from tenfold.experiments.splitting.markets import Cell
from tenfold.experiments.splitting.weighing import Pilot, bisect, near_best

OWN = FiveToTen(pilots=4, behaviour_size=300, behaviour_seeds=3, behaviour_step=0.1)
BASE = Plan().firms[0].contact_price


def test_halving_finds_where_a_rising_measure_meets_its_target() -> None:
    assert bisect(lambda x: x, 0.0, 10.0, 3.3, 1e-6) == pytest.approx(3.3, rel=1e-5)
    assert bisect(math.sqrt, 1e-3, 1e3, 2.0, 1e-5, log=True) == pytest.approx(4.0, rel=1e-4)


def test_halving_ends_when_it_is_near_enough_and_after_24_steps() -> None:
    tried: list[float] = []
    assert bisect(lambda x: tried.append(x) or x, 0.0, 16.0, 8.2, 0.05) == 8.0  # type: ignore[func-returns-value]
    assert tried == [8.0]
    tried.clear()
    bisect(lambda x: tried.append(x) or 1.0, 0.0, 1.0, 2.0, 0.1)  # type: ignore[func-returns-value]
    assert len(tried) == 24 and tried[-1] > 0.999
    tried.clear()
    bisect(lambda x: tried.append(x) or x, 0.01, 100.0, 50.0, 1e-9, log=True)  # type: ignore[func-returns-value]
    assert tried[:2] == pytest.approx([1.0, 10.0])  # halves of the logarithm


def pilot(monkeypatch: pytest.MonkeyPatch, most_ratio: float = math.inf) -> tuple[Pilot, list[Any]]:
    """Solve for a made-up market whose retention hangs on the contact price too, with luck that evens out.

    Without care retention is .8 + .01 (inertia - 1) + .005 ln(price / base), and B at a half is 2 price / base.
    """
    asked: list[Any] = []

    def play_all(_: Any, jobs: Any) -> list[Any]:
        asked.extend(jobs)
        found = []
        for plan, seed in jobs:
            firm, luck = plan.firms[0], (0.01, -0.01)[seed % 2]
            relative = firm.contact_price / BASE
            kept = 0.8 + 0.01 * (plan.customers.choice.inertia - 1) + 0.005 * math.log(relative)
            care = 0.1 * firm.retention_share
            ratio = min(2 * relative, most_ratio) * firm.retention_share / 0.5
            found.append(SimpleNamespace(retention=kept + care + luck, ratio_b=ratio + luck))
        return found

    monkeypatch.setattr(behaviour, "play_all", play_all)
    return behaviour.solve_pilot(Plan(), OWN, 10.0, 0.82), asked


def test_a_pilot_solves_for_retention_without_care_and_for_the_ratio_at_a_half(monkeypatch: pytest.MonkeyPatch) -> None:
    found, asked = pilot(monkeypatch)
    assert found.reached
    assert found.contact_price == pytest.approx(5 * BASE, rel=0.006)
    assert found.ratio == pytest.approx(10.0, rel=0.006)
    assert found.retention == pytest.approx(0.82, abs=0.005)
    assert found.inertia == pytest.approx(3 - 0.5 * math.log(5), abs=0.5)  # .005 of retention
    for plan, _ in asked:
        assert plan.market.size == 300 and len(plan.firms) == 1 and not plan.customers.word.on
        assert plan.firms[0].retention_share in (0.0, 0.5)


def test_a_ratio_that_no_price_gives_is_not_reached(monkeypatch: pytest.MonkeyPatch) -> None:
    found, _ = pilot(monkeypatch, most_ratio=6.0)
    assert not found.reached
    assert found.ratio == pytest.approx(6.0, abs=0.01)


def test_a_retention_that_no_inertia_gives_is_not_reached(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(behaviour, "STRONGEST", 1.5)
    found, _ = pilot(monkeypatch)
    assert not found.reached and found.retention < 0.815


def test_around_the_best_three_steps_to_both_sides_are_looked_at() -> None:
    shares = np.arange(11) / 10
    values = -((shares - 0.5) ** 2) + np.zeros((2, 1))
    near, kept = near_best(shares, values)
    assert near.tolist() == [0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8]
    assert kept.tolist() == values[:, 2:9].tolist()
    assert near_best(shares, -shares + np.zeros((2, 1)))[0].tolist() == [0.0, 0.1, 0.2, 0.3]
    assert near_best(shares, shares + np.zeros((2, 1)))[0].tolist() == [0.7, 0.8, 0.9, 1.0]
    one_seed = np.stack([values[0], values[0][::-1] * 0 + 9 * (shares == 0.9)])
    assert near_best(shares, one_seed)[0][-1] == 1.0  # the mean over seeds decides


def test_a_cell_is_played_over_all_shares_under_the_same_seeds(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []
    halves: list[Any] = []

    def play_all(_: Any, jobs: Any) -> list[Any]:
        asked.extend(jobs)
        shares = [(plan.firms[0].retention_share, seed) for plan, seed in jobs]
        return [SimpleNamespace(customers=seed - (s - 0.3) ** 2, profit=seed - (s - 0.7) ** 2) for s, seed in shares]

    monkeypatch.setattr(behaviour, "play_all", play_all)
    monkeypatch.setattr(behaviour, "twins", lambda plan, seeds: halves.append((plan, seeds)) or "half")
    cell = Cell("behaviour", 10.0, 0.8, 0.0, True, "fixed")
    found = behaviour.play_cell(Plan(), OWN, cell, Pilot(1.5, 0.8, 7.0, 10.0, True))
    expected = [(k / 10, seed) for k in range(11) for seed in range(3)]
    assert [(round(plan.firms[0].retention_share, 9), seed) for plan, seed in asked] == expected
    for plan, _ in asked:
        assert (plan.market.size, len(plan.firms), plan.customers.word.on) == (300, 2, True)
        assert (plan.customers.choice.inertia, plan.firms[0].contact_price) == (1.5, 7.0)
    assert found.best.place == pytest.approx(0.3, abs=1e-3)
    assert found.best_profit.place == pytest.approx(0.7, abs=1e-3)
    assert found.p_half < 1e-3
    assert (found.half, halves[0][0].firms[0].retention_share, halves[0][1]) == ("half", 0.5, 3)
    assert [o.customers for o in found.outcomes[3]] == pytest.approx([0, 1, 2])


def test_every_cell_of_a_pair_has_the_pilot_of_that_pair(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(behaviour, "solve_pilot", lambda plan, own, ratio, retention: (ratio, retention))
    monkeypatch.setattr(behaviour, "play_cell", lambda plan, own, cell, pilot: (cell, pilot))
    own = FiveToTen(behaviour_ratios=(5.0, 10.0), behaviour_retentions=(0.6, 0.8))
    told: list[float] = []
    found: Any = behaviour.play_panel(Plan(), own, told.append)
    assert len(found) == len({cell for cell, _ in found}) == 2 * 2 * 2 * 2
    assert all(pilot == (cell.ratio, cell.retention) for cell, pilot in found)
    assert {(cell.word_of_mouth, cell.rivals) for cell, _ in found} == {
        (False, "none"), (False, "fixed"), (True, "none"), (True, "fixed")
    }  # fmt: skip
    assert told == sorted(told) and told[-1] == 1.0
