"""What a customer is worth in closed form: against sums over periods, and the published rule for customers alike."""

import math

import numpy as np
import pytest

from tenfold.experiments.cohorts.life import (
    discounted_periods,
    discounted_residual,
    expected_periods,
    median_periods,
    retention_elasticity,
)
from tenfold.experiments.cohorts.sbg import survival

J = np.arange(200_000)
CASES = [(0.704, 1.182, 0, 0.1), (0.704, 1.182, 5, 0.1), (0.704, 1.182, 300, 0.008), (50, 450, 3, 0.1),
         (0.7, 0.3, 0, 0.1), (0.05, 0.9, 40, 0.008), (120, 30, 0, 0.1), (1.2, 30, 60, 0.008),
         (2.5, 3, 4, 0.0005)]  # fmt: skip


@pytest.mark.parametrize(("alpha", "beta", "tenure", "discount"), CASES)
def test_closed_forms_are_the_sums_they_stand_for(alpha: float, beta: float, tenure: int, discount: float) -> None:
    then = np.cumprod(np.append(1.0, (beta + tenure + J) / (alpha + beta + tenure + J)))[:-1]
    worth = then * (1 + discount) ** -J.astype(float)
    residual = then[1:] * (1 + discount) ** -J[:-1].astype(float)
    at = (alpha, beta, tenure, discount)
    assert discounted_periods(*at) == pytest.approx(worth.sum(), rel=1e-9)
    assert discounted_residual(*at) == pytest.approx(residual.sum(), rel=1e-9)
    more = residual * 1.0001 ** np.minimum(J[1:], 50_000)
    growth = math.log(more.sum() / residual.sum()) / math.log(1.0001)
    assert retention_elasticity(*at) == pytest.approx(growth, rel=2e-2 if discount < 0.01 else 3e-3)


@pytest.mark.parametrize(("stay", "published"), [(0.7, 2.67), (0.8, 3.50), (0.9, 5.09), (0.95, 6.59)])
def test_customers_all_alike_have_the_elasticity_of_gupta_lehmann_and_stuart(stay: float, published: float) -> None:
    many = 1e6
    assert retention_elasticity(many * (1 - stay), many * stay, 0, 0.12) == pytest.approx(published, abs=0.006)
    worth = stay * 1.12 / (1.12 - stay)
    assert discounted_residual(many * (1 - stay), many * stay, 0, 0.12) == pytest.approx(worth, rel=1e-4)


def test_without_discount_the_sums_are_means_and_may_be_infinite() -> None:
    then = survival(3.5, 4.0, 2 + J) / survival(3.5, 4.0, 2)
    assert expected_periods(3.5, 4.0, 2) == pytest.approx(then[1:].sum(), rel=1e-6)
    assert discounted_periods(3.5, 4.0, 2, 0) == pytest.approx(then.sum(), rel=1e-6)
    assert discounted_residual(3.5, 4.0, 2, 0) == pytest.approx(then[1:].sum(), rel=1e-6)
    assert retention_elasticity(3.5, 4.0, 2, 0) == pytest.approx((J[1:] * then[1:]).sum() / then[1:].sum(), rel=1e-4)
    assert expected_periods(1.0, 4.0, 2) == math.inf == discounted_residual(0.7, 1.2, 0, 0)
    assert retention_elasticity(1.9, 4.0, 2, 0) == math.inf


def test_half_are_left_after_the_median_and_the_longer_there_the_longer_yet() -> None:
    for tenure in (0, 3, 20):
        more = float(median_periods(0.704, 1.182, tenure))
        left = survival(0.704, 1.182, tenure + more) / survival(0.704, 1.182, tenure)
        assert left == pytest.approx(0.5, abs=1e-9)
    assert (np.diff(median_periods(0.704, 1.182, np.arange(9))) > 0).all()
    assert (np.diff(discounted_residual(0.704, 1.182, np.arange(9), 0.1)) > 0).all()


def test_a_small_discount_comes_near_to_none() -> None:
    assert discounted_periods(3.5, 4.0, 2, 1e-6) == pytest.approx(float(discounted_periods(3.5, 4.0, 2, 0)), rel=1e-4)
