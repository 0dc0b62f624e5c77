"""Every number the model assumes, with its unit, its plausible range and where it comes from.

A group of parameters is a frozen pydantic model: strict (no text or "no" for a number), closed (an unknown key is
an error) and finite. Compiled loops read the same group as a named tuple of float32, made by `packed`.
"""

from collections import namedtuple
from collections.abc import Collection, Iterator
from typing import Any, ClassVar, NamedTuple, TypeVar, cast, get_args

import numpy as np
from pydantic import BaseModel, ConfigDict, Field
from pydantic.fields import FieldInfo
from pydantic_core import to_jsonable_python

T = TypeVar("T", bound="Parameters")


class Parameters(BaseModel):
    """Hold one group of parameters; subclasses declare each with `quantity`.

    A field `on` that is false, or a field `schedule` that is "none", promises that no other field of the group, however
    deep, has any effect: off is neutral, so it is no cause of a result, and `causes` leaves the group out. A group of
    which a field acts on any side although it is off must call its switch otherwise.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)
    Packed: ClassVar[Any] = None
    switched: ClassVar[tuple[str, ...]] = ()  # of an experiment: the groups it switches itself, by dotted name

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        """Give each group the named tuple of its numbers, found again by name so that numba's cache hits."""
        super().__pydantic_init_subclass__(**kwargs)
        names = [name for name, info in cls.model_fields.items() if _packable(info.annotation)]
        kind = namedtuple("Packed", names, module=cls.__module__)  # type: ignore[misc]
        kind.__qualname__ = f"{cls.__qualname__}.Packed"
        cls.Packed = kind


def quantity(
    default: Any, unit: str, low: float | None, high: float | None, source: str, neutral: Any = ...
) -> Any:
    """Declare a parameter together with what a reader must know to judge it.

    Parameters
    ----------
    default : the value used where nobody says otherwise; `...` where there can be none
    unit : its unit, "-" for none
    low, high : the ends of the allowed range, both included; None for no end
    source : where default and range come from; an assumption is called one
    neutral : the value with which the rest of the model acts as if there were no such parameter; unlike a default it is
        never retuned, so that results keep their name when the parameter is added (see `causes`); `...` for none

    Returns
    -------
    Any
        what pydantic takes for a field
    """
    info = {"unit": unit, "source": source} | ({} if neutral is ... else {"neutral": neutral})
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
        if _is_neutral(info, value) or (isinstance(value, Parameters) and _is_off(value) and not kept):
            continue
        if isinstance(value, Parameters):
            inner = causes(value, switched, f"{dotted}.")
            found |= {name: inner} if inner else {}
        elif isinstance(value, tuple) and all(isinstance(item, Parameters) for item in value):
            last = max((k for k, item in enumerate(value) if kept or not _is_off(item)), default=-1)
            items = [None if _is_off(i) and not kept else causes(i, switched, f"{dotted}.") for i in value[: last + 1]]
            found |= {name: items} if items else {}
        else:
            found[name] = to_jsonable_python(value)
    return found


class Entry(NamedTuple):
    """One line of the reference table of parameters."""

    name: str
    default: object
    unit: str
    range: str
    source: str


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
        yield Entry(dotted, default, extra.get("unit", ""), _range(info), extra.get("source", ""))


def _is_off(group: Parameters) -> bool:
    return getattr(group, "on", True) is False or getattr(group, "schedule", "") == "none"


def _is_neutral(info: FieldInfo, value: object) -> bool:
    extra = info.json_schema_extra
    return isinstance(extra, dict) and "neutral" in extra and value == extra["neutral"]


def _packable(annotation: object) -> bool:
    if annotation in (int, float, bool):
        return True
    return isinstance(annotation, type) and issubclass(annotation, Parameters)


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
