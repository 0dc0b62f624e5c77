"""What customers are worth together, by hand: Lorenz curve, the fewest who have half, four kinds, consumer surplus."""

import math

import numpy as np
import pytest

from tenfold.agents.customer.suggestion import Suggestion
from tenfold.agents.customer.volume import Volume
from tenfold.agents.customer.word_of_mouth import WordOfMouth
from tenfold.agents.engine import Engine
from tenfold.agents.firm.targeting import Targeting
from tenfold.experiments.study.portfolio import consumer_surplus, fewest, kinds, lorenz, own, scored, strategic
from tests.agents.placed import firm, placed


def test_the_best_fifth_brings_what_it_brings() -> None:
    assert lorenz([1, 1, 1, 1, 1], 0.2) == pytest.approx(0.2) and lorenz([0, 0, 10, 0, 0], 0.2) == 1.0
    assert lorenz([6, 3, 1, 1, -1], 0.2) == pytest.approx(0.6) and lorenz([6, 3, 1, 1, -1], 0.8) == pytest.approx(1.1)
    assert lorenz([4, 2], 0.25) == pytest.approx(2 / 6)  # half of one customer
    assert math.isnan(lorenz([1, -1], 0.2)) and math.isnan(lorenz([], 0.2))


def test_the_fewest_who_have_half() -> None:
    assert fewest([1, 4, 2, 3]).tolist() == [False, True, False, True]
    assert fewest([5, 1, 4]).tolist() == [True, False, False] and fewest([1, 1]).tolist() == [True, False]
    assert fewest([-9, 1, 0]).tolist() == [False, True, False] and not fewest([0, -1]).any()
    assert fewest([3, 2, 1], 1.0).all()


def at_rest(**given: object) -> Engine:
    """Place five customers of a firm and one of another, who differ in all that matters."""
    word = WordOfMouth(talk_good=0.0, talk_bad=0.0, weak_ties=0)
    first = firm(40.0, targeting=Targeting(on=True, tie_error=0.0), fixed_cost=2.0, review=2)
    engine = placed((first, firm()), [1, 1, 1, 1, 1, 2], word=word, volume=Volume(spread=0.1),
                    suggestion=Suggestion(on=True, rate=0.0))  # fmt: skip
    c = engine.columns
    c.extra_volume[:] = [3.0, 0.0, 0.0, 0.0, 0.0, 9.0]
    c.useful[:5], engine.world.network.degree[:] = [0, 1, 0, 0, 0], [1, 1, 9, 1, 1, 9]
    return engine.run(1)


def test_four_kinds_are_found_each_by_what_they_have_half_of() -> None:
    engine = at_rest()
    found = kinds(engine)
    assert found.lifetime.tolist() == found.magnet.tolist() == [True, False, False, False, False]
    assert found.benchmark.tolist() == [False, False, True, False, False]
    assert found.inspiration.tolist() == [False, True, False, False, False]
    assert strategic(engine) == pytest.approx(0.6) and own(engine, 1).tolist() == [5]
    assert scored(engine, own(engine), "sales").tolist() == [160.0, 40.0, 40.0, 40.0, 40.0]


def test_consumer_surplus_is_perceived_value_times_units_less_the_burden_once() -> None:
    firms = (firm(40.0, loyal_discount=0.25, loyal_after=2), firm(20.0, delivers=False))
    engine = placed(firms, [1, 1, 2, 0], volume=Volume(spread=0.1)).run(1)
    c = engine.columns
    c.tenure[:], c.extra_volume[:] = [2, 3, 9, 0], [0.0, 1.0, 0.5, 8.0]
    c.expectation[:], c.undelivered[:] = 0.5, 7.0
    load = 0.5 * (5.0 + 3.0 + 4.0)
    each = [50 - 40 - load, 2 * (50 - 30) - load, 1.5 * (50 - 20) - load - 7.0]  # the second is loyal by now
    assert consumer_surplus(engine) == pytest.approx(np.sum(each) / 4, rel=1e-6)
