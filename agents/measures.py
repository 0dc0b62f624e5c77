"""What a market shows: one tidy row a firm and period, in units people read."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tenfold.agents.decisions import SOURCES
from tenfold.agents.plan import Plan
from tenfold.agents.state import I8, SCALE, Measure

M = Measure
MONEY = (M.REVENUE, M.DISCOUNT, M.SERVE, M.ACQUIRE, M.RETAIN, M.REWARD, M.KEPT, M.CASH)

UNITS = {
    "period": "-",
    "firm": "-",
    "customers": "customers at the end of the period",
    "market_share": "share of all customers with a firm",
    "penetration": "share of all customers in the market",
    "lost": "customers",
    "lost_to_rivals": "customers",
    "won": "customers",
    **{f"won_by_{s.replace(' ', '_')}": "customers" for s in SOURCES},
    "churn": "share of the period's first customers",
    "contacts": "customers reached",
    "adverts": "customers reached",
    "failures": "deliveries",
    "told_good": "customers talking well of the firm",
    "told_bad": "customers talking ill of the firm",
    "resent": "bad words passed on",
    "heard": "words heard about the firm",
    "satisfaction": "mean over customers, -1 .. 1",
    "commitment": "mean over customers, 0 .. 1",
    "founders": "customers still in their first spell",
    **{m.name.lower(): "money" for m in MONEY},
    "profit": "money",
    "retention_share": "share of the budget",
}


def measures(plan: Plan, record: I8) -> pd.DataFrame:
    """Give one row a firm and period; units in `UNITS`.

    Parameters
    ----------
    record : counts and cents, shape (periods, firms, MEASURES)
    """
    periods, firms, kinds = record.shape
    r = record.reshape(periods * firms, kinds)
    won = r[:, M.WON : M.WON + len(SOURCES)]
    ended = r[:, M.ENDED]
    with_a_firm = np.repeat(record[:, :, M.ENDED].sum(axis=1), firms)
    frame = {
        "period": np.repeat(np.arange(periods), firms),
        "firm": np.tile([f.name for f in plan.firms], periods),
        "customers": ended,
        "market_share": _ratio(ended, with_a_firm),
        "penetration": ended / plan.market.size,
        "lost": r[:, M.LOST],
        "lost_to_rivals": r[:, M.LOST_TO_RIVALS],
        "won": won.sum(axis=1),
        **{f"won_by_{s.replace(' ', '_')}": won[:, k] for k, s in enumerate(SOURCES)},
        "churn": _ratio(r[:, M.LOST], r[:, M.STARTED]),
        **{m.name.lower(): r[:, m] for m in Measure if M.CONTACTS <= m <= M.HEARD},
        "satisfaction": _ratio(r[:, M.SATISFACTION] / SCALE, ended),
        "commitment": _ratio(r[:, M.COMMITMENT] / SCALE, ended),
        "founders": r[:, M.FOUNDERS],
        **{m.name.lower(): r[:, m] / 100.0 for m in MONEY},
        "profit": profit_cents(r) / 100.0,
        "retention_share": r[:, M.SHARE] / SCALE,
    }
    return pd.DataFrame(frame)[list(UNITS)]


def profit_cents(record: I8) -> I8:
    """Give profit = revenue - discounts - cost to serve - acquisition - retention - rewards [cents], last axis gone."""
    costs = (M.DISCOUNT, M.SERVE, M.ACQUIRE, M.RETAIN, M.REWARD)
    profit: I8 = record[..., M.REVENUE] - sum(record[..., m] for m in costs)
    return profit


def discounted_profit(record: I8, worth: NDArray[np.float64]) -> NDArray[np.float64]:
    """Give each firm's profit in money of the first period, shape (firms,); `worth` as in the books."""
    value: NDArray[np.float64] = (profit_cents(record) / 100.0 * worth[: len(record), None]).sum(axis=0)
    return value


def _ratio(top: NDArray[np.generic], bottom: NDArray[np.generic]) -> NDArray[np.float64]:
    """Divide, nan where there is nothing to divide by."""
    out = np.full(np.shape(top), np.nan)
    np.divide(top, bottom, out=out, where=np.asarray(bottom) != 0)
    return out
