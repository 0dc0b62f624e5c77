"""Make reference results whole, and keep of each in results/reference/NAME/ what the pages need.

Kept are the verdict, the manifest with the command, and the figures that a page shows or asks for by a marker. All else
(rows, report, other figures, configuration) comes back with the command, into results/NAME/ID/. Then pages that quote
numbers are made anew, as `python -m docs` does.

    python -m docs.reference [NAME ...]    by default of every experiment that has a folder in results/reference/
"""

import json
import re
import shlex
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from docs.__main__ import main as make_pages
from tenfold.experiments import cli
from tenfold.experiments.found import overrides as of_command
from tenfold.experiments.runner import folder_of
from tenfold.experiments.scenario import compose
from tenfold.sim.errors import InputError, StateError
from tenfold.sim.store import finished_folder

DOCS = Path(__file__).resolve().parent
RESULTS = DOCS.parent / "results"
REFERENCE = RESULTS / "reference"
PAGES = sorted([*DOCS.parent.glob("*.md"), *DOCS.rglob("*.md")])


def kept(name: str, pages: Sequence[Path] = PAGES) -> list[str]:
    """List the files of an experiment's reference result that are kept.

    Parameters
    ----------
    name : of the experiment
    pages : which are searched for its figures

    Returns
    -------
    list of str
        paths within the folder of a result
    """
    link = re.compile(rf"results/reference/{re.escape(name)}/(figures/[\w.-]*\w)")
    shown = {path for page in pages for path in link.findall(page.read_text(encoding="utf-8"))}
    return ["manifest.json", *sorted(shown), "verdict.json"]


def overrides(folder: Path) -> list[str]:
    """Read with which overrides a reference result was made.

    Parameters
    ----------
    folder : of the reference result, named after its experiment

    Returns
    -------
    list of str
        the words after the experiment's name; none where the folder has no manifest yet

    Raises
    ------
    InputError : there is no such folder, or its command runs another experiment
    """
    if not folder.is_dir():
        raise InputError(str(folder), allowed="the folder of a reference result; make it, empty, for a new one")
    file = folder / "manifest.json"
    if not file.is_file():
        return []
    command = json.loads(file.read_text(encoding="utf-8"))["command"]
    if shlex.split(command)[:3] != ["tenfold", "run", folder.name]:
        raise InputError(str(file), command, f"a command that begins with tenfold run {folder.name}")
    return of_command(command)


def renew(name: str, results: Path = RESULTS, reference: Path = REFERENCE, pages: Sequence[Path] = PAGES) -> Path:
    """Run the command of a reference result again, and put what is kept in the place of what was.

    Parameters
    ----------
    name : of the experiment
    results : the folder of all results, into which the whole result goes
    reference : the folder of the reference results
    pages : which are searched for figures

    Returns
    -------
    Path
        the folder of the whole result

    Raises
    ------
    InputError : there is no such reference result
    StateError : the run failed, or did not draw a figure that a page shows; the reference result is as it was
    """
    words = overrides(reference / name)
    if cli.main(["run", name, *words, "--force", "--results", str(results)]):
        raise StateError(f"tenfold run {shlex.join([name, *words])} failed")
    whole = folder_of(compose(name, words), results)
    files = kept(name, pages)
    missing = [file for file in files if not (whole / file).is_file()]
    if missing:
        raise StateError(f"{whole}: has no {', '.join(missing)}, which a page shows")
    with finished_folder(reference / name, replace=True) as work:
        for file in files:
            (work / file).parent.mkdir(exist_ok=True)
            shutil.copy(whole / file, work / file)
    return whole


def main(argv: Sequence[str]) -> int:
    """Renew the named reference results, or all; gives the exit status."""
    names = argv or sorted(folder.name for folder in REFERENCE.iterdir() if folder.is_dir())
    try:
        for name in names:
            renew(name)
            print(f"reference: {REFERENCE / name}")
        make_pages([])
    except (InputError, StateError) as error:
        print(f"reference: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
