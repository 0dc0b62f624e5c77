"""How a table came about: a followed cohort, a snapshot of all who ever joined, or of the late leavers alone."""

import numpy as np
from numpy.typing import NDArray

from tenfold.experiments.customer_table.dates import DAYS, between, written
from tenfold.experiments.customer_table.life_table import LifeTable, life_table, window_table
from tenfold.experiments.customer_table.lives import Lives
from tenfold.experiments.spelling import many
from tenfold.sim.statistics import Doubles

_EXPECTED = 7.0  # leavers: that none is there where so many are expected happens in one of 1,000 tables


def table_of(lives: Lives) -> LifeTable:
    """Count customers by period as their table came about.

    Parameters
    ----------
    lives : of customers
    """
    if lives.window is not None:
        return window_table(_whole(lives), lives.left, lives.window)
    return life_table(lives.start, lives.end, lives.left, lives.whole, lives.longest)


def first_seen(
    joined: Doubles, leaving: Doubles, gone: NDArray[np.bool_], kept: NDArray[np.bool_], today: float, period: str,
    window: int | None,
) -> tuple[float, list[str]]:  # fmt: skip
    """Find the day from which on a table holds leavers: a long time without any, though many could have left, tells.

    Before the first leaver, the share c of each period's customers is expected to have left who do so later at the same
    tenure; of all who had joined a while before, the sum of -ln S up to then is how many. If none is there though 7 or
    more are expected, leavers of that time were deleted, and those who stayed are known only from then on.

    Parameters
    ----------
    joined, leaving : days, shape (rows,), nan for none
    gone, kept : who left, and which rows are used, shape (rows,)
    today : the day of the data
    period : what a period is
    window : periods before `today` that are known to hold leavers; None: to be found

    Returns
    -------
    the day, minus infinity where all leavers are there; sentences
    """
    if window is not None:
        opened = np.floor(today - window * DAYS[period])
        return float(opened), [f"Leavers are taken to be those since {written(opened)} alone "
                               f"(market.table.window={window}); who had joined before is counted from their "
                               "tenure of that day on."]  # fmt: skip
    days = np.unique(leaving[gone])
    if days.size == 0:
        return -np.inf, []
    opened = float(days[0])
    pause = max(DAYS[period], float(np.diff(np.append(days, today)).max()))  # leavers may come in lumps
    there, before = joined[kept], opened - 1 - pause
    start = np.maximum(between(there, np.full(there.size, opened - 1), period), 0.0)
    end = between(there, np.where(gone, leaving, today)[kept], period)
    longest = float(between(there.min(keepdims=True), np.array([today]), period)[0])
    table = life_table(start, np.maximum(end, 1e-6), gone[kept], False, longest)
    hazard = np.append(0.0, -np.log(np.maximum(table.surviving[1:], 1e-12)))
    at = np.maximum(between(there, np.full(there.size, before), period), 0.0)
    expected = float(np.interp(at, np.arange(hazard.size), hazard).sum())
    if expected < _EXPECTED:
        return -np.inf, []
    return opened - 1, [
        f"Nobody leaves before {written(opened)}, though about {expected:,.0f} or more would be expected of those who "
        "had joined long before: the table is taken for one that holds only those who left since then. Who had joined "
        "before is counted from their tenure of that day on (delayed entry; market.table.window overrides it)."
    ]


def design_notes(lives: Lives, table: LifeTable, period: str) -> list[str]:
    """Say how the table came about, and what that can bias.

    Parameters
    ----------
    lives : of all customers
    table : as counted
    period : what a period is
    """
    stay = np.unique(np.floor(lives.tenure[~lives.left] + 1e-9))
    if stay.size == 0:
        return []
    if stay.size == 1 and np.floor(lives.tenure[lives.left]).max(initial=0) <= stay[0]:
        return [f"A followed cohort: all who are still there joined {many(stay[0], period)} ago."]
    if lives.window is not None:
        return [f"A snapshot that holds, of all who ever left, those of the last {many(lives.window, period)} "
                "(market.table.window)."
                + (" Nobody knows when within them each left: customers are counted as many as would have lost so many "
                   "if the chance to leave was the same throughout." if lives.window > 1 else "")]  # fmt: skip
    if lives.start.any():
        return ["A snapshot: customers joined at different times, and only those who left late are in it."]
    notes = ["A snapshot: customers joined at different times. It is taken to hold everybody who ever joined "
             "(Kaplan-Meier: those still there count for as long as they were seen)."]  # fmt: skip
    if np.isfinite(lives.longest):
        return notes
    other = window_table(_whole(lives), lives.left, 1)
    if table.surviving.size > 1 and other.surviving.size > 1:
        notes.append(f"If former leavers were deleted, survival looks too high: had everybody marked as left gone in "
                     f"the last {period}, {100 * other.surviving[1]:.1f}% rather than {100 * table.surviving[1]:.1f}% "
                     f"would stay the first {period}, and {_late(other, period)} rather than {_late(table, period)}. "
                     "market.table.window=PERIODS tells how far back leavers go.")  # fmt: skip
    return notes


def _late(table: LifeTable, period: str) -> str:
    last = min(12, table.surviving.size - 1)
    return f"{100 * table.surviving[last]:.0f}% for {many(last, period)}"


def _whole(lives: Lives) -> Doubles:
    """Give tenures in whole periods: of who left, the period in which they did."""
    return np.where(lives.left, np.maximum(np.ceil(lives.tenure - 1e-9), 1), np.floor(lives.tenure + 1e-9))
