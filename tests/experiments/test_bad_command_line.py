"""A wrong command line or cohort file: one line that names the field, exit status 2, and nothing written."""

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tenfold.experiments.cli import main

pytestmark = pytest.mark.slow

Refused = Callable[..., str]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"cohort,year,surviving_percent\n",
        b"cohort,year,surviving\nregular,0,100\n",
        b"cohort,year,surviving_percent\nregular,0,100\nregular,1,50\n",
        b"cohort,year,surviving_percent\nregular,0,100\nregular,1,x\nregular,2,40\nregular,3,30\n",
        b"cohort,year,surviving_percent\nregular,0,100\nregular,1,50\nregular,2,60\nregular,3,30\n",
        b"cohort,year,surviving_percent\nregular,0,100\nregular,2,50\nregular,3,40\nregular,4,30\n",
        b"cohort,year,surviving_percent\nregular,0,90\nregular,1,50\nregular,2,40\nregular,3,30\n",
        b"cohort,year,surviving_percent\nregular,0,100\nregular,1,nan\nregular,2,40\nregular,3,30\n",
        b"\xff\xfe\x00\x01",
    ],
)
def test_a_faulty_cohort_file_is_told(refused: Refused, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "mine.csv").write_bytes(content)
    line = refused("market=from_cohort", "market.file=mine.csv", files=1)
    assert re.search(r"tenfold: market\.(file(, (line|year) \d+(, \w+)?)? = .*|table\.tenure): allowed: ", line)


@pytest.mark.parametrize("name", ["five_to_tem", "FIVE_TO_TEN", "fiv", "", "../x", "fünf", "a" * 3000, "a\nb"])
def test_an_unknown_experiment_is_told(refused: Refused, name: str) -> None:
    line = refused(experiment=name)
    assert "tenfold: experiment = " in line
    assert "nearest: five_to_ten" in line or "i" not in name


@pytest.mark.parametrize(
    "words",
    [["rn", "fake"], ["run"], ["run", "fake", "--forse"], ["run", "fake", "--cfg", "all"], ["run", "fake", "--cfg"],
     ["run", "fake", "--results", ""], ["list", "more"], ["completion"], ["show", "paramters"], ["--nothing"],
     ["show", "parameters", "no such name"], ["run", "fake", "-m", "hydra/launcher=nothing"],
     ["run", "fake", "-m", "hydra.nothing=1"], ["run", "fake", "-m", "hydra/sweeper=basic"],
     ["run", "fake", "-m", "seeds=1,x"], ["run", "fake", "-m", "seeds=range(1,100000)", "threads=0,1"],
     ["run", "fake", "-m", "market.discount=interval(0,1)"], ["run", "fake", "-m", "network=none,smal_world"],
     ["run", "fake", "-m", "market.sise=1,2"]],
    ids=" ".join,
)  # fmt: skip
def test_a_wrong_command_line_is_told(
    fake: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], words: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(words) == 2
    err = capsys.readouterr().err
    assert err.startswith("tenfold: ") and err.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "words",
    [["firms.0.prise=45"], ["market.size=.nan"], ["network=smal_world", "seeds=1.5"], ["market.period=\udcff"]],
)  # fmt: skip
def test_a_process_of_its_own_says_the_same(tmp_path: Path, words: list[str]) -> None:
    command = [sys.executable, "-m", "tenfold.experiments.start", "run", "five_to_ten", *words]
    environment = {**os.environ, "NUMBA_DISABLE_JIT": "1"}
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("tenfold: ") and done.stderr.count("\n") == 1
    assert list(tmp_path.iterdir()) == []
