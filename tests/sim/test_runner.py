"""Jobs come back in their order, a failure ends the run soon, and progress is told."""

import threading
import time

import pytest

from tenfold.sim.runner import at_most, cores, play_all


@pytest.mark.parametrize("workers", [0, 1, 2, 7])
def test_results_come_in_the_order_of_the_jobs(workers: int) -> None:
    def play(job: int) -> int:
        time.sleep(0.002 * (job % 3 == 0))  # the first are the slowest
        return job * job

    assert play_all(play, range(60), workers) == [job * job for job in range(60)]


def test_no_job_no_result() -> None:
    told: list[float] = []
    assert play_all(str, [], progress=told.append) == told == []


def test_within_a_block_at_most_so_many_work_at_once() -> None:
    def threads(workers: int = 0) -> int:
        def play(_: int) -> int:
            time.sleep(0.01)
            return threading.get_ident()

        return len(set(play_all(play, range(12), workers)))

    with at_most(1):
        assert threads() == 1
        assert threads(workers=3) == 3  # who is told how many does as told
    with at_most(3):
        assert threads() == 3


def test_workers_work_at_the_same_time() -> None:
    together = threading.Barrier(3, timeout=20)  # broken, unless three are in there at once

    def play(_: int) -> int:
        return together.wait()

    assert sorted(play_all(play, range(3), workers=3)) == [0, 1, 2]


def test_progress_is_told_after_each_job_and_ends_at_one() -> None:
    told: list[float] = []
    play_all(abs, [1, 2, 3, 4], workers=2, progress=told.append)
    assert told == [0.25, 0.5, 0.75, 1.0]


def test_a_failure_is_raised_and_what_waits_is_not_played() -> None:
    played: list[int] = []

    def play(job: int) -> int:
        played.append(job)
        if job == 0:
            raise ZeroDivisionError("job 0")
        time.sleep(0.05)
        return job

    with pytest.raises(ZeroDivisionError, match="job 0"):
        play_all(play, range(10_000), workers=2)
    assert len(played) < 8 * cores()  # as many were in flight


def test_progress_that_fails_ends_the_run_too() -> None:
    played: list[int] = []

    def stop(share: float) -> None:
        raise KeyboardInterrupt

    def play(job: int) -> None:
        played.append(job)
        time.sleep(0.001)

    with pytest.raises(KeyboardInterrupt):
        play_all(play, range(10_000), workers=2, progress=stop)
    assert len(played) < 16 * cores() + 16


def test_there_is_a_core() -> None:
    assert cores() >= 1
