"""Progress on stderr: a bar where somebody watches, else a line now and then."""

import sys
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TextIO

from tenfold.experiments.progress import Progress


@contextmanager
def shown_progress(name: str, stream: TextIO | None = None) -> Iterator[Progress]:
    """Give what an experiment tells its progress to.

    Parameters
    ----------
    name : of the experiment
    stream : where it is shown, by default stderr
    """
    out = sys.stderr if stream is None else stream
    if not out.isatty():
        yield _lines(name, out)
        return
    from rich.console import Console
    from rich.progress import BarColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    columns = TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn(), TimeRemainingColumn()
    with Bar(*columns, console=Console(file=out), transient=True) as bar:
        task = bar.add_task(name, total=1.0)

        def tell(what: str, share: float) -> None:
            bar.update(task, description=f"{name}: {what}", completed=share)

        yield tell


@contextmanager
def compiling_announced(at_all: bool) -> Iterator[None]:
    """Say on stderr that something is compiled, before it is: with nothing in the cache it takes minutes."""
    if not at_all:  # part of another program
        yield
        return
    from tenfold.sim.jit import compiling_told

    text = "tenfold: compiling what is new to this computer; once, for up to a few minutes"
    with compiling_told(lambda: print(text, file=sys.stderr, flush=True)):
        yield


@contextmanager
def warnings_after() -> Iterator[None]:
    """Show Python's warnings as lines on stderr, and only if all goes well: an error says what is to be mended."""
    with warnings.catch_warnings(record=True) as caught:
        yield
    warn(str(one.message) for one in caught)


def warn(texts: Iterable[str]) -> None:
    """Show each of some warnings once, as a line on stderr."""
    for text in dict.fromkeys(texts):
        print(f"tenfold: warning: {' '.join(text.split())}", file=sys.stderr)


def _lines(name: str, out: TextIO) -> Progress:
    last = ("", -1)

    def tell(what: str, share: float) -> None:
        nonlocal last
        now = (what, int(share * 4))
        if now != last:
            last = now
            print(f"{name}: {what} {share:.0%}", file=out, flush=True)

    return tell
