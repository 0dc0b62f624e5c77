"""The tidy rows and the printed lines say what was found, each number where its head says."""

import math
import re
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from tenfold.experiments.five_to_ten import report
from tenfold.experiments.five_to_ten.cells import Cell
from tenfold.experiments.firm_outcomes import UNITS as OUTCOME_UNITS
from tenfold.experiments.firm_outcomes import Outcome
from tenfold.experiments.five_to_ten.rows import UNITS, tidy

FIELDS = Outcome._fields


def outcomes(arms: int, seeds: int, start: float = 0.0) -> list[list[Outcome]]:
    """Make outcomes of which every number differs: 1000 an arm, 100 a seed, 1 a field."""
    return [[Outcome(*(start + 1000 * a + 100 * s + np.arange(len(FIELDS)))) for s in range(seeds)]
            for a in range(arms)]  # fmt: skip


@pytest.fixture(scope="module")
def frame() -> Any:
    curve: Any = SimpleNamespace(
        cell=Cell("response curve", 5.0, 0.8, 0.02, False, "none"), shares=np.array([0.0, 1.0]),
        outcomes=outcomes(2, 2), window=np.array([0.3, 0.31]), customers=np.array([[0.5, 0.6], [0.7, 0.8], [0.9, 1.0]]),
    )  # fmt: skip
    weighing: Any = SimpleNamespace(
        cell=Cell("behaviour", 10.0, 0.6, 0.0, True, "fixed"), shares=np.array([0.5]), outcomes=outcomes(1, 3, 10_000)
    )
    spell, person = (SimpleNamespace(shares=np.array([0.25]), outcomes=outcomes(1, 1, n)) for n in (20_000, 30_000))
    cohort: Any = SimpleNamespace(per_spell=spell, per_person=person, survival=np.array([[1.0, 0.6], [1.0, 0.5]]))
    return tidy([curve], [weighing], cohort)


def only(frame: Any, **where: Any) -> Any:
    for column, value in where.items():
        frame = frame[frame[column] == value]
    return frame


def test_every_outcome_of_every_run_is_one_row(frame: Any) -> None:
    assert list(frame.columns) == list(UNITS)
    counts = frame["panel"].value_counts().to_dict()
    n = len(FIELDS)
    assert counts == {"response curve": 4 * n, "response curve, near the best": 6, "behaviour": 3 * n,
                      "cohort, per spell": n, "cohort, per person": n, "cohort, survival": 4}  # fmt: skip


@pytest.mark.parametrize("name", FIELDS)
def test_a_value_stands_beside_its_share_seed_name_and_unit(frame: Any, name: str) -> None:
    row = only(frame, panel="response curve", retention_share=1.0, seed=1, outcome=name)
    assert row["value"].tolist() == [1000 + 100 + FIELDS.index(name)]
    assert row["unit"].tolist() == [OUTCOME_UNITS[name]]
    for panel, start in (("behaviour", 10_000), ("cohort, per spell", 20_000), ("cohort, per person", 30_000)):
        assert only(frame, panel=panel, seed=0, outcome=name)["value"].tolist() == [start + FIELDS.index(name)]


def test_the_head_of_a_row_is_its_cell(frame: Any) -> None:
    first = only(frame, panel="response curve").iloc[0]
    assert (first["ratio"], first["base_retention"], first["organic_joins"]) == (5.0, 0.8, 0.02)
    assert (first["word_of_mouth"], first["rivals"]) == (False, "none")
    first = only(frame, panel="behaviour").iloc[0]
    assert (first["ratio"], first["base_retention"]) == (10.0, 0.6) and math.isnan(first["organic_joins"])
    assert (first["word_of_mouth"], first["rivals"]) == (True, "fixed")
    assert only(frame, panel="cohort, per spell")["ratio"].isna().all()


def test_what_is_played_near_the_best_is_kept_seed_by_seed(frame: Any) -> None:
    near = only(frame, panel="response curve, near the best")
    assert only(near, retention_share=0.31)["value"].tolist() == [0.6, 0.8, 1.0]
    assert only(near, retention_share=0.31)["seed"].tolist() == [0, 1, 2]
    assert set(near["outcome"]) == {"customers"} and set(near["unit"]) == {"share of the market"}


def test_a_cohort_is_kept_period_by_period(frame: Any) -> None:
    left = only(frame, panel="cohort, survival", outcome="left after 1")
    assert left["value"].tolist() == [0.6, 0.5] and left["seed"].tolist() == [0, 1]


def test_without_a_planner_there_are_no_rows_of_one() -> None:
    weighing: Any = SimpleNamespace(cell=Cell("behaviour", 5.0, 0.6, 0.0, False, "none"), shares=np.array([0.5]),
                                    outcomes=outcomes(1, 1))  # fmt: skip
    assert set(tidy([], [weighing], None)["panel"]) == {"behaviour"}


CLOSED = {
    "ratio": 10.0, "base_retention": 0.6, "organic_joins": 0.02, "best_share_closed_form": 0.4545, "agrees": True,
    "best_share_simulated": {"place": 0.4512, "low": 0.41, "high": 0.49}, "verdict": "refuted",
}  # fmt: skip
WEIGHING = {
    "ratio_imposed": 5.0, "base_retention": 0.8, "word_of_mouth": True, "rivals": "fixed", "verdict": None,
    "best_share": {"place": 0.6, "low": 0.55, "high": 0.7},
}  # fmt: skip
SEEDS = {
    "response_curves_near_the_best": [16, 64], "response_curves_surface": 4, "twins": 17, "cohort": 18,
    "emergent_ratio": 8, "customers_who_weigh_firms": 9, "their_pilots": 10,
}  # fmt: skip
FOUND = {
    "closed_form": [CLOSED, {**CLOSED, "agrees": False, "verdict": None}], "behaviour": [WEIGHING],
    "cohort": {"best_share": {"place": 0.3, "low": 0.2, "high": 0.4}, "verdict": "refuted",
               "band": {"lowest_best_share": 0.05, "highest_best_share": 0.45}},
    "variance_reduction_factor": 12.34, "answer": ["One.", "Two."], "intervals": "Over seeds.", "seeds": SEEDS,
}  # fmt: skip


def words(line: str) -> list[str]:
    return re.split(r"\s+", line.strip())


def test_lines_are_a_table_and_two_sentences() -> None:
    told = report.lines(FOUND, planner=True)
    assert words(told[1]) == ["10", "0.6", "0.02", "0.45", "[0.41,", "0.49]", "0.45", "refuted", "yes"]
    assert words(told[2])[-1] == "NO" and "refuted" not in told[2]
    assert words(told[3])[:5] == ["5", "0.8", "0.60", "[0.55,", "0.70]"]
    assert told[3].endswith("weighing, word of mouth, rivals: fixed")
    assert told[4] == (
        "your cohort: best share 0.30 [0.20, 0.40], over the swept assumptions 0.05 to 0.45: refuted"
    )
    assert told[5].endswith("by a factor of 12.3")
    assert told[-3:] == ["One.", "Two.", "Over seeds."]


def test_seeds_are_told_panel_by_panel() -> None:
    assert report.lines(FOUND, planner=True)[6] == (
        "seeds: 16 to 64 for response curves near the best share, 4 for their surface, 17 for twins and the cohort, "
        "9 for customers who weigh firms, 10 for pilots"
    )
    few = {**SEEDS, "response_curves_near_the_best": [16, 16], "cohort": None, "customers_who_weigh_firms": None}
    assert report.seeds_played({"seeds": few}) == (
        "seeds: 16 for response curves near the best share, 4 for their surface, 17 for twins, "
        "8 for the ratio that emerges"
    )


def test_without_a_planner_nothing_is_said_of_one() -> None:
    assert not any(line.startswith("your cohort") for line in report.lines({**FOUND, "cohort": None}, planner=False))


def test_a_factor_that_is_infinite_is_a_dash() -> None:
    assert report.lines({**FOUND, "variance_reduction_factor": None}, False)[4].endswith("by a factor of –")


def test_numbers_are_written_for_people() -> None:
    assert [report.number(x, 2) for x in (None, 0.126, 1.0, -2.346)] == ["–", "0.13", "1.00", "-2.35"]
