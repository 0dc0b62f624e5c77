"""What was meant by a name that nobody knows; texts for sentences and for the command line. Imports nothing heavy."""

import re
from collections.abc import Iterable, Sequence
from difflib import get_close_matches

_PLAIN = re.compile(r"[A-Za-z_/.][A-Za-z0-9_./-]*")  # the same to Hydra's grammar and to a shell
_WORDS = {"null", "true", "false", "nan", "inf"}  # which Hydra takes for something else than text


def closest(name: str, known: Iterable[str]) -> str:
    """Give the known name that fewest letters tell from a name, capitals or not.

    Parameters
    ----------
    name : as somebody wrote it
    known : the names it may have been meant for

    Returns
    -------
    str
        one of `known`; "" where none is alike
    """
    return next(iter(alike(name, known, 1)), "")


def alike(name: str, known: Iterable[str], most: int = 3) -> list[str]:
    """Give the known names like a name, the one that fewest letters tell from it first.

    Parameters
    ----------
    name : as somebody wrote it
    known : the names it may have been meant for
    most : how many are given

    Returns
    -------
    list of str
        some of `known`; none where none is alike
    """
    lower, name = {k.lower(): k for k in known}, name[:200].lower()
    found = get_close_matches(name, list(lower), n=max(most, 5), cutoff=0.5)
    found += [k for k in lower if len(name) > 1 and k.startswith(name) and k not in found]
    return [lower[k] for k in sorted(found, key=lambda k: _letters_apart(name, k))[:most]]


def listed(names: Sequence[str], most: int = 8, letters: int = 40) -> str:
    """List names for a sentence, and where there are many, only the first of them.

    Parameters
    ----------
    names : at least one
    most : how many are shown
    letters : how much of each is shown

    Returns
    -------
    str
        with how many are left out
    """
    shown = ", ".join(name if len(name) <= letters else f"{name[: letters - 3]}..." for name in names[:most])
    return shown + (f", ... ({len(names) - most} more)" if len(names) > most else "")


def _letters_apart(a: str, b: str) -> int:
    """Count the letters to insert, delete or replace (Levenshtein)."""
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        row, above = [i], row
        for j, y in enumerate(b, 1):
            row.append(min(above[j] + 1, row[-1] + 1, above[j - 1] + (x != y)))
    return row[-1]


def quoted(text: str) -> str:
    r"""Write a text so that Hydra's grammar gives it back as it is, quoted only where it must be.

    Parameters
    ----------
    text : any, as the name of a column

    Returns
    -------
    str
        in single quotes, with \ before single quotes and before ${, which would ask for another value
    """
    if _PLAIN.fullmatch(text) and text.lower() not in _WORDS:
        return text
    text = re.sub(r"(\\*)\$\{", lambda m: m[1] * 2 + r"\${", text)
    text = re.sub(r"(\\+)('|$)", lambda m: m[1] * 2 + m[2], text)
    return "'" + text.replace("'", r"\'") + "'"


def many(count: float, what: str) -> str:
    """Give a number of things, one or several.

    Parameters
    ----------
    count : how many
    what : one of them is called
    """
    return f"{count:,.3g} {what}{'' if count == 1 else 's'}" if count < 100 else f"{count:,.0f} {what}s"
