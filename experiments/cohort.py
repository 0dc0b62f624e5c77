"""Who is still there, and how long will they stay: a table of customers turned into survival, a fit, and a value."""

from typing import TYPE_CHECKING

import pandas as pd

from tenfold.experiments.cohorts import grids, told
from tenfold.experiments.cohorts.known import Known, known_of
from tenfold.experiments.cohorts.portrait import portrait, segments
from tenfold.experiments.planner.market import CohortMarket
from tenfold.experiments.study import Composed, Findings, Part, Picture, Progress, Section
from tenfold.sim.errors import InputError
from tenfold.sim.parameters import Parameters, quantity

if TYPE_CHECKING:
    from tenfold.experiments.scenario import Scenario

_NOTES = 6  # of what reading took for granted that stand near the answer; all of them stand in a section
QUESTION = "Who is still there, and how long will they stay?"


class WhoStays(Parameters):
    """Hold what can be changed of the experiment; the table and how it is read are the market's."""

    draws: int = quantity(1024, "pairs of alpha and beta", 16, 65_536, "precision of the intervals, best a power of 2")
    margin: float = quantity(0.01, "share of those seen per period", 0, 1, "assumption: least difference that matters")


def findings(scenario: "Scenario", progress: Progress) -> Findings:
    """Look at the whole, then at every segment; raises InputError where the table cannot be used."""
    own, market = scenario.experiment, scenario.market
    assert isinstance(own, WhoStays)
    if not isinstance(market, CohortMarket):
        raise InputError("market", "default", "from_cohort, for without a table of customers there is nobody to look "
                                              "at")
    cohort = market.read()
    size = None if market.cohort_size is None else float(market.cohort_size)
    whole, figures = known_of(cohort, market.fitted, size, own.draws), market.figures()
    progress("the whole", 0.3)
    others = {} if market.cohort is not None or market.file is None else market.read_all()
    parts, unfit, money = dict[str, Known](), dict[str, str](), {cohort.name: figures}
    for name, each in others.items():
        if name == cohort.name:
            continue
        try:
            parts[name] = known_of(each, each.periods, None, own.draws)
            money[name] = market.model_copy(update={"cohort": name}).figures()
        except InputError:
            unfit[name] = f"{name}: seen for too short, or nobody left; nothing is fitted"
    progress("segments", 0.8)
    every = {cohort.name: whole, **parts}
    worth = told.worth(whole, figures, market.unit_cost is not None)
    picture = Picture("who_stays", portrait(whole, told.headline(whole)), told.CAPTION)
    pictures = [picture]
    if parts:
        pictures.append(Picture("segments", segments(parts, "Survival by segment, and the retention fitted to each"),
                                "Bands: 95% (Greenwood, log-log); below, what is fitted to each"))  # fmt: skip
    sections = [
        Section("Who is still there", told.reading(whole), pictures, (grids.table(whole), grids.model(every))),
        Section("How long they stay, and what that is worth", told.worth_words(whole, figures),
                (), (grids.lifetimes(whole, figures), grids.worths(every, money))),
        Section("How the table was read, and what was taken for granted",
                (*cohort.notes, *(f"{name}: {note}" for name in parts for note in others[name].notes
                                  if note not in cohort.notes), *unfit.values())
                or ("A table of survival was read as it stands: shares left after 0, 1, 2, ... periods.",)),
    ]  # fmt: skip
    part = Part(
        sections, told.claims(whole, own.margin), rows=grids.rows(every), units=grids.UNITS,
        numbers=grids.numbers(every, money), tables={"survival": survival_table(every)},
    )  # fmt: skip
    return Findings(
        QUESTION, [*cohort.notes[:1], *told.answer(whole), worth], told.REFUTED,
        [*cohort.notes[:_NOTES], *told.assumptions(whole)],
        (part,), cohort.period_name, "who_stays", next=told.command(market), scope=told.scope(whole),
    )  # fmt: skip


def survival_table(every: dict[str, Known]) -> pd.DataFrame:
    """Give survival as `market.file` reads it again, with customers at risk where they are known."""
    frames = []
    for name, known in every.items():
        cohort = known.cohort
        frame = pd.DataFrame({"cohort": name, "period": range(cohort.periods + 1),
                              "surviving_percent": 100 * cohort.surviving})  # fmt: skip
        frame["at_risk"] = float("nan")
        if known.sized:
            frame.loc[1:, "at_risk"] = cohort.counts(known.size or 1.0)[0]
        frames.append(frame)
    return pd.concat(frames, ignore_index=True)


STUDY = Composed(QUESTION, WhoStays, findings)
