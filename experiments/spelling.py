"""What was meant by a name that nobody knows. Imports nothing heavy, for the command looks up experiments by it."""

from collections.abc import Iterable, Sequence
from difflib import get_close_matches


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
