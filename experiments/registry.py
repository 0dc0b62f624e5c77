"""Which experiments there are: each file in scenarios/experiment/ that has a module of the same name in experiments/.

Of an experiment `some_name` the registry wants two things, its parameters `SomeName` and what runs it, `run`: from
`some_name/parameters.py` and `some_name/run.py` of a package, else both from `some_name.py`. Modules are imported only
when one is asked for.
"""

from collections.abc import Callable
from html import escape
from importlib import import_module
from importlib.resources import files
from importlib.resources.abc import Traversable
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from tenfold.experiments.spelling import closest
from tenfold.sim.errors import InputError

if TYPE_CHECKING:
    from tenfold.sim.parameters import Parameters

Progress = Callable[[str, float], None]  # what is being done, and the share of the whole run that is done [0 .. 1]


class Verdict(NamedTuple):
    """Hold what an experiment found.

    Attributes
    ----------
    lines : to print, and to print again when the same is asked for again
    verdict : for verdict.json
    table : to print below the lines where it is asked for
    """

    lines: list[str]
    verdict: dict[str, Any]
    table: list[str] = []

    def _repr_html_(self) -> str:
        return "<ul>" + "".join(f"<li>{escape(line)}</li>" for line in self.lines) + "</ul>"


class Experiment(NamedTuple):
    """Say where an experiment's parts are.

    Attributes
    ----------
    parameters, run : `module:name` of its parameters' class and of what runs it
    """

    parameters: str
    run: str


def find(name: str) -> Experiment:
    """Find an experiment by its name.

    Parameters
    ----------
    name : as `tenfold list` shows it

    Returns
    -------
    Experiment
        where its parts are

    Raises
    ------
    InputError : there is none of that name; it offers the nearest
    """
    if name not in EXPERIMENTS:
        near = closest(name, EXPERIMENTS)
        raise InputError(
            "experiment", name, "one of " + ", ".join(EXPERIMENTS) + (f"; nearest: {near}" if near else "")
        )
    return EXPERIMENTS[name]


def parameters_of(name: str) -> "type[Parameters]":
    """Import the class of an experiment's own parameters.

    Parameters
    ----------
    name : as `tenfold list` shows it

    Returns
    -------
    type of Parameters
        the class

    Raises
    ------
    InputError : there is no experiment of that name
    """
    return cast("type[Parameters]", imported(find(name).parameters))


def question(name: str) -> str:
    """Give an experiment's question.

    Parameters
    ----------
    name : as `tenfold list` shows it

    Returns
    -------
    str
        the first comment of its YAML; "" where there is none
    """
    file = _folder().joinpath(f"{name}.yaml")
    lines = file.read_text(encoding="utf-8").splitlines() if file.is_file() else []
    return next((line.lstrip("# ") for line in lines if line.startswith("#") and not line.startswith("# @")), "")


def imported(place: str) -> Any:
    """Import what a place of an `Experiment` names.

    Parameters
    ----------
    place : as `module:name`

    Returns
    -------
    Any
        what the module calls by that name
    """
    module, _, name = place.partition(":")
    return getattr(import_module(module), name)


def _folder() -> Traversable:
    return files("tenfold.scenarios").joinpath("experiment")


def parts(name: str) -> Experiment | None:
    """Say where the parts of an experiment must be.

    Parameters
    ----------
    name : of the experiment, hence of its module

    Returns
    -------
    Experiment or None
        the places; None where there is no module of that name
    """
    module = f"tenfold.experiments.{name}"
    spec = find_spec(module)
    if spec is None:
        return None
    own = "".join(word.capitalize() for word in name.split("_"))
    if spec.submodule_search_locations is None:
        return Experiment(f"{module}:{own}", f"{module}:run")
    return Experiment(f"{module}.parameters:{own}", f"{module}.run:run")


def _experiments() -> dict[str, Experiment]:
    names = sorted(file.name.removesuffix(".yaml") for file in _folder().iterdir() if file.name.endswith(".yaml"))
    return {name: found for name in names if (found := parts(name))}


EXPERIMENTS: dict[str, Experiment] = _experiments()
