"""How the command ends when it is told to: at once while nothing is written, later only after tidying up."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

SIGNALS = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
STATUS = 130
NOTHING = "interrupted; nothing was left behind"


def end_at_once() -> None:
    """End the process without a traceback when told to, be it in the middle of an import."""

    def end(_number: int, _frame: FrameType | None) -> None:
        os.write(2, f"tenfold: {NOTHING}\n".encode())
        os._exit(STATUS)

    for one in SIGNALS:
        if signal.getsignal(one) != signal.SIG_IGN:  # as nohup sets it
            signal.signal(one, end)


@contextmanager
def tidying() -> Iterator[None]:
    """Turn whatever tells the process to end into KeyboardInterrupt; only the main thread may say so."""

    def end(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = {}
    try:
        for one in SIGNALS:
            if signal.getsignal(one) != signal.SIG_IGN:
                before[one] = signal.signal(one, end)
    except ValueError:  # another thread
        pass
    try:
        yield
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)
