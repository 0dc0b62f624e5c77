"""Cohorts followed purchase by purchase: nobody and no cent is lost, and all is by hand where little happens."""

import numpy as np
import pytest

from tenfold.agents.customer.hazard import Hazard
from tenfold.agents.engine import Engine
from tenfold.agents.firm.parameters import FirmPlan
from tenfold.agents.measures import profit_cents
from tenfold.agents.plan import Plan
from tenfold.experiments.purchases import Followed, follow, life, paid_back, staying_of
from tenfold.experiments.scenario import compose
from tenfold.experiments.tenure_runs import arm
from tenfold.sim.errors import InputError
from tenfold.sim.groups import varied

MARKET = compose(None, ["market.size=2000", "market.periods=24", "market.burn_in=4"]).plan()
BUSY = varied(MARKET, {
    "customers.complaint.on": True, "firms.0.recovery.on": True, "firms.0.referral_reward": 5.0,
    "firms.0.loyal_discount": 0.1, "customers.volume.spread": 0.5,
})  # fmt: skip
GROWING = varied(MARKET, {
    "customers.serving.on": True, "customers.serving.slope": 0.2, "customers.products.on": True,
    "firms.0.add_ons.on": True, "customers.volume.growth": 0.02,
})  # fmt: skip


def curve(survival: str, ratio: float = 5.0, margin: float = 2.5, **more: object) -> Plan:
    return varied(MARKET, arm(survival, ratio, margin) | more)


@pytest.mark.parametrize("plan", [MARKET, BUSY, GROWING, curve("80%"), curve("Regular")],
                         ids=["market", "busy", "growing", "80%", "sbg"])  # fmt: skip
def test_all_cohorts_together_are_the_firm(plan: Plan) -> None:
    found, record = follow(plan, 3), Engine(plan, 3).run().record
    assert found.money.sum() == pytest.approx(profit_cents(record)[:, 0].sum() / 100, abs=1e-4)
    assert found.bought[1:, 0].tolist() == record.won.sum(axis=1)[:, 0].tolist()
    _, advert, hearsay, contact, referral = (record.won[:, k, 0] for k in range(5))
    assert found.told[1:, 0].tolist() == (hearsay + referral).tolist()
    assert found.paid[1:, 0].tolist() == (advert + contact).tolist()
    for t in (0, 7, 23):
        rows = np.arange(t + 2)
        assert found.bought[t + 1 - rows, rows].sum() == record.ended[t, 0]
        profit = profit_cents(record)[t, 0] / 100  # of founders the first purchase was before
        assert found.money[t + 1 - rows, rows].sum() == pytest.approx(profit, abs=1e-6)


def test_nobody_comes_back_to_a_cohort() -> None:
    found = follow(MARKET, 1)
    for row in range(found.bought.shape[0]):
        seen = found.bought[row, : MARKET.market.periods + 1 - max(row - 1, 0)]
        assert (np.diff(seen[: MARKET.market.periods - row + 1]) <= 0).all()
    heard, paid = found.told[1:].sum(), found.paid[1:].sum()
    assert 0 < heard and 0 < paid and heard + paid <= found.bought[1:].sum()
    assert found.told[0].sum() == found.paid[0].sum() == 0  # founders came of themselves


def test_who_joined_when_and_bought_how_often_by_the_columns_at_the_end() -> None:
    found, columns = follow(MARKET, 2), Engine(MARKET, 2).run().columns
    mine = columns.firm == 1
    for purchase in (1, 3, 10):
        row = MARKET.market.periods + 1 - purchase
        assert found.bought[row, purchase - 1] == (columns.purchases[mine] == purchase).sum() > 0
    founders = mine & (columns.spell == 0)
    assert found.bought[0, -1] == founders.sum() > 0


def test_everybody_stays_or_leaves_as_said() -> None:
    always = {"customers.response.stay_floor": 1.0, "customers.response.stay_ceiling": 1.0}
    whole = life(follow(curve("90%", **always), 1), 0, 8)
    assert (whole.staying == 1).all() and whole.won > 1000
    assert whole.money == pytest.approx(whole.survivor)
    assert whole.survivor[1:] == pytest.approx(15)  # 25 asked, 10 to sell
    assert whole.survivor[0] == pytest.approx(15 - whole.won_for) and whole.won_for == pytest.approx(40, abs=3)
    none = life(follow(curve("90%", **dict.fromkeys(always, 0.0)), 1), 0, 8)
    assert none.staying.tolist() == [1, 0, 0, 0, 0, 0, 0, 0] and none.money[1:].tolist() == [0] * 7


def test_care_belongs_to_the_purchase_that_those_who_left_did_not_make() -> None:
    firm = FirmPlan(start_share=0.0, price=25, unit_cost=10, budget=8, basis="head", retention_share=0.25)
    found = life(follow(curve("80%", firms=(firm,)), 1), 0, 6)
    assert found.money[1:] == pytest.approx(15 * found.staying[1:] - 2 * found.staying[:-1], abs=0.02)
    assert found.survivor[1:] == pytest.approx(13, abs=0.02)


def test_cohorts_by_hand() -> None:
    bought = np.array([[9, 8, 7, 6], [4, 2, 1, 0], [6, 3, 0, 0], [5, 0, 0, 0]], np.int64)
    brought = np.array([[0, 0, 0, 0], [40.0, 40, 30, 0], [120, 90, 0, 0], [150, 0, 0, 0]])
    cared, won_for, held = np.array([1.0, 2, 3]), np.array([100.0, 50, 70]), np.zeros((3, 2, 2), np.int64)
    money = np.array([[0, 0, 0, 0], [-60, 30, 0, 0], [70, 60, 0, 0], [80, 0, 0, 0]], np.float64)
    of = Followed(bought, bought, bought * 0, bought * 2.0, brought, brought, brought * 0, money, won_for, cared, held)
    two = life(of, 0, 2)  # periods 0 and 1: 10 won, 5 of them buy again
    assert two.won == 10 and two.staying.tolist() == [1, 0.5] and two.money.tolist() == [1, 9]
    assert two.won_for == 15 and two.spent.tolist() == [2, 2]
    assert two.survivor == pytest.approx([160 / 10 - 15, 130 / 5 - 0.4 * 2 - 0.6 * 3])
    later = life(of, 1, 2)
    assert later.won == 6 and later.won_for == pytest.approx(50 / 6)
    assert staying_of(of.told, 0, 2).tolist() == [1, 0.5] and np.isnan(staying_of(of.paid, 0, 2)).all()


def test_when_it_is_paid_back() -> None:
    assert paid_back(np.array([-5.0, 2, 2, 2])) == 4
    assert paid_back(np.array([-5.0, 2, 3, -9])) == 3
    assert paid_back(np.array([0.0, -1])) == 1
    assert paid_back(np.array([-5.0, 1])) == 3


def test_a_market_too_short_is_refused() -> None:
    with pytest.raises(InputError, match=r"market.periods = 24: allowed: market.burn_in \+ 21 = 25 or more"):
        life(follow(MARKET, 1), 4, 21)
    assert life(follow(MARKET, 1), 4, 20).won > 0


def test_theta_of_the_cohort_is_that_of_the_model() -> None:
    assert arm("Regular", 5.0, 2.5)["customers.response.alpha"] == Hazard().alpha
