"""What it costs to serve a customer, by hand: drawn once, changing with tenure, booked to the cent."""

from typing import Any

import numpy as np
import pytest
from scipy.stats import norm

from tenfold.agents.customer.parameters import Customers
from tenfold.agents.customer.response import Response
from tenfold.agents.customer.serving import Serving, takes_to_serve
from tenfold.agents.customer.volume import Volume
from tenfold.agents.engine import Engine
from tenfold.agents.firm.parameters import FirmPlan
from tenfold.agents.plan import MarketPlan, Plan
from tenfold.sim.jit import f4
from tests.agents.placed import CHEAP, DEAR, firm, made, placed

QUARTER = {"discount": 0.25, "periods": 3}  # money is worth 1, .8 and .64
MARGIN = CHEAP - 5.0


def served(owner: list[int], costs: list[float], firms: Any = None, **given: Any) -> Engine:
    """Place customers who cost so much to serve."""
    what = {"slope": given.pop("slope", 0.0)}
    engine = placed(firms or (firm(),), owner, market=QUARTER, serving=Serving(on=True, **what), **given)
    engine.columns.service_cost[:] = costs
    return engine


def test_each_costs_their_own_and_who_has_no_firm_nothing() -> None:
    engine = served([1, 2, 2, 0], [4.0, 1.0, 19.5, 9.0], (firm(), firm()))
    engine.run(2)
    c, r = engine.columns, engine.record
    assert r.service[:2].tolist() == r.attended[:2].tolist() == [[400, 2050]] * 2
    assert r.serve[:2].tolist() == [[500, 1000]] * 2  # the cost of units is as it was
    assert c.value == pytest.approx([1.8 * (MARGIN - cost) for cost in (4.0, 1.0, 19.5)] + [0], rel=1e-6)
    assert c.paid.tolist() == [4000, 4000, 4000, 0]
    # outside, customers, firms
    assert engine.books.balance.tolist() == [3000 + 4900, -12000, 4000 - 1000 - 800, 8000 - 2000 - 4100]


def test_every_cost_is_rounded_to_the_cent_before_it_is_added() -> None:
    engine = served([1, 1, 1, 1], [0.014, 0.014, 0.014, 2.675]).run(1)
    assert engine.record.service[0, 0] == 3 * 1 + 267  # 267.5 as a single-precision number lies below the half


@pytest.mark.parametrize("slope", [-1.0, 0.0, 0.5, 1.0])
def test_cost_changes_with_tenure(slope: float) -> None:
    assert takes_to_serve(f4(8), f4(0), f4(slope)) == 8
    engine = served([1, 1], [8.0, 8.0], slope=slope)
    engine.columns.tenure[:] = [1, 3]
    expected = []
    for now in range(3):
        engine.run(1)
        expected.append(sum(round(800 * (1 + tenure + now) ** slope) for tenure in (1, 3)))
    assert engine.record.service[:, 0].tolist() == expected
    if slope == -1.0:
        assert expected[0] == 400 + 200


def test_who_changes_firms_is_new_again_and_costs_their_next_firm() -> None:
    engine = placed(
        (firm(DEAR), firm()), [1, 2], [0b10, 0], {"tenure": 7}, serving=Serving(on=True, slope=1.0)
    )  # fmt: skip
    engine.columns.service_cost[:] = [2.0, 3.0]
    engine.run(2)
    assert engine.record.service[:2].tolist() == [[0, 200 + 2400], [0, 400 + 2700]]


def test_costs_are_lognormal_around_their_mean_and_do_not_hang_on_volume() -> None:
    size, z = 4000, float(norm.isf(1e-7))
    engine = Engine(made((firm(),), size, serving=Serving(on=True, mean=4.0, spread=0.6), volume=Volume(spread=0.9)), 1)
    logs = np.log(engine.columns.service_cost.astype(float))
    assert abs(logs.mean() - (np.log(4.0) - 0.18)) < z * 0.6 / np.sqrt(size)
    assert abs(logs.std() / 0.6 - 1) < z / np.sqrt(2 * size)
    volumes = np.log1p(engine.columns.extra_volume.astype(float))
    assert abs(np.corrcoef(logs, volumes)[0, 1]) < z / np.sqrt(size)


@pytest.mark.parametrize(("mean", "negative"), [(4.0, 0.100), (8.0, 0.261)])
def test_as_many_bring_less_than_they_cost_as_arithmetic_says(mean: float, negative: float) -> None:
    """P(margin x volume < cost) of two lognormals; with everybody's volume alike it is .001 and .04."""
    spread = np.hypot(0.9, 0.6)
    assert norm.cdf((np.log(mean / 20) + 0.405 - 0.18) / spread) == pytest.approx(negative, abs=1e-3)
    size, z = 4000, float(norm.isf(1e-7))
    serving, volume = Serving(on=True, mean=mean), Volume(spread=0.9)
    owner = firm(50.0, unit_cost=30.0, start_share=1.0)
    engine = Engine(made((owner,), size, {"periods": 1}, serving=serving, volume=volume), 1).run()
    share = np.mean(engine.columns.value[engine.columns.firm == 1] < 0)
    assert abs(share - negative) < z * np.sqrt(negative * (1 - negative) / size)


def test_it_changes_money_and_nothing_else() -> None:
    one, other = (
        Engine(Plan(
            market=MarketPlan(size=400, periods=6, burn_in=0), customers=Customers(serving=serving),
            firms=tuple(FirmPlan(name=n, start_share=0.4, price=48.37) for n in "ab"),
        ), 3).run() for serving in (Serving(), Serving(on=True, slope=0.2))
    )  # fmt: skip
    for name, column in one.columns._asdict().items():
        same = np.array_equal(column, getattr(other.columns, name))
        assert same == (name not in ("value", "service_cost")), name
    assert not one.columns.service_cost.any() and not one.record.service.any()
    assert other.record.service.all() and other.books.balance.sum() == 0
    assert (one.record.cash - other.record.cash == other.record.service.cumsum(axis=0)).all()
    lost = (one.columns.value - other.columns.value).sum(dtype=np.float64)
    assert lost == pytest.approx((other.record.service.sum(axis=1) / 100) @ other.books.worth, rel=1e-5)


def test_it_costs_as_much_where_customers_follow_a_curve() -> None:
    customers = Customers(
        rule="response_curve", response=Response(stay_floor=1.0, stay_ceiling=1.0),
        serving=Serving(on=True, spread=0.0),
    )  # fmt: skip
    plan = Plan(market=MarketPlan(size=50, periods=2, burn_in=0), customers=customers,
                firms=(FirmPlan(start_share=1.0),))  # fmt: skip
    assert Engine(plan, 1).run().record.service.tolist() == [[50 * 400]] * 2
