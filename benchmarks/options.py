"""Hold what the command line says about how to measure."""

from dataclasses import dataclass

from benchmarks.harness import ROUNDS


@dataclass(frozen=True)
class Options:
    """Say how much to measure; every suite's `measure` is given this."""

    quick: bool = False  # a smaller, rougher measurement
    rounds: int = ROUNDS
    customers: tuple[int, ...] = (1_000_000,)  # sizes of workload W
    periods: int = 50  # of workload W


QUICK = Options(quick=True, rounds=3, customers=(100_000,), periods=10)
