"""A study: what an experiment declares, and all that follows from the declaration.

An experiment is a module with a `STUDY`, which has a question, a class of own parameters, and `findings`. A `Study` is
declared, and its findings are made here, the same way for all; a `Composed` one makes its findings itself.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

import numpy as np

from tenfold.agents.plan import Plan
from tenfold.agents.replay import engine_for
from tenfold.experiments.progress import Progress, phase
from tenfold.experiments.study.claims import Claim, Flip, Judged, Measured, Threshold, judge, of_sample
from tenfold.experiments.study.design import Design, plans_of
from tenfold.experiments.study.findings import Findings, Grid, Part, Picture, Section, claim_grid
from tenfold.experiments.study.kit import styled
from tenfold.experiments.study.table import Outcome, Table
from tenfold.sim.parameters import Parameters, quantity
from tenfold.sim.runner import play_all
from tenfold.sim.statistics import interval, variance_reduction

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from tenfold.experiments.scenario import Scenario


class StudyParameters(Parameters):
    """Hold what every declared study can be told; its own class adds to it."""

    most_seeds: int = quantity(64, "runs of each arm", 2, 100_000, "assumption: where doubling ends")
    enough: float = quantity(
        0.5, "share of a margin", 0.01, 100, "precision: seeds double until primary intervals are so narrow each way"
    )


class Experiment(Protocol):
    """Say what a module's `STUDY` must have."""

    @property
    def question(self) -> str:
        """Give the question, with its question mark."""

    @property
    def parameters(self) -> type[Parameters]:
        """Give the class of its own parameters."""

    def findings(self, scenario: "Scenario", progress: Progress) -> Findings:
        """Run it."""


class Composed(NamedTuple):
    """Hold an experiment that puts its findings together itself."""

    question: str
    parameters: type[Parameters]
    findings: Callable[["Scenario", Progress], Findings]


class Study(NamedTuple):
    """Hold an experiment as declared.

    Attributes
    ----------
    question : one sentence with a question mark; the first comment of its YAML says the same
    parameters : its own, of which `design`, `claims` and `thresholds` are told
    design : which arms there are
    outcomes : what is measured of each run
    claims : what should be
    assumptions : what the answer hangs on
    figures : by the name of their files, drawn from the table and the judged claims; their captions are docstrings
    thresholds : where something turns over
    sign_flip : arms with opposite outcomes
    answer : gives two or three sentences; without it the claims and their verdicts
    refuted_if : what would refute it, beyond what is said of all claims
    """

    question: str
    parameters: type[StudyParameters]
    design: Callable[[Any], Design]
    outcomes: Mapping[str, Outcome]
    claims: Callable[[Any], Sequence[Claim]]
    assumptions: Sequence[str]
    figures: Mapping[str, Callable[[Table, Sequence[Judged]], "Figure"]] = {}
    thresholds: Callable[[Any], Sequence[Threshold]] = lambda own: ()
    sign_flip: Flip | None = None
    answer: Callable[[Table, Sequence[Judged]], Sequence[str]] | None = None
    refuted_if: str = ""

    def findings(self, scenario: "Scenario", progress: Progress) -> Findings:
        """Play every arm under the same seeds, judge the claims, draw the figures.

        Parameters
        ----------
        scenario : market, seeds, and the study's own parameters
        progress : told the share done of the whole

        Returns
        -------
        Findings
            of one part

        Raises
        ------
        InputError : an arm cannot be configured
        StateError : the market broke its own rules
        """
        own, plan = scenario.experiment, scenario.plan()
        assert isinstance(own, StudyParameters)
        design = self.design(own)
        plans = plans_of(design, plan)
        table = play(self, own, design, plans, scenario.seeds, scenario.threads, phase(progress, "runs", 0.0, 0.95))
        claims = self.claims(own)
        judged = judge(claims, [of_sample(table.sample(claim.value)) for claim in claims])
        thresholds = [Measured(t.text, interval(table.sample(t.value)), t.unit) for t in self.thresholds(own)]
        first = dict(zip(table.factors, table.arms[0], strict=True))
        again = [measured(self.outcomes, plans[0], seed, first) for seed in range(min(2, table.seeds))]
        same = bool(np.array_equal(np.array(again).T, table.values[:, 0, : len(again)], equal_nan=True))
        progress("figures and report", 0.95)
        with styled():
            pictures = [Picture(name, draw(table, judged), first_line(draw)) for name, draw in self.figures.items()]
        numbers: dict[str, Any] = {"variance_reduction_factor": variance_reduction(table.values[0])}
        if self.sign_flip is not None:
            numbers["sign_flip"] = flipped(self.sign_flip, table)
        said = list(judged) if self.answer is None else []
        answer = [*spoken(said), *(self.answer(table, judged) if self.answer else ())]
        units = {name: outcome.unit for name, outcome in self.outcomes.items()}
        part = Part(
            sections=(Section("What was found", (), pictures, (claim_grid(judged), means(table, units))),),
            claims=judged, thresholds=thresholds, rows=table.rows(units), null_arm=same, numbers=numbers,
            units={name: design.units.get(name, "-") for name in design.factors} | ROW_UNITS,
            seeds={"every arm": table.seeds},
            checks=(f"{len(plans)} arms; common random numbers cut the variance of a difference between arms by a "
                    f"factor of {numbers['variance_reduction_factor']:.1f}",),
        )  # fmt: skip
        refuted = [REFUTED, *([self.refuted_if] if self.refuted_if else [])]
        return Findings(self.question, answer, refuted, self.assumptions, (part,), plan.market.period)


REFUTED = "A claim is refuted if its whole interval lies below 0, or beyond its margin where it has two sides"
ROW_UNITS = {"seed": "-", "outcome": "-", "value": "in `unit`", "unit": "-"}


def play(
    study: Study, own: StudyParameters, design: Design, plans: Sequence[Plan], seeds: int, threads: int,
    progress: Callable[[float], None],
) -> Table:
    """Play every arm under the same seeds, doubled until every primary claim with a margin is precise enough.

    Precision alone decides when to stop, never a verdict, so that stopping does not favour one.

    Parameters
    ----------
    study, own : as declared and configured
    design, plans : the arms
    seeds : to begin with
    threads : among which runs are divided; 0 for as many as there are processors
    progress : told the share done

    Returns
    -------
    Table
        of all runs
    """
    names, empty = tuple(study.outcomes), np.zeros((len(study.outcomes), len(plans), 0))
    table = Table(design.factors, tuple(design.arms), names, empty)
    wanted = [claim for claim in study.claims(own) if claim.primary and claim.margin > 0]
    begun = 0.0

    def one(job: tuple[int, int]) -> list[float]:
        arm, seed = job
        return measured(study.outcomes, plans[arm], seed, dict(zip(table.factors, table.arms[arm], strict=True)))

    while True:
        done, ends = table.seeds, (1.0 + begun) / 2.0 if wanted else 1.0  # of the rest nobody knows how much is needed
        jobs = [(arm, seed) for arm in range(len(plans)) for seed in range(done, seeds)]
        played = play_all(one, jobs, threads, partial(_between, progress, begun, ends))
        new = np.moveaxis(np.array(played, np.float64).reshape(len(plans), seeds - done, len(names)), 2, 0)
        table = table._replace(values=np.concatenate([table.values, new], axis=2))
        wide = [claim for claim in wanted if interval(table.sample(claim.value)).half > own.enough * claim.margin]
        if not wide or seeds >= own.most_seeds:
            return table
        seeds, begun = min(2 * seeds, own.most_seeds), ends


def _between(progress: Callable[[float], None], low: float, high: float, share: float) -> None:
    progress(low + (high - low) * share)


def measured(outcomes: Mapping[str, Outcome], plan: Plan, seed: int, levels: Mapping[str, Any]) -> list[float]:
    """Play one run and measure it; nan for an outcome that is not measured at these levels."""
    engine = engine_for(plan, seed).run()
    asked = [each.at.items() <= levels.items() for each in outcomes.values()]
    return [float(each.of(engine)) if ask else np.nan for each, ask in zip(outcomes.values(), asked, strict=True)]


def means(table: Table, units: Mapping[str, str]) -> Grid:
    """Lay out the mean of every outcome in every arm with its interval."""
    rows = []
    for k, arm in enumerate(table.arms):
        rows.append([*arm, *(interval(values[k]) for values in table.values)])
    columns = [*table.factors, *(f"{name} [{units[name]}]" for name in table.outcomes)]
    return Grid(f"Means of every arm with 95% intervals over {table.seeds} seeds", columns, rows)


def flipped(flip: Flip, table: Table) -> dict[str, Any]:
    """Say whether opposite outcomes both occur."""
    plus, minus = (interval(table.sample(value)) for value in (flip.plus, flip.minus))
    return {"text": flip.text, "above": plus, "below": minus, "both_signs_occur": plus.low > 0.0 > minus.high}


def spoken(judged: Sequence[Judged]) -> list[str]:
    """Say the verdicts in a sentence each word."""
    words: dict[str, list[str]] = {}
    for j in judged:
        if j.claim.primary:
            words.setdefault(j.verdict, []).append(j.claim.text)
    return [f"{word.capitalize()}: {'; '.join(texts)}." for word, texts in words.items()]


def first_line(function: Callable[..., Any]) -> str:
    """Give the first sentence of a docstring, as a caption."""
    return (function.__doc__ or "").strip().partition("\n")[0]
