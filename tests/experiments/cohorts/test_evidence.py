"""Intervals of survival, whether customers differ, and whether the fit holds: by hand, and on made tables."""

import math

import numpy as np
import pytest
from scipy.stats import binom, chi2

from tenfold.experiments.cohorts.cohort import Cohort
from tenfold.experiments.cohorts.evidence import (
    fitness,
    held_out,
    heterogeneity,
    restricted_mean,
    surprise,
    survival_interval,
)
from tenfold.experiments.cohorts.fit import fit_sbg
from tenfold.experiments.cohorts.sbg import survival
from tenfold.experiments.planner.market import CohortMarket

pytestmark = pytest.mark.slow

SHIPPED = CohortMarket().read()
SMALL = Cohort("by hand", "month", np.array([1.0, 0.9, 0.72, 0.72]), at_risk=np.array([20.0, 10.0, 6.0]))


def counted(left: list[float], seen: list[float]) -> Cohort:
    stay = 1 - np.array(left) / np.array(seen)
    return Cohort("made", "month", np.append(1.0, np.cumprod(stay)), at_risk=np.array(seen, np.float64))


def drawn(chances: np.ndarray, customers: int, seed: int) -> Cohort:
    """Give a cohort in which all leave with the same chances, one a period."""
    draw, here, left, seen = np.random.default_rng(seed), customers, list[float](), list[float]()
    for chance in chances:
        seen.append(here)
        left.append(int(draw.binomial(here, chance)))
        here -= int(left[-1])
    return counted(left, seen)


def test_the_interval_of_survival_is_greenwoods_on_the_scale_of_log_minus_log() -> None:
    variance = 2 / (20 * 18) + 2 / (10 * 8)
    wide = 1.959964 * math.sqrt(variance) / abs(math.log(0.72))
    low, high = survival_interval(SMALL, None)
    assert (low[2], high[2]) == pytest.approx((0.72 ** math.exp(wide), 0.72 ** math.exp(-wide)), abs=1e-6)
    assert math.isnan(low[0]) and (low[3], high[3]) == (low[2], high[2])
    later = survival_interval(SMALL, None, 1)
    wide = 1.959964 * math.sqrt(2 / 80) / abs(math.log(0.8))
    assert later[0][1] == pytest.approx(0.8 ** math.exp(wide), abs=1e-6)


def test_the_restricted_mean_is_the_area_with_the_variance_by_hand() -> None:
    mean, low, high = restricted_mean(SMALL, None)
    assert mean == pytest.approx(1 + 0.9 + 0.72)
    variance = (0.9 + 0.72) ** 2 * 2 / (20 * 18) + 0.72**2 * 2 / (10 * 8)
    assert high - mean == pytest.approx(min(3 - mean, 1.959964 * math.sqrt(variance)))
    assert mean - low == pytest.approx(1.959964 * math.sqrt(variance))


def test_percentages_alone_have_no_interval_and_no_test() -> None:
    fit = fit_sbg(SHIPPED, 7)
    assert np.isnan(survival_interval(SHIPPED, None)).all()
    assert math.isnan(restricted_mean(SHIPPED, None).low)
    assert math.isnan(heterogeneity(SHIPPED, fit, 7, None))
    assert math.isnan(fitness(SHIPPED, fit, 7, None).p)
    held = held_out(SHIPPED, None)
    assert held is not None and math.isnan(held.foreseen.low) and math.isnan(surprise(held))
    assert held.mean_error < 0.01


def test_the_ratio_of_likelihoods_is_half_chi_square_for_it_is_at_the_edge() -> None:
    fit = fit_sbg(SHIPPED, 3, 40)
    left, seen = -40 * np.diff(SHIPPED.surviving[:4]), 40 * SHIPPED.surviving[:3]
    chance = left.sum() / seen.sum()
    alike = (left * math.log(chance) + (seen - left) * math.log(1 - chance)).sum()
    p = heterogeneity(SHIPPED, fit, 3, 40)
    assert p == pytest.approx(chi2.sf(2 * (fit.log_likelihood - alike), 1) / 2)
    assert 0.0 < p < 0.5
    worse = counted([5, 10, 20], [100, 95, 85])  # retention that falls
    assert heterogeneity(worse, fit_sbg(worse), 3, None) == 1.0


@pytest.mark.endure
def test_customers_all_alike_are_told_to_differ_in_one_table_of_twenty() -> None:
    """Count in 200 tables: of a true 5% more than 20 come 1 time in 1,000."""
    told = 0
    for seed in range(200):
        cohort = drawn(np.full(8, 0.15), 400, seed)
        told += heterogeneity(cohort, fit_sbg(cohort, with_intervals=False), 8, None) < 0.05
    assert 1 <= told <= binom.ppf(0.999, 200, 0.05)


def test_the_fit_holds_for_what_it_made_and_pools_what_is_few() -> None:
    t, p = np.arange(1, 13), list[float]()
    for seed in range(100):
        cohort = drawn(0.7 / (0.7 + 1.2 + t - 1), 500, seed)
        found = fitness(cohort, fit_sbg(cohort, with_intervals=False), 12, None)
        assert 4 <= found.freedom <= 10
        p.append(found.p)
    assert 0.35 < np.mean(p) < 0.65
    assert np.mean(np.array(p) < 0.05) <= binom.ppf(0.999, 100, 0.05) / 100


def test_loyalty_that_grows_is_more_than_sorting_and_wear_is_less() -> None:
    t = np.arange(1, 13)
    for seed in range(4):
        grows = drawn(np.where(t < 7, 0.12, 0.01), 5000, seed)
        found = fitness(grows, fit_sbg(grows, with_intervals=False), 12, None)
        assert found.p < 0.01 and found.late.low > 0
        wears = drawn(np.where(t < 7, 0.02, 0.12), 5000, seed)
        found = fitness(wears, fit_sbg(wears, with_intervals=False), 12, None)
        assert found.p < 0.01 and found.late.high < 0


@pytest.mark.endure
def test_what_the_first_half_foresees_is_met_where_the_model_holds() -> None:
    t, far = np.arange(1, 13), 0
    for seed in range(60):
        held = held_out(drawn(0.7 / (0.7 + 1.2 + t - 1), 2000, seed), None)
        assert held is not None and held.periods == 6
        assert held.foreseen.low < held.foreseen.mean < held.foreseen.high
        far += surprise(held) < 0.05
    assert far <= binom.ppf(0.999, 60, 0.05)
    truth = survival(0.7, 1.2, 12) / survival(0.7, 1.2, 6)
    large = held_out(drawn(0.7 / (0.7 + 1.2 + t - 1), 2_000_000, 1), None)
    assert large is not None and large.foreseen.mean == pytest.approx(truth, abs=0.005)
    assert large.measured.mean == pytest.approx(truth, abs=0.005)
