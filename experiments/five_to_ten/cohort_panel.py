"""Part 4 of E1, your own cohort: a range first, for what a planner does not know is drawn, not guessed."""

import math
from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from tenfold.experiments.cohorts.figure import survival_figure
from tenfold.experiments.planner.answer import Told, bands, verdict, words
from tenfold.experiments.planner.board import board
from tenfold.experiments.planner.draws import draws
from tenfold.experiments.planner.figure import picture
from tenfold.experiments.planner.market import CohortMarket
from tenfold.experiments.planner.narrowing import narrowing
from tenfold.experiments.planner.runs import play_survival, runs_of
from tenfold.experiments.planner.split import PlannedSplit, planned_split
from tenfold.experiments.planner.unknowns import percent
from tenfold.experiments.splitting.outcomes import UNITS as OUTCOMES
from tenfold.experiments.splitting.outcomes import play
from tenfold.experiments.study import Board, Claim, Grid, Judged, Part, Picture, Section, Table
from tenfold.experiments.study.claims import WORDS
from tenfold.sim.groups import varied
from tenfold.sim.runner import play_all
from tenfold.sim.statistics import Interval

if TYPE_CHECKING:
    from tenfold.experiments.scenario import Scenario

POINTS = 2048
READINGS = {"drawn anew with every spell": True, "kept by the person for good": False}  # the propensity to leave
FACTORS = {"panel": "-", "theta": "-", "organic_joins": "per period", "retention_share": "share of the budget"}
UNITS = FACTORS | {"seed": "-", "outcome": "-", "value": "in `unit`", "unit": "-"}


def part(scenario: "Scenario", size: int, progress: Callable[[float], None]) -> tuple[Part, Board]:
    """Give the planner's part of E1 and the page for the board; runs of at most `size` customers.

    Raises InputError where the cohort cannot be used, or the firm does what the expected path does not know.
    """
    market, seeds, plan, found = scenario.market, scenario.seeds, scenario.plan(), dict[str, PlannedSplit]()
    assert isinstance(market, CohortMarket)
    size = runs_of(plan.market.periods, seeds, size)
    plan = varied(plan, {"market.size": size, "firms.0.policy": "fixed"})  # shares are swept, whatever is configured
    unknown, (cohort, fit) = draws(market, POINTS), (market.read(), market.fit())
    for k, (name, anew) in enumerate(READINGS.items()):
        reading = varied(plan, {"customers.response.anew": anew})
        found[name] = planned_split(reading, unknown, seeds, scenario.threads)
        progress(0.45 * (k + 1))
    jobs = [(plan, seed, cohort.surviving.size - 1) for seed in range(seeds)]
    left = np.array(play_all(play_survival, jobs, scenario.threads))
    (r, other), heads, told = found.values(), [f"propensity {name}" for name in READINGS], Told(market)
    fresh = varied(plan, {"customers.response.anew": True})
    tested = narrowing(fresh, market, POINTS, r.drawn.range, scenario.threads)
    answer = [*told.answer(r, other), *filter(None, [tested])]
    word = verdict(r) if verdict(r) in WORDS else "undecided"  # "does not pay" and "depends on ..." stand in the answer
    claim = Claim("retention deserves more than half of your budget", lambda _: r.best, "share, in nine of ten cases",
                  "emergent: from your figures; the response curves are assumed", above=0.5)  # fmt: skip
    numbers = {name: told.numbers(each) for name, each in found.items()}
    table = [[key.replace("_", " "), *(percent(*v) if isinstance(v, list) else v for v in (each[key] for each in
             numbers.values()))] for key in numbers[next(iter(READINGS))]]  # fmt: skip
    confirmed = [(name, percent(s), expected, Interval(m, m - h, m + h), each.agrees) for name, each in found.items()
                 for s, expected, m, h in zip(each.shares, each.expected, *each.simulated, strict=True)]  # fmt: skip
    page = Section("Your market", words(r, market, plan, POINTS, unknown.notes), (
        Picture("planner", picture(found, market), "Lines: expected, without luck. Filled: cases where readiness to "
                "leave is drawn anew with every spell as a customer; dashed: kept by the person"),
        Picture("cohort_survival", survival_figure(cohort, fit, market.fitted, left),
                "Who is left, and who of them stays on; band: 95% over seeds"),
    ), (
        Grid("Your answer, by what the propensity to leave belongs to", ("", *heads), table),
        Grid("What you do not know: factors on your figure, what it is worth to know it for sure [money a year], and "
             f"what part of the variance of the {'best share' if r.pays else 'gain'} it accounts for",
             *bands(market, found)),
        Grid("Profit as expected and as simulated [money a head of the market; 95% over seeds]",
             ("propensity", "share for retention", "expected", "simulated", "all as expected"), confirmed),
    ))  # fmt: skip
    floor = plan.customers.response.join_floor
    arms = tuple(("cohort", name, floor, float(s)) for name, each in found.items() for s in each.shares)
    first = varied(fresh, {"firms.0.retention_share": float(r.shares[0])})
    worth = {name: {of: (each.sure, each.error) for of, each in told.worth(split).items()}
             for name, split in found.items()}  # fmt: skip
    return Part(
        (page,), (Judged(claim, r.drawn.range, math.nan, word),),
        rows=Table(tuple(FACTORS), arms, tuple(OUTCOMES), np.concatenate([r.runs, other.runs], axis=1)).rows(OUTCOMES),
        units=UNITS, seeds={"your cohort": seeds},
        null_arm=np.array_equal(play((first, 0)), r.runs[:, 0, 0], equal_nan=True),
        numbers={"cohort": {"answer": answer, "fit": fit._asdict()} | {
            name: numbers[name] | {"effects": each.asked.effects, "worth_a_year_and_its_error": worth[name]}
            for name, each in found.items()}},
    ), board(r, other, market, plan, unknown)  # fmt: skip
