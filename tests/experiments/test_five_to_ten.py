"""Experiment E1: the simulation against the closed form, the ratios, the verdict, and one small run end to end."""

import json
import math
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from tenfold.agents.firm.steady_state import settled_customers
from tenfold.agents.plan import Plan
from tenfold.experiments.cohort import retention, survival
from tenfold.experiments.five_to_ten import behaviour, closed_form, cohort_panel, verdict
from tenfold.experiments.five_to_ten.cells import Cell, behaviour_plan, curves_of, response_plan, sized
from tenfold.experiments.firm_outcomes import Outcome, play
from tenfold.experiments.five_to_ten.parameters import FiveToTen
from tenfold.experiments.five_to_ten.run import run
from tenfold.experiments.twins import twins
from tenfold.experiments.scenario import compose
from tenfold.sim.statistics import Interval, Peak, interval

OWN = FiveToTen()
TINY = [
    "experiment.ratios=[5]", "experiment.retentions=[0.8]", "experiment.floors=[0]", "experiment.size=300",
    "experiment.periods=24", "experiment.step=0.25", "experiment.pilots=2", "experiment.behaviour_ratios=[10]",
    "experiment.behaviour_size=200", "experiment.behaviour_seeds=2", "experiment.behaviour_step=0.25",
    "experiment.behaviour_rivals=[three]", "seeds=3",
]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("floor", [0.0, 0.02])
@pytest.mark.parametrize("base", [0.6, 0.8, 0.9])
def test_simulation_agrees_with_the_closed_form(base: float, floor: float) -> None:
    for ratio in (1.0, 5.0, 10.0, 20.0):
        found = closed_form.play_cell(Plan(), OWN, Cell("response curve", ratio, base, floor, False, "none"), 16)
        assert found.agrees, found
        assert found.best.low - 0.03 <= found.exact <= found.best.high + 0.03


def test_from_an_empty_market_the_discounted_best_share_is_lower() -> None:
    plan = sized(Plan(), OWN, 100)
    curves = curves_of(plan, 1.0, 0.9, 0.0)
    assert closed_form.best_from_empty(plan, curves) == pytest.approx(0.62, abs=0.011)  # published beside .76 at rest


def test_agreement_can_fail() -> None:
    rng = np.random.default_rng(1)
    expected = np.full(11, 0.5)
    right, wrong = (0.5 + shift + rng.normal(0, 0.002, (16, 11)) for shift in (0.0, 0.01))
    sharp = Peak(0.3, 0.28, 0.32)
    assert closed_form.agreement(right, expected, sharp, 0.001)
    assert not closed_form.agreement(wrong, expected, sharp, 0.001)
    assert not closed_form.agreement(right, expected, sharp, 0.006)
    assert not closed_form.agreement(right, expected, Peak(0.3, 0.2, 0.4), 0.001)


def test_the_marginal_ratio_is_one_at_an_interior_optimum_and_only_there() -> None:
    plan = Plan()
    curves = curves_of(plan, 10.0, 0.6, 0.0)
    ratios = {}
    for share in (0.2, 0.4545, 0.75):
        start = float(settled_customers(curves, plan.firms[0].budget, [share])[0])
        found = twins(response_plan(sized(plan, OWN, 8000), curves, share, start), 16)
        assert found.null_arm
        ratios[share] = found.marginal
    assert ratios[0.4545].mean == pytest.approx(1.0, abs=0.05)
    assert ratios[0.2].low > 1.1  # too little on retention: winning is the dearer way
    assert ratios[0.75].high < 0.9


def test_ratios_are_what_they_say() -> None:
    plan = sized(Plan(), OWN, 500)
    curves = curves_of(plan, 5.0, 0.8, 0.0)
    o = play((response_plan(plan, curves, 0.5, 0.5), 1))
    assert o.ratio_b == pytest.approx(o.cac_paid / o.crc)
    assert o.cac_paid == pytest.approx(o.cac_blended)  # without organic joins every customer is paid for
    assert o.ratio_a_served < o.ratio_a
    nothing = play((response_plan(plan, curves, 0.0, 0.5), 1))
    assert math.isnan(nothing.ratio_b)
    table = verdict.ratios([nothing], 0.0)
    assert table["ratio_b"] == {"value": None, "reason": "no retention spending"}


def test_a_pilot_reaches_its_targets() -> None:
    own = OWN.model_copy(update={"behaviour_size": 600})
    pilot = behaviour.solve_pilot(Plan(), own, 10.0, 0.8)
    assert pilot.reached
    arm = behaviour_plan(sized(Plan(), own, 600), Cell("behaviour", 10.0, 0.8, 0.0, False, "none"),
                         pilot.inertia, pilot.contact_price, 0.5)  # fmt: skip
    fresh = interval([play((arm, seed)).ratio_b for seed in range(8)])
    assert fresh.mean == pytest.approx(10.0, rel=0.1)


def test_the_cohort_leaves_as_the_real_one_did() -> None:
    scenario = compose("five_to_ten", ["market=from_cohort"])
    cohort, fit = scenario.market.read(), scenario.market.fit()
    plan = sized(scenario.plan(), OWN, 5000)
    paths = np.array([cohort_panel.play_survival((plan, seed, 12)) for seed in range(8)])
    t = np.arange(13)
    assert paths.mean(axis=0) == pytest.approx(survival(fit.alpha, fit.beta, t), abs=0.012)
    assert paths.mean(axis=0) == pytest.approx(cohort.surviving, abs=0.015)
    kept = paths.mean(axis=0)[1:] / paths.mean(axis=0)[:-1]
    assert kept == pytest.approx(retention(fit.alpha, fit.beta, t[1:]), abs=0.03)
    assert kept[-1] > kept[0] + 0.25  # heterogeneity alone makes retention rise


def test_the_planners_profit_follows_the_expected_path() -> None:
    plan = sized(compose("five_to_ten", ["market=from_cohort", "market.start_share=0.3"]).plan(), OWN, 4000)
    plan = cohort_panel.with_theta(plan, True)
    shares = np.array([0.0, 0.3, 0.6])
    expected = cohort_panel.foreseen_profit(plan, shares, {})
    for share, value in zip(shares, expected, strict=True):
        arm = cohort_panel.at(plan, retention_share=float(share))
        assert interval([play((arm, seed)).profit for seed in range(8)]).mean == pytest.approx(value, rel=0.02)


def test_verdicts_follow_the_rule() -> None:
    assert verdict.judge(Peak(0.6, 0.51, 0.7)) == "supported"
    assert verdict.judge(Peak(0.4, 0.3, 0.49)) == "refuted"
    assert verdict.judge(Peak(0.5, 0.45, 0.55)) == "undecided"


def test_a_verdict_is_corrected_over_the_cells_of_both_panels_that_count() -> None:
    def found(kind: str, ratio: float, p: float, **more: Any) -> Any:
        cell = Cell(kind, ratio, 0.8, 0.0, False, "none")
        return SimpleNamespace(cell=cell, best=Peak(0.3, 0.2, 0.4), p_half=p, **more)

    reached, missed = (SimpleNamespace(reached=answer) for answer in (True, False))
    curves = [found("response curve", 10.0, 1e-9), found("response curve", 20.0, 1e-9)]
    weighing = [found("behaviour", 5.0, 0.03, pilot=reached), found("behaviour", 10.0, 0.02, pilot=reached)]
    outside = [found("behaviour", 3.0, 0.0, pilot=reached), found("behaviour", 7.0, 0.0, pilot=missed)]
    words = verdict.judgements(curves, weighing[:1] + outside)
    assert {cell.ratio: word for cell, word in words.items()} == {10.0: "refuted", 5.0: "refuted"}
    words = verdict.judgements([], weighing + [found("behaviour", 7.0, 0.2, pilot=reached)])
    assert set(words.values()) == {"undecided"}  # .02 and .03 would pass alone, not among three


def test_the_planners_verdict_names_what_flips_it() -> None:
    def corner(best: float, **factors: float) -> cohort_panel.Corner:
        return cohort_panel.Corner({"conversion": 1.0, "max_saved": 1.0, **factors}, best)

    reading = cohort_panel.Reading(np.zeros(1), [], Peak(0.6, 0.55, 0.65), Peak(0.6, 0.55, 0.65))
    band = [corner(0.6), corner(0.4, conversion=2.0), corner(0.55, max_saved=0.5)]
    nothing = np.zeros(1)
    result = cohort_panel.CohortResult(None, None, nothing, reading, reading, None, band, 7, nothing)  # type: ignore[arg-type]
    assert verdict.depends_on(result) == ["conversion"]
    assert verdict.cohort_verdict(result).startswith("depends on your conversion")
    steady = result._replace(band=[corner(0.6), corner(0.7, conversion=2.0)])
    assert verdict.cohort_verdict(steady) == "supported"


def test_what_is_not_finite_becomes_nothing() -> None:
    assert verdict.clean({"a": math.nan, "b": [Interval(1.0, -math.inf, 2.0)]}) == {
        "a": None, "b": [{"mean": 1.0, "low": None, "high": 2.0}],
    }  # fmt: skip


def test_outcomes_have_units() -> None:
    from tenfold.experiments.firm_outcomes import UNITS

    assert set(UNITS) == set(Outcome._fields)


@pytest.mark.slow
@pytest.mark.parametrize("market", [[], ["market=from_cohort"]])
def test_a_small_run_end_to_end_twice_the_same(tmp_path: Path, market: list[str]) -> None:
    scenario = compose("five_to_ten", [*market, *TINY])
    steps: list[str] = []
    results = []
    for name in ("first", "second"):
        folder = tmp_path / name
        folder.mkdir()
        results.append(run(scenario, folder, lambda what, share: steps.append(what)))
        json.dumps(results[-1].verdict, allow_nan=False)
    assert results[0] == results[1]
    assert len(set(steps)) >= 4
    first, second = (pd.read_parquet(tmp_path / name / "rows.parquet") for name in ("first", "second"))
    pd.testing.assert_frame_equal(first, second)
    assert len(first) > 100
    pages = [(tmp_path / name / "report.html").read_text() for name in ("first", "second")]
    assert "http://" not in pages[0].replace("http://www.w3.org", "") and "src=\"data:" in pages[0]
    assert {p.suffix for p in (tmp_path / "first" / "figures").iterdir()} == {".png", ".svg"}
    assert results[0].verdict["null_arm_identical"]
    if market:
        assert results[0].verdict["cohort"]["fit"]["alpha"] == pytest.approx(0.704, abs=0.001)
