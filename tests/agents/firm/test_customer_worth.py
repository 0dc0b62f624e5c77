"""The customer score as it is told, and other worths of a customer, by hand."""

import pytest

from tenfold.agents.firm.customer_worth import (
    MONEY_PER_POINT,
    can_be_won_over,
    engages,
    foretells,
    influences,
    lasts,
    scores,
    stays_for,
)
from tenfold.agents.firm.equity import lifetime_value
from tenfold.agents.firm.foresight import CLASSES, class_of, says_to_know


@pytest.mark.parametrize(
    ("bought", "at_hand", "high", "ordinary", "to_come", "points"),
    [
        (1_000_000, 0, 0, 0, 0, 10),
        (500_000, 0, 0, 0, 0, 5),
        (0, 0, 1, 0, 0, 10),
        (0, 0, 5, 0, 0, 50),
        (0, 0, 0, 1, 0, 2),
        (0, 0, 0, 0, 0, 0),  # a suggestion without value, or none
        (0, 0, 0, 0, 300_000, 3),  # future need pro rata
        (0, 200_000, 0, 0, 0, 2),
        (1_000_000, 200_000, 5, 3, 300_000, 10 + 2 + 50 + 6 + 3),
        (4_999_999, 0, 0, 0, 0, 49.99999),  # five suggestions outweigh it: they have no limit
        (0, 0, 100, 0, 0, 1000),
    ],
)  # fmt: skip
def test_the_customer_score(
    bought: float, at_hand: float, high: float, ordinary: float, to_come: float, points: float
) -> None:
    assert scores(bought, at_hand, high, ordinary, to_come, float(MONEY_PER_POINT)) == pytest.approx(points, rel=1e-12)


def test_money_per_point_scales_money_alone() -> None:
    assert scores(300, 50, 2, 1, 100, 100.0) == pytest.approx(4.5 + 20 + 2)


def test_lifetime_value_is_the_closed_form() -> None:
    for stay, discount in ((0.5, 0.1), (0.9, 0.01), (0.0, 0.1)):
        found = foretells(20.0, lasts(stay, discount))
        assert found == pytest.approx(lifetime_value(20.0, stay, discount), rel=1e-5)
    assert lasts(1.0, 0.0) == pytest.approx(10_000, rel=1e-5)  # where it would have no end


def test_care_wins_most_where_it_is_open_whether_they_stay() -> None:
    assert can_be_won_over(0.5, 100.0) == 25.0
    assert can_be_won_over(0.9, 100.0) == pytest.approx(9.0, rel=1e-6)
    assert can_be_won_over(1.0, 100.0) == can_be_won_over(0.0, 100.0) == 0.0


def test_engagement_adds_influence_and_knowledge_for_as_long_as_they_stay() -> None:
    assert engages(100.0, 4.0, 5.0, 1.5) == 126.0
    assert engages(100.5, 4.0, 0.0, 0.0) == 100.5  # to the bit


def test_influence_is_shared_out_by_whom_one_reaches() -> None:
    assert influences(3.0, 50.0, 2.0, 12.0) == 25.0
    assert influences(3.0, 50.0, 0.0, 0.0) == influences(0.0, 50.0, 2.0, 12.0) == 0.0


def test_a_class_seldom_seen_is_drawn_towards_all() -> None:
    assert stays_for(0.0, 0.0, 0.75, 10.0) == 0.75
    assert stays_for(10.0, 10.0, 0.5, 10.0) == 0.75
    assert stays_for(9000.0, 10000.0, 0.5, 10.0) == pytest.approx(0.9, abs=1e-3)


def test_classes_of_tenure_double() -> None:
    assert [class_of(t) for t in (0, 1, 2, 3, 6, 7, 14, 15, 126, 127, 10_000)] == [0, 1, 1, 2, 2, 3, 3, 4, 6, 7, 7]
    assert CLASSES == 8


def test_what_they_say_of_their_ties_is_off_by_a_factor() -> None:
    assert says_to_know(8.0, 0.5, 0.0) == 8.0 == says_to_know(8.0, 0.0, 3.0)
    assert says_to_know(8.0, 0.5, 2.0) == pytest.approx(8 * 2.718281828, rel=1e-5)
