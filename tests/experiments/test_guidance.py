"""What a new user gets wrong at first: an answer that says what was meant, and a warning where nothing would happen."""

from pathlib import Path
from typing import Any

import pytest

from tenfold.experiments.cli import main
from tenfold.experiments.five_to_ten.parameters import FiveToTen
from tenfold.experiments.idle import idle
from tenfold.experiments.scenario import compose
from tenfold.sim.errors import InputError

pytestmark = pytest.mark.slow

Capture = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("run fake custmers.complaint.on=true", "custmers.complaint.on: allowed: a known key; nearest: "
         "customers.complaint.on"),
        ("run fake customers.complint.on=true", "nearest: customers.complaint.on"),
        ("run fake market.file=x.csv", "market.file: allowed: together with market=from_cohort, which has this key"),
        ("run fake market.conversion=.1", "together with market=from_cohort, which has this key"),
        ("run fake market.price=80", "market.price: allowed: together with market=from_cohort, which has this key; "
         "without it say firms.0.price, of the first firm"),
        ("run fake market.contact_cost=2", "without it say firms.0.contact_price, of the first firm"),
        ("run fake market.start_share=.1", "without it say firms.0.start_share, of the first firm"),
        ("list x", "x: allowed: nothing here: tenfold list takes no further words"),
        ("list --force", "--force: allowed: an option that tenfold list --help names"),
        ("run fake --forse", "--forse: allowed: an option that tenfold run --help names; nearest: --force"),
        ("show lever", "show = 'lever': allowed: one of parameters, levers, moments, results; nearest: levers"),
        ("show reslts", "one of parameters, levers, moments, results; nearest: results"),
        ("show x y", "show = 'x': allowed: one of parameters, levers, moments, results"),
        ("show parameters chioce", "pattern = 'chioce': allowed: part of a parameter's name; nearest: choice, chance, "
         "once"),
        ("show parameters customers.chioce", "nearest: customers.choice, customers.ties, customers.volume"),
        ("show levers prise --markdown", "part of a lever's name; nearest: price, promise, risk"),
        ("show parameters zzzz", "pattern = 'zzzz': allowed: part of a parameter's name"),
        ("rn fake", "command = 'rn': allowed: one of list, run, cohort, plan, test-plan, report, show, new, "
         "completion; nearest: run"),
    ],
    ids=lambda text: text[:40],
)  # fmt: skip
def test_an_answer_says_what_was_meant(fake: Any, capsys: Capture, words: str, said: str) -> None:
    assert main(words.split()) == 2
    err = capsys.readouterr().err
    assert err.startswith("tenfold: ") and err.endswith(f"{said}\n") and err.count("\n") == 1


def test_what_a_nearest_name_offers_is_found(capsys: Capture) -> None:
    for pattern in ("choice", "firms.price", "firms.0.price", "market.price"):
        assert main(["show", "parameters", "--markdown", pattern]) == 0
        assert capsys.readouterr().out.count("\n") > 2


def test_show_alone_lists_what_can_be_shown(capsys: Capture) -> None:
    assert main(["show"]) == 0
    names = [line.split()[0] for line in capsys.readouterr().out.splitlines()]
    assert names == ["parameters", "levers", "moments", "results"]


def test_one_text_is_no_list_of_overrides() -> None:
    with pytest.raises(InputError, match=r"overrides = 'firms=three': allowed: a list of them, as \['firms=three'\]"):
        compose(None, "firms=three")


@pytest.mark.parametrize(
    ("overrides", "said"),
    [
        (["customers.complaint.felt=0.2"], ["customers.complaint.felt has no effect, for customers.complaint.on is "
                                            "false"]),
        (["customers.complaint.felt=0.2", "customers.complaint.on=true"], []),
        (["customers.complaint.on=false"], []),
        (["customers.word.on=false", "customers.word.told_good=3"], ["customers.word.told_good has no effect, "
                                                                      "for customers.word.on is false"]),
        (["customers.word.told_good=3", "market.size=70", "firms.0.price=45", "firms=one"], []),
        (["firms.0.recovery.ease=0.5"], ["firms.0.recovery.ease has no effect, for firms.0.recovery.on is false"]),
    ],
)  # fmt: skip
def test_numbers_of_what_is_switched_off_are_told(overrides: list[str], said: list[str]) -> None:
    assert idle(compose(None, overrides), overrides) == said


def test_what_an_experiment_switches_itself_is_not_called_idle() -> None:
    overrides = ["customers.word.on=false", "customers.word.told_good=3"]
    assert idle(compose("five_to_ten", overrides), overrides) == []


def test_an_experiment_switches_a_group_of_every_firm(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(FiveToTen, "switched", ("firms.recovery",))
    overrides = ["firms.0.recovery.ease=0.5", "customers.complaint.felt=0.2"]
    found = idle(compose("five_to_ten", overrides), overrides)
    assert found == ["customers.complaint.felt has no effect, for customers.complaint.on is false"]


def test_the_command_warns_and_runs(fake: Any, capsys: Capture) -> None:
    assert main(["run", "fake", "customers.complaint.felt=0.2"]) == 0
    said = "tenfold: warning: customers.complaint.felt has no effect, for customers.complaint.on is false\n"
    assert capsys.readouterr().err.startswith(said)
    assert main(["run", "fake", "-m", "customers.complaint.felt=0.2,0.3"]) == 0
    assert main(["run", "fake", "-m", "customers.complaint.felt=0.4", "seeds=3,4"]) == 0
    assert capsys.readouterr().err.count("warning: ") == 2  # one a command
    assert main(["run", "fake", "-m", "customers.complaint.on=false,true", "customers.complaint.felt=0.2"]) == 0
    assert "warning" not in capsys.readouterr().err
    assert fake.runs > 0


def test_what_an_experiment_sets_in_every_arm_is_told() -> None:
    overrides = ["firms.0.recovery.ease=0.3", "customers.complaint.on=false", "customers.complaint.felt=0.2"]
    found = idle(compose("complaints", overrides), overrides)
    assert found == [f"{key} has no effect, for complaints sets it in every arm"
                     for key in ("firms.0.recovery.ease", "customers.complaint.on")]  # fmt: skip
