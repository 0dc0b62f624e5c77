"""The response-curve panel: simulated optimum against the closed form, cell by cell."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from scipy import stats

from tenfold.agents.firm.curves import Curves
from tenfold.agents.firm.steady_state import approach, best_share, flat_range, settled_customers
from tenfold.agents.plan import Plan
from tenfold.experiments.five_to_ten.cells import Cell, curves_of, response_plan, sized
from tenfold.experiments.five_to_ten.outcomes import Outcome, play
from tenfold.experiments.five_to_ten.parameters import FiveToTen
from tenfold.sim.ledger import worth
from tenfold.sim.runner import play_all
from tenfold.sim.statistics import Doubles, Peak, p_value, peak

HALF_WINDOW, FINE, DEGREE = 0.15, 0.01, 6  # around the coarse best: grid and polynomial


class CellResult(NamedTuple):
    """Hold what one response-curve cell showed.

    Attributes
    ----------
    cell : what was played
    shares : coarse grid, shape (K,)
    outcomes : K lists, an outcome a coarse seed
    window : fine grid, shape (W,)
    customers : mean after burn-in, shape (seeds, W) [share of the market]
    expected : the same by the closed form, shape (W,)
    best, exact : best share, simulated and by the closed form
    regret : share of customers lost by the simulated best, by the closed form
    flat : shares within 5% of the best number of customers, by the closed form
    agrees : see `agreement`
    p_half : that the best share is .5 after all
    from_empty : share with most discounted profit over the same periods, from an empty market, by the closed form
    """

    cell: Cell
    shares: Doubles
    outcomes: list[list[Outcome]]
    window: Doubles
    customers: Doubles
    expected: Doubles
    best: Peak
    exact: float
    regret: float
    flat: tuple[float, float]
    agrees: bool
    p_half: float
    from_empty: float


def agreement(customers: Doubles, expected: Doubles, best: Peak, regret: float) -> bool:
    """Say whether simulation and closed form agree.

    Simulated customers lie within simultaneous 95% bands (Bonferroni) of the closed form over the window, the simulated
    best costs at most .5% of customers by the closed form, and its interval is at most .05 wide each way.

    Parameters
    ----------
    customers : simulated, shape (seeds, W) [share of the market]
    expected : by the closed form, shape (W,)
    best : simulated best share
    regret : share of customers lost by it
    """
    seeds, places = customers.shape
    reach = stats.t.ppf(1.0 - 0.05 / (2 * places), seeds - 1) * customers.std(axis=0, ddof=1) / np.sqrt(seeds)
    close = bool(np.all(np.abs(customers.mean(axis=0) - expected) <= reach))
    return close and regret <= 0.005 and best.half <= 0.05


def play_cell(plan: Plan, own: FiveToTen, cell: Cell, seeds: int) -> CellResult:
    """Play one cell: a coarse surface, then the neighbourhood of its best share until that is sure enough."""
    plan = sized(plan, own, own.size)
    budget, curves = plan.firms[0].budget, curves_of(plan, cell.ratio, cell.retention, cell.floor)

    def run(shares: Doubles, seeds: range) -> list[list[Outcome]]:
        starts = settled_customers(curves, budget, shares)
        plans = [response_plan(plan, curves, float(s), float(n)) for s, n in zip(shares, starts, strict=True)]
        flat = play_all(play, [(p, seed) for p in plans for seed in seeds])
        return [flat[k * len(seeds) : (k + 1) * len(seeds)] for k in range(len(plans))]

    shares = grid(own.step)
    coarse = run(shares, range(min(own.coarse_seeds, seeds)))
    middle = float(shares[np.argmax([np.mean([o.customers for o in outcomes]) for outcomes in coarse])])
    low, high = max(0.0, middle - HALF_WINDOW), min(1.0, middle + HALF_WINDOW)
    window = np.round(np.arange(low, high + FINE / 2, FINE), 6)
    customers = np.array([[o.customers for o in outcomes] for outcomes in run(window, range(seeds))]).T
    best = peak(window, customers, DEGREE)
    while best.half > own.until and len(customers) < own.most_seeds:
        more = range(len(customers), min(2 * len(customers), own.most_seeds))
        added = np.array([[o.customers for o in outcomes] for outcomes in run(window, more)]).T
        customers = np.concatenate([customers, added])
        best = peak(window, customers, DEGREE)
    exact = float(best_share(curves, budget))
    most, found = settled_customers(curves, budget, np.array([exact, best.place]))
    regret = float(1.0 - found / most)
    expected = settled_customers(curves, budget, window)
    flat = flat_range(curves, budget)
    agrees = agreement(customers, expected, best, regret)
    around = (float(flat[0]), float(flat[1]))
    return CellResult(
        cell, shares, coarse, window, customers, expected, best, exact, regret, around, agrees,
        p_value(window, customers, 0.5, DEGREE), best_from_empty(plan, curves),
    )  # fmt: skip


def best_from_empty(plan: Plan, curves: Curves) -> float:
    """Find the share with most discounted profit over the plan's periods from an empty market, on a grid of .01."""
    firm, shares = plan.firms[0], grid(FINE)
    path = approach(curves, firm.budget, shares, 0.0, plan.market.periods)
    spent = np.where(path[:-1] > 0.0, 1.0, 1.0 - shares) * firm.budget  # nobody to keep: that part is not spent
    profit = (firm.price - firm.unit_cost) * path[1:] - spent
    return float(shares[np.argmax(worth(plan.market.periods, plan.market.discount) @ profit)])


def grid(step: float) -> Doubles:
    """Give the retention shares 0, step, ..., 1."""
    return np.linspace(0.0, 1.0, round(1.0 / step) + 1).round(6)


def play_panel(plan: Plan, own: FiveToTen, seeds: int, progress: Callable[[float], None]) -> list[CellResult]:
    """Play every response-curve cell."""
    cells = [
        Cell("response curve", ratio, retention, floor, False, "none")
        for floor in own.floors
        for retention in own.retentions
        for ratio in own.ratios
    ]
    results = []
    for k, cell in enumerate(cells):
        results.append(play_cell(plan, own, cell, seeds))
        progress((k + 1) / len(cells))
    return results
