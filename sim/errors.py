"""The one error a user can cause, worded so that it can be mended without reading the code."""

from collections.abc import Iterable
from difflib import get_close_matches


class InputError(ValueError):
    """Report input that cannot be used: which field, what it was, what is allowed.

    Parameters
    ----------
    field : the full dotted name of the field, or the path of the file
    value : what was given, shown as Python would write it; leave out where there is none
    allowed : what would have been right, as the end of the sentence "allowed: ..."
    known : the names among which the nearest to the value, or where that is no text to the field, is offered
    """

    def __init__(self, field: str, value: object = ..., allowed: str = "", known: Iterable[str] = ()) -> None:
        shown = "" if value is ... else f" = {_short(value)}"
        text = f"{field}{shown}: allowed: {allowed}" if allowed else f"{field}{shown}"
        near = nearest(value if isinstance(value, str) else field, known)
        if near:
            text += f"; nearest: {near}"
        super().__init__(text)
        self.field = field


def nearest(name: str, known: Iterable[str]) -> str:
    """Find what was meant by a name that is not known.

    Parameters
    ----------
    name : as given
    known : names that would have been right

    Returns
    -------
    str
        the known name most like `name`; "" where none is alike
    """
    found = get_close_matches(name, list(known), n=1, cutoff=0.5)
    return found[0] if found else ""


def _short(value: object, most: int = 80) -> str:
    text = repr(value)
    return text if len(text) <= most else text[: most - 3] + "..."


class StateError(RuntimeError):
    """Report a market that broke its own rules: a value that is not finite, customers or money that do not add up."""
