"""The rules of the verdict, at their borders and with numbers worked out by hand."""

import math
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from tenfold.experiments.five_to_ten import verdict
from tenfold.experiments.five_to_ten.closed_form import agreement
from tenfold.experiments.splitting.markets import Cell
from tenfold.sim.statistics import Interval, Peak


def found(ratio: float, low: float, high: float, p: float = 0.0, kind: str = "response curve", **more: Any) -> Any:
    cell = Cell(kind, ratio, more.pop("retention", 0.8), more.pop("floor", 0.0), False, "none")
    return SimpleNamespace(cell=cell, best=Peak((low + high) / 2, low, high), p_half=p, **more)


@pytest.mark.parametrize(
    ("low", "high", "p", "word"),
    [(0.5, 0.6, 0.0, "undecided"), (0.4, 0.5, 0.0, "undecided"), (0.501, 0.6, 0.049, "supported"),
     (0.3, 0.499, 0.049, "refuted"), (0.501, 0.6, 0.05, "undecided"), (0.3, 0.499, 0.05, "undecided")],
)  # fmt: skip
def test_a_verdict_needs_the_interval_and_the_corrected_p(low: float, high: float, p: float, word: str) -> None:
    assert verdict.judge(Peak(0.5, low, high), p) == word


def test_ratios_of_five_and_ten_count_and_no_others() -> None:
    cells = [found(ratio, 0.1, 0.2) for ratio in (4.999, 5.0, 7.0, 10.0, 10.001)]
    assert [cell.ratio for cell in verdict.judgements(cells, [])] == [5.0, 7.0, 10.0]


def test_cells_that_do_not_count_make_no_verdict_harder() -> None:
    """With p = .03 it passes alone, not among two: a cell of another ratio, or that was not reached, leaves it so."""
    missed = SimpleNamespace(reached=False)
    alone = [found(10.0, 0.1, 0.2, 0.03), found(20.0, 0.1, 0.2, 0.9)]
    weighing = [found(5.0, 0.1, 0.2, 0.9, "behaviour", pilot=missed)]
    assert list(verdict.judgements(alone, weighing).values()) == ["refuted"]
    two = [found(10.0, 0.1, 0.2, 0.03), found(5.0, 0.1, 0.2, 0.03)]
    assert list(verdict.judgements(two, []).values()) == ["undecided"] * 2


def test_holm_steps_down_over_cells() -> None:
    """.01 x 3 and .02 x 2 pass, .06 x 1 does not; Bonferroni would drop the second."""
    cells = [found(5.0, 0.1, 0.2, 0.02), found(7.0, 0.6, 0.7, 0.01), found(10.0, 0.1, 0.2, 0.06)]
    assert list(verdict.judgements(cells, []).values()) == ["refuted", "supported", "undecided"]


def test_best_shares_differ_only_where_intervals_of_one_ratio_lie_apart() -> None:
    differ = verdict.same_ratio_differs
    assert differ([found(5.0, 0.1, 0.2), found(5.0, 0.3, 0.4)])
    assert differ([found(5.0, 0.3, 0.4), found(5.0, 0.1, 0.2)])
    assert not differ([found(5.0, 0.1, 0.3), found(5.0, 0.3, 0.4)])  # they touch
    assert not differ([found(5.0, 0.1, 0.9), found(5.0, 0.3, 0.4)])  # one within the other
    assert not differ([found(5.0, 0.1, 0.2), found(10.0, 0.3, 0.4)])
    assert not differ([found(5.0, 0.1, 0.2)])
    assert differ([found(5.0, 0.1, 0.2), found(10.0, 0.1, 0.2), found(10.0, 0.4, 0.6, retention=0.9)])


def test_regret_is_read_off_the_mean_over_seeds() -> None:
    """Means 0, 6, 10, 8, 2 at 0, .25, .5, .75, 1: at .2 by the line 4.8, at .8 by the line 6.8."""
    shares = np.array([0.0, 0.25, 0.5, 0.75, 1.0])
    profits = ([-1, 1], [4, 8], [10, 10], [9.6, 6.4], [2, 2])
    told = verdict.regret(shares, [[SimpleNamespace(profit=p) for p in row] for row in profits])  # type: ignore[misc]
    assert told["best_profit_per_head"] == pytest.approx(10.0)
    assert told["profit_lost_per_head"] == pytest.approx({"0.2": 5.2, "0.5": 0.0, "0.8": 3.2})
    assert told["within_5_percent"] == [0.5, 0.5]


@pytest.mark.parametrize(
    ("profits", "close"),
    [((9.4, 9.5, 10, 9.6, 9.49), [0.25, 0.75]), ((-10.4, -10.6, -10, -11, -10.5), [0.0, 1.0]),
     ((1, 1, 1, 1, 1), [0.0, 1.0])],
)  # fmt: skip
def test_close_is_within_five_per_cent_of_the_best_be_it_a_loss(profits: Any, close: list[float]) -> None:
    rows = [[SimpleNamespace(profit=p)] for p in profits]
    told = verdict.regret(np.array([0.0, 0.25, 0.5, 0.75, 1.0]), rows)  # type: ignore[arg-type]
    assert told["within_5_percent"] == close


def customers(shift: float, seeds: int = 16, places: int = 31) -> tuple[Any, Any]:
    """Half the seeds one above, half one below, so that the standard error is sqrt(16/15)/4; one place off by t."""
    values = np.where(np.arange(seeds) % 2, 1.0, -1.0)[:, None] * np.ones(places)
    expected = np.zeros(places)
    expected[7] = shift * math.sqrt(seeds / (seeds - 1)) / math.sqrt(seeds)
    return values, expected


@pytest.mark.parametrize(("t", "agrees"), [(0.0, True), (3.0, True), (-3.0, True), (3.7, True), (3.9, False)])
def test_simultaneous_bands_are_bonferronis(t: float, agrees: bool) -> None:
    """Two-sided 5% over 31 places with 15 degrees of freedom: t = 3.84; for one place it would be 2.13."""
    values, expected = customers(t)
    assert agreement(values, expected, Peak(0.3, 0.28, 0.32), 0.0) == agrees


@pytest.mark.parametrize(
    ("high", "regret", "agrees"),
    [(0.4, 0.005, True), (0.4, 0.00501, False), (0.40001, 0.0, False)],
)
def test_agreement_allows_half_a_per_cent_and_a_twentieth(high: float, regret: float, agrees: bool) -> None:
    values, expected = customers(0.0)
    assert agreement(values, expected, Peak(0.35, 0.30000001, high), regret) == agrees


def test_the_variance_factor_is_of_the_ends_of_the_first_window() -> None:
    """At the last place 1, 2, 3, 4 and at the first 1, 3, 2, 4: (5/3 + 5/3) / (2/3)."""
    between = np.full((4, 1), 99.0)
    first = np.hstack([np.array([[1.0], [3], [2], [4]]), between, np.array([[1.0], [2], [3], [4]])])
    other = np.array([[0.0, 0, 5], [1, 0, 0], [0, 9, 0], [0, 0, 1]])
    cells: Any = [SimpleNamespace(customers=first), SimpleNamespace(customers=other)]
    assert verdict.variance_factor(cells) == pytest.approx(5.0)


def test_numbers_are_told_to_nine_digits_and_what_is_none_as_none() -> None:
    value = (np.float64(1.23456789012), Interval(1.0, math.nan, math.inf), Peak(0.5, 0.25, 0.75), True, "text", 7)
    assert verdict.clean({"a": value}) == {
        "a": [1.23456789, {"mean": 1.0, "low": None, "high": None}, {"place": 0.5, "low": 0.25, "high": 0.75},
              True, "text", 7]
    }  # fmt: skip
