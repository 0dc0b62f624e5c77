"""What a subclass of `Customer` may override, and what is refused, pointed out, or left alone."""

import inspect
import pydoc
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest

from tenfold.agents.customer.agent import Customer
from tenfold.agents.customer.choice import Choice
from tenfold.agents.customer.complaint import Complaint
from tenfold.agents.customer.drift import Drift
from tenfold.agents.customer.gratitude import Gratitude
from tenfold.agents.customer.news import News
from tenfold.agents.customer.parameters import Customers
from tenfold.agents.customer.points import Points
from tenfold.agents.customer.products import Products
from tenfold.agents.customer.season import Season
from tenfold.agents.customer.serving import Serving
from tenfold.agents.customer.should import Should
from tenfold.agents.customer.sleeping import Sleeping
from tenfold.agents.customer.suggestion import Adoption, Suggestion
from tenfold.agents.customer.ties import Ties
from tenfold.agents.customer.trust import Trust
from tenfold.agents.customer.volume import Volume
from tenfold.agents.customer.word_of_mouth import WordOfMouth
from tenfold.agents.firm.add_ons import AddOns
from tenfold.agents.firm.agent import Firm
from tenfold.agents.firm.calls import Calls
from tenfold.agents.firm.dates import Dates
from tenfold.agents.firm.firing import Firing
from tenfold.agents.firm.gifts import Gifts
from tenfold.agents.firm.parameters import FirmPlan
from tenfold.agents.firm.personal import Personal
from tenfold.agents.firm.recovery import Recovery
from tenfold.agents.firm.save_desk import SaveDesk
from tenfold.agents.firm.staff import Staff
from tenfold.agents.market import Market, Reading
from tenfold.agents.period import STAGES
from tenfold.agents.plan import MarketPlan, Plan
from tenfold.agents.world import Columns
from tenfold.sim.errors import InputError, StateError
from tenfold.sim.rows import Column

SIZE, PERIODS = 120, 6
READINGS: tuple[Reading, ...] = ("compiled", "mesa")


def plan(count: int = 3, periods: int = PERIODS, **each: Any) -> Plan:
    firms = tuple(FirmPlan(name=f"firm {n}", start_share=0.25, budget=6.0, **each) for n in range(count))
    return Plan(market=MarketPlan(size=SIZE, periods=periods, burn_in=0), firms=firms)


def busy() -> Plan:
    """Make a small market in which every rule is asked."""
    recovery = Recovery(on=True, capacity=0.05)
    firms = tuple(
        FirmPlan(
            name=n, start_share=0.3, budget=6.0, failure=(0.1,) * 5, recovery=recovery, delivers=n != "b", review=2,
            add_ons=AddOns(on=True), staff=Staff(on=True),
            adoption=Adoption(on=True), firing=Firing(on=True, worst=0.2, least=100.0),
            gifts=Gifts(schedule="every", every=2), dates=Dates(on=True), calls=Calls(on=True), loyal_discount=0.1,
            loyal_after=1, point_money=0.5, tie_money=0.5, approach_money=2.0, data=0.2,
        )
        for n in "abc"
    )  # fmt: skip
    customers = Customers(
        choice=Choice(reconsider=0.5), word=WordOfMouth(hubs=0.5, resend=0.5), complaint=Complaint(on=True),
        trust=Trust(on=True), volume=Volume(spread=0.5), serving=Serving(on=True), products=Products(on=True),
        season=Season(on=True), suggestion=Suggestion(on=True, share=0.5, rate=0.5), should=Should(on=True),
        points=Points(on=True), ties=Ties(on=True), personal=Personal(on=True), sleeping=Sleeping(on=True),
        gratitude=Gratitude(on=True), news=News(on=True), drift=Drift(on=True),
    )  # fmt: skip
    return Plan(market=MarketPlan(size=60, periods=5, burn_in=0), customers=customers, firms=firms)


BUSY = busy()
DESK = FirmPlan(save_desk=SaveDesk(on=True, policy="uniform", capacity=1.0))
CURVE = Plan(
    market=MarketPlan(size=60, periods=5, burn_in=0), customers=Customers(rule="response_curve"), firms=(DESK,)
)


class Loyalist(Customer):
    """Never bears a grudge."""

    def remembers(self, satisfaction: Any, verdict: Any, memory: Any) -> Any:
        return max(super().remembers(satisfaction, verdict, memory), 0.0)


class Watcher(Customer):
    """Shows something more, and does nothing else."""

    @property
    def old(self) -> bool:
        return bool(self.tenure > 3)


class Silent(Customer):
    def talk(self) -> None:
        pass


def test_a_customer_that_behaves_otherwise_needs_the_mesa_reading() -> None:
    wanted = "reading = 'compiled': allowed: 'mesa', because Loyalist overrides remembers"
    with pytest.raises(InputError, match=f"^{wanted}$"):
        Market(plan(), 1, customer=Loyalist)
    with pytest.raises(InputError, match="because Silent overrides talk$"):
        Market(plan(), 1, customer=Silent)
    stepping = type("Stepping", (Customer,), {"step": lambda self: None, "stays_with": lambda self, hazard, kept: 1.0})
    with pytest.raises(InputError, match="because Stepping overrides stays_with, step$"):
        Market(plan(), 1, customer=stepping)


def test_what_a_customer_overrides_works_in_the_mesa_reading() -> None:
    usual, loyal = Market(plan(), 1, "mesa").run(), Market(plan(), 1, "mesa", Loyalist).run()
    assert isinstance(loyal.customers[0], Loyalist)
    assert usual.columns.satisfaction.min() < 0 == loyal.columns.satisfaction.min()
    assert loyal.measures()["told_bad"].sum() == 0 < usual.measures()["told_bad"].sum()
    silent = Market(plan(), 1, "mesa", Silent).run()
    assert silent.measures()["heard"].sum() == 0 < usual.measures()["heard"].sum()


def test_a_stage_alone_or_out_of_turn_is_refused() -> None:
    market = Market(plan(), 1, "mesa").run(1)
    with pytest.raises(StateError, match="talk of customer 7: stages happen within Market.step"):
        market.customers[7].talk()

    class Meddling(Customer):
        def settle(self) -> None:
            super().settle()
            if self.row == 3:
                self.model.customers[4].bond()

    with pytest.raises(StateError, match="bond of customer 4"):
        Market(plan(), 1, "mesa", Meddling).run()


def test_a_stage_left_out_by_some_leaves_nothing_of_what_was_before() -> None:
    """Who does not talk says nothing, and who does not hear has heard nothing, whatever others did just before them."""

    class Shy(Customer):
        def talk(self) -> None:
            if self.row % 2 and self.model.engine.now > 2:
                return
            super().talk()

        def hear(self) -> None:
            if self.row % 3:
                super().hear()

    loud = WordOfMouth(talk_good=1.0, talk_bad=1.0, resend=1.0)
    market = Market(plan().model_copy(update={"customers": Customers(word=loud)}), 1, "mesa", Shy)
    for now in range(PERIODS):
        market.step()
        said = market.columns.spoken[now & 1]
        bits = np.unpackbits(market.engine.world.network.active[now & 1].view(np.uint8), bitorder="little")[:SIZE]
        assert ((said != 0) == (bits == 1)).all() and said[::2].any()
        assert now <= 2 or not said[1::2].any()
        passed_on = ((said & 8) != 0) & ((said & 7) != market.columns.firm)
        assert not passed_on[::3].any()


def test_a_step_that_leaves_out_a_stage_is_that_stage_left_out() -> None:
    class Stepping(Customer):
        def step(self) -> None:
            for name in self.model.stages:
                if name != "reach" or self.row % 2 == 0:
                    getattr(self, name)()

    class Unreached(Customer):
        def reach(self) -> None:
            if self.row % 2 == 0:
                super().reach()

    one, other = (Market(plan(), 1, "mesa", kind).run() for kind in (Stepping, Unreached))
    assert one.engine.books.record.tobytes() == other.engine.books.record.tobytes()


def test_two_markets_of_one_class_can_run_in_two_threads() -> None:
    class Loyal(Customer):
        def remembers(self, satisfaction: Any, verdict: Any, memory: Any) -> Any:
            return max(super().remembers(satisfaction, verdict, memory), (self.row % 7) / 7 - 1)

    def played(seed: int) -> bytes:
        return Market(plan(), seed, "mesa", Loyal).run().engine.books.record.tobytes()

    alone = [played(seed) for seed in (1, 2)]
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    try:
        with ThreadPoolExecutor(2) as pool:
            assert list(pool.map(played, (1, 2))) == alone
    finally:
        sys.setswitchinterval(usual)


@pytest.mark.parametrize("reading", READINGS)
@pytest.mark.parametrize("name", ["fetches", "lognormal", "chain_works"])
def test_a_rule_that_no_stage_asks_cannot_be_overridden(reading: Reading, name: str) -> None:
    own = type("Born", (Customer,), {name: lambda self, *given: 0.0})
    with pytest.raises(InputError, match=f"customer = 'Born': allowed: no rule that is not asked .* as {name};"):
        Market(plan(), 1, reading, own)


@pytest.mark.parametrize(("name", "near"), [("remembres", "remembers"), ("tallk", "talk"), ("stepp", "step")])
def test_a_misspelt_rule_or_stage_is_pointed_out(name: str, near: str) -> None:
    own = type("Slip", (Customer,), {name: lambda self, *given: 0.0, "moody": lambda self: 1})
    with pytest.warns(UserWarning, match=f"Slip.{name} overrides nothing; nearest: {near}"):
        Market(plan(), 1, "mesa", own)
    with pytest.warns(UserWarning, match="Slip.decid overrides nothing; nearest: decide"):
        Market(plan(), 1, firm=type("Slip", (Firm,), {"decid": lambda self, seen: {}}))


def test_customers_read_aloud() -> None:
    """The class tells its stages in the order of the period, and every rule with its equation."""
    weighing, responding = (inspect.getdoc(Customer) or "").split("under a response curve")
    for told, stages in ((weighing, STAGES["utility"]), (responding, STAGES["response_curve"])):
        assert [line.split()[0] for line in told.splitlines() if line.startswith("    ")] == list(stages)
    market = Market(plan(), 1)
    assert market.stages == tuple(STAGES["utility"])
    shown = pydoc.plain(pydoc.render_doc(Customer))
    for name, rule in Customer.rules_asked.items():
        assert f"{name}(self, " in shown, name
        assert (rule.__doc__ or "").splitlines()[0] in shown, name
    for name in Columns.declared:
        assert isinstance(inspect.getattr_static(Customer, name), Column), name


@pytest.mark.parametrize("name", list(Customer.rules_asked))
def test_every_rule_can_be_overridden(name: str) -> None:
    """A rule that is asked is called with its own arguments; giving the same, it changes nothing."""
    calls = []

    def asked(self: Any, *given: Any) -> Any:
        calls.append(len(given))
        return getattr(Customer, name)(self, *given)

    of = CURVE if name in ("answers", "stays_with", "leaves_at", "walks_out") else BUSY
    own = type("Asked", (Customer,), {name: asked})
    usual, mine = Market(of, 1, "mesa").run(), Market(of, 1, "mesa", own).run()
    assert calls and set(calls) == {len(inspect.signature(getattr(Customer, name)).parameters) - 1}
    assert usual.engine.books.record.tobytes() == mine.engine.books.record.tobytes()


@pytest.mark.parametrize("reading", READINGS)
def test_a_customer_that_only_shows_more_is_fine_in_both(reading: Any) -> None:
    market = Market(plan(), 1, reading, Watcher).run()
    assert market.customers.agg("old", np.sum) == (market.columns.tenure > 3).sum() > 0
