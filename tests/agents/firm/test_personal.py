"""A personal approach: data gather and age, who wavers is approached, and a right offer acts as care does."""

import math
from typing import Any

import numpy as np
import pytest

from tenfold.agents.customer.choice import Choice
from tenfold.agents.customer.loyalty import Loyalty
from tenfold.agents.engine import Engine
from tenfold.agents.firm.personal import Personal, cares_too, expects_to_stay, gathers_data, is_right
from tenfold.agents.measures import profit_cents
from tenfold.sim.jit import f4, f8
from tests.agents.placed import firm, placed

BY_HABIT = Choice(reconsider=0.0, sensitivity=1.0, switching=0.0, switching_growth=0.0, commitment_weight=0.0)
KEPT = Loyalty(growth=0.0, damage=0.0, wear=0.0, care=0.5, care_steepness=math.log(2))
SURE = Personal(on=True, error=0.0, chance=1.0)


def engine(taste: list[float], personal: Personal = SURE, **more: Any) -> Engine:
    """Make a firm whose customers weigh it by their taste against doing without: U = taste."""
    own: dict[str, Any] = {"approach_money": 1.0, "price": 50.0, "time": 0.0, "effort": 0.0, "risk": 0.0} | more
    return placed((firm(**own), firm(price=50.0)), [1] * (len(taste) - 1) + [2], columns={"taste": taste},
                  choice=BY_HABIT, personal=personal, loyalty=KEPT, market={"discount": 0.25})  # fmt: skip


def test_rules_by_hand() -> None:
    assert gathers_data(f8(0.5), f8(1.0), f8(0.1), f8(0.2)) == pytest.approx(0.5 + 0.05 - 0.1)
    assert gathers_data(f8(0.5), f8(0.0), f8(0.1), f8(0.0)) == 0.5
    assert expects_to_stay(f4(3), f4(1), f4(0)) == 0.75
    assert expects_to_stay(f4(1), f4(1), f4(2)) == pytest.approx(1 / (1 + math.exp(-2)), rel=1e-5)
    assert [is_right(f4(u), f4(0.25), f4(1 / 3)) for u in (0.4, 0.6)] == [True, False]  # .25 + .75/3 = .5
    assert is_right(f4(0.99), f4(0.0), f4(1.0)) and not is_right(f4(0.01), f4(0.0), f4(0.0))
    assert (
        cares_too(f4(0.5), f4(0.5)) == 0.75 and cares_too(f4(0.5), f4(0)) == 0.5 and cares_too(f4(0), f4(0.25)) == 0.25
    )


def test_only_who_wavers_is_approached_and_a_right_offer_binds_as_care_does() -> None:
    logit = [-3.0, -1.0, 0.0, 1.0, 3.0, 0.0]  # .05, .27, .5, .73, .95 would stay; the last is with another firm
    run = engine(logit).run(1)
    assert run.columns.commitment[0].tolist() == pytest.approx([0, 0.25, 0.25, 0.25, 0, 0])  # .5 (1 - 2^-1)
    assert not run.columns.commitment[1].any()
    assert run.record.approached[0].tolist() == [3, 0] and run.record.approach[0].tolist() == [300, 0]
    assert (run.record.cash[0] == profit_cents(run.record)[0]).all() and run.books.balance.sum() == 0
    assert run.columns.value[:3] == pytest.approx([45, 44, 44])


def test_without_right_offers_money_is_spent_in_vain() -> None:
    run = engine([0.0] * 6, Personal(on=True, error=0.0, chance=0.0)).run(1)
    assert run.record.approached[0, 0] == 5 and not run.columns.commitment.any()


def test_data_make_estimates_better_and_offers_right() -> None:
    logit = [4.0, -4.0, 0.0] * 2000  # two thirds do not waver
    found = {}
    for data in (0.0, 0.5, 1.0):
        run = engine(logit, Personal(on=True, error=3.0, chance=0.2, ageing=0.0), data=data).run(1)
        helped = run.columns.commitment[0, :-1] > 0
        wavering = np.array(logit[:-1]) == 0.0
        found[data] = (run.record.approached[0, 0], (helped & wavering).sum() / 2000, helped.sum())
    assert found[1.0][0] == found[1.0][2] == 1999 or found[1.0][0] == 2000  # all who waver, nobody else, all rightly
    assert found[0.0][1] < found[0.5][1] < found[1.0][1]
    hits = found[0.0][2] / found[0.0][0]
    assert hits == pytest.approx(0.2, abs=0.05)


def test_data_gather_with_money_are_paid_for_and_age() -> None:
    personal = Personal(on=True, gathering=0.1, steepness=math.log(2), ageing=0.2)
    run = engine([9.0] * 4, personal, data=0.5, data_money=1.0).run(2)
    first = 0.5
    assert run.firms.data[0] == pytest.approx(first + 0.1 * 0.5 * (1 - first) - 0.2 * first)
    assert run.record.data[:2, 0].tolist() == [300, 300] and run.record.data[0, 1] == 0
    assert (run.record.cash[1] == profit_cents(run.record)[:2].sum(axis=0)).all()


def test_off_or_without_money_nothing_is_done() -> None:
    off = engine([0.0] * 4, Personal(on=False, chance=1.0), data=0.5, data_money=1.0).run()
    idle = engine([0.0] * 4, approach_money=0.0).run()
    assert off.books.record.tobytes() == idle.books.record.tobytes() and not off.record.approached.any()
