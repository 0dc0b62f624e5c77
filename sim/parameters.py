"""Every number the model assumes, with its unit, its plausible range and where it comes from.

A group of parameters is a frozen pydantic model: strict (no text or "no" for a number), closed (an unknown key is
an error) and finite. Compiled loops read the same group as a named tuple of float32, made by `packed`; several groups
of one kind, side by side, as a named tuple of float64 arrays, made by `stacked`.
"""

from collections import namedtuple
from collections.abc import Sequence
from typing import Any, ClassVar, Literal, Self, TypeVar, cast, get_args, get_origin

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from tenfold.sim.named import Place, filled, naming

T = TypeVar("T", bound="Parameters")


class Parameters(BaseModel):
    """Hold one group of parameters; subclasses declare each with `quantity`.

    A field `on` that is false, or a field `schedule` that is "none", promises that no other field of the group, however
    deep, has any effect: off is neutral, so it is no cause of a result, and `causes` leaves the group out. A group of
    which a field acts on any side although it is off must call its switch otherwise.

    Attributes
    ----------
    Packed : the named tuple of its numbers, as `packed` gives it
    Stacked : the matrix of its numbers, as `stacked` gives it
    switched : of an experiment: the groups it switches itself, by dotted name
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)
    Packed: ClassVar[Any] = None
    Stacked: ClassVar[Any] = None
    switched: ClassVar[tuple[str, ...]] = ()  # of an experiment: the groups it switches itself, by dotted name

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        """Give each group the named tuples of its numbers, found again by name so that numba's cache hits."""
        super().__pydantic_init_subclass__(**kwargs)
        names = [name for name, info in cls.model_fields.items() if _packable(info.annotation)]
        cls.Packed = namedtuple("Packed", names, module=cls.__module__)  # type: ignore[misc]
        cls.Packed.__qualname__ = f"{cls.__qualname__}.Packed"
        cls.Packed.numbers = True  # and nothing else, so that what compiled code takes of it can be kept
        places: dict[str, Place] = {}
        first = 0
        for name, info in cls.model_fields.items():
            if _numbers(info.annotation):
                count = len(get_args(info.annotation)) if get_origin(info.annotation) is tuple else 0
                places[name] = (first, count)
                first += count or 1
        inner = [name for name in names if _is_group(cls.model_fields[name].annotation)]
        cls.Stacked = naming(cls, "Stacked", places, inner)

    def agree(self, name: str) -> None:
        """Refuse values that are allowed one by one but not together; a group that has such says so here.

        Parameters
        ----------
        name : the dotted name of this group, to name fields with

        Raises
        ------
        InputError : the first disagreement
        """

    def written_out(self) -> Self:
        """Give the group with all written out that a word in it stands for; an experiment that has such says so."""
        return self


def quantity(
    default: Any,
    unit: str,
    low: float | None,
    high: float | None,
    source: str,
    lever: bool = False,
    neutral: Any = ...,
) -> Any:
    """Declare a parameter together with what a reader must know to judge it.

    Parameters
    ----------
    default : the value used where nobody says otherwise; `...` where there can be none
    unit : its unit, "-" for none
    low, high : the ends of the allowed range, both included; None for no end
    source : where default and range come from; an assumption is called one
    lever : whether its owner may change it while the market runs
    neutral : the value with which the rest of the model acts as if there were no such parameter; unlike a default it is
        never retuned, so that results keep their name when the parameter is added (see `causes`); `...` for none

    Returns
    -------
    Any
        what pydantic takes for a field
    """
    info = {"unit": unit, "source": source, "lever": lever} | ({} if neutral is ... else {"neutral": neutral})
    if low is None and high is None:
        return Field(default, json_schema_extra=cast(Any, info))
    return Field(default, ge=low, le=high, json_schema_extra=cast(Any, info))


def packed(parameters: T) -> T:
    """Give the numbers as compiled loops read them; the type checker sees no difference.

    Parameters
    ----------
    parameters : one group; text and lists in it are left out

    Returns
    -------
    named tuple of float32, int32 and bool, a group within being a named tuple of its own
    """
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
    float64 matrix with named rows, a column a group; see `tenfold.sim.named`
        of every number one row, of a list of numbers several; yes is 1, a choice among words is its place among them, a
        group within is a matrix of its own; text is left out
    """
    kind, rows = type(groups[0]), []
    for name in kind.Stacked.places:
        values = [getattr(group, name) for group in groups]
        words = get_args(kind.model_fields[name].annotation)
        values = [words.index(value) if isinstance(value, str) else value for value in values]
        rows.append(np.array(values, np.float64).reshape(len(groups), -1).T)
    inner = [stacked([getattr(group, name) for group in groups]) for name in kind.Stacked._fields[1:]]
    return filled(kind.Stacked, np.concatenate(rows) if rows else np.zeros((0, len(groups))), *inner)


def _packable(annotation: object) -> bool:
    return annotation in (int, float, bool) or _is_group(annotation)


def _numbers(annotation: object) -> bool:
    several = get_origin(annotation) is tuple and ... not in get_args(annotation) and not groups_in(annotation)
    return several or get_origin(annotation) is Literal or annotation in (int, float, bool)


def _is_group(annotation: object) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, Parameters)


def copied(numbers: Any) -> Any:
    """Copy what `stacked` made, arrays and all."""
    return type(numbers)(*(each.copy() if isinstance(each, np.ndarray) else copied(each) for each in numbers))


def overwrite(numbers: Any, others: Any) -> None:
    """Write the arrays of one named tuple, and of those within, into the same arrays of another."""
    for mine, other in zip(numbers, others, strict=True):
        if isinstance(mine, np.ndarray):
            mine[...] = other
        elif isinstance(mine, tuple):
            overwrite(mine, other)


def groups_in(annotation: object) -> list[type[Parameters]]:
    """List the groups of parameters within an annotation."""
    if isinstance(annotation, type) and issubclass(annotation, Parameters):
        return [annotation]
    return [kind for part in get_args(annotation) for kind in groups_in(part)]
