"""E3: its arms, what its claims find in a small market, and that opposite outcomes occur."""

from pathlib import Path

import numpy as np
import pytest

from tenfold.experiments import complaints
from tenfold.experiments.complaints import CAPACITIES, FATES, HELPED, STUDY, SWEPT, USUAL, gain
from tenfold.experiments.scenario import Scenario, compose
from tenfold.experiments.study import Findings, Table, evidence, judge, of_sample
from tenfold.experiments.study.design import plans_of
from tenfold.experiments.study.play import Seeds, play
from tenfold.experiments.study.study import noticed

pytestmark = pytest.mark.slow

SMALL = ["market.periods=36", "seeds=8", "experiment.most_seeds=8"]


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return compose("complaints", SMALL)


@pytest.fixture(scope="module")
def table(scenario: Scenario) -> Table:
    design = STUDY.design(scenario.experiment)
    plans, never = plans_of(design, scenario.plan()), lambda table: False
    return play(STUDY.outcomes, design, plans, Seeds(8, 8), 0, never, lambda share: None)


def of(table: Table, outcome: str, **at: object) -> float:
    return float(table.at(outcome, **({"bundle": "refund"} | USUAL | at)).mean())


def test_it_is_one_page() -> None:
    assert len(Path(complaints.__file__).read_text(encoding="utf-8").splitlines()) <= 150


def test_every_arm_but_those_swept_is_as_assumed(scenario: Scenario) -> None:
    design = STUDY.design(scenario.experiment)
    assert len(design.arms) == 2 * 4 * 4 + 2 * 2 * sum(len(levels) for levels in SWEPT.values())
    places = [design.factors.index(name) for name in USUAL]
    swept = [arm for arm in design.arms if tuple(arm[k] for k in places) != tuple(USUAL.values())]
    assert all(sum(arm[k] != usual for k, usual in zip(places, USUAL.values(), strict=True)) == 1 for arm in swept)
    for plan in plans_of(design, scenario.plan()):
        assert plan.customers.complaint.on and all(firm.recovery.on for firm in plan.firms)
        assert sum(plan.firms[0].failure) == pytest.approx(0.03)  # of deliveries


def test_what_ease_is_worth_changes_sign_with_capacity(table: Table) -> None:
    assert STUDY.sign_flip is not None and noticed(table, STUDY.sign_flip)[1]["sign_flip"]["both_signs_occur"]
    worth = [table.sample(gain(k, outcome="customers")).mean() for k in CAPACITIES]
    assert worth[0] < 0.0 > worth[1] and worth[2] > 0.0 < worth[3]
    turn = evidence(table, complaints.TURNS["refund"]).found
    assert 0.008 < turn.low < turn.high < 0.03


def test_ease_loses_without_a_remedy_and_with_a_dear_one_gains_most(table: Table) -> None:
    last = {bundle: table.sample(gain(CAPACITIES[-1], bundle)).mean() for bundle in complaints.BUNDLES}
    assert last["none"] < 0.0 < last["refund"] < last["gift"]
    assert of(table, "at once", ease=1.0, bundle="none") + of(table, "later", ease=1.0, bundle="none") == 0.0


def test_losses_go_four_ways(table: Table) -> None:
    parts = np.array([table.values[table.outcomes.index(name)] for name in FATES])
    assert parts.sum(axis=0) == pytest.approx(1.0) and parts.min() >= 0.0
    assert of(table, "silent", ease=1.0) < 0.5 * of(table, "silent", ease=0.0)
    assert of(table, "at once", ease=1.0, capacity=0.004) < 0.1 * of(table, "at once", ease=1.0, capacity=0.03)


def test_complaints_and_churn_are_as_common_as_in_the_field(table: Table) -> None:
    """1 to 5% of customers complain a period; the firm nobody finds it easy to complain to lies just below."""
    assert 0.008 < of(table, "complaints", ease=0.0) < 0.011 and 0.01 < of(table, "complaints", ease=1.0) < 0.05
    assert 0.015 < of(table, "churn", ease=1.0) < 0.04


def test_answers_bring_back_only_what_they_cause(table: Table) -> None:
    at = HELPED | USUAL
    back = [table.at("paradox: repurchase", **at | {"causal": x}).mean() for x in (0.0, 0.25, 0.5, 0.75, 1.0)]
    assert back == sorted(back) and back[0] < 0.0 < back[-1]
    glad = [table.at("paradox: satisfaction", **at | {"fairness": x}).mean() for x in (0.3, 0.6, 1.0)]
    assert glad == sorted(glad) and glad[0] < 0.0 < glad[-1]


def test_the_more_of_the_silent_think_again_the_more_ease_is_worth(table: Table) -> None:
    for capacity in (complaints.SCARCE, complaints.AMPLE):
        worth = [table.sample(gain(capacity, reconsider=x)).mean() for x in (0.1, 0.3, 0.5, 1.0)]
        assert worth == sorted(worth)


def test_the_answer_follows_the_verdicts(table: Table, scenario: Scenario) -> None:
    claims = STUDY.claims(scenario.experiment)
    judged = judge(claims, [of_sample(table.sample(claim.value)) for claim in claims])
    assert STUDY.answer is not None
    words = ("refuted", "refuted", "undecided", "supported")
    said = [j._replace(verdict=word) for j, word in zip(judged, words, strict=False)] + judged[4:]
    assert "pay a firm that can handle 3% of its customers a period, and cost one that can handle 0.4% or 0.8%" in (
        " ".join(STUDY.answer(table, said)))  # fmt: skip
    unsure = [j._replace(verdict="undecided") for j in judged]
    assert "easy complaints may pay or cost" in " ".join(STUDY.answer(table, unsure))
    never = table._replace(values=np.zeros_like(table.values))
    assert "turns at" in " ".join(STUDY.answer(never, unsure))


def test_it_runs_as_a_whole() -> None:
    scenario = compose("complaints", ["market.size=300", "market.periods=16", "seeds=2", "experiment.most_seeds=2"])
    found = STUDY.findings(scenario, lambda what, share: None)
    assert isinstance(found, Findings) and found.parts[0].null_arm
    assert [p.name for p in found.parts[0].sections[0].pictures] == ["ease_over_capacity"]
    rows = found.parts[0].rows
    assert rows is not None and {"ease", "bundle", "capacity", *USUAL} <= set(rows.columns)
    assert len(found.answer) == 3
