"""The compiled reading: a market as columns, played by the stages of agents/period.py."""

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np

from tenfold.agents.copies import Copied
from tenfold.agents.customer.hearing import index_words
from tenfold.agents.firm import levers
from tenfold.agents.firm.policies import POLICIES, Seen, look
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

Decider = Callable[[Seen], Mapping[str, Any]]


class Engine(Copied):
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
        self.deciders: dict[int, Decider] = {}  # who decides in the place of a firm's policy, by its place
        self._wanted: dict[tuple[int, str], float] = {}  # levers set since the last opening
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
            stop = min([last, *(self._next_review(f) for f in range(len(self.plan.firms)))])
            self._play(stop)
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

    def pull(self, firm: int, decision: Mapping[str, Any]) -> None:
        """Set levers of a firm; they hold from the next opening of a period.

        Parameters
        ----------
        firm : its place, from 0
        decision : values by the names of levers; see `tenfold.agents.firm.levers`

        Raises
        ------
        InputError : there is no such lever, or the value is out of its range; then none is set
        """
        owner = self.plan.firms[firm].name
        self._wanted |= {(firm, name): levers.checked(owner, name, value) for name, value in decision.items()}

    def lever(self, firm: int, name: str) -> float:
        """Give a lever of a firm as it stands, or as it was set for the next period."""
        wanted = self._wanted.get((firm, name))
        return levers.read(self.world.settings, name, firm) if wanted is None else wanted

    def review(self) -> None:
        """Let every firm whose turn it is decide, then put in force what was set."""
        decisions: dict[int, Mapping[str, Any]] = {}
        for f, firm in enumerate(self.plan.firms):
            if self.now and self.now % firm.review == 0 and (f in self.deciders or firm.policy != "fixed"):
                decisions[f] = self.deciders.get(f, POLICIES[firm.policy])(self.seen(f)) or {}
        for f, decision in decisions.items():
            self.pull(f, decision)
        for (f, name), value in self._wanted.items():
            levers.write(self.world.settings, name, f, value)
        self._wanted = {}

    def seen(self, firm: int) -> Seen:
        """Give all that a firm knows (by its place, from 0)."""
        own = {name: each.shown(self.lever(firm, name)) for name, each in levers.levers().items()}
        known = look(self.plan, self.now, firm, own, self.record, self.firms)
        return known._replace(unit_cost=float(self.world.settings.unit_cost[firm]))  # suggestions change it

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

    def _next_review(self, firm: int) -> int:
        plan = self.plan.firms[firm]
        if plan.policy == "fixed" and firm not in self.deciders:
            return self.plan.market.periods
        return (self.now // plan.review + 1) * plan.review

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
