"""What `schools` reads from all its runs: where each school earns more, what decides, what growth comes through."""

import numpy as np

from tenfold.experiments import study
from tenfold.experiments.schools_runs import SPACE, SPANS
from tenfold.experiments.study import Mean, Table, mean
from tenfold.sim.statistics import Doubles

DRAWN = "drawn "  # then its number; named markets beside these


def gain(market: str) -> Mean:
    """Give what retention first earns beyond acquisition first."""
    return mean("profit", market=market, first="keeping") - mean("profit", market=market, first="winning")


def drawn(table: Table) -> list[str]:
    """List the drawn markets."""
    return [name for name in table.levels("market") if str(name).startswith(DRAWN)]


def gains(table: Table) -> Doubles:
    """Give what retention first earns beyond acquisition first in each drawn market, mean over seeds."""
    return np.array([table.sample(gain(name)).mean() for name in drawn(table)])


def keeps(table: Table) -> float:
    """Give the share of drawn markets in which retention first earns more."""
    return float((gains(table) > 0).mean())


def through_winning(table: Table) -> float:
    """Give how much of the differences in growth comes through winning: cov(growth, won) / var(growth).

    Growth is won less lost, all beyond the market's, so the rest comes through losing.
    """
    growth, won = flows(table)["growth"], flows(table)["won"]
    return float(np.cov(growth, won)[0, 1] / np.var(growth, ddof=1))


def flows(table: Table) -> dict[str, Doubles]:
    """Give what the first firm grew, won and lost in each arm of the drawn markets, mean over seeds."""
    arms = [k for k, levels in enumerate(table.arms) if str(levels[0]).startswith(DRAWN)]
    return {name: table.values[table.outcomes.index(name), arms].mean(axis=1) for name in ("growth", "won", "lost")}


def halves(table: Table) -> dict[str, tuple[float, float]]:
    """Give, for each thing drawn, how often retention first earns more in its lower and in its upper half."""
    more, upper = gains(table) > 0, {name: at > np.median(at) for name, at in places(table).items()}
    return {name: (float(more[~up].mean()), float(more[up].mean())) for name, up in upper.items()}


def places(table: Table) -> dict[str, Doubles]:
    """Give what was drawn, by its name, a number a market."""
    drawn_at = np.array([*study.sampled(SPANS, len(drawn(table))).arms], np.float64)
    return {name: drawn_at[:, k] for k, name in enumerate(SPACE)}
