"""Every number the model assumes, with its unit, its plausible range and where it comes from.

A group of parameters is a frozen pydantic model: strict (no text or "no" for a number), closed (an unknown key is
an error) and finite. Compiled loops read the same group as a named tuple of float32, made by `packed`; several groups
of one kind, side by side, as a named tuple of float64 arrays, made by `stacked`.
"""

from collections import namedtuple
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar, Literal, NamedTuple, TypeVar, cast, get_args, get_origin

import numpy as np
from pydantic import BaseModel, ConfigDict, Field
from pydantic.fields import FieldInfo

T = TypeVar("T", bound="Parameters")


class Parameters(BaseModel):
    """Hold one group of parameters; subclasses declare each with `quantity`."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)
    Packed: ClassVar[Any] = None
    Stacked: ClassVar[Any] = None

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        """Give each group the named tuples of its numbers, found again by name so that numba's cache hits."""
        super().__pydantic_init_subclass__(**kwargs)
        for form, fits in (("Packed", _packable), ("Stacked", _stackable)):
            names = [name for name, info in cls.model_fields.items() if fits(info.annotation)]
            kind = namedtuple(form, names, module=cls.__module__)  # type: ignore[misc]
            kind.__qualname__ = f"{cls.__qualname__}.{form}"
            setattr(cls, form, kind)

    def agree(self, name: str) -> None:
        """Refuse values that are allowed one by one but not together; a group that has such says so here.

        Parameters
        ----------
        name : the dotted name of this group, to name fields with

        Raises
        ------
        InputError : the first disagreement
        """


def quantity(
    default: Any, unit: str, low: float | None, high: float | None, source: str, lever: bool = False
) -> Any:
    """Declare a parameter together with what a reader must know to judge it.

    Parameters
    ----------
    default : the value used where nobody says otherwise; `...` where there can be none
    unit : its unit, "-" for none
    low, high : the ends of the allowed range, both included; None for no end
    source : where default and range come from; an assumption is called one
    lever : whether its owner may change it while the market runs
    """
    info = {"unit": unit, "source": source, "lever": lever}
    if low is None and high is None:
        return Field(default, json_schema_extra=cast(Any, info))
    return Field(default, ge=low, le=high, json_schema_extra=cast(Any, info))


def packed(parameters: T) -> T:
    """Give the numbers as compiled loops read them; the type checker sees no difference."""
    values: list[Any] = []
    for name in parameters.Packed._fields:
        value = getattr(parameters, name)
        if isinstance(value, Parameters):
            values.append(packed(value))
        elif isinstance(value, bool):
            values.append(np.bool_(value))
        elif isinstance(value, int):
            values.append(np.int32(value))
        else:
            values.append(np.float32(value))
    return cast(T, parameters.Packed(*values))


def stacked(groups: Sequence[Parameters]) -> Any:
    """Give the numbers of several groups of one kind side by side, as compiled loops read them.

    Parameters
    ----------
    groups : of the same class, at least one

    Returns
    -------
    named tuple of float64 arrays, one number a group, shape (groups,) or, for a list of numbers, (groups, numbers);
    yes is 1, a choice among words is its place among them, a group within is a named tuple of its own; text is left out
    """
    kind = type(groups[0])
    made = {}
    for name in kind.Stacked._fields:
        values = [getattr(group, name) for group in groups]
        words = get_args(kind.model_fields[name].annotation)
        if isinstance(values[0], Parameters):
            made[name] = stacked(values)
        else:
            made[name] = np.array([words.index(v) if isinstance(v, str) else v for v in values], np.float64)
    return kind.Stacked(**made)


def varied(group: T, changes: Mapping[str, Any]) -> T:
    """Copy a group with some values changed by their dotted names, as on the command line; all is checked again.

    `varied(plan, {"firms.0.price": 45.0, "customers.choice.reconsider": 1.0})`

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


def agree(group: Parameters, name: str = "") -> None:
    """Refuse what does not go together in a group or in any group within; raises InputError."""
    group.agree(name)
    for field in type(group).model_fields:
        value, inner = getattr(group, field), f"{name}.{field}" if name else field
        if isinstance(value, Parameters):
            agree(value, inner)
        elif isinstance(value, tuple):
            for place, item in enumerate(value):
                if isinstance(item, Parameters):
                    agree(item, f"{inner}.{place}")


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


class Entry(NamedTuple):
    """One line of the reference table of parameters."""

    name: str
    default: object
    unit: str
    range: str
    source: str
    lever: bool = False


def entries(group: type[Parameters], prefix: str = "") -> Iterator[Entry]:
    """List every parameter below `group` by its dotted name, lists shown as `name.0`."""
    for name, info in group.model_fields.items():
        dotted = f"{prefix}{name}"
        inner = _groups_in(info.annotation)
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


def _packable(annotation: object) -> bool:
    if annotation in (int, float, bool):
        return True
    return isinstance(annotation, type) and issubclass(annotation, Parameters)


def _stackable(annotation: object) -> bool:
    numbers = get_origin(annotation) is tuple and not _groups_in(annotation)
    return numbers or get_origin(annotation) is Literal or _packable(annotation)


def _groups_in(annotation: object) -> list[type[Parameters]]:
    if isinstance(annotation, type) and issubclass(annotation, Parameters):
        return [annotation]
    return [kind for part in get_args(annotation) for kind in _groups_in(part)]


def _range(info: FieldInfo) -> str:
    ends = {type(m).__name__: m for m in info.metadata}
    low, high = getattr(ends.get("Ge"), "ge", None), getattr(ends.get("Le"), "le", None)
    if low is not None or high is not None:
        return f"{'-inf' if low is None else f'{low:g}'} .. {'inf' if high is None else f'{high:g}'}"
    choices = [str(c) for c in get_args(info.annotation) if isinstance(c, str)]
    return " | ".join(choices)
