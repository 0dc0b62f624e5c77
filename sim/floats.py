"""Elementary functions written out as polynomials, for what the compiler needs.

Two reasons, both measured: numba's wheels carry no vector library, so a loop with `math.exp` does not vectorise;
and library functions differ in the last bit between processors, which would break bit-equal results. Coefficients
are weighted minimax fits (Lawson iteration in float64, then rounded). Terms are added in pairs (Estrin's scheme): one
after the other, each would wait for the last. A product and its sum are rounded once, by `fma`: one instruction instead
of two, and the same bits on every processor. NaN passes through every function here.
"""

import math
from typing import Any

import numpy as np
from numba import types
from numba.extending import lower_builtin, type_callable

from tenfold.sim.jit import HALF, ONE, ZERO, Double, Float, f4, f8, i4, i8, rule

_E = [f4(c) for c in (6.931469776e-1, 2.402224208e-1, 5.550733744e-2, 9.671512661e-3, 1.326472690e-3)]
_E1, _E2, _E3, _E4, _E5 = _E
_L = [f4(c) for c in (1.442698434e0, -7.213093848e-1, 4.805211459e-1, -3.620096553e-1)]
_L0, _L1, _L2, _L3 = _L
_L4, _L5, _L6 = f4(2.997659926e-1), f4(-2.407031943e-1), f4(1.145223872e-1)
_S = [f4(c) for c in (6.283185274, -41.34167748, 81.60223124, -76.57499218, 39.71091810)]
_S0, _S1, _S2, _S3, _S4 = _S
LOG2E, _LN2, _TWO = f4(1.4426950408889634), f4(0.6931471805599453), f4(2.0)
_LOW, _HIGH, _QUARTER, _TINY = f4(-125.0), f4(126.0), f4(0.25), f4(1e-18)
_ROUND = f4(12582912.0)  # 1.5 * 2^23
_SHIFT, _PIVOT = i4(23), i4(0x3F400000)  # the pivot splits mantissas at 0.75


def fma(a: Float, b: Float, c: Float) -> Float:
    """Give a * b + c rounded once, to float32.

    Compiled code has an instruction for it. In Python: the product is exact in float64; the sum is rounded to odd, so
    that rounding it again cannot go wrong (Boldo & Melquiond 2008).
    """
    product, addend = float(a) * float(b), float(c)
    total = product + addend
    back = total - product
    lost = (product - (total - back)) + (addend - back)
    if lost != 0.0 and math.isfinite(lost) and np.float64(total).view(np.int64) & 1 == 0:
        total = math.nextafter(total, math.copysign(math.inf, lost))
    return f4(total)


@type_callable(fma)  # type: ignore[untyped-decorator]
def _type_fma(_: Any) -> Any:
    return lambda a, b, c: types.float32 if a == b == c == types.float32 else None


@lower_builtin(fma, types.float32, types.float32, types.float32)  # type: ignore[untyped-decorator]
def _lower_fma(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
    return builder.fma(*arguments)


@rule
def exp2_within(x: Float) -> Float:
    """Raise 2 to a power x that lies within -125 .. 126, relative error below 2e-7.

    Adding _ROUND leaves the whole part of x in the low bits of the sum, ready to be added to the exponent.
    """
    whole = x + _ROUND
    f = x - (whole - _ROUND)
    g = f * f
    p = fma(fma(fma(_E5, f, _E4), g, fma(_E3, f, _E2)), g, fma(_E1, f, ONE))
    shift = i4(np.float32(whole).view(np.int32) << _SHIFT)
    return np.int32(i4(np.float32(p).view(np.int32) + shift)).view(np.float32)


@rule
def exp2(x: Float) -> Float:
    """Raise 2 to the power x, relative error below 2e-7; x is held within -125 .. 126."""
    x = _LOW if x < _LOW else x
    return exp2_within(_HIGH if x > _HIGH else x)


@rule
def exp(x: Float) -> Float:
    """Raise e to the power x, relative error below 1e-5 over |x| < 80."""
    return exp2(x * LOG2E)


@rule
def log2(x: Float) -> Float:
    """Take the logarithm of x > 0 to base 2, absolute error below 4e-7 times 1 + |log2 x|."""
    bits = np.float32(x).view(np.int32)
    power = i4(i4(bits - _PIVOT) >> _SHIFT)
    f = np.int32(bits - i4(power << _SHIFT)).view(np.float32) - ONE
    g = f * f
    q = fma(fma(fma(_L6, g, fma(_L5, f, _L4)), g, fma(_L3, f, _L2)), g, fma(_L1, f, _L0))
    return fma(q, f, f4(power)) + (x - x)  # the bits of NaN would make a number


@rule
def log(x: Float) -> Float:
    """Take the natural logarithm of x > 0, absolute error below 3e-7 times 1 + |log x|."""
    return _LN2 * log2(x)


@rule
def power(x: Float, exponent: Float) -> Float:
    """Raise x to an exponent, x within 1e-12 .. 1e18 or 0, exponent within 0 .. 2; relative error below 2e-5.

    Gives exactly 0 at 0.
    """
    raised = exp2_within(exponent * log2(x + _TINY))
    return ZERO if x <= ZERO else raised


@rule
def tanh(x: Float) -> Float:
    """Take the hyperbolic tangent, absolute error below 1e-6, exactly odd."""
    size = -x if x < ZERO else x
    shrunk = exp2(-_TWO * LOG2E * size)
    value = (ONE - shrunk) / (ONE + shrunk)
    return -value if x < ZERO else value


@rule
def sine_of_turns(turns: Float) -> Float:
    """Take sin(2 pi t) for t within -1/4 .. 1/4, absolute error below 2e-7."""
    z = turns * turns
    y = z * z
    return turns * fma(fma(_S4, y, fma(_S3, z, _S2)), y, fma(_S1, z, _S0))


@rule
def cos_turns(turns: Float) -> Float:
    """Take cos(2 pi t) for t within 0 .. 1."""
    return sine_of_turns(abs(turns - HALF) - _QUARTER)


@rule
def sin_turns(turns: Float) -> Float:
    """Take sin(2 pi t) for t within 0 .. 1."""
    back = turns - _QUARTER
    return cos_turns(back + ONE if back < ZERO else back)


_DLOG2E = f8(1.4426950408889634)
_DLN2_HIGH, _DLN2_LOW = f8(0.693147180369123816490), f8(1.90821492927058770002e-10)


@rule
def exp_double(x: Double) -> Double:
    """Raise e to the power x in float64, relative error below 4e-16; x is held within -700 .. 700."""
    x = f8(-700.0) if x < f8(-700.0) else x
    x = f8(700.0) if x > f8(700.0) else x
    whole = np.floor(x * _DLOG2E + f8(0.5))
    r = (x - whole * _DLN2_HIGH) - whole * _DLN2_LOW
    total = f8(1.0)
    for k in range(14, 0, -1):  # the Taylor polynomial, innermost term first
        total = f8(1.0) + total * r / f8(k)
    return total * np.int64(i8(i8(whole) + i8(1023)) << i8(52)).view(np.float64)


@rule
def in_bounds(level: Float) -> Float:
    """Hold a level within 0 .. 1; NaN passes, so that it is found."""
    low = ZERO if level < ZERO else level
    return ONE if low > ONE else low


@rule
def towards(level: Float, target: Float, share: Float) -> Float:
    """Move a level a share of the way to a target: x + k (target - x)."""
    return fma(share, target - level, level)


@rule
def weighed(total: Float, weight: Float, level: Float) -> Float:
    """Add one item to a weighted sum: total + w x."""
    return fma(weight, level, total)
