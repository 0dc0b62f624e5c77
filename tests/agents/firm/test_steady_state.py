"""The equal-budget steady state against the recomputed table, its own equation, and the theory of its shape."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenfold.agents.firm.curves import (
    Curve,
    Curves,
    contact_steepness,
    response_rate,
    response_rates,
    response_slope,
)
from tenfold.agents.firm.steady_state import (
    GRID,
    approach,
    best_share,
    flat_range,
    regret,
    settled_customers,
    spending,
)

BUDGET = 2.0

# Best retention share at budget 2, ca = .3, cr = .95, kr = .3, on a grid of .01: (ratio, r0) -> floor a0 = 0, .02.
TABLE: dict[tuple[float, float], tuple[float, float]] = {
    (1, 0.6): (0.68, 0.69), (1, 0.8): (0.72, 0.73), (1, 0.9): (0.76, 0.77),
    (5, 0.6): (0.42, 0.47), (5, 0.8): (0.28, 0.32), (5, 0.9): (0.24, 0.27),
    (10, 0.6): (0.45, 0.54), (10, 0.8): (0.22, 0.27), (10, 0.9): (0.0, 0.0),
    (20, 0.6): (0.50, 0.67), (20, 0.8): (0.31, 0.42), (20, 0.9): (0.0, 0.0),
}  # fmt: skip


def cell(ratio: float, base: float, organic: float = 0.0) -> Curves:
    """Build the curves of one cell of the table."""
    retention = Curve(base, 0.95, 0.3)
    return Curves(Curve(organic, 0.3, contact_steepness(ratio, 0.3, retention)), retention)


part = st.floats(0, 1)
markets = st.builds(
    lambda a0, a1, ka, r0, r1, kr: Curves(Curve(a0, a0 + a1, ka), Curve(r0, r0 + r1, kr)),
    st.floats(0, 0.4), st.floats(0.01, 0.6), st.floats(0.001, 10),
    st.floats(0, 0.7), st.floats(0, 0.29), st.floats(0, 10),
)  # fmt: skip
budgets = st.floats(0, 20)


@pytest.mark.parametrize(("ratio", "base"), TABLE)
def test_best_shares_as_recomputed(ratio: float, base: float) -> None:
    for organic, published in zip((0.0, 0.02), TABLE[ratio, base], strict=True):
        curves = cell(ratio, base, organic)
        assert best_share(curves, BUDGET, GRID) == pytest.approx(published, abs=0.01)
        assert best_share(curves, BUDGET) == pytest.approx(published, abs=0.0101)
        assert (published == 0) == (best_share(curves, BUDGET) == 0)


@pytest.mark.parametrize(("ratio", "base"), TABLE)
def test_an_interior_best_equates_the_marginal_costs(ratio: float, base: float) -> None:
    for organic in (0.0, 0.02):
        curves = cell(ratio, base, organic)
        share = best_share(curves, BUDGET)
        to_win, to_keep = spending(BUDGET, share, float(settled_customers(curves, BUDGET, share)))
        new = 1 / response_slope(to_win, *curves.acquisition)
        kept = 1 / response_slope(to_keep, *curves.retention)
        if share > 0:
            assert new == pytest.approx(kept, rel=1e-9)
        else:
            assert new < kept


def test_the_best_is_flat() -> None:
    curves = cell(10, 0.8)
    assert flat_range(curves, BUDGET) == pytest.approx((0, 0.46))
    assert flat_range(curves, BUDGET, margin=20.0) == pytest.approx((0, 0.43))
    assert flat_range(curves, BUDGET, within=0.0) == pytest.approx((0.22, 0.22))


def test_from_an_empty_market_within_60_periods_less_retention_is_best() -> None:
    curves, when = cell(1, 0.9), np.arange(1, 61)
    path = approach(curves, BUDGET, GRID, 0.0, 60)
    discounted = (path[1:] * 1.01 ** -when[:, None].astype(float)).sum(0)
    assert GRID[np.argmax(discounted)] == pytest.approx(0.62)
    assert best_share(curves, BUDGET, GRID) == pytest.approx(0.76)


@given(markets, budgets, part)
def test_as_many_leave_as_come(curves: Curves, budget: float, share: float) -> None:
    n = float(settled_customers(curves, budget, share))
    to_win, to_keep = spending(budget, share, n)
    assert 0 <= n <= 1
    come = response_rate(to_win, *curves.acquisition) * (1 - n)
    leave = n * (1 - response_rate(to_keep, *curves.retention))
    assert come == pytest.approx(leave, abs=1e-12)


@given(markets, st.floats(0.1, 0.3), budgets, part, part)
def test_every_start_leads_to_the_same_rest(
    market: Curves, floor: float, budget: float, share: float, start: float
) -> None:
    """Each step shrinks the distance by a tenth at least: 1 - a0 or ca, whichever is larger."""
    curves = Curves(Curve(floor, floor + 0.6, market.acquisition.steepness), market.retention)
    path = approach(curves, budget, [share], start, 200)[-1]
    assert path == pytest.approx(settled_customers(curves, budget, [share]), abs=1e-8)


@given(markets, st.floats(0.01, 20))
def test_customers_are_concave_in_the_share(curves: Curves, budget: float) -> None:
    n = settled_customers(curves, budget, GRID)
    assert (n[2:] - 2 * n[1:-1] + n[:-2] <= 1e-11).all()


@given(markets, st.floats(0.01, 20))
def test_no_share_beats_the_best(curves: Curves, budget: float) -> None:
    refined = best_share(curves, budget)
    on_grid = best_share(curves, budget, GRID)
    best, coarse = settled_customers(curves, budget, [refined, on_grid])
    assert best >= settled_customers(curves, budget, GRID).max() - 1e-13
    assert coarse == settled_customers(curves, budget, GRID).max()
    low, high = flat_range(curves, budget, within=0.05)
    assert low <= on_grid <= high
    assert regret(curves, budget, refined, 20.0).money == pytest.approx(0, abs=1e-12)
    assert regret(curves, budget, 0.5, 20.0).money >= 0


@given(markets, budgets, st.floats(0, 20), part)
def test_more_money_never_means_fewer_customers(curves: Curves, budget: float, more: float, share: float) -> None:
    less, full = (float(settled_customers(curves, b, share)) for b in (budget, budget + more))
    assert full >= less - 1e-12


@given(markets)
def test_without_money_the_floors_decide(curves: Curves) -> None:
    come, stay = curves.acquisition.floor, curves.retention.floor
    assert settled_customers(curves, 0.0, [0.0, 0.5, 1.0]) == pytest.approx(come / (come + 1 - stay), rel=1e-12)


def test_the_corners_are_regular() -> None:
    nobody_comes = cell(5, 0.8)
    assert settled_customers(nobody_comes, BUDGET, 1.0) == 0
    assert settled_customers(cell(5, 0.8, 0.02), BUDGET, 1.0) > 0
    nobody_leaves = Curves(Curve(0.1, 0.3, 0.1), Curve(1.0, 1.0, 0.0))
    assert settled_customers(nobody_leaves, BUDGET, [0.0, 1.0]).tolist() == [1, 1]
    nearly_free = Curves(Curve(0.0, 1.0, 1e6), Curve(0.9, 1.0, 1e6))
    assert settled_customers(nearly_free, BUDGET, 0.5) == pytest.approx(1, abs=1e-4)
    assert np.isfinite(settled_customers(cell(5, 0.8), 1e-12, GRID)).all()


def test_the_result_has_the_shape_of_the_shares() -> None:
    shares = np.array([[0.1, 0.2, 0.3], [0.4, 0.5, 0.6]])
    n = settled_customers(cell(5, 0.8), BUDGET, shares)
    assert n.shape == shares.shape
    assert n[1, 2] == settled_customers(cell(5, 0.8), BUDGET, 0.6)
    assert approach(cell(5, 0.8), BUDGET, GRID, 0.5, 3).shape == (4, 101)


def test_one_step_of_the_approach_by_hand() -> None:
    curves = cell(5, 0.8, 0.02)
    won = response_rates(np.array(0.7 * 2 / 0.6), curves.acquisition)
    kept = response_rates(np.array(0.3 * 2 / 0.4), curves.retention)
    assert approach(curves, BUDGET, [0.3], 0.4, 1)[1] == pytest.approx(0.4 * kept + 0.6 * won)


def test_regret_is_a_share_of_the_best_profit() -> None:
    curves = cell(10, 0.8)
    best = float(settled_customers(curves, BUDGET, [best_share(curves, BUDGET)])[0]) * 20 - BUDGET
    lost = regret(curves, BUDGET, 0.8, 20.0)
    assert lost.share_of_best == pytest.approx(lost.money / best)
    assert math.isnan(regret(curves, BUDGET, 0.8, 1.0).share_of_best)


@pytest.mark.parametrize("shares", [[-0.1], [1.1], [0.5, math.nan]])
def test_impossible_shares_are_refused(shares: list[float]) -> None:
    with pytest.raises(ValueError, match="shares"):
        settled_customers(cell(5, 0.8), BUDGET, shares)


@pytest.mark.parametrize("budget", [-1.0, math.nan, math.inf])
def test_impossible_budgets_are_refused(budget: float) -> None:
    with pytest.raises(ValueError, match="budget"):
        best_share(cell(5, 0.8), budget)
