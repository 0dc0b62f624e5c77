"""Where columns lie, and that asking for memory ahead changes nothing but the time."""

import numpy as np
import pytest

from tenfold.agents.engine import Engine
from tenfold.agents.plan import MarketPlan, Plan
from tenfold.agents.world import Columns, near
from tenfold.sim.memory import addresses, ask_ahead, ask_for


def test_addresses_are_those_of_each_column() -> None:
    flat, deep = np.zeros(70, np.int64), np.zeros((2, 3, 70), np.float32)
    rows = [flat, *deep.reshape(6, 70)]
    assert addresses([flat, deep]).tolist() == [[row.ctypes.data, row.itemsize] for row in rows]
    assert addresses([]).shape == (0, 2)


def test_asking_reads_nothing_and_writes_nothing() -> None:
    column = np.arange(4096, dtype=np.float32)
    ask_ahead(addresses([column]), 1024, 2048)
    ask_ahead(np.array([[0, 4], [2**40, 4]]), 0, 100)  # nowhere
    ask_for(0)
    assert (column == np.arange(4096)).all()


def test_a_market_asks_for_the_columns_of_what_acts() -> None:
    engine = Engine(Plan(market=MarketPlan(size=100, periods=2, burn_in=0)), 1)
    held = {int(a) for a in engine.world.near[:, 0]}
    assert engine.columns.expectation[0, 3].ctypes.data in held and engine.columns.firm.ctypes.data in held
    assert engine.columns.distrust.ctypes.data not in held  # nobody distrusts here
    everything = near(engine.columns, {each.owner for each in Columns.declared.values()})
    assert len(everything) == sum(np.prod(a.shape[:-1], dtype=int) for a in engine.columns._asdict().values())


@pytest.mark.parametrize("shape", [(70,), (2, 70), (2, 3, 70)])
def test_a_column_is_asked_for_to_its_last_byte(shape: tuple[int, ...]) -> None:
    array = np.zeros(shape, np.uint8)
    first, item = addresses([array])[-1]
    assert first + 70 * item == array.ctypes.data + array.nbytes
