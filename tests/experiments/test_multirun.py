"""Sweeps: counted before they are walked through, refused in one line, and each job told for itself."""

from pathlib import Path
from typing import Any

import pytest
from hydra import initialize_config_module
from hydra.core.global_hydra import GlobalHydra

from tenfold.experiments.cli import main
from tenfold.experiments.scenario import VERSION_BASE, _composed, compose
from tenfold.sim.errors import StateError

pytestmark = pytest.mark.slow

Capture = pytest.CaptureFixture[str]
REFUSED = [
    ("seeds=range(1,1e9)", "at most 10000 jobs, not 999999999"),
    ("seeds=range(1,1000000000)", "at most 10000 jobs, not 999999999"),
    ("seeds=shuffle(range(1,1e9))", "at most 10000 jobs"),
    ("network=range(1,1e9)", "at most 10000 jobs|network = 1"),
    ("market.discount=range(0,1,1e-300)", "at most 10000 jobs"),
    ("seeds=range(1,3,0)", "seeds = 'range(1,3,0)': allowed: a range of finite ends, and of a step that is not 0"),
    ("seeds=range(1.0,3,0.0)", "a step that is not 0"),
    ("seeds=range(1,inf)", "finite ends"),
    ("seeds=range(nan,2)", "finite ends"),
    ("seeds=range(3,1)", "seeds = 'range(3,1)': allowed: one value or more; this gives none"),
    ("seeds=range(3)", "seeds = 0"),
    ("network=glob(*)", "network = 'glob(*)': allowed: values one by one, as 1,2,3 or range(1,4)"),
    ("seeds=glob(*)", "values one by one"),
    ("market.discount=interval(0,1)", "values one by one"),
    *[
        (f"{key}=x", f"{key} = 'x': allowed: hydra/launcher, or a setting of it")
        for key in ("hydra", "hydra.sweep.dir", "hydra.sweep.subdir", "hydra.sweeper.params", "hydra.run.dir",
                    "hydra.launcher._target_", "hydra.launcher", "hydra.job.name", "hydra.job.chdir", "hydra.mode",
                    "hydra.searchpath", "hydra.callbacks", "hydra.verbose", "hydra.output_subdir", "hydra/help",
                    "hydra/hydra_logging", "hydra/job_logging", "hydra/output", "hydra/env", "hydra/sweeper")
    ],
    ("hydra/launcher=basic,basic", "one value: a launcher runs all jobs"),
    ("hydra/launcher=bsic", "hydra/launcher = 'bsic'"),
    ("hydra.launcher.n_jobs=2", "settings that hydra knows"),
]  # fmt: skip


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(("word", "said"), REFUSED, ids=[word for word, _ in REFUSED])
def test_what_cannot_be_swept_is_refused_in_one_line(
    fake: Any, tmp_path: Path, capsys: Capture, word: str, said: str
) -> None:
    assert main(["run", "fake", "-m", word]) == 2
    out, err = capsys.readouterr()
    assert any(part in err for part in said.split("|")), err
    assert (out, err.count("\n"), fake.runs) == ("", 1, 0)
    assert err.startswith("tenfold: ") and len(err) < 500
    assert list(tmp_path.iterdir()) == []


def test_ranges_are_counted_as_they_are_walked(fake: Any, capsys: Capture) -> None:
    words = ["seeds=range(7,1,-2)", "experiment.level=range(0.1,0.5,0.1)"]
    assert main(["run", "fake", "-m", *words]) == 0
    assert fake.runs == len(capsys.readouterr().out.splitlines()) - 2 == 3 * 4


def test_results_may_go_to_a_folder_of_any_name(fake: Any, tmp_path: Path) -> None:
    place = tmp_path / "Ann's, \\ and 'so' on"
    assert main(["run", "fake", "-m", "seeds=3,4", "--results", str(place)]) == 0
    assert fake.runs == len(list(place.rglob("manifest.json"))) == 2


def test_a_failed_job_is_told_though_its_old_result_is_there(fake: Any, capsys: Capture) -> None:
    assert main(["run", "fake", "-m", "seeds=3,4"]) == 0
    capsys.readouterr()

    def fail() -> None:
        if fake.runs == 4:
            raise StateError("money was lost")

    fake.then = fail
    assert main(["run", "fake", "-m", "seeds=3,4", "--force"]) == 1
    out, err = capsys.readouterr()
    assert out.startswith("seeds=3: the level is 0.3 [") and "\nseeds=4: failed\n" in out
    assert "tenfold: seeds=4: money was lost\n" in err


def test_a_fault_of_the_program_fails_its_job_and_no_other(fake: Any, capsys: Capture) -> None:
    def fail() -> None:
        if fake.runs == 1:
            raise ZeroDivisionError("a fault")

    fake.then = fail
    assert main(["run", "fake", "-m", "seeds=3,4"]) == 1
    out, err = capsys.readouterr()
    assert out.startswith("seeds=3: failed\nseeds=4: the level is 0.3 [")
    assert "ZeroDivisionError: a fault" in err  # whole, to be reported


def test_a_launcher_that_fails_is_one_line(
    fake: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    from hydra._internal.core_plugins.basic_launcher import BasicLauncher

    def broken(*_: object, **__: object) -> None:
        raise ValueError("n_jobs == 0 in Parallel\nhas no meaning")

    monkeypatch.setattr(BasicLauncher, "launch", broken)
    assert main(["run", "fake", "-m", "seeds=3"]) == 1
    out, err = capsys.readouterr()
    assert out.startswith("seeds=3: failed\ntable: ")
    assert err == "tenfold: the launcher failed: n_jobs == 0 in Parallel has no meaning\n"


def test_a_job_may_compose_another_market() -> None:
    _composed.cache_clear()
    with initialize_config_module("tenfold.scenarios", version_base=VERSION_BASE):  # as in a sweep
        sweep = GlobalHydra.instance().hydra
        assert compose(None, ["market.size=300"]).market.size == 300
        assert GlobalHydra.instance().hydra is sweep
    _composed.cache_clear()
    assert compose(None, ["market.size=300"]).market.size == 300
    assert not GlobalHydra.instance().is_initialized()
