"""Numbers, dates and yes or no, as people write them."""

import datetime
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenfold.experiments.customer_table.dates import between, dates, written
from tenfold.experiments.customer_table.numbers import numbers
from tenfold.experiments.customer_table.states import states
from tenfold.experiments.customer_table.words import Words
from tenfold.experiments.spelling import many
from tenfold.sim.errors import InputError

NUMBERS = {
    "1 2.5 -3 1e3 .5": [1, 2.5, -3, 1000, 0.5],
    "1,5 2 10,25": [1.5, 2, 10.25],
    "1,234 12,345,678 7": [1234, 12345678, 7],
    "1,234 0,500": [1.234, 0.5],
    "1.234,50 99": [1234.5, 99],
    "1,234.50 1,000": [1234.5, 1000],
    "1.234.567 12": [1234567, 12],
    "€12.50 7$ 5% 3'000": [12.5, 7, 5, 3000],
    "abc 1x inf nan 1": [math.nan, math.nan, math.nan, math.nan, 1],
}
DATES = {
    "2024-02-29 2024-02-29T10:00": ["2024-02-29", "2024-02-29"],
    "2024/2/9 20240210": ["2024-02-09", "2024-02-10"],
    "31.12.2023 1.2.2023": ["2023-12-31", "2023-02-01"],
    "3.4.2023": ["2023-04-03"],
    "13/02/2023 01/02/2023": ["2023-02-13", "2023-02-01"],
    "02/13/2023 01/02/2023": ["2023-02-13", "2023-01-02"],
    "02/02/2023 03/03/2023": ["2023-02-02", "2023-03-03"],
    "31/12/69 1/1/70": ["2069-12-31", "1970-01-01"],
    "2023-05 2023-06": ["2023-05-01", "2023-06-01"],
    "2023-02-30 soon": ["", ""],
}
STATES = {
    "Yes No": [1, 0],
    "y n": [1, 0],
    "TRUE False": [1, 0],
    "True. False.": [1, 0],
    "1 0": [1, 0],
    "1.0 0.0": [1, 0],
    "-1 1": [0, 1],
    "Churned Active": [1, 0],
    "left stayed": [1, 0],
    "cancelled Existing": [1, 0],
    "Churned Stayed Joined": [1, 0, 0],
}


def column(text: str, name: str = "x", role: str = "left") -> Words:
    words = text if isinstance(text, list) else text.split()
    return Words(role, name, words, np.arange(len(words)))


@pytest.mark.parametrize("text", NUMBERS)
def test_numbers(text: str) -> None:
    np.testing.assert_array_equal(numbers(column(text))[0], NUMBERS[text])


def test_what_a_comma_is_taken_for_is_said() -> None:
    assert numbers(column("1,5"))[1] == ["The comma in “x” is taken for that of decimals, as in 1,5."]
    assert numbers(column("1,500"))[1] == ["The comma in “x” is taken for that of thousands, as in 1,500."]
    assert numbers(column("1.5"))[1] == []


@given(st.floats(-1e9, 1e9), st.floats(-1e9, 1e9))
def test_a_decimal_comma_gives_the_number_of_the_decimal_point(a: float, b: float) -> None:
    texts = [f"{a:.2f}", f"{b:.2f}"]
    with_comma = Words("value", "x", [text.replace(".", ",") for text in texts], np.arange(2))
    np.testing.assert_array_equal(numbers(with_comma)[0], [float(text) for text in texts])


@pytest.mark.parametrize("text", DATES)
def test_dates(text: str) -> None:
    days = dates(column(text))[0]
    assert [written(day) if np.isfinite(day) else "" for day in days] == DATES[text]


def test_dates_with_names_of_months_and_dates_that_never_come() -> None:
    days, _ = dates(Words("left", "x", ["5 Jan 2020", "March 7, 2021", "9999-12-31", "01.01.2999"], np.arange(4)))
    assert [written(day) for day in days[:2]] == ["2020-01-05", "2021-03-07"]
    assert np.isposinf(days[2:]).all()
    assert np.isposinf(dates(column("9999-12-31 2020-01-01"))[0]).tolist() == [True, False]


def test_which_is_the_day_is_said_or_refused() -> None:
    assert dates(column("13/02/2023 1/2/2023"))[1] == ["In “x” the day comes first, as in 13/02/2023."]
    assert dates(column("1/2/2023 02/13/2023"))[1] == ["In “x” the month comes first, as in 02/13/2023."]
    assert "the day is taken to come first" in dates(column("1.2.2023"))[1][0]
    with pytest.raises(InputError, match="market.table.left = 'x': allowed: dates that show which is the day; of 1/2"):
        dates(column("1/2/2023 3/3/2023"))
    with pytest.raises(InputError, match="13/2/2023 has the day first, 2/13/2023 the month: write YYYY-MM-DD"):
        dates(column("13/2/2023 2/13/2023"))


@given(st.dates(datetime.date(1990, 1, 1), datetime.date(2090, 1, 1)), st.integers(0, 400), st.integers(0, 400))
def test_time_between_dates_is_whole_from_one_day_to_the_same_of_a_later_month(
    start: datetime.date, months: int, more: int
) -> None:
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    zero = datetime.date(1970, 1, 1).toordinal()
    a = np.array([start.toordinal() - zero], float)
    if start.day <= 28:
        b = np.array([start.replace(year=year, month=month + 1).toordinal() - zero], float)
        assert between(a, b, "month")[0] == months
        assert between(a, b, "year")[0] == months / 12
    assert between(a, a + more, "day")[0] == more
    assert between(a, a + more, "week")[0] == more / 7
    assert between(a, a + more, "quarter")[0] == pytest.approx(more / 91.3, abs=0.04)
    assert between(a, a + more + 1, "month")[0] > between(a, a + more, "month")[0]


@pytest.mark.parametrize("text", STATES)
def test_yes_and_no(text: str) -> None:
    assert states(column(text))[0].tolist() == STATES[text]


def test_attrited_customers_and_a_column_that_says_who_stays() -> None:
    left, notes = states(column(["Attrited Customer", "Existing Customer"]))  # type: ignore[arg-type]
    assert left.tolist() == [1, 0]
    assert notes == ["In “x” “Attrited Customer” left, “Existing Customer” still there."]
    left, notes = states(column("1 0", "IsActive"))
    assert left.tolist() == [0, 1]
    assert "by its name yes for those still there" in notes[0]
    assert states(column("1 0", "Exited"))[1] == []


@pytest.mark.parametrize("text", ["yes no 1 0", "yes maybe", "0 1 2", "-1 0 1", "true 0", "Churned no", "soon yes"])
def test_a_mixture_is_refused_with_what_was_seen(text: str) -> None:
    with pytest.raises(InputError, match=r"market.table.left = 'x': allowed: yes or no .* holds '[^']+' \(1 rows\), '"):
        states(column(text))


def test_one_is_told_from_several() -> None:
    assert [many(1, "month"), many(2.5, "month"), many(1234, "row")] == ["1 month", "2.5 months", "1,234 rows"]
