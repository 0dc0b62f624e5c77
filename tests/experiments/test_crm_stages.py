"""E13: its arms, what its claims find in a small market, and that opposite outcomes occur."""

from pathlib import Path

import pytest

from tenfold.experiments import crm_stages
from tenfold.experiments.crm_runs import DATA, DOES, MUCH, ONCE, STAGES
from tenfold.experiments.crm_stages import STUDY, asked, data, stage, wrong
from tenfold.experiments.scenario import Scenario, compose
from tenfold.experiments.study import Table, judge, listed
from tenfold.experiments.study.design import plans_of
from tenfold.experiments.study.estimates import evidence
from tenfold.experiments.study.play import Seeds, play

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return compose("crm_stages", ["market.size=800", "seeds=8", "experiment.most_seeds=8"])


@pytest.fixture(scope="module")
def table(scenario: Scenario) -> Table:
    whole = STUDY.design(scenario.experiment)
    plans = plans_of(whole, scenario.plan())
    return play(STUDY.outcomes, listed(whole.factors, whole.arms), plans, Seeds(8, 8), 0, lambda t: False,
                lambda x: None)  # fmt: skip


def test_it_is_one_page() -> None:
    assert len(Path(crm_stages.__file__).read_text(encoding="utf-8").splitlines()) <= 150


def test_each_stage_is_left_out_alone(scenario: Scenario) -> None:
    design = STUDY.design(scenario.experiment)
    plans = {dict(zip(design.factors, levels, strict=True))["left_out"]: plan.firms[0]
             for levels, plan in zip(design.arms, plans_of(design, scenario.plan()), strict=True)}  # fmt: skip
    whole = plans["nothing"]
    assert whole.targeting.on and whole.adoption.on and whole.recovery.on and whole.data_money == DATA
    assert whole.staff.train == 5 and whole.approach_money == MUCH and set(DOES) == set(STAGES)
    assert not plans["identify"].targeting.on and plans["identify"].adoption.on
    assert plans["network"].staff.train == 0 and not plans["life cycle"].recovery.on
    assert plans["personalise"].data_money == 0 and not plans["listen"].adoption.on


def test_data_without_an_instrument_cost_what_is_paid_for_them(table: Table) -> None:
    lost = table.sample(data(0.1))
    customers = table.sample(crm_stages.of("customers", data=True, chance=0.1))
    assert (lost < 0).all() and lost == pytest.approx(-DATA * customers, rel=0.1)
    assert table.sample(data(0.1, MUCH)).mean() > lost.mean()


def test_asking_again_pays_where_needs_drift_and_not_where_they_stay(table: Table) -> None:
    moving, still = (table.sample(asked(drift, 3, ONCE)) for drift in (0.2, 0.0))
    assert moving.mean() > 0.05 > 0.02 > still.mean()
    assert wrong(3, table) < 0.7 * wrong(ONCE, table)


def test_opposite_outcomes_occur(scenario: Scenario, table: Table) -> None:
    """Some stages bring something beside the others, some cost more than they bring."""
    gains = [table.sample(stage(name)).mean() for name in STAGES]
    assert max(gains) > 0.1 > -0.1 > min(gains)
    asks = STUDY.claims(scenario.experiment)
    judged = judge(asks, [evidence(table, claim.value) for claim in asks if claim.value is not None])
    assert judged[0].verdict == "supported" and STUDY.answer is not None and len(STUDY.answer(table, judged)) == 3
