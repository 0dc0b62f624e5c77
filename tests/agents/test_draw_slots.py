"""Every slot of the numbers drawn at the head of a period moves what it is for, and nothing that comes before that.

Two decisions on one number would be made alike: those who think again would choose alike, those whom a delivery fails
would all talk. So one half of one slot after the other is turned over (u becomes 1 - u, but for the last bits), in
plain Python, and what changes is read off a small market. A word serves one decision by its high half, another by its
low one.
"""

import json
import os
import subprocess
import sys

import pytest

from tenfold.agents.decisions import CHOOSE, FAIL, FORGET, MEET, NOISE, RECONSIDER, TALK

pytestmark = pytest.mark.slow

SCRIPT = """
import json
import numpy as np
from tenfold.agents import decisions
from tenfold.agents.engine import Engine
from tenfold.agents.firm.parameters import FirmPlan
from tenfold.agents.plan import MarketPlan, Plan

firms = tuple(FirmPlan(name=n, start_share=0.4, known=1.0, advert_share=0.5) for n in "ab")
plan = Plan(market=MarketPlan(size=150, periods=2, burn_in=0), firms=firms)
choice = plan.customers.choice.model_copy(update={"reconsider": 0.5})
plan = plan.model_copy(update={"customers": plan.customers.model_copy(update={"choice": choice})})
right, turned, half = decisions.fill, None, 0

def fill(words, size, first, address, seed):
    right(words, size, first, address, seed)
    if turned is not None and address[2] == turned // 4:
        words[turned % 4, :size] ^= np.uint32(half)

def play():
    engine = Engine(plan, 3).run(1)
    own = engine.columns
    now = {"choice": own.firm.tolist(), "failures": engine.record.failures.tolist(), "spoken": own.spoken.tolist(),
           "feeling": own.satisfaction.round(3).tolist(), "aware": own.aware.tolist()}
    return now if turned != decisions.MEET else {**now, "heard": engine.run(1).record.heard[1].tolist()}

decisions.fill = fill
plain, found = play(), {}
plain["heard"] = Engine(plan, 3).run(2).record.heard[1].tolist()
for turned in range(8):
    for name, half in (("high", 0xFFFF0000), ("low", 0x0000FFFF)):
        now = play()
        found[f"{turned} {name}"] = [each for each in now if now[each] != plain[each]]
print(json.dumps(found))
"""


@pytest.fixture(scope="module")
def moved() -> dict[str, set[str]]:
    environment = {**os.environ, "NUMBA_DISABLE_JIT": "1"}
    done = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, env=environment)
    assert done.returncode == 0, done.stderr
    return {half: set(names) for half, names in json.loads(done.stdout).items()}


@pytest.mark.parametrize("slot", [RECONSIDER, CHOOSE])
def test_whether_to_think_again_and_whom_to_choose_have_numbers_of_their_own(
    moved: dict[str, set[str]], slot: int
) -> None:
    assert "choice" in moved[f"{slot} high"] and "choice" not in moved[f"{slot} low"]


def test_a_failure_is_drawn_after_the_choice_and_talk_for_itself(moved: dict[str, set[str]]) -> None:
    assert "failures" in moved[f"{FAIL} low"] and moved[f"{TALK} low"] == {"spoken"}


@pytest.mark.parametrize("half", [f"{slot} {half}" for slot in range(NOISE, MEET) for half in ("high", "low")])
def test_noise_moves_what_is_felt_and_no_more_fails(moved: dict[str, set[str]], half: str) -> None:
    alone = half == f"{MEET - 1} low"  # the angle of a cosine, which u and 1 - u share
    assert ("feeling" in moved[half]) != alone
    assert not {"choice", "failures", "aware"} & moved[half]


def test_whom_one_meets_moves_what_is_heard_next_and_nothing_now(moved: dict[str, set[str]]) -> None:
    assert moved[f"{MEET} high"] == {"heard"}


@pytest.mark.parametrize("half", ["high", "low"])
def test_each_of_two_firms_is_forgotten_by_its_own_half(moved: dict[str, set[str]], half: str) -> None:
    assert "aware" in moved[f"{FORGET} {half}"] and not moved[f"{FORGET + 1} {half}"]  # of the third and fourth firm
