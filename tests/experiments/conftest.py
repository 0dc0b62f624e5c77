"""An experiment that only pretends, so that the command can be tested without running a market."""

import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

import pandas as pd
import pytest
from hydra.core.config_store import ConfigStore

from tenfold.experiments.cli import main
from tenfold.experiments.progress import Progress
from tenfold.experiments.registry import EXPERIMENTS, Experiment
from tenfold.experiments.scenario import Scenario
from tenfold.experiments.study import (
    Claim,
    Composed,
    Findings,
    Grid,
    Judged,
    Measured,
    Part,
    Picture,
    Section,
    kit,
)
from tenfold.sim.parameters import Parameters, quantity
from tenfold.sim.statistics import Interval


class Fake(Parameters):
    level: float = quantity(0.3, "-", 0, 1, "made up")
    weights: tuple[float, ...] = quantity((1.0, 2.0), "-", None, None, "made up")


class FakeExperiment:
    """What it does when run; tests put in what shall happen then."""

    def __init__(self) -> None:
        self.runs = 0
        self.failure: BaseException | None = None
        self.then: Callable[[], object] = lambda: None
        self.verdict: dict[str, Any] = {}  # what it shall find: answer, claims, thresholds
        self.rows: pd.DataFrame | None = None
        self.tables: dict[str, pd.DataFrame] = {}
        self.next = ""

    def findings(self, scenario: Scenario, progress: Progress) -> Findings:
        self.runs += 1
        progress("playing", 0.5)
        self.then()
        if self.failure is not None:
            raise self.failure
        assert isinstance(scenario.experiment, Fake)
        figure, axes = kit.panels(1)
        axes[0].plot([0, 1])
        level = scenario.experiment.level
        grid = Grid("What was configured", ("name", "value"), (("level", level),))
        picture = Picture("one", figure, "A line.")
        section = Section("Only pretended", ("Nothing was played.",), (picture,), (grid,))
        claims = [Judged(Claim(c["text"], None, c["unit"], c["label"], c["margin"]), interval_of(c), 0.0, c["verdict"])
                  for c in self.verdict.get("claims", ())]  # fmt: skip
        thresholds = [Measured(t["text"], interval_of(t), t["unit"]) for t in self.verdict.get("thresholds", ())]
        units = {} if self.rows is None else dict.fromkeys(map(str, self.rows), "-")
        part = Part((section,), claims, thresholds, self.rows, units, {"ratio": float("nan")}, tables=self.tables)
        answer = self.verdict.get("answer", (f"the level is {level:g}",))
        return Findings("Is it so?", answer, ("nothing would",), ("nothing",), (part,), "month", next=self.next)


def interval_of(found: Mapping[str, Any]) -> Interval:
    return Interval(found["estimate"], found["low"], found["high"])


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeExperiment]:
    """Offer the experiment `fake` for the time of a test."""
    one, module = FakeExperiment(), ModuleType("fake_experiment")
    module.STUDY = Composed("Is it so?", Fake, one.findings)  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "fake_experiment", module)
    monkeypatch.setitem(EXPERIMENTS, "fake", Experiment("fake_experiment"))
    store = ConfigStore.instance()
    store.store(group="experiment", name="fake", node={}, package="_global_")
    yield one
    del store.repo["experiment"]["fake.yaml"]


@pytest.fixture
def refused(
    fake: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., str]:
    """Run the command, see that it refuses as it should, and give the line it says."""
    monkeypatch.chdir(tmp_path)

    def run(*words: str, experiment: str = "fake", files: int = 0) -> str:
        assert main(["run", experiment, *words]) == 2
        out, err = capsys.readouterr()
        assert out == ""
        assert err.startswith("tenfold: ") and err.count("\n") == 1 and err.endswith("\n")
        assert "Traceback" not in err and len(err) < 2000
        assert len(list(tmp_path.rglob("*"))) == files
        return err

    return run
