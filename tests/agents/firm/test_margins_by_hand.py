"""What customers pay and bring: full and loyal prices from the right period on, and each margin by its date."""

from typing import Any

import numpy as np
import pytest

from tenfold.agents.customer.loyalty import Loyalty
from tenfold.agents.customer.volume import Volume
from tenfold.agents.engine import Engine
from tests.agents.placed import CHEAP, DEAR, firm, placed

QUARTER = {"discount": 0.25, "periods": 3}  # money is worth 1, .8 and .64
WORTH = (1.0, 0.8, 0.64)


def test_a_margin_is_worth_less_each_period_and_full_in_the_first() -> None:
    engine = placed((firm(20.0, unit_cost=5.0), firm(12.0, unit_cost=2.0)), [1, 2, 0], market=QUARTER)
    for now in range(3):
        engine.run(1)
        expected = [15 * sum(WORTH[: now + 1]), 10 * sum(WORTH[: now + 1]), 0]
        assert engine.columns.value == pytest.approx(expected, rel=1e-6)
    assert engine.columns.paid.tolist() == [6000, 3600, 0]


def test_what_is_spent_on_keeping_them_is_taken_off_at_its_date() -> None:
    thrifty, caring = firm(20.0), firm(20.0, budget=4.0, retention_share=0.5)
    engine = placed((thrifty, caring), [1, 2, 2, 0], market=QUARTER, loyalty=Loyalty(care=0.0))
    engine.run()
    care = 4 * 2.0 / 2  # half of four money a head of four heads, over two customers
    total = sum(WORTH)
    assert engine.columns.value == pytest.approx([15 * total, (15 - care) * total, (15 - care) * total, 0], rel=1e-6)
    assert engine.record.retain.tolist() == [[0, 800]] * 3 and engine.record.acquire.tolist() == [[0, 800]] * 3


@pytest.mark.parametrize("spread", [0.0, 0.5])
def test_the_loyal_price_is_asked_from_the_tenure_it_takes_and_not_before(spread: float) -> None:
    loyal = firm(20.0, loyal_discount=0.1, loyal_after=3)
    columns: dict[str, Any] = {"tenure": [1, 2, 3, 9, 0]}
    engine = placed((loyal,), [1, 1, 1, 1, 0], columns=columns, market=QUARTER, volume=Volume(spread=spread))
    engine.columns.extra_volume[:] = spread  # half a unit more, or none
    engine.run()
    units = 1 + spread
    entries = {"revenue": 2000, "serve": 500, "discount": 200}
    for name, each in entries.items():
        customers = engine.record.discounted if name == "discount" else engine.record.ended
        assert getattr(engine.record, name).tolist() == (customers * int(units * each)).tolist(), name
    less = np.array([1, 2, 3, 3, 0])  # periods at the loyal price
    assert engine.record.discounted[:, 0].tolist() == [2, 3, 4]
    assert engine.columns.paid.tolist() == [int(units * (6000 - 200 * n)) for n in less[:4]] + [0]
    cuts = [2 * WORTH[2], 2 * (WORTH[1] + WORTH[2]), 2 * sum(WORTH), 2 * sum(WORTH)]
    assert engine.columns.value[:4] == pytest.approx([units * (15 * sum(WORTH) - cut) for cut in cuts], rel=1e-6)
    assert engine.columns.value[4] == 0


def test_who_switches_loses_the_loyal_price_at_once() -> None:
    firms = (firm(DEAR), firm(CHEAP, loyal_discount=0.1, loyal_after=2))
    engine = placed(firms, [1, 2], [0b10, 0], {"tenure": 9})
    engine.run()
    assert engine.record.discounted[:, 1].tolist() == [1, 1, 2, 2]
    assert engine.columns.paid.tolist() == [2 * 2000 + 2 * 1800, 4 * 1800]


def test_every_entry_is_a_count_times_a_price() -> None:
    firms = (
        firm(DEAR), firm(CHEAP, unit_cost=7.77, loyal_discount=0.1, loyal_after=2, referral_reward=1.5), firm(19.99),
    )  # fmt: skip
    word = np.zeros((3, 6))
    word[1, 0] = 0.5
    engine = placed(firms, [1, 1, 2, 2, 3, 0], [0b010, 0b010, 0, 0, 0, 0], {"word": word, "tenure": [9, 9, 1, 9, 1, 0]})
    r = engine.run(1).record
    assert r.ended[0].tolist() == [0, 4, 1] and r.won[0, 4].tolist() == [0, 1, 0]
    assert r.revenue[0].tolist() == [0, 8000, 1999] and r.serve[0].tolist() == [0, 3108, 500]
    assert r.discount[0].tolist() == [0, 200, 0] and r.reward[0].tolist() == [0, 150, 0]
    assert r.cash[0].tolist() == [0, 8000 - 3108 - 200 - 150, 1999 - 500]
    # outside, customers, firms
    assert engine.books.balance.tolist() == [3608, -8000 - 1999 + 200 + 150, 0, 4542, 1499]


def engine_of(basis: Any) -> Engine:
    return placed((firm(budget=4.0, retention_share=0.25, basis=basis),), [1, 1, 1, 0, 0]).run(1)


@pytest.mark.parametrize(("basis", "acquire", "retain"), [("market", 1500, 500), ("head", 600, 300)])
def test_a_budget_is_per_head_of_the_market_or_of_those_it_is_for(basis: str, acquire: int, retain: int) -> None:
    engine = engine_of(basis)
    assert (engine.record.acquire[0, 0], engine.record.retain[0, 0]) == (acquire, retain)
    assert engine.firms.acquisition_spend[0] == pytest.approx(acquire / 100 / 2)
    assert engine.firms.retention_spend[0] == pytest.approx(retain / 100 / 3)
