"""However the command is told to end: one line, no traceback, nothing half done, and true words on what is done."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tenfold.experiments.cli import main

pytestmark = pytest.mark.slow

Capture = pytest.CaptureFixture[str]
ENDS = ["SIGINT", "SIGTERM", "SIGHUP"]


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.chdir(tmp_path)
    before = {name: signal.getsignal(getattr(signal, name)) for name in ENDS}
    yield
    for name, handler in before.items():
        signal.signal(getattr(signal, name), handler)


@pytest.mark.parametrize("name", ENDS)
def test_a_run_told_to_end_leaves_nothing(fake: Any, tmp_path: Path, capsys: Capture, name: str) -> None:
    number, before = getattr(signal, name), signal.default_int_handler if name == "SIGINT" else lambda *_: None
    signal.signal(number, before)  # else it would end the tests, or is ignored by them under nohup or behind &
    fake.then = lambda: os.kill(os.getpid(), number)
    assert main(["run", "fake"]) == 130
    assert capsys.readouterr().err.splitlines()[-1] == "tenfold: interrupted; nothing was left behind"
    assert list(tmp_path.iterdir()) == []
    assert signal.getsignal(number) == before


def test_what_nohup_ignores_is_ignored(fake: Any) -> None:
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    fake.then = lambda: os.kill(os.getpid(), signal.SIGHUP)
    assert main(["run", "fake"]) == 0
    assert signal.getsignal(signal.SIGHUP) == signal.SIG_IGN


@pytest.mark.parametrize("name", ENDS)
def test_an_interruption_in_the_middle_of_an_import_is_one_line(name: str) -> None:
    script = (
        f"import os, signal, sys; signal.signal(signal.{name}, signal.SIG_DFL);"  # which nohup and & would have ignored
        "import tenfold.experiments.start as start;"
        "assert not {'argparse', 'pathlib', 'difflib'} & set(sys.modules) - before;"
        f"sys.meta_path.insert(0, type('F', (), {{'find_spec': lambda *_: os.kill(os.getpid(), signal.{name})}}));"
        "start.main()"
    )
    command = [sys.executable, "-c", "import sys; before = set(sys.modules);" + script]
    done = subprocess.run(command, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (130, "")
    assert done.stderr == "tenfold: interrupted; nothing was left behind\n"


def test_an_interrupted_sweep_says_what_is_finished_and_goes_on(fake: Any, tmp_path: Path, capsys: Capture) -> None:
    def end() -> None:
        if fake.runs == 3:
            raise KeyboardInterrupt

    fake.then = end
    words = ["run", "fake", "-m", "seeds=3,4,5,6", "--results", "there"]
    assert main(words) == 130
    out, err = capsys.readouterr()
    said = "tenfold: interrupted; 2 of 4 jobs are finished and stay in there/fake; the same command goes on"
    assert (out, err.splitlines()[-1]) == ("", said)
    assert len(list((tmp_path / "there" / "fake").iterdir())) == 2
    assert main(words) == 0
    assert fake.runs == 5  # two found, one anew, one more


def test_a_sweep_interrupted_at_its_first_job_leaves_nothing(fake: Any, tmp_path: Path, capsys: Capture) -> None:
    fake.failure = KeyboardInterrupt()
    assert main(["run", "fake", "-m", "seeds=3,4"]) == 130
    assert capsys.readouterr().err.splitlines()[-1] == "tenfold: interrupted; nothing was left behind"
    assert list(tmp_path.iterdir()) == []


def test_an_interrupted_sweep_that_was_to_replace_says_that_it_begins_anew(fake: Any, capsys: Capture) -> None:
    assert main(["run", "fake", "-m", "seeds=3,4"]) == 0
    fake.failure = KeyboardInterrupt()
    assert main(["run", "fake", "-m", "seeds=3,4", "--force"]) == 130
    assert capsys.readouterr().err.splitlines()[-1] == "tenfold: interrupted; nothing was left behind"
    fake.failure, fake.runs = None, 0

    def end() -> None:
        if fake.runs == 2:
            raise KeyboardInterrupt

    fake.then = end
    assert main(["run", "fake", "-m", "seeds=3,4", "--force"]) == 130
    assert "1 of 2 jobs are finished and stay in results/fake; the same command begins anew" in capsys.readouterr().err
