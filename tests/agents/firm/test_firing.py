"""Firing by hand: who must go, that they do not come back, and who speaks ill of it."""

from typing import Any

import numpy as np
import pytest
from scipy.stats import norm

from tenfold.agents.customer.complaint import Complaint
from tenfold.agents.customer.serving import Serving
from tenfold.agents.customer.volume import Volume
from tenfold.agents.customer.word_of_mouth import BAD, WordOfMouth
from tenfold.agents.engine import Engine
from tenfold.agents.firm.firing import Firing, is_too_little, speaks_ill
from tests.agents.placed import CHEAP, firm, placed

MUTE = WordOfMouth(talk_good=0.0, talk_bad=0.0)
COSTS = [20.0, 16.0, 15.0, 14.0, 3.0, 99.0, 99.0]  # the margin is 15


def fired(worst: float = 0.4, complaint: bool = False, **own: Any) -> Engine:
    """Place five customers of a firm that looks through them every two periods, one of another, and one of none."""
    first = firm(CHEAP, review=2, firing=Firing(on=True, worst=worst, **({"tells": 1.0} | own)))
    engine = placed((first, firm(60.0)), [1] * 5 + [2, 0], [0b10, 0, 0, 0, 0, 0, 0], serving=Serving(on=True),
                    word=MUTE, complaint=Complaint(on=complaint))  # fmt: skip
    engine.columns.service_cost[:] = COSTS
    return engine


@pytest.mark.parametrize("complaint", [False, True])
def test_the_worst_go_at_the_review_and_do_not_come_back(complaint: bool) -> None:
    engine = fired(complaint=complaint)
    owners = []
    for _ in range(4):
        engine.run(1)
        owners.append(engine.columns.firm.tolist())
    assert owners == [[1] * 5 + [2, 0]] * 2 + [[2, 0, 1, 1, 1, 2, 0]] * 2  # one knows another firm
    assert engine.columns.barred.tolist() == [1, 1, 0, 0, 0, 0, 0]
    r = engine.record
    assert r.dismissed.tolist() == [[0, 0], [0, 0], [2, 0], [0, 0]] == r.lost.tolist()
    assert r.lost_to_rivals[2].tolist() == [1, 0]
    assert r.told_bad.tolist() == [[0, 0], [0, 0], [2, 0], [0, 0]]
    assert (engine.columns.spoken[0, :2] & 15).tolist() == [1 | BAD] * 2
    assert engine.columns.tenure[:2].tolist() == [2, 0]  # of a spell begun anew
    assert engine.columns.aware[:2].tolist() == [0b11, 0b01]  # they know it still, in vain


def test_only_who_brings_too_little_goes() -> None:
    assert fired(worst=1.0).run().columns.barred.tolist() == [1, 1, 0, 0, 0, 0, 0]  # 15 less 15 is not below 0
    assert fired(worst=1.0, least=0.5).run().columns.barred.tolist() == [1, 1, 1, 0, 0, 0, 0]
    assert fired(worst=0.2, least=99.0).run().columns.barred.tolist() == [1, 0, 0, 0, 0, 0, 0]
    assert not fired(worst=0.0, least=99.0).run().columns.barred.any()


def test_volume_counts_as_well() -> None:
    first = firm(CHEAP, review=1, firing=Firing(on=True, worst=0.34, least=99.0))
    engine = placed((first,), [1, 1, 1], serving=Serving(on=True), volume=Volume(spread=0.5))
    engine.columns.extra_volume[:] = [0.0, 1.0, -0.5]
    engine.columns.service_cost[:] = [0.0, 26.0, 0.0]  # bring 15, 4 and 7.5
    engine.run(2)
    assert engine.columns.barred.tolist() == [0, 1, 0] and engine.columns.firm.tolist() == [1, 0, 1]


def test_of_those_alike_chance_decides_and_half_speak_ill() -> None:
    size, z = 3000, float(norm.isf(1e-7))
    first = firm(CHEAP, review=1, firing=Firing(on=True, worst=0.25, least=99.0, tells=0.5))
    engine = placed((first,), [1] * size, word=MUTE).run(2)
    assert int(engine.record.dismissed.sum()) == 750
    gone = np.flatnonzero(engine.columns.barred)
    assert abs(gone.mean() - (size - 1) / 2) < z * size / np.sqrt(12 * 750)
    said = int(engine.record.told_bad.sum())
    assert abs(said - 375) < z * np.sqrt(750 * 0.25)
    spoke = np.flatnonzero(engine.columns.spoken[1])
    assert abs(spoke.mean() - gone.mean()) < z * size / np.sqrt(12 * 375)  # no slot serves both


def test_off_or_with_nobody_to_go_it_is_nothing() -> None:
    assert is_too_little(-1.0, 0.0) and not is_too_little(0.0, 0.0)
    assert speaks_ill(0.4, 0.5) and not speaks_ill(0.5, 0.5)
    plain = placed((firm(review=2), firm(60.0)), [1] * 5 + [2, 0], serving=Serving(on=True), word=MUTE)
    other = placed((firm(review=2, firing=Firing(on=True, least=-1e6)), firm(60.0)), [1] * 5 + [2, 0],
                   serving=Serving(on=True), word=MUTE)  # fmt: skip
    assert plain.run().books.record.tobytes() == other.run().books.record.tobytes()
