"""Files that are there whole or not at all."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def beside(target: Path) -> Iterator[Path]:
    """Give a path beside a file, to be written and moved to its place; it is removed if that fails.

    Parameters
    ----------
    target : where the file shall be in the end

    Yields
    ------
    Path
        hidden, in the same folder

    Raises
    ------
    OSError : it cannot be written; it names the file, not the path beside it
    """
    work = target.with_name(f".{target.name}.tmp-{os.getpid()}")
    try:
        yield work
        os.replace(work, target)
    except OSError as error:
        raise OSError(error.errno, error.strerror or str(error), str(target)) from error
    finally:
        work.unlink(missing_ok=True)
