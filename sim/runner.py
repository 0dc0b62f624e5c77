"""Play many small runs at once: one thread a core, for compiled code lets go of Python's lock.

Results come back in the order of the jobs, so nothing depends on how many workers there are.
"""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import ContextVar
from itertools import islice
from typing import TypeVar

J = TypeVar("J")
R = TypeVar("R")


_WORKERS: ContextVar[int] = ContextVar("workers", default=0)


@contextmanager
def at_most(workers: int) -> Iterator[None]:
    """Let `play_all` use so many threads where it is not told how many, within the block; 0 for one a core."""
    token = _WORKERS.set(workers)
    try:
        yield
    finally:
        _WORKERS.reset(token)


def cores() -> int:
    """Give the number of processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def play_all(
    play: Callable[[J], R], jobs: Sequence[J], workers: int = 0, progress: Callable[[float], None] | None = None
) -> list[R]:
    """Play every job and give the results in order.

    Parameters
    ----------
    play : of one job; called in threads
    jobs : in the order of the results
    workers : threads, 0 for as many as `at_most` says, else one a core
    progress : told the share done after each job [0 .. 1]

    Returns
    -------
    list
        one result a job

    Raises
    ------
    whatever `play` raises for the first job that fails; those not begun are cancelled
    """
    results: list[R] = []
    with ThreadPoolExecutor(workers or _WORKERS.get() or cores()) as pool:
        for result in _in_order(pool, play, jobs, ahead=8 * cores()):
            results.append(result)
            if progress:
                progress(len(results) / len(jobs))
    return results


def _in_order(pool: ThreadPoolExecutor, play: Callable[[J], R], jobs: Iterable[J], ahead: int) -> Iterator[R]:
    """Keep a bounded number of jobs in flight, so that a failure or Ctrl-C ends soon."""
    rest = iter(jobs)
    waiting = [pool.submit(play, job) for job in islice(rest, ahead)]
    try:
        while waiting:
            yield waiting.pop(0).result()
            waiting += [pool.submit(play, job) for job in islice(rest, 1)]
    finally:
        for future in waiting:
            future.cancel()
