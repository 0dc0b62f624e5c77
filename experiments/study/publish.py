"""From findings to files: rows, tables, figures, one HTML page, verdict.json, and the lines that are printed."""

import base64
import re
import textwrap
from pathlib import Path
from typing import Any

import pandas as pd

from tenfold.experiments.progress import Progress
from tenfold.experiments.study.claims import Judged, Measured
from tenfold.experiments.study.findings import Findings, Grid, Picture, cell, claim_grid, text_lines
from tenfold.experiments.study.kit import styled
from tenfold.experiments.verdict import Verdict
from tenfold.sim.errors import InputError
from tenfold.sim.statistics import Interval, Peak
from tenfold.sim.store import write_rows

SCOPE = (
    "Intervals are 95% and cover simulation noise only, not uncertain parameters. Not validated on any real firm."
)
IRREPRODUCIBLE = "Not to be relied on: an arm played twice under the same seed gave other numbers."
WIDTH = 100
LEGIBLE = 58  # pixels that an inch of a figure takes at least, so that its letters can be read on a telephone
NOT_TABLES = ("rows", "units")  # as these two are called when they are exported


def publish(findings: Findings, folder: Path, progress: Progress) -> Verdict:
    """Write rows.parquet, further tables, figures and report.html of an experiment.

    Parameters
    ----------
    findings : what it found
    folder : which gets the files
    progress : told that figures are drawn

    Returns
    -------
    Verdict
        the lines to print, those of the tables, and what goes into verdict.json

    Raises
    ------
    InputError : a table or the picture of the board has a name that cannot be
    OSError : a file cannot be written
    """
    progress("figures and report", 0.96)
    frames = [part.rows for part in findings.parts if part.rows is not None]
    if frames:
        units: dict[str, str] = {}
        for part in findings.parts:
            units |= part.units
        rows = pd.concat(frames, ignore_index=True) if len(frames) > 1 else frames[0]
        write_rows(rows, {str(name): units[str(name)] for name in rows.columns}, folder / "rows.parquet")
    for name, table in _named_tables(findings).items():
        table.to_csv(folder / f"{name}.csv", index=False, lineterminator="\n")
    pictures = [picture for part in findings.parts for section in part.sections for picture in section.pictures]
    if findings.board is not None and findings.board.picture not in (names := [p.name for p in pictures]):
        raise InputError("picture of the board", findings.board.picture, f"one of {', '.join(names)}", names)
    drawn = {picture.name: _save(picture, folder / "figures") for picture in pictures}
    (folder / "report.html").write_text(_page(findings, drawn), encoding="utf-8")
    progress("figures and report", 1.0)
    return Verdict(_summary(findings), verdict_of(findings), _tables(findings))


def verdict_of(findings: Findings) -> dict[str, Any]:
    """Give what verdict.json holds, in the shape that all experiments share; see results/README.md."""
    numbers: dict[str, Any] = {}
    seeds: dict[str, Any] = {}
    for part in findings.parts:
        numbers |= part.numbers
        seeds |= part.seeds
    shared = {
        "question": findings.question,
        "answer": list(findings.answer),
        "claims": [_claim(j) for part in findings.parts for j in part.claims],
        "thresholds": [_threshold(t) for part in findings.parts for t in part.thresholds],
        "refuted_if": list(findings.refuted_if),
        "assumptions": list(findings.assumptions),
        "null_arm_identical": findings.null_arm,
        "seeds": seeds,
        "period": findings.period,
        "intervals": findings.scope or SCOPE,
        "tables": list(_named_tables(findings)),
        "picture": findings.board.picture if findings.board is not None else findings.picture,
        "next": findings.next,
    }
    return {**shared, **{name: _named(value) for name, value in numbers.items() if name not in shared}}


def _named_tables(findings: Findings) -> dict[str, pd.DataFrame]:
    """Give the further tables by name; raises InputError for a name that no file can have, or that is taken."""
    found: dict[str, pd.DataFrame] = {}
    for name, table in ((name, table) for part in findings.parts for name, table in part.tables.items()):
        if not re.fullmatch("[A-Za-z][A-Za-z0-9_]*", name) or name in NOT_TABLES or name in found:
            raise InputError("table", name, f"letters, digits and _; not {' or '.join(NOT_TABLES)}, and each name once")
        found[name] = table
    return found


def _claim(j: Judged) -> dict[str, Any]:
    c = j.claim
    return {"text": c.text, "verdict": j.verdict, "label": c.label, "primary": c.primary, "estimate": j.found.mean,
            "low": j.found.low, "high": j.found.high, "unit": c.unit, "margin": c.margin, "above": c.above,
            "p": j.p}  # fmt: skip


def _threshold(t: Measured) -> dict[str, Any]:
    return {"text": t.text, "estimate": t.found.mean, "low": t.found.low, "high": t.found.high, "unit": t.unit}


def _named(value: Any) -> Any:
    """Give intervals and peaks, however deep, by the names of their fields, for they are tuples to JSON."""
    if isinstance(value, Interval | Peak):
        return dict(zip(("estimate", "low", "high"), value, strict=True))
    if isinstance(value, dict):
        return {key: _named(inner) for key, inner in value.items()}
    return [_named(inner) for inner in value] if isinstance(value, list | tuple) else value


def _summary(findings: Findings) -> list[str]:
    texts = (*_warning(findings), " ".join(findings.answer), findings.scope or SCOPE)
    return [line for text in texts for line in textwrap.wrap(text, WIDTH)]


def _warning(findings: Findings) -> list[str]:
    return [] if findings.null_arm is not False else [IRREPRODUCIBLE]


def _tables(findings: Findings) -> list[str]:
    grids = [*_claims(findings), *(grid for part in findings.parts for s in part.sections for grid in s.grids)]
    return [*(line for grid in grids for line in (*text_lines(grid), "")), *_checks(findings)]


def _claims(findings: Findings) -> list[Grid]:
    claims = [j for part in findings.parts for j in part.claims]
    return [claim_grid(claims)] if claims else []


def _checks(findings: Findings) -> list[str]:
    seeds = ", ".join(f"{count} for {what}" for part in findings.parts for what, count in part.seeds.items())
    lines = [check for part in findings.parts for check in part.checks]
    if findings.null_arm is not None:
        lines.append(f"Null arm equal to its twin to the bit: {'yes' if findings.null_arm else 'NO'}")
    return [*lines, *([f"Seeds: {seeds}"] if seeds else []), f"One period is a {findings.period}"]


def _save(picture: Picture, folder: Path) -> str:
    """Save a figure as PNG and SVG; gives the PNG as text for the page."""
    folder.mkdir(exist_ok=True)
    with styled():
        picture.figure.savefig(folder / f"{picture.name}.svg", metadata={"Date": None})
        picture.figure.savefig(folder / f"{picture.name}.png", metadata={"Software": None})
    return base64.b64encode((folder / f"{picture.name}.png").read_bytes()).decode("ascii")


def _page(findings: Findings, pictures: dict[str, str]) -> str:
    from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

    loader = PackageLoader("tenfold.experiments.study", "")
    page = Environment(
        loader=loader, autoescape=select_autoescape(default=True), undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip
    every = [p for part in findings.parts for s in part.sections for p in s.pictures]
    board = findings.board
    shown = next((p for p in every if board is not None and p.name == board.picture), None)
    first: Picture | None = next((p for p in every if p.name == findings.picture), every[0] if every else None)
    thresholds = [t for part in findings.parts for t in part.thresholds]
    sections = [s for part in findings.parts for s in part.sections]
    return page.get_template("report.html.jinja").render(
        f=findings, board=board, shown=shown, first=first if first is not shown else None, pictures=pictures,
        claims=_claims(findings), thresholds=thresholds, sections=sections, cell=cell, scope=findings.scope or SCOPE,
        checks=_checks(findings), warning=_warning(findings), legible=LEGIBLE,
    )  # fmt: skip


