"""What is printed is what is played: the arms of the full grid, and those given beside it."""

import json

import pytest

from tenfold.experiments.five_to_ten.parameters import FULL, FiveToTen
from tenfold.experiments.scenario import compose, validate
from tenfold.sim.errors import InputError


def test_the_full_grid_is_printed_as_it_is_played() -> None:
    scenario = compose("five_to_ten", ["experiment.grid=full"])
    printed = scenario.configuration()["experiment"]
    assert {name: printed[name] for name in FULL} == json.loads(json.dumps(FULL))
    assert validate(scenario.configuration()) == scenario  # what is printed can be given again
    assert scenario.identity() != compose("five_to_ten").identity()


@pytest.mark.parametrize("word", ["ratios=[7]", "behaviour_ratios=[7]", "behaviour_rivals=[none]"])
def test_arms_beside_the_full_grid_are_kept(word: str) -> None:
    alone, beside = (compose("five_to_ten", [f"experiment.{word}", *more]) for more in ([], ["experiment.grid=full"]))
    field = word.partition("=")[0]
    assert getattr(alone.experiment, field) == getattr(beside.experiment, field) != FULL[field]
    others = [name for name in FULL if name != field]
    assert all(getattr(beside.experiment, name) == FULL[name] for name in others)


@pytest.mark.parametrize("points", [100, 16_385])
def test_a_sobol_sequence_has_a_power_of_2_points(points: int) -> None:
    allowed = rf"experiment.map_points = {points}: allowed: a power of 2, such as (128|16384)"
    with pytest.raises(InputError, match=allowed):
        compose("five_to_ten", [f"experiment.map_points={points}"])


def test_what_the_full_grid_does_not_say_may_be_given_beside_it() -> None:
    scenario = compose("five_to_ten", ["experiment.grid=full", "experiment.floors=[0.1]"])
    assert isinstance(scenario.experiment, FiveToTen)
    assert (scenario.experiment.floors, scenario.experiment.ratios) == ((0.1,), FULL["ratios"])


def test_the_number_of_seeds_on_the_surface_renames_no_old_result() -> None:
    assert "coarse_seeds" in FiveToTen.model_fields
    assert compose("five_to_ten").identity() == compose("five_to_ten", ["experiment.coarse_seeds=4"]).identity()
    assert compose("five_to_ten").identity() != compose("five_to_ten", ["experiment.coarse_seeds=5"]).identity()
