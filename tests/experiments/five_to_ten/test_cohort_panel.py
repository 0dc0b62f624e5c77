"""The planner's part: which markets it plays, under which seeds, and what it hands over."""

from typing import Any

import numpy as np
import pytest

from tenfold.agents.plan import Plan
from tenfold.experiments.cohorts.sbg import retention, survival
from tenfold.experiments.five_to_ten import cohort_panel
from tenfold.experiments.planner import runs
from tenfold.experiments.planner import split as split_module
from tenfold.experiments.planner.runs import as_foreseen, play_survival
from tenfold.experiments.planner.split import planned_split as split
from tenfold.experiments.scenario import compose
from tenfold.experiments.splitting.outcomes import Outcome
from tenfold.experiments.study import Part
from tenfold.sim.errors import InputError
from tenfold.sim.groups import varied
from tenfold.sim.statistics import Doubles

SMALL = ("market=from_cohort", "seeds=4")
BANDS = {"conversion": np.array([0.5, 1.0, 2.0] * 11), "max_saved": np.array([0.5] * 11 + [1.0] * 11 + [1.5] * 11)}


def part(*given: str) -> Part:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cohort_panel, "POINTS", 256)
        return cohort_panel.part(compose(None, [*SMALL, *given]), 400, 0.25, lambda share: None)


@pytest.fixture(scope="module")
def shipped() -> Part:
    return part("market.start_share=0.3", "customers.response.join_floor=0.02")


def test_shares_are_played_coarsely_and_closely_near_the_best_under_the_same_seeds(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[tuple[Plan, int]] = []

    def play(job: tuple[Plan, int]) -> Outcome:
        asked.append(job)
        plan, seed = job
        return Outcome(*(0.01 * seed - (plan.firms[0].retention_share - 0.2) ** 2 for _ in Outcome._fields))

    monkeypatch.setattr(runs, "play", play)
    plan = compose(None, ["market=from_cohort", "market.budget=15", "market.start_share=0.3"]).plan()
    found = split(plan, BANDS, 0.25, 3)
    assert found.best == pytest.approx(0.3, abs=0.1) and found.pays
    near = np.arange(round(100 * found.best) - 15, round(100 * found.best) + 16)
    assert (np.round(100 * found.shares) == sorted({0, 25, 50, 75, 100, *near})).all()
    seeds: dict[float, list[int]] = {}
    for one, seed in asked:
        seeds.setdefault(one.firms[0].retention_share, []).append(seed)
    assert all(sorted(own) == [0, 1, 2] for own in seeds.values()) and len(seeds) == found.shares.size
    assert found.profit == pytest.approx(0.01 * np.arange(3) - (found.shares[:, None] - 0.2) ** 2)
    assert found.simulated == pytest.approx((0.2, 0.2, 0.2), abs=6e-3)
    assert not found.agrees
    assert found.drawn.values.size == (found.gains.values > 0).sum()


def test_where_no_share_pays_none_is_looked_for_and_doing_nothing_is_no_share() -> None:
    """At s = 1 from an empty market nothing is ever spent: that is no split that earns 0, but left out."""
    plan = compose(None, ["market=from_cohort", "market.price=61", "market.size=300"]).plan()
    found = split(plan, BANDS, 0.25, 2)
    assert not found.pays and found.gain < -1.0
    assert np.isnan(found.simulated).all() and found.drawn.values.size == 0
    assert found.shares == pytest.approx([0.0, 0.25, 0.5, 0.75])
    assert found.left_out == pytest.approx([1.0])
    assert found.asked is found.gains


def test_the_gain_over_the_unknown_is_money_of_the_market_as_counted() -> None:
    plan = compose(None, ["market=from_cohort", "market.size=300"]).plan()
    double = {"market_size": np.full(40, 2.0)}
    per_head = split_module.foresee(plan, split_module.FINE, {"market_size": 2.0}).best(split_module.FINE)[1][0]
    assert split(plan, double, 0.5, 2).gains.values == pytest.approx(np.full(40, 2 * per_head))


def test_simulated_profit_is_as_foreseen_for_either_reading() -> None:
    plan = compose(None, ["market=from_cohort", "market.start_share=0.3", "market.size=2000"]).plan()
    for anew in (True, False):
        found = split(varied(plan, {"customers.response.anew": anew}), {"budget": np.ones(1)}, 0.1, 16)
        assert found.agrees is True
        assert found.simulated.low - 0.01 <= found.best <= found.simulated.high + 0.01
        assert found.profit.mean(axis=1)[:-1] == pytest.approx(
            np.interp(found.shares, split_module.FINE, found.foreseen.profit[0])[:-1], rel=0.02, abs=0.5
        )


def test_agreement_is_lost_where_one_share_of_many_is_off() -> None:
    values: Doubles = np.random.default_rng(2).normal(size=(20, 16))
    assert as_foreseen(values, np.zeros(20)) is True
    values[7] += 3.0
    assert as_foreseen(values, np.zeros(20)) is False
    assert as_foreseen(values[:, :1], np.zeros(20)) is None


def test_the_page_is_a_range_first_then_tables_for_both_readings(shipped: Part) -> None:
    (page,) = shipped.sections
    first, second, third = shipped.numbers["cohort"]["answer"]
    assert first.startswith("Giving retention ") and "within 5% of your best profit" in first
    assert "in nine of ten cases" in second and third.startswith("What moves it most is ")
    assert "30 years, discounted by 10% a year" in page.text[0] and "2% of all others join unasked" in page.text[1]
    assert [p.name for p in page.pictures] == ["planner", "cohort_survival"]
    answers, bands = page.grids
    assert len(answers.columns) == 3 and {row[0] for row in bands.rows} == {w for w, _ in cohort_panel.BANDS.values()}
    assert set(shipped.numbers["cohort"]) == {"answer", "fit", *cohort_panel.READINGS}
    assert shipped.null_arm is True


def test_rows_say_who_joins_unasked_and_which_reading(shipped: Part) -> None:
    rows = shipped.rows
    assert rows is not None
    assert set(rows.columns) == set(shipped.units)
    assert set(rows["organic_joins"]) == {0.02} and set(rows["theta"]) == set(cohort_panel.READINGS)
    profit = rows[(rows["outcome"] == "profit") & (rows["retention_share"] == 0.5)]
    assert profit.groupby("theta", observed=True).size().tolist() == [4, 4]


def numbers(found: Part) -> Any:
    return {name: found.numbers["cohort"][name] for name in cohort_panel.READINGS}


@pytest.mark.parametrize("given", ["customers.response.anew=false", "firms.0.policy=adaptive", "threads=1"])
def test_whatever_is_configured_both_readings_are_shown_and_shares_are_swept(shipped: Part, given: str) -> None:
    other = part("market.start_share=0.3", "customers.response.join_floor=0.02", given)
    assert numbers(other) == numbers(shipped)
    assert other.rows is not None and shipped.rows is not None and other.rows.equals(shipped.rows)


def test_what_the_expected_path_does_not_know_is_refused_before_anything_is_played(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(runs, "play", lambda job: pytest.fail("played"))
    with pytest.raises(InputError, match="knows no discounts"):
        part("firms.0.loyal_discount=0.1")


def test_a_planners_budget_is_per_head_of_the_market() -> None:
    with pytest.raises(InputError, match=r"firms\.0\.basis.*nothing here"):
        compose(None, ["market=from_cohort", "firms.0.basis=head"])


def test_bands_are_in_order() -> None:
    with pytest.raises(InputError, match=r"market\.budget_band = \[2\.0, 1\.0\]: allowed: a lower and a higher"):
        compose(None, ["market=from_cohort", "market.budget_band=[2,1]"])
    with pytest.raises(InputError, match=r"market\.conversion_band"):
        compose(None, ["market=from_cohort", "market.conversion_band=[0,1]"])


def test_a_cohort_is_left_alone_from_the_first_period_on() -> None:
    """All belong to it, nothing is spent, and who comes back does not count."""
    given = ["market=from_cohort", "market.size=3000", "market.budget=50", "customers.response.join_floor=0.2"]
    response = (plan := compose(None, given).plan()).customers.response
    left = play_survival((plan, 3, 6))
    assert left == pytest.approx(survival(response.alpha, response.beta, np.arange(7)), abs=0.04)
    assert left[0] == 1.0 and (np.diff(left) < 0).all()


def test_the_cohort_leaves_as_the_real_one_did() -> None:
    scenario = compose(None, ["market=from_cohort", "market.size=5000"])
    cohort, fit = scenario.market.read(), scenario.market.fit()  # type: ignore[attr-defined]
    left = np.mean([play_survival((scenario.plan(), seed, 12)) for seed in range(8)], axis=0)
    t = np.arange(13)
    assert left == pytest.approx(survival(fit.alpha, fit.beta, t), abs=0.012)
    assert left == pytest.approx(cohort.surviving, abs=0.015)
    kept = left[1:] / left[:-1]
    assert kept == pytest.approx(retention(fit.alpha, fit.beta, t[1:]), abs=0.03)
    assert kept[-1] > kept[0] + 0.25  # heterogeneity alone makes retention rise
