"""The command: what it prints, what it leaves behind, and how it ends."""

import errno
import os
import resource
import subprocess
import sys
from pathlib import Path
from textwrap import wrap
from typing import Any

import numba
import pytest
import yaml

from tenfold.agents.firm.levers import levers
from tenfold.experiments import cli, runner
from tenfold.experiments.cli import main
from tenfold.experiments.registry import EXPERIMENTS, question
from tenfold.experiments.scenario import compose, validate
from tenfold.experiments.study.publish import SCOPE
from tenfold.sim.errors import StateError

Capture = pytest.CaptureFixture[str]
ONE = ("figures/one.png", "figures/one.svg")


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("word", ["--help", "list", "--version", "run --help", "show", "completion bash"])
def test_help_imports_nothing_heavy(word: str) -> None:
    script = (
        "import sys; from tenfold.experiments.cli import main; status = main(sys.argv[1:]);"
        "print(sorted({'numba', 'numpy', 'hydra', 'pandas', 'pydantic', 'scipy', 'rich'} & set(sys.modules)), status)"
    )
    done = subprocess.run([sys.executable, "-c", script, *word.split()], capture_output=True, text=True)
    assert done.stdout.splitlines()[-1] == "[] 0", done.stderr


def test_list_gives_every_question(capsys: Capture) -> None:
    assert main(["list"]) == 0
    out = capsys.readouterr().out
    assert all(name in out and question(name) in out for name in EXPERIMENTS)


def test_parameters_are_shown_with_unit_range_and_source(capsys: Capture) -> None:
    assert main(["show", "parameters", "CHOICE.reconsider"]) == 0
    out = capsys.readouterr().out
    for part in ("customers.choice.reconsider", "0.1", "probability per period", "0 .. 1", "assumption (nu)"):
        assert part in out
    assert main(["show", "parameters", "firms", "--markdown"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "| Name | Default | Unit | Range | Source |"
    assert "| `firms.0.price` | 50 | money per unit | 0.01 .. 1e+09 | assumption |" in lines


def test_levers_are_shown_with_unit_and_range(capsys: Capture) -> None:
    assert main(["show", "levers", "--markdown"]) == 0
    shown = capsys.readouterr().out.splitlines()[2:]
    assert [line.split("`")[1].removeprefix("firms.0.") for line in shown] == list(levers())
    assert "| `firms.0.price` | 50 | money per unit | 0.01 .. 1e+09 | assumption |" in shown
    assert main(["show", "levers", "unit_cost"]) == 2
    assert "pattern = 'unit_cost': allowed: part of a lever's name" in capsys.readouterr().err


def test_the_configuration_is_shown_and_nothing_run(fake: Any, tmp_path: Path, capsys: Capture) -> None:
    assert main(["run", "fake", "--cfg", "job", "market.size=70"]) == 0
    shown = yaml.safe_load(capsys.readouterr().out)
    assert validate(shown) == compose("fake", ["market.size=70"])
    assert main(["run", "fake", "--cfg", "job", "-m", "seeds=1,2"]) == 0
    assert [one["seeds"] for one in yaml.safe_load_all(capsys.readouterr().out)] == [1, 2]
    assert fake.runs == 0
    assert list(tmp_path.iterdir()) == []


def test_a_run_leaves_a_folder_and_is_found_again(fake: Any, tmp_path: Path, capsys: Capture) -> None:
    folder = Path("results", "fake", compose("fake").identity())
    assert main(["run", "fake"]) == 0
    out, err = capsys.readouterr()
    places = [f"report: {folder / 'report.html'}", f"figures: {folder / 'figures'}", f"results: {folder}"]
    assert out.splitlines() == ["the level is 0.3", *wrap(SCOPE, 100), *places]
    assert err.startswith("fake: playing, 50%, time gone ")
    names = {file.relative_to(folder).as_posix() for file in folder.rglob("*")}
    assert names == {"config.yaml", "manifest.json", "verdict.json", "report.html", "figures", *ONE}
    verdict = yaml.safe_load((folder / "verdict.json").read_text())
    assert verdict["summary"] == ["the level is 0.3", *wrap(SCOPE, 100)]
    assert (verdict["answer"], verdict["ratio"]) == (["the level is 0.3"], None)
    about = yaml.safe_load((folder / "manifest.json").read_text())
    assert (about["command"], about["seeds"]) == ("tenfold run fake", {})
    assert set(about["files"]) == names - {"figures", "manifest.json"}
    assert validate(yaml.safe_load((folder / "config.yaml").read_text())) == compose("fake")

    assert main(["run", "fake", "seeds=16", "--results", str(tmp_path / "results")]) == 0
    out = capsys.readouterr().out.splitlines()
    assert out[0] == "the level is 0.3"
    assert out[3].startswith("found: ")
    assert out[-1] == f"results: {tmp_path / folder}"
    assert fake.runs == 1


def test_compiling_is_announced_once_and_only_by_a_process_of_its_own(
    fake: Any, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    def compiles() -> None:
        for _ in range(2):
            numba.njit(lambda x: x + 1)(1)

    fake.then = compiles
    assert main(["run", "fake"]) == 0
    assert "compiling" not in capsys.readouterr().err
    monkeypatch.setattr(sys, "argv", ["tenfold", "run", "fake", "--force"])
    assert main() == 0
    announced = "tenfold: compiling what is new to this computer; once, for up to a few minutes"
    assert announced in capsys.readouterr().err.splitlines()


def test_force_runs_again_and_leaves_one_folder(fake: Any, tmp_path: Path) -> None:
    for _ in range(2):
        assert main(["run", "--force", "fake", "network=none"]) == 0
    assert fake.runs == 2
    assert len(os.listdir(tmp_path / "results" / "fake")) == 1


def test_results_of_other_sources_are_called_so(fake: Any, monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    main(["run", "fake"])
    monkeypatch.setattr(runner, "source_digest", lambda: "other")
    assert main(["run", "fake"]) == 0
    assert "other sources" in capsys.readouterr().out


def test_ctrl_c_leaves_nothing(fake: Any, tmp_path: Path, capsys: Capture) -> None:
    fake.failure = KeyboardInterrupt()
    assert main(["run", "fake"]) == 130
    assert "Traceback" not in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_broken_rule_is_a_failure(fake: Any, tmp_path: Path, capsys: Capture) -> None:
    fake.failure = StateError("satisfaction = nan of customer 3 in period 7: not finite")
    assert main(["run", "fake"]) == 1
    assert capsys.readouterr().err.endswith("tenfold: satisfaction = nan of customer 3 in period 7: not finite\n")
    assert list(tmp_path.iterdir()) == []


def test_too_little_memory_is_told(fake: Any, tmp_path: Path, capsys: Capture) -> None:
    fake.failure = MemoryError("Unable to allocate 80 GiB")
    assert main(["run", "fake"]) == 1
    assert "market.size" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("words", [["run", "fake"], ["show", "moments"], ["show", "levers"]])
def test_a_limit_below_what_the_libraries_need_is_told_before_they_are_imported(
    fake: Any, monkeypatch: pytest.MonkeyPatch, capsys: Capture, words: list[str]
) -> None:
    monkeypatch.setattr(resource, "getrlimit", lambda _: (300_000 * 1024, -1))
    assert main(words) == 2
    said = "tenfold: memory, as ulimit -v limits it = 300000: allowed: 1048576 kB or more\n"
    assert (capsys.readouterr().err, fake.runs) == (said, 0)


def test_memory_that_is_not_enough_is_told_without_a_reason(fake: Any, capsys: Capture) -> None:
    fake.failure = MemoryError()
    assert main(["run", "fake"]) == 1
    said = "tenfold: memory: not enough; a smaller market.size or fewer threads need less"
    assert capsys.readouterr().err.splitlines()[-1] == said


@pytest.mark.filterwarnings("default")
def test_a_warning_stands_before_no_error_and_is_one_line_else(fake: Any, capsys: Capture) -> None:
    assert main(["run", "fake", "market.size=${oc.deprecated:firms}"]) == 2
    err = capsys.readouterr().err
    assert err.startswith("tenfold: market.size = ") and err.count("\n") == 1
    assert main(["run", "fake", "--cfg", "job", "market.size=${oc.deprecated:seeds}"]) == 0
    err = capsys.readouterr().err
    assert err.startswith("tenfold: warning: 'market.size' is deprecated") and err.count("\n") == 1


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EACCES, errno.EROFS, errno.EDQUOT])
def test_a_full_disk_is_told_and_leaves_nothing(fake: Any, tmp_path: Path, capsys: Capture, code: int) -> None:
    fake.failure = OSError(code, os.strerror(code), "results/fake/rows.parquet")
    assert main(["run", "fake"]) == 2
    assert f"cannot be written or read: {os.strerror(code)}\n" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_results_may_not_be_a_file(fake: Any, tmp_path: Path, capsys: Capture) -> None:
    (tmp_path / "results").write_text("not a folder")
    for words in (["run", "fake"], ["run", "fake", "-m", "seeds=1,2"]):
        assert main(words) == 2
        err = capsys.readouterr().err
        assert err.startswith("tenfold: results") and err.count("\n") == 1
    assert fake.runs == 0


def test_a_folder_that_may_not_be_written_is_told(
    fake: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    def refuse(self: Path, *_: object, **__: object) -> None:  # root may write anywhere
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(self))

    monkeypatch.setattr(Path, "mkdir", refuse)
    assert main(["run", "fake"]) == 2
    assert "Permission denied" in capsys.readouterr().err
    assert fake.runs == 0
    assert list(tmp_path.iterdir()) == []


def test_nobody_reading_is_no_mistake(monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    def gone() -> int:
        raise BrokenPipeError

    monkeypatch.setattr(cli, "_list", gone)
    monkeypatch.setattr(sys, "stdout", sys.stdout)  # put back after the test
    assert main(["list"]) == 141
    sys.stdout.close()
    assert capsys.readouterr().err == ""


def test_several_are_run_and_each_is_found_alone(fake: Any, capsys: Capture) -> None:
    assert main(["run", "fake", "-m", "seeds=3,4", "network=none,random"]) == 0
    *out, table, where = capsys.readouterr().out.splitlines()
    jobs = [[f"seeds={seeds}", f"network={network}"] for seeds in (3, 4) for network in ("none", "random")]
    assert out == [f"{' '.join(job)}: the level is 0.3 [{compose('fake', job).identity()}]" for job in jobs]
    assert Path(table.removeprefix("table: ")).is_file() and where == "results: results/fake"
    assert fake.runs == 4
    assert main(["run", "fake", "network=random", "seeds=4"]) == 0
    assert "found: " in capsys.readouterr().out
    assert fake.runs == 4


def test_of_several_one_failure_is_told(fake: Any, capsys: Capture) -> None:
    fake.failure = StateError("money was lost")
    assert main(["run", "fake", "-m", "seeds=3,4"]) == 1
    out, err = capsys.readouterr()
    assert out.startswith("seeds=3: failed\nseeds=4: failed\ntable: ")
    assert "tenfold: seeds=4: money was lost\n" in err
    assert "Traceback" not in err
