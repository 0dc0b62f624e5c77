"""What a notebook shows of a market, and errors that name what was meant."""

from typing import Any

import pytest

from tenfold.agents.customer.agent import Customer
from tenfold.agents.firm.agent import Firm
from tenfold.agents.firm.parameters import FirmPlan
from tenfold.agents.market import Market
from tenfold.agents.plan import MarketPlan, Plan
from tenfold.sim.errors import InputError

OWN: Any = {"start_share": 0.4, "budget": 6.0}


def plan(*names: str) -> Plan:
    firms = tuple(FirmPlan(name=name, **OWN) for name in names or ("a", "b"))
    return Plan(market=MarketPlan(size=1200, periods=4, burn_in=0), firms=firms)


def test_a_market_is_shown_as_a_table_of_its_firms_with_units() -> None:
    market = Market(plan("Peas & <Pods>", "b"), 1)
    assert repr(market) == "<Market of 1,200 customers and 2 firms: 0 of 4 periods played>"
    assert "<td>–</td>" in market._repr_html_()  # before the first period
    market.run(2).firms[0].price = 61.5
    shown = market._repr_html_()
    assert "<td>Peas &amp; &lt;Pods&gt;</td><td>61.5</td>" in shown and "2 of 4 periods played" in shown
    assert "<th>cash<br><small>[money]</small></th>" in shown and "<th>won<br><small>[customers]</small></th>" in shown
    assert f"<td>{market.firms[0].customers}</td>" in shown and shown.count("<tr>") == 3


def test_a_set_is_shown_by_its_first_agents_with_units() -> None:
    market = Market(plan(), 1).run(2)
    market.customers.add_column("mood", 0.0)
    assert repr(market.customers) == "<RowSet of 1,200 Customer agents>"
    shown = market.customers.sort("income")._repr_html_()
    assert shown.count("<tr>") == 6 and "1,195 more agents" in shown and "to_frame() gives all" in shown
    assert "<small>[money" in shown and "more" not in market.customers[:0]._repr_html_().split("</table>")[0]
    assert "<td>Firm</td><td>2</td>" in market.agents._repr_html_()
    table = market.customers.to_frame()
    assert {"expectation[0, 4]", "commitment[1]", "mood", "firm"} < set(table.columns) and len(table) == 1200
    assert (table["expectation[1, 4]"] == market.columns.expectation[1, 4]).all()


@pytest.mark.parametrize("wrong", [Firm, "Customer", 3, None])
def test_what_is_no_class_of_customers_is_refused(wrong: Any) -> None:
    with pytest.raises(InputError, match="customer = .*: allowed: the class Customer, or a subclass of it"):
        Market(plan(), 1, customer=wrong)


@pytest.mark.parametrize("wrong", [Customer, "Firm", Firm.decide])
def test_what_is_no_class_of_firms_is_refused(wrong: Any) -> None:
    with pytest.raises(InputError, match="firm = .*: allowed: the class Firm, or a subclass of it"):
        Market(plan(), 1, firm=wrong)


@pytest.mark.parametrize("given", [None, "0.5", [0.5]])
def test_a_rule_that_gives_no_number_is_named(given: Any) -> None:
    class Vague(Customer):
        def perceives(self, *numbers: Any) -> Any:
            return given

    with pytest.raises(InputError, match="Vague.perceives = .*: allowed: a number"):
        Market(plan(), 1, "mesa", Vague).run(1)


def test_customers_are_not_created_by_hand_nor_initialised() -> None:
    class Begun(Customer):
        def __init__(self, model: Any, row: int) -> None:
            super().__init__(model, row)

    with pytest.raises(TypeError, match="Customer: rows are not created one by one"):
        Customer.create_agents(Market(plan(), 1), 3)
    with pytest.raises(InputError, match="Begun.__init__: allowed: none"):
        Market(plan(), 1, "mesa", Begun)


def test_a_misspelt_attribute_names_the_nearest() -> None:
    market = Market(plan(), 1).run(2)
    for ask, near in (
        (lambda: market.firms[0].prize, "a firm has no prize; nearest: price"),
        (lambda: market.firms[0].seen.ledger.lots, "has no lots; nearest: lost"),
        (lambda: market.engine.record.wom, "has no wom; nearest: won"),
        (lambda: market.customers[0].tenur, "Customer has no tenur; nearest: tenure"),
    ):
        with pytest.raises(AttributeError, match=near):
            ask()
    with pytest.raises(AttributeError, match=r"mood: a row keeps only its columns.*add_column\('mood', value\)"):
        market.customers[0].mood = 3


def test_what_one_adds_oneself_stays_from_period_to_period_in_both_readings_and_in_forks() -> None:
    for reading in ("compiled", "mesa"):
        market = Market(plan(), 1, reading)  # type: ignore[arg-type]
        market.customers.add_column("mood", 0.0)
        market.customers.select(lambda customer: customer.firm == 1).set("mood", 1.0)
        before = market.customers.get("mood")
        fork = market.run(2).fork()
        fork.customers.set("mood", 5.0)
        assert (market.customers.get("mood") == before).all() and 0 < before.sum() < 1200
        assert Market(plan(), 1).run(2).measures().equals(market.measures())
        assert fork.customers[3].mood == 5.0 and not Market(plan(), 1).own_columns
