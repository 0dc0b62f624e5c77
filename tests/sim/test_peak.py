"""The confidence set of a peak covers as often as it says, inside the range and at its ends."""

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats

from tenfold.sim.statistics import p_value, peak

X = np.linspace(0.2, 0.5, 11)
Doubles = NDArray[np.float64]


def curves(top: float, repeats: int, seeds: int = 5, bend: float = 1.0, tilt: float = 0.4) -> Doubles:
    """Draw quadratics whose mean is highest at `top`: what differs from seed to seed is slope and level."""
    draw = np.random.default_rng(11)
    slope, level = draw.normal(0, tilt, (repeats, seeds, 1)), draw.normal(0, 3, (repeats, seeds, 1))
    return -bend * (X - top) ** 2 + slope * (X - top) + level


def bounds(repeats: int, chance: float) -> tuple[float, float]:
    """Give shares outside which fewer than one in a million counts falls."""
    low, high = stats.binom.ppf([5e-7, 1 - 5e-7], repeats, chance) / repeats
    return float(low), float(high)


@pytest.mark.parametrize(("top", "level"), [(0.33, 0.95), (0.41, 0.8)])
def test_inside_the_range(top: float, level: float) -> None:
    repeats, covered = 800, 0
    for y in curves(top, repeats, bend=6.0):
        found = peak(X, y, 2, level)
        covered += found.low <= top <= found.high
    low, high = bounds(repeats, level)
    assert low <= covered / repeats <= high


@pytest.mark.parametrize(("top", "end"), [(0.2, "low"), (0.5, "high")])
def test_at_an_end_only_one_tail_can_miss(top: float, end: str) -> None:
    """With slope 0 just there, the set leaves the end out only if the slope points inwards: 2.5% of the time."""
    repeats, covered = 600, 0
    for y in curves(top, repeats, bend=1.0):
        covered += getattr(peak(X, y, 2), end) == pytest.approx(top)
    low, high = bounds(repeats, 0.975)
    assert low <= covered / repeats <= high


def test_where_the_slope_points_outwards_the_end_belongs_to_the_set() -> None:
    for y in curves(0.0, 50, bend=3.0):  # highest below the range
        assert peak(X, y, 2).low == pytest.approx(0.2)
    for y in curves(0.7, 50, bend=3.0):
        assert peak(X, y, 2).high == pytest.approx(0.5)


def test_a_mirrored_curve_has_its_peak_mirrored() -> None:
    for top in (0.2, 0.27, 0.4, 0.5):
        for y in curves(top, 15, tilt=0.2):
            there, back = peak(X, y, 2), peak(X, y[:, ::-1], 2)
            mirrored = [0.7 - back.place, 0.7 - back.high, 0.7 - back.low]
            assert list(there) == pytest.approx(mirrored, abs=2e-4)  # a step of the fine grid


def test_the_set_ends_where_a_t_test_of_the_slope_does() -> None:
    """The slope of each seed's quadratic is known: -2 bend (x - top) + its own."""
    y = curves(0.35, 1, bend=10.0)[0]
    own = np.polynomial.polynomial.polyfit(X - 0.35, y.T, 2)
    found = peak(X, y, 2)
    for place in (found.low, found.high):
        test = stats.ttest_1samp(own[1] + 2 * own[2] * (place - 0.35), 0.0)
        assert test.pvalue == pytest.approx(0.05, abs=0.002)
    assert found.place == pytest.approx(0.35 + own[1].mean() / 20.0, abs=2e-4)


@pytest.mark.parametrize("place", [0.3, 0.33, 0.36, 0.44])
def test_a_p_value_is_that_of_a_t_test_of_the_slope(place: float) -> None:
    y = curves(0.35, 1, bend=10.0)[0]
    own = np.polynomial.polynomial.polyfit(X - 0.35, y.T, 2)
    test = stats.ttest_1samp(own[1] + 2 * own[2] * (place - 0.35), 0.0)
    assert p_value(X, y, place, 2) == pytest.approx(test.pvalue, rel=0.05)


def test_a_place_outside_counts_as_the_nearer_end() -> None:
    y = curves(0.35, 1, bend=10.0)[0]
    assert p_value(X, y, 0.9, 2) == p_value(X, y, 0.5, 2) < 0.01
    assert p_value(X, y, -0.9, 2) == p_value(X, y, 0.2, 2) < 0.01


def test_no_curve_bends_more_than_its_degree() -> None:
    x = np.linspace(0, 1, 21)
    y = np.sin(7 * x) + np.random.default_rng(3).normal(0, 1e-4, (6, 21))
    exact = np.pi / 14  # the first of its two equally high peaks lies at 1/4 turn, the second beyond the range
    assert peak(x, y, 6).place == pytest.approx(exact, abs=0.005)
    line = peak(x, y, 1)
    assert (line.place, line.low) == (0.0, 0.0)
