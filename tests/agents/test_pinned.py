"""Four small markets pinned number by number: any change of what they give is noticed, wanted or not.

A change that is wanted renews the pins, and says so in the changelog:

    python tests/agents/test_pinned.py --renew

The pins hold on every machine and interpreter (those of the cohort as long as SciPy's quantiles round to the same
single precision). They belong to one version of the stream: who changes draws raises STREAM in sim/draws.py first.
Each column and each measure has a digest under its own name, so that a mechanism that is added and off moves none: a
name that is new and all zeros needs no pin. `how` holds totals for people, so that a failure says what moved.
"""

import hashlib
import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tenfold.agents.customer.choice import Choice
from tenfold.agents.customer.parameters import Customers
from tenfold.agents.customer.response import Response
from tenfold.agents.engine import Engine
from tenfold.agents.firm.parameters import FirmPlan
from tenfold.agents.plan import MarketPlan, Plan
from tenfold.sim.draws import STREAM

PINS = Path(__file__).with_name("pins.json")
SEED, SIZE, PERIODS = 2026, 1500, 12  # more than one block of customers


def plan(firms: tuple[FirmPlan, ...], **customers: Any) -> Plan:
    market = MarketPlan(size=SIZE, periods=PERIODS, burn_in=0)
    return Plan(market=market, customers=Customers(**customers), firms=firms)


ADAPTIVE = tuple(
    FirmPlan(name=f"firm {n}", price=46.0 + 2 * n, budget=3.0, start_share=0.15, policy="adaptive", review=3)
    for n in range(5)
)
PLANS = {
    "three firms": plan(tuple(FirmPlan(name=f"firm {n}", start_share=0.3 - 0.1 * n) for n in range(3))),
    "response curve": plan((FirmPlan(start_share=0.4),), rule="response_curve"),
    "cohort": plan((FirmPlan(start_share=0.4),), rule="response_curve", response=Response(heterogeneity="beta")),
    "five adaptive firms": plan(ADAPTIVE, choice=Choice(reconsider=0.3, considered=2)),
}


def digest(array: np.ndarray[Any, Any]) -> str:
    """Digest an array as little-endian numbers, so that no machine's own order matters; "" for one of zeros."""
    if not array.any():
        return ""
    return hashlib.sha256(array.astype(array.dtype.newbyteorder("<")).tobytes()).hexdigest()[:16]


def digests(arrays: Any) -> dict[str, str]:
    """Digest named arrays, those apart that hold nothing."""
    found = {name: digest(np.ascontiguousarray(array)) for name, array in arrays}
    return {name: each for name, each in sorted(found.items()) if each}


def pin(of: Plan) -> dict[str, Any]:
    """Play a plan and say what came out: digests by name, and a few totals for people."""
    engine = Engine(of, SEED).run()
    counted = engine.record._asdict()
    how = {name: int(counted[name].sum()) for name in ("ended", "lost", "heard", "revenue")}
    columns = digests(engine.columns._asdict().items())
    return {"measures": digests(counted.items()), "columns": columns, "how": how}


def pins() -> dict[str, Any]:
    return {"stream": STREAM, "seed": SEED} | {name: pin(of) for name, of in PLANS.items()}


def pinned() -> dict[str, Any]:
    held: dict[str, Any] = json.loads(PINS.read_text(encoding="utf-8"))
    return held


def test_the_pins_belong_to_this_stream() -> None:
    held = pinned()
    assert (held["stream"], held["seed"]) == (STREAM, SEED)
    assert set(held) - {"stream", "seed"} == set(PLANS)


@pytest.mark.parametrize("name", PLANS)
def test_a_market_gives_what_is_pinned(name: str) -> None:
    now, held = pin(PLANS[name]), pinned()[name]
    assert now["how"] == held["how"], "what moved; if it is wanted: python tests/agents/test_pinned.py --renew"
    assert now == held, "only digests moved; if it is wanted: python tests/agents/test_pinned.py --renew"


def test_pins_notice_one_customer_one_seed_and_one_cent() -> None:
    of = PLANS["three firms"]
    held = pinned()["three firms"]
    firms = (of.firms[0].model_copy(update={"price": 50.01}), *of.firms[1:])
    assert pin(of.model_copy(update={"firms": firms}))["measures"]["revenue"] != held["measures"]["revenue"]
    engine = Engine(of, SEED).run()
    engine.columns.satisfaction[0, 700] = np.nextafter(engine.columns.satisfaction[0, 700], np.float32(1))
    moved = digests(engine.columns._asdict().items())
    assert {name for name in moved if moved[name] != held["columns"][name]} == {"satisfaction"}
    other = digests(Engine(of, SEED + 1).run().columns._asdict().items())
    assert all(other[name] != held["columns"][name] for name in ("income", "firm", "satisfaction", "word"))


def test_a_column_that_is_new_and_holds_nothing_needs_no_pin() -> None:
    named = {"old": np.arange(3), "new": np.zeros(3)}
    assert digests(named.items()) == digests({"old": np.arange(3)}.items())
    assert "new" in digests((named | {"new": np.array([0, 0, 1])}).items())


if __name__ == "__main__":
    if sys.argv[1:] != ["--renew"]:
        sys.exit(f"usage: python {sys.argv[0]} --renew")
    PINS.write_text(json.dumps(pins(), indent=2) + "\n", encoding="utf-8")
    print(f"wrote {PINS}")
