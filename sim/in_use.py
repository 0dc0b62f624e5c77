"""Folders in use: locked by whoever uses them, as long as their process lives and however it ends."""

import fcntl
import os
import shutil
from contextlib import suppress
from pathlib import Path


def hold(folder: Path, shared: bool = False, wait: bool = False) -> int | None:
    """Lock a folder until the process ends, be it killed, or until what is given back is closed.

    Parameters
    ----------
    folder : no link
    shared : whether others may hold it as well
    wait : whether to wait until it can be had

    Returns
    -------
    int or None
        to close by `os.close`; None where another process holds it, where it is gone, or where folders cannot be locked
    """
    try:
        place = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    except OSError:
        return None
    try:
        fcntl.flock(place, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | (0 if wait else fcntl.LOCK_NB))
        if os.path.samestat(os.fstat(place), folder.lstat()):  # else it was removed meanwhile
            return place
    except OSError:
        pass
    os.close(place)
    return None


def release(place: int | None) -> None:
    """Give up what `hold` gave."""
    if place is not None:
        with suppress(OSError):
            os.close(place)


def remove_unused(folder: Path) -> bool:
    """Remove a folder that nobody holds, as far as that is allowed, and say whether nobody did."""
    place = hold(folder)
    if place is None:
        return False
    shutil.rmtree(folder, ignore_errors=True)
    release(place)
    return True
