"""Levers: what a firm may change while the market runs, by the same names everywhere.

A lever is declared beside its parameter (`quantity(..., lever=True)`). On the command line it is `firms.0.price=45`, on
a firm `firm.price = 45`, and a policy returns `{"price": 45.0}`. What is set holds from the next opening of a period,
when all that follows from it (cents, discounts, reach) is worked out anew.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any, Literal, NamedTuple, get_args, get_origin

import numpy as np

from tenfold.agents.firm.parameters import FirmPlan
from tenfold.sim.errors import InputError
from tenfold.sim.parameters import Parameters


class Lever(NamedTuple):
    """Say what may be set.

    Attributes
    ----------
    name : dotted, as below `firms.0`
    unit, source : as declared
    low, high : the ends of the allowed range, both included
    kind : float, int, bool, or str for a choice among words
    words : among which is chosen; their places are the numbers that are kept
    """

    name: str
    unit: str
    low: float
    high: float
    kind: Any
    source: str
    words: tuple[str, ...] = ()

    @property
    def range(self) -> str:
        """Give the allowed values in words."""
        if self.words:
            return " or ".join(self.words)
        return "true or false" if self.kind is bool else f"{self.low:g} .. {self.high:g}"

    def shown(self, number: float) -> Any:
        """Give a number that is kept as people read it."""
        return self.words[int(number)] if self.words else self.kind(number)


@cache
def levers(of: type[Parameters] = FirmPlan) -> Mapping[str, Lever]:
    """List all levers, in the order of their declaration.

    Parameters
    ----------
    of : the group of parameters that is looked through, and the groups in it

    Returns
    -------
    mapping of str to Lever
        by dotted name
    """
    found: dict[str, Lever] = {}
    for name, info in of.model_fields.items():
        kind, extra = info.annotation, info.json_schema_extra
        if isinstance(kind, type) and issubclass(kind, Parameters):
            found |= {f"{name}.{inner}": each._replace(name=f"{name}.{inner}") for inner, each in levers(kind).items()}
        elif isinstance(extra, dict) and extra.get("lever"):
            ends = {type(m).__name__: m for m in info.metadata}
            low, high = getattr(ends.get("Ge"), "ge", 0), getattr(ends.get("Le"), "le", 1)
            words = get_args(kind) if get_origin(kind) is Literal else ()
            unit, source = str(extra["unit"]), str(extra["source"])
            found[name] = Lever(name, unit, low, high, str if words else kind, source, words)
    return found


def checked(owner: str, name: str, value: Any) -> float:
    """Give a value for a lever as a number, if it may be set.

    Parameters
    ----------
    owner : whose lever it is, for the error
    name : of the lever
    value : what it shall be

    Returns
    -------
    float
        as it is kept: of words their place, of yes and no 1 and 0

    Raises
    ------
    InputError : there is no such lever, or the value is out of its range or of another kind
    """
    lever = levers().get(name)
    if lever is None:
        raise InputError(f"{owner}.{name}", value, f"a lever: {', '.join(levers())}", levers())
    if lever.words:
        if not isinstance(value, str) or value not in lever.words:
            raise InputError(f"{owner}.{name}", value, lever.range, lever.words)
        return float(lever.words.index(value))
    number = value.item() if isinstance(value, np.generic) else value
    fits = isinstance(number, int | float) and (isinstance(number, bool) == (lever.kind is bool))
    whole = not fits or lever.kind is not int or float(number).is_integer()
    if not fits or not whole or not lever.low <= number <= lever.high:
        what = "a whole number within " if lever.kind is int else ""
        unit = "" if lever.unit == "-" else f" ({lever.unit})"
        raise InputError(f"{owner}.{name}", value, f"{what}{lever.range}{unit}")
    return float(number)


def read(settings: Any, name: str, firm: int) -> float:
    """Read a lever of a firm.

    Parameters
    ----------
    settings : of all firms, as `stacked` makes them
    name : of the lever, dotted
    firm : its place, from 0

    Returns
    -------
    float
        as it is kept; `Lever.shown` gives it as people read it
    """
    return float(_array(settings, name)[firm])


def write(settings: Any, name: str, firm: int, value: float) -> None:
    """Set a lever of a firm, unchecked.

    Parameters
    ----------
    settings : of all firms, as `stacked` makes them; written
    name : of the lever, dotted
    firm : its place, from 0
    value : as `checked` gives it
    """
    _array(settings, name)[firm] = value


def _array(settings: Any, name: str) -> Any:
    for step in name.split("."):
        settings = getattr(settings, step)
    return settings
