"""Whatever is wrong with input: one line that names the field, exit status 2, and nothing written."""

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tenfold.experiments.cli import main
from tenfold.experiments.cohort_market import CohortMarket
from tenfold.experiments.refusal import field_at
from tenfold.experiments.scenario import Scenario, compose
from tenfold.sim.groups import entries

Refused = Callable[..., str]


@pytest.fixture
def refused(
    fake: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Refused:
    """Run the command, see that it refuses as it should, and give the line it says."""
    monkeypatch.chdir(tmp_path)

    def run(*words: str, experiment: str = "fake", files: int = 0) -> str:
        assert main(["run", experiment, *words]) == 2
        out, err = capsys.readouterr()
        assert out == ""
        assert err.startswith("tenfold: ") and err.count("\n") == 1 and err.endswith("\n")
        assert "Traceback" not in err and len(err) < 2000
        assert len(list(tmp_path.rglob("*"))) == files
        return err

    return run


def numbers() -> Iterator[tuple[str, Any, str]]:
    """List every parameter that is a number: its name, its type, and what chooses a market that has it."""
    for market, group, prefix in (("default", Scenario, ""), ("from_cohort", CohortMarket, "market.")):
        for entry in entries(group, prefix):
            info = field_at(group, entry.name.removeprefix(prefix).split("."))
            own = market == "default" or entry not in set(entries(Scenario))
            if info is not None and info.annotation in (int, float) and own:
                yield entry.name, info, f"market={market}"


NUMBERS = list(numbers())
KEYS = [entry.name for entry in entries(Scenario) if not entry.name.startswith("experiment") and entry.name != "name"]
NOT_NUMBERS = ["nan", "inf", "-inf", ".nan", "abc", "no", "true", "null", "[1]", "{a:1}", "'12'", "1e999", "''"]


def wrong_values(info: Any) -> Iterator[str]:
    ends = {name: getattr(m, name) for m in info.metadata for name in ("ge", "le") if hasattr(m, name)}
    if "ge" in ends:
        yield str(ends["ge"] - 1)
    if "le" in ends:
        yield str(ends["le"] * 2 + 1)
    if info.annotation is int:
        yield "1.5"
    yield from NOT_NUMBERS


def test_there_are_many() -> None:
    assert len(NUMBERS) > 90
    assert sum(len(list(wrong_values(info))) for _, info, _ in NUMBERS) + len(KEYS) > 1000


@pytest.mark.parametrize(("name", "info", "market"), NUMBERS, ids=[f"{n}-{m[7:]}" for n, _, m in NUMBERS])
def test_a_number_is_a_number_in_its_range(refused: Refused, name: str, info: Any, market: str) -> None:
    ends = [m for m in info.metadata if hasattr(m, "ge") or hasattr(m, "le")]
    for value in wrong_values(info):
        line = refused(market, f"{name}={value}")
        assert line.startswith(f"tenfold: {name} = ")
        assert " .. " in line if ends else "number" in line


@pytest.mark.parametrize("name", KEYS)
def test_a_misspelt_key_is_named_in_full_and_the_nearest_offered(refused: Refused, name: str) -> None:
    head, _, last = name.rpartition(".")
    for wrong in (last[:-1] + "qx", last.upper() + "_", "x" + last):
        full = f"{head}.{wrong}" if head else wrong
        line = refused(f"{full}=1")
        assert line.startswith(f"tenfold: {full}: allowed: ")
        assert "a key of" in line or "a known key" in line
    line = refused(f"{name}q=1")
    assert f"nearest: {name}\n" in line or "firms.0.t" in name or len(last) < 4


@pytest.mark.parametrize("name", [e.name for e in entries(Scenario) if e.range and " | " in e.range])
def test_a_word_is_one_of_those_allowed(refused: Refused, name: str) -> None:
    for value in ("nothing of the kind", "3", "null", "true", "[utility]", "UTILITY"):
        assert f"tenfold: {name} = " in refused(f"{name}='{value}'" if " " in value else f"{name}={value}")


@pytest.mark.parametrize("name", ["firms.0.delivers", "customers.word.on", "customers.response.anew"])
def test_a_switch_is_true_or_false(refused: Refused, name: str) -> None:
    for value in ("1", "yes", "'true'", "null", "[true]", "0.0"):
        assert refused(f"{name}={value}").startswith(f"tenfold: {name} = ")


@pytest.mark.parametrize("name", ["firms.0.name", "market.period", "customers.segments.0.name"])
def test_text_is_text(refused: Refused, name: str) -> None:
    for value in ("1", "true", "null", "[a]", "{a:b}"):
        assert refused(f"{name}={value}").startswith(f"tenfold: {name} = ")


CASES = [
    ("firms.0.prise=45", "tenfold: firms.0.prise: allowed: a key of firms.0; nearest: firms.0.price\n"),
    ("firms.0.price=-5", "tenfold: firms.0.price = -5: allowed: 0.01 .. 1e+09 (money per unit)\n"),
    ("network=smal_world", "nearest: small_world\n"),
    ("network=Small_World", "nearest: small_world\n"),
    ("market=from_cohrt", "nearest: from_cohort\n"),
    ("firms=null", "firms = None: allowed: one of"),
    ("firms=[{price:3}]", "allowed: one of"),
    ("firms=one,three", "--multirun"),
    ("market.size=1,2", "market.size = '1,2': allowed: one value"),
    ("market.size=range(1,4)", "one value"),
    ("size=3", "nearest: market.size\n"),
    ("MARKET.SIZE=3", "MARKET.SIZE: allowed: a known key; nearest: market.size\n"),
    ("market.size.more=3", "nothing below market.size"),
    ("firms.9.price=1", "firms.9.price: allowed: 0 .. 2 as the number after firms\n"),
    ("firms.x.price=1", "firms.x.price: allowed: 0 .. 2"),
    ("firms.-1.price=1", "override"),
    ("firms.0.quality=[0.5]", "firms.0.quality.1: allowed: 0 .. 1"),
    ("firms.0.quality=[0.5,0.5,0.5,0.5,0.5,0.5]", "firms.0.quality = "),
    ("firms.0.quality.2=7", "firms.0.quality.2 = 7: allowed: 0 .. 1"),
    ("firms.0.failure.5=0", "firms.0.failure.5: allowed: 0 .. 4"),
    ("firms.0.quality=0.5", "a list of 5, each 0 .. 1"),
    ("customers.segments=[]", "customers.segments = []: allowed: a list of 1 to 255"),
    ("customers.segments=[{shar:1}]", "customers.segments"),
    ("customers.choice={recon:1}", "customers.choice.recon: "),
    ("customers.choice=3", "customers.choice = 3: allowed: a group of keys"),
    ("customers.choice=null", "customers.choice = None: allowed: a group of keys"),
    ("customers/choice=x", "customers/choice: allowed: one of the groups"),
    ("experiment=five_to_ten", "named first"),
    ("experiment.level=2", "experiment.level = 2: allowed: 0 .. 1"),
    ("experiment.levl=2", "nearest: experiment.level\n"),
    ("experiment.weights=[1,x]", "experiment.weights.1 = 'x'"),
    ("~market.size", "neither added nor deleted"),
    ("+foo=1", "neither added nor deleted"),
    ("++market.size=3", "neither added nor deleted"),
    ("market@there=default", "neither added nor deleted"),
    ("hydra.run.dir=x", "--multirun only"),
    ("hydra/launcher=joblib", "--multirun only"),
    ("market.size", "NAME=VALUE"),
    ("", "NAME=VALUE"),
    ("=3", "NAME=VALUE"),
    ("market.size=${nothing}", "market.size = '${nothing}': allowed: a whole number"),
    ("market.size=${market.", "override = "),
    ("market.size=${oc.env:TENFOLD_NOTHING}", "market.size = "),
    ("market.size=${market.size}", "market.size = "),
    ("market.size=???", "market.size = '???'"),
    ("market.size=" + "9" * 5000, "market.size"),
    ("market.period=[" + "x," * 5000 + "x]", "market.period"),
    ("a" * 5000 + "=1", "a known key"),
    ("a=" + "[" * 3000, "override"),
    ("ünïcode=1", "override"),
    ("market.size='fünf'", "market.size = 'fünf'"),
    ("market.size=fünf", "override = 'market.size=fünf'"),
    ("market.size='1\n2'", r"market.size = '1\n2'"),
    ("a\nb=3", r"a\nb"),
    ("market.period=\udcff", "override"),
    ("network.degree=3", "network.degree = 3: allowed: an even number\n"),
    ("market.burn_in=60", "market.burn_in = 60: allowed: less than market.periods = 60\n"),
    ("customers.segments.0.share=0.4", "shares that sum to 1"),
    ("customers.segments.0.weights=[0.5,0,0,0,0]", "customers.segments.0.weights"),
    ("firms.0.start_share=0.9", "firms.*.start_share"),
    ("customers=response_curve", "exactly one firm"),
    ("customers.choice.considered=5", "customers.choice.considered = 5"),
]


@pytest.mark.parametrize(("override", "said"), CASES, ids=[c[0][:40].encode("unicode_escape").decode() for c in CASES])
def test_a_mistake_is_told(refused: Refused, override: str, said: str) -> None:
    assert said in refused(override)


@pytest.mark.parametrize(
    ("overrides", "said"),
    [
        (["seeds=2", "seeds=3"], "seeds = '3': allowed: one override a key; it is given twice"),
        (["network=none", "network=none"], "given twice"),
        (["market.size=-1", "seeds=0"], "market.size = -1: allowed: a whole number, 1 .. 1e+08 (customers) (1 more"),
        (["firms=one", "customers=response_curve", "customers.response.stay_floor=1"], "stay_floor = 1"),
        (["firms=one", "firms.1.price=3"], "firms.1.price: allowed: 0 .. 0"),
        (["market=from_cohort", "firms=three"], "firms = 3: allowed: exactly one firm"),
        (["market=from_cohort", "customers=default"], "customers.rule = 'utility'"),
        (["market=from_cohort", "firms.0.price=45"], "firms.0.price = 45.0: allowed: nothing here"),
        (["market=from_cohort", "customers.response.alpha=2"], "customers.response.alpha = 2.0: allowed: nothing here"),
        (["market=from_cohort", "market.cohort=regulr"], "market.cohort = 'regulr': allowed: one of regular"),
        (["market=from_cohort", "market.fit_periods=200"], "market.fit_periods = 200: allowed: 2 to 12 years"),
        (["market=from_cohort", "market.file=nothing.csv"], "market.file = 'nothing.csv'"),
        (["market=from_cohort", "market.file=''"], "market.file = "),
        (["market=from_cohort", "market.file=3"], "market.file = 3: allowed: text"),
        (["market=from_cohort", "market.source=plan"], "market.source = 'plan': allowed: one of cohort"),
        (["market=from_cohort", "market.conversion=1", "market.contact_cost=0.000001"], "market.contact_cost = 1e-06"),
    ],
)  # fmt: skip
def test_what_does_not_go_together_is_told(refused: Refused, overrides: list[str], said: str) -> None:
    assert said in refused(*overrides)


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
    assert re.search(r"tenfold: market\.file(, (line|year) \d+(, \w+)?)? = .*: allowed: ", line)


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


def test_the_first_mistake_does_not_hide_a_good_scenario(fake: object) -> None:
    assert compose("fake", ["market.size=70"]).market.size == 70
