"""The experiment `plan`: policies, budgets and horizon as asked for, what is said, and rows that hold it."""

import math
from typing import Any

import numpy as np
import pytest

from tenfold.experiments import plan as page
from tenfold.experiments.planner.ahead import Flow, ends
from tenfold.experiments.planner.draws import draws
from tenfold.experiments.planner.market import CohortMarket
from tenfold.experiments.planner.outlook import Outlook, confirm, outlook
from tenfold.experiments.planner.outlook_figure import coloured, draw, scale_of
from tenfold.experiments.planner.outlook_page import claims, spread_of
from tenfold.experiments.planner.outlook_words import against, answer, money, title
from tenfold.experiments.planner.policies import Best, arms_of, best_split, check
from tenfold.experiments.scenario import Scenario, compose
from tenfold.experiments.study import Findings
from tenfold.sim.errors import InputError
from tenfold.sim.groups import varied

SMALL = ("experiment.points=64", "market.size=1000", "seeds=4", "market.start_share=0.2", "market.market_size=1e6")
BEST = Best(0.12, 0.3, True, False)


def asked(*given: str) -> Scenario:
    return compose("plan", [*SMALL, *given])


def found(*given: str) -> Findings:
    return page.findings(asked(*given), lambda what, share: None)


@pytest.fixture(scope="module")
def shipped() -> Findings:
    return found("experiment.budgets=[2,8]", "experiment.policies=[nothing,now,half,best,0.9]")


@pytest.fixture(scope="module")
def seen() -> Outlook:
    scenario = asked()
    assert isinstance(scenario.market, CohortMarket)
    unknown = draws(scenario.market, 64)
    return outlook(scenario.plan(), 1e6, unknown, [5.0, 10.0], ["all_winning", "half"], "nothing", 5)


def test_policies_are_splits_of_every_budget_and_what_hangs_on_none_stands_once() -> None:
    plan = varied(asked().plan(), {"firms.0.budget": 7.0, "firms.0.retention_share": 0.25})
    arms = arms_of(plan, [2.0, 4.0], ["now", "third", "best", 0.9, "best_soon"], "nothing", [BEST, BEST])
    assert [(a.name, a.budget, a.money, round(a.share, 3)) for a in arms] == [
        ("nothing", None, 0.0, 0.0), ("now", None, 7.0, 0.25),
        ("best", 2.0, 2.0, 0.12), ("best_soon", 2.0, 2.0, 0.3), ("third", 2.0, 2.0, 0.333), ("0.9", 2.0, 2.0, 0.9),
        ("best", 4.0, 4.0, 0.12), ("best_soon", 4.0, 4.0, 0.3), ("third", 4.0, 4.0, 0.333), ("0.9", 4.0, 4.0, 0.9),
    ]  # fmt: skip


def test_the_best_stands_for_a_named_split_that_is_the_same() -> None:
    plan = asked().plan()
    arms = arms_of(plan, [2.0], ["all_winning", "half", "best", "nothing"], "nothing", [BEST._replace(long=0.0)])
    assert [a.name for a in arms] == ["nothing", "best", "half"]


def test_best_splits_are_those_of_either_horizon() -> None:
    """Over one period a start from nobody has nobody to keep; what is spent on winning pays later only."""
    plan = asked("market.budget=10", "market.unit_cost=90").plan()
    far, near = best_split(plan, 10.0, 30), best_split(plan, 10.0, 1)
    assert far.long == near.long and not near.pays_soon
    same = best_split(varied(plan, {"market.discount": 0.0}), 10.0, 30)
    assert same.long == same.soon and same.pays_long == same.pays_soon


@pytest.mark.parametrize(
    ("policies", "words"),
    [
        (["alwinning"], r"'alwinning': allowed: one of nothing.*nearest: all_winning"),
        ([1.5], r"= 1\.5: allowed: one of"),
        ([], r"= \[\]: allowed: 1 to 8"),
        (["half", "half"], "different policies"),
    ],
)
def test_what_is_no_policy_is_refused(policies: list[Any], words: str) -> None:
    with pytest.raises(InputError, match=words):
        check(policies, "experiment.policies")


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ("experiment.budgets=[]", r"^experiment\.budgets = \[\]: allowed: a list"),
        ("experiment.budgets=[-1]", r"^experiment\.budgets\.0 = -1"),
        ("experiment.budgets=[1,2,3,4,5,6]", r"^experiment\.budgets = .*allowed: a list"),
        ("experiment.budgets=[2,2]", "different budgets"),
        ("experiment.policies=[hlaf]", "nearest: half"),
        ("experiment.reference=nothin", r"^experiment\.reference.*nearest: nothing"),
        ("experiment.horizon=0", r"^experiment\.horizon = 0"),
        ("experiment.points=1000", "a power of 2, such as 1024"),
    ],
)
def test_what_cannot_be_asked_is_refused_by_name(given: str, words: str) -> None:
    with pytest.raises(InputError, match=words):
        compose("plan", [given])


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ("experiment.horizon=31", r"^experiment\.horizon = 31: allowed: 1 \.\. 30"),
        ("market.budget=0", r"^experiment\.budgets.*market\.budget is 0"),
        ("market=default", r"^market: allowed: from_cohort"),
    ],
)
def test_what_this_market_cannot_be_asked_is_refused_before_it_is_played(given: str, words: str) -> None:
    with pytest.raises(InputError, match=words):
        page.findings(compose("plan", [given]), lambda what, share: None)


@pytest.mark.parametrize(
    ("period", "horizon"), [("year", 5), ("month", 12), ("quarter", 4), ("week", 52), ("day", 365)]
)
def test_by_default_a_year_is_asked_for_and_half_once_and_twice_the_budget(period: str, horizon: int) -> None:
    plan = varied(asked("market.budget=3").plan(), {"market.period": period, "market.periods": 400})
    assert page.asked_for(page.Ahead(), plan) == ((1.5, 3.0, 6.0), horizon)
    assert page.asked_for(page.Ahead(budgets=(4.0,), horizon=2), plan) == ((4.0,), 2)
    assert page.asked_for(page.Ahead(), varied(plan, {"market.periods": 3, "market.burn_in": 0}))[1] == 3


def test_gains_and_wins_are_taken_case_by_case(seen: Outlook) -> None:
    profit = seen.drawn.profit[:, 4] * 1e6
    assert seen.extra == pytest.approx(profit - profit[0])
    assert seen.wins.sum() == pytest.approx(1.0)
    assert seen.beats(1)[2] + seen.beats(2)[1] == pytest.approx(1.0) and seen.beats(1)[1] == 0.0
    means = seen.extra.mean(axis=1)
    assert seen.top == means.argmax() and seen.spender == 1 + means[1:].argmax()
    low, middle, high = np.quantile(seen.extra[1], (0.05, 0.5, 0.95), method="inverted_cdf")
    assert spread_of(seen, 1) == pytest.approx((middle, low, high))
    assert seen.long[0] == pytest.approx((seen.own.cash[0, :, 0] / 1.1 ** np.arange(30)).sum() * 1e6)


def test_simulated_agents_agree_and_an_arm_played_twice_is_the_same(seen: Outlook) -> None:
    """A band of 95% for all together; the seed is fixed."""
    plan = varied(seen.plan, {"market.size": 4000})
    played = confirm(seen._replace(plan=plan), [0, 1, 2], 8)
    assert played.agrees is True and played.null_arm
    assert played.customers.shape == played.profit.shape == (3, 5, 8)
    own = seen.own.first(5)
    assert played.customers.mean(axis=2) == pytest.approx(own.customers[:3, 1:, 0], abs=0.01)
    assert played.profit.mean(axis=2) == pytest.approx(own.profit[:3, :, 0], rel=0.05, abs=0.3)
    wrong = seen._replace(plan=varied(plan, {"firms.0.price": 90.0}))
    assert confirm(wrong, [1], 8).agrees is False
    assert confirm(seen, [1], 1).agrees is None


def test_rows_add_up_and_hold_what_is_said(shipped: Findings) -> None:
    rows = shipped.parts[0].rows
    assert rows is not None and set(rows.columns) == set(shipped.parts[0].units)
    own = rows.pivot_table(index=["propensity", "budget", "policy", "period"], columns="outcome", values="own",
                           observed=True).reset_index()  # fmt: skip
    for (_, budget, _), arm in own.groupby(["propensity", "budget", "policy"], observed=True):
        n = arm.customers.to_numpy()
        assert n[0] == pytest.approx(2e5) and len(n) == 6
        assert n[1:] == pytest.approx(n[:-1] + arm.joined.to_numpy()[1:] - arm.left.to_numpy()[1:])
        assert arm.profit.to_numpy()[1:] == pytest.approx(arm.cash.to_numpy()[1:].cumsum())
        assert arm.cash.to_numpy()[1:] == pytest.approx(40 * n[1:] - budget * 1e6)
        assert arm.profit_a_head.to_numpy()[1:] * 1e6 == pytest.approx(arm.profit.to_numpy()[1:])
    known = rows.dropna(subset=["low", "middle", "high"])
    assert (known.low <= known.middle).all() and (known.middle <= known.high).all()
    assert set(rows.budget) == {0.0, 2.0, 5.0, 8.0}
    assert rows.groupby("outcome", observed=True).unit.nunique().max() == 1
    readings = rows[(rows.policy == "half") & (rows.outcome == "customers") & (rows.period == 5)]
    assert readings.propensity.nunique() == 2 and readings.middle.nunique() == 4


def test_what_is_said_is_what_was_found(shipped: Findings) -> None:
    part, numbers = shipped.parts[0], shipped.parts[0].numbers
    assert part.null_arm and numbers["horizon"] == 5 and numbers["budgets"] == [2.0, 8.0]
    assert len(part.claims) == 2 and part.claims[0].claim.text.startswith("2 a head")
    assert sum(arm["most_of_all"] for arm in numbers["arms"]) == pytest.approx(1.0)
    assert shipped.question == page.QUESTION and shipped.answer[0].startswith("Spending")
    assert "in all" in shipped.answer[0] and "The money is back in year" in shipped.answer[1]
    assert "customers" in shipped.answer[2] and len(shipped.answer) <= 4


def test_a_claim_holds_in_19_of_20_cases_or_is_undecided(seen: Outlook) -> None:
    def words(extra: np.ndarray[Any, Any]) -> list[str]:
        cash = np.zeros((3, 5, extra.size))
        cash[1:, 0] = extra
        drawn = seen.drawn._replace(cash=cash)
        return [j.verdict for j in claims(seen._replace(drawn=drawn, arms=seen.arms[:3]), [5.0])]

    some = np.ones(100)
    assert words(some) == ["supported"] and words(-some) == ["refuted"]
    some[:5] = -1
    assert words(some) == ["supported"]
    some[:6] = -1
    assert words(some) == ["undecided"]


def test_short_and_long_term_are_told_apart(seen: Outlook) -> None:
    def said(*best: Best) -> str:
        return " ".join(answer(seen._replace(best=best)))

    differs, same = Best(0.1, 0.4, True, True), Best(0.1, 0.1, True, True)
    first = seen.arms[seen.spender].budget == 5.0
    assert "40% over 5 years and 10% over all 30 years" in said(*((differs, same) if first else (same, differs)))
    assert "Short and long" not in said(*((same, differs) if first else (differs, same)))
    later = Best(0.1, 0.1, True, False)
    assert "pays over all 30 years, and does not over 5" in said(later, later)


def test_where_spending_loses_nothing_is_said_to_earn_most(seen: Outlook) -> None:
    cash = seen.drawn.cash.copy()
    cash[1:] = cash[0] - 2.0
    said = answer(seen._replace(drawn=seen.drawn._replace(cash=cash)))
    assert said[0].startswith("Spending nothing earns most over the next 5 years, in 100% of the cases")
    assert "10,000,000 money less than spending nothing" in said[0]
    assert said[1] == "In most cases the money is not back within 30 years; within 5 years in 0% of the cases."
    assert title(seen._replace(drawn=seen.drawn._replace(cash=cash))).startswith("Spending nothing earns most")


def test_signs_of_differences_are_heard() -> None:
    assert against(-5.0, 7.0) == "5 less to 7 more" and against(2.0, 7.0) == "2 to 7 more"
    assert against(-9.0, -2.0) == "2 to 9 less"
    assert (money(1234567.0), money(-0.0), money(1e-11), money(0.123456)) == ("1,230,000", "0", "0", "0.123")


def test_the_picture_has_a_column_a_budget_and_names_every_policy(seen: Outlook) -> None:
    figure = draw(seen, "found")
    assert len(figure.axes) == 8
    words = [text.get_text() for text in figure.axes[0].texts]
    assert sorted(words) == ["all for winning", "half", "nothing"]
    assert figure.axes[0].get_title(loc="left") == "5 a head and year"
    colours = coloured(seen)
    assert colours[1] == colours[3] != colours[2] == colours[4] and len({*colours}) == 3
    middle = ends(seen.drawn.first(5).customers)[1] * 1e6
    lines = [np.asarray(line.get_ydata()) for line in figure.axes[0].lines]
    scale, letter = scale_of(seen.drawn.first(5).customers * 1e6)
    assert letter == "k " and any(line == pytest.approx(middle[1] / scale) for line in lines if line.size == 6)


def test_the_same_is_found_each_time() -> None:
    few = ("experiment.budgets=[2]", "experiment.policies=[half]", "experiment.horizon=2")
    one, two = (found(*few, f"threads={k}") for k in (1, 2))
    assert one.answer == two.answer and one.parts[0].rows is not None and one.parts[0].rows.equals(two.parts[0].rows)


def test_a_flow_without_customers_has_no_churn() -> None:
    flow = Flow(np.zeros((1, 2, 1)), np.zeros((1, 1, 1)), np.zeros((1, 1, 1)), np.zeros((1, 1, 1)), np.zeros((1, 1)))
    assert math.isnan(flow.churn[0, 0, 0])
