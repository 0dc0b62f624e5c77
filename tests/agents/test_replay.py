"""A market played again in the memory of another is as new, whatever was played there before."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest

from tenfold.agents.customer.parameters import Customers
from tenfold.agents.engine import Engine
from tenfold.agents.firm.parameters import FirmPlan
from tenfold.agents.plan import MarketPlan, Plan
from tenfold.agents.replay import engine_for
from tenfold.sim.network import NetworkPlan
from tests.agents.test_readings import PLANS

SMALL = MarketPlan(size=700, periods=9, burn_in=2)


def small(plan: Plan) -> Plan:
    return plan.model_copy(update={"market": SMALL})


def state(engine: Engine) -> list[Any]:
    arrays = [*engine.columns._asdict().values(), engine.books.record, engine.books.balance, engine.books.worth]
    return [a.copy() for a in (*arrays, engine.world.network.start, engine.world.network.degree)]


def same(one: list[Any], other: list[Any]) -> bool:
    return all(np.array_equal(a, b) for a, b in zip(one, other, strict=True))


@pytest.mark.parametrize("name", PLANS)
def test_a_market_played_again_is_as_new(name: str) -> None:
    plan = small(PLANS[name])
    dear = plan.model_copy(update={"firms": tuple(f.model_copy(update={"price": 60.0}) for f in plan.firms)})
    worth = plan.model_copy(update={"market": SMALL.model_copy(update={"discount": 0.05})})
    jobs = [(plan, 3), (dear, 3), (plan, 4), (worth, 4), (plan, 3)]
    used = Engine(*jobs[0])
    for job in jobs:
        fresh, used = Engine(*job).run(), used.begin_again(*job).run()
        assert used.seed == fresh.seed and same(state(used), state(fresh)), job[1]


def test_levers_and_deciders_of_before_are_gone() -> None:
    plan = small(Plan(firms=(FirmPlan(), FirmPlan(name="other"))))
    engine = Engine(plan, 1)
    engine.deciders[0] = lambda seen: {"price": 70.0}
    engine.run(5)
    engine.pull(1, {"price": 80.0})
    engine = engine.begin_again(plan, 1)
    assert (engine.now, engine.deciders) == (0, {}) and engine.lever(1, "price") == plan.firms[1].price
    assert same(state(engine.run()), state(Engine(plan, 1).run()))


def test_networks_of_other_seeds_and_other_markets_stay_as_they_were() -> None:
    plan = small(PLANS["three firms"])
    alone = state(Engine(plan, 1).run())
    other, engine = Engine(plan, 1), Engine(plan, 1)
    engine.begin_again(plan, 2).run()
    assert same(state(other.run()), alone) and same(state(Engine(plan, 1).run()), alone)


def test_memory_is_used_again_only_where_it_fits() -> None:
    plan = small(PLANS["three firms"])
    engine = Engine(plan, 1)
    assert engine.begin_again(plan, 2) is engine
    others = [
        plan.model_copy(update={"market": SMALL.model_copy(update={"size": 701})}),
        plan.model_copy(update={"market": SMALL.model_copy(update={"periods": 10})}),
        plan.model_copy(update={"firms": plan.firms[:2]}),
        plan.model_copy(update={"network": NetworkPlan(kind="random")}),
        plan.model_copy(update={"customers": Customers()}),
    ]
    for other in others:
        assert engine.begin_again(other, 1) is not engine
    two = Engine(plan, 1, threads=2)
    assert two.begin_again(plan, 1) is not two


@pytest.mark.parametrize("networked", [0, 300])
def test_in_a_new_market_everybody_has_a_place_in_the_network(networked: int) -> None:
    plan = small(PLANS["three firms"])
    again = Engine(plan, 1, networked=networked).begin_again(plan, 1)
    assert same(state(again.run()), state(Engine(plan, 1).run()))


def test_a_thread_lends_one_engine_at_a_time() -> None:
    plan = small(PLANS["response curve"])
    first = engine_for(plan, 1)
    assert engine_for(plan, 2) is first and first.seed == 2


def test_another_thread_has_another_engine() -> None:
    plan = small(PLANS["response curve"])
    first = engine_for(plan, 1)
    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(engine_for, plan, 2).result() is not first
    assert first.seed == 1
