"""An experiment is a file of a question and a module of the same name; nothing else lists it."""

import pytest

from tenfold.experiments.registry import EXPERIMENTS, find, module_of, parameters_of, question, study_of
from tenfold.experiments.spelling import closest
from tenfold.sim.errors import InputError
from tenfold.sim.parameters import Parameters


def test_a_package_has_its_study_in_a_module_and_a_module_in_itself() -> None:
    here = "tenfold.experiments"
    assert module_of("five_to_ten") == f"{here}.five_to_ten.run"
    assert module_of("sensitivity") == f"{here}.sensitivity"
    assert module_of("no_such_thing") is None


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_every_experiment_has_parameters_and_can_be_run(name: str) -> None:
    assert issubclass(parameters_of(name), Parameters)
    assert callable(study_of(name).findings)


@pytest.mark.parametrize("name", [name for name, place in EXPERIMENTS.items() if place.shipped])
def test_the_first_comment_of_the_yaml_is_the_question_of_the_study(name: str) -> None:
    assert question(name) == study_of(name).question
    assert question(name).endswith("?")


@pytest.mark.parametrize("ask", [find, parameters_of, study_of, question])
def test_an_unknown_experiment_is_refused_with_the_nearest(ask: object) -> None:
    assert callable(ask)
    with pytest.raises(InputError, match="one of .*five_to_ten.*nearest: five_to_ten"):
        ask("five_to_tem")


def test_the_closest_is_that_with_fewest_letters_to_change() -> None:
    assert closest("FIRMS", ["firm", "forms", "firms"]) == "firms"
    assert closest("xyz", ["firm"]) == ""
