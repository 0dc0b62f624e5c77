"""Play two markets and say which numbers are drawn, and which are used twice: a program, for a process without numba.

Every word drawn is given a value that no other has, so that whoever turns it into a number shows which one they use.
It has to come before the market is imported, which is why this is no test itself.
"""

import functools
import inspect
import json
import sys
from collections import defaultdict
from collections.abc import Callable
from typing import Any

import numpy as np

from tenfold.sim import draws

Address = tuple[int, int, int, int]  # customer, period, decision, slot

blocks: dict[tuple[int, int, int, int], int] = {}  # every block drawn, in order
drawn: dict[int, Address] = {}  # by the word's value
used: dict[Address, list[tuple[str, str]]] = defaultdict(list)  # what it is turned into, and where
within: list[bool] = []  # whether one such function is being called by another


def scrambled(n: int) -> int:
    """Give another 32 bits for each 32 bits (the last steps of MurmurHash3)."""
    n = (n ^ n >> 16) * 0x85EBCA6B & 0xFFFFFFFF
    n = (n ^ n >> 13) * 0xC2B2AE35 & 0xFFFFFFFF
    return n ^ n >> 16


def philox(*counter_and_key: Any) -> tuple[Any, ...]:
    """Draw a block of four words that are like no others."""
    customer, period, decision, block = map(int, counter_and_key[:4])
    first = 4 * blocks.setdefault((customer, period, decision, block), len(blocks))
    words = [scrambled(first + k) for k in range(4)]
    drawn.update({word: (customer, period, decision, 4 * block + k) for k, word in enumerate(words)})
    return tuple(map(np.uint32, words))


def watching(function: Callable[..., Any]) -> Callable[..., Any]:
    """Note who turns a word into a number."""

    @functools.wraps(function)
    def call(*given: Any) -> Any:
        if not within:
            where = sys._getframe(1).f_code.co_name
            for value in given:
                if isinstance(value, np.uint32) and int(value) in drawn:
                    used[drawn[int(value)]].append((function.__name__, where))
        within.append(True)
        try:
            return function(*given)
        finally:
            within.pop()

    return call


def watch() -> None:
    """Put what watches in the place of what draws."""
    for name, each in list(vars(draws).items()):
        if inspect.isfunction(each) and next(iter(inspect.signature(each).parameters), "") == "bits":
            setattr(draws, name, watching(each))
    setattr(draws, "philox", philox)  # noqa: B010


def plans() -> list[Any]:
    """Make markets in which every mechanism acts."""
    from tenfold.agents.customer.birth import Segment
    from tenfold.agents.customer.choice import Choice
    from tenfold.agents.customer.complaint import Complaint
    from tenfold.agents.customer.drift import Drift
    from tenfold.agents.customer.parameters import Customers
    from tenfold.agents.customer.products import Products
    from tenfold.agents.customer.response import Response
    from tenfold.agents.customer.serving import Serving
    from tenfold.agents.customer.sleeping import Sleeping
    from tenfold.agents.customer.suggestion import Suggestion
    from tenfold.agents.customer.volume import Volume
    from tenfold.agents.customer.word_of_mouth import WordOfMouth
    from tenfold.agents.firm.add_ons import AddOns
    from tenfold.agents.firm.calls import Calls
    from tenfold.agents.firm.firing import Firing
    from tenfold.agents.firm.gifts import Gifts
    from tenfold.agents.firm.parameters import FirmPlan
    from tenfold.agents.firm.personal import Personal
    from tenfold.agents.firm.recovery import Recovery
    from tenfold.agents.firm.research import Research
    from tenfold.agents.firm.save_desk import SaveDesk
    from tenfold.agents.firm.staff import Staff
    from tenfold.agents.firm.supply import Supply
    from tenfold.agents.firm.targeting import Targeting
    from tenfold.agents.plan import MarketPlan, Plan

    market = MarketPlan(size=40, periods=3, burn_in=0)
    firms = tuple(
        FirmPlan(
            name=f"firm {n}", start_share=0.12, known=0.9, failure=(0.1,) * 5, recovery=Recovery(on=True), review=1,
            policy="adaptive",
            add_ons=AddOns(on=True, offers=0.8), calls=Calls(on=True), approach_money=1.0,
            firing=Firing(on=True, least=100.0, worst=0.3),
            targeting=Targeting(on=True, score=("ties", "random")[n % 2]),
            gifts=Gifts(schedule="random"), supply=Supply(on=True), staff=Staff(on=True),
            research=Research(on=True, every=1),
        )
        for n in range(7)
    )  # fmt: skip
    weighing = Customers(
        segments=(Segment(name="one", share=0.5), Segment(name="other", share=0.5)),
        choice=Choice(reconsider=0.5, considered=2), complaint=Complaint(on=True, reluctance=0.0),
        volume=Volume(spread=0.5), word=WordOfMouth(talk_good=1.0, talk_bad=1.0, told_bad=50.0, weak_ties=4),
        serving=Serving(on=True), products=Products(on=True),
        suggestion=Suggestion(on=True, share=0.5, rate=0.5),
        sleeping=Sleeping(on=True), personal=Personal(on=True), drift=Drift(on=True),
    )  # fmt: skip
    desk = SaveDesk(on=True, policy="uplift", capacity=1.0, random=0.5)
    responding = Customers(rule="response_curve", response=Response(heterogeneity="beta", stay_floor=0.5))
    return [
        Plan(market=market, customers=weighing, firms=firms),
        Plan(market=market, customers=responding, firms=(FirmPlan(start_share=0.5, save_desk=desk),)),
    ]


PAIRS = ({"normal_cos", "normal_sin"}, {"unit", "swapped"})  # a word makes two normals, or serves by its halves swapped


def clash(uses: list[tuple[str, str]]) -> bool:
    """Tell whether a number is turned into more than one thing, but for a pair of things that go together."""
    kinds = [kind for kind, _ in uses]
    return len(kinds) > len(set(kinds)) or (len(kinds) > 1 and not any(set(kinds) <= pair for pair in PAIRS))


def play() -> None:
    """Play the markets, and print the decisions drawn for and the numbers used more than once, with who uses them."""
    from tenfold.agents.engine import Engine

    found = set()
    for plan in plans():
        used.clear()
        Engine(plan, 1).run()
        ever: dict[tuple[int, int], set[tuple[str, str]]] = defaultdict(set)
        for (_, _, decision, slot), uses in used.items():
            ever[decision, slot] |= set(uses)
            if clash(uses):
                found.add((decision, *sorted({where for _, where in uses})))
        found |= {(d, *sorted({where for _, where in uses})) for (d, _), uses in ever.items() if clash(list(uses))}
    print(json.dumps({"drawn": sorted({key[2] for key in drawn.values()}), "twice": sorted(found)}))


if __name__ == "__main__":
    watch()
    play()
