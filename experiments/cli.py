"""The command `tenfold`. Nothing heavy is imported before it is known to be needed, so that --help is at once there."""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from tenfold.experiments.command_line.completion import complete
from tenfold.experiments.command_line.interruption import NOTHING, STATUS
from tenfold.experiments.command_line.translated import COLUMNS, VALUES, budgets, of_table
from tenfold.experiments.command_line.words import ABOUT, RUNS, SHOWN, words
from tenfold.sim.errors import InputError, StateError

BAD_INPUT, FAILED, NOBODY_READS = 2, 1, 141
LEAST_MEMORY = 1 << 30  # [bytes of addresses] the libraries alone take most of it


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


def _dispatch(argv: list[str], own_process: bool) -> int:
    parser, parsers = words()
    if own_process and "_ARGCOMPLETE" in os.environ:  # the Tab key was pressed
        complete(parser)
    first = next((word for word in argv if not word.startswith("-")), "list")
    if first not in ABOUT:
        raise InputError("command", first, f"one of {', '.join(ABOUT)}", ABOUT)
    try:
        given, more = parser.parse_known_args(argv)
    except SystemExit:  # --help
        return 0
    if given.version:
        return _version()
    options = [word for word in more if word.startswith("-")]
    if options or (more and given.command not in (*RUNS, "show")):
        if not options:
            raise InputError(more[0], allowed=f"nothing here: tenfold {given.command} takes no further words")
        known = parsers[given.command] if given.command else parser
        raise InputError(options[0], allowed=f"an option that {known.prog} --help names", known=known.options())
    if given.command is None:
        parser.print_help()
        return 0
    if getattr(given, "results", "results") == "":
        raise InputError("--results", given.results, "a folder")
    if given.command in RUNS:
        return _run(given, [*given.overrides, *more], own_process)
    if given.command == "show":
        return _show(given, [*given.words, *more], own_process)
    if given.command == "report":
        return _report(given)
    if given.command == "new":
        return _new(given.what, given.name)
    return _completion(given.shell) if given.command == "completion" else _list()


def _show(given: argparse.Namespace, words: list[str], own_process: bool) -> int:
    if given.what is None:
        for name, what in SHOWN.items():
            print(f"{name:10}  {what}")
        return 0
    if given.what not in SHOWN:
        raise InputError("show", given.what, f"one of {', '.join(SHOWN)}", SHOWN)
    if given.what != "moments" and len(words) > 1:
        raise InputError("experiment" if given.what == "results" else "pattern", " ".join(words), "one word")
    _check_memory()
    if given.what == "results":
        from tenfold.experiments.command_line.past import show_results

        show_results(Path(given.results), words[0] if words else None, given.markdown)
        return 0
    from tenfold.experiments.command_line.reporting import compiling_announced, warnings_after

    with compiling_announced(own_process), warnings_after():
        from tenfold.experiments.command_line.showing import show_moments, show_parameters

        if given.what == "moments":
            show_moments(words)
        else:
            show_parameters(words[0] if words else None, given.markdown, given.what == "levers")
    return 0


def _completion(shell: str) -> int:
    from tenfold.experiments.command_line.completion import shell_code

    print(shell_code(shell))
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
    from tenfold.experiments.command_line.new_page import new_experiment

    if what != "experiment":
        raise InputError("new", what, "experiment", ("experiment",))
    for file in new_experiment(name, Path()):
        print(file)
    print(f"run it: tenfold run {name}.py")
    return 0


def _run(given: argparse.Namespace, overrides: list[str], own_process: bool) -> int:
    from tenfold.experiments.registry import named

    if given.command == "cohort":
        said = {name: getattr(given, name) for name in (*COLUMNS, *VALUES)}
        overrides = [*of_table(given.file, said, given.period), *overrides]
    if given.command == "plan":
        overrides = budgets(overrides)
    _check_memory()
    from tenfold.experiments.command_line.reporting import compiling_announced

    with compiling_announced(own_process):
        from tenfold.experiments.command_line.running import Wanted, run_one, run_several

        more = given.force, given.table, given.cfg is not None, given.csv, given.xlsx
        if given.name == "all":
            from tenfold.experiments.command_line.everything import run_all

            for option in ("multirun", "cfg", "table", "csv", "xlsx"):
                if getattr(given, option):
                    raise InputError(
                        f"--{option}", allowed="for one experiment: all take OVERRIDEs, --force, --results"
                    )
            return run_all(Wanted("all", "all", overrides, Path(given.results), given.force))
        wanted = Wanted(named(given.name), given.name, overrides, Path(given.results), *more)
        return (run_several if given.multirun else run_one)(wanted)


def _report(given: argparse.Namespace) -> int:
    _check_memory()
    from tenfold.experiments.command_line.reported import report

    return report(Path(given.path), given.pdf, given.csv, given.xlsx)


def _check_memory() -> None:
    """Refuse to begin where libraries would abort the process, for want of memory, before anything can be said."""
    import resource

    most = resource.getrlimit(resource.RLIMIT_AS)[0]
    if most != resource.RLIM_INFINITY and most < LEAST_MEMORY:
        raise InputError("memory, as ulimit -v limits it", most // 1024, f"{LEAST_MEMORY // 1024} kB or more")
