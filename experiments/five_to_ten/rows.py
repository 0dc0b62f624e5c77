"""The tidy rows of E1: one row an arm, seed and outcome."""

import math
from collections.abc import Iterator
from typing import Any

import pandas as pd

from tenfold.experiments.five_to_ten.behaviour import BehaviourResult
from tenfold.experiments.five_to_ten.closed_form import CellResult
from tenfold.experiments.five_to_ten.cohort_panel import CohortResult
from tenfold.experiments.five_to_ten.outcomes import UNITS as OUTCOME_UNITS
from tenfold.experiments.five_to_ten.outcomes import Outcome
from tenfold.sim.statistics import Doubles

UNITS = {
    "panel": "-",
    "ratio": "imposed cost ratio; nothing where none is imposed",
    "base_retention": "per period, without spending",
    "organic_joins": "per period",
    "word_of_mouth": "on or off",
    "rivals": "-",
    "retention_share": "share of the budget",
    "seed": "-",
    "outcome": "-",
    "value": "in `unit`",
    "unit": "-",
}


def tidy(
    cells: list[CellResult], behaviour: list[BehaviourResult], cohort: CohortResult | None
) -> pd.DataFrame:
    """Lay every outcome of every run out as a row.

    Parameters
    ----------
    cells, behaviour, cohort : what the panels showed; no cohort without a planner

    Returns
    -------
    DataFrame
        units of the columns in `UNITS`, of the values in `unit`
    """
    rows: list[dict[str, Any]] = []
    for r in cells:
        head = {"panel": "response curve", "ratio": r.cell.ratio, "base_retention": r.cell.retention,
                "organic_joins": r.cell.floor, "word_of_mouth": False, "rivals": "none"}  # fmt: skip
        rows += _outcomes(head, r.shares, r.outcomes)
        for seed, values in enumerate(r.customers):
            for share, value in zip(r.window, values, strict=True):
                rows.append({**head, "panel": "response curve, near the best", "retention_share": share, "seed": seed,
                             "outcome": "customers", "value": value, "unit": OUTCOME_UNITS["customers"]})  # fmt: skip
    for b in behaviour:
        head = {"panel": "behaviour", "ratio": b.cell.ratio, "base_retention": b.cell.retention,
                "organic_joins": math.nan, "word_of_mouth": b.cell.word_of_mouth, "rivals": b.cell.rivals}  # fmt: skip
        rows += _outcomes(head, b.shares, b.outcomes)
    if cohort is not None:
        for name, reading in (("per spell", cohort.per_spell), ("per person", cohort.per_person)):
            head = {"panel": f"cohort, {name}", "ratio": math.nan, "base_retention": math.nan, "organic_joins": 0.0,
                    "word_of_mouth": False, "rivals": "none"}  # fmt: skip
            rows += _outcomes(head, reading.shares, reading.outcomes)
        for seed, path in enumerate(cohort.survival):
            for t, left in enumerate(path):
                rows.append({"panel": "cohort, survival", "ratio": math.nan, "base_retention": math.nan,
                             "organic_joins": 0.0, "word_of_mouth": False, "rivals": "none", "retention_share": 0.0,
                             "seed": seed, "outcome": f"left after {t}", "value": left,
                             "unit": "share of the cohort"})  # fmt: skip
    frame = pd.DataFrame(rows)[list(UNITS)]
    for column in ("panel", "rivals", "outcome", "unit"):
        frame[column] = frame[column].astype("category")
    return frame


def _outcomes(head: dict[str, Any], shares: Doubles, outcomes: list[list[Outcome]]) -> Iterator[dict[str, Any]]:
    for share, runs in zip(shares, outcomes, strict=True):
        for seed, run in enumerate(runs):
            for name, value in run._asdict().items():
                yield {**head, "retention_share": share, "seed": seed, "outcome": name, "value": value,
                       "unit": OUTCOME_UNITS[name]}  # fmt: skip
