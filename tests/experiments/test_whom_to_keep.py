"""E8: its arms, acceptance numbers, what its claims find in a small market, and that opposite outcomes occur."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tenfold.agents.engine import Engine
from tenfold.experiments import whom_to_keep
from tenfold.experiments.scenario import Scenario, compose
from tenfold.experiments.study import Design, Findings, Table, judge, listed, of_sample
from tenfold.experiments.study.design import plans_of
from tenfold.experiments.study.play import Seeds, play
from tenfold.experiments.whom_runs import CARES, FELT, HUBS, PICKS, RANKED, TELLS, USUAL, agreement, arm, ranked
from tenfold.experiments.whom_to_keep import STUDY, beyond, fired, focused, of

pytestmark = pytest.mark.slow

SMALL = ["market.size=2000", "market.periods=48", "seeds=6", "experiment.most_seeds=6"]
MONEY = ("profit", "customers")


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return compose("whom_to_keep", SMALL)


@pytest.fixture(scope="module")
def table(scenario: Scenario) -> Table:
    """Play the arms that are asked of below, and measure what takes no replay."""
    whole = STUDY.design(scenario.experiment)
    wanted = [USUAL | {"score": s} for s in PICKS]
    wanted += [USUAL | {"score": s, "care": c} for s in ("none", "sales") for c in CARES]
    wanted += [USUAL | {"fires": True, "tells": x} for x in TELLS] + [USUAL | {"adopts": "all"}]
    arms = {tuple(at.values()): whole.arms[tuple(at.values())] for at in wanted}
    design: Design = listed(whole.factors, arms)
    outcomes = {name: STUDY.outcomes[name] for name in (*MONEY, "churn", "dismissed", "surplus")}
    plans, never = plans_of(design, scenario.plan()), lambda table: False
    return play(outcomes, design, plans, Seeds(6, 6), 0, never, lambda share: None)


def value(table: Table, **at: Any) -> float:
    return float(table.at("profit", **USUAL | at).mean())


def test_it_is_one_page() -> None:
    assert len(Path(whom_to_keep.__file__).read_text(encoding="utf-8").splitlines()) <= 150


def test_the_arms_are_as_said(scenario: Scenario) -> None:
    design = STUDY.design(scenario.experiment)
    main, felt = len(PICKS) * (1 + len(HUBS)), 4 * 2 * (len(FELT) - 1)
    assert len(design.arms) == main + felt + 3 * (len(CARES) - 1) + len(TELLS) + 2
    for plan in plans_of(design, scenario.plan()):
        ours, spent = plan.firms[0], plan.firms[0].budget * (1 - plan.firms[0].retention_share)
        assert ours.targeting.on and spent == pytest.approx(1.0) and plan.network.kind == "scale_free"
        assert not any(each.targeting.on or each.firing.on for each in plan.firms[1:])


def test_scores_that_see_money_pay_and_chance_does_not(table: Table) -> None:
    seen = [table.sample(beyond(score, "random")) for score in ("sales", "points", "lifetime", "uplift", "engagement")]
    assert all(x.mean() > 2.6 * x.std(ddof=1) / np.sqrt(x.size) for x in seen)
    assert abs(table.sample(beyond("ties", "random")).mean()) < 0.5 * min(x.mean() for x in seen)


def test_a_focus_pays_with_little_money_and_loses_with_much(table: Table) -> None:
    """The sign flip."""
    worth = [table.sample(focused(care)).mean() for care in CARES]
    assert STUDY.sign_flip is not None and worth[1] > 0.0 > worth[-1]


def test_dismissal_pays_less_the_more_speak_ill(table: Table) -> None:
    worth = [table.sample(fired(tells)).mean() for tells in TELLS]
    assert worth[0] > worth[-1] and worth[0] > 0.0
    assert 0.0 < table.at("dismissed", **USUAL | {"fires": True}).mean() < 0.05 / 6 * 1.5


def test_being_always_right_pays_or_not_by_what_it_costs(scenario: Scenario, table: Table) -> None:
    """With bad ideas as dear as assumed it costs; where they cost nothing, those pleased are worth it."""
    usual = value(table, adopts="all") - value(table)
    whole = STUDY.design(scenario.experiment)
    free = {f"firms.0.adoption.{name}": 0.0 for name in ("burdens", "effort")} | {"customers.suggestion.pleased": 1.0}
    arms = {(what,): dict(whole.arms[tuple((USUAL | {"adopts": what}).values())]) | free for what in ("good", "all")}
    design, asked = listed(("adopts",), arms), {"profit": STUDY.outcomes["profit"]}
    plans = plans_of(design, scenario.plan())
    found = play(asked, design, plans, Seeds(6, 6), 0, lambda table: False, lambda share: None)
    assert usual < 0.0 < float((found.at("profit", adopts="all") - found.at("profit", adopts="good")).mean())


def test_where_nobody_talks_engagement_is_lifetime_value(scenario: Scenario) -> None:
    """The bit-equal arm: without talk and without suggestions taken up, nothing is added."""
    runs = []
    for score in ("engagement", "lifetime"):
        at = USUAL | {"score": score, "talk": False, "hubs": 0.0, "adopts": "nothing"}
        plan = plans_of(listed(("score",), {(score,): arm(**at)}), scenario.plan())[0]
        runs.append(Engine(plan, 1).run(30))
    one, other = runs
    assert one.books.record.tobytes() == other.books.record.tobytes() and one.columns.favoured.any()
    assert one.columns.score.tobytes() == other.columns.score.tobytes()


def test_chance_foretells_nothing_and_predictions_something(scenario: Scenario) -> None:
    """Spearman of the random score lies within 0 +- .03; that of predicted lifetime value is well above."""
    plan = plans_of(listed(("usual",), {(1,): arm(**USUAL)}), scenario.plan())[0]
    engines = [Engine(plan, seed).run() for seed in range(8)]
    found = {name: np.mean([agreement(name, run, False) for run in engines]) for name in RANKED}
    assert abs(found["random"]) < 0.03 and found["lifetime"] > 0.5 and found["lifetime"] > found["ties"] + 0.3
    whole = ranked(plan, 0)
    assert (whole.engaged >= whole.brought - 1e-9).mean() > 0.9 and whole.engaged.sum() > whole.brought.sum()


def test_what_is_followed_is_what_the_books_say() -> None:
    """All customers there at the review brought together what their own columns say, while nobody could leave."""
    alone = ["market.size=200", "customers.choice.reconsider=0.0", "customers.word.on=false"]
    usual = compose("whom_to_keep", ["market.periods=36", *alone])
    own = {f"firms.{f}.budget": 0.0 for f in range(3)}
    plan = plans_of(listed(("x",), {(1,): arm(**USUAL | {"talk": False}) | own}), usual.plan())[0]
    engine, start = Engine(plan, 0).run(), Engine(plan, 0).run(12)
    mine = start.columns.firm == 1
    gained = engine.columns.value.astype(float) - start.columns.value.astype(float)
    assert ranked(plan, 0).brought == pytest.approx(gained[mine], rel=1e-4, abs=1e-3)


def test_the_answer_follows_the_verdicts(scenario: Scenario) -> None:
    scenario = compose("whom_to_keep", ["market.size=150", "market.periods=20", "seeds=2", "experiment.most_seeds=2"])
    found = STUDY.findings(scenario, lambda what, share: None)
    assert isinstance(found, Findings) and found.parts[0].null_arm
    assert [p.name for p in found.parts[0].sections[0].pictures] == ["scores"] and len(found.answer) == 3
    claims = STUDY.claims(scenario.experiment)
    assert len(judge(claims, [of_sample(np.array([1.0, 2.0]))] * len(claims))) == 15 and of().terms[0][1] == "profit"
