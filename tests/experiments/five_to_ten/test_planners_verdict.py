"""What a planner is told: whether it pays, a range, what decides, and a verdict that says what it hangs on."""

import math
import re
from typing import Any

import numpy as np
import pytest

from tenfold.experiments.five_to_ten.cohort_panel import answer, part, picture, told, verdict
from tenfold.experiments.planner.foreseen import Foreseen
from tenfold.experiments.planner.split import FINE, PlannedSplit
from tenfold.experiments.planner.unknowns import Spread
from tenfold.experiments.scenario import compose
from tenfold.experiments.splitting.outcomes import Outcome
from tenfold.sim.statistics import Peak

PLAN = compose(None, ["market=from_cohort", "market.periods=12"]).plan()
NOWHERE = Peak(math.nan, math.nan, math.nan)
EFFECTS = {"conversion": 0.4, "max_saved": 0.3, "budget": 0.05}
GAINED = Spread(np.full(100, 7.0), 1.0, {"market_size": 0.6, "conversion": 0.2, "budget": 0.0})


def found(values: Any, gain: float = 7.0, share: float = 1.0, effects: dict[str, float] = EFFECTS) -> PlannedSplit:
    profit = 100.0 - 100.0 * (FINE - 0.3) ** 2
    own = Foreseen(profit[None], np.zeros((1, 101)), np.array([100.0 - gain]))
    drawn = Spread(np.asarray(values, np.float64), share, effects)
    runs = np.tile(profit[[0, 50, 100]][None, :, None], (len(Outcome._fields), 1, 2))
    return PlannedSplit(own, 0.3, gain, drawn, GAINED, FINE[[0, 50, 100]], runs, Peak(0.3, 0.2, 0.4))


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
    assert told(found(values))["more_than_half_for_retention"] == word.partition(" on ")[0]


def test_nothing_known_to_decide_is_said() -> None:
    assert verdict(found([0.1, 0.7], effects={"budget": 0.0})) == "depends on what is not known"


def test_the_answer_is_the_flat_range_then_the_range_then_what_decides() -> None:
    first, second, third = answer(found([0.0] * 5 + [0.2] * 90 + [0.6] * 5), PLAN)
    assert first == (
        "Giving retention 8 to 52% of your budget comes within 5% of your best profit over 12 years (best: 30%)."
    )
    assert second == (
        "Over what you do not know the best share is 19 to 22% in nine of ten cases, and more than half in 5% of them."
    )
    most = r"What moves it most is what a contact converts \(\d+% of the differences\): test that first\."
    assert re.fullmatch(most, third)
    assert answer(found(LOW, effects={"budget": 0.0}), PLAN)[2] == "Nothing of it moves the best share."
    few = found(LOW[:20], share=0.01, effects={"budget": math.nan})
    assert answer(few, PLAN)[2] == "Too few cases pay to tell what decides."


def test_cases_in_which_nothing_pays_are_counted_not_mixed_in() -> None:
    second = answer(found(LOW, share=0.6), PLAN)[1]
    assert "in the 60% of cases in which a split pays at all" in second


def test_a_business_that_does_not_pay_is_told_so_and_no_split_is_recommended() -> None:
    first, second, third = answer(found(LOW, gain=-2.5, share=0.2), PLAN)
    assert first.startswith("At your figures the business does not pay: over 12 years the best split earns 2.5 money")
    assert first.endswith("no split is recommended.") and "20% of cases" in second
    assert third.startswith("Whether it pays hangs most on how many people your market has (")
    said = told(found(LOW, gain=-2.5))
    assert said["best_share_at_your_figures"] is None and said["within_5_percent_of_the_best_profit"] is None
    never = answer(found([], gain=-2.5, share=0.0), PLAN)
    assert never[1:] == ["Nor does any split in any case drawn over what you do not know."]


@pytest.mark.parametrize(
    ("given", "title", "headings"),
    [
        (found(LOW), "at most half of your budget in 96%", ["8 to 52% for retention", "is 10% in", "best share"]),
        (found(HIGH), "more than half of your budget in 96%", ["8 to 52%", "is 70% in", "best share"]),
        (found(LOW + HIGH), "depends on what a contact converts", ["8 to 52%", "10 to 70%", "best share"]),
        (found([], -2.5, 0.0), "does not pay", ["2.5 less than spending nothing", "No split pays", "earned"]),
    ],
)  # fmt: skip
def test_the_picture_says_the_finding_in_words(given: PlannedSplit, title: str, headings: list[str]) -> None:
    figure = picture({"drawn anew with every spell": given, "kept by the person for good": given}, PLAN)
    assert title in figure.get_suptitle().replace("\n", " ")
    for axes, words in zip(figure.axes, headings, strict=True):
        assert words in axes.get_title(loc="left")


def test_a_shipped_cohort_that_cannot_pay_is_told_so_by_the_whole_part() -> None:
    scenario = compose(None, ["market=from_cohort", "market.price=60", "seeds=2"])
    whole = part(scenario, 200, 0.5, lambda share: None)
    (claim,) = whole.claims
    assert claim.verdict == "undecided" and all(math.isnan(x) for x in claim.found)
    assert any("Left out: a share of 100%" in text for text in whole.sections[0].text)
