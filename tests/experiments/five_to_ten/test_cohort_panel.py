"""The planner's panel: which markets it plays, under which seeds, and where it puts what comes out."""

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from tenfold.agents.plan import Plan
from tenfold.experiments.five_to_ten import cohort_panel
from tenfold.experiments.five_to_ten.cohort_panel import BAND, at, play_survival
from tenfold.experiments.five_to_ten.parameters import FiveToTen
from tenfold.experiments.scenario import compose
from tenfold.sim.errors import InputError

SCENARIO = compose("five_to_ten", ["market=from_cohort", "market.start_share=0.4"])
PLAN = SCENARIO.plan()
TOP = {"profit": 0.33, "customers": 0.62}  # made up: where each is highest
Job = tuple[Plan, int]


def made_up(job: Job) -> Any:
    """Answer with two parabolas, and luck of the seed that is the same in every arm."""
    plan, seed = job
    share, luck = plan.firms[0].retention_share, 10.0 * seed
    personal = 0.1 if not plan.customers.response.anew else 0.0
    return SimpleNamespace(**{name: luck - (share - top - personal) ** 2 for name, top in TOP.items()})


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[Job]:
    jobs_asked: list[Job] = []

    def play_all(play: Any, jobs: list[Any]) -> list[Any]:
        if play is play_survival:
            return [np.linspace(1, 0.5 + 0.01 * seed, periods + 1) for _, seed, periods in jobs]
        jobs_asked.extend(jobs)
        return [made_up(job) for job in jobs]

    monkeypatch.setattr(cohort_panel, "play_all", play_all)
    return jobs_asked


def test_the_grid_and_then_the_neighbourhood_of_its_best_are_played_under_the_same_seeds(asked: list[Job]) -> None:
    found = cohort_panel.read(PLAN, 3, cohort_panel.grid(0.25))
    assert [len(row) for row in found.outcomes] == [3] * 5
    for share, row in zip(found.shares, found.outcomes, strict=True):
        assert [o.profit for o in row] == pytest.approx([10 * k - (share - 0.33) ** 2 for k in range(3)])
    assert found.best == pytest.approx((0.33, 0.33, 0.33), abs=2e-3)
    assert found.best_customers == pytest.approx((0.62, 0.62, 0.62), abs=2e-3)
    seeds: dict[float, list[int]] = {}
    for plan, seed in asked[15 : 15 + 3 * 31]:  # around the coarse best of profit, .25
        seeds.setdefault(plan.firms[0].retention_share, []).append(seed)
    assert sorted(seeds) == pytest.approx(list(np.arange(10, 41) / 100))
    assert all(own == [0, 1, 2] for own in seeds.values())


def test_near_an_end_the_neighbourhood_is_cut(asked: list[Job]) -> None:
    rows: Any = [[SimpleNamespace(profit=-float(k))] for k in range(5)]
    assert cohort_panel.best_of(PLAN, 2, rows, "profit").high <= 0.15
    assert {round(plan.firms[0].retention_share, 2) for plan, _ in asked} == {k / 100 for k in range(16)}


def panel(monkeypatch: pytest.MonkeyPatch, *overrides: str) -> tuple[Any, list[tuple[Plan, int]], list[float]]:
    halves: list[tuple[Plan, int]] = []
    monkeypatch.setattr(cohort_panel, "twins", lambda plan, seeds: halves.append((plan, seeds)) or "half")
    scenario = compose("five_to_ten", ["market=from_cohort", "market.start_share=0.4", *overrides])
    told: list[float] = []
    own = FiveToTen(size=700, step=0.25)
    market: Any = scenario.market
    return cohort_panel.play_panel(scenario.plan(), own, market, 3, told.append), halves, told


def test_each_part_is_what_its_name_says(monkeypatch: pytest.MonkeyPatch, asked: list[Job]) -> None:
    found, halves, told = panel(monkeypatch, "firms.0.retention_share=0.3")
    assert found.survival.shape == (3, 13) and found.survival[2, -1] == pytest.approx(0.52)
    assert found.per_spell.best.place == pytest.approx(0.33, abs=2e-3)
    assert found.per_person.best.place == pytest.approx(0.43, abs=2e-3)
    assert (found.half, found.fit_periods, found.fit.alpha) == ("half", 7, pytest.approx(0.704, abs=1e-3))
    assert {plan.market.size for plan, _ in asked} == {700}
    ((half, seeds),) = halves
    assert (half.firms[0].retention_share, half.market.size, seeds) == (0.5, 700, 3)
    expected = cohort_panel.foreseen_profit(cohort_panel.with_theta(PLAN, True), found.per_spell.shares, {})
    assert found.expected == pytest.approx(expected)
    assert told == sorted(told) and told[-1] == 1.0


def test_the_band_has_every_combination_and_the_best_share_of_each(
    monkeypatch: pytest.MonkeyPatch, asked: list[Job]
) -> None:
    found, _, _ = panel(monkeypatch)
    assert len({tuple(corner.factors.items()) for corner in found.band}) == 3**3
    assert all(set(corner.factors) == set(BAND) for corner in found.band)
    fine = np.arange(101) / 100
    for corner in found.band[::5]:
        profit = cohort_panel.foreseen_profit(PLAN, fine, corner.factors)
        assert corner.best == fine[np.argmax(profit)]
    best = {tuple(corner.factors.values()): corner.best for corner in found.band}
    assert best[1.0, 0.5, 1.0] < best[1.0, 1.5, 1.0]  # the more care can save, the more it deserves


@pytest.mark.parametrize("given", ["customers.response.anew=false", "firms.0.policy=adaptive"])
def test_whatever_is_configured_the_answer_is_per_spell_and_under_the_share_said(
    monkeypatch: pytest.MonkeyPatch, asked: list[Job], given: str
) -> None:
    plain, _, _ = panel(monkeypatch)
    asked.clear()
    found, halves, _ = panel(monkeypatch, given)
    assert found.band == plain.band
    assert found.per_spell.best == plain.per_spell.best and found.per_person.best == plain.per_person.best
    assert {plan.firms[0].policy for plan, _ in [*asked, *halves]} == {"fixed"}
    assert halves[0][0].customers.response.anew


def test_a_planners_budget_is_per_head_of_the_market() -> None:
    with pytest.raises(InputError, match=r"firms\.0\.basis.*nothing here"):
        compose("five_to_ten", ["market=from_cohort", "firms.0.basis=head"])


def test_a_cohort_is_left_alone_from_the_first_period_on() -> None:
    """All belong to it, nothing is spent, and who comes back does not count."""
    plan = at(compose("five_to_ten", ["market=from_cohort", "market.size=3000"]).plan(), budget=50.0)
    organic = plan.customers.response.model_copy(update={"join_floor": 0.2})
    plan = plan.model_copy(update={"customers": plan.customers.model_copy(update={"response": organic})})
    left = play_survival((plan, 3, 6))
    response = plan.customers.response
    expected = [1.0]
    for t in range(6):  # the share of those left who stay a further period (Fader & Hardie 2007)
        expected.append(expected[-1] * (response.beta + t) / (response.alpha + response.beta + t))
    assert left.shape == (7,) and left[0] == 1.0
    assert left == pytest.approx(expected, abs=0.04)
    assert (np.diff(left) < 0).all()
