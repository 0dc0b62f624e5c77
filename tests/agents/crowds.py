"""Markets in which much is remembered, all that one is as bytes, and the ways to copy it."""

import pickle
from collections.abc import Callable
from copy import deepcopy
from typing import Any

import numpy as np

from tenfold.agents.customer.choice import Choice
from tenfold.agents.customer.complaint import Complaint
from tenfold.agents.customer.gratitude import Gratitude
from tenfold.agents.customer.parameters import Customers
from tenfold.agents.customer.points import Points
from tenfold.agents.customer.products import Products
from tenfold.agents.customer.response import Response
from tenfold.agents.customer.season import Season
from tenfold.agents.customer.serving import Serving
from tenfold.agents.customer.sleeping import Sleeping
from tenfold.agents.customer.suggestion import Adoption, Suggestion
from tenfold.agents.customer.ties import Ties
from tenfold.agents.customer.trust import Trust
from tenfold.agents.customer.volume import Volume
from tenfold.agents.customer.word_of_mouth import Once, WordOfMouth
from tenfold.agents.engine import Engine
from tenfold.agents.firm.add_ons import AddOns
from tenfold.agents.firm.calls import Calls
from tenfold.agents.firm.firing import Firing
from tenfold.agents.firm.parameters import FirmPlan
from tenfold.agents.firm.personal import Personal
from tenfold.agents.firm.recovery import Recovery
from tenfold.agents.firm.targeting import Targeting
from tenfold.agents.market import Market
from tenfold.agents.plan import MarketPlan, Plan, check

COPIES: dict[str, Callable[[Any], Any]] = {
    "deepcopy": deepcopy,
    "pickle": lambda thing: pickle.loads(pickle.dumps(thing)),
    "fork": lambda market: market.fork(),
}


def plan(size: int = 120, periods: int = 8, **firm: Any) -> Plan:
    """Make a market in which every mechanism has something to remember."""
    own = {
        "recovery": Recovery(on=True, capacity=0.05), "failure": (0.1,) * 5, "review": 2, "loyal_discount": 0.1,
        "seasonal": 0.1, "add_ons": AddOns(on=True),
        "targeting": Targeting(on=True, score="engagement"), "firing": Firing(on=True, least=100.0),
        "adoption": Adoption(on=True),
    }  # fmt: skip
    own |= {"point_money": 0.5, "tie_money": 0.5, "approach_money": 2.0, "data": 0.2, "data_money": 0.5}
    own |= {"calls": Calls(on=True)}
    firms = tuple(
        FirmPlan(name=name, start_share=0.3, budget=6.0, policy=policy, **(own | firm))
        for name, policy in (("a", "adaptive"), ("b", "fixed"), ("c", "best_response"))
    )
    word = WordOfMouth(talk_good=0.8, talk_bad=0.9, resend=0.5, once=Once(on=True), hubs=0.7)
    customers = Customers(
        choice=Choice(reconsider=0.5), word=word, complaint=Complaint(on=True), trust=Trust(on=True),
        volume=Volume(spread=0.5, growth=0.05, attachment=0.5), serving=Serving(on=True, slope=0.2),
        products=Products(on=True), season=Season(on=True), suggestion=Suggestion(on=True, share=0.5, rate=0.5),
        points=Points(on=True), ties=Ties(on=True), personal=Personal(on=True), sleeping=Sleeping(on=True),
        gratitude=Gratitude(on=True),
    )  # fmt: skip
    return check(Plan(market=MarketPlan(size=size, periods=periods, burn_in=0), customers=customers, firms=firms))


def cohort(anew: bool) -> Plan:
    response = Response(heterogeneity="beta", anew=anew)
    return check(Plan(
        market=MarketPlan(size=200, periods=8, burn_in=0),
        customers=Customers(rule="response_curve", response=response), firms=(FirmPlan(start_share=0.5, budget=4.0),),
    ))  # fmt: skip


def state(market: Market | Engine) -> dict[str, bytes]:
    """Give all that a market is, as bytes."""
    engine = market.engine if isinstance(market, Market) else market
    named = {**engine.columns._asdict(), **engine.record._asdict(), **engine.firms._asdict()}
    named |= {"active": engine.world.network.active, "balance": engine.books.balance, "present": engine.books.present}
    return {name: np.ascontiguousarray(array).tobytes() for name, array in named.items()}
