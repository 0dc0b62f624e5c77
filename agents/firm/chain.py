"""The value chain: nine activities with a level, a cost and a failure each, and the benefits that they feed.

Five are primary, four support them (Porter 1985). An activity costs more than in proportion to its level, so that the
last step of each is its dearest; what a customer gets is a weighted mean of the levels. An activity that is taken over,
from a supplier or a dealer, costs more and fails less.
"""

from typing import TYPE_CHECKING, Annotated, NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from pydantic import Field

from tenfold.agents.customer.delivery import chain_works
from tenfold.agents.decisions import ATTRIBUTES
from tenfold.sim.errors import InputError
from tenfold.sim.jit import Double, f4, f8, loop, rule
from tenfold.sim.ledger import FIRST_FIRM, OUTSIDE, cents, post
from tenfold.sim.parameters import Parameters, quantity
from tenfold.sim.records import F8, I8, Record, column

if TYPE_CHECKING:
    from tenfold.agents.world import World

PRIMARY = ("inbound", "operations", "outbound", "marketing", "service")
SUPPORT = ("procurement", "people", "technology", "infrastructure")
ACTIVITIES = (*PRIMARY, *SUPPORT)
FEEDS = tuple(f"to_{name}" for name in ATTRIBUTES)
USUAL, LEAST, SPAN = 0.6, 0.45, 0.45  # the level that the unit cost holds; quality at levels of 0, and what 1 adds
NINE = len(ACTIVITIES)

Share = Annotated[float, Field(ge=0, le=1)]
Money = Annotated[float, Field(ge=0, le=1e6)]
Shares = tuple[Share, Share, Share, Share, Share, Share, Share, Share, Share]
Costs = tuple[Money, Money, Money, Money, Money, Money, Money, Money, Money]


def _level() -> float:
    level: float = quantity(USUAL, "level", 0, 1, "assumption: as the unit cost holds it", lever=True)
    return level


def _feeds(*weights: float) -> Shares:
    feeds: Shares = quantity(weights, f"weight of {', '.join(ACTIVITIES)}", None, None, "assumption; sums to 1")
    return feeds


class Chain(Parameters):
    """How far a firm carries each activity, what that costs, and what it feeds."""

    on: bool = quantity(False, "-", None, None, "switch: off, a firm delivers what `quality` and `failure` say")
    inbound: float = _level()
    operations: float = _level()
    outbound: float = _level()
    marketing: float = _level()
    service: float = _level()
    procurement: float = _level()
    people: float = _level()
    technology: float = _level()
    infrastructure: float = _level()
    costs: Costs = quantity(
        (1.5,) * NINE, f"money per customer and period at level 1, of {', '.join(ACTIVITIES)}", None, None,
        "assumption: 5 of a unit cost of 30 in all",
    )  # fmt: skip
    failure: float = quantity(0.0085, "probability at level 0", 0, 1, "assumption: 3% fail at levels of .6")
    taken_over: int = quantity(0, "number of the activity", 0, NINE, "which the firm does itself; 0: none", lever=True)
    own_cost: float = quantity(1.2, "times the cost", 0, 100, "assumption: of what is taken over")
    own_failure: float = quantity(0.5, "times the failure", 0, 1, "assumption: of what is taken over")
    to_product: Shares = _feeds(0.15, 0.45, 0.0, 0.05, 0.05, 0.1, 0.05, 0.1, 0.05)
    to_speed: Shares = _feeds(0.15, 0.15, 0.4, 0.0, 0.0, 0.05, 0.05, 0.15, 0.05)
    to_service: Shares = _feeds(0.0, 0.05, 0.1, 0.1, 0.45, 0.0, 0.2, 0.05, 0.05)
    to_fit: Shares = _feeds(0.05, 0.2, 0.05, 0.3, 0.1, 0.05, 0.05, 0.15, 0.05)
    to_emotion: Shares = _feeds(0.0, 0.05, 0.05, 0.4, 0.2, 0.0, 0.2, 0.05, 0.05)

    def agree(self, name: str) -> None:
        """Refuse weights that do not sum to 1."""
        for feeds in FEEDS:
            if abs(sum(getattr(self, feeds)) - 1.0) > 1e-6:
                raise InputError(f"{name}.{feeds}", list(getattr(self, feeds)), "nine weights that sum to 1")


class OfFirms(Record):
    """How far a firm carries its activities."""

    levels: F8 = column("9 F", "level", f"of {', '.join(ACTIVITIES)}")


class Booked(Record):
    """What activities cost beyond what a unit's cost holds."""

    primary: I8 = column("F", "cents", "spent on primary activities beyond the usual", tag="serve")
    support: I8 = column("F", "cents", "spent on support activities beyond the usual", tag="capability")


@rule
def adds_to(so_far: Double, weight: Double, level: Double) -> Double:
    """Add what one activity does for a benefit: Q <- Q + .45 M l, from .45 on."""
    return so_far + f8(SPAN) * weight * level


@rule
def costs_at(cost: Double, level: Double) -> Double:
    """Give what an activity costs at a level: c l^2 [money per customer and period]."""
    return cost * level * level


@loop
def take_levels(w: "World", f: int) -> None:
    """Take the levels as set."""
    own, levels = w.settings.chain, w.firms.levels
    levels[0, f], levels[1, f], levels[2, f] = own.inbound[f], own.operations[f], own.outbound[f]
    levels[3, f], levels[4, f], levels[5, f] = own.marketing[f], own.service[f], own.procurement[f]
    levels[6, f], levels[7, f], levels[8, f] = own.people[f], own.technology[f], own.infrastructure[f]


@loop
def open_chain(w: "World", f: int, now: int) -> None:
    """Let activities make quality and failures, and pay for them by the customers there are."""
    own, firms = w.settings.chain, w.firms
    if own.on[f] == 0.0 or firms.active[f] == 0:
        return
    take_levels(w, f)
    works: Double = f8(1.0)
    primary: Double = f8(0.0)
    support: Double = f8(0.0)
    quality = np.full(5, LEAST)
    for a in range(NINE):
        level, taken = firms.levels[a, f], own.taken_over[f] == a + 1
        quality[0] = adds_to(quality[0], own.to_product[a, f], level)
        quality[1] = adds_to(quality[1], own.to_speed[a, f], level)
        quality[2] = adds_to(quality[2], own.to_service[a, f], level)
        quality[3] = adds_to(quality[3], own.to_fit[a, f], level)
        quality[4] = adds_to(quality[4], own.to_emotion[a, f], level)
        works = chain_works(works, own.failure[f] * (1.0 - level) * (own.own_failure[f] if taken else 1.0))
        more = costs_at(own.costs[a, f], level) * (own.own_cost[f] if taken else 1.0) - costs_at(own.costs[a, f], USUAL)
        primary += more if a < len(PRIMARY) else 0.0
        support += more if a >= len(PRIMARY) else 0.0
    for k in range(5):
        firms.quality[k, f] = f4(min(quality[k], 1.0))
    firms.failure[f] = f4(1.0 - works)
    heads = f8(w.books.present[f])
    w.booked.primary[now, f], w.booked.support[now, f] = cents(primary * heads), cents(support * heads)
    post(w.books.balance, FIRST_FIRM + f, OUTSIDE, w.booked.primary[now, f] + w.booked.support[now, f])
    spent = f4(w.books.worth[now] * (primary + support))
    firms.gain[f] -= spent
    firms.gain_loyal[f] -= spent


class Activity(NamedTuple):
    """Hold what one activity is worth beside what it costs, for a step of its level.

    Attributes
    ----------
    name : of the activity
    cost : at its level [money per customer and period]
    step_cost : of one step more [money per customer and period]
    step_worth : of one step more to a customer [money per unit]
    """

    name: str
    cost: float
    step_cost: float
    step_worth: float


def table(chain: Chain, worth: float, weights: ArrayLike, step: float = 0.1) -> list[Activity]:
    """Lay value beside cost for every activity: dPV = beta sum_k w_k .45 M_ka dl.

    Parameters
    ----------
    chain : levels, costs and weights of a firm
    worth : beta [money per unit of benefit]
    weights : w of a customer or a segment, in the order of the attributes
    step : of the level

    Returns
    -------
    list of Activity
        in the order of `ACTIVITIES`
    """
    matrix, w = np.array([getattr(chain, name) for name in FEEDS]), np.asarray(weights, np.float64)
    gained = worth * SPAN * step * (w @ matrix)
    found = []
    for name, cost, value in zip(ACTIVITIES, chain.costs, gained, strict=True):
        level = float(getattr(chain, name))
        more = cost * ((level + step) ** 2 - level**2)
        found.append(Activity(name, cost * level**2, more, float(value)))
    return found
