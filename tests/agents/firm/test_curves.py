"""The response curve: floor, ceiling, slope, and the two ways to find its steepness."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenfold.agents.firm.curves import (
    Curve,
    checked,
    contact_steepness,
    reference_cost,
    response_rate,
    response_rates,
    response_slope,
    steepness_from,
)

rate = st.floats(0, 1)
steepness = st.floats(1e-4, 10)
spend = st.floats(0, 1e4)
curve = st.builds(lambda a, b, k: Curve(min(a, b), max(a, b), k), rate, rate, steepness)


@given(curve)
def test_no_money_buys_the_floor_and_boundless_money_the_ceiling(curve: Curve) -> None:
    assert response_rate(0.0, *curve) == curve.floor
    assert response_rate(1e300, *curve) == pytest.approx(curve.ceiling, rel=1e-15)


@given(curve, spend, spend)
def test_more_money_buys_more_and_ever_less_of_it(curve: Curve, one: float, two: float) -> None:
    low, high = sorted((one, two))
    ulp = 1e-15
    assert response_rate(low, *curve) <= response_rate(high, *curve) + ulp
    assert response_slope(low, *curve) >= response_slope(high, *curve) * (1 - ulp)
    middle = response_rate((low + high) / 2, *curve)
    assert middle >= (response_rate(low, *curve) + response_rate(high, *curve)) / 2 - ulp


@given(curve, st.floats(0, 100))
def test_the_slope_is_the_derivative(curve: Curve, at: float) -> None:
    step = 1e-5 / curve.steepness
    rise = response_rate(at + step, *curve) - response_rate(max(at - step, 0.0), *curve)
    width = step + min(step, at)
    assert response_slope(at, *curve) == pytest.approx(rise / width, rel=2e-5, abs=1e-9 * curve.steepness)


@given(curve, st.lists(spend, min_size=1, max_size=6))
def test_many_rates_are_the_one_rule_bit_for_bit(curve: Curve, spends: list[float]) -> None:
    column = np.array(spends)[:, None]
    assert response_rates(column, curve).tolist() == [[response_rate(x, *curve)] for x in spends]


def test_rates_agree_with_the_equation_in_other_hands() -> None:
    x = np.linspace(0, 40, 101)
    assert response_rates(x, Curve(0.1, 0.9, 0.3)) == pytest.approx(0.1 + 0.8 * -np.expm1(-0.3 * x), rel=1e-14)


@given(st.floats(0.001, 0.98), st.floats(0.01, 100), st.floats(0.001, 0.999))
def test_the_steepness_of_two_answers_leads_back_to_them(ceiling: float, spend: float, part: float) -> None:
    rate = ceiling * part
    found = steepness_from(rate, ceiling, spend)
    assert response_rate(spend, 0.0, ceiling, found) == pytest.approx(rate, rel=1e-10)


@pytest.mark.parametrize(
    ("rate", "ceiling", "spend"),
    [(0.5, 0.5, 1), (0.6, 0.5, 1), (-0.1, 0.5, 1), (0.1, 1.1, 1), (0.1, 0.5, 0), (0.1, 0.5, -1),
     (math.nan, 0.5, 1), (0.1, math.nan, 1), (0.1, 0.5, math.nan), (0.1, 0.5, math.inf)],
)  # fmt: skip
def test_answers_that_no_curve_fits_are_refused(rate: float, ceiling: float, spend: float) -> None:
    with pytest.raises(ValueError, match="needs"):
        steepness_from(rate, ceiling, spend)


@given(st.floats(0.5, 30), st.floats(0.05, 1), st.floats(0, 0.9), st.floats(0.05, 5))
def test_at_half_the_ceilings_a_new_customer_costs_the_imposed_multiple(
    ratio: float, ceiling: float, floor: float, steep: float
) -> None:
    retention = Curve(floor, 0.95, steep)
    win = Curve(0.0, ceiling, contact_steepness(ratio, ceiling, retention))
    half_win, half_keep = math.log(2) / win.steepness, math.log(2) / steep
    cost_of_new = half_win / response_rate(half_win, *win)
    cost_of_kept = half_keep / response_rate(half_keep, *retention)
    assert cost_of_kept == pytest.approx(reference_cost(retention), rel=1e-12)
    assert cost_of_new / cost_of_kept == pytest.approx(ratio, rel=1e-12)


@pytest.mark.parametrize("ratio", [0, -1, math.nan, math.inf])
def test_impossible_ratios_are_refused(ratio: float) -> None:
    with pytest.raises(ValueError, match="ratio"):
        contact_steepness(ratio, 0.3, Curve(0.8, 0.95, 0.3))


def test_a_retention_that_money_does_not_move_has_no_reference_cost() -> None:
    with pytest.raises(ValueError, match="no reference cost"):
        contact_steepness(5, 0.3, Curve(0.8, 0.95, 0.0))


@pytest.mark.parametrize(
    "curve",
    [Curve(0.5, 0.4, 1), Curve(-0.1, 0.4, 1), Curve(0, 1.1, 1), Curve(0, 1, -1), Curve(0, 1, math.inf),
     Curve(math.nan, 1, 1), Curve(0, math.nan, 1), Curve(0, 1, math.nan)],
)  # fmt: skip
def test_impossible_curves_are_refused(curve: Curve) -> None:
    with pytest.raises(ValueError, match="floor <= ceiling"):
        checked(curve)
