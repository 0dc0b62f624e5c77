"""Which arms a study has: every combination of some factors, a list, or points spread over a space."""

from collections.abc import Mapping, Sequence
from itertools import product
from typing import Any, Literal, NamedTuple

import numpy as np
from pydantic import ValidationError

from tenfold.agents.plan import Plan, check
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
    """
    arms: dict[Levels, Overrides] = {}
    for levels in product(*factors.values()):
        arms[levels] = {key: value for name, level in zip(factors, levels, strict=True)
                        for key, value in factors[name][level].items()}  # fmt: skip
    return Design(tuple(factors), arms, units or {})


def listed(factors: Sequence[str], arms: Mapping[Levels, Overrides], units: Mapping[str, str] | None = None) -> Design:
    """Take arms one by one; raises ValueError for one that has not a level for each factor."""
    for levels in arms:
        if len(levels) != len(factors):
            raise ValueError(f"an arm at {levels}: needs a level for each of {', '.join(factors)}")
    return Design(tuple(factors), dict(arms), units or {})


def together(first: Design, *others: Design) -> Design:
    """Put designs of the same factors together; an arm that two have is played once.

    Raises
    ------
    ValueError : their factors differ, or arms at the same levels override something else
    """
    arms = dict(first.arms)
    for other in others:
        if other.factors != first.factors:
            raise ValueError(f"designs of the same factors go together, not {first.factors} and {other.factors}")
        for levels, overrides in other.arms.items():
            if dict(arms.setdefault(levels, overrides)) != dict(overrides):
                raise ValueError(f"two arms at {levels} override different things")
    return Design(first.factors, arms, first.units)


def sampled(
    ranges: Mapping[str, Sequence[Any]], points: int, method: Literal["sobol", "latin hypercube"] = "sobol",
    units: Mapping[str, str] | None = None,
) -> Design:
    """Spread points evenly over a space; the same each time it is asked.

    Parameters
    ----------
    ranges : for each override its lowest and highest value, and "log" as a third where the logarithm is spread
    points : how many arms; of a Sobol design a power of 2 is spread best
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
        if not low < high or (log and low <= 0):
            raise ValueError(f"{name}: needs low < high, and low > 0 for a logarithm; given {low} .. {high}")
    engine = qmc.Sobol(len(ranges), rng=1) if method == "sobol" else qmc.LatinHypercube(len(ranges), rng=1)
    count = 1 << (points - 1).bit_length() if method == "sobol" else points
    arms: dict[Levels, Overrides] = {}
    for point in engine.random(count)[:points]:
        levels = tuple(_between(u, *span) for u, span in zip(point, ranges.values(), strict=True))
        arms[levels] = dict(zip(ranges, levels, strict=True))
    return Design(tuple(ranges), arms, units or {})


def _between(u: float, low: float, high: float, scale: str = "") -> float:
    if scale == "log":
        return float(low * (high / low) ** u)
    return float(low + (high - low) * u) if isinstance(low, float) or isinstance(high, float) else int(
        np.floor(low + (high - low + 1) * u))  # fmt: skip


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
    plans = []
    for levels, overrides in design.arms.items():
        where = ", ".join(f"{name}={level}" for name, level in zip(design.factors, levels, strict=True))
        try:
            plans.append(check(varied(base, overrides)))
        except KeyError as error:
            raise InputError(f"arm {where}", dict(overrides), f"parameters that exist ({error.args[0]})") from None
        except ValidationError as error:
            first = error.errors()[0]
            raise InputError(f"arm {where}", dict(overrides), f"values in range ({first['msg']})") from None
    return plans
