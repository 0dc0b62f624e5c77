"""Overhead: what a firm costs however much it sells, and which customers carry it."""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tenfold.sim.jit import f8, loop
from tenfold.sim.ledger import FIRST_FIRM, OUTSIDE, cents, post
from tenfold.sim.parameters import Parameters, quantity
from tenfold.sim.records import I8, Record, column

if TYPE_CHECKING:
    from tenfold.agents.world import World


class Overhead(Parameters):
    """What a firm costs however much it sells."""

    fixed_cost: float = quantity(
        0.0, "money per head of the market and period", 0, 1e9, "neutral: none; however much is sold", neutral=0.0
    )


class Booked(Record):
    """What a firm spends however much it sells."""

    fixed: I8 = column("F", "cents", "spent however much is sold", tag="capability")


@loop
def close_overhead(w: "World", f: int, now: int) -> None:
    """Pay what a firm costs however much it sells, once it is in the market."""
    if w.settings.fixed_cost[f] > 0.0 and w.firms.active[f]:
        amount = cents(w.settings.fixed_cost[f] * f8(w.books.size))
        w.booked.fixed[now, f] = amount
        post(w.books.balance, FIRST_FIRM + f, OUTSIDE, amount)


def carries(volume: ArrayLike, fixed: float) -> NDArray[np.float64]:
    """Divide a fixed cost among customers by what they buy: fixed x v / sum v.

    Parameters
    ----------
    volume : of each customer, shape (customers,) [units, >= 0]
    fixed : to be divided [money]

    Returns
    -------
    float64 array
        carried by each [money], shape (customers,); all 0 where nothing is bought
    """
    bought = np.asarray(volume, np.float64)
    total = bought.sum()
    return bought * (fixed / total) if total > 0 else np.zeros(bought.shape)
