"""What a planner is told: whether it pays, a range, what decides, and a verdict that says what it hangs on."""

import math
from typing import Any

import numpy as np
import pytest

from tenfold.experiments.five_to_ten.cohort_panel import part
from tenfold.experiments.planner.answer import Told, verdict
from tenfold.experiments.planner.figure import picture
from tenfold.experiments.planner.foreseen import Foreseen
from tenfold.experiments.planner.market import CohortMarket
from tenfold.experiments.planner.split import FINE, PlannedSplit
from tenfold.experiments.planner.unknowns import Spread
from tenfold.experiments.planner.worth import Worth
from tenfold.experiments.scenario import compose
from tenfold.experiments.splitting.outcomes import Outcome

MARKET = compose(None, ["market=from_cohort", "market.periods=12", "market.discount=0"]).market
assert isinstance(MARKET, CohortMarket)
TOLD = Told(MARKET)
NONE = Worth(0.0, 0.0)
KNOWING = {"conversion": Worth(0.12, 0.01), "market_size": Worth(0.06, 0.01), "leaving": Worth(0.01, 0.02)}
EFFECTS = {"conversion": 0.4, "max_saved": 0.3, "budget": 0.05}
GAINED = Spread(np.full(100, 7.0), 1.0, {"market_size": 0.6, "conversion": 0.2, "budget": 0.0})


def found(
    values: Any, gain: float = 7.0, share: float = 1.0, effects: dict[str, float] = EFFECTS,
    worth: dict[str, Worth] = KNOWING,
) -> PlannedSplit:
    profit = 100.0 - 100.0 * (FINE - 0.3) ** 2
    own = Foreseen(profit[None], np.zeros((1, 101)), np.array([100.0 - gain]))
    drawn = Spread(np.asarray(values, np.float64), share, effects)
    runs = np.tile(profit[[0, 50, 100]][None, :, None], (len(Outcome._fields), 1, 2))
    everything = Worth(0.24, 0.01)
    return PlannedSplit(own, 0.3, gain, drawn, GAINED, 0.3, worth, everything, FINE[[0, 50, 100]], runs)


LOW, HIGH = [0.1] * 96 + [0.6] * 4, [0.7] * 96 + [0.4] * 4


@pytest.mark.parametrize(
    ("values", "word"),
    [
        (LOW, "refuted"),
        (HIGH, "supported"),
        ([0.1] * 50 + [0.7] * 50,
         "depends on what a contact converts; on how much of your churn care can prevent at most"),
    ],
)  # fmt: skip
def test_the_verdict_is_that_of_95_in_100_cases_or_what_it_depends_on(values: list[float], word: str) -> None:
    assert verdict(found(values)) == word
    assert verdict(found(values, gain=0.0)) == "does not pay"
    assert TOLD.numbers(found(values))["more_than_half_for_retention"] == word.partition(" on ")[0]


def test_nothing_known_to_decide_is_said() -> None:
    assert verdict(found([0.1, 0.7], effects={"budget": 0.0})) == "depends on what is not known"


def answer(r: PlannedSplit, other: PlannedSplit | None = None) -> list[str]:
    return TOLD.answer(r, other or r)


def test_the_answer_is_two_ranges_then_what_to_test_first_then_what_no_test_tells() -> None:
    """A head of a market of 1e6 is worth 1e6 / 12 a year over 12 years without discount."""
    first, second, third, fourth = answer(found([0.0] * 5 + [0.2] * 90 + [0.6] * 5))
    assert first == (
        "Giving retention 8 to 52% of your budget comes within 5% of your best profit over 12 years (best: 30%)."
    )
    assert second == (
        "Over what you do not know the best share is 19 to 22% in nine of ten cases, and more than half in 5% of them."
    )
    assert third == (
        "What to test first is what a contact converts: to know it is worth up to 10,000 money a year "
        "(knowing everything: 20,000)."
    )
    assert fourth.endswith("at your figures 30% is best either way.")


def test_what_is_worth_more_but_no_matter_of_a_test_is_said_too() -> None:
    size_first = {"market_size": Worth(0.24, 0.01), "max_saved": Worth(0.12, 0.01)}
    assert TOLD.first(found(LOW, worth=size_first)) == (
        "What to test first is how much of your churn care can prevent at most: to know it is worth up to 10,000 money "
        "a year (knowing everything: 20,000); worth more is how many people your market has (20,000): count them first."
    )
    alone = TOLD.first(found(LOW, worth={"market_size": Worth(0.24, 0.01), "max_saved": Worth(0.1, 0.09)}))
    assert alone.startswith("No field test is worth making first; worth most is how many people your market has (20,0")
    assert TOLD.first(found(LOW, worth={"max_saved": Worth(0.1, 0.09)})).startswith("No single thing you could find")


def test_what_no_test_tells_may_change_the_answer() -> None:
    other = found(LOW)._replace(best=0.5)
    assert answer(found(LOW), other)[3].endswith("30% is best if they are not, and 50% is best if they are.")
    assert answer(found(LOW), found(LOW, gain=-1.0))[3].endswith(
        "30% is best if they are not, and no split pays if they are."
    )


def test_a_year_of_a_month_is_twelve_and_later_money_is_worth_less() -> None:
    """Of 12 months 1e6 heads are worth 1e6 a year; at 10% a year, paid for 11 months on average less by 4%."""
    plain = compose(None, ["market=from_cohort", "market.period=year", "market.periods=11", "market.discount=0.1"])
    assert isinstance(plain.market, CohortMarket)
    assert Told(plain.market).a_year == pytest.approx(1e6 / (1 - 1.1**-11) * (1 - 1 / 1.1))


def test_cases_in_which_nothing_pays_are_counted_not_mixed_in() -> None:
    second = answer(found(LOW, share=0.6))[1]
    assert "in the 60% of cases in which a split pays at all" in second


def test_a_business_that_does_not_pay_is_told_so_and_no_split_is_recommended() -> None:
    first, second, third, _ = answer(found(LOW, gain=-2.5, share=0.2))
    assert first.startswith("At your figures the business does not pay: over 12 years the best split earns 2.5 money")
    assert first.endswith("no split is recommended.") and "20% of cases" in second
    assert third.startswith("What to test first is what a contact converts")
    said = TOLD.numbers(found(LOW, gain=-2.5))
    assert said["best_share_at_your_figures"] is None and said["within_5_percent_of_the_best_profit"] is None
    never = answer(found([], gain=-2.5, share=0.0))
    assert never[1:] == ["Nor does any split in any case drawn over what you do not know."]


@pytest.mark.parametrize(
    ("given", "title", "headings"),
    [
        (found(LOW), "at most half of your budget in 96%", ["8 to 52% for retention", "is 10% in", "Most worth"]),
        (found(HIGH), "more than half of your budget in 96%", ["8 to 52%", "is 70% in", "Most worth"]),
        (found(LOW + HIGH), "depends on what a contact converts", ["8 to 52%", "10 to 70%", "Most worth"]),
        (found([], -2.5, 0.0), "does not pay", ["2.5 less than spending nothing", "Most worth"]),
    ],
)  # fmt: skip
def test_the_picture_says_the_finding_in_words(given: PlannedSplit, title: str, headings: list[str]) -> None:
    figure = picture({"drawn anew with every spell": given, "kept by the person for good": given}, MARKET)
    assert title in figure.get_suptitle().replace("\n", " ")
    for axes, words in zip(figure.axes, headings, strict=True):
        assert words in axes.get_title(loc="left")


def test_a_shipped_cohort_that_cannot_pay_is_told_so_by_the_whole_part() -> None:
    scenario = compose(None, ["market=from_cohort", "market.price=60", "seeds=2"])
    whole, page = part(scenario, 200, lambda share: None)
    (claim,) = whole.claims
    assert page.sentence.startswith("The business does not pay over 30 years")
    assert claim.verdict == "undecided" and all(math.isnan(x) for x in claim.found)
    assert any("Left out: a share of 100%" in text for text in whole.sections[0].text)
