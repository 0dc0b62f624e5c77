"""The plausible space of firms with response curves: what nobody knows of a firm at hand, and how widely it is drawn.

Two readings of "winning a customer costs rho times keeping one" are drawn, for they are not the same:

- *average*: money over everybody it was spent on. Of keeping, that counts those as well who would have stayed anyway:
  rho = kr (r0 + cr) / (ka ca), both at half the ceiling (tenfold.agents.firm.curves.contact_steepness)
- *one more*: what one more win costs at half of what contacts can do, over what one more kept customer-period costs at
  half of what care can do: rho = kr (cr - r0) / (ka (ca - a0))
"""

from collections.abc import Mapping
from typing import Literal, NamedTuple, get_args

import numpy as np

from tenfold.agents.firm.many_markets import Best, Markets, best_at, best_with
from tenfold.experiments.sensitivity import Range
from tenfold.sim.statistics import Doubles

Reading = Literal["average", "one more"]
FIRST_UNIT = 1e-6  # [money per head and period] so little that it changes no rate
READINGS: tuple[Reading, ...] = get_args(Reading)


class Unknown(NamedTuple):
    """Hold one thing that is drawn.

    Attributes
    ----------
    range : over what
    words : what it is called in figures and rules
    unit : of it
    source : where the range is from
    """

    range: Range
    words: str
    unit: str
    source: str


SPACE: Mapping[str, Unknown] = {
    "ratio": Unknown(Range(1, 20, log=True), "cost ratio ρ", "-", "practice notes: 2 to 20; no evidence trail"),
    "retention": Unknown(Range(0.5, 0.95), "retention without care", "per period", "assumption"),
    "room": Unknown(Range(0, 1), "churn that care can prevent", "share of churn down to .5%", "assumption: unknown"),
    "reach": Unknown(Range(0.05, 0.5), "reach of contacts", "most joining per period", "assumption"),
    "budget": Unknown(Range(0.5, 10, log=True), "budget", "money per head of market and period", "assumption"),
    "organic": Unknown(Range(0, 0.05), "joining unasked", "per period, at most half the reach", "assumption"),
    "care": Unknown(Range(0.1, 1, log=True), "steepness of care", "1/money", "assumption"),
    "margin": Unknown(Range(5, 100, log=True), "margin", "money per customer and period", "assumption"),
}


def markets_at(points: Mapping[str, Doubles], reading: Reading) -> Markets:
    """Give the curves at drawn points.

    Parameters
    ----------
    points : a column for each entry of `SPACE`
    reading : of the cost ratio

    Returns
    -------
    Markets
        one a point
    """
    floor, ceiling = points["retention"], points["retention"] + points["room"] * (0.995 - points["retention"])
    reach, organic = points["reach"], np.minimum(points["organic"], points["reach"] / 2)
    effect = (floor + ceiling) / reach if reading == "average" else (ceiling - floor) / (reach - organic)
    return Markets(organic, reach, points["care"] * effect / points["ratio"], floor, ceiling, points["care"])


class Solved(NamedTuple):
    """Hold the best split at drawn points.

    Attributes
    ----------
    reading : of the cost ratio
    free : whether the firm chooses its budget; if not, it is one of the things drawn
    points : as drawn
    markets, best : of them
    share : s*; where the firm would spend nothing, what it would do with a first unit of money [share of the budget]
    pays : whether the firm earns more than nothing with its budget or, where it chooses, spends at all
    """

    reading: Reading
    free: bool
    points: Mapping[str, Doubles]
    markets: Markets
    best: Best
    share: Doubles
    pays: np.ndarray[tuple[int], np.dtype[np.bool_]]

    @property
    def label(self) -> str:
        """Name the map in a few words."""
        cost = "average cost" if self.reading == "average" else "cost of one more"
        return f"{cost}, budget {'chosen' if self.free else 'given'}"

    @property
    def unused(self) -> str:
        """Name what the best share does not hang on by construction."""
        return "budget" if self.free else "margin"


def solve(points: Mapping[str, Doubles], reading: Reading, free: bool) -> Solved:
    """Find the best split at drawn points, of the budget drawn or of the best one.

    Parameters
    ----------
    points : a column for each entry of `SPACE`, in its unit, shape (points,)
    reading : of the cost ratio
    free : whether the firm chooses its budget; if not, it is the one drawn

    Returns
    -------
    Solved
        by the closed form
    """
    markets = markets_at(points, reading)
    if not free:
        best = best_at(markets, points["budget"], points["margin"])
        return Solved(reading, free, points, markets, best, best.share, best.profit > 0)
    best = best_with(markets, points["margin"])
    share, idle = best.share.copy(), best.budget <= 0
    if idle.any():
        share[idle] = best_at(Markets(*(column[idle] for column in markets)), FIRST_UNIT, points["margin"][idle]).share
    return Solved(reading, free, points, markets, best, share, ~idle)
