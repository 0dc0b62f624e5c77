"""Policies: how a firm divides its budget, from what it can know.

A policy sees its own ledger and nothing else of the market: what it spent, how many it won, kept and lost. Curves are
estimated by Blattberg & Deighton's decision calculus: the rate at present spending and a guess of the ceiling, which
is the firm's own belief and may be wrong.
"""

import numpy as np

from tenfold.agents.firm.curves import Curve, Curves, steepness_from
from tenfold.agents.firm.equity import best_equity
from tenfold.agents.firm.parameters import FirmPlan
from tenfold.agents.firm.steady_state import best_share
from tenfold.agents.measures import profit_cents
from tenfold.agents.plan import Plan
from tenfold.agents.state import I8, SCALE, Measure

M = Measure
STEP = 0.05  # by how much the adaptive policy tries
BELIEVED_REACH, BELIEVED_STAY = 0.3, 0.98  # a manager's guess of the ceilings of winning and of keeping


def decide(plan: Plan, firm: int, ledger: I8, share: float) -> float:
    """Give the retention share for the coming periods.

    Parameters
    ----------
    firm : its place in the plan
    ledger : its own record so far, shape (periods, MEASURES)
    share : the present one
    """
    own = plan.firms[firm]
    if own.policy == "adaptive":
        return adapt(ledger, share, own.review)
    curves = estimate(ledger[-own.review :], plan.market.size)
    if curves is None:
        return share
    if own.policy == "best_response":
        return float(best_share(curves, own.budget))
    return equity_share(curves, own, plan.market.discount, ledger, plan.market.size)


def adapt(ledger: I8, share: float, review: int) -> float:
    """Climb the hill: go on in the direction of the last change if profit rose since, else turn round."""
    if len(ledger) < 2 * review:
        return min(1.0, share + STEP)
    now, before = profit_cents(ledger[-review:]).sum(), profit_cents(ledger[-2 * review : -review]).sum()
    last = float(np.sign(ledger[-1, M.SHARE] - ledger[-review - 1, M.SHARE])) or 1.0
    new = round(share + STEP * (last if now >= before else -last), 9)
    return new if 0.0 <= new <= 1.0 else 2.0 * share - new  # at an end there is only one way to try


def estimate(ledger: I8, size: int) -> Curves | None:
    """Fit both curves through the mean of some periods; None where nothing can be learnt from them."""
    customers = ledger[:, M.STARTED].sum()
    others = size * len(ledger) - customers
    if customers == 0 or others == 0:
        return None
    won = ledger[:, M.WON : M.ONCE].sum() / others
    kept = 1.0 - ledger[:, M.LOST].sum() / customers
    spend = ledger[:, M.ACQUIRE].sum() / 100.0 / others
    care = ledger[:, M.RETAIN].sum() / 100.0 / customers
    if not (0.0 < won < BELIEVED_REACH and 0.0 < kept < BELIEVED_STAY and spend > 0.0 and care > 0.0):
        return None
    return Curves(
        Curve(0.0, BELIEVED_REACH, steepness_from(won, BELIEVED_REACH, spend)),
        Curve(0.0, BELIEVED_STAY, steepness_from(kept, BELIEVED_STAY, care)),
    )


def equity_share(curves: Curves, firm: FirmPlan, discount: float, ledger: I8, size: int) -> float:
    """Divide the budget as the customer-equity test would spend: A* on each non-customer, R* on each customer."""
    best = best_equity(curves, firm.price - firm.unit_cost, max(discount, 1e-6))
    customers = int(ledger[-1, M.ENDED])
    keep, win = best.retention_spend * customers, best.acquisition_spend * (size - customers)
    return float(keep / (keep + win)) if keep + win > 0 else float(ledger[-1, M.SHARE]) / SCALE
