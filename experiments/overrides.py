"""What the command line says: `firms=one` chooses a file, `firms.0.price=45` changes a value, nothing adds a key."""

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from hydra.core.override_parser.overrides_parser import OverridesParser
from hydra.core.override_parser.types import ChoiceSweep, Override, OverrideType, RangeSweep
from hydra.errors import HydraException

from tenfold.experiments.refusal import unknown_key
from tenfold.experiments.scenario_files import groups
from tenfold.experiments.spelling import closest
from tenfold.sim.errors import InputError

EXAMPLE = "NAME=VALUE, such as market.size=1000 or market.file='my file.csv'"


class Overrides(NamedTuple):
    """Hold overrides sorted by what they do, each as written.

    Attributes
    ----------
    groups : choose a file
    values : change a value
    launcher : say how --multirun runs its jobs
    """

    groups: list[Override]
    values: list[Override]
    launcher: list[Override]


def parse(texts: Sequence[str], multirun: bool = False) -> Overrides:
    """Read overrides and refuse what can be refused without composing.

    Parameters
    ----------
    texts : as on the command line
    multirun : whether an override may give several values, and say how jobs are launched

    Returns
    -------
    Overrides
        sorted by what they do

    Raises
    ------
    InputError : on the first that cannot be
    """
    sorted_ = Overrides([], [], [])
    seen: set[str] = set()
    for text in texts:
        one = _parsed(text)
        key, value = one.key_or_group, text.partition("=")[2]
        if one.type is not OverrideType.CHANGE or one.package is not None or not key:
            raise InputError("override", text, f"{EXAMPLE}; keys are neither added nor deleted")
        if key in seen:
            raise InputError(key, value, "one override a key; it is given twice")
        seen.add(key)
        if one.is_sweep_override() and not multirun:
            raise InputError(key, value, "one value; several need --multirun, a comma within text needs quotes")
        how_many(one)
        if key == "hydra" or key.startswith(("hydra.", "hydra/")):
            if not multirun:
                raise InputError(key, value, "a key of the scenario; hydra's own have a use with --multirun only")
            if key != "hydra/launcher" and not re.fullmatch(r"hydra\.launcher(\.[a-z]\w*)+", key):
                raise InputError(key, value, "hydra/launcher, or a setting of it, hydra.launcher.NAME; none else")
            sorted_.launcher.append(one)
        elif key in groups():
            if key == "experiment":
                raise InputError(key, value, "nothing here: the experiment is named first, as in tenfold run NAME")
            for choice in _values(one):
                _check_choice(key, choice)
            sorted_.groups.append(one)
        elif "/" in key:
            raise InputError(_short(key), allowed=f"one of the groups {', '.join(groups())}, or a name with dots")
        else:
            sorted_.values.append(one)
    return sorted_


def how_many(one: Override) -> int:
    """Count the values that an override gives, without walking through them.

    Parameters
    ----------
    one : as parsed

    Returns
    -------
    int
        1 or more

    Raises
    ------
    InputError : it gives none, or not one by one
    """
    if not one.is_sweep_override():
        return 1
    key, given, values = one.key_or_group, written(one).partition("=")[2], one.value()
    if isinstance(values, ChoiceSweep):
        count = len(values.list)
    elif isinstance(values, RangeSweep):
        ends = [Decimal(x) for x in (values.start or 0, values.stop or 0, values.step)]
        if not all(end.is_finite() for end in ends) or not ends[2]:
            raise InputError(key, given, "a range of finite ends, and of a step that is not 0")
        count = max(0, math.ceil((ends[1] - ends[0]) / ends[2]))
    else:
        raise InputError(key, given, "values one by one, as 1,2,3 or range(1,4)")
    if not count:
        raise InputError(key, given, "one value or more; this gives none")
    return count


def check_key(key: str, config: Mapping[str, Any]) -> None:
    """Refuse a dotted name that the composed configuration does not have.

    Parameters
    ----------
    key : the name
    config : as composed

    Raises
    ------
    InputError : there is no such key; it offers the nearest
    """
    steps, here = key.split("."), config
    for k, step in enumerate(steps):
        if isinstance(here, Mapping):
            if step not in here:
                same = next((name for name in _dotted(config) if name.lower() == key.lower()), "")
                allowed = f"a known key; nearest: {same}" if same else ""
                whole = closest(key, _dotted(config)) if k < len(steps) - 1 else ""
                allowed = allowed or (f"a known key; nearest: {whole}" if whole else "")
                allowed = allowed or unknown_key(steps[: k + 1], list(here), _dotted(config))
                raise InputError(_short(key), allowed=allowed)
            here = here[step]
        elif isinstance(here, list):
            if not step.isdecimal() or int(step) >= len(here):
                last = f"0 .. {len(here) - 1}" if here else "none: the list is empty"
                raise InputError(_short(key), allowed=f"{last} as the number after {'.'.join(steps[:k])}")
            here = here[int(step)]
        else:
            raise InputError(_short(key), allowed=f"nothing below {'.'.join(steps[:k])}, which is a value")


def written(one: Override) -> str:
    """Give an override as it was written."""
    return one.input_line or f"{one.get_key_element()}={one.get_value_element_as_str()}"


def _short(key: str) -> str:
    return key if len(key) <= 100 else f"{key[:97]}..."


def _parsed(text: str) -> Override:
    try:
        text.encode()
        (one,) = OverridesParser.create().parse_overrides([text])
    except (HydraException, ValueError, RecursionError):
        home = "; for ~ write $HOME" if re.match(r"[\w.]+=~", text) else ""
        raise InputError("override", text, EXAMPLE + home) from None
    return one


def _values(one: Override) -> Iterator[object]:
    yield from one.sweep_iterator() if one.is_discrete_sweep() else [one.value()]


def _check_choice(group: str, choice: object) -> None:
    known = groups()[group]
    text = str(choice)
    if not isinstance(choice, str) or choice not in known:
        near = closest(text, known)
        allowed = "one of " + ", ".join(known) + (f"; nearest: {near}" if near else "")
        raise InputError(group, choice, allowed)


def _dotted(config: Any, prefix: str = "") -> Iterator[str]:
    items = config.items() if isinstance(config, Mapping) else enumerate(config) if isinstance(config, list) else ()
    for key, value in items:
        yield f"{prefix}{key}"
        yield from _dotted(value, f"{prefix}{key}.")
