"""The best retention share by simulation where customers follow response curves, against the closed form."""

from typing import NamedTuple, Protocol

import numpy as np
from scipy import stats

from tenfold.agents.firm.curves import Curves
from tenfold.agents.firm.steady_state import best_share, flat_range, settled_customers
from tenfold.agents.plan import Plan
from tenfold.experiments.splitting.markets import Cell, Sizes, curves_of, response_plan, sized
from tenfold.experiments.splitting.outcomes import Outcome, play
from tenfold.experiments.study.best_place import Best, best_place
from tenfold.sim.runner import play_all
from tenfold.sim.statistics import Doubles

HALF_WINDOW, NARROWEST, PLACES = 0.1, 0.01, 20  # around the coarse best, halved while a cubic does not fit; grid
APART = 100_000  # seeds of one cell from those of the next
UNSPENT = 0.05  # of a budget: an arm that leaves more is none of those compared


class Fineness(Sizes, Protocol):
    """Say how finely the best share is sought: grid of the surface, seeds, and when it is sure enough."""

    @property
    def step(self) -> float: ...  # noqa: D102
    @property
    def until(self) -> float: ...  # noqa: D102
    @property
    def coarse_seeds(self) -> int: ...  # noqa: D102
    @property
    def most_seeds(self) -> int: ...  # noqa: D102


class CellResult(NamedTuple):
    """Hold what one cell of response curves showed.

    Attributes
    ----------
    cell, curves : what was played
    shares, outcomes : coarse grid, shape (K,), and K lists of an outcome a coarse seed
    window, profit, customers : fine grid, shape (W,), and of each seed, shape (seeds, W)
    best : share with most discounted profit
    exact, expected : best share and customers over the window, by the closed form
    regret : share of customers lost by the simulated best, by the closed form
    flat : shares within 5% of the best profit, by the closed form
    pays : whether the best share earns more at rest than doing nothing, where some may join and stay unasked
    """

    cell: Cell
    curves: Curves
    shares: Doubles
    outcomes: list[list[Outcome]]
    window: Doubles
    profit: Doubles
    customers: Doubles
    best: Best
    exact: float
    expected: Doubles
    regret: float
    flat: tuple[float, float]
    pays: bool

    @property
    def one_more(self) -> float:
        """Give the ratio in the other reading: cost of one more win at half reach over one more kept at half effect."""
        won, kept = self.curves
        return kept.steepness * (kept.ceiling - kept.floor) / (won.steepness * (won.ceiling - won.floor))

    @property
    def inside(self) -> bool:
        """Tell whether the exact best share lies within the simulated interval."""
        return self.best.found.low - 1e-9 <= self.exact <= self.best.found.high + 1e-9

    @property
    def agrees(self) -> bool:
        """Tell whether simulation and closed form agree.

        Simulated customers lie within simultaneous 95% bands (Bonferroni) of the closed form over the window, the
        simulated best costs at most .5% of customers, and its interval is at most .05 wide each way.
        """
        seeds, places = self.customers.shape
        spread = self.customers.std(axis=0, ddof=1) / np.sqrt(seeds)
        reach = stats.t.ppf(1.0 - 0.05 / (2 * places), seeds - 1) * spread + 0.5e-6
        close = bool((np.abs(self.customers.mean(axis=0) - self.expected) <= reach).all())
        return close and self.regret <= 0.005 and self.best.found.half <= 0.05


def grid(step: float) -> Doubles:
    """Give the retention shares 0, step, ..., 1."""
    return np.linspace(0.0, 1.0, round(1.0 / step) + 1).round(6)


def around(middle: float, half: float) -> Doubles:
    """Give the fine grid around a share, with an end where it is near."""
    step = 2.0 * half / PLACES
    first, last = round(max(0.0, middle - half) / step), round(min(1.0, middle + half) / step)
    return np.round(np.arange(first, max(last, first + PLACES // 2) + 1) * step, 6)


def spent(outcomes: list[list[Outcome]]) -> list[int]:
    """List the arms that spend their budget, by their places."""
    return [k for k, runs in enumerate(outcomes) if np.mean([run.unspent for run in runs]) <= UNSPENT]


def play_cell(plan: Plan, own: Fineness, cell: Cell, number: int, seeds: int) -> CellResult:
    """Play one cell: a coarse surface, then the neighbourhood of its best share until that is sure enough.

    Parameters
    ----------
    plan : what is not said otherwise
    own : sizes, and how finely the best share is sought
    cell : what is varied; no word of mouth and no rivals
    number : of the cell, whose seeds are others than those of the next
    seeds : near the best share at first [2 or more]; they double up to `own.most_seeds`

    Returns
    -------
    CellResult
        simulated, beside the closed form

    Raises
    ------
    ValueError : no curves give this cell, see `curves_of`
    StateError : the market broke its own rules
    """
    plan, curves = sized(plan, own, own.size), curves_of(plan, cell.ratio, cell.retention, cell.floor)

    def run(shares: Doubles, of: range) -> list[list[Outcome]]:
        starts = settled_customers(curves, cell.budget, shares)
        pairs = zip(shares, starts, strict=True)
        plans = [response_plan(plan, curves, float(s), float(n), cell.budget) for s, n in pairs]
        flat = play_all(play, [(p, APART * number + seed) for p in plans for seed in of])
        return [flat[k * len(of) : (k + 1) * len(of)] for k in range(len(plans))]

    shares = grid(own.step)
    coarse = run(shares, range(min(own.coarse_seeds, seeds)))
    usable = spent(coarse)
    middle, half = float(shares[max(usable, key=lambda k: np.mean([o.profit for o in coarse[k]]))]), HALF_WINDOW
    window, fine = around(middle, half), list[list[Outcome]]()
    while True:
        played = len(fine[0]) if fine else 0
        new = run(window, range(played, min(2 * played, own.most_seeds) if played else seeds))
        fine = [old + more for old, more in zip(fine or [[]] * len(new), new, strict=True)]
        profit, keep = np.array([[o.profit for o in runs] for runs in fine]).T, spent(fine)
        best = best_place(window[keep], profit[:, keep])
        if not best.fits and half > NARROWEST:
            middle, half = float(window[max(keep, key=lambda k: profit[:, k].mean())]), half / 2
            window, fine = around(middle, half), []
        elif best.found.half <= own.until or len(profit) >= own.most_seeds:
            break
    firm, found = plan.firms[0], best.found.place
    exact = float(best_share(curves, cell.budget))
    margin = firm.price - firm.unit_cost
    most, at_found = settled_customers(curves, cell.budget, np.array([exact, found]))
    unasked = float(settled_customers(curves, 0.0, 0.0))
    flat = flat_range(curves, cell.budget, margin=margin)
    customers = np.array([[o.customers for o in runs] for runs in fine]).T
    expected = settled_customers(curves, cell.budget, window)
    return CellResult(cell, curves, shares, coarse, window, profit, customers, best, exact, expected,
                      float(1.0 - at_found / most), flat, bool(margin * (most - unasked) > cell.budget))  # fmt: skip
