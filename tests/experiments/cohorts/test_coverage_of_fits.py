"""Intervals of a fit hold the truth as often as they say, however customers came into view and went out of it."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.stats import binom

from tenfold.experiments.cohorts.cohort import Cohort
from tenfold.experiments.cohorts.evidence import heterogeneity
from tenfold.experiments.cohorts.fit import SbgFit, fit_sbg, plausible
from tenfold.experiments.planner.market import CohortMarket

pytestmark = pytest.mark.slow

TRUTHS = [(0.7, 1.2), (1.5, 9.0), (0.8, 8.0), (2.0, 4.0)]
PERIODS = 24
SHIPPED = CohortMarket().read()


def lives(alpha: float, beta: float, customers: int, seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Draw who is seen from which tenure on, until which, and whether they left then; half are seen from joining on."""
    draw = np.random.default_rng([seed, 11])
    life = draw.geometric(draw.beta(alpha, beta, 4 * customers))
    entry = np.where(draw.random(life.size) < 0.5, 0, draw.integers(0, 7, life.size))
    seen = entry + draw.integers(1, PERIODS - 5, life.size)  # out of view from here on, whatever becomes of them
    there = np.flatnonzero(life > entry)[:customers]  # who left before coming into view is in no table
    left = life <= seen
    return entry[there], np.minimum(life, seen)[there], left[there]


def counted(entry: np.ndarray, end: np.ndarray, left: np.ndarray) -> Cohort:
    t = np.arange(1, end.max() + 1)
    seen = np.array([((entry < k) & (end >= k)).sum() for k in t], np.float64)
    gone = np.array([(left & (end == k)).sum() for k in t], np.float64)
    stay = 1 - np.divide(gone, seen, out=np.zeros(t.size), where=seen > 0)
    return Cohort("made", "month", np.append(1.0, np.cumprod(stay)), at_risk=seen)


def held(fit: SbgFit, truth: tuple[float, float]) -> list[bool]:
    ends = (fit.interval_alpha, fit.interval_beta)
    return [each is not None and each[0] <= true <= each[1] for each, true in zip(ends, truth, strict=True)]


def test_profile_intervals_hold_the_truth_in_nineteen_of_twenty_tables_with_censoring_and_delayed_entry() -> None:
    found = [held(fit_sbg(counted(*lives(*truth, 1500, 100 * k + seed))), truth)
             for k, truth in enumerate(TRUTHS) for seed in range(15)]  # fmt: skip
    for covered in np.array(found).sum(axis=0):
        assert covered >= binom.ppf(1e-3, 60, 0.95)


def test_censored_customers_taken_for_leavers_would_be_noticed() -> None:
    entry, end, _ = lives(0.7, 1.2, 1500, 3)
    assert not all(held(fit_sbg(counted(entry, end, np.ones(end.size, bool))), (0.7, 1.2)))


@pytest.mark.slow
@pytest.mark.endure
def test_profile_intervals_cover_in_two_hundred_tables() -> None:
    found = [held(fit_sbg(counted(*lives(*truth, 1500, 1000 + 100 * k + seed))), truth)
             for k, truth in enumerate(TRUTHS) for seed in range(50)]  # fmt: skip
    covered = np.array(found).mean(axis=0)
    print(f"covered of 200: alpha {covered[0]:.1%}, beta {covered[1]:.1%}")
    assert (covered >= 0.9).all() and (covered <= 0.99).all()


@pytest.mark.slow
@pytest.mark.endure
def test_raw_tables_of_customers_cover_as_well(tmp_path: Path) -> None:
    """Go the whole way from a file with a row a customer, of whom half are still there."""
    found, file = [], tmp_path / "customers.csv"
    for seed in range(200):
        truth = TRUTHS[seed % len(TRUTHS)]
        draw = np.random.default_rng([seed, 12])
        life, seen = draw.geometric(draw.beta(*truth, 1500)), draw.integers(1, PERIODS, 1500)
        frame = pd.DataFrame({"months": np.minimum(life, seen), "left": np.where(life <= seen, "yes", "no")})
        frame.to_csv(file, index=False)
        table = {"tenure": "months", "left": "left"}
        found.append(held(CohortMarket.model_validate({"file": str(file), "period": "month", "table": table}).fit(),
                          truth))  # fmt: skip
    covered = np.array(found).mean(axis=0)
    print(f"covered of 200 files: alpha {covered[0]:.1%}, beta {covered[1]:.1%}")
    assert (covered >= 0.9).all() and (covered <= 0.99).all()


@pytest.mark.slow
@pytest.mark.endure
def test_plausible_draws_cover_too_and_customers_all_alike_are_seldom_told_to_differ() -> None:
    inside, told = [], 0
    for seed in range(200):
        truth = TRUTHS[seed % len(TRUTHS)]
        cohort = counted(*lives(*truth, 1500, 5000 + seed))
        low, high = np.quantile(plausible(cohort, fit_sbg(cohort), None, None, 512), (0.025, 0.975), axis=0)
        inside.append((low <= truth) & (truth <= high))
        alike = counted(*lives(5e5, 4.5e6, 1500, 9000 + seed))
        told += heterogeneity(alike, fit_sbg(alike, with_intervals=False), alike.periods, None) < 0.05
    covered = np.array(inside).mean(axis=0)
    print(f"plausible: alpha {covered[0]:.1%}, beta {covered[1]:.1%}; alike told to differ: {told} of 200")
    assert (covered >= 0.9).all() and (covered <= 0.99).all()
    assert told <= binom.ppf(0.99, 200, 0.05)


def test_individuals_and_percentages_with_a_size_are_the_same_cohort() -> None:
    """Give the shipped cohort as a row a customer, of 1,000 who were all followed to the end."""
    size = 1000
    gone = np.rint(-size * np.diff(SHIPPED.surviving)).astype(int)
    end = np.append(np.repeat(np.arange(1, gone.size + 1), gone), np.full(size - gone.sum(), gone.size))
    left = np.arange(size) < gone.sum()
    rows, shares = (fit_sbg(counted(np.zeros(size), end, left), 7), fit_sbg(SHIPPED, 7, size))
    assert (rows.alpha, rows.beta) == pytest.approx((shares.alpha, shares.beta), rel=1e-6)
    assert rows.interval_alpha == pytest.approx(shares.interval_alpha, rel=1e-6)
    assert rows.interval_beta == pytest.approx(shares.interval_beta, rel=1e-6)
    assert rows.constant == pytest.approx(shares.constant, rel=1e-6)
    assert rows.log_likelihood == pytest.approx(shares.log_likelihood, rel=1e-9)


def test_a_size_beside_customers_at_risk_is_refused() -> None:
    from tenfold.sim.errors import InputError

    with pytest.raises(InputError, match="market.cohort_size = 50: allowed: nothing") as caught:
        fit_sbg(counted(*lives(0.7, 1.2, 300, 1)), None, 50)
    assert caught.value.field == "market.cohort_size"


def test_the_chance_of_customers_all_alike_comes_with_its_interval() -> None:
    draw = np.random.default_rng(4)
    life = draw.geometric(0.1, 2000)
    cohort = counted(np.zeros(2000), np.minimum(life, 12), life <= 12)
    fit, (seen, left) = fit_sbg(cohort), cohort.counts(1)
    assert fit.interval_alpha is None and "hardly differ" in fit.reason
    share = left.sum() / seen.sum()
    half = 1.96 * np.sqrt(share * (1 - share) / seen.sum())
    assert fit.constant == pytest.approx((share, share - half, share + half), abs=3e-4)
    assert np.isnan(fit_sbg(SHIPPED, 7).constant.low)
