"""An experiment that only pretends, so that the command can be tested without running a market."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest
from hydra.core.config_store import ConfigStore

from tenfold.experiments.registry import EXPERIMENTS, Experiment, Progress, Verdict
from tenfold.experiments.scenario import Scenario
from tenfold.sim.parameters import Parameters, quantity


class Fake(Parameters):
    level: float = quantity(0.3, "-", 0, 1, "made up")
    weights: tuple[float, ...] = quantity((1.0, 2.0), "-", None, None, "made up")


class FakeExperiment:
    """What it does when run; tests put in what shall happen then."""

    def __init__(self) -> None:
        self.runs = 0
        self.failure: BaseException | None = None
        self.then: Callable[[], object] = lambda: None
        self.verdict: dict[str, object] = {}

    def run(self, scenario: Scenario, folder: Path, progress: Progress) -> Verdict:
        self.runs += 1
        progress("playing", 0.5)
        (folder / "figures").mkdir()
        (folder / "figures" / "one.txt").write_text("a figure\n")
        self.then()
        if self.failure is not None:
            raise self.failure
        assert isinstance(scenario.experiment, Fake)
        said, level = f"the level is {scenario.experiment.level:g}", scenario.experiment.level
        return Verdict([said], {"ratio": float("nan"), **self.verdict}, [f"level  {level:g}"])


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeExperiment]:
    """Offer the experiment `fake` for the time of a test."""
    one, module = FakeExperiment(), ModuleType("fake_experiment")
    module.Fake, module.run = Fake, one.run  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "fake_experiment", module)
    monkeypatch.setitem(EXPERIMENTS, "fake", Experiment("fake_experiment:Fake", "fake_experiment:run"))
    store = ConfigStore.instance()
    store.store(group="experiment", name="fake", node={}, package="_global_")
    yield one
    del store.repo["experiment"]["fake.yaml"]
