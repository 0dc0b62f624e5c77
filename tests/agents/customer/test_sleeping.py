"""Sleeping customers: indifferent to their firm, and made to think by its care."""

from typing import Any

import numpy as np
import pytest

from tenfold.agents.customer.choice import Choice
from tenfold.agents.customer.loyalty import Loyalty
from tenfold.agents.customer.sleeping import Sleeping
from tenfold.agents.engine import Engine
from tests.agents.placed import DEAR, firm, placed

BY_HABIT = Choice(reconsider=0.0, sensitivity=1.0)
CARING: dict[str, Any] = {"budget": 40.0, "retention_share": 1.0}


def engine(owner: list[int], feeling: list[float], first: dict[str, Any], **more: Any) -> Engine:
    firms = (firm(DEAR, **first), firm(DEAR))
    columns = {"satisfaction": [feeling, [0.0] * len(owner)]}
    return placed(firms, owner, columns=columns, choice=BY_HABIT, **more)


def test_care_makes_the_indifferent_think_and_so_leave_a_dear_firm() -> None:
    sleeping = Sleeping(on=True, indifferent=0.2, wakes=1.0)
    run = engine([1, 1, 1, 2, 0], [0.1, 0.3, -0.3, 0.0, 0.0], CARING, sleeping=sleeping).run(1)
    assert run.firms.care[0] > 0.999
    assert run.columns.firm.tolist() == [0, 1, 1, 2, 0]  # the other firm does not care, so its customer sleeps on
    assert run.record.woken[0].tolist() == [1, 0]


@pytest.mark.parametrize("off", [Sleeping(on=False, wakes=1.0), Sleeping(on=True, wakes=0.0)])
def test_off_they_sleep_on(off: Sleeping) -> None:
    run = engine([1, 1], [0.0, 0.1], CARING, sleeping=off).run(1)
    assert run.columns.firm.tolist() == [1, 1] and not run.record.woken.any()


def test_they_wake_as_often_as_care_and_chance_say() -> None:
    size, chance = 20_000, 0.5
    first = {"budget": 2.0, "retention_share": 1.0}
    run = engine([1] * size, [0.0] * size, first, sleeping=Sleeping(on=True, wakes=chance), loyalty=Loyalty(care=0.0))
    run.run(1)
    expected = chance * (1 - np.exp(-0.3 * 2.0))
    assert run.record.woken[0, 0] / size == pytest.approx(expected, abs=5 * 0.5 / size**0.5)
