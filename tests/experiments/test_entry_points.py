"""Another package offers experiments by an entry point; a broken one hides no other."""

import json
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tenfold.experiments import registry
from tenfold.experiments.cli import main
from tenfold.experiments.registry import EXPERIMENTS

pytestmark = pytest.mark.slow

Capture = pytest.CaptureFixture[str]
SMALL = ["market.size=60", "market.periods=14", "seeds=2", "experiment.most_seeds=2"]


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> Iterator[Callable[..., Path]]:
    """Pretend that a package with entry points is installed; gives its folder."""
    before, monkeypatched = dict(EXPERIMENTS), tmp_path / "site"
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(monkeypatched)

    def install(**points: str) -> Path:
        package, about = monkeypatched / "other_people", monkeypatched / "other_people-1.0.dist-info"
        package.mkdir(parents=True)
        about.mkdir()
        assert main(["new", "experiment", "theirs"]) == 0
        capsys.readouterr()
        (package / "__init__.py").write_text("")
        Path("theirs.py").rename(package / "theirs.py")
        Path("theirs.yaml").rename(package / "theirs.yaml")
        (package / "broken.py").write_text("import nothing_of_the_kind\n")
        (about / "METADATA").write_text("Metadata-Version: 2.1\nName: other-people\nVersion: 1.0\n")
        lines = "\n".join(f"{name} = {value}" for name, value in points.items())
        (about / "entry_points.txt").write_text(f"[tenfold.experiments]\n{lines}\n")
        EXPERIMENTS.clear()
        EXPERIMENTS.update(registry._experiments())
        return package

    yield install
    EXPERIMENTS.clear()
    EXPERIMENTS.update(before)
    for name in [name for name in sys.modules if name.startswith("other_people")]:
        del sys.modules[name]


def test_it_is_listed_and_run_by_its_name(installed: Callable[..., Path], capsys: Capture) -> None:
    package = installed(theirs="other_people.theirs:STUDY")
    assert not [name for name in sys.modules if name.startswith("other_people")]  # imported when asked for
    assert main(["list"]) == 0
    listed = capsys.readouterr().out
    assert re.search(r"^theirs +Theirs: does a lower price pay\?$", listed, re.MULTILINE) and "five_to_ten" in listed
    assert main(["run", "theirs", *SMALL]) == 0
    folder = Path(capsys.readouterr().out.splitlines()[-1].removeprefix("results: "))
    about = json.loads((folder / "manifest.json").read_text())
    assert about["command"] == " ".join(["tenfold run theirs", *SMALL]) and "experiment" in about["inputs"]
    page = package / "theirs.py"
    page.write_text(page.read_text() + "# changed\n")
    assert main(["run", "theirs", *SMALL]) == 0
    assert "found: " not in capsys.readouterr().out


def test_a_broken_one_is_told_and_the_others_are_listed(installed: Callable[..., Path], capsys: Capture) -> None:
    here = "other_people"
    installed(theirs=f"{here}.theirs", broken=f"{here}.broken", gone=f"{here}.gone", none="no_such.thing")
    assert main(["list"]) == 0
    lines = dict(line.split(maxsplit=1) for line in capsys.readouterr().out.splitlines())
    assert {"theirs", "broken", "gone", "none", "five_to_ten"} <= set(lines)
    assert lines["theirs"].startswith("Theirs: ") and lines["broken"].startswith("cannot be used: ")
    for name, said in {
        "broken": "broken.py:1: allowed: Python that runs (ModuleNotFoundError: No module named 'nothing_of_the_kind')",
        "gone": "other_people.gone: allowed: Python that runs (ModuleNotFoundError: ",
        "none": "no_such.thing: allowed: Python that runs (ModuleNotFoundError: ",
    }.items():
        assert main(["run", name]) == 2
        err = capsys.readouterr().err
        assert said in err and "Traceback" not in err
        assert not Path("results").exists()


def test_a_name_of_the_project_stays_its_own(installed: Callable[..., Path]) -> None:
    installed(**{"five_to_ten": "other_people.theirs", "no-name": "other_people.theirs"})
    assert EXPERIMENTS["five_to_ten"].shipped and "no-name" not in EXPERIMENTS
