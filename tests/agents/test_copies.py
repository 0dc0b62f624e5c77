"""A market can be copied and pickled; copy and original go on alike, and neither sees what is done to the other."""

import pickle
from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from tenfold.agents.engine import Engine
from tenfold.agents.firm.agent import Firm
from tenfold.agents.firm.policies import Seen
from tenfold.agents.market import Market
from tenfold.agents.plan import Plan
from tenfold.sim.errors import StateError
from tests.agents.crowds import COPIES, cohort, plan, state

HOW = pytest.mark.parametrize("how", COPIES)
READING = pytest.mark.parametrize("reading", ["compiled", "mesa"])


@HOW
@READING
@pytest.mark.parametrize("of", [plan(), cohort(True), cohort(False)], ids=["weigh firms", "cohort", "cohort for life"])
def test_copy_and_original_go_on_as_if_nothing_had_been_copied(of: Plan, reading: Any, how: str) -> None:
    market = Market(of, 3, reading).run(4)
    copy = COPIES[how](market)
    assert state(copy) == state(market) and copy.steps == market.steps == 4
    whole = state(Market(of, 3, reading).run())
    assert state(copy.run()) == whole
    assert market.engine.now == 4
    assert state(market.run()) == whole


@HOW
@pytest.mark.parametrize("threads", [1, 2])
def test_so_do_several_threads_over_several_blocks(threads: int, how: str) -> None:
    market = Market(plan(2500, 5), 3, threads=threads).run(2)
    copy = COPIES[how](market)
    whole = state(Market(plan(2500, 5), 3).run())
    assert state(copy.run()) == state(market.run()) == whole
    assert len(copy.engine._worlds) == threads


@HOW
def test_a_copy_can_be_read_the_other_way(how: str) -> None:
    market = Market(plan(), 3).run(4)
    copy = COPIES[how](market)
    copy.reading = "mesa"
    assert state(copy.run()) == state(market.run())


@HOW
def test_what_is_seen_twice_is_one_array_again(how: str) -> None:
    copy = COPIES[how](Market(plan(), 3, threads=2).run(4))
    engine, columns, numbers = copy.engine, copy.columns, copy.engine.world.columns._asdict()
    assert all(getattr(columns, name) is array for name, array in numbers.items())
    for world in engine._worlds:
        assert world.columns.income is columns.income and world.books.balance is engine.books.balance
        assert world.booked.matrix is world.books.record and world.settings is engine.world.settings
        assert any(np.shares_memory(each, columns.satisfaction) for each in world.fractions)
        assert any(np.shares_memory(each, columns.tenure) for each in world.ending.numbers)
        assert any(np.shares_memory(each, columns.commitment) for each in world.ending.by_firm)
    assert engine._worlds[0].counted.matrix is not engine._worlds[1].counted.matrix
    copy.customers[5].income = np.float32(np.nan)  # a column is looked through as one of the fractions
    with pytest.raises(StateError, match="income = nan of customer 5"):
        copy.run()


@HOW
def test_what_is_done_to_a_copy_is_not_seen_in_the_original(how: str) -> None:
    market = Market(plan(), 3).run(4)
    before, copy = state(market), COPIES[how](market)
    copy.firms[0].price, copy.firms[1].recovery.ease = 5.0, 0.9
    for array in (*copy.columns._asdict().values(), copy.engine.books.record, copy.engine.books.balance):
        array[...] = 0
    assert state(market) == before and market.firms[0].price != 5.0
    assert all(firm.model is copy for firm in copy.firms) and copy.customers[0].model is copy
    assert list(copy.agents_by_type[Firm]) == copy.firms
    whole = state(Market(plan(), 3).run())
    assert state(market.run()) == whole


@HOW
@READING
def test_levers_set_but_not_in_force_come_along(reading: Any, how: str) -> None:
    market = Market(plan(), 3, reading).run(4)
    market.firms[1].price, market.firms[1].recovery.ease = 12.0, 0.75
    copy = COPIES[how](market)
    assert (copy.firms[1].price, copy.firms[1].recovery.ease) == (12.0, 0.75)
    assert state(copy.run()) == state(market.run())
    asked = [each.firms[0].seen.report[1].price for each in (copy, market)]
    assert asked[0] == asked[1] == pytest.approx(12.0, rel=0.11)  # it floats with the season


class Learning(Firm):
    """Keeps a note of its own of how often it was asked."""

    asked = 0

    def decide(self, seen: Seen) -> Mapping[str, Any]:
        self.asked += 1
        return {"price": 40.0 + self.asked}


@HOW
@READING
def test_who_decides_for_themselves_does_so_in_each_copy(reading: Any, how: str) -> None:
    market = Market(plan(), 3, reading, firm=Learning).run(4)
    assert market.firms[0].asked == 1
    copy = COPIES[how](market)
    copy.run()
    assert [firm.asked for firm in copy.firms] == [3] * 3 and [firm.asked for firm in market.firms] == [1] * 3
    assert state(copy) == state(market.run())


def cheap(seen: Seen) -> Mapping[str, Any]:
    return {"price": 30.0}


@pytest.mark.parametrize("how", ["deepcopy", "pickle"])
@pytest.mark.parametrize("decider", [cheap, None])
def test_an_engine_is_copied_with_who_decides(decider: Any, how: str) -> None:
    """A market's firms decide by methods, so that an engine copied alone brings its market along."""
    engine = Engine(plan(), 3) if decider else Market(plan(), 3, firm=Learning).engine
    if decider:
        engine.deciders[0] = decider
    copy = COPIES[how](engine.run(4))
    assert state(copy.run()) == state(engine.run())


def test_a_market_that_its_engine_ran_ahead_of_can_be_copied() -> None:
    market = Market(plan(), 3)
    market.engine.run(4)
    assert state(market.fork().run()) == state(Market(plan(), 3).run())


def test_arrays_that_cannot_be_written_are_refused() -> None:
    held: list[Any] = []
    given = pickle.dumps(Engine(plan(), 3), protocol=5, buffer_callback=held.append)
    with pytest.raises(ValueError, match="read-only, as from a memory map"):
        pickle.loads(given, buffers=[bytes(each) for each in held])
