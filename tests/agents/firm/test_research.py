"""Research and drift: rules by hand, what is heard, improved and paid for; needs drift alike; off nothing changes."""

import math
from typing import Any

import numpy as np
import pytest

from tenfold.agents.customer.drift import Drift, drifts
from tenfold.agents.customer.parameters import Customers
from tenfold.agents.engine import Engine
from tenfold.agents.firm.parameters import FirmPlan
from tenfold.agents.firm.research import Research, estimates, wants
from tenfold.agents.plan import MarketPlan, Plan
from tenfold.sim.jit import f4, f8
from tests.agents.placed import firm, placed

QUALITY = (0.8, 0.72, 0.72, 0.5, 0.72)


def market(periods: int = 12, size: int = 300, drift: float = 0.0, **own: Any) -> Engine:
    firms = tuple(FirmPlan(name=n, start_share=0.4, budget=2.0, quality=QUALITY, research=Research(**s)) for n, s in
                  (("ours", {"on": True} | own), ("theirs", {})))  # fmt: skip
    customers = Customers(drift=Drift(on=drift > 0, spread=drift))
    return Engine(Plan(market=MarketPlan(size=size, periods=periods, burn_in=0), customers=customers, firms=firms), 3)


def test_rules_by_hand() -> None:
    assert estimates(f8(0.3), f8(0.5), f8(25), f8(1.0)) == pytest.approx(0.4)
    assert estimates(f8(0.05), f8(0.5), f8(25), f8(-1.0)) == 0.0
    assert wants(f8(0.2), f8(0.5), f8(0.95)) == pytest.approx(0.09) and wants(f8(0.2), f8(0.96), f8(0.95)) == 0.0
    assert drifts(f4(0.2), f4(1.0), f4(0.1)) == pytest.approx(0.2 * math.exp(0.1))


def test_surveys_err_as_the_square_root_of_the_customers_asked_says() -> None:
    """RMSE of a weight before all are made to sum to 1 is sigma / sqrt(n), to 5%: of 4,000 draws."""
    normal = np.random.default_rng(1).standard_normal(4000)
    said = np.array([estimates(f8(0.6), f8(0.5), f8(200), f8(x)) for x in normal])
    assert np.sqrt(np.mean((said - 0.6) ** 2)) == pytest.approx(0.5 / math.sqrt(200), rel=0.05)
    for surveys in (50, 5000):
        errors = []
        for seed in range(40):
            run = Engine(market(periods=1, every=1, surveys=surveys).plan, seed).run()
            truth = run.columns.weight.mean(axis=1, dtype=np.float64)
            errors.append(run.firms.heard_weight[:, 0] - truth)
        assert run.firms.heard_weight[:, 0].sum() == pytest.approx(1.0)
        assert np.sqrt(np.mean(np.square(errors))) == pytest.approx(0.5 / math.sqrt(surveys), rel=0.35), surveys


def test_what_weighs_most_and_is_furthest_is_improved_and_paid_for() -> None:
    """Without error: weights .3 .15 .25 .2 .1, gaps .15 .23 .23 .45 .23: fit first, .2 x .45 = .09."""
    own = Research(on=True, every=3, error=0.0, money=2.0, speed=0.01, erosion=0.0, surveys=100)
    run = placed((firm(price=10.0, quality=QUALITY, research=own),), [1] * 10, market={"periods": 4})
    run.run(4)
    assert run.firms.heard_weight[:, 0] == pytest.approx([0.3, 0.15, 0.25, 0.2, 0.1], abs=1e-6)
    assert run.firms.improved[:, 0] == pytest.approx([0, 0, 0, 0.08, 0])
    assert run.firms.quality[:, 0] == pytest.approx([0.8, 0.72, 0.72, 0.58, 0.72])
    assert run.record.research[:, 0].tolist() == [1500, 0, 0, 1500]
    assert run.record.improving[:, 0].tolist() == [2000] * 4 and run.books.balance.sum() == 0


def test_who_never_asks_improves_all_alike_and_what_is_improved_erodes() -> None:
    run = market(every=0, money=1.0, speed=0.01, erosion=0.5, periods=3).run()
    built = 0.0
    for _ in range(3):
        built = 0.5 * built + 0.002
    assert run.firms.improved[:, 0] == pytest.approx([built] * 5) and not run.record.research.any()
    full = market(every=1, money=100.0, periods=20).run()
    assert (full.firms.quality[:, 0] <= 0.95 + 1e-6).all() and full.firms.quality[:, 0].max() == pytest.approx(0.95)


def test_needs_drift_alike_for_all_and_still_sum_to_1() -> None:
    still, moved = market(periods=6).run(), market(periods=6, drift=0.3).run()
    ratio = moved.columns.weight / still.columns.weight
    assert moved.columns.weight.sum(axis=0) == pytest.approx(np.ones(300), abs=1e-5)
    pairs = np.log(ratio[1:] / ratio[0])  # what of a weight is common to all customers
    assert pairs.std(axis=1).max() < 1e-4 < np.abs(pairs.mean(axis=1)).min()
    steps = [np.log(Engine(market(periods=1, drift=0.3).plan, s).run().columns.weight
                    / Engine(market(periods=1).plan, s).run().columns.weight) for s in range(60)]  # fmt: skip
    apart = np.array([step[0, 0] - step[1, 0] for step in steps])
    assert apart.std() == pytest.approx(0.3 * math.sqrt(2), rel=0.3)


def test_who_asks_again_knows_better_where_needs_drift() -> None:
    def error(every: int) -> float:
        runs = [Engine(market(periods=30, drift=0.15, every=every, surveys=2000).plan, s).run() for s in range(6)]
        return float(np.mean([np.abs(r.firms.heard_weight[:, 0] - r.columns.weight.mean(axis=1)).mean() for r in runs]))

    assert error(3) < 0.5 * error(1000)


def test_off_nothing_is_asked_improved_or_moved() -> None:
    off, usual = market(on=False, every=1).run(), market(on=False).run()
    assert off.books.record.tobytes() == usual.books.record.tobytes()
    assert not off.record.improving.any() and not off.firms.improved.any()
