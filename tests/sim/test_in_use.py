"""A folder in use is nobody else's to remove; one whose user is gone, however it ended, is."""

import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager
from pathlib import Path

import pytest

from tenfold.sim.in_use import hold, release, remove_unused
from tenfold.sim.store import finished_folder

HALF_DONE = """
import sys, time
from pathlib import Path
from tenfold.sim.store import finished_folder
with finished_folder(Path(sys.argv[1])) as work:
    (work / "file").write_text("half")
    print("begun", flush=True)
    time.sleep(60)
"""


@contextmanager
def running(target: Path) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-c", HALF_DONE, str(target)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None and process.stdout.readline() == "begun\n"
        yield process
        process.kill()


def test_what_a_killed_run_left_behind_goes_and_what_a_living_one_writes_stays(tmp_path: Path) -> None:
    with running(tmp_path / "killed") as killed, running(tmp_path / "living") as living:
        killed.kill()
        killed.wait()
        assert [name.split(".tmp-")[0] for name in sorted(os.listdir(tmp_path))] == [".killed", ".living"]
        with finished_folder(tmp_path / "mine") as work:
            (work / "file").write_text("new")
        assert sorted(os.listdir(tmp_path)) == [f".living.tmp-{living.pid}", "mine"]
        assert (tmp_path / f".living.tmp-{living.pid}" / "file").read_text() == "half"


def test_a_folder_that_is_held_is_not_removed(tmp_path: Path) -> None:
    folder = tmp_path / "it"
    folder.mkdir()
    (folder / "file").write_text("x")
    held = hold(folder, shared=True)
    assert held is not None
    assert hold(folder) is None and not remove_unused(folder)
    release(held)
    assert remove_unused(folder)
    assert not folder.exists()


@pytest.mark.parametrize("shared", [True, False])
def test_several_hold_a_folder_together_only_where_they_share_it(tmp_path: Path, shared: bool) -> None:
    first, second = (hold(tmp_path, shared=shared) for _ in range(2))
    assert first is not None and (second is not None) == shared
    release(first)
    release(second)


def test_who_waits_gets_it_when_it_is_given_up(tmp_path: Path) -> None:
    held = hold(tmp_path)
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(hold, tmp_path, wait=True)
        wait([waiting], timeout=0.1)
        release(held)
        place = waiting.result(timeout=60)
    assert place is not None
    release(place)


@pytest.mark.parametrize("kind", ["nothing", "file", "link"])
def test_only_a_folder_can_be_held(tmp_path: Path, kind: str) -> None:
    place, other = tmp_path / "it", tmp_path / "other"
    other.mkdir()
    if kind == "file":
        place.write_text("x")
    elif kind == "link":
        place.symlink_to(other)
    assert hold(place) is None and not remove_unused(place)
    assert other.exists()
