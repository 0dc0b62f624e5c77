"""A planner's figures as they are used: what was left open is replaced, and rates are those of one period."""

from typing import NamedTuple

PER_YEAR = {"year": 1.0, "quarter": 4.0, "month": 12.0, "week": 365.25 / 7, "day": 365.25}  # how many periods
HORIZON = {"year": 30, "quarter": 120, "month": 360, "week": 522, "day": 730}  # periods; of short ones fewer years


class Figures(NamedTuple):
    """Hold a planner's figures.

    Attributes
    ----------
    price, unit_cost : what a customer pays, and costs to serve [money per period]
    budget : [money per head of the market and period]
    contact_cost : [money per contact]
    half_saving_cost : care that prevents half of what it can [money per customer and period]
    join_ceiling : who would join under unlimited contacts [probability per period]
    market_size : [persons]
    start_share : customers when the market opens [share of the market]
    periods, period : the horizon, and what a period is
    discount : [per period]
    a_year : periods in a year
    """

    price: float
    unit_cost: float
    budget: float
    contact_cost: float
    half_saving_cost: float
    join_ceiling: float
    market_size: float
    start_share: float
    periods: int
    period: str
    discount: float
    a_year: float

    @property
    def yearly(self) -> float:
        """Give the money a year of an even stream over all periods whose discounted sum is 1."""
        return self.a_year / sum((1.0 + self.discount) ** -t for t in range(self.periods))
