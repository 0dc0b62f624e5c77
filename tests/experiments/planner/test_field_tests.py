"""Results of field tests: the likelihood by brute force, points weighed by it, and what is said of a contradiction."""

import math
from typing import Any

import numpy as np
import pytest
from scipy import integrate, stats

from tenfold.experiments.planner import tested as module
from tenfold.experiments.planner.field_tests import CareTest, ContactTest, integrated, treated_left
from tenfold.experiments.planner.market import CohortMarket
from tenfold.experiments.planner.narrowing import narrowed
from tenfold.experiments.planner.tested import EVEN, achieved, informed, log_likelihood, weighed
from tenfold.experiments.planner.unknowns import drawn
from tenfold.experiments.scenario import compose
from tenfold.sim.errors import InputError
from tenfold.sim.statistics import Interval

CARE = {"spending": 10.0, "customers": 5000, "left": 400, "control": 5000, "control_left": 600}
CONTACT = {"contacts": 2.0, "contacted": 4000, "joined": 420, "control": 3000, "control_joined": 40}


def market(care: dict[str, Any] | None = None, contact: dict[str, Any] | None = None, **more: Any) -> CohortMarket:
    given = [*(f"market.care_test.{name}={value}" for name, value in (care or {}).items()),
             *(f"market.contact_test.{name}={value}" for name, value in (contact or {}).items()),
             *(f"market.{name}={value}" for name, value in more.items())]  # fmt: skip
    found = compose(None, ["market=from_cohort", *given]).market
    assert isinstance(found, CohortMarket)
    return found


def by_quad(n: int, k: int, control: int, base: int, treated: Any) -> float:
    """Integrate the product of two binomials over a flat prior of the control's rate."""

    def both(q: float) -> float:
        return float(stats.binom.pmf(k, n, treated(q)) * stats.binom.pmf(base, control, q))

    return math.log(integrate.quad(both, 0.0, 1.0, points=[base / control], limit=500, epsabs=0.0)[0])


@pytest.mark.parametrize(
    ("n", "k", "control", "base"), [(300, 20, 300, 40), (40, 0, 50, 6), (30, 4, 30, 0), (2000, 150, 100, 11)]
)
def test_care_is_as_likely_as_by_brute_force(n: int, k: int, control: int, base: int) -> None:
    test = CareTest(spending=10.0, customers=n, left=k, control=control, control_left=base)
    saved = np.array([0.0, 0.1, 0.35, 0.6])
    found, _ = integrated(test.treated(saved, 0.7), saved.size, test.arms)
    asked = np.array([by_quad(n, k, control, base, lambda q, h=h: q * (1.0 - h)) for h in saved])
    assert found - found[0] == pytest.approx(asked - asked[0], abs=0.01)


@pytest.mark.parametrize(("joined", "base"), [(30, 4), (3, 0), (90, 50)])
def test_contacts_are_as_likely_as_by_brute_force(joined: int, base: int) -> None:
    test = ContactTest(contacted=400, contacts=3.0, joined=joined, control=500, control_joined=base)
    conversion, ceiling = np.array([0.02, 0.05, 0.1, 0.01]), np.array([0.3, 0.1, 0.6, 0.05])
    found, _ = integrated(test.treated(conversion, ceiling), 4, test.arms)

    def rate(q: float, c: float, top: float) -> float:
        return q + max(0.0, top - q) * (1.0 - math.exp(-c / top * 3.0))

    asked = np.array([by_quad(400, joined, 500, base, lambda q, c=c, top=top: rate(q, c, top))
                      for c, top in zip(conversion, ceiling, strict=True)])  # fmt: skip
    assert found - found[0] == pytest.approx(asked - asked[0], abs=0.01)


@pytest.mark.parametrize("periods", [1, 2, 12, 60])
def test_care_over_several_periods_is_that_of_customers_followed_one_by_one(periods: int) -> None:
    """Everybody has their own theta, of the shape of the cohort; care cuts it in every period."""
    alpha, b = 0.7, 4.0
    theta = stats.beta.ppf((np.arange(200_000) + 0.5) / 200_000, alpha, b)
    q = np.array([1.0 - ((1.0 - theta) ** periods).mean()])
    asked = [1.0 - ((1.0 - theta * (1.0 - h)) ** periods).mean() for h in (0.0, 0.3, 0.8)]
    assert treated_left(q, np.array([0.0, 0.3, 0.8]), periods, alpha)[:, 0] == pytest.approx(asked, abs=2e-4)


def test_figures_are_those_that_foresee_takes() -> None:
    given = market(max_saved=0.6, half_saving_cost=8, conversion=0.04, join_ceiling=0.7)
    at = achieved(given, {"max_saved": np.array([1.0, 1.5, 2.0]), "join_ceiling": np.array([1.0, 1.2, 2.0])})
    assert at.max_saved == pytest.approx([0.6, 0.9, 1.0]) and at.ceiling == pytest.approx([0.7, 0.84, 1.0])
    assert at.half == pytest.approx([8.0] * 3) and at.conversion == pytest.approx([0.04] * 3)
    assert at.saved(8.0) == pytest.approx([0.3, 0.45, 0.5]) and at.saved(16.0)[0] == pytest.approx(0.45)
    assert at.lift(1e-6) / 1e-6 == pytest.approx([0.04] * 3, rel=1e-4)  # first contacts convert as they do
    assert at.lift(1e6) == pytest.approx(at.ceiling)


def test_without_a_test_points_are_the_same_to_the_bit() -> None:
    given = market()
    found, plain = informed(given, 256), drawn(given.bands, 256, EVEN)
    assert all((found.factors[name] == x).all() for name, x in plain.items()) and list(found.factors) == list(plain)
    assert found.effective == 256 and found.notes == ()
    loglik, said = log_likelihood(given, plain)
    assert (loglik == 0.0).all() and not said
    said_so = ["market=from_cohort", "market.care_test.left=null", "market.care_test.periods=1"]
    assert compose(None, ["market=from_cohort"]).identity() == compose(None, said_so).identity()


def test_a_test_leaves_the_points_that_bayes_says() -> None:
    """With one period, h and the log ratio of the rates are the same: known by the delta method."""
    given = market(CARE)
    found = informed(given, 4096)
    saved = achieved(given, found.factors).saved(10.0)
    half = 1.645 * (1 - 1 / 3) * math.sqrt(1 / 400 - 1 / 5000 + 1 / 600 - 1 / 5000)
    assert np.quantile(saved, 0.95) - np.quantile(saved, 0.05) == pytest.approx(2 * half, rel=0.08)
    before = achieved(given, drawn(given.bands, 4096, EVEN)).saved(10.0)
    assert np.ptp(saved) < np.ptp(before) and found.effective > module.ENOUGH and not found.notes
    plain = drawn(given.bands, 4096, EVEN)
    assert found.factors["budget"].mean() == pytest.approx(plain["budget"].mean(), rel=0.01)
    again = informed(given, 4096)
    assert all((again.factors[name] == x).all() for name, x in found.factors.items())


def test_resampling_keeps_weights_and_the_order() -> None:
    weights = np.array([1.0, 2.0, 0.0, 5.0])
    with np.errstate(divide="ignore"):
        found = weighed({"x": np.arange(4.0)}, np.log(weights) - 900.0, 800)
    assert np.bincount(found.places, minlength=4).tolist() == [100, 200, 0, 500]
    assert found.effective == pytest.approx(64 / 30) and (found.factors["x"] == found.places).all()
    assert (np.diff(found.places) >= 0).all()


@pytest.mark.parametrize("kind", ["care", "contact"])
def test_a_band_of_nine_in_ten_covers_the_truth(kind: str) -> None:
    given, luck = market(), np.random.default_rng(7)
    cloud = drawn(given.bands, 2**12, EVEN)
    at, inside = achieved(given, cloud), list[bool]()
    saved, lift = at.saved(10.0), at.lift(2.0)
    for truth in luck.choice(2**12, 100, replace=False):
        n = 3000
        if kind == "care":
            arms = (n, int(luck.binomial(n, 0.15 * (1 - saved[truth])))), (n, int(luck.binomial(n, 0.15)))
            test: Any = CareTest(spending=10.0, customers=n, left=arms[0][1], control=n, control_left=arms[1][1])
            treated, effect = test.treated(saved, 0.7), saved
        else:
            arms = (n, int(luck.binomial(n, 0.01 + lift[truth] * (1 - 0.01 / at.ceiling[truth])))), (
                n, int(luck.binomial(n, 0.01)))  # fmt: skip
            test = ContactTest(contacts=2.0, contacted=n, joined=arms[0][1], control=n, control_joined=arms[1][1])
            treated, effect = test.treated(at.conversion, at.ceiling), lift
        after = effect[weighed(cloud, integrated(treated, effect.size, test.arms)[0], 1024).places]
        inside.append(bool(np.quantile(after, 0.05) <= effect[truth] <= np.quantile(after, 0.95)))
    assert 85 <= sum(inside) <= 97


def test_a_huge_test_pins_what_it_measures_and_says_that_few_points_are_left() -> None:
    n = 1_000_000_000
    given = market(CARE | {"customers": n, "left": n // 10 * 7 // 10, "control": n, "control_left": n // 10})
    found = informed(given, 512)
    saved = achieved(given, found.factors).saved(10.0)
    assert np.quantile(saved, (0.05, 0.95)) == pytest.approx([0.3, 0.3], abs=0.002)
    assert np.ptp(found.factors["max_saved"]) > 0.3  # one spending tells not both figures apart
    assert len(found.notes) == 1 and "points drawn over the bands carry the answer" in found.notes[0]


def test_a_result_that_the_bands_do_not_allow_is_told_with_what_to_widen() -> None:
    (care,) = informed(market(CARE | {"left": 60}), 256).notes
    assert care.startswith("market.care_test contradicts your bands: 60 of 5,000 left with it and 600 of 5,000 without")
    assert "they allow care to prevent" in care
    assert "widen market.max_saved_band or market.half_saving_cost_band" in care
    both = informed(market(CARE | {"left": 700}, CONTACT | {"joined": 3000}), 256)
    assert len(both.notes) == 2
    assert both.notes[1].startswith("market.contact_test contradicts your bands: 3,000 of 4,000 joined")
    assert not informed(market(CARE, CONTACT), 256).notes
    wide = market(CARE | {"left": 60}, max_saved=0.9, max_saved_band="[.5,1.1]", half_saving_cost_band="[.1,2]")
    assert not informed(wide, 256).notes




def test_how_much_narrower_is_said_in_words() -> None:
    wide, narrow = Interval(0.2, 0.0, 0.38), Interval(0.1, 0.0, 0.22)
    assert narrowed(wide, narrow) == "0 to 22% in nine of ten cases; before the test 0 to 38%"
    assert narrowed(narrow, wide).endswith("0 to 22%: the test narrows nothing")
    assert narrowed(wide, Interval(math.nan, math.nan, math.nan)) == "no range to compare: too few cases pay"


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("care_test.left=3", "market.care_test.spending = None: allowed: a number, for a test is all of spending"),
        ("care_test.periods=3", "market.care_test.spending = None"),
        ("care_test={spending:1,customers:5,left:6,control:5,control_left:1}",
         "market.care_test.left = 6: allowed: at most market.care_test.customers = 5"),
        ("care_test={spending:1,customers:5,left:5,control:5,control_left:9}",
         "market.care_test.control_left = 9: allowed: at most market.care_test.control = 5"),
        ("contact_test={contacted:9,contacts:1,joined:10,control:9,control_joined:0}",
         "market.contact_test.joined = 10: allowed: at most market.contact_test.contacted = 9"),
        ("contact_test={contacted:9,joined:1,control:9,control_joined:0}", "market.contact_test.contacts = None"),
        ("contact_test={contacted:9,contacts:1,joined:1,control:0,control_joined:0}", "market.contact_test.control ="),
        ("care_test.spendings=3",
         "market.care_test.spendings: allowed: a key of market.care_test; nearest: market.care_test.spending"),
        ("care_test.left=-1", "market.care_test.left = -1: allowed: "),
        ("care_test.left=1.5", "market.care_test.left = 1.5: allowed: "),
    ],
)  # fmt: skip
def test_half_a_result_or_an_impossible_one_is_refused(given: str, told: str) -> None:
    with pytest.raises(InputError) as error:
        compose(None, ["market=from_cohort", f"market.{given}"])
    assert str(error.value).startswith(told)
