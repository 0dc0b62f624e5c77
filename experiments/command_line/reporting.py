"""Progress on stderr: one bar over the whole run where somebody watches, else a line now and then."""

import sys
import time
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TextIO

from tenfold.experiments.progress import Progress

EVERY = 3.0  # [s] between lines, at least
EARLY = 0.02  # share of the run below which nothing is said of the time left


@contextmanager
def shown_progress(name: str, stream: TextIO | None = None) -> Iterator[Progress]:
    """Give what an experiment tells its progress to: the phase, and the share of the whole run that is done.

    Parameters
    ----------
    name : of the experiment
    stream : where it is shown, by default stderr
    """
    out = sys.stderr if stream is None else stream
    if not out.isatty():
        with _lines(name, out) as tell:
            yield tell
        return
    from rich.console import Console
    from rich.progress import BarColumn, TaskProgressColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar
    from rich.table import Column

    times = TextColumn("time gone"), TimeElapsedColumn(), TextColumn("time left"), TimeRemainingColumn()
    what = TextColumn("{task.description}", markup=False, table_column=Column(ratio=2, no_wrap=True))
    columns = what, BarColumn(None, table_column=Column(ratio=1)), TaskProgressColumn(), *times
    with Bar(*columns, console=Console(file=out), transient=True, expand=True) as bar:
        task = bar.add_task(name, total=1.0)

        def show(phase: str, share: float) -> None:
            bar.update(task, description=f"{name}: {phase}", completed=share)

        yield show


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


@contextmanager
def _lines(name: str, out: TextIO) -> Iterator[Progress]:
    """Write the first that is told, the last, and between them one every few seconds."""
    begun, written, untold = time.monotonic(), -EVERY, ""

    def tell(what: str, share: float) -> None:
        nonlocal written, untold
        gone = time.monotonic() - begun
        left = f", time left {_clock(gone * (1 - share) / share)}" if EARLY <= share < 1 else ""
        untold = f"{name}: {what}, {share:.0%}, time gone {_clock(gone)}{left}"
        if gone - written >= EVERY:
            print(untold, file=out, flush=True)
            written, untold = gone, ""

    yield tell
    if untold:
        print(untold, file=out, flush=True)


def _clock(seconds: float) -> str:
    """Give a time as 1:02:03."""
    minutes, second = divmod(round(seconds), 60)
    return f"{minutes // 60}:{minutes % 60:02}:{second:02}"
