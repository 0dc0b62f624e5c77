"""How much narrower a field test that was made has made the answer: without it everything is asked again."""

import math

from tenfold.agents.plan import Plan
from tenfold.experiments.planner.draws import draws
from tenfold.experiments.planner.field_tests import CareTest, ContactTest
from tenfold.experiments.planner.market import CohortMarket
from tenfold.experiments.planner.split import best_of_each
from tenfold.experiments.planner.unknowns import nine_in_ten, percent
from tenfold.sim.statistics import Interval


def narrowing(plan: Plan, market: CohortMarket, points: int, now: Interval, threads: int = 0) -> str:
    """Say how much narrower the range of the best share is by the field tests that were made.

    Parameters
    ----------
    plan : the market that is foreseen
    market : of the planner, with the results
    points : how many are drawn over what is not known
    now : the range of the best share with the tests, where some share pays: median, quantiles of 5 and 95%
    threads : among which work is divided; 0 for as many as there are processors

    Returns
    -------
    str
        a sentence; "" where no test was made

    Raises
    ------
    InputError : the cohort cannot be used
    """
    if not (market.care_test.given or market.contact_test.given):
        return ""
    untested = market.model_copy(update={"care_test": CareTest(), "contact_test": ContactTest()})
    _, places, gains = best_of_each(plan, draws(untested, points), threads)
    return f"With your field test the best share is {narrowed(nine_in_ten(places[gains > 0.0]), now)}."


def narrowed(before: Interval, after: Interval) -> str:
    """Say of the best share how much a test narrowed it: ranges of nine in ten cases, without the test and with it."""
    words = f"{percent(*after[1:])} in nine of ten cases; before the test {percent(*before[1:])}"
    if math.isnan(before.half) or math.isnan(after.half):
        return "no range to compare: too few cases pay"
    return words if after.half < before.half else f"{words}: the test narrows nothing"
