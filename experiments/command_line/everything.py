"""What `tenfold run all` does: every experiment one after another, and one page of what they answer."""

import base64
from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple

from tenfold.experiments.command_line.interruption import tidying
from tenfold.experiments.command_line.reporting import shown_progress, warnings_after
from tenfold.experiments.command_line.running import Wanted
from tenfold.experiments.command_line.translated import SHORT
from tenfold.experiments.found import in_a_line, read
from tenfold.experiments.registry import EXPERIMENTS, question
from tenfold.experiments.runner import run
from tenfold.experiments.scenario import Scenario, compose
from tenfold.sim.errors import InputError, StateError
from tenfold.sim.store import finished_folder

ALL = "all"  # in the place of an experiment's name


class Entry(NamedTuple):
    """Hold what the page says of one experiment.

    Attributes
    ----------
    name, question : as `tenfold list` shows them
    report : where its own page lies, from the folder of the page; "" where the run failed
    verdict : as in verdict.json; empty where the run failed
    counts : of claims by verdict, in words
    labels : what the claims are called, each of built in, emergent, contested that occurs
    picture : the one that makes the point, as PNG in base64; "" for none
    failure : why there is no verdict; "" where there is one
    """

    name: str
    question: str
    report: str = ""
    verdict: dict[str, Any] = {}
    counts: str = ""
    labels: str = ""
    picture: str = ""
    failure: str = ""


def run_all(wanted: Wanted) -> int:
    """Run every experiment and write the page of all; gives the exit status, 1 if one failed.

    Parameters
    ----------
    wanted : its overrides are those of every experiment; results that are there are taken, unless forced

    Raises
    ------
    InputError : an override does not suit one of the experiments, by name; then nothing is run
    OSError : the page cannot be written
    """
    names = [name for name in EXPERIMENTS if name not in SHORT.values()]
    with warnings_after():
        scenarios = {name: compose(name, wanted.overrides) for name in names}
    entries = []
    for number, (name, scenario) in enumerate(scenarios.items(), 1):
        entries.append(_played(name, scenario, wanted, f"{number} of {len(names)}: {name}"))
        print(f"{name}: {entries[-1].failure or in_a_line(entries[-1].verdict)}", flush=True)
    folder = wanted.results / ALL
    with finished_folder(folder, replace=True) as work:
        (work / "index.html").write_text(page(entries), encoding="utf-8")
    print(f"report: {folder / 'index.html'}")
    print(f"results: {folder}")
    return 1 if any(entry.failure for entry in entries) else 0


def _played(name: str, scenario: Scenario, wanted: Wanted, label: str) -> Entry:
    """Run one experiment; gives what the page says of it."""
    command = ["tenfold", "run", name, *wanted.overrides, *wanted.elsewhere()]
    try:
        with tidying(), shown_progress(label) as progress:
            folder = run(scenario, wanted.results, command, lambda: progress, wanted.force).folder
        return entry_of(name, folder, wanted.results)
    except (InputError, StateError) as error:
        return Entry(name, question(name), failure=str(error))


def entry_of(name: str, folder: Path, results: Path) -> Entry:
    """Read what the page says of one experiment from its results.

    Parameters
    ----------
    name : of the experiment
    folder : of its results, below `results`
    results : the folder of all results

    Raises
    ------
    InputError : a file is not as it was written; it names the file
    """
    verdict = read(folder).verdict
    figures = {file.stem: file for file in sorted((folder / "figures").glob("*.png"))}
    file = figures.get(str(verdict.get("picture")), next(iter(figures.values()), None))
    counts = Counter(claim["verdict"] for claim in verdict["claims"])
    labels = {claim["label"].partition(":")[0] for claim in verdict["claims"]}
    return Entry(
        name, question(name), f"../{(folder / 'report.html').relative_to(results).as_posix()}", verdict,
        ", ".join(f"{count} {word}" for word, count in counts.most_common()),
        ", ".join(label for label in ("built in", "emergent", "contested") if label in labels),
        base64.b64encode(file.read_bytes()).decode("ascii") if file is not None else "",
    )  # fmt: skip


def page(entries: list[Entry]) -> str:
    """Give the page: every question with its answer, picture, labels, and what would refute it; it needs no network."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    loader = PackageLoader("tenfold.experiments.study", "")
    made = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return made.get_template("index.html.jinja").render(entries=entries)
