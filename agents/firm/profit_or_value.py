"""Policies of value and profit: value first while there is cash for it, or the price with most profit, step by step."""

from typing import TYPE_CHECKING, Any

import numpy as np

from tenfold.agents.measures import profit_cents

if TYPE_CHECKING:
    from tenfold.agents.firm.policies import Seen

PRICE_STEP = 0.5  # money by which the greedy policy tries


def staged(seen: "Seen") -> dict[str, Any]:
    """Put value first while there is cash for some periods of fixed cost, else profit first."""
    own, firm = seen.firm.cash, seen.firm
    cash = float(seen.ledger.cash[-1]) / 100.0 / seen.heads
    if cash > own.reserve * firm.fixed_cost:
        return {"price": own.rich_price, "investing.effort": own.rich_effort}
    return {"price": own.lean_price, "investing.effort": 0.0}


def greedy(seen: "Seen") -> dict[str, Any]:
    """Climb the hill of profit by small steps of the price: on if profit of the last review rose, else back."""
    profit, sold = profit_cents(seen.ledger), np.maximum(seen.ledger.ended, 1)
    price = float(seen.levers["price"])
    if len(profit) < 2 * seen.review:
        return {"price": price + PRICE_STEP}
    now, before = profit[-seen.review :].sum(), profit[-2 * seen.review : -seen.review].sum()
    asked = seen.ledger.revenue / 100.0 / sold  # what was asked, from what came in
    last = float(np.sign(round(float(asked[-1] - asked[-seen.review - 1]), 2))) or 1.0
    return {"price": max(price + (last if now >= before else -last) * PRICE_STEP, seen.unit_cost)}
