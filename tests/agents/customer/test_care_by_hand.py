"""Commitment against its equation: each firm's care works on its own customers, each feeling on its own tie."""

import math

import pytest

from tenfold.agents.customer.loyalty import Loyalty
from tenfold.agents.customer.satisfaction import Satisfaction
from tenfold.agents.engine import Engine
from tenfold.sim.ledger import SCALE
from tests.agents.placed import firm, placed

FELT = Satisfaction(memory=0.0)
STILL = {"growth": 0.0, "damage": 0.0, "wear": 0.0, "care": 0.0}


def test_each_firms_care_works_on_its_own_customers() -> None:
    firms = (firm(budget=1.0, retention_share=1.0), firm(budget=4.0, retention_share=1.0), firm())
    loyalty = Loyalty(**(STILL | {"care": 0.5, "care_steepness": 0.25}))
    engine = placed(firms, [1, 1, 2, 3, 0, 2], satisfaction=FELT, loyalty=loyalty)
    engine.columns.commitment[:] = 0.2
    engine.run(1)
    care = [1 - math.exp(-0.25 * spend) for spend in (1 * 6 / 2, 4 * 6 / 2, 0.0)]
    assert engine.firms.care == pytest.approx(care, rel=1e-6)
    after = [0.2 + 0.5 * share * 0.8 for share in care]
    ties = engine.columns.commitment
    assert ties[0] == pytest.approx([after[0], after[0], 0.2, 0.2, 0.2, 0.2], rel=1e-6)
    assert ties[1] == pytest.approx([0.2, 0.2, after[1], 0.2, 0.2, after[1]], rel=1e-6)
    assert ties[2] == pytest.approx([0.2] * 6, rel=1e-6)


def feeling(loyalty: Loyalty) -> Engine:
    """Let a period pass for customers of two firms, pleased, annoyed and neither."""
    engine = placed((firm(), firm()), [1, 1, 1, 2, 2], satisfaction=FELT, loyalty=loyalty)
    engine.columns.satisfaction[0] = [0.5, -0.5, 0.0, -1.0, -1.0]
    engine.columns.satisfaction[1] = [-1.0, -1.0, -1.0, 1.0, -1.0]
    engine.columns.commitment[:] = 0.4
    return engine.run(1)


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"growth": 0.3}, [0.4 + 0.3 * 0.5 * 0.6, 0.4, 0.4, 0.4 + 0.3 * 0.6, 0.4]),
        ({"damage": 0.3}, [0.4, 0.4 - 0.3 * 0.5 * 0.4, 0.4, 0.4, 0.4 - 0.3 * 0.4]),
        ({"wear": 0.1}, [0.36] * 5),
    ],
)
def test_feelings_and_time_move_the_tie_to_ones_own_firm(more: dict[str, float], expected: list[float]) -> None:
    engine = feeling(Loyalty(**(STILL | more)))
    ties = engine.columns.commitment
    assert [*ties[0, :3], *ties[1, 3:]] == pytest.approx(expected, rel=1e-6)
    assert [*ties[1, :3], *ties[0, 3:]] == pytest.approx([0.4] * 5, rel=1e-6)


def test_sums_of_feelings_are_those_of_each_firms_customers() -> None:
    record = feeling(Loyalty(**STILL)).record
    assert (record.satisfaction[0] / SCALE).tolist() == [0.0, 0.0]
    assert record.commitment[0] / SCALE == pytest.approx([1.2, 0.8], abs=5 / SCALE)
    engine = placed((firm(), firm()), [1, 2, 2, 0], satisfaction=FELT)
    engine.columns.satisfaction[:] = [[0.25, 0.5, 0.5, 0.5], [1.0, -0.5, -0.25, 1.0]]
    assert (engine.run(1).record.satisfaction[0] / SCALE).tolist() == [0.25, -0.75]
