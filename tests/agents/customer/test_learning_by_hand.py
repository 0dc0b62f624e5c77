"""From delivery to expectation and satisfaction, over four periods, against the equations in double precision."""

from typing import Any

import numpy as np
import pytest

from tenfold.agents.customer.delivery import Delivery
from tenfold.agents.customer.expectation import Expectation
from tenfold.agents.customer.satisfaction import Satisfaction
from tenfold.agents.engine import Engine
from tests.agents.placed import CHEAP, DEAR, firm, placed

QUALITY = (0.9, 0.8, 0.3, 0.1, 0.5)
WEIGHTS = (0.3, 0.15, 0.25, 0.2, 0.1)
LEARN = {"prior": 0.5, "prior_spread": 0.0, "prior_weight": 2.0, "slowest": 0.3}
FEEL = {
    "gain": 2.0, "performance": 0.4, "neutral": 0.45, "assimilation": 0.25, "tolerance": 0.02, "loss_aversion": 2.0,
    "exponent": 0.5, "memory": 0.4,
}  # fmt: skip


def play(periods: int, failure: float = 0.0, severity: float = 0.0) -> Engine:
    firms = (firm(), firm(quality=QUALITY, failure=(0.0, 0.0, failure, 0.0, 0.0)))
    return placed(
        firms, [2, 0, 1], expectation=Expectation(**LEARN), satisfaction=Satisfaction(**FEEL),
        delivery=Delivery(noise=0.0, severity=severity),
    ).run(periods)  # fmt: skip


def by_hand(level: Any, periods: int) -> tuple[Any, float]:
    """Give what is expected and how satisfied they are after so many equal deliveries."""
    x, w = np.array(level), np.array(WEIGHTS)
    expected, mood = np.full(5, 0.5), 0.0
    for n in range(periods):
        seen = x + 0.25 * (expected - x)
        gap = seen - expected
        size = np.sqrt(np.maximum(np.abs(gap) - 0.02, 0))
        felt = w @ np.where(gap > 0, size, -2 * size)
        verdict = 2 * (0.4 * (w @ seen - 0.45) + felt)
        mood = 0.6 * mood + 0.4 * np.tanh(verdict)
        expected = expected + max(0.3, 1 / (n + 2)) * (x - expected)
    return expected, mood


@pytest.mark.parametrize("periods", range(5))
def test_they_learn_what_was_delivered_and_feel_what_was_perceived(periods: int) -> None:
    c = play(periods).columns
    expected, mood = by_hand(QUALITY, periods)
    assert c.expectation[1, :, 0] == pytest.approx(expected, rel=1e-5)
    assert c.satisfaction[1, 0] == pytest.approx(mood, rel=1e-5, abs=1e-6)
    assert c.experience[:, 0].tolist() == [0, periods]


def test_nobody_learns_of_a_firm_they_do_not_have() -> None:
    c = play(4).columns
    assert (c.expectation[0, :, :2] == 0.5).all() and (c.expectation[1, :, 1:] == 0.5).all()
    assert not c.satisfaction[:, 1].any() and not c.experience[:, 1].any()
    assert c.satisfaction[1, 2] == 0 and c.experience[:, 2].tolist() == [4, 0]


def test_who_switches_is_served_by_the_new_firm_at_once() -> None:
    engine = placed((firm(DEAR, quality=(0.1,) * 5), firm(CHEAP, quality=(0.9,) * 5)), [1], [0b10]).run(1)
    c = engine.columns
    assert c.experience[:, 0].tolist() == [0, 1] and (c.expectation[0] == 0.5).all()
    assert c.expectation[1, :, 0] == pytest.approx(0.7, rel=1e-6)


def test_a_failure_takes_its_loss_off_every_attribute_and_is_counted() -> None:
    engine = play(4, failure=1.0, severity=0.25)
    expected, mood = by_hand(np.maximum(np.array(QUALITY) - 0.25, 0), 4)
    assert engine.columns.expectation[1, :, 0] == pytest.approx(expected, rel=1e-5)
    assert engine.columns.satisfaction[1, 0] == pytest.approx(mood, rel=1e-5)
    assert engine.record.failures.tolist() == [[0, 1]] * 4


def test_the_chain_fails_if_any_step_does() -> None:
    steps = (0.5, 0.2, 0.0, 0.1, 0.4)
    engine = placed((firm(failure=steps), firm()), [1]).run(1)
    assert engine.firms.failure == pytest.approx([1 - 0.5 * 0.8 * 0.9 * 0.6, 0], rel=1e-6)


def test_no_more_than_255_deliveries_are_counted() -> None:
    engine = placed((firm(),), [1, 1], columns={"experience": [[254, 255]]}).run(2)
    assert engine.columns.experience.tolist() == [[255, 255]]


def test_the_noise_of_each_attribute_is_its_own() -> None:
    given = {"learn": Expectation(prior=0.5, prior_spread=0.0, prior_weight=1.0), "vary": Delivery(noise=0.1)}
    engine = placed((firm(quality=(0.5,) * 5),), [1] * 600, expectation=given["learn"], delivery=given["vary"])
    got = engine.run(1).columns.expectation[0].astype(float)  # the first delivery is all that is expected then
    assert got.std(axis=1) == pytest.approx([0.1] * 5, rel=0.2)
    assert np.abs(got.mean(axis=1) - 0.5).max() < 0.025
    assert np.abs(np.corrcoef(got) - np.eye(5)).max() < 0.21  # five standard errors of a correlation of 0
    again = engine.run(1).columns.expectation[0]  # moved by half of what the second differs from the first
    assert np.abs(np.corrcoef(got, again - got)[:5, 5:] + np.eye(5) * 0.7).max() < 0.21
