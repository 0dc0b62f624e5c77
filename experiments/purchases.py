"""Follow the customers a firm wins, cohort by cohort and purchase by purchase, and book to them what the ledger says.

A purchase is a period as a customer. Each period's books are divided among the cohorts:

- what a customer paid, less discounts and what their units, further products, service and offers cost, to their own
  purchase, as their `value` has it; cents that rounding leaves over, evenly over all purchases of the period;
- what else is spent on keeping customers, evenly over those who were customers when the period began, also on those who
  then left: it belongs to the purchase they would have made;
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
from tenfold.agents.world import Booked, Measures
from tenfold.sim.errors import InputError
from tenfold.sim.records import I8
from tenfold.sim.statistics import Doubles

TOLD = [SOURCES.index(name) for name in ("word of mouth", "referral")]
PAID = [SOURCES.index(name) for name in ("contact", "advert")]
WINNING = tuple(name for name in COSTS if Booked.declared[name].tag == "acquire")
KEEPING = tuple(name for name in COSTS if Booked.declared[name].tag == "retain" and name != "discount")
SERVING = tuple(name for name in COSTS if name not in WINNING + KEEPING)  # and making, discounts and offers


class Followed(NamedTuple):
    """Hold what became of the customers of a market's first firm.

    Attributes
    ----------
    bought : customers by the period they joined and the number of their purchase, shape (T + 1, T + 1); row 0 holds
        those there were at first, who had bought once before; row j + 1 those won in period j; column k purchase k + 1
    told, paid : of these, who came through what others said; through contacts and adverts
    spent : what all of them paid, less discounts and refunds [money]
    brought : what their purchases brought: the same, less what making, serving and offering cost [money]
    told_brought, paid_brought : that of those who came through what others said; through contacts and adverts
    money : what was brought less what was spent on winning and keeping them [money]
    won_for : what was spent on winning customers, by period [money], shape (T,)
    cared : what was spent on keeping a customer, by period [money], shape (T,)
    held : customers when a period begins, by whether they hold further products, and of these, who stayed; shape
        (T, 2, 2)
    """

    bought: I8
    told: I8
    paid: I8
    spent: Doubles
    brought: Doubles
    told_brought: Doubles
    paid_brought: Doubles
    money: Doubles
    won_for: Doubles
    cared: Doubles
    held: I8


class Life(NamedTuple):
    """Hold the customers won within some periods, all put together, along their first purchases.

    Attributes
    ----------
    won : how many
    staying : S_k, share of them that makes purchase k, shape (purchases,); the first is 1
    money : what they bring at purchase k less what is spent on them [money per customer won], shape (purchases,)
    survivor : the same of one who makes all these purchases, as those do who are left [money]
    spent : paid with purchase k by those who make it [money], shape (purchases,)
    won_for : what was spent on winning them [money per customer won]
    """

    won: int
    staying: Doubles
    money: Doubles
    survivor: Doubles
    spent: Doubles
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
    spent, brought, told_brought, paid_brought = (np.zeros((last + 1, last + 1)) for _ in range(4))
    held, c = np.zeros((last, 2, 2), np.int64), engine.columns
    bought[0, 0] = np.count_nonzero(c.firm == 1)
    for t in range(last):
        before = {name: getattr(c, name).copy() for name in ("paid", "value", "firm", "spell", "add_ons")}
        engine.run(1)
        number, mine = np.arange(t + 2), np.flatnonzero(c.firm == 1)
        nth, size = c.purchases[mine] - 1, (t + 2) * len(SOURCES)
        kind = nth * len(SOURCES) + c.source[mine]
        at = (t + 1 - number, number)  # who makes purchase 1 joined now, who makes purchase t + 2 was there at first
        cents, value = (getattr(c, name)[mine] - before[name][mine] for name in ("paid", "value"))
        margin = value / engine.books.worth[t] + engine.firms.retention_spend[0]
        heads = np.bincount(kind, minlength=size).reshape(t + 2, -1)
        money = np.bincount(kind, margin, minlength=size).reshape(t + 2, -1)
        bought[at], told[at], paid[at] = heads.sum(axis=1), heads[:, TOLD].sum(axis=1), heads[:, PAID].sum(axis=1)
        brought[at], spent[at] = money.sum(axis=1), np.bincount(nth, cents / 100.0, minlength=t + 2)
        told_brought[at], paid_brought[at] = money[:, TOLD].sum(axis=1), money[:, PAID].sum(axis=1)
        started = np.flatnonzero(before["firm"] == 1)
        holds = before["add_ons"][started] > 0
        stays = (c.firm[started] == 1) & (c.spell[started] == before["spell"][started])
        held[t] = np.bincount(2 * holds + stays, minlength=4).reshape(2, 2)
    record = engine.record
    won_for, cared = _booked(record, WINNING), _booked(record, KEEPING) / np.maximum(record.started[:, 0], 1)
    sold, money = _booked(record, SALES) - _booked(record, SERVING), brought.copy()
    for t in range(last):
        number = np.arange(t + 2)
        rows = t + 1 - number
        cents = (sold[t] - brought[rows, number].sum()) / max(int(record.ended[t, 0]), 1)
        for some, who in ((brought, bought), (told_brought, told), (paid_brought, paid), (money, bought)):
            some[rows, number] += cents * who[rows, number]
        money[rows[1:], number[1:]] -= cared[t] * bought[rows[1:], number[1:] - 1]
    money[1:, 0] -= won_for
    held[:, :, 0] += held[:, :, 1]
    return Followed(bought, told, paid, spent, brought, told_brought, paid_brought, money, won_for, cared, held)


def _booked(record: Measures, entries: tuple[str, ...]) -> Doubles:
    """Add up some entries of the first firm's books, by period [money]."""
    return np.asarray(sum(getattr(record, name)[:, 0] for name in entries) / 100.0, np.float64)


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
    won, bought = max(int(counts[:, 0].sum()), 1), np.maximum(counts.sum(axis=0), 1)
    cared = of.cared[joined[:, None] + np.arange(purchases)]
    spent = float(of.won_for[joined].sum() / won)
    survivor = of.brought[joined + 1, :purchases].sum(axis=0) / bought
    survivor[1:] -= counts[:, 0] @ cared[:, 1:] / won
    survivor[0] -= spent
    return Life(
        int(counts[:, 0].sum()), counts.sum(axis=0) / won, of.money[joined + 1, :purchases].sum(axis=0) / won, survivor,
        of.spent[joined + 1, :purchases].sum(axis=0) / bought, spent,
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
