"""Walk through groups of parameters: a table of all, what does not go together, copies, causes of a result."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any, NamedTuple, TypeVar, cast, get_args

from pydantic.fields import FieldInfo
from pydantic_core import to_jsonable_python

from tenfold.sim.parameters import Parameters, groups_in

T = TypeVar("T", bound=Parameters)


class Entry(NamedTuple):
    """Hold one line of the reference table of parameters.

    Attributes
    ----------
    name : dotted; places in lists are shown as 0
    default : as declared; None where there is none
    unit : "-" for none
    range : in words
    source : where default and range come from
    lever : whether a firm may change it while the market runs
    """

    name: str
    default: object
    unit: str
    range: str
    source: str
    lever: bool = False


def entries(group: type[Parameters], prefix: str = "") -> Iterator[Entry]:
    """List every parameter of a group and of the groups in it.

    Parameters
    ----------
    group : the class of the group
    prefix : put before every name, such as "market."

    Yields
    ------
    Entry
        in the order of declaration
    """
    for name, info in group.model_fields.items():
        dotted = f"{prefix}{name}"
        inner = groups_in(info.annotation)
        if inner:
            step = dotted if info.annotation in inner else f"{dotted}.0"
            seen: set[str] = set()
            for kind in inner:
                for entry in entries(kind, f"{step}."):
                    if entry.name not in seen:
                        seen.add(entry.name)
                        yield entry
            continue
        extra = cast(dict[str, str], info.json_schema_extra or {})
        default = None if info.is_required() else info.get_default(call_default_factory=True)
        unit, source = extra.get("unit", ""), extra.get("source", "")
        yield Entry(dotted, default, unit, _range(info), source, bool(extra.get("lever")))


def agree(group: Parameters, name: str = "") -> None:
    """Refuse what does not go together in a group or in any group within.

    Parameters
    ----------
    group : of values that are allowed one by one
    name : the dotted name of the group, "" for the whole

    Raises
    ------
    InputError : the first disagreement
    """
    group.agree(name)
    for field in type(group).model_fields:
        value, inner = getattr(group, field), f"{name}.{field}" if name else field
        if isinstance(value, Parameters):
            agree(value, inner)
        elif isinstance(value, tuple):
            for place, item in enumerate(value):
                if isinstance(item, Parameters):
                    agree(item, f"{inner}.{place}")


def varied(group: T, changes: Mapping[str, Any]) -> T:
    """Copy a group with some values changed, all checked again.

    `varied(plan, {"firms.0.price": 45.0, "customers.choice.reconsider": 1.0})`

    Parameters
    ----------
    group : stays as it is
    changes : values by dotted names, as on the command line

    Returns
    -------
    a group of the same class

    Raises
    ------
    KeyError : there is no such name
    pydantic.ValidationError : a value that is not allowed
    """
    inner: dict[str, dict[str, Any]] = {}
    for name, value in changes.items():
        first, _, rest = name.partition(".")
        if first not in type(group).model_fields:
            raise KeyError(f"{type(group).__name__} has no {first}")
        inner.setdefault(first, {})[rest] = value
    new = {name: _varied(getattr(group, name), below) for name, below in inner.items()}
    return type(group).model_validate({**dict(group), **new})


def causes(group: Parameters, switched: Collection[str] = (), prefix: str = "") -> dict[str, Any]:
    """Give the values that a result follows from: all but those that have no effect.

    Left out are groups that are off (see `Parameters`), values that are the neutral one of their `quantity`, and groups
    and lists of which nothing is left. In a list a group that is off leaves its place empty if another follows.

    Parameters
    ----------
    group : the parameters, themselves not asked whether they are off
    switched : groups that are kept although they are off, by dotted name without the numbers of lists: whoever reads
        the parameters switches them on, so that their fields act
    prefix : the dotted name of the group, with a dot at its end

    Returns
    -------
    dict
        the values by name, as JSON can hold them
    """
    found: dict[str, Any] = {}
    for name, info in type(group).model_fields.items():
        value, dotted = getattr(group, name), f"{prefix}{name}"
        kept = dotted in switched
        if _is_neutral(info, value) or (isinstance(value, Parameters) and is_off(value) and not kept):
            continue
        if isinstance(value, Parameters):
            inner = causes(value, switched, f"{dotted}.")
            found |= {name: inner} if inner else {}
        elif isinstance(value, tuple) and all(isinstance(item, Parameters) for item in value):
            last = max((k for k, item in enumerate(value) if kept or not is_off(item)), default=-1)
            items = [None if is_off(i) and not kept else causes(i, switched, f"{dotted}.") for i in value[: last + 1]]
            found |= {name: items} if items else {}
        else:
            found[name] = to_jsonable_python(value)
    return found


def _varied(old: Any, changes: Mapping[str, Any]) -> Any:
    if "" in changes:
        return changes[""]
    if not isinstance(old, tuple):
        return varied(old, changes)
    items = list(old)
    for place in sorted({name.partition(".")[0] for name in changes}):
        own = {n.partition(".")[2]: v for n, v in changes.items() if n.partition(".")[0] == place}
        items[int(place)] = _varied(items[int(place)], own)
    return tuple(items)


def is_off(group: Parameters) -> bool:
    """Say whether a group is off, so that nothing in it has any effect; see `Parameters`."""
    return getattr(group, "on", True) is False or getattr(group, "schedule", "") == "none"


def _is_neutral(info: FieldInfo, value: object) -> bool:
    extra = info.json_schema_extra
    return isinstance(extra, dict) and "neutral" in extra and value == extra["neutral"]


def _range(info: FieldInfo) -> str:
    ends = {type(m).__name__: m for m in info.metadata}
    low, high = getattr(ends.get("Ge"), "ge", None), getattr(ends.get("Le"), "le", None)
    if low is not None or high is not None:
        return f"{'-inf' if low is None else f'{low:g}'} .. {'inf' if high is None else f'{high:g}'}"
    choices = [str(c) for c in get_args(info.annotation) if isinstance(c, str)]
    return " | ".join(choices)
