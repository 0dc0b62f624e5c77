"""The best split of a budget, and the best budget, of many markets at once.

What is solved, and how: see tenfold.agents.firm.best_split.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tenfold.agents.firm.best_split import best_budget, best_free, best_given
from tenfold.agents.firm.curves import Curve, Curves
from tenfold.agents.firm.rest import settled
from tenfold.sim.jit import loop
from tenfold.sim.runner import play_all

Doubles = NDArray[np.float64]
_CHUNK = 8192  # points a job


class Markets(NamedTuple):
    """Hold the curves of many markets, each field of shape (points,), or (1,) for all alike.

    Attributes
    ----------
    win_floor, win_ceiling : a0, ca [share of non-customers per period]
    win_steepness : ka [1/money]
    keep_floor, keep_ceiling : r0, cr [share of customers per period]
    keep_steepness : kr [1/money]
    """

    win_floor: Doubles
    win_ceiling: Doubles
    win_steepness: Doubles
    keep_floor: Doubles
    keep_ceiling: Doubles
    keep_steepness: Doubles


class Best(NamedTuple):
    """Hold markets at rest under their best split, each field of shape (points,).

    Attributes
    ----------
    share : s*, the smallest of equally good ones [share of the budget]; nan where nothing is spent
    budget : b [money per head of the market and period]
    customers : n [share of the market]
    to_win, to_keep : A, R [money per non-customer, per customer and period]
    profit : m n - b [money per head of the market and period]
    value : v, of one more customer [money]; at the best budget it is what one more costs
    """

    share: Doubles
    budget: Doubles
    customers: Doubles
    to_win: Doubles
    to_keep: Doubles
    profit: Doubles
    value: Doubles


@loop
def _curves_at(m: Markets, i: int) -> Curves:
    return Curves(
        Curve(m.win_floor[i], m.win_ceiling[i], m.win_steepness[i]),
        Curve(m.keep_floor[i], m.keep_ceiling[i], m.keep_steepness[i]),
    )


@loop
def _all_given(markets: Markets, budget: Doubles) -> Doubles:
    found = np.empty((4, budget.size), np.float64)
    for i in range(budget.size):
        found[0, i], found[1, i], found[2, i], found[3, i] = best_given(_curves_at(markets, i), budget[i])
    return found


@loop
def _all_free(markets: Markets, margin: Doubles) -> Doubles:
    found = np.empty((4, margin.size), np.float64)
    for i in range(margin.size):
        found[0, i], found[1, i], found[2, i], found[3, i] = best_free(_curves_at(markets, i), margin[i])
    return found


@loop
def _all_budgets(markets: Markets, share: Doubles, margin: Doubles) -> Doubles:
    budget = np.empty((1, share.size), np.float64)
    for i in range(share.size):
        budget[0, i] = best_budget(_curves_at(markets, i), share[i], margin[i])
    return budget


@loop
def _all_settled(markets: Markets, budget: Doubles, share: Doubles) -> Doubles:
    n = np.empty((1, budget.size), np.float64)
    for i in range(budget.size):
        n[0, i] = settled(_curves_at(markets, i), budget[i], share[i])
    return n


def best_at(markets: Markets, budget: ArrayLike, margin: ArrayLike) -> Best:
    """Find the best split of a given budget in each market.

    Parameters
    ----------
    markets : the curves
    budget : b, one for all or shape (points,) [money per head of the market and period, >= 0]
    margin : m, likewise, before acquisition and retention spending [money per customer and period]

    Returns
    -------
    Best
        with the budget as given

    Raises
    ------
    ValueError : for impossible curves, budgets or margins
    """
    usable, (money, m) = _usable(markets, budget=budget, margin=margin)
    return _told(_chunked(_all_given, usable, money), m, money)


def best_with(markets: Markets, margin: ArrayLike) -> Best:
    """Find the budget with most profit in each market, and its best split.

    Parameters
    ----------
    markets : the curves
    margin : m, one for all or shape (points,) [money per customer and period]

    Returns
    -------
    Best
        with a budget of 0 and no share where the first unit of money does not pay

    Raises
    ------
    ValueError : for impossible curves or margins
    """
    usable, (m,) = _usable(markets, margin=margin)
    return _told(_chunked(_all_free, usable, m), m, None)


def best_of(curves: Curves, margin: float) -> Best:
    """Find the best budget and split of one market, as `best_with`, in arrays of one point."""
    return best_with(Markets(*np.array([*curves.acquisition, *curves.retention]).reshape(6, 1)), margin)


def customers_at(markets: Markets, budget: ArrayLike, share: ArrayLike) -> Doubles:
    """Give the customers at rest of each market under any share, not only the best.

    Parameters
    ----------
    markets : the curves
    budget : b, one for all or shape (points,) [money per head of the market and period, >= 0]
    share : s, likewise [share of the budget, 0 .. 1]

    Returns
    -------
    float64 array
        n, shape (points,) [share of the market]

    Raises
    ------
    ValueError : for impossible curves, budgets or shares
    """
    usable, (money, s) = _usable(markets, budget=budget, share=share)
    n: Doubles = _chunked(_all_settled, usable, money, s)[0]
    return n


def best_budgets(markets: Markets, share: ArrayLike, margin: ArrayLike) -> Doubles:
    """Find the budget with most profit for a share that need not be the best.

    Parameters
    ----------
    markets : the curves
    share : s, one for all or shape (points,) [share of the budget, 0 .. 1]
    margin : m, likewise [money per customer and period]

    Returns
    -------
    float64 array
        b, shape (points,) [money per head of the market and period]; 0 where no spending pays

    Raises
    ------
    ValueError : for impossible curves, shares or margins
    """
    usable, (s, m) = _usable(markets, share=share, margin=margin)
    budget: Doubles = _chunked(_all_budgets, usable, s, m)[0]
    return budget


def _told(found: Doubles, margin: Doubles, budget: Doubles | None) -> Best:
    to_win, to_keep, n, forgets = found
    keeping = to_keep * n
    spent = to_win * (1 - n) + keeping
    money = spent if budget is None else budget
    with np.errstate(divide="ignore", invalid="ignore"):
        share, value = np.where(spent > 0, keeping / spent, np.nan), (margin + to_win - to_keep) / forgets
    return Best(share, money, n, to_win, to_keep, margin * n - money, value)


def _chunked(solve: Callable[..., Doubles], markets: Markets, *columns: Doubles) -> Doubles:
    """Solve chunks in threads; results do not depend on the chunks."""
    whole = (*markets, *columns)
    starts = range(0, columns[0].size, _CHUNK)
    chunks = [[np.ascontiguousarray(c[i : i + _CHUNK], np.float64) for c in whole] for i in starts]
    return np.concatenate(play_all(lambda c: solve(Markets(*c[:6]), *c[6:]), chunks), axis=1)


def _usable(markets: Markets, **columns: ArrayLike) -> tuple[Markets, list[Doubles]]:
    """Give markets and columns as float64 arrays of one shape (points,), if they can be so."""
    flat = [np.asarray(column, np.float64).reshape(-1) for column in (*markets, *columns.values())]
    alike = [np.asarray(column, np.float64) for column in np.broadcast_arrays(*flat)]
    m = Markets(*alike[:6])
    for side, floor, ceiling, steepness in (("winning", *m[:3]), ("keeping", *m[3:])):
        if not ((floor >= 0) & (floor <= ceiling) & (ceiling <= 1) & (steepness >= 0) & (steepness < np.inf)).all():
            raise ValueError(f"{side}: needs 0 <= floor <= ceiling <= 1 and finite steepnesses >= 0 per unit of money")
    for (name, given), values in zip(columns.items(), alike[6:], strict=True):
        top = 1.0 if name == "share" else float(np.finfo(np.float64).max)
        low = -top if name == "margin" else 0.0
        if not ((values >= low) & (values <= top)).all():
            raise ValueError(f"{name} = {given!r}: needs finite numbers from {low:g} to {top:g}")
    return m, alike[6:]
