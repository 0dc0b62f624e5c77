"""Compiled code is kept where nobody else can write it, and not for ever."""

import os
import stat
import tempfile
import time
from pathlib import Path

import pytest

from tenfold.sim import cache
from tenfold.sim.in_use import hold, release


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a temporary folder of the system, to a user whose own cache cannot be written."""
    (tmp_path / "no folder").write_text("")
    folder = tmp_path / "tmp"
    folder.mkdir()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "no folder"))
    monkeypatch.setattr(cache, "gettempdir", lambda: str(folder))
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "home"))
    return tmp_path / "home" / "tenfold"


def mode(folder: Path) -> int:
    return stat.S_IMODE(folder.stat().st_mode)


def test_the_users_own_cache_comes_first_and_is_theirs_alone(home: Path) -> None:
    home.mkdir(parents=True)
    home.chmod(0o777)
    assert cache.folder_for("ab") == home / "numba-ab"
    assert (mode(home), mode(home / "numba-ab")) == (0o700, 0o700)


def test_else_a_folder_of_the_system_that_nobody_else_may_read(temporary: Path) -> None:
    expected = temporary / f"tenfold-{os.getuid()}"
    assert cache.folder_for("ab") == cache.folder_for("ab") == expected / "numba-ab"
    assert mode(expected) == 0o700


@pytest.mark.parametrize("trap", ["open to all", "of somebody else", "link", "file"])
def test_a_folder_that_others_can_have_made_is_never_used(
    temporary: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, trap: str
) -> None:
    place = temporary / f"tenfold-{os.getuid()}"
    if trap == "link":
        (tmp_path / "theirs").mkdir(mode=0o700)
        place.symlink_to(tmp_path / "theirs")
    elif trap == "file":
        place.write_text("")
    else:
        place.mkdir(mode=0o700)
    if trap == "open to all":
        place.chmod(0o777)
    if trap == "of somebody else":
        me, name = os.getuid(), place.name
        monkeypatch.setattr(os, "getuid", lambda: me + 1)
        place.rename(place.with_name(name.replace(str(me), str(me + 1))))
    one, other = cache.folder_for("ab"), cache.folder_for("ab")
    assert one != other  # fresh ones
    assert one.parent.parent == temporary and mode(one.parent) == 0o700
    assert "theirs" not in str(one.resolve()) and one.parent.name != place.name


def test_a_user_without_a_home_has_a_cache(temporary: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def homeless(self: Path) -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setattr(Path, "expanduser", homeless)
    assert cache.folder_for("ab").parent.parent == temporary


def test_old_caches_go_and_those_in_use_stay(home: Path) -> None:
    now = time.time()

    def old(name: str, days: float) -> Path:
        folder = home / f"numba-{name}"
        folder.mkdir(parents=True)
        (folder / "compiled.nbc").write_text("x")
        os.utime(folder, (now - days * cache.DAY, now - days * cache.DAY))
        return folder

    recent = [old(f"recent{k}", 0.5) for k in range(cache.KEPT - 2)]
    month, older, busy, mine = old("month", 29), old("older", 31), old("busy", 300), old("mine", 300)
    last, many = old("last", 25), [old(f"many{k}", 26 + 0.1 * k) for k in range(3)]
    other = home / "other"
    other.mkdir()
    held = hold(busy, shared=True)
    cache.folder_for("mine")
    assert all(folder.exists() for folder in [*recent, busy, mine, other, last, many[0]])
    assert not any(folder.exists() for folder in [month, older, *many[1:]])
    release(held)
    assert time.time() - mine.stat().st_mtime < 60  # used just now
    cache.folder_for("another")
    assert mine.exists() and not busy.exists()
