"""What is printed is what is played: the arms of the full grid, and how many seeds each panel has."""

import json
from pathlib import Path

import pytest

from tenfold.experiments.cli import main
from tenfold.experiments.five_to_ten.parameters import FULL, FiveToTen
from tenfold.experiments.five_to_ten.run import run
from tenfold.experiments.scenario import compose, validate
from tenfold.sim.errors import InputError

SMALL = [
    "experiment.ratios=[5]", "experiment.retentions=[0.8]", "experiment.floors=[0]", "experiment.size=100",
    "experiment.periods=14", "experiment.step=0.5", "experiment.behaviour_ratios=[10]", "experiment.until=1",
    "experiment.behaviour_size=100", "experiment.behaviour_step=0.5", "experiment.behaviour_rivals=[none]",
    "experiment.behaviour_words=[false]", "experiment.pilots=2",
]  # fmt: skip


def test_the_full_grid_is_printed_as_it_is_played() -> None:
    scenario = compose("five_to_ten", ["experiment.grid=full"])
    printed = scenario.configuration()["experiment"]
    assert {name: printed[name] for name in FULL} == json.loads(json.dumps(FULL))
    assert validate(scenario.configuration()) == scenario  # what is printed can be given again
    assert scenario.identity() != compose("five_to_ten").identity()


@pytest.mark.parametrize(
    "word",
    ["ratios=[7]", "behaviour_ratios=[7]", "behaviour_retentions=[0.5]", "behaviour_rivals=[none]",
     "behaviour_step=0.2"],
)  # fmt: skip
def test_arms_beside_the_full_grid_are_refused(word: str) -> None:
    field = f"experiment.{word.partition('=')[0]}"
    with pytest.raises(InputError, match=f"{field} = .*: allowed: nothing here, for experiment.grid = full"):
        compose("five_to_ten", ["experiment.grid=full", f"experiment.{word}"])
    compose("five_to_ten", [f"experiment.{word}"])


def test_what_the_full_grid_does_not_say_may_be_given_beside_it() -> None:
    scenario = compose("five_to_ten", ["experiment.grid=full", "experiment.floors=[0.1]"])
    assert isinstance(scenario.experiment, FiveToTen)
    assert (scenario.experiment.floors, scenario.experiment.ratios) == ((0.1,), FULL["ratios"])


def test_the_number_of_seeds_on_the_surface_renames_no_old_result() -> None:
    assert "coarse_seeds" in FiveToTen.model_fields
    assert compose("five_to_ten").identity() == compose("five_to_ten", ["experiment.coarse_seeds=4"]).identity()
    assert compose("five_to_ten").identity() != compose("five_to_ten", ["experiment.coarse_seeds=5"]).identity()


@pytest.mark.parametrize("behaviour", [False, True])
def test_the_seeds_of_each_panel_are_printed(tmp_path: Path, behaviour: bool) -> None:
    own = ["seeds=6", "experiment.coarse_seeds=3", "experiment.behaviour_seeds=5", f"experiment.behaviour={behaviour}"]
    found = run(compose("five_to_ten", [*SMALL, *own]), tmp_path, lambda *_: None)
    said = "seeds: 6 for response curves near the best share, 3 for their surface, 6 for twins"
    more = ", 5 for the ratio that emerges"
    assert said + (", 5 for customers who weigh firms, 2 for pilots" if behaviour else more) in found.lines
    assert said in (tmp_path / "report.html").read_text(encoding="utf-8")
    rows = pytest.importorskip("pandas").read_parquet(tmp_path / "rows.parquet")
    seeds = rows.groupby("panel", observed=True).seed.nunique().to_dict()
    expected = {"response curve": 3, "response curve, near the best": 6}
    assert seeds == expected | ({"behaviour": 5} if behaviour else {})


def test_the_manifest_says_the_seeds_of_each_panel(tmp_path: Path) -> None:
    words = [*SMALL, "seeds=2", "experiment.behaviour=false", "--results", str(tmp_path)]
    assert main(["run", "five_to_ten", *words]) == 0
    (folder,) = (tmp_path / "five_to_ten").iterdir()
    about = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert about["seeds"] == json.loads((folder / "verdict.json").read_text(encoding="utf-8"))["seeds"]
    assert about["seeds"]["response_curves_near_the_best"] == [2, 2]
