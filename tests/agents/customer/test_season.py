"""Seasons by hand: which periods are high, what that does to everybody, and prices that float with it."""

import math
from typing import Any

import numpy as np
import pytest

from tenfold.agents.customer.choice import Choice
from tenfold.agents.customer.parameters import Customers
from tenfold.agents.customer.season import Season, is_high, swings, tide
from tenfold.agents.engine import Engine
from tenfold.agents.firm.parameters import FirmPlan
from tenfold.agents.plan import MarketPlan, Plan
from tenfold.sim.errors import InputError
from tenfold.sim.jit import f4, i4
from tenfold.sim.parameters import packed
from tests.agents.placed import firm, placed

EIGHT = {"periods": 8}


def test_the_high_season_is_the_first_of_each_cycle_and_the_mean_is_none() -> None:
    assert [bool(is_high(i4(now), i4(4), i4(1))) for now in range(9)] == [n % 4 == 0 for n in range(9)]
    assert [bool(is_high(i4(now), i4(5), i4(2))) for now in range(7)] == [n % 5 < 2 for n in range(7)]
    assert swings(i4(1), f4(0.25)) == 0.75 and swings(i4(0), f4(0.25)) == -0.25
    for every, length in ((4, 1), (5, 2), (2, 1)):
        each = [float(tide(packed(Season(on=True, every=every, length=length)), now)) for now in range(every)]
        assert sum(each) == pytest.approx(0, abs=1e-6) and max(each) - min(each) == pytest.approx(1)
    assert tide(packed(Season()), 0) == 0


def test_a_high_season_ends() -> None:
    with pytest.raises(InputError, match=r"season\.length = 4: allowed: less than .*every = 4"):
        Season(every=4, length=4).agree("customers.season")


def shares(lift: float) -> Any:
    """Give who has the firm by period, where everybody decides anew between it and nothing."""
    choice = Choice(reconsider=1.0, sensitivity=0.0, switching=0.0, switching_growth=0.0, commitment_weight=0.0)
    engine = placed(
        (firm(known=1.0),), [1] * 3000, columns={"taste": 0.5}, market=EIGHT, choice=choice,
        season=Season(on=True, every=4, length=1, lift=lift),
    ).run()  # fmt: skip
    return engine.record.ended[:, 0] / 3000


@pytest.mark.parametrize("lift", [-2.0, 0.0, 2.0])
def test_demand_is_a_logit_of_taste_and_season(lift: float) -> None:
    for now, found in enumerate(shares(lift)):
        p = 1 / (1 + math.exp(-(0.5 + lift * (0.75 if now % 4 == 0 else -0.25))))
        assert abs(found - p) < 5 * math.sqrt(p * (1 - p) / 3000)


def test_a_floating_price_is_paid_as_it_floats_and_shown_as_it_is() -> None:
    own = firm(20.0, seasonal=0.2, loyal_discount=0.1, loyal_after=0)
    engine = placed((own, firm(20.0)), [1, 2, 0], market=EIGHT, season=Season(on=True, lift=0.0)).run()
    high, low = 2000 * 115 // 100, 2000 * 95 // 100  # + .2 x .75, - .2 x .25
    assert engine.record.revenue[:, 0].tolist() == [high, low, low, low] * 2
    assert engine.record.discount[:, 0].tolist() == [high // 10, low // 10, low // 10, low // 10] * 2
    assert engine.record.revenue[:, 1].tolist() == [2000] * 8
    assert engine.columns.paid.tolist() == [0.9 * 16000, 16000, 0]
    assert engine.firms.price.tolist() == [19.0, 20.0] and engine.plan.firms[0].price == 20.0


def test_a_swing_of_price_is_weighed_by_who_chooses() -> None:
    """At the sensitivity of one util a money, a price up by 15% of 20 leaves e^-3 of the odds."""
    choice = Choice(reconsider=1.0, sensitivity=1.0, switching=0.0, switching_growth=0.0, commitment_weight=0.0)
    engine = placed(
        (firm(20.0, known=1.0, seasonal=0.2, time=0.0, effort=0.0, risk=0.0),), [1] * 4000,
        columns={"taste": 20.0 - 50.0}, market={"periods": 2}, choice=choice, season=Season(on=True, lift=0.0),
    ).run()  # fmt: skip
    odds = np.array(engine.record.ended[:, 0]) / (4000 - engine.record.ended[:, 0])
    assert np.log(odds[1] / odds[0]) == pytest.approx(4.0, abs=0.8)


def test_off_no_price_floats_and_its_numbers_do_nothing() -> None:
    def run(season: Season, **own: Any) -> Engine:
        firms = tuple(FirmPlan(name=n, start_share=0.4, **own) for n in "ab")
        market = MarketPlan(size=300, periods=5, burn_in=0)
        return Engine(Plan(market=market, customers=Customers(season=season), firms=firms), 3).run()

    off = run(Season())
    assert off.books.record.tobytes() == run(Season(lift=5.0, every=2), seasonal=0.5).books.record.tobytes()
    calm = run(Season(on=True, lift=0.0))
    assert off.books.record.tobytes() == calm.books.record.tobytes()
    assert off.books.record.tobytes() != run(Season(on=True, lift=0.0), seasonal=0.5).books.record.tobytes()
