"""Follow the customers a firm wins, cohort by cohort and purchase by purchase, and book to them what the ledger says.

A purchase is a period as a customer. Each period's books are divided among the cohorts:

- revenue and what it costs to serve, evenly over all purchases of the period, also where volumes differ;
- what is spent on keeping customers, evenly over those who were customers when the period began, also on those who then
  left: it belongs to the purchase they would have made;
- what is spent on winning customers, to the first purchase of those won in the period.

So all cohorts together, with the customers there were at first, have the firm's profit, to the cent.
"""

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from tenfold.agents.decisions import SOURCES
from tenfold.agents.engine import Engine
from tenfold.agents.measures import COSTS, SALES
from tenfold.agents.plan import Plan
from tenfold.agents.world import Booked
from tenfold.sim.errors import InputError
from tenfold.sim.records import I8
from tenfold.sim.statistics import Doubles

TOLD = tuple(SOURCES.index(name) for name in ("word of mouth", "referral"))
PAID = tuple(SOURCES.index(name) for name in ("contact", "advert"))


class Followed(NamedTuple):
    """Hold what became of the customers of a market's first firm.

    Attributes
    ----------
    bought : customers by the period they joined and the number of their purchase, shape (T + 1, T + 1); row 0 holds
        those there were at first, who had bought once before; row j + 1 those won in period j; column k purchase k + 1
    told, paid : of these, who came through what others said; through contacts and adverts
    units : what they bought
    money : what they brought less what was spent on them [money]
    won_for : what was spent on winning customers, by period [money], shape (T,)
    sold, cared : what a purchase brought, and what was spent on keeping a customer, by period [money], shape (T,)
    """

    bought: I8
    told: I8
    paid: I8
    units: Doubles
    money: Doubles
    won_for: Doubles
    sold: Doubles
    cared: Doubles


class Life(NamedTuple):
    """Hold the customers won within some periods, all put together, along their first purchases.

    Attributes
    ----------
    won : how many
    staying : S_k, share of them that makes purchase k, shape (purchases,); the first is 1
    money : what they bring at purchase k less what is spent on them [money per customer won], shape (purchases,)
    survivor : the same of one who makes all these purchases [money]
    units : bought at a time by those who make purchase k, shape (purchases,)
    won_for : what was spent on winning them [money per customer won]
    """

    won: int
    staying: Doubles
    money: Doubles
    survivor: Doubles
    units: Doubles
    won_for: float


@lru_cache(maxsize=8)  # several outcomes of one run ask for it, one after the other
def follow(plan: Plan, seed: int) -> Followed:
    """Play a market period by period and follow the first firm's customers.

    Parameters
    ----------
    plan, seed : of the market

    Returns
    -------
    Followed
        all cohorts
    """
    engine, last = Engine(plan, seed), plan.market.periods
    bought, told, paid = (np.zeros((last + 1, last + 1), np.int64) for _ in range(3))
    units = np.zeros((last + 1, last + 1))
    bought[0, 0] = units[0, 0] = np.count_nonzero(engine.columns.firm == 1)
    for t in range(last):
        engine.run(1)
        c, number = engine.columns, np.arange(t + 2)
        mine = np.flatnonzero(c.firm == 1)
        nth = c.purchases[mine] - 1
        at = (t + 1 - number, number)  # who makes purchase 1 joined now, who makes purchase t + 2 was there at first
        kinds = np.bincount(nth * len(SOURCES) + c.source[mine], minlength=(t + 2) * len(SOURCES)).reshape(t + 2, -1)
        bought[at], told[at], paid[at] = kinds.sum(axis=1), kinds[:, TOLD].sum(axis=1), kinds[:, PAID].sum(axis=1)
        units[at] = bought[at]
        if plan.customers.volume.spread > 0.0:
            units[at] += np.bincount(nth, c.extra_volume[mine], minlength=t + 2)
    return Followed(bought, told, paid, units, *_booked(engine, bought))


def _booked(engine: Engine, bought: I8) -> tuple[Doubles, Doubles, Doubles, Doubles]:
    """Divide the books among cohorts; gives what `Followed` holds from `money` on."""
    record, last = engine.record, engine.now

    def spent(*tags: str) -> Doubles:
        names = [name for name in COSTS if Booked.declared[name].tag in tags]
        return np.asarray(sum((getattr(record, name)[:, 0] for name in names), np.zeros(last)) / 100.0, np.float64)

    ended, started = np.maximum(record.ended[:, 0], 1), np.maximum(record.started[:, 0], 1)
    sold = (sum(getattr(record, name)[:, 0] for name in SALES) / 100.0 - spent("grow", "serve", "capability")) / ended
    cared, won_for, money = spent("retain") / started, spent("acquire"), np.zeros(bought.shape)
    for t in range(last):
        number = np.arange(t + 2)
        rows = t + 1 - number
        money[rows, number] = sold[t] * bought[rows, number]
        money[rows[1:], number[1:]] -= cared[t] * bought[rows[1:], number[1:] - 1]
    money[1:, 0] -= won_for
    return money, won_for, sold, cared


def life(of: Followed, first: int, purchases: int) -> Life:
    """Put the cohorts together that were won from some period on and can be seen for so many purchases.

    Parameters
    ----------
    of : all cohorts
    first : the first period in which they are won
    purchases : how many are looked at

    Returns
    -------
    Life
        of them all

    Raises
    ------
    InputError : the market ends before a cohort has had time for so many purchases
    """
    periods = of.won_for.size
    if periods < first + purchases:
        raise InputError("market.periods", periods, f"market.burn_in + {purchases} = {first + purchases} or more")
    joined = np.arange(first, periods - purchases + 1)
    counts = of.bought[joined + 1, :purchases]
    won = max(int(counts[:, 0].sum()), 1)
    when = joined[:, None] + np.arange(purchases)
    alone = of.sold[when] - np.where(np.arange(purchases) > 0, of.cared[when], 0.0)
    survivor = counts[:, 0] @ alone / won
    spent = float(of.won_for[joined].sum() / won)
    survivor[0] -= spent
    bought = np.maximum(counts.sum(axis=0), 1)
    return Life(
        int(counts[:, 0].sum()), counts.sum(axis=0) / won, of.money[joined + 1, :purchases].sum(axis=0) / won, survivor,
        of.units[joined + 1, :purchases].sum(axis=0) / bought, spent,
    )  # fmt: skip


def staying_of(customers: I8, first: int, purchases: int) -> Doubles:
    """Give S_k of some of those won, such as `told`, for the cohorts of `life`; shape (purchases,), nan for nobody."""
    counts = customers[first + 1 : customers.shape[0] - purchases + 1, :purchases].sum(axis=0)
    return np.asarray(counts / counts[0] if counts[0] else np.full(purchases, np.nan), np.float64)


def paid_back(money: Doubles) -> int:
    """Give the number of the first purchase with which all that was brought covers what was spent.

    Parameters
    ----------
    money : brought less spent, purchase by purchase, shape (purchases,)

    Returns
    -------
    int
        its number; one more than there are purchases where none does
    """
    covered = np.cumsum(money) >= 0.0
    return int(np.argmax(covered)) + 1 if covered.any() else money.size + 1
