"""Claims, and how they are judged: an interval, a margin that matters, and four words."""

import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from scipy import stats

from tenfold.experiments.study.table import Doubles, Mean, Table, Value
from tenfold.sim.statistics import Interval, Peak, holm, interval

LEVEL = 0.05
WORDS = ("supported", "refuted", "no difference", "undecided")


class Claim(NamedTuple):
    """Say what should be, and so what would refute it.

    Attributes
    ----------
    text : the claim in plain words
    value : what should lie above `above`; None where the evidence is given otherwise than by a table
    unit : of the value
    label : "built in", "emergent" or "contested", and why after a colon
    margin : the least difference that matters (delta)
    primary : whether it is among those that Holm's correction counts
    two_sided : whether only a difference beyond -margin refutes it, instead of one below 0
    above : what the value is compared with
    equal : whether the value should equal `above`: supported within the margin on both sides, refuted beyond it
    """

    text: str
    value: Value | None
    unit: str
    label: str
    margin: float = 0.0
    primary: bool = True
    two_sided: bool = False
    above: float = 0.0
    equal: bool = False


class Evidence(NamedTuple):
    """Hold what was found of a value.

    Attributes
    ----------
    found : estimate and 95% interval
    p : gives how likely so much is, or more, if the value were really x: two-sided
    """

    found: Interval
    p: Callable[[float], float]


class Judged(NamedTuple):
    """Hold a claim, what was found, and the word for it.

    Attributes
    ----------
    claim : as declared
    found : estimate and 95% interval over seeds
    p : of what the word denies; corrected by Holm among primary claims
    verdict : one of `WORDS`
    """

    claim: Claim
    found: Interval
    p: float
    verdict: str


class Threshold(NamedTuple):
    """Declare where something turns over.

    Attributes
    ----------
    text : in plain words
    value : of a table; nan where it does not turn
    unit : "-" for none
    """

    text: str
    value: Callable[[Table], float]
    unit: str


class Measured(NamedTuple):
    """Hold a threshold as measured: its text, estimate with interval, and unit."""

    text: str
    found: Interval
    unit: str


class Flip(NamedTuple):
    """Declare two values of opposite sign: no conclusion is built in if both signs occur.

    Attributes
    ----------
    text : what is varied
    plus, minus : contrasts expected above and below 0
    """

    text: str
    plus: Mean
    minus: Mean


def of_sample(values: Doubles) -> Evidence:
    """Give the evidence of one number a seed, by Student's t; shape (seeds,)."""
    found = interval(values)

    def p(x: float) -> float:
        if values.size < 2 or not np.isfinite(values).all():
            return 1.0
        spread = values.std(ddof=1)
        if spread <= 1e-12 * max(abs(found.mean), 1e-300):
            return 0.0 if found.mean != x else 1.0
        t = abs(found.mean - x) / spread * math.sqrt(values.size)
        return float(2.0 * stats.t.sf(t, values.size - 1))

    return Evidence(found, p)


def of_peak(found: Peak, p: Callable[[float], float]) -> Evidence:
    """Give the evidence of where a curve is highest; see `tenfold.sim.statistics.p_value`."""
    return Evidence(Interval(found.place, found.low, found.high), p)


def word(claim: Claim, evidence: Evidence) -> tuple[str, float]:
    """Find the word for one claim by itself.

    Parameters
    ----------
    claim : with its margin
    evidence : of its value

    Returns
    -------
    str, float
        one of `WORDS`, and the p value of what it denies; of "undecided" the least p of what another word would deny,
        but `LEVEL` or more, for in Holm's correction an undecided claim may let no other pass
    """
    margin, floor = claim.margin, -claim.margin if claim.two_sided or claim.equal else 0.0
    mean, low, high = (x - claim.above for x in evidence.found)
    above, below, within = (WORDS[1], WORDS[1], WORDS[0]) if claim.equal else WORDS[:3]
    cases = [
        (above, low > margin, evidence.p(claim.above + margin) if mean > margin else 1.0),
        (below, high < floor, evidence.p(claim.above + floor) if mean < floor else 1.0),
        (within, -margin < low and high < margin,
         max(evidence.p(claim.above + end) for end in (-margin, margin)) if -margin < mean < margin else 1.0),
    ]  # fmt: skip
    for said, sure, p in cases:
        if sure:
            return said, p
    return WORDS[3], max(LEVEL, min(p for *_, p in cases))


def judge(claims: Sequence[Claim], evidence: Sequence[Evidence]) -> list[Judged]:
    """Judge claims together: what is not significant after Holm's correction among the primary ones is undecided.

    Parameters
    ----------
    claims, evidence : of as many values

    Returns
    -------
    list of Judged
        in the order given
    """
    alone = [word(claim, each) for claim, each in zip(claims, evidence, strict=True)]
    primary = [k for k, claim in enumerate(claims) if claim.primary]
    adjusted = dict(zip(primary, holm([alone[k][1] for k in primary]) if primary else [], strict=True))
    judged = []
    for k, (claim, each) in enumerate(zip(claims, evidence, strict=True)):
        said, p = alone[k]
        p = float(adjusted.get(k, p))
        judged.append(Judged(claim, each.found, p, said if p < LEVEL else WORDS[3]))
    return judged
