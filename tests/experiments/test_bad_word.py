"""E5: growth and its end as branching says where all mix, Bass's curve, the arms, opposite outcomes, a small run."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.optimize import brentq

from tenfold.agents.engine import Engine
from tenfold.agents.plan import MarketPlan, Plan, check
from tenfold.experiments import bad_news, bad_word
from tenfold.experiments.bad_news import LARGE, MARKET, NETWORKS, NUMBERS, at_large, passing, per_word, talk_only, told
from tenfold.experiments.bad_word import ABOVE, STUDY, caused, of, turn
from tenfold.experiments.growth import aic, fits
from tenfold.experiments.moments import branching_number
from tenfold.experiments.scenario import Scenario, compose
from tenfold.experiments.study import Findings, Table, evidence, judge, mean, of_sample
from tenfold.experiments.study.design import plans_of
from tenfold.experiments.study.play import Seeds, play
from tenfold.experiments.study.study import noticed
from tenfold.sim.groups import varied

pytestmark = pytest.mark.slow


def market(arm: dict[str, Any], size: int, periods: int) -> Plan:
    return check(varied(Plan(market=MarketPlan(size=size, periods=periods, burn_in=0)), arm))


# What branching says, where all mix


@pytest.mark.parametrize("r", [1.5, 2.0])
def test_the_first_two_generations_grow_by_r(r: float) -> None:
    """R +- 3 standard errors over 12 seeds, 2 growths each: 1 false alarm in 100."""
    found = np.array([told(Engine(market(talk_only("mixing", r), 20_000, 4), seed).run())[:3] for seed in range(12)])
    growth = found[:, 1:] / found[:, :-1]
    error = growth.std(axis=0, ddof=1) / np.sqrt(12)
    assert (np.abs(growth.mean(axis=0) - r) < 3 * error).all() and (error < 0.1).all()


def course(r: float, begun: float, periods: int) -> tuple[float, float]:
    """Follow shares where each meets 4: who has not passed it on, and hears one who tells or more, tells with q."""
    fresh, tell, known = 1.0, begun, 0.0
    for _ in range(periods - 1):
        hears = 1.0 - (1.0 - tell) ** 4
        known += (1.0 - known) * hears
        tell = fresh * hears * r / 4.0
        fresh -= tell
    return 1.0 - fresh, known


@pytest.mark.parametrize(("r", "root", "periods"), [(1.2, 0.314, 70), (1.5, 0.583, 45), (2.0, 0.797, 30)])
def test_news_ends_where_its_mean_does_a_little_below_the_root_of_k_and_r(r: float, root: float, periods: int) -> None:
    """Were who hears two at once asked twice, k = 1 - exp(-R k) would pass it on; they are asked once."""
    assert brentq(lambda k: k - 1.0 + np.exp(-r * k), 0.01, 0.999) == pytest.approx(root, abs=0.001)
    passed, known = course(r, 0.0005, periods)
    assert root - 0.04 < passed < root
    runs = [Engine(market(talk_only("mixing", r, share=0.0005), 20_000, periods), seed).run() for seed in range(4)]
    assert np.mean([bad_news.tellers(run) for run in runs]) == pytest.approx(passed, abs=0.025)
    assert np.mean([bad_news.knowers(run) for run in runs]) == pytest.approx(known, abs=0.03)
    assert all(run.columns.word[0].astype(bool).mean() == bad_news.knowers(run) for run in runs)


def test_where_the_market_only_talks_a_generation_is_a_period() -> None:
    record = Engine(market(talk_only("small world", 2.0), 3000, 12), 1).run().record
    first = record.generations[1:9, :, 0]
    assert (np.diag(first)[:7] == record.resent[1:8, 0]).all() and first.sum() == record.resent[1:9, 0].sum()
    assert record.informed[0, 0] == 0 and record.informed[1, 0] > 0 and not record.lost.any()


def test_nominal_r_is_what_the_moments_say() -> None:
    for network in NETWORKS:
        assert branching_number(varied(Plan(), passing(network, 1.5, "once"))) == pytest.approx(1.5)


# Bass: who is told by adverts, and by customers who are content


def test_firms_are_known_as_bass_says() -> None:
    """Expect t* = ln(q/p) / (p + q) = 6.19 years where p = .03, q = .38; F = .4605 by then, at most 11.1% a year."""
    year = 20  # periods: what is told is heard a period later, and acted on in the next
    firm = {"start_share": 0.0, "known": 0.0, "budget": 1e6, "advert_share": 1.0, "retention_share": 0.0}
    given = {f"firms.0.{name}": value for name, value in firm.items()} | {
        "customers.awareness.advert_ceiling": 0.03 / year, "customers.awareness.forget": 0.0,
        "customers.word.talk_good": 0.38 / year, "customers.word.told_good": 1.0, "customers.word.weak_ties": 1,
        "customers.choice.reconsider": 1.0, "customers.segments.0.taste": 40.0, "network.kind": "none",
        "customers.satisfaction.memory": 1.0, "customers.satisfaction.gain": 10.0,
        "customers.satisfaction.performance": 10.0, "customers.satisfaction.neutral": 0.0,
        "customers.satisfaction.loss_aversion": 1.0,
    }  # fmt: skip
    plan = Plan(market=MarketPlan(size=20_000, periods=14 * year, burn_in=0))
    run = Engine(check(varied(plan, given)), 1).run()
    share = run.record.ended[:, 0] / run.books.size
    rate = np.convolve(np.diff(share, prepend=0.0) * year, np.ones(year) / year, mode="same")
    middle = int(np.argmax(share >= 0.4605))
    assert middle / year == pytest.approx(6.19, abs=0.5)
    assert rate.max() == pytest.approx(0.1106, abs=0.01) and rate[middle] > 0.93 * rate.max()
    assert abs(int(rate.argmax()) - middle) < year  # the rate is flat at its highest: its place is not sharp
    assert not run.record.lost.any() and share[-1] > 0.9


# Curves


def test_each_curve_is_told_from_the_others() -> None:
    t = np.arange(20.0)
    for best, curve in (("line", 3 + 2 * t), ("exponential", 5 + 2 * 1.3**t), ("logistic", 90 / (1 + np.exp(7 - t)))):
        found = fits(np.round(curve, 1))._asdict()
        assert min(found, key=found.__getitem__) == best, found
    assert np.isnan(fits(t[:4]).line) and np.isnan(fits(np.zeros(9)).line)


def test_the_criterion_counts_residuals_and_parameters() -> None:
    assert aic(8.0, 4, 3) == pytest.approx(4 * np.log(2.0) + 6)
    slack = np.array([0.0, 1, 2, 3, 4]) + np.array([0.1, -0.1, 0.0, -0.1, 0.1])
    line = np.polyfit(np.arange(5), slack, 1)
    residual = ((slack - np.polyval(line, np.arange(5))) ** 2).sum()
    assert fits(slack).line == pytest.approx(aic(residual, 5, 2))


# The study


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return compose("bad_word", ["market.size=4000", "market.periods=24", "seeds=6", "experiment.most_seeds=6"])


@pytest.fixture(scope="module")
def table(scenario: Scenario) -> Table:
    design = STUDY.design(scenario.experiment)
    plans, never = plans_of(design, scenario.plan()), lambda table: False
    return play(STUDY.outcomes, design, plans, Seeds(6, 6), 0, never, lambda share: None)


def test_it_is_one_page() -> None:
    assert len(Path(bad_word.__file__).read_text(encoding="utf-8").splitlines()) <= 150


def test_arms_are_all_r_on_all_networks_and_the_market_as_it_is() -> None:
    arms = bad_news.arms()
    assert len(arms) == 4 * 7 + 4 * 2 * 2 + 3 * 2 + 2
    plan = compose("bad_word").plan()
    for levels, arm in arms.items():
        wanted = varied(plan, arm)
        assert branching_number(wanted) == pytest.approx(0.0 if levels[-1] == "no ill" else levels[2])
        assert wanted.customers.news.on and wanted.customers.word.once.on == (levels[3] != "always")
        assert (len(wanted.firms) == 1) == (levels[0] == "only talks")


def test_both_growth_and_decline_occur(table: Table) -> None:
    assert STUDY.sign_flip is not None and noticed(table, STUDY.sign_flip)[1]["sign_flip"]["both_signs_occur"]


def test_the_more_friends_know_each_other_the_more_it_takes(table: Table) -> None:
    at = {network: table.sample(of("growth", network, 2.0)).mean() for network in NETWORKS}
    assert at["mixing"] > at["random"] > at["small world"] > 0.0 and at["small world, 3 met"] > at["small world"]
    assert all(0.7 < turn("growth", network)(table) < 1.6 for network in NETWORKS)
    know = [table.sample(of("know", "small world", r)).mean() for r in NUMBERS]
    assert know == sorted(know) and know[0] < 0.1 and know[-1] > 0.95
    assert table.sample(of("exponential over logistic", "mixing", 2.0)).mean() > 20.0


def test_news_that_is_never_used_up_never_ends(table: Table) -> None:
    once, again, always = (table.sample(of("still told", "mixing", 1.5, memory)).mean()
                           for memory in ("once", "again", "always"))  # fmt: skip
    assert once < 0.01 < always and once <= again < always


def test_a_wave_costs_customers_and_words_do_what_they_say(table: Table) -> None:
    assert table.sample(caused("lost", MARKET[0])).mean() > 0.0
    assert per_word("no ill", table) < 0.0 < per_word("no good", table)
    assert table.sample(mean("loyal tell", R=MARKET[0], words="all", **LARGE)).mean() > 0.0


def test_a_wave_hits_in_one_period_and_is_followed() -> None:
    hit, spared = (Engine(market(at_large(1.2, share), 900, 16), 2).run() for share in (0.5, 0.0))
    failures = hit.record.failures[:, 0] - spared.record.failures[:, 0]
    assert not failures[:12].any() and failures[12] > 80
    assert (hit.record.resent[:, 0] == hit.record.generations[:, :, 0].sum(axis=1)).all()


def test_the_answer_follows_the_table(table: Table, scenario: Scenario) -> None:
    claims = STUDY.claims(scenario.experiment)
    judged = judge(claims, [of_sample(table.sample(claim.value)) for claim in claims])
    assert STUDY.answer is not None
    said = " ".join(STUDY.answer(table, judged))
    assert "generation 20 at R 2 is supported" in said and "(small world, 3 met)" in said
    doubted = [j._replace(verdict="refuted") for j in judged]
    assert "is refuted" in " ".join(STUDY.answer(table, doubted))
    assert all(evidence(table, t.value).found.mean == evidence(table, t.value).found.mean
               for t in STUDY.thresholds(scenario.experiment))  # fmt: skip
    assert len([c for c in claims if c.primary]) == len(NETWORKS) * (len(ABOVE) + 2)


def test_it_runs_as_a_whole() -> None:
    small = ["market.size=300", "market.periods=14", "seeds=2", "experiment.most_seeds=2"]
    found = STUDY.findings(compose("bad_word", small), lambda what, share: None)
    assert isinstance(found, Findings) and found.parts[0].null_arm and len(found.answer) == 3
    assert [p.name for p in found.parts[0].sections[0].pictures] == ["growth_over_r"]
