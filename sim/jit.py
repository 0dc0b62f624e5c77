"""Compile with numba, in a cache folder named after the sources so that an edited rule never runs stale.

numba looks only at the file of the outermost function: a loop that calls a rule edited elsewhere would go
on running the old rule. Three decorators are enough: `rule` for one customer's equation, `loop` for what
runs it over many, `part` for lists of calls. None uses fastmath, so both readings of a rule agree to the last bit.
"""

import hashlib
import inspect
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FunctionType
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar, cast, get_args

import numba
import numpy as np
from llvmlite.binding import get_host_cpu_features
from numba.core.codegen import get_host_cpu_features as host_features
from numba.core.event import Listener, register, unregister

from tenfold.sim.cache import folder_for

P = ParamSpec("P")
R = TypeVar("R")

# What a rule's annotations may say. numba compiles exactly these types, so that no float64 slips in; the type
# checker is told the wider truth that NumPy's arithmetic gives back.
if TYPE_CHECKING:
    Float = float | np.floating[Any]
    Double = float | np.floating[Any]
    Int = int | np.integer[Any]
    Long = int | np.integer[Any]
    Word = int | np.integer[Any]
    Flag = bool | np.bool_
else:
    Float, Double, Int, Long, Word, Flag = np.float32, np.float64, np.int32, np.int64, np.uint32, bool

# Casts, for constants and borders: a bare 1.0 in compiled code is a float64 and would widen all it touches.
f4, f8, i4, i8, u1, u4, u8 = np.float32, np.float64, np.int32, np.int64, np.uint8, np.uint32, np.uint64
ZERO, HALF, ONE = f4(0.0), f4(0.5), f4(1.0)

_LOOPS: set[Any] = set()  # the Python functions of all rules and loops
RULES: dict[Any, Any] = {}  # of every rule, the Python function and the type it gives; None for a tuple

_PARTS = ("sim", "agents")
_OPTIONS = {"cache": True, "error_model": "numpy", "nogil": True, "no_cfunc_wrapper": True}


def _prefer_wide_vectors() -> None:
    """Let LLVM use vectors of 512 bits, not half, where they do not slow the processor down: from Ice Lake on."""
    if numba.config.CPU_FEATURES is None and get_host_cpu_features().get("avx512vbmi2"):
        numba.config.CPU_FEATURES = f"{host_features()},-prefer-256-bit"


_prefer_wide_vectors()

_COMPILING = threading.RLock()  # rules are compiled when asked for, by whatever thread


def source_digest() -> str:
    """Give a digest of everything compiled code depends on: sources, numba and options; 16 hexadecimal digits."""
    digest = hashlib.sha256(f"{numba.__version__} {_OPTIONS}".encode())
    for part in _PARTS:
        for path in sorted((Path(__file__).parents[1] / part).rglob("*.py")):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


numba.config.CACHE_DIR = str(folder_for(source_digest()))


def rule(function: Callable[P, R]) -> Callable[P, R]:
    """Compile the equation of one customer or firm for exactly the types of its annotations.

    It is inlined wherever it is called: left to LLVM, a long rule stays a call and its loop does not vectorise. By
    itself it is compiled when Python first calls it: most are only ever called by loops.

    Parameters
    ----------
    function : pure, of scalars, annotated with the types of this module

    Returns
    -------
    function
        compiled; it is listed in `RULES`
    """
    kind = inspect.get_annotations(function)["return"]
    RULES[function] = None if get_args(kind) else kind
    _LOOPS.add(function)
    compiled = numba.njit(inline="always", **_OPTIONS)(function)

    def compile_once(*_: P.args, **__: P.kwargs) -> Any:
        with _COMPILING:
            for overload in compiled.overloads.values():  # another thread was first
                return overload.entry_point
            entry = compiled.compile(_signature(function))
            compiled.disable_compile()
            return entry

    if not numba.config.DISABLE_JIT:
        compiled._compile_for_args = compile_once  # what a dispatcher calls where it has nothing that fits
    return cast(Callable[P, R], compiled)


def _signature(function: Callable[..., Any]) -> Any:
    hints = {name: _numba_type(hint) for name, hint in inspect.get_annotations(function).items()}
    return hints.pop("return")(*hints.values())


def _numba_type(hint: Any) -> Any:
    parts = get_args(hint)
    return numba.types.Tuple([_numba_type(p) for p in parts]) if parts else numba.from_dtype(np.dtype(hint))


def loop(function: Callable[..., R]) -> Callable[..., R]:
    """Compile a loop over rows, for whatever columns it is first called with.

    Compiled code that calls it with a literal, as 3, has it compiled once more for just this number; i8(3) has not.

    Parameters
    ----------
    function : of arrays and numbers

    Returns
    -------
    function
        compiled when it is first called
    """
    _LOOPS.add(function)
    return cast(Callable[..., R], numba.njit(**_OPTIONS)(function))


def part(function: Callable[..., R]) -> Callable[..., R]:
    """Write a part of a loop, compiled within whatever calls it and not by itself.

    For lists of calls: compiled by itself, all that they call would be optimised once more at each level of calls.
    """
    _LOOPS.add(function)
    return cast(Callable[..., R], numba.njit(inline="always", **_OPTIONS)(function))


def source(function: Any) -> FunctionType | None:
    """Give the Python function of a rule or a loop.

    Parameters
    ----------
    function : anything

    Returns
    -------
    function or None
        None for what is neither
    """
    own = getattr(function, "py_func", function)
    return own if isinstance(own, FunctionType) and own in _LOOPS else None


class _First(Listener):  # type: ignore[misc]  # numba says nothing of its types
    """Tell once that something is compiled, which was not in the cache."""

    def __init__(self, tell: Callable[[], None]) -> None:
        self.tell: Callable[[], None] | None = tell

    def on_start(self, event: object) -> None:
        """Tell, the first time."""
        tell, self.tell = self.tell, None
        if tell is not None:
            tell()

    def on_end(self, event: object) -> None:
        """Say nothing."""


@contextmanager
def compiling_told(tell: Callable[[], None]) -> Iterator[None]:
    """Tell when something is about to be compiled that no cache has, and no more of what follows.

    Parameters
    ----------
    tell : called at most once
    """
    listener = _First(tell)
    register("numba:compile", listener)
    try:
        yield
    finally:
        unregister("numba:compile", listener)
