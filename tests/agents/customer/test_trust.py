"""Trust: broken promises cost it, time mends it, bad words cost it, and it weighs in the choice of a firm."""

from typing import Any

import numpy as np
import pytest

from tenfold.agents.customer.choice import Choice
from tenfold.agents.customer.parameters import Customers
from tenfold.agents.customer.trust import Trust
from tenfold.agents.customer.word_of_mouth import WordOfMouth
from tenfold.agents.engine import Engine
from tenfold.agents.firm.parameters import FirmPlan
from tenfold.agents.plan import MarketPlan, Plan

SILENT = WordOfMouth(on=False)


def plan(promise: float = 1.0, word: WordOfMouth = SILENT, periods: int = 12, **trust: Any) -> Plan:
    promises = {"loud": promise, "plain": 0.7}
    firms = tuple(FirmPlan(name=n, start_share=0.4, budget=4.0, promise=p) for n, p in promises.items())
    own = Trust(**({"on": True} | trust))
    customers = Customers(trust=own, word=word, choice=Choice(reconsider=0.3))
    return Plan(market=MarketPlan(size=3000, periods=periods, burn_in=0), customers=customers, firms=firms)


def distrust(engine: Engine, firm: int = 0) -> float:
    """Give the mean distrust of a firm's own customers."""
    c = engine.columns
    return float(c.distrust[firm, c.firm == firm + 1].mean(dtype=np.float64))


def test_off_nothing_is_remembered_and_nothing_else_acts() -> None:
    usual, other = (Engine(plan(on=False, **more), 4).run() for more in ({}, {"weight": 9.0, "broken": 9.0}))
    assert usual.books.record.tobytes() == other.books.record.tobytes()
    assert not usual.columns.distrust.any() and not usual.columns.received.any()


def test_without_weight_trust_moves_nobody() -> None:
    off, idle = Engine(plan(on=False), 4).run(), Engine(plan(weight=0.0), 4).run()
    assert off.books.record.tobytes() == idle.books.record.tobytes() and idle.columns.distrust.any()


def test_what_is_received_is_the_mean_of_what_was_delivered() -> None:
    engine = Engine(plan(), 4)
    c, means = engine.columns, []
    stayed = c.firm == 1
    for n in range(1, 6):
        engine.run(1)
        stayed &= c.firm == 1
        assert (c.experience[0, stayed] == n).all()
        means.append(c.received[0].copy())
    assert means[4][stayed].mean() == pytest.approx(0.72 - 0.03 * 0.5, abs=0.01)  # quality, less what failures take
    assert means[4][stayed].std() < 0.6 * means[0][stayed].std()  # the noise of five is that of one by sqrt 5


def test_a_broken_promise_costs_trust_and_a_kept_one_none() -> None:
    loud, kept = Engine(plan(1.0), 4).run(), Engine(plan(0.5), 4).run()
    assert distrust(loud) > 0.3 and distrust(kept) < 0.02
    assert distrust(loud, 1) == pytest.approx(distrust(kept, 1), abs=0.02)


def test_trust_mends_with_time() -> None:
    early, late = (distrust(Engine(plan(periods=60), 4).run(periods)) for periods in (6, 60))
    assert late < 0.6 * early
    assert distrust(Engine(plan(periods=60, mending=0.0), 4).run(60)) > early * 0.9


def test_bad_words_cost_trust() -> None:
    talk = WordOfMouth(talk_bad=1.0, told_bad=50.0)
    deaf, hearing = (Engine(plan(0.5, talk, bad_word=share), 4).run() for share in (0.0, 0.5))
    assert distrust(hearing) > distrust(deaf) + 0.01


def test_affection_regains_trust_and_so_buyers() -> None:
    """A firm that broke its word keeps more customers and wins more back, the more it makes them feel."""
    warm = (0.72, 0.72, 0.72, 0.72, 1.0)

    def played(affection: float) -> Engine:
        of = plan(1.0, weight=4.0, affection=affection, periods=24)
        fond = of.firms[0].model_copy(update={"quality": warm})
        return Engine(of.model_copy(update={"firms": (fond, of.firms[1])}), 4).run()

    cold, some, much = (played(share) for share in (0.0, 0.1, 0.5))
    assert distrust(cold) > distrust(some) > distrust(much)
    buyers = [engine.record.ended[:, 0].sum() for engine in (cold, some, much)]
    assert buyers[2] > 1.1 * buyers[0] and buyers[0] < buyers[1] < buyers[2]


def test_distrust_drives_customers_away() -> None:
    light, heavy = (Engine(plan(weight=weight), 4).run().record for weight in (0.0, 4.0))
    assert heavy.lost[:, 0].sum() > 1.2 * light.lost[:, 0].sum()
