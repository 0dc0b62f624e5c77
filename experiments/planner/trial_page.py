"""What is said and drawn of field tests that could be made: what to test first, how large, for how much money."""

import math
import shlex
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from tenfold.experiments.planner.draws import UNKNOWN
from tenfold.experiments.planner.market import CohortMarket
from tenfold.experiments.planner.sample_size import power_of
from tenfold.experiments.planner.trials import CARE, Possible
from tenfold.experiments.planner.unknowns import percent
from tenfold.experiments.planner.worth import Worth
from tenfold.experiments.study import Grid, Picture, Section, kit
from tenfold.sim.parameters import Parameters
from tenfold.sim.statistics import Doubles, Interval

if TYPE_CHECKING:
    from matplotlib.figure import Figure

A_YEAR = {"day": 365, "week": 52, "month": 12, "quarter": 4, "year": 1}  # periods
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


class Size(NamedTuple):
    """Hold what is foreseen of a test of one size.

    Attributes
    ----------
    people : in each arm
    worth : expected value of what it tells [money a year]
    cost : of the whole test [money, once]
    cost_a_year : the same, spread over all years that are planned for [money a year]
    power, power_least : how often it is told apart from nothing, at the effect in question and at the least
    share_width, effect_width : expected width of ranges of nine in ten cases afterwards
    """

    people: int
    worth: float
    cost: float
    cost_a_year: float
    power: float
    power_least: float
    share_width: float
    effect_width: float


class Offer(NamedTuple):
    """Hold a test that could be made, at all sizes that are looked at.

    Attributes
    ----------
    one : the test
    sizes : rising
    most : what an endless test would be worth [money a year]
    rates : of the treated arm, at the effect in question and at the least within the bands
    level : of the test that tells it apart from nothing
    needed, needed_least : people in each arm to be told apart from nothing, at these two
    """

    one: Possible
    sizes: Sequence[Size]
    most: float
    rates: tuple[float, float]
    level: float
    needed: float
    needed_least: float

    @property
    def best(self) -> Size:
        """Give the size at which most is left of the worth after the cost."""
        return max(self.sizes, key=lambda size: size.worth - size.cost_a_year)

    @property
    def net(self) -> float:
        """Give what is left of the worth at that size [money a year]."""
        return self.best.worth - self.best.cost_a_year

    @property
    def pays(self) -> bool:
        """Say whether the test is worth more than it costs."""
        return self.net > 0.0


def a_year(market: CohortMarket) -> float:
    """Give the money a year of an even stream by its discounted sum; of periods of unknown length, the money a period."""
    spread = ((1.0 + market.discount) ** -np.arange(market.periods)).sum()
    return float(A_YEAR.get(market.period, 1) / spread)


def nine_in_ten(values: Doubles) -> Interval:
    """Give the median and the quantiles of 5 and 95%; nan where there are no values."""
    return Interval(*(np.quantile(values, (0.5, 0.05, 0.95)) if values.size else [math.nan] * 3))


def money(value: float) -> str:
    """Write money in two digits."""
    return f"{float(f'{value:.2g}'):,.0f}"


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
        return ["No field test pays: within your bands nothing that one could tell moves the split of your budget by more "
                f"than it costs (the best, {one.name}, is worth {money(size.worth)} money a year)."]  # fmt: skip
    span = f"{one.periods} {market.period}{'s' * (one.periods > 1)}"
    arms = (f"give {size.people:,} of your customers, drawn by lot, care for {one.dose:.3g} money a {market.period} for "
            f"{span}, and {size.people:,} others none" if one.kind == CARE else
            f"give {size.people:,} people who are not your customers, drawn by lot, {one.name.replace(' each', '')} each "
            f"within a {market.period}, and {size.people:,} others none")  # fmt: skip
    which = "as large as you state" if stated else "as large as at your own figures"
    effect = "" if stated else f" ({does(one, one.effect)})"
    limit = ", as many as you can give to a test" if size is first.sizes[-1] else ""
    return [
        f"Test {one.kind} first: {arms}{limit}.",
        f"What that tells is worth about {money(size.worth)} money a year, of {money(first.most)} for an endless test, "
        f"and it costs {money(size.cost)} once.",
        f"An effect {which}{effect} is told apart from nothing in {percent(power)} of tests from {people(first.needed)} "
        f"people in each arm on, the least that your bands allow ({does(one, one.weakest)}) from "
        f"{people(first.needed_least)}; the range of nine in ten best shares, now {percent(*now[1:])}, is expected to "
        f"become {100 * size.share_width:.0f} instead of {100 * (now.high - now.low):.0f} points wide.",
    ]  # fmt: skip


def read_back(first: Offer, market: CohortMarket) -> str:
    """Give the command that reads the result back: the planner's figures, and the test with the counts to fill in."""
    one, n = first.one, first.best.people
    if one.kind == CARE:
        group, result = "care_test", {"spending": f"{one.dose:g}", "periods": one.periods, "customers": n, "left": "LEFT",
                                      "control": n, "control_left": "CONTROL_LEFT"}  # fmt: skip
    else:
        group, result = "contact_test", {"contacts": f"{one.dose:g}", "contacted": n, "joined": "JOINED", "control": n,
                                         "control_joined": "CONTROL_JOINED"}  # fmt: skip
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
            text = f"[{','.join(map(str, value))}]" if isinstance(value, tuple) else "null" if value is None else value
            found.append(f"{prefix}{name}={text}")
    return found


def section(
    offers: Sequence[Offer], worths: Mapping[str, Worth], power: float, market: CohortMarket, read: str
) -> Section:
    """Lay out the picture and the tables: every test at its best size, the first at all sizes, what knowing is worth."""
    first = offers[0]
    tests = [(o.one.name, does(o.one, o.one.effect), percent(o.one.trial.rate), people(o.needed), people(o.needed_least),
              o.best.people, o.best.worth, o.most, o.best.cost, 100 * o.best.effect_width) for o in offers]  # fmt: skip
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
        Grid("Tests that could be made, the best first; effects and sizes of ranges in nine of ten cases", columns, tests),
        Grid(f"The first at every size: {first.one.name}", (
            "people in each arm", "worth [money a year]", "cost [money, once]", "power at your figures",
            "power at the least", "width of the best share's range then [points]", "of the effect's [points]"), sizes),
        Grid("What it is worth to know each unknown exactly before the budget is split, and the standard error",
             ("unknown", "worth [money a year]", "+-"), knowing),
    ))  # fmt: skip


def words(name: str) -> str:
    """Say what an unknown is; one test of care tells of both its figures."""
    return UNKNOWN[name][0] + (", and what half of it costs" if name == "max_saved" else "")


def picture(offers: Sequence[Offer], power: float) -> "Figure":
    """Draw worth over size, of the best test of each kind, with the cost of the first; and the power of the first."""
    figure, (left, right) = kit.panels(2, width=5.4, height=4.2)
    first, drawn = offers[0], list[Offer]()
    for offer in offers:
        if not any(o.one.kind == CARE == offer.one.kind for o in drawn):
            drawn.append(offer)
    for k, offer in enumerate(drawn):
        x, y = [s.people for s in offer.sizes], [s.worth for s in offer.sizes]
        left.plot(x, y, marker=kit.MARKS[k], linestyle=kit.LINES[k], color=kit.COLOURS[k], label=offer.one.name)
        left.axhline(offer.most, color=kit.COLOURS[k], linestyle=":", linewidth=1, zorder=0)
    n = [s.people for s in first.sizes]
    left.plot(n, [s.cost_a_year for s in first.sizes], color=kit.INK, linestyle=kit.LINES[4], label="cost of the first")
    left.plot([first.best.people], [first.best.worth], "o", markersize=11, markerfacecolor="none", color=kit.INK)
    left.set(xscale="log", ylim=(0, 1.45 * max(o.most for o in offers) or 1.0), xlabel="people in each arm",
             ylabel="money a year")  # fmt: skip
    left.legend(frameon=False, loc="upper left")
    left.yaxis.set_major_formatter("{x:,.0f}")
    kit.heading(left, "What a test is worth (dotted: endless)")
    grid = np.geomspace(n[0], max(n[-1], n[0] * 2), 200)
    for k, (label, rate) in enumerate(zip(("at the effect in question", "at the least effect"), first.rates, strict=True)):
        power_there = power_of(grid, first.one.trial.rate, rate, first.level)
        right.plot(grid, 100 * power_there, color=kit.COLOURS[k], linestyle=kit.LINES[k], label=label)
    right.axhline(100 * power, color=kit.INK, linestyle=":", linewidth=1)
    right.axvline(first.best.people, color=kit.GREY, linewidth=1)
    right.set(xscale="log", ylim=(0, 103), xlabel="people in each arm", ylabel="told apart from nothing [% of tests]")
    right.legend(frameon=False, loc="upper left")
    kit.heading(right, f"Power of a test of {first.one.name}")
    for axes in (left, right):
        axes.xaxis.set_major_formatter("{x:,.0f}")
    kit.title(figure, f"Test {first.one.kind} first, {first.best.people:,} people in each arm: worth "
              f"{money(first.best.worth)} money a year, cost {money(first.best.cost)}" if first.pays else
              "No field test pays")  # fmt: skip
    return figure


CAPTION = (
    "Left: expected value of what a test tells, less nothing; dotted: of an endless one; the ring: the size at which most "
    "is left after the cost, which is spread over all years. Right: how often its result differs from nothing."
)
WORDS = (
    "A test of one effect is simulated at cases drawn over what you do not know; each result is answered by the same "
    "likelihood that reads yours back; the split of the budget, or spending nothing, is chosen anew. What that earns more "
    "on average is what the test is worth. A larger market makes it worth more, a cost of the same people does not rise.",
    "Sizes for a given power hold for the usual two-sided test of two shares. They answer whether there is an effect; what "
    "a test is worth hangs on how large it is, and on whether that changes what you do.",
)
