"""Polynomials against the library's functions, at their stated accuracy and at the edges."""

import math
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from numba import njit

from tenfold.sim import floats

small = st.floats(-20, 20, width=32)


any_float = st.floats(-1e6, 1e6, width=32, allow_subnormal=False)


@given(any_float, any_float, any_float)
@example(4097.0, 4097.0, -16785408.0)  # 4097^2 has a bit more than float32 holds
@example(1.0 + 2.0**-12, 1.0 + 2.0**-12, 2.0**-60)  # just above a half: rounding twice would go to even
def test_fma_rounds_once(a: float, b: float, c: float) -> None:
    exact = Fraction(a) * Fraction(b) + Fraction(c)
    given = [np.float32(x) for x in (a, b, c)]
    for found in (floats.fma(*given), multiplied_and_added(*given)):
        near = [found, np.nextafter(found, np.float32(-np.inf)), np.nextafter(found, np.float32(np.inf))]
        assert abs(Fraction(float(found)) - exact) == min(abs(Fraction(float(x)) - exact) for x in near)
    assert floats.fma(*given) == multiplied_and_added(*given)


@njit
def multiplied_and_added(a: np.float32, b: np.float32, c: np.float32) -> Any:
    return floats.fma(a, b, c)


@given(small)
def test_exp2(x: float) -> None:
    assert floats.exp2(np.float32(x)) == pytest.approx(2.0**x, rel=3e-7)


@given(st.floats(-80, 80, width=32))
def test_exp(x: float) -> None:
    assert floats.exp(np.float32(x)) == pytest.approx(math.exp(x), rel=1e-5)


@given(st.floats(2.0**-20, 2.0**20, width=32))
def test_log(x: float) -> None:
    assert floats.log(np.float32(x)) == pytest.approx(math.log(x), abs=3e-7 * (1 + abs(math.log(x))))


@given(st.floats(2.0**-20, 100, width=32), st.floats(0.125, 2, width=32))
def test_power(x: float, e: float) -> None:
    assert floats.power(np.float32(x), np.float32(e)) == pytest.approx(x**e, rel=2e-5)


@given(small)
def test_tanh_is_odd_and_right(x: float) -> None:
    y = floats.tanh(np.float32(x))
    assert y == pytest.approx(math.tanh(x), abs=1e-6)
    assert floats.tanh(np.float32(-x)) == -y


@given(st.floats(0, 1, width=32))
def test_turns(t: float) -> None:
    assert floats.cos_turns(np.float32(t)) == pytest.approx(math.cos(2 * math.pi * t), abs=1e-6)
    assert floats.sin_turns(np.float32(t)) == pytest.approx(math.sin(2 * math.pi * t), abs=1e-6)


@given(st.floats(-600, 600))
def test_exp_double(x: float) -> None:
    assert floats.exp_double(x) == pytest.approx(math.exp(x), rel=1e-13)


def test_exact_points() -> None:
    assert floats.exp2(np.float32(0)) == 1.0
    assert floats.exp2(np.float32(10)) == 1024.0
    assert floats.log(np.float32(1)) == 0.0
    assert floats.power(np.float32(0), np.float32(0.88)) == 0.0
    assert floats.exp_double(0.0) == 1.0


@pytest.mark.parametrize("function", [floats.exp2, floats.exp, floats.tanh, floats.exp_double])
def test_nan_passes(function: object) -> None:
    assert math.isnan(function(np.float32("nan")))  # type: ignore[operator]


def test_beyond_the_range_values_are_held() -> None:
    assert floats.exp2(np.float32(1000)) == 2.0**126
    assert floats.exp2(np.float32(-1000)) == 2.0**-125
