"""Which experiments there are, and where each is.

An experiment is a module with a `STUDY`, and a YAML file of the same name that says what differs from the defaults:

- of the project: scenarios/experiment/NAME.yaml with experiments/NAME.py, or experiments/NAME/run.py of a package;
- of another package: an entry point of the group `tenfold.experiments` that names the module;
- anybody's own: the path of a file, as `tenfold run path/to/mine.py`.

Of the last two the YAML file lies beside the module, and may be missing. Modules are imported only when asked for.
"""

import os
import sys
from importlib import import_module
from importlib.metadata import entry_points
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any, NamedTuple

from tenfold.experiments.faults import blamed
from tenfold.experiments.spelling import closest
from tenfold.sim.errors import InputError

if TYPE_CHECKING:
    from tenfold.experiments.study.study import Composed, Study
    from tenfold.sim.parameters import Parameters

GROUP = "tenfold.experiments"


class Experiment(NamedTuple):
    """Say where an experiment is.

    Attributes
    ----------
    module : that has its `STUDY`
    file : of that module where it was named by a path
    shipped : whether it is the project's own, so that a fault in it is one of the project
    """

    module: str
    file: Path | None = None
    shipped: bool = True


def named(text: str) -> str:
    """Give the name of an experiment, and load it first where the text is the path of a file.

    Parameters
    ----------
    text : a name as `tenfold list` shows it, or a path that ends with .py

    Returns
    -------
    str
        the name by which it is known from now on

    Raises
    ------
    InputError : there is no such experiment or file, or the file is no experiment
    """
    if not text.endswith(".py") and "/" not in text:
        find(text)
        return text
    path = Path(text).expanduser().resolve()
    if not path.is_file() or path.suffix != ".py":
        allowed = "the path of a Python file with a STUDY, or a name as tenfold list shows it"
        raise InputError("experiment", text, allowed)
    name = path.stem
    if not name.isidentifier():
        raise InputError("experiment", text, "a file called by letters, digits and _, as in my_question.py")
    before = EXPERIMENTS.get(name)
    if before is not None and before.file is None:
        raise InputError("experiment", text, f"a file called otherwise: tenfold list shows another {name}")
    place = EXPERIMENTS[name] = Experiment(f"tenfold_own_{name}", path, shipped=False)
    sys.modules.pop(place.module, None)  # the page may have changed since, and the name of its results would say so
    try:
        study_of(name)
    except InputError:
        del EXPERIMENTS[name]
        raise
    return name


def find(name: str) -> Experiment:
    """Find an experiment by its name.

    Parameters
    ----------
    name : as `tenfold list` shows it

    Returns
    -------
    Experiment
        where it is

    Raises
    ------
    InputError : there is none of that name; it offers the nearest
    """
    if name not in EXPERIMENTS:
        near = closest(name, EXPERIMENTS)
        allowed = "one of " + ", ".join(EXPERIMENTS) + ", or the path of a file"
        raise InputError("experiment", name, allowed + (f"; nearest: {near}" if near else ""))
    return EXPERIMENTS[name]


def study_of(name: str) -> "Study | Composed":
    """Import what an experiment declares.

    Parameters
    ----------
    name : as `tenfold list` shows it

    Returns
    -------
    Study or Composed
        with a question, a class of parameters, and what makes its findings

    Raises
    ------
    InputError : there is no experiment of that name, or its module cannot be imported or has no `STUDY`
    """
    place = find(name)
    with blamed(place):
        study = getattr(_module(place), "STUDY", None)
    from tenfold.experiments.study.study import Composed, Study
    from tenfold.sim.parameters import Parameters

    where = str(place.file or place.module)
    if not isinstance(study, Study | Composed):
        what = "that is there" if study is None else f"made by Study(...), not of type {type(study).__name__}"
        raise InputError(where, allowed=f"a module with a STUDY {what}; tenfold new experiment NAME writes one")
    if not (isinstance(study.parameters, type) and issubclass(study.parameters, Parameters)):
        raise InputError(f"{where}: parameters", study.parameters, "a class derived from StudyParameters")
    return study


def parameters_of(name: str) -> "type[Parameters]":
    """Import the class of an experiment's own parameters; raises InputError as `study_of`."""
    return study_of(name).parameters


def page_of(name: str) -> Path | None:
    """Find the file of an experiment that is not the project's own, so that results follow from what stands in it.

    Parameters
    ----------
    name : as `tenfold list` shows it

    Returns
    -------
    Path or None
        None for the project's own

    Raises
    ------
    InputError : there is no such experiment, or its module cannot be found
    """
    place = find(name)
    if place.shipped or place.file is not None:
        return place.file
    with blamed(place):
        spec = find_spec(place.module)
        if spec is None or spec.origin is None:
            raise ModuleNotFoundError(f"no file of a module {place.module}")
        return Path(spec.origin)


def yaml_of(name: str) -> Path | None:
    """Find the YAML beside a module that is not the project's own; None where there is none, or it is the project's."""
    page = page_of(name)
    beside = None if page is None else page.with_suffix(".yaml")
    return beside if beside is not None and beside.is_file() else None


def asked_as(name: str) -> str:
    """Give what stands after `tenfold run` for an experiment: its name, or the path of its file from here."""
    file = find(name).file
    return name if file is None else os.path.relpath(file)


def question(name: str) -> str:
    """Give an experiment's question.

    Parameters
    ----------
    name : as `tenfold list` shows it

    Returns
    -------
    str
        the first comment of its YAML, or what its module says

    Raises
    ------
    InputError : there is no such experiment, or its module cannot be imported
    """
    shipped = files("tenfold.scenarios").joinpath("experiment", f"{name}.yaml")
    file = shipped if find(name).shipped else yaml_of(name)
    lines = file.read_text(encoding="utf-8").splitlines() if file is not None and file.is_file() else []
    said = (line.lstrip("# ") for line in lines if line.startswith("#") and not line.startswith("# @"))
    return next(said, "") or study_of(name).question


def _module(place: Experiment) -> Any:
    if place.file is None:
        return import_module(place.module)
    if place.module in sys.modules:
        return sys.modules[place.module]
    module = ModuleType(place.module)
    module.__file__ = str(place.file)
    sys.modules[place.module] = module  # before it runs, for classes look up the module they are declared in
    try:
        exec(compile(place.file.read_bytes(), str(place.file), "exec"), vars(module))  # leaves no __pycache__ beside it
    except BaseException:
        del sys.modules[place.module]
        raise
    return module


def module_of(name: str) -> str | None:
    """Give the module that must have the `STUDY` of one of the project's experiments; None where there is none."""
    module = f"tenfold.experiments.{name}"
    spec = find_spec(module)
    if spec is None:
        return None
    return module if spec.submodule_search_locations is None else f"{module}.run"


def _experiments() -> dict[str, Experiment]:
    folder = files("tenfold.scenarios").joinpath("experiment")
    names = sorted(file.name.removesuffix(".yaml") for file in folder.iterdir() if file.name.endswith(".yaml"))
    found = {name: Experiment(module) for name in names if (module := module_of(name))}
    others = {point.name: Experiment(point.value.partition(":")[0].strip(), shipped=False)
              for point in entry_points(group=GROUP) if point.name.isidentifier()}  # fmt: skip
    return found | {name: place for name, place in others.items() if name not in found}


EXPERIMENTS: dict[str, Experiment] = _experiments()
