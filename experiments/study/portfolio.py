"""What a firm's customers are worth, put together: who brings how much, and what customers themselves gain."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tenfold.agents.engine import Engine
from tenfold.agents.firm.foresight import SCORES, score_all
from tenfold.agents.firm.overhead import carries
from tenfold.agents.firm.ranking import list_own
from tenfold.sim.jit import i8
from tenfold.sim.records import I4
from tenfold.sim.statistics import Doubles


def lorenz(values: ArrayLike, share: float) -> float:
    """Give what the best share of customers brings, as a share of what all bring.

    Parameters
    ----------
    values : what each brings, also below 0, shape (customers,) [money]
    share : of customers, the best first [0 .. 1]

    Returns
    -------
    float
        above 1 where others bring less than nothing; nan where all together bring nothing or less
    """
    sums = np.concatenate([[0.0], np.sort(np.asarray(values, np.float64))[::-1].cumsum()])
    if sums[-1] <= 0.0:
        return float("nan")
    return float(np.interp(share * (sums.size - 1), np.arange(sums.size), sums) / sums[-1])


def fewest(values: ArrayLike, part: float = 0.5) -> NDArray[np.bool_]:
    """Mark the fewest customers who together have a part of the whole.

    Parameters
    ----------
    values : of each, shape (customers,); what lies below 0 counts as 0
    part : of the sum [share]

    Returns
    -------
    bool array
        shape (customers,); nobody where there is nothing to have
    """
    size = np.maximum(np.asarray(values, np.float64), 0.0)
    order, marked = np.argsort(-size, kind="stable"), np.zeros(size.shape, bool)
    if size.sum() > 0.0:
        marked[order[: np.searchsorted(size[order].cumsum(), part * size.sum() * (1.0 - 1e-12)) + 1]] = True
    return marked


def own(run: Engine, firm: int = 0) -> I4:
    """List the rows of a firm's customers; `firm` is its place, from 0."""
    return list_own(run.columns.firm, firm + 1)


def scored(run: Engine, rows: I4, score: str, firm: int = 0) -> Doubles:
    """Work out a score of a firm's customers as the firm would now, fall in satisfaction apart.

    Parameters
    ----------
    run : between two periods, with `targeting.on` for the firm, which else has learnt nothing
    rows : of the firm's customers
    score : its name, of `tenfold.agents.firm.foresight.SCORES`
    firm : its place, from 0

    Returns
    -------
    float64 array
        one number a row; that of `random` is drawn from the run's seed
    """
    luck = np.random.default_rng(run.seed).random(rows.size, np.float32)
    fall = np.zeros(rows.size, np.float32)
    return score_all(run.handle, firm, i8(SCORES.index(score)), rows, luck, fall).astype(np.float64)


class Kinds(NamedTuple):
    """Mark which of a firm's customers are of strategic significance, in four ways; shapes (customers,).

    Attributes
    ----------
    lifetime : the fewest who have half of the predicted lifetime value
    benchmark : the fewest who have half of the people known, by what they say
    inspiration : the fewest who made half of the useful suggestions
    magnet : the fewest who carry half of the fixed cost, divided by volume
    """

    lifetime: NDArray[np.bool_]
    benchmark: NDArray[np.bool_]
    inspiration: NDArray[np.bool_]
    magnet: NDArray[np.bool_]


def kinds(run: Engine, firm: int = 0) -> Kinds:
    """Find the four kinds of strategic customers; that half decides is an assumption, how many it takes is found.

    Parameters
    ----------
    run : a finished engine, with `targeting.on` for the firm
    firm : its place, from 0

    Returns
    -------
    Kinds
        of the firm's customers, in the order of their rows
    """
    c, rows = run.columns, own(run, firm)
    fixed = run.plan.firms[firm].fixed_cost * run.books.size
    return Kinds(
        fewest(scored(run, rows, "lifetime", firm)), fewest(scored(run, rows, "ties", firm)), fewest(c.useful[rows]),
        fewest(carries(1.0 + c.extra_volume[rows], fixed if fixed > 0.0 else 1.0)),
    )  # fmt: skip


def strategic(run: Engine) -> float:
    """Give the share of the first firm's customers who are of one of the four kinds or several."""
    found = np.array(kinds(run))
    return float(found.any(axis=0).mean()) if found.shape[1] else float("nan")


def consumer_surplus(run: Engine) -> float:
    """Give what customers expect of their purchases beyond all they give for them: sum of perceived value.

    Of the last period and all firms, at the price last asked: units x (worth of benefits - price) - burden of buying.

    Returns
    -------
    float
        [money per head of the market and period]
    """
    c, value, total = run.columns, run.plan.customers.value, 0.0
    for f, firm in enumerate(run.plan.firms):
        rows = own(run, f)
        units = 1.0 + c.extra_volume[rows].astype(np.float64)
        benefit = value.worth * (c.weight[:, rows] * c.expectation[f][:, rows]).sum(axis=0, dtype=np.float64)
        loyal = c.tenure[rows] > run.lever(f, "loyal_after")
        price = run.firms.price[f] - np.where(loyal, run.firms.discount[f], 0.0)
        load = np.array([run.lever(f, name) for name in ("time", "effort", "risk")]) @ c.burden[:, rows]
        load = load + (0.0 if firm.delivers else c.undelivered[rows])
        total += float((units * (benefit - price) - load).sum())
    return total / run.books.size
