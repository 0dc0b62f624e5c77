"""When a cohort has paid that loses customers on the way: numbers as specified, limits, and sums done by hand."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenfold.experiments.cohorts.sbg import survival
from tenfold.experiments.drop_outs import (
    Stay,
    break_even_of_cohort,
    cohort_window,
    geometric,
    retention_needed,
    shifted_beta_geometric,
)
from tenfold.experiments.windows import break_even_purchase, break_even_with_dropouts

COHORTS = (*(geometric(r) for r in (0.9, 0.8, 0.7)), shifted_beta_geometric(0.704, 1.182))
NEVER = None
shares = st.floats(0, 0.99)
shapes = st.floats(0.2, 5)


@pytest.mark.parametrize(
    ("ratio", "margin", "survivors", "cohorts"),
    [
        (5, 2.5, 3, (3, 4, 5, 5)),
        (5, 2.0, 4, (5, 8, NEVER, 10)),
        (5, 2.33334, 3, (4, 5, 7, 6)),
        (5, 2.9, 3, (3, 3, 3, 4)),
        (5, 3.5, 2, (2, 2, 2, 2)),
        (10, 5, 3, (3, 3, 4, 4)),
        (10, 4, 3, (4, 5, 7, 6)),
        (10, 2.5, 6, (9, NEVER, NEVER, 24)),
    ],
)
def test_break_even_purchases(ratio: float, margin: float, survivors: int, cohorts: tuple[int | None, ...]) -> None:
    assert break_even_purchase(ratio, margin) == survivors
    assert tuple(break_even_of_cohort(ratio, margin, stay) for stay in COHORTS) == cohorts


@given(shares, st.integers(1, 60))
def test_geometric_purchases_add_up(r: float, n: int) -> None:
    assert geometric(r).made(n) == pytest.approx(sum(r**k for k in range(n)))
    assert geometric(r).limit == pytest.approx(geometric(r).made(20000))
    assert geometric(1).made(n) == n


@given(shapes, shapes, st.integers(1, 200))
def test_shifted_beta_geometric_purchases_add_up(alpha: float, beta: float, n: int) -> None:
    stay = shifted_beta_geometric(alpha, beta)
    assert stay.made(n) == pytest.approx(survival(alpha, beta, np.arange(n)).sum(), rel=1e-5)
    assert stay.made(n) <= stay.limit
    assert math.isinf(stay.limit) == (alpha <= 1)


def test_at_alpha_one_the_sum_is_harmonic_and_above_it_ends() -> None:
    assert shifted_beta_geometric(1, 1).made(4) == pytest.approx(1 + 1 / 2 + 1 / 3 + 1 / 4, rel=1e-6)
    assert shifted_beta_geometric(2, 1).limit == 2
    assert shifted_beta_geometric(3, 3).made(10**6) == pytest.approx(2.5, rel=1e-5)


@given(st.floats(1.01, 30), st.floats(1.01, 30), shares)
def test_it_is_the_first_purchase_in_a_long_table_that_pays(ratio: float, margin: float, r: float) -> None:
    found = break_even_of_cohort(ratio, margin, geometric(r))
    table = break_even_with_dropouts(ratio, margin, r ** np.arange(3000.0))
    needed = (ratio - 1) / (margin - 1)
    if found is None:
        assert needed >= geometric(r).made(3000) * (1 - 1e-8)
    else:
        assert table == found


def test_a_cohort_that_only_gets_there_without_end_never_pays() -> None:
    edge = 1 - (2 - 1) / (5 - 1)  # r = 1 - (m/c - 1) / (rho - 1): the sum ends at what is needed
    assert break_even_of_cohort(5, 2, geometric(edge)) is None
    assert break_even_of_cohort(5, 2, geometric(edge - 0.001)) is None
    assert break_even_of_cohort(5, 2, geometric(edge + 0.001)) == 20  # ln(1 - 4 x .249) / ln .751 = 19.3


def test_customers_who_differ_pay_late_rather_than_never() -> None:
    assert break_even_of_cohort(10, 1.2, shifted_beta_geometric(0.704, 1.182)) == 6927
    assert break_even_of_cohort(10, 1.2, shifted_beta_geometric(2, 1)) is None  # 2 purchases in the end, 45 needed
    assert break_even_of_cohort(10, 1.2, Stay(lambda n: 0.0, math.inf)) is None
    assert break_even_of_cohort(5, 5, geometric(0)) == 1
    assert break_even_of_cohort(5, 1, geometric(1)) is None


def test_drop_outs_narrow_the_window_until_it_closes() -> None:
    assert cohort_window(5, 3, geometric(1)) == pytest.approx((7 / 3, 3))
    assert cohort_window(5, 3, geometric(0.9)) == pytest.approx((2.476, 3), abs=0.0005)
    assert cohort_window(10, 3, geometric(0.8)) == pytest.approx((4.689, 5.5), abs=0.0005)
    golden = (math.sqrt(5) - 1) / 2
    assert retention_needed(2, 3) == pytest.approx(golden)
    for ratio in (2, 5, 10, 40):
        low, high = cohort_window(ratio, 3, geometric(golden))
        assert low == pytest.approx(high)
        low, high = cohort_window(ratio, 3, geometric(0.61))
        assert low > high


def test_what_retention_some_purchases_need() -> None:
    assert retention_needed(1, 3) == 0 and retention_needed(0.2, 1) == 0
    assert retention_needed(3.1, 3) is None
    assert retention_needed(3, 3) == pytest.approx(1)
    assert retention_needed(1.5, 2) == pytest.approx(0.5)


@pytest.mark.parametrize("retention", [-0.1, 1.1, math.nan])
def test_impossible_retention_is_refused(retention: float) -> None:
    with pytest.raises(ValueError, match="retention"):
        geometric(retention)


@pytest.mark.parametrize(("alpha", "beta"), [(0, 1), (1, 0), (math.nan, 1), (1, math.inf)])
def test_impossible_shapes_are_refused(alpha: float, beta: float) -> None:
    with pytest.raises(ValueError, match="alpha"):
        shifted_beta_geometric(alpha, beta)
