"""Which field test a planner should make first, with how many people, what it is worth, and how it is read back."""

import math
from typing import Literal

import numpy as np
import pandas as pd

from tenfold.experiments.planner import trial_page
from tenfold.experiments.planner.bands import SCOPE
from tenfold.experiments.planner.board import figures_used
from tenfold.experiments.planner.draws import Draws, draws
from tenfold.experiments.planner.foreseen import MOST_UNSPENT, foresee
from tenfold.experiments.planner.market import CohortMarket
from tenfold.experiments.planner.narrowing import narrowing
from tenfold.experiments.planner.offers import Offer, Size
from tenfold.experiments.planner.sample_size import people_needed, power_of
from tenfold.experiments.planner.sample_worth import RESULTS, STAND, Preposterior
from tenfold.experiments.planner.split import FINE
from tenfold.experiments.planner.trials import CARE, Possible, possible
from tenfold.experiments.planner.unknowns import nine_in_ten
from tenfold.experiments.planner.worth import Worth, worth_of
from tenfold.experiments.scenario import Scenario
from tenfold.experiments.study import Composed, Findings, Part, Progress, Section
from tenfold.sim.errors import InputError
from tenfold.sim.parameters import Parameters, quantity
from tenfold.sim.statistics import Doubles, Interval

QUESTION = "Which field test should a planner make first, with how many people, and what is it worth?"
SMALLEST = 50  # people in an arm, of the sizes that are looked at
LEARNED_TOGETHER = {"max_saved": ("max_saved", "half_saving_cost")}  # one test of care tells of both


class FieldTestPlan(Parameters):
    """Hold what can be said of the tests that are looked at."""

    test: Literal["auto", "care", "contacts"] = quantity("auto", "-", None, None, "auto: what is worth most, less cost")
    effect: float | None = quantity(
        None, "share", 1e-6, 1,
        "to be told apart from nothing: of leaving prevented, or of people who join; null: as at your own figures",
    )  # fmt: skip
    power: float = quantity(0.8, "share of tests", 0.05, 0.999, "convention: Cohen 1988")
    level: float = quantity(0.05, "share of tests", 1e-6, 0.5, "convention, both sides together")
    spending: float | None = quantity(
        None, "money per customer and period", 1e-6, 1e9, "of a test of care; null: 1, 2, 4 times half_saving_cost"
    )
    contacts: float | None = quantity(
        None, "contacts per person", 1e-6, 1e6, "of a test of contacts; null: one, and as many as go far to the ceiling"
    )
    periods: int = quantity(1, "periods", 1, 1000, "how long a test of care runs; contacts take one")
    churn: float | None = quantity(
        None, "share of customers per period", 1e-6, 0.999, "without care; null: that of today's customers by the table"
    )
    most: int = quantity(20_000, "people", 100, 1_000_000_000, "assumption: that both arms of a test can have together")
    points: int = quantity(2048, "points", 256, 1_048_576, "a power of 2 (Sobol): cases drawn over what is not known")

    def agree(self, name: str) -> None:
        """Refuse an effect of no test in particular, and a Sobol sequence that is not balanced."""
        if self.effect is not None and self.test == "auto":
            raise InputError(f"{name}.effect", self.effect, f"together with {name}.test=care or {name}.test=contacts")
        if self.points & (self.points - 1):
            near = 1 << round(math.log2(self.points))
            raise InputError(f"{name}.points", self.points, f"a power of 2, such as {near}")


def findings(scenario: Scenario, progress: Progress) -> Findings:
    """Look at every test that could be made, and say which is worth most.

    Parameters
    ----------
    scenario : of this experiment, in a planner's market
    progress : told the share done of the whole

    Returns
    -------
    Findings
        of one part; `next` is the command that reads the result back

    Raises
    ------
    InputError : there is no cohort, it cannot be used, or the firm does what the expected path does not know
    """
    own, market, plan = scenario.experiment, scenario.market, scenario.plan()
    assert isinstance(own, FieldTestPlan)
    if not isinstance(market, CohortMarket):
        raise InputError("market", "plan", "from_cohort, for a test is planned for a planner's own market")
    cases = draws(market, own.points)
    foreseen = foresee(plan, FINE, cases, scenario.threads)
    progress("cases over what is not known", 0.4)
    places, gains = foreseen.best(FINE)
    best = np.where(gains > 0.0, places, np.nan)
    spent = foreseen.unspent.mean(axis=0) <= MOST_UNSPENT
    people = market.figures().market_size * cases.factors["market_size"][:, None]
    profit = people * np.column_stack([foreseen.nothing, foreseen.profit[:, spent]])
    tests = [one for one in possible(plan, market, cases.factors, own.periods, own.churn, own.spending, own.contacts)
             if own.test in ("auto", one.kind) and reach(market, one.kind) >= 2 * SMALLEST]  # fmt: skip
    if not tests:
        raise InputError("market.start_share", market.figures().start_share, "a share of the market that leaves "
                         f"{2 * SMALLEST:,} customers, or others, to be tested")  # fmt: skip
    yearly = market.figures().yearly
    offers = []
    for k, one in enumerate(tests):
        offers.append(offered(one, own, profit, best, yearly, min(own.most, reach(market, one.kind))))
        progress("what tests are worth", 0.4 + 0.5 * (k + 1) / len(tests))
    offers.sort(key=lambda offer: -offer.net)
    worths = {name: worth_of(x, profit).times(yearly) for name, x in asked_of(cases).items()}
    now = nine_in_ten(best[np.isfinite(best)])
    read = [narrowing(plan, market, own.points, now, scenario.threads), *cases.notes]
    return told(offers, worths, own, market, " ".join(filter(None, read)), now, figures_used(market, plan))


def offered(one: Possible, own: FieldTestPlan, profit: Doubles, best: Doubles, yearly: float, most: int) -> Offer:
    """Say what a test is worth at every size, and how many people it needs to be told apart from nothing.

    Parameters
    ----------
    one : the test
    own : what is asked
    profit : of every choice at every drawn point [money over all periods], shape (points, choices)
    best : the best share of each, nan where none pays
    yearly : money a year for money over all periods
    most : people who can be given to it, both arms together
    """
    pre, rate = Preposterior(one.trial, profit, (best, one.trial.effect)), one.trial.rate
    stated = one.own if own.effect is None else one.treated(own.effect)
    sizes = []
    for people in steps(most // 2):
        worth, (share, effect) = pre.learned(people)
        power, least = (float(power_of(people, rate, treated, own.level)) for treated in (stated, one.least))
        cost = one.cost * people
        sizes.append(Size(people, yearly * worth, cost, yearly * cost, power, least, share, effect))
    needed = [people_needed(rate, treated, own.power, own.level) for treated in (stated, one.least)]
    return Offer(one, sizes, yearly * pre.most, (stated, one.least), own.level, needed[0], needed[1])


def reach(market: CohortMarket, kind: str) -> int:
    """Give how many people there are for a test: customers for care, others for contacts; all, where nobody knows."""
    own = market.figures()
    if market.start_share is None and market.read().current is None:
        return int(own.market_size)
    there = own.start_share * own.market_size
    return int(there if kind == CARE else own.market_size - there)


def steps(most: int) -> list[int]:
    """Give the sizes of an arm that are looked at: 1, 2, 5, 10 ... from the smallest on, and the largest there is."""
    some = [int(k * 10**e) for e in range(1, 10) for k in (1, 2, 5)]
    return [*(n for n in some if SMALLEST <= n < most), most]


def asked_of(cases: Draws) -> dict[str, Doubles]:
    """Give the unknowns of which each is learned by itself; what one test of care tells of both together."""
    found: dict[str, Doubles] = {}
    for name, x in cases.unknown.items():
        pair = LEARNED_TOGETHER.get(name, ())
        if name != "half_saving_cost":
            found[name] = np.column_stack([np.log(cases.factors[each]) for each in pair]) if pair else x
    return found


def told(
    offers: list[Offer], worths: dict[str, Worth], own: FieldTestPlan, market: CohortMarket, read: str, now: Interval,
    used: Section,
) -> Findings:
    """Put the findings together: what to test first, with what it is worth and what it costs.

    Parameters
    ----------
    offers : tests that could be made, the best first
    worths : of knowing each unknown [money a year]
    own, market : what is asked
    read : what a test that was made has told; "" for none
    now : the range of the best share
    used : the figures of the firm as they were used
    """
    first = offers[0]
    answer = [*trial_page.answer(first, own.power, market, now, own.effect is not None), *([read] if read else [])]
    part = Part(
        (trial_page.section(offers, worths, own.power, read), used),
        rows=pd.concat([rows(offer) for offer in offers], ignore_index=True), units=trial_page.ROWS,
        numbers={"test": first.one.name, "pays": first.pays, "people_in_each_arm": first.best.people,
                 "worth_a_year": first.best.worth, "endless_worth_a_year": first.most, "cost": first.best.cost,
                 "people_for_power": first.needed, "people_for_power_at_the_least_effect": first.needed_least,
                 "best_share_now": now, "expected_width_after": first.best.share_width,
                 "worth_of_knowing_a_year": {name: worth.mean for name, worth in worths.items()}},
        checks=(f"{own.points:,} cases over what is not known, {STAND * RESULTS} simulated results of every size",),
    )  # fmt: skip
    return Findings(QUESTION, answer, REFUTED_IF, ASSUMPTIONS, (part,), market.figures().period, "test_plan",
                    next=trial_page.read_back(first, market) if first.pays else "", scope=SCOPE)  # fmt: skip


def rows(offer: Offer) -> pd.DataFrame:
    """Give what is foreseen of a test at every size, a row a number."""
    one = offer.one
    return pd.DataFrame(
        [(one.name, one.dose, one.periods, size.people, name, float(getattr(size, field)), unit)
         for size in offer.sizes for field, (name, unit) in trial_page.OUTCOMES.items()],
        columns=["test", "dose", "periods", "people", "outcome", "value", "unit"],
    )  # fmt: skip


REFUTED_IF = (
    "The plan is refuted if tests of this size, once made, narrow the answer less than is foreseen here",
    "The likelihood is refuted if after many such tests the range of nine in ten cases misses what turns out later in "
    "more than one in ten",
)
ASSUMPTIONS = (
    "the bands over which what you do not know is drawn: an effect they leave out cannot be found",
    "lots are drawn fairly, the control arm gets nothing, and nobody tells anybody of it",
    "care and contacts do in a whole market, year after year, what they do in the test",
    "the split of the budget is what hangs on the result; deciding later than today costs nothing",
)
STUDY = Composed(QUESTION, FieldTestPlan, findings)
