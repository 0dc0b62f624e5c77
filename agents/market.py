"""A market as a Mesa model: one set of columns, read by compiled stages or customer by customer."""

from copy import deepcopy
from functools import cached_property
from inspect import getattr_static
from typing import Any, Literal, Self, get_args
from warnings import warn

import numpy as np
import pandas as pd

from tenfold.agents.customer.agent import Customer, never_asked, overridden, seen
from tenfold.agents.engine import Engine
from tenfold.agents.firm.agent import Firm
from tenfold.agents.measures import UNITS, measures
from tenfold.agents.period import STAGES
from tenfold.agents.plan import Plan, check
from tenfold.agents.world import Columns
from tenfold.sim.errors import InputError, StateError, misspelt
from tenfold.sim.html import table
from tenfold.sim.rows import RowModel, RowSet

Reading = Literal["compiled", "mesa"]
SHOWN = ("customers", "market_share", "churn", "won", "satisfaction", "profit")  # in a notebook


class Market(RowModel):
    """Play a market of customers and firms, one period a step.

    Both readings give the same numbers to the last bit. The compiled one runs millions of customers; in the Mesa one
    each customer's `step` runs in Python, so that a subclass of `Customer` may change how they behave. Whoever
    watches, by reading columns or with Mesa's DataCollector, changes nothing.

    Parameters
    ----------
    plan : the market as configured
    seed : of all its draws, 0 .. 2^64 - 1
    reading : "compiled", or "mesa" for small markets, lessons and subclasses
    customer : shows a row; a subclass that changes a stage or a rule needs the Mesa reading
    firm : the agent of every firm; may override `decide` in both readings
    threads : among which the rows of a large market are divided, in the compiled reading
    networked : how many of the customers have a place in the network, by default all; the others are isolated

    Attributes
    ----------
    firms : list of the firms, in the order of the plan
    columns : what is remembered of every customer; the last axis is the customer
    engine : the compiled market below, with its record and books

    Raises
    ------
    InputError : the plan cannot be, or the compiled reading is asked of a customer that only Python can run
    """

    columns: Columns

    def __init__(
        self,
        plan: Plan,
        seed: int = 0,
        reading: Reading = "compiled",
        customer: type[Customer] = Customer,
        firm: type[Firm] = Firm,
        threads: int = 1,
        networked: int | None = None,
    ) -> None:
        if reading not in get_args(Reading):
            raise InputError("reading", reading, " or ".join(map(repr, get_args(Reading))), get_args(Reading))
        for field, kind, base in (("customer", customer, Customer), ("firm", firm, Firm)):
            if not (isinstance(kind, type) and issubclass(kind, base)):
                raise InputError(field, kind, f"the class {base.__name__}, or a subclass of it")
        changed, ignored = overridden(customer), never_asked(customer)
        for name, near in (*misspelt(customer, Customer), *misspelt(firm, Firm)):
            warn(f"{name} overrides nothing; nearest: {near}", stacklevel=2)
        if ignored:
            allowed = f"no rule that is not asked of customers, as {', '.join(ignored)}; help(Customer) lists all"
            raise InputError("customer", customer.__name__, allowed)
        if reading == "compiled" and changed:
            raise InputError("reading", reading, f"'mesa', because {customer.__name__} overrides {', '.join(changed)}")
        seed = _checked_seed(seed)
        if networked is not None and not 0 < networked <= plan.market.size:
            raise InputError("networked", networked, f"1 .. market.size = {plan.market.size}")
        super().__init__(rng=seed)
        self.plan, self.reading = check(plan), reading
        self.engine = Engine(plan, seed, threads, networked)
        self.stages = tuple(STAGES[plan.customers.rule])
        self.acting = -1  # the row whose stages happen: what one stage hands to the next is kept for one row only
        self.firms = [firm(self, number) for number in range(1, len(plan.firms) + 1)]
        if firm.decide is not Firm.decide:
            self.engine.deciders = {f: each.decide for f, each in enumerate(self.firms)}
        self.add_rows(customer, self.engine.columns)

    @property
    def customers(self) -> RowSet[Customer]:
        """Give all customers as a set of agents, in the order of their rows."""
        return self.rows

    def step(self) -> None:
        """Play one period; the market stops running after the last of its plan.

        Raises
        ------
        StateError : a value is not finite, or customers or money do not add up
        ValueError : the plan has no period left
        """
        if self.engine.now >= self.steps:  # played already: Mesa's clock follows `run`
            return
        if self.reading == "compiled":
            self.engine.run(1)
        else:
            self.engine.lead(self._live)
        self.running = self.engine.now < self.plan.market.periods

    def run(self, periods: int | None = None) -> "Market":
        """Play some periods, by default all that are left of the plan; as many steps give the same.

        The compiled reading plays them in one go, unless a subclass has a step of its own or Mesa has events to come.

        Parameters
        ----------
        periods : how many [0 .. what is left of the plan]

        Returns
        -------
        Market
            itself

        Raises
        ------
        StateError : as for `step`
        ValueError : more periods than the plan has left
        """
        periods = self.engine.left(periods)
        if self.reading == "compiled" and type(self).step is Market.step and not self.eventful:
            before = self.engine.now
            try:
                self.engine.run(periods)
            finally:  # Mesa's clock follows as far as was played
                self.running = self.engine.now < self.plan.market.periods
                for _ in range(self.engine.now - before):
                    self.step()
            return self
        for _ in range(periods):
            self.step()
        return self

    def fork(self, seed: int | None = None) -> Self:
        """Give a copy that goes on by itself, to see what comes of doing otherwise from here on.

        Nothing done to one is seen in the other: customers, network, books, levers, collected data and Mesa's events
        are the copy's own. By default both have the same luck, so only what is changed makes them differ.

        Parameters
        ----------
        seed : of another luck from the next period on [0 .. 2^64 - 1]; who customers are and whom they know stays

        Returns
        -------
        Market
            in the same state, between the same periods

        Raises
        ------
        InputError : there is no such seed
        StateError : a period is being played
        """
        if seed is not None:
            seed = _checked_seed(seed)
        fork = deepcopy(self)
        if seed is not None:
            fork.reseed(seed)
        return fork

    def reseed(self, seed: int) -> None:
        """Begin all random numbers anew: those of customers from the next period on, and Mesa's own.

        Parameters
        ----------
        seed : as for a market

        Raises
        ------
        InputError : there is no such seed
        """
        seed = _checked_seed(seed)
        super().reseed(seed)
        self.engine.reseed(seed)
        self.__dict__.pop("seen", None)

    @cached_property
    def seen(self) -> Any:
        """Give the market as stages in Python read it."""
        return seen(self.engine.world, self.engine.handle)

    def __getstate__(self) -> dict[str, Any]:
        if self.steps > self.engine.now:
            raise StateError(f"period {self.engine.now} is being played: a market is copied between its periods")
        return {name: value for name, value in super().__getstate__().items() if name != "seen"}

    def __repr__(self) -> str:
        time = f"{self.engine.now} of {self.plan.market.periods} periods played"
        return f"<{type(self).__name__} of {self.row_count:,} customers and {len(self.firms)} firms: {time}>"

    def _repr_html_(self) -> str:
        rows = [[f.name, f.price, f.retention_share, *f.last[list(SHOWN)], f.cash] for f in self.firms]
        head = [("firm", ""), ("price", "money"), ("retention share", "of the budget")]
        head += [(name.replace("_", " "), UNITS[name]) for name in SHOWN]
        note = "of the last period; price, share and cash as they stand"
        return table(repr(self)[1:-1], [*head, ("cash", "money")], rows, note)

    def measures(self) -> pd.DataFrame:
        """Give what happened so far.

        Returns
        -------
        DataFrame
            one row a firm and period; units in `tenfold.agents.measures.UNITS`
        """
        return measures(self.plan, self.engine.record)

    def _live(self) -> None:
        """Let every customer live through the period, one after the other."""
        world, now = self.engine.world, self.engine.now
        kind = self.row_type or Customer
        stages = (*self.stages, "step")
        leaves_out = any(getattr_static(kind, name) is not getattr_static(Customer, name) for name in stages)
        # A stage may be overridden and left out: then nothing stands there of two periods, or of one customer, before.
        world.columns.spoken[now & 1] = 0
        world.network.active[now & 1] = 0
        with np.errstate(all="ignore"):  # as compiled code: what is not finite is found when the period closes
            for customer in self.customers:
                if leaves_out:
                    for array in world.passing._asdict().values():
                        array[..., 0] = 0
                self.acting = customer.row
                customer.step()
            self.acting = -1


def _checked_seed(seed: int) -> int:
    if isinstance(seed, bool) or not isinstance(seed, int | np.integer) or not 0 <= seed < 2**64:
        raise InputError("seed", seed, "a whole number within 0 .. 2^64 - 1")
    return int(seed)  # Python's generator takes none of NumPy's numbers
