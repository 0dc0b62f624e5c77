"""A market is a Mesa model: its sets, its data collector, and what a student may override."""

from collections.abc import Mapping
from typing import Any

import mesa
import numpy as np
import pytest

from tenfold.agents.customer.agent import Customer
from tenfold.agents.customer.parameters import Customers
from tenfold.agents.customer.word_of_mouth import WordOfMouth
from tenfold.agents.engine import Engine
from tenfold.agents.firm.agent import Firm
from tenfold.agents.firm.parameters import FirmPlan
from tenfold.agents.firm.policies import Seen
from tenfold.agents.market import Market, Reading
from tenfold.agents.plan import MarketPlan, Plan
from tenfold.sim.errors import InputError

SIZE, PERIODS = 120, 6
DataCollector: Any = mesa.DataCollector  # Mesa gives it no types
READINGS: tuple[Reading, ...] = ("compiled", "mesa")


def plan(count: int = 3, periods: int = PERIODS, **each: Any) -> Plan:
    firms = tuple(FirmPlan(name=f"firm {n}", start_share=0.25, budget=6.0, **each) for n in range(count))
    return Plan(market=MarketPlan(size=SIZE, periods=periods, burn_in=0), firms=firms)


class Prudent(Firm):
    """Keeps a note of when it was asked, and spends nearly all on retention."""

    def decide(self, seen: Seen) -> dict[str, float]:
        return {"retention_share": 0.9 if seen.ledger.lost[-1] >= 0 else 0.1, "budget": 1.0 + seen.now}


@pytest.mark.parametrize("reading", READINGS)
def test_customers_and_firms_are_mesa_agents(reading: Any) -> None:
    market = Market(plan(), 1, reading).run(3)
    assert len(market.agents) == SIZE + 3 and set(market.agent_types) == {Firm, Customer}
    customers, firms = market.agents_by_type[Customer], market.agents_by_type[Firm]
    assert [firm.unique_id for firm in firms] == [1, 2, 3] and list(firms) == market.firms
    assert [c.unique_id for c in market.customers] == list(range(4, SIZE + 4))
    assert [c.row for c in customers[:3]] == [0, 1, 2] and customers[5].income == market.columns.income[5]
    own = customers.select(lambda customer: customer.firm == 2)
    assert len(own) == market.firms[1].customers > 0
    assert own.agg("tenure", np.mean) == market.columns.tenure[market.columns.firm == 2].mean()
    by_firm = customers.groupby("firm").count()
    assert {f: n for f, n in by_firm.items() if f} == {firm.number: firm.customers for firm in firms}


@pytest.mark.parametrize("reading", READINGS)
def test_mesas_clock_is_the_markets(reading: Any) -> None:
    market = Market(plan(), 1, reading)
    for now in range(1, PERIODS + 1):
        assert market.running
        market.step()
        assert market.steps == market.engine.now == now and getattr(market, "time", now) == now
    assert not market.running
    with pytest.raises(ValueError, match="the plan has 0 left"):
        market.step()
    other = Market(plan(), 1, reading)
    other.run_model()
    assert other.steps == PERIODS
    assert Market(plan(), 1, reading).run(2).run().steps == PERIODS
    with pytest.raises(ValueError, match="7 more periods: the plan has 6 left"):
        Market(plan(), 1, reading).run(7)


@pytest.mark.parametrize("reading", READINGS)
def test_a_data_collector_sees_every_period(reading: Any) -> None:
    class Watched(Market):
        def __init__(self, *args: Any) -> None:
            super().__init__(*args)
            self.datacollector = DataCollector(
                model_reporters={"mean tenure": lambda m: m.customers.agg("tenure", np.mean)},
                agenttype_reporters={Firm: {"cash": "cash", "customers": "customers"}, Customer: {"firm": "firm"}},
            )

        def step(self) -> None:
            super().step()
            self.datacollector.collect(self)

    watched, alone = Watched(plan(), 1, reading), Market(plan(), 1, reading)
    watched.run()
    alone.run()
    shown = watched.measures()
    assert shown.equals(alone.measures()) and len(shown) == 3 * PERIODS
    assert len(watched.datacollector.get_model_vars_dataframe()) == PERIODS
    firms = watched.datacollector.get_agenttype_vars_dataframe(Firm)
    for name in ("customers", "cash"):
        assert firms[name].tolist() == shown[name].tolist()
    last = watched.datacollector.get_agenttype_vars_dataframe(Customer).loc[PERIODS, "firm"]
    assert last.tolist() == watched.columns.firm.tolist()


def test_periods_are_whole_and_nothing_is_spoilt() -> None:
    market = Market(plan(), 1)
    for wrong in (2.5, "x", True):
        with pytest.raises(InputError, match=f"periods = {wrong!r}: allowed: a whole number within 0 .. {PERIODS}"):
            market.run(wrong)  # type: ignore[arg-type]
    assert market.run(2).run().steps == PERIODS


def test_what_somebody_says_by_hand_is_heard() -> None:
    """A lesson may put a word into a customer's mouth; friends hear it in the next period, in both readings."""
    of = plan().model_copy(update={"customers": Customers(word=WordOfMouth(talk_good=0.0, talk_bad=0.0))})
    alone, *told = Market(of, 1), Market(of, 1), Market(of, 1, "mesa")
    for market in told:
        market.run(2)
        for customer in market.customers[:20]:
            customer.spoken[1] = 2  # well of the second firm, in the odd period just played
    assert alone.run().measures()["heard"].sum() == 0
    compiled, mesa = (market.run().measures() for market in told)
    assert compiled.equals(mesa) and compiled.query("firm == 'firm 1'")["heard"].sum() > 5


def test_a_view_writes_what_the_stages_read() -> None:
    market = Market(plan(), 1)
    customer = market.customers[7]
    customer.income = np.float32(12.5)
    customer.expectation[2, 1] = 0.25
    assert market.columns.income[7] == 12.5 and market.columns.expectation[2, 1, 7] == 0.25
    with pytest.raises(AttributeError, match="nearest: tenure"):
        setattr(customer, "tenur", 3)  # noqa: B010


def test_a_firm_shows_its_books() -> None:
    market = Market(plan(), 1)
    firm = market.firms[1]
    assert (firm.number, firm.name, firm.price, firm.cash, firm.retention_share) == (2, "firm 1", 50.0, 0.0, 0.5)
    assert firm.last.isna().all() and firm.active
    market.run()
    mine = market.measures().query("firm == 'firm 1'").iloc[-1]
    assert firm.last["churn"] == mine["churn"] or (np.isnan(firm.last["churn"]) and np.isnan(mine["churn"]))
    assert firm.customers == mine["customers"] == firm.last["customers"] and firm.cash == mine["cash"]
    assert len(firm.ledger.started) == PERIODS


@pytest.mark.parametrize("reading", READINGS)
def test_what_is_set_on_a_firm_holds_from_the_next_period(reading: Any) -> None:
    market = Market(plan(2), 1, reading).run(2)
    market.firms[0].budget, market.firms[0].retention_share = 10.0, 0.25
    market.run()
    spent = market.measures().query("firm == 'firm 0'")
    assert spent["acquire"].tolist() == [360.0] * 2 + [900.0] * 4
    assert spent["retain"].tolist() == [360.0] * 2 + [300.0] * 4
    for name, wrong in (("budget", -1.0), ("budget", float("nan")), ("retention_share", 1.5)):
        with pytest.raises(InputError, match=f"firm 0.{name} = {wrong}"):
            setattr(market.firms[0], name, wrong)


@pytest.mark.parametrize("reading", READINGS)
def test_a_firm_that_decides_for_itself_is_asked_at_its_reviews(reading: Any) -> None:
    market = Market(plan(2, 7, review=3), 1, reading, firm=Prudent).run()
    shown = market.measures().query("firm == 'firm 1'")
    assert shown["retention_share"].round(3).tolist() == [0.5] * 3 + [0.9] * 4
    assert (shown["acquire"] + shown["retain"]).tolist() == [720.0] * 3 + [480.0] * 3 + [840.0]


def test_deciding_for_oneself_is_the_same_in_both_readings() -> None:
    one, other = (Market(plan(2, 7, review=2), 1, reading, firm=Prudent).run().measures() for reading in READINGS)
    assert one.equals(other)


@pytest.mark.parametrize("policy", ["adaptive", "best_response", "equity_test"])
def test_the_policy_of_the_plan_is_what_a_firm_decides_by_default(policy: str) -> None:
    class Same(Firm):
        def decide(self, seen: Seen) -> Mapping[str, Any]:
            return super().decide(seen)

    of = plan(2, policy=policy, review=2)
    assert Market(of, 1, firm=Same).run().measures().equals(Market(of, 1).run().measures())
    assert (Engine(of, 1).run().books.record == Market(of, 1).run().engine.books.record).all()


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(InputError, match="reading = 'compield': allowed: 'compiled' or 'mesa'; nearest: compiled"):
        Market(plan(), 1, "compield")  # type: ignore[arg-type]
    for seed in (-1, 2**64):
        with pytest.raises(InputError, match="seed"):
            Market(plan(), seed)
    for networked in (0, SIZE + 1):
        with pytest.raises(InputError, match="networked"):
            Market(plan(), 1, networked=networked)
    with pytest.raises(InputError, match="start_share"):
        Market(plan(5), 1)
