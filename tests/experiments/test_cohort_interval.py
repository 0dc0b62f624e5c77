"""The interval of a fit ends where the likelihood ratio reaches its chi-square quantile."""

import math

import numpy as np
import pytest
from scipy.optimize import minimize_scalar
from scipy.stats import chi2

from tenfold.experiments.cohorts.fit import SbgFit, fit_sbg
from tenfold.experiments.planner.market import CohortMarket

COHORT = CohortMarket().read()
SIZE, PERIODS = 1000, 7


def log_likelihood(alpha: float, beta: float) -> float:
    """Add up ln P over customers, with the recursion of Fader & Hardie (2007), equation 7.

    P(1) = alpha / (alpha + beta), P(t) = P(t - 1) (beta + t - 2) / (alpha + beta + t - 1); who is left has 1 - sum P
    """
    left, total, chance, gone = COHORT.surviving * SIZE, 0.0, alpha / (alpha + beta), 0.0
    for t in range(1, PERIODS + 1):
        if t > 1:
            chance *= (beta + t - 2) / (alpha + beta + t - 1)
        gone += chance
        total += (left[t - 1] - left[t]) * math.log(chance)
    return total + left[PERIODS] * math.log(1 - gone)


@pytest.fixture(scope="module")
def fit() -> SbgFit:
    return fit_sbg(COHORT, PERIODS, SIZE)


def test_the_fit_has_the_greatest_likelihood(fit: SbgFit) -> None:
    assert fit.log_likelihood == pytest.approx(log_likelihood(fit.alpha, fit.beta), abs=1e-6)
    for alpha, beta in ((1.01, 1.0), (0.99, 1.0), (1.0, 1.01), (1.0, 0.99)):
        assert log_likelihood(fit.alpha * alpha, fit.beta * beta) < fit.log_likelihood


@pytest.mark.parametrize("name", ["alpha", "beta"])
@pytest.mark.parametrize("end", [0, 1])
def test_twice_the_loss_of_likelihood_at_an_end_is_chi_square(fit: SbgFit, name: str, end: int) -> None:
    """The other parameter is free, so one degree of freedom: 3.84 at 95%."""
    place = getattr(fit, f"interval_{name}")[end]

    def lost(other: float) -> float:
        both = (place, math.exp(other)) if name == "alpha" else (math.exp(other), place)
        return 2 * (fit.log_likelihood - log_likelihood(*both))

    least = minimize_scalar(lost, bounds=(-3, 3), method="bounded", options={"xatol": 1e-9}).fun
    assert least == pytest.approx(chi2.ppf(0.95, 1), abs=1e-3)


def test_percentages_alone_count_as_a_hundred_customers() -> None:
    assert fit_sbg(COHORT, PERIODS).log_likelihood == pytest.approx(
        fit_sbg(COHORT, PERIODS, SIZE).log_likelihood * 100 / SIZE
    )


def test_later_periods_do_not_move_the_fit() -> None:
    longer = COHORT._replace(surviving=np.append(COHORT.surviving[: PERIODS + 1], [0.01, 0.005]))
    assert fit_sbg(longer, PERIODS)[:3] == pytest.approx(fit_sbg(COHORT, PERIODS)[:3])
