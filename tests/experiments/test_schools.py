"""Schools: acceptance by closed forms, sums by hand, and that each school is right somewhere."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from scipy.special import betaln

from tenfold.agents.engine import Engine
from tenfold.agents.plan import Plan
from tenfold.experiments import schools
from tenfold.experiments.scenario import Scenario, compose
from tenfold.experiments.schools import STUDY, own_loyalty
from tenfold.experiments.schools_figure import strongest
from tenfold.experiments.schools_runs import ALIKE, FIRST, SPACE, arm, churn_of, falls_with_tenure, unusual
from tenfold.experiments.schools_table import DRAWN, flows, gains, halves, keeps, places, through_winning
from tenfold.experiments.study import Table, listed
from tenfold.experiments.study.design import plans_of
from tenfold.experiments.study.play import Seeds, play
from tenfold.experiments.tenure_runs import arm as followed
from tenfold.sim.groups import varied

SMALL = ["market.size=600", "market.periods=36", "seeds=2", "experiment.points=8"]


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return compose("schools", SMALL)


def made(profit: dict[str, tuple[float, float]], flow: dict[str, list[float]]) -> Table:
    """Give a table of drawn markets: profit when keeping, when winning; flows arm by arm; one seed, played twice."""
    arms = tuple((name, first, True) for name in profit for first in FIRST)
    values = np.array([[x for pair in profit.values() for x in pair], *flow.values()])
    return Table(schools.FACTORS, arms, ("profit", *flow), np.repeat(values[:, :, None], 2, axis=2))


def test_it_is_one_page() -> None:
    assert len(Path(schools.__file__).read_text(encoding="utf-8").splitlines()) <= 150


def test_both_schools_spend_the_same_money_in_every_market(scenario: Scenario) -> None:
    design = STUDY.design(scenario.experiment)
    plans = dict(zip(design.arms, plans_of(design, scenario.plan()), strict=True))
    assert len(plans) == 2 * (8 + 2) + 2
    for (market, first, loyal), plan in plans.items():
        if first == "neither":
            continue
        other = plans[market, "winning" if first == "keeping" else "keeping", loyal]
        assert plan.firms[0].retention_share == FIRST[first]
        assert plan.firms[0].budget == other.firms[0].budget and plan.firms[1:] == other.firms[1:]
        assert plan.customers == other.customers and plan.firms[1].unit_cost == plan.firms[0].unit_cost


def test_without_loyalty_nobody_becomes_attached_and_leaving_grows_no_dearer() -> None:
    plan = varied(Plan(), {**ALIKE, **own_loyalty(False), "market.size": 400})
    assert plan.customers.choice.commitment_weight == plan.customers.choice.switching_growth == 0
    assert plan.customers.choice.switching > 0 and own_loyalty(True) == {}


def test_shares_and_halves_by_hand() -> None:
    profit = {f"{DRAWN}{k}": (float(k), 2.5) for k in range(8)}  # keeping earns more in markets 3 to 7
    table = made(profit, {name: list(np.arange(16.0)) for name in ("growth", "won", "lost")})
    assert gains(table).tolist() == [k - 2.5 for k in range(8)]
    assert keeps(table) == 5 / 8
    spans = places(table)
    for name, (low, high) in halves(table).items():
        upper = spans[name] > np.median(spans[name])
        assert (low, high) == ((gains(table) > 0)[~upper].mean(), (gains(table) > 0)[upper].mean())
    assert len(strongest(halves(table))) == 2 and set(spans) == set(SPACE)


@pytest.mark.parametrize(
    ("won", "lost", "share"),
    [([1, 2, 3, 4], [0, 0, 0, 0], 1.0), ([0, 0, 0, 0], [4, 3, 2, 1], 0.0), ([1, 2, 3, 4], [4, 3, 2, 1], 0.5)],
)
def test_growth_comes_through_what_differs(won: list[float], lost: list[float], share: float) -> None:
    profit = {f"{DRAWN}{k}": (0.0, 0.0) for k in range(2)}
    growth = [w - x for w, x in zip(won, lost, strict=True)]
    table = made(profit, {"growth": growth, "won": list(won), "lost": list(lost)})
    assert through_winning(table) == pytest.approx(share)
    both = flows(table)
    assert both["growth"] == pytest.approx(both["won"] - both["lost"])


def test_what_is_unusual_is_beyond_the_market() -> None:
    """Two firms, one year: 100 and 300 customers; 30 and 50 won; 10 and 30 lost."""
    started, lost, won = np.zeros((12, 2)), np.zeros((12, 2)), np.zeros((12, 1, 2))
    started[0], lost[3], won[5, 0] = (100, 300), (10, 30), (30, 50)
    run: Any = SimpleNamespace(
        record=SimpleNamespace(started=started, lost=lost, won=won), now=12,
        plan=SimpleNamespace(market=SimpleNamespace(burn_in=0)),
    )  # fmt: skip
    assert unusual("won")(run) == pytest.approx(0.30 - 80 / 400)
    assert unusual("lost")(run) == pytest.approx(0.10 - 40 / 400)
    assert unusual("growth")(run) == pytest.approx(0.20 - 40 / 400)
    run.now = 11
    assert np.isnan(unusual("won")(run))


@pytest.mark.parametrize("given", ["90%", "Regular"])
def test_selection_alone_makes_churn_fall_with_tenure_as_the_closed_form_says(given: str) -> None:
    """Customers all alike: not at all; of the published cohort (Fader & Hardie 2007): by shifted-beta-geometric."""
    sizes = {"market.size": 60_000, "market.periods": 40, "market.burn_in": 2}
    plan = varied(Plan(), followed(given, 5.0, 3.0) | sizes)
    early, late = 0.0, 0.0
    if given == "Regular":
        log_s = [betaln(0.704, 1.182 + t) - betaln(0.704, 1.182) for t in (12, 35)]
        early, late = -log_s[0] / 12, (log_s[0] - log_s[1]) / 23
    found = falls_with_tenure(Engine(plan, 1).run())
    assert found == pytest.approx(early - late, abs=0.006)


def test_churn_is_of_the_firm_asked_for() -> None:
    run = Engine(varied(Plan(), {**ALIKE, "market.size": 500, "market.periods": 20}), 3).run()
    for f in range(3):
        after = slice(run.plan.market.burn_in, None)
        assert churn_of(f)(run) == run.record.lost[after, f].sum() / run.record.started[after, f].sum()


@pytest.mark.slow
def test_each_school_is_right_somewhere() -> None:
    """Where contacts are dear and care strong keeping earns more, where it is the other way round winning."""
    scenario = compose("schools", ["market.size=2000", "seeds=4"])
    arms = {(name, first, True): arm(place, share) for name, place in schools.NAMED.items()
            for first, share in FIRST.items()}  # fmt: skip
    design, outcomes = listed(schools.FACTORS, arms), {"profit": STUDY.outcomes["profit"]}
    table = play(outcomes, design, plans_of(design, scenario.plan()), Seeds(4, 4), 0, lambda t: False, lambda x: None)
    assert STUDY.sign_flip is not None
    assert (table.sample(STUDY.sign_flip.plus) > 0).all() and (table.sample(STUDY.sign_flip.minus) < 0).all()


@pytest.mark.slow
def test_the_smallest_firm_is_in_double_jeopardy_and_the_restless_leave_first(scenario: Scenario) -> None:
    """With and without loyalty; false alarm rate far below 1e-3 by the intervals of the reference run."""
    for loyal in (True, False):
        runs = [Engine(varied(scenario.plan(), {**ALIKE, **own_loyalty(loyal), "market.periods": 60}), s).run()
                for s in range(3)]  # fmt: skip
        assert all(churn_of(schools.SMALL)(run) > churn_of(schools.BIG)(run) for run in runs)
        assert np.mean([falls_with_tenure(run) for run in runs]) > 0
