"""An experiment is a file of a question and a module of the same name; nothing else lists it."""

import pytest

from tenfold.experiments.registry import EXPERIMENTS, Experiment, parameters_of, parts
from tenfold.experiments.runner import run_of
from tenfold.experiments.spelling import closest
from tenfold.sim.errors import InputError
from tenfold.sim.parameters import Parameters


def test_a_package_has_its_parts_in_modules_and_a_module_in_itself() -> None:
    here = "tenfold.experiments"
    assert parts("five_to_ten") == Experiment(f"{here}.five_to_ten.parameters:FiveToTen", f"{here}.five_to_ten.run:run")
    assert parts("cohort_market") == Experiment(f"{here}.cohort_market:CohortMarket", f"{here}.cohort_market:run")
    assert parts("no_such_thing") is None


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_every_experiment_has_parameters_and_can_be_run(name: str) -> None:
    assert issubclass(parameters_of(name), Parameters)
    assert callable(run_of(name))


@pytest.mark.parametrize("ask", [parameters_of, run_of])
def test_an_unknown_experiment_is_refused_with_the_nearest(ask: object) -> None:
    assert callable(ask)
    with pytest.raises(InputError, match="one of .*five_to_ten.*nearest: five_to_ten"):
        ask("five_to_tem")


def test_the_closest_is_that_with_fewest_letters_to_change() -> None:
    assert closest("FIRMS", ["firm", "forms", "firms"]) == "firms"
    assert closest("xyz", ["firm"]) == ""
