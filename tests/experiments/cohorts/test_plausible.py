"""Plausible pairs of alpha and beta are spread as the likelihood has them, and the same each time."""

import math

import numpy as np
import pytest

from tenfold.experiments.cohorts.cohort import Cohort
from tenfold.experiments.cohorts.fit import fit_sbg, plausible
from tenfold.experiments.cohorts.sbg import LEAST, MOST, survival
from tenfold.experiments.planner.market import CohortMarket

SHIPPED = CohortMarket().read()


def alike(chance: float, size: float, periods: int = 8) -> Cohort:
    left = (1 - chance) ** np.arange(periods + 1)
    return Cohort("alike", "month", left, at_risk=size * left[:-1])


def by_brute_force(cohort: Cohort, size: float, periods: int) -> tuple[float, float, float, float]:
    """Give means and deviations of ln alpha and ln beta by a sum over the whole box, with a likelihood of its own."""
    u, v = np.meshgrid(np.linspace(-9, 9, 1201), np.linspace(math.log(LEAST), math.log(MOST), 1001))
    alpha, beta = np.exp(v) / (1 + np.exp(-u)), np.exp(v) / (1 + np.exp(u))
    total, left, kept = np.zeros_like(u), size * cohort.surviving[: periods + 1], 1.0
    for t in range(1, periods + 1):
        leave = alpha / (alpha + beta + t - 1)
        total += (left[t - 1] - left[t]) * np.log(kept * leave)
        kept = kept * (1 - leave)
    weight = np.exp(total + left[-1] * np.log(kept) - (total + left[-1] * np.log(kept)).max())
    weight /= weight.sum()
    found = []
    for x in (np.log(alpha), np.log(beta)):
        mean = float((weight * x).sum())
        found += [mean, math.sqrt(float((weight * (x - mean) ** 2).sum()))]
    return found[0], found[1], found[2], found[3]


@pytest.mark.parametrize("size", [60, 1000])
def test_the_draws_have_the_mean_and_the_spread_of_the_likelihood(size: int) -> None:
    fit = fit_sbg(SHIPPED, 7, size)
    logs = np.log(plausible(SHIPPED, fit, 7, size, 2048))
    a, a_wide, b, b_wide = by_brute_force(SHIPPED, size, 7)
    assert logs[:, 0].mean() == pytest.approx(a, abs=0.03 * a_wide)
    assert logs[:, 1].mean() == pytest.approx(b, abs=0.03 * b_wide)
    assert logs.std(axis=0) == pytest.approx((a_wide, b_wide), rel=0.03)


def test_quantiles_of_large_cohorts_are_the_profile_intervals() -> None:
    fit = fit_sbg(SHIPPED, 7, 200_000)
    assert fit.interval_alpha is not None and fit.interval_beta is not None
    low, high = np.quantile(plausible(SHIPPED, fit, 7, 200_000, 4096), (0.025, 0.975), axis=0)
    for k, (ends, at) in enumerate(((fit.interval_alpha, fit.alpha), (fit.interval_beta, fit.beta))):
        assert (low[k], high[k]) == pytest.approx(ends, abs=0.03 * (ends[1] - ends[0]))
        assert low[k] < at < high[k]


def test_the_first_and_every_run_of_draws_spread_over_the_whole() -> None:
    fit = fit_sbg(SHIPPED, 7, 1000)
    logs = np.log(plausible(SHIPPED, fit, 7, 1000, 1024))
    for some in (logs[:64], logs[64:128], logs[960:]):
        assert some.mean(axis=0) == pytest.approx(logs.mean(axis=0), abs=0.3 * logs.std(axis=0)[0])
    assert logs[:64].std(axis=0) == pytest.approx(logs.std(axis=0), rel=0.25)


@pytest.mark.parametrize("count", [1, 3, 64, 100])
def test_draws_are_as_many_as_asked_and_the_same_again(count: int) -> None:
    fit = fit_sbg(SHIPPED, 7, 1000)
    drawn = plausible(SHIPPED, fit, 7, 1000, count)
    assert drawn.shape == (count, 2)
    assert (drawn == plausible(SHIPPED, fit, 7, 1000, count)).all()
    assert len(np.unique(drawn, axis=0)) == count


@pytest.mark.parametrize("cohort", [alike(0.1, 50), alike(0.1, 1e6), alike(0.001, 3000), alike(0.9, 1e4)])
def test_the_draws_stay_within_the_search_even_where_customers_hardly_differ(cohort: Cohort) -> None:
    fit = fit_sbg(cohort)
    drawn = plausible(cohort, fit, None, None, 512)
    assert np.isfinite(drawn).all()
    assert (drawn.sum(axis=1) <= MOST + 1e-6).all() and (drawn >= 1e-4).all()
    chance = drawn[:, 0] / drawn.sum(axis=1)
    assert np.quantile(chance, 0.05) * 0.99 < fit.constant.mean < np.quantile(chance, 0.999) * 1.01


def test_a_million_customers_leave_little_to_draw() -> None:
    left = survival(0.7, 1.2, np.arange(9))
    cohort = Cohort("many", "year", left, at_risk=1e6 * left[:-1])
    drawn = plausible(cohort, fit_sbg(cohort), None, None, 256)
    assert drawn.mean(axis=0) == pytest.approx((0.7, 1.2), rel=1e-3)
    assert (drawn.std(axis=0) < 0.01).all() and (drawn.std(axis=0) > 1e-4).all()


def test_percentages_without_a_size_are_repeated_as_fitted() -> None:
    fit = fit_sbg(SHIPPED, 7)
    assert (plausible(SHIPPED, fit, 7, None, 4) == [[fit.alpha, fit.beta]] * 4).all()
