"""Delivery dates: what they make expected, who is served late, and what is said of early and late firms."""

from typing import Any

import numpy as np
import pytest

from tenfold.agents.customer.choice import Choice
from tenfold.agents.customer.expectation import Expectation
from tenfold.agents.customer.parameters import Customers
from tenfold.agents.customer.satisfaction import Satisfaction
from tenfold.agents.customer.trust import Trust
from tenfold.agents.engine import Engine
from tenfold.agents.firm.dates import Dates
from tenfold.agents.firm.parameters import FirmPlan
from tenfold.agents.plan import MarketPlan, Plan
from tests.agents.placed import firm, placed

QUALITY = (0.9, 0.6, 0.9, 0.9, 0.9)
STILL = Expectation(prior=0.5, prior_spread=0.0, prior_weight=2.0, slowest=0.5)
BARE: dict[str, Any] = {"gain": 1.0, "performance": 0.0, "assimilation": 0.0, "tolerance": 0.0, "exponent": 1.0}
FEEL = Satisfaction(loss_aversion=2.0, memory=1.0, **BARE)


@pytest.mark.parametrize("early", [-0.2, 0.0, 0.2])
def test_a_date_moves_what_ones_own_firm_is_expected_to_take_before_it_comes(early: float) -> None:
    given = Dates(on=True, early=early, believed=0.5)
    two = (firm(quality=QUALITY), firm(quality=QUALITY, dates=given))
    engine = placed(two, [1, 2, 0], expectation=STILL, satisfaction=FEEL).run(1)
    told = 0.5 + (0.6 - early - 0.5) * 0.5
    c = engine.columns
    assert c.expectation[:, 1, :] == pytest.approx(np.array([[0.55, 0.5, 0.5], [0.5, (told + 0.6) / 2, 0.5]]), rel=1e-5)
    assert c.expectation[:, 0, :] == pytest.approx(np.array([[0.7, 0.5, 0.5], [0.5, 0.7, 0.5]]), rel=1e-5)
    gap = 0.6 - told
    felt = 0.85 * 0.4 + 0.15 * (gap if gap > 0 else 2 * gap)  # speed weighs .15, in the other attributes .4 is gained
    assert c.satisfaction[1, 1] == pytest.approx(np.tanh(felt), rel=1e-4)


def test_distrust_takes_away_what_a_date_is_believed() -> None:
    for disbelief, left in ((0.0, 1.0), (1.0, 0.25)):
        trust = Trust(on=True, broken=0.0, mending=0.0, disbelief=disbelief)
        only = (firm(quality=QUALITY, dates=Dates(on=True, early=-0.2, believed=0.5)),)
        engine = placed(only, [1], columns={"distrust": 0.75}, expectation=STILL, trust=trust).run(1)
        told = 0.5 + 0.3 * 0.5 * left
        assert engine.columns.expectation[0, 1, 0] == pytest.approx((told + 0.6) / 2, rel=1e-5)


@pytest.mark.parametrize(("early", "late"), [(0.2, 0), (0.0, 0), (-0.1, 0), (-0.15, 3), (-0.4, 3)])
def test_late_is_what_comes_intolerably_later_than_promised(early: float, late: int) -> None:
    two = (firm(quality=QUALITY, dates=Dates(on=True, early=early)), firm(quality=QUALITY))
    engine = placed(two, [1, 1, 1, 2, 0], satisfaction=Satisfaction(tolerance=0.125)).run(1)
    assert engine.record.late.tolist() == [[late, 0]]


def plan(early: float = 0.0, on: bool = True, **customers: Any) -> Plan:
    two = tuple(FirmPlan(name=n, start_share=0.4, budget=4.0) for n in ("one", "other"))
    mine = two[0].model_copy(update={"dates": Dates(on=on, early=early)})
    market = MarketPlan(size=4000, periods=12, burn_in=0)
    return Plan(market=market, customers=Customers(choice=Choice(reconsider=0.3), **customers), firms=(mine, two[1]))


def test_early_deliveries_are_praised_and_late_ones_decried() -> None:
    found = [Engine(plan(early), 4).run().record for early in (-0.3, 0.0, 0.3)]
    said = [(r.told_good[:, 0].sum() / r.started[:, 0].sum(), r.told_bad[:, 0].sum() / r.started[:, 0].sum())
            for r in found]  # fmt: skip
    good, bad = zip(*said, strict=True)
    assert good[0] < good[1] < good[2] and bad[0] > bad[1] > bad[2]
    late = [r.late[:, 0].sum() / r.ended[:, 0].sum() for r in found]
    assert late[0] > 0.9 > late[1] > 0.2 > late[2]


def test_off_nothing_else_acts() -> None:
    usual, other = (Engine(plan(early, on=False), 4).run() for early in (0.0, 0.5))
    assert usual.books.record.tobytes() == other.books.record.tobytes() and not usual.record.late.any()
