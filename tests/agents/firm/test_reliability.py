"""Reliability bought: money lowers the probability of failure, is booked, and off nothing is."""

import math
from typing import Any

import pytest

from tenfold.agents.engine import Engine
from tenfold.agents.firm.reliability import Reliability, fails_less
from tenfold.agents.measures import profit_cents
from tenfold.sim.jit import f8
from tests.agents.placed import firm, placed


def engine(**own: Any) -> Engine:
    shared: dict[str, Any] = {"price": 10.0, "failure": (0.5, 0.0, 0.0, 0.0, 0.0)}
    return placed((firm(**shared, reliability=Reliability(**own)), firm(**shared)), [1, 1, 1, 2, 0],
                  market={"discount": 0.25})  # fmt: skip


def test_money_lowers_failure_with_diminishing_returns() -> None:
    left = [fails_less(f8(0.03), f8(money), f8(2.0)) for money in (0.0, 0.5, 1.0)]
    assert left == pytest.approx([0.03, 0.03 / math.e, 0.03 / math.e**2])
    assert fails_less(f8(0.03), f8(0.6), f8(1.155)) == pytest.approx(0.015, rel=1e-3)  # halved, as its source says


def test_it_is_paid_for_each_customer_and_lowers_their_value() -> None:
    run = engine(on=True, money=2.0, steepness=math.log(2) / 2).run(2)
    assert run.firms.failure.tolist() == pytest.approx([0.25, 0.5])
    assert run.record.reliability[:2].tolist() == [[600, 0], [600, 0]]
    assert run.columns.value[[0, 3]] == pytest.approx([(10 - 5 - 2) * 1.8, 5 * 1.8])
    assert (run.record.cash[1] == profit_cents(run.record)[:2].sum(axis=0)).all() and run.books.balance.sum() == 0


def test_off_or_without_money_nothing_changes() -> None:
    off, none = engine(on=False, money=9.0).run(), engine(on=True, money=0.0).run()
    assert off.books.record.tobytes() == none.books.record.tobytes() == engine().run().books.record.tobytes()


def test_it_lowers_the_value_of_those_at_the_loyal_price_too() -> None:
    own = {"price": 10.0, "loyal_discount": 0.1, "loyal_after": 0, "reliability": Reliability(on=True, money=2.0)}
    assert placed((firm(**own),), [1]).run(1).columns.value[0] == pytest.approx(10 - 1 - 5 - 2)
