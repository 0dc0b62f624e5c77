"""Results that are there: read if all files are as they were written, and told in a line."""

import json
import re
import shlex
from pathlib import Path
from textwrap import shorten
from typing import Any, NamedTuple

from tenfold.sim.errors import InputError
from tenfold.sim.store import checksum

EXPORTS = ("rows.csv", "units.csv", "results.xlsx", "report.pdf")  # made from a result, and no part of it
_END = re.compile(r"(?<=[.!?])\s+(?=\W*[A-Z0-9])")  # of a sentence; "0.5" has no space after its dot


class Found(NamedTuple):
    """Hold a result as read.

    Attributes
    ----------
    about : manifest.json
    verdict : verdict.json
    lines, table : of it: what is printed, and what only where it is asked for
    tables : names of the further tables, NAME.csv
    next : the command to run next, in which {NAME} stands for the path of such a table; "" for none
    """

    about: dict[str, Any]
    verdict: dict[str, Any]
    lines: list[str]
    table: list[str]
    tables: list[str] = []
    next: str = ""


def read(folder: Path) -> Found:
    """Read what a run left, and verify every file.

    Parameters
    ----------
    folder : of the results

    Returns
    -------
    Found
        what its manifest and its verdict say

    Raises
    ------
    InputError : a file is not there, or not as it was written; it names the file
    """
    place = folder / "manifest.json"
    try:
        about = json.loads(place.read_text(encoding="utf-8"))
        digests = {folder / name: str(digest) for name, digest in about["files"].items()}
        for place, digest in digests.items():
            if checksum(place) != digest:
                raise ValueError("damaged")
        place = folder / "verdict.json"
        verdict = json.loads(place.read_text(encoding="utf-8"))
        said = verdict["summary"], verdict.get("table", []), verdict.get("tables", [])
        lines, table, tables = ([str(line) for line in each] for each in said)
    except FileNotFoundError:
        raise InputError(str(place), allowed="a file, and there is none; --force replaces the result") from None
    except (NotADirectoryError, IsADirectoryError, ValueError, LookupError, TypeError, AttributeError):
        whole = "the file as it was written, which this is not; --force replaces the result"
        raise InputError(str(place), allowed=whole) from None
    return Found(about, verdict, lines, table, tables, str(verdict.get("next", "")))


def in_a_line(verdict: dict[str, Any], most: int = 100) -> str:
    """Give the first sentence of a verdict's answer, or where it gives none, of what is printed.

    Parameters
    ----------
    verdict : as in verdict.json
    most : letters; what is longer ends in ...

    Returns
    -------
    str
        one line, perhaps ""
    """
    said = verdict.get("answer") or verdict.get("summary") or ""
    text = " ".join(str(said[0] if isinstance(said, list) else said).split())
    return shorten(_END.split(text, maxsplit=1)[0], most, placeholder=" ...")


def overrides(command: str) -> list[str]:
    """Give the overrides of a command as a manifest has it.

    Parameters
    ----------
    command : `tenfold run NAME OVERRIDE ...`

    Returns
    -------
    list of str
        the words after the name, but not where the results went

    Raises
    ------
    ValueError : a quote without an end
    """
    words = shlex.split(command)[3:]
    if "--results" in words:
        at = words.index("--results")
        del words[at : at + 2]
    return words
