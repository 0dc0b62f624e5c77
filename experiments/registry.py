"""Which experiments there are; their modules are imported only when one is asked for."""

from collections.abc import Callable
from importlib import import_module
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from tenfold.sim.errors import InputError

if TYPE_CHECKING:
    from tenfold.experiments.scenario import Scenario
    from tenfold.sim.parameters import Parameters

Progress = Callable[[str, float], None]  # what is being done, and the share of it that is [0 .. 1]


class Verdict(NamedTuple):
    """What an experiment found."""

    lines: list[str]  # to print, and to print again when the same is asked for again
    verdict: dict[str, Any]  # for verdict.json


Run = Callable[["Scenario", Path, Progress], Verdict]


class Experiment(NamedTuple):
    """Where an experiment's parts are: `module:name` of its parameters and of what runs it."""

    parameters: str
    run: str


EXPERIMENTS: dict[str, Experiment] = {
    "five_to_ten": Experiment(
        "tenfold.experiments.five_to_ten.parameters:FiveToTen", "tenfold.experiments.five_to_ten.run:run"
    ),
}


def find(name: str) -> Experiment:
    """Give the experiment of a name; raises InputError with the nearest for an unknown one."""
    if name not in EXPERIMENTS:
        from tenfold.experiments.refusal import closest

        near = closest(name, EXPERIMENTS)
        raise InputError(
            "experiment", name, "one of " + ", ".join(EXPERIMENTS) + (f"; nearest: {near}" if near else "")
        )
    return EXPERIMENTS[name]


def parameters_of(name: str) -> "type[Parameters]":
    """Import the class of an experiment's own parameters."""
    return cast("type[Parameters]", _imported(find(name).parameters))


def run_of(name: str) -> Run:
    """Import what runs an experiment: it writes rows, figures and report into a folder and gives its verdict."""
    return cast(Run, _imported(find(name).run))


def question(name: str) -> str:
    """Give an experiment's question: the first comment of its YAML."""
    file = files("tenfold.scenarios").joinpath("experiment", f"{name}.yaml")
    lines = file.read_text(encoding="utf-8").splitlines() if file.is_file() else []
    return next((line.lstrip("# ") for line in lines if line.startswith("#") and not line.startswith("# @")), "")


def _imported(path: str) -> Any:
    module, _, name = path.partition(":")
    return getattr(import_module(module), name)
