"""Customer equity and lifetime value against published numbers, and against each other."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenfold.agents.firm.curves import Curve, Curves, response_slope, steepness_from
from tenfold.agents.firm.equity import (
    best_equity,
    equity,
    lifetime_value,
    realised_value,
    retention_elasticity,
)


def manager(win: tuple[float, float, float], keep: tuple[float, float, float]) -> Curves:
    """Build curves from (spend, rate, ceiling) of today, as the decision calculus asks for them."""
    (a_spend, a_rate, a_top), (r_spend, r_rate, r_top) = win, keep
    return Curves(
        Curve(0, a_top, steepness_from(a_rate, a_top, a_spend)), Curve(0, r_top, steepness_from(r_rate, r_top, r_spend))
    )


# Recomputed from the formulas of Blattberg & Deighton (1996); to the digits given.
TABLE = [
    ((6, 0.25, 0.45), (10, 0.5, 0.8), 60, 0.10, (14.204, 0.3840, 22.170, 0.7091, 28.850, 112.117, 1.18)),
    ((5, 0.10, 0.20), (10, 0.6, 0.9), 50, 0.20, (7.364, 0.1279, 20.866, 0.8091, 5.444, 100.106, 2.23)),
    ((5, 0.02, 0.05), (5, 0.6, 0.9), 200, 0.10, (15.542, 0.0398, 23.866, 0.8952, 22.565, 957.91, 14.65)),
]


@pytest.mark.parametrize(("win", "keep", "margin", "discount", "published"), TABLE)
def test_the_customer_equity_test_as_recomputed(
    win: tuple[float, float, float], keep: tuple[float, float, float],
    margin: float, discount: float, published: tuple[float, ...],
) -> None:  # fmt: skip
    best = best_equity(manager(win, keep), margin, discount)
    a_spend, a_rate, r_spend, r_rate, value, worth, ratio = published
    assert best.acquisition_spend == pytest.approx(a_spend, abs=5.1e-4)
    assert best.acquisition_rate == pytest.approx(a_rate, abs=5.1e-5)
    assert best.retention_spend == pytest.approx(r_spend, abs=5.1e-4)
    assert best.retention_rate == pytest.approx(r_rate, abs=5.1e-5)
    assert best.value == pytest.approx(value, abs=5.1e-4)
    assert best.lifetime_value == pytest.approx(worth, abs=5.1e-3)
    assert best.cost_ratio == pytest.approx(ratio, abs=5.1e-3)


@pytest.mark.parametrize(("win", "keep", "margin", "discount", "published"), TABLE)
def test_at_the_optimum_both_marginal_costs_are_the_lifetime_value(
    win: tuple[float, float, float], keep: tuple[float, float, float],
    margin: float, discount: float, published: tuple[float, ...],
) -> None:  # fmt: skip
    curves = manager(win, keep)
    best = best_equity(curves, margin, discount)
    assert 1 / response_slope(best.acquisition_spend, *curves.acquisition) == pytest.approx(best.lifetime_value)
    assert 1 / response_slope(best.retention_spend, *curves.retention) == pytest.approx(best.lifetime_value)


floors = st.floats(0, 0.5)
curves_of_any_kind = st.builds(
    lambda a0, a1, ka, r0, r1, kr: Curves(Curve(a0, a0 + a1, ka), Curve(r0, r0 + r1, kr)),
    floors, st.floats(0, 0.5), st.floats(0, 3), floors, st.floats(0, 0.49), st.floats(0, 3),
)  # fmt: skip


@given(curves_of_any_kind, st.floats(0, 500), st.floats(0, 0.5), st.floats(0, 300), st.floats(0, 300))
def test_no_other_spending_is_worth_more(
    curves: Curves, margin: float, discount: float, to_win: float, to_keep: float
) -> None:
    best = best_equity(curves, margin, discount)
    other = equity(to_win, to_keep, curves, margin, discount)
    assert other.value <= best.value + 1e-9 * (1 + abs(best.value))


def test_money_that_does_not_pay_is_not_spent() -> None:
    curves = Curves(Curve(0.02, 0.3, 0.001), Curve(0.8, 0.95, 0.001))
    idle = best_equity(curves, 1.0, 0.1)
    assert (idle.acquisition_spend, idle.retention_spend) == (0, 0)
    assert math.isnan(idle.cost_ratio)
    assert best_equity(curves, -1.0, 0.1).retention_spend == 0


@pytest.mark.parametrize("first", [0.999, 1.001, 1.5, 1.999, 2.001, 5.0])
def test_money_is_spent_from_where_the_first_unit_just_pays(first: float) -> None:
    # half of them stay whatever is spent, so a customer is worth 10 + 10 .5 / .5; the first unit wins `first` / 20
    curves = Curves(Curve(0.0, 0.3, first / 20 / 0.3), Curve(0.5, 0.5, 0.0))
    best = best_equity(curves, 10.0, 0.0)
    assert best.lifetime_value == pytest.approx(20) and best.retention_spend == 0
    assert best.acquisition_spend == pytest.approx(max(math.log(first), 0.0) / curves.acquisition.steepness)


# Gupta, Lehmann & Stuart (2004), at 12 % discount.
@pytest.mark.parametrize(("retention", "published"), [(0.7, 2.67), (0.8, 3.50), (0.9, 5.09), (0.95, 6.59)])
def test_elasticity_to_retention_as_published(retention: float, published: float) -> None:
    assert retention_elasticity(retention, 0.12) == pytest.approx(published, abs=0.0051)


@given(st.floats(0.05, 0.95), st.floats(0.01, 0.5), st.booleans())
def test_the_elasticity_is_that_of_the_value(retention: float, discount: float, first: bool) -> None:
    step = 1e-6
    up, down = (lifetime_value(7.0, retention * (1 + d), discount, first) for d in (step, -step))
    slope = (math.log(up) - math.log(down)) / (math.log1p(step) - math.log1p(-step))
    assert retention_elasticity(retention, discount, first) == pytest.approx(slope, rel=1e-6)


@pytest.mark.parametrize(("retention", "published"), [(0.6, 20), (0.7, 22), (0.8, 26), (0.9, 37)])
def test_five_points_fewer_defections_at_flat_margins(retention: float, published: float) -> None:
    gain = lifetime_value(1, retention + 0.05, 0.12) / lifetime_value(1, retention, 0.12) - 1
    assert 100 * gain == pytest.approx(published, abs=0.51)


@given(st.floats(0, 0.95), st.floats(0.01, 0.5), st.floats(-10, 100), st.booleans())
def test_realised_margins_add_up_to_the_formula(r: float, i: float, margin: float, first: bool) -> None:
    expected = margin * r ** np.arange(2000 if first else 2001)
    flow = expected if first else expected[1:]
    assert realised_value(flow, i, first) == pytest.approx(lifetime_value(margin, r, i, first), rel=1e-9, abs=1e-9)


@given(st.floats(0, 0.99), st.floats(0.001, 0.5), st.floats(-10, 100))
def test_the_two_conventions_differ_by_one_margin(r: float, i: float, margin: float) -> None:
    gap = lifetime_value(margin, r, i, from_first_sale=True) - lifetime_value(margin, r, i)
    assert gap == pytest.approx(margin, rel=1e-9, abs=1e-12)


def test_realised_value_by_hand_for_two_customers() -> None:
    margins = [[11.0, 12.1], [0.0, 121.0]]
    assert realised_value(margins, 0.1).tolist() == pytest.approx([20, 100])
    assert realised_value(margins, 0.1, from_first_sale=True).tolist() == pytest.approx([22, 110])


@pytest.mark.parametrize(("r", "i"), [(1, 0), (1.1, 0.1), (-0.1, 0.1), (0.5, -0.1), (math.nan, 0.1), (0.5, math.nan)])
def test_values_without_end_and_impossible_rates_are_refused(r: float, i: float) -> None:
    with pytest.raises(ValueError, match="retention"):
        lifetime_value(1.0, r, i)
    with pytest.raises(ValueError, match="retention"):
        retention_elasticity(r, i)


@pytest.mark.parametrize("spend", [-1.0, math.nan, math.inf])
def test_impossible_spending_is_refused(spend: float) -> None:
    curves = Curves(Curve(0, 0.3, 0.1), Curve(0.5, 0.9, 0.1))
    with pytest.raises(ValueError, match="spending"):
        equity(spend, 1.0, curves, 10.0, 0.1)
    with pytest.raises(ValueError, match="spending"):
        equity(1.0, spend, curves, 10.0, 0.1)
