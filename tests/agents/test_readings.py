"""All readings of a market agree to the last bit.

Compiled stages over columns; the same stages, one customer at a time; with every rule asked in Python; and another
writing of the customer in plain Python, which shares only rules and draws.
"""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenfold.agents.customer.agent import Customer
from tenfold.agents.customer.birth import Segment
from tenfold.agents.customer.choice import Choice
from tenfold.agents.customer.complaint import Complaint
from tenfold.agents.customer.delivery import Wave
from tenfold.agents.customer.drift import Drift
from tenfold.agents.customer.gratitude import Gratitude
from tenfold.agents.customer.news import News
from tenfold.agents.customer.parameters import Customers
from tenfold.agents.customer.points import Points
from tenfold.agents.customer.products import Products
from tenfold.agents.customer.response import Response
from tenfold.agents.customer.season import Season
from tenfold.agents.customer.serving import Serving
from tenfold.agents.customer.should import Should
from tenfold.agents.customer.sleeping import Sleeping
from tenfold.agents.customer.suggestion import Adoption, Suggestion
from tenfold.agents.customer.ties import Ties
from tenfold.agents.customer.trust import Trust
from tenfold.agents.customer.volume import Volume
from tenfold.agents.customer.word_of_mouth import Once, WordOfMouth
from tenfold.agents.firm.add_ons import AddOns
from tenfold.agents.firm.calls import Calls
from tenfold.agents.firm.cash import Cash
from tenfold.agents.firm.chain import Chain
from tenfold.agents.firm.dates import Dates
from tenfold.agents.firm.firing import Firing
from tenfold.agents.firm.gifts import Gifts
from tenfold.agents.firm.investing import Investing
from tenfold.agents.firm.parameters import FirmPlan
from tenfold.agents.firm.personal import Personal
from tenfold.agents.firm.planning import Planning
from tenfold.agents.firm.recovery import Recovery
from tenfold.agents.firm.reliability import Reliability
from tenfold.agents.firm.research import Research
from tenfold.agents.firm.save_desk import SaveDesk
from tenfold.agents.firm.staff import Staff
from tenfold.agents.firm.supply import Supply
from tenfold.agents.firm.targeting import Targeting
from tenfold.agents.market import Market, Reading
from tenfold.agents.plan import MarketPlan, Plan, check
from tenfold.agents.world import Measures
from tenfold.sim.groups import varied
from tenfold.sim.network import NetworkPlan
from tests.agents.plain_customer import PlainCustomer

RESTLESS = Choice(reconsider=0.5)  # so that much happens in little time
CHATTY = WordOfMouth(talk_good=0.8, talk_bad=0.9, resend=0.5)


def firms(count: int = 3, **each: Any) -> tuple[FirmPlan, ...]:
    """Make firms that spend enough to be met; start shares leave a fifth of the customers without a firm."""
    common: dict[str, Any] = {"budget": 8.0, "start_share": 0.8 / count, "failure": (0.02,) * 5} | each
    return tuple(FirmPlan(name=f"firm {n}", price=48.0 + n, **common) for n in range(count))


def plan(
    of: tuple[FirmPlan, ...] | None = None,
    network: NetworkPlan | None = None,
    size: int = 90,
    periods: int = 8,
    **customers: Any,
) -> Plan:
    """Make a small market in which much happens."""
    return Plan(
        market=MarketPlan(size=size, periods=periods, burn_in=0),
        customers=Customers(**({"choice": RESTLESS, "word": CHATTY} | customers)),
        firms=firms() if of is None else of,
        network=network or NetworkPlan(),
    )


def curve(response: Response, **given: Any) -> Plan:
    """Make a market of one firm under a response curve."""
    customers = {name: given.pop(name) for name in ("serving", "products", "volume") if name in given}
    return plan(firms(1, **({"budget": 4.0} | given)), rule="response_curve", response=response, **customers)


def beta(**more: Any) -> Response:
    return Response(heterogeneity="beta", **more)


DISCOUNT = firms(3, loyal_discount=0.1, loyal_after=2)
REWARD = firms(2, referral_reward=20.0)
SHOP = (*firms(2, start_share=0.4), FirmPlan(name="shop", delivers=False, price=20.0, start_share=0.2))
LATER = (*firms(2, start_share=0.4), FirmPlan(name="later", enters=4, start_share=0.0, known=0.0, budget=20.0))
ADAPTIVE = firms(2, policy="adaptive", review=2)
RECOVERING = tuple(
    each.model_copy(update={"recovery": Recovery(on=True, capacity=0.02 * n, bundle=bundle)})
    for n, (each, bundle) in enumerate(zip(firms(3, failure=(0.1,) * 5), ("none", "refund", "gift"), strict=True))
)
SELLING = (*firms(2, start_share=0.4, add_ons=AddOns(on=True, offers=0.7)), FirmPlan(start_share=0.2))
IDEAS = Suggestion(on=True, share=0.6, rate=0.5, pleased=0.3)
ADOPTING = tuple(
    each.model_copy(update={"adoption": Adoption(on=bool(n), takes=takes, effort=3.37)})
    for n, (each, takes) in enumerate(zip(firms(3), ("good", "good", "all"), strict=True))
)
CHOOSY = tuple(
    each.model_copy(update={
        "targeting": Targeting(on=n > 0, score=score, share=0.3, felt=0.1), "adoption": Adoption(on=True, takes="all"),
        "firing": Firing(on=n > 2, worst=0.2), "fixed_cost": 0.7 * n,
    })
    for n, (each, score) in enumerate(zip(firms(5, review=2, start_share=0.18), ("ties", "none", "engagement", "points",
                                                                                "declining"), strict=True))
)  # fmt: skip
CALLING = tuple(each.model_copy(update={"calls": Calls(on=True, cancelled=0.4), "reliability": Reliability(on=True)})
                for each in RECOVERING)  # fmt: skip
GIVING = tuple(
    each.model_copy(update={"gifts": Gifts(schedule=schedule, every=2, size=0.5, until=6)})
    for each, schedule in zip(firms(3), ("every", "random", "first"), strict=True)
)
PUNCTUAL = tuple(
    each.model_copy(update={"dates": Dates(on=True, early=0.2 * n - 0.2)}) for n, each in enumerate(firms())
)
DYING = tuple(
    each.model_copy(update={
        "cash": Cash(on=True, start=3.0 * n, credit=1.0), "fixed_cost": 12.0, "review": 2,
        "policy": ("fixed", "staged", "greedy")[n],
        "investing": Investing(on=True, effort=float(n), imitation=0.2),
    })
    for n, each in enumerate(firms(3))
)  # fmt: skip
PLANNING = tuple(
    each.model_copy(update={"policy": policy, "review": 2, "add_ons": AddOns(on=True), "planning": Planning(lag=n)})
    for n, (each, policy) in enumerate(zip(firms(3), ("departments", "momentum", "integrated"), strict=True))
)
SUPPLIED = firms(3, supply=Supply(on=True, hazard=0.2, common=0.4, lasts=2, dual=True, early=True, teaches=1.0))
STAFFED = firms(3, staff=Staff(on=True, turnover=0.3, pay=1.1, train=2.0, contacts=2, visits=0.5))
ASKING = firms(3, research=Research(on=True, every=2))
CHAINED = firms(3, chain=Chain(on=True, operations=0.8, people=0.3, taken_over=2))
WAVE = firms(2, wave=Wave(on=True, period=2, share=0.5))
SEGMENTS = (
    Segment(name="thrifty", share=0.4, income=55.0, weights=(0.1, 0.1, 0.1, 0.1, 0.6)),
    Segment(name="rich", share=0.6, income=900.0, taste=3.0),
)
PLANS = {
    "three firms": plan(),
    "the defaults": Plan(market=MarketPlan(size=150, periods=15, burn_in=0)),
    "one firm": plan(firms(1)),
    "nobody reconsiders": plan(choice=Choice(reconsider=0.0)),
    "no reason but inertia": plan(choice=Choice(value_weight=0.0, ease_weight=0.0, commitment_weight=0.0, inertia=1.0)),
    "loyal discount": plan(DISCOUNT),
    "referral reward": plan(REWARD),
    "a firm that does not deliver": plan(SHOP),
    "a rival entering later": plan(LATER),
    "five firms, two considered": plan(firms(5, known=0.9), choice=Choice(reconsider=0.5, considered=2)),
    "seven firms, one considered": plan(firms(7, known=0.9), choice=Choice(reconsider=0.5, considered=1)),
    "no word of mouth": plan(word=WordOfMouth(on=False)),
    "no weak ties": plan(word=CHATTY.model_copy(update={"weak_ties": 0})),
    "four weak ties": plan(word=CHATTY.model_copy(update={"weak_ties": 4})),
    "scale-free network": plan(network=NetworkPlan(kind="scale_free", degree=4)),
    "random network": plan(network=NetworkPlan(kind="random", degree=4)),
    "no network": plan(network=NetworkPlan(kind="none")),
    "two segments": plan(segments=SEGMENTS),
    "adaptive": plan(ADAPTIVE),
    "best response": plan(firms(2, policy="best_response", review=2)),
    "equity test": plan(firms(2, policy="equity_test", review=3)),
    "per head": plan(firms(3, basis="head")),
    "complaints": plan(RECOVERING, complaint=Complaint(on=True), size=200),
    "complaints, in silence": plan(complaint=Complaint(on=True)),
    "trust": plan(trust=Trust(on=True, weight=2.0)),
    "gifts": plan(GIVING),
    "dates, late and early": plan(PUNCTUAL, trust=Trust(on=True, disbelief=1.0, affection=0.5)),
    "what should be": plan(firms(promise=1.0), should=Should(on=True)),
    "volumes": plan(DISCOUNT, volume=Volume(spread=0.8)),
    "volumes that grow": plan(DISCOUNT, volume=Volume(growth=0.1)),
    "add-ons": plan(SELLING, products=Products(on=True), trust=Trust(on=True)),
    "seasons": plan(firms(2, seasonal=0.2), season=Season(on=True, every=3)),
    "cost to serve": plan(serving=Serving(on=True, slope=-0.3)),
    "volumes of the attached": plan(volume=Volume(spread=0.8, attachment=0.6), segments=SEGMENTS),
    "investments, and bankruptcy": plan(DYING, size=200),
    "suppliers": plan(SUPPLIED, complaint=Complaint(on=True)),
    "staff": plan(STAFFED, complaint=Complaint(on=True)),
    "value chain": plan(CHAINED),
    "research, and needs that drift": plan(ASKING, drift=Drift(on=True, spread=0.1)),
    "plans": plan(PLANNING, products=Products(on=True)),
    "points": plan(firms(3, point_money=0.6), points=Points(on=True, every=3), volume=Volume(spread=0.8)),
    "ties": plan(firms(3, tie_money=0.6), ties=Ties(on=True, first=2)),
    "gratitude, and sleeping customers": plan(
        DISCOUNT, gratitude=Gratitude(on=True), sleeping=Sleeping(on=True, wakes=1.0)
    ),
    "personal approach": plan(firms(3, approach_money=3.0, data=0.5, data_money=0.5), personal=Personal(on=True)),
    "calls, and reliability": plan(CALLING, complaint=Complaint(on=True), size=200),
    "news passed on once, and hubs": plan(word=CHATTY.model_copy(update={"once": Once(on=True), "hubs": 0.7})),
    "suggestions": plan(ADOPTING, suggestion=IDEAS),
    "care for some, dismissal for others": plan(
        CHOOSY, suggestion=IDEAS, volume=Volume(spread=0.8), serving=Serving(on=True), size=200
    ),
    "news followed, after a wave of failures": plan(
        WAVE, word=CHATTY.model_copy(update={"once": Once(on=True)}), news=News(on=True), size=200
    ),
    "nothing is paid for doing without": plan(choice=Choice(reconsider=0.5, leaving=0.0)),
    "response curve": curve(Response()),
    "response curve, some join unasked": curve(Response(join_floor=0.05), basis="head", loyal_discount=0.1),
    "cohort, anew each spell": curve(beta(anew=True)),
    "response curve, cost to serve, growth": curve(
        Response(), serving=Serving(on=True, slope=0.3), products=Products(on=True), volume=Volume(growth=0.1),
        add_ons=AddOns(on=True),
    ),
    "save desk": curve(Response(stay_floor=0.9), save_desk=SaveDesk(on=True, policy="uplift", capacity=0.5)),
    "cohort, for life": curve(beta(anew=False), retention_share=0.9),
}


BEYOND = (
    "complaints", "complaints, in silence", "trust", "volumes", "news passed on once, and hubs", "cost to serve",
    "response curve, cost to serve, growth", "volumes that grow", "add-ons", "seasons",
    "suggestions", "care for some, dismissal for others", "points", "ties",
    "volumes of the attached", "gratitude, and sleeping customers", "personal approach", "calls, and reliability",
    "gifts", "dates, late and early", "what should be", "investments, and bankruptcy", "plans",
    "suppliers", "staff", "value chain", "save desk",
    "research, and needs that drift",
    "news followed, after a wave of failures",
)  # fmt: skip


def readings(of: Plan, seed: int = 3, networked: int | None = None) -> tuple[Market, Market]:
    """Play a plan in both readings."""
    compiled, mesa = (Market(check(of), seed, reading, networked=networked) for reading in ("compiled", "mesa"))
    return compiled.run(), mesa.run()


def assert_same(one: Market, other: Market) -> None:
    """Compare every column, the record and the accounts bit by bit."""
    for name, column in one.columns._asdict().items():
        theirs = getattr(other.columns, name)
        assert column.tobytes() == theirs.tobytes(), f"{name}: {np.argwhere(column != theirs)[:5].tolist()}"
    for name, entry in one.engine.record._asdict().items():
        differs = np.argwhere(entry != getattr(other.engine.record, name))
        assert not len(differs), f"{name}: {differs[:5].tolist()}"
    assert one.engine.books.balance.tolist() == other.engine.books.balance.tolist()
    assert (one.engine.world.network.active == other.engine.world.network.active).all()
    assert one.engine.now == other.engine.now == one.steps == other.steps


@pytest.mark.parametrize("name", PLANS)
def test_both_readings_agree(name: str) -> None:
    assert_same(*readings(PLANS[name]))


def by_super(name: str) -> Any:
    """Make an override of a rule that gives what the rule gives."""
    return lambda self, *given: getattr(super(PYTHON, self), name)(*given)


PYTHON: Any = type("PythonCustomer", (Customer,), {name: by_super(name) for name in Customer.rules_asked})


@pytest.mark.slow
@pytest.mark.parametrize("kind", [PlainCustomer, PYTHON])
@pytest.mark.parametrize("name", [name for name in PLANS if name not in BEYOND])
def test_so_do_another_writing_and_rules_asked_in_python(name: str, kind: type[Customer]) -> None:
    of = varied(PLANS[name], {"market.size": 40, "market.periods": 6}) if kind is PYTHON else PLANS[name]
    assert_same(Market(check(of), 3).run(), Market(check(of), 3, "mesa", kind).run())


@pytest.mark.slow
@pytest.mark.parametrize("name", BEYOND)
def test_later_mechanisms_agree_with_every_rule_asked_in_python(name: str) -> None:
    of = varied(PLANS[name], {"market.size": 60, "market.periods": 6})
    assert_same(Market(check(of), 3).run(), Market(check(of), 3, "mesa", PYTHON).run())


def test_they_agree_when_some_are_isolated() -> None:
    assert_same(*readings(plan(), networked=60))


def test_they_agree_on_a_market_of_several_blocks() -> None:
    of = plan(size=2500, periods=2)
    compiled = Market(of, 8, threads=2).run()
    assert_same(compiled, Market(of, 8, "mesa").run())


@pytest.mark.parametrize(("first", "second"), [("compiled", "mesa"), ("mesa", "compiled")])
def test_one_reading_can_go_on_where_the_other_stopped(first: Reading, second: Reading) -> None:
    compiled, mesa = readings(plan())
    mixed = Market(plan(), 3, first).run(4)
    mixed.reading = second
    assert_same(compiled, mixed.run())
    assert_same(mesa, mixed)


def test_in_these_plans_everything_counted_happens() -> None:
    seen: set[str] = set()
    won = np.zeros(5, bool)
    for of in PLANS.values():
        record = Market(of, 3).run().engine.record
        seen |= {name for name, entry in record._asdict().items() if entry.any()}
        won |= record.won.any(axis=(0, 2))
    assert set(Measures.declared) - seen == {"broken"}  # which is an error
    assert won.all()


shares = st.floats(0, 1, width=32)
kinds = st.sampled_from(["small_world", "scale_free", "random", "none"])
choices = st.builds(
    Choice,
    reconsider=shares,
    considered=st.integers(1, 3),
    sensitivity=st.floats(0, 0.25, width=32),
    value_weight=shares,
    ease_weight=shares,
    switching=st.floats(0, 5, width=32),
    inertia=st.floats(-2, 2, width=32),
)
words = st.builds(
    WordOfMouth, on=st.booleans(), talk_good=shares, talk_bad=shares, resend=shares, weak_ties=st.integers(0, 4)
)
any_firm = st.builds(
    FirmPlan,
    price=st.floats(1, 200),
    budget=st.floats(0, 30),
    basis=st.sampled_from(["market", "head"]),
    retention_share=shares,
    quality=st.tuples(*[shares] * 5),
    failure=st.tuples(*[st.floats(0, 0.2)] * 5),
    delivers=st.booleans(),
    standing=st.floats(-1, 1),
    loyal_discount=shares,
    loyal_after=st.integers(0, 4),
    referral_reward=st.floats(0, 50),
    policy=st.sampled_from(["fixed", "adaptive", "best_response"]),
    review=st.integers(1, 3),
    start_share=st.floats(0, 0.25),
    enters=st.integers(0, 3),
)
plans = st.builds(
    lambda of, choice, word, kind: plan(of, NetworkPlan(kind=kind, degree=4), 60, 5, choice=choice, word=word),
    st.lists(any_firm, min_size=1, max_size=4).map(tuple),
    choices,
    words,
    kinds,
)


@settings(max_examples=25)
@given(plans, st.integers(0, 2**64 - 1))
def test_they_agree_on_any_plan(of: Plan, seed: int) -> None:
    assert_same(*readings(of, seed))


@settings(max_examples=15)
@given(
    st.builds(
        Response,
        join_floor=st.floats(0, 0.3),
        join_ceiling=st.floats(0.3, 1),
        stay_floor=st.floats(0, 0.8),
        max_saved=shares,
        heterogeneity=st.sampled_from(["none", "beta"]),
        anew=st.booleans(),
    ),
    st.integers(0, 2**64 - 1),
)
def test_they_agree_on_any_response_curve(response: Response, seed: int) -> None:
    assert_same(*readings(curve(response), seed))
