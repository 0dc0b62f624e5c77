"""A sweep leaves one table: a row a job, a column for every overridden key, then what was found, or why nothing was."""

import csv
import math
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from tenfold.experiments.cli import main
from tenfold.experiments.scenario import compose
from tenfold.sim.errors import StateError
from tenfold.sim.store import Rows, read_rows

pytestmark = pytest.mark.slow

Capture = pytest.CaptureFixture[str]
CLAIM = {"text": "care pays", "verdict": "supported", "label": "built in: x", "primary": True, "unit": "money",
         "estimate": 2.5, "low": 1.0, "high": float("nan"), "margin": 0.0}  # fmt: skip
THRESHOLD = {"text": "where it begins", "estimate": 0.3, "low": 0.2, "high": 0.4, "unit": "share"}


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def swept(*words: str, status: int = 0) -> Rows:
    assert main(["run", "fake", "-m", *words]) == status
    (place,) = Path("results/fake/multirun").glob("*/sweep.parquet")
    return read_rows(place)


def test_every_overridden_key_is_a_column_and_every_job_a_row(fake: Any, capsys: Capture) -> None:
    fake.verdict = {"answer": ["It pays. Always."], "claims": [CLAIM], "thresholds": [THRESHOLD]}
    words = ["firms.0.price=40,45.5", "network=none", "seeds=2,3", "customers.word.on=false", "market.period='a b'"]
    frame, units = swept(*words)
    keys = ["firms.0.price", "network", "seeds", "customers.word.on", "market.period"]
    found = ["care pays: estimate", "care pays: low", "care pays: high", "care pays: verdict",
             "where it begins: estimate", "where it begins: low", "where it begins: high"]  # fmt: skip
    assert list(frame.columns) == [*keys, "result", "verdict", "failure", "seconds", *found]
    assert frame["firms.0.price"].tolist() == [40.0, 40.0, 45.5, 45.5] and frame["seeds"].tolist() == [2, 3, 2, 3]
    assert frame["network"].tolist() == ["none"] * 4 and frame["market.period"].tolist() == ["a b"] * 4
    assert frame["customers.word.on"].tolist() == [False] * 4
    assert (
        frame["result"][1]
        == compose("fake", [w.replace("40,45.5", "40").replace("2,3", "3") for w in words]).identity()
    )
    assert frame["verdict"].tolist() == ["It pays."] * 4 and frame["failure"].isna().all()
    assert (frame["seconds"] >= 0).all() and frame["care pays: verdict"].tolist() == ["supported"] * 4
    assert frame["care pays: estimate"].tolist() == [2.5] * 4 and frame["care pays: high"].isna().all()
    assert frame["where it begins: low"].tolist() == [0.2] * 4
    assert [units[name] for name in ("firms.0.price", "network", "seeds", "seconds", "care pays: low")] == [
        "money per unit", "-", "runs of each arm", "seconds", "money"]  # fmt: skip

    table = capsys.readouterr().out.splitlines()[-2].removeprefix("table: ")
    with open(table, newline="") as file:
        lines = list(csv.reader(file))
    assert lines[0] == list(frame.columns) and len(lines) == 5
    assert lines[4][:5] == ["45.5", "none", "3", "False", "a b"]


def test_a_failed_job_is_a_row_with_the_reason(fake: Any) -> None:
    fake.verdict = {"claims": [CLAIM]}

    def fail() -> None:
        if fake.runs == 1:
            raise StateError("money was\nlost")
        if fake.runs == 2:
            raise ZeroDivisionError("a fault")

    fake.then = fail
    frame, _ = swept("seeds=2,3,4", status=1)
    assert frame["failure"].tolist()[:2] == ["money was lost", "ZeroDivisionError: a fault"]
    assert frame["failure"].isna().tolist() == [False, False, True]
    assert frame["verdict"].isna().tolist() == frame["care pays: low"].isna().tolist() == [True, True, False]
    assert frame["seconds"].isna().tolist() == [True, True, False]


def test_rows_do_not_depend_on_the_order_in_which_a_launcher_runs_jobs(
    fake: Any, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    from hydra._internal.core_plugins.basic_launcher import BasicLauncher  # Hydra loads its plugins anew

    right = BasicLauncher.launch

    def backwards(self: BasicLauncher, job_overrides: Any, initial_job_idx: int) -> Any:
        for k, one in reversed(list(enumerate(job_overrides))):
            right(self, [one], initial_job_idx=k)
        return []

    def fail() -> None:
        if fake.runs == 1:
            raise StateError("money was lost")

    fake.then = fail
    monkeypatch.setattr(BasicLauncher, "launch", backwards)
    frame, _ = swept("seeds=2,3,4", status=1)
    assert frame["seeds"].tolist() == [2, 3, 4]
    assert frame["failure"].isna().tolist() == [True, True, False]
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()][:3] == [
        "seeds=2:",
        "seeds=3:",
        "seeds=4:",
    ]


def test_a_line_a_job_names_what_tells_jobs_apart(fake: Any, capsys: Capture) -> None:
    swept("network=none", "seeds=2,3")
    assert [line.split(":")[0] for line in capsys.readouterr().out.splitlines()][:2] == ["seeds=2", "seeds=3"]


def test_jobs_that_share_a_result_have_a_row_each(fake: Any) -> None:
    frame, _ = swept("threads=1,2")
    assert frame["threads"].tolist() == [1, 2] and frame["result"].nunique() == 1 == fake.runs
    assert frame["failure"].isna().all()


def test_values_of_several_kinds_are_text_and_null_is_left_empty(fake: Any) -> None:
    frame, _ = swept("market=from_cohort", "market.cohort_size=null,1000", "experiment.weights=[1.0],[2.0,3.0]")
    assert frame["market.cohort_size"].isna().tolist() == [True, True, False, False]
    assert frame["market.cohort_size"][2] == 1000
    assert frame["experiment.weights"].tolist() == ["[1.0]", "[2.0,3.0]"] * 2


def test_the_notes_hold_the_table_and_what_hydra_notes(fake: Any) -> None:
    swept("seeds=2,3")
    (notes,) = Path("results/fake/multirun").iterdir()
    assert {file.name for file in notes.iterdir()} == {"sweep.parquet", "sweep.csv", "multirun.yaml"}


def test_all_is_the_same_if_the_results_are_there(fake: Any) -> None:
    first = swept("seeds=2,3").frame
    (notes,) = Path("results/fake/multirun").iterdir()
    notes.rename("before")
    pd.testing.assert_frame_equal(first, swept("seeds=2,3").frame)
    assert fake.runs == 2 and not math.isnan(first["seconds"][0])
