"""Where no ratio is imposed: equal prices per act, half the budget each, once silent and once talking."""

import math
from types import SimpleNamespace
from typing import Any

import pytest

from tenfold.agents.engine import Engine
from tenfold.agents.firm.parameters import FirmPlan
from tenfold.agents.plan import MarketPlan, Plan
from tenfold.experiments.five_to_ten import emergent as module
from tenfold.experiments.five_to_ten.emergent import emergent
from tenfold.sim.statistics import interval

PLAN = Plan(
    market=MarketPlan(size=500, periods=6, burn_in=2),
    firms=(FirmPlan(contact_price=9.0, advert_share=0.4, retention_share=0.1, start_share=0.4),),
)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Plan, int]]:
    jobs_asked: list[tuple[Plan, int]] = []

    def play_all(_: Any, jobs: Any) -> list[Any]:
        jobs_asked.extend(jobs)
        return [SimpleNamespace(ratio_b=seed + 100 * plan.customers.word.on) for plan, seed in jobs]

    monkeypatch.setattr(module, "play_all", play_all)
    return jobs_asked


def test_the_silent_and_the_talking_market_meet_the_same_seeds(asked: list[tuple[Plan, int]]) -> None:
    found = emergent(PLAN, 4)
    assert found.silent == interval([0, 1, 2, 3])
    assert found.talking == interval([100, 101, 102, 103])
    assert found.price == 2.0


def test_the_start_is_symmetric_in_cost(asked: list[tuple[Plan, int]]) -> None:
    emergent(PLAN, 1)
    for plan, _ in asked:
        (firm,) = plan.firms
        assert (firm.contact_price, firm.advert_share, firm.retention_share) == (2.0, 0.0, 0.5)
        assert plan.customers.rule == "utility"


def test_one_act_a_head_closes_the_same_share_of_what_either_can_do(asked: list[tuple[Plan, int]]) -> None:
    """A contact and an act of care cost 2 each, so x money a head buys x / 2 of either, which close 1 - exp(-x / 2)."""
    emergent(PLAN, 1)
    engine = Engine(asked[0][0], 1).run(1)
    firms, ceiling = engine.firms, asked[0][0].customers.awareness.contact_ceiling
    care, woo = float(firms.retention_spend[0]), float(firms.acquisition_spend[0])
    own = int(engine.record.started[0, 0])
    assert care == pytest.approx(1 * 500 / own) and woo == pytest.approx(1 * 500 / (500 - own))
    assert firms.care[0] == pytest.approx(1 - math.exp(-care / 2), rel=1e-6)
    assert firms.contact_reach[0] == pytest.approx(ceiling * (1 - math.exp(-woo / 2)), rel=1e-6)
