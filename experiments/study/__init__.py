"""What an experiment is written with: one page declares a study, all else is shared."""

from tenfold.experiments.progress import Progress, phase
from tenfold.experiments.study import kit
from tenfold.experiments.study.claims import (
    Claim,
    Evidence,
    Flip,
    Judged,
    Measured,
    Threshold,
    judge,
    of_peak,
    of_sample,
)
from tenfold.experiments.study.design import Design, cross, listed, sampled, together
from tenfold.experiments.study.estimates import crossing, evidence, opposite, peak_place, rank_correlation, slope
from tenfold.experiments.study.findings import Board, Findings, Grid, Part, Picture, Section
from tenfold.experiments.study.study import Composed, Study, StudyParameters
from tenfold.experiments.study.table import Mean, Outcome, Table, mean

__all__ = [
    "Board", "Claim", "Composed", "Design", "Evidence", "Findings", "Flip", "Grid", "Judged", "Mean", "Measured",
    "Outcome", "Part", "Picture", "Progress", "Section", "Study", "StudyParameters", "Table", "Threshold", "cross",
    "crossing", "evidence", "judge", "kit", "listed", "mean", "of_peak", "of_sample", "opposite", "peak_place",
    "phase", "rank_correlation", "sampled", "slope", "together",
]  # fmt: skip
