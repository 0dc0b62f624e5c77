"""Networks: shape, symmetry, and what makes each kind what it is."""

import networkx as nx
import numpy as np
import pytest

from tenfold.sim.network import NetworkPlan, Ties, make_network


def graph(ties: Ties) -> nx.Graph:
    """Turn ties into a networkx graph."""
    nodes = ties.start.size - 1
    g = nx.Graph()
    g.add_nodes_from(range(nodes))
    g.add_edges_from((i, int(j)) for i in range(nodes) for j in ties.friend[ties.start[i] : ties.start[i + 1]])
    return g


@pytest.mark.parametrize("kind", ["small_world", "scale_free", "random"])
@pytest.mark.parametrize("seed", [0, 2**40 + 3])
def test_ties_are_mutual_sorted_and_without_doubles(kind: str, seed: int) -> None:
    ties = make_network(NetworkPlan(kind=kind), 700, seed)
    pairs = set()
    for i in range(700):
        row = ties.friend[ties.start[i] : ties.start[i + 1]]
        assert np.all(np.diff(row) > 0)
        assert i not in row
        pairs |= {(i, int(j)) for j in row}
    assert all((j, i) in pairs for i, j in pairs)


@pytest.mark.parametrize("kind", ["small_world", "scale_free", "random"])
def test_mean_degree_is_as_asked(kind: str) -> None:
    ties = make_network(NetworkPlan(kind=kind, degree=8), 5000, 1)
    assert ties.friend.size / 5000 == pytest.approx(8.0, abs=0.1)


def test_nobody_knows_anybody() -> None:
    ties = make_network(NetworkPlan(kind="none"), 50, 1)
    assert ties.friend.size == 0
    assert ties.start.size == 51


def test_a_ring_without_rewiring_is_a_ring() -> None:
    ties = make_network(NetworkPlan(rewiring=0.0, degree=4), 10, 1)
    assert ties.friend[ties.start[0] : ties.start[1]].tolist() == [1, 2, 8, 9]


def test_a_small_world_is_clustered_and_short() -> None:
    small = graph(make_network(NetworkPlan(kind="small_world"), 1000, 1))
    random = graph(make_network(NetworkPlan(kind="random"), 1000, 1))
    assert nx.average_clustering(small) > 20 * nx.average_clustering(random)
    assert nx.average_shortest_path_length(small) < 1.6 * nx.average_shortest_path_length(random)


def test_a_scale_free_network_has_hubs() -> None:
    degrees = np.diff(make_network(NetworkPlan(kind="scale_free"), 5000, 1).start)
    assert degrees.max() > 15 * degrees.mean()
    assert degrees.min() >= 4


def test_seeds_make_different_networks_and_the_same_seed_the_same() -> None:
    a, b, c = (make_network(NetworkPlan(), 300, seed) for seed in (1, 2, 1))
    assert not np.array_equal(a.friend, b.friend)
    assert np.array_equal(a.friend, c.friend)


def test_rewired_share_is_as_asked() -> None:
    # 20000 ties, share .1: outside 4.9 standard errors has probability below 1e-6
    ties = make_network(NetworkPlan(degree=2, rewiring=0.1), 20000, 3)
    near = sum(int((i + 1) % 20000 in ties.friend[ties.start[i] : ties.start[i + 1]]) for i in range(20000))
    assert 1 - near / 20000 == pytest.approx(0.1, abs=4.9 * (0.1 * 0.9 / 20000) ** 0.5)


@pytest.mark.parametrize("kind", ["small_world", "random"])
def test_who_draws_themselves_is_tied_to_the_next_round_the_end(kind: str) -> None:
    for seed in range(300):  # among so few, the last one draws themselves in one of ten or so
        ties = make_network(NetworkPlan.model_validate({"kind": kind, "degree": 4, "rewiring": 1.0}), 9, seed)
        owner = np.repeat(np.arange(9), np.diff(ties.start))
        assert ties.friend.min() >= 0 and ties.friend.max() < 9 and (ties.friend != owner).all()
