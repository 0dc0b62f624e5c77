"""E12: its arms, what its claims find in a small market, and that opposite outcomes occur."""

from pathlib import Path

import pytest

from tenfold.agents.engine import Engine
from tenfold.agents.plan import Plan
from tenfold.experiments import business_models
from tenfold.experiments.business_models import CASH, MODELS, STAGES, STUDY, USUAL, best, beyond, lean, of
from tenfold.experiments.business_runs import FIXED, POLICIES, arm, gained, survived, value
from tenfold.experiments.scenario import Scenario, compose
from tenfold.experiments.study import Table, judge
from tenfold.experiments.study.design import plans_of
from tenfold.experiments.study.estimates import evidence
from tenfold.experiments.study.play import Seeds, play
from tenfold.sim.groups import varied

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return compose("business_models", ["market.size=1000", "seeds=4", "experiment.most_seeds=4"])


@pytest.fixture(scope="module")
def table(scenario: Scenario) -> Table:
    design = STUDY.design(scenario.experiment)
    plans = plans_of(design, scenario.plan())
    return play(STUDY.outcomes, design, plans, Seeds(4, 4), 0, lambda t: False, lambda share: None)


def test_it_is_one_page() -> None:
    assert len(Path(business_models.__file__).read_text(encoding="utf-8").splitlines()) <= 150


def test_all_policies_meet_the_same_rivals_with_the_same_cash(scenario: Scenario) -> None:
    design = STUDY.design(scenario.experiment)
    for levels, plan in zip(design.arms, plans_of(design, scenario.plan()), strict=True):
        at = dict(zip(design.factors, levels, strict=True))
        own, *rivals = plan.firms
        assert [r.investing.imitation for r in rivals] == [at["imitation"]] * 2
        assert own.cash.start == at["cash"] and own.start_share == at["start"] and own.cash.credit == 0
        assert {r.price for r in rivals} == {52.0} and not any(r.investing.effort for r in rivals)
        if at["model"] == "full service":
            assert own.fixed_cost == FIXED and own.unit_cost == 30


def test_opposite_outcomes_occur(table: Table) -> None:
    """Value first wins where nobody copies and loses where rivals do; cash decides on life; models change places."""
    flip = STUDY.sign_flip
    assert flip is not None and table.sample(flip.minus).mean() < -20
    assert table.sample(beyond(0.0, policy="mild value")).mean() > 20
    alive = [table.at("alive", **USUAL | {"policy": "value first", "cash": c}).mean() for c in (5.0, 30.0)]
    assert alive == [0.0, 1.0]
    assert table.sample(lean(0.0)).mean() < 0 < table.sample(lean(0.8)).mean()


def test_what_is_found_is_judged_and_said(scenario: Scenario, table: Table) -> None:
    asked = STUDY.claims(scenario.experiment)
    judged = judge(asked, [evidence(table, claim.value) for claim in asked if claim.value is not None])
    assert len(judged) == len(asked)
    assert {best(table, stage) for stage in STAGES} <= set(MODELS)
    assert STUDY.answer is not None and len(STUDY.answer(table, judged)) == 3
    assert 5.0 < evidence(table, CASH).found.mean < 20.0


def test_customers_have_more_of_value_first(table: Table) -> None:
    more = of("surplus", policy="value first") - of("surplus")
    assert (table.sample(more) > 10).all()


def test_who_is_bankrupt_earns_nothing_any_more() -> None:
    run = Engine(varied(Plan(), arm(**USUAL | {"policy": "value first", "cash": 0.5}) | {"market.size": 500}), 1).run()
    assert survived(run) == 0 and gained(run) == 0
    assert value(run) == pytest.approx(sum(
        (run.record.revenue[t, 0] - run.record.serve[t, 0] - run.record.acquire[t, 0] - run.record.retain[t, 0]
         - run.record.fixed[t, 0] - run.record.investing[t, 0]) / 100 / 500 * run.books.worth[t]
        for t in range(2)
    ), abs=0.05)  # fmt: skip
    assert set(POLICIES) >= {"profit first", "value first", "staged", "greedy"}
