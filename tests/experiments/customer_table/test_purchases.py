"""Survival out of purchases: who is silent for long enough is gone, and nobody is judged too early."""

from pathlib import Path

import numpy as np
import pytest

from tests.experiments.customer_table.tables import read, refused, rows

LOG = rows(
    "customer,date,amount,shop",
    "a,2024-01-01,5,x", "a,2024-02-01,5,x", "a,2024-03-01,5,x",  # gone in its third month
    "b,2024-01-01,3,x", "b,2024-01-01,4,x",  # bought once, on one day: gone in its first month
    "c,2024-01-01,9,y", "c,2024-06-01,9,x", "c,2024-09-20,9,x",  # a long pause, and back
    "d,2024-09-10,2,y",  # too new to tell
)  # fmt: skip


def test_a_log_by_hand(tmp_path: Path) -> None:
    found = read(tmp_path, LOG, gap=3, asof="2024-10-01", value="amount")["all"]
    np.testing.assert_allclose(found.surviving, [1, 2 / 3, 2 / 3, 1 / 3, 1 / 3, 1 / 3, 1 / 3])
    assert found.at_risk is not None and found.at_risk.tolist() == pytest.approx([3, 2, 2, 1, 1, 1])
    assert found.current is not None and found.current.tolist() == [1, 0, 0, 0, 0, 0, 0, 0, 0, 1]
    assert found.value == pytest.approx((27 / 9 + 2 / 1) / 2)
    said = "\n".join(found.notes)
    assert "9 rows read: 2 customers still there, 2 left." in said
    assert "9 purchases on 8 days of 4 customers" in said and "2 of the customers bought once" in said
    assert "The log begins on 2024-01-01" in said and "1 joined within the last 3 months" in said
    assert "with 1.5 months 66.7% stay the first month and 33.3% stay 7" in said
    assert "with 6 months 66.7% stay the first month and 33.3% stay 3" in said


def test_segments_of_a_log_are_those_of_first_purchases(tmp_path: Path) -> None:
    found = read(tmp_path, LOG, gap=3, asof="2024-10-01", by="shop")
    assert list(found) == ["all", "x", "y"]
    np.testing.assert_allclose(found["x"].surviving, [1, 0.5, 0.5, 0])
    assert found["y"].surviving.tolist() == [1] * 7
    assert any("1 customers have several “shop”; the first purchase's is taken" in note for note in found["all"].notes)


def test_later_purchases_than_the_day_of_the_data_are_left_out_and_said(tmp_path: Path) -> None:
    found = read(tmp_path, LOG, gap=3, asof="2024-09-15")["all"]
    assert any("1 purchases after 2024-09-15" in note for note in found.notes)
    assert found.notes[0].endswith("1 customers still there, 3 left.")


def test_the_gap_is_guessed_from_pauses_and_said(tmp_path: Path) -> None:
    lines = [f"{who},2024-{month:02d}-01" for who in range(20) for month in range(1, 12)]
    lines += [f"{who},2024-{month:02d}-01" for who in range(20, 30) for month in (1, 4, 7)]
    found = read(tmp_path, rows("customer,date", *lines, "99,2024-12-30"))["all"]
    assert any("Who is silent for longer than 3 months is taken for gone: 95% of the 220 pauses" in note
               for note in found.notes)  # fmt: skip
    assert found.surviving[6:9] == pytest.approx([1, 2 / 3, 2 / 3])
    assert "market.table.gap: allowed: a number of months of silence" in refused(tmp_path, LOG)


def test_recencies_by_hand(tmp_path: Path) -> None:
    table = rows("customer_id,frequency,recency,T,cohort", "1,2,2.0,10,a", "2,0,0,10,a", "3,9,9.5,10,b", "4,0,0,1,b")
    assert "market.table.gap: allowed: a number of weeks of silence" in refused(tmp_path, table, "week")
    found = read(tmp_path, table, "week", gap=4)
    assert list(found) == ["all", "a", "b"]
    np.testing.assert_allclose(found["all"].surviving, [1, 2 / 3, 2 / 3, 1 / 3, 1 / 3, 1 / 3, 1 / 3])
    np.testing.assert_allclose(found["a"].surviving, [1, 0.5, 0.5, 0])
    assert found["all"].current is not None and found["all"].current.tolist() == [0, 1, *[0] * 8, 1]
    bad = table + "5,0,7,3,b\n"
    assert "market.table.recency = 'recency': allowed: at most “T”" in refused(tmp_path, bad, "week", gap=4)
    assert "1 of 5 rows have a larger “recency” than “T”, first row 5 ('7')" in refused(tmp_path, bad, "week", gap=4)


def test_buyers_who_die_at_a_constant_rate_are_found_to(tmp_path: Path) -> None:
    random = np.random.default_rng(11)
    lines = []
    for who in range(3000):
        now = int(random.integers(0, 700))
        death = now + random.exponential(200)
        while now < min(death, 1000):
            lines.append(f"{who},{np.datetime64('2021-01-01') + np.timedelta64(now, 'D')}")
            now += 1 + int(random.exponential(5))
    found = read(tmp_path, rows("customer,date", *lines), gap=2)["all"]
    np.testing.assert_allclose(found.surviving[1:7], np.exp(-30.44 / 200 * np.arange(1, 7)), atol=0.04)


def test_a_log_in_which_nobody_is_silent_for_so_long_is_refused(tmp_path: Path) -> None:
    lines = [f"{who},2024-{month:02d}-01" for who in "ab" for month in range(1, 12)]
    said = refused(tmp_path, rows("customer,date", *lines), gap=2)
    assert said.startswith("market.table.gap = 2.0: allowed: ") and "all 2 customers are still there" in said


def test_rows_of_a_log_without_customer_or_date_are_counted(tmp_path: Path) -> None:
    lines = [f"{who},2024-{month:02d}-01" for who in range(30) for month in range(1, 12 if who < 20 else 4)]
    found = read(tmp_path, rows("customer,date", *lines, ",2024-05-01", "7,soon", "8,2024-12-30"))["all"]
    assert any("1 of 253 rows have no customer in “customer” and are left out" in note for note in found.notes)
    assert any("1 of 253 rows have no date in “date” and are left out (first: row 252 ('soon'))." in note
               for note in found.notes)  # fmt: skip
