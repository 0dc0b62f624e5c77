"""E7, growth: arms do what they say and no more, value curves have both shapes, and what is held against a null."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tenfold.agents.engine import Engine
from tenfold.experiments import growing_customers, growing_runs
from tenfold.experiments.growing_curves import fall, hump, lasts
from tenfold.experiments.growing_customers import ALIKE, HOLD, LOOSE, RICH, STUDY
from tenfold.experiments.growing_runs import ALONE, ARMS, COHORT, POINTS, SEEN
from tenfold.experiments.purchases import Life, follow
from tenfold.experiments.scenario import Scenario, compose
from tenfold.experiments.study import Table, evidence, judge, of_sample
from tenfold.experiments.study.claims import word
from tenfold.experiments.study.design import plans_of
from tenfold.experiments.study.play import Seeds, play
from tenfold.experiments.study.study import noticed

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return compose("growing_customers", ["market.size=2000", "market.periods=50", "market.burn_in=6"])


@pytest.fixture(scope="module")
def table(scenario: Scenario) -> Table:
    design, never = STUDY.design(scenario.experiment), lambda table: False
    return play(STUDY.outcomes, design, plans_of(design, scenario.plan()), Seeds(3, 3), 0, never, lambda share: None)


def of(table: Table, outcome: str, customers: str = ALIKE) -> float:
    return float(table.at(outcome, customers=customers).mean())


def test_it_is_one_page() -> None:
    assert len(Path(growing_customers.__file__).read_text(encoding="utf-8").splitlines()) <= 150


def test_arms_change_one_thing_about_customers(scenario: Scenario) -> None:
    design = STUDY.design(scenario.experiment)
    plans = {arm[0]: plan for arm, plan in zip(design.arms, plans_of(design, scenario.plan()), strict=True)}
    assert plans[ALIKE] == scenario.plan() and set(plans) == set(ARMS)
    paid_for = ("many paid for", "many paid for, words unheeded")
    assert [arm[0] for arm in design.arms if arm[1]] == [LOOSE, HOLD, "offered in vain", RICH, *paid_for]
    assert plans[HOLD].customers.products.switching == 0.3 and plans[LOOSE].customers.products.switching == 0
    assert [each.add_ons.on for each in plans[HOLD].firms] == [True, False, False]


def test_what_grows_by_a_hundredth_of_the_price_is_seen_as_that(table: Table) -> None:
    for name, sign in (("spend more", 1), ("spend less", -1)):
        assert table.at("spending", customers=name) == pytest.approx(0.5 * sign, abs=0.01)  # price 50, 1% a period
        assert of(table, "bringing", name) == pytest.approx(0.2 * sign, abs=0.02)  # margin 20
    assert of(table, "spending") == pytest.approx(0, abs=1e-9)
    assert table.at("churn", customers="spend more") == pytest.approx(table.at("churn", customers=ALIKE))


def test_cost_to_serve_turns_what_later_purchases_bring_either_way(table: Table) -> None:
    assert of(table, "bringing", "cost less") > 0.03 > 0.02 > abs(of(table, "bringing", "cost the same"))
    assert of(table, "bringing", "cost more") < -0.1
    assert of(table, ALONE[36], "cost the same") == pytest.approx(of(table, ALONE[36]) - 4, abs=0.5)
    assert STUDY.sign_flip is not None and noticed(table, STUDY.sign_flip)[1]["sign_flip"]["both_signs_occur"]


def test_the_value_curve_of_a_cohort_has_its_peak_early_or_late(table: Table) -> None:
    assert hump(ALIKE, table) < 0 < hump(RICH, table)
    assert lasts(ALIKE, table) < 6 < lasts(RICH, table)
    assert fall(ALIKE, table) < 0.5 < 2 < fall("cost more", table)


def curves(**each: list[float]) -> Table:
    """Make a table of one arm by what each purchase brings."""
    names = [*COHORT.values(), *ALONE.values()]
    values = [each["cohort"][k] for k in range(11)] + [each["alone"][k] for k in range(11)]
    return Table(("customers",), (("x",),), tuple(names), np.array(values, np.float64).reshape(-1, 1, 1))


def test_shapes_of_a_curve_by_hand() -> None:
    rises = [-50, 10, 12, 14, 16, 14, 12, 10, 8, 6, 4.0]
    flat = [9.0] * 11
    assert hump("x", curves(cohort=rises, alone=flat)) == 16 - 10
    assert hump("x", curves(cohort=[-5.0, *rises[1:]], alone=flat)) == 5
    assert hump("x", curves(cohort=[-50, 17, *rises[2:]], alone=flat)) == -1
    assert hump("x", curves(cohort=[*rises[:10], 20.0], alone=flat)) == 0  # the last is the most: no fall
    assert fall("x", curves(cohort=flat, alone=flat)) == 0
    assert fall("x", curves(cohort=flat, alone=[0, 1, 1, 1, 1, 9, 9, 9, 3, 3, 3.0])) == 6
    assert lasts("x", curves(cohort=rises, alone=flat)) == pytest.approx(8.4)  # 14.4 of 16; 16 at 6, 14 at 9
    assert POINTS[-1] == SEEN


def test_what_is_held_keeps_customers_and_what_only_sells_does_not(table: Table) -> None:
    assert (table.at("churn", customers=LOOSE) == table.at("churn", customers=ALIKE)).all()  # the null arm
    assert (table.at("churn", customers=HOLD) < table.at("churn", customers=LOOSE) - 0.002).all()
    for name in (LOOSE, HOLD):  # who they are: there without any effect
        assert of(table, "holders leave", name) < of(table, "others leave", name) - 0.01
    assert of(table, "profit", "offered in vain") < of(table, "profit") < of(table, "profit", LOOSE)
    assert 1 / 3 < of(table, "wallet", LOOSE) < 1
    assert np.isnan(of(table, "wallet"))


def test_who_holds_and_who_stays_by_the_columns(scenario: Scenario) -> None:
    plan = plans_of(STUDY.design(scenario.experiment), scenario.plan())[list(ARMS).index(HOLD)]
    found, engine = follow(plan, 0), Engine(plan, 0).run(plan.market.periods - 1)
    c = engine.columns
    mine, holds, spell = c.firm == 1, c.add_ons > 0, c.spell.copy()
    engine.run(1)
    stays = (c.firm == 1) & (c.spell == spell)
    some = [mine & (holds == h) for h in (0, 1)]
    assert found.held[-1].tolist() == [[each.sum(), (each & stays).sum()] for each in some]
    assert found.held.sum(axis=1)[:, 0].tolist() == engine.record.started[:, 0].tolist()


def test_slopes_are_of_those_who_are_left(monkeypatch: pytest.MonkeyPatch) -> None:
    staying, spent = np.linspace(1.0, 0.0, SEEN), 50.0 + 0.5 * np.arange(SEEN)
    spent[-1] = 1e6  # nobody makes the last purchase
    life = Life(10, staying, np.ones(SEEN), 20.0 - 0.1 * np.arange(SEEN), spent, 0.0)
    monkeypatch.setattr(growing_runs, "lives", lambda run: life)
    engine: Any = None
    assert STUDY.outcomes["spending"].of(engine) == pytest.approx(0.5)
    assert STUDY.outcomes["bringing"].of(engine) == pytest.approx(-0.1)
    claim = next(c for c in STUDY.claims(STUDY.parameters()) if c.text.startswith("the longer they stay the more they"))
    words = [word(claim, of_sample(x + np.array([-1e-4, 1e-4, 0.0])))[0] for x in (0.5, 0.0, -0.5)]
    assert words == ["supported", "no difference", "refuted"]


def test_sources_are_compared_by_customers_won(scenario: Scenario) -> None:
    plan = plans_of(STUDY.design(scenario.experiment), scenario.plan())[list(ARMS).index("many paid for")]
    found, run = follow(plan, 1), Engine(plan, 1).run()
    rows = slice(plan.market.burn_in + 1, plan.market.periods - 12 + 2)
    for name, amounts in (("stay", (found.told, found.paid)), ("bring", (found.told_brought, found.paid_brought))):
        heard, paid = (
            a[rows, :12].sum() / who[rows, 0].sum() for a, who in zip(amounts, (found.told, found.paid), strict=True)
        )
        assert STUDY.outcomes[f"told {name}"].of(run) == pytest.approx(heard / paid - 1)
    whole = found.told_brought + found.paid_brought
    assert (whole[1:, 0] <= found.brought[1:, 0] + 1e-6).all() and whole.sum() > 0


def test_the_answer_follows_what_is_found(table: Table, scenario: Scenario) -> None:
    claims = STUDY.claims(scenario.experiment)
    judged = judge(claims, [evidence(table, claim.value) for claim in claims if claim.value is not None])
    assert STUDY.answer is not None
    said = " ".join(STUDY.answer(table, judged))
    assert "supported where further products are sold" in said and "supported if they bring 10" in said
    other = " ".join(STUDY.answer(table, [j._replace(verdict="refuted") for j in judged]))
    assert "is refuted where nobody grows" in other and "That these keep customers is refuted" in other
