"""Money: rounding, what a budget does per head, what cannot be spent, and books that balance to the cent."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenfold.agents.customer.choice import Choice
from tenfold.agents.customer.parameters import Customers
from tenfold.agents.customer.response import Response
from tenfold.agents.engine import Engine
from tenfold.agents.firm.curves import response_rate
from tenfold.agents.firm.parameters import FirmPlan
from tenfold.agents.measures import discounted_profit, profit_cents
from tenfold.agents.period import open_period
from tenfold.agents.plan import MarketPlan, Plan
from tenfold.agents.world import Measures
from tenfold.sim.jit import f8
from tenfold.sim.ledger import CUSTOMERS, FIRST_FIRM, OUTSIDE, SCALE, cents, post, worth
from tenfold.sim.records import mapped, views_of

SIZE = 400


def plan(*firms: FirmPlan, periods: int = 6, **customers: Any) -> Plan:
    customers = {"choice": Choice(reconsider=0.4)} | customers
    market = MarketPlan(size=SIZE, periods=periods, burn_in=0)
    return Plan(market=market, customers=Customers(**customers), firms=firms)


def opened(of: Plan) -> Engine:
    """Let the firms of a market spend in the first period, and nothing more."""
    engine = Engine(of, 1)
    open_period(engine.handle, 0)
    return engine


def booked(engine: Engine, firm: int = 0) -> Any:
    """Give what a firm booked in the first period, by name."""
    return mapped(views_of(Measures, engine.books.record), lambda entry: entry[0, ..., firm])


@pytest.mark.parametrize(
    ("money", "whole"),
    [
        (0.0, 0), (1.0, 100), (0.004, 0), (0.006, 1), (49.99, 4999), (1e9, 100_000_000_000),
        (0.005, 0), (0.015, 2), (0.025, 2), (0.125, 12), (0.375, 38), (2.675, 268), (-0.125, -12), (-0.375, -38),
    ],
)  # fmt: skip
def test_halves_of_a_cent_go_to_the_even_cent(money: float, whole: int) -> None:
    assert cents(f8(money)) == whole


@given(st.integers(-(10**12), 10**12))
def test_whole_cents_stay_what_they_are(amount: int) -> None:
    assert cents(f8(amount / 100)) == amount


def test_a_payment_is_entered_on_both_sides() -> None:
    balance = np.zeros(4, np.int64)
    post(balance, 2, 0, 1234)
    assert balance.tolist() == [1234, 0, -1234, 0]


def test_what_money_is_worth_falls_by_the_discount() -> None:
    assert worth(4, 0.25) == pytest.approx([1, 1 / 1.25, 1 / 1.25**2, 1 / 1.25**3])
    assert worth(3, 0.0).tolist() == [1, 1, 1]


# What a budget does


@pytest.mark.parametrize("basis", ["market", "head"])
def test_a_budget_becomes_reach_and_care_per_head(basis: Any) -> None:
    firm = FirmPlan(
        start_share=0.3, budget=6.0, retention_share=0.25, basis=basis, advert_share=0.4, contact_price=3.0,
        advert_price=2.0,
    )  # fmt: skip
    engine = opened(plan(firm, FirmPlan(start_share=0.3)))
    count, own, a = int(engine.books.present[0]), engine.firms, Customers().awareness
    woo, hold = (SIZE - count, count) if basis == "head" else (SIZE, SIZE)
    row = booked(engine)
    assert 0 < count < SIZE and row.acquire == 450 * woo and row.retain == 150 * hold and row.kept == 0
    spend, care = 4.5 * woo / (SIZE - count), 1.5 * hold / count
    expected = {
        "contact_reach": (spend * 0.6 / 3, 0.0, a.contact_ceiling, a.contact_steepness),
        "advert_reach": (spend * 0.4 / 2, 0.0, a.advert_ceiling, a.advert_steepness),
        "care": (care, 0.0, 1.0, Customers().loyalty.care_steepness),
    }
    for name, curve in expected.items():
        assert getattr(own, name)[0] == pytest.approx(response_rate(*curve), rel=1e-6), name
    assert own.gain[0] == pytest.approx(20 - care, rel=1e-6)
    assert engine.books.balance[[OUTSIDE, FIRST_FIRM]].tolist() == [
        row.acquire + row.retain + booked(engine, 1).acquire + booked(engine, 1).retain,
        -row.acquire - row.retain,
    ]


@pytest.mark.parametrize("kind", ["none", "beta"])
def test_a_response_curve_converts_and_keeps(kind: Any) -> None:
    r = Response(heterogeneity=kind, join_floor=0.05)
    firm = FirmPlan(start_share=0.5, budget=4.0, retention_share=0.5)
    engine = opened(plan(firm, rule="response_curve", response=r))
    n = int(engine.books.present[0])
    won = response_rate(2.0 * SIZE / (SIZE - n), r.join_floor, r.join_ceiling, r.join_steepness)
    floor, ceiling = (0.0, r.max_saved) if kind == "beta" else (r.stay_floor, r.stay_ceiling)
    kept = response_rate(2.0 * SIZE / n, floor, ceiling, r.stay_steepness)
    assert [engine.firms.convert[0], engine.firms.keep[0]] == pytest.approx([won, kept], rel=1e-6)


@pytest.mark.parametrize("basis", ["market", "head"])
def test_money_with_no_customer_to_keep_is_kept(basis: Any) -> None:
    engine = opened(plan(FirmPlan(start_share=0.0, budget=4.0, basis=basis)))
    row = booked(engine)
    assert row.retain == 0 and engine.firms.care[0] == 0
    assert row.acquire == 200 * SIZE
    assert row.kept == (200 * SIZE if basis == "market" else 0)
    assert engine.books.balance[FIRST_FIRM] == -row.acquire


@pytest.mark.parametrize("basis", ["market", "head"])
def test_money_with_nobody_left_to_win_is_kept(basis: Any) -> None:
    engine = opened(plan(FirmPlan(start_share=1.0, budget=4.0, basis=basis)))
    row = booked(engine)
    assert row.acquire == 0 and engine.firms.contact_reach[0] == engine.firms.advert_reach[0] == 0
    assert row.retain == 200 * SIZE
    assert row.kept == (200 * SIZE if basis == "market" else 0)
    assert engine.books.balance[FIRST_FIRM] == -row.retain


def test_who_has_not_entered_spends_nothing() -> None:
    of = plan(FirmPlan(start_share=0.5), FirmPlan(start_share=0.0, enters=2, budget=9.0))
    record = mapped(Engine(of, 1).run().record, lambda entry: entry[..., 1])
    spending = record.acquire + record.retain + record.kept
    assert (spending[:2] == 0).all() and (spending[2:] == 900 * SIZE).all()
    assert (record.contacts + record.adverts + record.ended)[:2].sum() == 0 < record.contacts[2:].sum()


# Books

money = st.floats(0.01, 300)
firms = st.builds(
    FirmPlan,
    price=money,
    unit_cost=st.floats(0, 300),
    budget=st.floats(0, 50),
    basis=st.sampled_from(["market", "head"]),
    retention_share=st.floats(0, 1),
    loyal_discount=st.floats(0, 1),
    loyal_after=st.integers(0, 3),
    referral_reward=st.floats(0, 30),
    policy=st.sampled_from(["fixed", "adaptive", "equity_test"]),
    review=st.integers(1, 3),
    start_share=st.sampled_from([0.0, 0.1, 0.3]),
    enters=st.integers(0, 2),
)


@settings(max_examples=25)
@given(st.lists(firms, min_size=1, max_size=3), st.integers(0, 2**32))
def test_every_cent_is_somewhere_whatever_the_firms_do(of: list[FirmPlan], seed: int) -> None:
    engine = Engine(plan(*of), seed)
    for _ in range(6):
        engine.run(1)
        assert engine.books.balance.sum() == 0
    record, balance = engine.record, engine.books.balance
    flows = profit_cents(record)
    assert (np.diff(record.cash, axis=0, prepend=0) == flows).all()
    assert (balance[FIRST_FIRM:] == record.cash[-1]).all()
    assert balance[OUTSIDE] == (record.serve + record.acquire + record.retain).sum()
    paid = record.revenue - record.discount - record.reward
    assert balance[CUSTOMERS] == -paid.sum()
    assert engine.columns.paid.sum() == (record.revenue - record.discount).sum()


@settings(max_examples=15)
@given(st.lists(firms, min_size=1, max_size=3), st.integers(0, 2**32))
def test_a_budget_is_spent_or_kept_and_never_more(of: list[FirmPlan], seed: int) -> None:
    record = Engine(plan(*of), seed).run().record
    for f, firm in enumerate(of):
        for now in range(6):
            row = mapped(record, lambda entry: entry[now, ..., f])  # noqa: B023
            n, share, active = int(row.started), row.retention_share / SCALE, now >= firm.enters
            woo, hold = (SIZE - n, n) if firm.basis == "head" else (SIZE, SIZE)
            budget = active * firm.budget * ((1 - share) * woo + share * hold)
            used = (row.acquire + row.retain + row.kept) / 100
            assert used == pytest.approx(budget, abs=0.011 + firm.budget * SIZE / SCALE)  # cents, and rounded shares


def test_profit_is_what_is_left_and_counts_by_its_date() -> None:
    engine = Engine(plan(FirmPlan(start_share=0.5, referral_reward=5.0, loyal_discount=0.1, loyal_after=1)), 1).run()
    row = mapped(engine.record, lambda entry: entry[3, ..., 0])
    ends, units = row.ended, row.discounted
    assert row.revenue == 5000 * ends and row.serve == 3000 * ends and row.discount == 500 * units
    assert row.reward == 500 * row.won[4]
    by_hand = 2000 * ends - 500 * units - row.reward - row.acquire - row.retain
    assert profit_cents(row) == by_hand
    value = sum(profit_cents(engine.record)[t, 0] / 100 / 1.01**t for t in range(6))
    assert discounted_profit(engine.record, engine.books.worth) == pytest.approx([value])
