"""What an experiment hands over: an answer, judged claims, and sections with pictures and tables for people."""

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from tenfold.experiments.study.claims import Judged, Measured
from tenfold.sim.html import number
from tenfold.sim.statistics import Interval, Peak

if TYPE_CHECKING:
    from matplotlib.figure import Figure


class Grid(NamedTuple):
    """Hold a table for people; a cell is text, a number, a truth, an interval, a peak, or None.

    Attributes
    ----------
    caption : what it shows, with units
    columns : headings
    rows : of as many cells
    """

    caption: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Any]]


class Picture(NamedTuple):
    """Hold a figure with the name of its files and a caption that says what its bands cover."""

    name: str
    figure: "Figure"
    caption: str


class Section(NamedTuple):
    """Hold a chapter of the report."""

    title: str
    text: Sequence[str]
    pictures: Sequence[Picture] = ()
    grids: Sequence[Grid] = ()


class Part(NamedTuple):
    """Hold what one part of an experiment found.

    Attributes
    ----------
    sections : for the report
    claims, thresholds : as judged and measured
    rows : tidy, or None
    units : of the columns of the rows
    numbers : more for verdict.json, by name
    null_arm : whether an arm played twice gave the same to the bit; None where none was
    seeds : how many, by what they were played for
    checks : sentences about the computation, for the end of the report
    tables : further tables for other programs, each written as NAME.csv beside the rows, by name
    """

    sections: Sequence[Section]
    claims: Sequence[Judged] = ()
    thresholds: Sequence[Measured] = ()
    rows: pd.DataFrame | None = None
    units: dict[str, str] = {}
    numbers: dict[str, Any] = {}
    null_arm: bool | None = None
    seeds: dict[str, Any] = {}
    checks: Sequence[str] = ()
    tables: Mapping[str, pd.DataFrame] = {}


class Board(NamedTuple):
    """Hold the first page of the report, for people who decide and read nothing else: two printed pages at most.

    Attributes
    ----------
    sentence : the answer in one sentence, with its range
    picture : the name of the one picture
    deciding : the three things that decide, each with what a test of it is worth
    unknown : what the model does not know, in sentences
    figures : the firm's own figures as they were used, so that a wrong column is seen at once
    """

    sentence: str
    picture: str
    deciding: Grid
    unknown: Sequence[str]
    figures: Grid


class Findings(NamedTuple):
    """Hold what an experiment found.

    Attributes
    ----------
    question : ends with a question mark
    answer : two or three sentences
    refuted_if : what would refute it, in sentences
    assumptions : what the answer hangs on
    parts : in the order of the report
    period : what one period is
    picture : the name of the one that makes the point and stands below the answer; by default the first
    board : the first page for people who decide; None for none
    next : the command to run next, in which {NAME} stands for the path of the table NAME; empty for none
    scope : what the intervals cover, and what not, where it is not what those over seeds do
    """

    question: str
    answer: Sequence[str]
    refuted_if: Sequence[str]
    assumptions: Sequence[str]
    parts: Sequence[Part]
    period: str
    picture: str = ""
    board: Board | None = None
    next: str = ""
    scope: str = ""

    @property
    def null_arm(self) -> bool | None:
        """Say whether every arm that was played twice gave the same to the bit; None where none was."""
        nulls = [part.null_arm for part in self.parts if part.null_arm is not None]
        return all(nulls) if nulls else None


def cell(value: Any) -> str:
    """Write one cell of a table for people."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return "–"
    if isinstance(value, Interval | Peak):
        middle, low, high = value
        if math.isnan(middle):
            return "–"
        digits = _digits(low, high, middle)
        if digits > 6:
            return f"{middle:.2g} [{low:.2g}, {high:.2g}]"
        return f"{middle:.{digits}f} [{_end(low, digits)}, {_end(high, digits)}]"
    if isinstance(value, float):
        return number(float(f"{value:.3g}"))
    return number(value)


def _end(value: float, digits: int) -> str:
    return "–" if math.isnan(value) else f"{value:.{digits}f}"


def _digits(low: float, high: float, middle: float) -> int:
    """Give so many digits that the width of an interval shows one or two."""
    width = high - low if math.isfinite(high - low) and high > low else abs(middle) / 10
    return 2 if not width else max(0, -math.floor(math.log10(width / 3.0)))


def text_lines(grid: Grid) -> list[str]:
    """Write a table as lines of text, columns below one another."""
    rows = [[str(c) for c in grid.columns], *[[cell(c) for c in row] for row in grid.rows]]
    wide = [max(len(row[k]) for row in rows) for k in range(len(grid.columns))]
    lines = ["  ".join(text.ljust(width) for text, width in zip(row, wide, strict=True)).rstrip() for row in rows]
    return [grid.caption, *lines]


def claim_grid(claims: Sequence[Judged]) -> Grid:
    """Lay judged claims out as a table."""
    rows = [(j.claim.text, j.verdict, j.found, j.claim.margin or None, j.claim.unit,
             j.claim.label if j.claim.primary else f"{j.claim.label}; secondary") for j in claims]  # fmt: skip
    caption = (
        "95% intervals over seeds, unless the unit names something else; verdicts of claims judged together corrected "
        "for their number (Holm), but for secondary ones"
    )
    return Grid(caption, ("claim", "verdict", "found [95%]", "least that matters", "unit", "label"), rows)
