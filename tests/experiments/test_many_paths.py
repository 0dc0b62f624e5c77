"""Thousands of expected paths at once: each is the path one gets alone, however long it is."""

from typing import Any

import numpy as np
import pytest

from tenfold.agents.firm.curves import Curve
from tenfold.experiments.cohorts.path import expected_path
from tenfold.experiments.cohorts.sbg import survival

SHARES = np.array([0.0, 0.4, 1.0])


@pytest.mark.parametrize("redraw", [True, False])
def test_many_markets_at_once_are_each_the_market_alone(redraw: bool) -> None:
    ceiling, steep, most, care = (np.array(x)[:, None] for x in ([0.2, 0.6], [0.1, 0.3], [0.4, 0.9], [0.2, 0.05]))
    budget, start = np.array([[2.0], [7.0]]), np.array([[0.0], [0.5]])
    both = expected_path(
        0.7, 1.2, (0.01, ceiling, steep), (0.0, most, care), budget, SHARES, start, 20, redraw
    )  # fmt: skip
    assert both.shape == (21, 2, 3)
    for k in range(2):
        win, saved = Curve(0.01, ceiling[k, 0], steep[k, 0]), Curve(0.0, most[k, 0], care[k, 0])
        for j, share in enumerate(SHARES):
            alone = expected_path(0.7, 1.2, win, saved, budget[k, 0], share, start[k, 0], 20, redraw)
            assert alone.shape == (21,)
            assert (both[:, k, j] == alone).all()


@pytest.mark.parametrize(("alpha", "beta"), [(0.704, 1.182), (0.1, 0.3), (5.0, 20.0)])
def test_fewer_nodes_than_half_the_periods_are_enough_for_many_periods(alpha: float, beta: float) -> None:
    n = expected_path(alpha, beta, Curve(0, 0, 0), Curve(0, 0, 0), 1.0, 0.5, 1.0, 1200)
    assert n == pytest.approx(survival(alpha, beta, np.arange(1201)), abs=1e-9)


@pytest.mark.parametrize(
    ("win", "saved"),
    [((0.2, 0.1, 1.0), (0, 0.5, 1.0)), ((0, 1.1, 1.0), (0, 0.5, 1.0)), ((0, 0.1, np.inf), (0, 0.5, 1.0)),
     ((0, 0.1, 1.0), (0.1, 0.5, 1.0)), ((0, [0.1, -0.1], 1.0), (0, 0.5, 1.0)), ((0, 0.1, 1.0), (0, 0.5, [-1.0, 1.0]))],
)  # fmt: skip
def test_one_impossible_curve_among_many_is_refused(win: Any, saved: Any) -> None:
    with pytest.raises(ValueError, match="0 <= floor <= ceiling <= 1"):
        expected_path(1.0, 2.0, win, saved, 1.0, [0.5, 0.6], 0.5, 3)
