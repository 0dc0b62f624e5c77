"""Mechanisms in worlds that differ in one thing only: same seed, same customers, same luck.

What is exact is compared exactly. Where chance decides, seeds are fixed and the false-alarm rate is ALPHA at most.
"""

import math
from typing import Any

import numpy as np
import pytest
from scipy.stats import norm

from tenfold.agents.customer.awareness import Awareness
from tenfold.agents.customer.birth import Segment
from tenfold.agents.customer.choice import Choice
from tenfold.agents.customer.delivery import Delivery
from tenfold.agents.customer.expectation import Expectation
from tenfold.agents.customer.loyalty import Loyalty
from tenfold.agents.customer.parameters import Customers
from tenfold.agents.customer.response import Response
from tenfold.agents.customer.volume import Volume
from tenfold.agents.customer.word_of_mouth import Once, WordOfMouth
from tenfold.agents.engine import Engine
from tenfold.agents.firm.parameters import FirmPlan
from tenfold.agents.measures import profit_cents
from tenfold.agents.plan import MarketPlan, Plan
from tenfold.agents.world import Measures
from tenfold.sim.ledger import SCALE
from tenfold.sim.network import NetworkPlan
from tenfold.sim.records import mapped

ALPHA = 1e-6
Z = float(norm.isf(ALPHA / 2))
UNREACHED: dict[str, Any] = {"contact_price": 1e6, "advert_price": 1e6}  # a firm whose money buys care only


def world(
    first: dict[str, Any] | None = None, both: dict[str, Any] | None = None, size: int = 3000, **customers: Any
) -> Plan:
    """Make a market of two firms alike, but for what is said of the first."""
    common: dict[str, Any] = {"start_share": 0.4, "budget": 4.0} | (both or {})
    firms = (FirmPlan(name="first", **(common | (first or {}))), FirmPlan(name="other", **common))
    customers = {"choice": Choice(reconsider=0.3)} | customers
    return Plan(market=MarketPlan(size=size, periods=18, burn_in=0), customers=Customers(**customers), firms=firms)


def play(plan: Plan, seed: int = 4) -> Measures:
    """Give the totals of the first firm over all periods, by name."""
    return mapped(Engine(plan, seed).run().record, lambda entry: entry[..., 0].sum(axis=0))


def state(plan: Plan, seed: int = 4) -> bytes:
    """Give all that a market leaves."""
    engine = Engine(plan, seed).run()
    return b"".join(a.tobytes() for a in (*engine.columns, *engine.record, engine.books.balance))


def mean(totals: Measures, feeling: str) -> float:
    """Give the mean of a feeling over customers and periods."""
    return float(getattr(totals, feeling) / SCALE / totals.ended)


def churn(totals: Measures) -> float:
    return float(totals.lost / totals.started)


# What is off is exactly neutral

OFF: dict[str, tuple[Plan, Plan]] = {
    "word of mouth": (
        world(word=WordOfMouth(on=False)),
        world(
            word=WordOfMouth(
                on=False, talk_good=0.1, talk_bad=1.0, told_good=50, told_bad=1, resend=1.0, weak_ties=4,
                impression=1.0, persuasion=1.0, fading=1.0, credit=0.9, referral_response=5.0, sobering=0.0,
            )
        ),
    ),
    "word of mouth, and so the network": (
        world(word=WordOfMouth(on=False)),
        world(word=WordOfMouth(on=False)).model_copy(update={"network": NetworkPlan(kind="random", degree=20)}),
    ),
    "a promise that moves nobody": (
        world({"promise": 0.1}, awareness=Awareness(promise=0.0)),
        world({"promise": 1.0}, awareness=Awareness(promise=0.0)),
    ),
    "failures, where none happen": (
        world(both={"failure": (0.0,) * 5}, delivery=Delivery(severity=0.0)),
        world(both={"failure": (0.0,) * 5}, delivery=Delivery(severity=1.0)),
    ),
    "care that works on nobody": (
        world(loyalty=Loyalty(care=0.0, care_steepness=0.1)),
        world(loyalty=Loyalty(care=0.0, care_steepness=9.0)),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", OFF)
def test_what_is_off_is_exactly_neutral(name: str) -> None:
    usual, other = OFF[name]
    assert state(usual) == state(other)


def test_what_is_on_is_not() -> None:
    assert state(world()) != state(world(word=WordOfMouth(on=False)))
    assert state(world({"promise": 0.1})) != state(world({"promise": 1.0}))
    assert state(world(delivery=Delivery(severity=0.0))) != state(world(delivery=Delivery(severity=1.0)))


# Delivery and promises


def test_failure_annoys_and_drives_away() -> None:
    sound, failing = play(world({"failure": (0.0,) * 5})), play(world({"failure": (0.04,) * 5}))
    assert sound.failures == 0 and failing.failures / failing.ended == pytest.approx(1 - 0.96**5, abs=0.01)
    assert mean(failing, "satisfaction") < mean(sound, "satisfaction") - 0.05
    assert failing.told_bad / failing.ended > 1.5 * sound.told_bad / sound.ended
    assert churn(failing) > 1.1 * churn(sound)


def test_the_customer_does_not_care_which_step_failed() -> None:
    steps = [tuple(0.1 if k == which else 0.0 for k in range(5)) for which in range(5)]
    assert len({state(world({"failure": each}, size=500)) for each in steps}) == 1


def test_a_promise_beyond_what_is_kept_wins_more_and_satisfies_less() -> None:
    plain, loud = (play(world({"promise": level, "start_share": 0.1})) for level in (0.72, 1.0))
    won = [totals.won.sum() for totals in (plain, loud)]
    assert won[1] > 1.1 * won[0]
    assert mean(loud, "satisfaction") < mean(plain, "satisfaction") - 0.02


# Instruments of retention


@pytest.mark.parametrize("after", [0, 3])
def test_a_discount_that_binds_nobody_costs_just_what_it_gives(after: int) -> None:
    def curve(discount: float) -> Plan:
        firm = FirmPlan(price=33.35, start_share=0.5, loyal_discount=discount, loyal_after=after)
        market, customers = MarketPlan(size=3000, periods=12, burn_in=0), Customers(rule="response_curve")
        return Plan(market=market, customers=customers, firms=(firm,))

    full, cut = play(curve(0.0)), play(curve(0.1))
    units = cut.discounted
    assert full.discounted == 0
    assert cut.discount == units * 334 > 0  # 3.335 is 334 cents: halves to the even cent
    assert profit_cents(full) - profit_cents(cut) == cut.discount
    for name in set(Measures.declared) - {"discount", "discounted", "cash"}:
        assert (getattr(full, name) == getattr(cut, name)).all(), name
    assert (after == 0) == (units == full.ended)


def test_a_loyal_discount_keeps_customers_and_costs_margin() -> None:
    full, cut = (play(world({"loyal_discount": d, "loyal_after": 2, "price": 50.0})) for d in (0.0, 0.2))
    assert churn(cut) < churn(full)
    assert cut.discount == cut.discounted * 1000
    assert (cut.revenue - cut.discount) / cut.ended < 0.9 * full.revenue / full.ended


def test_care_makes_committed_customers_who_stay() -> None:
    none, some, much = (play(world({"retention_share": s, "budget": 8.0, **UNREACHED})) for s in (0.0, 0.1, 1.0))
    assert mean(none, "commitment") < mean(some, "commitment") < mean(much, "commitment")
    assert churn(none) > churn(some) > churn(much)
    assert none.retain == 0 < some.retain < much.retain


# Word of mouth


def test_referral_rewards_raise_praise_and_cost_what_they_pay() -> None:
    plain, paid = (play(world({"referral_reward": r})) for r in (0.0, 12.34))
    assert plain.won[4] == plain.reward == 0 < paid.won[4]
    assert paid.reward == paid.won[4] * 1234
    assert paid.told_good / paid.ended > 1.1 * plain.told_good / plain.ended


def test_praise_fills_the_market_and_blame_empties_it() -> None:
    silent = play(world(word=WordOfMouth(talk_good=0.0, talk_bad=0.0)))
    praise = play(world(word=WordOfMouth(talk_good=1.0, talk_bad=0.0)))
    blame = play(world(word=WordOfMouth(talk_good=0.0, talk_bad=1.0)))
    assert silent.heard == 0
    assert praise.told_bad == blame.told_good == 0
    assert praise.started > silent.started > blame.started
    assert churn(silent) < churn(blame)


def steady(contagion: float) -> Plan:
    """Make one firm whose customers are all alike and leave with probability .01, but for friends who left."""
    burden = 0.5 * (5 + 3 + 4)
    taste = math.log(99) - 0.08 * (100 * 0.72 - 50 - burden)
    customers = Customers(
        segments=(Segment(taste=taste, taste_spread=0.0, weight_spread=0.0, income_spread=0.0, income=1e6),),
        choice=Choice(reconsider=1.0, leaving=0.0, commitment_weight=0.0, word_weight=0.0, contagion=contagion),
        expectation=Expectation(prior=0.72, prior_spread=0.0),
        awareness=Awareness(forget=0.0),
        delivery=Delivery(noise=0.0),
        word=WordOfMouth(persuasion=0.0, sobering=1.0),
    )
    firm = FirmPlan(start_share=1.0, known=1.0, budget=0.0, failure=(0.0,) * 5)
    return Plan(market=MarketPlan(size=30_000, periods=25, burn_in=0), customers=customers, firms=(firm,))


@pytest.mark.parametrize("contagion", [0.0, math.log(1.8)])
def test_a_friend_who_left_raises_the_hazard_by_what_was_published(contagion: float) -> None:
    engine = Engine(steady(contagion), 6)
    left, at_risk = np.zeros(2), np.zeros(2)
    for _ in range(25):
        before, friends = engine.columns.firm.copy(), engine.columns.contagion.copy()
        after = engine.run(1).columns.firm
        for k in range(2):
            rows = (before == 1) & (friends == k)
            left[k] += (after[rows] == 0).sum()
            at_risk[k] += rows.sum()
    hazard = left / at_risk
    expected = [1 / 100, math.exp(contagion) / (99 + math.exp(contagion))]  # odds of 1 : 99, and so much more
    for k in range(2):
        assert abs(hazard[k] - expected[k]) < Z * math.sqrt(expected[k] / at_risk[k])
    ratio, spread = hazard[1] / hazard[0], Z * math.sqrt((1 / left).sum())
    assert abs(math.log(ratio) - math.log(expected[1] / expected[0])) < spread < 0.35


# News that is used up, hubs, and leaving the category


def test_news_passed_on_once_dies_out_and_else_goes_on() -> None:
    loud = {"talk_bad": 1.0, "told_bad": 50.0, "resend": 0.5}
    again, once = (play(world(word=WordOfMouth(once=Once(on=flag), **loud))) for flag in (False, True))
    assert 0 < once.resent < 0.7 * again.resent
    engine = Engine(world(word=WordOfMouth(once=Once(on=True), **loud)), 4)
    for _ in range(18):
        before, spoken = engine.columns.passed.copy(), engine.now & 1
        engine.run(1)
        told = engine.columns.spoken[spoken]
        resent = ((told & 8) != 0) & ((told & 7) != engine.columns.firm)  # ill of another firm: not of one's own
        kept = (before >> np.maximum((told & 7).astype(int) - 1, 0)) & 1
        faded = np.abs(engine.columns.word[np.maximum((told & 7).astype(int) - 1, 0), np.arange(3000)]) <= 0.05
        assert not (resent & (kept == 1) & ~faded).any()


def test_hubs_tell_more_people_and_the_others_fewer() -> None:
    def heard(hubs: float, kind: Any) -> Measures:
        told = WordOfMouth(hubs=hubs, told_good=2.0, told_bad=2.0)
        return play(world(word=told).model_copy(update={"network": NetworkPlan(kind=kind, degree=4)}))

    flat, steep = heard(0.0, "scale_free"), heard(1.0, "scale_free")
    assert steep.heard != flat.heard
    assert steep.heard == pytest.approx(flat.heard, rel=0.1)  # told rises with ties / mean ties: the mean stays
    even, same = heard(0.0, "small_world"), heard(1.0, "small_world")
    assert same.heard == pytest.approx(even.heard, rel=0.1)  # hardly any hubs


def test_what_leaving_the_category_costs_sends_leavers_to_rivals() -> None:
    free, dear = (play(world(choice=Choice(reconsider=0.3, leaving=share))) for share in (0.0, 1.0))
    assert dear.lost_to_rivals / dear.lost > 2 * free.lost_to_rivals / free.lost
    assert churn(dear) < churn(free)


# Volume


def test_volume_multiplies_what_is_paid_costs_and_brings_and_changes_nobody() -> None:
    firm = {"price": 33.33, "loyal_discount": 0.1, "loyal_after": 2}
    one, many = (Engine(world(firm, volume=Volume(spread=spread)), 4).run() for spread in (0.0, 0.8))
    c, r = many.columns, many.record
    assert (c.firm == one.columns.firm).all() and not one.columns.extra_volume.any()
    assert c.extra_volume.min() > -1 and c.extra_volume.mean(dtype=np.float64) == pytest.approx(0, abs=0.06)
    assert c.paid.sum() == (r.revenue - r.discount).sum() and many.books.balance.sum() == 0
    assert r.revenue.sum() == pytest.approx(one.record.revenue.sum(), rel=0.1)
    assert r.revenue.sum() != one.record.revenue.sum() and r.discount.sum() > 0
    bought = one.columns.paid > 0
    ratio = c.paid[bought] / one.columns.paid[bought]
    assert ratio == pytest.approx(1 + c.extra_volume[bought], rel=1e-3, abs=1e-3)
    margin = (r.revenue - r.serve)[:, 0].sum() / (one.record.revenue - one.record.serve)[:, 0].sum()
    assert margin == pytest.approx(r.revenue[:, 0].sum() / one.record.revenue[:, 0].sum(), rel=1e-4)


# Only heterogeneity


@pytest.mark.parametrize("kind", ["none", "beta"])
def test_retention_of_a_cohort_rises_only_if_its_members_differ(kind: Any) -> None:
    alpha, beta = 0.704, 1.182
    response = Response(heterogeneity=kind, alpha=alpha, beta=beta, join_ceiling=0.0, stay_floor=0.6)
    firm = FirmPlan(start_share=1.0, budget=0.0)
    customers = Customers(rule="response_curve", response=response)
    plan = Plan(market=MarketPlan(size=50_000, periods=8, burn_in=0), customers=customers, firms=(firm,))
    record = mapped(Engine(plan, 2).run().record, lambda entry: entry[..., 0])
    assert (record.founders == record.ended).all()
    retention = record.ended / record.started
    age = np.arange(8)
    expected = (beta + age) / (alpha + beta + age) if kind == "beta" else np.full(8, 0.6)  # Fader & Hardie 2007
    bound = norm.isf(ALPHA / 32) * np.sqrt(expected * (1 - expected) / record.started)
    assert (np.abs(retention - expected) < bound + 1e-4).all()
    assert ((np.diff(retention) > 0).all() and retention[-1] > retention[0] + 0.2) == (kind == "beta")
