"""Tables as they come: one clear line, or an honest note with counts; nothing is dropped silently."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tenfold.experiments.customer_table.options import TableOptions
from tenfold.experiments.customer_table.read import is_survival_table, read_customers
from tenfold.sim.errors import InputError
from tests.experiments.customer_table.tables import read, refused, rows

GOOD = rows("tenure,churn,fee", "1,Yes,10", "2,No,20", "3,No,30.5", times=20)
REFUSED = {
    "empty": ("", "market.file = '", "a table with names of columns in its first line"),
    "blank lines": ("\n\n\n", "market.file = '", "a table with names of columns"),
    "header only": ("tenure,churn\n", "market.file = '", "a table with rows below its header"),
    "no header": ("1,2\n3,4\n", "market.file, line 1 = '1,2'", "names of columns in the first line"),
    "binary": (bytes(range(256)) * 20, "market.file = '", "this is neither"),
    "binary without zeros": (bytes(range(1, 256)) * 20, "market.file = '", "this is neither"),
    "open quotation mark": (GOOD + '4,No,"3\n4,No,3\n4,No,3\n', "market.file = '", "one is not, and hides 2 lines"),
    "title above": ("Export\n\n" + GOOD, "market.file, line 1 = 'Export'", "names of all columns in the first line"),
    "workbook": (b"PK\x03\x04....", "market.file = '", "save its sheet as CSV"),
    "packed": (b"\x1f\x8b....", "market.file = '", "unpack it first"),
    "broken Parquet": (b"PAR1....", "market.file = '", "a Parquet file that can be read"),
    "mixed separators": (GOOD + "4;No;3\n4;No;3\n", "market.file, line 62 = '4;No;3'",
                         "3 fields, as in its header, not 1; fields are separated by commas in the whole file; 2 rows"),
    "decimal commas between commas": (GOOD + "4,No,3,5\n",
                                      "market.file, line 62 = '4,No,3,5'", "decimals have a point"),
    "text for tenure": (GOOD.replace("1,Y", "one,Y"), "market.table.tenure = 'tenure'",
                        "numbers, 0 or more; 20 of 60 rows have no number in “tenure”, first row 1 ('one')"),
    "n/a for tenure": (GOOD.replace("1,Y", "n/a,Y"), "market.table.tenure = 'tenure'", "20 of 60 rows have no tenure"),
    "negative": (GOOD.replace("2,N", "-2,N"), "market.table.tenure = 'tenure'",
                 "negative tenure in “tenure”, first row 2"),
    "dates for tenure": (GOOD.replace("2,N", "20240131,N"), "market.table.tenure = 'tenure'",
                         "more than 150 years"),
    "five codings": (rows("tenure,churn", "1,Yes", "2,no", "3,1", "4,TRUE", "5,churned"), "market.table.left = 'churn'",
                     "'Yes' (1 rows), 'no' (1 rows), '1' (1 rows), 'TRUE' (1 rows), 'churned' (1 rows)"),
    "missing states": (GOOD.replace("2,No", "2,"), "market.table.left = 'churn'", "20 of 60 rows say nothing"),
    "nobody left": (GOOD.replace("Yes", "No"), "market.table.left = 'churn'", "all 60 customers are still there"),
    "nobody seen": (rows("tenure,churn", "0,No", "0,No"), "market.table.tenure = 'tenure'", "seen for a month or more"),
    "value of words": (GOOD.replace("fee", "mrr").replace(",10", ",a").replace(",20", ",b").replace(",30.5", ",c"),
                       "market.table.value = 'mrr'", "numbers; none of 60 rows has one"),
    "contradiction": (rows("id,tenure,churn", "7,1,no", "8,2,yes", "7,3,no"), "market.table.customer = 'id'",
                      "'7' has rows 1 and 3 that differ in “tenure”"),
    "leaving before joining": (rows("since,left", "2024-03-01,2024-02-01", "2024-01-01,"), "market.table.left = 'left'",
                               "1 of 2 rows leave before they join, first row 1"),
    "undecidable dates": (rows("since,left", "01/02/2024,", "03/04/2024,05/06/2024"), "market.table.left = 'left'",
                          "of 05/06/2024 and all others it may be either"),
    "joining date alone": (rows("since,churn", "2024-01-01,yes", "2023-01-01,no"), "market.table.left = 'churn'",
                           "the date of leaving"),
}  # fmt: skip


@pytest.mark.parametrize("kind", REFUSED)
def test_a_table_that_cannot_be_used_is_refused_in_one_line(tmp_path: Path, kind: str) -> None:
    table, start, said = REFUSED[kind]
    found = refused(tmp_path, table)
    assert found.startswith(start) and said in found, found


def test_further_refusals(tmp_path: Path) -> None:
    assert "market.period = 'fortnight': allowed: auto, year" in refused(tmp_path, GOOD, "fortnight")
    assert "market.table.by = 'fee'" in refused(
        tmp_path, rows("tenure,churn,fee", *[f"{k},{'no' if k else 'yes'},{k}" for k in range(60)]), by="fee")
    dated = rows("since,left", "2024-03-01,2024-04-01", "2024-01-01,")
    assert "market.table.asof = 'May': allowed: a date" in refused(tmp_path, dated, asof="May")
    assert "market.table.since = 'since'" in refused(tmp_path, dated, asof="2024-02-01")
    with pytest.raises(InputError, match="nearest: customers.csv"):
        read_customers(tmp_path / "customer.csv", TableOptions(), "month")
    with pytest.raises(InputError, match="not a folder"):
        read_customers(tmp_path, TableOptions(), "month")


@pytest.mark.parametrize(("change", "said", "left", "value"), [
    (lambda t: t, "300 rows read: 200 customers still there, 100 left.", 100, 25.25),
    (lambda t: t.replace(",", ";").replace("30.5", "30,5"), "Fields are separated by semicolons.", 100, 25.25),
    (lambda t: t.replace(",", "\t"), "Fields are separated by tabs.", 100, 25.25),
    (lambda t: t.replace(",", "|"), "Fields are separated by bars.", 100, 25.25),
    (lambda t: "sep=;\n" + t.replace(",", ";"), "Fields are separated by semicolons.", 100, 25.25),
    (lambda t: t.replace("30.5", '"30,5"'), "The comma in “mrr” is taken for that of decimals", 100, 25.25),
    (lambda t: b"\xef\xbb\xbf" + t.encode(), "“tenure” as market.table.tenure", 100, 25.25),
    (lambda t: t.encode("utf-16"), "The file is in UTF-16.", 100, 25.25),
    (lambda t: b"\xfe\xff" + t.encode("utf-16-be"), "“tenure” as market.table.tenure", 100, 25.25),
    (lambda t: (t + "3,No,€5\n").encode("cp1252"),
     "not in UTF-8 (first at line 302); it is read as cp1252", 100, 25.15),
    (lambda t: t.replace("\n", "\r\n"), "300 rows read", 100, 25.25),
    (lambda t: t + "n/a,No,3\n-1,Yes,3\n", "1 of 302 rows have a negative tenure in “tenure” and are left out (first: "
     "row 302 ('-1')).", 100, 25.25),
    (lambda t: t + "n/a,No,3\n",
     "1 of 301 rows have no tenure in “tenure” and are left out (first: row 301).", 100, 25.25),
    (lambda t: t + "4,No,\n",
     "1 rows have no number in “mrr” (first: row 301); they count as customers", 100, 25.25),
    (lambda t: t + "0,No,25.25\n", "1 with tenure 0 kept as joined this month: 1 of them still there", 100, 25.25),
    (lambda t: t.replace("No", "Yes"), "Everybody has left", 300, 20.17),
    (lambda t: rows("tenure,churn,mrr", *t.splitlines()[1:11]), "Only 4 of them left: what is fitted to so few", 4,
     25.25),
])  # fmt: skip
def test_a_table_that_can_be_used_is_read_and_what_was_done_is_said(
    tmp_path: Path, change: object, said: str, left: int, value: float | None
) -> None:
    table = rows("tenure,churn,mrr", "1,Yes,10", "2,No,20", "3,No,30.5", times=100)
    found = read(tmp_path, change(table))["all"]  # type: ignore[operator]
    assert any(said in note for note in found.notes), found.notes
    assert found.at_risk is not None
    assert found.counts(1)[1].sum() == pytest.approx(left)
    assert found.value == (None if value is None else pytest.approx(value, abs=0.01))
    assert found.notes[0].endswith(f"{left} left.") and f"{left}" in found.notes[0]


def test_rows_that_repeat_a_customer_are_counted_once(tmp_path: Path) -> None:
    found = read(tmp_path, rows("id,tenure,churn", "a,1,no", "b,2,yes", "a,1,no", "a,1,no", ",4,no", ",4,no"))["all"]
    assert found.current is not None and found.current.tolist() == [0, 1, 0, 0, 2]
    assert "2 rows repeat a customer with the same entries, and are counted once (first: row 3)." in found.notes
    assert any("2 rows do not say who they are" in note for note in found.notes)


def test_a_date_that_never_comes_and_one_after_the_day_of_the_data_are_still_there(tmp_path: Path) -> None:
    table = rows("since,left", "2024-01-01,9999-12-31", "2024-01-01,2024-03-01", "2024-01-01,2024-09-01", "2023-12-01,")
    found = read(tmp_path, table, asof="2024-06-01")["all"]
    assert found.notes[0] == "4 rows read: 3 customers still there, 1 left."
    assert any("1 with a date from 2200 on" in note for note in found.notes)
    assert any("1 leave only after 2024-06-01" in note for note in found.notes)
    assert found.current is not None and found.current.tolist() == [0, 0, 0, 0, 0, 2, 1]


def test_segments_are_cohorts_and_who_is_in_none_is_said(tmp_path: Path) -> None:
    table = rows("tenure,churn,plan", "1,Yes,b", "2,No,b", "3,Yes,a", "3,No,a", "1,No,", "0,No,all")
    found = read(tmp_path, table, by="plan")
    assert list(found) == ["all", "a", "b"]
    assert [cohort.name for cohort in found.values()] == ["all", "a", "b"]
    np.testing.assert_allclose(found["a"].surviving, [1, 1, 1, 0.5])
    np.testing.assert_allclose(found["b"].surviving, [1, 0.5, 0.5])
    assert found["a"].notes[0] == "Segment a: 1 customers still there, 1 left."
    assert any("1 customers have nothing in “plan”" in note for note in found["all"].notes)
    assert any("Nobody of segment all (segment) was seen" in note for note in found["all"].notes)


def test_the_period_is_what_the_column_says_or_what_is_asked(tmp_path: Path) -> None:
    table = rows("tenure_months,churn,monthly_fee", "12,yes,1", "13,no,10", "36,no,30")
    found = read(tmp_path, table, "auto")["all"]
    assert found.period_name == "month" and found.value == 20
    assert any("Periods are months, as “tenure_months” says" in note for note in found.notes)
    found = read(tmp_path, table, "year")["all"]
    assert found.period_name == "year" and found.value == pytest.approx(240)
    np.testing.assert_allclose(found.surviving, [1, 2 / 3, 2 / 3, 2 / 3])
    assert any("“tenure_months” is in months by its name, and turned into years." in note for note in found.notes)
    assert read(tmp_path, GOOD, "auto")["all"].period_name == "month"


def test_three_hundred_columns_and_quotes_with_line_breaks(tmp_path: Path) -> None:
    more = ",".join(f"c{k}" for k in range(298))
    line = ",".join(['"a\nb;c"'] * 298)
    found = read(tmp_path, rows(f"tenure,churn,{more}", f"1,1,{line}", f"2,0,{line}", times=30))["all"]
    np.testing.assert_allclose(found.surviving, [1, 0.5, 0.5])
    assert any("17,880 lines within quotation marks continue a row" in note for note in found.notes)


def test_parquet_is_read_as_csv_is(tmp_path: Path) -> None:
    table = pd.DataFrame({"joined": pd.to_datetime(["2024-01-01", "2023-01-01", None] * 30)[:80],
                          "left": pd.to_datetime(["2024-02-15", None, None] * 30)[:80],
                          "mrr": [1.5, 2.5, None] * 26 + [1.0, 1.0], "tenure": [1.0, 2.0] * 40})  # fmt: skip
    table = table[table["joined"].notna()]
    table.to_parquet(tmp_path / "t.parquet")
    table.to_csv(tmp_path / "t.csv", index=False)
    one, two = (read_customers(tmp_path / name, TableOptions(), "month")["all"] for name in ("t.parquet", "t.csv"))
    assert one.surviving.tolist() == two.surviving.tolist() and one.value == two.value == pytest.approx(2.5, abs=0.1)
    flags = pd.DataFrame({"tenure": [1, 2, 3], "churn": [True, False, False], "x": [[1], [2], [3]]})
    flags.to_parquet(tmp_path / "t.parquet")
    assert read_customers(tmp_path / "t.parquet", TableOptions(), "month")["all"].surviving[1] == pytest.approx(2 / 3)
    with pytest.raises(InputError, match="market.table.by = 'x': allowed: a column of numbers, dates or text"):
        read_customers(tmp_path / "t.parquet", TableOptions(by="x"), "month")


def test_a_table_of_survival_is_told_from_one_of_customers(tmp_path: Path) -> None:
    file = tmp_path / "f.csv"
    for text, survival in (("cohort,year,surviving_percent\n", True), ("cohort;period;surviving_percent\n", True),
                           (GOOD, False), ("", False)):  # fmt: skip
        file.write_text(text)
        assert is_survival_table(file) is survival
    assert not is_survival_table(tmp_path) and not is_survival_table(tmp_path / "none.csv")
