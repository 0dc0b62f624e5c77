"""Estimates of a whole table: right where nothing is noisy, and as sure as they say where something is.

Coverage of 95% intervals is counted over 400 tables. If it really is .95 the count lies within 95% +- 3.3 points
(three standard errors) in all but .3% of cases; the seed is pinned.
"""

from collections.abc import Callable

import numpy as np
import pytest

from tenfold.experiments.study import Mean, Table, crossing, mean, peak_place, rank_correlation, slope
from tenfold.experiments.study.estimates import evidence
from tenfold.experiments.study.table import Value

pytestmark = pytest.mark.slow

TABLES, SEEDS = 400, 16
PLACES = np.linspace(0.0, 1.0, 9)


def table_of(curve: np.ndarray, noise: np.ndarray | float = 0.0) -> Table:
    """Make a table of one outcome along `x`; noise of shape (seeds, places)."""
    values = (curve + noise * np.ones((2, 1)) if np.isscalar(noise) else curve + noise).T[None]
    return Table(("x",), tuple((float(x),) for x in PLACES[: curve.size]), ("y",), values)


def y(x: float) -> Mean:
    return mean("y", x=x)


def covered(value: Value, curve: np.ndarray, truth: float) -> float:
    draws, hits = np.random.default_rng(7), 0
    for _ in range(TABLES):
        shared = draws.normal(size=(SEEDS, 1))  # common random numbers: a seed is lucky or not in all arms
        noise = shared * 0.3 + 0.4 * draws.normal(size=(SEEDS, curve.size))
        found = evidence(table_of(curve, noise), value).found
        hits += found.low <= truth <= found.high
    return hits / TABLES


def test_a_crossing_is_found_by_hand() -> None:
    assert crossing("x", y)(table_of(np.array([-3.0, -1.0, 1.0, 2.0]))) == pytest.approx(PLACES[1:3].mean())
    assert crossing("x", y, rising=False)(table_of(np.array([3.0, 1.0, -1.0]))) == pytest.approx(PLACES[1:3].mean())
    # What falls in between is noise: 1 and -2 are pooled to -.5, and 0 lies a third of the way from there to 1.
    assert crossing("x", y)(table_of(np.array([-3.0, 1.0, -2.0, 1.0]))) == pytest.approx(PLACES[2] + 0.125 / 3)
    assert crossing("x", y)(table_of(np.array([0.0, 1.0, 2.0]))) == 0.0


@pytest.mark.parametrize("curve", [[1.0, 2.0, 3.0], [-3.0, -2.0, -1.0], [3.0, -1.0, -3.0], [-1.0, np.nan, 1.0]])
def test_where_nothing_crosses_there_is_no_threshold(curve: list[float]) -> None:
    assert np.isnan(crossing("x", y)(table_of(np.array(curve))))


@pytest.mark.parametrize("truth", [0.4, 0.5])
@pytest.mark.parametrize("steepness", [1.0, 3.0])  # noise reaches over three levels, or over one
def test_the_interval_of_a_crossing_covers_it(steepness: float, truth: float) -> None:
    assert covered(crossing("x", y), steepness * (PLACES - truth), truth) >= 0.95 - 0.033  # more where it is in pieces


@pytest.mark.endure
def test_the_interval_of_a_slope_covers_it() -> None:
    assert slope("x", y)(table_of(2.0 - 3.0 * PLACES)) == pytest.approx(-3.0)
    assert covered(slope("x", y), 2.0 - 3.0 * PLACES, -3.0) == pytest.approx(0.95, abs=0.033)


def test_the_interval_of_a_peak_covers_it() -> None:
    curve = -12.0 * (PLACES - 0.43) ** 2
    assert peak_place("x", y)(table_of(curve)) == pytest.approx(0.43, abs=0.001)
    assert covered(peak_place("x", y), curve, 0.43) == pytest.approx(0.95, abs=0.033)


@pytest.mark.parametrize("curve", [PLACES, -PLACES, (PLACES - 0.5) ** 2])
def test_a_curve_that_is_highest_at_an_end_has_no_peak(curve: np.ndarray) -> None:
    found = evidence(table_of(curve, np.random.default_rng(1).normal(0, 0.01, (4, 9))), peak_place("x", y))
    assert np.isnan(found.found).all() and found.p(0.3) == 1.0


def test_ranks_are_compared_seed_by_seed() -> None:
    values = np.array([[[1.0, 1.0], [2.0, 2.0], [3.0, 3.0]], [[1.0, 3.0], [2.0, 2.0], [3.0, 1.0]]])
    table = Table(("x",), ((0.0,), (1.0,), (2.0,)), ("y", "z"), values)
    tau = rank_correlation("x", y, lambda x: mean("z", x=x))
    assert tau(table) == pytest.approx(0.0)
    assert table.sample(tau) == pytest.approx([1.0, -1.0])  # so that its interval is that of a mean over seeds


def test_the_interval_of_a_crossing_by_hand() -> None:
    """On a line of slope 1 that is 1 higher or lower in every other seed of four, 0 lies within +- 3.18 * 1.155 / 2."""
    line = np.array([-4.0, 0.0, 4.0])
    found = evidence(table_on(line, np.array([[1.0], [-1.0], [1.0], [-1.0]])), crossing("x", y))
    half = 3.18245 * np.sqrt(4 / 3) / 2
    assert found.found == pytest.approx((0.0, -half, half), abs=0.005)
    assert found.p(half) == pytest.approx(0.05, abs=1e-4) and found.p(0.0) == pytest.approx(1.0)


def test_a_crossing_that_may_lie_beyond_the_last_level_has_no_end_there() -> None:
    table = table_on(np.array([-1.0, 0.0, 1.0]), np.array([[5.0], [-5.0], [5.0], [-5.0]]))
    found = evidence(table, crossing("x", y))
    assert found.found == (0.0, -np.inf, np.inf)


def table_on(line: np.ndarray, noise: np.ndarray) -> Table:
    """Make a table whose level is the value itself."""
    return Table(("x",), tuple((float(x),) for x in line), ("y",), (line + noise).T[None])


def test_what_does_not_cross_has_no_interval() -> None:
    found = evidence(table_of(np.array([1.0, 2.0, 3.0]), np.zeros((3, 3))), crossing("x", y))
    assert np.isnan(found.found).all() and found.p(0.5) == 1.0


@pytest.mark.parametrize("value", [y(0.25), lambda table: float(table.at("y", x=0.25).mean())])
def test_the_jackknife_of_a_mean_is_the_mean(value: Value) -> None:
    table = table_of(PLACES, np.random.default_rng(3).normal(size=(5, 9)))
    assert table.sample(value) == pytest.approx(table.at("y", x=0.25))


def test_the_jackknife_of_a_square_by_hand() -> None:
    table = table_of(np.zeros(1), np.array([[1.0], [2.0], [6.0]]))
    square: Callable[[Table], float] = lambda table: float(table.at("y").mean() ** 2)  # noqa: E731
    # The whole gives 9; without each seed 16, 12.25 and 2.25.
    assert table.sample(square) == pytest.approx([3 * 9 - 2 * 16, 3 * 9 - 2 * 12.25, 3 * 9 - 2 * 2.25])
