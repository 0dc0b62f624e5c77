"""Spending: a budget divided over winning and keeping customers, and what of it finds nobody to be spent on."""

from typing import TYPE_CHECKING, Literal

import numpy as np

from tenfold.sim.jit import f8, i8, loop
from tenfold.sim.ledger import FIRST_FIRM, OUTSIDE, SCALE, cents, post
from tenfold.sim.parameters import Parameters, quantity
from tenfold.sim.records import F8, I8, Record, column

if TYPE_CHECKING:
    from tenfold.agents.world import World


class Spending(Parameters):
    """What a firm spends, and on what."""

    budget: float = quantity(
        2.0, "money per head and period", 0, 1e9, "assumption: acquisition and retention together", lever=True
    )
    basis: Literal["market", "head"] = quantity(
        "market", "-", None, None, "market: budget per head of market; head: per head that is wooed or kept"
    )
    retention_share: float = quantity(
        0.5, "share of the budget", 0, 1, "decided by the policy, or swept", lever=True
    )


class OfFirms(Record):
    """What a firm's budget comes to per head."""

    acquisition_spend: F8 = column("F", "money per non-customer", "spent on winning customers this period (A)")
    retention_spend: F8 = column("F", "money per customer", "spent on keeping customers this period (R)")


class Booked(Record):
    """What a firm spends."""

    acquire: I8 = column("F", "cents", "spent on winning customers", tag="acquire")
    retain: I8 = column("F", "cents", "spent on keeping customers", tag="retain")
    kept: I8 = column("F", "cents", "of the budget that found nobody to be spent on", tag="account")
    retention_share: I8 = column("F", "share of the budget", "meant for keeping customers", tag="share")
    cash: I8 = column("F", "cents", "on the firm's account when the period ends", tag="account")


@loop
def open_spending(w: "World", f: int, now: int) -> None:
    """Pay a firm's budget out of its account, and turn it into money per head."""
    b, given, n, size = w.books, w.settings, f8(w.books.present[f]), f8(w.books.size)
    share, per_head = given.retention_share[f], given.basis[f] == 1.0
    w.booked.retention_share[now, f] = i8(np.rint(share * SCALE))
    woo = (size - n if per_head else size) if w.firms.active[f] else f8(0.0)
    hold = (n if per_head else size) if w.firms.active[f] else f8(0.0)
    acquire = cents((1.0 - share) * given.budget[f] * woo)
    retain = cents(share * given.budget[f] * hold)
    if n >= size:  # nobody left to win
        w.booked.kept[now, f] += acquire
        acquire = i8(0)
    if n <= 0.0:  # nobody to keep
        w.booked.kept[now, f] += retain
        retain = i8(0)
    w.booked.acquire[now, f] = acquire
    w.booked.retain[now, f] = retain
    post(b.balance, FIRST_FIRM + f, OUTSIDE, acquire + retain)
    w.firms.acquisition_spend[f] = f8(acquire) / 100.0 / max(size - n, 1.0)
    w.firms.retention_spend[f] = f8(retain) / 100.0 / max(n, 1.0)


@loop
def close_account(w: "World", f: int, now: int) -> None:
    """Note what is on a firm's account."""
    w.booked.cash[now, f] = w.books.balance[FIRST_FIRM + f]
