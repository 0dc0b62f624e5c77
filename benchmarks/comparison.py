"""Compare all programs of workload W: the suite `workload_w`."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from benchmarks.contenders import CONTENDERS, ENGINE, TARGET_SIZE, Contender
from benchmarks.harness import Worker, WorkerError, alternate, ratio
from benchmarks.options import Options
from benchmarks.report import Row
from benchmarks.workload import Outcome, disagreement, make_inputs

SUITE, UNIT = "workload_w", "ns"
TOLERANCE = 5.0  # standard errors by which outcomes may differ


def measure(options: Options) -> Iterator[Row]:
    """Time every program of W at every size, and check that all describe the same market."""
    for customers in options.customers:
        yield from at_size(customers, options)


def at_size(customers: int, options: Options) -> Iterator[Row]:
    """Time every program at one size."""
    present = [contender for contender in CONTENDERS if contender.missing is None]
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="tenfold-")))
        tasks = {}
        for contender in present:
            try:
                worker = stack.enter_context(Worker(contender.module, contender.threads, contender.options))
            except WorkerError:
                continue
            given, periods = work_of(contender, customers, options)
            tasks[contender.name] = partial(worker.ask, inputs=inputs_in(folder, given), periods=periods)
        answers = alternate(tasks, options.rounds)
    for contender in CONTENDERS:
        yield row_of(contender, customers, options, answers)


def work_of(contender: Contender, customers: int, options: Options) -> tuple[int, int]:
    """Say how many customers and periods a program is given."""
    return customers // contender.share, contender.periods or options.periods


def inputs_in(folder: Path, customers: int) -> str:
    """Write the inputs of a market of this size, once."""
    place = folder / str(customers)
    if not place.exists():
        place.mkdir()
        make_inputs(customers).save(place)
    return str(place)


def row_of(contender: Contender, customers: int, options: Options, answers: Mapping[str, list[dict[str, Any]]]) -> Row:
    """Turn a program's answers into its row."""
    given, periods = work_of(contender, customers, options)
    size = f"{given:,} x {periods}"
    own, engine = answers.get(contender.name), answers.get(ENGINE)
    if not own:
        note = contender.missing or "its process died"
        return Row(SUITE, contender.name, size, contender.threads, UNIT, note=note)
    nanoseconds, processor = each(own, given * periods), each(own, given * periods, "cpu_seconds")
    to_engine = ratio(nanoseconds, each(engine, customers * options.periods)) if engine else None
    note = differs(own[0], engine[0], (given, customers)) if engine else ""
    target = contender.target if customers == TARGET_SIZE else None
    peak = own[-1]["bytes"] / given
    return Row(
        suite=SUITE,
        name=contender.name,
        size=size,
        threads=contender.threads,
        unit=UNIT,
        rounds=nanoseconds,
        cpu_rounds=processor,
        ratio=to_engine,
        target=target,
        bytes_each=peak or None,
        note=note,
    )


def each(answers: list[dict[str, Any]], customer_periods: int, clock: str = "seconds") -> tuple[float, ...]:
    """Give each round's nanoseconds per customer-period, of the wall's clock or of the processor's."""
    return tuple(1e9 * answer[clock] / customer_periods for answer in answers)


def differs(one: Mapping[str, Any], engine: Mapping[str, Any], sizes: tuple[int, int]) -> str:
    """Complain if two answers do not describe the same market."""
    gap = disagreement(outcome_of(one), outcome_of(engine), sizes).largest
    return "" if gap <= TOLERANCE else f"ANOTHER MARKET than the engine's: {gap:.1f} standard errors away"


def outcome_of(answer: Mapping[str, Any]) -> Outcome:
    """Read an outcome back from its lists."""
    customers, churn, satisfaction = (np.array(answer[name]) for name in ("customers", "churn", "satisfaction"))
    return Outcome(customers, churn, satisfaction, answer["tenure"])
