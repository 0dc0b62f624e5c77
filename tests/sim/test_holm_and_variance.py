"""Holm's correction and the gain by common random numbers, worked out by hand."""

import math

import numpy as np
import pytest

from tenfold.sim.statistics import Interval, Peak, holm, interval, variance_reduction


def test_the_least_is_multiplied_by_all_the_next_by_one_fewer() -> None:
    assert holm([0.02, 0.001, 0.015]) == pytest.approx([0.03, 0.003, 0.03])  # .02 x 1 may not fall below .015 x 2


def test_adjusted_values_end_at_one() -> None:
    assert holm([0.6, 0.9]) == pytest.approx([1.0, 1.0])
    assert holm([0.3]) == pytest.approx([0.3])
    assert holm([]).size == 0


def test_the_variance_of_paired_arms_is_set_against_that_of_strangers() -> None:
    """Var a = Var b = 5/3, and a - b = 0, -1, 1, 0 has 2/3: a factor of (10/3) / (2/3)."""
    assert variance_reduction([[1, 2, 3, 4], [1, 3, 2, 4]]) == pytest.approx(5.0)
    assert variance_reduction([[1, 2, 3, 4], [4, 2, 3, 1]]) == pytest.approx((10 / 3) / (18 / 3))  # against each other
    assert variance_reduction([[1, 2, 3], [6, 7, 8]]) == math.inf  # a shift alone


def test_an_arm_that_varies_more_counts_with_its_own_variance() -> None:
    assert variance_reduction([[0, 3, 6], [1, 2, 6]]) == pytest.approx((9 + 7) / 1.0)


def test_neighbouring_arms_are_put_together_and_what_was_not_measured_is_passed_over() -> None:
    """First pair as above, 10/3 over 2/3; the second differs by a shift alone: 10/3 over 0."""
    arms = [[1, 2, 3, 4], [1, 3, 2, 4], [math.nan] * 4, [2, 4, 3, 5]]
    assert variance_reduction(arms) == pytest.approx((10 / 3 + 10 / 3) / (2 / 3))
    assert math.isnan(variance_reduction([[1, 2, 3]])) and math.isnan(variance_reduction([[1], [2]]))


def test_a_half_is_half_the_width() -> None:
    assert Interval(5.0, 1.0, 4.0).half == Peak(5.0, 1.0, 4.0).half == 1.5


@pytest.mark.parametrize(("level", "t"), [(0.95, 3.182446), (0.90, 2.353363), (0.99, 5.840909)])
def test_an_interval_has_the_quantile_of_a_printed_table(level: float, t: float) -> None:
    """Student's t with 3 degrees of freedom, from any table; 2, 4, 4, 6 has s = sqrt(8/3)."""
    found = interval([2, 4, 4, 6], level)
    assert found.half == pytest.approx(t * math.sqrt(8 / 3) / 2, rel=1e-6)
    assert (found.low + found.high) / 2 == found.mean == 4.0


def test_nothing_has_no_mean() -> None:
    assert np.isnan(list(interval([]))).all()
