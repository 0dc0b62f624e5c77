"""Which experiments there are, and where each is.

An experiment is a module with a `STUDY`, and a YAML file of the same name that says what differs from the defaults:

- of the project: scenarios/experiment/NAME.yaml with experiments/NAME.py, or experiments/NAME/run.py of a package;
- of another package: an entry point of the group `tenfold.experiments` that names the module;
- anybody's own: the path of a file, as `tenfold run path/to/mine.py`.

Of the last two the YAML file lies beside the module, and may be missing. Modules are imported only when asked for.
"""

import sys
from collections.abc import Iterable
from importlib import import_module
from importlib.metadata import entry_points
from importlib.resources import files
from importlib.util import find_spec, module_from_spec, spec_from_file_location
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from tenfold.experiments.spelling import closest
from tenfold.sim.errors import InputError

if TYPE_CHECKING:
    from tenfold.experiments.study.study import Experiment as Asked
    from tenfold.sim.parameters import Parameters

GROUP = "tenfold.experiments"
PARTS = ("question", "parameters", "findings")  # of a STUDY


class Experiment(NamedTuple):
    """Say where an experiment is.

    Attributes
    ----------
    module : that has its `STUDY`
    file : of that module where it is not the project's own, so that results follow from what stands in it
    """

    module: str
    file: Path | None = None

    @property
    def yaml(self) -> Path | None:
        """Give the YAML beside a module that is not the project's own; None where there is none."""
        beside = None if self.file is None else self.file.with_suffix(".yaml")
        return beside if beside is not None and beside.is_file() else None


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
    known = EXPERIMENTS.get(name)
    if not name.isidentifier() or (known and known.file != path):
        raise InputError("experiment", text, f"a file called otherwise: {name} is no name, or another experiment's")
    EXPERIMENTS[name] = Experiment(f"tenfold_own_{name}", path)
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


def study_of(name: str) -> "Asked":
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
    where = place.module if place.file is None else str(place.file)
    try:
        study = getattr(_module(place), "STUDY", None)
    except Exception as error:
        if place.file is None:  # a fault of the project is shown whole
            raise
        reason = f"{type(error).__name__}: {error}"
        raise InputError(_line(error, place.file), allowed=f"Python that runs ({reason})") from error
    lacks = [part for part in PARTS if not hasattr(study, part)]
    if lacks:
        what = "a STUDY" if study is None else f"a STUDY that has {', '.join(lacks)}"
        raise InputError(where, allowed=f"a module with {what}; see tenfold new experiment NAME")
    return cast("Asked", study)


def parameters_of(name: str) -> "type[Parameters]":
    """Import the class of an experiment's own parameters; raises InputError as `study_of`."""
    return study_of(name).parameters


def question(name: str) -> str:
    """Give an experiment's question.

    Parameters
    ----------
    name : as `tenfold list` shows it

    Returns
    -------
    str
        the first comment of its YAML, or what its module says
    """
    place = EXPERIMENTS[name]
    file = files("tenfold.scenarios").joinpath("experiment", f"{name}.yaml") if place.file is None else place.yaml
    lines = file.read_text(encoding="utf-8").splitlines() if file is not None and file.is_file() else []
    said = (line.lstrip("# ") for line in lines if line.startswith("#") and not line.startswith("# @"))
    return next(said, "") or study_of(name).question


def _module(place: Experiment) -> Any:
    if place.file is None:
        return import_module(place.module)
    if place.module in sys.modules:
        return sys.modules[place.module]
    spec = spec_from_file_location(place.module, place.file)
    assert spec is not None and spec.loader is not None
    module = module_from_spec(spec)
    sys.modules[place.module] = module  # before it runs, for classes look up the module they are declared in
    try:
        spec.loader.exec_module(module)
    except BaseException:
        del sys.modules[place.module]
        raise
    return module


def _line(error: BaseException, file: Path) -> str:
    """Say in which line of a file an error arose, as far as that is known."""
    if isinstance(error, SyntaxError) and error.lineno:
        return f"{file}:{error.lineno}"
    trace, line = error.__traceback__, 0
    while trace is not None:
        line = trace.tb_lineno if trace.tb_frame.f_code.co_filename == str(file) else line
        trace = trace.tb_next
    return f"{file}:{line}" if line else str(file)


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
    return found | {name: place for name, place in _of_others(entry_points(group=GROUP)) if name not in found}


def _of_others(points: Iterable[Any]) -> Iterable[tuple[str, Experiment]]:
    for point in points:
        try:
            spec = find_spec(point.value.partition(":")[0])
        except (ImportError, ValueError):
            spec = None
        if spec is not None and spec.origin:
            yield point.name, Experiment(spec.name, Path(spec.origin))


EXPERIMENTS: dict[str, Experiment] = _experiments()
