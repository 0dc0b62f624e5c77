"""The compiled reading: a market as columns, played by the stages of agents/period.py."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from tenfold.agents.copies import Copied
from tenfold.agents.customer.hearing import index_words
from tenfold.agents.deciding import Deciding
from tenfold.agents.layout import lay_out
from tenfold.agents.period import (
    CUSTOMERS_LOST,
    MONEY_LOST,
    NOT_FINITE,
    SOUND,
    born,
    close_period,
    live,
    open_period,
    play,
)
from tenfold.agents.plan import Plan
from tenfold.agents.world import FRACTIONS, Books, Columns, Firms, Measures, World, count_unfinite
from tenfold.sim.blocks import BLOCK
from tenfold.sim.errors import InputError, StateError
from tenfold.sim.records import views_of

PARTS = 8  # of the market for each thread
ENDINGS = {
    CUSTOMERS_LOST: "the customers of a firm do not add up",
    MONEY_LOST: "the money of all accounts does not add up to zero",
}


class Engine(Copied, Deciding):
    """Run a market as columns, without agents.

    Parameters
    ----------
    plan : the market as configured; see `tenfold.agents.plan.check`
    seed : of all its draws, 0 .. 2^64 - 1; the same seed gives the same customers and luck under every plan
    threads : among which the rows of a large market are divided; results do not depend on it
    networked : how many of the customers have a place in the network, by default all; the others are isolated
    """

    def __init__(self, plan: Plan, seed: int = 0, threads: int = 1, networked: int | None = None) -> None:
        self._share(lay_out(plan, seed, networked), threads)
        self._begin(plan, seed)

    def _begin(self, plan: Plan, seed: int) -> None:
        """Let customers be born into a market as it was laid out."""
        self.plan, self.seed, self.now = plan, seed, 0
        self._begin_deciding()
        self._populate()
        self.books.present[:] = np.bincount(self.columns.firm, minlength=len(plan.firms) + 1)[1:]

    @property
    def world(self) -> World:
        """Give what the stages read, for those who call them from Python."""
        return self._worlds[0]

    @property
    def handle(self) -> World:
        """Give the same as compiled code takes it."""
        return self._handles[0]

    @property
    def columns(self) -> Columns:
        """Give what is remembered of every customer; the last axis is the customer."""
        return self.world.columns

    @property
    def firms(self) -> Firms:
        """Give what follows from what firms decided, as arrays over firms."""
        return self.world.firms

    @property
    def books(self) -> Books:
        """Give what is kept of the market as a whole."""
        return self.world.books

    @property
    def record(self) -> Measures:
        """Give what was counted and booked so far: an array (periods, firms) each, `won` with sources between."""
        return views_of(Measures, self.books.record[: self.now])

    def run(self, periods: int | None = None) -> "Engine":
        """Play some periods and give itself.

        Parameters
        ----------
        periods : how many, by default all that are left of the plan

        Raises
        ------
        StateError : a value is not finite, or customers or money do not add up
        ValueError : more periods than the plan has
        InputError : a firm's decision sets what is no lever, or out of its range
        """
        last = self.now + self.left(periods)
        self.check_finite()
        index_words(self.handle, self.now)
        while self.now < last:
            self.review()
            self._play(min(last, self.next_review()))
        self.check_finite()
        return self

    def left(self, periods: int | None) -> int:
        """Give how many periods to play, by default all that are left; raises ValueError if there are not so many."""
        left = self.plan.market.periods - self.now
        if periods is None:
            return left
        if isinstance(periods, bool) or not isinstance(periods, int | np.integer):
            raise InputError("periods", periods, f"a whole number within 0 .. {left}")
        if not 0 <= periods <= left:
            raise ValueError(f"{periods} more periods: the plan has {left} left")
        return int(periods)

    def lead(self, customers: Callable[[], None]) -> None:
        """Play one period in which somebody else does what customers do: the other reading.

        Parameters
        ----------
        customers : takes every row through its stages, once a period, counting into `world.counted`

        Raises
        ------
        StateError, ValueError, InputError : as for `run`
        """
        if self.now >= self.plan.market.periods:
            raise ValueError("1 more periods: the plan has 0 left")
        self.check_finite()
        index_words(self.handle, self.now)
        self.review()
        open_period(self.handle, self.now)
        customers()
        self._judge(int(close_period(self.handle, self.now)))
        self.now += 1
        self.check_finite()

    def check_finite(self) -> None:
        """Raise StateError for the first column with a value that is not finite, by name, customer and period."""
        if count_unfinite(self.handle) == 0:
            return
        for name in FRACTIONS:
            column = getattr(self.columns, name)
            rows = np.argwhere(~np.isfinite(column))
            if rows.size:
                row = rows[np.argmin(rows[:, -1])]
                where = f"{name}{list(map(int, row[:-1]))}" if row.size > 1 else name
                value = column[tuple(row)]
                raise StateError(f"{where} = {value} of customer {int(row[-1])} in period {self.now}: not finite")

    def _populate(self) -> None:
        """Let the customers be born, each thread's rows by itself."""
        if len(self._worlds) == 1:
            born(self.handle, 0, self.books.size)
            return
        with ThreadPoolExecutor(len(self._worlds)) as pool:
            rows = [self._rows(k, len(self._worlds)) for k in range(len(self._worlds))]
            list(pool.map(lambda world, part: born(world, *part), self._handles, rows))

    def _rows(self, part: int, parts: int) -> tuple[int, int]:
        """Give the first row of a part of the market, which begins with a block, and that of the next part."""
        size = self.books.size
        low, high = ((k * -(-size // BLOCK)) // parts * BLOCK for k in (part, part + 1))
        return min(low, size), min(high, size)

    def _play(self, stop: int) -> None:
        if len(self._worlds) == 1:
            self.now, end = play(self.handle, self.now, stop)
            self._judge(int(end))
            return
        parts = PARTS * len(self._worlds)
        shares = [self._rows(k, parts) for k in range(parts)]

        def live_on(world: World, left: Iterator[tuple[int, int]]) -> None:
            for rows in left:  # whichever thread is free takes the next part: processors are seldom equally fast
                live(world, *rows, self.now)

        with ThreadPoolExecutor(len(self._worlds)) as pool:
            while self.now < stop:
                open_period(self.handle, self.now)
                for world in self._worlds[1:]:
                    world.counted.matrix[:] = 0
                left = iter(shares)
                for job in [pool.submit(live_on, world, left) for world in self._handles]:
                    job.result()
                for world in self._worlds[1:]:
                    self.world.counted.matrix[:] += world.counted.matrix
                self._judge(int(close_period(self.handle, self.now)))
                self.now += 1

    def _judge(self, end: int) -> None:
        if end == NOT_FINITE:
            self.check_finite()
        if end != SOUND:
            raise StateError(f"period {self.now}: {ENDINGS.get(end, 'a value was not finite')}")
