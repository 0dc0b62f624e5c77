"""The compiled reading: a market as columns, played by the stages of agents/period.py."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache

import numpy as np

from tenfold.agents.customer.birth import bear, place, segment_table
from tenfold.agents.customer.parameters import Customers
from tenfold.agents.customer.response import hazards
from tenfold.agents.firm import conduct
from tenfold.agents.firm.columns import new_firms
from tenfold.agents.firm.policies import decide
from tenfold.agents.period import live, play
from tenfold.agents.plan import Plan
from tenfold.agents.state import BLOCK, F4, I8, Network, World, new_columns, new_scratch
from tenfold.sim.draws import halves
from tenfold.sim.errors import StateError
from tenfold.sim.handle import handle
from tenfold.sim.jit import f4
from tenfold.sim.network import make_network
from tenfold.sim.parameters import packed

PARTS = 8  # of the market for each thread
ENDINGS = {
    conduct.CUSTOMERS_LOST: "the customers of a firm do not add up",
    conduct.MONEY_LOST: "the money of all accounts does not add up to zero",
}


class Engine:
    """A market that runs.

    Parameters
    ----------
    plan : the market as configured; see `tenfold.agents.plan.check`
    seed : of all its draws, 0 .. 2^64 - 1; the same seed gives the same customers and luck under every plan
    threads : among which the rows of a large market are divided; results do not depend on it
    networked : how many of the customers have a place in the network, by default all; the others are isolated
    """

    def __init__(self, plan: Plan, seed: int = 0, threads: int = 1, networked: int | None = None) -> None:
        self.plan, self.seed, self.now = plan, seed, 0
        self.deciders: dict[int, Callable[[], None]] = {}  # who decides in the place of a firm's policy, by its place
        size, count = plan.market.size, len(plan.firms)
        curve = plan.customers.rule == "response_curve"
        self.columns = new_columns(size, count)
        self.firms = new_firms(plan)
        self.books = conduct.new_books(plan.market.periods, size, np.zeros(count, np.int64), plan.market.discount)
        nodes = 0 if curve or not plan.customers.word.on else size if networked is None else networked
        self._worlds = [
            World(
                columns=self.columns, firms=self.firms, network=self._network(nodes), rules=_packed(plan.customers),
                books=self.books, scratch=new_scratch(count), curve=curve,
                hazards=hazards(plan.customers.response) if curve else np.ones(1, f4), seed=halves(seed),
            )
        ]  # fmt: skip
        for _ in range(threads - 1):
            self._worlds.append(self._worlds[0]._replace(scratch=new_scratch(count)))
        self._handles = [handle(world) for world in self._worlds]
        self._populate()
        self.books.present[:] = np.bincount(self.columns.firm, minlength=count + 1)[1:]

    @property
    def world(self) -> World:
        """Give what the stages read, for those who call them from Python."""
        return self._worlds[0]

    @property
    def handle(self) -> World:
        """Give the same as compiled code takes it."""
        return self._handles[0]

    @property
    def record(self) -> I8:
        """Give the measures so far, shape (periods played, firms, MEASURES); see `tenfold.agents.state.Measure`."""
        return self.books.record[: self.now]

    def run(self, periods: int | None = None) -> "Engine":
        """Play some periods, by default all that are left of the plan.

        Raises
        ------
        StateError : a value is not finite, or customers or money do not add up
        ValueError : more periods than the plan has
        """
        left = self.plan.market.periods - self.now
        last = self.now + (left if periods is None else periods)
        if not self.now <= last <= self.now + left:
            raise ValueError(f"{periods} more periods: the plan has {left} left")
        self.check_finite()
        while self.now < last:
            self.review()
            stop = min([last, *(self._next_review(f) for f in range(len(self.plan.firms)))])
            self._play(stop)
        self.check_finite()
        return self

    def lead(self, customers: Callable[[], None]) -> None:
        """Play one period in which somebody else does what customers do: the other reading.

        Parameters
        ----------
        customers : takes every row through its stages, once a period, counting into `world.scratch.tally`
        """
        if self.now >= self.plan.market.periods:
            raise ValueError("1 more periods: the plan has 0 left")
        self.check_finite()
        self.review()
        conduct.open_period(self.handle, self.now)
        self.world.scratch.tally[:] = 0
        customers()
        self._judge(int(conduct.close_period(self.handle, self.now)))
        self.now += 1
        self.check_finite()

    def review(self) -> None:
        """Let every firm whose turn it is decide, from its own ledger, how to divide its budget."""
        for f, firm in enumerate(self.plan.firms):
            if self.now == 0 or self.now % firm.review:
                continue
            if f in self.deciders:
                self.deciders[f]()
            elif firm.policy != "fixed":
                own = self.books.record[: self.now, f]
                self.firms.share[f] = decide(self.plan, f, own, float(self.firms.share[f]))

    def check_finite(self) -> None:
        """Raise StateError for the first column with a value that is not finite, by name, customer and period."""
        if conduct.count_unfinite(self.handle) == 0:
            return
        for name, column in self.columns._asdict().items():
            if column.dtype.kind == "f":
                rows = np.argwhere(~np.isfinite(column))
                if rows.size:
                    row = rows[np.argmin(rows[:, -1])]
                    where = f"{name}{list(map(int, row[:-1]))}" if row.size > 1 else name
                    value = column[tuple(row)]
                    raise StateError(f"{where} = {value} of customer {int(row[-1])} in period {self.now}: not finite")

    def _populate(self) -> None:
        """Let the customers be born, each thread's rows by itself."""
        start, known = (_floats([getattr(f, name) for f in self.plan.firms]) for name in ("start_share", "known"))
        segments = segment_table(self.plan.customers.segments)

        def born(thread: int) -> None:
            world, (low, high) = self._handles[thread], self._rows(thread, len(self._worlds))
            place(world, start, low, high)
            if not self.world.curve:
                bear(world, segments, known, low, high)

        if len(self._worlds) == 1:
            born(0)
            return
        with ThreadPoolExecutor(len(self._worlds)) as pool:
            list(pool.map(born, range(len(self._worlds))))

    def _rows(self, part: int, parts: int) -> tuple[int, int]:
        """Give the first row of a part of the market, which begins with a block, and that of the next part."""
        size = self.books.size
        low, high = ((k * -(-size // BLOCK)) // parts * BLOCK for k in (part, part + 1))
        return min(low, size), min(high, size)

    def _network(self, nodes: int) -> Network:
        size = self.plan.market.size
        if nodes == 0:
            nobody = np.zeros(0, np.int32)
            return Network(np.zeros(size + 1, np.int64), nobody, 0, nobody, np.zeros((2, 0), np.uint32))
        ties = make_network(self.plan.network, nodes, self.seed)
        start = ties.start
        if nodes < size:
            start = np.concatenate([start, np.full(size - nodes, start[-1])])
        active = np.zeros((2, -(-size // 32)), np.uint32)
        return Network(start, ties.friend, nodes, np.diff(start).astype(np.int32), active)

    def _next_review(self, firm: int) -> int:
        plan = self.plan.firms[firm]
        if plan.policy == "fixed" and firm not in self.deciders:
            return self.plan.market.periods
        return (self.now // plan.review + 1) * plan.review

    def _play(self, stop: int) -> None:
        if len(self._worlds) == 1:
            self.now, ending = play(self._handles[0], self.now, stop)
            self._judge(int(ending))
            return
        parts = PARTS * len(self._worlds)
        tally, shares = self._worlds[0].scratch.tally, [self._rows(k, parts) for k in range(parts)]

        def live_on(world: World, left: Iterator[tuple[int, int]]) -> None:
            for rows in left:  # whichever thread is free takes the next part: processors are seldom equally fast
                live(world, *rows, self.now)

        with ThreadPoolExecutor(len(self._worlds)) as pool:
            while self.now < stop:
                conduct.open_period(self._handles[0], self.now)
                for world in self._worlds:
                    world.scratch.tally[:] = 0
                left = iter(shares)
                for job in [pool.submit(live_on, handle, left) for handle in self._handles]:
                    job.result()
                for world in self._worlds[1:]:
                    tally += world.scratch.tally
                self._judge(int(conduct.close_period(self._handles[0], self.now)))
                self.now += 1

    def _judge(self, ending: int) -> None:
        if ending == conduct.NOT_FINITE:
            self.check_finite()
        if ending != conduct.SOUND:
            raise StateError(f"period {self.now}: {ENDINGS.get(ending, 'a value was not finite')}")


@lru_cache(maxsize=8)
def _packed(customers: Customers) -> Customers:
    """Pack once for all runs of a plan."""
    return packed(customers)


def _floats(values: list[float]) -> F4:
    return np.array(values, f4)
