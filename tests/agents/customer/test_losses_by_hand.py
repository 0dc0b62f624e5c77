"""Losses, complaints and their ends, period by period, where everybody or nobody complains, waits or is answered."""

from typing import Any

import numpy as np
import pytest

from tenfold.agents.customer.choice import Choice
from tenfold.agents.customer.complaint import Complaint
from tenfold.agents.customer.expectation import Expectation
from tenfold.agents.customer.satisfaction import Satisfaction
from tenfold.agents.customer.word_of_mouth import BAD, WordOfMouth
from tenfold.agents.engine import Engine
from tenfold.agents.firm.recovery import Recovery
from tests.agents.placed import DEAR, firm, placed

OWNER = [1, 1, 1, 1, 1, 2, 2, 0]
HURT = [0, 1, 2, 5]  # who expects more than they get; of the second firm one
SURE, NEVER = 20.0, -20.0  # logits
OFFSETS = {
    "unresolved_minor": 0.25, "resolved_minor": 1.0, "fast_minor": 2.0,
    "unresolved_major": 0.5, "resolved_major": 3.0, "fast_major": 4.0,
}  # fmt: skip


def play(
    periods: int,
    first: dict[str, Any] | None = None,
    prices: tuple[float, float] = (20.0, 20.0),
    talk_good: float = 0.0,
    **complaint: Any,
) -> Engine:
    """Play with a first firm that takes complaints and a second that takes none."""
    own = {"on": True, "bundle": "gift", "capacity": 0.0, "apology_cost": 1.0, "refund_cost": 3.0, "gift_cost": 2.0}
    recovery = Recovery(**(own | {"capacity_cost": 0.5} | (first or {})))
    firms = (firm(prices[0], quality=(0.5,) * 5, recovery=recovery), firm(prices[1], quality=(0.5,) * 5))
    given = {"reluctance": SURE, "major": 0.0, "hurt_minor": 1.0, "hurt_major": 3.0, "fading": 0.25, "causal": 0.5}
    silent = {"reconsider": 0.0, "tells": 0.0, "success_gift": 1.0, "fair_gift": 0.5, "fairness": 0.2, "speed": 2.0}
    engine = placed(
        firms, OWNER, market={"periods": 6},
        complaint=Complaint(on=True, **(given | silent | OFFSETS | complaint)),
        satisfaction=Satisfaction(memory=0.0), choice=Choice(reconsider=0.0, sensitivity=1.0),
        expectation=Expectation(prior=0.5, prior_spread=0.0, slowest=0.0, prior_weight=100.0),
        word=WordOfMouth(talk_good=talk_good, talk_bad=0.0),
    )  # fmt: skip
    engine.columns.expectation[:, :, HURT] = 0.9
    return engine.run(periods)


def test_losses_are_felt_by_those_who_have_one_and_complained_of_where_complaints_are_taken() -> None:
    engine = play(1)
    r, c = engine.record, engine.columns
    assert r.losses[0].tolist() == [3, 1] and r.complaints[0].tolist() == [3, 0]
    assert r.waiting[0].tolist() == [[3, 0], [0, 0], [0, 0]]
    assert c.complaint.tolist() == [1, 1, 1, 0, 0, 0, 0, 0]
    assert c.grievance.tolist() == [-1, -1, -1, 0, 0, -1, 0, 0]


def test_one_who_waits_does_not_complain_again_and_gives_up_after_two_periods() -> None:
    engine = play(4)
    r = engine.record
    assert r.complaints[:, 0].tolist() == [3, 0, 0, 3]
    assert r.waiting[:, :, 0].tolist() == [[3, 0, 0], [0, 3, 0], [0, 0, 3], [3, 0, 0]]
    assert r.unresolved[:, 0].tolist() == [0, 0, 0, 3] and not r.handled.any()
    assert r.told_bad[:, 0].tolist() == [0, 0, 0, 3]  # who gave up speaks ill of the firm
    assert engine.columns.spoken[1, :4].tolist() == [1 | BAD] * 3 + [0]
    silent, hopeful = 0.0, 0.0
    for now in range(4):
        silent = silent * 0.75 - 1
        hopeful = hopeful * 0.75 + (0.5 * 0.25 if now == 3 else 0) - 1
    assert engine.columns.grievance[[0, 5]] == pytest.approx([hopeful, silent], rel=1e-6)


@pytest.mark.parametrize("major", [False, True])
@pytest.mark.parametrize(("success", "end"), [(1.0, "fast"), (0.0, "unresolved")])
def test_who_is_answered_at_once_forgives_and_is_paid(major: bool, success: float, end: str) -> None:
    engine = play(2, {"capacity": 1.0}, major=float(major), success_gift=success)
    r, c = engine.record, engine.columns
    assert r.handled[1].tolist() == [3, 0] and getattr(r, end)[1].tolist() == [3, 0]
    assert (r.fast + r.resolved + r.unresolved)[1].tolist() == [3, 0]
    hurt, worth = 3.0 if major else 1.0, OFFSETS[f"{end}_{'major' if major else 'minor'}"]
    assert c.grievance[0] == pytest.approx(-hurt * 0.75 + 0.5 * worth - hurt, rel=1e-6)
    assert c.grievance[5] == pytest.approx(-hurt * 0.75 - hurt, rel=1e-6)
    pleased = 0.2 * 0.5 * 2.0 * success
    assert c.satisfaction[0] == pytest.approx(np.array([1, 1, 1, 0, 0, 0, 0, 0]) * pleased, rel=1e-6)
    assert not c.satisfaction[1].any()
    # apology and gift for each, money back, and being able to answer five customers
    assert r.recovery[:, 0].tolist() == [250, 3 * (300 + 300) + 250]
    assert c.paid.tolist() == [4000 - 300] * 3 + [4000] * 4 + [0]
    assert engine.books.balance.sum() == 0


@pytest.mark.parametrize(
    ("bundle", "each", "back"), [("none", 0, 0), ("apology", 100, 0), ("refund", 100, 300), ("gift", 300, 300)]
)
def test_each_bundle_costs_what_those_before_it_cost_as_well(bundle: str, each: int, back: int) -> None:
    engine = play(2, {"capacity": 1.0, "bundle": bundle})
    assert engine.record.recovery[1, 0] == 3 * (each + back) + 250
    assert engine.columns.paid[0] == 4000 - back


@pytest.mark.parametrize("major", [False, True])
def test_one_answered_late_is_resolved_but_not_fast(major: bool) -> None:
    engine = play(2, major=float(major))
    engine.pull(0, {"recovery.capacity": 1.0})
    engine.run(1)
    r = engine.record
    assert (r.resolved[2].tolist(), r.fast[2].tolist()) == ([3, 0], [0, 0])
    assert engine.columns.satisfaction[0, 0] == pytest.approx(0.2 * 0.5, rel=1e-6)
    hurt, worth = (3.0, OFFSETS["resolved_major"]) if major else (1.0, OFFSETS["resolved_minor"])
    assert engine.columns.grievance[0] == pytest.approx(-hurt * (0.75**2 + 0.75 + 1) + 0.5 * worth, rel=1e-6)


def test_what_can_be_handled_goes_to_the_oldest() -> None:
    engine = play(0, {"capacity": 0.4})  # two of five customers
    engine.columns.complaint[[1, 2]], engine.columns.complaint[[3, 4]] = 2, 1
    engine.firms.queue[:, 0] = 2, 2, 0
    engine.run(1)
    assert engine.record.resolved[0, 0] == 2 and engine.record.fast[0, 0] == 0
    assert engine.columns.complaint[[3, 4]].tolist() == [2, 2]


def test_the_silent_tell_others_at_once_and_think_again_next_period() -> None:
    engine = play(1, prices=(DEAR, 20.0), reluctance=NEVER, reconsider=1.0, tells=1.0)
    assert engine.record.told_bad[0].tolist() == [3, 1]
    assert engine.columns.upset.tolist() == [1, 1, 1, 0, 0, 1, 0, 0] and not engine.record.lost.any()
    engine.run(1)
    assert engine.columns.firm.tolist() == [0, 0, 0, 1, 1, 2, 2, 0]  # only they think again, and leave the dear firm


@pytest.mark.parametrize(("reconsider", "tells"), [(1.0, 0.0), (0.0, 1.0)])
def test_to_think_again_and_to_tell_are_two_things(reconsider: float, tells: float) -> None:
    engine = play(1, reluctance=NEVER, reconsider=reconsider, tells=tells)
    assert engine.columns.upset.sum() == 4 * reconsider and engine.record.told_bad[0].sum() == 4 * tells


def test_anger_is_said_whatever_else_they_would_say() -> None:
    engine = play(0, reluctance=NEVER, tells=1.0, talk_good=1.0)
    engine.columns.satisfaction[:] = 1.0
    r = engine.run(1).record
    assert r.told_bad[0].tolist() == [3, 1] and r.told_good[0].tolist() == [2, 1]


def test_an_answer_pleases_with_the_firm_that_gave_it() -> None:
    engine = play(0, {"capacity": 1.0})
    for setting in ("on", "capacity"):
        getattr(engine.world.settings.recovery, setting)[:] = 0.0, 1.0  # now the second firm takes complaints
    engine.world.settings.recovery.bundle[:] = 3
    c = engine.run(2).columns
    assert c.satisfaction[1] == pytest.approx([0, 0, 0, 0, 0, 0.2, 0, 0], rel=1e-6) and not c.satisfaction[0].any()
    assert engine.record.fast[1].tolist() == [0, 1]


def test_who_got_no_good_answer_thinks_again_at_once() -> None:
    engine = play(2, {"capacity": 1.0}, prices=(DEAR, 20.0), success_gift=0.0)
    assert engine.columns.firm.tolist() == [0, 0, 0, 1, 1, 2, 2, 0]
    pleased = play(2, {"capacity": 1.0}, prices=(DEAR, 20.0), success_gift=1.0)
    assert pleased.columns.firm.tolist() == OWNER


@pytest.mark.parametrize("ease", [0.0, 0.5, 1.0])
def test_how_easy_it_is_adds_to_the_logit(ease: float) -> None:
    engine = play(1, {"ease": ease})
    assert engine.firms.invites.tolist() == [2.0 * ease, -1000.0]
