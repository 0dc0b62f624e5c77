"""Further products by hand: who is offered and takes one, what it brings, costs and binds, and when it ends."""

import math
from typing import Any

import numpy as np
import pytest

from tenfold.agents.customer.choice import Choice
from tenfold.agents.customer.parameters import Customers
from tenfold.agents.customer.products import Products, binds, buys_more, take_probability
from tenfold.agents.customer.response import Response
from tenfold.agents.customer.trust import Trust
from tenfold.agents.engine import Engine
from tenfold.agents.firm.add_ons import AddOns
from tenfold.agents.firm.parameters import FirmPlan
from tenfold.agents.plan import MarketPlan, Plan
from tenfold.sim.jit import f4
from tests.agents.placed import CHEAP, DEAR, firm, placed

QUARTER = {"discount": 0.25, "periods": 3}  # money is worth 1, .8 and .64
EAGER, NEVER = Products(on=True, reluctance=50.0), Products(on=True, reluctance=-50.0)
SELLING = AddOns(on=True, price=15.0, unit_cost=10.0, offer_cost=0.5)
MARGIN = CHEAP - 5.0


def sells(price: float = CHEAP, add_ons: AddOns = SELLING, **what: Any) -> FirmPlan:
    return firm(price, add_ons=add_ons, **what)


def test_who_takes_all_they_are_offered_holds_one_more_each_period_up_to_the_most() -> None:
    engine = placed((sells(), sells()), [1, 1, 2, 0], market=QUARTER, products=EAGER).run()
    r = engine.record
    assert r.holding.tolist() == [[2, 1], [4, 2], [4, 2]]  # two beyond the first, at most
    assert r.offered.tolist() == r.taken.tolist() == [[2, 1], [2, 1], [0, 0]]
    assert r.add_on_sales.tolist() == (1500 * r.holding).tolist()
    assert r.add_on_cost.tolist() == (1000 * r.holding).tolist()
    assert r.growing.tolist() == (50 * r.offered).tolist()
    assert r.revenue.tolist() == [[4000, 2000]] * 3  # of the first product, as ever
    assert engine.columns.add_ons.tolist() == [2, 2, 2, 0]
    assert engine.columns.paid.tolist() == [3 * 2000 + 5 * 1500] * 3 + [0]
    brought = (MARGIN + 5 - 0.5) + 0.8 * (MARGIN + 10 - 0.5) + 0.64 * (MARGIN + 10)
    assert engine.columns.value == pytest.approx([brought] * 3 + [0], rel=1e-6)
    paid = 9 * 2000 + 15 * 1500
    outside = 9 * 500 + 15 * 1000 + 6 * 50
    assert engine.books.balance.tolist()[:2] == [outside, -paid] and engine.books.balance.sum() == 0


def test_what_is_offered_in_vain_costs_its_offer() -> None:
    engine = placed((sells(),), [1, 1, 0], market=QUARTER, products=NEVER).run(1)
    r = engine.record
    assert (r.offered[0, 0], r.taken[0, 0], r.holding[0, 0], r.growing[0, 0]) == (2, 0, 0, 100)
    assert engine.columns.value == pytest.approx([MARGIN - 0.5] * 2 + [0])


def test_only_a_firm_that_has_them_sells_add_ons() -> None:
    engine = placed((sells(), firm()), [1, 2], products=EAGER).run(1)
    assert engine.columns.add_ons.tolist() == [1, 0] and engine.record.offered[0].tolist() == [1, 0]
    nothing = placed((sells(add_ons=SELLING.model_copy(update={"offers": 0.0})),), [1], products=EAGER).run(1)
    assert not nothing.record.growing.any() and not nothing.columns.add_ons.any()


def test_who_leaves_gives_them_up_and_begins_anew() -> None:
    firms = (sells(DEAR), sells())
    engine = placed(firms, [1, 2], [0b10, 0], {"add_ons": 2}, products=EAGER.model_copy(update={"most": 5})).run(1)
    assert engine.columns.firm.tolist() == [2, 2] and engine.columns.add_ons.tolist() == [1, 3]


def test_the_probability_by_hand() -> None:
    def asked(a: float, fit: float, trust: float) -> float:
        return float(take_probability(f4(a), f4(fit), f4(trust)))

    assert asked(-3, 2, 1) == 0.5
    assert asked(-3, 1, 1) == pytest.approx(1 / (1 + math.e), rel=1e-5)
    assert asked(-3, 0, 0) == pytest.approx(1 / (1 + math.e**3), rel=1e-5)
    assert binds(f4(2), f4(0.25), f4(3)) == 2.75 and binds(f4(2), f4(0.25), f4(0)) == 2
    assert buys_more(f4(0.25), f4(0.5)) and not buys_more(f4(0.5), f4(0.5))


@pytest.mark.parametrize(("fit", "distrust", "expected"), [(0.5, 0.0, -1.0), (0.5, 1.0, -2.0), (1.0, 0.0, 0.0)])
def test_fit_and_trust_decide_how_many_take_one(fit: float, distrust: float, expected: float) -> None:
    size = 3000
    engine = placed(
        (sells(add_ons=AddOns(on=True, fit=fit, offers=0.5)),), [1] * size, columns={"distrust": distrust},
        products=Products(on=True), trust=Trust(on=True, mending=0.0, weight=0.0),
    ).run(1)  # fmt: skip
    offered, taken, p = int(engine.record.offered[0, 0]), int(engine.record.taken[0, 0]), 1 / (1 + math.exp(-expected))
    assert abs(offered - size / 2) < 5 * math.sqrt(size / 4)
    assert abs(taken - p * offered) < 5 * math.sqrt(p * (1 - p) * offered)


def test_it_is_trust_in_their_own_firm_that_counts() -> None:
    wary = Products(on=True, reluctance=-25.0, fit=0.0, trust=50.0)  # takes all of a firm that is trusted, else nothing
    distrust = np.array([[0, 1, 1, 1], [1, 1, 0, 1]], np.float32)  # of the first firm, of the second
    engine = placed((sells(), sells()), [1, 1, 2, 2], columns={"distrust": distrust}, products=wary).run(1)
    assert engine.columns.add_ons.tolist() == [1, 0, 1, 0]


@pytest.mark.parametrize("each", [0.0, 1.5])
def test_what_is_held_binds(each: float) -> None:
    """Everybody thinks again between staying and doing without, utility 0: a logit of what leaving costs them."""
    size, choice = 4000, Choice(reconsider=1.0, sensitivity=0.0, switching=0.0, switching_growth=0.0, leaving=1.0)
    held = np.arange(size) % 2 * 2
    engine = placed(
        (firm(),), [1] * size, columns={"add_ons": held, "taste": 0.0}, choice=choice,
        products=NEVER.model_copy(update={"switching": each}),
    ).run(1)  # fmt: skip
    for number in (0, 2):
        stays = 1 / (1 + math.exp(-number * each))
        found = np.mean(engine.columns.firm[held == number] == 1)
        assert abs(found - stays) < 5 * math.sqrt(stays * (1 - stays) / (size / 2))


def test_off_nothing_is_offered_and_its_numbers_do_nothing() -> None:
    def run(**customers: Any) -> Engine:
        firms = tuple(FirmPlan(name=n, start_share=0.4, add_ons=AddOns(on=True)) for n in "ab")
        plan = Plan(market=MarketPlan(size=300, periods=5, burn_in=0), customers=Customers(**customers), firms=firms)
        return Engine(plan, 3).run()

    off, other = run(), run(products=Products(switching=9.0, most=9))
    assert off.books.record.tobytes() == other.books.record.tobytes()
    assert not off.columns.add_ons.any() and not off.record.growing.any()
    unbound = run(products=Products(on=True, switching=0.0))
    assert (unbound.columns.firm == off.columns.firm).all() and unbound.record.holding.all()  # it only sells
    assert unbound.books.balance.sum() == 0


def test_under_a_curve_they_bring_as_much_and_bind_nobody() -> None:
    response = Response(stay_floor=1.0, stay_ceiling=1.0)
    plan = Plan(
        market=MarketPlan(size=50, periods=2, burn_in=0), firms=(FirmPlan(start_share=1.0, add_ons=SELLING),),
        customers=Customers(rule="response_curve", response=response, products=EAGER),
    )  # fmt: skip
    assert Engine(plan, 1).run().record.add_on_sales.tolist() == [[50 * 1500], [100 * 1500]]
