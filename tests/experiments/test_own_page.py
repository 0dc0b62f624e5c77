"""An experiment of one's own is a page: it runs as `tenfold new` writes it; what is wrong in it is told by line."""

import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import yaml

from tenfold.experiments.cli import main
from tenfold.experiments.registry import EXPERIMENTS

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
SMALL = ["market.size=60", "market.periods=14", "seeds=2", "experiment.most_seeds=2"]
Capture = pytest.CaptureFixture[str]
Change = Callable[..., Path]


@pytest.fixture(autouse=True)
def _as_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.chdir(tmp_path)
    known = dict(EXPERIMENTS)
    yield
    EXPERIMENTS.clear()
    EXPERIMENTS.update(known)


@pytest.fixture
def page(tmp_path: Path, capsys: Capture) -> Path:
    assert main(["new", "experiment", "mine"]) == 0
    assert capsys.readouterr().out.splitlines() == ["mine.py", "mine.yaml", "run it: tenfold run mine.py"]
    return tmp_path / "mine.py"


def result(capsys: Capture, *words: str) -> Path:
    assert main(["run", "mine.py", *SMALL, *words]) == 0
    return Path(capsys.readouterr().out.splitlines()[-1].removeprefix("results: "))


def change(page: Path, old: str, new: str) -> None:
    text = page.read_text()
    assert old in text
    page.write_text(text.replace(old, new, 1))


def refused(capsys: Capture, *words: str) -> str:
    """Run it, see that it refuses as it should, and give the line it says."""
    before = sorted(Path().rglob("*"))
    assert main(["run", *words]) == 2
    out, err = capsys.readouterr()
    line = err.splitlines()[-1]
    assert out == "" and line.startswith("tenfold: ") and "Traceback" not in err
    assert sorted(Path().rglob("*")) == before
    return line


def test_the_new_page_runs_as_it_is_and_is_found_again(page: Path, capsys: Capture) -> None:
    folder = result(capsys)
    assert {file.name for file in folder.iterdir()} == {
        "config.yaml", "figures", "manifest.json", "report.html", "rows.parquet", "verdict.json"
    }  # fmt: skip
    said = json.loads((folder / "verdict.json").read_text())
    assert said["question"] == "Mine: does a lower price pay?" and len(said["claims"]) == 2
    about = json.loads((folder / "manifest.json").read_text())
    assert about["command"] == " ".join(["tenfold run mine.py", *SMALL])
    assert main(["run", "mine.py", *SMALL]) == 0
    assert "found: " in capsys.readouterr().out
    assert main(["run", str(page), *SMALL]) == 0
    assert "found: " in capsys.readouterr().out
    assert not list(page.parent.glob("__pycache__"))


def test_the_name_of_a_result_follows_from_what_stands_in_the_page_and_its_yaml(page: Path, capsys: Capture) -> None:
    first = result(capsys)
    page.with_suffix(".yaml").write_text("# Is it so?\nmarket:\n  size: 2000\nseeds: 8\n")  # only the question differs
    assert result(capsys) == first
    page.with_suffix(".yaml").write_text("market:\n  discount: 0.02\n")
    second = result(capsys)
    change(page, "50.0", "55.0")
    third = result(capsys)
    assert len({first, second, third}) == 3
    means = [json.loads((folder / "verdict.json").read_text())["claims"][0]["estimate"] for folder in (second, third)]
    assert means[0] != means[1]  # the page was read anew


def test_what_arms_switch_on_names_the_result_though_it_is_off_without_them(page: Path, capsys: Capture) -> None:
    off = ["customers.word.on=false"]
    assert result(capsys, *off) != result(capsys, *off, "customers.word.told_bad=20")


def test_its_configuration_is_shown_and_several_are_run(page: Path, capsys: Capture) -> None:
    page.with_suffix(".yaml").write_text("defaults:\n  - override /network: none\nexperiment:\n  lower: 33\nseeds: 3\n")
    assert main(["run", "mine.py", "--cfg", "job", "market.size=70"]) == 0
    shown = yaml.safe_load(capsys.readouterr().out)
    assert (shown["experiment"]["lower"], shown["seeds"], shown["network"]["kind"]) == (33, 3, "none")
    assert shown["market"]["size"] == 70 and not Path("results").exists()
    assert main(["run", "mine.py", "-m", *SMALL, "experiment.lower=30,40"]) == 0
    folders = [file.parent for file in Path("results/mine").glob("*/verdict.json")]
    capsys.readouterr()
    commands = {json.loads((folder / "manifest.json").read_text())["command"] for folder in folders}
    assert commands == {f"tenfold run mine.py {' '.join(SMALL)} experiment.lower={x}" for x in (30, 40)}
    said = refused(capsys, "mine.py", "-m", "hydra/launcher=basic", "seeds=1,2")
    assert "hydra/launcher: allowed: nothing here" in said


def test_the_new_page_is_clean(page: Path) -> None:
    check = [sys.executable, "-m", "ruff", "check", "--config", str(ROOT / "pyproject.toml"), str(page)]
    done = subprocess.run(check, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


@pytest.mark.slow
def test_the_new_page_has_right_types(page: Path) -> None:
    command = [sys.executable, "-m", "mypy", "--config-file", str(ROOT / "pyproject.toml"), str(page)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("name", ["five_to_ten", "Mine", "my-page", "1st", "fünf", "../x", "", "mine.py"])
def test_a_name_that_cannot_be_one_is_refused(name: str, capsys: Capture) -> None:
    assert main(["new", "experiment", name]) == 2
    assert f"name = {name!r}: allowed: small letters" in capsys.readouterr().err
    assert list(Path().iterdir()) == []


def test_nothing_is_written_over_a_page(page: Path, capsys: Capture) -> None:
    page.unlink()
    assert main(["new", "experiment", "mine"]) == 2
    assert "mine.yaml: allowed: a name of which there is no file yet" in capsys.readouterr().err
    assert not page.exists()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("def customers(run", "def customers(run:", r"mine\.py:\d+: allowed: Python that runs \(SyntaxError"),
        ("from collections.abc", "from nowhere.abc",
         r"mine\.py:3: allowed: .*ModuleNotFoundError: No module named 'now"),
        ("import quantity", "import quality", r"mine\.py:\d+: allowed: .*ImportError: cannot import name 'quality'"),
        ("STUDY = ", "STUDIES = ", r"mine\.py: allowed: a module with a STUDY that is there; tenfold new experiment"),
        ("STUDY = Study(", "STUDY = dict(", r"a STUDY made by Study\(\.\.\.\), not of type dict"),
        ("    claims=claims,\n", "", r"mine\.py:\d+: .*TypeError: .*missing 1 required .*'claims'"),
        ("parameters=Own", "parameters=Own()",
         r"mine\.py: parameters = .*: allowed: a class derived from StudyParameters"),
        ('"firms.0.price": 50.0', '"firms.0.prise": 50.0',
         r"mine\.py: arm price=usual, talk=off: firms\.0\.prise: allowed"),
        ('mean("profit", price="lower")', 'mean("profti", price="lower")',
         r"mine\.py: claim 'a lower price pays': outcome = "),
        ('mean("profit", price="lower")', 'mean("profit", prise=1)', r"factor = 'prise': allowed: one of price, talk"),
        ('mean("profit", price="lower")', 'mean("profit", price="lo")',
         r"level of price = 'lo': allowed: one of 'usual', 'lower'"),
        ("    return float(run", "    1 / 0\n    return float(run",
         r"mine\.py:\d+: .*ZeroDivisionError"),
        ("    return float(run", "    return 'a lot'\n    return float(run",
         r"mine\.py: outcome customers = 'a lot': allowed: a number"),
        ("    return cross(", "    return dict(", r"mine\.py: design = .*allowed: an arm or more"),
        ('        "talk":', '        "seed":', r"mine\.py: factor = 'seed': allowed: a name that no other column"),
        ("    return picture", "    return None",
         r"mine\.py: figure profit = None: allowed: a function that returns a figure"),
        ("    return [\n", "    raise SystemExit(3)\n    return [\n",
         r"mine\.py:\d+: allowed: Python that runs \(SystemExit: 3"),
    ],
    ids=range(17),
)  # fmt: skip
def test_what_is_wrong_in_a_page_is_told(page: Path, capsys: Capture, old: str, new: str, said: str) -> None:
    change(page, old, new)
    line = refused(capsys, "mine.py", *SMALL)
    assert re.search(said, line), line


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: [1", "mine.yaml: allowed: YAML ("),
        ("- 1\n- 2", "mine.yaml: allowed: files that compose ("),
        ("hello", "hello: allowed: a known key"),
        ("markt:\n  size: 3\n", "markt: allowed: a known key; nearest: market"),
        ("market:\n  sise: 3\n", "market.sise: allowed: a key of market; nearest: market.size"),
        ("experiment:\n  lowr: 3\n", "experiment.lowr: allowed: a key of experiment; nearest: experiment.lower"),
        ("market:\n  size: -3\n", "market.size = -3: allowed: a whole number"),
        ("defaults:\n  - override /network: nonne\n",
         "mine.yaml: allowed: files that compose (In 'tenfold': Could not find "),
        ("name: other\n", "name = 'other': allowed: nothing here"),
        ("\udcff", "mine.yaml: allowed: YAML ('utf-8' codec"),
    ],
    ids=range(10),
)  # fmt: skip
def test_what_is_wrong_in_its_yaml_is_told(page: Path, capsys: Capture, text: str, said: str) -> None:
    page.with_suffix(".yaml").write_bytes(text.encode(errors="surrogateescape"))
    assert said in refused(capsys, "mine.py")


def test_what_is_no_page_is_told(page: Path, capsys: Capture) -> None:
    Path("folder.py").mkdir()
    Path("my-page.py").write_text(page.read_text())
    Path("five_to_ten.py").write_text(page.read_text())
    for words, said in {
        "none.py": "experiment = 'none.py': allowed: the path of a Python file",
        "folder.py": "experiment = 'folder.py': allowed: the path of a Python file",
        "./folder": "experiment = './folder': allowed: the path of a Python file",
        "my-page.py": "experiment = 'my-page.py': allowed: a file called by letters, digits and _",
        "five_to_ten.py": "allowed: a file called otherwise: tenfold list shows another five_to_ten",
        "mine": "experiment = 'mine': allowed: one of",
    }.items():
        assert said in refused(capsys, words)
