"""Every rule of the customer in cases worked by hand: what its equation gives on paper, here as numbers."""

import ast
import inspect
import math
from collections.abc import Callable
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from tenfold.agents.customer.birth import lognormal
from tenfold.agents.customer.choice import NOTHING, appeal, cheaper, picks, switching_cost, utility
from tenfold.agents.customer.delivery import delivered, in_bounds
from tenfold.agents.customer.expectation import learning_rate, towards
from tenfold.agents.customer.loyalty import commitment
from tenfold.agents.customer.response import stay_probability
from tenfold.agents.customer.satisfaction import disconfirmation, perceived, remembered, verdict
from tenfold.agents.customer.settle import source_of
from tenfold.agents.customer.value import NO_ACCESS, burden, perceived_value, undelivered, weighed
from tenfold.agents.customer.word_of_mouth import faded, heard_probability, talk_probability
from tenfold.agents.decisions import SOURCES

Rule = Callable[..., Any]
ROOM = Path(__file__).parents[3] / "agents" / "customer"
NONE_YET = int(NOTHING)
HARM, GAIN = -2.25 * 0.1**0.88, 0.1**0.88  # a tenth beyond tolerance, below and above

# rule, arguments in its own order, result; integers and halves are exact in float32
EXACT: list[tuple[Rule, tuple[float, ...], float]] = [
    (perceived_value, (500, 350, 0), 150),  # the shirt
    (perceived_value, (500, 350, 40), 110),  # ... that costs 40 of time and effort
    (perceived_value, (350, 500, 0), -150),
    (weighed, (2, 0.5, 3), 3.5),
    (weighed, (2, 0, 3), 2),
    (burden, (2, 3, 4, 5, 7, 11), 2 * 5 + 3 * 7 + 4 * 11),
    (burden, (2, 3, 4, 0, 0, 0), 0),
    # fetch, time, effort, prices of both, courier, forgo
    (undelivered, (20, 1, 1, 5, 3, 40, 60), 28),  # a van, an hour and some sweat
    (undelivered, (20, 1, 1, 25, 3, 40, 60), 40),  # an hour is dear: a courier
    (undelivered, (20, 1, 1, 45, 3, 80, 60), 60),  # the courier too: do without
    (undelivered, (float(NO_ACCESS), 1, 1, 5, 3, 40, 60), 40),  # no van to be had
    (switching_cost, (3, 0.5, 0), 3),
    (switching_cost, (0, 0, 100), 0),
    # theta, intrinsic, ease, standing, bond, word, taste
    (utility, (0.5, 20, 4, 1, 2, 4, 8), 23),
    (utility, (0.5, 4, 20, 0, 0, 0, 0), -8),
    (utility, (0, 20, 4, -1, 0.5, -0.25, 0), -0.75),
    (appeal, (0,), 1),
    (cheaper, (50, 5, 11, 12), 50),
    (cheaper, (50, 5, 12, 12), 45),
    (cheaper, (50, 0, 99, 12), 50),
    # target, weights so far, chosen so far, this firm
    (picks, (0.5, 1, NONE_YET, 3), 3),
    (picks, (1, 1, NONE_YET, 3), NONE_YET),  # the interval is open above
    (picks, (0.5, 1, 2, 3), 2),  # who came first keeps it
    (in_bounds, (-0.5,), 0),
    (in_bounds, (0.5,), 0.5),
    (in_bounds, (1.5,), 1),
    (delivered, (0.75, 0.125, 1, 0), 0.875),
    (delivered, (0.75, 0.125, 1, 0.5), 0.375),
    (delivered, (0.75, 0.125, 9, 0), 1),
    (delivered, (0.25, 0, 9, 0.5), 0),
    (perceived, (0.5, 1, 0), 0.5),
    (perceived, (0.5, 1, 0.5), 0.75),
    (perceived, (0.5, 1, 1), 1),
    (disconfirmation, (0, 0, 0.88, 2.25), 0),
    (disconfirmation, (0.25, 0.25, 0.88, 2.25), 0),
    (disconfirmation, (-0.25, 0.25, 0.88, 2.25), 0),
    (verdict, (2, 0.5, 0.75, 0.5, 0.25), 0.75),  # 2 [.5 (.75 - .5) + .25]
    (verdict, (0, 0.5, 0.75, 0.5, 0.25), 0),
    (remembered, (0.5, 0, 0), 0.5),
    (remembered, (0.5, 0, 0.5), 0.25),
    (learning_rate, (0, 2, 0.125), 0.5),
    (learning_rate, (2, 2, 0.125), 0.25),
    (learning_rate, (6, 2, 0.125), 0.125),
    (learning_rate, (250, 2, 0.125), 0.125),
    (towards, (1, 3, 0), 1),
    (towards, (1, 3, 0.25), 1.5),
    (towards, (1, 3, 1), 3),
    # S, tau+, tau-, lift
    (talk_probability, (0.5, 0.5, 1, 0), 0.25),
    (talk_probability, (0.5, 0.5, 1, 1), 0.5),  # a reward lifts good talk
    (talk_probability, (-0.5, 0.5, 1, 1), 0.5),  # ... and leaves bad talk alone
    (talk_probability, (0, 1, 1, 1), 0),
    (talk_probability, (1, 1, 1, 5), 1),
    (heard_probability, (5, 10), 0.5),
    (heard_probability, (10, 10), 1),
    (heard_probability, (10, 5), 1),
    (heard_probability, (0, 5), 0),
    (heard_probability, (5, 0), 1),  # nobody to tell: never asked, never a division by zero
    (faded, (0.5, 0), 0.5),
    (faded, (-0.5, 0.25), -0.375),
    (faded, (0.5, 1), 0),
    # C, S, g+, g-, delta, cared
    (commitment, (0.5, 0, 0.5, 0.5, 0, 0), 0.5),
    (commitment, (0.5, 0.5, 0.5, 0.25, 0, 0), 0.625),  # + .5 .5 (1 - .5)
    (commitment, (0.5, -0.5, 0.5, 0.25, 0, 0), 0.4375),  # - .25 .5 .5
    (commitment, (0.5, 0, 0, 0, 0.25, 0), 0.375),
    (commitment, (0.5, 0, 0, 0, 0, 0.25), 0.625),
    (stay_probability, (1, 0.75), 0.75),  # all alike: what is kept stays
    (stay_probability, (0.5, 0), 0.5),
    (stay_probability, (0.5, 0.5), 0.75),  # care prevents half of this one's churn
    (stay_probability, (0, 0), 1),
    (lognormal, (500, 0, 3), 500),
]
NEARLY: list[tuple[Rule, tuple[float, ...], float]] = [
    (switching_cost, (3, 0.2, math.e - 1), 3.2),
    (switching_cost, (3, 0.2, 12), 3 + 0.2 * math.log(13)),
    (utility, (0.08, 22, 6, 0.5, 1, 0.25, 0.5), 3.53),
    (appeal, (1,), math.e),
    (appeal, (-3,), math.exp(-3)),
    (disconfirmation, (0.15, 0.05, 0.88, 2.25), GAIN),
    (disconfirmation, (-0.15, 0.05, 0.88, 2.25), HARM),
    (disconfirmation, (-0.15, 0.05, 1, 1), -0.1),
    (remembered, (0.2, 1, 0.3), 0.7 * 0.2 + 0.3 * math.tanh(1)),
    (remembered, (0.2, -1, 0.3), 0.7 * 0.2 - 0.3 * math.tanh(1)),
    (lognormal, (500, 0.5, 1), 500 * math.exp(0.5 - 0.125)),
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
    assert SOURCES[int(ask(source_of, contacted, memory, 0.05, rewarded, seen))] == strongest


def test_a_bad_memory_is_no_recommendation() -> None:
    assert SOURCES[int(ask(source_of, 0, -1, 0.05, 1, 0))] == "organic"


def test_no_rule_is_left_out() -> None:
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in ROOM.glob("*.py")]
    functions = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    marked = {f.name for f in functions if any(isinstance(m, ast.Name) and m.id == "rule" for m in f.decorator_list)}
    assert marked == {rule.__name__ for rule, _, _ in EXACT} | {"source_of"}
