"""What `tenfold run` and the commands short for it do and print: the answer, where the results are, what comes next.

Of several runs it is a line each.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from tenfold.experiments.command_line.exports import export
from tenfold.experiments.command_line.interruption import tidying
from tenfold.experiments.command_line.printing import PrintingError
from tenfold.experiments.command_line.reporting import shown_progress, warn, warnings_after
from tenfold.experiments.command_line.translated import with_tables
from tenfold.experiments.found import in_a_line
from tenfold.experiments.idle import idle
from tenfold.experiments.multirun import expand, launch
from tenfold.experiments.runner import Outcome, as_yaml, run
from tenfold.experiments.scenario import compose
from tenfold.experiments.sweep_table import write
from tenfold.sim.errors import InputError


class Wanted(NamedTuple):
    """Say what is to be run.

    Attributes
    ----------
    name, said, overrides : the experiment, how it was named on the command line, and what is changed
    results : the folder of all results
    force : whether results that are there are replaced
    table : whether the table of what was found is printed as well
    only_shown : whether the configuration is printed and nothing run
    csv, xlsx : whether results are exported as such
    """

    name: str
    said: str
    overrides: list[str]
    results: Path
    force: bool = False
    table: bool = False
    only_shown: bool = False
    csv: bool = False
    xlsx: bool = False

    def elsewhere(self) -> list[str]:
        """Give the words that say where results go, unless they go where they would anyway."""
        return [] if self.results.resolve() == Path("results").resolve() else ["--results", str(self.results)]


def run_one(wanted: Wanted) -> int:
    """Run one scenario and print what came out; gives the exit status."""
    with warnings_after():
        scenario = compose(wanted.name, wanted.overrides)
    warn(idle(scenario, wanted.overrides))
    if wanted.only_shown:
        print(as_yaml(scenario), end="")
        return 0
    command = ["tenfold", "run", wanted.said, *wanted.overrides, *wanted.elsewhere()]
    with tidying(), shown_progress(wanted.name) as progress:
        outcome = run(scenario, wanted.results, command, lambda: progress, wanted.force)
    tell(outcome, wanted.table, export(outcome.folder, wanted.csv, wanted.xlsx))
    return 0


def tell(outcome: Outcome, table: bool, more: Iterable[tuple[str, Path]]) -> None:
    """Print the answer, where everything lies, what to run next, and last of all where each further table lies.

    Parameters
    ----------
    outcome : of a run
    table : whether the table of what was found is printed as well
    more : makes further files while it is walked through, and gives what each is called and where it is

    Raises
    ------
    InputError, OSError, PrintingError : of a further file; last of all, for the answer is there all the same
    """
    for line in [*outcome.lines, *(outcome.table if table else ())]:
        print(line)
    if outcome.note:
        print(outcome.note)
    for part in ("report.html", "figures"):
        if (outcome.folder / part).exists():
            print(f"{part.partition('.')[0]}: {outcome.folder / part}")
    failure: Exception | None = None
    try:
        with tidying():
            for name, path in more:
                print(f"{name}: {path}")
    except BrokenPipeError:
        raise
    except (InputError, OSError, PrintingError) as error:
        failure = error
    print(f"results: {outcome.folder}")
    tables = {name: outcome.folder / f"{name}.csv" for name in outcome.tables}
    if outcome.next:
        print(f"next: {with_tables(outcome.next, tables)}")
    for name, path in tables.items():
        print(f"{name}: {path}")
    if failure is not None:
        raise failure


def run_several(wanted: Wanted) -> int:
    """Run all combinations, print the verdict of each in a line and leave a table of all; gives the exit status."""
    with warnings_after():
        jobs = expand(wanted.name, wanted.overrides)
    first, *others = [idle(job.scenario, job.overrides) for job in jobs]
    warn([text for text in first if all(text in other for other in others)])
    if wanted.only_shown:
        print("---\n".join(as_yaml(job.scenario) for job in jobs), end="")
        return 0
    with tidying():
        notes, done = launch(wanted.name, wanted.overrides, jobs, wanted.results, wanted.elsewhere(), wanted.force)
    common = set.intersection(*(set(job.overrides) for job in jobs)) if len(jobs) > 1 else set()
    for one in done:
        said = "failed" if one.result is None else f"{in_a_line(one.result.verdict)} [{one.identity}]"
        print(f"{' '.join(text for text in one.overrides if text not in common)}: {said}")
        for line in one.result.table if one.result is not None and wanted.table else ():
            print(line)
    print(f"table: {write(done, notes)}")
    with tidying():
        for one in done:
            if one.result is not None:
                for name, path in export(wanted.results / wanted.name / one.identity, wanted.csv, wanted.xlsx):
                    print(f"{name}: {path}")
    print(f"results: {notes.parents[1]}")
    return 1 if any(one.result is None for one in done) else 0
