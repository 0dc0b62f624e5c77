"""What it is worth to know: against closed forms of normal linear problems, and where there is nothing to learn."""

import numpy as np
import pytest
from scipy import stats

from tenfold.experiments.planner.unknowns import drawn
from tenfold.experiments.planner.worth import Worth, worth_of, worth_of_all
from tenfold.sim.statistics import Doubles


def normal(names: str, points: int = 2048) -> Doubles:
    """Draw independent standard normal numbers, shape (names, points)."""
    unit = drawn(dict.fromkeys(names, (1.0, 2.0)), points, even=tuple(names))
    return np.array([stats.norm.ppf(np.clip(u - 1.0, 1e-6, 1 - 1e-6)) for u in unit.values()])


def unit_loss(mean: float, deviation: float) -> float:
    """Give E max(0, y) - max(0, E y) of a normal y (Raiffa & Schlaifer 1961)."""
    z = -abs(mean) / deviation
    return float(deviation * (stats.norm.pdf(z) + z * stats.norm.cdf(z)))


@pytest.mark.parametrize(("mean", "weights"), [(0.0, (3.0, 4.0)), (2.0, (3.0, 4.0)), (-4.0, (3.0, 1.0))])
def test_it_is_the_closed_form_of_two_choices_and_normal_unknowns(mean: float, weights: tuple[float, float]) -> None:
    x = normal("abc")
    y = mean + weights[0] * x[0] + weights[1] * x[1]
    profit = np.column_stack([np.full(2048, 100.0), 100.0 + y])
    for k, weight in enumerate(weights):
        found, exact = worth_of(x[k], profit), unit_loss(mean, weight)
        assert abs(found.mean - exact) < 3 * found.error + 0.01
        assert found.error < 0.1
    assert worth_of(x[2], profit).sure == 0.0
    everything = worth_of_all(profit)
    assert abs(everything.mean - unit_loss(mean, float(np.hypot(*weights)))) < 3 * everything.error


def test_two_that_are_learned_together_are_worth_what_their_sum_is() -> None:
    x = normal("abc")
    y = 3.0 * x[0] + 2.0 * x[1] + 5.0 * x[2]
    found = worth_of(x[:2].T, np.column_stack([y, np.zeros(2048)]))
    assert abs(found.mean - unit_loss(0.0, 13**0.5)) < 3 * found.error
    assert found.error < 0.15


def test_many_choices_of_a_quadratic_are_worth_half_the_variance() -> None:
    """Profit -(s - x)^2: knowing x saves its variance, and choices .05 apart leave out next to nothing of it."""
    x = normal("ab") * 0.1 + 0.5
    shares = np.arange(0.0, 1.01, 0.05)
    profit = -((shares - x[0][:, None]) ** 2) + 0.3 * x[1][:, None]
    found = worth_of(x[0], profit)
    assert found.mean == pytest.approx(0.01, rel=0.03)
    assert worth_of(x[1], profit).sure == 0.0


def test_luck_does_not_make_the_largest_of_many_means_worth_anything() -> None:
    """With 21 choices that are all alike but for noise, a mean of fitted maxima is above 0 each time."""
    draw = np.random.default_rng(7)
    found = [worth_of(draw.normal(size=512), draw.normal(size=(512, 21))) for _ in range(60)]
    assert np.mean([each.mean for each in found]) < 0.0  # the one choice made in advance had the better of luck
    assert np.mean([each.sure > 0.0 for each in found]) < 0.05


def test_what_is_known_or_leaves_no_choice_is_worth_nothing() -> None:
    x = normal("ab")
    profit = np.column_stack([x[0], np.zeros(2048)])
    assert worth_of(np.ones(2048), profit) == Worth(0.0, 0.0)
    assert worth_of(np.ones((2048, 2)), profit) == Worth(0.0, 0.0)
    assert worth_of(x[0], profit[:, :1]) == Worth(0.0, 0.0)
    always = np.column_stack([np.zeros(2048), 50.0 + x[0]])  # whatever x is, the same is best
    assert worth_of(x[0], always).sure == 0.0
    assert worth_of(np.repeat([[1.0, 2.0], [2.0, 2.0]], 1024, axis=0), always).sure == 0.0  # one of two varies


def test_noise_is_reported_as_nothing_and_units_change_both() -> None:
    assert Worth(1.0, 0.6).sure == 0.0 and Worth(1.0, 0.4).sure == 1.0
    assert Worth(1.0, 0.5).times(10.0) == Worth(10.0, 5.0)


def test_it_is_the_same_to_the_bit_each_time() -> None:
    x = normal("ab")
    profit = np.column_stack([x[0] + x[1], np.zeros(2048)])
    assert worth_of(x[0], profit) == worth_of(x[0], profit)
