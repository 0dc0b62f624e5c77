"""Every slot of the numbers drawn at the head of a period moves what it is for, and nothing that comes before that.

Two decisions on one number would be made alike: those who think again would choose alike, those whom a delivery fails
would all talk. So one slot after the other is turned over (u becomes 1 - u), in plain Python, and what changes is read
off a small market.
"""

import json
import os
import subprocess
import sys

import pytest

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
right, turned = decisions.fill, None

def fill(words, size, first, address, seed):
    right(words, size, first, address, seed)
    if turned is not None and address[2] == turned // 4:
        words[turned % 4, :size] ^= np.uint32(0xFFFFFFFF)

def play():
    engine = Engine(plan, 3).run(1)
    own = engine.columns
    now = {"choice": own.firm.tolist(), "failures": engine.record.failures.tolist(), "spoken": own.spoken.tolist(),
           "feeling": own.satisfaction.round(5).tolist(), "heard": []}
    return now if turned is None or turned < 10 else {**now, "heard": engine.run(1).record.heard[1].tolist()}

decisions.fill = fill
plain, found = play(), {}
for slot in range(10):
    turned = slot
    now = play()
    found[slot] = [name for name in now if now[name] != plain[name]]
turned = None
heard = Engine(plan, 3).run(2).record.heard[1].tolist()
for slot in (10,):
    turned = slot
    now = play()
    found[slot] = [n for n in plain if n != "heard" and now[n] != plain[n]] + ["heard"] * (now["heard"] != heard)
print(json.dumps(found))
"""


@pytest.fixture(scope="module")
def moved() -> dict[int, set[str]]:
    environment = {**os.environ, "NUMBA_DISABLE_JIT": "1"}
    done = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, env=environment)
    assert done.returncode == 0, done.stderr
    return {int(slot): set(names) for slot, names in json.loads(done.stdout).items()}


@pytest.mark.parametrize("slot", [0, 1])
def test_whether_to_think_again_and_whom_to_choose_have_numbers_of_their_own(
    moved: dict[int, set[str]], slot: int
) -> None:
    assert "choice" in moved[slot]


def test_a_failure_is_drawn_after_the_choice(moved: dict[int, set[str]]) -> None:
    assert "failures" in moved[2] and "choice" not in moved[2]


def test_talk_is_drawn_for_itself(moved: dict[int, set[str]]) -> None:
    assert moved[3] == {"spoken"}


@pytest.mark.parametrize("slot", range(4, 9))  # 9 is the angle of a cosine, which u and 1 - u share
def test_noise_moves_what_is_felt_and_no_more_fails(moved: dict[int, set[str]], slot: int) -> None:
    assert "feeling" in moved[slot]
    assert not {"choice", "failures"} & moved[slot]


def test_whom_one_meets_moves_what_is_heard_next_and_nothing_now(moved: dict[int, set[str]]) -> None:
    assert moved[10] == {"heard"}
