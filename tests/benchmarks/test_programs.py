"""Check that all programs of workload W describe the same market, so that their speeds may be compared.

Draws are seeded, so nothing here fails by chance alone on another run; the tolerance of 5 standard errors is what
lets independent draws pass (a false alarm in one comparison of 2 million).
"""

from importlib import import_module
from typing import Any

import numpy as np
import pytest

from benchmarks import workload
from benchmarks.contenders import CONTENDERS, ENGINE, Contender
from benchmarks.workload import Inputs, Outcome, disagreement, make_inputs

CUSTOMERS, PERIODS = 50_000, 5
TOLERANCE = 5.0


def run(module: str, inputs: Inputs, periods: int, **options: Any) -> Outcome:
    """Run a program of W by its module's name."""
    outcome: Outcome = import_module(module).run(inputs, periods, **options)
    return outcome


@pytest.fixture(scope="module")
def inputs() -> Inputs:
    """Make one market for all."""
    return make_inputs(CUSTOMERS)


@pytest.fixture(scope="module")
def engine(inputs: Inputs) -> Outcome:
    """Run the engine's version once."""
    return run("benchmarks.workload_w", inputs, PERIODS)


@pytest.mark.parametrize("contender", CONTENDERS, ids=lambda contender: contender.name)
def test_describes_the_same_market_as_the_engine(contender: Contender, inputs: Inputs, engine: Outcome) -> None:
    if contender.missing:
        pytest.skip(contender.missing)
    outcome = run(contender.module, inputs, PERIODS, **contender.options)
    assert outcome.seconds > 0.0
    assert disagreement(outcome, engine, (CUSTOMERS, CUSTOMERS)).largest < TOLERANCE


def test_c_with_the_same_draws_agrees_customer_by_customer(inputs: Inputs, engine: Outcome) -> None:
    contender = next(contender for contender in CONTENDERS if contender.name == "C, scalar")
    if contender.missing:
        pytest.skip(contender.missing)
    outcome = run(contender.module, inputs, PERIODS)
    rounding = 5  # customers whose draw falls within a float32's rounding of the edge between two firms
    assert np.abs(outcome.customers - engine.customers).max() <= rounding
    assert np.abs(outcome.churn - engine.churn).max() <= rounding
    assert np.allclose(outcome.satisfaction, engine.satisfaction, atol=1e-5)


@pytest.mark.parametrize("threads", [2, 3])
def test_threads_do_not_change_a_bit(threads: int, inputs: Inputs, engine: Outcome) -> None:
    outcome = run("benchmarks.workload_w", inputs, PERIODS, threads=threads)
    for name in ("customers", "churn", "satisfaction", "tenure"):
        assert np.array_equal(getattr(outcome, name), getattr(engine, name))


def test_fewer_customers_than_one_block_run() -> None:
    inputs = make_inputs(37)
    outcome = run("benchmarks.workload_w", inputs, 3)
    assert np.all(outcome.customers.sum(axis=1) <= 37)
    assert np.all(outcome.churn <= 37)


def test_runs_leave_their_inputs_alone(inputs: Inputs) -> None:
    untouched = make_inputs(CUSTOMERS)
    for contender in CONTENDERS:
        if contender.missing is None and contender.share == 1:
            run(contender.module, inputs, 2, **contender.options)
    for name in vars(untouched):
        assert np.array_equal(getattr(inputs, name), getattr(untouched, name)), name


@pytest.mark.parametrize(("name", "other"), [("LOSS_AVERSION", 2.0), ("NOISE", 0.05), ("SWITCHING_COST", 1.1)])
def test_the_comparison_notices_another_market(
    name: str, other: float, inputs: Inputs, engine: Outcome, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workload, name, other)
    outcome = run("benchmarks.peers.numpy_idiomatic", inputs, PERIODS)
    assert disagreement(outcome, engine, (CUSTOMERS, CUSTOMERS)).largest > TOLERANCE


def test_network_is_a_simple_ring_led_partly_elsewhere(inputs: Inputs) -> None:
    degree = np.diff(inputs.start)
    owner = np.repeat(np.arange(CUSTOMERS), degree)
    assert degree.mean() == workload.NEIGHBOURS
    assert degree.min() >= workload.NEIGHBOURS // 2
    assert not np.any(owner == inputs.neighbours)
    links = np.sort(owner.astype(np.int64) << 32 | inputs.neighbours)
    back = np.sort(inputs.neighbours.astype(np.int64) << 32 | owner)
    assert np.array_equal(links, back)
    away = np.abs(owner - inputs.neighbours)
    far = np.minimum(away, CUSTOMERS - away) > workload.NEIGHBOURS // 2
    assert far.mean() == pytest.approx(workload.REWIRED, abs=0.005)


def test_the_engine_is_the_first_contender() -> None:
    assert CONTENDERS[0].name == ENGINE
