"""What a planner does not know, drawn: factors on their figures, and how their customers leave."""

from typing import NamedTuple

import numpy as np

from tenfold.experiments.cohorts.cohort import Cohort
from tenfold.experiments.cohorts.fit import SbgFit
from tenfold.experiments.planner.bands import BANDS
from tenfold.experiments.planner.market import CohortMarket
from tenfold.experiments.planner.unknowns import drawn
from tenfold.sim.statistics import Doubles

BLOCK = 32  # successive points that share how customers leave: nodes of quadrature cost as much as a few paths do
LEAVING = "leaving"
UNKNOWN = BANDS | {LEAVING: ("how your customers leave", "a longer history narrows it, no field test does")}


class Draws(NamedTuple):
    """Hold points drawn over what is not known.

    Attributes
    ----------
    factors : on the planner's figures in `BANDS`, each of shape (points,)
    leaving : alpha and beta of the chance to leave, of each block of 32 successive points, shape (points // 32, 2)
    """

    factors: dict[str, Doubles]
    leaving: Doubles

    @property
    def points(self) -> int:
        """Give how many points were drawn."""
        return BLOCK * len(self.leaving)

    @property
    def unknown(self) -> dict[str, Doubles]:
        """Give every unknown at every point: factors, and how customers leave.

        Returns
        -------
        dict of float64 arrays
            each of shape (points,); of leaving shape (points, 2): the logit of the share that leaves in the first
            period, and ln(alpha + beta), small where customers differ much
        """
        alpha, beta = self.leaving.T
        leaving = np.column_stack([np.log(alpha / beta), np.log(alpha + beta)])
        return self.factors | {LEAVING: np.repeat(leaving, BLOCK, axis=0)}


def draws(market: CohortMarket, points: int) -> Draws:
    """Draw points over the bands of a planner's figures, and over what the survival table leaves open.

    Parameters
    ----------
    market : of the planner
    points : how many, a multiple of 32; best a power of 2

    Returns
    -------
    Draws
        the same each time it is asked

    Raises
    ------
    InputError : the cohort cannot be used, or a band is not in order
    ValueError : points that do not fill blocks
    """
    if points < BLOCK or points % BLOCK:
        raise ValueError(f"points = {points!r}: needs a multiple of {BLOCK}, which share how customers leave")
    factors = drawn(market.bands, points, even=("max_saved",))
    return Draws(factors, plausible(market.read(), market.fit(), points // BLOCK))


def plausible(cohort: Cohort, fit: SbgFit, count: int) -> Doubles:
    """Give alpha and beta as the survival table leaves them open: the fit itself where it carries no uncertainty.

    Returns shape (count, 2).
    """
    return np.tile([fit.alpha, fit.beta], (count, 1))


def resampled(factors: dict[str, Doubles], log_weights: Doubles, points: int) -> dict[str, Doubles]:
    """Take points in proportion to how likely each makes what was seen, and leave them in their order.

    Parameters
    ----------
    factors : each of shape (many,), in the order of a Sobol sequence: every stretch of it is spread evenly
    log_weights : log-likelihood of what was seen, shape (many,)
    points : how many to take; many times fewer than there are, or they repeat

    Returns
    -------
    dict of float64 arrays
        each of shape (points,)
    """
    order = np.argsort(log_weights, kind="stable")  # even steps along the sequence would fall in with its own
    share = np.cumsum(np.exp(log_weights[order] - log_weights.max()))
    at = order[np.searchsorted(share, share[-1] * (np.arange(points) + 0.5) / points)]
    at.sort()
    return {name: x[at] for name, x in factors.items()}
