"""The runs that left results: which experiment, with which overrides, when, and what came out."""

import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from tenfold.experiments.found import in_a_line, overrides, read
from tenfold.experiments.registry import EXPERIMENTS
from tenfold.experiments.tables import markdown, show
from tenfold.sim.errors import InputError

COLUMNS = ("experiment", "ID", "overrides", "date", "verdict")
_ID = re.compile(r"[0-9a-f]{12}")


class Past(NamedTuple):
    """Hold one line of the table of runs, as text."""

    experiment: str
    identity: str
    overrides: str
    date: str
    verdict: str


def show_results(results: Path, name: str | None, as_markdown: bool) -> None:
    """Print a table of the runs that left results.

    Parameters
    ----------
    results : the folder of all results
    name : of an experiment; None for all
    as_markdown : whether the table is one of Markdown

    Raises
    ------
    InputError : there is no such experiment
    """
    found = runs(results, name)
    if not found:
        print(f"no results{f' of {name}' if name else ''} in {results}; tenfold run {name or 'NAME'} leaves some")
    elif as_markdown:
        print(markdown([column[0].upper() + column[1:] for column in COLUMNS], found, code=("ID", "Overrides")))
    else:
        show(COLUMNS, found, whole=("experiment", "ID", "date"))


def runs(results: Path, name: str | None = None) -> list[Past]:
    """List the runs that left results, those of one experiment one after another and the last run last.

    Parameters
    ----------
    results : the folder of all results
    name : of an experiment; None for all

    Returns
    -------
    list of Past
        none where there are no results, or not even the folder; of a damaged result it says which file

    Raises
    ------
    InputError : there is no such experiment, neither to run nor with results
    OSError : the folder cannot be read
    """
    folders = sorted(f for f in results.iterdir() if f.is_dir()) if results.is_dir() else []
    found = {folder.name: own for folder in folders if (own := sorted(_of(folder), key=lambda past: past.date))}
    if name is not None and name not in found and name not in EXPERIMENTS:
        known = sorted({*found, *EXPERIMENTS})
        raise InputError("experiment", name, "one of " + ", ".join(known), known)
    return [past for own in found if name in (None, own) for past in found[own]]


def _of(folder: Path) -> Iterator[Past]:
    """Read what lies in the folder of an experiment; what is not called by an ID is no result."""
    try:
        names = sorted(one.name for one in folder.iterdir())
    except OSError:  # somebody else's
        return
    for name in names:
        if _ID.fullmatch(name):
            yield _read(folder / name)


def _read(folder: Path) -> Past:
    words, date = "?", ""
    try:
        about, verdict, *_ = read(folder)
        words = " ".join(overrides(str(about["command"])))
        started = datetime.fromisoformat(about["started"]).astimezone()
        date = f"{started:%Y-%m-%d %H:%M}"
        said = in_a_line(verdict)
    except InputError as error:
        said = f"damaged: {Path(error.field).relative_to(folder)}"
    except OSError as error:
        said = f"cannot be read: {error.strerror or error}"
    except (LookupError, ValueError, TypeError, AttributeError):
        said = "damaged: manifest.json"
    return Past(folder.parent.name, folder.name, words, date, said)
