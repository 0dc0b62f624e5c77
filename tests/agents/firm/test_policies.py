"""Policies against toy ledgers with known answers: they climb, they estimate, and they see nothing but their ledger."""

import inspect
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from tenfold.agents.customer.parameters import Customers
from tenfold.agents.customer.response import Response
from tenfold.agents.engine import Engine
from tenfold.agents.firm.curves import Curve, Curves, response_rate
from tenfold.agents.firm.equity import best_equity
from tenfold.agents.firm.parameters import FirmPlan
from tenfold.agents.firm.policies import BELIEVED_REACH, BELIEVED_STAY, STEP, adapt, decide, equity_share, estimate
from tenfold.agents.firm.steady_state import best_share, settled_customers
from tenfold.agents.plan import MarketPlan, Plan
from tenfold.agents.state import MEASURES, SCALE, Measure

M = Measure
SIZE, REVIEW = 10_000, 4
CURVES = Curves(Curve(0.0, BELIEVED_REACH, 0.5), Curve(0.0, BELIEVED_STAY, 0.9))  # as a manager believes them
Ledger = NDArray[np.int64]


def ledger(periods: int, **entries: float) -> Ledger:
    """Make a ledger with the same entries in every period."""
    rows = np.zeros((periods, MEASURES), np.int64)
    for name, value in entries.items():
        rows[:, M[name.upper()]] = round(value)
    return rows


def ordinary(**changed: float) -> Ledger:
    """Make the ledger of a firm with 4,000 customers of 10,000 to which nothing unusual happens."""
    usual = {
        "started": 4000, "ended": 4000, "lost": 400, "won": 400, "acquire": 900_000, "retain": 1_200_000,
        "share": 0.5 * SCALE,
    }  # fmt: skip
    return ledger(REVIEW, **(usual | changed))


def climb(start: float, profit: Callable[[float], float], reviews: int = 60) -> list[float]:
    """Let the adaptive policy decide again and again on a hill; gives the shares it took."""
    share, shares, book = start, [], np.zeros((0, MEASURES), np.int64)
    for _ in range(reviews):
        book = np.concatenate([book, ledger(REVIEW, revenue=profit(share), share=share * SCALE)])
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
    rising = np.concatenate([ledger(REVIEW, revenue=100, share=0.5 * SCALE), ledger(REVIEW, share=0.55 * SCALE)])
    rising[-REVIEW:, M.REVENUE] = 101
    assert adapt(rising, 0.55, REVIEW) == pytest.approx(0.6)
    rising[-REVIEW:, M.REVENUE] = 99
    assert adapt(rising, 0.55, REVIEW) == pytest.approx(0.5)
    rising[-REVIEW:, M.REVENUE], rising[-REVIEW:, M.RETAIN] = 101, 3  # costs count
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
    assert decide(plan(policy), 0, book, 0.37) == 0.37


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
    last = engine.record[-1, 0, M.SHARE] / SCALE
    assert abs(start - best) > 0.15 and abs(last - best) < 0.03
    rest = settled_customers(CURVES, 2.0, [best])[0] * SIZE
    assert engine.record[-24:, 0, M.ENDED].mean() == pytest.approx(rest, rel=0.02)


def test_the_equity_share_divides_the_budget_as_the_test_would_spend_it() -> None:
    firm, book = plan().firms[0], ordinary(ended=2500)
    best = best_equity(CURVES, 20.0, 0.01)
    keep, win = best.retention_spend * 2500, best.acquisition_spend * 7500
    assert equity_share(CURVES, firm, 0.01, book, SIZE) == pytest.approx(keep / (keep + win))


def test_where_spending_does_not_pay_the_share_stays() -> None:
    firm = plan(price=30.0, unit_cost=30.0).firms[0]
    assert equity_share(CURVES, firm, 0.01, ordinary(share=0.25 * SCALE), SIZE) == 0.25


counts = st.integers(0, SIZE)


@given(counts, counts, counts, st.integers(0, 10**8), st.integers(0, 10**8), st.sampled_from([0.0, 0.3, 1.0]))
@pytest.mark.parametrize("policy", ["adaptive", "best_response", "equity_test"])
def test_every_decision_is_a_share(
    policy: Any, started: int, lost: int, won: int, acquire: int, retain: int, share: float
) -> None:
    lost, won = min(lost, started), min(won, SIZE - started)
    book = ordinary(started=started, lost=lost, won=won, ended=started - lost + won, acquire=acquire, retain=retain)
    assert 0 <= decide(plan(policy), 0, book, share) <= 1


# What a policy can know


@pytest.mark.parametrize("policy", ["adaptive", "best_response", "equity_test"])
def test_a_policy_sees_its_ledger_and_not_the_truth(policy: Any) -> None:
    assert list(inspect.signature(decide).parameters) == ["plan", "firm", "ledger", "share"]
    book = np.concatenate([ordinary(share=0.45 * SCALE), ordinary(revenue=10)])
    said = [decide(plan(policy, join=truth), 0, book, 0.5) for truth in (0.001, 0.5, 50.0)]
    assert len(set(said)) == 1 and said[0] != 0.5
    assert not any(isinstance(value, Engine) for value in (book, *said))


@pytest.mark.parametrize("policy", ["best_response", "equity_test"])
def test_a_policy_learns_from_the_latest_periods_only(policy: Any) -> None:
    old, new = ordinary(won=50, lost=2000), ordinary()
    told = decide(plan(policy), 0, np.concatenate([old, new]), 0.5)
    assert told == decide(plan(policy), 0, new, 0.5) != decide(plan(policy), 0, old, 0.5)


def test_a_firm_decides_at_its_reviews_and_only_there() -> None:
    record = Engine(plan("adaptive", 13, retention_share=0.5), 1).run().record[:, 0, M.SHARE] / SCALE
    assert (record[:REVIEW] == 0.5).all() and record[REVIEW] == pytest.approx(0.55, abs=1e-4)
    changes = np.flatnonzero(np.diff(record)) + 1
    assert changes.tolist() == [4, 8, 12]
