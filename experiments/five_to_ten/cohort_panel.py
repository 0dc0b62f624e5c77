"""The planner's panel: E1 for one firm whose customers leave like those of a real cohort."""

from collections.abc import Callable
from itertools import product
from typing import NamedTuple

import numpy as np

from tenfold.agents.firm.curves import Curve
from tenfold.agents.plan import Plan
from tenfold.agents.replay import engine_for
from tenfold.experiments.cohort import SbgFit, expected_path
from tenfold.experiments.cohort_file import Cohort
from tenfold.experiments.cohort_market import CohortMarket
from tenfold.experiments.five_to_ten.cells import changed
from tenfold.experiments.five_to_ten.named_cells import grid
from tenfold.experiments.firm_outcomes import Outcome, play
from tenfold.experiments.five_to_ten.parameters import FiveToTen
from tenfold.experiments.twins import Twins, twins
from tenfold.sim.runner import play_all
from tenfold.sim.statistics import Doubles, Peak, peak

HALF_WINDOW, FINE, DEGREE = 0.15, 0.01, 6
# The swept band: factors on what the planner's figures do not settle.
BAND = {"conversion": (0.5, 1.0, 2.0), "max_saved": (0.5, 1.0, 1.5), "half_saving_cost": (0.5, 1.0, 2.0)}


class Reading(NamedTuple):
    """Hold the answer under one reading of what theta belongs to.

    Attributes
    ----------
    shares : shape (K,)
    outcomes : K lists, an outcome a seed
    best : share with most discounted profit
    best_customers : share with most customers after burn-in
    """

    shares: Doubles
    outcomes: list[list[Outcome]]
    best: Peak
    best_customers: Peak


class Corner(NamedTuple):
    """Hold one point of the swept band, by the expected path.

    Attributes
    ----------
    factors : on what the planner's figures do not settle, by name
    best : share with most discounted profit
    """

    factors: dict[str, float]
    best: float


class CohortResult(NamedTuple):
    """Hold what the planner's panel showed.

    Attributes
    ----------
    cohort, fit : as read, and as fitted
    survival : simulated, without any spending, shape (seeds, periods + 1)
    per_spell, per_person : theta drawn anew for every spell, and kept for good
    half : twins at s = .5, theta per spell
    band : every point of the swept band
    fit_periods : what the fit has seen
    expected : discounted profit by the expected path, theta per spell, shape (K,) [money per head of market]
    """

    cohort: Cohort
    fit: SbgFit
    survival: Doubles
    per_spell: Reading
    per_person: Reading
    half: Twins
    band: list[Corner]
    fit_periods: int
    expected: Doubles


def with_theta(plan: Plan, anew: bool) -> Plan:
    """Say whether a person keeps their propensity to leave."""
    response = changed(plan.customers.response, anew=anew)
    return plan.model_copy(update={"customers": plan.customers.model_copy(update={"response": response})})


def at(plan: Plan, **firm: object) -> Plan:
    """Change the one firm of a plan."""
    return plan.model_copy(update={"firms": (changed(plan.firms[0], **firm),)})


def play_survival(job: tuple[Plan, int, int]) -> Doubles:
    """Let a cohort of founders leave without any spending.

    Parameters
    ----------
    job : plan, seed, how many periods

    Returns
    -------
    float64 array
        the share left after 0, 1, 2, ... periods
    """
    plan, seed, periods = job
    clock = changed(plan.market, periods=periods, burn_in=0)
    alone = at(plan.model_copy(update={"market": clock}), budget=0.0, start_share=1.0)
    founders = engine_for(alone, seed).run().record.founders[:, 0]
    return np.append(1.0, founders / clock.size)


def read(plan: Plan, seeds: int, shares: Doubles) -> Reading:
    """Play the grid of shares, then find the best ones."""
    plans = [at(plan, retention_share=float(s)) for s in shares]
    flat = play_all(play, [(p, seed) for p in plans for seed in range(seeds)])
    outcomes = [flat[k * seeds : (k + 1) * seeds] for k in range(len(plans))]
    profit, customers = (best_of(plan, seeds, outcomes, field) for field in ("profit", "customers"))
    return Reading(shares, outcomes, profit, customers)


def best_of(plan: Plan, seeds: int, coarse: list[list[Outcome]], field: str) -> Peak:
    """Look closely around the coarse best."""
    shares = np.linspace(0.0, 1.0, len(coarse))
    middle = float(shares[np.argmax([np.mean([getattr(o, field) for o in row]) for row in coarse])])
    window = np.round(np.arange(max(0.0, middle - HALF_WINDOW), min(1.0, middle + HALF_WINDOW) + FINE / 2, FINE), 6)
    jobs = [(at(plan, retention_share=float(s)), seed) for seed in range(seeds) for s in window]
    values = np.array([getattr(o, field) for o in play_all(play, jobs)]).reshape(seeds, window.size)
    return peak(window, values, DEGREE)


def foreseen_profit(plan: Plan, shares: Doubles, factors: dict[str, float]) -> Doubles:
    """Give discounted profit by the expected path.

    Parameters
    ----------
    plan : one firm and its cohort
    shares : retention shares, shape (K,)
    factors : on conversion, max_saved and half_saving_cost, by name; 1 where there is none

    Returns
    -------
    float64 array
        [money per head of market], shape (K,)
    """
    r, firm, market = plan.customers.response, plan.firms[0], plan.market
    join = Curve(r.join_floor, r.join_ceiling, r.join_steepness * factors.get("conversion", 1.0))
    saved = Curve(0.0, min(1.0, r.max_saved * factors.get("max_saved", 1.0)), r.stay_steepness)
    saved = saved._replace(steepness=saved.steepness / factors.get("half_saving_cost", 1.0))
    path = expected_path(r.alpha, r.beta, join, saved, firm.budget, shares, firm.start_share, market.periods, r.anew)
    worth = (1.0 + market.discount) ** -np.arange(market.periods)
    spent = np.where(path[:-1] > 0.0, 1.0, 1.0 - shares) * firm.budget  # nobody to keep: that part is not spent
    profit = (firm.price - firm.unit_cost) * path[1:] - spent
    total: Doubles = (profit * worth[:, None]).sum(axis=0)
    return total


def play_panel(
    plan: Plan, own: FiveToTen, market: CohortMarket, seeds: int, progress: Callable[[float], None]
) -> CohortResult:
    """Play the planner's panel; the clock is the market's own, the size that of the experiment.

    Parameters
    ----------
    plan, market : of the planner
    own : the experiment's parameters
    seeds : replications
    progress : told the share done [0 .. 1]

    Returns
    -------
    CohortResult
        survival, both readings of theta, the band, the twins

    Raises
    ------
    InputError : the cohort cannot be used
    """
    cohort, fit = market.read(), market.fit()
    plan = plan.model_copy(update={"market": changed(plan.market, size=own.size)})
    plan = at(with_theta(plan, True), policy="fixed")  # whatever else is configured: shares are swept, theta per spell
    horizon = cohort.surviving.size - 1
    survival = np.array(play_all(play_survival, [(plan, seed, horizon) for seed in range(seeds)]))
    progress(0.1)
    shares = grid(own.step)
    per_spell = read(plan, seeds, shares)
    progress(0.5)
    per_person = read(with_theta(plan, False), seeds, shares)
    progress(0.85)
    fine = grid(0.01)
    corners = [dict(zip(BAND, factors, strict=True)) for factors in product(*BAND.values())]
    band = [Corner(c, float(fine[np.argmax(foreseen_profit(plan, fine, c))])) for c in corners]
    progress(0.95)
    half = twins(at(plan, retention_share=0.5), seeds)
    expected = foreseen_profit(plan, shares, {})
    progress(1.0)
    return CohortResult(cohort, fit, survival, per_spell, per_person, half, band, market.fit_periods, expected)


