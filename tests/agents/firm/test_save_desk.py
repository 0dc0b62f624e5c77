"""The save desk: rules and estimates by hand, who is called, what calls do and cost; off nothing happens."""

import math
from typing import Any

import numpy as np
import pytest

from tenfold.agents.engine import Engine
from tenfold.agents.firm.parameters import FirmPlan
from tenfold.agents.firm.save_desk import NAMES, SaveDesk, walks_out
from tenfold.agents.firm.save_lift import KINDS, OPTIONS, THREATS, TOOLS, known_lift, leaves_at, pick, shrinks_to
from tenfold.agents.market import Market
from tenfold.agents.plan import Plan, check
from tenfold.sim.errors import InputError
from tenfold.sim.groups import varied
from tenfold.sim.jit import f4, f8
from tenfold.sim.ledger import SCALE

STAY = {f"customers.response.{side}_{end}": 1.0 for side in ("join", "stay") for end in ("floor", "ceiling")}


def plan(size: int = 600, periods: int = 6, **own: Any) -> Plan:
    firm = FirmPlan.model_validate({"budget": 0.0, "start_share": 0.83, "save_desk": {"on": True} | own})
    more = {"market.size": size, "market.periods": periods, "market.burn_in": 0, "firms": (firm,)}
    return varied(Plan(), more | STAY | {"customers.rule": "response_curve", "customers.volume.spread": 0.6})


def run(policy: str, seed: int = 1, **own: Any) -> Engine:
    return Engine(plan(policy=policy, **own), seed).run()


def by_cell(entry: Any) -> Any:
    """Give counts as (periods, signals, options)."""
    return entry[:, :, 0].reshape(-1, KINDS, OPTIONS)


def test_rules_by_hand() -> None:
    assert leaves_at(f8(0.25), f8(0.4)) == pytest.approx(0.15)
    assert leaves_at(f8(0.08), f8(-0.3)) == pytest.approx(0.08 + 0.15) and leaves_at(f8(0.9), f8(-0.4)) == 1.0
    assert shrinks_to(f8(0.2), f8(85), f8(7), f8(15)) == pytest.approx(0.1)
    assert shrinks_to(f8(0), f8(0), f8(0), f8(0)) == 0
    assert walks_out(f4(0.2), f4(0.21)) and not walks_out(f4(0.21), f4(0.21))
    shares = np.array([[0.25], [0.25], [0.2], [0.1], [0.2]])
    assert [pick(f4(u), shares, 0) for u in (0.0, 0.3, 0.6, 0.75, 0.99)] == [0, 1, 2, 3, 4]


def test_what_an_oracle_knows_is_bayes_rule() -> None:
    """Behind a signal of 0: weight .25 x .7 of price, share x .075 of the others."""
    engine = Engine(plan(policy="oracle_on_signal"), 1)
    own = engine.plan.firms[0].save_desk
    says = [0.7 if k == 0 else 0.3 / 4 for k in range(KINDS)]
    weight = [share * p for share, p in zip(own.shares, says, strict=True)]
    cut = [alone - leaves_at(f8(alone), f8(own.effects[3 * k])) for k, alone in enumerate(own.leaves)]
    exact = float(np.dot(weight, cut) / sum(weight))
    assert known_lift(engine.handle, 0, 0, 0, 0, False) == pytest.approx(exact)
    assert known_lift(engine.handle, 0, 0, 0, 0, True) == pytest.approx(0.25 * 0.45)


@pytest.mark.parametrize("policy", NAMES)
def test_as_many_are_called_as_can_be_and_calls_are_paid_for(policy: str) -> None:
    found = run(policy)
    asked = by_cell(found.record.desk_asked)
    at_risk, called = asked.sum(axis=(1, 2)), asked[:, :, 1:].sum(axis=(1, 2))
    most = np.rint(0.1 * at_risk)
    assert (called <= most).all() and (policy == "none") == (called.sum() == 0)
    if policy in ("uniform", "subjective", "risk", "risk_value"):
        assert (called == most).all()
    cost = asked[:, :, 1:].sum(axis=1) @ np.array([6.0, 3.0, 4.0])
    assert found.record.saving[:, 0] == pytest.approx(100 * cost) and found.books.balance.sum() == 0
    assert (found.record.desk_gone <= found.record.desk_asked).all()
    assert (found.record.threatened[:, :, 0].sum(axis=1) == at_risk).all()


def test_threats_and_signals_are_as_often_as_said_and_who_is_left_alone_leaves_as_often() -> None:
    """To sampling error (5 se): shares, accuracy .7, leaving by threat."""
    engine = Engine(plan(size=20_000, periods=4), 3).run()
    threatened, shares = engine.record.threatened[:, :, 0].sum(axis=0), engine.plan.firms[0].save_desk.shares
    total = threatened.sum()
    for count, share in zip(threatened, shares, strict=True):
        assert count / total == pytest.approx(share, abs=5 * math.sqrt(share / total))
    c = engine.columns
    there = c.threat > 0
    assert (c.threat == c.signal)[there].mean() == pytest.approx(0.7, abs=5 * 0.46 / math.sqrt(there.sum()))
    leaves = np.dot(shares, engine.plan.firms[0].save_desk.leaves)
    assert engine.record.desk_gone.sum() / total == pytest.approx(leaves, abs=5 * math.sqrt(leaves / total))


def test_subjective_calls_the_biggest_and_an_oracle_nobody_it_would_harm() -> None:
    big = run("subjective", periods=1)
    c = big.columns
    called, rest = 1 + c.extra_volume[c.tool > 0], 1 + c.extra_volume[(c.threat > 0) & (c.tool == 0)]
    assert called.size and called.min() >= rest.max()
    wise = run("oracle", periods=1).columns
    assert set(wise.threat[wise.tool > 0]) <= {1, 2, 3} and THREATS[4] == "sleeping dog"  # no dogs, no lost causes
    assert all(wise.tool[(wise.tool > 0) & (wise.threat == 1 + k)].tolist().count(1 + k) > 0 for k in range(2))
    assert TOOLS[0] == "discount"


def test_with_a_certain_signal_an_oracle_knows_no_more_than_the_signal() -> None:
    one, other = run("oracle_on_signal", accuracy=1.0), run("oracle", accuracy=1.0)
    assert one.books.record.tobytes() == other.books.record.tobytes()


def test_where_no_tool_helps_every_call_is_lost_money() -> None:
    none = run("none", effects=(0.0,) * 15)
    for policy in ("uniform", "subjective", "risk", "risk_value", "uplift", "window"):
        found = run(policy, effects=(0.0,) * 15)
        assert found.record.desk_gone.sum() == none.record.desk_gone.sum(), policy
        assert found.record.saving.sum() > 0, policy
    assert run("oracle", effects=(0.0,) * 15).record.saving.sum() == 0


def test_a_firm_that_learns_comes_to_call_who_can_be_kept_with_what_keeps_them() -> None:
    found = Engine(plan(size=4000, periods=30, policy="uplift", accuracy=1.0), 2).run()
    late = by_cell(found.record.desk_asked)[-5:].sum(axis=0)[:, 1:]
    assert late[0].argmax() == 0 and late[1].argmax() == 1  # discounts for price, care for service
    assert late[:2].sum() > 5 * late[4].sum()  # sleeping dogs are let lie, but for calls at random
    lift = found.firms.lift[:, 0].reshape(KINDS, OPTIONS - 1)
    assert lift[0, 0] == pytest.approx(0.25 * 0.45, abs=0.04) and lift[1, 1] == pytest.approx(0.2 * 0.4, abs=0.04)


def test_after_a_shock_other_tools_work() -> None:
    engine = Engine(plan(policy="oracle", shock=3, periods=4, accuracy=1.0), 1)
    before = [known_lift(engine.handle, 0, 2, 0, k, True) for k in range(3)]
    after = [known_lift(engine.handle, 0, 3, 0, k, True) for k in range(3)]
    assert before == pytest.approx([0.25 * x for x in (0.45, 0.05, 0.0)])
    assert after == pytest.approx([0.25 * x for x in (0.1, 0.3, 0.05)])


def test_both_readings_agree_and_threads_do_not_matter() -> None:
    for policy in ("subjective", "uplift", "window", "risk_value"):
        of = plan(size=150, policy=policy)
        compiled, mesa = Market(of, 4).run(), Market(of, 4, "mesa").run()
        assert compiled.engine.books.record.tobytes() == mesa.engine.books.record.tobytes(), policy
        wide = plan(size=3000, periods=3, policy=policy)
        assert Engine(wide, 1).run().books.record.tobytes() == Engine(wide, 1, threads=2).run().books.record.tobytes()


def test_what_leavers_were_worth_is_what_they_bought() -> None:
    found = run("none", periods=1)
    c = found.columns
    left = (c.threat > 0) & (c.firm == 0)
    assert found.record.worth_gone[0, 0] / SCALE == pytest.approx((1.0 + c.extra_volume[left]).sum(), rel=1e-5)


def test_it_is_refused_where_customers_weigh_firms_and_shares_must_sum_to_1() -> None:
    with pytest.raises(InputError, match="save_desk"):
        check(Plan(firms=(FirmPlan(save_desk=SaveDesk(on=True)),)))
    with pytest.raises(InputError, match="five shares that sum to 1"):
        check(plan(shares=(0.5, 0.5, 0.5, 0.0, 0.0)))


def test_off_nobody_is_at_risk() -> None:
    off = Engine(plan(on=False, policy="uniform"), 1).run()
    assert not off.record.desk_asked.any() and not off.record.saving.any() and not off.record.lost.any()


def test_before_anything_is_learned_only_calls_at_random_are_made() -> None:
    """A tenth of the tenth that can be called, to sampling error (5 se), with each tool as often."""
    found = Engine(plan(size=30_000, periods=1, policy="uplift"), 2).run()
    asked = by_cell(found.record.desk_asked)[0]
    at_risk, called = asked.sum(), asked[:, 1:].sum(axis=0)
    assert called.sum() / at_risk == pytest.approx(0.01, abs=5 * math.sqrt(0.01 / at_risk))
    assert called / called.sum() == pytest.approx([1 / 3] * 3, abs=5 * 0.47 / math.sqrt(called.sum()))
