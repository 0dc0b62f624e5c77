"""Nothing depends on how a market is computed, and worlds that differ minimally differ no further.

Run as a program, this file prints the fingerprint of a market: how another process, processor or interpreter is asked.
"""

import hashlib
import os
import platform
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import mesa
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenfold.agents.customer.choice import Choice
from tenfold.agents.customer.parameters import Customers
from tenfold.agents.customer.response import Response
from tenfold.agents.customer.word_of_mouth import WordOfMouth
from tenfold.agents.engine import Engine
from tenfold.agents.firm.parameters import FirmPlan
from tenfold.agents.market import Market
from tenfold.agents.period import weighing
from tenfold.agents.plan import MarketPlan, Plan
from tenfold.agents.world import Columns, Measures
from tenfold.sim.blocks import BLOCK
from tenfold.sim.errors import StateError
from tenfold.sim.jit import i8, loop
from tenfold.sim.ledger import CUSTOMERS
from tenfold.sim.network import NetworkPlan
from tenfold.sim.records import views_of

DataCollector: Any = mesa.DataCollector  # Mesa gives it no types


def plan(size: int = 300, periods: int = 12, firms: Any = None, degree: int = 8, **customers: Any) -> Plan:
    lively = {"choice": Choice(reconsider=0.4), "word": WordOfMouth(talk_good=0.6, talk_bad=0.8, resend=0.3)}
    three = tuple(FirmPlan(name=f"firm {n}", start_share=0.25, budget=6.0) for n in range(3))
    return Plan(
        market=MarketPlan(size=size, periods=periods, burn_in=0),
        customers=Customers(**(lively | customers)),
        firms=three if firms is None else firms,
        network=NetworkPlan(degree=degree),
    )


def curve(size: int, periods: int) -> Plan:
    firm = FirmPlan(start_share=0.5, budget=4.0)
    return plan(size, periods, (firm,), rule="response_curve", response=Response(heterogeneity="beta"))


def fingerprint(engine: Engine) -> str:
    """Digest every column, the record and the accounts."""
    digest = hashlib.sha256()
    for array in (*engine.columns, *engine.record, engine.books.balance):
        digest.update(array.tobytes())
    return digest.hexdigest()


def both(size: int, periods: int) -> str:
    """Digest a market of each kind."""
    kinds = (plan(size, periods, degree=4), curve(size, periods))
    return " ".join(fingerprint(Engine(of, 11).run()) for of in kinds)


def elsewhere(size: int, periods: int, **environment: str) -> str:
    """Do the same in a process of its own."""
    command = [sys.executable, __file__, str(size), str(periods)]
    env = os.environ | environment
    return subprocess.run(command, env=env, check=True, capture_output=True, text=True).stdout.strip()


def states(engine: Engine, rows: Any) -> dict[str, bytes]:
    """Give the columns of some customers."""
    return {name: column[..., rows].tobytes() for name, column in engine.columns._asdict().items()}


# Nothing depends on how it is computed


@pytest.mark.parametrize("of", [plan(5000, 5), curve(5000, 5)], ids=["utility", "curve"])
def test_threads_do_not_matter(of: Plan) -> None:
    assert of.market.size > 3 * BLOCK
    assert len({fingerprint(Engine(of, 2, threads).run()) for threads in (1, 2, 3, 4, 7)}) == 1


@pytest.mark.parametrize("chunk", [32, 64, 96, 288, 320])  # 32 customers share a word of bits, and so a block
def test_blocks_do_not_matter(chunk: int) -> None:
    engine = Engine(plan(), 2)

    def live() -> None:
        for low in range(0, 300, chunk):
            weighing(engine.handle, low, min(low + chunk, 300), engine.now)

    for _ in range(12):
        engine.lead(live)
    assert fingerprint(engine) == fingerprint(Engine(plan(), 2).run())


def test_watching_and_pausing_do_not_matter() -> None:
    adaptive = tuple(FirmPlan(name=n, policy="adaptive", review=2, start_share=0.4) for n in "ab")
    alone = Engine(plan(firms=adaptive), 2).run(12)
    market = Market(plan(firms=adaptive), 2)
    collector = DataCollector({"shares": lambda m: m.measures()}, {"mood": lambda agent: agent.unique_id})
    for _ in range(12):
        market.step()
        collector.collect(market)
        market.customers.agg("satisfaction", np.mean)
    assert fingerprint(alone) == fingerprint(market.engine)


def test_another_process_gives_the_same_numbers() -> None:
    assert elsewhere(300, 12) == both(300, 12)


def test_python_without_the_compiler_gives_the_same_numbers() -> None:
    assert elsewhere(20, 3, NUMBA_DISABLE_JIT="1") == both(20, 3)


@pytest.mark.slow
@pytest.mark.endure
@pytest.mark.skipif(platform.machine() not in ("x86_64", "AMD64"), reason="asks for a processor of that family")
def test_another_processor_gives_the_same_numbers() -> None:
    features = "+sse4.2,+avx,+avx2,+fma,+bmi,+bmi2,-avx512f"
    assert elsewhere(300, 12, NUMBA_CPU_NAME="haswell", NUMBA_CPU_FEATURES=features) == both(300, 12)


@loop
def write_by_name(w: Any, now: int, f: int) -> None:
    """Write something under names that stand for rows of a matrix."""
    w.counted.lost[f] += 1
    w.counted.won[2, f] += w.counted.lost[f]
    w.booked.revenue[now, f] = i8(w.settings.price[f] + w.settings.quality[4, f] + w.settings.recovery.ease[f])


def test_compiled_code_and_python_mean_the_same_rows_by_a_name() -> None:
    of = plan(60, 3)
    one, other = Engine(of, 2), Engine(of, 2)
    write_by_name(one.handle, 1, 2)
    getattr(write_by_name, "py_func", write_by_name)(other.world, 1, 2)
    for w in (one.world, other.world):
        assert w.counted.lost.tolist() == [0, 0, 1] and w.counted.won[2].tolist() == [0, 0, 1]
        assert w.booked.revenue[1].tolist() == [0, 0, 51] and w.counted.matrix.sum() == 2
        assert views_of(Measures, w.books.record).revenue[1, 2] == 51


# Worlds that differ minimally


def test_one_isolated_customer_more_changes_nobody() -> None:
    fixed = tuple(FirmPlan(name=n, basis="head", start_share=0.3) for n in "abc")  # 1 money a head, however many
    engines = [Engine(plan(size, firms=fixed), 5, networked=300).run() for size in (300, 301)]
    assert states(engines[0], slice(300)) == states(engines[1], slice(300))
    assert engines[1].columns.income[300] > 0


def test_a_budget_changes_only_those_who_know_the_firm() -> None:
    def firms(budget: float) -> tuple[FirmPlan, ...]:
        known = [FirmPlan(name=n, start_share=0.35, basis="head") for n in "ab"]  # what a rival wins does not move them
        return *known, FirmPlan(name="c", start_share=0.1, known=0.1, budget=budget, contact_price=30.0)

    quiet = WordOfMouth(on=False)
    engines = [Engine(plan(2000, firms=firms(budget), word=quiet), 5) for budget in (1.0, 4.0)]
    knew = np.zeros(2000, bool)
    for _ in range(12):  # reached: aware by the end of that period
        for engine in engines:
            knew |= (engine.columns.aware & 4) != 0
            engine.run(1)
            knew |= (engine.columns.aware & 4) != 0
    untouched = np.flatnonzero(~knew)
    assert 200 < len(untouched) < 1800
    assert states(engines[0], untouched) == states(engines[1], untouched)
    assert states(engines[0], knew) != states(engines[1], knew)


def after(periods: int, other: Plan, change: Callable[[Engine], None] = lambda engine: None) -> tuple[Any, Any, Any]:
    """Play on for one period from one state under the plan and under another; gives the firms before and after."""
    base, twin = Engine(plan(2000), 5).run(periods), Engine(other, 5)
    arrays: Any = zip((*base.columns, *base.books[:3]), (*twin.columns, *twin.books[:3]), strict=True)
    for mine, theirs in arrays:
        theirs[...] = mine
    before, twin.now = base.columns.firm.copy(), base.now
    change(twin)
    return before, base.run(1).columns.firm, twin.run(1).columns.firm


@settings(max_examples=10)
@given(st.floats(0, 20), st.integers(1, 11))
def test_more_inertia_makes_nobody_leave(inertia: float, periods: int) -> None:
    better = plan(2000, choice=Choice(reconsider=0.4, inertia=inertia))
    before, usual, bound = after(periods, better)
    stayed = (before > 0) & (usual == before)
    assert stayed.any() and (bound[stayed] == before[stayed]).all()


@settings(max_examples=10)
@given(st.floats(0, 40), st.integers(1, 11))
def test_a_lower_price_makes_no_customer_leave(cut: float, periods: int) -> None:
    def change(engine: Engine) -> None:
        engine.pull(0, {"price": engine.lever(0, "price") - cut})

    before, usual, cheaper = after(periods, plan(2000), change)
    stayed = (before == 1) & (usual == 1)
    assert stayed.any() and (cheaper[stayed] == 1).all()


# What must add up, and what must be found


@pytest.mark.parametrize("threads", [1, 2])
def test_customers_and_money_add_up_each_period(threads: int) -> None:
    firms = tuple(
        FirmPlan(name=n, price=33.333, start_share=0.3, referral_reward=7.77, loyal_discount=0.111, loyal_after=2)
        for n in "abc"
    )
    engine = Engine(plan(2500, firms=firms), 5, threads)
    for _ in range(12):
        engine.run(1)
        rewards = engine.record.reward.sum()
        assert engine.columns.paid.sum() == rewards - engine.books.balance[CUSTOMERS]
        assert engine.books.balance.sum() == 0
        present = np.bincount(engine.columns.firm, minlength=4)
        assert present.sum() == 2500 and (present[1:] == engine.record.ended[-1]).all()
    assert rewards > 0 and engine.record.discount.sum() > 0


@pytest.mark.parametrize("reading", ["compiled", "mesa"])
@pytest.mark.parametrize("name", [name for name, each in Columns.declared.items() if each.dtype.kind == "f"])
@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_what_is_not_finite_is_found(reading: Any, name: str, value: float) -> None:
    market = Market(plan(60, 3), 5, reading).run(2)
    getattr(market.columns, name)[..., 17] = value
    with pytest.raises(StateError, match=rf"^{name}.* = {value} of customer 17 in period 2: not finite$"):
        market.step()


def test_money_that_vanished_is_found() -> None:
    engine = Engine(plan(), 5).run(2)
    engine.books.balance[0] += 1
    with pytest.raises(StateError, match="period 2: the money"):
        engine.run(1)


if __name__ == "__main__":
    print(both(int(sys.argv[1]), int(sys.argv[2])))
