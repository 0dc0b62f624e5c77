"""A moment is met only by its whole interval, over the periods after burn-in, of the market as it is."""

from typing import Any

import numpy as np
import pytest

from tenfold.agents.engine import Engine
from tenfold.agents.firm.parameters import FirmPlan
from tenfold.agents.plan import MarketPlan, Plan
from tenfold.experiments import moments as module
from tenfold.experiments.moments import LEAST_TENURE, TARGETS, branching_number, complaints, measure, moments
from tenfold.experiments.scenario import compose
from tenfold.sim.groups import varied

CHURN = next(iter(TARGETS))
PLAN = Plan(market=MarketPlan(size=400, periods=9, burn_in=4), firms=(FirmPlan(name="a"), FirmPlan(name="b")))


@pytest.mark.parametrize(
    ("values", "met"),
    [((0.025, 0.026, 0.024), "yes"), ((0.015, 0.015, 0.015), "yes"), ((0.04, 0.04, 0.04), "yes"),
     ((0.016, 0.018, 0.014), "no"), ((0.038, 0.040, 0.039), "no"), ((0.05, 0.05, 0.05), "no")],
)  # fmt: skip
def test_the_whole_interval_decides(monkeypatch: pytest.MonkeyPatch, values: tuple[float, ...], met: str) -> None:
    """Monthly churn shall be 1.5 to 4%; a mean within is not enough."""
    monkeypatch.setattr(module, "_play", lambda plan, seed: dict.fromkeys(TARGETS, values[seed]))
    table = moments(PLAN, range(3)).set_index("moment")
    assert table.loc[CHURN, "met"] == met
    assert table.loc[CHURN, "mean"] == pytest.approx(np.mean(values))
    assert (table.loc[CHURN, "target low"], table.loc[CHURN, "target high"]) == (0.015, 0.04)


def test_what_is_counted_begins_after_burn_in() -> None:
    found, record = measure(Engine(PLAN, 3)), Engine(PLAN, 3).run().record
    lost, started, ended = (entry[4:].sum() for entry in (record.lost, record.started, record.ended))
    assert found[CHURN] == pytest.approx(lost / started)
    assert found["customers with a firm [share of market]"] == pytest.approx(ended / (5 * 400))
    good, bad = record.told_good[4:].sum(), record.told_bad[4:].sum()
    assert found["good talk per bad talk [ratio]"] == pytest.approx(good / bad)
    rivals = record.lost_to_rivals[4:].sum() / lost
    assert found["customers lost to rivals [share of all lost]"] == pytest.approx(rivals)


def test_the_correlation_is_the_mean_over_periods_after_burn_in(monkeypatch: pytest.MonkeyPatch) -> None:
    told = iter([0.1, np.nan, 0.3, 0.5, 0.1])
    asked = 0

    def learnt(*_: Any) -> float:
        nonlocal asked
        asked += 1
        return next(told)

    monkeypatch.setattr(module, "learnt", learnt)
    found = measure(Engine(PLAN, 3))
    assert asked == 5
    assert found["expectation before, satisfaction after [correlation]"] == pytest.approx(0.25)


def test_complaints_are_those_of_the_same_market_where_firms_take_them() -> None:
    taking = varied(PLAN, {"customers.complaint.on": True, "firms.0.recovery.on": True, "firms.1.recovery.on": True})
    record = Engine(taking, 3).run().record
    assert complaints(PLAN, 3) == pytest.approx(record.complaints[4:].sum() / record.ended[4:].sum())
    assert complaints(PLAN, 3) > 0
    assert Engine(PLAN, 3).run().record.complaints.sum() == 0
    name = "complaints, where firms take them [share of customer-periods]"
    assert measure(Engine(PLAN, 3))[name] == complaints(PLAN, 3)


def test_settled_means_more_than_three_periods() -> None:
    assert LEAST_TENURE == 3


def test_nobody_tells_more_than_they_know() -> None:
    """R = q min(told, ties): .05 of 10 words, held to the ties and the one met by chance."""
    def of(*given: str) -> float:
        return branching_number(compose(None, list(given)).plan())

    assert of("customers.word.resend=0.2", "customers.word.told_bad=4") == pytest.approx(0.8)
    assert of("customers.word.resend=0.2", "network=none") == pytest.approx(0.2)
    assert of("customers.word.resend=0.2", "network.degree=4") == pytest.approx(0.2 * 5)
