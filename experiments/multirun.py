"""Several scenarios by one command, `--multirun`: checked one and all, then run by Hydra and its launchers.

Hydra composes every job again, in its own process where the launcher says so (hydra/launcher=joblib); the results go
where those of single runs go, so that the same job run alone finds them.
"""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from math import prod
from pathlib import Path
from typing import Any, NamedTuple, cast

from hydra import compose as hydra_compose
from hydra import initialize_config_module
from hydra import main as hydra_main
from hydra.core.global_hydra import GlobalHydra
from hydra.core.hydra_config import HydraConfig
from hydra.core.override_parser.types import Override
from hydra.errors import HydraException
from omegaconf import DictConfig, OmegaConf
from omegaconf.errors import OmegaConfBaseException

from tenfold.experiments.hydra_inside import combinations
from tenfold.experiments.overrides import parse, written
from tenfold.experiments.reporting import shown_progress
from tenfold.experiments.runner import folder_of, run
from tenfold.experiments.scenario import VERSION_BASE, Scenario, compose, prepare, validate
from tenfold.experiments.spelling import closest
from tenfold.sim.errors import InputError, StateError

MOST_JOBS = 10_000


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
    for one in swept:
        if one.is_sweep_override() and not one.is_discrete_sweep():
            raise InputError(one.key_or_group, written(one), "values one by one, as 1,2,3 or range(1,4)")
    jobs = prod(sum(1 for _ in one.sweep_iterator()) for one in swept if one.is_sweep_override())
    if jobs > MOST_JOBS:
        raise InputError("override", list(texts), f"at most {MOST_JOBS} jobs, not {jobs}")
    _check_launcher(given.launcher)
    return [Job(job, compose(experiment, job)) for job in combinations(swept)]


def launch(experiment: str, texts: Sequence[str], jobs: Sequence[Job], results: Path, force: bool) -> list[Path | None]:
    """Run jobs through Hydra.

    Parameters
    ----------
    experiment : its name
    texts : the overrides of all jobs
    jobs : what `expand` makes of these
    results : the folder of all results
    force : whether jobs are run again although results are there

    Returns
    -------
    list of Path or None
        the folder of each job's results; None where it failed, which is told on stderr
    """
    prepare(experiment)
    words = [f"experiment={experiment}", *texts]
    if not any(text.startswith("hydra.sweep.dir=") for text in texts):
        notes = results / experiment / "multirun"
        notes.mkdir(parents=True, exist_ok=True)
        words.append(f"hydra.sweep.dir='{notes.resolve()}/${{now:%Y-%m-%d_%H-%M-%S}}'")
    task = _task(experiment, results.resolve(), force)
    with _arguments(["tenfold", "--multirun", *words]):
        GlobalHydra.instance().clear()
        try:
            hydra_main(version_base=VERSION_BASE, config_path="pkg://tenfold.scenarios", config_name="tenfold")(task)()
        except SystemExit as end:
            if end.code not in (0, None):
                print("tenfold: the launcher failed", file=sys.stderr)
        finally:
            GlobalHydra.instance().clear()
    folders = [folder_of(job.scenario, results) for job in jobs]
    return [folder if (folder / "manifest.json").is_file() else None for folder in folders]


def _task(experiment: str, results: Path, force: bool) -> Any:
    def task(config: DictConfig) -> None:  # within a function: it is sent to other processes with what it knows
        scenario = validate(cast(dict[str, Any], OmegaConf.to_container(config, resolve=True)), experiment)
        own = [text for text in HydraConfig.get().overrides.task if not text.startswith("experiment=")]
        try:
            with shown_progress(experiment) as progress:
                run(scenario, results, ["tenfold", "run", experiment, *own], lambda: progress, force)
        except (InputError, StateError, OSError) as error:
            print(f"tenfold: {' '.join(own)}: {error}", file=sys.stderr)

    return task


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
    """Let Hydra, which reads sys.argv, read these words."""
    before, sys.argv = sys.argv, words
    try:
        yield
    finally:
        sys.argv = before
