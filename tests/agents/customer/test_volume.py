"""Volumes that grow or shrink with tenure, by hand."""

import pytest

from tenfold.agents.customer.volume import Volume, buys_by_now
from tenfold.agents.engine import Engine
from tenfold.sim.jit import f4
from tests.agents.placed import CHEAP, DEAR, firm, placed

QUARTER = {"discount": 0.25, "periods": 3}  # money is worth 1, .8 and .64


@pytest.mark.parametrize(("extra", "tenure", "growth", "expected"), [
    (0.5, 0, 0.25, 0.5), (0.5, 4, 0.25, 2.0), (0, 4, 0, 0), (1, 2, -0.25, 0), (1, 9, -0.25, -1),
])  # fmt: skip
def test_what_is_bought_by_now(extra: float, tenure: float, growth: float, expected: float) -> None:
    assert buys_by_now(f4(extra), f4(tenure), f4(growth)) == expected


@pytest.mark.parametrize("growth", [0.25, -0.25])
def test_who_stays_buys_more_or_less_and_all_money_follows(growth: float) -> None:
    engine = placed((firm(CHEAP),), [1, 1, 0], columns={"tenure": [0, 2, 0]}, market=QUARTER,
                    volume=Volume(growth=growth)).run()  # fmt: skip
    units = [[1 + growth * (tenure + now) for tenure in (0, 2)] for now in range(3)]
    assert engine.record.revenue[:, 0].tolist() == [2000 * sum(each) for each in units]
    assert engine.record.serve[:, 0].tolist() == [500 * sum(each) for each in units]
    assert engine.columns.paid.tolist() == [2000 * sum(each) for each in zip(*units, strict=True)] + [0]
    brought = [15 * sum(w * each[i] for w, each in zip((1, 0.8, 0.64), units, strict=True)) for i in (0, 1)]
    assert engine.columns.value == pytest.approx([*brought, 0], rel=1e-6)
    assert engine.columns.extra_volume.tolist() == [0, 0, 0]  # what they are born with stays
    assert engine.books.balance.sum() == 0


def test_who_changes_firms_begins_anew() -> None:
    engine = placed((firm(DEAR), firm(CHEAP)), [1, 2], [0b10, 0], {"tenure": 4}, volume=Volume(growth=0.25)).run(1)
    assert engine.columns.paid.tolist() == [2000, 4000]


def test_it_changes_no_choice() -> None:
    def run(growth: float) -> Engine:
        return placed((firm(CHEAP), firm(CHEAP)), [1, 1, 2, 0], [3] * 4, volume=Volume(growth=growth)).run()

    flat, growing = run(0.0), run(0.1)
    assert (flat.columns.firm == growing.columns.firm).all() and not flat.record.sold.any()
    assert growing.record.sold.sum() > flat.record.revenue.sum()
