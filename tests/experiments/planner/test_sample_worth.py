"""The value of sample information: less than that of knowing, rising with the size, and that of Strong's regression."""

from typing import Any

import numpy as np
import pytest
from scipy import stats

from tenfold.experiments.planner.field_tests import CareTest, ContactTest
from tenfold.experiments.planner.sample_worth import Preposterior, Trial, smooth
from tenfold.experiments.planner.worth import worth_of

POINTS = 4096
SIZES = (10, 30, 100, 300, 1000, 3000, 10_000, 100_000)


def case(rate: float = 0.15) -> tuple[Trial, Any]:
    """Care that prevents 0 to 60%, worth paying for from 30% on; all else is noise that no test tells of."""
    unit = stats.qmc.Sobol(2, scramble=False).random(POINTS) + 0.5 / POINTS
    saved, noise = 0.6 * unit[:, 0], stats.norm.ppf(np.clip(unit[:, 1], 1e-6, 1 - 1e-6))
    profit = np.column_stack([np.zeros(POINTS), 100.0 * (saved - 0.3)]) + 20.0 * noise[:, None]
    return Trial(saved, CareTest().treated(saved, 0.7), rate), profit


def test_it_rises_with_the_size_up_to_what_it_is_worth_to_know() -> None:
    trial, profit = case()
    pre = Preposterior(trial, profit)
    worth = [pre.learned(n).worth for n in SIZES]
    assert (np.diff(worth) > 0.0).all() and worth[0] > 0.0
    assert pre.most == pytest.approx(7.5, rel=0.02)  # E max(0, U) of U even from -30 to 30
    assert worth[-1] <= pre.most * (1 + 1e-3) and worth[-1] == pytest.approx(pre.most, rel=0.01)
    assert worth[0] < 0.2 * pre.most
    assert pre.most == pytest.approx(worth_of(trial.effect, profit).mean, rel=0.05)


@pytest.mark.parametrize("people", [100, 1000])
def test_it_is_that_of_normal_theory_and_of_a_regression_on_simulated_results(people: int) -> None:
    """Strong, Oakley & Breeze 2015: regress profit on what a test would show, choose by the fit."""
    trial, profit = case()
    found = Preposterior(trial, profit).learned(people).worth
    luck = np.random.default_rng(3)
    worths = []
    for _ in range(8):
        k, base = luck.binomial(people, 0.15 * (1 - trial.effect)), luck.binomial(people, 0.15, POINTS)
        shown = 1.0 - (k + 0.5) / (base + 0.5)
        fitted = smooth(shown, profit)
        worths.append(fitted.max(axis=1).mean() - profit.mean(axis=0).max())
    assert found == pytest.approx(np.mean(worths), rel=0.08)


def test_a_test_that_cannot_change_the_choice_is_worth_nothing() -> None:
    trial, profit = case()
    sure = np.column_stack([profit[:, 0], profit[:, 0] + 1.0 + trial.effect])
    assert Preposterior(trial, sure).learned(1000).worth == 0.0
    alone = Preposterior(trial, profit[:, :1])
    assert alone.most == 0.0 and alone.learned(1000).worth == 0.0
    known = trial._replace(effect=np.full(POINTS, 0.3), treated=CareTest().treated(np.full(POINTS, 0.3), 0.7))
    assert Preposterior(known, profit).learned(1000).worth == pytest.approx(0.0, abs=1e-9)


def test_the_same_each_time_and_foreseen_by_bayes() -> None:
    trial, profit = case()
    first, again = Preposterior(trial, profit), Preposterior(trial, profit)
    likely = first.posterior(500)
    assert (likely == again.posterior(500)).all() and likely.sum(axis=1) == pytest.approx(np.ones(len(likely)))
    assert likely.mean(axis=0) == pytest.approx(np.full(64, 1 / 64), rel=0.1)  # on average a test moves nothing
    prior = first.gain[:, 1].mean()
    assert (likely @ first.gain)[:, 1].mean() == pytest.approx(prior, abs=0.15)


def test_ranges_get_narrower_as_the_delta_method_says() -> None:
    trial, profit = case()
    nothing = np.full(POINTS, np.nan)
    pre = Preposterior(trial, profit, (trial.effect, profit[:, 0], nothing))
    widths = np.array([pre.learned(n).range for n in SIZES])
    assert (np.diff(widths[:, 0]) < 0.0).all()
    assert widths[0, 0] == pytest.approx(0.54, rel=0.1)  # nine tenths of the band
    n, h = 10_000, np.linspace(0.02, 0.58, 50)
    error = (1 - h) * np.sqrt((1 - 0.15 * (1 - h)) / (n * 0.15 * (1 - h)) + 0.85 / (n * 0.15))
    assert widths[SIZES.index(n), 0] == pytest.approx(2 * 1.645 * error.mean(), rel=0.12)
    assert widths[:, 1] == pytest.approx(np.full(len(SIZES), 2 * 1.645 * 20.0), rel=0.05)  # what it tells nothing of
    assert np.isnan(widths[:, 2]).all()


def test_contacts_are_foreseen_too_where_nobody_joins_unasked() -> None:
    unit = (stats.qmc.Sobol(2, scramble=False).random(POINTS) + 0.5 / POINTS).T
    conversion, ceiling = 0.02 + 0.06 * unit[0], 0.2 + 0.4 * unit[1]
    treated = ContactTest(contacts=1.0).treated(conversion, ceiling)
    lift = treated(np.arange(POINTS), np.zeros(1))[:, 0]
    profit = np.column_stack([np.zeros(POINTS), 1000.0 * (lift - 0.05)])
    pre = Preposterior(Trial(lift, treated, 0.0), profit)
    worth = [pre.learned(n).worth for n in SIZES]
    assert (np.diff(worth) > 0.0).all() and worth[-1] == pytest.approx(pre.most, rel=0.01)
