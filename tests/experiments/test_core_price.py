"""E7, prices: simulated best prices and swings against closed forms, and that the opposite occurs."""

from pathlib import Path

import numpy as np
import pytest

from tenfold.experiments import core_price
from tenfold.experiments.core_price import FREE, LIFTS, LOSS, MARGINS, PRICES, STUDY, SWINGS, TIED, USUAL, best, swung
from tenfold.experiments.price_forms import best_price, best_swing, demand
from tenfold.experiments.price_runs import COST, MIDDLE, STEEP
from tenfold.experiments.scenario import Scenario, compose
from tenfold.experiments.study import Table, evidence, judge
from tenfold.experiments.study.design import plans_of
from tenfold.experiments.study.play import Seeds, play
from tenfold.experiments.study.study import noticed

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return compose("core_price", ["market.size=1500", "market.periods=24", "seeds=3"])


@pytest.fixture(scope="module")
def table(scenario: Scenario) -> Table:
    design, never = STUDY.design(scenario.experiment), lambda table: False
    return play(STUDY.outcomes, design, plans_of(design, scenario.plan()), Seeds(3, 3), 0, never, lambda share: None)


def cell(market: str, add_on: float, price: float, lift: float = 0.0, swing: float = 0.0) -> dict[str, object]:
    return {"market": market, "add-on": add_on, "price": price, "lift": lift, "swing": swing}


def test_it_is_one_page() -> None:
    assert len(Path(core_price.__file__).read_text(encoding="utf-8").splitlines()) <= 150


def test_demand_and_profit_are_those_of_the_logit(table: Table) -> None:
    for price in PRICES[FREE]:
        share = demand(price, STEEP, MIDDLE)
        for m in (LOSS, *MARGINS):
            at = cell(FREE, m, price)
            assert table.at("customers", **at).mean() == pytest.approx(share, abs=0.01)
            assert table.at("profit", **at).mean() == pytest.approx((price - COST + m) * share, rel=0.03)


@pytest.mark.parametrize("add_on", [LOSS, *MARGINS])
def test_the_best_core_price_is_that_of_the_closed_form(table: Table, add_on: float) -> None:
    assert best(FREE, add_on)(table) == pytest.approx(best_price(STEEP, MIDDLE, COST, add_on), abs=1.0)


@pytest.mark.parametrize("lift", LIFTS[1:])
def test_the_best_swing_is_that_of_the_closed_form(table: Table, lift: float) -> None:
    assert swung(lift)(table) == pytest.approx(best_swing(USUAL, STEEP, MIDDLE, COST, lift, 0.25), abs=0.04)


def test_with_ties_and_rivals_the_core_is_cheaper_too(table: Table) -> None:
    without, dear = (best(TIED, m)(table) for m in (0.0, 20.0))
    assert 44 < without < 60 and 32 < dear < without - 4


def test_opposite_outcomes_occur(table: Table, scenario: Scenario) -> None:
    assert STUDY.sign_flip is not None and noticed(table, STUDY.sign_flip)[1]["sign_flip"]["both_signs_occur"]
    found = {c.text: evidence(table, c.value).found.mean for c in STUDY.claims(scenario.experiment) if c.value}
    assert found["so do add-ons that lose 10"] < 0
    assert found[f"add-ons that bring 20 make the best core price lower: {FREE}"] > 0
    floating = [found[f"a price that floats by 20% pays if demand swings by {lift:g} utils"] for lift in LIFTS]
    assert floating[0] < 0 < floating[2] and sorted(floating) == floating


def test_the_answer_follows_what_is_found(table: Table, scenario: Scenario) -> None:
    claims = STUDY.claims(scenario.experiment)
    judged = judge(claims, [evidence(table, claim.value) for claim in claims if claim.value is not None])
    assert STUDY.answer is not None
    said = " ".join(STUDY.answer(table, judged))
    assert f"best core price is {best(FREE, 0.0)(table):.1f} without add-ons" in said
    other = " ".join(STUDY.answer(table, [j._replace(verdict="refuted") for j in judged]))
    assert "is refuted where demand does not swing, refuted where it swings" in other


def test_every_arm_is_the_market_it_says(scenario: Scenario) -> None:
    design = STUDY.design(scenario.experiment)
    plans = dict(zip(design.arms, plans_of(design, scenario.plan()), strict=True))
    assert len(plans) == 5 * len(PRICES[FREE]) + 2 * len(PRICES[TIED]) + len(LIFTS) * len(SWINGS) - 1
    tied = plans[TIED, 20.0, 48.0, 0.0, 0.0]
    assert len(tied.firms) == 3 and tied.firms[0].price == 48 and not tied.firms[1].add_ons.on
    assert tied.firms[0].add_ons.price - tied.firms[0].add_ons.unit_cost == 20 and tied.customers.choice.reconsider < 1
    season = plans[FREE, 0.0, USUAL, 0.75, 0.1]
    assert season.customers.season.lift == 0.75 and season.firms[0].seasonal == 0.1
    assert np.isclose(season.customers.choice.sensitivity, STEEP)
    assert not plans[FREE, 0.0, USUAL, 0.0, 0.0].customers.season.on
