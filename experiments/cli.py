"""The command `tenfold`. Nothing heavy is imported before it is known to be needed, so that --help is at once there."""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from tenfold.experiments.completion import SHELLS, complete, completed_by, experiments, folders, overrides, shown
from tenfold.experiments.interruption import NOTHING, STATUS
from tenfold.sim.errors import InputError, StateError

EPILOG = """examples:
  tenfold list
  tenfold run five_to_ten market=from_cohort market.price=80
  tenfold run five_to_ten seeds=8 network=random,scale_free --multirun
  tenfold show parameters customers.choice
  tenfold show results five_to_ten

words are completed by the Tab key after one of these, in ~/.bashrc, ~/.zshrc or ~/.config/fish/config.fish:
  eval "$(tenfold completion bash)"
  eval "$(tenfold completion zsh)"
  tenfold completion fish | source"""
BAD_INPUT, FAILED, NOBODY_READS = 2, 1, 141
COMMANDS = ("list", "run", "show", "new", "completion")
SHOWN = {
    "parameters": "units, ranges and sources of all that can be set; of names that contain PATTERN",
    "levers": "what a firm may change while the market runs; of names that contain PATTERN",
    "moments": "whether a market looks like real ones; of another than the default by OVERRIDEs",
    "results": "which runs left results, when, and their verdicts in a line; of the experiment NAME",
}
OPTIONS: dict[str | None, tuple[str, ...]] = {
    None: ("--help", "--version"),
    "list": ("--help",),
    "run": ("--multirun", "--cfg", "--table", "--force", "--results", "--help"),
    "show": ("--markdown", "--results", "--help"),
    "new": ("--help",),
    "completion": ("--help",),
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
    about = "the experiment, as listed, or the path of a file of your own"
    completed_by(run.add_argument("name", metavar="NAME", help=about), experiments)
    about = "GROUP=FILE, as network=random, or KEY=VALUE"
    completed_by(run.add_argument("overrides", metavar="OVERRIDE", nargs="*", help=about), overrides)
    run.add_argument("-m", "--multirun", action="store_true", help="run all combinations of values as KEY=1,2,3")
    run.add_argument("--cfg", choices=["job"], help="print the resolved configuration and run nothing")
    run.add_argument("--table", action="store_true", help="print the table of what was found below the answer")
    run.add_argument("--force", action="store_true", help="run although results are there, and replace them")
    _add_results(run)
    listed = "\n".join(f"  {name:10}  {what}" for name, what in SHOWN.items())
    about = f"show {', '.join(SHOWN)}"
    show = commands.add_parser("show", help=about, allow_abbrev=False, formatter_class=raw, epilog=listed)
    what = show.add_argument("what", nargs="?", metavar="|".join(SHOWN), help="what is shown, see below")
    completed_by(what, lambda **_: SHOWN)
    words = show.add_argument("words", nargs="*", metavar="PATTERN|OVERRIDE|NAME", help="of which, see below")
    completed_by(words, shown)
    show.add_argument("--markdown", action="store_true", help="as a table in Markdown")
    _add_results(show)
    new = commands.add_parser("new", help="write the page of an experiment of your own", allow_abbrev=False)
    completed_by(new.add_argument("what", metavar="experiment", help="what is new"), lambda **_: ("experiment",))
    new.add_argument("name", metavar="NAME", help="its name; NAME.py and NAME.yaml are written here")
    about = "print what makes a shell complete words, see below"
    shells = commands.add_parser("completion", help=about, allow_abbrev=False)
    completed_by(shells.add_argument("shell", metavar="|".join(SHELLS), help="which"), lambda **_: SHELLS)
    return parser


def _add_results(parser: argparse.ArgumentParser) -> None:
    about = "where results go (default: results)"
    completed_by(parser.add_argument("--results", metavar="DIR", default="results", help=about), folders)


def _dispatch(argv: list[str], own_process: bool) -> int:
    parser = _parser()
    if own_process and "_ARGCOMPLETE" in os.environ:  # the Tab key was pressed
        complete(parser)
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
    if options or (more and given.command not in ("run", "show")):
        if not options:
            raise InputError(more[0], allowed=f"nothing here: tenfold {given.command} takes no further words")
        allowed = f"an option that {_help(given.command)} names"
        raise InputError(options[0], allowed=allowed, known=OPTIONS[given.command])
    if given.command is None:
        parser.print_help()
        return 0
    if given.command == "list":
        return _list()
    if given.command == "new":
        return _new(given.what, given.name)
    if given.command == "completion":
        return _completion(given.shell)
    if not given.results:
        raise InputError("--results", given.results, "a folder")
    if given.command == "show":
        return _show(given, [*given.words, *more], own_process)
    return _run(given.name, [*given.overrides, *more], given, own_process)


def _help(command: str | None) -> str:
    return f"tenfold {command} --help" if command else "tenfold --help"


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
        from tenfold.experiments.past import show_results

        show_results(Path(given.results), words[0] if words else None, given.markdown)
        return 0
    from tenfold.experiments.reporting import compiling_announced, warnings_after

    with compiling_announced(own_process), warnings_after():
        from tenfold.experiments.showing import show_moments, show_parameters

        if given.what == "moments":
            show_moments(words)
        else:
            show_parameters(words[0] if words else None, given.markdown, given.what == "levers")
    return 0


def _completion(shell: str) -> int:
    from tenfold.experiments.completion import shell_code

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
        from tenfold.experiments.running import Wanted, run_one, run_several

        more = given.force, given.table, given.cfg is not None
        wanted = Wanted(named(name), name, overrides, Path(given.results), *more)
        return (run_several if given.multirun else run_one)(wanted)


def _check_memory() -> None:
    """Refuse to begin where libraries would abort the process, for want of memory, before anything can be said."""
    import resource

    most = resource.getrlimit(resource.RLIMIT_AS)[0]
    if most != resource.RLIM_INFINITY and most < LEAST_MEMORY:
        raise InputError("memory, as ulimit -v limits it", most // 1024, f"{LEAST_MEMORY // 1024} kB or more")
