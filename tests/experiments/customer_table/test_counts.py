"""Survival out of a row a customer: against a slow Kaplan-Meier, for known answers, and for the shipped cohort."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenfold.experiments.cohorts.survival_file import read_cohort
from tenfold.experiments.customer_table.design import first_seen
from tenfold.experiments.customer_table.life_table import life_table, window_table
from tests.experiments.customer_table.tables import read

SHIPPED = Path(__file__).parents[3] / "scenarios" / "data" / "cohort_survival.csv"


def slowly(start: list[float], end: list[float], left: list[bool], periods: int) -> tuple[list[float], list[float]]:
    """Count survival customer by customer."""
    surviving, at_risk = [1.0], []
    for t in range(1, periods + 1):
        there = sum(1 for a, b in zip(start, end, strict=True) if a <= t - 1 and b >= t)
        gone = sum(1 for b, out in zip(end, left, strict=True) if b == t and out)
        at_risk.append(float(there))
        surviving.append(surviving[-1] * (1 - gone / there if there else 1))
    return surviving, at_risk


def test_a_hundred_thousand_rows_count_as_a_slow_hand_counts_them(tmp_path: Path) -> None:
    random = np.random.default_rng(3)
    life, seen = random.geometric(random.beta(0.7, 1.2, 100_000)), random.integers(0, 40, 100_000)
    left, tenure = life <= seen, np.minimum(life, seen)
    table = pd.DataFrame({"tenure": tenure, "churn": np.where(left, "Yes", "No"), "fee": tenure + 1.5})
    found = read(tmp_path, table.to_csv(index=False), value="fee")["all"]
    surviving, at_risk = slowly([0.0] * tenure.size, tenure.tolist(), left.tolist(), 39)
    assert found.at_risk is not None and found.current is not None
    np.testing.assert_array_equal(found.at_risk, at_risk)
    np.testing.assert_allclose(found.surviving, surviving, rtol=1e-12)
    assert found.current.tolist() == [int((~left & (tenure == t)).sum()) for t in range(40)]
    assert found.value == pytest.approx((tenure[~left] + 1.5).mean())
    gone = int(left.sum())
    assert found.notes[0] == f"100,000 rows read: {100_000 - gone:,} customers still there, {gone:,} left."


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 6), st.integers(1, 9), st.booleans()), min_size=1, max_size=40))
def test_any_few_customers_seen_from_any_tenure_count_as_by_hand(people: list[tuple[int, int, bool]]) -> None:
    start = [float(a) for a, _, _ in people]
    end = [float(a + b) for a, b, _ in people]
    left = [out for _, _, out in people]
    found = life_table(np.array(start), np.array(end), np.array(left), True, np.inf)
    known = int(max(end))
    _, at_risk = slowly(start, end, left, known)
    gone = [sum(1 for b, out in zip(end, left, strict=True) if out and b == t) for t in range(1, known + 1)]
    lost = [t for t in range(1, known) if gone[t - 1] and gone[t - 1] == at_risk[t - 1]]
    for t in range(max(lost, default=0)):  # all who were seen left, and others are seen later: not known up to there
        at_risk[t], gone[t] = 0.0, 0
    np.testing.assert_array_equal(found.at_risk, at_risk)
    stay = [1 - n / there if there else 1.0 for n, there in zip(gone, at_risk, strict=True)]
    np.testing.assert_allclose(found.surviving, np.append(1.0, np.cumprod(stay)), rtol=1e-12)
    assert bool(lost) == any("All of the few" in note for note in found.notes)


def test_the_shipped_cohort_as_individuals_is_the_shipped_cohort(tmp_path: Path) -> None:
    shipped = read_cohort(SHIPPED, "regular")
    counts = np.round(1000 * shipped.surviving).astype(int)
    lines = [f"{t + 1},yes" for t, gone in enumerate(-np.diff(counts)) for _ in range(gone)]
    lines += [f"{shipped.periods},no"] * counts[-1]
    found = read(tmp_path, "tenure,churned\n" + "\n".join(lines), period="year")["all"]
    np.testing.assert_allclose(found.surviving, shipped.surviving, rtol=1e-12)
    np.testing.assert_allclose(found.at_risk, 1000 * shipped.surviving[:-1], rtol=1e-12)
    for ours, theirs in zip(found.counts(1), shipped.counts(1000), strict=True):
        np.testing.assert_allclose(ours, theirs, atol=1e-9)
    assert "A followed cohort: all who are still there joined 12 years ago." in found.notes


def test_tenure_zero_is_kept_as_joined_now_and_who_left_then_left_in_the_first_period(tmp_path: Path) -> None:
    found = read(tmp_path, "tenure,left\n0,yes\n0,no\n0,no\n1,yes\n2,no\n2,yes\n")["all"]
    assert found.at_risk is not None and found.at_risk.tolist() == [4, 2]
    np.testing.assert_allclose(found.surviving, [1, 0.5, 0.25])
    assert found.current is not None and found.current.tolist() == [2, 0, 1]
    assert any("3 with tenure 0 kept as joined this month: 2 of them still there" in note for note in found.notes)


def test_who_left_within_a_period_counts_as_leaving_in_it(tmp_path: Path) -> None:
    found = read(tmp_path, "tenure,left\n0.4,yes\n1.5,yes\n3.9,no\n2,no\n2.0,no\n")["all"]
    np.testing.assert_allclose(found.surviving, [1, 0.8, 0.8 * 0.75, 0.6])
    assert found.current is not None and found.current.tolist() == [0, 0, 2, 1]


def test_leaving_after_so_many_months_by_the_calendar_is_leaving_in_the_last_of_them(tmp_path: Path) -> None:
    lines = [f"2023-{month:02d}-15,2023-{month + 2:02d}-15" for month in range(1, 11)]
    found = read(tmp_path, "\n".join(["joined,left", *lines, *["2023-01-15,"] * 10]), asof="2024-03-14")["all"]
    np.testing.assert_allclose(found.surviving, [1, 1, *[0.5] * 12])
    assert found.at_risk is not None and found.at_risk.tolist() == pytest.approx([20, 20, *[10] * 11])
    assert found.current is not None and found.current.tolist() == [0] * 13 + [10]


def snapshot(customers: int, rate: float, days: int = 1500) -> pd.DataFrame:
    """Draw customers who joined evenly within some days, each leaving with the same chance every day."""
    random = np.random.default_rng(5)
    joined = np.datetime64("2024-06-30") - random.integers(0, days, customers)
    gone = joined + np.ceil(random.exponential(1 / rate, customers)).astype(int)
    table = pd.DataFrame({"joined": joined, "left": gone})
    table["left"] = table["left"].where(table["left"] <= np.datetime64("2024-06-30"))
    return table


def test_leave_dates_give_survival_and_a_deleted_past_is_found_and_mended(tmp_path: Path) -> None:
    table = snapshot(20_000, 0.01)
    true = np.exp(-0.01 * 365.25 / 12 * np.arange(6))
    full = read(tmp_path, table.to_csv(index=False))["all"]
    np.testing.assert_allclose(full.surviving[:6], true, atol=0.01)
    assert not any("Nobody leaves before" in note for note in full.notes)
    late = table[table["left"].isna() | (table["left"] >= "2024-01-01")]
    found = read(tmp_path, late.to_csv(index=False))["all"]
    assert any(note.startswith("Nobody leaves before 2024-01-01, though about") for note in found.notes)
    np.testing.assert_allclose(found.surviving[:6], true, atol=0.04)
    assert found.at_risk is not None and full.at_risk is not None and found.at_risk[0] < 0.3 * full.at_risk[0]


def test_a_window_given_with_leave_dates_leaves_out_who_left_before_and_says_so(tmp_path: Path) -> None:
    table = snapshot(20_000, 0.01)
    found = read(tmp_path, table.to_csv(index=False), window=6)["all"]
    np.testing.assert_allclose(found.surviving[:6], np.exp(-0.01 * 365.25 / 12 * np.arange(6)), atol=0.04)
    early = int((table["left"] < "2023-12-30").sum())
    assert any(f"{early:,} left before 2023-12-30" in note for note in found.notes)
    there, late = int(table["left"].isna().sum()), int((table["left"] >= "2023-12-30").sum())
    assert found.notes[0] == f"20,000 rows read: {there:,} customers still there, {late:,} left."


def test_of_many_small_tables_hardly_any_is_taken_for_one_without_a_past() -> None:
    random = np.random.default_rng(17)
    found = 0
    for _ in range(100):
        joined = np.sort(random.integers(0, 2000, 60)).astype(float)
        leaving = joined + np.ceil(random.exponential(1200, 60))
        gone = leaving <= 2000
        opened, _ = first_seen(joined, np.where(gone, leaving, np.nan), gone, np.ones(60, bool), 2000.0, "month", None)
        found += bool(np.isfinite(opened))
    assert found == 0


def test_lumps_of_leaving_are_not_taken_for_a_deleted_past(tmp_path: Path) -> None:
    table = snapshot(20_000, 0.01)
    table["left"] = table["left"].dt.to_period("M").dt.end_time.dt.floor("D")
    found = read(tmp_path, table.to_csv(index=False), asof="2024-06-30")["all"]
    assert not any("Nobody leaves before" in note for note in found.notes)


@pytest.mark.parametrize("window", [1, 3, 12])
def test_a_window_without_dates_gives_the_chance_to_leave_back(window: int) -> None:
    random = np.random.default_rng(7)
    chance = np.array([0.3, 0.2, 0.15, *[0.1] * 60])
    joined = random.integers(0, 40, 400_000)  # periods before the day of the data
    leave = np.full(joined.size, 1000)
    for t in range(40, 0, -1):
        leave[random.random(joined.size) < chance[t - 1]] = t
    left = leave <= joined
    kept = ~left | (joined - leave < window)
    found = window_table(np.minimum(leave, joined)[kept].astype(float), left[kept], window)
    np.testing.assert_allclose(1 - found.surviving[1:8] / found.surviving[:7], chance[:7], atol=0.015)
    plain = life_table(np.zeros(kept.sum()), np.minimum(leave, joined)[kept].astype(float), left[kept], True, np.inf)
    assert plain.surviving[5] > found.surviving[5] + 0.1  # which is what the window is for


def test_a_window_as_long_as_the_longest_tenure_changes_nothing() -> None:
    tenure, left = np.array([1.0, 2, 2, 3, 4, 4]), np.array([True, False, True, True, False, True])
    for ours, plain in zip(window_table(tenure, left, 4)[:2], life_table(0 * tenure, tenure, left, True, np.inf)[:2],
                           strict=True):  # fmt: skip
        np.testing.assert_array_equal(ours, plain)


def test_a_snapshot_says_what_deleted_leavers_would_do(tmp_path: Path) -> None:
    lines = [f"{t},{gone}" for t in range(1, 11) for gone in ("no", "no", "no", "yes")]
    found = read(tmp_path, "tenure,churn\n" + "\n".join(lines))["all"]
    note = next(note for note in found.notes if note.startswith("If former leavers were deleted"))
    assert "75.0% rather than 97.5% would stay the first month" in note and "market.table.window" in note
    other = read(tmp_path, "tenure,churn\n" + "\n".join(lines), window=1)["all"]
    np.testing.assert_allclose(other.surviving, 0.75 ** np.arange(11))
    assert other.at_risk is not None and other.at_risk.tolist() == [4] * 10
