"""Lay out a market in which nobody lives yet: its arrays, its firms' settings, its network."""

from functools import lru_cache
from typing import Any

import numpy as np

from tenfold.agents.customer.birth import segment_table
from tenfold.agents.customer.hazard import hazards
from tenfold.agents.customer.parameters import Customers
from tenfold.agents.firm.parameters import FirmPlan
from tenfold.agents.plan import Plan
from tenfold.agents.world import (
    Booked,
    Books,
    Firms,
    Measures,
    Network,
    World,
    ending,
    fractions,
    new_columns,
    parts_of,
    working_memory,
)
from tenfold.sim.draws import halves
from tenfold.sim.jit import f4
from tenfold.sim.ledger import worth
from tenfold.sim.network import make_network
from tenfold.sim.parameters import copied, packed, stacked
from tenfold.sim.records import new, rows_of


def lay_out(plan: Plan, seed: int, networked: int | None) -> tuple[World, Measures]:
    """Lay out a market in which nobody lives yet.

    Parameters
    ----------
    plan : the market as configured; see `tenfold.agents.plan.check`
    seed : of all its draws, 0 .. 2^64 - 1
    networked : how many of the customers have a place in the network; None for all

    Returns
    -------
    tuple of World and Measures
        what the stages read and write, all zeros but for settings and network; and the rows of its record by name, of
        shape (periods, firms) each, `won` with sources between
    """
    market, count, rules = plan.market, len(plan.firms), plan.customers
    curve = rules.rule == "response_curve"
    columns = new_columns(market.size, count)
    views, record = rows_of(Measures, market.periods, F=count)
    present, balance = np.zeros(count, np.int64), np.zeros(2 + count, np.int64)
    books = Books(present, balance, record, market.size, worth(market.periods, market.discount))
    nodes = 0 if curve or not rules.word.on else market.size if networked is None else networked
    world = World(
        columns=columns, ending=ending(columns), fractions=fractions(columns), settings=_settings(plan.firms),
        firms=new(Firms, F=count),
        network=_network(plan, nodes, seed), rules=_packed(rules), segments=segment_table(rules.segments),
        books=books, booked=parts_of(Booked, views), **working_memory(count, nodes > 0), curve=curve,
        hazards=hazards(rules.response) if curve else np.ones(1, f4), seed=halves(seed),
    )  # fmt: skip
    return world, views


def _network(plan: Plan, nodes: int, seed: int) -> Network:
    size = plan.market.size
    if nodes == 0:
        nobody = np.zeros(0, np.int32)
        return Network(np.zeros(size + 1, np.int64), nobody, 0, nobody, np.zeros((2, 0), np.uint32))
    ties = make_network(plan.network, nodes, seed)
    start = ties.start
    if nodes < size:
        start = np.concatenate([start, np.full(size - nodes, start[-1])])
    active = np.zeros((2, -(-size // 32)), np.uint32)
    return Network(start, ties.friend, nodes, np.diff(start).astype(np.int32), active)


def _settings(firms: tuple[FirmPlan, ...]) -> Any:
    """Give every market numbers of its own to set; stacked once for all runs of a plan."""
    return copied(_stacked(firms))


@lru_cache(maxsize=8)
def _stacked(firms: tuple[FirmPlan, ...]) -> Any:
    return stacked(firms)


@lru_cache(maxsize=8)
def _packed(customers: Customers) -> Customers:
    """Pack once for all runs of a plan."""
    return packed(customers)
