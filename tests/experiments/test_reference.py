"""Of a reference result the part that pages need is kept, and all of it can be made again."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from docs import reference
from docs.reference import REFERENCE, RESULTS, kept, main, overrides, renew
from tenfold.experiments.registry import find
from tenfold.experiments.scenario import compose
from tenfold.sim.errors import InputError, StateError

SHOWS = "![One](../results/reference/fake/figures/one.png) ![Another's](results/reference/other/figures/two.png)\n"
REST = ("config.yaml", "rows.parquet", "report.html", "figures/best_share.svg")
ONE = ("figures/one.png", "figures/one.svg")
STORED = sorted(folder.name for folder in REFERENCE.iterdir())


def inside(folder: Path) -> set[str]:
    return {file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file()}


@pytest.fixture
def page(tmp_path: Path) -> Path:
    """Write a page that shows a figure of the experiment `fake`, the folder of which is empty."""
    (tmp_path / "reference" / "fake").mkdir(parents=True)
    path = tmp_path / "page.md"
    path.write_text(SHOWS, encoding="utf-8")
    return path


def test_what_the_pages_show_is_kept(page: Path) -> None:
    assert kept("fake", [page]) == ["manifest.json", "figures/one.png", "verdict.json"]
    assert kept("nothing", [page]) == ["manifest.json", "verdict.json"]


@pytest.mark.parametrize("name", STORED)
def test_nothing_else_is_stored(name: str) -> None:
    assert find(name)
    assert inside(REFERENCE / name) == set(kept(name))
    compose(name, overrides(REFERENCE / name))
    assert set(kept(name)) < {"manifest.json", *json.loads((REFERENCE / name / "manifest.json").read_text())["files"]}


def test_git_passes_over_the_rest() -> None:
    files = [f"results/reference/five_to_ten/{file}" for file in (*kept("five_to_ten"), *REST)]
    command = ["git", "check-ignore", "--no-index", *files]
    try:
        done = subprocess.run(command, cwd=RESULTS.parent, capture_output=True, text=True)
    except OSError:
        pytest.skip("there is no git")
    if done.returncode > 1:
        pytest.skip("git does not know this folder")
    assert done.stdout.split() == files[-len(REST) :]


def test_a_result_is_made_whole_and_the_kept_part_replaced(fake: Any, tmp_path: Path, page: Path) -> None:
    kept_in, old = tmp_path / "reference", tmp_path / "reference" / "fake" / "report.html"
    old.touch()
    whole = renew("fake", tmp_path / "results", kept_in, [page])
    assert inside(whole) == {"config.yaml", "manifest.json", "verdict.json", "report.html", *ONE}
    assert inside(kept_in / "fake") == set(kept("fake", [page]))
    assert all((kept_in / "fake" / file).read_bytes() == (whole / file).read_bytes() for file in kept("fake", [page]))
    assert [folder.name for folder in kept_in.iterdir()] == ["fake"]


def test_the_command_of_the_manifest_is_run_again(
    fake: Any, tmp_path: Path, page: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    command = "tenfold run fake experiment.level=0.7 'firms.0.name=a b' --results 'somewhere else'"
    (tmp_path / "reference" / "fake" / "manifest.json").write_text(json.dumps({"command": command}))
    for runs in (1, 2):
        whole = renew("fake", tmp_path / "results", tmp_path / "reference", [page])
        assert fake.runs == runs
        about = json.loads((tmp_path / "reference" / "fake" / "manifest.json").read_text())
        assert about["command"] == "tenfold run fake experiment.level=0.7 'firms.0.name=a b'"
    assert json.loads((whole / "verdict.json").read_text())["answer"] == ["the level is 0.7"]


def test_what_fails_leaves_the_reference_as_it_was(fake: Any, tmp_path: Path, page: Path) -> None:
    file = tmp_path / "reference" / "fake" / "manifest.json"
    file.write_text('{"command": "tenfold run fake"}')
    page.write_text(SHOWS.replace("one.png", "none.png"))
    with pytest.raises(StateError, match=r"has no figures/none\.png"):
        renew("fake", tmp_path / "results", tmp_path / "reference", [page])
    fake.failure = StateError("money was lost")
    with pytest.raises(StateError, match="tenfold run fake failed"):
        renew("fake", tmp_path / "results", tmp_path / "reference", [page])
    assert inside(tmp_path / "reference") == {"fake/manifest.json"}
    file.write_text('{"command": "tenfold run other"}')
    with pytest.raises(InputError, match="begins with tenfold run fake"):
        renew("fake", tmp_path / "results", tmp_path / "reference", [page])


def test_pages_that_quote_numbers_are_made_after_all_results(monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []
    monkeypatch.setattr(reference, "renew", lambda name: done.append(name))
    monkeypatch.setattr(reference, "make_pages", lambda words: done.append("pages"))
    assert main(["one", "two"]) == 0
    assert done == ["one", "two", "pages"]


def test_a_name_without_a_folder_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["no_such_thing"]) == 1
    assert "the folder of a reference result" in capsys.readouterr().err
