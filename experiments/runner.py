"""Run a scenario once: into a folder named after everything it follows from, and not again if that is there."""

import hashlib
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from omegaconf import OmegaConf

from tenfold.experiments.faults import blamed
from tenfold.experiments.found import EXPORTS, read
from tenfold.experiments.progress import Progress
from tenfold.experiments.registry import find, study_of
from tenfold.experiments.scenario import Scenario
from tenfold.experiments.study.publish import publish
from tenfold.sim.runner import at_most
from tenfold.sim.store import checksum, finished_folder, manifest, write_json

ROOT, SOURCES = Path(__file__).resolve().parents[1], {".py", ".jinja", ".yaml", ".csv"}


class Outcome(NamedTuple):
    """Say where results are, and what they say.

    Attributes
    ----------
    folder : of the results
    lines : to print
    note : whether they were there before; empty for new results
    table : to print where it is asked for
    tables : further ones as NAME.csv in the folder, by name
    next : the command to run next, in which {NAME} stands for the path of the table NAME; "" for none
    """

    folder: Path
    lines: list[str]
    note: str
    table: list[str] = []
    tables: list[str] = []
    next: str = ""


def folder_of(scenario: Scenario, results: Path) -> Path:
    """Give the folder of a scenario's results.

    Parameters
    ----------
    scenario : of an experiment
    results : the folder of all results

    Returns
    -------
    Path
        the experiment's name and the scenario's own identity, below `results`
    """
    return results / str(scenario.name) / scenario.identity()


def run(
    scenario: Scenario,
    results: Path,
    command: Sequence[str],
    progress: Callable[[], Progress],
    force: bool = False,
) -> Outcome:
    """Run a scenario, or find the results of the same.

    Parameters
    ----------
    scenario : of an experiment
    results : the folder of all results
    command : what repeats it, word by word
    progress : makes what is told of the progress; called only if something is run
    force : whether it is run again although results are there

    Returns
    -------
    Outcome
        the folder and the lines to print

    Raises
    ------
    InputError : the results that are there are damaged; it names the file. Or a page of one's own is at fault
    StateError : the market broke its own rules
    OSError : results cannot be written; nothing is left behind
    """
    folder = folder_of(scenario, results)
    if folder.exists() and not force:
        return _found(folder)
    inputs, sources = scenario.inputs(), source_digest()
    with finished_folder(folder, replace=force) as work:
        started, clock = datetime.now(UTC), time.monotonic()
        (work / "config.yaml").write_text(as_yaml(scenario), encoding="utf-8")
        told = progress()
        with blamed(find(str(scenario.name))), at_most(scenario.threads):
            found = publish(study_of(str(scenario.name)).findings(scenario, told), work, told)
        write_json({**found.verdict, "summary": found.lines, "table": found.table}, work / "verdict.json")
        files = sorted(file for file in work.rglob("*") if file.is_file())
        about = manifest(command, found.verdict.get("seeds", f"0 .. {scenario.seeds - 1}"), inputs)
        about["sources"] = sources
        about["files"] = {file.relative_to(work).as_posix(): checksum(file) for file in files}
        about["started"] = started.isoformat(timespec="seconds")
        about["seconds"] = round(time.monotonic() - clock, 1)
        write_json(about, work / "manifest.json")
    return Outcome(folder, found.lines, "", found.table, found.verdict["tables"], found.verdict["next"])


def as_yaml(scenario: Scenario) -> str:
    """Give a scenario's resolved configuration as YAML."""
    return OmegaConf.to_yaml(OmegaConf.create(scenario.configuration()))


def source_digest(root: Path = ROOT) -> str:
    """Give a digest of the sources that results follow from: code, templates, shipped files and data; 16 digits."""
    digest = hashlib.sha256()
    for part in ("sim", "agents", "experiments", "scenarios"):
        for path in sorted(path for path in (root / part).rglob("*") if path.suffix in SOURCES):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _found(folder: Path) -> Outcome:
    """Read what is there, if all files are as they were written."""
    found = read(folder)
    note = "found: the same was run before; --force runs it again"
    if found.about.get("sources") != source_digest():
        note = "found: the same was run before, by other sources than these; --force runs it again"
    known = {folder / name for name in (*found.about["files"], "manifest.json", *EXPORTS)}
    files = {file for file in folder.rglob("*") if file.is_file() and not file.name.startswith(".")}
    strangers = sorted(str(file.relative_to(folder)) for file in files - known)
    if strangers:
        note += f"; not of this result: {', '.join(strangers[:3])}{' ...' if len(strangers) > 3 else ''}"
    return Outcome(folder, found.lines, note, found.table, found.tables, found.next)
