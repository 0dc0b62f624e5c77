"""Check that the harness takes turns, compares within rounds, keeps workers apart and says what is missing."""

import json
from pathlib import Path

import pytest

from benchmarks.contenders import Contender
from benchmarks.harness import Worker, WorkerError, alternate, ratio
from benchmarks.report import Row, machine, write
from benchmarks.workload import make_inputs


def test_tasks_take_turns_and_the_warm_up_is_left_out() -> None:
    calls: list[str] = []

    def task(name: str) -> int:
        calls.append(name)
        return len(calls)

    results = alternate({"a": lambda: task("a"), "b": lambda: task("b")}, rounds=2)
    assert calls == ["a", "b", "a", "b", "a", "b"]
    assert results == {"a": [3, 5], "b": [4, 6]}


def test_a_task_whose_worker_dies_drops_out() -> None:
    def dies() -> int:
        raise WorkerError("gone")

    assert alternate({"a": lambda: 1, "b": dies}, rounds=2) == {"a": [1, 1]}


def test_ratios_are_taken_within_rounds() -> None:
    assert ratio([2.0, 20.0, 3.0], [1.0, 10.0, 1.0]) == 2.0


def test_a_worker_runs_a_program_and_measures_it(tmp_path: Path) -> None:
    make_inputs(3000).save(tmp_path)
    with Worker("benchmarks.peers.numpy_idiomatic", 1, {}) as worker:
        first = worker.ask(inputs=str(tmp_path), periods=3)
        again = worker.ask(inputs=str(tmp_path), periods=3)
    assert first["seconds"] > 0.0
    assert first["customers"] == again["customers"]
    assert len(first["customers"]) == 3
    with pytest.raises(WorkerError):
        worker.ask(inputs=str(tmp_path), periods=3)


def test_a_program_that_cannot_start_is_an_error() -> None:
    with pytest.raises(WorkerError):
        Worker("benchmarks.peers.nothing", 1, {})


def test_a_missing_package_is_named() -> None:
    assert Contender("x", "x", packages=("surely_absent",)).missing == "package surely_absent is not installed"
    assert Contender("x", "x", packages=("json",)).missing is None


def test_verdict_follows_the_median() -> None:
    row = Row("suite", "name", "size", 1, "ns", rounds=(9.0, 11.0, 30.0), target=12.0)
    assert row.measured == 11.0
    assert row.met is True
    assert Row("suite", "name", "size", 1, "ns", rounds=(13.0,), target=12.0).met is False
    assert Row("suite", "name", "size", 1, "ns", rounds=(13.0,)).met is None
    assert Row("suite", "name", "size", 1, "ns", target=12.0).met is None


def test_results_are_written_with_their_machine(tmp_path: Path) -> None:
    path = tmp_path / "bench" / "latest.json"
    write(path, [Row("suite", "name", "size", 1, "ns", rounds=(1.0, 2.0, 9.0), target=3.0)], machine())
    content = json.loads(path.read_text())
    assert content["machine"]["numpy"]
    assert content["rows"][0]["measured"] == 2.0
    assert content["rows"][0]["met"] is True
