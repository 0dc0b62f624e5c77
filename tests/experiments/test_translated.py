"""Commands that are short for `tenfold run`: what they stand for, and names of columns that arrive as they are."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from omegaconf import OmegaConf

from tenfold.experiments import cli
from tenfold.experiments.cli import main
from tenfold.experiments.command_line import running
from tenfold.experiments.command_line.running import Wanted
from tenfold.experiments.command_line.translated import COLUMNS, VALUES, budgets, of_table, with_tables
from tenfold.experiments.customer_table.options import TableOptions
from tenfold.experiments.hydra_inside import apply_overrides
from tenfold.experiments.overrides import parse
from tenfold.experiments.registry import EXPERIMENTS, Experiment
from tenfold.experiments.spelling import quoted
from tenfold.sim.errors import InputError

Capture = pytest.CaptureFixture[str]
HARD = ["months", "with space", "a,b", "a:b", "it's", 'so "called"', "=x", "a=b", "Größe", "客户", "null", "True", "1",
        "1e3", "nan", "${x}", r"\${x}", "a\\", "a\\'b", r"\\", "[x]", "{y}", "(z)", "x\ny", "\t", "a#b", "$HOME", "~",
        "5 %", " lead", "trail ", r"\\${a}", "2024-12-31", "-", "a;b", "@", "a.b"]  # fmt: skip


def received(text: str) -> Any:
    """Give what arrives of a value that is written into an override."""
    config = OmegaConf.create({"market": {"table": {"left": None}}})
    apply_overrides(parse([f"market.table.left={quoted(text)}"]).values, config)
    return OmegaConf.to_container(config, resolve=True)["market"]["table"]["left"]


@pytest.mark.parametrize("text", HARD)
def test_the_name_of_a_column_arrives_as_it_is(text: str) -> None:
    assert received(text) == text
    assert parse([f"market.table.left={quoted(text)}"], multirun=True).values[0].is_sweep_override() is False


@given(st.text(alphabet="""\\'"${}[](),=: aé""", min_size=1, max_size=9))
def test_so_does_any_other(text: str) -> None:
    assert received(text) == text


def test_simple_words_stay_legible() -> None:
    assert [quoted(text) for text in ("tenure", "data/mine.csv", "a b", "null")] == [
        "tenure", "data/mine.csv", "'a b'", "'null'"
    ]  # fmt: skip


def test_every_option_of_a_table_has_its_own_and_no_other() -> None:
    assert {*COLUMNS, *VALUES} == set(TableOptions.model_fields)


@pytest.fixture
def wanted(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[Wanted]:
    """Note what would be run; the experiments need not be there."""
    asked: list[Wanted] = []
    for name in ("cohort", "plan", "test_plan"):
        monkeypatch.setitem(EXPERIMENTS, name, Experiment(f"tenfold_no_such_{name}"))
    for name in ("run_one", "run_several"):
        monkeypatch.setattr(running, name, lambda one: asked.append(one) or 0)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "my customers.csv").write_text("x\n1\n")
    return asked


def test_a_cohort_is_run_of_its_table(wanted: list[Wanted]) -> None:
    words = ["cohort", "my customers.csv", "--tenure", "months, whole", "--left=gone", "seeds=4", "--period", "month"]
    assert main([*words, "--gap", "2.5", "--window", "3", "market.price=20", "--xlsx", "--by", "1"]) == 0
    assert wanted == [
        Wanted("cohort", "cohort", [
            "market.file='my customers.csv'", "market.table.tenure='months, whole'", "market.table.left=gone",
            "market.table.by='1'", "market.table.gap=2.5", "market.table.window=3", "market.period=month", "seeds=4",
            "market.price=20",
        ], Path("results"), xlsx=True)
    ]  # fmt: skip


@pytest.mark.parametrize(("command", "name"), [("plan", "plan"), ("test-plan", "test_plan")])
def test_a_plan_is_run_with_its_overrides(wanted: list[Wanted], command: str, name: str) -> None:
    assert main([command, "market.price=20", "--force", "budget=2,4, 8", "--results", "other", "--csv"]) == 0
    short = "experiment.budgets=[2,4,8]" if command == "plan" else "budget=2,4, 8"
    assert wanted == [Wanted(name, name, ["market.price=20", short], Path("other"), force=True, csv=True)]


def test_budgets_are_a_list() -> None:
    assert budgets(["budget=3", "budget=[1, 2.5]", "experiment.budgets=[7]", "market.budget=1"]) == [
        "experiment.budgets=[3]", "experiment.budgets=[1,2.5]", "experiment.budgets=[7]", "market.budget=1"
    ]  # fmt: skip
    for wrong in ("", "2,x", "2,,3", "[2", "2]", "nan"):
        with pytest.raises(InputError, match="^budget = .*: allowed: a number"):
            budgets([f"budget={wrong}"])


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["cohort"], "command line: allowed: see tenfold cohort --help (the following arguments are required: FILE)"),
        (["cohort", "nothing.csv"], "FILE = 'nothing.csv': allowed: a file that exists"),
        (["cohort", "market.price=3"], "FILE = 'market.price=3': allowed: a file that exists"),
        (["cohort", "my customers.csv", "--tenur", "x"], "--tenur: allowed: an option that tenfold cohort --help names"
         "; nearest: --tenure"),
        (["cohort", "my customers.csv", "--tenure", ""], "--tenure = '': allowed: the name of a column"),
        (["cohort", "my customers.csv", "--tenure"], "(argument --tenure: expected one argument)"),
        (["plan", "budget=much"], "budget = 'much': allowed: a number, or several as in budget=2,4,8"),
        (["plan", "--sheet"], "--sheet: allowed: an option that tenfold plan --help names"),
        (["test-plan", "--xslx"], "--xslx: allowed: an option that tenfold test-plan --help names; nearest: --xlsx"),
        (["plan", "--results", ""], "--results = '': allowed: a folder"),
        (["tset-plan"], "command = 'tset-plan': allowed: one of list, run, cohort, plan, test-plan, report, show"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)  # fmt: skip
def test_a_mistake_is_told_before_anything_is_run(
    wanted: list[Wanted], capsys: Capture, words: list[str], said: str
) -> None:
    assert main(words) == 2
    err = capsys.readouterr().err
    assert said in err and err.startswith("tenfold: ") and err.count("\n") == 1
    assert wanted == []


def test_the_same_column_twice_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("mine.csv").touch()
    with pytest.raises(InputError, match="market.table.left = 'b': allowed: one override a key"):
        parse([*of_table("mine.csv", {"left": "a"}, None), "market.table.left=b"])


def test_the_command_that_comes_next_names_the_table_wherever_it_lies() -> None:
    command = "tenfold run five_to_ten market.file={survival} 'market.cohort=a b' {other}"
    paths = {"survival": Path("results/x/survival.csv"), "other": Path("my results/other.csv")}
    assert with_tables(command, paths) == (
        "tenfold run five_to_ten market.file=results/x/survival.csv 'market.cohort=a b' 'my results/other.csv'"
    )
    assert with_tables("do market.file={survival}", {"survival": Path("my, results/it's.csv")}) == (
        r"""do 'market.file='"'"'my, results/it\'"'"'s.csv'"'"''"""
    )


def test_what_repeats_it_is_a_run(fake: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: Capture) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(cli, "budgets", lambda overrides: [*overrides, "seeds=3"])
    monkeypatch.setattr("tenfold.experiments.command_line.words.SHORT", {"plan": "fake"})
    assert main(["plan", "network=none"]) == 0
    (about,) = tmp_path.rglob("manifest.json")
    assert json.loads(about.read_text())["command"] == "tenfold run fake network=none seeds=3"
    capsys.readouterr()
    assert main(["run", "fake", "network=none", "seeds=3"]) == 0
    assert "found: " in capsys.readouterr().out and fake.runs == 1
