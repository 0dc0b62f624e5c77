"""What a planner does not know, drawn: factors on their figures, and how their customers leave."""

from typing import NamedTuple

import numpy as np

from tenfold.experiments.cohorts.fit import plausible
from tenfold.experiments.planner.bands import BANDS
from tenfold.experiments.planner.market import CohortMarket
from tenfold.experiments.planner.tested import informed
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
    notes : what must be said of field tests that were weighed in, in sentences
    """

    factors: dict[str, Doubles]
    leaving: Doubles
    notes: tuple[str, ...] = ()

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
    """Draw points over what a planner does not know, as likely as their field tests make them.

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
    drawn = informed(market, points)
    leaving = plausible(market.read(), market.fit(), market.fitted, market.cohort_size, points // BLOCK)
    return Draws(drawn.factors, leaving, drawn.notes)
