"""The command `tenfold`. Nothing heavy is imported before it is known to be needed, so that --help is at once there."""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from tenfold.experiments.interruption import NOTHING, STATUS, tidying
from tenfold.sim.errors import InputError, StateError

if TYPE_CHECKING:
    from tenfold.experiments.runner import Outcome

EPILOG = """examples:
  tenfold list
  tenfold run five_to_ten market=from_cohort market.price=80
  tenfold run five_to_ten seeds=8 network=random,scale_free --multirun
  tenfold show parameters customers.choice
  tenfold show levers"""
BAD_INPUT, FAILED, NOBODY_READS = 2, 1, 141
COMMANDS, SHOWN = ("list", "run", "show", "new"), ("parameters", "levers", "moments")
OPTIONS: dict[str | None, tuple[str, ...]] = {
    None: ("--help", "--version"),
    "list": ("--help",),
    "run": ("--multirun", "--cfg", "--force", "--results", "--help"),
    "show": ("--markdown", "--help"),
    "new": ("--help",),
}
LEAST_MEMORY = 1 << 30  # [bytes of addresses] the libraries alone take most of it


class _Parser(argparse.ArgumentParser):
    """A parser that reports mistakes like all others."""

    def error(self, message: str) -> NoReturn:
        raise InputError("command line", allowed=f"see {self.prog} --help ({message})")


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command and give its exit status: 0, 1 for a failure, 2 for input that cannot be used, 130 if interrupted.

    Parameters
    ----------
    argv : the words after `tenfold`; by default those of the process
    """
    try:
        status = _dispatch(sys.argv[1:], True) if argv is None else _dispatch(list(argv), False)
        sys.stdout.flush()
        return status
    except (InputError, StateError) as error:
        return _complain(str(error), BAD_INPUT if isinstance(error, InputError) else FAILED)
    except BrokenPipeError:
        sys.stdout = open(os.devnull, "w")  # what is still to be flushed at exit
        return NOBODY_READS
    except OSError as error:
        where = error.filename if isinstance(error.filename, str) else "results"
        return _complain(f"{where}: cannot be written or read: {error.strerror or error}", BAD_INPUT)
    except MemoryError as error:
        reason = f" ({error})" if str(error) else ""
        return _complain(f"memory: not enough{reason}; a smaller market.size or fewer threads need less", FAILED)
    except KeyboardInterrupt as interrupt:
        return _complain(str(interrupt) or NOTHING, STATUS)


def _complain(text: str, status: int) -> int:
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    print(f"tenfold: {line}", file=sys.stderr)
    return status


def _parser() -> argparse.ArgumentParser:
    raw = argparse.RawDescriptionHelpFormatter
    about = "Simulate a market of customers who stay or leave, and answer questions about it."
    parser = _Parser(prog="tenfold", description=about, epilog=EPILOG, formatter_class=raw, allow_abbrev=False)
    parser.add_argument("--version", action="store_true", help="say which version this is")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", parser_class=_Parser)
    commands.add_parser("list", help="list the experiments and their questions", allow_abbrev=False)
    run = commands.add_parser("run", help="run an experiment", allow_abbrev=False, formatter_class=raw, epilog=EPILOG)
    run.add_argument("name", metavar="NAME", help="the experiment, as listed, or the path of a file of your own")
    run.add_argument("overrides", metavar="OVERRIDE", nargs="*", help="GROUP=FILE, as network=random, or KEY=VALUE")
    run.add_argument("-m", "--multirun", action="store_true", help="run all combinations of values as KEY=1,2,3")
    run.add_argument("--cfg", choices=["job"], help="print the resolved configuration and run nothing")
    run.add_argument("--force", action="store_true", help="run although results are there, and replace them")
    run.add_argument("--results", metavar="DIR", default="results", help="where results go (default: results)")
    show = commands.add_parser("show", help="show parameters, levers, or the moments of a market", allow_abbrev=False)
    what = "parameters: units, ranges, sources; levers: what a firm may change; moments: does a market look real"
    show.add_argument("what", nargs="?", metavar="|".join(SHOWN), help=what)
    show.add_argument("words", nargs="*", metavar="PATTERN or OVERRIDE", help="parameters, levers: only names that "
                      "contain this; moments: of another market than the default")  # fmt: skip
    show.add_argument("--markdown", action="store_true", help="as a table in Markdown")
    new = commands.add_parser("new", help="write the page of an experiment of your own", allow_abbrev=False)
    new.add_argument("what", metavar="experiment", help="what is new")
    new.add_argument("name", metavar="NAME", help="its name; NAME.py and NAME.yaml are written here")
    return parser


def _dispatch(argv: list[str], own_process: bool) -> int:
    parser = _parser()
    first = next((word for word in argv if not word.startswith("-")), COMMANDS[0])
    if first not in COMMANDS:
        raise InputError("command", first, f"one of {', '.join(COMMANDS)}", COMMANDS)
    try:
        given, more = parser.parse_known_args(argv)
    except SystemExit:  # --help
        return 0
    if given.version:
        return _version()
    options = [word for word in more if word.startswith("-")]
    if options or (more and given.command != "run"):
        if not options:
            raise InputError(more[0], allowed=f"nothing here: tenfold {given.command} takes no further words")
        allowed = f"an option that {_help(given.command)} names"
        raise InputError(options[0], allowed=allowed, known=OPTIONS[given.command])
    if given.command is None:
        parser.print_help()
        return 0
    if given.command == "list":
        return _list()
    if given.command == "show":
        return _show(given, own_process)
    if given.command == "new":
        return _new(given.what, given.name)
    if not given.results:
        raise InputError("--results", given.results, "a folder")
    return _run(given.name, [*given.overrides, *more], given, own_process)


def _help(command: str | None) -> str:
    return f"tenfold {command} --help" if command else "tenfold --help"


def _show(given: argparse.Namespace, own_process: bool) -> int:
    if given.what not in SHOWN:
        raise InputError("show", given.what or ..., f"one of {', '.join(SHOWN)}", SHOWN if given.what else ())
    if given.what != "moments" and len(given.words) > 1:
        raise InputError("pattern", " ".join(given.words), "one word")
    _check_memory()
    from tenfold.experiments.reporting import compiling_announced, warnings_after

    with compiling_announced(own_process), warnings_after():
        from tenfold.experiments.showing import show_moments, show_parameters

        if given.what == "moments":
            show_moments(given.words)
        else:
            show_parameters(given.words[0] if given.words else None, given.markdown, given.what == "levers")
    return 0


def _version() -> int:
    from importlib.metadata import PackageNotFoundError, version

    try:
        print(f"tenfold {version('tenfold')}")
    except PackageNotFoundError:
        print("tenfold, not installed")
    return 0


def _list() -> int:
    from tenfold.experiments.registry import EXPERIMENTS, question

    width = max(map(len, EXPERIMENTS), default=0)
    for name in EXPERIMENTS:
        try:
            print(f"{name:{width}}  {question(name)}")
        except InputError as error:  # another package's is no reason to hide the others
            print(f"{name:{width}}  cannot be used: {error}")
    return 0


def _new(what: str, name: str) -> int:
    from tenfold.experiments.new_page import new_experiment

    if what != "experiment":
        raise InputError("new", what, "experiment", ("experiment",))
    for file in new_experiment(name, Path()):
        print(file)
    print(f"run it: tenfold run {name}.py")
    return 0


def _run(name: str, overrides: list[str], given: argparse.Namespace, own_process: bool) -> int:
    from tenfold.experiments.registry import named

    _check_memory()
    from tenfold.experiments.reporting import compiling_announced

    with compiling_announced(own_process):
        return (_run_several if given.multirun else _run_one)(named(name), overrides, given)


def _check_memory() -> None:
    """Refuse to begin where libraries would abort the process, for want of memory, before anything can be said."""
    import resource

    most = resource.getrlimit(resource.RLIMIT_AS)[0]
    if most != resource.RLIM_INFINITY and most < LEAST_MEMORY:
        raise InputError("memory, as ulimit -v limits it", most // 1024, f"{LEAST_MEMORY // 1024} kB or more")


def _run_one(name: str, overrides: list[str], given: argparse.Namespace) -> int:
    from tenfold.experiments.idle import idle
    from tenfold.experiments.reporting import shown_progress, warn, warnings_after
    from tenfold.experiments.runner import as_yaml, run
    from tenfold.experiments.scenario import compose

    with warnings_after():
        scenario = compose(name, overrides)
    warn(idle(scenario, overrides))
    if given.cfg:
        print(as_yaml(scenario), end="")
        return 0
    command = ["tenfold", "run", given.name, *overrides, *_elsewhere(given.results)]
    with tidying(), shown_progress(name) as progress:
        outcome = run(scenario, Path(given.results), command, lambda: progress, given.force)
    _tell(outcome)
    return 0


def _elsewhere(results: str) -> list[str]:
    """Give the words that say where results go, unless they go where they would anyway."""
    return [] if Path(results).resolve() == Path("results").resolve() else ["--results", results]


def _tell(outcome: "Outcome") -> None:
    for line in outcome.lines:
        print(line)
    if outcome.note:
        print(outcome.note)
    for part in ("report.html", "figures"):
        if (outcome.folder / part).exists():
            print(f"{part.partition('.')[0]}: {outcome.folder / part}")
    print(f"results: {outcome.folder}")


def _run_several(name: str, overrides: list[str], given: argparse.Namespace) -> int:
    from tenfold.experiments.idle import idle
    from tenfold.experiments.multirun import expand, launch
    from tenfold.experiments.reporting import warn, warnings_after
    from tenfold.experiments.runner import as_yaml

    with warnings_after():
        jobs = expand(name, overrides)
    first, *others = [idle(job.scenario, job.overrides) for job in jobs]
    warn([text for text in first if all(text in other for other in others)])
    if given.cfg:
        print("---\n".join(as_yaml(job.scenario) for job in jobs), end="")
        return 0
    with tidying():
        folders = launch(name, overrides, jobs, Path(given.results), _elsewhere(given.results), given.force)
    for job, folder in zip(jobs, folders, strict=True):
        print(f"{' '.join(job.overrides)}: {'failed' if folder is None else f'results: {folder}'}")
    return FAILED if None in folders else 0
