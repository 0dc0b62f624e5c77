"""A study: what an experiment declares, and all that follows from the declaration.

An experiment is a module with a `STUDY`, which has a question, a class of own parameters, and `findings`. A `Study` is
declared, and its findings are made here, the same way for all; a `Composed` one makes its findings itself.
"""

import re
import warnings
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from tenfold.experiments.progress import Progress, phase
from tenfold.experiments.study.claims import Claim, Flip, Judged, Measured, Threshold, judge
from tenfold.experiments.study.design import Design, plans_of
from tenfold.experiments.study.estimates import evidence
from tenfold.experiments.study.findings import Findings, Grid, Part, Picture, Section, cell
from tenfold.experiments.study.kit import styled
from tenfold.experiments.study.play import Seeds, play, repeated, unplayed
from tenfold.experiments.study.table import Mean, Outcome, Table, Value
from tenfold.sim.errors import InputError
from tenfold.sim.parameters import Parameters, quantity
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


class Composed(NamedTuple):
    """Hold an experiment that puts its findings together itself."""

    question: str
    parameters: type[Parameters]
    findings: Callable[["Scenario", Progress], Findings]

    def switched(self, own: Parameters) -> tuple[str, ...]:
        """Give the groups it switches itself, by dotted name, as its parameters say."""
        return own.switched


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
        own, plan, design = scenario.experiment, scenario.plan(), self.designed(scenario.experiment)
        assert isinstance(own, StudyParameters)
        (claims, thresholds), plans = self.asked(own, design), plans_of(design, plan)
        wanted = [(_value(c), own.enough * c.margin) for c in claims if c.primary and c.margin > 0]
        seeds = Seeds(scenario.seeds, own.most_seeds if wanted else scenario.seeds)

        def precise(table: Table) -> bool:
            return all(evidence(table, value).found.half <= half for value, half in wanted)

        table = play(self.outcomes, design, plans, seeds, scenario.threads, precise, phase(progress, "runs", 0.0, 0.95))
        judged = judge(claims, [evidence(table, _value(claim)) for claim in claims])
        progress("figures and report", 0.95)
        with styled():
            pictures = [_drawn(name, draw, table, judged) for name, draw in self.figures.items()]
        said = spoken(judged) if self.answer is None else self.answer(table, judged)
        checks, numbers = noticed(table, self.sign_flip)
        units = {name: outcome.unit for name, outcome in self.outcomes.items()}
        part = Part(
            sections=(Section("What was found", (), pictures, (means(table, units),)),),
            claims=judged, thresholds=[Measured(t.text, evidence(table, t.value).found, t.unit) for t in thresholds],
            rows=table.rows(units), null_arm=repeated(table, self.outcomes, plans), numbers=numbers, checks=checks,
            units={name: design.units.get(name, "-") for name in design.factors} | ROW_UNITS,
            seeds={"every arm": table.seeds},
        )  # fmt: skip
        refuted = [REFUTED, *([self.refuted_if] if self.refuted_if else [])]
        answer = [said] if isinstance(said, str) else list(said)
        return Findings(self.question, answer, refuted, self.assumptions, (part,), plan.market.period)

    def switched(self, own: Any) -> tuple[str, ...]:
        """Give the groups of parameters that some arm switches, by dotted name without the numbers of lists."""
        keys = {key for overrides in self.designed(own).arms.values() for key in overrides}
        groups = {re.sub(r"\.\d+", "", re.sub(r"\.(on|schedule)$", "", key)) for key in keys}
        return (*own.switched, *sorted(groups))

    def designed(self, own: Any) -> Design:
        """Give the design; raises InputError for what is none, has no arm, or a factor called like a column."""
        if not isinstance(own, StudyParameters):
            raise InputError("parameters", type(own).__name__, "a class derived from StudyParameters")
        design = self.design(own)
        if not isinstance(design, Design) or not design.arms:
            raise InputError("design", design, "an arm or more, as cross, listed, sampled and together give them")
        if taken := set(design.factors) & set(ROW_UNITS):
            raise InputError("factor", taken.pop(), "a name that no other column of the rows has")
        return design

    def asked(self, own: Any, design: Design) -> tuple[list[Claim], list[Threshold]]:
        """Give claims and thresholds; raises InputError for one of what is not measured, before anything is played."""
        claims, thresholds = list(self.claims(own)), list(self.thresholds(own))
        if not all(isinstance(claim, Claim) for claim in claims):
            raise InputError("claims", allowed="a function that returns a list of Claim(...)")
        flip = () if self.sign_flip is None else (self.sign_flip.plus, self.sign_flip.minus)
        dry = unplayed(design, self.outcomes)
        for name, values in zip(dry.outcomes, dry.values, strict=True):
            if np.isnan(values).all():
                raise InputError(f"outcome {name}: at", dict(self.outcomes[name].at), "levels of an arm of the design")
        for text, value in [
            *((f"claim {claim.text!r}", _value(claim)) for claim in claims),
            *((f"threshold {threshold.text!r}", threshold.value) for threshold in thresholds),
            *(("sign_flip", value) for value in flip),
        ]:
            _name(text, value, dry)
        return claims, thresholds


REFUTED = "A claim is refuted if its whole interval lies below 0, or beyond its margin where it has two sides"
ROW_UNITS = {"seed": "-", "outcome": "-", "value": "in `unit`", "unit": "-"}


def _value(claim: Claim) -> Value:
    if claim.value is None:
        raise InputError(f"claim {claim.text!r}", allowed="with a value, such as mean(...)")
    return claim.value


def _name(text: str, value: Value, dry: Table) -> None:
    """Refuse names that there are not: nothing is played yet, so what functions make of its zeros does not matter."""
    with warnings.catch_warnings(action="ignore"):
        try:
            found = dry.sample(value)
        except InputError as error:
            raise InputError(f"{text}: {error}") from None
        except Exception:
            return
    if isinstance(value, Mean) and np.isnan(found).any():
        raise InputError(text, allowed="means over arms in each of which the outcome is measured; see its `at`")


def noticed(table: Table, flip: Flip | None) -> tuple[list[str], dict[str, Any]]:
    """Say how much common random numbers help, and whether opposite outcomes occur.

    Parameters
    ----------
    table : of all runs
    flip : two values of opposite sign, or None

    Returns
    -------
    list of str, dict
        sentences for people, and numbers for verdict.json
    """
    factor = variance_reduction(table.values[0])
    said, numbers = [f"{len(table.arms)} arms"], dict[str, Any](variance_reduction_factor=factor)
    if np.isfinite(factor):
        said.append(f"Common random numbers cut the variance of a difference between arms by a factor of {factor:.1f}")
    if flip is not None:
        plus, minus = (interval(table.sample(value)) for value in (flip.plus, flip.minus))
        both = plus.low > 0.0 > minus.high
        numbers["sign_flip"] = {"text": flip.text, "above": plus, "below": minus, "both_signs_occur": both}
        occur = "both occur" if both else "do NOT both occur"
        said.append(f"Opposite outcomes {occur} ({flip.text}): {cell(plus)} and {cell(minus)}")
    return said, numbers


def _drawn(name: str, draw: Callable[..., "Figure"], table: Table, judged: Sequence[Judged]) -> Picture:
    figure = draw(table, judged)
    if not hasattr(figure, "savefig"):
        raise InputError(f"figure {name}", figure, "a function that returns a figure, as kit.panels makes one")
    return Picture(name, figure, first_line(draw))


def means(table: Table, units: Mapping[str, str]) -> Grid:
    """Lay out the mean of every outcome in every arm with its interval."""
    rows = []
    for k, arm in enumerate(table.arms):
        rows.append([*arm, *(interval(values[k]) for values in table.values)])
    columns = [*table.factors, *(f"{name} [{units[name]}]" for name in table.outcomes)]
    return Grid(f"Means of every arm with 95% intervals over {table.seeds} seeds", columns, rows)


def spoken(judged: Sequence[Judged]) -> list[str]:
    """Say the verdicts in a sentence each word; of primary claims, where there are any."""
    words: dict[str, list[str]] = {}
    for j in [j for j in judged if j.claim.primary] or judged:
        words.setdefault(j.verdict, []).append(j.claim.text)
    return [f"{word.capitalize()}: {'; '.join(texts)}." for word, texts in words.items()]


def first_line(function: Callable[..., Any]) -> str:
    """Give the first sentence of a docstring, as a caption."""
    return (function.__doc__ or "").strip().partition("\n")[0]
