"""Time tasks against each other on a machine whose speed drifts: alternate them, and compare within each round.

A B C A B C ... exposes all to the same drift; the first round, which warms caches up, is thrown away; figures are
medians over rounds, and a ratio is the median of the rounds' ratios.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from statistics import median
from types import TracebackType
from typing import Any, TypeVar

T = TypeVar("T")
ROUNDS = 5


class WorkerError(RuntimeError):
    """Say that a program's process ended before it answered."""


class Worker:
    """Drive one program in a process of its own, which stays alive so that programs can take turns."""

    def __init__(self, module: str, threads: int, options: Mapping[str, Any]) -> None:
        command = [sys.executable, "-m", "benchmarks.worker", module, str(threads), json.dumps(dict(options))]
        self.process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parents[1],
            env=os.environ | limits(threads),
        )
        try:
            self.answer()
        except WorkerError:
            self.close()
            raise

    def ask(self, **question: Any) -> dict[str, Any]:
        """Send a question and wait for its answer."""
        if self.process.stdin is None or self.process.poll() is not None:
            raise WorkerError(self.ending())
        self.process.stdin.write(json.dumps(question) + "\n")
        self.process.stdin.flush()
        return self.answer()

    def answer(self) -> dict[str, Any]:
        """Wait for the next answer."""
        line = self.process.stdout.readline() if self.process.stdout else ""
        if not line:
            raise WorkerError(self.ending())
        answer: dict[str, Any] = json.loads(line)
        return answer

    def ending(self) -> str:
        """Say how the process ended."""
        return f"its process ended with code {self.process.wait()}"

    def __enter__(self) -> "Worker":
        """Give the worker itself."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Close."""
        self.close()

    def close(self) -> None:
        """End the process: no more questions."""
        if self.process.stdin:
            self.process.stdin.close()
        self.process.wait()
        if self.process.stdout:
            self.process.stdout.close()


def limits(threads: int) -> dict[str, str]:
    """Give the environment in which libraries use no more than this many threads."""
    pools = ("OMP", "OPENBLAS", "MKL", "NUMEXPR")
    single = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"
    return {
        **{f"{pool}_NUM_THREADS": str(threads) for pool in pools},
        "POLARS_MAX_THREADS": str(threads),
        "JAX_PLATFORMS": "cpu",
        "XLA_FLAGS": single if threads == 1 else "",
    }


def alternate(tasks: Mapping[str, Callable[[], T]], rounds: int = ROUNDS, warm_up: int = 1) -> dict[str, list[T]]:
    """Run all tasks in turn, round after round; give what each returned, warm-up rounds left out.

    A task that raises `WorkerError` drops out, and with it what it returned.
    """
    results: dict[str, list[T]] = {name: [] for name in tasks}
    for turn in range(warm_up + rounds):
        for name, task in tasks.items():
            if name not in results:
                continue
            try:
                result = task()
            except WorkerError:
                del results[name]
                continue
            if turn >= warm_up:
                results[name].append(result)
    return results


def ratio(these: Sequence[float], those: Sequence[float]) -> float:
    """Give the median over rounds of one task's figure relative to another's."""
    return median(a / b for a, b in zip(these, those, strict=True))
