"""The best retention share by simulation where churn and joining come from choice: customers weigh firms and talk."""

import math
from typing import NamedTuple, Protocol

import numpy as np

from tenfold.agents.plan import Plan
from tenfold.agents.replay import engine_for
from tenfold.experiments.splitting.along_curves import APART, grid, spent
from tenfold.experiments.splitting.markets import Cell, Sizes, behaviour_plan, changed, sized
from tenfold.experiments.splitting.outcomes import PAID, Outcome, play
from tenfold.experiments.splitting.twins import Twins, twins
from tenfold.experiments.study.best_place import Best, best_place
from tenfold.sim.runner import play_all
from tenfold.sim.statistics import Doubles

PILOT = 10_000_000  # pilot seeds start here, apart from the seeds of the answer
WEAKEST, STRONGEST, TOLERANCE = -8.0, 12.0, 0.005  # inertia tried [utils]; of the base retention
STEP = 0.2  # of a spending, where one more is counted
AROUND = 3  # steps of the grid to each side of the coarse best


class Panel(Sizes, Protocol):
    """Say what runs of weighing customers need: their own size, seeds, grid of shares, and pilot seeds."""

    @property
    def behaviour_size(self) -> int: ...  # noqa: D102
    @property
    def behaviour_seeds(self) -> int: ...  # noqa: D102
    @property
    def behaviour_step(self) -> float: ...  # noqa: D102
    @property
    def pilots(self) -> int: ...  # noqa: D102


class Pilot(NamedTuple):
    """Hold what was solved for on pilot seeds, without word of mouth and rivals.

    Attributes
    ----------
    inertia : for one's own firm [utils]
    retention : without retention spending [per period]
    unit_price : of a contact, at which a new customer costs as much as a kept one, both at half effect [money]
    one_more : cost of one more win over that of one more customer kept, at that price and half effect [-]
    reached : whether the base retention is within tolerance
    """

    inertia: float
    retention: float
    unit_price: float
    one_more: float
    reached: bool


class BehaviourResult(NamedTuple):
    """Hold what one behavioural cell showed.

    Attributes
    ----------
    cell, pilot : what was played
    shares, outcomes : shape (K,), and K lists of an outcome a seed
    best : share with most discounted profit
    half : twins at s = .5
    """

    cell: Cell
    pilot: Pilot
    shares: Doubles
    outcomes: list[list[Outcome]]
    best: Best
    half: Twins

    @property
    def flat(self) -> tuple[float, float]:
        """Give the shares within 5% of the best profit, as far as the grid tells."""
        profit = np.array([np.mean([o.profit for o in runs]) for runs in self.outcomes])
        close = self.shares[profit >= profit.max() - 0.05 * abs(profit.max())]
        return float(close.min()), float(close.max())


def rates(job: tuple[Plan, int]) -> tuple[float, float]:
    """Play one run; gives wins by paying per non-customer, and retention, both per period after burn-in."""
    plan, seed = job
    record, later = engine_for(plan, seed).run().record, plan.market.burn_in
    started = int(record.started[later:, 0].sum())
    free = plan.market.size * (plan.market.periods - later) - started
    won, lost = int(record.won[later:, PAID, 0].sum()), int(record.lost[later:, 0].sum())
    return won / max(free, 1), 1.0 - lost / max(started, 1)


def solve_pilot(plan: Plan, own: Panel, retention: float) -> Pilot:
    """Find the inertia that gives a base retention, and the contact price that makes both costs equal at half effect.

    At half effect contacts reach half of those they can, and care does half of what it can. There

        rho = (A / wins) / (R / kept)

    with A and R the money per non-customer and per customer. A is contacts times their price, so that rho is
    proportional to the price while nothing else changes: one pilot serves every ratio.

    Parameters
    ----------
    plan, own : the market, and the experiment's parameters
    retention : base retention [per period]

    Returns
    -------
    Pilot
        whether reached or not
    """
    cell = Cell(1.0, retention, plan.firms[0].budget)
    plan = sized(plan, own, 10 * own.behaviour_size)
    contacts = math.log(2.0) / plan.customers.awareness.contact_steepness
    care = math.log(2.0) / plan.customers.loyalty.care_steepness

    def mean(inertia: float, to_win: float = 1.0, to_keep: float = 1.0) -> Doubles:
        arm = behaviour_plan(plan, cell, inertia, 1.0, 0.5)
        a, r = contacts * to_win, care * to_keep
        firm = changed(arm.firms[0], basis="head", budget=a + r, retention_share=r / (a + r))
        jobs = [(arm.model_copy(update={"firms": (firm,)}), PILOT + k) for k in range(own.pilots)]
        return np.array(play_all(rates, jobs)).mean(axis=0)

    low, high = WEAKEST, STRONGEST
    for _ in range(14):
        middle = (low + high) / 2.0
        below = mean(middle, to_keep=0.0)[1] < retention
        low, high = (middle, high) if below else (low, middle)
    found = float(mean(middle, to_keep=0.0)[1])
    wins, kept = mean(middle)
    price = (care / kept) / (contacts / wins)
    more_wins = mean(middle, 1.0 + STEP)[0] - mean(middle, 1.0 - STEP)[0]
    more_kept = mean(middle, 1.0, 1.0 + STEP)[1] - mean(middle, 1.0, 1.0 - STEP)[1]
    one_more = (price * contacts / more_wins) / (care / more_kept)
    return Pilot(middle, found, float(price), float(one_more), abs(found - retention) <= TOLERANCE)


def play_weighing(plan: Plan, own: Panel, cell: Cell, pilot: Pilot, number: int) -> BehaviourResult:
    """Play one cell over the grid of shares, with what its pilot solved for.

    Parameters
    ----------
    plan : what is not said otherwise
    own : sizes, seeds and the grid
    cell : its ratio, word of mouth and rivals
    pilot : of the cell's base retention, whether reached or not
    number : of the cell, whose seeds are others than those of the next

    Returns
    -------
    BehaviourResult
        simulated; with twins at an even split

    Raises
    ------
    StateError : the market broke its own rules
    """
    plan, seeds, shares = sized(plan, own, own.behaviour_size), own.behaviour_seeds, grid(own.behaviour_step)
    price = pilot.unit_price * cell.ratio
    plans = [behaviour_plan(plan, cell, pilot.inertia, price, float(s)) for s in shares]
    flat = play_all(play, [(p, APART * number + seed) for p in plans for seed in range(seeds)])
    outcomes = [flat[k * seeds : (k + 1) * seeds] for k in range(len(plans))]
    profit, keep = np.array([[o.profit for o in row] for row in outcomes]).T, spent(outcomes)
    best = max(keep, key=lambda k: profit[:, k].mean())
    first = min(max(0, keep.index(best) - AROUND), max(0, len(keep) - 2 * AROUND - 1))
    near = keep[first : first + 2 * AROUND + 1]  # without acquisition a market ends as over a cliff
    half = behaviour_plan(plan, cell, pilot.inertia, price, 0.5)
    return BehaviourResult(
        cell, pilot, shares, outcomes, best_place(shares[near], profit[:, near]), twins(half, seeds)
    )
