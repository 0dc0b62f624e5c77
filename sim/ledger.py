"""The ledger: whole cents between accounts that sum to zero, and what money is spent on.

What one account gets another pays, so nothing is made or lost. Every cost carries the purpose it serves.
"""

from typing import Final

import numpy as np

from tenfold.sim.jit import Double, Long, f8, i8, loop, rule
from tenfold.sim.records import F8, I8

OUTSIDE, CUSTOMERS, FIRST_FIRM = i8(0), i8(1), i8(2)  # accounts; firm f (from 0) has FIRST_FIRM + f
REVENUE: Final = "revenue"
PURPOSES = ("acquire", "grow", "retain", "serve", "capability")  # every cost has one of these as its tag
SCALE = 65536  # sums of fractions are counted in units of 1/SCALE, so that the order of adding cannot matter


@rule
def cents(money: Double) -> Long:
    """Round money to whole cents, halves to the even cent."""
    return i8(np.rint(money * f8(100.0)))


@loop
def post(balance: I8, payer: int, payee: int, amount: int) -> None:
    """Enter one payment on both sides.

    Parameters
    ----------
    balance : of all accounts, written [cents]
    payer, payee : numbers of accounts
    amount : [cents]
    """
    balance[payer] -= amount
    balance[payee] += amount


def worth(periods: int, discount: float) -> F8:
    """Give what one unit of money in each period is worth at the start, (1 + d)^-t.

    Parameters
    ----------
    periods : how many
    discount : d [share per period, >= 0]

    Returns
    -------
    float64 array
        [-], shape (periods,); the first is 1
    """
    factors = np.full(periods, 1.0 / (1.0 + discount))
    factors[:1] = 1.0
    return np.cumprod(factors)
