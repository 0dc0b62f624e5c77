"""Time the making of networks. The suite `networks`."""

import time
from collections.abc import Iterator
from functools import partial
from typing import Literal

from benchmarks.harness import alternate
from benchmarks.options import Options
from benchmarks.report import Row
from tenfold.sim.network import NetworkPlan, make_network

SUITE = "networks"
Kind = Literal["small_world", "scale_free"]
KINDS: tuple[Kind, ...] = ("small_world", "scale_free")
TARGETS = {100_000: None, 1_000_000: 0.5, 10_000_000: 10.0}  # [s]
FEW = 2  # rounds of the largest


def measure(options: Options) -> Iterator[Row]:
    """Time every kind at every size, each time with another seed, for networks made once are kept."""
    for nodes, target in TARGETS.items():
        if options.quick and nodes > min(TARGETS):
            continue
        rounds = min(options.rounds, FEW) if nodes == max(TARGETS) else options.rounds
        tasks = {kind: partial(make, kind, nodes, seeds=iter(range(rounds + 1))) for kind in KINDS}
        answers = alternate(tasks, rounds)
        for kind in KINDS:
            seconds, each = zip(*answers[kind], strict=True)
            size = f"{nodes:,} nodes"
            yield Row(SUITE, kind, size, 1, "s", rounds=seconds, target=target, bytes_each=each[0])


def make(kind: Kind, nodes: int, seeds: Iterator[int]) -> tuple[float, float]:
    """Make one network with the next seed; gives the seconds taken and the bytes a node it fills."""
    start = time.perf_counter()
    ties = make_network(NetworkPlan(kind=kind), nodes, next(seeds))
    return time.perf_counter() - start, (ties.start.nbytes + ties.friend.nbytes) / nodes
