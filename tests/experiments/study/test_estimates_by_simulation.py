"""Estimates of a whole table: right where nothing is noisy, and as sure as they say where something is.

Coverage of 95% intervals is counted over 400 made-up tables. If it really is .95 the count lies within 95% +- 3.3 points
(three standard errors) in all but .3% of cases; below 90.5% an interval would have to be too narrow to be called one.
"""

from collections.abc import Callable

import numpy as np
import pytest

from tenfold.experiments.study import Mean, Table, crossing, mean, peak_place, rank_correlation, slope
from tenfold.experiments.study.table import Value
from tenfold.sim.statistics import interval

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
        found = interval(table_of(curve, shared * 0.3 + 0.4 * draws.normal(size=(SEEDS, curve.size))).sample(value))
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
def test_the_interval_of_a_crossing_covers_it(truth: float) -> None:
    assert covered(crossing("x", y), 3.0 * (PLACES - truth), truth) == pytest.approx(0.95, abs=0.045)


def test_the_interval_of_a_slope_covers_it() -> None:
    assert slope("x", y)(table_of(2.0 - 3.0 * PLACES)) == pytest.approx(-3.0)
    assert covered(slope("x", y), 2.0 - 3.0 * PLACES, -3.0) == pytest.approx(0.95, abs=0.033)


def test_the_interval_of_a_peak_covers_it() -> None:
    curve = -12.0 * (PLACES - 0.43) ** 2
    assert peak_place("x", y)(table_of(curve)) == pytest.approx(0.43)
    assert covered(peak_place("x", y), curve, 0.43) == pytest.approx(0.95, abs=0.045)


@pytest.mark.parametrize("curve", [PLACES, -PLACES, (PLACES - 0.5) ** 2])
def test_a_curve_that_is_highest_at_an_end_has_no_peak(curve: np.ndarray) -> None:
    assert np.isnan(peak_place("x", y)(table_of(curve)))


def test_ranks_are_compared_seed_by_seed() -> None:
    values = np.array([[[1.0, 1.0], [2.0, 2.0], [3.0, 3.0]], [[1.0, 3.0], [2.0, 2.0], [3.0, 1.0]]])
    table = Table(("x",), ((0.0,), (1.0,), (2.0,)), ("y", "z"), values)
    tau = rank_correlation("x", y, lambda x: mean("z", x=x))
    assert tau(table) == pytest.approx(0.0)
    assert table.sample(tau) == pytest.approx([1.0, -1.0])  # so that its interval is that of a mean over seeds


def test_a_rare_crossing_has_an_estimate_and_no_interval() -> None:
    values = np.array([-5.0, 1.0]) + np.array([[0.0, 0.0], [0.0, -3.0], [0.0, 1.9]])
    table = Table(("x",), ((0.0,), (1.0,)), ("y",), values.T[None])
    place = crossing("x", y)
    assert np.isfinite(place(table)) and np.isnan(table.sample(place)).any()
    assert table.found(place)[0] == place(table) and np.isnan(table.found(place)[1:]).all()
    assert table.found(y(1.0)) == interval(table.sample(y(1.0)))


@pytest.mark.parametrize("value", [y(0.25), lambda table: float(table.at("y", x=0.25).mean())])
def test_the_jackknife_of_a_mean_is_the_mean(value: Value) -> None:
    table = table_of(PLACES, np.random.default_rng(3).normal(size=(5, 9)))
    assert table.sample(value) == pytest.approx(table.at("y", x=0.25))


def test_the_jackknife_of_a_square_by_hand() -> None:
    table = table_of(np.zeros(1), np.array([[1.0], [2.0], [6.0]]))
    square: Callable[[Table], float] = lambda table: float(table.at("y").mean() ** 2)  # noqa: E731
    # The whole gives 9; without each seed 16, 12.25 and 2.25.
    assert table.sample(square) == pytest.approx([3 * 9 - 2 * 16, 3 * 9 - 2 * 12.25, 3 * 9 - 2 * 2.25])
