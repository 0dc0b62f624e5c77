"""Whatever goes wrong in a page that is not the project's own: one error that names the file and the line."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from tenfold.sim.errors import InputError, StateError

if TYPE_CHECKING:
    from tenfold.experiments.registry import Experiment


@contextmanager
def blamed(place: "Experiment") -> Iterator[None]:
    """Name the page and the line of whatever goes wrong within; a fault of the project itself is shown whole.

    Parameters
    ----------
    place : of the experiment

    Raises
    ------
    InputError : in place of any exception that a page which is not the project's own caused
    """
    try:
        yield
    except InputError as error:
        if place.shipped:
            raise
        raise InputError(f"{_file(place) or place.module}: {error}") from error
    except (StateError, OSError, MemoryError):
        raise
    except (Exception, SystemExit) as error:
        if place.shipped:
            raise
        reason = f"{type(error).__name__}: {error}".rstrip(": ")
        raise InputError(_line(error, place), allowed=f"Python that runs ({reason})") from error


def _file(place: "Experiment") -> str:
    return str(place.file or getattr(sys.modules.get(place.module), "__file__", None) or "")


def _line(error: BaseException, place: "Experiment") -> str:
    """Say in which line of a page an error arose, as far as that is known."""
    if isinstance(error, SyntaxError) and error.lineno:
        return f"{error.filename}:{error.lineno}"
    found, trace = _file(place) or place.module, error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_globals.get("__name__") == place.module:
            found = f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}"
        trace = trace.tb_next
    return found
