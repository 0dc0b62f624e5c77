"""What customers think they should get: raised by promises and by the best they expect, and what it is good for."""

from typing import Any

import numpy as np
import pytest

from tenfold.agents.customer.awareness import Awareness
from tenfold.agents.customer.choice import Choice
from tenfold.agents.customer.expectation import Expectation
from tenfold.agents.customer.parameters import Customers
from tenfold.agents.customer.satisfaction import Satisfaction
from tenfold.agents.customer.should import Should
from tenfold.agents.customer.trust import Trust
from tenfold.agents.engine import Engine
from tenfold.agents.plan import MarketPlan, Plan
from tests.agents.placed import DEAR, firm, placed
from tests.agents.test_readings import firms

SURE = {"advert_steepness": 1e3, "contact_steepness": 1e3, "promise": 0.25, "forget": 0.0}
LEARN = Expectation(prior=0.5, prior_spread=0.0, prior_weight=2.0, slowest=0.5)


@pytest.mark.parametrize(("advert", "contact", "times"), [(1.0, 0.0, 1), (0.0, 1.0, 1), (1.0, 1.0, 2), (0.0, 0.0, 0)])
@pytest.mark.parametrize("promise", [0.9, 0.1])
def test_a_promise_raises_what_should_be_as_often_as_it_is_heard_and_lowers_nothing(
    advert: float, contact: float, times: int, promise: float
) -> None:
    told = Awareness(advert_ceiling=advert, contact_ceiling=contact, **SURE)
    spends: dict[str, Any] = {"budget": 100.0, "retention_share": 0.0, "contact_price": 1.0, "advert_price": 1.0}
    two = (firm(DEAR), firm(DEAR, promise=promise, **spends))
    lazy = Choice(reconsider=0.0, sensitivity=1.0)
    c = placed(two, [1, 2, 0], awareness=told, choice=lazy, expectation=LEARN, should=Should(on=True)).run(1).columns
    hoped = 0.9 + (0.5 - 0.9) * 0.75**times if promise == 0.9 else 0.5
    assert c.should[1][:, [0, 2]] == pytest.approx(np.full((5, 2), hoped), rel=1e-6)
    assert (c.should[1, :, 1] == 0.5).all() and (c.should[0] == 0.5).all()
    assert c.expectation[1, 0, 2] == pytest.approx(promise + (0.5 - promise) * 0.75**times, rel=1e-6)


def test_distrust_takes_away_what_a_promise_raises() -> None:
    told = Awareness(advert_ceiling=1.0, contact_ceiling=0.0, **SURE)
    loud = firm(DEAR, budget=100.0, retention_share=0.0, contact_price=1.0, advert_price=1.0, promise=0.9)
    trust = Trust(on=True, mending=0.0, disbelief=1.0)
    more: dict[str, Any] = {"awareness": told, "trust": trust, "should": Should(on=True), "expectation": LEARN}
    c = placed((firm(), loud), [1], columns={"distrust": 0.75}, **more).run(1).columns
    assert c.should[1, :, 0] == pytest.approx([0.5 + 0.4 * 0.25 * 0.25] * 5, rel=1e-6)


def test_what_should_be_keeps_the_best_that_was_expected() -> None:
    engine = placed((firm(quality=(0.9, 0.9, 0.1, 0.1, 0.5)),), [1, 0], expectation=LEARN, should=Should(on=True))
    engine.columns.expectation[0, :, 1] = 0.9  # what others said; they have never been served
    best = np.full(5, 0.5)
    for _ in range(3):
        best = np.maximum(best, engine.columns.expectation[0, :, 0])
        engine.run(1)
        assert engine.columns.should[0, :, 0].tolist() == best.tolist()
        assert (engine.columns.should[0, :, 1] == 0.5).all()
    assert best[0] > 0.75 and best[2] == 0.5


@pytest.mark.parametrize("first", [0, 1, 2])
def test_the_first_deliveries_are_held_against_it_and_later_ones_against_what_will_be(first: int) -> None:
    feel = {"gain": 1.0, "performance": 0.0, "assimilation": 0.25, "tolerance": 0.0, "exponent": 1.0, "memory": 1.0}
    placed_ = placed(
        (firm(quality=(0.5,) * 5),), [1], columns={"should": 0.9}, expectation=LEARN,
        satisfaction=Satisfaction(loss_aversion=2.0, **feel), should=Should(on=True, deliveries=first),
    )  # fmt: skip
    placed_.columns.expectation[:] = 0.7
    will = 0.7
    for n in range(2):
        placed_.run(1)
        seen = 0.5 + 0.25 * (will - 0.5)  # perception is drawn to what will be, also where it is held against should
        gap = seen - (0.9 if n < first else will)
        assert placed_.columns.satisfaction[0, 0] == pytest.approx(np.tanh(2.0 * gap), rel=1e-4)
        will += (0.5 - will) * 0.5


def plan(**should: Any) -> Plan:
    market, customers = MarketPlan(size=150, periods=6, burn_in=0), Customers(should=Should(**should))
    return Plan(market=market, customers=customers, firms=firms(3, promise=1.0))


def test_off_nothing_else_acts_and_nothing_is_kept() -> None:
    usual, other = (Engine(plan(**more), 4).run() for more in ({}, {"deliveries": 200}))
    assert usual.books.record.tobytes() == other.books.record.tobytes() and not other.columns.should.any()


def test_loud_promises_disappoint_more_where_they_are_held_against_a_firm() -> None:
    will, should = (Engine(plan(on=on), 4).run().record.satisfaction.sum() for on in (False, True))
    assert should < will
