"""What `tenfold report` does: it says again what a result says and where it lies, prints it and exports it."""

import sys
from collections.abc import Iterator
from pathlib import Path

from tenfold.experiments.command_line.exports import export
from tenfold.experiments.command_line.printing import PrintingError, print_pdf
from tenfold.experiments.command_line.running import tell
from tenfold.experiments.found import read
from tenfold.experiments.runner import Outcome
from tenfold.sim.errors import InputError

DEEPEST = 3  # folders below that of a result: figures/one.png is one


def report(path: Path, pdf: bool, csv: bool, xlsx: bool) -> int:
    """Print what a result says and where it lies, and make what is asked for; gives the exit status.

    Parameters
    ----------
    path : the folder of a result, or a file in it
    pdf, csv, xlsx : what is made

    Returns
    -------
    int
        1 where no PDF could be made, which is said on stderr

    Raises
    ------
    InputError : there is no result, or it is damaged; see also `export`
    OSError : a file cannot be written
    """
    folder = folder_of(path)
    found = read(folder)

    def made() -> Iterator[tuple[str, Path]]:
        yield from export(folder, csv, xlsx)
        if pdf:
            yield "pdf", print_pdf(folder / "report.html", folder / "report.pdf")

    try:
        tell(Outcome(folder, found.lines, "", found.table, found.tables, found.next), False, made())
    except PrintingError as error:
        print(f"tenfold: {error}", file=sys.stderr)
        return 1
    return 0


def folder_of(path: Path) -> Path:
    """Find the folder of the result in which a path lies.

    Parameters
    ----------
    path : the folder itself, or what lies in it

    Returns
    -------
    Path
        written as the path was

    Raises
    ------
    InputError : there is none
    """
    path = path.expanduser()
    if path.exists():
        for folder in [path, *path.parents][:DEEPEST]:
            if (folder / "manifest.json").is_file() and (folder / "verdict.json").is_file():
                return folder
    allowed = "the folder of a result, as results/NAME/ID, or a file in it; tenfold show results lists them"
    raise InputError("PATH", str(path), allowed)
