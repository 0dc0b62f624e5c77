"""Hand a record of many arrays to compiled code as one pointer.

numba passes a named tuple by value: some 400 arguments for a market, at every call, which made each compiled function
cost two seconds to compile and every call from Python 20 microseconds. A numba struct passes one pointer; its fields
are read by the same names, so code need not know. With NUMBA_DISABLE_JIT=1 the named tuple itself is handed on.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple, TypeVar, cast

import numba
from numba import types
from numba.experimental import structref
from numba.extending import intrinsic, overload
from numba.np.arrayobj import make_array

from tenfold.sim.jit import loop

T = TypeVar("T", bound=NamedTuple)


@structref.register
class HandleType(types.StructRef):  # type: ignore[misc]
    """Stand for a handle in compiled code: a struct with the fields of one named tuple."""


class Handle(structref.StructRefProxy):  # type: ignore[misc]
    """Hold a handle in Python: a counted pointer, nothing to look into."""


structref.define_boxing(HandleType, Handle)


def _pack(record: Any) -> Any:
    raise AssertionError("only compiled code packs")  # what runs is the overload below


def _has_arrays(kind: Any) -> bool:
    return isinstance(kind, types.BaseNamedTuple) and any(isinstance(inner, types.Array) for inner in kind.types)


def _struct(record: Any) -> HandleType:
    """Give the struct for a named tuple; one that holds arrays becomes a struct of its own, scalars stay by value.

    A matrix with named rows (see tenfold.sim.named) also becomes one array a name.
    """
    fields = [
        (name, _struct(kind) if _has_arrays(kind) else kind)
        for name, kind in zip(record.fields, record.types, strict=True)
    ]
    for name, (_, count) in _places(record).items():
        matrix, contiguous = record.types[0], record.types[0].ndim == 2 and not count
        fields.append((name, types.Array(matrix.dtype, matrix.ndim - (not count), "C" if contiguous else "A")))
    return HandleType(fields)


def _places(record: Any) -> dict[str, tuple[int, int]]:
    found: dict[str, tuple[int, int]] = getattr(record.instance_class, "places", {})
    return found


@intrinsic  # type: ignore[untyped-decorator]
def _borrowed(_: Any, array: Any) -> Any:
    """Give an array that does not count its users: counting, atomic, took a tenth of the time of a period."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        view = make_array(array)(context, builder, arguments[0])
        for owner in ("meminfo", "parent"):
            setattr(view, owner, getattr(view, owner).type(None))
        return view._getvalue()

    return array(array), generate


@overload(_pack)  # type: ignore[untyped-decorator]
def _pack_compiled(record: Any) -> Any:
    """Write the function that copies the fields of this kind of named tuple into a new struct, and all within."""
    scope: dict[str, Any] = {"Any": Any, "new": structref.new, "borrowed": _borrowed}
    lines = ["def pack(record: Any) -> Any:", *_copying(record, _struct(record), "record", "held", scope)]
    exec("\n".join([*lines, "    return held"]), scope)  # noqa: S102
    return scope["pack"]


def _copying(record: Any, struct: Any, source: str, target: str, scope: dict[str, Any]) -> Iterator[str]:
    """Write the lines that make one struct; one function for all, for each costs a second to compile."""
    scope[f"struct_{target}"] = struct
    yield f"    {target} = new(struct_{target})"
    for name, kind in zip(record.fields, record.types, strict=True):
        value = f"{source}.{name}"
        if _has_arrays(kind):
            inner = f"{target}_{name}"
            yield f"    {inner}_from = {value}"  # once: reached anew, all its arrays are counted anew
            yield from _copying(kind, struct.field_dict[name], f"{inner}_from", inner, scope)
            value = inner
        elif isinstance(kind, types.Array):
            value = f"borrowed({value})"
        yield f"    {target}.{name} = {value}"
    for name, (first, count) in _places(record).items():
        rows = f"{first}:{first + count}" if count else f"{first}"
        yield f"    {target}.{name} = borrowed({source}.matrix[{':, ' * (record.types[0].ndim - 2)}{rows}])"


@loop
def _packed(record: Any) -> Any:
    return _pack(record)


def handle(record: T) -> T:
    """Give a named tuple as compiled code takes it.

    Parameters
    ----------
    record : named tuple of arrays, numbers, and such tuples; its arrays are borrowed

    Returns
    -------
    a pointer to the same arrays; with NUMBA_DISABLE_JIT=1 the named tuple itself
    """
    if numba.config.DISABLE_JIT:
        return record
    held = _packed(record)
    held.record = record  # whose arrays compiled code only borrows
    return cast(T, held)


@loop
def _set_seed(held: Any, seed: Any) -> None:
    held.seed = seed


def reseeded(held: T, record: T) -> T:
    """Give the handle of a record of which only `seed` is another; making it anew takes a hundred times as long.

    Parameters
    ----------
    held : as `handle` gave it; it is changed
    record : the named tuple it stands for, with its new seed

    Returns
    -------
    the same pointer; with NUMBA_DISABLE_JIT=1 the named tuple itself
    """
    if numba.config.DISABLE_JIT:
        return record
    kept: Any = held
    _set_seed(kept, cast(Any, record).seed)
    kept.record = record
    return held
