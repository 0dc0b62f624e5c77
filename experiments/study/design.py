"""Which arms a study has: every combination of some factors, a list, or points spread over a space."""

import math
from collections.abc import Mapping, Sequence
from itertools import combinations, product
from typing import Any, Literal, NamedTuple

from pydantic import ValidationError

from tenfold.agents.plan import Plan, check
from tenfold.experiments.overrides import check_key
from tenfold.experiments.refusal import describe, field_at
from tenfold.sim.errors import InputError
from tenfold.sim.groups import varied

Levels = tuple[Any, ...]
Overrides = Mapping[str, Any]


class Design(NamedTuple):
    """Hold the arms of a study.

    Attributes
    ----------
    factors : names, which become columns of the rows
    arms : levels of the factors in their order, and what is overridden there, in the words of the command line
    units : of factors that have one
    """

    factors: tuple[str, ...]
    arms: Mapping[Levels, Overrides]
    units: Mapping[str, str] = {}


def cross(factors: Mapping[str, Mapping[Any, Overrides]], units: Mapping[str, str] | None = None) -> Design:
    """Combine every level of each factor with every level of the others.

    Parameters
    ----------
    factors : for each factor its levels, and for each level what it overrides
    units : of factors that have one

    Returns
    -------
    Design
        with as many arms as there are combinations; the last factor varies fastest

    Raises
    ------
    ValueError : two factors override the same
    """
    shared = [key for one, other in combinations(factors, 2) for key in _keys(factors[one]) & _keys(factors[other])]
    if shared:
        raise ValueError(f"two factors override {shared[0]}, so that the levels of one would have no effect")
    arms: dict[Levels, Overrides] = {}
    for levels in product(*factors.values()):
        arms[levels] = {key: value for name, level in zip(factors, levels, strict=True)
                        for key, value in factors[name][level].items()}  # fmt: skip
    return Design(tuple(factors), arms, units or {})


def _keys(levels: Mapping[Any, Overrides]) -> set[str]:
    return {key for overrides in levels.values() for key in overrides}


def listed(factors: Sequence[str], arms: Mapping[Levels, Overrides], units: Mapping[str, str] | None = None) -> Design:
    """Take arms one by one.

    Parameters
    ----------
    factors : names
    arms : levels of the factors in their order, and what is overridden there
    units : of factors that have one

    Returns
    -------
    Design
        of these arms

    Raises
    ------
    ValueError : an arm has not a level for each factor
    """
    for levels in arms:
        if len(levels) != len(factors):
            raise ValueError(f"an arm at {levels}: needs a level for each of {', '.join(factors)}")
    return Design(tuple(factors), dict(arms), units or {})


def together(first: Design, *others: Design) -> Design:
    """Put designs of the same factors together; an arm that two have is played once.

    Parameters
    ----------
    first, others : designs

    Returns
    -------
    Design
        with the arms and units of all

    Raises
    ------
    ValueError : their factors differ, or arms at the same levels override something else
    """
    arms, units = dict(first.arms), dict(first.units)
    for other in others:
        if other.factors != first.factors:
            raise ValueError(f"designs of the same factors go together, not {first.factors} and {other.factors}")
        for levels, overrides in other.arms.items():
            if dict(arms.setdefault(levels, overrides)) != dict(overrides):
                raise ValueError(f"two arms at {levels} override different things")
        units |= other.units
    return Design(first.factors, arms, units)


def sampled(
    ranges: Mapping[str, Sequence[Any]], points: int, method: Literal["sobol", "latin hypercube"] = "sobol",
    units: Mapping[str, str] | None = None,
) -> Design:
    """Spread points evenly over a space; the same each time it is asked.

    Parameters
    ----------
    ranges : for each override its lowest and highest value, and "log" as a third where the logarithm is spread; whole
        numbers where both ends are
    points : how many arms; of a Sobol design a power of 2 is spread best. Fewer where whole numbers meet
    method : how they are spread
    units : of factors that have one

    Returns
    -------
    Design
        its factors are named like the overrides

    Raises
    ------
    ValueError : a range whose ends are not in order, or a logarithm of what is not above 0
    """
    from scipy.stats import qmc

    for name, (low, high, *log) in ranges.items():
        if not low < high or (log and low <= 0) or log not in ([], ["log"]):
            raise ValueError(f"{name}: needs low < high, and low > 0 where the third is \"log\"; given {ranges[name]}")
    engine = qmc.Sobol(len(ranges), rng=1) if method == "sobol" else qmc.LatinHypercube(len(ranges), rng=1)
    count = 1 << (points - 1).bit_length() if method == "sobol" else points
    arms: dict[Levels, Overrides] = {}
    for point in engine.random(count)[:points]:
        levels = tuple(_between(float(u), *span) for u, span in zip(point, ranges.values(), strict=True))
        arms[levels] = dict(zip(ranges, levels, strict=True))
    return Design(tuple(ranges), arms, units or {})


def _between(u: float, low: float, high: float, scale: str = "") -> float:
    whole = isinstance(low, int) and isinstance(high, int)
    top = high + 1 if whole else high
    x = low * (top / low) ** u if scale else low + (top - low) * u
    return math.floor(x) if whole else x


def plans_of(design: Design, base: Plan) -> list[Plan]:
    """Give the market of every arm, checked.

    Parameters
    ----------
    design : the arms
    base : what no arm overrides

    Returns
    -------
    list of Plan
        in the order of the arms

    Raises
    ------
    InputError : an arm overrides what there is not, or with what is not allowed, or the market cannot be
    """
    plans, known = [], base.model_dump(mode="json")
    for levels, overrides in design.arms.items():
        try:
            plans.append(_plan(base, known, overrides))
        except InputError as error:
            where = ", ".join(f"{name}={level}" for name, level in zip(design.factors, levels, strict=True))
            raise InputError(f"arm {where}: {error}") from None
    return plans


def _plan(base: Plan, known: Mapping[str, Any], overrides: Overrides) -> Plan:
    for key in overrides:
        check_key(key, known)
    given = {key: tuple(value) if isinstance(value, list) else value for key, value in overrides.items()}
    try:
        return check(varied(base, given))
    except ValidationError:
        for key, value in given.items():
            _try(base, key, value)
        raise


def _try(base: Plan, key: str, value: object) -> None:
    try:
        varied(base, {key: value})
    except ValidationError:
        info = field_at(type(base), key.split("."))
        raise InputError(key, value, "another value" if info is None else describe(info)) from None
