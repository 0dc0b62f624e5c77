"""Every arm of a cell meets the same seeds, each once; what is added is fresh, and pilots have seeds of their own."""

from collections import defaultdict
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from tenfold.agents.firm.steady_state import best_share, settled_customers
from tenfold.agents.plan import Plan
from tenfold.experiments.five_to_ten import behaviour, closed_form
from tenfold.experiments.five_to_ten.parameters import FiveToTen
from tenfold.experiments.scenario import Scenario
from tenfold.experiments.splitting.markets import Cell, curves_of

CELL = Cell("response curve", 10.0, 0.6, 0.0, False, "none")
CURVES, BUDGET = curves_of(Plan(), 10.0, 0.6, 0.0), Plan().firms[0].budget
OWN = FiveToTen(step=0.25, size=100, periods=12, burn_in=1)
Asked = list[list[tuple[float, int]]]


def watch(monkeypatch: pytest.MonkeyPatch, noise: float) -> Asked:
    """Let a cell be played by the closed form plus luck that only seed and place decide; note what is asked."""
    asked: Asked = []

    def play_all(_: Any, jobs: Any) -> list[Any]:
        found = [(plan.firms[0].retention_share, seed) for plan, seed in jobs]
        asked.append(found)
        n = settled_customers(CURVES, BUDGET, [share for share, _ in found])
        assert [plan.firms[0].start_share for plan, _ in jobs] == pytest.approx(list(n))  # every arm starts at rest
        luck = [np.random.default_rng([seed, round(1000 * s)]).normal(0, noise) for s, seed in found]
        return [SimpleNamespace(customers=float(x + dx)) for x, dx in zip(n, luck, strict=True)]

    monkeypatch.setattr(closed_form, "play_all", play_all)
    return asked


def by_share(jobs: list[tuple[float, int]]) -> dict[float, list[int]]:
    seeds = defaultdict(list)
    for share, seed in jobs:
        seeds[share].append(seed)
    return seeds


def play(monkeypatch: pytest.MonkeyPatch, noise: float, seeds: int, **own: Any) -> tuple[Any, Asked]:
    asked = watch(monkeypatch, noise)
    return closed_form.play_cell(Plan(), OWN.model_copy(update=own), CELL, seeds), asked


def test_a_sure_cell_is_played_once_over_the_grid_and_once_around_its_best(monkeypatch: pytest.MonkeyPatch) -> None:
    found, (coarse, fine) = play(monkeypatch, 1e-6, 6)
    assert {s: own for s, own in by_share(coarse).items()} == {s: [0, 1, 2, 3] for s in (0.0, 0.25, 0.5, 0.75, 1.0)}
    window = by_share(fine)
    assert list(window) == pytest.approx(list(np.arange(35, 66) / 100))  # .15 to both sides of the coarse best
    assert all(own == [0, 1, 2, 3, 4, 5] for own in window.values())
    assert found.customers.shape == (6, 31) and len(found.outcomes[0]) == 4
    assert found.exact == pytest.approx(best_share(CURVES, BUDGET))
    assert found.best.place == pytest.approx(found.exact, abs=0.01)
    assert found.expected == pytest.approx(settled_customers(CURVES, BUDGET, found.window))
    assert found.customers.mean(axis=0) == pytest.approx(found.expected, abs=1e-5)


def test_few_seeds_are_enough_for_the_grid(monkeypatch: pytest.MonkeyPatch) -> None:
    _, (coarse, fine) = play(monkeypatch, 1e-6, 3)
    assert set(map(tuple, by_share(coarse).values())) == {(0, 1, 2)}
    assert set(map(tuple, by_share(fine).values())) == {(0, 1, 2)}


def test_an_unsure_cell_doubles_with_fresh_seeds_up_to_the_most(monkeypatch: pytest.MonkeyPatch) -> None:
    found, (_, first, *more) = play(monkeypatch, 0.3, 4, until=0.001, most_seeds=13)
    assert [next(iter(by_share(jobs).values())) for jobs in more] == [list(range(4, 8)), list(range(8, 13))]
    for jobs in more:
        assert list(by_share(jobs)) == list(by_share(first))
        assert len({tuple(own) for own in by_share(jobs).values()}) == 1
    assert len(found.customers) == 13
    for k, (share, own) in enumerate(by_share([job for jobs in (first, *more) for job in jobs]).items()):
        luck = [np.random.default_rng([seed, round(1000 * share)]).normal(0, 0.3) for seed in own]
        assert found.customers[:, k] - found.expected[k] == pytest.approx(luck)  # every seed once, in its own row


def test_doubling_ends_as_soon_as_the_best_is_sure(monkeypatch: pytest.MonkeyPatch) -> None:
    found, (_, _, *more) = play(monkeypatch, 0.004, 4, until=0.05, most_seeds=4096)
    counts = [4]
    for jobs in more:
        assert closed_form.peak(found.window, found.customers[: counts[-1]], closed_form.DEGREE).half > 0.05
        counts.append(counts[-1] + len(next(iter(by_share(jobs).values()))))
    assert counts == [4 * 2**k for k in range(len(counts))]
    assert 4 < counts[-1] < 4096 and found.best.half <= 0.05
    assert len(found.customers) == counts[-1]


def test_regret_is_what_the_simulated_best_loses_by_the_closed_form(monkeypatch: pytest.MonkeyPatch) -> None:
    found, _ = play(monkeypatch, 0.02, 4, until=1.0)
    used, most = settled_customers(CURVES, BUDGET, [found.best.place, best_share(CURVES, BUDGET)])
    assert found.regret == pytest.approx(1 - used / most, abs=1e-12)
    assert found.flat == closed_form.flat_range(CURVES, BUDGET)


def test_the_p_value_of_a_cell_is_that_of_a_half(monkeypatch: pytest.MonkeyPatch) -> None:
    found, _ = play(monkeypatch, 0.001, 8, until=1.0)
    assert found.best.high < 0.5  # at 5%, so that p is below that
    assert found.p_half < 0.05
    assert closed_form.p_value(found.window, found.customers, found.exact, closed_form.DEGREE) > 0.05


def test_pilots_are_apart_from_the_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: set[int] = set()

    def play_all(_: Any, jobs: Any) -> list[Any]:
        asked.update(seed for _, seed in jobs)
        return [SimpleNamespace(retention=0.8, ratio_b=10.0)] * len(jobs)

    monkeypatch.setattr(behaviour, "play_all", play_all)
    own = FiveToTen(pilots=5)
    assert behaviour.solve_pilot(Plan(), own, 10.0, 0.8).reached
    most = max(
        next(limit.le for limit in kind.model_fields[name].metadata if hasattr(limit, "le"))
        for kind, name in ((FiveToTen, "behaviour_seeds"), (FiveToTen, "most_seeds"), (Scenario, "seeds"))
    )
    assert len(asked) == 5 and min(asked) > most
