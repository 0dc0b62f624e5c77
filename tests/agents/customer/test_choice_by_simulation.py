"""Choices of many customers against the logit that is to produce them, computed from the columns in float64.

Everybody reconsiders once. Seeds are fixed, so a test fails always or never; where chance decides, it would fail a
correct market with probability below ALPHA, all its comparisons together.
"""

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.stats import chi2, norm

from tenfold.agents.customer.awareness import Awareness
from tenfold.agents.customer.birth import Segment
from tenfold.agents.customer.choice import Choice
from tenfold.agents.customer.parameters import Customers
from tenfold.agents.engine import Engine
from tenfold.agents.firm.parameters import FirmPlan
from tenfold.agents.plan import MarketPlan, Plan

ALPHA = 1e-6
SIZE = 20_000
Doubles = NDArray[np.float64]
ANYBODY = (Segment(),)
KEEN = (Segment(taste=50.0, taste_spread=0.0, income_spread=0.0),)  # buys from somebody, and can pay


def firm(**what: Any) -> FirmPlan:
    """Make a firm that everybody knows and that reaches out to nobody."""
    return FirmPlan(**({"known": 1.0, "budget": 0.0, "start_share": 0.2} | what))


def market(firms: tuple[FirmPlan, ...], size: int = SIZE, segments: Any = ANYBODY, **choice: Any) -> Plan:
    """Make a market of one period in which everybody reconsiders and nobody forgets."""
    customers = Customers(
        choice=Choice(**({"reconsider": 1.0} | choice)), segments=segments, awareness=Awareness(forget=0.0)
    )
    return Plan(market=MarketPlan(size=size, periods=1, burn_in=0), customers=customers, firms=firms)


def lived(plan: Plan, seed: int = 1) -> Engine:
    """Give customers a past that differs: tenure, commitment, words heard, friends who left, awareness."""
    engine, rng = Engine(plan, seed), np.random.default_rng(seed)
    c = engine.columns
    c.tenure[:] = np.where(c.firm > 0, rng.integers(0, 60, c.tenure.shape), 0)
    c.commitment[:] = rng.uniform(0, 1, c.commitment.shape)
    c.word[:] = rng.uniform(-1, 1, c.word.shape)
    c.contagion[:] = rng.uniform(0, 3, c.contagion.shape)
    c.aware[:] = rng.integers(0, 2 ** len(plan.firms), c.aware.shape)
    return engine


def chosen(plan: Plan, seed: int = 1, past: bool = False) -> NDArray[np.uint8]:
    """Give the firm everybody has after the period."""
    engine = lived(plan, seed) if past else Engine(plan, seed)
    return engine.run().columns.firm.copy()


def logit(engine: Engine) -> Doubles:
    """Give everybody's probability to choose none and each firm, shape (1 + firms, customers)."""
    plan, c = engine.plan, engine.columns
    k, count = plan.customers.choice, len(plan.firms)
    weights = np.ones((1 + count, c.firm.size))
    leaving = np.where(c.firm > 0, k.switching + k.switching_growth * np.log1p(c.tenure.astype(float)), 0.0)
    weights[0] = np.exp(-k.leaving * leaving)  # doing without is not for nothing where one has a firm
    for f, each in enumerate(plan.firms):
        own = c.firm == f + 1
        price = np.where(own & (c.tenure >= each.loyal_after), each.price * (1 - each.loyal_discount), each.price)
        benefit = (c.weight.astype(float) * c.expectation[f]).sum(axis=0)
        trouble = np.array([each.time, each.effort, each.risk]) @ c.burden.astype(float)
        trouble += 0.0 if each.delivers else c.undelivered
        u = k.value_weight * (plan.customers.value.worth * benefit - price) - k.ease_weight * trouble
        u = k.sensitivity * u + k.standing_weight * each.standing + k.commitment_weight * c.commitment[f]
        u += k.word_weight * c.word[f] + c.taste + np.where(own, k.inertia - k.contagion * c.contagion, -leaving)
        known = ((c.aware >> f) & 1).astype(bool) & (each.enters == 0) & (price <= c.income)
        weights[f + 1] = np.where(own | known, np.exp(np.clip(u, -60, 60)), 0.0)
    return weights / weights.sum(axis=0)


PRICED = (firm(price=45.0), firm(price=50.0), firm(price=55.0))
UNLIKE = (
    firm(price=40.0, loyal_discount=0.2, loyal_after=12, time=2.0),
    firm(price=60.0, standing=1.0, start_share=0.3),
    firm(price=35.0, delivers=False, standing=-1.0, start_share=0.1),
)
POOR_AND_RICH = (Segment(share=0.5, income=45.0), Segment(share=0.5, income=800.0, taste=-1.0, time_price=15.0))
MARKETS = {
    "as by default": market(PRICED),
    "firms unlike": market(UNLIKE),
    "two segments, some poor": market(UNLIKE, segments=POOR_AND_RICH),
    "weights unlike": market(UNLIKE, value_weight=0.5, ease_weight=2.0, word_weight=2.0, inertia=0.7, switching=1.0),
    "one has not entered yet": market((firm(), firm(enters=1), firm())),
}


@pytest.mark.parametrize("name", MARKETS)
def test_shares_are_those_of_the_logit(name: str) -> None:
    engine = lived(MARKETS[name])
    before, p = engine.columns.firm.copy(), logit(engine)
    assert p.sum(axis=0) == pytest.approx(1) and len(set(before)) == 4
    after = engine.run().columns.firm
    bound = norm.isf(ALPHA / 2 / p.shape[0] ** 2)
    for old in range(p.shape[0]):
        rows = before == old
        for new in range(p.shape[0]):
            here, said = p[new, rows], int((after[rows] == new).sum())
            sd = np.sqrt((here * (1 - here)).sum())
            assert abs(said - here.sum()) <= bound * sd + 0.01, f"from {old} to {new}: {said} against {here.sum():.1f}"


def test_only_those_who_reconsider_choose() -> None:
    every, some = (chosen(market(PRICED, reconsider=share)) for share in (1.0, 0.3))
    before = Engine(market(PRICED), 1).columns.firm
    moved, all_moved = some != before, every != before
    assert (some[moved] == every[moved]).all()
    n = all_moved.sum()
    assert abs(moved.sum() / n - 0.3) < norm.isf(ALPHA / 2) * np.sqrt(0.3 * 0.7 / n)


# Price


def test_at_equal_quality_and_brand_price_decides() -> None:
    prices = [30.0, 40.0, 45.0, 50.0, 55.0, 60.0, 70.0]
    firsts = [chosen(market((firm(price=p), firm(), firm()))) == 1 for p in prices]
    shares = [first.mean() for first in firsts]
    assert (np.diff(shares) < -0.01).all()
    alike = chosen(market((firm(), firm(), firm())))
    counts = np.bincount(alike, minlength=4)[1:]
    assert np.ptp(counts) < norm.isf(ALPHA / 6) * np.sqrt(2 * counts.max())  # at equal prices nothing else does


@pytest.mark.parametrize("which", [0, 1, 2])
@pytest.mark.parametrize("name", ["as by default", "firms unlike", "two segments, some poor"])
def test_a_higher_price_wins_nobody(name: str, which: int) -> None:
    plan = MARKETS[name]
    was = chosen(plan, past=True) == which + 1
    for rise in (0.5, 5.0, 50.0):
        dearer = plan.firms[which].model_copy(update={"price": plan.firms[which].price + rise})
        firms = (*plan.firms[:which], dearer, *plan.firms[which + 1 :])
        now = chosen(plan.model_copy(update={"firms": firms}), past=True) == which + 1
        assert not (now & ~was).any() and now.sum() < was.sum()
        was = now


def test_who_cannot_pay_does_not_buy_but_goes_on() -> None:
    segments = (Segment(income=45.0, income_spread=0.0, taste=50.0, taste_spread=0.0),)
    plan = market((firm(price=50.0), firm(price=45.0)), segments=segments)
    before, after = Engine(plan, 1).columns.firm, chosen(plan)
    assert set(after[before != 1]) == {2}
    assert {1, 2} == set(after[before == 1])  # what they have, they go on paying


def test_who_has_not_entered_or_is_not_known_gets_nobody() -> None:
    for absent in (firm(enters=1, start_share=0.0), firm(known=0.0, start_share=0.0)):
        after = chosen(market((firm(), absent, firm()), segments=KEEN))
        assert set(after) == {1, 3}


# Ties


def test_switching_cost_keeps_customers_and_leaves_others_alone() -> None:
    outcomes = [chosen(market(PRICED, switching=cost, switching_growth=0.0)) for cost in (0.0, 1.0, 3.0, 6.0)]
    before = Engine(market(PRICED), 1).columns.firm
    for less, more in zip(outcomes[:-1], outcomes[1:], strict=True):
        kept, kept_more = ((after == before) & (before > 0) for after in (less, more))
        assert not (kept & ~kept_more).any() and kept_more.sum() > kept.sum()
        assert (less[before == 0] == more[before == 0]).all()


def test_tenure_ties_only_where_switching_cost_grows() -> None:
    for growth, matters in ((0.0, False), (1.0, True)):
        young, old = (Engine(market(PRICED, switching_growth=growth), 1) for _ in range(2))
        old.columns.tenure[old.columns.firm > 0] = 50
        before = young.columns.firm.copy()
        stays = [(e.run().columns.firm == before)[before > 0].sum() for e in (young, old)]
        assert (stays[1] > stays[0]) if matters else (stays[1] == stays[0])


# The four reasons for loyalty, and what others say: each is a term that can be switched off


def committed(engine: Engine) -> None:
    engine.columns.commitment[0] = 1.0


def praised(engine: Engine) -> None:
    engine.columns.word[0] = 1.0


def nothing(engine: Engine) -> None:
    pass


REASONS: dict[str, tuple[str, dict[str, Any], Any]] = {
    "intrinsic value": ("value_weight", {"price": 20.0}, nothing),
    "ease of buying": ("ease_weight", {"time": 9.0, "effort": 9.0, "risk": 9.0, "delivers": False}, nothing),
    "stakeholders": ("standing_weight", {"standing": 1.0}, nothing),
    "commitment": ("commitment_weight", {}, committed),
    "what others say": ("word_weight", {}, praised),
}


@pytest.mark.parametrize("name", REASONS)
def test_a_reason_switched_off_is_gone(name: str) -> None:
    weight, offer, change = REASONS[name]
    for value, matters in ((0.0, False), (1.0, True)):
        usual, other = (
            Engine(market((firm(**what), firm(), firm()), size=4000, segments=KEEN, **{weight: value}), 1)
            for what in ({}, offer)
        )
        change(other)
        same = (usual.run().columns.firm == other.run().columns.firm).all()
        assert same != matters


# Whom they consider


@pytest.mark.parametrize("considered", [1, 2, 4])
def test_the_considered_are_picked_by_chance_and_not_by_appeal(considered: int) -> None:
    bargain = tuple(firm(price=price, start_share=0.0) for price in (1.0, 100.0, 100.0, 100.0, 100.0))
    after = chosen(market(bargain, segments=KEEN, considered=considered, sensitivity=0.5))
    counts = np.bincount(after, minlength=6)
    assert counts[0] == 0
    p = considered / 5  # whoever considers the bargain takes it: e^-49 to one
    assert abs(counts[1] - SIZE * p) < norm.isf(ALPHA / 4) * np.sqrt(SIZE * p * (1 - p))
    rest = counts[2:]
    assert ((rest - rest.mean()) ** 2 / rest.mean()).sum() < chi2.isf(ALPHA / 2, 3)


def test_whose_contact_arrives_is_considered_first() -> None:
    loud = firm(budget=1e6, retention_share=0.0, advert_share=0.0, start_share=0.0, price=1.0)
    plan = market((firm(start_share=0.0),) * 4 + (loud,), segments=KEEN, considered=1)
    customers = plan.customers.model_copy(update={"awareness": Awareness(contact_ceiling=1.0)})
    assert set(chosen(plan.model_copy(update={"customers": customers}))) == {5}  # by chance a fifth would


def test_considering_fewer_costs_no_firm_its_own_customers() -> None:
    five = tuple(firm(start_share=0.2) for _ in range(5))
    few, many = (chosen(market(five, considered=n)) for n in (1, 4))
    before = Engine(market(five), 1).columns.firm
    stays_many, stays_few = ((after == before) & (before > 0) for after in (many, few))
    assert not (stays_many & ~stays_few).any() and stays_few.sum() > stays_many.sum()
