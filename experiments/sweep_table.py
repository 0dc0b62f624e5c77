"""The table that a sweep leaves: one row a job, a column for every key that is overridden, then what was found."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple, cast

import pandas as pd

from tenfold.experiments.found import Found, in_a_line
from tenfold.experiments.overrides import parse, written
from tenfold.experiments.scenario import Scenario
from tenfold.experiments.scenario_files import groups
from tenfold.sim.parameters import Parameters
from tenfold.sim.store import write_rows

NAMES = ("sweep.parquet", "sweep.csv")
ENDS = ("estimate", "low", "high")


class Done(NamedTuple):
    """Hold what came of one job.

    Attributes
    ----------
    overrides : its own, as written
    scenario : what was run
    identity : the ID of its result, be there one or not
    result : as read; None where there is none
    failure : why there is none; "" where there is one
    """

    overrides: Sequence[str]
    scenario: Scenario
    identity: str
    result: Found | None
    failure: str = ""


def write(jobs: Sequence[Done], folder: Path) -> Path:
    """Write the table as Parquet, with the unit of each column, and as CSV.

    Columns are the overridden keys; `result` (the ID), `verdict` in a line, `failure` (the reason, where a job has no
    result) and `seconds`; and of each claim and each threshold "TEXT: estimate", "TEXT: low" and "TEXT: high", of a
    claim "TEXT: verdict" as well.

    Parameters
    ----------
    jobs : in the order of the rows
    folder : where the two files go

    Returns
    -------
    Path
        of the CSV; the other lies beside it

    Raises
    ------
    OSError : the files cannot be written
    """
    units: dict[str, str] = {}
    kinds: dict[str, str] = {}
    rows = [_row(job, units, kinds) for job in jobs]
    columns = {name: [row.get(name) for row in rows] for name in units}
    frame = pd.DataFrame({name: pd.Series(cells, dtype=kinds[name] or _kind(cells)) for name, cells in columns.items()})
    parquet, csv = (folder / name for name in NAMES)
    write_rows(frame, units, parquet)
    frame.to_csv(csv, index=False)
    return csv


def _row(job: Done, units: dict[str, str], kinds: dict[str, str]) -> dict[str, Any]:
    """Give the cells of a job by column, and note unit and kind of columns that no job before it had."""
    row: dict[str, Any] = {}

    def put(name: str, value: Any, kind: str, unit: str = "-") -> None:
        row[name] = value
        units.setdefault(name, unit)
        kinds.setdefault(name, kind)

    given = parse(job.overrides)
    for one in sorted((*given.groups, *given.values), key=lambda one: [*job.overrides].index(written(one))):
        key, value = one.key_or_group, one.value()
        if not isinstance(value, bool | int | float | str | None) or "${" in str(value):
            value = written(one).partition("=")[2]
        put(key, value, "", _unit(job.scenario, key))
    put("result", job.identity, "string")
    put("verdict", None if job.result is None else in_a_line(job.result.verdict), "string")
    put("failure", job.failure or None, "string")
    put("seconds", None if job.result is None else job.result.about.get("seconds"), "float64", "seconds")
    found = {} if job.result is None else job.result.verdict
    claims = [claim for claim in found.get("claims") or () if claim.get("primary", True)]  # the others: verdict.json
    for claim in [*claims, *(found.get("thresholds") or ())]:
        for end in ENDS:
            put(f"{claim['text']}: {end}", claim.get(end), "float64", str(claim.get("unit") or "-"))
        if "verdict" in claim:
            put(f"{claim['text']}: verdict", claim["verdict"], "string")
    return row


def _kind(cells: list[Any]) -> str:
    """Say of which kind the values of a key are; null is a cell left empty."""
    some = {type(cell) for cell in cells if cell is not None}
    if some == {bool}:
        return "boolean"
    if some == {int}:
        return "Int64"
    return "float64" if some and some <= {int, float} else "string"


def _unit(scenario: Scenario, key: str) -> str:
    """Find the unit of a key, in the market that it was run with."""
    *steps, last = key.split(".")
    here: Any = scenario
    for step in steps:
        here = here[int(step)] if isinstance(here, tuple) and step.isdecimal() else getattr(here, step, None)
    info = type(here).model_fields.get(last) if isinstance(here, Parameters) and key not in groups() else None
    return cast(dict[str, str], (info.json_schema_extra if info else None) or {}).get("unit", "-")
