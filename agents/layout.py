"""Lay out a market in which nobody lives yet: its arrays, its firms' settings, its network."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from tenfold.agents.customer.birth import segment_table
from tenfold.agents.customer.hazard import founders, hazards
from tenfold.agents.customer.parameters import Customers
from tenfold.agents.decisions import ATTRIBUTES
from tenfold.agents.firm.parameters import FirmPlan
from tenfold.agents.period import STAGES
from tenfold.agents.plan import Plan
from tenfold.agents.world import (
    Books,
    Columns,
    Firms,
    Measures,
    Network,
    World,
    ending,
    fractions,
    near,
    new_columns,
    working_memory,
)
from tenfold.sim.draws import halves
from tenfold.sim.jit import f4
from tenfold.sim.kept import kept
from tenfold.sim.ledger import worth
from tenfold.sim.network import make_network
from tenfold.sim.parameters import copied, overwrite, packed, stacked
from tenfold.sim.records import F4, new, rows_of


class _Common(NamedTuple):
    """What all runs of one plan share, because nothing changes it."""

    rules: Customers
    segments: F4
    hazards: F4
    founders: F4
    acting: frozenset[str]  # the modules whose columns may hold anything


def lay_out(plan: Plan, seed: int, networked: int | None) -> World:
    """Lay out a market in which nobody lives yet.

    Parameters
    ----------
    plan : the market as configured; see `tenfold.agents.plan.check`
    seed : of all its draws, 0 .. 2^64 - 1
    networked : how many of the customers have a place in the network; None for all

    Returns
    -------
    World
        what the stages read and write: settings, parameters and network as planned, all else zeros
    """
    market, count, common = plan.market, len(plan.firms), _common(plan.customers, acting(plan))
    columns, curve = new_columns(market.size, count), plan.customers.rule == "response_curve"
    record = rows_of(Measures, market.periods, F=count)
    present, balance = np.zeros(count, np.int64), np.zeros(2 + count, np.int64)
    books = Books(present, balance, record.matrix, market.size, worth(market.periods, market.discount))
    nodes = _nodes(plan, networked)
    return World(
        columns=columns, ending=ending(columns, common.acting), fractions=fractions(columns),
        near=near(columns, common.acting),
        settings=copied(_stacked(plan.firms)), firms=new(Firms, F=count, A=len(ATTRIBUTES)),
        network=_network(plan, nodes, seed), rules=common.rules, segments=common.segments, books=books, booked=record,
        **working_memory(count, nodes > 0), curve=curve, hazards=common.hazards, founders=common.founders,
        seed=halves(seed),
    )  # fmt: skip


def kind_of(plan: Plan) -> tuple[Any, ...]:
    """Give all of a plan but what firms do, as far as no column is used for it, the discount and the burn-in."""
    market = plan.market
    return plan.customers, plan.network, market.size, market.periods, len(plan.firms), acting(plan)


def laid_again(world: World, plan: Plan, seed: int) -> bool:
    """Lay out a market of the same kind in the same memory; its seed is left as it is.

    Parameters
    ----------
    world : of a market that nobody needs any more
    plan : of the same kind; see `kind_of`
    seed : of all its draws

    Returns
    -------
    bool
        whether it fits; it does not where there are more ties than it holds, or not all had a place in the network
    """
    if world.network.nodes != _nodes(plan, None):
        return False
    if world.network.nodes > 0:
        network = _network(plan, world.network.nodes, seed)
        ties = network.start[-1]
        if ties > world.network.friend.size:
            return False
        cut = {name: getattr(network, name)[:ties] for name in ("friend", "owner")}
        kept = {name: getattr(world.network, name)[:ties] for name in ("friend", "owner")}
        overwrite(world.network._replace(**kept), network._replace(**cut))
    for record in (world.columns, world.firms, world.passing):  # nothing in `spare` outlives a stage
        for array in record._asdict().values():
            array.fill(0)
    for array in (world.counted.matrix, world.books.record, world.books.balance, world.books.present):
        array.fill(0)
    world.books.worth[:] = worth(plan.market.periods, plan.market.discount)
    overwrite(world.settings, _stacked(plan.firms))
    return True


def laid_around(world: World, plan: Plan) -> World:
    """Lay out all that a copy of a market does not bring: what is seen twice, what all runs share, what passes.

    Parameters
    ----------
    world : its columns, settings, firms, network, books and booked copied; all else may be missing
    plan : the market as configured

    Returns
    -------
    World
        as `lay_out` gives it, around the arrays that were copied
    """
    common, columns = _common(plan.customers, acting(plan)), world.columns
    return world._replace(
        ending=ending(columns, common.acting), fractions=fractions(columns), near=near(columns, common.acting),
        rules=common.rules, segments=common.segments, hazards=common.hazards, founders=common.founders,
        books=world.books._replace(record=world.booked.matrix),
    ).for_another_thread()  # fmt: skip


@kept
def _common(customers: Customers, happening: frozenset[str]) -> _Common:
    curve = customers.rule == "response_curve"
    new, old = (hazards(customers.response), founders(customers.response)) if curve else (np.ones(1, f4),) * 2
    return _Common(packed(customers), segment_table(customers.segments), new, old, happening)


def acting(plan: Plan) -> frozenset[str]:
    """List the modules of which something happens: all but those that are off, or have no stage in the order.

    Parameters
    ----------
    plan : of the market

    Returns
    -------
    frozenset of str
        full names of modules; columns that other modules own hold zeros
    """
    return _acting(plan.customers, plan.firms)


@kept
def _acting(customers: Customers, firms: tuple[FirmPlan, ...]) -> frozenset[str]:
    groups = [getattr(each, name) for each in (customers, *firms) for name in type(each).model_fields]
    off = {type(group).__module__ for group in groups if getattr(group, "on", True) is False}
    off -= {type(group).__module__ for group in groups if getattr(group, "on", False) is True}
    if customers.rule == "response_curve":
        return frozenset(stage.__module__ for stage in STAGES[customers.rule].values()) - off
    return frozenset(each.owner for each in Columns.declared.values()) - off


@kept
def _stacked(firms: tuple[FirmPlan, ...]) -> Any:
    return stacked(firms)


def _nodes(plan: Plan, networked: int | None) -> int:
    if plan.customers.rule == "response_curve" or not plan.customers.word.on:
        return 0
    return plan.market.size if networked is None else networked


def _network(plan: Plan, nodes: int, seed: int) -> Network:
    size = plan.market.size
    if nodes == 0:
        nobody, bits = np.zeros(0, np.int32), np.zeros((2, 0), np.uint32)
        return Network(np.zeros(size + 1, np.int64), nobody, np.zeros(0, np.uint16), 0, nobody, bits)
    ties = make_network(plan.network, nodes, seed)
    start = ties.start.copy()  # networks are kept for the next market of the same seed, and ours is written into
    if nodes < size:
        start = np.concatenate([start, np.full(size - nodes, start[-1])])
    degree, active = np.diff(start).astype(np.int32), np.zeros((2, -(-size // 32)), np.uint32)
    owner = np.repeat(np.arange(size).astype(np.uint16), degree)
    return Network(start, _roomy(ties.friend), _roomy(owner), nodes, degree, active)


def _roomy(ties: NDArray[Any]) -> NDArray[Any]:
    """Leave room for a few more ties: with another seed of the same plan there are not quite as many."""
    wider = np.zeros(ties.size + ties.size // 16 + 16, ties.dtype)
    wider[: ties.size] = ties
    return wider
