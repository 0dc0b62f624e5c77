"""The folder of compiled code: nobody else's, one for each state of the sources, the old ones removed.

Whoever can write compiled code can have it run, so a folder that others may write, or that is somebody else's, is never
used. Neither is a link: in the system's temporary folder anybody can have laid one.
"""

import atexit
import os
import shutil
import stat
import time
from contextlib import suppress
from pathlib import Path
from tempfile import gettempdir, mkdtemp

from tenfold.sim.in_use import hold, remove_unused

DAY = 86400.0  # [s]
KEPT, OLD = 8, 30  # how many old caches are kept longer than a day, and for how many days


def folder_for(digest: str) -> Path:
    """Choose where compiled code goes: the user's cache, else the system's temporary folder, else a fresh folder.

    The folder is in use until this process ends. Old ones beside it are removed.

    Parameters
    ----------
    digest : of everything compiled code depends on

    Returns
    -------
    Path
        of a folder that only this user can read or write; a fresh one is removed when the process ends
    """
    bases = [Path(gettempdir(), f"tenfold-{os.getuid()}")]
    with suppress(RuntimeError):  # a user without a home
        home = Path(os.environ.get("XDG_CACHE_HOME") or Path("~/.cache").expanduser())
        bases.insert(0, home / "tenfold")
    for base in bases:
        if _private(base, tighten=base is not bases[-1]):
            break
    else:
        base = Path(mkdtemp(prefix="tenfold-"))
        atexit.register(shutil.rmtree, base, ignore_errors=True)
    chosen = base / f"numba-{digest}"
    with suppress(OSError):  # numba itself says so where nothing can be written
        chosen.mkdir(mode=0o700, exist_ok=True)
        hold(chosen, shared=True)
        os.utime(chosen)  # used now
    _prune(base, chosen)
    return chosen


def _private(base: Path, tighten: bool) -> bool:
    """Make a folder if there is none, and say whether it is this user's alone; their own may be made so."""
    try:
        base.parent.mkdir(parents=True, exist_ok=True)
        with suppress(FileExistsError):
            base.mkdir(mode=0o700)
        found = base.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid():
            return False
        if tighten and found.st_mode & 0o077:
            base.chmod(0o700)
            found = base.lstat()
        return not found.st_mode & 0o077 and os.access(base, os.W_OK | os.X_OK)
    except OSError:
        return False


def _prune(base: Path, chosen: Path) -> None:
    """Remove caches of other sources that nobody uses: after a month, all but the last used ones after a day."""
    now = time.time()
    with suppress(OSError):
        found = [(one.lstat().st_mtime, one) for one in base.glob("numba-*") if one != chosen]
        for place, (used, one) in enumerate(sorted(found, reverse=True)):
            if now - used > DAY * (OLD if place < KEPT else 1):
                remove_unused(one)
