"""Networks of who knows whom, as compressed sparse rows, made with keyed draws.

Made directly rather than by igraph or networkx: measured at a million nodes they take 6 s and 27-58 s, this 0.3 s.
"""

from functools import lru_cache
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from tenfold.sim.draws import below, lane, philox, unit
from tenfold.sim.errors import InputError
from tenfold.sim.jit import Int, f4, i4, i8, loop, u4
from tenfold.sim.parameters import Parameters, quantity

TIE_DECISION = 100  # third word of the counter of draws that make networks


class NetworkPlan(Parameters):
    """Say which network, and how dense."""

    kind: Literal["small_world", "scale_free", "random", "none"] = quantity(
        "small_world", "-", None, None, "Watts & Strogatz 1998; Barabasi & Albert 1999; random: every tie rewired"
    )
    degree: int = quantity(8, "ties per customer, mean", 2, 100, "assumption; even")
    rewiring: float = quantity(0.1, "share of ties", 0, 1, "assumption; small world only")

    def agree(self, name: str) -> None:
        """Refuse an odd number of ties in a small world, where they go to both sides alike."""
        if self.kind == "small_world" and self.degree % 2:
            raise InputError(f"{name}.degree", self.degree, "an even number")


class Ties(NamedTuple):
    """Hold a network: the friends of node i are friend[start[i]:start[i + 1]], in rising order.

    Attributes
    ----------
    start : shape (nodes + 1,)
    friend : numbers of nodes, every tie twice, shape (2 * ties,)
    """

    start: NDArray[np.int64]
    friend: NDArray[np.int32]


def make_network(plan: NetworkPlan, nodes: int, seed: int) -> Ties:
    """Make the network of a plan; the last few made are kept, so arms of one seed share theirs.

    Parameters
    ----------
    plan : which kind, how dense
    nodes : number of customers with a place in the network
    seed : the run's; the draws have a decision number of their own

    Returns
    -------
    Ties
        without loops and doubles; none at all among no more nodes than a node shall have ties
    """
    return _make(plan, nodes, seed)


@lru_cache(maxsize=4)
def _make(plan: NetworkPlan, nodes: int, seed: int) -> Ties:
    half = plan.degree // 2
    if plan.kind == "none" or nodes <= plan.degree:
        ties = Ties(np.zeros(nodes + 1, np.int64), np.zeros(0, np.int32))
    else:
        seed0, seed1 = u4(seed & 0xFFFFFFFF), u4(seed >> 32)
        if plan.kind == "scale_free":
            edges = attach(nodes, half, seed0, seed1)
        else:
            edges = rewire(nodes, half, f4(1.0 if plan.kind == "random" else plan.rewiring), seed0, seed1)
        ties = Ties(*rows_of(edges, nodes))
    return ties


@loop
def rewire(nodes: int, half: int, share: float, seed0: int, seed1: int) -> NDArray[np.int32]:
    """Tie each node of a ring to the next `half`, each tie moved to a random end with probability `share`.

    Gives the ends, shape (nodes * half, 2). A tie to oneself is drawn again by taking the next node.
    """
    edges = np.empty((nodes * half, 2), np.int32)
    for i in range(nodes):
        for k in range(half):
            end: Int = i4((i + k + 1) % nodes)
            if k & 1 == 0:  # slots 2 k and 2 k + 1: a block serves two ties
                first, where, second, there = philox(u4(i), u4(0), u4(TIE_DECISION), u4(k >> 1), seed0, seed1)
            else:
                first, where = second, there
            if unit(first) < share:
                end = below(where, i4(nodes))
                end = i4((end + 1) % nodes) if end == i else end
            edges[i * half + k, 0] = i
            edges[i * half + k, 1] = end
    return edges


@loop
def attach(nodes: int, half: int, seed0: int, seed1: int) -> NDArray[np.int32]:
    """Let nodes arrive one by one, each tied to `half` earlier ones in proportion to their ties.

    Every end of an earlier tie is equally likely (Batagelj & Brandes 2005); one met twice is drawn again.
    """
    edges = np.empty(((nodes - half) * half, 2), np.int32)
    for i in range(half, nodes):
        first, block = (i - half) * half, u4(0)
        words = philox(u4(i), u4(0), u4(TIE_DECISION), block, seed0, seed1)
        for k in range(half):
            slot = u4(k)
            while True:
                if slot >> u4(2) != block:  # a block of four words serves four ties
                    block = slot >> u4(2)
                    words = philox(u4(i), u4(0), u4(TIE_DECISION), block, seed0, seed1)
                if i == half:
                    end = i4(k)
                else:
                    pick = below(lane(words, slot), i4(2 * first))
                    end = edges[pick >> 1, pick & 1]
                slot += u4(half)
                fresh = True
                for j in range(first, first + k):
                    fresh &= edges[j, 1] != end
                if fresh:
                    break
            edges[first + k, 0] = i
            edges[first + k, 1] = end
    return edges


@loop
def rows_of(edges: NDArray[np.int32], nodes: int) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """Turn ends into sorted rows without doubles."""
    start = np.zeros(nodes + 1, np.int64)
    for e in range(edges.shape[0]):
        start[edges[e, 0] + 1] += 1
        start[edges[e, 1] + 1] += 1
    for i in range(nodes):
        start[i + 1] += start[i]
    place = start[:-1].copy()
    friend = np.empty(2 * edges.shape[0], np.int32)
    for e in range(edges.shape[0]):
        a, b = edges[e, 0], edges[e, 1]
        friend[place[a]] = b
        place[a] += 1
        friend[place[b]] = a
        place[b] += 1
    kept = i8(0)
    for i in range(nodes):
        first, last = start[i], start[i + 1]
        for j in range(first + 1, last):  # insertion sort: rows are short
            x, k = friend[j], j - 1
            while k >= first and friend[k] > x:
                friend[k + 1] = friend[k]
                k -= 1
            friend[k + 1] = x
        start[i] = kept
        for j in range(first, last):
            if j == first or friend[j] != friend[j - 1]:
                friend[kept] = friend[j]
                kept += 1
    start[nodes] = kept
    return start, friend[:kept].copy()
