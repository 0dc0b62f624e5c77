"""What a firm's money does each period, and the books it leaves.

All money is whole cents between accounts: what one account gets another pays, so that the sum over accounts stays
zero. Budgets become intensities per head: contacts reach, care holds, and what finds nobody to be spent on is kept.
"""

import numpy as np
from numpy.typing import NDArray

from tenfold.agents.decisions import SOURCES
from tenfold.agents.firm.curves import response_rate
from tenfold.agents.state import COUNTED, F4, I8, MEASURES, SCALE, Books, Measure, World
from tenfold.sim.jit import Double, Long, f4, f8, i8, loop, rule, u1

OUTSIDE, CUSTOMERS, FIRST_FIRM = 0, 1, 2  # accounts; firm f (from 0) has FIRST_FIRM + f
STARTED, ENDED, LOST, WON, BROKEN, DISCOUNTED = (
    int(m) for m in (Measure.STARTED, Measure.ENDED, Measure.LOST, Measure.WON, Measure.BROKEN, Measure.DISCOUNTED)
)
REVENUE, DISCOUNT, SERVE, ACQUIRE, RETAIN, REWARD, KEPT, CASH, SHARE = (int(m) for m in Measure if m >= COUNTED)
SOURCE_COUNT = len(SOURCES)
REFERRAL = WON + SOURCES.index("referral")
SOUND, NOT_FINITE, CUSTOMERS_LOST, MONEY_LOST = 0, 1, 2, 3  # how a period can end


@rule
def cents(money: Double) -> Long:
    """Round money to whole cents, halves to the even cent."""
    return i8(np.rint(money * f8(100.0)))


@loop
def post(balance: I8, payer: int, payee: int, amount: int) -> None:
    """Enter one payment on both sides."""
    balance[payer] -= amount
    balance[payee] += amount


@loop
def open_period(w: World, now: int) -> None:
    """Let firms enter, and turn each budget into what it does per head this period."""
    b, firms, k, r = w.books, w.firms, w.rules.awareness, w.rules.response
    for f in range(b.present.size):
        row, n, size = b.record[now, f], f8(b.present[f]), f8(b.size)
        row[SHARE] = i8(np.rint(firms.share[f] * SCALE))
        firms.active[f] = u1(now >= firms.enters[f])
        woo = (size - n if firms.per_head[f] else size) if firms.active[f] else f8(0.0)
        hold = (n if firms.per_head[f] else size) if firms.active[f] else f8(0.0)
        acquire = cents((1.0 - firms.share[f]) * firms.budget[f] * woo)
        retain = cents(firms.share[f] * firms.budget[f] * hold)
        if n >= size:  # nobody left to win
            row[KEPT] += acquire
            acquire = i8(0)
        if n <= 0.0:  # nobody to keep
            row[KEPT] += retain
            retain = i8(0)
        row[ACQUIRE] = acquire
        row[RETAIN] = retain
        post(b.balance, FIRST_FIRM + f, OUTSIDE, acquire + retain)
        spend = f8(acquire) / 100.0 / max(size - n, 1.0)  # A [money per non-customer]
        care = f8(retain) / 100.0 / max(n, 1.0)  # R [money per customer]
        contacts = spend * (1.0 - firms.advert_share[f]) / firms.contact_price[f]
        adverts = spend * firms.advert_share[f] / firms.advert_price[f]
        firms.contact_reach[f] = f4(response_rate(contacts, 0.0, k.contact_ceiling, k.contact_steepness))
        firms.advert_reach[f] = f4(response_rate(adverts, 0.0, k.advert_ceiling, k.advert_steepness))
        firms.care[f] = f4(response_rate(care, 0.0, 1.0, w.rules.loyalty.care_steepness))
        firms.convert[f] = f4(response_rate(spend, r.join_floor, r.join_ceiling, r.join_steepness))
        if w.hazards.size > 1:
            firms.keep[f] = f4(response_rate(care, 0.0, r.max_saved, r.stay_steepness))
        else:
            firms.keep[f] = f4(response_rate(care, r.stay_floor, r.stay_ceiling, r.stay_steepness))
        worth = b.worth[now]
        margin = f8(firms.price_cents[f] - firms.cost_cents[f]) / 100.0 - care
        firms.gain[f] = f4(worth * margin)
        firms.gain_loyal[f] = f4(worth * (margin - f8(firms.discount_cents[f]) / 100.0))


@loop
def close_period(w: World, now: int) -> Long:
    """Keep the books of the period and check them; gives how it ended, SOUND or what is wrong."""
    b, firms, tally = w.books, w.firms, w.scratch.tally
    for f in range(b.present.size):
        row, own = b.record[now, f], FIRST_FIRM + f
        row[:COUNTED] = tally[f]
        row[REVENUE] = row[ENDED] * firms.price_cents[f]
        row[DISCOUNT] = row[DISCOUNTED] * firms.discount_cents[f]
        row[SERVE] = row[ENDED] * firms.cost_cents[f]
        row[REWARD] = row[REFERRAL] * firms.reward_cents[f]
        post(b.balance, CUSTOMERS, own, row[REVENUE])
        post(b.balance, own, CUSTOMERS, row[DISCOUNT])
        post(b.balance, own, OUTSIDE, row[SERVE])
        post(b.balance, own, CUSTOMERS, row[REWARD])
        row[CASH] = b.balance[own]
        won = i8(0)
        for k in range(SOURCE_COUNT):
            won += row[WON + k]
        if row[BROKEN] != 0:
            return NOT_FINITE
        if row[STARTED] != b.present[f] or row[ENDED] != row[STARTED] - row[LOST] + won:
            return CUSTOMERS_LOST
        b.present[f] = row[ENDED]
    return SOUND if b.balance.sum() == 0 else MONEY_LOST


@loop
def count_unfinite(w: World) -> Long:
    """Count the numbers remembered of customers that are not finite."""
    c, total = w.columns, i8(0)
    for column in (
        c.value, c.income, c.taste, c.burden.reshape(-1), c.undelivered, c.weight.reshape(-1),
        c.expectation.reshape(-1), c.satisfaction.reshape(-1), c.commitment.reshape(-1), c.word.reshape(-1),
        c.contagion, c.hazard,
    ):  # fmt: skip
        total += count_broken_numbers(column)
    return total


@loop
def count_broken_numbers(values: F4) -> Long:
    """Count the numbers that are not finite."""
    total = i8(0)
    for i in range(values.size):
        total += i8(not ((values[i] - values[i]) == f4(0.0)))
    return total


def new_books(periods: int, size: int, counts: I8, discount: float) -> Books:
    """Open the books of a market with `counts` customers at each firm."""
    record = np.zeros((periods, counts.size, MEASURES), np.int64)
    return Books(counts.astype(np.int64), np.zeros(2 + counts.size, np.int64), record, size, worth(periods, discount))


def worth(periods: int, discount: float) -> NDArray[np.float64]:
    """Give what one unit of money in each period is worth at the start: (1 + d)^-t."""
    factors = np.full(periods, 1.0 / (1.0 + discount))
    factors[:1] = 1.0
    return np.cumprod(factors)
