"""Cash: who runs out of it is gone, to the period; customers go elsewhere; policies look at what there is."""

import math
from typing import Any

import numpy as np
import pytest

from tenfold.agents.customer.choice import Choice
from tenfold.agents.engine import Engine
from tenfold.agents.firm.cash import Cash, fails_to_pay
from tenfold.agents.firm.investing import Investing
from tenfold.agents.firm.parameters import FirmPlan
from tenfold.agents.firm.profit_or_value import PRICE_STEP
from tenfold.agents.measures import profit_cents
from tenfold.agents.plan import MarketPlan, Plan, check
from tenfold.sim.errors import InputError
from tenfold.sim.groups import varied
from tenfold.sim.jit import i8
from tests.agents.placed import firm, placed


def test_who_owes_more_than_they_may_is_bankrupt() -> None:
    assert fails_to_pay(i8(-1), i8(0)) and not fails_to_pay(i8(0), i8(0))
    assert not fails_to_pay(i8(-500), i8(500)) and fails_to_pay(i8(-501), i8(500))


@pytest.mark.parametrize("cash", [0.0, 2.0, 2.5, 5.0])
def test_without_customers_a_firm_dies_when_its_cash_is_less_than_its_fixed_cost(cash: float) -> None:
    """At the end of period floor(C0 / F) + 1, counted from 1."""
    own = firm(price=1000.0, fixed_cost=1.0, cash=Cash(on=True, start=cash))
    run = placed((own, firm(price=10.0)), [2, 2, 0, 0], market={"periods": 9}).run()
    assert int(np.argmax(run.record.gone[:, 0])) + 1 == math.floor(cash) + 1
    assert run.record.gone[:, 1].sum() == 0 and run.record.capital[:, 0].tolist() == [round(400 * cash)] + [0] * 8
    assert run.record.fixed[:, 0].tolist() == [400] * (math.floor(cash) + 1) + [0] * (8 - math.floor(cash))
    assert run.books.balance.sum() == 0


def test_its_customers_go_to_a_firm_they_know_or_do_without_and_nobody_comes() -> None:
    """Customers 0 and 1 know the other firm, 2 knows it not; 3 is the other's and would go to the cheap one."""
    dying = firm(price=5.0, unit_cost=9.0, cash=Cash(on=True, start=0.0))
    run = placed((dying, firm(price=40.0)), [1, 1, 1, 2], market={"periods": 3}, aware=[2, 2, 0, 0])
    run.run(1)
    assert run.record.gone[0].tolist() == [1, 0] and run.columns.firm.tolist() == [1, 1, 1, 2]
    run.run(2)
    assert run.columns.firm.tolist() == [2, 2, 0, 2]
    assert run.record.lost[:, 0].tolist() == [0, 3, 0] and run.record.revenue[1:, 0].tolist() == [0, 0]


def test_leaving_a_firm_that_is_gone_costs_nothing() -> None:
    """The other firm is worth 50 + 50 - 85 = 15 utils: they come to it, but would do without if they paid 20 for it."""
    choice = Choice(reconsider=1.0, sensitivity=1.0, switching=20.0, leaving=0.0)
    for cost, firms in ((90.0, [2, 2]), (5.0, [1, 1])):
        dying = firm(price=20.0, unit_cost=cost, cash=Cash(on=True, start=0.0))
        other = firm(price=85.0)
        run = placed((dying, other), [1, 1], aware=[2, 2], market={"periods": 2}, choice=choice).run()
        assert run.columns.firm.tolist() == firms


def test_a_bankrupt_firm_spends_and_adds_nothing() -> None:
    own = firm(price=20.0, fixed_cost=1.0, cash=Cash(on=True, start=0.0), budget=3.0,
               investing=Investing(on=True, effort=1.0))  # fmt: skip
    run = placed((own, firm(price=10.0)), [2, 0], market={"periods": 3}).run()
    for name in ("acquire", "retain", "fixed", "investing"):
        assert not getattr(run.record, name)[1:, 0].any(), name


def market(policy: str, **own: Any) -> Engine:
    of = FirmPlan(policy=policy, review=1, start_share=0.5, **own)
    return Engine(Plan(market=MarketPlan(size=300, periods=12, burn_in=0), firms=(of, FirmPlan(start_share=0.3))), 3)


def test_staged_puts_value_first_while_there_is_cash() -> None:
    own = {"fixed_cost": 1.0, "investing": Investing(on=True), "price": 50.0}
    rich = market("staged", cash=Cash(on=True, start=1000.0), **own).run()
    poor = market("staged", cash=Cash(on=True, start=30.0, reserve=1e6), **own).run()
    assert (rich.lever(0, "price"), rich.lever(0, "investing.effort")) == (46.0, 2.0)
    assert (poor.lever(0, "price"), poor.lever(0, "investing.effort")) == (52.0, 0.0)


def test_greedy_goes_on_where_profit_rises_and_turns_where_it_falls() -> None:
    run = market("greedy")
    prices = []
    for _ in range(12):
        run.run(1)
        prices.append(float(run.firms.price[0]))
    steps = np.diff(prices)
    assert set(np.round(np.abs(steps), 6)) <= {0.0, PRICE_STEP} and prices[1] == prices[0] + PRICE_STEP
    profit = profit_cents(run.record)[:, 0]
    for t in range(2, 10):  # decided before period t + 1 from profits of t and t - 1
        up = 1.0 if prices[t] >= prices[t - 1] else -1.0
        if prices[t] != prices[t - 1]:
            assert steps[t] == pytest.approx((up if profit[t] >= profit[t - 1] else -up) * PRICE_STEP), t


def test_under_a_response_curve_it_is_refused() -> None:
    for name in ("cash", "investing"):
        own = FirmPlan.model_validate({name: {"on": True}})
        plan = varied(Plan(), {"customers.rule": "response_curve", "firms": (own,)})
        with pytest.raises(InputError, match=rf"firms\.0\.{name}\.on = True: allowed: false"):
            check(plan)


def test_off_nothing_is_given_and_nobody_is_gone() -> None:
    run = market("fixed", fixed_cost=99.0).run()
    assert not run.record.capital.any() and not run.record.gone.any() and not run.firms.bankrupt.any()
    assert run.record.cash[-1, 0] < 0
