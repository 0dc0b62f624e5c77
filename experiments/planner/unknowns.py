"""What is not known: points drawn over bands, and which of several unknowns moves a number most."""

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from tenfold.experiments.sensitivity import between_bins, bins_of
from tenfold.experiments.study.design import sampled
from tenfold.experiments.study.kit import COLOURS, INK
from tenfold.sim.statistics import Doubles, Interval

if TYPE_CHECKING:
    from matplotlib.axes import Axes

SURE, MATTERS = 0.95, 0.1  # of the points, for a word that holds over a band; of the variance, to be named


class Spread(NamedTuple):
    """Hold a number at points drawn over what is not known.

    Attributes
    ----------
    values : at those points where there is one
    share : of all points where there is one
    effects : by unknown, the share of the variance of `values` it accounts for by itself, the largest first
    """

    values: Doubles
    share: float
    effects: dict[str, float]

    @property
    def range(self) -> Interval:
        """Give the median and the quantiles of 5 and 95%; nan where there are no values."""
        return nine_in_ten(self.values)

    def above(self, level: float) -> float:
        """Give the share of the values that lie above a level; nan where there are none."""
        return float((self.values > level).mean()) if self.values.size else float("nan")

    def deciding(self) -> list[str]:
        """Name what decides: at most three unknowns that account for a tenth of the variance, or the first."""
        known = [name for name, effect in self.effects.items() if effect > 0.0]
        return [name for name in known[:3] if self.effects[name] >= MATTERS] or known[:1]

    @property
    def known(self) -> bool:
        """Say whether there are enough values to tell what decides."""
        return not any(math.isnan(effect) for effect in self.effects.values())

    def word(self, level: float) -> str:
        """Say whether the number lies above a level: supported or refuted if in 95% of the values, else depends."""
        least = SURE * max(1, self.values.size)  # of no values at all none lies anywhere
        if (self.values > level).sum() >= least:
            return "supported"
        return "refuted" if (self.values < level).sum() >= least else "depends"

    @property
    def ends(self) -> list[float] | None:
        """Give the lowest and the highest value; None where there are none."""
        return [float(self.values.min()), float(self.values.max())] if self.values.size else None


def spread(unknown: Mapping[str, Doubles], values: Doubles, there: ArrayLike) -> Spread:
    """Describe a number at drawn points, of those where there is one.

    Parameters
    ----------
    unknown : what was drawn, by name, each of shape (points,)
    values : shape (points,); whatever it is where there is none
    there : whether there is one, shape (points,)

    Returns
    -------
    Spread
        the values there are, their share, and what moves them
    """
    kept = np.asarray(there, bool)
    effects = main_effects({name: x[kept] for name, x in unknown.items()}, values[kept])
    return Spread(values[kept], float(kept.mean()), effects)


def drawn(bands: Mapping[str, tuple[float, float]], points: int, even: tuple[str, ...] = ()) -> dict[str, Doubles]:
    """Spread points over bands by Sobol's sequence; the same each time it is asked.

    Parameters
    ----------
    bands : lowest and highest value of each unknown, above 0; one whose ends are equal is known
    points : how many, best a power of 2
    even : the unknowns spread evenly; of all others the logarithm is

    Returns
    -------
    dict of float64 arrays
        of each unknown, shape (points,)
    """
    open_ = {name: ends for name, ends in bands.items() if ends[0] < ends[1]}
    ranges = {name: ends if name in even else (*ends, "log") for name, ends in open_.items()}
    table = np.array(list(sampled(ranges, points).arms)) if ranges else np.empty((points, 0))
    values = dict(zip(ranges, table.T, strict=True))
    return {name: values.get(name, np.full(points, ends[0])) for name, ends in bands.items()}


def main_effects(inputs: Mapping[str, ArrayLike], values: ArrayLike, bins: int = 16) -> dict[str, float]:
    """Estimate which share of a variance each unknown accounts for by itself (first-order Sobol index).

    It is that of `tenfold.experiments.sensitivity.explained_alone`, without its interval.

    Parameters
    ----------
    inputs : independent of each other, each of shape (points,), or (points, any) of numbers that are known together and
        that many points share, which are their own bins
    values : shape (points,)
    bins : at most; fewer where there would be fewer than 16 points in each

    Returns
    -------
    dict of float
        shares [0 .. 1], the largest first; 0 where nothing varies, nan with fewer than 32 points
    """
    y, shares = np.asarray(values, np.float64), dict.fromkeys(inputs, 0.0)
    bins = min(bins, y.size // 16)
    for name, given in inputs.items():
        x = np.asarray(given, np.float64)
        if bins < 2:
            shares[name] = float("nan")
        elif np.ptp(y) > 0.0 and np.ptp(x, axis=0).any():
            groups = np.unique(x, axis=0, return_inverse=True)[1].ravel() if x.ndim == 2 else bins_of(x, bins)
            shares[name] = max(0.0, between_bins(groups, y, int(groups.max()) + 1))
    return dict(sorted(shares.items(), key=lambda item: -item[1]))


def nine_in_ten(values: Doubles) -> Interval:
    """Give the median and the quantiles of 5 and 95%; nan where there are no values."""
    return Interval(*(np.quantile(values, (0.5, 0.05, 0.95)) if values.size else [math.nan] * 3))


def money(amount: float) -> str:
    """Write an amount for people, to two digits."""
    return f"{float(f'{amount:.2g}'):,.{0 if abs(amount) >= 10 else 2}f}" if amount else "0"


def percent(*shares: float) -> str:
    """Write a share, or the ends of a range of shares, for people."""
    return " to ".join(dict.fromkeys(f"{100 * share:.0f}" for share in shares)) + "%"


def draw_spreads(axes: "Axes", spreads: Mapping[str, Spread], level: float) -> None:
    """Draw how often shares of 0 .. 1 come out, the first spread filled, and a line at a level, all in percent.

    Parameters
    ----------
    axes : to draw on
    spreads : of shares, by their words in the legend
    level : where the line stands [0 .. 1]
    """
    for k, (name, each) in enumerate(spreads.items()):
        axes.hist(100 * each.values, np.arange(-2.5, 103, 5).tolist(), color=COLOURS[k], linestyle="--" if k else "-",
                  histtype="step" if k else "stepfilled", alpha=1.0 if k else 0.6, linewidth=1.5, label=name,
                  weights=np.full(each.values.size, 100 * each.share / max(1, each.values.size)))  # fmt: skip
    axes.axvline(100 * level, color=INK, linestyle=":", linewidth=1, zorder=0)
    axes.set(xlim=(-3, 103), ylim=(0, None), ylabel="of cases [%]")
