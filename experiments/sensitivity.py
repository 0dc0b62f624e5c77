"""Which parameter an answer hangs on: Sobol's indices of variance, with intervals.

The first-order index of a factor is the share of the answer's variance that would be gone, on average, if that factor
alone were known; the total index is what would be left if all others were. Their difference is interaction.
Sobol (2001), Mathematics and Computers in Simulation 55; designs after Saltelli (2002), estimators after Saltelli et
al. (2010) and Jansen (1999), all by SALib (Herman & Usher 2017, Journal of Open Source Software 2(9)).

The indices say what varies *over the given ranges*: another range is another question.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from tenfold.sim.statistics import Doubles, Interval

Places = np.ndarray[tuple[int], np.dtype[np.intp]]


class Range(NamedTuple):
    """Hold over what a factor is drawn, evenly or, with `log`, evenly in its logarithm.

    Attributes
    ----------
    low, high : in the unit of the factor
    log : whether factors of the same size, as 1 to 2 and 10 to 20, are as likely
    """

    low: float
    high: float
    log: bool = False

    def at(self, unit: Doubles) -> Doubles:
        """Stretch numbers from 0 to 1 over the range."""
        if self.log:
            return np.asarray(self.low * (self.high / self.low) ** unit, np.float64)
        return self.low + (self.high - self.low) * unit


class Index(NamedTuple):
    """Hold what one factor does to an answer.

    Attributes
    ----------
    first : share of the answer's variance that it explains alone [-]
    total : share in which it takes part [-]
    """

    first: Interval
    total: Interval


def sobol_design(ranges: Mapping[str, Range], base: int, seed: int = 0) -> dict[str, Doubles]:
    """Draw a scrambled Sobol sequence for `sobol_indices`.

    Parameters
    ----------
    ranges : of each factor
    base : points of the sequence, a power of 2; the design has (factors + 2) times as many
    seed : of the scrambling

    Returns
    -------
    dict of float64 arrays
        a column of shape (base * (factors + 2),) for each factor

    Raises
    ------
    ValueError : where base is no power of 2
    """
    if base < 2 or base & (base - 1):
        raise ValueError(f"base = {base!r}: needs a power of 2, for which the sequence is balanced")
    from SALib.sample import sobol  # a third of a second, which only who asks for a design waits for

    unit = sobol.sample(_problem(list(ranges)), base, calc_second_order=False, seed=seed)
    return {name: r.at(unit[:, k]) for k, (name, r) in enumerate(ranges.items())}


def sobol_indices(
    names: list[str], answers: ArrayLike, seed: int = 0, resamples: int = 100, level: float = 0.95
) -> dict[str, Index]:
    """Estimate first and total indices from the answers at the points of `sobol_design`.

    Parameters
    ----------
    names : of the factors, in the order of the design
    answers : at its points, shape (base * (factors + 2),)
    seed : of the bootstrap
    resamples : of the bootstrap, whole blocks of the design
    level : of confidence

    Returns
    -------
    dict of Index
        of each factor, with bootstrap intervals; all 0 where the answer never varies

    Raises
    ------
    ValueError : for answers that are not finite, or not as many as the design has points
    """
    y = np.asarray(answers, np.float64)
    if y.size % (len(names) + 2) or not np.isfinite(y).all():
        raise ValueError(f"{y.size} answers: needs finite ones, one for each point of a design of {len(names)} factors")
    if np.ptp(y) == 0.0:
        return dict.fromkeys(names, Index(Interval(0.0, 0.0, 0.0), Interval(0.0, 0.0, 0.0)))
    from SALib.analyze import sobol

    found = sobol.analyze(
        _problem(names), y, calc_second_order=False, num_resamples=resamples, conf_level=level,
        seed=seed + 1,  # SALib takes 0 for none
    )  # fmt: skip
    rows = zip(*(found[key] for key in ("S1", "S1_conf", "ST", "ST_conf")), strict=True)
    return {name: Index(_around(s1, c1), _around(st, ct)) for name, (s1, c1, st, ct) in zip(names, rows, strict=True)}


def explained_alone(
    factor: Doubles, answers: Doubles, seed: int = 0, bins: int = 24, resamples: int = 200
) -> Interval:
    """Estimate a first-order index from any points, also from a part of a space that a condition cuts out.

    The answers' variance between bins of the factor over their whole variance (the correlation ratio; Plischke 2010,
    Reliability Engineering & System Safety 95(4)), less what the bins' chance differences add. Where factors are drawn
    independently it is Sobol's index; else it counts what goes along with the factor too.

    Parameters
    ----------
    factor, answers : at independent points, shape (points,)
    seed : of the bootstrap
    bins : of equally many points
    resamples : of the bootstrap

    Returns
    -------
    Interval
        95%, by bootstrap over points [-]
    """
    bin_of, random = bins_of(factor, bins), np.random.default_rng(seed)
    chosen = (random.integers(0, answers.size, answers.size) for _ in range(resamples))
    drawn = [between_bins(bin_of[some], answers[some], bins) for some in chosen]
    return _around(between_bins(bin_of, answers, bins), 1.96 * float(np.std(drawn, ddof=1)))


def bins_of(factor: Doubles, bins: int) -> Places:
    """Give the bin of each point, of bins with equally many points; equal points share a bin."""
    return np.searchsorted(np.quantile(factor, np.arange(1, bins) / bins), factor)


def between_bins(bin_of: Places, answers: Doubles, bins: int) -> float:
    """Give the share of the answers' variance that lies between bins, less what chance adds: see `explained_alone`.

    Parameters
    ----------
    bin_of : the bin of each point, from 0, shape (points,)
    answers : shape (points,)
    bins : how many

    Returns
    -------
    float
        1 - (1 - eta^2) (points - 1) / (points - bins), by chance below 0 [-]; 0 where the answers never vary
    """
    counts = np.maximum(np.bincount(bin_of, minlength=bins), 1)
    means = np.bincount(bin_of, answers, bins) / counts
    whole, within = ((answers - answers.mean()) ** 2).sum(), ((answers - means[bin_of]) ** 2).sum()
    return float((whole - within - (bins - 1) * within / max(answers.size - bins, 1)) / max(whole, 1e-300))


def _around(middle: float, half: float) -> Interval:
    return Interval(float(middle), float(middle - half), float(middle + half))


def _problem(names: list[str]) -> dict[str, Any]:
    return {"num_vars": len(names), "names": names, "bounds": [[0.0, 1.0]] * len(names)}
