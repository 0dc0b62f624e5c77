"""What customers are worth in all: the same market with and without them, under the same luck.

The difference in what the firm earns is what they bring themselves and what they bring about: customers whom the firm
would else never have won (expansion), and who come earlier, stay longer or leave later (acceleration). Libai, Muller &
Peres (2013), Journal of Marketing Research 50(2). Fifty are taken away at once: what one brings about drowns in noise.
"""

from copy import deepcopy
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from tenfold.agents.engine import Engine
from tenfold.agents.plan import Plan
from tenfold.experiments.study.portfolio import own
from tenfold.sim.records import I4
from tenfold.sim.statistics import Doubles

AT, TAKEN = 12, 50  # period before which, and how many customers, are taken away
NEVER = -1000.0  # utils: taste of who buys nothing any more


class Equity(NamedTuple):
    """Hold what a group of customers is worth to the first firm from a period on, per head of the group [money].

    Attributes
    ----------
    direct : margin they bring themselves, less what serving them costs
    expansion : of others who become customers only with them, less those who do only without
    acceleration : of all other customers, beyond what these would bring without them
    """

    direct: float
    expansion: float
    acceleration: float


@lru_cache(maxsize=8)  # several outcomes of one run ask for it, one after the other
def total_equity(plan: Plan, seed: int, hubs: bool) -> Equity:
    """Play a market with and without some of the first firm's customers.

    Parameters
    ----------
    plan, seed : of the market, with word of mouth and a price that does not change
    hubs : take away those with most ties; else as many drawn from all the others

    Returns
    -------
    Equity
        nan where the firm has not so many customers
    """
    engine = Engine(plan, seed).run(AT)
    rows, known = own(engine), engine.world.network.degree
    ties = known if known.size else np.zeros(engine.books.size, np.int32)  # nobody knows anybody where nobody talks
    if rows.size < 2 * TAKEN:
        return Equity(*[float("nan")] * 3)
    order = rows[np.argsort(-ties[rows], kind="stable")]
    some = order[:TAKEN] if hubs else np.random.default_rng(seed).choice(order[TAKEN:], TAKEN, replace=False)
    brought = [margins(without(engine, group)) for group in (some[:0], some)]
    gain, gone = brought[0] - brought[1], np.zeros(engine.books.size, bool)
    gone[some] = True
    both = (brought[0] != 0.0) & (brought[1] != 0.0)
    parts = (gain[gone], gain[~gone & ~both], gain[~gone & both])
    return Equity(*(float(part.sum()) / TAKEN for part in parts))


def without(engine: Engine, some: I4) -> Engine:
    """Give a copy of a market in which some customers buy nothing any more, and say nothing."""
    copy = deepcopy(engine)
    c = copy.columns
    copy.books.present[:] -= np.bincount(c.firm[some], minlength=copy.books.present.size + 1)[1:]
    c.firm[some], c.tenure[some], c.purchases[some], c.aware[some], c.taste[some] = 0, 0, 0, 0, NEVER
    c.spoken[:, some] = 0
    return copy


def margins(engine: Engine) -> Doubles:
    """Play a market to its end; gives what each customer brings the first firm, shape (customers,) [money]."""
    c, total = engine.columns, np.zeros(engine.books.size)
    while engine.now < engine.plan.market.periods:
        worth = engine.books.worth[engine.now]
        engine.run(1)
        margin = (engine.firms.price_cents[0] - engine.firms.cost_cents[0]) / 100.0
        each = margin * (1.0 + c.extra_volume.astype(np.float64)) - c.service_cost
        total += np.where(c.firm == 1, worth * each, 0.0)
    return total
