"""The service recovery paradox: customers who are failed and helped at once against themselves unfailed."""

from pathlib import Path

import numpy as np
import pytest

from tenfold.agents.plan import Plan
from tenfold.agents.replay import engine_for
from tenfold.experiments.cli import main
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


@pytest.mark.parametrize("clock", ["market.periods=13", "market.burn_in=47"])
def test_a_plan_that_ends_before_both_are_seen_is_refused(
    clock: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["run", "complaints", clock, "market.size=200", "seeds=2", "experiment.most_seeds=2"]) == 2
    periods, least = (13, 14) if clock == "market.periods=13" else (48, 49)
    line = f"tenfold: market.periods = {periods}: allowed: market.burn_in + 2 = {least} or more"
    assert capsys.readouterr().err.splitlines()[-1] == line
    assert not list(tmp_path.rglob("*.*"))


def test_the_run_measured_stays_as_it_is() -> None:
    listening = varied(market(), {"firms.0.recovery.on": True} | dict.fromkeys(SURE, 1.0))
    run = engine_for(listening, 4).run()  # as a study does: lent until this thread asks for the next
    before = run.books.record.copy(), run.columns.satisfaction.copy()
    assert (satisfaction_gained(run), repurchase_gained(run)) == compared(run.plan, run.seed)[:2]
    assert (run.books.record == before[0]).all() and (run.columns.satisfaction == before[1]).all()
