"""The best split of a planner's budget: as foreseen at their figures, over what they do not know, and simulated."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from tenfold.agents.plan import Plan
from tenfold.experiments.planner.foreseen import MOST_UNSPENT, Foreseen, foresee
from tenfold.experiments.planner.runs import as_foreseen, simulate
from tenfold.experiments.planner.unknowns import Spread, spread
from tenfold.experiments.splitting.outcomes import Outcome
from tenfold.experiments.study.best_place import best_place
from tenfold.sim.statistics import Doubles, Peak

FINE = np.arange(101) / 100  # retention shares of the budget
HALF_WINDOW, DEGREE = 0.15, 6


class PlannedSplit(NamedTuple):
    """Hold the best retention share of a budget.

    Attributes
    ----------
    foreseen : at the planner's own figures, over the shares of `FINE`
    best, gain : the best share, and what it earns more than spending nothing [money per head of market]; where that is
        0 or less none pays, and the share means nothing
    drawn : the best share over what is not known, where some share pays
    gains : the gain over what is not known [money per head of the market as the planner counts it]
    shares, runs : simulated shares, and what came out, shape (outcomes, shares, seeds)
    simulated : the best share by simulation; nan where none pays, or there is a single seed
    """

    foreseen: Foreseen
    best: float
    gain: float
    drawn: Spread
    gains: Spread
    shares: Doubles
    runs: Doubles
    simulated: Peak

    @property
    def pays(self) -> bool:
        """Say whether some share earns more than spending nothing."""
        return self.gain > 0.0

    @property
    def flat(self) -> tuple[float, float]:
        """Give the ends of the shares within 5% of the best profit."""
        return self.foreseen.flat(FINE)

    @property
    def left_out(self) -> Doubles:
        """Give the shares at which too much of the money finds nobody."""
        out: Doubles = FINE[self.foreseen.unspent[0] > MOST_UNSPENT]
        return out

    @property
    def asked(self) -> Spread:
        """Give what is in question over what is not known: the best share, or the gain where no share pays."""
        return self.drawn if self.pays else self.gains

    @property
    def profit(self) -> Doubles:
        """Give simulated discounted profit [money per head of market], shape (shares, seeds)."""
        profit: Doubles = self.runs[Outcome._fields.index("profit")]
        return profit

    @property
    def agrees(self) -> bool | None:
        """Say whether simulated profit is as foreseen; None with a single seed."""
        return as_foreseen(self.profit, np.interp(self.shares, FINE, self.foreseen.profit[0]))


def planned_split(
    plan: Plan, unknown: Mapping[str, Doubles], step: float, seeds: int, threads: int = 0
) -> PlannedSplit:
    """Find the best split of a budget.

    Parameters
    ----------
    plan : one firm, and customers who leave like a cohort
    unknown : factors on the planner's figures, see `foresee`, each of shape (points,)
    step : between the shares that are simulated; near the best they lie .01 apart
    seeds : replications
    threads : among which work is divided; 0 for as many as there are processors

    Returns
    -------
    PlannedSplit
        as foreseen, over what is not known, and simulated

    Raises
    ------
    InputError : the firm does what the expected path does not know
    """
    own, many = foresee(plan, FINE), foresee(plan, FINE, unknown, threads)
    (best,), (gain,) = own.best(FINE)
    places, gains = many.best(FINE)
    spends, near, played = own.unspent[0] <= MOST_UNSPENT, np.abs(FINE - best) < HALF_WINDOW + 1e-9, np.zeros(101, bool)
    played[np.round(np.append(np.arange(0.0, 1.0, step), 1.0) * 100).astype(int)] = True
    played = (played | (near & (gain > 0.0))) & spends
    shares, top = FINE[played], Peak(np.nan, np.nan, np.nan)
    runs = simulate(plan, shares, seeds, threads)
    profit = runs[Outcome._fields.index("profit")]
    if gain > 0.0 and seeds > 1:
        top = best_place(shares[near[played]], profit[near[played]].T, DEGREE).found
    spreads = (spread(unknown, places, gains > 0.0),
               spread(unknown, gains * unknown.get("market_size", 1.0), np.isfinite(gains)))  # fmt: skip
    return PlannedSplit(own, float(best), float(gain), *spreads, shares, runs, top)
