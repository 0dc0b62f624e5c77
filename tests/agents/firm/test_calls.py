"""Calls on delivery: after a failure, before a complaint; what each brings, costs, and spares."""

from typing import Any

import pytest

from tenfold.agents.customer.choice import Choice
from tenfold.agents.customer.complaint import Complaint
from tenfold.agents.customer.volume import Volume
from tenfold.agents.engine import Engine
from tenfold.agents.firm.calls import Calls, is_called, says
from tenfold.agents.firm.recovery import Recovery
from tenfold.agents.measures import profit_cents
from tenfold.sim.jit import f4
from tests.agents.placed import firm, placed

CONTENT = Complaint(on=True, success_apology=1.0, success_refund=1.0, success_gift=1.0, reluctance=20.0)
BY_HABIT = Choice(reconsider=0.0)


def engine(owner: list[int], calls: Calls, recovery: dict[str, Any] | None = None, fails: float = 1.0,
           extra: float = 0.0, **customers: Any) -> Engine:  # fmt: skip
    bundle = Recovery(**({"on": True, "bundle": "refund", "capacity": 0.0} | (recovery or {})))
    shared: dict[str, Any] = {"price": 20.0, "failure": (fails, 0, 0, 0, 0), "recovery": bundle, "quality": (0.7,) * 5}
    given = {"complaint": CONTENT, "choice": BY_HABIT} | customers
    return placed((firm(**shared, calls=calls), firm(**shared)), owner, columns={"extra_volume": extra}, **given)


def test_rules_by_hand() -> None:
    assert is_called(f4(0.4), f4(0.5)) and not is_called(f4(0.5), f4(0.5))
    assert says(f4(0.9), f4(0.1), f4(0.3), f4(0.4), f4(0.0)) == 1 | 4
    assert says(f4(0.9), f4(0.1), f4(0.4), f4(0.4), f4(1.0)) == 1
    assert says(f4(0.05), f4(0.1), f4(0.3), f4(0.0), f4(0.4)) == 2 | 4
    assert says(f4(0.05), f4(0.1), f4(0.4), f4(1.0), f4(0.4)) == 2


def test_who_is_called_holds_nothing_against_the_firm_and_does_not_complain() -> None:
    run = engine([1, 1, 2, 0], Calls(on=True, cancelled=0.0)).run(1)
    c = run.columns
    assert run.record.called[0].tolist() == run.record.made_good[0].tolist() == [2, 0]
    assert c.grievance.tolist()[:2] == [0, 0] and c.grievance[2] < 0.0
    assert c.complaint.tolist()[:2] == [0, 0] and c.complaint[2] > 0
    assert run.record.losses[0].tolist() == [0, 1]
    fair = 0.3 * 0.2 * 1.5  # share, fairness of a refund, speed
    assert c.satisfaction[0, 0] == pytest.approx(c.satisfaction[1, 2] + fair, rel=1e-5)


def test_a_late_delivery_costs_call_apology_and_refund() -> None:
    run = engine([1, 1, 2, 0], Calls(on=True, cancelled=0.0, cost=0.5)).run(1)
    assert run.record.calls[0].tolist() == [2 * (50 + 100 + 700), 0]
    assert run.columns.paid.tolist() == [2000 - 700, 2000 - 700, 2000, 0]
    gift = engine([1, 1], Calls(on=True, cancelled=0.0), {"bundle": "gift"}).run(1)
    assert gift.record.calls[0, 0] == 2 * (50 + 100 + 500 + 700)


def test_a_cancelled_one_brings_the_price_back_by_volume() -> None:
    run = engine([1, 1, 2, 0], Calls(on=True, cancelled=1.0, cost=0.5), extra=0.5, volume=Volume(spread=0.1)).run(1)
    assert run.record.cancelled[0, 0] == run.record.called[0, 0] == 2
    assert run.record.calls[0, 0] == 2 * (50 + 3000)
    assert run.columns.paid.tolist() == [0, 0, 3000, 0]


def test_a_cancelled_one_pleases_as_a_refund_does_whatever_others_get() -> None:
    late, back = (engine([1], Calls(on=True, cancelled=x), {"bundle": "gift"}).run(1) for x in (0.0, 1.0))
    gained = late.columns.satisfaction[0, 0] - back.columns.satisfaction[0, 0]
    assert gained == pytest.approx(0.3 * 1.5 * (0.3 - 0.2), rel=1e-4)


def test_money_adds_up_and_the_luck_of_delivery_is_the_same() -> None:
    run, silent = (
        engine([1] * 300 + [2] * 300, Calls(on=on, share=0.5, cancelled=0.5), fails=0.3) for on in (True, False)
    )
    run.run(2)
    silent.run(2)
    assert (run.record.failures == silent.record.failures).all()
    assert run.record.called[:2, 0].sum() == pytest.approx(0.5 * run.record.failures[:2, 0].sum(), abs=40)
    assert (run.record.cash[1] == profit_cents(run.record)[:2].sum(axis=0)).all() and run.books.balance.sum() == 0


def test_called_in_vain_they_complain_as_others_do() -> None:
    vain = CONTENT.model_copy(update={"success_refund": 0.0})
    run = engine([1, 1], Calls(on=True, cancelled=0.5), complaint=vain).run(1)
    assert run.record.called[0, 0] == 2 and run.record.made_good[0, 0] == 0 and run.record.losses[0, 0] == 2


@pytest.mark.parametrize(
    "silent", [{"calls": Calls(on=False)}, {"recovery": {"on": False}}, {"complaint": Complaint()}]
)
def test_a_firm_that_takes_no_complaints_or_does_not_call_calls_nobody(silent: dict[str, Any]) -> None:
    run = engine([1, 2], **({"calls": Calls(on=True)} | silent)).run(1)
    assert not run.record.called.any() and not run.record.calls.any()
