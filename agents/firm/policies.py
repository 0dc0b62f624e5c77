"""Policies: how a firm sets its levers, from what it can know.

A policy sees its own books, its own levers, and what is published of the market with a lag, and nothing else: what it
spent, how many it won, kept and lost. Curves are estimated by Blattberg & Deighton's decision calculus: the rate at
present spending and a guess of the ceiling, which is the firm's own belief and may be wrong.
"""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import numpy as np

from tenfold.agents.firm.curves import Curve, Curves, steepness_from
from tenfold.agents.firm.equity import best_equity
from tenfold.agents.firm.parameters import FirmPlan
from tenfold.agents.firm.planning import departments, integrated, momentum
from tenfold.agents.firm.profit_or_value import greedy, staged
from tenfold.agents.firm.steady_state import best_share
from tenfold.agents.measures import profit_cents
from tenfold.agents.plan import Plan
from tenfold.agents.world import Firms, Ledger, Measures
from tenfold.sim.ledger import SCALE
from tenfold.sim.records import mapped

STEP = 0.05  # by how much the adaptive policy tries
BELIEVED_REACH, BELIEVED_STAY = 0.3, 0.98  # a manager's guess of the ceilings of winning and of keeping
REPORT_LAG = 1  # periods between what happens and what is published of it

Decision = dict[str, Any]  # the levers to set, by name; those left out stay


class Report(NamedTuple):
    """Hold what is published of a firm.

    Attributes
    ----------
    name : of the firm
    price : asked in the period last played [money]
    customers : it had at the end of the period before last
    """

    name: str
    price: float
    customers: int


class Seen(NamedTuple):
    """Hold all that a firm knows when it decides.

    Attributes
    ----------
    now : number of the period to come
    levers : its own levers as they stand, by name
    unit_cost : what a unit costs it [money]
    review : periods between its decisions
    discount : what a period takes off the value of money [share]
    heads : customers of all kinds in the market
    ledger : its own books so far, an array over periods for each entry; `won` has shape (periods, sources)
    report : what is published of every firm, those not yet in the market apart; empty at first
    firm : what it was configured with; what it changed since is in `levers`
    luck : standard normals of this decision, for the errors of its estimates
    room : further products that it can sell one customer
    """

    now: int
    levers: Mapping[str, Any]
    unit_cost: float
    review: int
    discount: float
    heads: int
    ledger: Ledger
    report: tuple[Report, ...]
    firm: FirmPlan = FirmPlan()
    luck: tuple[float, ...] = (0.0, 0.0, 0.0)
    room: int = 2


def look(plan: Plan, now: int, firm: int, own: Mapping[str, Any], record: Measures, firms: Firms) -> Seen:
    """Give all that a firm knows: copies, so that nothing it writes into them reaches the books.

    Parameters
    ----------
    plan : of the market
    now : number of the period to come
    firm : its place, from 0
    own : its levers as they stand, by name
    record : of all firms so far
    firms : what follows from their decisions
    """
    last = now - 1 - REPORT_LAG
    there = [f for f, each in enumerate(plan.firms) if each.enters <= last]
    report = (Report(plan.firms[f].name, int(firms.price_cents[f]) / 100, int(record.ended[last, f])) for f in there)
    return Seen(
        now=now,
        levers=own,
        unit_cost=plan.firms[firm].unit_cost,
        review=plan.firms[firm].review,
        discount=plan.market.discount,
        heads=plan.market.size,
        ledger=Ledger.Packed(*(getattr(record, name)[..., firm].copy() for name in Ledger.declared)),
        report=tuple(report),
        firm=plan.firms[firm],
        room=plan.customers.products.most - 1,
    )


def keep(seen: Seen) -> Decision:
    """Change nothing."""
    return {}


def adaptive(seen: Seen) -> Decision:
    """Climb the hill of profit by small steps of the retention share."""
    return {"retention_share": adapt(seen.ledger, seen.levers["retention_share"], seen.review)}


def best_response(seen: Seen) -> Decision:
    """Take the share that keeps most customers at rest, on estimated curves."""
    curves = estimate(latest(seen), seen.heads)
    return {} if curves is None else {"retention_share": float(best_share(curves, seen.levers["budget"]))}


def equity_test(seen: Seen) -> Decision:
    """Divide the budget as the customer-equity test would spend it, on estimated curves."""
    curves = estimate(latest(seen), seen.heads)
    return {} if curves is None else {"retention_share": equity_share(curves, seen)}


POLICIES: dict[str, Callable[[Seen], Decision]] = {
    "fixed": keep, "adaptive": adaptive, "best_response": best_response, "equity_test": equity_test,
    "departments": departments, "momentum": momentum, "integrated": integrated,
    "staged": staged, "greedy": greedy,
}  # fmt: skip


def latest(seen: Seen) -> Ledger:
    """Give the books since the last review, an array over periods for each entry."""
    return mapped(seen.ledger, lambda entry: entry[-seen.review :])


def adapt(ledger: Ledger, share: float, review: int) -> float:
    """Climb the hill: go on in the direction of the last change if profit rose since, else turn round.

    The first change is upwards; at an end of 0 .. 1 there is only one way to try.

    Parameters
    ----------
    ledger : own books so far, an array over periods for each entry
    share : the retention share in force [share of the budget, 0 .. 1]
    review : periods between decisions; profit is compared over that many

    Returns
    -------
    float
        the new retention share, at most `STEP` away [share of the budget, 0 .. 1]
    """
    profit, shares = profit_cents(ledger), ledger.retention_share
    if len(profit) < 2 * review:
        return min(1.0, share + STEP)
    now, before = profit[-review:].sum(), profit[-2 * review : -review].sum()
    last = float(np.sign(shares[-1] - shares[-review - 1])) or 1.0
    new = round(share + STEP * (last if now >= before else -last), 9)
    return new if 0.0 <= new <= 1.0 else 2.0 * share - new  # at an end there is only one way to try


def estimate(ledger: Ledger, heads: int) -> Curves | None:
    """Fit both curves through the mean rates of some periods (decision calculus, Blattberg & Deighton 1996).

    Floors are taken to be 0, ceilings to be what the firm believes, and all who are not its customers to be alike.

    Parameters
    ----------
    ledger : own books of these periods, an array over periods for each entry
    heads : customers of all kinds in the market

    Returns
    -------
    Curves or None
        a(A) and r(R); None where nothing can be learnt, because a rate is 0 or beyond its ceiling, or nothing was spent
    """
    customers = ledger.started.sum()
    others = heads * len(ledger.started) - customers
    if customers == 0 or others == 0:
        return None
    won, kept = ledger.won.sum() / others, 1.0 - ledger.lost.sum() / customers
    spend, care = ledger.acquire.sum() / 100.0 / others, ledger.retain.sum() / 100.0 / customers
    if not (0.0 < won < BELIEVED_REACH and 0.0 < kept < BELIEVED_STAY and spend > 0.0 and care > 0.0):
        return None
    return Curves(
        Curve(0.0, BELIEVED_REACH, steepness_from(won, BELIEVED_REACH, spend)),
        Curve(0.0, BELIEVED_STAY, steepness_from(kept, BELIEVED_STAY, care)),
    )


def equity_share(curves: Curves, seen: Seen) -> float:
    """Divide the budget as the customer-equity test would spend: A* on each non-customer, R* on each customer.

    s = R* n / (R* n + A* (N - n))

    Parameters
    ----------
    curves : a(A) and r(R), as estimated
    seen : all that the firm knows

    Returns
    -------
    float
        the retention share [share of the budget, 0 .. 1]; the last one where the test spends nothing
    """
    best = best_equity(curves, seen.levers["price"] - seen.unit_cost, max(seen.discount, 1e-6))
    customers = int(seen.ledger.ended[-1])
    keep, win = best.retention_spend * customers, best.acquisition_spend * (seen.heads - customers)
    return float(keep / (keep + win)) if keep + win > 0 else float(seen.ledger.retention_share[-1]) / SCALE
