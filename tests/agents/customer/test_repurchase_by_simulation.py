"""Published repurchase after complaints against who buys again in a simulated market.

Everybody is failed, half complain, everybody thinks again, all that is held against a firm is its cause, and what else
speaks for it is set so that as many of the silent stay as were published (Goodman 1999, TARP).
"""

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from tenfold.agents.customer.birth import Segment
from tenfold.agents.customer.choice import Choice
from tenfold.agents.customer.complaint import Complaint
from tenfold.agents.customer.parameters import Customers
from tenfold.agents.customer.word_of_mouth import WordOfMouth
from tenfold.agents.engine import Engine
from tenfold.agents.firm.parameters import FirmPlan
from tenfold.agents.firm.recovery import Recovery
from tenfold.agents.plan import MarketPlan, Plan

PUBLISHED = {"minor": (0.37, 0.459, 0.700, 0.950), "major": (0.09, 0.189, 0.539, 0.820)}
ENDINGS = ("silent", "unresolved", "resolved", "fast")
CLOSE = 0.008  # some four standard deviations of a share among 50,000


def market(kind: str, success: float, **complaint: Any) -> Plan:
    """Make a market of one firm that fails everybody, where only what is held against it decides."""
    silent = PUBLISHED[kind][0]
    rules = {"on": True, "reluctance": 0.0, "anger": 0.0, "causal": 1.0, "hurt_minor": 0.0, "hurt_major": 0.0}
    rules |= {"major": float(kind == "major"), "success_refund": success, "reconsider": 0.0, "fading": 0.0}
    only = Choice(
        reconsider=0.0, inertia=float(np.log(silent / (1 - silent))), sensitivity=0.0, commitment_weight=0.0,
        word_weight=0.0, switching=0.0, switching_growth=0.0, leaving=0.0, contagion=0.0,
    )  # fmt: skip
    customers = Customers(
        segments=(Segment(taste=0.0, taste_spread=0.0),), choice=only, word=WordOfMouth(on=False),
        complaint=Complaint(**(rules | complaint)),
    )  # fmt: skip
    firm = FirmPlan(
        start_share=1.0, known=1.0, budget=0.0, failure=(1.0, 0.0, 0.0, 0.0, 0.0),
        recovery=Recovery(on=True, ease=0.0, capacity=0.0),
    )  # fmt: skip
    return Plan(market=MarketPlan(size=100_000, periods=3, burn_in=0), customers=customers, firms=(firm,))


def bought_again(kind: str, ending: str, **complaint: Any) -> float:
    """Give the share that stays at the choice that follows an ending."""
    engine = Engine(market(kind, float(ending in ("resolved", "fast")), **complaint), 3).run(1)
    if ending == "resolved":
        engine.run(1)  # nobody is handled: they wait
    c, waited = engine.columns, int(ending == "resolved")
    asked: NDArray[np.bool_] = (c.firm == 1) & ((c.complaint & 127) == (0 if ending == "silent" else 1 + waited))
    engine.pull(0, {"recovery.capacity": 10.0})
    c.upset[:] = 1  # everybody thinks again
    engine.run(1)
    assert asked.sum() > 20_000
    return float((c.firm[asked] == 1).mean())


@pytest.mark.parametrize("kind", PUBLISHED)
@pytest.mark.parametrize("ending", ENDINGS)
def test_as_many_buy_again_as_was_published(kind: str, ending: str) -> None:
    assert bought_again(kind, ending) == pytest.approx(PUBLISHED[kind][ENDINGS.index(ending)], abs=CLOSE)


def test_nothing_caused_leaves_no_difference_to_the_silent() -> None:
    for ending in ENDINGS[1:]:
        assert bought_again("major", ending, causal=0.0) == pytest.approx(0.09, abs=CLOSE)
