"""The Tab key: what a real bash is offered, what other shells are told, and how little is imported for it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tenfold.experiments.cli import main
from tenfold.experiments.command_line import completion
from tenfold.experiments.registry import EXPERIMENTS
from tenfold.experiments.scenario_files import groups

Capture = pytest.CaptureFixture[str]
HEAVY = "{'numba', 'numpy', 'hydra', 'pandas', 'pydantic', 'scipy', 'rich'}"
# What readline does when Tab is pressed at the end of a line.
PRESSED = r"""
eval "$code"
COMP_LINE=$1 COMP_POINT=${#1} COMP_TYPE=9 COMPREPLY=()
_python_argcomplete tenfold
printf '%s\n' "${COMPREPLY[@]}"
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder with the command in it; it says which heavy modules it imported."""
    folder = tmp_path_factory.mktemp("home")
    (folder / "tenfold").write_text(f'#!/bin/sh\nexec "{sys.executable}" "{folder}/begin.py" "$@"\n')  # with spaces
    (folder / "begin.py").write_text(
        "import os, sys\nleave = os._exit\n"
        f"def left(status):\n    open('heavy', 'w').write(' '.join(sorted({HEAVY} & set(sys.modules))))\n"
        "    leave(status)\n"
        "os._exit = left\nfrom tenfold.experiments.start import main\nsys.exit(main())\n"
    )
    (folder / "tenfold").chmod(0o755)
    (folder / "mine.csv").write_bytes('\ufeffmonths;gone;"charge, monthly"\r\n3;1;2,5\r\n'.encode())
    return folder


def tabbed(line: str, home: Path, **more: str) -> list[str]:
    env = {**os.environ, "PATH": f"{home}:{os.environ['PATH']}", "XDG_CACHE_HOME": str(home / "cache"), **more}
    env["code"] = completion.shell_code("bash")
    command = ["bash", "-c", PRESSED, "bash", line]
    done = subprocess.run(command, env=env, cwd=home, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return [word.strip() for word in done.stdout.split("\n") if word.strip()]


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("tenfold ", ["list", "run", "cohort", "plan", "test-plan", "report", "show", "new", "completion"]),
        ("tenfold r", ["run", "report"]),
        ("tenfold plan network=", list(groups()["network"])),
        ("tenfold cohort mine.csv --tenure ", ["months", "gone", "charge,\\ monthly"]),
        ("tenfold cohort mine.csv --by g", ["gone"]),
        ("tenfold cohort mine.csv --tenure months --pe", ["--period"]),
        ("tenfold cohort nothing.csv --by ", []),
        ("tenfold cohort mine.csv --period w", ["week"]),
        ("tenfold cohort mi", ["mine.csv"]),
        ("tenfold run ", [*EXPERIMENTS, "all"]),
        ("tenfold run five_to_ten network=", list(groups()["network"])),
        ("tenfold run five_to_ten -m network=none,r", ["none,random"]),  # bash itself keeps what is before the =
        ("tenfold run five_to_ten --mu", ["--multirun"]),
        ("tenfold show ", ["parameters", "levers", "moments", "results"]),
        ("tenfold show results ", list(EXPERIMENTS)),
        ("tenfold completion ", ["bash", "zsh", "fish"]),
    ],
)
def test_commands_experiments_and_groups_are_completed_and_nothing_heavy_imported(
    home: Path, line: str, offered: list[str]
) -> None:
    assert tabbed(line, home) == offered
    assert (home / "heavy").read_text() == ""


def test_keys_and_their_few_values_are_completed_from_what_was_kept(home: Path) -> None:
    run = "tenfold run five_to_ten"
    assert tabbed(f"{run} customers.choice.reconsid", home) == ["customers.choice.reconsider="]
    assert "hydra" in (home / "heavy").read_text()
    for line, offered in {
        f"{run} customers.choice.reconsid": ["customers.choice.reconsider="],
        f"{run} --force seeds=3 experiment.gr": ["experiment.grid="],
        f"{run} customers.rule=": ["utility", "response_curve"],
        f"{run} customers.word.on=f": ["false"],
        f"{run} market.pri": [],
        f"{run} market=from_cohort market.pri": ["market.price="],
        f"{run} market.size=7": [],
        "tenfold show parameters customers.choice.rec": ["customers.choice.reconsider"],
        "tenfold show moments netw": ["network=", "network.kind=", "network.degree=", "network.rewiring="],
        "tenfold show moments experiment.gr": [],
    }.items():
        assert tabbed(line, home) == offered, line
        assert (home / "heavy").read_text() == "", line


def test_options_take_folders(home: Path) -> None:
    (home / "my_results").mkdir(exist_ok=True)
    assert tabbed("tenfold run five_to_ten --results my_", home) == ["my_results/"]


def test_other_shells_are_told_what_words_mean(home: Path) -> None:
    env = {**os.environ, "_ARGCOMPLETE": "1", "_ARGCOMPLETE_SHELL": "fish", "_ARGCOMPLETE_DFS": "\t",
           "_ARGCOMPLETE_IFS": "\n", "COMP_LINE": "tenfold l", "COMP_POINT": "9", "COMP_TYPE": "",
           "_ARGCOMPLETE_SUPPRESS_SPACE": "1"}  # fmt: skip
    script = f'exec 8>&1 9>&2; "{home / "tenfold"}" >&2'
    done = subprocess.run(["bash", "-c", script], env=env, cwd=home, capture_output=True, text=True)
    assert done.stdout == "list\tlist the experiments and their questions", done.stderr


def test_what_was_kept_is_made_anew_when_the_code_has_changed_or_the_file_is_damaged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    place = tmp_path / "tenfold" / "keys.json"
    whole = completion.keys()
    assert ("firms.0.basis", "", ["market", "head"]) in whole and ("market.price", "from_cohort", []) in whole
    assert place.stat().st_mode & 0o077 == 0 or place.parent.stat().st_mode & 0o077 == 0
    kept = json.loads(place.read_text())
    place.write_text(json.dumps({**kept, "keys": [["only", "", []]]}))
    assert completion.keys() == [("only", "", [])]
    for damaged in (
        "",
        "[]",
        "{}",
        json.dumps({"stamp": 3, "keys": [["only", "", []]]}),
        json.dumps({**kept, "keys": [3]}),
    ):
        place.write_text(damaged)
        assert completion.keys() == whole
    monkeypatch.setenv("XDG_CACHE_HOME", str(place))  # no folder
    assert completion.keys() == whole


@pytest.mark.parametrize(
    ("shell", "part"), [("bash", "complete -o"), ("zsh", "compdef"), ("fish", "complete --command")]
)
def test_each_shell_is_given_what_it_evaluates(shell: str, part: str, capsys: Capture) -> None:
    assert main(["completion", shell]) == 0
    out = capsys.readouterr().out
    assert part in out and "tenfold" in out


def test_another_shell_is_refused(capsys: Capture) -> None:
    assert main(["completion", "fsh"]) == 2
    assert "completion = 'fsh': allowed: one of bash, zsh, fish; nearest: fish" in capsys.readouterr().err
    assert main(["completion"]) == 2
    assert "tenfold completion --help" in capsys.readouterr().err
