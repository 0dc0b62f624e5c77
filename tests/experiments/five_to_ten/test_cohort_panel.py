"""The planner's part: which markets it plays, under which seeds, and what it hands over."""

import math
from typing import Any

import numpy as np
import pytest

from tenfold.agents.plan import Plan
from tenfold.experiments.cohorts.sbg import retention, survival
from tenfold.experiments.five_to_ten import cohort_panel
from tenfold.experiments.planner import runs
from tenfold.experiments.planner import split as split_module
from tenfold.experiments.planner.bands import BANDS as BANDS_OF
from tenfold.experiments.planner.draws import UNKNOWN, Draws, draws
from tenfold.experiments.planner.foreseen import foresee
from tenfold.experiments.planner.runs import as_foreseen, play_survival
from tenfold.experiments.planner.split import FINE
from tenfold.experiments.planner.split import planned_split as split
from tenfold.experiments.planner.unknowns import drawn
from tenfold.experiments.scenario import compose
from tenfold.experiments.splitting.outcomes import Outcome
from tenfold.experiments.study import Part
from tenfold.sim.errors import InputError
from tenfold.sim.groups import varied
from tenfold.sim.statistics import Doubles

SMALL = ("market=from_cohort", "seeds=4")
FIT = [0.704, 1.182]  # alpha and beta of the shipped cohort


def some(**factors: Doubles) -> Draws:
    """Draw 64 markets by given factors, customers leaving as in the shipped cohort."""
    return Draws(factors, np.tile(FIT, (2, 1)))


BANDS = some(conversion=np.tile([0.5, 1.0, 2.0, 1.5], 16), max_saved=np.repeat([0.5, 1.0, 1.5, 1.2], 16))


def part(*given: str) -> Part:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cohort_panel, "POINTS", 256)
        return cohort_panel.part(compose(None, [*SMALL, *given]), 400, lambda share: None)[0]


@pytest.fixture(scope="module")
def shipped() -> Part:
    return part("market.start_share=0.3", "customers.response.join_floor=0.02")


def test_the_ends_the_middle_the_best_and_its_flat_range_are_played_under_the_same_seeds(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[tuple[Plan, int]] = []

    def play(job: tuple[Plan, int]) -> Outcome:
        asked.append(job)
        plan, seed = job
        return Outcome(*(0.01 * seed - (plan.firms[0].retention_share - 0.2) ** 2 for _ in Outcome._fields))

    monkeypatch.setattr(runs, "play", play)
    plan = compose(None, ["market=from_cohort", "market.budget=15", "market.start_share=0.3"]).plan()
    found = split(plan, BANDS, 3)
    assert found.best == pytest.approx(0.3, abs=0.1) and found.pays
    low, high = found.flat
    assert 0.0 < low < found.best < high < 0.5
    assert found.shares == pytest.approx([0.0, low, found.best, high, 0.5, 1.0])
    seeds: dict[float, list[int]] = {}
    for one, seed in asked:
        seeds.setdefault(one.firms[0].retention_share, []).append(seed)
    assert all(sorted(own) == [0, 1, 2] for own in seeds.values()) and len(seeds) == found.shares.size
    assert found.profit == pytest.approx(0.01 * np.arange(3) - (found.shares[:, None] - 0.2) ** 2)
    middle, half = found.simulated
    assert middle == pytest.approx(0.01 - (found.shares - 0.2) ** 2)
    assert half == pytest.approx(np.full(6, 4.302653 * 0.01 / 3**0.5))  # t of 2 degrees of freedom
    assert found.agrees is False
    assert found.drawn.values.size == (found.gains.values > 0).sum()


@pytest.mark.parametrize("anew", [True, False])
def test_the_best_of_every_drawn_market_is_that_of_a_hundred_and_one_shares(anew: bool) -> None:
    plan = compose(None, ["market=from_cohort", "market.budget=12", "market.start_share=0.4"]).plan()
    plan = varied(plan, {"customers.response.anew": anew})
    wide = dict.fromkeys(BANDS_OF, (0.4, 2.5))
    many = Draws(drawn(wide, 256), np.array([[0.7, 1.2], [3.0, 9.0]] * 4))
    whole = foresee(plan, FINE, many)
    exact, most = whole.best(FINE)
    _, places, gains = split_module.best_of_each(plan, many, 0)
    there = np.isfinite(exact)
    assert (np.isfinite(places) == there).all() and there.mean() > 0.9
    assert gains[there] == pytest.approx(most[there], rel=1e-4, abs=1e-4)
    assert np.ptp(exact[there]) > 0.5  # some split nearly all for one, some for the other
    assert np.mean(np.abs(places - exact)[there] < 0.011) > 0.98


def test_where_no_share_pays_none_is_looked_for_and_doing_nothing_is_no_share() -> None:
    """At s = 1 from an empty market nothing is ever spent: that is no split that earns 0, but left out."""
    plan = compose(None, ["market=from_cohort", "market.price=61", "market.size=300"]).plan()
    found = split(plan, BANDS, 2)
    assert not found.pays and found.gain < -1.0
    assert found.drawn.values.size == 0 and math.isnan(found.on_average)
    assert found.shares == pytest.approx([0.0, 0.5])
    assert found.left_out == pytest.approx([1.0])
    assert found.asked is found.gains
    assert found.everything.mean == 0.0  # to spend nothing is best whatever one learns


def test_who_knows_chooses_better_and_by_no_more_than_who_knows_everything() -> None:
    """Of a business on the edge, what a contact converts says whether to spend at all."""
    plan = compose(None, ["market=from_cohort", "market.price=78", "market.size=300"]).plan()
    many = draws(compose(None, ["market=from_cohort"]).market, 1024)  # type: ignore[arg-type]
    found = split(plan, many, 2)
    assert 0.1 < found.drawn.share < 0.9
    assert list(found.worth) == sorted(found.worth, key=lambda name: -found.worth[name].sure)
    most = next(iter(found.worth.values()))
    assert 0.0 < most.sure < found.everything.mean + 3 * found.everything.error
    assert found.worth["leaving"].mean == 0.0  # percentages carry no uncertainty
    assert found.worth["conversion"].sure > 0.0


def test_the_gain_over_the_unknown_is_money_of_the_market_as_counted() -> None:
    plan = compose(None, ["market=from_cohort", "market.size=300"]).plan()
    double = some(market_size=np.full(64, 2.0))
    per_head = split_module.foresee(plan, split_module.FINE, {"market_size": 2.0}).best(split_module.FINE)[1][0]
    assert split(plan, double, 2).gains.values == pytest.approx(np.full(64, 2 * per_head), rel=1e-3)


def test_simulated_profit_is_as_foreseen_for_either_reading() -> None:
    plan = compose(None, ["market=from_cohort", "market.start_share=0.3", "market.size=2000"]).plan()
    for anew in (True, False):
        found = split(varied(plan, {"customers.response.anew": anew}), some(budget=np.ones(64)), 16)
        assert found.agrees is True
        assert found.profit.mean(axis=1)[:-1] == pytest.approx(found.expected[:-1], rel=0.02, abs=0.5)


def test_agreement_is_lost_where_one_share_of_many_is_off() -> None:
    values: Doubles = np.random.default_rng(2).normal(size=(20, 16))
    assert as_foreseen(values, np.zeros(20)) is True
    values[7] += 3.0
    assert as_foreseen(values, np.zeros(20)) is False
    assert as_foreseen(values[:, :1], np.zeros(20)) is None


def test_the_page_is_a_range_first_then_tables_for_both_readings(shipped: Part) -> None:
    (page,) = shipped.sections
    first, second, third, fourth = shipped.numbers["cohort"]["answer"]
    assert first.startswith("Giving retention ") and "within 5% of your best profit" in first
    assert "in nine of ten cases" in second and "worth" in third and "readier to leave again" in fourth
    assert "30 years, discounted by 10% a year" in page.text[0] and "2% of all others join unasked" in page.text[1]
    assert [p.name for p in page.pictures] == ["planner", "cohort_survival"]
    answers, bands, confirmed = page.grids
    assert len(answers.columns) == 3 and {row[0] for row in bands.rows} == {w for w, _ in UNKNOWN.values()}
    assert {row[0] for row in confirmed.rows} == set(cohort_panel.READINGS) and len(confirmed.rows) >= 6
    assert set(shipped.numbers["cohort"]) == {"answer", "fit", *cohort_panel.READINGS}
    assert shipped.null_arm is True


def test_many_periods_are_played_by_fewer_customers() -> None:
    assert runs.runs_of(30, 16, 2000) == 2000
    assert 300 < runs.runs_of(360, 16, 2000) < 1000
    assert runs.runs_of(360, 16, 200) == 200
    assert runs.runs_of(10_000, 64, 2000) == runs.LEAST


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
