"""What people have instead of the table that is wanted: a short line that says how to mend it."""

import os
from pathlib import Path

import pytest

from tenfold.experiments.cohorts.survival_file import read_cohort
from tenfold.experiments.overrides import parse
from tenfold.experiments.planner.market import CohortMarket
from tenfold.sim.errors import InputError

HEAD = "cohort,year,surviving_percent\n"
RIGHT = HEAD + "mine,0,100\nmine,1,60\nmine,2,50\nmine,3,45\n"
HINTS = {
    "semicolons": (RIGHT.replace(",", ";"), "fields are separated by commas, not semicolons"),
    "semicolons and decimal commas": (RIGHT.replace(",", ";").replace("60", "59,5"), "commas, not semicolons"),
    "tabs": (RIGHT.replace(",", "\t"), "fields are separated by commas, not tabs"),
    "decimal comma": (RIGHT.replace("60", "59,5"), "line 3 = 'mine,1,59,5': allowed: 3 fields, as in its header; "
                      "decimals have a point, not a comma"),
    "decimal comma in quotes": (RIGHT.replace("60", '"59,5"'), "'59,5': allowed: a plain number from 0 to 100 [%]; "
                                "decimals have a point, not a comma"),
    "per cent sign": (RIGHT.replace("60", "60%"), "without the sign %"),
    "customers": (HEAD + "mine,0,1200\n", "per cent of those there at first, not customers"),
    "shares": (HEAD + "mine,0,1\nmine,1,.6\nmine,2,.5\nmine,3,.4\n", "100 [%], when all are still there; per cent, "
               "not shares of 1"),
    "calendar years": (RIGHT.replace(",0,", ",2019,").replace(",1,", ",2020,").replace(",2,", ",2021,")
                       .replace(",3,", ",2022,"), "= 2019: allowed: 0 in the first year, 1 in the next, ...: not c"),
    "a column for each year": ("cohort,2019,2020,2021\nmine,100,60,50\n", "a row for each cohort and year, not"),
    "a column for each numbered year": ("cohort,year 0,year 1\nmine,100,60\n", "not a column for each year"),
}  # fmt: skip


def test_further_columns_are_passed_over_be_they_numbered(tmp_path: Path) -> None:
    lines = RIGHT.splitlines()
    (tmp_path / "mine.csv").write_text("\n".join([f"{lines[0]},q1,q2", *(f"{line},7,8" for line in lines[1:])]))
    assert read_cohort(tmp_path / "mine.csv", "mine").surviving.tolist() == [1.0, 0.6, 0.5, 0.45]


@pytest.mark.parametrize("kind", HINTS)
def test_a_hint_says_how_to_mend_the_file(tmp_path: Path, kind: str) -> None:
    text, hint = HINTS[kind]
    (tmp_path / "mine.csv").write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_cohort(tmp_path / "mine.csv", "mine")
    assert hint in str(caught.value)
    assert str(caught.value).startswith("market.file")
    assert len(str(caught.value)) < 400


def test_what_needs_no_hint_is_read(tmp_path: Path) -> None:
    (tmp_path / "mine.csv").write_text(RIGHT.replace("mine", "2019"), encoding="utf-8")
    assert list(read_cohort(tmp_path / "mine.csv", "2019").surviving) == [1.0, 0.6, 0.5, 0.45]


@pytest.mark.parametrize("count", [3, 9, 5000, 200_000])
def test_of_many_cohorts_only_some_are_named(tmp_path: Path, count: int) -> None:
    lines = [f"c{k},0,100" for k in range(count)] + ["x" * 300 + ",0,100"]
    (tmp_path / "mine.csv").write_text(HEAD + "\n".join(lines), encoding="utf-8")
    with pytest.raises(InputError, match="market.cohort = 'c 1': allowed: one of c0, c1") as caught:
        read_cohort(tmp_path / "mine.csv", "c 1")
    assert len(str(caught.value)) < 300
    assert (f"({count - 7} more)" in str(caught.value)) == (count > 8)
    assert ("nearest: c1" in str(caught.value)) == (count < 10_000)


@pytest.mark.parametrize("kind", ["pipe", "device"])
def test_what_cannot_be_read_again_is_refused_at_once(tmp_path: Path, kind: str) -> None:
    place = tmp_path / "it" if kind == "pipe" else Path(os.devnull)
    if kind == "pipe":
        os.mkfifo(place)
    with pytest.raises(InputError, match="not a pipe or a device: save it as a file first"):
        read_cohort(place, "mine")


def test_a_home_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert CohortMarket(file="~/mine.csv").path == tmp_path / "mine.csv"
    assert str(CohortMarket(file="~nobody-of-that-name/mine.csv").path) == "~nobody-of-that-name/mine.csv"
    with pytest.raises(InputError, match=r"for ~ write \$HOME"):
        parse(["market.file=~/mine.csv"])


SEEN = "cohort,period,surviving_percent,at_risk\na,0,100,\na,1,60,50\na,2,45,20.5\na,3,45,0\n"


def test_customers_at_risk_are_read_where_a_file_says_them(tmp_path: Path) -> None:
    file = tmp_path / "seen.csv"
    for first in ("", "77"):  # of period 0 there is nothing to say
        file.write_text(SEEN.replace("a,0,100,", f"a,0,100,{first}"))
        cohort = read_cohort(file)
        assert cohort.at_risk is not None and cohort.at_risk.tolist() == [50.0, 20.5, 0.0]
        assert cohort.counts(1.0)[1].tolist() == pytest.approx([20.0, 20.5 / 4, 0.0])
    file.write_text(SEEN.replace(",50\n", ",\n").replace(",20.5\n", ",\n").replace(",0\n", ",\n"))
    assert read_cohort(file).at_risk is None


@pytest.mark.parametrize(
    ("was", "now", "says"),
    [
        ("60,50", "60,", "period 1, at_risk = 'none': allowed: customers at risk in every period from 1 on"),
        ("60,50", "60,-5", "line 3, at_risk = '-5': allowed: a plain number of customers seen in that period"),
        ("60,50", "60,many", "line 3, at_risk = 'many'"),
        ("60,50", "60,1e999", "line 3, at_risk = '1e999'"),
        ("45,20.5", "45,0", "period 2, at_risk = 0.0: allowed: more than 0, for some left in that period"),
    ],
)
def test_customers_at_risk_that_cannot_be_are_refused(tmp_path: Path, was: str, now: str, says: str) -> None:
    file = tmp_path / "seen.csv"
    file.write_text(SEEN.replace(was, now))
    with pytest.raises(InputError) as caught:
        read_cohort(file)
    assert f"market.file, {says}" in str(caught.value)
