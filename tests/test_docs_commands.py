"""The commands that pages give can be run: files compose, patterns match, pages of one's own are found."""

import csv
import re
import shlex
from pathlib import Path

import pytest

from docs.__main__ import ROOT
from tenfold.experiments.command_line.new_page import new_experiment
from tenfold.experiments.multirun import expand
from tenfold.experiments.reference import matching
from tenfold.experiments.registry import EXPERIMENTS, named
from tenfold.experiments.scenario import compose

PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *ROOT.glob("[a-z]*/**/README.md")])
FENCE = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
# What a command asks of files that a reader brings: a cohort by the name it is asked for.
LEFT = [100, 71.5, 58, 50.2, 45.1, 41, 38.2, 36, 34.1]


def commands(page: Path) -> list[list[str]]:
    """List the words of every fenced `tenfold …` line of a page."""
    blocks = [body for _, body in FENCE.findall(page.read_text(encoding="utf-8"))]
    lines = [line.strip().removeprefix("$ ") for body in blocks for line in body.replace("\\\n", " ").splitlines()]
    return [shlex.split(line, comments=True) for line in lines if line.startswith("tenfold ")]


def bring(words: list[str], folder: Path) -> None:
    """Write the cohort's file that a command names."""
    given = dict(word.split("=", 1) for word in words if "=" in word)
    if "market.file" in given:
        with (folder / given["market.file"].strip("'\"")).open("w", newline="", encoding="utf-8") as file:
            rows = csv.writer(file)
            rows.writerow(["cohort", "period", "surviving_percent"])
            rows.writerows([given.get("market.cohort", "regular"), k, left] for k, left in enumerate(LEFT))


def composed(words: list[str]) -> None:
    """Compose what a `tenfold run` would run; a page of one's own is there if a command before wrote it."""
    overrides = [word for word in words[3:] if not word.startswith("-")]
    bring(overrides, Path())
    if words[2].endswith(".py") and not Path(words[2]).is_file():
        return
    known = set(EXPERIMENTS)
    try:
        name = named(words[2])
        if {"-m", "--multirun"} & set(words):
            assert len(expand(name, overrides)) > 1
        else:
            assert compose(name, overrides).name == name
    finally:
        for name in set(EXPERIMENTS) - known:
            del EXPERIMENTS[name]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_commands_compose(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for words in commands(page):
        assert words[1] in ("run", "list", "show", "new"), words
        if words[1] == "run" and words[2] != "NAME":
            composed(words)
        elif words[1] == "new":
            assert new_experiment(words[3], Path())
        elif words[1:3] == ["show", "moments"]:
            assert compose(None, words[3:])
        elif words[1:3] in (["show", "parameters"], ["show", "levers"]):
            assert all(matching(word) for word in words[3:]), words


def test_pages_say_how_they_are_run() -> None:
    assert [words for page in PAGES for words in commands(page)], "no command was found"
