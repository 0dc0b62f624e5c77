"""Show who imports whom: experiments -> agents -> sim, scenarios nobody; and always by the installed name."""

import ast
from collections.abc import Iterator
from fnmatch import fnmatch
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MAY_IMPORT = {
    "sim": {"sim"},
    "agents": {"sim", "agents"},
    "scenarios": {"scenarios"},
    "experiments": {"sim", "agents", "scenarios", "experiments"},
}
# From the ground up. Within `agents`: mechanisms, then the record of them all, then the order of a period, ...
FLOORS: list[list[str]] = [
    ["tenfold.sim", "tenfold.sim.*", "tenfold.scenarios*"],
    ["tenfold.agents", "tenfold.agents.decisions", "tenfold.agents.customer", "tenfold.agents.customer.[!ap]*",
     "tenfold.agents.customer.awareness", "tenfold.agents.customer.points", "tenfold.agents.customer.products",
     "tenfold.agents.firm", "tenfold.agents.firm.[!alp]*", "tenfold.agents.firm.add_ons",
     "tenfold.agents.firm.personal", "tenfold.agents.firm.planning", "tenfold.agents.firm.pricing"],
    ["tenfold.agents.*.parameters", "tenfold.agents.plan"],
    ["tenfold.agents.world"],
    ["tenfold.agents.period", "tenfold.agents.measures", "tenfold.agents.layout"],
    ["tenfold.agents.copies", "tenfold.agents.firm.levers", "tenfold.agents.firm.policies",
     "tenfold.agents.firm.profit_or_value"],
    ["tenfold.agents.deciding"],
    ["tenfold.agents.engine"],
    ["tenfold.agents.*.agent", "tenfold.agents.replay"],
    ["tenfold.agents.market", "tenfold.agents.warm"],
    ["tenfold.experiments*"],
]  # fmt: skip
FREE = {"tests", "benchmarks", "docs"}  # may import every part, but not under a bare name


def imported(tree: ast.AST, package: str) -> Iterator[tuple[int, str]]:
    """List line and full name of everything imported in a module of `package`, at any depth."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            base = ".".join([*above, *([node.module] if node.module else [])])
            yield from ((node.lineno, f"{base}.{alias.name}") for alias in node.names)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute):
            called = node.func.id if isinstance(node.func, ast.Name) else node.func.attr
            first = node.args[0] if node.args else None
            if called in ("import_module", "__import__") and isinstance(first, ast.Constant):
                yield node.lineno, str(first.value)


def offences(source: str, path: str) -> list[str]:
    """Say which imports of the file at `path`, relative to the project, break the rule."""
    part, *rest = Path(path).with_suffix("").parts
    package = ".".join(["tenfold", part, *rest[:-1]]) if part in MAY_IMPORT else part
    found = []
    for line, name in imported(ast.parse(source), package):
        top, _, inner = name.partition(".")
        if top in MAY_IMPORT:
            found.append(f"{path}:{line}: {name}: say tenfold.{name}")
        elif top == "tenfold" and part in MAY_IMPORT and inner.split(".")[0] not in MAY_IMPORT[part]:
            found.append(f"{path}:{line}: {part} may not import {name}")
    return found


def files() -> list[str]:
    return sorted(str(file.relative_to(ROOT)) for part in {*MAY_IMPORT, *FREE} for file in (ROOT / part).rglob("*.py"))


def test_no_file_breaks_the_rule() -> None:
    found = [offence for path in files() for offence in offences((ROOT / path).read_text(encoding="utf-8"), path)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    ("foreign", "only"), [("mesa", "sim/mesa.py"), ("hydra._internal", "experiments/hydra_inside.py")]
)
def test_what_other_people_move_about_is_imported_in_one_place(foreign: str, only: str) -> None:
    texts = {path: (ROOT / path).read_text(encoding="utf-8") for path in files() if path.split("/")[0] in MAY_IMPORT}
    found = {path: [name for _, name in imported(ast.parse(text), "")] for path, text in texts.items()}
    users = {path for path, names in found.items() for name in names if f"{name}.".startswith(f"{foreign}.")}
    assert users == {only}


def circle(sources: dict[str, str]) -> list[str]:
    """Name the modules of a circle of imports, at whatever depth they are written; none where there is no circle.

    Parameters
    ----------
    sources : the text of each module, by its full name
    """
    graph = {}
    for name, source in sources.items():
        names = {full for _, full in imported(ast.parse(source), name.rpartition(".")[0])}
        graph[name] = {one for full in names for one in (full, full.rpartition(".")[0]) if one in sources} - {name}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def sources() -> dict[str, str]:
    """Give the text of every module of the project that is installed, by its full name."""
    paths = [Path(path) for path in files() if path.split("/")[0] in MAY_IMPORT]
    names = [".".join(("tenfold", *path.with_suffix("").parts)).removesuffix(".__init__") for path in paths]
    return dict(zip(names, [(ROOT / path).read_text(encoding="utf-8") for path in paths], strict=True))


def without_types(source: str) -> str:
    """Leave out what is imported for type checking only."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test):
            node.body = [ast.Pass()]
    return ast.unparse(tree)


def floor(module: str) -> int:
    """Give the floor a module stands on; it may import from its own floor and from those below."""
    return next(k for k, patterns in enumerate(FLOORS) if any(fnmatch(module, pattern) for pattern in patterns))


def test_no_module_imports_itself_in_a_circle() -> None:
    assert circle({name: without_types(source) for name, source in sources().items()}) == []


def test_no_import_runs_up() -> None:
    known, found = sources(), []
    for name, source in known.items():
        for _, full in imported(ast.parse(without_types(source)), name.rpartition(".")[0]):
            target = full if full in known else full.rpartition(".")[0]
            if target in known and floor(target) > floor(name):
                found.append(f"{name} (floor {floor(name)}) imports {target} (floor {floor(target)})")
    assert not found, "\n".join(found)


def test_a_mechanism_sees_the_world_for_type_checking_only() -> None:
    mechanisms = [name for name in sources() if floor(name) == 1]
    assert "tenfold.agents.customer.loyalty" in mechanisms and len(mechanisms) > 15
    assert floor("tenfold.agents.world") > 1
    assert "World" not in "".join(without_types(sources()[name]).split("@loop")[0] for name in mechanisms)


def test_a_circle_is_found_even_within_functions() -> None:
    there, back = "from tenfold.sim import b", "def later():\n    from tenfold.sim.a import one"
    assert set(circle({"tenfold.sim.a": there, "tenfold.sim.b": back})) == {"tenfold.sim.a", "tenfold.sim.b"}
    assert circle({"tenfold.sim.a": there, "tenfold.sim.b": "import math"}) == []


def test_every_part_is_looked_at() -> None:
    assert {path.split("/")[0] for path in files()} >= {*MAY_IMPORT, "tests"}


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("sim/clock.py", "from tenfold.agents.customer import value"),
        ("sim/clock.py", "import tenfold.agents"),
        ("sim/clock.py", "import tenfold.experiments.cli as cli"),
        ("sim/clock.py", "from tenfold import agents"),
        ("sim/clock.py", "from tenfold import *"),
        ("sim/clock.py", "import tenfold"),
        ("sim/clock.py", "def later():\n    from tenfold.agents import customer"),
        ("sim/clock.py", "from ..agents import customer"),
        ("sim/__init__.py", "from ..agents import customer"),
        ("sim/clock.py", "from .. import agents"),
        ("sim/clock.py", "import importlib\nimportlib.import_module('tenfold.agents')"),
        ("agents/customer/value.py", "from tenfold.experiments import cli"),
        ("agents/customer/value.py", "from ...experiments import cli"),
        ("agents/customer/value.py", "from tenfold.scenarios import data"),
        ("scenarios/__init__.py", "from tenfold.sim import errors"),
        ("experiments/cli.py", "from sim.errors import InputError"),
        ("agents/firm/price.py", "import agents.customer"),
        ("tests/test_cli.py", "import experiments"),
        ("benchmarks/__main__.py", "from scenarios import data"),
    ],
)
def test_an_offence_is_found(path: str, source: str) -> None:
    assert len(offences(source, path)) == 1


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("sim/clock.py", "import numpy as np\nfrom tenfold.sim.errors import InputError\nfrom . import jit"),
        ("agents/customer/value.py", "from ..firm import price\nfrom ...sim import errors"),
        ("agents/__init__.py", "from .customer import value\nfrom ..sim import errors"),
        ("experiments/cli.py", "from tenfold.agents import customer\nfrom tenfold import sim, scenarios"),
        ("tests/test_cli.py", "from tenfold.experiments import cli\nimport simpy"),
    ],
)
def test_what_is_allowed_is_let_through(path: str, source: str) -> None:
    assert offences(source, path) == []
