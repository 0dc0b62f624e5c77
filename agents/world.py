"""The record of a whole market: what every mechanism remembers, counts and passes on, put together.

In every array of customers the last axis is the customer. Firms are numbered 1 .. F in `firm`; 0 is "no firm". Firm f's
own place in an array over firms is f - 1.
"""

from collections.abc import Collection
from typing import Any, NamedTuple, Self

import numpy as np

from tenfold.agents import decisions
from tenfold.agents.customer import (
    awareness,
    birth,
    choice,
    complaint,
    delivery,
    expectation,
    gift,
    hazard,
    hearing,
    hearsay,
    lottery,
    loyalty,
    news,
    points,
    products,
    response,
    satisfaction,
    serving,
    settle,
    should,
    sleeping,
    suggestion,
    ties,
    trust,
    volume,
    word_of_mouth,
)
from tenfold.agents.customer.parameters import Customers
from tenfold.agents.firm import (
    add_ons,
    calls,
    cash,
    chain,
    dates,
    firing,
    foresight,
    gifts,
    investing,
    overhead,
    personal,
    pricing,
    recovery,
    reliability,
    research,
    save_desk,
    spending,
    staff,
    supply,
    targeting,
)
from tenfold.sim.blocks import BLOCK, Spare, count_broken_numbers
from tenfold.sim.draws import Seed
from tenfold.sim.jit import Long, i8, loop
from tenfold.sim.memory import addresses
from tenfold.sim.records import F4, F8, I4, I8, U1, U2, U4, new, rows_of


class Columns(
    birth.OfCustomers, settle.OfCustomers, awareness.OfCustomers, expectation.OfCustomers, satisfaction.OfCustomers,
    loyalty.OfCustomers, word_of_mouth.OfCustomers, hearsay.OfCustomers, hazard.OfCustomers,
    complaint.OfCustomers, trust.OfCustomers, volume.OfCustomers, serving.OfCustomers, products.OfCustomers,
    points.OfCustomers, ties.OfCustomers, suggestion.OfCustomers, targeting.OfCustomers, firing.OfCustomers,
    gift.OfCustomers, should.OfCustomers, news.OfCustomers, save_desk.OfCustomers,
):  # fmt: skip
    """Hold what is remembered of every customer; the last axis is the customer."""


class Firms(
    birth.OfFirms, pricing.OfFirms, spending.OfFirms, delivery.OfFirms, awareness.OfFirms, loyalty.OfFirms,
    word_of_mouth.OfFirms, response.OfFirms, recovery.OfFirms, add_ons.OfFirms, foresight.OfFirms, targeting.OfFirms,
    points.OfFirms, ties.OfFirms, personal.OfFirms, calls.OfFirms, gifts.OfFirms, dates.OfFirms,
    investing.OfFirms, cash.OfFirms, supply.OfFirms, staff.OfFirms,
    chain.OfFirms, save_desk.OfFirms, research.OfFirms,
):  # fmt: skip
    """Hold what follows, period by period, from what firms decide."""


class Passing(
    decisions.Passing, awareness.Passing, choice.Passing, lottery.Passing, settle.Passing, delivery.Passing,
    satisfaction.Passing, word_of_mouth.Passing, hearing.Passing, loyalty.Passing, gifts.Passing, should.Passing,
    news.Passing,
):  # fmt: skip
    """Hold what one stage of a period hands to the next, for one block of customers."""


class Known(
    settle.Counted, awareness.Counted, complaint.Counted, recovery.Counted, volume.Counted, serving.Counted,
    products.Counted, suggestion.Counted, targeting.Counted, firing.Counted,
    points.Counted, ties.Counted, personal.Counted, calls.Counted, gifts.Counted, dates.Counted, staff.Counted,
    save_desk.Counted,
):  # fmt: skip
    """Hold what is counted every period of every firm, and known to it."""


class Observed(
    settle.Observed, delivery.Observed, word_of_mouth.Observed, hearing.Observed, loyalty.Observed, complaint.Observed,
    sleeping.Observed, calls.Observed, news.Observed, save_desk.Observed,
):  # fmt: skip
    """Hold what is counted every period of every firm, and known to nobody in the market."""


class Booked(
    spending.Booked, pricing.Booked, word_of_mouth.Booked, recovery.Booked, serving.Booked, add_ons.Booked,
    suggestion.Booked, overhead.Booked, points.Booked, ties.Booked, personal.Booked, calls.Booked, reliability.Booked,
    gifts.Booked, investing.Booked, cash.Booked, supply.Booked, staff.Booked,
    chain.Booked, save_desk.Booked, research.Booked,
):  # fmt: skip
    """Hold what is booked every period of every firm [cents]."""


class Ledger(Known, Booked):
    """Hold a firm's own books, which are all that it knows of itself."""


class Counts(Known, Observed):
    """Hold what is counted, customer by customer."""


class Measures(Counts, Booked):
    """Hold all that is kept of every period."""


class Ending(NamedTuple):
    """Hold the columns that are set to 0 when a spell ends, by the type of their numbers."""

    numbers: tuple[I4, ...]
    fractions: tuple[F4, ...]
    bytes: tuple[U1, ...]
    by_firm: tuple[F4, ...]  # (F, N), where only the firm left is set to 0


class Network(NamedTuple):
    """Hold who knows whom, as compressed sparse rows; see `tenfold.sim.network`.

    Attributes
    ----------
    start : where the friends of each customer begin in `friend`, shape (N + 1,)
    friend : numbers of customers, shape (at least as many as there are ties,)
    owner : whose friend that is, the last 16 bits of their number, of the same shape
    nodes : customers with a place in the network
    degree : friends of each, shape (N,)
    active : who published something in even and in odd periods, one bit a customer, shape (2, N / 32)
    """

    start: I8
    friend: I4
    owner: U2
    nodes: int
    degree: I4
    active: U4


class Books(NamedTuple):
    """Hold what is kept of the market as a whole.

    Attributes
    ----------
    present : customers of each firm now, shape (F,)
    balance : by account [cents], shape (2 + F,)
    record : all measures, shape (T, rows of Measures, F)
    size : customers in the market
    worth : present value at the start of one unit of money in each period, shape (T,)
    """

    present: I8
    balance: I8
    record: I8
    size: int
    worth: F8


class World(NamedTuple):
    """Hold all that a stage reads and writes.

    Attributes
    ----------
    columns : what is remembered of every customer
    ending : the columns that end with a spell
    fractions : all columns of fractions, each as one row of numbers
    near : where the columns lie of which something happens; see `tenfold.sim.memory.addresses`
    settings : the firms' parameters in force: of each field of `FirmPlan` an array over firms; see `stacked`
    firms : what follows from these settings in this period
    network : who knows whom
    rules : the parameters of customers, as float32
    segments : their traits, shape (segments, numbers); see `birth.segment_table`
    books : customers, accounts and record
    booked : rows of the record, shape (T, F) each
    passing, spare : what stages hand on, and what they may use while they run
    counted : what this thread has counted in this period, rows of a matrix, shape (F,) each
    curve : whether customers follow a response curve instead of weighing firms
    hazards : equally likely propensities to leave, shape (Q,); one value where all are alike
    founders : the same of customers who are there at first
    seed : its two halves
    """

    columns: Columns
    ending: Ending
    fractions: tuple[F4, ...]
    near: I8
    settings: Any
    firms: Firms
    network: Network
    rules: Customers
    segments: F4
    books: Books
    booked: Measures
    passing: Passing
    spare: Spare
    counted: Counts
    curve: bool
    hazards: F4
    founders: F4
    seed: Seed

    def for_another_thread(self) -> Self:
        """Give the same market with passing memory of its own."""
        return self._replace(**working_memory(self.books.present.size, self.network.nodes > 0))


def working_memory(firms: int, heard: bool) -> dict[str, Any]:
    """Make what one thread needs for itself, by the names of World; `heard` says whether anybody listens to others."""
    ties = hearing.TIES if heard else 1
    sizes = {"B": BLOCK, "A": len(decisions.ATTRIBUTES), "F": firms, "T": ties, "P": ties + 1}
    passing, spare = new(Passing, **sizes), new(Spare, B=BLOCK, R=BLOCK + 1)
    return {"passing": passing, "spare": spare, "counted": rows_of(Counts, F=firms)}


def names_of_ending() -> tuple[list[str], ...]:
    """List the columns that end with a spell, as their declarations say, in the order of `Ending`.

    Raises
    ------
    TypeError : a column of a shape or type for which ending is not provided
    """
    found: dict[tuple[str, str], list[str]] = {("N", "i4"): [], ("N", "f4"): [], ("N", "u1"): [], ("F N", "f4"): []}
    for name, each in Columns.declared.items():
        if each.until == "spell":
            kind = (each.shape, np.dtype(each.dtype).str[1:])
            if kind not in found:
                raise TypeError(f"{name} of {each.owner}: a column that ends with a spell is one of {list(found)}")
            found[kind].append(name)
    return tuple(found.values())


ENDING = names_of_ending()
FRACTIONS = tuple(name for name, each in Columns.declared.items() if each.dtype.kind == "f")


def ending(columns: Columns, acting: Collection[str]) -> Ending:
    """Give the columns that end with a spell; an empty one for those whose owner does not act, which hold zeros.

    Parameters
    ----------
    columns : of the market
    acting : the modules of which something happens in this market
    """

    def given(name: str) -> Any:
        column = getattr(columns, name)
        return column if Columns.declared[name].owner in acting else column[..., :0]

    return Ending(*(tuple(given(name) for name in names) for names in ENDING))


def fractions(columns: Columns) -> tuple[F4, ...]:
    """Give all columns of fractions, each as one row of numbers."""
    return tuple(getattr(columns, name).reshape(-1) for name in FRACTIONS)


def near(columns: Columns, acting: Collection[str]) -> I8:
    """Give where the columns lie whose owners act; see `ending`."""
    return addresses(a for name, a in columns._asdict().items() if Columns.declared[name].owner in acting)


@loop
def count_unfinite(w: World) -> Long:
    """Count the numbers remembered of customers that are not finite."""
    total = i8(0)
    for numbers in w.fractions:
        total += count_broken_numbers(numbers)
    return total


def new_columns(size: int, firms: int) -> Columns:
    """Make the columns of `size` customers and `firms` firms, all zeros."""
    return new(Columns, N=size, F=firms, A=len(decisions.ATTRIBUTES))
