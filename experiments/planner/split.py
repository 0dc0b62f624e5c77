"""The best split of a planner's budget: as foreseen at their figures, over what they do not know, and simulated."""

from typing import NamedTuple

import numpy as np
from scipy import stats

from tenfold.agents.plan import Plan
from tenfold.experiments.planner.draws import Draws
from tenfold.experiments.planner.foreseen import MOST_UNSPENT, Foreseen, foresee
from tenfold.experiments.planner.runs import as_foreseen, simulate
from tenfold.experiments.planner.unknowns import Spread, spread
from tenfold.experiments.planner.worth import Worth, worth_of, worth_of_all
from tenfold.experiments.splitting.outcomes import Outcome
from tenfold.sim.statistics import Doubles

FINE = np.arange(101) / 100  # retention shares of the budget
COARSE = FINE[::5]  # of every drawn market, .05 apart; around the best of each they lie .01 apart
AROUND = np.arange(-4, 5) / 100


class PlannedSplit(NamedTuple):
    """Hold the best retention share of a budget.

    Attributes
    ----------
    foreseen : at the planner's own figures, over the shares of `FINE`
    best, gain : the best share, and what it earns more than spending nothing [money per head of market]; where that is
        0 or less none pays, and the share means nothing
    drawn : the best share over what is not known, where some share pays
    gains : the gain over what is not known [money per head of the market as the planner counts it]
    on_average : the share that earns most on average over what is not known; nan where spending nothing does
    worth, everything : what it is worth to know each unknown before the choice of a share, or of spending nothing, the
        largest first, and to know all of them [money per head of the market as the planner counts it, over all periods]
    shares, runs : simulated shares, and what came out, shape (outcomes, shares, seeds)
    """

    foreseen: Foreseen
    best: float
    gain: float
    drawn: Spread
    gains: Spread
    on_average: float
    worth: dict[str, Worth]
    everything: Worth
    shares: Doubles
    runs: Doubles

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
    def expected(self) -> Doubles:
        """Give the profit foreseen of the shares that were simulated, shape (shares,)."""
        return np.asarray(np.interp(self.shares, FINE, self.foreseen.profit[0]))

    @property
    def simulated(self) -> tuple[Doubles, Doubles]:
        """Give means over seeds of simulated profit, and half the width of intervals of 95%; nan of a single seed."""
        seeds = self.profit.shape[1]
        spread = self.profit.std(axis=1, ddof=1) if seeds > 1 else np.full(self.shares.size, np.nan)
        return self.profit.mean(axis=1), stats.t.ppf(0.975, max(seeds - 1, 1)) * spread / seeds**0.5

    @property
    def agrees(self) -> bool | None:
        """Say whether simulated profit is as foreseen; None with a single seed."""
        return as_foreseen(self.profit, self.expected)


def planned_split(plan: Plan, unknown: Draws, seeds: int, threads: int = 0) -> PlannedSplit:
    """Find the best split of a budget, and what it is worth to know more before one splits.

    Parameters
    ----------
    plan : one firm, and customers who leave like a cohort
    unknown : drawn over what is not known
    seeds : replications of the markets that are simulated, which show whether what is foreseen comes true
    threads : among which work is divided; 0 for as many as there are processors

    Returns
    -------
    PlannedSplit
        as foreseen, over what is not known, and simulated

    Raises
    ------
    InputError : the firm does what the expected path does not know
    """
    own = foresee(plan, FINE)
    (best,), (gain,) = own.best(FINE)
    many, places, gains = best_of_each(plan, unknown, threads)
    size = unknown.factors.get("market_size", np.ones(unknown.points))
    choices = many.profit[:, own.unspent[0][::5] <= MOST_UNSPENT]
    paid = size[:, None] * np.column_stack([many.nothing, choices])
    first = int(paid.mean(axis=0).argmax())
    worth = {name: worth_of(x, paid) for name, x in unknown.unknown.items()}
    spreads = (spread(unknown.unknown, places, gains > 0.0),
               spread(unknown.unknown, gains * size, np.isfinite(gains)))  # fmt: skip
    effects = spreads[0 if gain > 0.0 else 1].effects  # of what is worth the same, that which moves more comes first
    shares = played(own, float(best), float(gain))
    return PlannedSplit(
        own, float(best), float(gain), *spreads,
        float(COARSE[own.unspent[0][::5] <= MOST_UNSPENT][first - 1]) if first else float("nan"),
        {name: worth[name] for name in sorted(worth, key=lambda x: (-worth[x].sure, -np.nan_to_num(effects[x])))},
        worth_of_all(paid),
        shares, simulate(plan, shares, seeds, threads),
    )  # fmt: skip


def best_of_each(plan: Plan, unknown: Draws, threads: int) -> tuple[Foreseen, Doubles, Doubles]:
    """Find the best share of every drawn market: over `COARSE` first, then around the best of these.

    Parameters
    ----------
    plan : one firm, and customers who leave like a cohort
    unknown : drawn over what is not known
    threads : among which work is divided; 0 for as many as there are processors

    Returns
    -------
    Foreseen, float64 array, float64 array
        over `COARSE`; the best share, nan where none spends the money, and its gain, shape (points,)

    Raises
    ------
    InputError : the firm does what the expected path does not know
    """
    many = foresee(plan, COARSE, unknown, threads)
    about = np.nan_to_num(many.best(COARSE)[0], nan=0.5)
    near = np.clip(about, 0.04, 0.96)[:, None] + AROUND
    fine = foresee(plan, near, unknown, threads)
    return many, *fine._replace(nothing=many.nothing).best(near)


def played(own: Foreseen, best: float, gain: float) -> Doubles:
    """Give the shares to simulate: both ends, the middle, and where it pays the best and the ends of the flat range.

    A share that leaves too much of the money unspent is no split of this budget, and is left out.
    """
    asked = [0.0, 0.5, 1.0, *([best, *own.flat(FINE)] if gain > 0.0 else [])]
    at = np.unique(np.round(np.array(asked) * 100).astype(int))
    shares: Doubles = FINE[at[own.unspent[0][at] <= MOST_UNSPENT]]
    return shares
