"""Say what is wrong with input so that it can be mended: the field in full, what it was, what is allowed."""

import types
from collections.abc import Iterable, Sequence
from typing import Annotated, Any, Literal, Union, cast, get_args, get_origin

from pydantic import ValidationError
from pydantic.fields import FieldInfo

from tenfold.experiments.spelling import closest
from tenfold.sim.errors import InputError
from tenfold.sim.parameters import Parameters


def refusal(error: ValidationError, kind: type[Parameters]) -> InputError:
    """Turn pydantic's errors into one, of the first; it says how many more there are.

    Parameters
    ----------
    error : as pydantic raised it
    kind : the model that was to be made

    Returns
    -------
    InputError
        to be raised
    """
    errors = error.errors(include_url=False)
    places = [e["loc"] for e in errors]
    # A list one of whose items is wrong is also said to be too short.
    errors = [
        e for e in errors
        if e["type"] != "too_short" or not any(p[: len(e["loc"])] == e["loc"] != p for p in places)
    ]  # fmt: skip
    first = errors[0]
    steps = _steps(first["loc"])
    same = [e for e in errors if _steps(e["loc"]) == steps]  # one for every kind of value that a place may hold
    field = ".".join(steps) or "configuration"
    more = f" ({len(errors) - len(same)} more to mend)" if len(errors) > len(same) else ""
    if len(same) > 1 and len(steps) < len(first["loc"]):
        either = " or ".join(dict.fromkeys(e["msg"].lower().removeprefix("input should be ") for e in same))
        return InputError(field, first["input"], either + more)
    if first["type"] == "extra_forbidden":
        info = field_at(kind, steps[:-1])
        group = kind if info is None else _group(info.annotation)
        return InputError(field, allowed=unknown_key(steps, list(group.model_fields) if group else []) + more)
    info = field_at(kind, steps)
    allowed = first["msg"].lower() if info is None else describe(info)
    if info is not None and isinstance(first["input"], str):
        close = closest(first["input"], choices(info.annotation))
        more = (f"; nearest: {close}" if close else "") + more
    if first["type"] == "missing":
        return InputError(field, allowed=allowed + ", and it is missing" + more)
    return InputError(field, first["input"], allowed + more)


def _steps(place: Sequence[str | int]) -> list[str]:
    """Give the steps of a dotted name, without what pydantic calls one of several kinds of value."""
    return [step for step in map(str, place) if step.isidentifier() or step.isdecimal()]


def unknown_key(steps: Sequence[str], keys: Iterable[str], elsewhere: Iterable[str] = ()) -> str:
    """Say of a dotted name, the last step of which is unknown, what would be allowed.

    Parameters
    ----------
    steps : of the name
    keys : what is known in that place
    elsewhere : dotted names known anywhere, among which is looked if nothing is like it in its own place

    Returns
    -------
    str
        the end of the sentence "allowed: ..."
    """
    parent = ".".join(steps[:-1])
    close = closest(steps[-1], keys)
    if close:
        close = f"{parent}.{close}" if parent else close
    else:
        dotted = list(elsewhere)
        tails = {name.rsplit(".", 1)[-1]: name for name in reversed(dotted)}
        close = tails.get(steps[-1].lower(), "") or closest(".".join(steps), dotted)
        close = close or tails.get(closest(steps[-1], tails), "")
    where = f"a key of {parent}" if parent else "a known key"
    return where + (f"; nearest: {close}" if close else "")


def refused_key(error: BaseException, kind: type[Parameters]) -> InputError | None:
    """Name the key that there is not, where one is why OmegaConf failed.

    Parameters
    ----------
    error : of OmegaConf, or caused by it
    kind : the class of what was to be composed

    Returns
    -------
    InputError or None
        to be raised; None where it failed for another reason
    """
    cause: BaseException | None = error
    while cause is not None and not getattr(cause, "full_key", None):
        cause = cause.__cause__ or cause.__context__
    steps = str(getattr(cause, "full_key", "")).replace("[", ".").replace("]", "").split(".")
    if cause is None or field_at(kind, steps) is not None:
        return None
    parent = field_at(kind, steps[:-1])
    keys = [] if parent is None else list(getattr(parent.annotation, "model_fields", ()))
    return InputError(".".join(steps), allowed=unknown_key(steps, keys))


def field_at(kind: type[Parameters], steps: Sequence[str]) -> FieldInfo | None:
    """Find what is declared of a dotted name.

    Parameters
    ----------
    kind : the class at its root
    steps : of the name; a number is a place in a list

    Returns
    -------
    FieldInfo or None
        None where there is no such name
    """
    info: FieldInfo | None = None
    group: type[Parameters] | None = kind
    for step in steps:
        if info is not None and step.isdecimal():
            parts = get_args(_bare(info.annotation))
            if not parts or get_origin(_bare(info.annotation)) is not tuple:
                return None
            at = 0 if parts[-1] is ... else min(int(step), len(parts) - 1)
            info = _element(parts[at], info)
        elif group is not None and step in group.model_fields:
            info = group.model_fields[step]
        else:
            return None
        group = _group(info.annotation)
    return info


def describe(info: FieldInfo) -> str:
    """Say what a field may be: kind, range and [unit], as the end of the sentence "allowed: ..."."""
    kind = _bare(info.annotation)
    or_null = " or null" if kind is not info.annotation and type(None) in get_args(info.annotation) else ""
    extra = cast(dict[str, str], info.json_schema_extra or {})
    unit = "" if extra.get("unit", "-") == "-" else f" ({extra['unit']})"
    if get_origin(kind) is Literal:
        return "one of " + ", ".join(choices(kind)) + or_null
    if kind is bool:
        return "true or false" + or_null
    if kind is str:
        return "text" + unit + or_null
    if kind in (int, float):
        low, high = _end(info, "ge"), _end(info, "le")
        ends = "" if low is None and high is None else f"{_show(low, '-inf')} .. {_show(high, 'inf')}"
        words = "a whole number" if kind is int else "" if ends else "a number"
        return ", ".join(part for part in (words, ends) if part) + unit + or_null
    if get_origin(kind) is tuple:
        parts = get_args(kind)
        items = describe(_element(parts[0], info))
        least, most = _end(info, "min_length") or 0, _end(info, "max_length")
        many = f"{least} or more" if most is None else f"{least} to {most}"
        many = many if parts[-1] is ... else str(len(parts))
        return f"a list of {many}, each {items}" + or_null
    if _is_group(kind):
        return "a group of keys: " + ", ".join(kind.model_fields) + or_null
    return "another value" + or_null


def choices(annotation: Any) -> list[str]:
    """List the words a field may be, where it may be one of a few."""
    return [str(c) for c in get_args(_bare(annotation))] if get_origin(_bare(annotation)) is Literal else []


def _element(part: Any, whole: FieldInfo) -> FieldInfo:
    info = FieldInfo.from_annotation(part)
    info.json_schema_extra = whole.json_schema_extra
    return info


def _bare(annotation: Any) -> Any:
    """Take "or null" and remarks off a type."""
    if get_origin(annotation) is Annotated:
        return _bare(get_args(annotation)[0])
    if get_origin(annotation) in (Union, types.UnionType):
        parts = [part for part in get_args(annotation) if part is not type(None)]
        return _bare(parts[0]) if len(parts) == 1 else annotation
    return annotation


def _is_group(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, Parameters)


def _group(annotation: Any) -> type[Parameters] | None:
    return annotation if _is_group(annotation) else None


def _end(info: FieldInfo, name: str) -> float | None:
    return next((getattr(m, name) for m in info.metadata if hasattr(m, name)), None)


def _show(end: float | None, none: str) -> str:
    return none if end is None else f"{end:g}"
