"""Distrust against its equations: of one's own firm for what it promised, of any firm for what others said."""

import pytest

from tenfold.agents.customer.awareness import Awareness
from tenfold.agents.customer.satisfaction import Satisfaction
from tenfold.agents.customer.trust import Trust
from tenfold.agents.customer.word_of_mouth import BAD, WordOfMouth
from tests.agents.placed import DEAR, RING, firm, placed

QUALITY = (1.0, 0.0, 0.0, 0.0, 0.0)
RECEIVED = 0.3  # by the usual weights
HEARD = WordOfMouth(talk_good=0.0, talk_bad=0.0, told_good=1e3, told_bad=1e3, weak_ties=0, resend=0.0)


def test_a_promise_is_held_against_ones_own_firm_as_long_as_said_and_mends() -> None:
    trust = Trust(on=True, broken=0.5, deliveries=2, mending=0.25, weight=0.0)
    firms = (firm(promise=0.6, quality=QUALITY), firm(promise=1.0, quality=QUALITY))
    z = Satisfaction(tolerance=0.1)
    engine = placed(firms, [1, 2, 0], trust=trust, satisfaction=z)
    engine.columns.distrust[1, 2] = 0.8
    own, other, nobodys = 0.0, 0.0, 0.8
    for now in range(4):
        engine.run(1)
        held = now < 2
        own = own * 0.75 + held * 0.5 * (0.6 - RECEIVED - 0.1)
        other = other * 0.75 + held * 0.5 * (1.0 - RECEIVED - 0.1)
        nobodys *= 0.75
        c = engine.columns
        assert c.distrust[0] == pytest.approx([own, 0, 0], rel=1e-5)
        assert c.distrust[1] == pytest.approx([0, other, nobodys], rel=1e-5)
        assert c.received[0] == pytest.approx([RECEIVED, 0, 0], rel=1e-5)


@pytest.mark.parametrize("affection", [0.0, 0.5])
def test_the_affection_ones_own_firm_conveys_restores_trust_in_it(affection: float) -> None:
    trust = Trust(on=True, broken=0.0, mending=0.0, affection=affection)
    firms = (firm(quality=(0.0, 0.0, 0.0, 0.0, 0.8)), firm(quality=(1.0, 1.0, 1.0, 1.0, 0.0)))
    engine = placed(firms, [1, 2, 0], columns={"distrust": 0.5}, trust=trust).run(1)
    assert engine.columns.distrust[0] == pytest.approx([0.5 * (1 - 0.8 * affection), 0.5, 0.5], rel=1e-6)
    assert engine.columns.distrust[1].tolist() == [0.5, 0.5, 0.5]  # what conveys none restores none


@pytest.mark.parametrize(("on", "disbelief", "pull"), [(True, 1.0, 0.0625), (True, 0.5, 0.15625), (True, 0.0, 0.25)])
def test_distrust_takes_away_what_a_promise_moves(on: bool, disbelief: float, pull: float) -> None:
    told = Awareness(advert_ceiling=1.0, contact_ceiling=0.0, advert_steepness=1e3, promise=0.25)
    loud = firm(DEAR, budget=100.0, retention_share=0.0, contact_price=1.0, advert_price=1.0, promise=0.9)
    trust = Trust(on=on, mending=0.0, disbelief=disbelief)
    engine = placed((firm(), loud), [1], columns={"distrust": 0.75}, trust=trust, awareness=told).run(1)
    assert engine.columns.expectation[1, :, 0] == pytest.approx([0.5 + 0.4 * pull] * 5, rel=1e-6)


def test_what_was_received_is_a_mean_over_deliveries() -> None:
    engine = placed((firm(quality=QUALITY),), [1], trust=Trust(on=True))
    engine.columns.received[0, 0], engine.columns.experience[0, 0] = 0.6, 2
    engine.run(1)
    assert engine.columns.received[0, 0] == pytest.approx((2 * 0.6 + RECEIVED) / 3, rel=1e-6)


def test_each_bad_word_costs_trust_in_the_firm_it_is_about() -> None:
    trust = Trust(on=True, broken=0.0, mending=0.0, bad_word=0.25)
    engine = placed((firm(), firm(), firm()), [1] * 6, network=RING, word=HEARD, trust=trust)
    engine.columns.spoken[1] = [2 | BAD, 0, 2 | BAD, 0, 3, 0]  # customer 1 hears two, 3 one and praise, 5 both kinds
    engine.run(1)
    assert engine.columns.distrust[1].tolist() == [0, 0.5, 0, 0.25, 0, 0.25]
    assert not engine.columns.distrust[[0, 2]].any()
    engine.run(1)
    assert engine.columns.distrust[1].tolist() == [0, 0.5, 0, 0.25, 0, 0.25]  # a word counts once
