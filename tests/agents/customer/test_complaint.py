"""Complaints: who feels a loss, who says so, what is done about it, and what that does."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest

from tenfold.agents.customer.choice import Choice
from tenfold.agents.customer.complaint import Complaint, complains, complaint_probability, feels
from tenfold.agents.customer.parameters import Customers
from tenfold.agents.customer.word_of_mouth import WordOfMouth
from tenfold.agents.engine import Engine
from tenfold.agents.firm.parameters import FirmPlan
from tenfold.agents.firm.recovery import FAST, NONE, RESOLVED, UNRESOLVED, Recovery, concludes, finds_fair, forgives
from tenfold.agents.plan import MarketPlan, Plan
from tenfold.agents.world import Columns
from tenfold.sim.groups import varied
from tenfold.sim.jit import ONE, ZERO, f4, i4
from tenfold.sim.ledger import CUSTOMERS


def plan(size: int = 4000, periods: int = 24, recovery: dict[str, Any] | None = None, **complaint: Any) -> Plan:
    own = Recovery(**({"on": True} | (recovery or {})))
    firms = tuple(FirmPlan(name=n, start_share=0.4, recovery=own) for n in ("one", "other"))
    customers = Customers(complaint=Complaint(**({"on": True} | complaint)))
    return Plan(market=MarketPlan(size=size, periods=periods, burn_in=0), customers=customers, firms=firms)


@dataclass
class Totals:
    """What happened over all firms and periods."""

    engine: Engine

    def __getattr__(self, name: str) -> int:
        return int(getattr(self.engine.record, name).sum())


def play(of: Plan, seed: int = 7) -> Totals:
    return Totals(Engine(of, seed).run())


# Rules


def test_a_loss_is_felt_above_its_threshold() -> None:
    assert feels(f4(0.11), f4(0.1)) and not feels(f4(0.1), f4(0.1)) and not feels(f4(-1), f4(0.1))


def test_ease_and_anger_make_complaints_likelier() -> None:
    c0, c1 = f4(-3), f4(4)
    assert complaint_probability(f4(0.5), c0, c1, ZERO) == pytest.approx(1 / (1 + np.exp(1)), rel=1e-5)
    assert complaint_probability(f4(0.5), c0, c1, f4(2)) == pytest.approx(1 / (1 + np.exp(-1)), rel=1e-5)
    assert complains(f4(0.2), f4(0.3)) and not complains(f4(0.3), f4(0.3))


@pytest.mark.parametrize("waited", range(3))
def test_a_handled_complaint_ends_and_a_late_one_too(waited: int) -> None:
    w = i4(waited)
    assert concludes(w, i4(1), i4(1)) == (FAST if waited == 0 else RESOLVED)
    assert concludes(w, i4(1), i4(0)) == UNRESOLVED
    assert concludes(w, i4(0), i4(1)) == (UNRESOLVED if waited == 2 else NONE)


def test_what_an_ending_is_worth() -> None:
    worths = [forgives(end, f4(0.5), f4(1), f4(2), f4(0.5)) for end in (NONE, UNRESOLVED, RESOLVED, FAST)]
    assert worths == [0, 0.25, 0.5, 1]
    gains = [finds_fair(end, f4(0.5), f4(0.5), f4(2)) for end in (NONE, UNRESOLVED, RESOLVED, FAST)]
    assert gains == [0, 0, 0.25, 0.5]


@pytest.mark.parametrize(
    ("silent", "offsets", "published"),
    [(0.09, (0.86, 2.47, 3.83), (0.19, 0.54, 0.82)), (0.37, (0.37, 1.38, 3.47), (0.46, 0.70, 0.95))],
)
def test_offsets_at_full_cause_give_the_published_repurchase(silent: float, offsets: Any, published: Any) -> None:
    """TARP: repurchase of the silent, of complainers unresolved, resolved, resolved at once; major, then minor."""
    intercept = np.log(silent / (1 - silent))
    for end, expected in zip((UNRESOLVED, RESOLVED, FAST), published, strict=True):
        logit = intercept + forgives(end, *map(f4, offsets), ONE)
        assert 1 / (1 + np.exp(-logit)) == pytest.approx(expected, abs=0.006)


# In the market


def test_off_nothing_is_counted_remembered_or_changed() -> None:
    off = varied(plan(), {"customers.complaint.on": False})
    engine, never = Engine(off, 7).run(), Engine(varied(off, {"firms.0.recovery.on": False}), 7).run()
    assert engine.books.record.tobytes() == never.books.record.tobytes()
    for name in ("complaints", "handled", "waiting", "losses", "recovery"):
        assert not getattr(engine.record, name).any()
    assert not any(getattr(engine.columns, name).any() for name in ("complaint", "grievance", "upset"))


def test_what_is_raised_is_handled_waits_or_was_given_up_with_the_customer() -> None:
    r = Engine(plan(), 7).run().record
    open_before = np.vstack([np.zeros((1, 2), np.int64), r.waiting.sum(axis=1)[:-1]])
    ended = r.fast + r.resolved + r.unresolved
    # who leaves takes their complaint with them, so not all that is neither ended nor new is still open
    assert (r.waiting.sum(axis=1) <= open_before - ended + r.complaints).all()
    assert (r.handled >= r.fast + r.resolved).all() and (r.complaints <= r.losses).all()
    assert min(r.fast.sum(), r.resolved.sum(), r.unresolved.sum(), r.complaints.sum()) > 0


def test_capacity_is_used_on_average_and_never_exceeded_on_average() -> None:
    scarce = Engine(plan(20_000, recovery={"capacity": 0.003, "ease": 1.0}), 7).run().record
    able = 0.003 * scarce.started[6:]
    assert scarce.handled[6:].sum() == pytest.approx(able.sum(), rel=0.05)  # some 2,000 cases: 2% is one deviation
    ample = Engine(plan(20_000, recovery={"capacity": 1.0, "ease": 1.0}), 7).run().record
    assert ample.resolved.sum() == 0 < ample.fast.sum()
    assert (ample.handled[1:] == ample.waiting[:-1].sum(axis=1)).all()


def test_the_oldest_complaints_come_first() -> None:
    r = Engine(plan(20_000, recovery={"capacity": 0.003, "ease": 1.0}), 7).run().record
    assert r.fast[6:].sum() < 0.1 * r.resolved[6:].sum()  # hardly any capacity is left for new ones
    assert r.waiting[6:, 2].sum() > 0


def test_nobody_complains_to_a_firm_that_takes_no_complaints() -> None:
    deaf = play(plan(recovery={"on": False}))
    assert deaf.complaints == 0 < deaf.losses and deaf.recovery == 0


def test_ease_raises_complaints_and_so_does_anger() -> None:
    hard, easy = (play(plan(recovery={"ease": ease})) for ease in (0.0, 1.0))
    assert 1.5 * hard.complaints < easy.complaints and hard.losses == pytest.approx(easy.losses, rel=0.05)
    assert play(plan(anger=8.0)).complaints > play(plan()).complaints


def test_the_silent_leave_and_tell_others() -> None:
    calm = play(plan(recovery={"on": False}, reconsider=0.0, tells=0.0))
    leaving = play(plan(recovery={"on": False}, reconsider=1.0, tells=0.0))
    telling = play(plan(recovery={"on": False}, reconsider=0.0, tells=1.0))
    assert leaving.lost > 1.05 * calm.lost
    assert telling.told_bad > calm.told_bad + 0.5 * calm.losses


def test_hurt_drives_away_and_fades() -> None:
    none, hurt = (play(plan(recovery={"on": False}, hurt_minor=h, hurt_major=h)) for h in (0.0, 6.0))
    assert hurt.lost > 1.1 * none.lost
    lasting = play(plan(recovery={"on": False}, hurt_minor=6.0, hurt_major=6.0, fading=0.0))
    assert lasting.lost > 1.04 * hurt.lost
    assert (play(plan(hurt_minor=0.0, hurt_major=0.0, causal=0.0)).engine.columns.grievance == 0).all()


@pytest.mark.parametrize("word", [True, False])
def test_a_good_answer_keeps_and_a_bad_one_drives_away(word: bool) -> None:
    def made(bundle: str, capacity: float) -> Totals:
        of = plan(20_000, 36, {"bundle": bundle, "capacity": capacity, "ease": 1.0})
        return play(varied(of, {"customers.word": WordOfMouth(on=word), "customers.choice": Choice()}))

    good, bad = made("gift", 1.0), made("none", 1.0)
    assert good.fast > 0 == bad.fast and good.ended > bad.ended


def test_fairness_pleases() -> None:
    plain, fair = (play(plan(recovery={"capacity": 1.0, "ease": 1.0}, fairness=share)) for share in (0.0, 1.0))
    assert fair.satisfaction / fair.ended > plain.satisfaction / plain.ended


def test_recovery_costs_what_it_says_and_pays_customers_back() -> None:
    engine = Engine(plan(recovery={"capacity": 0.01}), 7).run()
    r, p = engine.record, Recovery()
    ready = np.rint(100 * p.capacity_cost * 0.01 * r.started)
    assert (r.recovery == r.handled * round(100 * (p.apology_cost + p.refund_cost)) + ready).all()
    back = r.handled.sum() * round(100 * p.refund_cost)
    assert engine.columns.paid.sum() == r.revenue.sum() - r.discount.sum() - back
    assert engine.books.balance[CUSTOMERS] == -engine.columns.paid.sum() and engine.books.balance.sum() == 0


def test_what_ends_with_a_spell_is_gone_after_leaving() -> None:
    ends = [name for name, each in Columns.declared.items() if each.until == "spell"]
    assert {"complaint", "grievance", "upset", "commitment", "tenure", "purchases", "contagion"} <= set(ends)
    engine = Engine(plan(periods=40, recovery={"capacity": 0.002}), 7)
    gone = 0
    for _ in range(40):
        before = engine.columns.firm.copy()
        rows = np.flatnonzero((before > 0) & (engine.run(1).columns.firm == 0))
        gone += len(rows)
        for name in ends:
            column = getattr(engine.columns, name)
            left = column[before[rows] - 1, rows] if column.ndim == 2 else column[rows]
            assert not left.any(), name
    assert gone > 50
