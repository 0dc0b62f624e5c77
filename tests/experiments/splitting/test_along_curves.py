"""A cell along curves: every arm meets the same seeds, each once; what is added is fresh; what is found is so."""

from collections import defaultdict
from itertools import product
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from tenfold.agents.firm.steady_state import best_share, flat_range, settled_customers
from tenfold.agents.plan import Plan
from tenfold.experiments.five_to_ten.parameters import FiveToTen
from tenfold.experiments.splitting import along_curves
from tenfold.experiments.splitting.along_curves import APART, CellResult, around, play_cell
from tenfold.experiments.splitting.markets import Cell, curves_of

pytestmark = pytest.mark.slow

CELL, NUMBER = Cell(10.0, 0.6, 2.0), 7
CURVES = curves_of(Plan(), 10.0, 0.6, 0.0)
OWN = FiveToTen(step=0.1, size=100, periods=12, burn_in=1)
Asked = list[dict[float, list[int]]]


def watch(monkeypatch: pytest.MonkeyPatch, noise: float, unspent: float = 2.0) -> Asked:
    """Let a cell be played by the closed form plus luck that seed and place decide; note the seeds of every share."""
    asked: Asked = []

    def play_all(_: Any, jobs: Any) -> list[Any]:
        found = [(plan.firms[0].retention_share, seed - APART * NUMBER) for plan, seed in jobs]
        seeds = defaultdict(list)
        for share, seed in found:
            seeds[share].append(seed)
        asked.append(dict(seeds))
        n = settled_customers(CURVES, 2.0, [share for share, _ in found])
        assert [plan.firms[0].start_share for plan, _ in jobs] == pytest.approx(list(n))  # every arm starts at rest
        luck = [np.random.default_rng([seed, round(1e5 * s)]).normal(0, noise) for s, seed in found]
        return [SimpleNamespace(customers=float(x + dx), profit=float(20 * (x + dx) - 2), unspent=float(s > unspent))
                for x, dx, (s, _) in zip(n, luck, found, strict=True)]  # fmt: skip

    monkeypatch.setattr(along_curves, "play_all", play_all)
    return asked


def play(monkeypatch: pytest.MonkeyPatch, noise: float, seeds: int, **own: Any) -> tuple[CellResult, Asked]:
    asked = watch(monkeypatch, noise)
    return play_cell(Plan(), OWN.model_copy(update=own), CELL, NUMBER, seeds), asked


def test_a_sure_cell_is_played_over_the_grid_and_around_its_best(monkeypatch: pytest.MonkeyPatch) -> None:
    found, (coarse, fine, *_) = play(monkeypatch, 1e-3, 6)
    assert list(coarse) == pytest.approx(list(np.arange(11) / 10))
    assert all(own == [0, 1, 2, 3] for own in coarse.values())
    assert list(fine) == pytest.approx(list(np.arange(40, 61) / 100), abs=0.11)  # .1 to both sides of the coarse best
    assert all(own == [0, 1, 2, 3, 4, 5] for own in fine.values())
    assert found.exact == pytest.approx(best_share(CURVES, 2.0))
    assert found.best.found.place == pytest.approx(found.exact, abs=0.02) and found.inside
    assert found.expected == pytest.approx(settled_customers(CURVES, 2.0, found.window))


def test_an_unsure_cell_doubles_with_fresh_seeds_up_to_the_most(monkeypatch: pytest.MonkeyPatch) -> None:
    found, (_, first, *more) = play(monkeypatch, 0.3, 4, until=0.001, most_seeds=13)
    assert [next(iter(own.values())) for own in more] == [list(range(4, 8)), list(range(8, 13))]
    assert all(list(own) == list(first) for own in more)
    assert len(found.profit) == 13
    for k, share in enumerate(first):
        luck = [np.random.default_rng([seed, round(1e5 * share)]).normal(0, 0.3) for seed in range(13)]
        assert found.customers[:, k] - found.expected[k] == pytest.approx(luck)  # every seed once, in its own row


def test_where_a_cubic_does_not_fit_one_looks_closer(monkeypatch: pytest.MonkeyPatch) -> None:
    found, (_, *looks) = play(monkeypatch, 1e-7, 4)
    widths = [max(own) - min(own) for own in looks]
    assert widths[0] == pytest.approx(0.2) and widths == sorted(widths, reverse=True) and widths[-1] < 0.11
    assert found.best.found.place == pytest.approx(found.exact, abs=1e-3)


def test_arms_that_leave_money_unspent_are_not_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    watch(monkeypatch, 1e-4, unspent=0.3)
    found = play_cell(Plan(), OWN, CELL, NUMBER, 4)
    assert found.exact > 0.4 > 0.3 >= found.best.found.place


def test_regret_flat_range_and_the_other_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    found, _ = play(monkeypatch, 0.02, 4, until=1.0)
    used, most = settled_customers(CURVES, 2.0, [found.best.found.place, best_share(CURVES, 2.0)])
    assert found.regret == pytest.approx(1 - used / most, abs=1e-12)
    assert found.flat == flat_range(CURVES, 2.0, margin=20.0) and found.pays
    assert found.one_more == pytest.approx(10.0 * 0.35 / 1.55)  # of .95 - .6 that care saves instead of .95 + .6


@pytest.mark.parametrize(("budget", "pays"), [(2.0, True), (14.0, False)])
def test_a_cell_pays_if_it_earns_more_than_those_who_come_unasked(
    monkeypatch: pytest.MonkeyPatch, budget: float, pays: bool
) -> None:
    """Of organic joins and base retention alone .05 / (.05 + 1 - .8) = .2 of the market are customers."""
    monkeypatch.setattr(along_curves, "play_all", lambda _, jobs: [
        SimpleNamespace(customers=0.5, profit=1.0 + 1e-6 * seed, unspent=0.0) for _, seed in jobs])  # fmt: skip
    curves = curves_of(Plan(), 10.0, 0.8, 0.05)
    most = float(settled_customers(curves, budget, best_share(curves, budget)))
    assert 20.0 * most > budget and (20.0 * (most - 0.2) > budget) == pays  # of either the best earns more than 0
    assert play_cell(Plan(), OWN, Cell(10.0, 0.8, budget, floor=0.05), NUMBER, 4).pays == pays


def test_agreement_can_fail(monkeypatch: pytest.MonkeyPatch) -> None:
    found, _ = play(monkeypatch, 0.002, 16)
    assert found.agrees
    assert not found._replace(customers=found.customers + 0.01).agrees
    assert not found._replace(regret=0.006).agrees
    wide = found.best._replace(found=found.best.found._replace(low=0.2, high=0.6))
    assert not found._replace(best=wide).agrees


@pytest.mark.parametrize("middle", [0.0, 0.03, 0.5, 1.0])
@pytest.mark.parametrize("half", [0.1, 0.0125])
def test_the_fine_grid_stays_within_0_and_1_and_has_enough_places(middle: float, half: float) -> None:
    places = around(middle, half)
    assert places.min() >= 0.0 and places.max() <= 1.0 and places.size >= 10
    assert np.diff(places) == pytest.approx(np.full(places.size - 1, half / 10), abs=1e-5)
    assert places.min() - half / 10 <= middle <= places.max() + half / 10


@pytest.mark.slow
def test_simulation_agrees_with_the_closed_form_and_covers_it() -> None:
    """24 cells under pinned seeds, each with 95% bands and a 95% interval: of either a few may fail."""
    ratios, own = (1.0, 5.0, 10.0, 20.0), FiveToTen()
    arms = product((0.0, 0.02), (0.6, 0.8, 0.9), ratios)
    cells = [Cell(ratio, base, 2.0, False, floor) for floor, base, ratio in arms]
    found = [play_cell(Plan(), own, cell, k, 16) for k, cell in enumerate(cells)]
    assert sum(r.agrees for r in found) >= 22, [r.cell.label for r in found if not r.agrees]
    assert all(r.regret <= 0.005 and r.best.found.half <= 0.05 for r in found)
    assert sum(r.inside for r in found) >= 21, [r.cell.label for r in found if not r.inside]
    assert all(r.best.found.low < r.best.found.high for r in found)
