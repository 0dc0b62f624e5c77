"""What a claim is called: each word can be reached, by the interval and the margin alone, and Holm takes some back."""

import numpy as np
import pytest

from tenfold.experiments.study import Claim, Evidence, judge, mean, of_sample
from tenfold.sim.statistics import Interval

pytestmark = pytest.mark.slow

CLAIM = Claim("it pays", mean("profit"), "money", "contested", margin=2.0)
SIDES = CLAIM._replace(two_sided=True)
EQUAL = CLAIM._replace(equal=True)


def surely(low: float, high: float) -> Evidence:
    """Give evidence so strong that the interval alone decides."""
    return Evidence(Interval((low + high) / 2, low, high), lambda x: 1e-9 if x < low or x > high else 0.5)


@pytest.mark.parametrize(
    ("claim", "low", "high", "word"),
    [
        (CLAIM, 2.1, 9.0, "supported"),
        (CLAIM, 1.9, 9.0, "undecided"),  # surely above 0, but perhaps by less than matters
        (CLAIM, -1.9, 1.9, "no difference"),
        (CLAIM, -1.9, 2.1, "undecided"),
        (CLAIM, -1.9, -0.1, "refuted"),  # one-sided: below 0 is enough
        (CLAIM, -9.0, 0.1, "undecided"),
        (SIDES, -1.9, -0.1, "no difference"),
        (SIDES, -9.0, -1.9, "undecided"),
        (SIDES, -9.0, -2.1, "refuted"),
        (SIDES, 2.1, 9.0, "supported"),
        (EQUAL, -1.9, 1.9, "supported"),
        (EQUAL, -1.9, -0.1, "supported"),
        (EQUAL, 2.1, 9.0, "refuted"),
        (EQUAL, -9.0, -2.1, "refuted"),
        (EQUAL, 1.0, 3.0, "undecided"),
        (CLAIM._replace(margin=0.0), 0.1, 9.0, "supported"),
        (CLAIM._replace(margin=0.0), -9.0, -0.1, "refuted"),
        (CLAIM._replace(margin=0.0), -0.1, 0.1, "undecided"),
        (CLAIM._replace(above=10.0), 12.1, 19.0, "supported"),
        (CLAIM._replace(above=10.0), 2.1, 9.0, "refuted"),
        (CLAIM._replace(above=10.0), 8.1, 11.9, "no difference"),
        (EQUAL._replace(above=1.0), 0.5, 1.5, "supported"),
        (CLAIM, float("nan"), float("nan"), "undecided"),
        (CLAIM, float("-inf"), float("inf"), "undecided"),
    ],
)
def test_the_interval_and_the_margin_decide(claim: Claim, low: float, high: float, word: str) -> None:
    (found,) = judge([claim], [surely(low, high)])
    assert found.verdict == word


def test_a_sample_is_judged_by_students_t() -> None:
    off = np.sqrt(3.0)  # so that the standard error of the mean is 1, with 3 degrees of freedom
    found = of_sample(np.array([4.0 - off, 4.0 + off, 4.0 - off, 4.0 + off]))
    assert found.found == pytest.approx((4.0, 4.0 - 3.18245, 4.0 + 3.18245), abs=1e-4)
    assert found.p(2.0) == pytest.approx(0.13933, abs=1e-4)  # t = 2
    assert found.p(4.0) == pytest.approx(1.0)


def test_values_that_never_vary_are_sure_and_values_that_are_missing_are_not() -> None:
    never, missing, alone = of_sample(np.full(4, 5.0)), of_sample(np.array([1.0, np.nan])), of_sample(np.ones(1))
    assert (never.p(5.0), never.p(4.0), missing.p(0.0), alone.p(0.0)) == (1.0, 0.0, 1.0, 1.0)
    assert [j.verdict for j in judge([CLAIM] * 3, [never, missing, alone])] == ["supported", "undecided", "undecided"]


def weak() -> Evidence:
    """Give evidence that is just enough for one claim alone: p = .03."""
    return Evidence(Interval(5.0, 2.1, 7.9), lambda x: 0.03)


@pytest.mark.parametrize("other", [(-1.9, 2.1), (1.0, 3.0)], ids=["unsure of the sign", "sure to be above 0"])
def test_a_lone_weak_claim_among_ten_is_undecided(other: tuple[float, float]) -> None:
    judged = judge([CLAIM] * 10, [weak(), *[surely(*other)] * 9])
    assert {j.verdict for j in judged} == {"undecided"}
    assert judged[0].p == pytest.approx(0.3)
    assert all(j.p >= 0.05 for j in judged)


def test_a_weak_claim_stands_alone_beside_sure_ones_and_where_it_is_secondary() -> None:
    assert judge([CLAIM], [weak()])[0].verdict == "supported"
    assert judge([CLAIM] * 10, [weak(), *[surely(3.0, 9.0)] * 9])[0].verdict == "supported"
    secondary = judge([CLAIM._replace(primary=False), *[CLAIM] * 9], [weak(), *[surely(-1.9, 2.1)] * 9])
    assert (secondary[0].verdict, secondary[0].p) == ("supported", 0.03)


@pytest.mark.endure
def test_words_are_wrong_no_more_often_than_they_say() -> None:
    """Claims that hold nowhere, ten at a time: some word is said of some of them in at most 5% of studies.

    The truth lies at the margin, where neither "supported" nor "no difference" is right. With 2,000 studies more than
    125 wrong ones have a chance below 1e-2 if the rate is 5%; the seed is pinned.
    """
    draws, wrong = np.random.default_rng(1), 0
    for _ in range(2000):
        samples = 2.0 + draws.normal(size=(10, 8)) + draws.normal(size=8)  # claims share their seeds' luck
        wrong += any(j.verdict != "undecided" for j in judge([CLAIM] * 10, [of_sample(x) for x in samples]))
    assert 0 < wrong <= 125
