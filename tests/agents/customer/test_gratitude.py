"""Gratitude and appreciation: what a loyal discount is felt to be, beside what it saves."""

from typing import Any

import numpy as np
import pytest

from tenfold.agents.customer.choice import Choice
from tenfold.agents.customer.gratitude import Gratitude
from tenfold.agents.customer.value import Value
from tenfold.agents.engine import Engine
from tests.agents.placed import firm, placed

LOYAL: dict[str, Any] = {"loyal_discount": 0.25, "loyal_after": 2, "price": 40.0, "quality": (0.5,) * 5}


def engine(**more: Any) -> Engine:
    columns = {"tenure": [1, 2, 2, 5]}
    return placed((firm(**LOYAL), firm()), [1, 1, 2, 1], columns=columns, **more)


def test_who_pays_the_loyal_price_is_pleased_by_the_share_given() -> None:
    off, on, idle = (engine(gratitude=Gratitude(on=on, weight=weight))
                     for on, weight in ((False, 0.5), (True, 0.5), (False, 9.0)))  # fmt: skip
    for run in (off, on, idle):
        run.columns.satisfaction[0] = [0.0, 0.0, 0.0, 0.95]
        run.run(1)
    raised = on.columns.satisfaction[0] - off.columns.satisfaction[0]
    assert raised == pytest.approx([0, 0.7 * 0.125, 0, 0.7 * 0.05], abs=1e-6)  # held within 1; then memory .7
    assert on.columns.satisfaction[1].tolist() == off.columns.satisfaction[1].tolist()
    assert idle.columns.satisfaction.tolist() == off.columns.satisfaction.tolist()


@pytest.mark.parametrize(("felt", "asked"), [(1.0, 30.0), (2.0, 20.0), (0.0, 40.0)])
def test_a_discount_is_weighed_as_it_is_felt_and_paid_as_it_is(felt: float, asked: float) -> None:
    stay = Choice(reconsider=0.0, sensitivity=0.1, switching=0.0, switching_growth=0.0)
    run = engine(value=Value(appreciation=felt), choice=stay).run(1)
    assert run.columns.paid.tolist() == [4000, 3000, 2000, 3000]
    columns = {"tenure": [1, 2], "taste": -10.0}
    run = placed((firm(**LOYAL),), [1, 1], columns=columns, value=Value(appreciation=felt), choice=stay)
    run.run(1)
    assert run.world.passing.price[:2].tolist() == [40.0, asked]
    assert np.diff(np.log(run.world.passing.weight[0, :2])) == pytest.approx([0.1 * (40.0 - asked)], rel=1e-4)
