"""Staff: morale, turnover and money by hand, contacts cut, and what follows; off nothing does."""

import math
from typing import Any

import numpy as np
import pytest

from tenfold.agents.customer.complaint import Complaint
from tenfold.agents.customer.parameters import Customers
from tenfold.agents.engine import Engine
from tenfold.agents.firm.parameters import FirmPlan
from tenfold.agents.firm.recovery import Recovery
from tenfold.agents.firm.staff import EMOTION, FIT, SERVICE, Staff, feels, loses_contact, moves_to, quits
from tenfold.agents.measures import profit_cents
from tenfold.agents.plan import MarketPlan, Plan
from tenfold.sim.jit import f4, f8
from tenfold.sim.ledger import SCALE
from tests.agents.placed import firm, placed


def market(periods: int = 30, size: int = 400, **own: Any) -> Engine:
    firms = tuple(FirmPlan(name=n, start_share=0.4, budget=2.0, staff=Staff(**s)) for n, s in
                  (("ours", {"on": True} | own), ("theirs", {})))  # fmt: skip
    return Engine(Plan(market=MarketPlan(size=size, periods=periods, burn_in=0), firms=firms), 3)


def test_rules_by_hand() -> None:
    assert feels(f8(0), f8(0), f8(0), f8(0)) == 0.5
    assert feels(f8(2 * math.log(1.2)), f8(0.1), f8(0.3), f8(0.05)) == pytest.approx(1 / (1 + math.exp(-0.1146431136)))
    assert moves_to(f8(0.4), f8(0.6), f8(0.15)) == pytest.approx(0.43)
    assert quits(f8(0.03), f8(2.5), f8(0.5)) == pytest.approx(0.03)
    assert quits(f8(0.03), f8(2.5), f8(0.9)) == pytest.approx(0.03 * math.exp(-1)) and quits(f8(5), f8(0), f8(0)) == 1.0
    assert loses_contact(f4(0.1), f4(0.11)) and not loses_contact(f4(0.11), f4(0.11))


def test_morale_service_and_turnover_follow_how_staff_are_treated() -> None:
    own = {"pay": 1.2, "train": 5.0, "inertia": 0.5, "contacts": 2, "turnover": 0.04, "best": True}
    run = placed((firm(price=10.0, staff=Staff(on=True, by_complaints=0.0, **own)),), [1] * 100, market={"periods": 3})
    target = 1 / (1 + math.exp(-(2 * math.log(1.2) + 0.2 * (1 - math.exp(-0.5)))))
    morale = 0.5
    for t in range(3):
        morale = 0.5 if t == 0 else morale + 0.5 * (target - morale)
        run.run(1)
        assert run.firms.morale[0] == pytest.approx(morale), t
        assert run.record.spirit[t, 0] == round(morale * SCALE)
        lift, leave = 0.2 * (morale - 0.5), 0.04 * math.exp(-2.5 * (morale - 0.5))
        assert run.firms.quality[[SERVICE, EMOTION, FIT], 0] == pytest.approx(
            [0.72 + lift + 0.03, 0.72 + lift, 0.72 - 0.02 / 2], abs=1e-6)  # fmt: skip
        assert run.firms.severs[0] == pytest.approx(leave**2)
        people = run.record.started[t, 0] / 50
        each = 200 * (0.2 + 0.25 + 0.05 + leave * 3 * 1.2) + 5
        assert run.record.staff[t, 0] == round(100 * people * each)
    assert run.books.balance.sum() == 0


def test_complaints_and_load_lower_morale() -> None:
    """Twice the usual complaints: load 1 beyond it, complaints 2 x .3."""
    run = market(inertia=1.0, by_pay=0.0, by_training=0.0).run(1)
    run.firms.pressure[0] = 2.0
    run.run(1)
    assert run.firms.morale[0] == pytest.approx(1 / (1 + math.exp(1.0 + 0.6)))


def test_without_service_by_morale_pay_is_worth_the_new_people_it_saves_less_the_wage() -> None:
    """Eta = 0, no complaints, nobody severed (k = 20): gain = turnover cost saved - wage, to the cent a period."""
    calm = {"service": 0.0, "by_complaints": 0.0, "contacts": 20, "contact_cost": 0.0, "inertia": 1.0}
    usual, paid = market(**calm).run(), market(**calm, pay=1.1).run()
    assert usual.record.ended.tobytes() == paid.record.ended.tobytes()
    people, morale = usual.record.started[1:, 0] / 50, 1.1**2 / (1 + 1.1**2)
    left = 0.03 * math.exp(-2.5 * (morale - 0.5))
    gain = people * 200 * (3 * 0.03 - 3 * 1.1 * left - 0.1)
    found = (profit_cents(paid.record) - profit_cents(usual.record))[1:, 0] / 100
    assert found == pytest.approx(gain, abs=0.011)


@pytest.mark.parametrize("contacts", [1, 2])
def test_as_many_lose_all_contacts_as_all_who_know_them_leave(contacts: int) -> None:
    """Share q^k to sampling error (4 se)."""
    run = market(periods=20, size=5000, contacts=contacts, turnover=0.2, steepness=0.0).run()
    chance, asked = 0.2**contacts, run.record.started[:, 0].sum()
    assert run.record.severed[:, 0].sum() / asked == pytest.approx(chance, abs=4 * math.sqrt(chance / asked))
    assert not run.record.severed[:, 1].any()


def test_who_loses_all_contacts_feels_no_tie_and_thinks_again() -> None:
    """A turnover of 1 cuts all: the dear firm's customers, who would not think again, leave for the cheap one."""
    from tenfold.agents.customer.choice import Choice

    calm = Choice(reconsider=0.0, sensitivity=1.0)
    for turnover, firms in ((1.0, [2, 2, 2]), (0.0, [1, 1, 2])):
        own = firm(price=90.0, staff=Staff(on=True, turnover=turnover, steepness=0.0))
        columns = {"commitment": np.array([[0.8, 0.8, 0.0], [0.0, 0.0, 0.8]], np.float32)}
        run = placed((own, firm(price=10.0)), [1, 1, 2], aware=[2, 2, 0], columns=columns, market={"periods": 1},
                     choice=calm).run()  # fmt: skip
        assert run.columns.firm.tolist() == firms
        assert run.record.severed[0].tolist() == [2 if turnover else 0, 0]


def test_visits_are_care_paid_for_each_customer() -> None:
    run, none = market(visits=1.5, distortion=0.0).run(1), market(distortion=0.0).run(1)
    assert run.record.visits[0, 0] == round(150 * run.record.started[0, 0])
    assert 1 - run.firms.care[0] == pytest.approx((1 - none.firms.care[0]) * math.exp(-1.5), rel=1e-5)


def test_off_nothing_is_drawn_paid_or_changed() -> None:
    off, usual = market(on=False, pay=5.0, turnover=1.0).run(), market(on=False).run()
    assert off.books.record.tobytes() == usual.books.record.tobytes()
    assert not off.record.severed.any() and not off.record.staff.any() and not off.firms.morale.any()


def test_staff_feel_the_complaints_of_the_period_before_in_units_of_the_usual() -> None:
    own = {"start_share": 0.4, "failure": (0.2,) * 5, "recovery": Recovery(on=True), "staff": Staff(on=True)}
    firms = tuple(FirmPlan(name=n, **own) for n in "ab")
    customers = Customers(complaint=Complaint(on=True, reluctance=0.0))
    plan = Plan(market=MarketPlan(size=500, periods=3, burn_in=0), customers=customers, firms=firms)
    run = Engine(plan, 3).run()
    raised, there = run.record.complaints[-1], run.record.started[-1]
    assert (raised > 0).all() and run.firms.pressure == pytest.approx(raised / there / 0.02)


def test_what_is_spent_on_staff_lowers_what_customers_bring() -> None:
    own = firm(price=10.0, staff=Staff(on=True, pay=1.5, turnover=0.0, customers=100.0, visits=0.5, service=0.0))
    run = placed((own, firm(price=10.0)), [1, 2], market={"periods": 1}).run()
    assert run.columns.value == pytest.approx([10 - 5 - 200 * 0.5 / 100 - 0.5, 5.0])
