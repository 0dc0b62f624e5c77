"""E6: arms, that levers are equally strong and cost the same, what claims find in a small market, and both signs."""

from pathlib import Path

import numpy as np
import pytest

from tenfold.agents.engine import Engine
from tenfold.experiments import loyalty_levers
from tenfold.experiments.loyalty_drawn import HERE, avoided, in_world, main_effect, more, switched_off
from tenfold.experiments.loyalty_levers import EVEN, STUDY
from tenfold.experiments.loyalty_lists import (
    ASSUMED,
    EQUAL,
    FIFTHS,
    LEVERS,
    REASONS,
    SET,
    STRONG,
    arm,
    measure_settings,
    measure_strength,
    reasons_off,
)
from tenfold.experiments.loyalty_slopes import COEFFICIENT, MONEY, SLOPE, lever_of, odds, pilots, reach
from tenfold.experiments.scenario import Scenario, compose
from tenfold.experiments.study import Findings, Table, evidence, judge, of_sample
from tenfold.experiments.study.design import plans_of
from tenfold.experiments.study.play import Seeds, play
from tenfold.experiments.study.study import noticed
from tenfold.sim.groups import varied

pytestmark = pytest.mark.slow

PILOTS = range(2000, 2004)  # not those that set the numbers
SMALL = ["market.size=2500", "market.periods=48", "seeds=8", "experiment.most_seeds=8"]


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return compose("loyalty_levers", SMALL)


@pytest.fixture(scope="module")
def table(scenario: Scenario) -> Table:
    design = STUDY.design(scenario.experiment)
    plans, never = plans_of(design, scenario.plan()), lambda table: False
    return play(STUDY.outcomes, design, plans, Seeds(8, 8), 0, never, lambda share: None)


def test_it_is_one_page() -> None:
    assert len(Path(loyalty_levers.__file__).read_text(encoding="utf-8").splitlines()) <= 150


def test_arms_differ_in_the_first_firms_lever_alone(scenario: Scenario) -> None:
    design = STUDY.design(scenario.experiment)
    plans = dict(zip(design.arms, plans_of(design, scenario.plan()), strict=True))
    for (lever, c, strength, world), plan in plans.items():
        assert lever_of(plan) == ("none" if lever == "service" else lever)
        like = plans["none", c, strength, world if world == "complaints taken" else "as it is"]
        assert plan.firms[1:] == like.firms[1:]
    for lever in LEVERS:
        assert plans[lever, 0.0, EQUAL, "as it is"].customers == plans["none", 0.0, EQUAL, "as it is"].customers


def test_reasons_are_switched_off_alone_and_in_a_half_of_resolution_four() -> None:
    half = [off for world, off in reasons_off().items() if world.startswith("half")]
    signs = np.array([[reason in off for reason in REASONS] for off in half]) * 2 - 1
    assert (signs.T @ signs == 8 * np.eye(4)).all()  # main effects are not mixed up with one another
    pairs = np.array([signs[:, i] * signs[:, j] for i in range(4) for j in range(i)])
    assert not (pairs @ signs).any()  # nor with what two reasons do together
    plan = varied(compose("loyalty_levers", []).plan(), arm("none", 0.0, EQUAL, "without standing"))
    assert plan.customers.choice.standing_weight == 0.0 < plan.customers.choice.value_weight
    assert plan.firms[0].standing == 0.5


@pytest.mark.parametrize("lever", ["points", "discount", "ties"])  # the others act through the stock of commitment
def test_what_a_lever_does_is_what_taking_it_away_undoes(scenario: Scenario, lever: str) -> None:
    """Without its coefficient a lever of the same state does nothing, and weighing again gives what was computed."""
    plan = varied(scenario.plan(), arm(lever, 0.0, EQUAL, "as it is"))
    run = Engine(plan, 5).run(20)
    found, neutral = reach(run, lever), {"customers.value.appreciation": 0.0} if lever == "discount" else {
        COEFFICIENT[lever]: 0.0}  # fmt: skip
    weaker = Engine(varied(plan, neutral), 5)
    for name, column in run.columns._asdict().items():
        getattr(weaker.columns, name)[...] = column
    weaker.now = run.now
    for name, array in run.firms._asdict().items():
        getattr(weaker.firms, name)[...] = array
    rows, own, rivals, outside = odds(weaker)
    assert (rows == found.rows).all()
    assert found.without == pytest.approx(own / (own + rivals + outside), rel=1e-3, abs=1e-4)
    assert (found.stay >= found.without - 1e-9).all() and (found.stay > found.without + 1e-4).any()


def test_levers_are_equally_strong_at_the_margin(scenario: Scenario) -> None:
    """With little money each moves staying by nearly u0 mean p (1 - p) per money: 5 to 9% less, in pilots.

    The rest is whom the money reaches: a little more of it goes to those who are surer to stay.
    """
    plan, slopes = compose("loyalty_levers", []).plan(), list[float]()
    for lever in STRONG:
        little = 0.1 * SET[lever, 0.0, EQUAL]
        found = pilots(plan, lever, arm(lever, 0.0, EQUAL, "as it is", setting=little), PILOTS)
        slopes.append(found.staying / found.cost / (SLOPE * found.curvature))
        assert found.utility / found.cost == pytest.approx(SLOPE, rel=0.1), lever
    assert slopes == pytest.approx([np.mean(slopes)] * len(STRONG), rel=0.1)
    assert 0.88 < min(slopes) < max(slopes) < 1.0


def test_each_lever_costs_the_same_and_keeps_customers(table: Table) -> None:
    for lever in LEVERS:
        for c in FIFTHS:
            assert table.at("cost", lever=lever, **HERE | {"attachment": c}).mean() == pytest.approx(MONEY, rel=0.04)
        assert avoided(lever)(table) > 0.1
    assert table.at("cost", lever="care", **HERE | {"strength": ASSUMED}).mean() == pytest.approx(MONEY, rel=0.02)
    assert table.at("cost", lever="reliability", **HERE).mean() == pytest.approx(MONEY, rel=0.02)
    assert avoided("reliability")(table) > 0.0


def test_whom_points_reward_changes_sign_with_who_buys_much(table: Table) -> None:
    assert STUDY.sign_flip is not None and noticed(table, STUDY.sign_flip)[1]["sign_flip"]["both_signs_occur"]
    even = evidence(table, EVEN).found
    assert -0.3 < even.low < even.high < 0.3
    safer = [table.at("safer", lever="points", **HERE | {"attachment": c}).mean() for c in FIFTHS]
    assert safer == sorted(safer) and safer[0] < 0.5 < safer[-1]
    assert table.at("safer", lever="care", **HERE).mean() == pytest.approx(0.5, abs=0.01)
    assert table.at("safer", lever="personal", **HERE).mean() < 0.4


def test_what_pleases_brings_recommendations_and_a_discount_alone_does_not(table: Table) -> None:
    pleased = table.sample(in_world("recommended", "discount", "none", "discounts please")).mean()
    alone, service = (table.sample(more("recommended", lever)).mean() for lever in ("discount", "service"))
    assert service > 0.0 and pleased > alone


def test_calls_keep_customers(table: Table) -> None:
    assert table.sample(in_world("churn", "calls", "none", "complaints taken")).mean() < 0.0


def test_care_keeps_less_where_it_wakes_the_sleeping(table: Table) -> None:
    awake = table.sample(in_world("churn", "care", "care", "sleepers wake")).mean()
    assert 0.0 < awake < -table.sample(more("churn", "care")).mean()


def test_points_keep_those_who_buy_much(table: Table) -> None:
    heavy, light = (table.sample(more(third, "points")).mean() for third in ("heavy", "light"))
    even = [table.sample(more(third, "care")).mean() for third in ("heavy", "light")]
    assert heavy > 2.0 * light and even[0] == pytest.approx(even[1], rel=0.5)
    assert table.sample(more("profit", "points", "care")).mean() > 0.0


def test_without_value_customers_leave_and_the_half_agrees_in_sign(table: Table) -> None:
    alone = {reason: table.sample(switched_off(reason)).mean() for reason in REASONS}
    half = {reason: table.sample(main_effect(reason)).mean() for reason in REASONS}
    assert alone["value"] > 0.2 and half["value"] > 0.2
    assert alone["commitment"] > 0.0 < half["commitment"]


def test_retention_rises_though_nobody_becomes_loyal(table: Table) -> None:
    """The heterogeneity-only null: who is left is who would have stayed anyway."""
    assert table.at("rise", **HERE | {"lever": "none", "world": "nobody becomes loyal"}).mean() > 0.0


def test_it_runs_as_a_whole() -> None:
    small = ["market.size=300", "market.periods=16", "seeds=2", "experiment.most_seeds=2"]
    found = STUDY.findings(compose("loyalty_levers", small), lambda what, share: None)
    assert isinstance(found, Findings) and found.parts[0].null_arm
    assert [p.name for p in found.parts[0].sections[0].pictures] == ["levers"]
    assert found.parts[0].rows is not None and len(found.answer) == 3


def test_the_answer_follows_the_verdicts(table: Table, scenario: Scenario) -> None:
    claims = STUDY.claims(scenario.experiment)
    judged = judge(claims, [of_sample(table.sample(claim.value)) for claim in claims])
    assert STUDY.answer is not None
    sure = [j._replace(verdict="supported") for j in judged]
    said = STUDY.answer(table, sure)
    assert all(f"{reason} (" in said[-1] for reason in REASONS) and "they pay all the same" in said[0]
    unsure = [j._replace(verdict="undecided") for j in judged]
    said = STUDY.answer(table, unsure)
    assert said[-1] == "Reasons that matter: none." and "they do not pay for sure" in said[0]


@pytest.mark.endure
def test_the_numbers_of_the_arms_are_those_that_pilot_runs_give() -> None:
    plan = compose("loyalty_levers", []).plan()
    assert measure_strength(plan, PILOTS) == pytest.approx(STRONG, rel=0.1)
    assert measure_settings(plan, PILOTS) == pytest.approx(SET, rel=0.03)
