"""The commands that pages give can be run: files compose, patterns match, pages of one's own are found."""

import csv
import re
import shlex
import shutil
from pathlib import Path

import pandas as pd
import pytest

from docs.__main__ import ROOT
from tenfold.experiments.command_line.new_page import new_experiment
from tenfold.experiments.command_line.translated import COLUMNS, SHORT, VALUES, budgets, of_table
from tenfold.experiments.command_line.words import words as parsed_by
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


RAW = {  # a column of a planner's table by what it is, of 240 rows
    "tenure": [1 + k * 7 % 40 for k in range(240)], "left": ["yes" if k % 3 == 0 else "no" for k in range(240)],
    "since": [f"2023-{1 + k % 12:02}-{1 + k % 28:02}" for k in range(240)], "value": [20 + k % 9 for k in range(240)],
    "by": ["ab"[k % 2] for k in range(240)], "customer": [k % 60 for k in range(240)],
    "date": [f"2024-{1 + k * 5 % 12:02}-{1 + k * 11 % 28:02}" for k in range(240)],
    "recency": [k * 3 % 20 for k in range(240)], "observed": [30 for _ in range(240)],
}  # fmt: skip


def bring_raw(file: Path, said: dict[str, str]) -> None:
    """Write the planner's table that a command says something of, with the columns that it names, unless it ships."""
    if brought(file):
        return
    columns = {column: RAW[name] for name, column in (said or {"tenure": "tenure", "left": "churned"}).items()}
    frame = pd.DataFrame(columns)
    if "left on" in columns:
        frame["left on"] = ["2024-06-30" if k % 3 == 0 else "" for k in range(len(frame))]
    if file.suffix == ".parquet":
        frame.to_parquet(file)
    else:
        frame.to_csv(file, index=False)


def brought(file: Path) -> bool:
    """Lay a file where a command looks for it, from the folder of the project; gives whether it is one that ships."""
    ships = (ROOT / file).is_file()
    if ships:
        file.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / file, file)
    return ships


def short(words: list[str]) -> None:
    """Compose what a command that is short for `tenfold run` would run, where that experiment is there."""
    given, more = parsed_by()[0].parse_known_args(words[1:])
    overrides = budgets([*given.overrides, *more])
    table = "market.table."
    said = dict(word.removeprefix(table).split("=", 1) for word in overrides if word.startswith(table))
    named_file = next((word.partition("=")[2] for word in overrides if word.startswith("market.file=")), None)
    if words[1] == "cohort":
        said, named_file = {name: text for name in COLUMNS if (text := getattr(given, name))}, given.file
    if named_file:
        bring_raw(Path(named_file), said)
    if words[1] == "cohort":
        options = {name: getattr(given, name) for name in (*COLUMNS, *VALUES)}
        overrides = [*of_table(given.file, options, given.period), *overrides]
    if SHORT[words[1]] in EXPERIMENTS:
        assert compose(SHORT[words[1]], overrides).name == SHORT[words[1]]


def bring(words: list[str], folder: Path) -> None:
    """Write the cohort's file that a command names."""
    given = dict(word.split("=", 1) for word in words if "=" in word)
    table = "market.table."
    said = {key.removeprefix(table): value for key, value in given.items() if key.startswith(table)}
    if said and "market.file" in given:
        bring_raw(folder / given["market.file"], said)
    elif "market.file" in given and not brought(Path(given["market.file"])):
        with (folder / given["market.file"].strip("'\"")).open("w", newline="", encoding="utf-8") as file:
            rows = csv.writer(file)
            rows.writerow(["cohort", "period" if "market.period" in given else "year", "surviving_percent"])
            rows.writerows([given.get("market.cohort", "regular"), k, left] for k, left in enumerate(LEFT))


def composed(words: list[str]) -> None:
    """Compose what a `tenfold run` would run; a page of one's own is there if a command before wrote it."""
    overrides = [word for word in words[3:] if not word.startswith("-")]
    bring(overrides, Path())
    if words[2].endswith(".py") and not Path(words[2]).is_file():
        return
    if words[2] == "all":
        assert all(compose(name, overrides) for name in EXPERIMENTS if name not in SHORT.values())
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
        assert words[1] in ("run", "list", "show", "new", "completion", "report", *SHORT), words
        if words[1] in SHORT:
            short(words)
        elif words[1] == "run" and words[2] != "NAME":
            composed(words)
        elif words[1] == "new":
            assert new_experiment(words[3], Path())
        elif words[1:3] == ["show", "moments"]:
            assert compose(None, words[3:])
        elif words[1:3] in (["show", "parameters"], ["show", "levers"]):
            assert all(matching(word) for word in words[3:]), words


def test_pages_say_how_they_are_run() -> None:
    assert [words for page in PAGES for words in commands(page)], "no command was found"
