"""Numbers as people write them: decimal commas, thousands, currencies."""

import re

import numpy as np

from tenfold.experiments.customer_table.words import Words
from tenfold.sim.statistics import Doubles

_AROUND = re.compile(r"[\s\u00a0\u202f'’_]|[€$£¥%]|\b(?:eur|usd|gbp|chf)\b", re.IGNORECASE)
_PLAIN = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
_THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2}(,\d{3})+")
_DOTTED = re.compile(r"[+-]?[1-9]\d{0,2}(\.\d{3}){2,}")


def numbers(column: Words) -> tuple[Doubles, list[str]]:
    """Give the number of every word of a column, and what was taken for granted in reading.

    A comma stands for decimals unless all of them in the column can only stand between thousands; where a number has
    both, the later of comma and point is that of the decimals.

    Parameters
    ----------
    column : of the table

    Returns
    -------
    numbers, shape (words,), nan where a word is none (or not finite); sentences
    """
    bare = [_AROUND.sub("", word) for word in column.words]
    with_comma = [word for word in bare if "," in word]
    grouped = bool(with_comma) and all(_THOUSANDS.fullmatch(w.partition(".")[0]) for w in with_comma)
    dotted = any(_DOTTED.fullmatch(word) for word in bare)
    found = np.array([_number(word, grouped, dotted) for word in bare], np.float64)
    found[~np.isfinite(found)] = np.nan
    notes = []
    if with_comma:
        what = "thousands" if grouped else "decimals"
        notes.append(f"The comma in “{column.name}” is taken for that of {what}, as in {column_example(column, ',')}.")
    if dotted:
        notes.append(f"The point in “{column.name}” is taken for that of thousands.")
    return found, notes


def column_example(column: Words, mark: str) -> str:
    """Give the first word of a column that has a mark in it.

    Parameters
    ----------
    column : of the table
    mark : in at least one of its words
    """
    return next(word for word in column.words if mark in word)


def _number(word: str, grouped: bool, dotted: bool) -> float:
    if "," in word and "." in word:
        if word.rfind(",") > word.rfind("."):
            word = word.replace(".", "").replace(",", ".")
        else:
            word = word.replace(",", "")
    elif "," in word:
        word = word.replace(",", "" if grouped else ".")
    elif dotted:
        word = word.replace(".", "")
    return float(word) if _PLAIN.fullmatch(word) else np.nan
