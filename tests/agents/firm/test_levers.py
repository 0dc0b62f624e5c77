"""Levers: one name for command line, firm and policy; checked, and in force, with all that follows, from an opening."""

from typing import Any

import numpy as np
import pytest

from tenfold.agents.customer.complaint import Complaint
from tenfold.agents.customer.parameters import Customers
from tenfold.agents.customer.points import Points
from tenfold.agents.customer.products import Products
from tenfold.agents.customer.season import Season
from tenfold.agents.customer.suggestion import Adoption, Suggestion
from tenfold.agents.customer.ties import Ties
from tenfold.agents.engine import Engine
from tenfold.agents.firm.add_ons import AddOns
from tenfold.agents.firm.agent import Firm
from tenfold.agents.firm.calls import Calls
from tenfold.agents.firm.chain import ACTIVITIES, Chain
from tenfold.agents.firm.dates import Dates
from tenfold.agents.firm.firing import Firing
from tenfold.agents.firm.gifts import Gifts
from tenfold.agents.firm.investing import Investing
from tenfold.agents.firm.levers import levers, read
from tenfold.agents.firm.parameters import FirmPlan
from tenfold.agents.firm.personal import Personal
from tenfold.agents.firm.policies import Seen
from tenfold.agents.firm.recovery import Recovery
from tenfold.agents.firm.reliability import Reliability
from tenfold.agents.firm.research import Research
from tenfold.agents.firm.staff import Staff
from tenfold.agents.firm.supply import Supply
from tenfold.agents.firm.targeting import Targeting
from tenfold.agents.market import Market
from tenfold.agents.plan import MarketPlan, Plan
from tenfold.sim.errors import InputError
from tenfold.sim.groups import varied

PERIODS = 6


def plan(**firm: Any) -> Plan:
    usual = {"start_share": 0.4, "budget": 4.0, "review": 2}
    two = tuple(FirmPlan(**({"name": n} | usual | firm)) for n in ("ours", "theirs"))
    recovery = Recovery(on=True)
    own = {
        "recovery": recovery, "add_ons": AddOns(on=True), "targeting": Targeting(on=True, score="ties"),
        "firing": Firing(on=True, least=100.0), "adoption": Adoption(on=True),
    }  # fmt: skip
    own |= {"gifts": Gifts(schedule="every", every=2), "dates": Dates(on=True)}
    own |= {"investing": Investing(on=True), "supply": Supply(on=True, hazard=0.2), "staff": Staff(on=True)}
    own |= {"chain": Chain(on=True), "research": Research(on=True, every=3)}
    own |= {"calls": Calls(on=True, share=0.0), "reliability": Reliability(on=True)}
    two = tuple(each.model_copy(update=own) for each in two)
    customers = Customers(
        products=Products(on=True), season=Season(on=True), suggestion=Suggestion(on=True, share=0.5, rate=0.5),
        complaint=Complaint(on=True), points=Points(on=True), ties=Ties(on=True), personal=Personal(on=True)
    )
    return Plan(market=MarketPlan(size=300, periods=PERIODS, burn_in=0), customers=customers, firms=two)


OTHER = {
    "price": 45.0, "loyal_discount": 0.2, "loyal_after": 3, "budget": 9.0, "retention_share": 0.9, "advert_share": 0.8,
    "promise": 1.0, "time": 3.0, "effort": 3.0, "risk": 3.0, "delivers": False, "referral_reward": 40.0,
    "recovery.ease": 1.0, "recovery.capacity": 0.5, "recovery.bundle": "gift", "add_ons.offers": 0.2,
    "seasonal": 0.3, "adoption.takes": "all",
    "targeting.score": "sales", "targeting.share": 0.9, "firing.worst": 1.0, "firing.least": -100.0,
    "point_money": 2.0, "tie_money": 2.0, "approach_money": 4.0, "data_money": 2.0,
    "calls.share": 1.0, "reliability.money": 2.0,
    "investing.effort": 1.5, "supply.dual": True, "supply.watches": True, "supply.owns": True, "supply.early": True,
    "supply.teaches": 2.0, "staff.pay": 1.4, "staff.train": 9.0, "staff.contacts": 3, "staff.best": True,
    "research.every": 1, "research.money": 5.0,
    "staff.visits": 2.0, "chain.taken_over": 2,
    **{f"chain.{name}": 0.9 for name in ACTIVITIES},
    "gifts.every": 1, "gifts.size": 0.5, "gifts.until": 4, "dates.early": 0.2,
}  # fmt: skip


def record(engine: Engine) -> bytes:
    return engine.books.record.tobytes()


def test_every_lever_is_tried() -> None:
    assert set(OTHER) == set(levers())


@pytest.mark.parametrize("name", OTHER)
def test_a_lever_set_from_the_start_is_the_plan_with_that_value(name: str) -> None:
    base = plan(loyal_discount=0.1, loyal_after=1)
    set_, said = Engine(base, 3), Engine(varied(base, {f"firms.0.{name}": OTHER[name]}), 3)
    set_.pull(0, {name: OTHER[name]})
    assert record(set_.run()) == record(said.run()) != record(Engine(base, 3).run())


@pytest.mark.parametrize("name", OTHER)
def test_a_lever_is_that_of_one_firm(name: str) -> None:
    engine = Engine(plan(), 3)
    before = [engine.lever(firm, name) for firm in range(2)]
    engine.pull(1, {name: OTHER[name]})
    engine.review()
    value = levers()[name].shown
    assert (engine.lever(0, name), value(engine.lever(1, name))) == (before[0], OTHER[name])
    settings = engine.world.settings
    assert (read(settings, name, 0), value(read(settings, name, 1))) == (before[0], OTHER[name])


@pytest.mark.parametrize("bundle", ["none", "apology", "refund", "gift"])
def test_each_word_of_a_choice_is_kept_as_the_plan_keeps_it(bundle: str) -> None:
    engine, said = Engine(plan(), 3), Engine(varied(plan(), {"firms.1.recovery.bundle": bundle}), 3)
    engine.pull(1, {"recovery.bundle": bundle})
    engine.review()
    assert engine.world.settings.recovery.bundle.tolist() == said.world.settings.recovery.bundle.tolist()


@pytest.mark.parametrize("reading", ["compiled", "mesa"])
@pytest.mark.parametrize("name", OTHER)
def test_a_lever_holds_from_the_next_opening(reading: Any, name: str) -> None:
    base = plan(loyal_discount=0.1, loyal_after=1)
    usual, market = Market(base, 3, reading).run(3), Market(base, 3, reading).run(3)
    market.firms[0].pull({name: OTHER[name]})
    assert market.firms[0].lever(name) == OTHER[name]
    assert record(market.engine) == record(usual.engine)  # nothing has happened yet
    assert record(market.run().engine) != record(usual.run().engine)
    assert (market.engine.books.record[:3] == usual.engine.books.record[:3]).all()


def test_a_lever_is_an_attribute_and_what_follows_follows() -> None:
    market = Market(plan(loyal_discount=0.1, loyal_after=0), 3).run(2)
    firm = market.firms[0]
    assert (firm.price, firm.loyal_after, firm.delivers, firm.recovery.bundle) == (50.0, 0, True, "refund")
    firm.price, firm.recovery.ease = 45, 1.0
    assert (firm.price, market.firms[1].price, firm.recovery.ease) == (45.0, 50.0, 1.0)
    assert market.engine.firms.price_cents[0] == 5000  # still
    market.run(1)
    own = market.engine.firms
    assert (own.price_cents[0], own.discount_cents[0], own.price[0]) == (4500, 450, np.float32(45))
    last = market.engine.record
    assert last.revenue[2, 0] == last.ended[2, 0] * 4500 and last.discount[2, 0] == last.discounted[2, 0] * 450
    assert market.engine.plan.firms[0].price == 50.0  # the plan stays what it was


WRONG: list[tuple[str, Any, str]] = [
    ("price", 0.0, "ours.price = 0.0: allowed: 0.01 .. 1e+09 (money per unit)"),
    ("price", "dear", "ours.price = 'dear': allowed: 0.01 .. 1e+09 (money per unit)"),
    ("price", float("nan"), "ours.price = nan"),
    ("price", True, "ours.price = True"),
    ("retention_share", 1.5, "ours.retention_share = 1.5: allowed: 0 .. 1 (share of the budget)"),
    ("loyal_after", 2.5, "ours.loyal_after = 2.5: allowed: a whole number within 0 .. 100000 (periods)"),
    ("delivers", 1, "ours.delivers = 1: allowed: true or false"),
    ("recovery.bundle", "gifts", "allowed: none or apology or refund or gift; nearest: gift"),
    ("pric", 45, "nearest: price"),
    ("price", np.array([45.0, 46.0]), "ours.price = array("),
    ("recovery.bundle", np.array(["gift", "none"]), "ours.recovery.bundle = array("),
    ("unit_cost", 1.0, "ours.unit_cost = 1.0: allowed: a lever: "),
]


@pytest.mark.parametrize(("name", "value", "said"), WRONG)
def test_what_cannot_be_set_is_refused_and_nothing_is_set(name: str, value: Any, said: str) -> None:
    market = Market(plan(), 3)
    with pytest.raises(InputError) as error:
        market.firms[0].pull({"budget": 8.0, name: value})
    assert said in str(error.value)
    assert market.firms[0].budget == 4.0


def test_a_misspelt_lever_is_not_kept_as_something_of_ones_own() -> None:
    firm = Market(plan(), 3).firms[0]
    with pytest.raises(AttributeError, match="pric: a firm has no such lever; nearest: price"):
        firm.pric = 45
    with pytest.raises(InputError, match="nearest: recovery.capacity"):
        firm.recovery.capacty = 1.0
    with pytest.raises(AttributeError, match="nearest: recovery.ease"):
        _ = firm.recovery.eas
    with pytest.raises(AttributeError, match="unit_cost: no lever, so it stays as the plan says"):
        firm.unit_cost = 1.0
    with pytest.raises(AttributeError, match="recovery = 1: set one of its levers, recovery.ease"):
        firm.recovery = 1
    firm.notes = ["mine"]
    assert firm.notes == ["mine"]


def test_what_a_firm_decides_is_checked() -> None:
    class Wild(Firm):
        def decide(self, seen: Seen) -> dict[str, float]:
            return {"price": -1.0}

    market = Market(plan(review=2), 3, firm=Wild)
    with pytest.raises(InputError, match=r"ours.price = -1.0: allowed: 0.01"):
        market.run()


def test_where_one_decision_is_refused_none_is_in_force_and_the_clock_is_right() -> None:
    class Late(Firm):
        def decide(self, seen: Seen) -> dict[str, float]:
            return {"price": 40.0} if self.number == 1 or seen.now != 4 or tries else {"price": -1.0}

    tries: list[int] = []
    market = Market(plan(review=2), 3, firm=Late)
    with pytest.raises(InputError, match=r"theirs.price = -1.0"):
        market.run()
    assert market.engine.now == market.steps == 4 and market.running
    tries.append(1)
    assert market.run().steps == PERIODS
