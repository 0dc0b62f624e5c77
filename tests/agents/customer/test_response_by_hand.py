"""Under a response curve: who stays, joins and through what at probabilities of 0 or 1, and how spells are drawn."""

from typing import Any

import numpy as np
import pytest
from scipy.stats import beta as beta_distribution
from scipy.stats import kstest

from tenfold.agents.customer.response import Response
from tenfold.agents.engine import Engine
from tests.agents.placed import firm, placed

ALL: dict[str, float] = {"stay_floor": 1.0, "stay_ceiling": 1.0, "join_floor": 0.0, "join_ceiling": 0.0}
NONE: dict[str, float] = {"stay_floor": 0.0, "stay_ceiling": 0.0, "join_floor": 0.0, "join_ceiling": 0.0}


def play(periods: int = 1, budget: float = 0.0, **response: Any) -> Engine:
    only = firm(budget=budget, retention_share=0.0)
    engine = placed((only,), [1, 1, 0, 0, 0], rule="response_curve", response=Response(**response))
    return engine.run(periods)


def test_where_all_stay_and_nobody_joins_nothing_moves() -> None:
    engine = play(3, **ALL)
    assert engine.columns.firm.tolist() == [1, 1, 0, 0, 0] and engine.columns.tenure.tolist() == [4, 4, 0, 0, 0]
    assert not engine.record.lost.any() and not engine.record.won.any()
    assert engine.record.founders[:, 0].tolist() == [2, 2, 2]


def test_where_nobody_stays_all_leave() -> None:
    engine = play(2, **NONE)
    assert engine.record.lost[:, 0].tolist() == [2, 0] and engine.columns.tenure.tolist() == [0] * 5


def test_below_the_floor_they_come_by_themselves_and_above_it_through_contacts() -> None:
    organic = play(1, **(ALL | {"join_floor": 1.0, "join_ceiling": 1.0}))
    assert organic.record.won[0, :, 0].tolist() == [3, 0, 0, 0, 0]
    contacts = play(1, 10.0, **(ALL | {"join_ceiling": 1.0, "join_steepness": 1e3}))
    assert contacts.record.won[0, :, 0].tolist() == [0, 0, 0, 3, 0]
    assert contacts.columns.spell.tolist() == [0, 0, 1, 1, 1]


def test_one_who_left_can_come_back_and_begins_a_new_spell() -> None:
    engine = play(2, **(NONE | {"join_floor": 1.0, "join_ceiling": 1.0}))
    assert engine.columns.firm.tolist() == [1, 1, 0, 0, 0]
    assert engine.columns.spell.tolist() == [1, 1, 1, 1, 1]
    assert engine.record.founders[:, 0].tolist() == [0, 0]


def spells(anew: bool) -> tuple[Any, Any]:
    """Give the propensities of 2,000 customers in their first spell and in their next."""
    always: dict[str, Any] = ALL | {"join_floor": 1.0, "join_ceiling": 1.0}
    response = Response(**always, heterogeneity="beta", alpha=0.7, beta=1.2, anew=anew, max_saved=0.0)
    engine = placed((firm(),), [0] * 2000, rule="response_curve", response=response)
    first = engine.columns.hazard.copy()
    return first, engine.run(1).columns.hazard.copy()


@pytest.mark.parametrize("anew", [True, False])
def test_a_spell_has_a_propensity_of_its_own_or_a_person_has(anew: bool) -> None:
    first, later = spells(anew)
    assert (first == later).all() if not anew else abs(np.corrcoef(first, later)[0, 1]) < 0.11
    for each in (first, later):  # one in a million fails where all is right
        assert kstest(each, beta_distribution(0.7, 1.2).cdf).pvalue > 1e-6
