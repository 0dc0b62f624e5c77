"""News followed by hand on a ring, generation by generation; a wave of failures; nothing of either when off."""

from typing import Any

import numpy as np
import pytest

from tenfold.agents.customer.delivery import Delivery, Wave
from tenfold.agents.customer.news import GENERATIONS, News
from tenfold.agents.customer.satisfaction import Satisfaction
from tenfold.agents.customer.word_of_mouth import BAD, Once, WordOfMouth
from tenfold.agents.engine import Engine
from tests.agents.placed import RING, firm, placed

FELT = Satisfaction(memory=0.0)
LOUD: dict[str, Any] = {
    "talk_good": 0.0, "talk_bad": 0.0, "told_bad": 1000.0, "weak_ties": 0, "resend": 1.0, "fading": 0.0,
    "once": Once(on=True, remembered=0.01),
}  # fmt: skip


def ring(periods: int, on: bool = True, size: int = 6, **more: Any) -> Engine:
    """Let customer 2 on a ring have spoken ill of firm 2 in the period before."""
    clock = {"periods": 20}
    engine = placed(
        (firm(), firm(), firm()), [1] * size, network=RING, word=WordOfMouth(**(LOUD | more)), news=News(on=on),
        satisfaction=FELT, market=clock,
    )  # fmt: skip
    engine.columns.spoken[1, 2] = 2 | BAD
    return engine.run(periods)


def test_each_generation_is_counted_by_firm_and_who_is_told_for_the_first_time() -> None:
    engine = ring(4)
    r = engine.record
    assert r.generations[:, :3, 1].tolist() == [[2, 0, 0], [0, 3, 0], [0, 0, 1], [0, 0, 0]]
    assert not r.generations[:, 3:].any() and not r.generations[:, :, [0, 2]].any()
    assert r.informed[:, 1].tolist() == [2, 3, 1, 0] and not r.informed[:, [0, 2]].any()
    assert (r.generations.sum(axis=1) == r.resent).all()


def test_a_published_word_carries_its_generation_and_silence_none() -> None:
    c = ring(2).columns
    assert c.generation[0].tolist() == [0, 1, 0, 1, 0, 0]  # of period 0
    assert c.generation[1].tolist() == [2, 0, 2, 0, 2, 0]
    again = ring(3).columns.generation
    assert again[0].tolist() == [0, 0, 0, 0, 0, 3]  # what was told two periods ago is not told


def test_the_last_generation_holds_all_later_ones() -> None:
    counts = ring(12, size=30).record.generations[:, :, 1]
    assert counts.sum(axis=0).tolist() == [2, 3] + [2] * (GENERATIONS - 3) + [2 * 5]
    assert counts[8:, -1].tolist() == [2] * 4


def test_the_generation_is_that_of_the_last_word_heard() -> None:
    engine = placed((firm(), firm()), [1] * 6, network=RING, word=WordOfMouth(**LOUD), news=News(on=True),
                    satisfaction=FELT)  # fmt: skip
    c = engine.columns
    c.spoken[1, [2, 4]], c.generation[1, 2], c.generation[1, 4] = 2 | BAD, 5, 3  # customer 3 hears 2, then 4
    engine.run(1)
    assert c.generation[0].tolist() == [0, 6, 0, 4, 0, 4]


def test_praise_informs_nobody_of_ill_and_has_no_generation() -> None:
    engine = placed((firm(), firm()), [1] * 6, network=RING, word=WordOfMouth(**LOUD | {"told_good": 1000.0}),
                    news=News(on=True), satisfaction=FELT)  # fmt: skip
    c = engine.columns
    c.spoken[1, [2, 4]], c.generation[1, [2, 4]] = (2 | BAD, 2), (5, 3)  # customer 3 hears ill, then well
    engine.run(1)
    assert engine.record.informed[0].tolist() == [0, 2] and engine.record.heard[0].tolist() == [0, 4]
    assert c.generation[0].tolist() == [0, 6, 0, 6, 0, 0]


def test_own_experience_begins_anew() -> None:
    engine = placed((firm(), firm()), [1] * 6, network=RING, word=WordOfMouth(**LOUD | {"talk_bad": 1.0}),
                    news=News(on=True), satisfaction=FELT)  # fmt: skip
    c = engine.columns
    c.spoken[1, 2], c.generation[1, 2], c.satisfaction[0, 1] = 2 | BAD, 4, -1.0
    engine.run(1)
    assert c.spoken[0].tolist() == [0, 1 | BAD, 0, 2 | BAD, 0, 0]
    assert c.generation[0].tolist() == [0, 0, 0, 5, 0, 0]


def test_praise_before_is_remembered_so_blame_informs_nobody() -> None:
    engine = placed((firm(), firm()), [1] * 6, network=RING, word=WordOfMouth(**LOUD), news=News(on=True),
                    satisfaction=FELT, columns={"word": np.array([[0.0] * 6, [0, 0.5, 0, 0, 0, 0]])})  # fmt: skip
    engine.columns.spoken[1, 2] = 2 | BAD
    assert engine.run(1).record.informed[0].tolist() == [0, 1]


def test_only_what_is_passed_on_is_counted() -> None:
    r = ring(9, resend=0.6, size=60).record
    assert (r.generations.sum(axis=1) == r.resent).all() and 0 < r.resent.sum() < 17


def test_following_changes_nothing_and_off_counts_nothing() -> None:
    on, off = ring(6), ring(6, on=False)
    assert not off.columns.generation.any() and not off.record.generations.any() and not off.record.informed.any()
    for name, column in off.columns._asdict().items():
        assert name == "generation" or (column == getattr(on.columns, name)).all(), name
    assert (off.record.resent == on.record.resent).all() and off.record.resent.any()


# A wave of failures


def waved(wave: Wave, size: int = 40) -> Any:
    firms = (firm(), firm(wave=wave))
    engine = placed(firms, [1] * size + [2] * size, delivery=Delivery(noise=0.0), satisfaction=FELT)
    return engine.run().record.failures


def test_a_wave_hits_one_firm_in_one_period() -> None:
    assert waved(Wave(on=True, period=2, share=1.0)).tolist() == [[0, 0], [0, 0], [0, 40], [0, 0]]
    assert not waved(Wave(on=False, period=2, share=1.0)).any()


def test_a_wave_is_one_more_step_of_the_chain() -> None:
    engine = placed((firm(failure=(0.5, 0.0, 0.0, 0.0, 0.0), wave=Wave(on=True, period=1, share=0.25)),), [1] * 9)
    chances = [engine.run(1).firms.failure[0] for _ in range(3)]
    assert chances == [0.5, pytest.approx(1 - 0.5 * 0.75), 0.5]


def test_a_share_of_deliveries_fails() -> None:
    hit = waved(Wave(on=True, period=0, share=0.3), size=300)[0, 1]
    assert 58 < hit < 122  # 90, less or more by 4 standard deviations
