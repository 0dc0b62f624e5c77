"""Several scenarios by one command, `--multirun`: checked one and all, then run by Hydra and its launchers.

Hydra composes every job again, in its own process where the launcher says so (hydra/launcher=joblib); the results go
where those of single runs go, so that the same job run alone finds them.
"""

import os
import shutil
import sys
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from math import prod
from pathlib import Path
from typing import Any, NamedTuple, cast

from hydra import compose as hydra_compose
from hydra import initialize_config_module
from hydra import main as hydra_main
from hydra.core.global_hydra import GlobalHydra
from hydra.core.hydra_config import HydraConfig
from hydra.core.override_parser.types import Override, Quote, QuotedString
from hydra.errors import HydraException
from omegaconf import DictConfig, OmegaConf
from omegaconf.errors import OmegaConfBaseException

from tenfold.experiments.command_line.interruption import NOTHING
from tenfold.experiments.command_line.reporting import shown_progress
from tenfold.experiments.found import read
from tenfold.experiments.hydra_inside import combinations
from tenfold.experiments.overrides import how_many, parse, written
from tenfold.experiments.registry import asked_as, find
from tenfold.experiments.runner import folder_of, run
from tenfold.experiments.scenario import VERSION_BASE, Scenario, compose, prepare, validate
from tenfold.experiments.spelling import closest
from tenfold.experiments.sweep_table import Done
from tenfold.sim.errors import InputError, StateError

MOST_JOBS = 10_000
DONE = "done"


class Job(NamedTuple):
    """Hold one scenario of several.

    Attributes
    ----------
    overrides : its own, as written
    scenario : composed and checked
    """

    overrides: list[str]
    scenario: Scenario


def expand(experiment: str, texts: Sequence[str]) -> list[Job]:
    """Compose and check every job of a sweep.

    Parameters
    ----------
    experiment : its name
    texts : overrides; `key=1,2` and `key=range(1,4)` give several values

    Returns
    -------
    list of Job
        all combinations

    Raises
    ------
    InputError : the first mistake of the first job that has one
    """
    prepare(experiment)
    given = parse(texts, multirun=True)
    swept = sorted([*given.groups, *given.values], key=lambda one: list(texts).index(written(one)))
    jobs = prod(how_many(one) for one in swept)
    if jobs > MOST_JOBS:
        raise InputError("override", list(texts), f"at most {MOST_JOBS} jobs, not {jobs}")
    if given.launcher and find(experiment).file is not None:
        allowed = "nothing here: a page of one's own is run in this process, with a thread a core"
        raise InputError(given.launcher[0].key_or_group, allowed=allowed)
    _check_launcher(given.launcher)
    return [Job(job, compose(experiment, job)) for job in combinations(swept)]


def launch(
    experiment: str, texts: Sequence[str], jobs: Sequence[Job], results: Path, more: Sequence[str], force: bool
) -> tuple[Path, list[Done]]:
    """Run jobs through Hydra.

    Parameters
    ----------
    experiment : its name
    texts : the overrides of all jobs
    jobs : what `expand` makes of these
    results : the folder of all results
    more : further words of the command that repeats a job
    force : whether jobs are run again although results are there

    Returns
    -------
    Path, list of Done
        a new folder for notes on the sweep; what came of each job, in the order of `jobs`. A failure is told on stderr

    Raises
    ------
    KeyboardInterrupt : when interrupted; it says how many jobs are finished
    """
    prepare(experiment)
    folders = [folder_of(job.scenario, results) for job in jobs]
    absent = [folder for folder in (results / experiment).parents if not folder.exists()]
    notes = results / experiment / "multirun" / f"{datetime.now():%Y-%m-%d_%H-%M-%S-%f}-{os.getpid()}"
    notes.mkdir(parents=True)
    place = QuotedString(str(notes.resolve()), Quote.single).with_quotes()
    words = [f"experiment={experiment}", *texts, f"hydra.sweep.dir={place}"]
    task = _task(experiment, results.resolve(), notes.resolve(), more, force, len(jobs))
    reason = "it was not run"
    try:
        with _arguments(["tenfold", "--multirun", *words]):
            hydra_main(version_base=VERSION_BASE, config_path="pkg://tenfold.scenarios", config_name="tenfold")(task)()
    except KeyboardInterrupt:
        count = sum(_marked(notes, k) == DONE for k in range(len(jobs)))
        shutil.rmtree(notes, ignore_errors=True)
        for folder in [notes.parent, results / experiment, *absent]:
            with suppress(OSError):  # there is something in it
                folder.rmdir()
        again = "the same command begins anew" if force else "the same command goes on"
        text = f"interrupted; {count} of {len(jobs)} jobs are finished and stay in {results / experiment}; {again}"
        raise KeyboardInterrupt(text if count else NOTHING) from None
    except Exception as error:  # of the launcher: what jobs raise is caught by them
        reason = f"the launcher failed: {' '.join(str(error).split())[:300] or type(error).__name__}"
        print(f"tenfold: {reason}", file=sys.stderr)
    marks = [_marked(notes, k) or reason for k in range(len(jobs))]
    done = [_done(job, folder, mark) for job, folder, mark in zip(jobs, folders, marks, strict=True)]
    for mark in notes.glob("*.mark"):
        mark.unlink()
    return notes, done


def _task(experiment: str, results: Path, notes: Path, more: Sequence[str], force: bool, jobs: int) -> Any:
    def task(config: DictConfig) -> None:  # within a function: it is sent to other processes with what it knows
        scenario = validate(cast(dict[str, Any], OmegaConf.to_container(config, resolve=True)), experiment)
        own = [text for text in HydraConfig.get().overrides.task if not text.startswith("experiment=")]
        number = int(HydraConfig.get().job.num)
        mark = DONE
        try:
            command = ["tenfold", "run", asked_as(experiment), *own, *more]
            with shown_progress(f"{experiment} {number + 1} of {jobs}" if jobs > 1 else experiment) as progress:
                run(scenario, results, command, lambda: progress, force)
        except (InputError, StateError, OSError, MemoryError) as error:
            mark = " ".join(str(error).split()) or type(error).__name__
            print(f"tenfold: {' '.join(own)}: {error}", file=sys.stderr)
        except Exception as error:  # a fault of the program: it is shown whole, and the other jobs are run
            mark = f"{type(error).__name__}: {error}"
            print(f"tenfold: {' '.join(own)}: failed", file=sys.stderr)
            traceback.print_exc()
        (notes / f"{number}.mark").write_text(mark, encoding="utf-8", errors="replace")

    return task


def _marked(notes: Path, number: int) -> str:
    """Read what a job said when it ended: `DONE`, or why it failed; "" where it has not ended."""
    mark = notes / f"{number}.mark"
    return mark.read_text(encoding="utf-8") if mark.is_file() else ""


def _done(job: Job, folder: Path, mark: str) -> Done:
    """Read what a job left, if it is done."""
    if mark == DONE:
        try:
            return Done(job.overrides, job.scenario, folder.name, read(folder))
        except (InputError, OSError) as error:  # somebody else has been there meanwhile
            mark = str(error)
            print(f"tenfold: {' '.join(job.overrides)}: {error}", file=sys.stderr)
    return Done(job.overrides, job.scenario, folder.name, None, mark)


def _check_launcher(overrides: Sequence[Override]) -> None:
    """Refuse a launcher that is not installed and settings that Hydra does not know."""
    with initialize_config_module("tenfold.scenarios", version_base=VERSION_BASE):
        known = GlobalHydra.instance().config_loader().get_group_options("hydra/launcher")
        for one in overrides:
            key, text = one.key_or_group, written(one)
            if one.is_sweep_override():
                raise InputError(key, text, "one value: a launcher runs all jobs")
            if key == "hydra/launcher" and one.value() not in known:
                near = closest(str(one.value()), known)
                allowed = "one of " + ", ".join(sorted(known)) + (f"; nearest: {near}" if near else "")
                raise InputError(key, one.value(), allowed + "; others are plugins to be installed")
        try:
            hydra_compose("tenfold", overrides=[written(one) for one in overrides], return_hydra_config=True)
        except (HydraException, OmegaConfBaseException, ValueError) as error:
            names = ", ".join(one.key_or_group for one in overrides)
            reason = str(error).strip().splitlines() or ["?"]
            raise InputError(names, allowed=f"settings that hydra knows ({reason[0]})") from None


@contextmanager
def _arguments(words: list[str]) -> Iterator[None]:
    """Let Hydra read these words, where it reads sys.argv, and raise what fails instead of printing it."""
    before, full = sys.argv, os.environ.get("HYDRA_FULL_ERROR")
    sys.argv, os.environ["HYDRA_FULL_ERROR"] = words, "1"
    GlobalHydra.instance().clear()
    try:
        yield
    finally:
        GlobalHydra.instance().clear()
        sys.argv = before
        if full is None:
            del os.environ["HYDRA_FULL_ERROR"]
        else:
            os.environ["HYDRA_FULL_ERROR"] = full
