"""Hand a record of many arrays to compiled code as one pointer.

numba passes a named tuple by value: some hundreds of arguments for a market, at every call, each of which takes time to
compile and to hand over. Here addresses, shapes and numbers are written into one block of memory, eight bytes a piece,
and compiled code is told where it lies. It reads fields by the same names, so a loop need not know: a named tuple
within is a place in the same block, an array is put together where it is read, a name of a matrix with named rows (see
tenfold.sim.named) is an array that begins at its row. With NUMBA_DISABLE_JIT=1 the named tuple itself is handed on.
"""

import hashlib
from functools import lru_cache
from typing import Any, NamedTuple, TypeVar, cast

import numba
import numpy as np
from llvmlite import ir
from numba import types
from numba.core.imputils import lower_getattr_generic
from numba.core.typing.templates import AttributeTemplate, infer_getattr
from numba.extending import NativeValue, models, register_model, typeof_impl, unbox
from numba.np.arrayobj import make_array, populate_array

from tenfold.sim.memory import address_of

T = TypeVar("T", bound=NamedTuple)

_WORD, _BYTE = ir.IntType(64), ir.IntType(8)


class _Field(NamedTuple):
    """Say at which word of its record a field begins; of rows of a matrix, the first, and how many if several."""

    word: int
    kind: Any
    first: int = -1
    rows: int = 0


class HandleType(types.Type):  # type: ignore[misc]
    """Stand for a handle in compiled code. A short name is all that numba's cache keeps of it."""


class Handle:
    """Hold a handle in Python.

    Attributes
    ----------
    kind : its numba type
    block : of memory, words of eight bytes
    address : of the block
    record : the named tuple it stands for, whose arrays compiled code only borrows
    """

    __slots__ = ("address", "block", "kind", "record")

    def __init__(self, kind: HandleType, words: list[int], record: Any) -> None:
        self.kind, self.record, self.block = kind, record, np.array(words, np.int64)
        self.address = self.block.ctypes.data


_FIELDS: dict[str, dict[str, _Field]] = {}  # of each type of handle, by its name
_KINDS: dict[tuple[Any, ...], HandleType] = {}  # by what is found in a named tuple


def handle(record: T) -> T:
    """Give a named tuple as compiled code takes it.

    Parameters
    ----------
    record : named tuple of contiguous arrays, numbers, tuples of these, and such named tuples; its arrays are borrowed

    Returns
    -------
    where the same arrays are found; with NUMBA_DISABLE_JIT=1 the named tuple itself
    """
    if numba.config.DISABLE_JIT:
        return record
    words: list[int] = []
    found: list[Any] = []
    _collect(record, words, found)
    key = tuple(found)
    kind = _KINDS.get(key)
    if kind is None:
        kind, _ = _described(record)
        _KINDS[key] = kind
    return cast(T, Handle(kind, words, record))


def reseeded(held: T, record: T) -> T:
    """Give the handle of a record of which only `seed` is another; making it anew takes a hundred times as long.

    Parameters
    ----------
    held : as `handle` gave it; it is changed
    record : the named tuple it stands for, with its new seed

    Returns
    -------
    the same handle; with NUMBA_DISABLE_JIT=1 the named tuple itself
    """
    if numba.config.DISABLE_JIT:
        return record
    kept, changed = cast(Any, held), cast(Any, record)
    place = _FIELDS[kept.kind.name]["seed"].word
    kept.block[place : place + len(changed.seed)] = changed.seed
    kept.record = record
    return held


def _collect(record: Any, words: list[int], found: list[Any]) -> None:
    """Write down what compiled code needs of all that is in a tuple, and what there is, by which its type is known."""
    found.append((type(record), len(record)))
    for each in record:
        if isinstance(each, np.ndarray):
            if not each.flags.c_contiguous:
                raise TypeError(f"{type(record).__qualname__} holds an array that is not contiguous")
            words.append(address_of(each))
            words.extend(each.shape)
            found.append((each.dtype.num, each.ndim))
        elif not isinstance(each, tuple):
            words.append(_word(each))
            found.append(type(each))
        elif _numbers(type(each)):
            more, kinds = _collected(each)
            words.extend(more)
            found.append(kinds)
        else:
            _collect(each, words, found)


def _word(number: Any) -> int:
    return int(number.view(np.uint32)) if isinstance(number, np.float32) else int(number)


def _numbers(kind: type) -> bool:
    """Tell whether a named tuple is one of numbers alone, which all markets of a plan share."""
    return getattr(kind, "numbers", False) is True


@lru_cache(maxsize=64, typed=True)
def _collected(record: Any) -> tuple[tuple[int, ...], tuple[Any, ...]]:
    """Do as `_collect` for a tuple of numbers alone."""
    words: list[int] = []
    found: list[Any] = []
    _collect(record, words, found)
    return tuple(words), tuple(found)


def _described(value: Any) -> tuple[Any, int]:
    """Give the type of what is found, and how many words it takes."""
    if isinstance(value, np.ndarray):
        return types.Array(numba.from_dtype(value.dtype), value.ndim, "C"), 1 + value.ndim
    if not isinstance(value, tuple):
        return numba.typeof(value), 1
    fields: dict[str, _Field] = {}
    kinds, word = [], 0
    names = getattr(value, "_fields", range(len(value)))
    for name, each in zip(names, value, strict=True):
        kind, words = _described(each)
        fields[name] = _Field(word, kind)
        kinds.append(kind)
        word += words
    if not hasattr(value, "_fields"):
        return types.BaseTuple.from_types(kinds), word
    for name, (first, count) in getattr(type(value), "places", {}).items():
        matrix, axes = fields["matrix"], fields["matrix"].kind.ndim
        kind = types.Array(matrix.kind.dtype, axes if count else axes - 1, "C" if axes == 2 else "A")
        fields[name] = _Field(matrix.word, kind, first, count)
    said = " ".join(f"{name}:{each.word}:{each.kind}:{each.first}:{each.rows}" for name, each in fields.items())
    made = HandleType(f"{type(value).__qualname__}#{hashlib.sha256(said.encode()).hexdigest()[:12]}")
    _FIELDS[made.name] = fields
    return made, word


register_model(HandleType)(models.OpaqueModel)


@typeof_impl.register(Handle)  # type: ignore[untyped-decorator]
def _type_of_handle(held: Handle, _: Any) -> HandleType:
    return held.kind


@unbox(HandleType)  # type: ignore[untyped-decorator]
def _unbox_handle(_: Any, held: Any, c: Any) -> NativeValue:
    number = c.pyapi.object_getattr_string(held, "address")
    address = c.pyapi.long_as_voidptr(number)
    c.pyapi.decref(number)
    return NativeValue(address)


@infer_getattr
class _TypeOfField(AttributeTemplate):  # type: ignore[misc]
    key = HandleType

    def generic_resolve(self, kind: HandleType, name: str) -> Any:
        field = _FIELDS[kind.name].get(name)
        return field and field.kind


@lower_getattr_generic(HandleType)  # type: ignore[untyped-decorator]
def _read_field(context: Any, builder: Any, kind: HandleType, held: Any, name: str) -> Any:
    return _read(context, builder, held, _FIELDS[kind.name][name])


def _read(context: Any, builder: Any, held: Any, field: _Field) -> Any:
    """Write the code that reads a field."""
    word, kind = field.word, field.kind
    if isinstance(kind, HandleType):
        return builder.gep(held, [_WORD(8 * word)])
    if isinstance(kind, types.Array):
        return _read_array(context, builder, held, field)
    if isinstance(kind, types.BaseTuple):
        parts = []
        for each in kind.types:
            parts.append(_read(context, builder, held, _Field(word, each)))
            word += 1 + getattr(each, "ndim", 0)
        return context.make_tuple(builder, kind, parts)
    if kind is types.boolean:
        return builder.icmp_unsigned("!=", _load(builder, held, word, _WORD), _WORD(0))
    return _load(builder, held, word, context.get_value_type(kind))


def _load(builder: Any, held: Any, word: int, kind: Any) -> Any:
    value = builder.load(builder.bitcast(builder.gep(held, [_WORD(8 * word)]), kind.as_pointer()))
    value.set_metadata("invariant.load", builder.module.add_metadata([]))  # nobody writes into a block while code runs
    return value


def _read_array(context: Any, builder: Any, held: Any, field: _Field) -> Any:
    """Write the code that makes an array, which counts no users: counting, atomic, took a tenth of a period."""
    kind, item = field.kind, _WORD(field.kind.dtype.bitwidth // 8)
    data = _load(builder, held, field.word, _BYTE.as_pointer())
    axes = kind.ndim + (field.first >= 0 and field.rows == 0)
    shape = [_load(builder, held, field.word + 1 + axis, _WORD) for axis in range(axes)]
    strides = [item]
    for length in reversed(shape[1:]):
        strides.insert(0, builder.mul(strides[0], length, flags=["nsw"]))
    if field.first >= 0:
        names = axes - 2  # their axis
        data = builder.gep(data, [builder.mul(_WORD(field.first), strides[names], flags=["nsw"])])
        if field.rows:
            shape[names] = _WORD(field.rows)
        else:
            del shape[names], strides[names]
    array = make_array(kind)(context, builder)
    data = builder.bitcast(data, context.get_data_type(kind.dtype).as_pointer())
    populate_array(array, data=data, shape=shape, strides=strides, itemsize=item, meminfo=None)
    return array._getvalue()
