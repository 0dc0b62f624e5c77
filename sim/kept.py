"""Keep what a function made of the very same things; numbers a plan decides need not be worked out for every market."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any, TypeVar

R = TypeVar("R")


def kept(function: Callable[..., R]) -> Callable[..., R]:
    """Let a function of frozen things give again what it gave for the same things, or for equal ones.

    To find equal ones takes their hash, which for a plan takes longer than a small market needs for ten periods; so the
    things themselves are tried first.

    Parameters
    ----------
    function : pure, of arguments that can be hashed and never change

    Returns
    -------
    function
        of the same arguments, by place
    """
    by_value = lru_cache(maxsize=8)(function)
    held: dict[tuple[int, ...], tuple[tuple[Any, ...], R]] = {}  # arguments too: nothing else gets their id

    def give(*arguments: Any) -> R:
        key = tuple(map(id, arguments))
        found = held.get(key)
        if found is None:
            if len(held) >= 8:
                held.clear()
            found = held[key] = (arguments, by_value(*arguments))
        return found[1]

    return give
