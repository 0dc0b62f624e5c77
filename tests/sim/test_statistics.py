"""Intervals over replications: known answers, limits, and coverage with a stated false-alarm rate."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from tenfold.sim.statistics import holm, interval, p_value, peak, ratio_interval, variance_reduction


def test_an_interval_is_students() -> None:
    x = [1.0, 2.0, 3.0, 4.0, 5.0]
    low, high = stats.t.interval(0.95, 4, loc=3.0, scale=stats.sem(x))
    assert interval(x) == pytest.approx((3.0, low, high))


def test_one_replication_has_no_interval() -> None:
    assert interval([2.0]).mean == 2.0
    assert math.isnan(interval([2.0]).low)


@given(st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=30), st.floats(0.1, 10), st.floats(-100, 100))
def test_an_interval_moves_with_its_values(x: list[float], scale: float, shift: float) -> None:
    a, b = interval(x), interval(scale * np.array(x) + shift)
    assert b.mean == pytest.approx(scale * a.mean + shift, abs=1e-6 * (1 + abs(b.mean)))
    assert b.half == pytest.approx(scale * a.half, abs=1e-6 * (1 + b.half))


def test_intervals_cover_as_often_as_they_say() -> None:
    # 4000 intervals at 95%: outside 93.1% .. 96.9% has probability below 1e-6 (binomial)
    draws = np.random.default_rng(1).normal(3.0, 2.0, (4000, 8))
    covered = np.mean([interval(x).low <= 3.0 <= interval(x).high for x in draws])
    low, high = stats.binom.ppf([5e-7, 1 - 5e-7], 4000, 0.95) / 4000
    assert low <= covered <= high


def test_a_ratio_interval_covers_the_ratio() -> None:
    rng = np.random.default_rng(2)
    a, b = rng.normal(6.0, 1.0, (4000, 10)), rng.normal(2.0, 0.3, (4000, 10))
    found = [ratio_interval(x, y) for x, y in zip(a, b, strict=True)]
    covered = np.mean([r.low <= 3.0 <= r.high for r in found])
    low, high = stats.binom.ppf([5e-7, 1 - 5e-7], 4000, 0.95) / 4000
    assert low <= covered <= high


def test_a_ratio_over_nothing_is_no_number() -> None:
    assert math.isnan(ratio_interval([1.0, 2.0], [0.0, 0.0]).mean)
    assert ratio_interval([1.0, 1.1, 0.9], [-1.0, 1.0, 0.3]).high == math.inf


def test_paired_arms_cut_the_variance() -> None:
    rng = np.random.default_rng(3)
    luck = rng.normal(size=200)
    assert variance_reduction([luck, luck + 0.1 * rng.normal(size=200)]) > 50
    assert variance_reduction([luck, luck]) == math.inf


def test_holm_is_the_textbook_example() -> None:
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])


def test_a_peak_is_found_where_it_is() -> None:
    x = np.linspace(0.0, 1.0, 41)
    noise = np.random.default_rng(5).normal(0.0, 0.003, (16, 41))
    found = peak(x, -((x - 0.37) ** 2) + noise, 4)
    assert found.low <= 0.37 <= found.high
    assert found.half < 0.05


def test_a_peak_at_the_corner_is_one_sided() -> None:
    x = np.linspace(0.0, 1.0, 41)
    found = peak(x, -x + np.random.default_rng(6).normal(0.0, 0.001, (16, 41)), 4)
    assert found.place == found.low == 0.0
    assert found.high < 0.05


def test_a_flat_curve_has_a_wide_peak() -> None:
    x = np.linspace(0.0, 1.0, 41)
    found = peak(x, np.random.default_rng(7).normal(0.0, 1.0, (16, 41)), 2)
    assert found.high - found.low > 0.3


def test_a_p_value_is_small_far_from_the_peak_only() -> None:
    x = np.linspace(0.0, 1.0, 41)
    y = -((x - 0.37) ** 2) + np.random.default_rng(8).normal(0.0, 0.003, (16, 41))
    assert p_value(x, y, 0.37) > 0.01
    assert p_value(x, y, 0.6) < 1e-6
    alpha = p_value(x, y, 0.40)
    assert not peak(x, y, 4, 1 - 1.05 * alpha).low <= 0.40 <= peak(x, y, 4, 1 - 1.05 * alpha).high
