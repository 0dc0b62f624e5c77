"""Each number drawn decides one thing: no word of a customer, period, decision and slot serves two purposes."""

import importlib
import json
import os
import pkgutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import tenfold.agents
from tenfold.agents.customer.awareness import ADVERT
from tenfold.agents.customer.birth import BIRTH
from tenfold.agents.customer.hearing import HEAR
from tenfold.agents.customer.lottery import CONSIDER
from tenfold.agents.customer.response import RESPOND
from tenfold.agents.firm.foresight import TIES
from tenfold.agents.firm.targeting import PICK

pytestmark = pytest.mark.slow

MEANT = [
    [BIRTH, "put_below"],  # one number divides all customers among segments, another among firms
    [RESPOND, "answer", "attribute"],  # one uniform says whether somebody joins, and whether a contact made them
    [HEAR, "list_heard"],  # a number belongs to a tie: one may meet a friend by chance as well
    [PICK, "draw_for"],  # a customer picked by chance is so again
    [TIES, "knows"],  # what a customer says of their ties is off by the same at every review
    [CONSIDER, "forget_too_many"],  # a firm keeps its lot while one after the other is dropped
]


def drawn() -> dict[int, list[str]]:
    """Give the modules that say they draw for each decision."""
    found: dict[int, list[str]] = {}
    for each in pkgutil.walk_packages(tenfold.agents.__path__, "tenfold.agents."):
        module = importlib.import_module(each.name)
        for decision in getattr(module, "DRAWS", {}):
            found.setdefault(decision, []).append(each.name)
    return found


@pytest.fixture(scope="module")
def watched() -> Any:
    program = Path(__file__).with_name("watched_draws.py")
    env = os.environ | {"NUMBA_DISABLE_JIT": "1"}
    out = subprocess.run([sys.executable, str(program)], env=env, check=True, capture_output=True, text=True)
    return json.loads(out.stdout)


def test_every_decision_has_a_number_of_its_own() -> None:
    modules = drawn()
    assert ADVERT in modules and {n: names for n, names in modules.items() if len(names) > 1} == {}


def test_what_is_drawn_is_what_is_declared(watched: Any) -> None:
    assert set(watched["drawn"]) - {100} == set(drawn())  # 100: networks


def test_no_number_is_used_for_two_purposes(watched: Any) -> None:
    assert sorted(watched["twice"]) == sorted(MEANT)
