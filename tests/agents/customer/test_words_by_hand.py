"""What is said, by whom, how often it is heard and what it does, on a ring where all or nobody hears."""

from typing import Any

import numpy as np
import pytest

from tenfold.agents.customer.satisfaction import Satisfaction
from tenfold.agents.customer.word_of_mouth import BAD, Once, WordOfMouth
from tenfold.agents.engine import Engine
from tests.agents.placed import RING, firm, placed

FELT = Satisfaction(memory=0.0)  # what they feel stays what it is
TOLD, NOBODY = 1000.0, 0.0  # people told: all one's friends, or none


def word(**more: Any) -> WordOfMouth:
    """Make talk that all friends hear, and that nobody starts."""
    common = {"talk_good": 0.0, "talk_bad": 0.0, "told_good": TOLD, "told_bad": TOLD, "weak_ties": 0, "resend": 0.0}
    return WordOfMouth(**(common | {"impression": 0.5, "persuasion": 0.25, "fading": 0.0} | more))


def said(byte: int, **more: Any) -> Engine:
    """Let customer 2 of six on a ring have said something in the period before."""
    engine = placed((firm(), firm(), firm()), [1] * 6, network=RING, word=word(**more), satisfaction=FELT)
    engine.columns.spoken[1, 2] = byte
    return engine


@pytest.mark.parametrize("ill", [False, True])
def test_a_word_is_heard_once_by_each_friend_and_by_nobody_else(ill: bool) -> None:
    engine = said(2 | (BAD if ill else 0)).run(1)
    c, r = engine.columns, engine.record
    assert r.heard[0].tolist() == [0, 2, 0]
    friends = np.array([0, 1, 0, 1, 0, 1])[[0, 1, 2, 3, 0, 2]]
    assert c.word[1].tolist() == (friends * (-0.5 if ill else 0.5)).tolist()
    assert not c.word[[0, 2]].any()
    assert c.aware.tolist() == (1 | friends << 1).tolist()
    moved = 0.5 + 0.25 * ((0.0 if ill else 1.0) - 0.5)
    assert c.expectation[1].tolist() == [np.where(friends, moved, 0.5).tolist()] * 5
    assert (c.expectation[2] == 0.5).all()


def test_it_is_heard_in_the_next_period_only() -> None:
    engine = said(2).run(2)
    assert engine.record.heard[:, 1].tolist() == [2, 0]
    engine = placed((firm(), firm()), [1] * 6, network=RING, word=word(talk_good=1.0), satisfaction=FELT)
    engine.columns.satisfaction[0, 2] = 1.0
    engine.run(2)
    assert engine.record.heard[:, 0].tolist() == [0, 2] and engine.record.told_good[:, 0].tolist() == [1, 1]


@pytest.mark.parametrize(("good", "bad"), [(TOLD, NOBODY), (NOBODY, TOLD)])
def test_praise_and_blame_reach_as_many_as_are_told_of_each(good: float, bad: float) -> None:
    praise, blame = (said(byte, told_good=good, told_bad=bad).run(1).record.heard[0] for byte in (2, 2 | BAD))
    assert (praise.sum(), blame.sum()) == ((2, 0) if good else (0, 2))


def test_the_satisfied_praise_and_the_others_blame_each_their_own_firm() -> None:
    owner = [1, 1, 1, 2, 2, 2, 2, 0, 3]
    engine = placed((firm(), firm(), firm()), owner, word=word(talk_good=1.0, talk_bad=1.0), satisfaction=FELT)
    engine.columns.satisfaction[0] = [1, 1, -1, 1, 1, 1, 1, 1, 1]
    engine.columns.satisfaction[1] = [-1, -1, -1, -1, -1, -1, 1, 1, 1]
    engine.run(1)
    assert engine.record.told_good[0].tolist() == [2, 1, 0]
    assert engine.record.told_bad[0].tolist() == [1, 3, 0]  # the last is neither pleased nor not
    assert engine.columns.spoken[0].tolist() == [1, 1, 1 | BAD, 2 | BAD, 2 | BAD, 2 | BAD, 2, 0, 0]


@pytest.mark.parametrize(("good", "bad", "expected"), [(1.0, 0.0, (3, 0)), (0.0, 1.0, (0, 2))])
def test_those_pleased_and_those_not_talk_at_rates_of_their_own(good: float, bad: float, expected: Any) -> None:
    engine = placed((firm(),), [1] * 5, word=word(talk_good=good, talk_bad=bad), satisfaction=FELT)
    engine.columns.satisfaction[0] = [1, 1, 1, -1, -1]
    r = engine.run(1).record
    assert (r.told_good[0, 0], r.told_bad[0, 0]) == expected


def test_a_reward_lifts_the_praise_of_the_firm_that_pays_it() -> None:
    firms = (firm(), firm(referral_reward=10.0), firm(referral_reward=2.0))
    talk = word(talk_good=0.25, talk_bad=0.25, referral_response=0.3)
    engine = placed(firms, [1] * 40 + [2] * 40 + [3] * 40, word=talk, satisfaction=FELT)
    engine.columns.satisfaction[:] = 1.0
    told = engine.run(1).record.told_good[0]
    assert told[1] == 40  # .25 (1 + 3); the others with .25 and .4: all 40 would, or none, once in a million
    assert 0 < told[0] < 30 and 0 < told[2] < 35


def test_a_memory_fades_once_a_period_before_anything_is_heard() -> None:
    engine = said(2, fading=0.25)
    engine.columns.word[1] = 0.8
    engine.run(1)
    assert engine.columns.word[1] == pytest.approx([0.6, 0.8, 0.6, 0.8, 0.6, 0.6])  # .6 + .5 (1 - .6)


# Bad news is passed on


def passed_on(periods: int = 1, **more: Any) -> Engine:
    return said(2 | BAD, resend=1.0, **more).run(periods)


def test_who_heard_ill_passes_it_on_and_who_heard_well_does_not() -> None:
    engine = passed_on()
    assert engine.columns.spoken[0].tolist() == [0, 2 | BAD, 0, 2 | BAD, 0, 0]
    assert engine.record.resent[0].tolist() == [0, 2, 0] and not engine.record.told_bad.any()
    praise = said(2, resend=1.0).run(1)
    assert not praise.columns.spoken[0].any() and not praise.record.resent.any()


def test_who_has_something_to_say_passes_nothing_on() -> None:
    engine = said(2 | BAD, resend=1.0, talk_good=1.0)
    engine.columns.satisfaction[0, 1] = 1.0
    engine.run(1)
    assert engine.columns.spoken[0].tolist() == [0, 1, 0, 2 | BAD, 0, 0]
    assert engine.record.resent[0].tolist() == [0, 1, 0]


def test_news_that_is_used_up_goes_round_once() -> None:
    engine = passed_on(4, once=Once(on=True, remembered=0.01))
    # from 2 to 1 and 3, to 0, 2 and 4, and to 5, twice: all but 2 hear it, and pass it on once
    assert engine.record.resent[:, 1].tolist() == [2, 3, 1, 0]
    assert engine.columns.passed.tolist() == [0b10] * 6
    assert passed_on(4).record.resent[:, 1].tolist() == [2, 3, 3, 3]


def test_the_last_bad_news_of_several_is_what_is_passed_on() -> None:
    engine = said(2 | BAD, resend=1.0)
    engine.columns.spoken[1, 4] = 3 | BAD  # customer 3 hears 2, then 4
    engine.run(1)
    assert engine.columns.spoken[0].tolist() == [0, 2 | BAD, 0, 3 | BAD, 0, 3 | BAD]
    assert engine.record.resent[0].tolist() == [0, 1, 2]


# Meeting by chance


def test_whom_one_meets_by_chance_is_heard_too_but_never_oneself() -> None:
    engine = placed((firm(), firm()), [1] * 40, word=word(weak_ties=4), satisfaction=FELT)
    engine.columns.spoken[1] = 2  # all said something: of four meetings, one in forty is with oneself
    engine.run(1)
    assert 130 <= engine.record.heard[0, 1] <= 160
    alone = placed((firm(), firm()), [1], word=word(weak_ties=4), satisfaction=FELT)
    alone.columns.spoken[1] = 2
    assert not alone.run(1).record.heard.any()
