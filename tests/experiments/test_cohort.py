"""A cohort is read strictly, fitted as published, and foreseen without error of quadrature."""

import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.stats import beta as beta_law
from scipy.stats import binom

from tenfold.agents.firm.curves import Curve, Curves, response_rate
from tenfold.agents.firm.steady_state import approach
from tenfold.experiments.cohorts.cohort import Cohort
from tenfold.experiments.cohorts.fit import fit_sbg
from tenfold.experiments.cohorts.path import expected_path
from tenfold.experiments.cohorts.sbg import retention, survival
from tenfold.experiments.cohorts.survival_file import read_cohort
from tenfold.sim.errors import InputError

SHIPPED = Path(__file__).parents[2] / "scenarios" / "data" / "cohort_survival.csv"
HEAD = "cohort,year,surviving_percent\n"
GOOD = HEAD + "a,0,100\na,1,60\na,2,45\na,3,40\n"
NOBODY, NO_CARE, CARE = Curve(0, 0, 0), Curve(0, 0, 0), Curve(0, 0.5, 0.3)
alphas, betas = st.floats(0.1, 5), st.floats(0.1, 10)


def cohort_of(alpha: float, beta: float, periods: int = 12) -> Cohort:
    return Cohort("made", "year", survival(alpha, beta, np.arange(periods + 1)))


def test_the_shipped_cohort_reads_as_published() -> None:
    regular = read_cohort(SHIPPED, "regular")
    published = [100, 63.1, 46.8, 38.2, 32.6, 28.9, 26.2, 24.1, 22.3, 20.7, 19.4, 18.3, 17.3]
    assert (regular.name, regular.period_name) == ("regular", "year")
    assert regular.surviving.dtype == np.float64
    assert (100 * regular.surviving).tolist() == pytest.approx(published)


RIGHT = [
    GOOD, GOOD.replace("year", "period"), "\ufeff" + GOOD.replace("\n", "\r\n"), GOOD + "b,0,n/a\n",
    HEAD + "a,3,40\na,0,1e2\n\n a , 2 ,+45.0\na,1,60.\n",
    "note,surviving_percent,cohort,year\nx,100,a,0\n,60,a,1\n,45,a,2\n,40,a,3\n",
]  # fmt: skip


@pytest.mark.parametrize("text", RIGHT)
def test_what_is_right_is_read(tmp_path: Path, text: str) -> None:
    file = tmp_path / "c.csv"
    file.write_bytes(text.encode())
    assert read_cohort(file, "a").surviving.tolist() == [1, 0.6, 0.45, 0.4]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "no cohort"),
        ("cohort,year,survivng_percent\na,0,100\n", "no surviving_percent; nearest: survivng_percent"),
        *((HEAD.replace("year", x), says) for x, says in (("mon", "no period"), ("year,year", "each once"))),
        *((HEAD.replace(",", x), says) for x, says in ((";", "not semicolons"), (",period,", "each once"))),
        (HEAD, "rows below its header"),
        (HEAD + "a,0,100,7\n", "market.file, line 2 = 'a,0,100,7': allowed: 3 fields"),
        (HEAD + "a,0\n", "line 2 = 'a,0': allowed: 3 fields"),
        (HEAD + 'a,0,"100\n', "a CSV file (line"),
        (GOOD.replace("60", "sixty"), "market.file, line 3, surviving_percent = 'sixty': allowed: a plain number"),
        (GOOD.replace("60", "63,1"), "line 3 = 'a,1,63,1': allowed: 3 fields"),
        *((GOOD.replace("60", x), f"{x!r}: ") for x in ("60 %", "", "6_0", "nan", "inf", "1e999", "-60", "160")),
        *((GOOD.replace("a,1", f"a,{x}"), f"year = {x!r}: allowed: a whole number") for x in ("1.0", "-1", "one")),
        (GOOD.replace("a,1,60\n", ""), "every year from 0 to 3; no 1"),
        (GOOD + "a,1,60\n", "line 6, year = '1': allowed: each year of a cohort once"),
        (GOOD.replace("a,0,100\n", ""), "year 0, surviving_percent = 'none': allowed: 100 [%]"),
        (GOOD.replace("100", "99"), "year 0, surviving_percent = 99.0: allowed: 100 [%]"),
        (GOOD.replace("40", "46"), "year 3, surviving_percent = 46.0: allowed: at most the 45 [%] of the year before"),
        (GOOD.replace("a,3,40\n", ""), "at least 3 years after year 0"),
    ],
)
def test_what_is_wrong_is_refused_by_name(tmp_path: Path, text: str, says: str) -> None:
    file = tmp_path / "c.csv"
    file.write_text(text)
    with pytest.raises(InputError) as caught:
        read_cohort(file, "a")
    assert caught.value.field.split(",")[0] == "market.file"
    assert says in str(caught.value)


def test_an_unknown_cohort_is_answered_with_the_nearest() -> None:
    with pytest.raises(InputError, match="one of regular; nearest: regular") as caught:
        read_cohort(SHIPPED, "regualr")
    assert caught.value.field == "market.cohort"
    with pytest.raises(InputError, match="one of regular$"):
        read_cohort(SHIPPED, "zzz")


def test_what_is_no_text_file_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(path: Path, says: str) -> None:
        with pytest.raises(InputError, match=says) as caught:
            read_cohort(path, "a")
        assert caught.value.field == "market.file"

    good, binary, zeros = tmp_path / "cohort.csv", tmp_path / "b.csv", tmp_path / "z.csv"
    good.write_text(GOOD)
    binary.write_bytes(b"\x89PNG\xff\xfe")
    zeros.write_bytes(GOOD.encode() + b"\0")
    refused(tmp_path, "not a folder")
    refused(tmp_path / "cohrt.csv", "an existing CSV file.*nearest: cohort.csv")
    refused(tmp_path / "no" / "where.csv", "an existing CSV file")
    refused(tmp_path / ("x" * 300), "a file that can be read")
    refused(binary, "text in UTF-8")
    refused(zeros, "text in UTF-8")
    with (tmp_path / "huge.csv").open("wb") as huge:
        huge.truncate(10_000_001)
    refused(tmp_path / "huge.csv", "at most 10 MB")

    def deny(_: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", deny)
    refused(good, "a file that can be read .Permission denied.")


def test_the_regular_cohort_fits_as_published_and_foresees_the_years_unseen() -> None:
    regular = read_cohort(SHIPPED, "regular")
    fit = fit_sbg(regular, periods=7)
    assert fit.alpha == pytest.approx(0.704, abs=0.001)
    assert fit.beta == pytest.approx(1.182, abs=0.001)
    assert fit.interval_alpha is None
    assert "size" in fit.reason
    assert survival(fit.alpha, fit.beta, np.arange(8, 13)) == pytest.approx(regular.surviving[8:], abs=0.005)


@given(alphas, betas)
def test_a_made_cohort_gives_its_maker_back(alpha: float, beta: float) -> None:
    fit = fit_sbg(cohort_of(alpha, beta), periods=12)
    assert (fit.alpha, fit.beta) == pytest.approx((alpha, beta), rel=2e-3)


def test_an_interval_holds_the_fit_and_narrows_with_the_root_of_the_size() -> None:
    small, large = (fit_sbg(read_cohort(SHIPPED, "regular"), size=size) for size in (1000, 100_000))
    assert small.reason == ""
    for name in ("alpha", "beta"):
        at, wide, narrow = getattr(small, name), getattr(small, f"interval_{name}"), getattr(large, f"interval_{name}")
        assert wide[0] < narrow[0] < at < narrow[1] < wide[1]
        assert (wide[1] - wide[0]) / (narrow[1] - narrow[0]) == pytest.approx(10, rel=0.1)
    assert small.log_likelihood == pytest.approx(large.log_likelihood / 100)


@pytest.mark.slow
@pytest.mark.endure
def test_the_interval_covers_the_truth_as_often_as_it_says() -> None:
    """Count covers in 250 cohorts: a true 95 % fails 1 time in 1e6, a true 78 % passes 1 time in 7,000."""
    draw, truth, covered = np.random.default_rng(7), (0.7, 1.2), 0
    left = survival(*truth, np.arange(8))
    chances = np.append(-np.diff(left), left[-1])
    for _ in range(250):
        gone = draw.multinomial(500, chances) / 500
        surviving = 1 - np.append(0, np.cumsum(gone[:-1]))
        fit = fit_sbg(Cohort("drawn", "year", surviving), size=500)
        assert fit.interval_alpha is not None
        covered += fit.interval_alpha[0] < truth[0] < fit.interval_alpha[1]
    assert covered >= binom.ppf(1e-6, 250, 0.95)


@pytest.mark.parametrize(
    ("surviving", "says"),
    [([1, 0.8, 0.64, 0.512, 0.4096], "hardly differ"), ([1, 0.9, 0.7, 0.3, 0.0], "hardly differ"),
     ([1, 0.6, 0.6, 0.6, 0.6], "at once or never")],
)  # fmt: skip
def test_a_fit_at_the_edge_says_so_and_claims_no_interval(surviving: list[float], says: str) -> None:
    fit = fit_sbg(Cohort("c", "year", np.array(surviving)), periods=4, size=1000)
    assert fit.interval_alpha is None
    assert fit.interval_beta is None
    assert says in fit.reason


def test_a_small_cohort_may_leave_an_interval_open() -> None:
    fit = fit_sbg(cohort_of(3.0, 9.0), periods=3, size=8)
    assert fit.interval_alpha is not None
    assert fit.interval_alpha[1] == math.inf


@pytest.mark.parametrize(
    ("periods", "size", "field"),
    [(1, None, "fit_periods"), (13, None, "fit_periods"), (7, 0, "cohort_size"), (7, -5, "cohort_size"),
     (7, math.nan, "cohort_size"), (7, math.inf, "cohort_size")],
)  # fmt: skip
def test_impossible_fits_are_refused(periods: int, size: float | None, field: str) -> None:
    with pytest.raises(InputError) as caught:
        fit_sbg(cohort_of(0.7, 1.2), periods, size)
    assert caught.value.field == f"market.{field}"
    with pytest.raises(InputError, match="market.cohort = 'stay': allowed: a cohort that loses somebody"):
        fit_sbg(Cohort("stay", "year", np.ones(8)))


@given(alphas, betas)
def test_retention_rises_though_nobody_grows_loyal(alpha: float, beta: float) -> None:
    t = np.arange(1, 30)
    kept = retention(alpha, beta, t)
    assert (np.diff(kept) > 0).all()
    assert kept == pytest.approx(survival(alpha, beta, t) / survival(alpha, beta, t - 1))
    assert kept[0] == pytest.approx(beta / (alpha + beta))


@given(alphas, betas)
def test_a_closed_cohort_without_care_follows_the_survival_curve(alpha: float, beta: float) -> None:
    n = expected_path(alpha, beta, NOBODY, NO_CARE, 2.0, [0.0, 1.0], 1.0, 60)
    assert n[:, 0] == pytest.approx(survival(alpha, beta, np.arange(61)), abs=1e-10)
    assert (n[:, 0] == n[:, 1]).all()


@given(alphas, betas, st.floats(0, 0.2))
def test_without_care_the_path_is_a_renewal_of_cohorts(alpha: float, beta: float, organic: float) -> None:
    win, periods = Curve(organic, 0.3, 0.2), 40
    left, n, joined = survival(alpha, beta, np.arange(periods + 1)), 0.4, [0.4]
    expected = [n]
    for t in range(1, periods + 1):
        joined.append(float(response_rate(2.0 / (1 - n), *win)) * (1 - n))
        n = float(sum(new * left[t - k] for k, new in enumerate(joined)))
        expected.append(n)
    path = expected_path(alpha, beta, win, NO_CARE, 2.0, [0.0], 0.4, periods)
    assert path[:, 0] == pytest.approx(expected, abs=1e-10)


def test_more_nodes_change_nothing() -> None:
    few, many = (expected_path(0.7, 1.2, Curve(0.01, 0.3, 0.2), CARE, 2.0, [0, 0.3, 0.9], 0.3, t) for t in (60, 400))
    assert few == pytest.approx(many[:61], abs=1e-11)


def test_customers_who_hardly_differ_follow_the_path_of_one_rate_from_wherever_they_start() -> None:
    win, shares, start = Curve(0.02, 0.3, 0.2), [0.0, 0.3, 0.7, 1.0], [0.0, 0.3, 0.6, 0.9]
    one = approach(Curves(win, Curve(0.8, 1 - 0.2 * 0.5, 0.3)), 2.0, shares, start, 30)
    assert expected_path(100, 400, win, CARE, 2.0, shares, start, 30) == pytest.approx(one, abs=0.005)


def test_a_lasting_theta_settles_where_each_person_does() -> None:
    alpha, beta, come = 2.0, 6.0, 0.1
    win = Curve(come, come, 0)
    n = expected_path(alpha, beta, win, NO_CARE, 2.0, [0.5], 0.0, 600, redraw=False)
    rest, _ = quad(lambda theta: beta_law.pdf(theta, alpha, beta) * come / (come + theta), 0, 1, epsabs=1e-12)
    assert n[-1, 0] == pytest.approx(rest, abs=1e-9)
    assert n[-1, 0] < expected_path(alpha, beta, win, NO_CARE, 2.0, [0.5], 0.0, 600)[-1, 0]


@given(alphas, betas, st.floats(0, 1), st.booleans())
def test_shares_stay_shares_and_care_never_costs_customers(a: float, b: float, start: float, redraw: bool) -> None:
    n = expected_path(a, b, Curve(0.05, 0.05, 0), CARE, 2.0, [0.0, 0.5, 1.0], start, 30, redraw)
    assert ((n >= 0) & (n <= 1 + 1e-12)).all()
    assert (np.diff(n, axis=1) >= -1e-12).all()


@pytest.mark.parametrize(("alpha", "beta"), [(0, 1), (1, 0), (-1, 1), (math.nan, 1), (1, math.nan), (400, 400)])
def test_impossible_distributions_are_refused(alpha: float, beta: float) -> None:
    with pytest.raises(ValueError, match="alpha"):
        expected_path(alpha, beta, NOBODY, CARE, 2.0, [0.5], 0.5, 5)
