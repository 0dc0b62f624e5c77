"""What field tests offer: what each is worth at every size, and what it costs."""

from collections.abc import Sequence
from typing import NamedTuple

from tenfold.experiments.planner.trials import Possible


class Size(NamedTuple):
    """Hold what is foreseen of a test of one size.

    Attributes
    ----------
    people : in each arm
    worth : expected value of what it tells [money a year]
    cost : of the whole test [money, once]
    cost_a_year : the same, spread over all years that are planned for [money a year]
    power, power_least : how often it is told apart from nothing, at the effect in question and at the least
    share_width, effect_width : expected width of ranges of nine in ten cases afterwards
    """

    people: int
    worth: float
    cost: float
    cost_a_year: float
    power: float
    power_least: float
    share_width: float
    effect_width: float


class Offer(NamedTuple):
    """Hold a test that could be made, at all sizes that are looked at.

    Attributes
    ----------
    one : the test
    sizes : rising
    most : what an endless test would be worth [money a year]
    rates : of the treated arm, at the effect in question and at the least within the bands
    level : of the test that tells it apart from nothing
    needed, needed_least : people in each arm to be told apart from nothing, at these two
    """

    one: Possible
    sizes: Sequence[Size]
    most: float
    rates: tuple[float, float]
    level: float
    needed: float
    needed_least: float

    @property
    def best(self) -> Size:
        """Give the size at which most is left of the worth after the cost."""
        return max(self.sizes, key=lambda size: size.worth - size.cost_a_year)

    @property
    def net(self) -> float:
        """Give what is left of the worth at that size [money a year]."""
        return self.best.worth - self.best.cost_a_year

    @property
    def pays(self) -> bool:
        """Say whether the test is worth more than it costs."""
        return self.net > 0.0
