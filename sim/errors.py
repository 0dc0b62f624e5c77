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


def misspelt(kind: type, base: type) -> list[tuple[str, str]]:
    """List the methods that a subclass adds under names so like those of its base that they may be meant to override.

    Parameters
    ----------
    kind : a subclass of `base`
    base : the class whose methods may be overridden

    Returns
    -------
    list of (class and method, method of the base)
    """
    offered = [name for name in dir(base) if not name.startswith("_") and callable(getattr(base, name))]
    found = []
    for each in kind.__mro__[: kind.__mro__.index(base)] if base in kind.__mro__ else ():
        for name, thing in vars(each).items():
            near = get_close_matches(name, offered, n=1, cutoff=0.84)
            if callable(thing) and not name.startswith("_") and near and not hasattr(base, name):
                found.append((f"{each.__name__}.{name}", near[0]))
    return found


def _short(value: object, most: int = 80) -> str:
    text = repr(value)
    return text if len(text) <= most else text[: most - 3] + "..."


class StateError(RuntimeError):
    """Report a market that broke its own rules: a value that is not finite, customers or money that do not add up."""
