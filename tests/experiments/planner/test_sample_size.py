"""Sizes and power of a test of two shares: published numbers, and how often the test itself finds the difference."""

import math

import numpy as np
import pytest

from tenfold.experiments.planner.sample_size import found, people_needed, power_of


@pytest.mark.parametrize(
    ("control", "treated", "power", "level", "people"),
    [
        (0.50, 0.75, 0.90, 0.05, 76.7),  # help page of R's power.prop.test
        (0.10, 0.05, 0.80, 0.05, 434.4),  # the textbook case of a tenth against a twentieth: 435 in each group
    ],
)
def test_sizes_are_the_published_ones(
    control: float, treated: float, power: float, level: float, people: float
) -> None:
    assert people_needed(control, treated, power, level) == pytest.approx(people, abs=0.1)
    assert people_needed(treated, control, power, level) == pytest.approx(people, abs=0.1)


def test_power_is_the_published_one_and_that_of_the_size() -> None:
    assert power_of(50, 0.50, 0.75) == pytest.approx(0.740, abs=5e-4)  # help page of R's power.prop.test
    for power in (0.5, 0.8, 0.95):
        assert power_of(people_needed(0.12, 0.09, power, 0.02), 0.12, 0.09, 0.02) == pytest.approx(power)
    assert (np.diff(power_of(np.array([10, 100, 1000, 10_000]), 0.12, 0.09)) > 0).all()


def test_no_difference_is_never_told_apart() -> None:
    assert people_needed(0.1, 0.1) == math.inf
    assert power_of(1000, 0.1, 0.1) == pytest.approx(0.025)
    assert power_of(10, 0.0, 0.0) == pytest.approx(0.025) and power_of(10, 0.0, 1.0) == pytest.approx(1.0)


@pytest.mark.parametrize(("control", "treated", "people"), [(0.15, 0.10, 700), (0.02, 0.05, 400), (0.3, 0.3, 500)])
def test_power_is_how_often_the_test_finds_it(control: float, treated: float, people: int) -> None:
    luck = np.random.default_rng(11)
    k, base = luck.binomial(people, treated, 40_000), luck.binomial(people, control, 40_000)
    often = float(np.mean(found((people, k), (people, base))))
    asked = float(power_of(people, control, treated)) if control != treated else 0.05  # either side, where none is
    assert often == pytest.approx(asked, abs=0.012)


def test_nobody_leaving_in_either_arm_is_no_difference() -> None:
    assert not found((100, 0), (100, 0)) and not found((100, 100), (100, 100)) and found((100, 0), (100, 9))
