"""A stage with somebody's own rules in it: replaced wherever they are called, and nothing else."""

from typing import Any, NamedTuple

import numpy as np
import pytest

from tenfold.sim.jit import Flag, Float, f4, loop, rule
from tenfold.sim.records import F4
from tenfold.sim.twin import called, casting, rules_below, twin


class World(NamedTuple):
    """What the stages below work on."""

    level: F4
    doubled: int = 0  # named like a rule, and no call of one


@rule
def doubled(x: Float) -> Float:
    """Double."""
    return x + x


@rule
def quadrupled(x: Float) -> Float:
    """Double twice."""
    return doubled(doubled(x))


@rule
def is_small(x: Float) -> Flag:
    """Tell whether a number is small."""
    return x < f4(10.0)


@loop
def grow(level: F4) -> None:
    """Quadruple what is small."""
    for i in range(level.size):
        level[i] = quadrupled(level[i]) if is_small(level[i]) else level[i]


@loop
def shrink(level: F4) -> None:
    """Halve all."""
    for i in range(level.size):
        level[i] = level[i] / f4(2.0)


@loop
def stage(w: World, low: int, high: int) -> None:
    """Grow, then shrink."""
    if w.doubled == 0:
        grow(w.level[low:high])
    shrink(w.level[low:high])


@loop
def other(w: World, low: int, high: int) -> None:
    """Name an attribute like a rule, and call none."""
    w.level[low:high] += f4(w.doubled)


def result(play: Any) -> list[float]:
    world = World(np.array([1, 2, 30, 4], np.float32))
    play(world, 0, 3)
    return [float(x) for x in world.level]


def test_what_a_stage_calls_is_listed_in_order_and_attributes_are_not_calls() -> None:
    assert list(called(stage)) == ["grow", "shrink"]
    assert set(rules_below(stage)) == {"quadrupled", "doubled", "is_small"}
    assert called(other) == {} == rules_below(other) and called(print) == {}


def test_without_hooks_a_stage_is_itself() -> None:
    assert result(stage) == result(twin(stage, {})) == [2, 4, 15, 4]


@pytest.mark.parametrize(
    ("hooks", "expected"),
    [
        ({"quadrupled": lambda x: f4(7)}, [3.5, 3.5, 15, 4]),
        ({"doubled": lambda x: x}, [0.5, 1, 15, 4]),  # within another rule
        ({"is_small": lambda x: True}, [2, 4, 60, 4]),
        ({"unknown": lambda x: 1 / 0}, [2, 4, 15, 4]),
    ],
)
def test_a_hook_takes_the_place_of_its_rule_wherever_it_is_called(hooks: Any, expected: list[float]) -> None:
    assert result(twin(stage, hooks)) == expected
    assert result(stage) == [2, 4, 15, 4]  # the stage itself is as it was


def test_hooks_that_ask_the_rule_change_no_bit() -> None:
    asked = {name: casting(rule) for name, rule in rules_below(stage).items()}
    levels = np.linspace(0.1, 20, 50, dtype=np.float32)
    one, two = World(levels.copy()), World(levels.copy())
    stage(one, 0, 50)
    twin(stage, asked)(two, 0, 50)
    assert one.level.tobytes() == two.level.tobytes()


def test_a_rule_keeps_its_type() -> None:
    assert type(casting(doubled)(f4(0.1))) is np.float32 and type(casting(is_small)(f4(1))) is bool
