"""Seeds double until what is asked is precise, whatever it says; what is played twice must be the same to the bit."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from tenfold.agents.plan import Plan
from tenfold.experiments.scenario import Scenario
from tenfold.experiments.study import Claim, Outcome, Study, StudyParameters, cross, mean
from tenfold.experiments.study import play as playing
from tenfold.sim.errors import InputError

pytestmark = pytest.mark.slow

Draw = Callable[[Plan, int], float]
DESIGN = cross({"price": {"low": {"firms.0.price": 40.0}, "high": {"firms.0.price": 60.0}}})
MORE = mean("profit", price="high") - mean("profit", price="low")


@pytest.fixture
def market(monkeypatch: pytest.MonkeyPatch) -> Callable[[Draw], list[tuple[float, int]]]:
    """Put a number for every plan and seed in place of a market; gives what was played."""

    def put(draw: Draw) -> list[tuple[float, int]]:
        played: list[tuple[float, int]] = []

        def engine(plan: Plan, seed: int) -> Any:
            played.append((plan.firms[0].price, seed))
            return SimpleNamespace(run=lambda: draw(plan, seed))

        monkeypatch.setattr(playing, "engine_for", engine)
        return played

    return put


def study(*claims: Claim, of: Callable[[Any], Any] = float, **more: Any) -> Study:
    outcomes = {"profit": Outcome("money", of)}
    return Study("Is it so?", StudyParameters, lambda own: DESIGN, outcomes, lambda own: claims, ("luck",), **more)


def found(asked: Study, seeds: int = 4, threads: int = 1, **own: Any) -> Any:
    scenario = Scenario(experiment=StudyParameters(**own), seeds=seeds, threads=threads)
    return asked.findings(scenario, lambda what, share: None)


def noisy(spread: float, gain: float = 0.0) -> Draw:
    def draw(plan: Plan, seed: int) -> float:
        luck = np.random.default_rng([seed, int(plan.firms[0].price)]).normal()
        return spread * float(luck) + gain * (plan.firms[0].price == 60.0)

    return draw


PAYS = Claim("it pays", MORE, "money", "contested", margin=1.0)


@pytest.mark.parametrize(("spread", "seeds"), [(0.01, 4), (0.7, 32), (9.0, 40)])
def test_seeds_double_until_the_interval_is_half_a_margin_wide_each_way(market: Any, spread: float, seeds: int) -> None:
    played = market(noisy(spread))
    (part,) = found(study(PAYS), most_seeds=40).parts
    assert part.seeds == {"every arm": seeds}
    assert sorted(set(played)) == sorted((price, seed) for price in (40.0, 60.0) for seed in range(seeds))
    assert (part.claims[0].found.half <= 0.5) == (seeds < 40)


@pytest.mark.parametrize("gain", [-7.0, 0.0, 0.9, 1.1, 7.0])
def test_what_is_found_does_not_change_when_to_stop(market: Any, gain: float) -> None:
    market(noisy(0.7, gain))
    assert found(study(PAYS)).parts[0].seeds == {"every arm": 32}


@pytest.mark.parametrize("claim", [PAYS._replace(margin=0.0), PAYS._replace(primary=False)])
def test_only_primary_claims_with_a_margin_ask_for_precision(market: Any, claim: Claim) -> None:
    market(noisy(9.0))
    assert found(study(claim)).parts[0].seeds == {"every arm": 4}


def test_one_seed_says_nothing_of_precision(market: Any) -> None:
    market(noisy(0.001))
    assert found(study(PAYS), seeds=1).parts[0].seeds == {"every arm": 2}


def test_intervals_after_stopping_still_cover(market: Any) -> None:
    """Doubling stops a little early where the spread seems small: of 300 studies at least 92% cover, not 95%.

    At 92% fewer than 262 of 300 have a chance below .5%; the seed is pinned.
    """
    hits, shift = 0, 0
    market(lambda plan, seed: float(np.random.default_rng([seed, shift, int(plan.firms[0].price)]).normal()))
    for shift in range(300):  # noqa: B007  read by the market
        claim = found(study(PAYS), enough=0.8).parts[0].claims[0]
        hits += claim.found.low <= 0.0 <= claim.found.high
    assert hits >= 262


def test_a_market_that_gives_other_numbers_the_second_time_is_noticed(market: Any) -> None:
    market(noisy(1.0))
    assert found(study(PAYS)).null_arm is True
    count = iter(range(10_000))
    market(lambda plan, seed: 1e-12 * next(count))
    assert found(study(PAYS)).null_arm is False


def test_each_outcome_is_played_again_where_it_is_measured(market: Any) -> None:
    count = iter(range(10_000))
    outcomes = {"profit": Outcome("money", float), "own": Outcome("-", lambda run: next(count), {"price": "high"})}
    market(noisy(1.0))
    assert found(study(PAYS)._replace(outcomes=outcomes)).null_arm is False


def test_threads_do_not_matter(market: Any) -> None:
    market(noisy(1.0))
    one, two = (found(study(PAYS), threads=threads).parts[0].rows for threads in (1, 4))
    assert one.equals(two)


def test_opposite_signs_are_told(market: Any) -> None:
    from tenfold.experiments.study import Flip

    market(noisy(0.1, 5.0))
    flip = Flip("which way round", plus=MORE, minus=-1.0 * MORE)
    part = found(study(PAYS, sign_flip=flip)).parts[0]
    assert part.numbers["sign_flip"]["both_signs_occur"]
    assert any("both occur (which way" in text for text in part.checks)
    part = found(study(PAYS, sign_flip=flip._replace(minus=MORE))).parts[0]
    assert not part.numbers["sign_flip"]["both_signs_occur"] and any("do NOT both" in text for text in part.checks)


@pytest.mark.parametrize("value", ["12", None, [1.0], {"a": 1}])
def test_an_outcome_that_is_no_number_is_refused(market: Any, value: object) -> None:
    market(noisy(1.0))
    with pytest.raises(InputError, match="outcome profit = .*: allowed: a number"):
        found(study(PAYS, of=lambda run: value))


@pytest.mark.parametrize("value", [mean("profti"), lambda table: float(table.at("profti").mean())])
def test_a_claim_of_what_is_not_measured_is_refused_before_all_else(market: Any, value: Any) -> None:
    played = market(noisy(1.0))
    with pytest.raises(InputError, match="claim 'it pays': outcome = 'profti': allowed: one of profit"):
        found(study(PAYS._replace(value=value)))
    outcomes = {"profit": Outcome("money", float, {"price": "low"})}
    with pytest.raises(InputError, match="claim 'it pays': allowed: means over arms in each of which"):
        found(study(PAYS._replace(value=mean("profit")))._replace(outcomes=outcomes))
    outcomes = {"profit": Outcome("money", float, {"price": "lo"})}
    with pytest.raises(InputError, match="outcome profit: at = {'price': 'lo'}: allowed: levels of an arm"):
        found(study(PAYS)._replace(outcomes=outcomes))
    assert played == []


def test_the_groups_that_arms_switch_are_known(market: Any) -> None:
    levels = {1: {"customers.word.on": True, "firms.0.recovery.on": True, "firms.0.price": 1.0}}
    asked = study(PAYS)._replace(design=lambda own: cross({"x": levels}))
    assert set(asked.switched(StudyParameters())) == {"customers.word", "firms.recovery", "firms.price"}
