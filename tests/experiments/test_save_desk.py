"""E14: its arms, what oracles must give, and that opposite outcomes occur."""

from pathlib import Path

import numpy as np
import pytest

from tenfold.experiments import save_desk
from tenfold.experiments.desk_runs import BENIGN, PHASES, POLICIES
from tenfold.experiments.save_desk import STUDY, USUAL, beyond, of
from tenfold.experiments.scenario import Scenario, compose
from tenfold.experiments.study import Table, judge, listed
from tenfold.experiments.study.design import plans_of
from tenfold.experiments.study.estimates import evidence
from tenfold.experiments.study.play import Seeds, play

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return compose("save_desk", ["seeds=4", "experiment.most_seeds=4"])


@pytest.fixture(scope="module")
def table(scenario: Scenario) -> Table:
    whole = STUDY.design(scenario.experiment)
    plans = plans_of(whole, scenario.plan())
    return play(STUDY.outcomes, listed(whole.factors, whole.arms), plans, Seeds(4, 4), 0, lambda t: False,
                lambda x: None)  # fmt: skip


def test_it_is_one_page() -> None:
    assert len(Path(save_desk.__file__).read_text(encoding="utf-8").splitlines()) <= 150


def test_who_knows_what_is_behind_a_signal_beats_all_who_learn_in_every_seed(table: Table) -> None:
    for phase in PHASES:
        for policy in set(POLICIES) - {"none", "oracle", "oracle_on_signal"}:
            assert (table.sample(beyond("oracle_on_signal", policy, phase)) > 0).all(), (phase, policy)
            assert (table.sample(beyond("oracle", "oracle_on_signal", phase)) > 0).all()
    same = beyond("oracle", "oracle_on_signal", accuracy=1.0)
    assert (table.sample(same) == 0).all()


def test_where_nothing_helps_nobody_is_saved_and_money_is_lost_exactly(table: Table) -> None:
    at = USUAL | {"tools": "none helps"}
    for policy in ("uniform", "subjective", "risk", "uplift"):
        left = table.at("left", **at | {"policy": policy}) - table.at("left", **at)
        assert (left == 0).all(), policy
        money = np.mean([table.sample(of(policy, phase, tools="none helps")).mean() * (high - low)
                         for phase, (low, high) in PHASES.items()], axis=0) * 3  # fmt: skip
        assert money == pytest.approx(-47 * table.at("cost", **at | {"policy": policy}).mean(), rel=0.05)


def test_opposite_outcomes_occur(scenario: Scenario, table: Table) -> None:
    flip = STUDY.sign_flip
    assert flip is not None and table.sample(flip.plus).mean() > 1000 > 0 > table.sample(flip.minus).mean()
    assert table.sample(beyond("window", "uplift", "late", shock=True)).mean() > 0
    assert table.sample(beyond("uplift", "window", "late")).mean() > 0 and BENIGN["shares"][4] == 0
    asked = STUDY.claims(scenario.experiment)
    judged = judge(asked, [evidence(table, claim.value) for claim in asked if claim.value is not None])
    assert STUDY.answer is not None and len(STUDY.answer(table, judged)) == 3
