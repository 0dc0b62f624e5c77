"""E11: its arms, what its claims find in a small market, and that opposite outcomes occur."""

from pathlib import Path

import pytest

from tenfold.agents.engine import Engine
from tenfold.experiments import happy_staff
from tenfold.experiments.happy_staff import STUDY, USUAL, further, paid, trained
from tenfold.experiments.scenario import Scenario, compose
from tenfold.experiments.staff_runs import RAISE, RISE, arm, half_time, raised, series
from tenfold.experiments.study import Table, judge, listed
from tenfold.experiments.study.design import plans_of
from tenfold.experiments.study.estimates import evidence
from tenfold.experiments.study.play import Seeds, play
from tenfold.sim.groups import varied


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return compose("happy_staff", ["market.size=800", "seeds=6", "experiment.most_seeds=6"])


@pytest.fixture(scope="module")
def table(scenario: Scenario) -> Table:
    whole = STUDY.design(scenario.experiment)
    plans = plans_of(whole, scenario.plan())
    return play(STUDY.outcomes, listed(whole.factors, whole.arms), plans, Seeds(6, 6), 0, lambda t: False,
                lambda x: None)  # fmt: skip


def test_it_is_one_page() -> None:
    assert len(Path(happy_staff.__file__).read_text(encoding="utf-8").splitlines()) <= 150


@pytest.mark.slow
def test_opposite_outcomes_occur(table: Table) -> None:
    """Pay comes back only where service follows morale; contacts only where staff leave; training only to a point."""
    flip = STUDY.sign_flip
    assert flip is not None and table.sample(flip.plus).mean() > 0 > table.sample(flip.minus).mean()
    assert table.sample(further(0.12)).mean() > 0 > table.sample(further(0.0025)).mean()
    assert table.sample(trained(10.0, 0.6)).mean() > 0 > table.sample(trained(40.0, 0.1)).mean()
    assert table.sample(paid(1.1)).mean() > table.sample(paid(1.1, 0.0)).mean()


@pytest.mark.slow
def test_what_is_found_is_judged_and_said(scenario: Scenario, table: Table) -> None:
    asked = STUDY.claims(scenario.experiment)
    judged = judge(asked, [evidence(table, claim.value) for claim in asked if claim.value is not None])
    assert [j.verdict for j in judged][7] == "supported"  # wages come first
    assert STUDY.answer is not None and len(STUDY.answer(table, judged)) == 3


def test_what_a_rise_changes_is_nothing_before_it_and_morale_as_its_equation_says(scenario: Scenario) -> None:
    """Mu <- mu + .15 (mu* - mu): the gap to the new morale shrinks by .15 a period, but for complaints."""
    calm = {"firms.0.staff.by_complaints": 0.0, "firms.0.staff.by_load": 0.0}
    plan = varied(varied(scenario.plan(), arm(**USUAL)), calm)
    change = raised(plan, 4)["morale"]
    gap = change[-1] - change
    assert gap[1:10] / gap[:9] == pytest.approx([0.85] * 9, abs=0.002)
    assert change[0] == pytest.approx(0.15 * (RISE**2 / (1 + RISE**2) - 0.5), abs=1e-4)
    usual = series(Engine(plan, 4).run())
    assert set(usual) == {"morale", "satisfaction", "customers", "profit"} and len(usual["profit"]) == 120
    assert 3.0 <= half_time(Engine(plan, 4).run(), "morale") <= 5.0 and RAISE == 24
