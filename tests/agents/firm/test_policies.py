"""Policies against toy ledgers with known answers: they climb, they estimate, and they see nothing but their ledger."""

from collections.abc import Callable
from typing import Any, get_args, get_type_hints

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenfold.agents.customer.parameters import Customers
from tenfold.agents.customer.response import Response
from tenfold.agents.engine import Engine
from tenfold.agents.firm.curves import Curve, Curves, response_rate
from tenfold.agents.firm.equity import best_equity
from tenfold.agents.firm.levers import levers
from tenfold.agents.firm.parameters import FirmPlan
from tenfold.agents.firm.policies import (
    BELIEVED_REACH,
    BELIEVED_STAY,
    POLICIES,
    STEP,
    Report,
    Seen,
    adapt,
    equity_share,
    estimate,
)
from tenfold.agents.firm.steady_state import best_share, settled_customers
from tenfold.agents.plan import MarketPlan, Plan
from tenfold.agents.world import Ledger, Observed
from tenfold.sim.ledger import SCALE
from tenfold.sim.records import mapped, new

SIZE, REVIEW = 10_000, 4
CURVES = Curves(Curve(0.0, BELIEVED_REACH, 0.5), Curve(0.0, BELIEVED_STAY, 0.9))  # as a manager believes them


def ledger(periods: int, **entries: float) -> Ledger:
    """Make a ledger with the same entries in every period."""
    rows = mapped(new(Ledger, F=periods), lambda entry: entry.T)  # periods first
    for name, value in entries.items():
        (rows.won[:, 0] if name == "won" else getattr(rows, name))[:] = round(value)
    return rows


def one_after_the_other(first: Ledger, then: Ledger) -> Ledger:
    """Put two ledgers together."""
    pairs = {name: np.concatenate([getattr(first, name), getattr(then, name)]) for name in Ledger.declared}
    return first._replace(**pairs)


def seeing(of: Plan, book: Ledger, share: float) -> Seen:
    """Make what the first firm of a plan sees with a ledger of our own."""
    firm = of.firms[0]
    levers = {"retention_share": share, "budget": firm.budget, "price": firm.price}
    return Seen(
        now=len(book.started), levers=levers, unit_cost=firm.unit_cost, review=firm.review,
        discount=of.market.discount, heads=of.market.size, ledger=book, report=(),
    )  # fmt: skip


def decide(of: Plan, book: Ledger, share: float) -> float:
    """Give the share that the first firm of a plan would take."""
    return POLICIES[of.firms[0].policy](seeing(of, book, share)).get("retention_share", share)


def ordinary(**changed: float) -> Ledger:
    """Make the ledger of a firm with 4,000 customers of 10,000 to which nothing unusual happens."""
    usual = {
        "started": 4000, "ended": 4000, "lost": 400, "won": 400, "acquire": 900_000, "retain": 1_200_000,
        "retention_share": 0.5 * SCALE,
    }  # fmt: skip
    return ledger(REVIEW, **(usual | changed))


def climb(start: float, profit: Callable[[float], float], reviews: int = 60) -> list[float]:
    """Let the adaptive policy decide again and again on a hill; gives the shares it took."""
    share, shares, book = start, [], ledger(0)
    for _ in range(reviews):
        book = one_after_the_other(book, ledger(REVIEW, revenue=profit(share), retention_share=share * SCALE))
        share = adapt(book, share, REVIEW)
        shares.append(share)
    return shares


# Adaptive


@pytest.mark.parametrize("start", [0.0, 0.3, 0.6, 0.97])
@pytest.mark.parametrize("top", [0.0, 0.35, 0.6, 1.0])
def test_adaptive_climbs_a_hill_and_stays_on_top(start: float, top: float) -> None:
    shares = climb(start, lambda share: 1e6 * (1 - (share - top) ** 2))
    assert all(0 <= share <= 1 for share in shares)
    assert max(abs(share - top) for share in shares[30:]) <= 2 * STEP + 1e-9
    assert np.abs(np.diff([start, *shares])).max() <= STEP + 1e-9


def test_adaptive_comes_down_from_the_upper_end() -> None:
    assert climb(1.0, lambda share: 1e6 * (1 - share))[-1] < 0.5


def test_adaptive_turns_round_as_soon_as_profit_falls() -> None:
    before, after = (ledger(REVIEW, revenue=100, retention_share=s * SCALE) for s in (0.5, 0.55))
    rising = one_after_the_other(before, after)
    rising.revenue[-REVIEW:] = 101
    assert adapt(rising, 0.55, REVIEW) == pytest.approx(0.6)
    rising.revenue[-REVIEW:] = 99
    assert adapt(rising, 0.55, REVIEW) == pytest.approx(0.5)
    rising.revenue[-REVIEW:], rising.retain[-REVIEW:] = 101, 3  # costs count
    assert adapt(rising, 0.55, REVIEW) == pytest.approx(0.5)


def test_adaptive_tries_something_first() -> None:
    assert adapt(ordinary(), 0.5, REVIEW) == pytest.approx(0.5 + STEP)
    assert adapt(ordinary(), 1.0, REVIEW) == 1.0


# Estimation


def test_an_estimate_goes_through_what_was_seen() -> None:
    found = estimate(ordinary(), SIZE)
    assert found is not None
    assert response_rate(9000 / 6000, *found.acquisition) == pytest.approx(400 / 6000, abs=1e-12)
    assert response_rate(12000 / 4000, *found.retention) == pytest.approx(0.9, abs=1e-12)
    assert (found.acquisition.ceiling, found.retention.ceiling) == (BELIEVED_REACH, BELIEVED_STAY)


NOTHING_TO_LEARN: dict[str, dict[str, float]] = {
    "no customers": {"started": 0, "lost": 0, "retain": 0},
    "nobody left to win": {"started": SIZE, "won": 0, "acquire": 0},
    "nobody was won": {"won": 0},
    "more were won than can be believed": {"won": 6000 * BELIEVED_REACH + 1},
    "all were lost": {"lost": 4000},
    "fewer were lost than can be believed": {"lost": 4000 * (1 - BELIEVED_STAY) - 1},
    "nothing was spent on winning": {"acquire": 0},
    "nothing was spent on keeping": {"retain": 0},
}


@pytest.mark.parametrize("name", NOTHING_TO_LEARN)
@pytest.mark.parametrize("policy", ["best_response", "equity_test"])
def test_where_nothing_can_be_learnt_the_share_stays(name: str, policy: Any) -> None:
    book = ordinary(**NOTHING_TO_LEARN[name])
    assert estimate(book, SIZE) is None
    assert decide(plan(policy), book, 0.37) == 0.37


# Best response and the customer-equity test


def plan(policy: Any = "fixed", periods: int = 60, join: float = 0.5, **firm: Any) -> Plan:
    """Make a market of one firm under a response curve whose ceilings are as believed."""
    response = Response(
        join_floor=0.0, join_ceiling=BELIEVED_REACH, join_steepness=join, stay_floor=0.0, stay_ceiling=BELIEVED_STAY,
        stay_steepness=0.9,
    )  # fmt: skip
    own = FirmPlan(**({"policy": policy, "review": REVIEW, "budget": 2.0, "start_share": 0.4} | firm))
    market, customers = MarketPlan(size=SIZE, periods=periods), Customers(rule="response_curve", response=response)
    return Plan(market=market, customers=customers, firms=(own,))


@pytest.mark.parametrize("start", [0.3, 0.95])
def test_best_response_finds_the_optimum_when_it_believes_the_truth(start: float) -> None:
    engine = Engine(plan("best_response", 96, retention_share=start, review=24), 1).run()
    best = best_share(CURVES, 2.0)
    last = engine.record.retention_share[-1, 0] / SCALE
    assert abs(start - best) > 0.15 and abs(last - best) < 0.03
    rest = settled_customers(CURVES, 2.0, [best])[0] * SIZE
    assert engine.record.ended[-24:, 0].mean() == pytest.approx(rest, rel=0.02)


def test_the_equity_share_divides_the_budget_as_the_test_would_spend_it() -> None:
    of, book = plan(), ordinary(ended=2500)
    best = best_equity(CURVES, 20.0, 0.01)
    keep, win = best.retention_spend * 2500, best.acquisition_spend * 7500
    assert equity_share(CURVES, seeing(of, book, 0.5)) == pytest.approx(keep / (keep + win))


def test_where_spending_does_not_pay_the_share_stays() -> None:
    of, book = plan(price=30.0, unit_cost=30.0), ordinary(retention_share=0.25 * SCALE)
    assert equity_share(CURVES, seeing(of, book, 0.5)) == 0.25


counts = st.integers(0, SIZE)


@given(counts, counts, counts, st.integers(0, 10**8), st.integers(0, 10**8), st.sampled_from([0.0, 0.3, 1.0]))
@pytest.mark.parametrize("policy", ["adaptive", "best_response", "equity_test"])
def test_every_decision_is_a_share(
    policy: Any, started: int, lost: int, won: int, acquire: int, retain: int, share: float
) -> None:
    lost, won = min(lost, started), min(won, SIZE - started)
    book = ordinary(started=started, lost=lost, won=won, ended=started - lost + won, acquire=acquire, retain=retain)
    assert 0 <= decide(plan(policy), book, share) <= 1


# What a policy can know


@pytest.mark.parametrize("policy", ["adaptive", "best_response", "equity_test"])
def test_a_policy_sees_its_ledger_and_not_the_truth(policy: Any) -> None:
    book = one_after_the_other(ordinary(retention_share=0.45 * SCALE), ordinary(revenue=10))
    said = [decide(plan(policy, join=truth), book, 0.5) for truth in (0.001, 0.5, 50.0)]
    assert len(set(said)) == 1 and said[0] != 0.5


def held(kind: Any) -> list[Any]:
    """List every type within a type, walking into tuples, mappings and records."""
    if isinstance(kind, type) and hasattr(kind, "declared"):
        return [kind]
    inner = get_args(kind) or (tuple(get_type_hints(kind).values()) if hasattr(kind, "_fields") else ())
    return [found for part in inner for found in held(part)] if inner else [kind]


def test_what_a_policy_sees_holds_nothing_hidden() -> None:
    assert set(held(Seen)) == {int, float, str, Any, Ledger, FirmPlan, ...}  # any: the value of a lever; its own plan
    assert not set(Ledger.declared) & set(Observed.declared)
    assert {"satisfaction", "commitment", "lost_to_rivals", "heard"} <= set(Observed.declared)
    engine = Engine(plan("adaptive", 8), 1).run(6)
    seen = engine.seen(0)
    kinds = [int, dict, float, int, float, int, Ledger.Packed, tuple, FirmPlan, tuple, int]
    assert [type(value) for value in seen] == kinds
    assert seen.report == (Report("firm", 50.0, int(engine.record.ended[4, 0])),)
    assert (seen.ledger.ended == engine.record.ended[:, 0]).all() and seen.ledger.won.shape == (6, 5)
    before = engine.books.record.copy()
    for entry in seen.ledger._asdict().values():
        assert entry.base is None  # nothing behind it but itself
        entry[:] = 99
    assert (engine.books.record == before).all()
    assert set(seen.levers) == set(levers())
    engine.pull(0, seen.levers)  # what is seen can be given back


@pytest.mark.parametrize("policy", ["best_response", "equity_test"])
def test_a_policy_learns_from_the_latest_periods_only(policy: Any) -> None:
    old, new = ordinary(won=50, lost=2000), ordinary()
    told = decide(plan(policy), one_after_the_other(old, new), 0.5)
    assert told == decide(plan(policy), new, 0.5) != decide(plan(policy), old, 0.5)


def test_a_firm_decides_at_its_reviews_and_only_there() -> None:
    record = Engine(plan("adaptive", 13, retention_share=0.5), 1).run().record.retention_share[:, 0] / SCALE
    assert (record[:REVIEW] == 0.5).all() and record[REVIEW] == pytest.approx(0.55, abs=1e-4)
    changes = np.flatnonzero(np.diff(record)) + 1
    assert changes.tolist() == [4, 8, 12]
