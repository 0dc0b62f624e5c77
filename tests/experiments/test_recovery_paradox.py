"""The service recovery paradox: customers who are failed and helped at once against themselves unfailed."""

import numpy as np
import pytest

from tenfold.agents.plan import Plan
from tenfold.agents.replay import engine_for
from tenfold.experiments.recovery_paradox import SURE, compared, repurchase_gained, satisfaction_gained
from tenfold.experiments.scenario import compose
from tenfold.sim.groups import varied


def market(**complaint: float) -> Plan:
    plan = compose(None, ["market.size=4000", "market.periods=14", "customers.complaint.on=true"]).plan()
    return varied(plan, {f"customers.complaint.{name}": value for name, value in complaint.items()})


def test_nothing_differs_but_what_failure_and_recovery_do() -> None:
    """Where a failure spoils nothing there is no loss, so nobody complains in one of the twins only."""
    harmless = varied(market(), {"customers.delivery.severity": 0.0})
    assert compared(harmless, 3)[2] == 0 and np.isnan(compared(harmless, 3)[:2]).all()


def test_fairness_makes_content_and_cause_makes_loyal() -> None:
    content, stays, count = compared(market(), 3)
    assert count > 500 and content < 0.0
    fair = compared(market(fairness=1.0), 3)
    assert fair[0] > 0.0 > content and fair[1] == pytest.approx(stays, abs=0.01)
    assert compared(market(causal=0.0), 3)[1] < 0.0 < compared(market(causal=1.0), 3)[1]


def test_the_run_measured_stays_as_it_is() -> None:
    listening = varied(market(), {"firms.0.recovery.on": True} | dict.fromkeys(SURE, 1.0))
    run = engine_for(listening, 4).run()  # as a study does: lent until this thread asks for the next
    before = run.books.record.copy(), run.columns.satisfaction.copy()
    assert (satisfaction_gained(run), repurchase_gained(run)) == compared(run.plan, run.seed)[:2]
    assert (run.books.record == before[0]).all() and (run.columns.satisfaction == before[1]).all()
