"""Where a curve is highest, ends included: an end is no point of the fit, and no interval has width zero."""

import numpy as np
import pytest

from tenfold.experiments.splitting.along_curves import around
from tenfold.experiments.study.best_place import _at_end, best_place
from tenfold.experiments.study.table import Doubles

X = np.arange(21) / 100 + 0.3


def noisy(mean: Doubles, noise: float, seeds: int = 16, seed: int = 1) -> Doubles:
    return mean + np.random.default_rng(seed).normal(0.0, noise, (seeds, mean.size))


def test_inside_it_is_the_peak_of_a_cubic_and_the_set_covers_it() -> None:
    """200 made-up curves, highest at .41: the 95% sets leave it out in 10; 24 or more have a chance below 1e-4."""
    curve = -((X - 0.41) ** 2) + 0.5 * (X - 0.41) ** 3
    outside, places = 0, []
    for seed in range(200):
        found = best_place(X, noisy(curve, 0.002, seed=seed)).found
        outside += not found.low <= 0.41 <= found.high
        places.append(found.place)
    assert outside < 24
    assert np.mean(places) == pytest.approx(0.41, abs=0.002)


def test_an_end_is_never_fitted_but_compared() -> None:
    x = np.arange(21) / 20
    inside = -((x - 0.7) ** 2)
    cliff = np.where(x == 1.0, -50.0, inside)  # without any acquisition the market is gone
    best = best_place(x, noisy(cliff, 0.001))
    assert best.found.place == pytest.approx(0.7, abs=0.01) and best.found.high < 0.75
    assert best.fits


@pytest.mark.parametrize(("end", "sign"), [(0.0, -1.0), (1.0, 1.0)])
def test_an_end_that_is_best_is_found_with_a_set_that_reaches_inside(end: float, sign: float) -> None:
    x = np.arange(21) / 100 if end == 0.0 else np.arange(80, 101) / 100
    best = best_place(x, noisy(sign * x, 0.001))
    assert best.found.place == end
    assert 0.0 < best.found.high - best.found.low <= 0.02
    assert best.evidence.p(0.5) < 1e-6


@pytest.mark.parametrize("middle", [0.0, 0.03, 0.08])
def test_a_best_at_the_end_is_covered_as_often_as_said(middle: float) -> None:
    """Of 150 sets of 95%, 8 miss on average; 20 or more have a chance below 1e-4."""
    x = around(middle, 0.1)
    missed = sum(best_place(x, noisy(-0.05 * x - x**2, 0.01, seed=seed)).found.low > 0.0 for seed in range(150))
    assert missed < 20


def test_a_cliff_beside_the_end_hides_no_place_that_may_be_as_good() -> None:
    x = np.arange(1, 13) / 100
    curve = np.where(x == 0.01, -1.0, np.where(x <= 0.05, 0.0, -1.0))  # a hole, four places alike, then worse
    at_end = noisy(np.zeros(1), 0.01, seed=2)[:, 0]
    found = _at_end(0.0, x, noisy(curve, 0.01), at_end).found
    assert found == (0.0, 0.0, 0.06)


def test_an_end_that_cannot_be_told_from_the_best_belongs_to_the_set() -> None:
    x = np.arange(21) / 100
    best = best_place(x, noisy(-((x - 0.01) ** 2), 0.01))
    assert best.found.low == 0.0 < best.found.high


def test_no_set_has_width_zero_however_little_noise_there_is() -> None:
    found = best_place(X, noisy(-((X - 0.4) ** 2), 1e-12)).found
    assert 0.0 < found.half <= 0.01


def test_a_curve_that_a_cubic_does_not_describe_is_told() -> None:
    assert best_place(X, noisy(-((X - 0.4) ** 2), 1e-4)).fits
    plateau = np.minimum(0.0, 0.42 - X)
    assert not best_place(X, noisy(plateau, 1e-4)).fits


@pytest.mark.parametrize(("places", "seeds"), [(5, 4), (12, 1)])
def test_too_little_to_fit_is_an_error(places: int, seeds: int) -> None:
    x = np.linspace(0.0, 1.0, places)
    with pytest.raises(ValueError, match="at least 5 and 2"):
        best_place(x, np.zeros((seeds, places)))
