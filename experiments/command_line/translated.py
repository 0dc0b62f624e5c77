"""Commands that are short for `tenfold run`: what their options are called there, and values quoted so that they last.

Nothing heavy is imported: whoever asks for help, or presses the Tab key, asks for the names.
"""

import re
import shlex
from collections.abc import Mapping, Sequence
from pathlib import Path

from tenfold.experiments.spelling import quoted
from tenfold.sim.errors import InputError

SHORT = {"cohort": "cohort", "plan": "plan", "test-plan": "test_plan"}  # the experiment that each command runs
COLUMNS = {  # of a planner's table, as in market.table.*
    "tenure": "periods from joining to leaving, or to the day of the data",
    "left": "whether they have left, or the date on which",
    "since": "the date on which they joined, instead of a tenure",
    "value": "what they pay in a period",
    "by": "the segment they belong to: each is a cohort",
    "customer": "who they are; of purchases, the same in several rows",
    "date": "of purchases: the date of each",
    "recency": "periods from joining to the last purchase",
    "observed": "periods from joining to the day of the data, often T",
}
VALUES = {
    "asof": ("DATE", "the day of the data, YYYY-MM-DD; without it the latest in the table"),
    "gap": ("PERIODS", "of purchases: who is silent for longer is taken for gone"),
    "window": ("PERIODS", "the table holds of all who left only those of the last PERIODS"),
}
NUMBERS = ("gap", "window")
PERIODS = ("auto", "year", "quarter", "month", "week", "day")
_NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?")


def of_table(file: str | None, given: Mapping[str, str | None], period: str | None) -> list[str]:
    """Give the overrides that say which table is read, and how.

    Parameters
    ----------
    file : of the table
    given : what is said of it, by the names of `COLUMNS` and `VALUES`; None for what is not said
    period : what one period is

    Returns
    -------
    list of str
        of market.*

    Raises
    ------
    InputError : there is no such file, or an option says nothing
    """
    said = {name: text for name, text in given.items() if text is not None}
    for name, text in {**said, "period": period}.items():
        if text == "":
            raise InputError(f"--{name}", text, "the name of a column" if name in COLUMNS else "a value")
    found = [] if file is None else [f"market.file={quoted(_there(file))}"]
    for name, text in said.items():  # a column may be called 1, and a gap is a number
        number = name in NUMBERS and _NUMBER.fullmatch(text)
        found.append(f"market.table.{name}={text if number else quoted(text)}")
    return [*found, *([] if period is None else [f"market.period={quoted(period)}"])]


def budgets(overrides: Sequence[str]) -> list[str]:
    """Write `budget=2,4,8` as what it is short for, experiment.budgets=[2,4,8].

    Parameters
    ----------
    overrides : of `tenfold plan`

    Returns
    -------
    list of str
        the others as they were

    Raises
    ------
    InputError : a budget is no number
    """
    found = []
    for text in overrides:
        key, sign, value = text.partition("=")
        if key == "budget" and sign:
            inner = value.strip()
            inner = inner[1:-1] if inner[:1] == "[" and inner[-1:] == "]" else inner
            numbers = [one.strip() for one in inner.split(",")]
            if not all(_NUMBER.fullmatch(one) for one in numbers):
                raise InputError("budget", value, "a number, or several as in budget=2,4,8")
            text = f"experiment.budgets=[{','.join(numbers)}]"
        found.append(text)
    return found


def with_tables(command: str, tables: Mapping[str, Path]) -> str:
    """Put the paths of tables into a command.

    Parameters
    ----------
    command : as a shell reads it, in which {NAME} stands for the path of the table NAME
    tables : where each is

    Returns
    -------
    str
        quoted for Hydra within overrides, and all for the shell
    """
    words = []
    for word in shlex.split(command):
        for name, path in tables.items():
            word = word.replace(f"{{{name}}}", quoted(str(path)) if "=" in word else str(path))
        words.append(word)
    return shlex.join(words)


def _there(file: str) -> str:
    if not Path(file).expanduser().is_file():
        allowed = "a file that exists; its path comes before all that is said of it, as customers.csv --tenure months"
        raise InputError("FILE", file, allowed)
    return file
