"""The answer is printed first and alone; the table of what was found below it, where it is asked for."""

import json
from pathlib import Path
from typing import Any

import pytest

from tenfold.experiments.cli import main
from tenfold.experiments.scenario import compose
from tenfold.sim.store import checksum

pytestmark = pytest.mark.slow

Capture = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_the_table_of_what_was_found_is_printed_only_if_asked_for(fake: Any, capsys: Capture) -> None:
    for words, found in (([], False), (["--table"], True), ([], False), (["--force", "--table"], True)):
        assert main(["run", "fake", *words]) == 0
        out = capsys.readouterr().out.splitlines()
        assert out[0] == "the level is 0.3" and out[-1].startswith("results: ")
        assert ("level  0.3" in out) == found
    assert fake.runs == 2  # the second and third were found again
    assert main(["run", "fake", "-m", "experiment.level=0.1,0.2", "--table"]) == 0
    out = capsys.readouterr().out.splitlines()
    assert [line for line in out if line.startswith("level  ")] == ["level  0.1", "level  0.2"]


def test_a_result_from_before_there_were_tables_is_found(fake: Any, capsys: Capture) -> None:
    assert main(["run", "fake"]) == 0
    folder = Path("results", "fake", compose("fake").identity())
    (folder / "verdict.json").write_text('{"summary": ["old"]}')
    about = json.loads((folder / "manifest.json").read_text())
    about["files"]["verdict.json"] = checksum(folder / "verdict.json")
    (folder / "manifest.json").write_text(json.dumps(about))
    capsys.readouterr()
    assert main(["run", "fake", "--table"]) == 0
    assert capsys.readouterr().out.splitlines()[0] == "old"
