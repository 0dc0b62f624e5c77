"""A planner's outlook as tidy rows for programs: both readings, every arm, period and outcome."""

from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd

from tenfold.experiments.planner.ahead import Flow, ends
from tenfold.experiments.planner.outlook import Outlook
from tenfold.experiments.planner.outlook_page import READINGS
from tenfold.sim.statistics import Doubles

UNITS = {"propensity": "-", "budget": "money per head of the market and period", "policy": "-",
         "share": "of the budget, for keeping customers", "period": "-", "outcome": "-", "low": "in `unit`",
         "middle": "in `unit`", "high": "in `unit`", "own": "in `unit`", "unit": "-"}  # fmt: skip


def rows_of(o: Outlook) -> pd.DataFrame:
    """Lay everything out as tidy rows: both readings, every arm, period and outcome; see `UNITS`."""
    anew = o.plan.customers.response.anew
    flows = ((anew, o.drawn.first(o.horizon), o.own.first(o.horizon)), (not anew, o.other, o.other_own))
    return pd.concat([_rows(o, READINGS[reading], *pair) for reading, *pair in flows], ignore_index=True)


def _rows(o: Outlook, reading: str, drawn: Flow, own: Flow) -> pd.DataFrame:
    heads, cash, a_head = "customers", "money", "money per head of the market"
    beyond = f"profit_beyond_{o.arms[0].name}"
    table: Mapping[str, tuple[str, float, int, Callable[[Flow], Doubles]]] = {  # unit, scale, first period, of a flow
        "customers": (heads, o.people, 0, lambda f: f.customers),
        "joined": (heads, o.people, 1, lambda f: f.joined),
        "left": (heads, o.people, 1, lambda f: f.left),
        "churn": ("share of the customers before", 1.0, 1, lambda f: f.churn),
        "cash": (cash, o.people, 1, lambda f: f.cash),
        "profit": (cash, o.people, 1, lambda f: f.profit),
        beyond: (cash, o.people, 1, lambda f: f.profit - f.profit[0]),
        "profit_a_head": (a_head, 1.0, 1, lambda f: f.profit),
    }
    frames = []
    for outcome, (unit, scale, start, of) in table.items():
        low, middle, high = ends(of(drawn)) * scale
        at, period = np.indices(low.shape)
        frames.append(pd.DataFrame({
            "budget": np.array([arm.money for arm in o.arms])[at.ravel()],
            "policy": np.array([arm.name for arm in o.arms])[at.ravel()],
            "share": np.array([arm.share for arm in o.arms])[at.ravel()],
            "period": (period + start).ravel(), "outcome": outcome, "low": low.ravel(), "middle": middle.ravel(),
            "high": high.ravel(), "own": (of(own)[..., 0] * scale).ravel(), "unit": unit,
        }))  # fmt: skip
    frame = pd.concat(frames, ignore_index=True)
    frame.insert(0, "propensity", reading)
    for name in ("propensity", "policy", "outcome", "unit"):
        frame[name] = pd.Categorical(frame[name])
    return frame
