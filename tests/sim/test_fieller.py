"""Fieller's interval: a published example, and the equation that its ends solve."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats

from tenfold.sim.statistics import ratio_interval

# The patch data of Efron & Tibshirani (1993), An Introduction to the Bootstrap, table 10.1: blood levels of a hormone
# in eight subjects, new less old patch and old patch less placebo. Its ratio decides on bioequivalence; chapter 25
# gives the 90% interval by Fieller's method as [-.249, .170]. The two differences are correlated (r = -.6).
NEW_LESS_OLD = [-1200, 2601, -2705, 1982, -1290, 351, -638, -2719]
OLD_LESS_PLACEBO = [8406, 2342, 8187, 8459, 4795, 3516, 4796, 10238]

pairs = st.lists(st.tuples(st.floats(-50, 50), st.floats(1, 50)), min_size=3, max_size=12)


def test_the_patch_data_as_published() -> None:
    found = ratio_interval(NEW_LESS_OLD, OLD_LESS_PLACEBO, 0.90)
    assert found == pytest.approx((-0.0713, -0.249, 0.170), abs=0.0005)


def statistic(top: list[float], bottom: list[float], ratio: float) -> float:
    """Give t of one sample, top - ratio bottom, whose mean is 0 if the ratio is right."""
    return float(abs(stats.ttest_1samp(np.array(top) - ratio * np.array(bottom), 0.0).statistic))


@pytest.mark.parametrize("level", [0.5, 0.9, 0.95, 0.99])
def test_at_both_ends_students_t_of_the_difference_is_at_its_quantile(level: float) -> None:
    top, bottom = [3.0, 5.5, 4.1, 6.2, 4.9], [1.9, 2.2, 2.6, 2.4, 2.0]
    found = ratio_interval(top, bottom, level)
    quantile = stats.t.ppf((1 + level) / 2, 4)
    assert statistic(top, bottom, found.low) == pytest.approx(quantile)
    assert statistic(top, bottom, found.high) == pytest.approx(quantile)
    assert found.low < found.mean < found.high
    assert found.mean == pytest.approx(sum(top) / sum(bottom))


@given(pairs)
def test_what_lies_within_is_what_a_t_test_does_not_reject(values: list[tuple[float, float]]) -> None:
    top, bottom = (list(column) for column in zip(*values, strict=True))
    assume(np.std(bottom) > 0.1 and np.std(top) > 0.1)
    found, quantile = ratio_interval(top, bottom), stats.t.ppf(0.975, len(top) - 1)
    if not np.isfinite([found.low, found.high]).all():
        return
    width = found.high - found.low
    assume(width > 1e-3)
    assert statistic(top, bottom, found.low + 0.01 * width) < quantile
    assert statistic(top, bottom, found.high - 0.01 * width) < quantile
    assert statistic(top, bottom, found.low - 0.01 * width) > quantile
    assert statistic(top, bottom, found.high + 0.01 * width) > quantile


def test_pairs_that_move_together_have_a_narrow_ratio() -> None:
    bottom = np.array([8.0, 10.0, 12.0, 9.0, 11.0])
    together = ratio_interval(2 * bottom + [0.1, -0.1, 0.0, 0.1, -0.1], bottom)
    apart = ratio_interval(2 * bottom[::-1], bottom)
    assert together.half < 0.02 < 0.5 < apart.half


def test_where_the_bottom_may_be_nothing_no_ratio_is_left_out() -> None:
    found = ratio_interval([1.0, 2.0, 3.0], [0.5, -0.4, 0.2])
    assert (found.low, found.high) == (-np.inf, np.inf)
    assert np.isnan(ratio_interval([1.0], [2.0]).low) and ratio_interval([1.0], [2.0]).mean == 0.5
