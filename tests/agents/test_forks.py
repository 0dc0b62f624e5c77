"""A fork of a market keeps Mesa's clock, events and data, and may have another luck from here on."""

import pickle
from copy import deepcopy
from typing import Any

import numpy as np
import pytest

from tenfold.agents.customer.agent import Customer
from tenfold.agents.firm.agent import Firm
from tenfold.agents.market import Market
from tenfold.sim.errors import InputError, StateError
from tenfold.sim.mesa import DataCollector
from tests.agents.crowds import COPIES, cohort, plan, state

READING = pytest.mark.parametrize("reading", ["compiled", "mesa"])


def cash(firm: Firm) -> float:  # Mesa's reporters by name cannot be pickled
    return firm.cash


class Noisy(Market):
    """Draws from Mesa's generators, has events, and keeps data."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.heard: list[Any] = []
        self.datacollector = DataCollector({"customers": "total"}, agenttype_reporters={Firm: {"cash": cash}})
        if hasattr(self, "schedule_event"):  # Mesa 3.5
            self.schedule_event(self.shout, at=2.5)
            self.schedule_event(self.shout, at=5.5)

    @property
    def total(self) -> int:
        return sum(firm.customers for firm in self.firms)

    def shout(self) -> None:
        self.heard.append(("event", float(self.random.random())))

    def step(self) -> None:
        super().step()
        self.heard.append((self.engine.now, float(self.rng.random())))
        self.datacollector.collect(self)
        if self.engine.now == 4:
            self.kept = (self.fork(), deepcopy(self), pickle.loads(pickle.dumps(self)))


@READING
def test_clock_events_random_numbers_and_data_go_on_in_a_copy_made_anywhere(reading: Any) -> None:
    market = Noisy(plan(), 3, reading).run(4)
    for copy in (*(make(market) for make in COPIES.values()), *market.kept):
        assert copy.steps == 4 and copy.heard == market.heard and copy.datacollector is not market.datacollector
        copy.step()
        assert copy.steps == copy.engine.now == 5 and market.steps == 4
        copy.run()
        whole = Noisy(plan(), 3, reading).run()
        assert copy.heard == whole.heard and state(copy) == state(whole) and not copy.running
        for frames in ("get_model_vars_dataframe", "get_agenttype_vars_dataframe"):
            given = (Firm,) if "type" in frames else ()
            mine, theirs = (getattr(each.datacollector, frames)(*given) for each in (copy, whole))
            assert mine.equals(theirs) and len(mine)


def test_a_market_is_not_copied_in_the_middle_of_a_period() -> None:
    class Curious(Customer):
        def step(self) -> None:
            super().step()
            self.model.fork()

    with pytest.raises(StateError, match="period 0 is being played: a market is copied between its periods"):
        Market(plan(), 3, "mesa", Curious).step()


@READING
def test_a_fork_may_have_another_luck_from_here_on(reading: Any) -> None:
    market = Market(plan(), 3, reading).run(4)
    one, again, other = market.fork(7), market.fork(7), market.fork(8)
    assert state(one) == state(market)
    assert one.random.random() == Market(plan(), 7).random.random() != market.random.random()
    network = market.engine.world.network
    assert (one.engine.world.network.friend == network.friend).all() and one.engine.seed == 7
    for born in ("income", "taste", "extra_volume", "service_cost", "inventive"):
        assert (getattr(one.columns, born) == getattr(market.columns, born)).all()
    assert state(one.run()) == state(again.run()) != state(other.run())
    whole = market.run()
    assert state(one) != state(whole)
    assert (one.engine.record.lost[:4] == whole.engine.record.lost[:4]).all()
    assert state(whole) == state(Market(plan(), 3, reading).run())


def test_another_luck_is_the_same_in_both_readings_and_over_threads() -> None:
    forks = [Market(plan(2500, 4), 3, threads=threads).run(2).fork(7) for threads in (1, 2)]
    forks.append(forks[0].fork())
    forks[-1].reading = "mesa"
    assert state(forks[0].run()) == state(forks[1].run()) == state(forks[2].run())


@READING
def test_a_propensity_for_life_outlives_another_luck(reading: Any) -> None:
    for anew in (False, True):
        fork = Market(cohort(anew), 3, reading).run(2).fork(9)
        before = fork.columns.hazard.copy()
        assert fork.run().engine.record.won[2:].sum() > 10
        assert (fork.columns.hazard == before).all() != anew


@pytest.mark.parametrize("kind", [np.int32, np.int64, np.uint64])
def test_a_seed_may_be_a_number_of_numpy(kind: Any) -> None:
    market, plain = (Market(plan(), seed).run(1) for seed in (kind(3), 3))
    assert market.random.random() == plain.random.random()
    market, plain = market.fork(kind(7)), plain.fork(7)
    assert state(market.run()) == state(plain.run())


@pytest.mark.parametrize("seed", [-1, 2**64, 1.5, True, "x"])
def test_a_seed_that_cannot_be_is_refused(seed: Any) -> None:
    market = Market(plan(), 3)
    for ask in (market.fork, market.reseed, lambda seed: Market(plan(), seed)):
        with pytest.raises(InputError, match=r"seed = .*: allowed: a whole number within 0 \.\. 2\^64 - 1"):
            ask(seed)
