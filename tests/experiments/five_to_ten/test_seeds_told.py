"""The verdict tells the seeds that each panel was played with, and none for what was not played."""

from types import SimpleNamespace
from typing import Any

import pytest

from tenfold.experiments.five_to_ten.parameters import FiveToTen
from tenfold.experiments.five_to_ten.verdict import seeds

CELLS: list[Any] = [SimpleNamespace(customers=range(count)) for count in (6, 12, 24)]


@pytest.mark.parametrize(("behaviour", "cohort"), [(True, False), (False, True)])
def test_each_panel_has_its_own(behaviour: bool, cohort: bool) -> None:
    own = FiveToTen(coarse_seeds=3, behaviour_seeds=5, pilots=7, behaviour=behaviour)
    assert seeds(CELLS, own, 6, cohort) == {
        "response_curves_near_the_best": [6, 24],
        "response_curves_surface": 3,
        "twins": 6,
        "cohort": 6 if cohort else None,
        "emergent_ratio": 5,
        "customers_who_weigh_firms": 5 if behaviour else None,
        "their_pilots": 7 if behaviour else None,
    }


def test_the_surface_has_no_more_than_given() -> None:
    assert seeds(CELLS, FiveToTen(coarse_seeds=9), 6, False)["response_curves_surface"] == 6
