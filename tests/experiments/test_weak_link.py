"""E10: its arms, the premium to the cent, what its claims find in a small market, and that opposite outcomes occur."""

from pathlib import Path

import pytest

from tenfold.agents.engine import Engine
from tenfold.agents.plan import Plan
from tenfold.experiments import weak_link
from tenfold.experiments.scenario import Scenario, compose
from tenfold.experiments.study import Table, judge, listed
from tenfold.experiments.study.design import plans_of
from tenfold.experiments.study.estimates import evidence
from tenfold.experiments.study.play import Seeds, play
from tenfold.experiments.supply_runs import INSTRUMENTS, arm, ended, months_lost, recovers, short, value
from tenfold.experiments.weak_link import STUDY, USUAL, gain, taught
from tenfold.sim.groups import varied


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return compose("weak_link", ["market.size=300", "seeds=12", "experiment.most_seeds=12"])


@pytest.fixture(scope="module")
def table(scenario: Scenario) -> Table:
    whole = STUDY.design(scenario.experiment)
    plans, quick = plans_of(whole, scenario.plan()), {n: o for n, o in STUDY.outcomes.items() if not o.at}
    return play(quick, listed(whole.factors, whole.arms), plans, Seeds(12, 12), 0, lambda t: False, lambda x: None)


def test_it_is_one_page() -> None:
    assert len(Path(weak_link.__file__).read_text(encoding="utf-8").splitlines()) <= 150


def test_where_nothing_fails_the_premium_is_lost_exactly(scenario: Scenario) -> None:
    """Gain = - sum of premium x customers, discounted: .6 n d^t."""
    runs = {name: Engine(varied(scenario.plan(), arm(**USUAL | {"instrument": name})), 5).run()
            for name in ("none", "second source")}  # fmt: skip
    customers, worth = runs["none"].record.started[:, 0], runs["none"].books.worth[:120]
    lost = (0.6 * customers * worth).sum() / runs["none"].books.size
    assert value(runs["none"]) - value(runs["second source"]) == pytest.approx(lost, abs=1e-9)
    assert ended(runs["none"]) == ended(runs["second source"]) and short(runs["none"]) == 0


@pytest.mark.slow
def test_opposite_outcomes_occur(table: Table) -> None:
    flip = STUDY.sign_flip
    assert flip is not None and table.sample(flip.plus).mean() > 0 > table.sample(flip.minus).mean()
    assert table.sample(taught(0.0)).mean() > 0 > table.sample(taught(1.0)).mean()
    assert table.sample(gain(0.05, "goodwill")).mean() > 0


@pytest.mark.slow
def test_instruments_reduce_what_fails(table: Table) -> None:
    at = USUAL | {"hazard": 0.05}
    left = {name: table.at("short", **at | {"instrument": name}).mean() for name in INSTRUMENTS}
    assert all(left[name] < left["none"] for name in INSTRUMENTS if name != "none"), left
    common = at | {"common": 0.7, "instrument": "second source"}
    assert table.at("short", **common).mean() > 1.4 * left["second source"]


@pytest.mark.slow
def test_what_can_be_judged_is(scenario: Scenario, table: Table) -> None:
    asked = STUDY.claims(scenario.experiment)[:7]
    judged = judge(asked, [evidence(table, claim.value) for claim in asked if claim.value is not None])
    assert [j.verdict for j in judged][2] == "supported" and len(judged) == 7


def test_a_recall_costs_months_and_a_market_without_one_nothing() -> None:
    plan = varied(Plan(), {**arm(**USUAL | {"recall": True}), "market.size": 400, "market.periods": 100})
    run = Engine(plan, 2).run()
    assert months_lost(run) > 0 and 1 <= recovers(run) <= 76
    same = Engine(varied(plan, {"firms.0.supply.recall": 999}), 2).run()
    assert months_lost(same) == 0 and recovers(same) == 1
