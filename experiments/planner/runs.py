"""Simulated markets of a planner: over the split of the budget, and a cohort that is left alone."""

import numpy as np
from scipy import stats

from tenfold.agents.plan import Plan
from tenfold.agents.replay import engine_for
from tenfold.experiments.splitting.outcomes import Outcome, play
from tenfold.sim.groups import varied
from tenfold.sim.runner import play_all
from tenfold.sim.statistics import Doubles

SHARES, READINGS = 6, 2  # that are played at most
AFFORDABLE = 32_000_000  # customer-periods of all runs together: about twenty seconds on two cores
LEAST = 100  # customers; intervals say what their luck does


def runs_of(periods: int, seeds: int, size: int) -> int:
    """Give how many customers a run can have: `size`, or fewer where there are many periods.

    Parameters
    ----------
    periods, seeds : of every run, and how many of them
    size : customers at most
    """
    return min(size, max(LEAST, AFFORDABLE // (SHARES * READINGS * periods * seeds)))


def simulate(plan: Plan, shares: Doubles, seeds: int, threads: int = 0) -> Doubles:
    """Play every retention share of the budget under the same seeds.

    Parameters
    ----------
    plan : of one firm
    shares : of the budget for keeping customers, shape (shares,)
    seeds : replications
    threads : among which runs are divided; 0 for as many as there are processors

    Returns
    -------
    float64 array
        every `Outcome`, shape (outcomes, shares, seeds)
    """
    plans = [varied(plan, {"firms.0.retention_share": float(s)}) for s in shares]
    flat = play_all(play, [(each, seed) for each in plans for seed in range(seeds)], threads)
    return np.moveaxis(np.array(flat).reshape(shares.size, seeds, len(Outcome._fields)), 2, 0)


def play_survival(job: tuple[Plan, int, int]) -> Doubles:
    """Let founders, all of the market and all just joined, leave without any spending.

    Parameters
    ----------
    job : plan, seed, how many periods

    Returns
    -------
    float64 array
        the share left after 0, 1, 2, ... periods
    """
    plan, seed, periods = job
    alone = varied(plan, {"market.periods": periods, "market.burn_in": 0, "firms.0.budget": 0.0,
                          "firms.0.start_share": 1.0, "customers.response.tenures": ()})  # fmt: skip
    return np.append(1.0, engine_for(alone, seed).run().record.founders[:, 0] / plan.market.size)


def as_foreseen(values: Doubles, expected: Doubles) -> bool | None:
    """Say whether means over seeds lie within 95% bands of what was foreseen that hold for all together (Bonferroni).

    Of one seed nothing can be said.

    Parameters
    ----------
    values : shape (shares, seeds)
    expected : shape (shares,)
    """
    count, seeds = values.shape
    if seeds < 2:
        return None
    reach = stats.t.ppf(1 - 0.025 / count, seeds - 1) * values.std(1, ddof=1) / seeds**0.5
    return bool((np.abs(values.mean(1) - expected) <= reach + 1e-9).all())
