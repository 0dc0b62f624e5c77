"""No loop has gone scalar: each takes its share of the time that random words take, on the same processor, just then.

A float64 that slips in, a branch or one array too many, and a loop takes three to ten times as long, without changing
a bit. The limit is wide enough for a busy machine, and each loop has several tries; it was seen to fail with vectors
switched off.
"""

import time
from collections.abc import Callable
from typing import Any

import numba
import pytest

from tests.agents.loops import LOOPS, yardstick

LIMIT = 2.2  # times its share
TRIES, CALLS = 12, 15

pytestmark = [
    pytest.mark.skipif(bool(numba.config.DISABLE_JIT), reason="nothing is compiled"),
    pytest.mark.slow,
    pytest.mark.endure,  # a matter of time, which a busy machine can spoil
]


def quickest(task: Callable[[], Any]) -> float:
    times = []
    for _ in range(CALLS):
        start = time.perf_counter()
        task()
        times.append(time.perf_counter() - start)
    return min(times)


def share(task: Callable[[], Any], enough: float) -> float:
    """Give the least share of the yardstick's time in a few tries."""
    found = float("inf")
    for _ in range(TRIES):
        found = min(found, quickest(task) / quickest(yardstick))
        if found <= enough:
            break
        time.sleep(0.02)
    return found


@pytest.mark.parametrize("name", LOOPS)
def test_a_loop_is_vector_code(name: str) -> None:
    task, usual = LOOPS[name]
    assert share(task, LIMIT * usual) <= LIMIT * usual


def test_the_limit_tells_a_scalar_loop() -> None:
    scalar = numba.njit(error_model="numpy")(lambda: _one_after_the_other(1 << 15))
    assert share(scalar, 0.0) > LIMIT * LOOPS["fade"][1]


@numba.njit(error_model="numpy")  # type: ignore[untyped-decorator]
def _one_after_the_other(rows: int) -> float:
    """Let each row wait for the last, as no vector can."""
    total = 1.0
    for _ in range(rows):
        total = total * 0.999 + 1.0
    return total
