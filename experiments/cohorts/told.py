"""What is said of a cohort: the answer, and claims judged."""

import math
import shlex
from typing import TYPE_CHECKING

import numpy as np
from scipy.stats import norm

from tenfold.experiments.cohorts import life
from tenfold.experiments.cohorts.evidence import surprise, survival_interval
from tenfold.experiments.cohorts.known import (
    LEVEL,
    Known,
    ends_of,
    fitted_retention,
    kept,
    kept_interval,
    share_left,
    shown,
)
from tenfold.experiments.customer_table.options import TableOptions
from tenfold.experiments.planner.figures import Figures
from tenfold.experiments.spelling import quoted
from tenfold.experiments.study import Claim, Evidence, Judged
from tenfold.experiments.study.claims import word
from tenfold.sim.statistics import Interval

if TYPE_CHECKING:
    from tenfold.experiments.planner.market import CohortMarket

CAPTION = (
    "Orange: the table, with 95% bands (Greenwood, log-log; bars: Wilson). Dashed: the fit, in which everybody keeps a "
    "chance to leave of their own and nobody grows loyal. Dotted: if all had the same chance"
)
REFUTED = (
    "That the restless leave first is refuted for a table if one chance for all describes it as well",
    "That sorting alone makes retention rise is refuted if surely more stay late than the fit expects",
)
WRONG = 0.01  # p below which a fit is said not to describe a table
_ENOUGH = 100  # customers seen in a period, for its retention to stand in the answer
KEPT = ("file", "cohort", "period", "price", "unit_cost", "discount", "cohort_size", "fit_periods")


def rate(share: float) -> str:
    """Write a share in percent, with more digits near its ends."""
    digits = 0 if 0.1 <= share <= 0.9 else 1 if 0.01 <= share <= 0.99 else 2
    return f"{100 * share:.{digits}f}%"


def between(low: float, high: float) -> str:
    """Write the ends of an interval of a share in brackets; nothing where there are none."""
    return "" if math.isnan(low) or math.isnan(high) else f" [{rate(low)}, {rate(high)}]"


def headline(k: Known) -> str:
    """Say in a line what the picture shows."""
    first, last = (rate(float(fitted_retention(k)[at])) for at in (0, -1))
    if not k.sized:
        return f"Retention rises from {first} to {last}, as if the restless leave first"
    if k.beyond < 0:
        return "More leave late than a chance to leave of their own foresees"
    if not k.differ:
        return "One chance to leave describes them all: no sign that the restless leave first, or that loyalty grows"
    if k.beyond > 0:
        return "The restless leave first, and more stay late than that alone explains"
    if k.fitness.p < WRONG:
        return "Neither one chance to leave for all nor one for each describes this table"
    return f"The restless leave first: retention rises from {first} to {last}, and nobody need have grown loyal"


def answer(k: Known) -> list[str]:
    """Say who is left, and whether customers differ."""
    c, (low, high), unit = k.cohort, survival_interval(k.cohort, k.size), k.cohort.period_name
    last, stay = c.periods, kept(c)
    seen, known = c.counts(k.size or 1.0)[0], np.flatnonzero(~np.isnan(stay))
    enough = [at for at in known if not k.sized or seen[at] >= _ENOUGH] or list(known)
    first, late = (kept_interval(c, k.size, int(at) + 1) for at in (enough[0], enough[-1]))
    start = int(np.argmax(seen > 0)) if k.sized else 0  # before, nobody was seen
    who = "all who joined" if start == 0 else f"those there after {start} {unit}{'s' * (start > 1)}"
    one, at = f"one {unit}" if start == 0 else f"one {unit} more", start + 1
    said = (
        f"Of {who}, {rate(c.surviving[at])}{between(low[at], high[at])} are left after {one} and "
        f"{rate(c.surviving[last])}{between(low[last], high[last])} after {last}; of those still there "
        f"{rate(first.mean)}{between(*first[1:])} stay {unit} {enough[0] + 1} and {rate(late.mean)}"
        f"{between(*late[1:])} stay {unit} {enough[-1] + 1}."
    )
    return [said, why(k)]


def why(k: Known) -> str:
    """Say whether customers differ, and whether more than that is needed."""
    unit, start, end = k.cohort.period_name, *(rate(float(fitted_retention(k)[at])) for at in (0, -1))
    if not k.sized:
        return (f"If customers differ as fitted, the restless leaving first makes retention rise from {start} to {end} "
                "and nobody grows loyal; whether they do, percentages without a number of customers cannot "
                "tell.")  # fmt: skip
    bad = k.fitness.p < LEVEL
    if k.beyond < 0:
        return (f"Customers do not keep one chance to leave each: in later {unit}s more leave than the fit expects (p "
                f"{small(k.fitness.p)}), so what follows from it is too hopeful.")  # fmt: skip
    if not k.differ:
        rest = f", though single {unit}s fit badly (p {small(k.fitness.p)})" if bad else ""
        return (f"Nothing shows that customers differ (p {small(k.alike)}): one chance to leave of "
                f"{rate(k.fit.constant.mean)}{between(k.fit.constant.low, k.fit.constant.high)} a {unit} does for all"
                f"{rest}, and who has stayed long is no more likely to stay.")  # fmt: skip
    if k.beyond > 0:
        return (f"Customers differ (p {small(k.alike)}), but sorting alone, retention rising from {start} to {end} "
                f"as the restless go, does not explain that so many stay late (p {small(k.fitness.p)}): something "
                "else, such as growing loyalty or a changed offer, may act.")  # fmt: skip
    if k.fitness.p < WRONG:
        return (f"Customers are not all alike (p {small(k.alike)}), but a chance to leave of their own does not "
                f"describe the table either: single {unit}s fit badly (p {small(k.fitness.p)}), so doubt all that "
                "follows from the fit.")  # fmt: skip
    fits = f"; single {unit}s fit badly (p {small(k.fitness.p)})" if bad else ", and the table shows no more than that"
    return (f"Customers differ in how readily they leave (p {small(k.alike)}): the restless go first, which by itself "
            f"makes retention rise from {start} to {end} though nobody grows loyal{fits}.")  # fmt: skip


def small(p: float) -> str:
    """Write a p value."""
    return "< .001" if p < 0.001 else f"= {p:.2g}".replace("0.", ".")


def worth(k: Known, own: Figures, cost_known: bool) -> str:
    """Say what a new customer is worth, and one who is there now."""
    margin, unit = own.price - own.unit_cost, own.period
    source = "" if cost_known else " (assumed: market.price and market.unit_cost say what it is)"
    new = k.worth_new(own.discount)
    half = k.plausibly(lambda a, b: life.median_periods(a, b, 0))
    said = (f"Half of all new customers are gone after {shown(half)} {unit}s; at a margin of {margin:.3g} a "
            f"{unit}{source} a new one is worth {shown(new, margin)}")  # fmt: skip
    now = k.worth_now(own.discount)
    if now is not None:
        return f"{said}, and one who is there now {shown(now, margin)} from the next {unit} on."
    there = k.plausibly(lambda a, b: life.discounted_residual(a, b, k.cohort.periods, own.discount))
    return f"{said}, and one who has stayed {k.cohort.periods} {unit}s {shown(there, margin)} from the next on."


def reading(k: Known) -> list[str]:
    """Say how to read the table and the tests."""
    fit, unit = k.fit, k.cohort.period_name
    seen = "all" if k.periods == k.cohort.periods else f"the first {k.periods}"
    text = [f"Fitted to {seen} of {k.cohort.periods} {unit}s: alpha "
            f"{shown(Interval(fit.alpha, *ends_of(fit.interval_alpha)))}"
            f", beta {shown(Interval(fit.beta, *ends_of(fit.interval_beta)))} (profile likelihood)."]  # fmt: skip
    if fit.reason:
        text.append(f"No interval of alpha and beta: {fit.reason}. If all have the same chance to leave it is "
                    f"{shown(fit.constant)} a {unit}.")  # fmt: skip
    if k.sized:
        found = "too few left to test the fit" if not k.fitness.freedom else (
            f"chi-square {k.fitness.chi2:.3g} with {k.fitness.freedom} degrees of freedom, p {small(k.fitness.p)}")
        text.append(f"Customers all alike: p {small(k.alike)} (ratio of likelihoods, half chi-square, for that is "
                    f"the edge of the model). Leavers by {unit} against the fit: {found}.")  # fmt: skip
    if k.held_out is not None:
        h = k.held_out
        text.append(f"A fit to the first {h.periods} {unit}s foresees that of those left then "
                    f"{shown(h.foreseen, 100)}% are "
                    f"left after {k.cohort.periods}; it was {shown(h.measured, 100)}%. On average of the {unit}s "
                    f"between it is off by {100 * h.mean_error:.2g} points of those who joined.")  # fmt: skip
    return text


def worth_words(k: Known, own: Figures) -> list[str]:
    """Say how values come about."""
    endless, last = k.fit.alpha <= 1.0, k.cohort.periods
    beyond = k.plausibly(lambda a, b: share_left(a, b, last) * life.discounted_periods(a, b, last, own.discount)
                         / (1 + own.discount) ** last / life.discounted_periods(a, b, 0, own.discount))  # fmt: skip
    text = [f"Values are margins of {own.price - own.unit_cost:.4g} a {own.period} (price {own.price:.4g} less "
            f"{own.unit_cost:.4g} to serve), discounted by {100 * own.discount:.3g}% a {own.period}, without a "
            "horizon: the "
            "first payment of a new customer counts in full, and so does the next renewal of a current one. Nothing is "
            "spent on winning or keeping them.",
            f"Of the value of a new customer {shown(beyond, 100)}% comes after the {last} {own.period}s of the "
            "table: no table "
            "shows it, the fit foresees it.",
            "Elasticity: percent more of that value, if everybody's chance to stay grew by one percent of it.",
            ]  # fmt: skip
    if endless:
        text.append("The mean lifetime has no limit, for alpha is at most 1: a few hardly ever leave. Discounted "
                    "values and medians have one.")  # fmt: skip
    return text


def claims(k: Known, margin: float) -> list[Judged]:
    """Judge that customers differ, that something beyond sorting acts, and that the first half foresees the rest."""
    differs = k.plausibly(lambda a, b: 1 / (1 + np.asarray(a) + np.asarray(b)))
    said = "supported" if k.differ else "no difference" if differs.high < 0.02 else "undecided"
    said = "undecided" if k.beyond == 0 and k.fitness.p < WRONG else said  # the test takes the model for granted
    one = Claim("customers differ in how readily they leave", None, "share of the variance of leaving; plausible fits",
                "emergent: from the table; built in if it is simulated")  # fmt: skip
    late, bad = k.fitness.late, k.fitness.p < LEVEL
    beyond = ("supported" if k.beyond > 0 else "refuted" if k.beyond < 0 else "no difference"
              if not bad and -margin < late.low and late.high < margin else "undecided")  # fmt: skip
    two = Claim("more stay late than sorting alone gives", None, "share of those seen a period; who was in the table",
                "contested: loyalty that grows, against the restless leaving first (Fader & Hardie 2007)", margin,
                primary=False)  # fmt: skip
    judged = [Judged(one, differs, k.alike, said), Judged(two, late, k.fitness.p, beyond)]
    if k.held_out is not None:
        h, p = k.held_out, surprise(k.held_out)
        gap = h.foreseen.mean - h.measured.mean
        half = 1.959963984540054 * abs(gap) / norm.isf(p / 2) if 0 < p < 1 else math.nan
        three = Claim("the first half of the periods foresees the rest", None, "share left, of those left at half "
                      "time; plausible fits and who was in the table", "emergent", 0.05, primary=False,
                      equal=True)  # fmt: skip
        found = Interval(gap, gap - half, gap + half)
        verdict, _ = word(three, Evidence(found, lambda x: 2 * float(norm.sf(abs(gap - x) / half * 1.96))))
        judged.append(Judged(three, found, p, verdict if not math.isnan(half) else "undecided"))
    return judged


def assumptions(k: Known) -> list[str]:
    """Say what the answer hangs on."""
    return [
        "everybody keeps a chance to leave of their own; nobody grows loyal or weary, and those who join later are "
        "like those who joined before",
        "beyond the periods of the table the fit is trusted; it says nothing of what spending would change",
        *(["who is no longer seen is like those still seen"] if k.cohort.at_risk is not None else []),
        *(["the number of customers behind the percentages is not known: no interval, no test"] if not k.sized else []),
    ]


def scope(k: Known) -> str:
    """Say what the intervals cover."""
    return ("Nothing is simulated. Intervals are 95%, of who happened to be in the table (Greenwood, Wilson, profile "
            f"likelihood) and of what is plausible of alpha and beta ({len(k.draws):,} draws from the likelihood), "
            "not of whether the model is right.")  # fmt: skip


def command(market: "CohortMarket") -> str:
    """Give the command that asks what to spend on such customers, with the same file, options and figures."""
    kind, words = type(market), ["tenfold", "run", "five_to_ten", "market=from_cohort"]
    given = {name: getattr(market, name) for name in KEPT if getattr(market, name) != kind.model_fields[name].default}
    given |= {f"table.{name}": getattr(market.table, name) for name in TableOptions.model_fields
              if getattr(market.table, name) is not None}  # fmt: skip
    texts = {name: quoted(value) if isinstance(value, str) else value for name, value in given.items()}
    return shlex.join([*words, *(f"market.{name}={text}" for name, text in texts.items())])
