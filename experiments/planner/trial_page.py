"""What is said and drawn of field tests that could be made: what to test first, how large, for how much money."""

import math
import shlex
from collections.abc import Mapping, Sequence

from tenfold.experiments.planner.draws import UNKNOWN
from tenfold.experiments.planner.market import CohortMarket
from tenfold.experiments.planner.offers import Offer
from tenfold.experiments.planner.trial_figure import CAPTION, picture
from tenfold.experiments.planner.trials import CARE, Possible
from tenfold.experiments.planner.unknowns import money, percent
from tenfold.experiments.planner.worth import Worth
from tenfold.experiments.spelling import quoted
from tenfold.experiments.study import Grid, Picture, Section
from tenfold.sim.parameters import Parameters
from tenfold.sim.statistics import Interval

OUTCOMES = {
    "worth": ("worth of what it tells", "money a year"),
    "cost": ("cost", "money, once"),
    "power": ("power at the effect in question", "share of tests"),
    "power_least": ("power at the least effect within the bands", "share of tests"),
    "share_width": ("expected width of the best share's range afterwards", "share of the budget"),
    "effect_width": ("expected width of the effect's range afterwards", "share"),
}
ROWS = {"test": "-", "dose": "money per customer and period, or contacts each", "periods": "periods",
        "people": "in each arm", "outcome": "-", "value": "in `unit`", "unit": "-"}  # fmt: skip


def people(count: float) -> str:
    """Write how many people are needed."""
    return f"{math.ceil(count):,}" if math.isfinite(count) else "endlessly many"


def does(one: Possible, effect: float) -> str:
    """Say what an effect is: care prevents, or contacts make people join."""
    share = f"{100 * effect:.2g}%"
    return f"prevents {share} of leaving" if one.kind == CARE else f"makes {share} join"


def answer(first: Offer, power: float, market: CohortMarket, now: Interval, stated: bool) -> list[str]:
    """Say what to test first, what it is worth and costs, and what it would tell.

    Parameters
    ----------
    first : the test that is worth most after its cost
    power : asked
    market : of the planner
    now : the range of the best share
    stated : whether the planner said which effect is in question
    """
    one, size = first.one, first.best
    if not first.pays:
        return ["No field test pays: within your bands nothing that one could tell moves the split of your budget by "
                f"more than it costs (the best, {one.name}, is worth {money(size.worth)} money a year)."]  # fmt: skip
    period = market.figures().period
    span = f"{one.periods} {period}{'s' * (one.periods > 1)}"
    arms = (f"give {size.people:,} of your customers, drawn by lot, care for {one.dose:.3g} money a {period} for "
            f"{span}, and {size.people:,} others none" if one.kind == CARE else
            f"give {size.people:,} people who are not your customers, drawn by lot, {one.name} within a {period}, and "
            f"{size.people:,} others none")  # fmt: skip
    which = "as large as you state" if stated else "as large as at your own figures"
    effect = "" if stated else f" ({does(one, one.effect)})"
    narrows = "" if math.isnan(now.half + size.share_width) else (
        f"; the best share, now {percent(*now[1:])} in nine of ten cases, is then expected within a range of "
        f"{100 * size.share_width:.0f} points instead of {100 * (now.high - now.low):.0f}")  # fmt: skip
    limit = ", as many as you can give to a test" if size is first.sizes[-1] else ""
    return [
        f"Test {one.kind} first: {arms}{limit}.",
        f"What that tells is worth about {money(size.worth)} money a year, of {money(first.most)} for an endless test, "
        f"and it costs {money(size.cost)} once.",
        f"An effect {which}{effect} is told apart from nothing in {percent(power)} of tests from "
        f"{people(first.needed)} in each arm on, the least that your bands allow ({does(one, one.weakest)}) from "
        f"{people(first.needed_least)}{narrows}.",
    ]  # fmt: skip


def read_back(first: Offer, market: CohortMarket) -> str:
    """Give the command that reads the result back: the planner's figures, and the test with the counts to fill in."""
    one, n = first.one, first.best.people
    if one.kind == CARE:
        group, result = "care_test", {
            "spending": f"{one.dose:g}", "periods": one.periods, "customers": n, "left": "LEFT",
            "control": n, "control_left": "CONTROL_LEFT",
        }  # fmt: skip
    else:
        group, result = "contact_test", {
            "contacts": f"{one.dose:g}", "contacted": n, "joined": "JOINED",
            "control": n, "control_joined": "CONTROL_JOINED",
        }  # fmt: skip
    words = [f"market.{group}.{name}={value}" for name, value in result.items()]
    given = [word for word in said(market, "market.") if not word.startswith(f"market.{group}.")]
    return " ".join(["tenfold run five_to_ten market=from_cohort", *map(shlex.quote, given), *words])


def said(group: Parameters, prefix: str) -> list[str]:
    """Write every value that is no default as it is said on the command line."""
    found = list[str]()
    for name, info in type(group).model_fields.items():
        value, usual = getattr(group, name), info.get_default(call_default_factory=True)
        if isinstance(value, Parameters):
            found += said(value, f"{prefix}{name}.")
        elif value != usual:
            text = quoted(value) if isinstance(value, str) else "null" if value is None else value
            text = f"[{','.join(map(str, value))}]" if isinstance(value, tuple) else text
            found.append(f"{prefix}{name}={text}")
    return found


def section(
    offers: Sequence[Offer], worths: Mapping[str, Worth], power: float, read: str
) -> Section:
    """Lay out picture and tables: all tests at their best size, the first at all sizes, what knowing is worth."""
    first = offers[0]
    tests = [(o.one.name, does(o.one, o.one.effect), percent(o.one.trial.rate), people(o.needed),
              people(o.needed_least), o.best.people, o.best.worth, o.most, o.best.cost, 100 * o.best.effect_width)
             for o in offers]  # fmt: skip
    columns = ("test", "at your figures", "without it", f"people an arm for power {power:g}", "at the least effect",
               "people an arm, best size", "worth [money a year]", "endless [money a year]", "cost [money, once]",
               "width of the effect's range then [points]")  # fmt: skip
    sizes = [(s.people, s.worth, s.cost, s.power, s.power_least, 100 * s.share_width, 100 * s.effect_width)
             for s in first.sizes]  # fmt: skip
    knowing = [(words(name), worth.mean, worth.error) for name, worth in
               sorted(worths.items(), key=lambda item: -item[1].mean)]  # fmt: skip
    return Section("What to test first", [*WORDS, *([read] if read else [])], (
        Picture("test_plan", picture(offers, power), CAPTION),
    ), (
        Grid("Tests that could be made, the best first; ranges are those of nine in ten cases", columns, tests),
        Grid(f"The first at every size: {first.one.name}", (
            "people in each arm", "worth [money a year]", "cost [money, once]", "power at your figures",
            "power at the least", "width of the best share's range then [points]", "of the effect's [points]"), sizes),
        Grid("What it is worth to know each unknown exactly before the budget is split, and the standard error",
             ("unknown", "worth [money a year]", "+-"), knowing),
    ))  # fmt: skip


def words(name: str) -> str:
    """Say what an unknown is; one test of care tells of both its figures."""
    return UNKNOWN[name][0] + (", and what half of it costs" if name == "max_saved" else "")


WORDS = (
    "A test of one effect is simulated at cases drawn over what you do not know; each result is answered by the same "
    "likelihood that reads yours back; the split of the budget, or spending nothing, is chosen anew. What that earns "
    "more on average is what the test is worth. In a larger market the same test is worth more and costs the same.",
    "Sizes for a given power hold for the usual two-sided test of two shares. They answer whether there is an effect; "
    "what a test is worth hangs on how large it is, and on whether that changes what you do.",
)
