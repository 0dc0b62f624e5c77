"""Planning: how a firm divides one sum over winning, keeping and growing customers, and how well it carries that out.

*Departments* each have their share and spend it, whatever the others do; with *momentum* shares follow each one's own
number. An *integrated* plan asks what the whole is worth: it estimates both response curves from the firm's books, with
an error, and takes the offers of further products and the split that bring most discounted money from where the firm
stands. With perfect knowledge it wins by definition; so how wrong it is, is a parameter.
"""

import math
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tenfold.agents.firm.curves import Curve, Curves, response_rates
from tenfold.agents.firm.rest import TINY
from tenfold.agents.firm.steady_state import approach
from tenfold.sim.parameters import Parameters, quantity

if TYPE_CHECKING:
    from tenfold.agents.firm.policies import Seen
    from tenfold.agents.world import Ledger

FORESEE = 31
DRAWS = {FORESEE: "errors of a firm's plans, of the firm instead of a customer; slots: 0 winning, 1 keeping, 2 growing"}
SHARES = np.linspace(0.0, 1.0, 101)  # of the budget, for keeping: those an integrated plan compares
OFFERS = (0.0, 0.25, 0.5, 0.75, 1.0)  # of customers, who are offered a further product
HORIZON = 60  # periods that an integrated plan looks ahead
LEAST, MOST = 0.01, 0.99  # of what money can move, where a rate lies at an end of the believed curve


class Beliefs(Parameters):
    """Where a firm believes its response curves to begin and end."""

    join_floor: float = quantity(0.0, "probability per period", 0, 1, "assumption: joins unasked", neutral=0.0)
    join_ceiling: float = quantity(0.3, "probability per period", 0, 1, "decision calculus: a manager's", neutral=0.3)
    stay_floor: float = quantity(0.8, "probability per period", 0, 1, "decision calculus: a manager's", neutral=0.8)
    stay_ceiling: float = quantity(0.95, "probability per period", 0, 1, "decision calculus: a manager's", neutral=0.95)


class Planning(Parameters):
    """How a firm plans; all but lag and executed matter to the policies departments, momentum and integrated alone."""

    total: float = quantity(
        2.5, "money per head of the market and period", 0, 1e9, "assumption: for winning, keeping and growing",
        neutral=2.5,
    )  # fmt: skip
    grow_share: float = quantity(0.1, "share of the total", 0, 1, "assumption: for growing, at first", neutral=0.1)
    noise: float = quantity(
        0.0, "standard deviation of the logarithm", 0, 5, "assumption (sigma): error of estimates", neutral=0.0
    )
    lag: int = quantity(0, "periods", 0, 1000, "assumption: from a decision to its being in force", neutral=0)
    executed: float = quantity(1.0, "share of a change", 0, 1, "assumption: of what is decided", neutral=1.0)
    beliefs: Beliefs = Beliefs()


class Worth(NamedTuple):
    """Hold what customers are worth to a plan.

    Attributes
    ----------
    margin : of one, without further products and before any spending on them [money per period]
    add_on : of a further product [money per period]
    offer : cost of offering one [money]
    taken : probability that an offer is taken
    discount : share that a period takes off the value of money
    room : further products that one customer can hold
    """

    margin: float
    add_on: float
    offer: float
    taken: float
    discount: float
    room: int = 1


def steepness_believed(rate: float, floor: float, ceiling: float, spend: float) -> float:
    """Find the steepness of a curve from the rate at today's spending and where it is believed to begin and end.

    k = -ln(1 - (rate - floor) / (ceiling - floor)) / spend, the fraction held within .01 .. .99

    Parameters
    ----------
    rate : observed [share per period]
    floor, ceiling : believed [share per period]
    spend : per head [money, > 0]

    Returns
    -------
    float
        k [1/money]; 0 where the believed ceiling does not lie above the floor
    """
    if not ceiling > floor:
        return 0.0
    return -math.log1p(-min(max((rate - floor) / (ceiling - floor), LEAST), MOST)) / spend


def misjudged(value: float, noise: float, luck: float) -> float:
    """Give what a value is taken for: value exp(sigma e - sigma^2 / 2), right in the mean."""
    return value * math.exp(noise * luck - noise * noise / 2.0)


def planned_value(
    curves: Curves, budget: float, shares: ArrayLike, start: float, worth: Worth, offers: float
) -> NDArray[np.float64]:
    """Give what a plan brings over `HORIZON` periods, by the share of the budget for keeping.

    sum over t of (1 + d)^-t n_t (m + m_add q), with q = x + x^2 + .. + x^K further products held
    by a customer at rest, x = offers p / (offers p + 1 - r), r being the retention of all on the way, as the share buys

    Parameters
    ----------
    curves : a(A) and r(R), as believed
    budget : for winning and keeping [money per head of the market and period]
    shares : shape (shares,)
    start : customers now [share of the market]
    worth : of customers
    offers : share of customers who are offered a further product

    Returns
    -------
    float64 array
        money per head of the market, shape (shares,), before the total, which every plan spends: offers out of it too
    """
    whole = approach(curves, budget, shares, start, HORIZON)
    before, path = whole[:-1], whole[1:]
    stay = response_rates(np.asarray(shares, np.float64) * budget / np.maximum(before, TINY), curves.retention)
    renewed = ((1.0 - stay) * before).sum(axis=0) / np.maximum(before.sum(axis=0), TINY)  # not growth: many are new
    more = offers * worth.taken / np.maximum(offers * worth.taken + renewed, 1e-12)  # of who holds k, who hold k + 1
    held = sum((more**k for k in range(1, worth.room + 1)), np.zeros_like(more))
    gains = worth.margin + worth.add_on * held
    weights = (1.0 + worth.discount) ** -np.arange(1.0, HORIZON + 1.0)
    return np.asarray((weights[:, None] * path).sum(axis=0) * gains, np.float64)


def best_plan(curves: Curves, total: float, start: float, worth: Worth, with_room: float = 1.0) -> tuple[float, float]:
    """Find the offers and the share for keeping of what is left that bring most.

    Parameters
    ----------
    curves, start, worth : as for `planned_value`
    total : for all [money per head of the market and period]
    with_room : customers who can hold one more product [share of customers]

    Returns
    -------
    tuple of two floats
        share of customers who are offered a further product, and retention share of the rest of the total
    """
    best, found = -math.inf, (0.0, 0.5)
    for offers in OFFERS:
        budget = total - offers * start * worth.offer * with_room
        if budget < 0:
            continue
        values = planned_value(curves, budget, SHARES, start, worth, offers)
        k = int(np.argmax(values))
        if values[k] > best:
            best, found = float(values[k]), (offers, float(SHARES[k]))
    return found


def departments(seen: "Seen") -> dict[str, Any]:
    """Give every department its share: that of growing as planned, the rest split as ever."""
    return divided(seen, seen.firm.planning.grow_share, seen.levers["retention_share"])


def momentum(seen: "Seen") -> dict[str, Any]:
    """Let each department's money follow its own number: customers won, kept, products sold, since the last review."""
    review, own = seen.review, seen.ledger
    spent = [getattr(own, name)[-review:].sum() for name in ("acquire", "retain", "growing")]
    if len(own.started) < 2 * review or sum(spent) <= 0:
        return departments(seen)
    numbers = (own.won.sum(axis=1), own.started - own.lost, own.taken)
    wants = [float(money * min(max((n[-review:].sum() + 1) / (n[-2 * review : -review].sum() + 1), 0.5), 2.0))
             for money, n in zip(spent, numbers, strict=True)]  # fmt: skip
    win, keep, grow = wants
    return divided(seen, grow / sum(wants), keep / (win + keep) if win + keep > 0 else 0.5)


def integrated(seen: "Seen") -> dict[str, Any]:
    """Take the plan that is worth most as a whole, by curves and takings as estimated from the books, with an error."""
    own, firm, heads = seen.ledger, seen.firm, float(seen.heads)
    curves = _believed(seen)
    if curves is None:
        return departments(seen)
    offered = float(own.offered.sum())
    taken = misjudged(float(own.taken.sum()) / offered if offered else 0.1, firm.planning.noise, seen.luck[2])
    worth = Worth(
        float(seen.levers["price"]) - seen.unit_cost, firm.add_ons.price - firm.add_ons.unit_cost,
        firm.add_ons.offer_cost, min(taken, 1.0), seen.discount, seen.room,
    )  # fmt: skip
    start = float(own.ended[-1]) / heads
    if not firm.add_ons.on:
        worth = worth._replace(add_on=0.0)
    offers, share = best_plan(curves, firm.planning.total, start, worth, with_room(seen))
    grow = offers * start * worth.offer * with_room(seen) / firm.planning.total if firm.planning.total > 0 else 0.0
    return divided(seen, min(grow, 1.0), share)


def _believed(seen: "Seen") -> Curves | None:
    """Estimate both curves from the books; None where nothing can be learnt.

    Each from as many periods as a review has, the last in which money went into it: who once spends nothing remembers
    what it did, and can come back to it.
    """
    own: Ledger = seen.ledger
    beliefs, noise, customers = seen.firm.planning.beliefs, seen.firm.planning.noise, own.started
    others, stayed = seen.heads - customers, customers - own.lost
    sides = []
    for floor, ceiling, moved, heads, money, luck in (
        (beliefs.join_floor, beliefs.join_ceiling, own.won.sum(axis=1), others, own.acquire, seen.luck[0]),
        (beliefs.stay_floor, beliefs.stay_ceiling, stayed, customers, own.retain, seen.luck[1]),
    ):
        when = np.flatnonzero((money > 0) & (heads > 0))[-seen.review :]
        if not when.size:
            return None
        people = float(heads[when].sum())
        spend = float(money[when].sum()) / 100.0 / people
        k = steepness_believed(float(moved[when].sum()) / people, floor, ceiling, spend)
        sides.append(Curve(min(floor, ceiling), ceiling, misjudged(k, noise, luck)))
    return Curves(*sides)


def divided(seen: "Seen", grow: float, share: float) -> dict[str, Any]:
    """Turn shares of the total into levers: offers as far as the money for growing goes, and the rest as budget."""
    total, firm = seen.firm.planning.total, seen.firm
    customers = float(seen.ledger.ended[-1]) / seen.heads if len(seen.ledger.ended) else firm.start_share
    cost = customers * firm.add_ons.offer_cost * with_room(seen)
    offers = min(grow * total / cost, 1.0) if firm.add_ons.on and cost > 0 else 0.0
    return {"budget": total * (1.0 - grow), "retention_share": min(max(share, 0.0), 1.0), "add_ons.offers": offers}


def with_room(seen: "Seen") -> float:
    """Give how many customers could be offered one more, from what the last offers cost [share of customers]."""
    own, latest = seen.ledger, slice(-seen.review, None)
    asked = float(own.started[latest].sum()) * float(seen.levers["add_ons.offers"])
    return min(max(float(own.offered[latest].sum()) / asked, 0.05), 1.0) if asked > 0 else 1.0
