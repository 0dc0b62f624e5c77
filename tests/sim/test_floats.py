"""Polynomials against the library's functions, at their stated accuracy and at the edges."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenfold.sim import floats

small = st.floats(-20, 20, width=32)


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
