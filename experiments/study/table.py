"""What the runs of a study gave, and expressions over it: means, contrasts, and functions of the whole table."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tenfold.agents.engine import Engine
from tenfold.experiments.study.design import Levels
from tenfold.sim.errors import InputError

Doubles = NDArray[np.float64]


class Outcome(NamedTuple):
    """Declare a number that each run gives.

    Attributes
    ----------
    unit : "-" for none
    of : measures a finished engine, whose record the next run overwrites
    at : levels of factors; in other arms it is not measured and not a number
    """

    unit: str
    of: Callable[[Engine], float]
    at: Mapping[str, Any] = {}


class Mean(NamedTuple):
    """Hold a weighted sum of means over arms, seed by seed: what `+`, `-` and a factor make of `mean(...)`."""

    terms: tuple[tuple[float, str, tuple[tuple[str, Any], ...]], ...]

    def __add__(self, other: "Mean") -> "Mean":  # type: ignore[override]
        return Mean(self.terms + other.terms)

    def __sub__(self, other: "Mean") -> "Mean":
        return self + -1.0 * other

    def __rmul__(self, factor: float) -> "Mean":  # type: ignore[override]
        return Mean(tuple((factor * weight, outcome, at) for weight, outcome, at in self.terms))


def mean(outcome: str, **levels: Any) -> Mean:
    """Stand for the mean of an outcome over all arms at these levels of some factors, in each seed."""
    return Mean(((1.0, outcome, tuple(levels.items())),))


class Table(NamedTuple):
    """Hold what all runs gave.

    Attributes
    ----------
    factors : names
    arms : levels of each arm, in the order of the factors
    outcomes : names
    values : shape (outcomes, arms, seeds); all arms have the same seeds
    """

    factors: tuple[str, ...]
    arms: tuple[Levels, ...]
    outcomes: tuple[str, ...]
    values: Doubles

    @property
    def seeds(self) -> int:
        """Give how many seeds every arm was played with."""
        return int(self.values.shape[2])

    def levels(self, factor: str) -> list[Any]:
        """List the levels of a factor in the order of the arms."""
        return list(dict.fromkeys(arm[self.factors.index(factor)] for arm in self.arms))

    def at(self, outcome: str, **levels: Any) -> Doubles:
        """Give the mean over the arms at these levels.

        Parameters
        ----------
        outcome : its name
        levels : by factor; all arms for a factor that is not named

        Returns
        -------
        float64 array
            one number a seed, shape (seeds,)

        Raises
        ------
        InputError : there is no such outcome, factor, level or arm
        """
        if outcome not in self.outcomes:
            raise InputError("outcome", outcome, f"one of {', '.join(self.outcomes)}", self.outcomes)
        for factor, level in levels.items():
            if factor not in self.factors:
                raise InputError("factor", factor, f"one of {', '.join(self.factors)}", self.factors)
            if level not in self.levels(factor):
                raise InputError(f"level of {factor}", level, f"one of {', '.join(map(repr, self.levels(factor)))}")
        named = [dict(zip(self.factors, arm, strict=True)) for arm in self.arms]
        chosen = [k for k, arm in enumerate(named) if levels.items() <= arm.items()]
        if not chosen:
            raise InputError("levels", levels, "those of an arm of the design")
        found: Doubles = self.values[self.outcomes.index(outcome), chosen].mean(axis=0)
        return found

    def sample(self, value: "Value | None") -> Doubles:
        """Give an expression as one number a seed.

        A weighted sum of means is paired seed by seed, for all arms have the same seeds. Of a function of the whole
        table, such as the place of a peak, they are Tukey's pseudo-values: what each seed, left out, would change.

        Parameters
        ----------
        value : the expression

        Returns
        -------
        float64 array
            shape (seeds,); its mean is the estimate, its standard error that of the estimate

        Raises
        ------
        InputError : there is no such outcome, factor, level or arm
        """
        if value is None:
            raise ValueError("a claim of a study needs a value")
        if isinstance(value, Mean):
            return np.sum([weight * self.at(outcome, **dict(at)) for weight, outcome, at in value.terms], axis=0)
        n, whole = self.seeds, value(self)
        if n < 2:
            return np.array([whole])
        rest = [value(self._replace(values=np.delete(self.values, k, axis=2))) for k in range(n)]
        return n * whole - (n - 1) * np.array(rest)

    def rows(self, units: Mapping[str, str]) -> pd.DataFrame:
        """Lay everything out as tidy rows.

        Parameters
        ----------
        units : of the outcomes

        Returns
        -------
        DataFrame
            one row an arm, seed and outcome, with every factor as a column; what was not measured is left out
        """
        place = np.indices(self.values.shape).reshape(3, -1)
        columns: dict[str, Any] = {}
        for k, name in enumerate(self.factors):
            columns[name] = _column([arm[k] for arm in self.arms])[place[1]]
        columns["seed"] = place[2]
        columns["outcome"] = pd.Categorical(np.array(self.outcomes)[place[0]])
        columns["value"] = self.values.reshape(-1)
        columns["unit"] = pd.Categorical(np.array([units[name] for name in self.outcomes])[place[0]])
        frame = pd.DataFrame(columns)
        return frame[frame["value"].notna()].reset_index(drop=True)


def _column(levels: Sequence[Any]) -> NDArray[Any]:
    """Lay levels out as a column of one kind: truths, numbers, or else text."""
    kinds = {type(level) for level in levels}
    if kinds == {bool} or (bool not in kinds and all(issubclass(kind, int | float) for kind in kinds)):
        return np.array(levels)
    return np.array([str(level) for level in levels])


Value = Mean | Callable[[Table], float]
