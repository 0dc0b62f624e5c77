"""What ran before: `tenfold show results` lists it, whatever else lies in the folder of results."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from tenfold.experiments.cli import main
from tenfold.experiments.command_line.past import runs
from tenfold.experiments.found import in_a_line, overrides
from tenfold.experiments.scenario import compose

Capture = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def dated(place: Path, started: str) -> None:
    about = json.loads((place / "manifest.json").read_text())
    (place / "manifest.json").write_text(json.dumps({**about, "started": started}))


def test_runs_are_listed_with_overrides_date_and_verdict(fake: Any, tmp_path: Path, capsys: Capture) -> None:
    fake.verdict = {"answer": ["No: 0.5 is   too much | little. But who knows?", "Second."]}
    wanted = [["network=none"], ["seeds=3", "market.period='a b'"], []]
    for k, words in enumerate(wanted):
        assert main(["run", "fake", *words, "--results", "there"]) == 0
        dated(Path("there/fake") / compose("fake", words).identity(), f"2026-01-0{3 - k}T12:00:00+00:00")
    capsys.readouterr()
    assert main(["show", "results", "--results", "there", "--markdown"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[:2] == ["| Experiment | ID | Overrides | Date | Verdict |", "|---|---|---|---|---|"]
    rows = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines[2:]]
    assert [row[2] for row in rows] == ["", "`seeds=3 market.period='a b'`", "`network=none`"]  # the last run last
    assert rows[2][:2] == ["fake", f"`{compose('fake', wanted[0]).identity()}`"]
    assert [row[3][:8] for row in rows] == ["2026-01-"] * 3 and rows[0][3] < rows[1][3] < rows[2][3]
    assert {row[4] for row in rows} == {"No: 0.5 is too much \\| little."}

    assert main(["show", "results", "fake", "--results", "there"]) == 0
    shown = capsys.readouterr().out
    assert shown.split()[:5] == ["experiment", "ID", "overrides", "date", "verdict"]
    assert shown.count("No: 0.5 is too much | little.") == 3


def test_whatever_else_lies_there_is_no_run(fake: Any, tmp_path: Path) -> None:
    assert runs(tmp_path / "results") == []
    assert main(["run", "fake", "-m", "seeds=3,4"]) == 0
    results = tmp_path / "results"
    (results / "fake" / "notes").mkdir()
    (results / "fake" / ".0123456789ab.tmp-1").mkdir()
    (results / "fake" / "readme.txt").write_text("")
    (results / "reference" / "fake").mkdir(parents=True)
    (results / "bench").write_text("")
    (results / "empty").mkdir()
    found = runs(results)
    assert sorted(one.overrides for one in found) == ["seeds=3", "seeds=4"]
    assert {one.experiment for one in found} == {"fake"}


@pytest.mark.parametrize("damage", ["verdict.json", "figures/one.png", "manifest.json", "all", "a file"])
def test_a_damaged_run_is_listed_as_such(fake: Any, tmp_path: Path, damage: str) -> None:
    for words in ([], ["seeds=3"]):
        assert main(["run", "fake", *words]) == 0
    folder = tmp_path / "results" / "fake" / compose("fake").identity()
    if damage in ("all", "a file"):
        shutil.rmtree(folder)
        folder.write_text("") if damage == "a file" else folder.mkdir()
        damage = "manifest.json"
    else:
        (folder / damage).write_text("{}")
    told = {one.identity: one.verdict for one in runs(tmp_path / "results")}
    assert told.pop(folder.name) == f"damaged: {damage}"
    assert list(told.values()) == ["the level is 0.3"]


@pytest.mark.parametrize("change", [{"command": "tenfold run fake 'x"}, {"started": "soon"}, {"started": None}])
def test_a_strange_manifest_is_damage(fake: Any, tmp_path: Path, change: dict[str, object]) -> None:
    assert main(["run", "fake"]) == 0
    folder = tmp_path / "results" / "fake" / compose("fake").identity()
    about = json.loads((folder / "manifest.json").read_text())
    (folder / "manifest.json").write_text(json.dumps({**about, **change}))
    (one,) = runs(tmp_path / "results")
    assert one.verdict == "damaged: manifest.json"


def test_nothing_there_and_no_such_experiment_are_told(fake: Any, capsys: Capture) -> None:
    assert main(["show", "results"]) == 0
    assert capsys.readouterr().out == "no results in results; tenfold run NAME leaves some\n"
    assert main(["show", "results", "--results", "there", "fake"]) == 0
    assert capsys.readouterr().out == "no results of fake in there; tenfold run fake leaves some\n"
    assert main(["show", "results", "fke"]) == 2
    err = capsys.readouterr().err
    assert err.startswith("tenfold: experiment = 'fke': allowed: one of ") and err.endswith("; nearest: fake\n")
    assert main(["show", "results", "a", "b"]) == 2
    assert "experiment = 'a b': allowed: one word" in capsys.readouterr().err


def test_results_of_an_experiment_that_is_gone_are_listed(fake: Any, tmp_path: Path) -> None:
    assert main(["run", "fake"]) == 0
    (tmp_path / "results" / "fake").rename(tmp_path / "results" / "gone")
    assert [one.experiment for one in runs(tmp_path / "results", "gone")] == ["gone"]


@pytest.mark.parametrize(
    ("verdict", "line"),
    [
        ({"answer": "Yes. 5 of 7."}, "Yes."),
        ({"answer": ["In 0.5 of cells, e.g. here, it pays"]}, "In 0.5 of cells, e.g. here, it pays"),
        ({"answer": [], "summary": ["a  b", "c"]}, "a b"),
        ({"answer": None}, ""),
        ({"answer": "word " * 30}, "word " * 19 + "..."),
    ],
)
def test_a_verdict_is_told_in_a_line(verdict: dict[str, Any], line: str) -> None:
    assert in_a_line(verdict) == line


def test_where_results_went_is_no_override() -> None:
    assert overrides("tenfold run fake seeds=3 'a.b=c d' --results 'my results'") == ["seeds=3", "a.b=c d"]
