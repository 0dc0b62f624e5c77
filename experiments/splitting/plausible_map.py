"""A map of plausible firms: for which share of them retention deserves more than half, and what that hangs on.

Every point is solved in closed form (tenfold.experiments.splitting.plausible); which factor the best share hangs on
is told by Sobol's indices, and what a manager could go by is a rule of two or three questions, judged by the profit it
loses.
"""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import numpy as np

from tenfold.agents.firm.many_markets import Markets, best_budgets, customers_at
from tenfold.experiments.sensitivity import Index, Range, explained_alone, sobol_design, sobol_indices
from tenfold.experiments.splitting.plausible import READINGS, SPACE, Reading, Solved, solve
from tenfold.experiments.splitting.rule_of_thumb import Rule, fit_rule, follow
from tenfold.sim.statistics import Doubles, Interval

Flags = np.ndarray[Any, np.dtype[np.bool_]]
BANDS = {"all": (0.0, np.inf), "below 2": (0.0, 2.0), "5-10": (5.0, 10.0), "above 10": (10.0, np.inf)}
FIRST, HALF, WINNING = 0.8, 0.5, 0.2  # what "retention first", "half and half" and "winning first" are taken to mean
CHOICES = np.linspace(0.0, 1.0, 21)  # shares that a fitted rule may say


class Record(NamedTuple):
    """Hold how a rule does on points it was not fitted to.

    Attributes
    ----------
    name : of the rule
    wrong : share of points where it takes the wrong side of one half; nan where it takes none
    regret : mean share of the best profit lost, at most all of it
    regret_90 : the share that one point in ten exceeds
    """

    name: str
    wrong: float
    regret: float
    regret_90: float


class ClaimMap(NamedTuple):
    """Hold one map: a reading of the ratio, with the budget given or chosen.

    Attributes
    ----------
    solved : the best split at every point
    over_half : share of the firms that pay for which retention deserves more than half, by band of the ratio
    over_half_all : the same, whether they pay or not; empty where the budget is chosen
    indices : Sobol's, of s* over the whole space
    alone : of the firms that pay, the share of the variance of s* that one factor explains
    trees : the fitted rules, of depth 2 and 3
    rules : how they and others do
    """

    solved: Solved
    over_half: dict[str, Interval]
    over_half_all: dict[str, Interval]
    indices: dict[str, Index]
    alone: dict[str, Interval]
    trees: dict[int, Rule]
    rules: list[Record]


def share_over_half(solved: Solved, chosen: Flags, block: int) -> Interval:
    """Give the share of chosen points with s* above one half.

    Parameters
    ----------
    solved : at the points of a design
    chosen : shape (points,)
    block : neighbouring points that are drawn together, the unit of the interval

    Returns
    -------
    Interval
        95%; how finely the space was drawn, not how sure its ranges are
    """
    weight = chosen.astype(np.float64)
    share = float((weight * (solved.share > 0.5)).sum() / max(weight.sum(), 1.0))
    away = (weight * ((solved.share > 0.5) - share)).reshape(-1, block).sum(axis=1)
    half = 1.96 * float(away.std(ddof=1) * np.sqrt(away.size) / max(weight.sum(), 1.0))
    return Interval(share, share - half, share + half)


def bands(solved: Solved, among: Flags, block: int) -> dict[str, Interval]:
    """Give the share with s* above one half in each band of the ratio."""
    ratio = solved.points["ratio"]
    return {name: share_over_half(solved, among & (ratio >= low) & (ratio <= high), block)
            for name, (low, high) in BANDS.items()}  # fmt: skip


def lost(solved: Solved, at: Flags, share: Doubles, chooses: bool) -> Doubles:
    """Give what a share loses of the best profit at some points, at most all of it [share of the best profit].

    Parameters
    ----------
    solved : at all points
    at : which points
    share : s of each, or one for all [share of the budget]
    chooses : whether the firm chooses the budget that suits the share; else it spends what suits the best share
    """
    markets, margin = Markets(*(column[at] for column in solved.markets)), solved.points["margin"][at]
    budget = best_budgets(markets, share, margin) if chooses else solved.best.budget[at]
    profit = margin * customers_at(markets, budget, share) - budget
    return np.clip(1 - profit / solved.best.profit[at], 0.0, 1.0)


def fitted_rule(solved: Solved, at: Flags, depth: int) -> Rule:
    """Fit a rule to some points: it asks what s* hangs on, and says what loses least profit."""
    columns = {name: column[at] for name, column in solved.points.items() if name != solved.unused}
    losses = np.array([lost(solved, at, np.array(s), chooses=False) for s in CHOICES])
    return fit_rule(columns, solved.share[at], depth, CHOICES, losses)


def rules_of(solved: Solved, fresh: Flags, trees: Mapping[int, Rule]) -> list[Record]:
    """Judge rules at fresh points: wrong side of one half, and profit lost; see `Record`."""
    points = {name: column[fresh] for name, column in solved.points.items()}
    best, found = solved.share[fresh], []
    said = {f"rule of {depth} questions": follow(tree, points) for depth, tree in trees.items()}
    said |= {f"retention first ({FIRST:g})": np.full(best.size, FIRST), "half and half": np.full(best.size, HALF),
             f"winning first ({WINNING:g})": np.full(best.size, WINNING),
             "follow the ratio (ρ/(1+ρ))": points["ratio"] / (1 + points["ratio"])}  # fmt: skip
    for name, share in said.items():
        regret = lost(solved, fresh, share, chooses=solved.free)
        says = share != HALF  # else it takes no side
        wrong = float(np.mean((share[says] > HALF) != (best[says] > HALF))) if says.any() else np.nan
        found.append(Record(name, wrong, float(regret.mean()), float(np.quantile(regret, 0.9))))
    return found


def map_of(points: Mapping[str, Doubles], reading: Reading, free: bool) -> ClaimMap:
    """Make one map at the points of a Sobol design over `SPACE`, or of one with other ranges."""
    solved, names, block = solve(points, reading, free), list(points), len(points) + 2
    indices = sobol_indices(names, solved.share)
    row = np.arange(solved.share.size)
    own = (row % block == 0) & solved.pays  # one point of each block, independent of the others
    alone = {name: explained_alone(solved.points[name][own], solved.share[own]) for name in names}
    fitted, fresh = own & (row // block % 2 == 0), own & (row // block % 2 == 1)
    trees = {depth: fitted_rule(solved, fitted, depth) for depth in (2, 3)}
    everything = {} if free else bands(solved, np.ones(row.size, np.bool_), block)
    return ClaimMap(
        solved, bands(solved, solved.pays, block), everything, indices, alone, trees,
        rules_of(solved, fresh, trees),
    )  # fmt: skip


def over_ratio(solved: Solved, edges: Doubles) -> Doubles:
    """Give the share of firms that pay with s* above one half, between each two edges of the ratio."""
    ratio, paying = solved.points["ratio"], solved.pays
    counts = np.histogram(ratio[paying], edges)[0]
    return np.histogram(ratio[paying & (solved.share > HALF)], edges)[0] / np.maximum(counts, 1)


def narrower(mapped: ClaimMap, low: float = 0.1, high: float = 0.9) -> Interval:
    """Give the share above one half at a ratio of 5 to 10 where care is neither almost useless nor almost perfect."""
    room = mapped.solved.points["room"]
    among = mapped.solved.pays & (room > low) & (room < high)
    return bands(mapped.solved, among, len(mapped.solved.points) + 2)["5-10"]


def halves(mapped: ClaimMap) -> dict[str, tuple[float, float]]:
    """Give the share above one half at a ratio of 5 to 10 where one range is cut to its lower or upper half."""
    solved, ratio = mapped.solved, mapped.solved.points["ratio"]
    around, found = solved.pays & (ratio >= 5) & (ratio <= 10), {}
    for name, column in solved.points.items():
        if name != "ratio":
            lower = column <= SPACE[name].range.at(np.array(0.5))
            found[name] = (float((solved.share[around & lower] > 0.5).mean()),
                           float((solved.share[around & ~lower] > 0.5).mean()))  # fmt: skip
    return found


def make_maps(
    base: int, seed: int, progress: Callable[[float], None], ranges: Mapping[str, Range] | None = None
) -> list[ClaimMap]:
    """Make all four maps on the same points.

    Parameters
    ----------
    base : points of the Sobol sequence, a power of 2; ten times as many are solved
    seed : of its scrambling
    progress : told the share done
    ranges : other ranges than those of `SPACE`, of the same names

    Returns
    -------
    list of ClaimMap
        both readings, each with the budget given and chosen
    """
    points, made = sobol_design(ranges or {name: unknown.range for name, unknown in SPACE.items()}, base, seed), []
    for reading in READINGS:
        for free in (False, True):
            made.append(map_of(points, reading, free))
            progress(len(made) / 4)
    return made
