"""Supply: rules and the chain by hand, who fails when, what insurance costs and does; off nothing is."""

from typing import Any

import numpy as np
import pytest

from tenfold.agents.engine import Engine
from tenfold.agents.firm.parameters import FirmPlan
from tenfold.agents.firm.supply import Supply, earns_goodwill, lacks, stays_down, strikes
from tenfold.agents.measures import profit_cents
from tenfold.agents.plan import MarketPlan, Plan
from tenfold.sim.jit import f8
from tenfold.sim.ledger import SCALE
from tests.agents.placed import firm, placed


def market(periods: int = 40, size: int = 60, rival: Any = None, **own: Any) -> Engine:
    supplied = [FirmPlan(name=n, start_share=0.4, budget=2.0, supply=Supply(**s)) for n, s in
                (("ours", {"on": True} | own), ("theirs", rival or {}))]  # fmt: skip
    return Engine(Plan(market=MarketPlan(size=size, periods=periods, burn_in=0), firms=tuple(supplied)), 3)


def down(run: Engine, f: int = 0) -> Any:
    return run.record.short[:, f] / SCALE


def test_rules_by_hand() -> None:
    assert strikes(f8(0.009), f8(0.01)) and not strikes(f8(0.01), f8(0.01))
    assert [stays_down(f8(4), f8(g)) for g in (0.0, 0.5, 1.0)] == [4.0, 3.0, 2.0]
    assert lacks(False, False, False, f8(0.15), f8(0)) == lacks(False, True, False, f8(0.15), f8(0)) == 0.0
    assert lacks(True, False, False, f8(0.15), f8(0)) == 1.0 and lacks(True, False, True, f8(0.15), f8(0)) == 0.15
    assert lacks(False, True, True, f8(0.15), f8(0)) == 0.15 and lacks(True, True, True, f8(0.15), f8(0)) == 1.0
    assert lacks(True, False, False, f8(0.15), f8(1)) == 0.5
    assert earns_goodwill(f8(0.5), f8(0.05), f8(0.02)) == pytest.approx(0.53)
    assert earns_goodwill(f8(0.01), f8(0.0), f8(0.02)) == 0.0 and earns_goodwill(f8(0.99), f8(0.05), f8(0.02)) == 1.0


def test_want_of_supplies_is_one_more_step_of_the_chain() -> None:
    own = firm(price=10.0, failure=(0.1, 0.2, 0.0, 0.0, 0.3), supply=Supply(on=True, hazard=1.0, dual=True, lasts=1))
    half = placed((own.model_copy(update={"supply": own.supply.model_copy(update={"hazard": 0.0, "recall": 1})}),),
                  [1, 1], market={"periods": 2})  # fmt: skip
    half.run(1)
    assert half.firms.failure[0] == pytest.approx(1 - 0.9 * 0.8 * 0.7, abs=1e-7)
    assert half.run(1).firms.failure[0] == 1.0 and down(half).tolist() == [0.0, 1.0]
    both = placed((own,), [1, 1], market={"periods": 1}).run()
    assert down(both).tolist() == [1.0]  # a hazard of 1 strikes both sources


def test_the_seller_is_blamed_whichever_step_failed() -> None:
    """The same market to the bit, whichever step of the chain it is that fails."""
    runs = []
    for step in range(5):
        failure = tuple(0.2 if k == step else 0.0 for k in range(5))
        firms = tuple(FirmPlan(name=n, start_share=0.4, failure=failure) for n in "ab")
        runs.append(Engine(Plan(market=MarketPlan(size=80, periods=8, burn_in=0), firms=firms), 2).run())
    assert len({run.books.record.tobytes() for run in runs}) == 1
    assert len({run.columns.satisfaction.tobytes() for run in runs}) == 1 and runs[0].record.failures.any()


def test_a_failure_lasts_as_long_as_it_says_and_goodwill_shortens_it() -> None:
    run = market(periods=400, hazard=0.02, lasts=4).run()
    ends = np.flatnonzero(np.diff(np.concatenate([[0], down(run) > 0, [0]])))
    spans = ends[1::2] - ends[::2]
    assert spans[:-1].min() == 4 and set(down(run)) == {0.0, 1.0}
    kind = market(periods=400, hazard=0.02, lasts=4, early=True, earns=1.0).run()
    ends = np.flatnonzero(np.diff(np.concatenate([[0], down(kind) > 0, [0]])))
    assert (ends[1::2] - ends[::2])[:-1].min() == 2 and down(kind).max() == 0.5 and kind.firms.goodwill[0] == 1.0


def test_how_often_it_is_down_is_as_the_closed_form_says() -> None:
    """Of a renewal process: h D / (1 + h (D - 1)) with at most a new failure a period; 4,000 periods, 4 se."""
    h, lasts = 0.02, 4
    found = down(market(periods=4000, size=5, hazard=h, lasts=lasts).run()).mean()
    exact = h * lasts / (1 + h * (lasts - 1))
    assert found == pytest.approx(exact, abs=4 * np.sqrt(2 * lasts * exact / 4000))
    watched = down(market(periods=4000, size=5, hazard=h, lasts=lasts, watches=True, owns=True).run()).mean()
    less = h * 0.6 * 0.3
    assert watched == pytest.approx(less * lasts / (1 + less * (lasts - 1)), abs=0.012)


def test_alone_firms_fail_apart_in_common_together() -> None:
    risk = {"on": True, "hazard": 0.05, "lasts": 1}
    alone, together = market(periods=300, rival=risk, **risk).run(), market(
        periods=300, rival=risk | {"common": 1.0}, **risk | {"common": 1.0}).run()  # fmt: skip
    assert (down(together) == down(together, 1)).all() and down(together).any()
    assert 0 < (down(alone) * down(alone, 1)).sum() < 0.3 * down(alone).sum()
    dual = market(periods=300, rival=risk, **risk | {"common": 1.0, "dual": True}).run()
    assert set(down(dual)) == {0.0, 1.0}  # a second source does not help where all fail at once


def test_where_nothing_fails_insurance_costs_its_premium_and_changes_nothing_else() -> None:
    none, dual = market(hazard=0.0).run(), market(hazard=0.0, dual=True).run()
    for name in ("started", "ended", "lost", "revenue", "failures"):
        assert getattr(none.record, name).tobytes() == getattr(dual.record, name).tobytes(), name
    premium = np.rint(0.6 * 100 * dual.record.started[:, 0])
    assert (dual.record.supply[:, 0] == premium).all() and not none.record.supply.any()
    assert (profit_cents(none.record)[:, 0] - profit_cents(dual.record)[:, 0] == premium).all()
    assert dual.books.balance.sum() == 0


def test_each_instrument_is_paid_for() -> None:
    for own, cost in (({"watches": True}, 0.3), ({"early": True}, 0.3), ({"owns": True}, 1.2), ({"teaches": 2.0}, 2.0)):
        run = market(hazard=0.0, **own).run()
        expected = np.rint(cost * 100 * run.record.started[:, 0])
        expected[0] += 600 * 60 if "owns" in own else 0
        assert (run.record.supply[:, 0] == expected).all(), own


def test_what_suppliers_learn_reaches_rivals_as_far_as_it_spills() -> None:
    for spills in (0.0, 0.5, 1.0):
        run = market(periods=10, hazard=0.0, rival={"on": True, "hazard": 0.0}, teaches=1.0, learns=0.01,
                     spills=spills).run()  # fmt: skip
        gain = 10 * 0.01 * (1 - np.exp(-1.0))
        assert run.firms.supplied == pytest.approx([gain, spills * gain])
        assert run.firms.quality[:, 0] == pytest.approx(np.full(5, 0.72 + 0.9 * gain), abs=1e-6)


def test_off_nothing_is_drawn_paid_or_changed() -> None:
    off = Engine(market(periods=8, on=False, hazard=1.0, dual=True).plan, 1).run()
    usual = Engine(market(periods=8, on=False).plan, 1).run()
    assert off.books.record.tobytes() == usual.books.record.tobytes() and not off.record.supply.any()



def test_what_is_spent_on_suppliers_lowers_what_customers_bring() -> None:
    own = firm(price=10.0, supply=Supply(on=True, hazard=0.0, dual=True, dual_cost=2.0))
    run = placed((own, firm(price=10.0)), [1, 2], market={"periods": 2, "discount": 0.25}).run()
    assert run.columns.value == pytest.approx([(10 - 5 - 2) * 1.8, 5 * 1.8])
