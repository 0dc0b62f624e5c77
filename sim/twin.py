"""Run a compiled stage for one row, with somebody's own rules in it.

A stage calls loops, loops call rules. `twin` gives the same stage in Python, with some rules replaced wherever they are
called; what calls none of these stays compiled. So a rule is written once and its loop is written once, and both
readings of a model are the same source: that `NUMBA_DISABLE_JIT=1` gives the same numbers is the test of one, and this
is the use of the other.
"""

import dis
from collections.abc import Callable, Mapping
from types import FunctionType
from typing import Any

from tenfold.sim.jit import RULES, source

Hook = Callable[..., Any]


def called(function: Any) -> dict[str, Any]:
    """List the rules and loops that a function names, in the order in which it names them.

    Parameters
    ----------
    function : a rule or a loop

    Returns
    -------
    dict
        rules and loops by the names the function uses; empty for anything else
    """
    own = source(function)
    if own is None:
        return {}
    # Only names that are loaded as globals: an attribute may be called like a loop.
    names = dict.fromkeys(i.argval for i in dis.get_instructions(own) if i.opname in ("LOAD_GLOBAL", "LOAD_NAME"))
    found = {name: own.__globals__.get(name) for name in names}
    return {name: thing for name, thing in found.items() if source(thing) is not None}


def rules_below(function: Any) -> dict[str, Any]:
    """List every rule that a stage comes to call, in the order in which it is come to.

    Parameters
    ----------
    function : a rule or a loop

    Returns
    -------
    dict
        rules by their own names
    """
    found: dict[str, Any] = {}
    seen: set[int] = set()

    def look(outer: Any) -> None:
        for inner in called(outer).values():
            own = source(inner)
            if own in RULES:
                found.setdefault(own.__name__, inner)  # type: ignore[union-attr]
            if id(inner) not in seen:
                seen.add(id(inner))
                look(inner)

    look(function)
    return found


def twin(stage: Any, hooks: Mapping[str, Hook]) -> Callable[..., Any]:
    """Give the stage with hooks in the place of rules; itself where it calls none of them.

    Parameters
    ----------
    stage : a loop or a rule; where its first parameter is called `w`, it is handed the compiled code's pointer
    hooks : what is called instead of a rule, by the rule's own name

    Returns
    -------
    function
        of the same arguments; `w` is a record that has its pointer as `handle`
    """
    own = source(stage)
    if own is None or not set(hooks) & set(rules_below(stage)):
        return _handing(stage)
    scope = dict(own.__globals__)
    for name, inner in called(stage).items():
        inside = source(inner)
        if inside in RULES and inside.__name__ in hooks:  # type: ignore[union-attr]
            scope[name] = hooks[inside.__name__]  # type: ignore[union-attr]
        elif inside in RULES:
            scope[name] = casting(inner) if set(hooks).isdisjoint(rules_below(inner)) else _cast(inner, hooks)
        else:
            scope[name] = twin(inner, hooks)
    return FunctionType(own.__code__, scope, own.__name__, own.__defaults__, own.__closure__)


def casting(rule: Any) -> Hook:
    """Give a rule that keeps its type: called from Python, a compiled one gives a Python float, which would widen.

    Parameters
    ----------
    rule : compiled

    Returns
    -------
    function
        of the same arguments, whose result has the type of the rule's annotation
    """
    kind = RULES[source(rule)]
    return rule if kind is None else lambda *given: kind(rule(*given))


def _cast(rule: Any, hooks: Mapping[str, Hook]) -> Hook:
    """Give a rule that calls a replaced one, with its type kept."""
    kind, inner = RULES[source(rule)], twin(rule, hooks)
    return inner if kind is None else lambda *given: kind(inner(*given))


def _handing(loop: Any) -> Hook:
    """Hand compiled code its pointer where Python holds the record; see tenfold.sim.handle."""
    own = source(loop)
    if own is None or own.__code__.co_varnames[:1] != ("w",):
        return loop  # type: ignore[no-any-return]
    return lambda w, *given: loop(getattr(w, "handle", w), *given)
