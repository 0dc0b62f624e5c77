"""The words of the command `tenfold`: its commands, their options, and what --help says of them."""

import argparse
from typing import NoReturn

from tenfold.experiments.command_line.completion import (
    SHELLS,
    columns,
    completed_by,
    files,
    folders,
    overrides,
    runnable,
    shown,
)
from tenfold.experiments.command_line.translated import COLUMNS, PERIODS, SHORT, VALUES
from tenfold.sim.errors import InputError

EPILOG = """examples:
  tenfold list
  tenfold run five_to_ten market=from_cohort market.price=80
  tenfold run all seeds=4
  tenfold run five_to_ten seeds=8 network=random,scale_free --multirun
  tenfold cohort customers.csv --tenure months --left gone --period month
  tenfold show parameters customers.choice
  tenfold show results five_to_ten

words are completed by the Tab key after one of these, in ~/.bashrc, ~/.zshrc or ~/.config/fish/config.fish:
  eval "$(tenfold completion bash)"
  eval "$(tenfold completion zsh)"
  tenfold completion fish | source"""
OF_COHORT = """examples:
  tenfold cohort customers.csv
  tenfold cohort customers.csv --tenure months --left gone --value charge --period month
  tenfold cohort customers.csv --since joined --left "left on" --by plan --asof 2024-12-31
  tenfold cohort purchases.csv --customer id --date day --value amount --period week
  tenfold cohort members.parquet --recency recency --observed T --gap 6 --by cohort

What is not said of the table is guessed from it, and the guess is shown. --tenure COLUMN is short for
market.table.tenure=COLUMN, FILE for market.file=FILE, --period month for market.period=month: written out, all other
commands that read a cohort take the same, as plan, test-plan and run five_to_ten market=from_cohort do.
The last line says where the survival is, as a CSV that these read too."""
OF_PLAN = """examples:
  tenfold plan budget=2,4,8
  tenfold plan market.file=customers.csv market.table.tenure=months market.table.left=gone market.period=month
  tenfold plan market.file=customers.csv market.price=30 market.unit_cost=12 budget=3 --xlsx

budget=2,4,8 is short for experiment.budgets=[2,4,8]: money per head of the market and period."""
OF_TEST_PLAN = """examples:
  tenfold test-plan
  tenfold test-plan market.file=customers.csv market.table.tenure=months market.table.left=gone market.period=month

The result of a field test is told by market.care_test.* and market.contact_test.*, to this and to all other commands;
what they take, tenfold show parameters says."""
OF_REPORT = """examples:
  tenfold report results/five_to_ten/0123456789ab
  tenfold report results/five_to_ten/0123456789ab --pdf
  tenfold report results/five_to_ten/0123456789ab/report.html --csv --xlsx

--pdf needs Chromium, Chrome or Edge, found by its name or named by the variable TENFOLD_BROWSER. Where there is none,
or it fails, one line says how to print by hand, and the exit status is 1. An export that somebody has changed, such as
a workbook with sums of their own, is never replaced: rename it first."""
SHOWN = {
    "parameters": "units, ranges and sources of all that can be set; of names that contain PATTERN",
    "levers": "what a firm may change while the market runs; of names that contain PATTERN",
    "moments": "whether a market looks like real ones; of another than the default by OVERRIDEs",
    "results": "which runs left results, when, and their verdicts in a line; of the experiment NAME",
}
ABOUT = {
    "list": "list the experiments and their questions",
    "run": "run an experiment",
    "cohort": "read a table of your customers: how many stay, for how long, and what they are worth",
    "plan": "say what next year brings if a budget is spent, for policies side by side",
    "test-plan": "say what to test in the field first, and with how many customers",
    "report": "show where a result's report is; print it, or export its rows",
    "show": f"show {', '.join(SHOWN)}",
    "new": "write the page of an experiment of your own",
    "completion": "print what makes a shell complete words, see below",
}
RUNS = ("run", *SHORT)  # the commands that run an experiment


class Words(argparse.ArgumentParser):
    """A parser that reports mistakes like all others."""

    def error(self, message: str) -> NoReturn:
        """Raise InputError with argparse's reason."""
        raise InputError("command line", allowed=f"see {self.prog} --help ({message})")

    def options(self) -> list[str]:
        """List the options, written out."""
        return [word for word in self._option_string_actions if word.startswith("--")]

    def described(self) -> list[tuple[str, str]]:
        """List how each word and option but --help is written, and what --help says of it."""
        found = []
        for action in self._actions[1:]:  # but --help, which all have
            kind = str(action.metavar or "|".join(map(str, action.choices or ())))
            several = "[{} ...]" if action.nargs == "*" else "[{}]" if action.nargs == "?" else "{}"
            name = ", ".join(action.option_strings)
            takes = kind if name and action.nargs is None else ""
            found.append((f"{name} {takes}".strip() if name else several.format(kind), str(action.help)))
        return found


def words() -> tuple[Words, dict[str, Words]]:
    """Make the parser of the command, and give those of its commands by name."""
    raw = argparse.RawDescriptionHelpFormatter
    about = "Simulate a market of customers who stay or leave, and answer questions about it."
    whole = Words(prog="tenfold", description=about, epilog=EPILOG, formatter_class=raw, allow_abbrev=False)
    whole.add_argument("--version", action="store_true", help="say which version this is")
    commands = whole.add_subparsers(dest="command", metavar="COMMAND", parser_class=Words)
    listed = "\n".join(f"  {name:10}  {what}" for name, what in SHOWN.items())
    ends = {"run": EPILOG, "cohort": OF_COHORT, "plan": OF_PLAN, "test-plan": OF_TEST_PLAN, "report": OF_REPORT,
            "show": listed}  # fmt: skip
    parsers: dict[str, Words] = {}
    for name, what in ABOUT.items():
        said = what[0].upper() + what[1:] + "."
        parsers[name] = commands.add_parser(
            name, help=what, description=said, allow_abbrev=False, formatter_class=raw, epilog=ends.get(name)
        )
    _run(parsers["run"])
    _cohort(parsers["cohort"])
    for name in SHORT:
        parsers[name].set_defaults(name=SHORT[name])
    for name in RUNS:
        _running(parsers[name])
    report = parsers["report"]
    about = "the folder of a result, as results/NAME/ID, or a file in it"
    completed_by(report.add_argument("path", metavar="PATH", help=about), files)
    report.add_argument("--pdf", action="store_true", help="print report.html to report.pdf, by a browser that is here")
    _exported(report)
    show = parsers["show"]
    topic = show.add_argument("what", nargs="?", metavar="|".join(SHOWN), help="what is shown, see below")
    completed_by(topic, lambda **_: SHOWN)
    more = show.add_argument("words", nargs="*", metavar="PATTERN|OVERRIDE|NAME", help="of which, see below")
    completed_by(more, shown)
    show.add_argument("--markdown", action="store_true", help="as a table in Markdown")
    _results(show)
    new = parsers["new"]
    completed_by(new.add_argument("what", metavar="experiment", help="what is new"), lambda **_: ("experiment",))
    new.add_argument("name", metavar="NAME", help="its name; NAME.py and NAME.yaml are written here")
    shell = parsers["completion"].add_argument("shell", metavar="|".join(SHELLS), help="which")
    completed_by(shell, lambda **_: SHELLS)
    return whole, parsers


def _run(parser: Words) -> None:
    about = "the experiment, as listed; all, for all of them and a page; or the path of a file of your own"
    completed_by(parser.add_argument("name", metavar="NAME", help=about), runnable)


def _cohort(parser: Words) -> None:
    about = "a table with a row a customer, or a row a purchase: CSV or Parquet"
    completed_by(parser.add_argument("file", metavar="FILE", help=about), files)
    for name, what in COLUMNS.items():
        completed_by(parser.add_argument(f"--{name}", metavar="COLUMN", help=what), columns)
    for name, (kind, what) in VALUES.items():
        parser.add_argument(f"--{name}", metavar=kind, help=what)
    about = f"what one period is: {', '.join(PERIODS)} (default: auto, what the table says)"
    completed_by(parser.add_argument("--period", metavar="PERIOD", help=about), lambda **_: PERIODS)


def _running(parser: Words) -> None:
    about = "GROUP=FILE, as network=random, or KEY=VALUE"
    completed_by(parser.add_argument("overrides", metavar="OVERRIDE", nargs="*", default=[], help=about), overrides)
    parser.add_argument("-m", "--multirun", action="store_true", help="run all combinations of values as KEY=1,2,3")
    parser.add_argument("--cfg", choices=["job"], help="print the resolved configuration and run nothing")
    parser.add_argument("--table", action="store_true", help="print the table of what was found below the answer")
    parser.add_argument("--force", action="store_true", help="run although results are there, and replace them")
    _exported(parser)
    _results(parser)


def _exported(parser: Words) -> None:
    about = "write rows.csv, and units.csv, beside the Parquet"
    parser.add_argument("--csv", action="store_true", help=about)
    about = "write results.xlsx: answer, rows, units, assumptions, provenance"
    parser.add_argument("--xlsx", action="store_true", help=about)


def _results(parser: Words) -> None:
    about = "where results go (default: results)"
    completed_by(parser.add_argument("--results", metavar="DIR", default="results", help=about), folders)
