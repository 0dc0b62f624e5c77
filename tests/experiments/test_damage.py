"""What is found is what was written: a damaged result is never shown as one, and the file is named."""

import json
import shlex
from pathlib import Path
from typing import Any

import pytest

from tenfold.experiments.cli import main
from tenfold.experiments.scenario import compose

pytestmark = pytest.mark.slow

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def result(fake: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> Path:
    """Run the experiment once and give its folder."""
    monkeypatch.chdir(tmp_path)
    assert main(["run", "fake"]) == 0
    capsys.readouterr()
    return Path("results", "fake", compose("fake").identity())


def flipped(file: Path) -> None:
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(data)


def replaced_by_a_folder(file: Path) -> None:
    file.unlink()
    file.mkdir()


DAMAGES = {
    "a folder": replaced_by_a_folder,
    "flipped": flipped,
    "truncated": lambda file: file.write_bytes(file.read_bytes()[:-1]),
    "emptied": lambda file: file.write_bytes(b""),
    "deleted": Path.unlink,
}


@pytest.mark.parametrize("name", ["verdict.json", "config.yaml", "figures/one.png"])
@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_result_is_not_found_and_the_file_is_named(
    fake: Any, result: Path, capsys: Capture, damage: str, name: str
) -> None:
    before = (result / name).read_bytes()
    DAMAGES[damage](result / name)
    for words in ([], ["-m"]):
        assert main(["run", "fake", *words]) == (1 if words else 2)
        out, err = capsys.readouterr()
        assert f"{result / name}: allowed: " in err and "--force replaces the result" in err
        assert out.startswith(": failed\n") if words else out == ""
        assert err.count("\n") == 1
    assert fake.runs == 1
    assert main(["run", "fake", "--force"]) == 0
    assert (result / name).read_bytes() == before
    assert main(["run", "fake"]) == 0
    assert "found: " in capsys.readouterr().out


@pytest.mark.parametrize("content", [None, "", "{", "[]", "{}", '{"sources": "x", "files": 3}', "\udcff"])
def test_a_damaged_manifest_is_told_and_replaced_if_asked(result: Path, capsys: Capture, content: str | None) -> None:
    if content is None:
        (result / "manifest.json").unlink()
    else:
        (result / "manifest.json").write_bytes(content.encode(errors="surrogateescape"))
    assert main(["run", "fake"]) == 2
    err = capsys.readouterr().err
    assert err.startswith(f"tenfold: {result / 'manifest.json'}: allowed: ") and "--force" in err
    assert main(["run", "fake", "--force"]) == 0


def test_a_file_in_the_place_of_a_result_is_told(result: Path, capsys: Capture) -> None:
    result.rename("elsewhere")
    result.write_text("")
    assert main(["run", "fake"]) == 2
    assert "--force" in capsys.readouterr().err


def test_what_somebody_put_beside_a_result_is_no_damage_and_is_told(result: Path, capsys: Capture) -> None:
    (result / "notes.txt").write_text("mine")
    (result / ".DS_Store").write_text("")
    assert main(["run", "fake"]) == 0
    assert "; not of this result: notes.txt\n" in capsys.readouterr().out


@pytest.mark.parametrize("words", [[], ["-m", "seeds=3"]])
def test_the_command_of_a_manifest_repeats_where_results_went(
    fake: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    for place in (["--results", "my results"], ["--results", str(tmp_path / "results")], []):
        assert main(["run", "fake", *words, *place]) == 0
    overrides = words[1:]
    own = compose("fake", overrides).identity()
    about = json.loads((tmp_path / "my results" / "fake" / own / "manifest.json").read_text())
    assert shlex.split(about["command"]) == ["tenfold", "run", "fake", *overrides, "--results", "my results"]
    about = json.loads((tmp_path / "results" / "fake" / own / "manifest.json").read_text())
    assert shlex.split(about["command"]) == ["tenfold", "run", "fake", *overrides]
    assert fake.runs == 2
