"""The plan of a field test: the first is that of which most is left, its command reads back, what it told narrows."""

import re
import shlex
from collections.abc import Callable

import numpy as np
import pytest

from tenfold.experiments import test_plan as module
from tenfold.experiments.planner.draws import draws
from tenfold.experiments.planner.market import CohortMarket
from tenfold.experiments.planner.trial_page import said
from tenfold.experiments.planner.trials import control_left, possible
from tenfold.experiments.planner.unknowns import money, nine_in_ten
from tenfold.experiments.scenario import compose
from tenfold.experiments.study import Findings
from tenfold.sim.errors import InputError

pytestmark = pytest.mark.slow

QUICK = ("experiment.points=256", "market.start_share=.2")
RESULT = {"left": "300", "control_left": "1300"}  # of 10,000 in each arm: care does much


def found(*given: str) -> Findings:
    words = [word for word in QUICK if word.partition("=")[0] not in {each.partition("=")[0] for each in given}]
    return module.findings(compose("test_plan", [*words, *given]), lambda what, share: None)


def market(*given: str) -> CohortMarket:
    one = compose(None, ["market=from_cohort", *given]).market
    assert isinstance(one, CohortMarket)
    return one


@pytest.fixture(scope="module")
def plain() -> Findings:
    return found()


def test_the_answer_says_what_how_many_how_long_what_it_is_worth_and_costs(plain: Findings) -> None:
    first, second, third = plain.answer
    assert re.match(r"Test (care|contacts) first: give [\d,]+ ", first) and "drawn by lot" in first
    assert re.match(r"What that tells is worth about [\d,]+ money a year, of [\d,]+ for an endless test", second)
    assert "told apart from nothing in 80% of tests from" in third and "in nine of ten cases" in third
    (part,) = plain.parts
    assert part.numbers["pays"] and part.numbers["worth_a_year"] <= part.numbers["endless_worth_a_year"] * 1.001
    assert part.numbers["worth_of_knowing_a_year"]["leaving"] == 0.0  # percentages without a size leave nothing open
    assert plain.question == module.QUESTION and plain.picture in {p.name for p in part.sections[0].pictures}


def test_the_first_is_that_of_which_most_is_left_and_rows_hold_all_sizes(plain: Findings) -> None:
    rows = plain.parts[0].rows
    assert rows is not None and set(rows["people"]) == {50, 100, 200, 500, 1000, 2000, 5000, 10_000}
    wide = rows.pivot_table(index=["test", "people"], columns="outcome", values="value")
    horizon = market("market.start_share=.2").figures().yearly
    left = wide["worth of what it tells"] - horizon * wide["cost"]
    assert left.idxmax()[0] == plain.parts[0].numbers["test"] and len(set(rows["test"])) == 5
    numbers = plain.parts[0].numbers
    assert left.max() == pytest.approx(numbers["worth_a_year"] - horizon * numbers["cost"])
    for name in set(rows["test"]):
        worth, power, cost = (wide.loc[name][what].to_numpy() for what in (
            "worth of what it tells", "power at the effect in question", "cost"))  # fmt: skip
        assert (np.diff(worth) > -1e-6 * worth.max()).all() and (np.diff(power) >= 0.0).all()
        assert cost / wide.loc[name].index.to_numpy() == pytest.approx(np.full(8, cost[0] / 50))


def test_its_command_reads_the_result_back_and_the_next_answer_is_narrower(plain: Findings) -> None:
    words = shlex.split(plain.next)
    assert words[:4] == ["tenfold", "run", "five_to_ten", "market=from_cohort"] and "market.start_share=0.2" in words
    care = found("experiment.test=care", "market.budget=8")
    assert "market.budget=8.0" in shlex.split(care.next)
    filled = care.next.replace("=LEFT", f"={RESULT['left']}").replace("=CONTROL_LEFT", f"={RESULT['control_left']}")
    given = shlex.split(filled)[4:]
    one = market(*given)
    assert one.care_test.given and one.care_test.customers == 10_000
    again = found(*given)
    read = again.answer[-1]
    told = re.match(r"With your field test the best share is ([\d to]+)% in nine of ten cases; "
                    r"before the test ([\d to]+)%", read)  # fmt: skip
    assert told is not None
    after, before = ([float(x) for x in group.split(" to ")] for group in told.groups())
    assert after[-1] - after[0] < before[-1] - before[0]
    assert read in again.parts[0].sections[0].text


def test_a_test_that_contradicts_the_bands_is_told_with_the_plan() -> None:
    care = ("spending:10", "customers:5000", "left:20", "control:5000", "control_left:700")
    read = found(f"market.care_test={{{','.join(care)}}}").answer[-1]
    assert "market.care_test contradicts your bands: 20 of 5,000 left with it and 700 of 5,000 without" in read


def test_where_nothing_changes_what_is_done_no_test_pays_and_none_is_recommended() -> None:
    nothing = found("market.price=60")
    assert nothing.answer[0].startswith("No field test pays") and nothing.next == ""
    assert not nothing.parts[0].numbers["pays"]


def test_an_effect_that_is_stated_sets_the_size() -> None:
    stated = found("experiment.test=care", "experiment.effect=.2", "experiment.churn=.2", "experiment.spending=10",
                   "experiment.power=.9", "experiment.level=.01")  # fmt: skip
    assert stated.parts[0].numbers["people_for_power"] == pytest.approx(
        module.people_needed(0.2, 0.16, 0.9, 0.01), rel=1e-6)  # fmt: skip
    assert "An effect as large as you state is told apart" in stated.answer[2]
    joins = found("experiment.test=contacts", "experiment.effect=.03", "experiment.contacts=2",
                  "customers.response.join_floor=.01")  # fmt: skip
    assert joins.parts[0].numbers["people_for_power"] == pytest.approx(module.people_needed(0.01, 0.04), rel=1e-6)
    assert "2 contacts each within a year" in joins.answer[0]
    assert "market.contact_test.contacts=2" in joins.next and "market.contact_test.joined=JOINED" in joins.next


def test_most_bounds_a_test_and_longer_tests_cost_more() -> None:
    short, longer = (found("experiment.test=care", "experiment.most=3000", "experiment.spending=10", more)
                     for more in ("experiment.periods=1", "experiment.periods=3"))  # fmt: skip
    assert short.parts[0].numbers["people_in_each_arm"] <= 1500
    rows, others = short.parts[0].rows, longer.parts[0].rows
    assert rows is not None and others is not None
    cost = [x.loc[x["outcome"] == "cost", "value"].to_numpy() for x in (rows, others)]
    assert cost[1] == pytest.approx(3 * cost[0]) and cost[0][0] == 10 * 50
    assert "for 3 years" in longer.answer[0] and "market.care_test.periods=3" in longer.next


def test_customers_of_today_leave_as_their_tenure_says() -> None:
    one = market("market.periods=2", "market.burn_in=0")
    fit = one.fit()
    first, second = fit.alpha / (fit.alpha + fit.beta), fit.alpha / (fit.alpha + fit.beta + 1)
    both = (first + (1 - first) * second) / (2 - first)  # of two years' joiners, those who are still there
    assert control_left(one, 1) == pytest.approx(both)
    assert control_left(one, 1, 0.3) == pytest.approx(0.3) and control_left(one, 2, 0.3) < 0.51
    assert control_left(market("market.periods=1", "market.burn_in=0"), 2) == pytest.approx(
        1 - (1 - first) * (1 - second))  # fmt: skip


def test_least_effects_are_those_at_the_ends_of_the_bands() -> None:
    one = market()
    cases = draws(one, 1024)
    for each in possible(compose(None, ["market=from_cohort"]).plan(), one, cases.factors):
        assert each.weakest <= each.trial.effect.min() < each.effect < each.trial.effect.max()
        assert each.trial.effect.min() < each.weakest * 1.25
        assert abs(each.least - each.trial.rate) < abs(each.own - each.trial.rate)
        assert each.treated(each.effect) == pytest.approx(each.own, abs=1e-9)


def test_money_a_year_is_an_annuity_and_words_repeat_what_was_said() -> None:
    own = market("market.periods=3", "market.burn_in=0").figures()
    assert own.yearly * sum(1.1**-t for t in range(3)) == pytest.approx(1.0)
    monthly = own._replace(period="month", a_year=12.0)
    assert monthly.yearly == pytest.approx(12 * own.yearly)
    assert said(market("market.price=80", "market.budget_band=[1,2]", "market.care_test.periods=1"), "market.") == [
        "market.price=80.0", "market.budget_band=[1.0,2.0]"]  # fmt: skip
    assert [money(x) for x in (123_456.0, 1.234, 0.0)] == ["120,000", "1.20", "0"]
    assert np.isnan(nine_in_ten(np.zeros(0)).half)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("experiment.effect=.2", "experiment.effect = 0.2: allowed: together with experiment.test=care"),
        ("experiment.points=300", "experiment.points = 300: allowed: a power of 2, such as 256"),
        ("experiment.power=1", "experiment.power = 1: allowed: "),
        ("experiment.test=car", "experiment.test = 'car': allowed: "),
        ("experiment.most=10", "experiment.most = 10: allowed: "),
    ],
)
def test_what_cannot_be_planned_is_refused(refused: Callable[..., str], given: str, told: str) -> None:
    assert refused(given, experiment="test_plan").startswith(f"tenfold: {told}")


def test_without_a_market_of_a_planner_it_is_refused() -> None:
    scenario = compose("test_plan", ["market=default"])
    with pytest.raises(InputError, match="market = 'plan': allowed: from_cohort"):
        module.findings(scenario, lambda what, share: None)
