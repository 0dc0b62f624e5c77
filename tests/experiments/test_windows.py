"""The window in which the third purchase is the first to pay."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenfold.experiments.windows import break_even_purchase, break_even_with_dropouts, window

ratios = st.floats(1.01, 50)


@pytest.mark.parametrize(("ratio", "low", "high"), [(5, 2.33, 3), (10, 4, 5.5)])
def test_the_third_purchase_as_published(ratio: float, low: float, high: float) -> None:
    assert window(ratio, 3) == pytest.approx((low, high), abs=0.0051)
    assert window(ratio, 3) == pytest.approx(((ratio + 2) / 3, (ratio + 1) / 2))


@given(ratios, st.integers(1, 60), st.floats(0.001, 0.999))
def test_inside_a_window_its_purchase_breaks_even(ratio: float, purchase: int, where: float) -> None:
    low, high = window(ratio, purchase)
    assert break_even_purchase(ratio, low + where * (min(high, low + 10) - low)) == purchase


@given(ratios, st.integers(1, 60))
def test_a_window_holds_its_lower_end_and_not_its_upper(ratio: float, purchase: int) -> None:
    low, high = window(ratio, purchase)
    assert break_even_purchase(ratio, low) == purchase
    assert purchase == 1 or break_even_purchase(ratio, high) == purchase - 1


@given(st.floats(0.2, 50), st.floats(-2, 60))
def test_the_number_is_the_first_at_which_money_is_back(ratio: float, margin: float) -> None:
    found = break_even_purchase(ratio, margin)
    slack = 1e-6 * (1 + abs(ratio))
    if found is None:
        assert margin < ratio
        assert margin <= 1
        return
    assert found * (margin - 1) >= ratio - 1 - slack
    assert found == 1 or (found - 1) * (margin - 1) < ratio - 1 + slack


def test_dear_sales_with_no_margin_never_pay() -> None:
    assert break_even_purchase(5, 1) is None
    assert break_even_purchase(5, 0.5) is None
    assert break_even_purchase(1, 1) == 1
    assert window(5, 1) == (5, math.inf)
    assert window(1, 3) == (1, 1)


@given(ratios, st.floats(1.01, 60))
def test_without_dropouts_both_ways_agree(ratio: float, margin: float) -> None:
    alone = break_even_purchase(ratio, margin)
    assert alone is not None
    if alone <= 500:
        assert break_even_with_dropouts(ratio, margin, [1.0] * 500) == alone


@given(ratios, st.floats(1.01, 60), st.floats(0, 1))
def test_dropouts_delay_and_may_prevent(ratio: float, margin: float, retention: float) -> None:
    alone = break_even_purchase(ratio, margin)
    cohort = break_even_with_dropouts(ratio, margin, [retention**k for k in range(300)])
    assert alone is not None
    assert cohort is None or cohort >= alone


def test_the_third_purchase_of_survivors_is_the_fifth_of_a_cohort_or_none() -> None:
    assert break_even_purchase(5, 2.5) == 3
    assert break_even_with_dropouts(5, 2.5, [0.7**k for k in range(50)]) == 5
    assert break_even_with_dropouts(5, 2.5, [0.6**k for k in range(50)]) is None


@pytest.mark.parametrize(("ratio", "margin"), [(0, 2), (-1, 2), (math.nan, 2), (math.inf, 2), (5, math.nan)])
def test_impossible_ratios_are_refused(ratio: float, margin: float) -> None:
    with pytest.raises(ValueError, match="cost_ratio"):
        break_even_purchase(ratio, margin)


@pytest.mark.parametrize("survival", [[], [0.9, 0.8], [1.0, 0.5, 0.6], [1.0, -0.1], [1.0, math.nan], [[1.0]]])
def test_impossible_survival_is_refused(survival: list[float]) -> None:
    with pytest.raises(ValueError, match="survival"):
        break_even_with_dropouts(5, 2.5, survival)


def test_impossible_windows_are_refused() -> None:
    for ratio, purchase in ((0.5, 3), (5, 0)):
        with pytest.raises(ValueError, match="at least 1"):
            window(ratio, purchase)
