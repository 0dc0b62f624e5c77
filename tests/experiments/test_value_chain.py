"""E9: what is drawn, what is moved, the bed by its closed form, and that opposite outcomes occur."""

from pathlib import Path

import numpy as np
import pytest

from tenfold.agents.customer.birth import Segment
from tenfold.agents.customer.value import Value, fetches
from tenfold.agents.firm.chain import NINE
from tenfold.experiments import value_chain
from tenfold.experiments.chain_runs import NAMES, SPARED, WEIGHTS, case, drawn, levels_after
from tenfold.experiments.scenario import Scenario, compose
from tenfold.experiments.study import Table, judge, listed
from tenfold.experiments.study.design import plans_of
from tenfold.experiments.study.estimates import evidence
from tenfold.experiments.study.play import Seeds, play
from tenfold.experiments.value_chain import BED, STUDY, USUAL, brought, moved
from tenfold.sim.jit import f4


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return compose("value_chain", ["market.size=1000", "seeds=6", "experiment.most_seeds=6"])


@pytest.fixture(scope="module")
def table(scenario: Scenario) -> Table:
    whole = STUDY.design(scenario.experiment)
    plans = plans_of(whole, scenario.plan())
    return play(STUDY.outcomes, listed(whole.factors, whole.arms), plans, Seeds(6, 6), 0, lambda t: False,
                lambda x: None)  # fmt: skip


def test_it_is_one_page() -> None:
    assert len(Path(value_chain.__file__).read_text(encoding="utf-8").splitlines()) <= 150


def test_cost_and_value_rank_activities_alike_by_chance_only() -> None:
    """Where both are drawn apart: tau .01 on average, -.44 to .44 in nine of ten, above .5 in 3%."""
    taus = np.array([each.tau for each in drawn()])
    assert abs(taus.mean()) < 0.05 and np.quantile(taus, (0.05, 0.95)) == pytest.approx([-0.44, 0.44], abs=0.08)
    assert 0.01 < (taus > 0.5).mean() < 0.06
    assert case("low").tau < case("median").tau < case("high").tau and case("efficient").tau == pytest.approx(1.0)
    for each in drawn()[:20]:
        assert each.matrix.sum(axis=1) == pytest.approx(np.ones(5)) and (each.costs > 0).all()


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("by", ["none", "cost", "value"])
def test_money_is_moved_and_none_added(name: str, by: str) -> None:
    costs, levels = case(name).costs, levels_after(name, by)
    before, after = costs * 0.36, costs * levels**2
    inside = ((levels > 0) & (levels < 1)).all()
    assert not inside or after.sum() == pytest.approx(before.sum())
    assert after.sum() <= before.sum() * 1.0001
    if by == "none" or (name, by) == ("efficient", "value"):
        assert levels == pytest.approx(np.full(NINE, 0.6))
    else:
        guide = costs if by == "cost" else WEIGHTS @ case(name).matrix / costs
        assert np.corrcoef(np.argsort(np.argsort(guide)), after - before)[0, 1] > 0.5


@pytest.mark.slow
def test_the_bed_is_worth_what_the_buyer_is_spared(table: Table) -> None:
    """Fetch 28 or a courier 40; so up to 40, 32.8, 28 where none, 60%, all can fetch: 28 a + 40 (1 - a)."""
    v, s = Value(), Segment()
    load = v.fetch + v.fetch_time * s.time_price + v.fetch_effort * s.effort_price
    spared = [float(fetches(f4(load if can else 1e9), f4(0), f4(0), f4(0), f4(0), f4(v.courier), f4(v.forgo)))
              for can in (True, False)]  # fmt: skip
    assert spared == [28.0, 40.0] and spared[1] - spared[0] == 12.0
    for access, turn in BED.items():
        exact = 28.0 * access + 40.0 * (1.0 - access)
        assert evidence(table, turn).found.mean == pytest.approx(exact, abs=1.0), access
    assert table.sample(brought(15.0)).mean() > 0 > table.sample(brought(35.0)).mean()


@pytest.mark.slow
def test_each_of_the_four_costs_counts_by_what_it_is_worth(table: Table) -> None:
    """A unit of money less of any wins customers, and as many as one off the price (to a quarter of the gain)."""
    none = table.at("share", **USUAL)
    gains = {name: (table.at("share", **USUAL | {"spared": name}) - none).mean() for name in SPARED}
    assert min(gains.values()) > 0 and max(gains.values()) < 1.25 * min(gains.values()), gains


@pytest.mark.slow
def test_opposite_outcomes_occur(scenario: Scenario, table: Table) -> None:
    assert table.sample(moved("low")).mean() > 0.2 and abs(table.sample(moved("efficient")).mean()) < 1e-9
    assert table.sample(moved("median", "cost")).mean() < 0
    asked = STUDY.claims(scenario.experiment)
    judged = judge(asked, [evidence(table, claim.value) for claim in asked if claim.value is not None])
    assert STUDY.answer is not None and len(STUDY.answer(table, judged)) == 3
