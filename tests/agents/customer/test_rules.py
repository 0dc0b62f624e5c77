"""Every rule of the customer in cases worked by hand: what its equation gives on paper, here as numbers."""

import ast
import inspect
import math
import re
from collections.abc import Callable
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from tenfold.agents.customer.awareness import forgets, is_reached
from tenfold.agents.customer.birth import lognormal
from tenfold.agents.customer.choice import appeals, pays_to_stop, pays_to_switch, values
from tenfold.agents.customer.delivery import chain_works, delivers, fails
from tenfold.agents.customer.drift import drifts
from tenfold.agents.customer.expectation import learns, learns_at
from tenfold.agents.customer.gratitude import thanks
from tenfold.agents.customer.hearing import heard_probability, hears, tells
from tenfold.agents.customer.hearsay import fades, takes_in
from tenfold.agents.customer.lottery import NOTHING, picks, reconsiders
from tenfold.agents.customer.loyalty import renews
from tenfold.agents.customer.news import grows_old
from tenfold.agents.customer.points import binds_by_points
from tenfold.agents.customer.products import binds, buys_more, take_probability
from tenfold.agents.customer.response import answers, stays_with
from tenfold.agents.customer.satisfaction import disconfirms, judges, perceives, remembers
from tenfold.agents.customer.serving import takes_to_serve
from tenfold.agents.customer.settle import credits
from tenfold.agents.customer.should import compares_with, demands, ratchets
from tenfold.agents.customer.sleeping import sleeps, wakes_up
from tenfold.agents.customer.suggestion import comes_to, suggests, takes_up
from tenfold.agents.customer.ties import binds_by_ties
from tenfold.agents.customer.trust import averages, believes, doubts, loses_trust, regains_trust, warms_to
from tenfold.agents.customer.value import NO_ACCESS, fetches, is_asked, perceives_value, weighs_on
from tenfold.agents.customer.volume import buys_by_now, correlates, costs_in_all
from tenfold.agents.customer.word_of_mouth import passes_on, talk_probability, talks
from tenfold.agents.decisions import SOURCES
from tenfold.agents.firm.dates import is_late, names_date
from tenfold.agents.firm.gifts import is_due, is_lucky
from tenfold.sim.floats import in_bounds, towards, weighed

Rule = Callable[..., Any]
FOLDER = Path(__file__).parents[3] / "agents" / "customer"
NONE_YET = int(NOTHING)
HARM, GAIN = -2.25 * 0.1**0.88, 0.1**0.88  # a tenth beyond tolerance, below and above

LUCK: tuple[Rule, ...] = (is_reached, forgets, reconsiders, fails, hears, talks, passes_on, answers, buys_more,
                         suggests, is_lucky)  # fmt: skip
# rule, arguments in its own order, result; integers and halves are exact in float32
EXACT: list[tuple[Rule, tuple[float, ...], float]] = [
    (perceives_value, (500, 350, 0), 150),  # the shirt
    (drifts, (0.25, 2, 0), 0.25),
    (drifts, (0.25, 0, 3), 0.25),
    (perceives_value, (500, 350, 40), 110),  # ... that costs 40 of time and effort
    (perceives_value, (350, 500, 0), -150),
    (weighed, (2, 0.5, 3), 3.5),
    (weighed, (2, 0, 3), 2),
    (weighs_on, (2, 3, 4, 5, 7, 11), 2 * 5 + 3 * 7 + 4 * 11),
    (weighs_on, (2, 3, 4, 0, 0, 0), 0),
    # fetch, time, effort, prices of both, courier, forgo
    (fetches, (20, 1, 1, 5, 3, 40, 60), 28),  # a van, an hour and some sweat
    (fetches, (20, 1, 1, 25, 3, 40, 60), 40),  # an hour is dear: a courier
    (fetches, (20, 1, 1, 45, 3, 80, 60), 60),  # the courier too: do without
    (fetches, (float(NO_ACCESS), 1, 1, 5, 3, 40, 60), 40),  # no van to be had
    (pays_to_switch, (3, 0.5, 0), 3),
    (pays_to_switch, (0, 0, 100), 0),
    (pays_to_stop, (0.5, 3), -1.5),
    (pays_to_stop, (0, 3), 0),
    # theta, intrinsic, ease, standing
    (values, (0.5, 20, 4, 1), 9),
    (values, (0.5, 4, 20, 0), -8),
    (values, (0, 20, 4, -1), -1),
    (appeals, (0,), 1),
    (is_asked, (50, 5, 11, 12), 50),
    (is_asked, (50, 5, 12, 12), 45),
    (is_asked, (50, 0, 99, 12), 50),
    # target, weights so far, chosen so far, this firm
    (picks, (0.5, 1, NONE_YET, 3), 3),
    (picks, (1, 1, NONE_YET, 3), NONE_YET),  # the interval is open above
    (picks, (0.5, 1, 2, 3), 2),  # who came first keeps it
    (in_bounds, (-0.5,), 0),
    (in_bounds, (0.5,), 0.5),
    (in_bounds, (1.5,), 1),
    (delivers, (0.75, 0.125, 1, 0), 0.875),
    (delivers, (0.75, 0.125, 1, 0.5), 0.375),
    (delivers, (0.75, 0.125, 9, 0), 1),
    (delivers, (0.25, 0, 9, 0.5), 0),
    (perceives, (0.5, 1, 0), 0.5),
    (perceives, (0.5, 1, 0.5), 0.75),
    (perceives, (0.5, 1, 1), 1),
    (disconfirms, (0, 0, 0.88, 2.25), 0),
    (disconfirms, (0.25, 0.25, 0.88, 2.25), 0),
    (disconfirms, (-0.25, 0.25, 0.88, 2.25), 0),
    (judges, (2, 0.5, 0.75, 0.5, 0.25), 0.75),  # 2 [.5 (.75 - .5) + .25]
    (judges, (0, 0.5, 0.75, 0.5, 0.25), 0),
    (remembers, (0.5, 0, 0), 0.5),
    (remembers, (0.5, 0, 0.5), 0.25),
    (learns_at, (0, 2, 0.125), 0.5),
    (learns_at, (2, 2, 0.125), 0.25),
    (learns_at, (6, 2, 0.125), 0.125),
    (learns_at, (250, 2, 0.125), 0.125),
    (towards, (1, 3, 0), 1),
    (towards, (1, 3, 0.25), 1.5),
    (towards, (1, 3, 1), 3),
    (learns, (0.5, 1, 0.5), 0.75),
    (takes_in, (0.5, -1, 0.5), -0.25),
    (chain_works, (0.5, 0.25), 0.375),
    (grows_old, (0,), 1),
    (grows_old, (7,), 8),
    (grows_old, (8,), 8),  # all later ones together
    # S, tau+, tau-, lift
    (talk_probability, (0.5, 0.5, 1, 0), 0.25),
    (talk_probability, (0.5, 0.5, 1, 1), 0.5),  # a reward lifts good talk
    (talk_probability, (-0.5, 0.5, 1, 1), 0.5),  # ... and leaves bad talk alone
    (talk_probability, (0, 1, 1, 1), 0),
    (talk_probability, (1, 1, 1, 5), 1),
    (tells, (5, 16, 4, 0), 5),
    (averages, (0.5, 1, 4), 0.625),
    (averages, (0.5, 1, 0), 1),
    # distrust, promise, mean received, tolerance, b
    (loses_trust, (0.25, 0.75, 0.5, 0.125, 2), 0.5),
    (loses_trust, (0.25, 0.5, 0.75, 0, 2), 0.25),
    (loses_trust, (0.25, 1, 0, 0, 9), 1),
    (regains_trust, (0.5, 0.25), 0.375),
    (doubts, (0.5, 1, 0.25), 0.625),
    (doubts, (0.5, 9, 0.25), 1),
    (buys_by_now, (0.5, 0, 0.25), 0.5),
    (buys_by_now, (0.5, 4, 0.25), 2),
    (buys_by_now, (0.5, 9, -0.25), -1),
    (take_probability, (-3, 2, 1), 0.5),
    (binds, (2, 0.25, 3), 2.75),
    (warms_to, (0.5, 0.5, 0.5), 0.375),  # half of the affection conveyed, at half a level, of what is missing
    (warms_to, (0, 1, 1), 0),
    (warms_to, (0.5, 1, 0), 0.5),
    # pull, distrust, what distrust takes off it
    (believes, (0.5, 0.5, 1), 0.25),
    (believes, (0.5, 0.5, 0), 0.5),
    (believes, (0.5, 1, 0.5), 0.25),
    (ratchets, (0.5, 0.75), 0.75),
    (ratchets, (0.75, 0.5), 0.75),
    (demands, (0.5, 1, 0.25), 0.625),
    (demands, (0.75, 0.25, 0.5), 0.75),  # a modest promise lowers nothing
    # deliveries so far, how many are held against it, should, will
    (compares_with, (2, 3, 0.75, 0.5), 0.75),
    (compares_with, (3, 3, 0.75, 0.5), 0.5),
    (names_date, (0.75, 0.25), 0.5),
    (names_date, (0.75, -0.5), 1),
    (is_late, (0.5, 0.75, 0.125), 1),
    (is_late, (0.5, 0.75, 0.25), 0),
    (is_late, (1, 0.75, 0), 0),
    # purchase of a spell, from one gift to the next
    *((is_due, (n, 3), n % 3 == 1) for n in range(1, 9)),
    *((is_due, (n, 1), True) for n in range(1, 4)),
    *((is_due, (n, 0), False) for n in range(1, 4)),
    (costs_in_all, (5000, 0), 5000),
    (costs_in_all, (5001, 0.5), 7502),  # 7501.5 cents: to the even one
    (costs_in_all, (5000, -0.5), 2500),
    (takes_to_serve, (8, 0, -1), 8),
    (takes_to_serve, (8, 99, 0), 8),
    # how good, luck, kind; bad 1, better 2, cheaper 3
    (comes_to, (0.25, 0.5, 0), 1),
    (comes_to, (0.25, 0.125, 0.25), 2),
    (comes_to, (0.25, 0.125, 0.75), 3),
    (takes_up, (0, 1), False),
    (takes_up, (1, 0), False),
    (takes_up, (1, 1), True),
    (takes_up, (2, 0), True),
    (correlates, (0.75, 3, 0), 0.75),  # uncorrelated, the other is not heard of
    (correlates, (0.75, -3, 1), -3),
    (correlates, (0.75, 3, -1), -3),
    (binds_by_points, (0.5, 600), 3),  # six of money
    (binds_by_points, (0.5, 0), 0),
    (binds_by_ties, (0.5, 6), 3),
    (thanks, (0.5, 0.25), 0.125),
    (sleeps, (0.25, 0.5), True),
    (sleeps, (-0.25, 0.5), True),
    (sleeps, (0.5, 0.5), False),
    (sleeps, (-0.5, 0.5), False),
    (sleeps, (0, 0), False),
    (wakes_up, (0.25, 0.5, 1), True),
    (wakes_up, (0.25, 0.5, 0.5), False),  # the chance itself is not below
    (heard_probability, (5, 10), 0.5),
    (heard_probability, (10, 10), 1),
    (heard_probability, (10, 5), 1),
    (heard_probability, (0, 5), 0),
    (heard_probability, (5, 0), 1),  # nobody to tell: never asked, never a division by zero
    (fades, (0.5, 0), 0.5),
    (fades, (-0.5, 0.25), -0.375),
    (fades, (0.5, 1), 0),
    # C, S, g+, g-, delta, cared
    (renews, (0.5, 0, 0.5, 0.5, 0, 0), 0.5),
    (renews, (0.5, 0.5, 0.5, 0.25, 0, 0), 0.625),  # + .5 .5 (1 - .5)
    (renews, (0.5, -0.5, 0.5, 0.25, 0, 0), 0.4375),  # - .25 .5 .5
    (renews, (0.5, 0, 0, 0, 0.25, 0), 0.375),
    (renews, (0.5, 0, 0, 0, 0, 0.25), 0.625),
    (stays_with, (1, 0.75), 0.75),  # all alike: what is kept stays
    (stays_with, (0.5, 0), 0.5),
    (stays_with, (0.5, 0.5), 0.75),  # care prevents half of this one's churn
    (stays_with, (0, 0), 1),
    (lognormal, (500, 0, 3), 500),
    *((rule, (luck, 0.5), luck < 0.5) for rule in LUCK for luck in (0.25, 0.5, 0.75)),  # the chance itself is not below
]
NEARLY: list[tuple[Rule, tuple[float, ...], float]] = [
    (pays_to_switch, (3, 0.2, math.e - 1), 3.2),
    (pays_to_switch, (3, 0.2, 12), 3 + 0.2 * math.log(13)),
    (values, (0.08, 22, 6, 0.5), 1.78),
    (appeals, (1,), math.e),
    (appeals, (-3,), math.exp(-3)),
    (disconfirms, (0.15, 0.05, 0.88, 2.25), GAIN),
    (disconfirms, (-0.15, 0.05, 0.88, 2.25), HARM),
    (disconfirms, (-0.15, 0.05, 1, 1), -0.1),
    (remembers, (0.2, 1, 0.3), 0.7 * 0.2 + 0.3 * math.tanh(1)),
    (remembers, (0.2, -1, 0.3), 0.7 * 0.2 - 0.3 * math.tanh(1)),
    (tells, (5, 16, 4, 0.5), 10),  # four times the ties, twice the people
    (takes_to_serve, (8, 3, -1), 2),
    (takes_to_serve, (8, 3, 0.5), 16),
    (lognormal, (500, 0.5, 1), 500 * math.exp(0.5 - 0.125)),
    (correlates, (0.75, 3, 0.6), 0.6 * 3 + 0.8 * 0.75),
    (lognormal, (500, 0.5, 0), 500 * math.exp(-0.125)),  # the median lies below the mean
]


def ask(rule: Rule, *given: float) -> Any:
    """Call a rule with what is given, cast to the types it declares."""
    kinds = [kind for name, kind in inspect.get_annotations(getattr(rule, "py_func", rule)).items() if name != "return"]
    return rule(*(kind(value) for kind, value in zip(kinds, given, strict=True)))


def named(case: object) -> str:
    return case.__name__ if callable(case) else ""


@pytest.mark.parametrize(("rule", "given", "result"), EXACT, ids=named)
def test_by_hand(rule: Rule, given: tuple[float, ...], result: float) -> None:
    assert ask(rule, *given) == result


@pytest.mark.parametrize(("rule", "given", "result"), NEARLY, ids=named)
def test_by_hand_to_single_precision(rule: Rule, given: tuple[float, ...], result: float) -> None:
    assert ask(rule, *given) == pytest.approx(result, rel=1e-5)


@pytest.mark.parametrize(("contacted", "told", "rewarded", "seen"), [*product([0, 1], repeat=4)])
def test_the_strongest_source_takes_the_customer(contacted: int, told: int, rewarded: int, seen: int) -> None:
    claims = {
        "referral": told and rewarded,
        "contact": contacted,
        "word of mouth": told,
        "advert": seen,
        "organic": True,
    }
    strongest = next(source for source, claim in claims.items() if claim)
    memory = 0.05 if told else 0.04
    assert SOURCES[int(ask(credits, contacted, memory, 0.05, rewarded, seen))] == strongest


def test_a_bad_memory_is_no_recommendation() -> None:
    assert SOURCES[int(ask(credits, 0, -1, 0.05, 1, 0))] == "organic"


def test_no_rule_is_left_out() -> None:
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in FOLDER.glob("*.py")]
    functions = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    marked = {f.name for f in functions if any(isinstance(m, ast.Name) and m.id == "rule" for m in f.decorator_list)}
    by_hand = {rule.__name__ for rule, _, _ in EXACT}
    elsewhere = "".join(p.read_text(encoding="utf-8") for p in Path(__file__).parent.glob("test_*.py"))
    assert [name for name in marked - by_hand if not re.search(rf"[ (]{name}[,(]", elsewhere)] == []
