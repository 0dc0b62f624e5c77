"""Signs and limits of the customer's rules, whatever they are given."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import betaincinv
from scipy.stats import norm

from tenfold.agents.customer.birth import lognormal
from tenfold.agents.customer.choice import appeals, pays_to_switch, values
from tenfold.agents.customer.delivery import delivers
from tenfold.agents.customer.expectation import learns_at
from tenfold.agents.customer.hazard import hazard_table
from tenfold.agents.customer.hearing import heard_probability
from tenfold.agents.customer.lottery import NOTHING, picks
from tenfold.agents.customer.loyalty import renews
from tenfold.agents.customer.response import stays_with
from tenfold.agents.customer.satisfaction import disconfirms, perceives, remembers
from tenfold.agents.customer.value import fetches
from tenfold.agents.customer.word_of_mouth import talk_probability
from tenfold.sim.floats import in_bounds, towards
from tenfold.sim.jit import ZERO, f4, i4

EPS = 1e-6  # what rounding to float32 may add


def within(low: float, high: float) -> st.SearchStrategy[Any]:
    """Draw a float32."""
    return st.floats(low, high, width=32).map(f4)


share, signed, money = within(0, 1), within(-1, 1), within(0, 1e6)
UTILS = within(-200, 200)


@given(money, money, money, money, money, money, money)
def test_undelivered_is_the_cheapest_way_out(
    fetch: Any, time: Any, effort: Any, time_price: Any, effort_price: Any, courier: Any, forgo: Any
) -> None:
    cost = fetches(fetch, time, effort, time_price, effort_price, courier, forgo)
    own = f4(f4(fetch + f4(time_price * time)) + f4(effort_price * effort))
    assert cost == pytest.approx(min(own, courier, forgo), rel=EPS) and cost <= min(courier, forgo)


@given(within(0, 20), within(0, 5), st.lists(within(0, 1e5), min_size=2, max_size=2))
def test_switching_cost_rises_with_tenure(fixed: Any, growth: Any, tenures: list[Any]) -> None:
    short, long = sorted(tenures)
    assert pays_to_switch(fixed, growth, short) <= pays_to_switch(fixed, growth, long) + EPS * 100
    assert pays_to_switch(fixed, ZERO, long) == fixed == pays_to_switch(fixed, growth, ZERO)


@given(st.lists(signed, min_size=4, max_size=4), st.integers(1, 3), within(0, 1))
def test_each_reason_moves_utility_its_way(terms: list[Any], which: int, more: Any) -> None:
    terms[0] = abs(terms[0])
    before = values(*terms)
    terms[which] = f4(terms[which] + more)
    after = values(*terms)
    assert after <= before + EPS if which == 2 else after >= before - EPS  # the third is a weighs_on


@given(UTILS, UTILS)
def test_appeal_rises_and_is_held(one: Any, other: Any) -> None:
    low, high = sorted((one, other))
    assert 0 < appeals(f4(-1e30)) <= appeals(low) <= appeals(high) <= appeals(f4(1e30)) < np.inf
    assert appeals(low) == appeals(np.clip(low, f4(-60), f4(60)))


@given(st.lists(within(0, 10), min_size=1, max_size=7), within(0, 1))
def test_picks_finds_what_a_search_of_the_cumulative_weights_finds(weights: list[Any], luck: Any) -> None:
    edges = np.cumsum(np.array(weights, np.float32), dtype=np.float32)
    target, chosen = f4(luck * f4(edges[-1] + f4(1))), NOTHING
    for firm, edge in enumerate(edges, 1):
        chosen = i4(picks(target, edge, chosen, i4(firm)))
    place = int(np.searchsorted(edges, target, side="right"))
    assert chosen == (place + 1 if place < len(weights) else NOTHING)


@given(share, share, within(-9, 9), share)
def test_what_is_delivered_is_a_level(quality: Any, noise: Any, normal: Any, loss: Any) -> None:
    level = delivers(quality, noise, normal, loss)
    assert 0 <= level <= 1
    assert delivers(quality, noise, normal, ZERO) >= level
    assert delivers(quality, ZERO, normal, ZERO) == quality


def test_what_is_not_a_number_is_not_hidden() -> None:
    nan = f4(np.nan)
    assert np.isnan(in_bounds(nan)) and np.isnan(delivers(nan, ZERO, ZERO, ZERO))
    assert np.isnan(remembers(nan, ZERO, f4(0.3))) and np.isnan(remembers(ZERO, nan, f4(0.3)))
    assert np.isnan(renews(nan, ZERO, ZERO, ZERO, ZERO, ZERO)) and np.isnan(appeals(nan))


def test_a_gap_that_is_not_a_number_is_not_hidden() -> None:
    assert np.isnan(disconfirms(f4(np.nan), ZERO, f4(0.88), f4(2.25)))


@given(share, share, share)
def test_assimilation_only_narrows_the_gap(level: Any, expected: Any, pull: Any) -> None:
    seen = perceives(level, expected, pull)
    assert min(level, expected) - EPS <= seen <= max(level, expected) + EPS


@given(signed, share, within(0.125, 1), within(1, 10))
def test_gaps_are_tolerated_and_losses_weigh_more(gap: Any, tolerance: Any, exponent: Any, aversion: Any) -> None:
    felt = disconfirms(gap, tolerance, exponent, aversion)
    if abs(gap) <= tolerance:
        assert felt == 0
    else:
        assert np.sign(felt) == np.sign(gap)
        assert disconfirms(-abs(gap), tolerance, exponent, aversion) == pytest.approx(
            -aversion * disconfirms(abs(gap), tolerance, exponent, aversion), rel=EPS
        )
        assert disconfirms(-gap, tolerance, exponent, f4(1)) == -disconfirms(gap, tolerance, exponent, f4(1))


@given(signed, within(-1e4, 1e4), share)
def test_satisfaction_stays_within_its_bounds(before: Any, verdict: Any, memory: Any) -> None:
    after = remembers(before, verdict, memory)
    assert -1 - EPS <= after <= 1 + EPS
    assert min(before, np.tanh(verdict)) - EPS <= after <= max(before, np.tanh(verdict)) + EPS


@given(st.integers(0, 255), within(0.5, 100), share)
def test_nobody_stops_learning_or_overshoots(experience: int, prior: Any, slowest: Any) -> None:
    rate = learns_at(f4(experience), prior, slowest)
    assert slowest <= rate <= max(slowest, f4(1) / prior)
    assert learns_at(f4(experience + 1), prior, slowest) <= rate


@given(signed, signed, share)
def test_moving_towards_a_target_never_passes_it(level: Any, target: Any, part: Any) -> None:
    assert min(level, target) - EPS <= towards(level, target, part) <= max(level, target) + EPS
    assert towards(level, target, ZERO) == level


@given(signed, share, share, within(0, 20))
def test_talk_is_a_probability_and_a_reward_lifts_only_praise(feeling: Any, good: Any, bad: Any, lift: Any) -> None:
    plain, rewarded = (talk_probability(feeling, good, bad, extra) for extra in (ZERO, lift))
    assert 0 <= plain <= rewarded <= 1
    if feeling <= 0:
        assert plain == rewarded == f4(bad * -feeling)
        assert plain == talk_probability(feeling, ZERO, bad, ZERO)
    else:
        assert plain == talk_probability(feeling, good, ZERO, ZERO)


@given(within(0, 1000), st.integers(1, 100_000))
def test_a_word_reaches_as_many_as_are_told_or_all(told: Any, ties: int) -> None:
    p = heard_probability(told, f4(ties))
    assert 0 <= p <= 1 and p * ties == pytest.approx(min(told, ties), rel=EPS)


@given(share, signed, share, share, share, share)
def test_commitment_grows_with_what_pleases_and_shrinks_with_what_hurts(
    before: Any, feeling: Any, growth: Any, damage: Any, wear: Any, cared: Any
) -> None:
    calm = renews(before, ZERO, growth, damage, ZERO, ZERO)
    assert calm == before
    assert renews(before, abs(feeling), growth, damage, ZERO, cared) >= before - EPS
    assert renews(before, -abs(feeling), growth, damage, wear, ZERO) <= before + EPS


@given(share, signed, share, share, share, share)
def test_commitment_is_a_share_where_what_lifts_it_and_what_lowers_it_sum_to_one_at_most(
    before: Any, feeling: Any, rise: Any, fall: Any, first: Any, second: Any
) -> None:
    growth, cared = f4(rise * first), f4(rise * (f4(1) - first))
    damage, wear = f4(fall * second), f4(fall * (f4(1) - second))
    assert -EPS <= renews(before, feeling, growth, damage, wear, cared) <= 1 + EPS


@pytest.mark.parametrize("feeling", [-1, 1])
def test_commitment_is_a_share_at_every_rate_allowed(feeling: int) -> None:
    before = ZERO if feeling > 0 else f4(1)
    assert 0 <= renews(before, f4(feeling), f4(0.8), f4(0.8), f4(0.5 * (feeling < 0)), f4(0.5)) <= 1


@given(share, share, share)
def test_care_never_lowers_anybodys_retention(hazard: Any, kept: Any, more: Any) -> None:
    low, high = sorted((kept, more))
    assert 0 <= stays_with(hazard, low) <= stays_with(hazard, high) <= 1


def test_hazards_have_the_mean_and_the_quantiles_of_their_distribution() -> None:
    table = hazard_table(0.704, 1.182, 4096)
    assert table.mean() == pytest.approx(0.704 / (0.704 + 1.182), abs=1e-4)
    assert table[1024] == pytest.approx(betaincinv(0.704, 1.182, 1024.5 / 4096), rel=EPS)


@pytest.mark.parametrize("spread", [0.0, 0.3, 1.0])
def test_a_lognormal_has_the_mean_it_is_given(spread: float) -> None:
    grid = norm.ppf((np.arange(20_000) + 0.5) / 20_000)  # equally likely normals instead of draws: no chance in it
    values = [lognormal(f4(500), f4(spread), f4(normal)) for normal in grid]
    assert np.mean(values, dtype=np.float64) == pytest.approx(500, rel=2e-3)
    assert min(values) > 0
