"""The experiment: what it says of customers who differ, who are alike, who grow loyal; what it hands on."""

import math
import shlex
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tenfold.experiments.cohort import findings
from tenfold.experiments.cohorts import life
from tenfold.experiments.cohorts.sbg import survival
from tenfold.experiments.cohorts.told import command
from tenfold.experiments.planner.market import CohortMarket
from tenfold.experiments.scenario import compose
from tenfold.experiments.study import Findings
from tenfold.sim.errors import InputError


def asked(*overrides: str) -> Findings:
    return findings(compose("cohort", overrides), lambda what, share: None)


def customers(path: Path, chances: np.ndarray, people: int = 3000, seed: int = 1, **columns: object) -> str:
    """Write a raw table: each seen for 1 .. 24 months, leaving with the chances given, shape (people or 1, 24)."""
    draw = np.random.default_rng(seed)
    leaves = draw.random((people, 24)) < chances
    life_ = np.where(leaves.any(axis=1), leaves.argmax(axis=1) + 1, 99)
    seen = draw.integers(1, 25, people)
    frame = pd.DataFrame({"tenure_months": np.minimum(life_, seen), "churned": np.where(life_ <= seen, "yes", "no")})
    frame.assign(**columns).to_csv(path, index=False)
    return str(path)


READ = ("market.period=month", "market.table.tenure=tenure_months", "market.table.left=churned")


def beta(people: int, a: float, b: float) -> np.ndarray:
    return np.random.default_rng(2).beta(a, b, (people, 1))


@pytest.fixture(scope="module")
def differ(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Findings]:
    people, path = 3000, tmp_path_factory.mktemp("tables") / "my customers.csv"
    plan = np.where(np.arange(people) % 3, "basic", "pro")
    file = customers(path, beta(people, 0.8, 5.0), people, plan=plan, pays=np.where(plan == "pro", 60.0, 20.0))
    return file, asked(*READ, f"market.file='{file}'", "market.table.by=plan", "market.table.value=pays")


def test_customers_who_differ_are_sorted_not_loyal(differ: tuple[str, Findings]) -> None:
    _, found = differ
    text = " ".join(found.answer)
    assert "Customers differ in how readily they leave (p < .001)" in text
    assert "nobody grows loyal" in text and "something else" not in text
    first = found.parts[0].claims[0]
    assert first.verdict == "supported" and first.p < 1e-6
    assert found.parts[0].claims[1].verdict != "supported"
    assert found.parts[0].numbers["cohorts"]["all"]["fit"]["alpha"] == pytest.approx(0.8, rel=0.3)


def test_customers_all_alike_are_not_told_that_loyalty_grows(tmp_path: Path) -> None:
    found = asked(*READ, f"market.file={customers(tmp_path / 'alike.csv', np.full((1, 24), 0.07))}")
    text = " ".join(found.answer)
    assert "Nothing shows that customers differ" in text and "no more likely to stay" in text
    assert "restless" not in text and "rise" not in text
    assert found.parts[0].claims[0].verdict in ("no difference", "undecided")
    constant = found.parts[0].numbers["cohorts"]["all"]["fit"]["constant"]
    assert constant.low < 0.07 < constant.high


def test_loyalty_that_grows_is_said_to_be_more_than_sorting(tmp_path: Path) -> None:
    grows = np.where(np.arange(24) < 12, 0.09, 0.003)[None, :]
    found = asked(*READ, f"market.file={customers(tmp_path / 'grows.csv', grows, 8000)}")
    assert "does not explain that so many stay late" in found.answer[2]
    assert "such as growing loyalty or a changed offer, may act" in found.answer[2]
    assert found.parts[0].claims[1].verdict == "supported"


def test_customers_who_wear_out_are_not_valued_without_a_warning(tmp_path: Path) -> None:
    wears = np.where(np.arange(24) < 12, 0.02, 0.15)[None, :]
    found = asked(*READ, f"market.file={customers(tmp_path / 'wears.csv', wears, 8000)}")
    assert "too hopeful" in found.answer[2] and "restless" not in " ".join(found.answer)
    assert found.parts[0].claims[1].verdict == "refuted"


def test_every_segment_is_counted_fitted_and_valued(differ: tuple[str, Findings]) -> None:
    (part,) = differ[1].parts
    assert list(part.numbers["cohorts"]) == ["all", "basic", "pro"]
    assert part.rows is not None and set(part.rows["cohort"]) == {"all", "basic", "pro"}
    assert set(part.rows.columns) == set(part.units)
    basic, pro = (part.numbers["cohorts"][name] for name in ("basic", "pro"))
    assert (basic["margin"], pro["margin"]) == (pytest.approx(8.0), pytest.approx(24.0))
    assert [p.name for p in part.sections[0].pictures] == ["who_stays", "segments"]
    whole = part.rows[part.rows["cohort"] == "all"].set_index("period")["at_risk"]
    each = part.rows[part.rows["cohort"] != "all"].groupby("period")["at_risk"].sum()
    assert whole[1] == each[1] == 3000


def test_what_was_taken_for_granted_is_shown_by_the_answer_and_in_full(differ: tuple[str, Findings]) -> None:
    file, found = differ
    options = {"tenure": "tenure_months", "left": "churned", "by": "plan", "value": "pays"}
    notes = CohortMarket.model_validate({"file": file, "period": "month", "table": options}).read().notes
    assert len(notes) > 2
    assert list(found.assumptions)[:6] == list(notes[:6]) or list(notes) == list(found.assumptions)[: len(notes)]
    assert any("snapshot" in note for note in found.assumptions)
    assert set(notes) <= set(found.parts[0].sections[-1].text)


def test_the_survival_handed_on_gives_the_same_fit(differ: tuple[str, Findings], tmp_path: Path) -> None:
    (part,) = differ[1].parts
    table = part.tables["survival"]
    assert list(table.columns) == ["cohort", "period", "surviving_percent", "at_risk"]
    table.to_csv(tmp_path / "survival.csv", index=False)
    for name in ("all", "pro"):
        given = {"file": str(tmp_path / "survival.csv"), "cohort": name, "period": "month"}
        fit, before = CohortMarket.model_validate(given).fit(), part.numbers["cohorts"][name]["fit"]
        assert (fit.alpha, fit.beta) == pytest.approx((before["alpha"], before["beta"]), rel=1e-9)
        assert fit.interval_alpha == pytest.approx(before["interval_alpha"], rel=1e-7)
        assert fit.interval_beta == pytest.approx(before["interval_beta"], rel=1e-7)
        assert fit.log_likelihood == pytest.approx(before["log_likelihood"], rel=1e-12)


def test_the_next_command_asks_of_the_same_customers(differ: tuple[str, Findings]) -> None:
    file, found = differ
    words = shlex.split(found.next)
    assert words[:4] == ["tenfold", "run", "five_to_ten", "market=from_cohort"]
    market = compose("five_to_ten", words[3:]).market
    assert isinstance(market, CohortMarket)
    assert (market.file, market.period, market.table.by, market.table.value) == (file, "month", "plan", "pays")
    assert command(CohortMarket()) == "tenfold run five_to_ten market=from_cohort"


@pytest.mark.parametrize("name", ["plain.csv", "it's here.csv", "a,b.csv", "null", "$x (1).csv", "ünï=x.csv"])
def test_the_next_command_survives_any_name_of_a_file(name: str, tmp_path: Path) -> None:
    file = customers(tmp_path / name, np.full((1, 24), 0.1), 300)
    table = {"tenure": "tenure_months", "left": "churned"}
    given = CohortMarket.model_validate({"file": file, "period": "month", "price": 12.5, "table": table})
    market = compose("five_to_ten", shlex.split(command(given))[3:]).market
    assert market == given


def test_values_are_margins_of_discounted_lifetimes() -> None:
    found = asked("market.price=80", "market.unit_cost=30", "market.cohort_size=1000")
    said = found.parts[0].numbers["cohorts"]["regular"]
    fit = said["fit"]
    assert (said["margin"], said["discount"]) == (50.0, pytest.approx(0.1))
    new, low, high = said["new_customer_discounted_periods"]
    assert new == pytest.approx(float(life.discounted_periods(fit["alpha"], fit["beta"], 0, 0.1)))
    sums = survival(fit["alpha"], fit["beta"], np.arange(5000)) * 1.1 ** -np.arange(5000.0)
    assert new == pytest.approx(sums.sum(), rel=1e-9) and low < new < high
    assert f"is worth {50 * new:.0f} [" in found.answer[2]
    assert said["current_customer_discounted_periods"] is None
    assert any("no limit" in text for text in found.parts[0].sections[1].text)


def test_current_customers_are_valued_by_how_long_they_have_been_there(differ: tuple[str, Findings]) -> None:
    said = differ[1].parts[0].numbers["cohorts"]["all"]
    options = {"tenure": "tenure_months", "left": "churned"}
    cohort = CohortMarket.model_validate({"file": differ[0], "period": "month", "table": options}).read()
    assert cohort.current is not None
    per, fit = 1.1 ** (1 / 12) - 1, said["fit"]
    each = life.discounted_residual(fit["alpha"], fit["beta"], np.arange(cohort.current.size), per)
    expected = float((each * cohort.current).sum() / cohort.current.sum())
    assert said["current_customer_discounted_periods"].mean == pytest.approx(expected, rel=1e-9)


def test_percentages_without_a_size_claim_nothing_they_cannot_know() -> None:
    found = asked()
    assert "cannot tell" in found.answer[1] and "[" not in " ".join(found.answer)
    assert [j.verdict for j in found.parts[0].claims] == ["undecided"] * 3
    assert math.isnan(found.parts[0].claims[0].p)
    assert found.parts[0].tables["survival"]["at_risk"].isna().all()
    assert found.scope.startswith("Nothing is simulated")


def test_another_market_is_refused_by_name() -> None:
    with pytest.raises(InputError, match="from_cohort") as caught:
        asked("market=default")
    assert caught.value.field == "market"
