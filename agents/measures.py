"""What a market shows: one tidy row a firm and period, in units people read."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tenfold.agents.decisions import SOURCES
from tenfold.agents.plan import Plan
from tenfold.agents.world import Booked, Counts, Ledger, Measures
from tenfold.sim.ledger import PURPOSES, REVENUE, SCALE
from tenfold.sim.records import F8, I8

COSTS = tuple(name for name, each in Booked.declared.items() if each.tag in PURPOSES)
SALES = tuple(name for name, each in Booked.declared.items() if each.tag == REVENUE)
MONEY = tuple(name for name, each in Booked.declared.items() if each.unit == "cents")
PARTS = tuple(name for name, each in Counts.declared.items() if each.tag == "part")  # of what is booked
HIDDEN = ("ended", "won", "broken", *PARTS)  # shown under other names, within others, or never more than 0
DERIVED = {
    "period": "-",
    "firm": "-",
    "customers": "customers at the end of the period",
    "market_share": "share of all customers with a firm",
    "penetration": "share of all customers in the market",
    "churn": "share of the period's first customers",
    "won": "customers",
    **{f"won_by_{s.replace(' ', '_')}": "customers" for s in SOURCES},
}
UNITS = (
    DERIVED
    | {name: each.unit for name, each in Counts.declared.items() if name not in HIDDEN}
    | {name: "money" if name in MONEY else each.unit for name, each in Booked.declared.items()}
    | {"profit": "money"}
)


def measures(plan: Plan, record: Measures) -> pd.DataFrame:
    """Give what a market shows, in units people read.

    Parameters
    ----------
    plan : of the market that was played
    record : counts and cents, an array (periods, firms) each; `won` has shape (periods, sources, firms)

    Returns
    -------
    DataFrame
        one row a firm and period, with the columns and units of `UNITS`; nan where there is nothing to divide by
    """
    periods, firms = record.ended.shape
    with_a_firm = np.repeat(record.ended.sum(axis=1), firms)
    ended, won = record.ended.ravel(), np.moveaxis(record.won, 1, 2).reshape(periods * firms, len(SOURCES))
    frame: dict[str, object] = {
        "period": np.repeat(np.arange(periods), firms),
        "firm": np.tile([f.name for f in plan.firms], periods),
        "customers": ended,
        "market_share": _ratio(ended, with_a_firm),
        "penetration": ended / plan.market.size,
        "churn": _ratio(record.lost.ravel(), record.started.ravel()),
        "won": won.sum(axis=1),
        **{f"won_by_{s.replace(' ', '_')}": won[:, k] for k, s in enumerate(SOURCES)},
        "profit": profit_cents(record).ravel() / 100.0,
    }
    for name, each in Measures.declared.items():
        if name in MONEY:
            frame[name] = getattr(record, name).ravel() / 100.0
        elif each.tag == "mean":
            frame[name] = _ratio(getattr(record, name).ravel() / SCALE, ended)
        elif each.tag == "share":
            frame[name] = getattr(record, name).ravel() / SCALE
        elif name not in HIDDEN:
            entry = getattr(record, name)
            frame[name] = (entry if entry.ndim == 2 else entry.sum(axis=1)).ravel()
    return pd.DataFrame(frame)[list(UNITS)]


def profit_cents(record: Measures | Ledger) -> I8:
    """Give profit = revenue - all costs; which entries are costs, their tags say.

    Parameters
    ----------
    record : entries of any shape, the same for all, such as (periods, firms)

    Returns
    -------
    int64 array
        [cents], of the shape of each entry
    """
    profit: I8 = sum(getattr(record, name) for name in SALES) - sum(getattr(record, name) for name in COSTS)
    return profit


def discounted_profit(record: Measures, worth: F8) -> F8:
    """Give each firm's profit in money of the first period.

    Parameters
    ----------
    record : entries of shape (periods, firms)
    worth : of one unit of money in each period, as in the books, shape (at least periods,)

    Returns
    -------
    float64 array
        [money], shape (firms,)
    """
    value: F8 = (profit_cents(record) / 100.0 * worth[: len(record.ended), None]).sum(axis=0)
    return value


def _ratio(top: NDArray[np.generic], bottom: NDArray[np.generic]) -> NDArray[np.float64]:
    """Divide, nan where there is nothing to divide by."""
    out = np.full(np.shape(top), np.nan)
    np.divide(top, bottom, out=out, where=np.asarray(bottom) != 0)
    return out
