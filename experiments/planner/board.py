"""The first page of a planner's report, for people who decide and read nothing else."""

from typing import Any

import numpy as np

from tenfold.agents.plan import Plan
from tenfold.experiments.planner.answer import Told
from tenfold.experiments.planner.draws import UNKNOWN, Draws
from tenfold.experiments.planner.market import CohortMarket
from tenfold.experiments.planner.sample_size import people_needed
from tenfold.experiments.planner.split import PlannedSplit
from tenfold.experiments.planner.trials import CARE, GIVES, Possible, possible
from tenfold.experiments.planner.unknowns import money, percent
from tenfold.experiments.study import Board, Grid, Section
from tenfold.sim.html import number

DECIDING = 3
UNITS = {  # of the figures in `BANDS`
    "conversion": "of contacts", "max_saved": "of churn", "half_saving_cost": "money per customer and {}",
    "join_ceiling": "per {}", "budget": "money per head and {}", "market_size": "people",
}  # fmt: skip
UNKNOWABLE = (
    "Whether people who left once are readier to leave again; neither a table nor a short field test tells.",
    "What rivals will do, and what your spending makes them do: it knows a market with you and nobody else.",
    "Whether customers become loyal, or care works on after it is paid for: it takes neither for granted.",
    "Anything that changes prices, products, or how people leave while the plan runs.",
)


def board(r: PlannedSplit, other: PlannedSplit, market: CohortMarket, plan: Plan, unknown: Draws) -> Board:
    """Lay out the page.

    Parameters
    ----------
    r, other : if the propensity to leave is drawn anew with every spell, and if it is kept by the person
    market, plan : of the planner
    unknown : as drawn

    Returns
    -------
    Board
        the answer in a sentence, what decides and what it is worth to test it, what the model does not know, and the
        figures as they were used
    """
    return Board(sentence(r, market), "planner", deciding(r, market, plan, unknown),
                 [*unknown.notes, *UNKNOWABLE], as_used(market, plan))  # fmt: skip


def sentence(r: PlannedSplit, market: CohortMarket) -> str:
    """Say the range over what is not known, and whether it pays at all, in one sentence."""
    own, d = market.figures(), r.drawn
    over = f"over {own.periods} {own.period}s"
    if not d.values.size:
        return f"The business does not pay {over}, however you split the budget, in any case over what you do not know."
    low, high = d.range[1:]
    if not r.pays:
        return (f"At your figures the business does not pay {over}, however you split the budget; in the "
                f"{percent(d.share)} of cases in which it does, retention deserves {percent(low, high)} of it in nine "
                "of ten.")  # fmt: skip
    pays = "" if d.share == 1.0 else f", of those {percent(d.share)} of cases in which it pays at all"
    return (
        f"Give retention {percent(low, high)} of the budget: there the best share lies in nine of ten cases over "
        f"what you do not know{pays}; at your own figures {percent(*r.flat)} comes within 5% of the best profit."
    )


def deciding(r: PlannedSplit, market: CohortMarket, plan: Plan, unknown: Draws) -> Grid:
    """Lay out the three unknowns worth most: figure, band, what knowing it is worth, and what a test of it takes."""
    there = market.figures().start_share * market.figures().market_size
    told, rows, tests = Told(market), list[list[Any]](), possible(plan, market, unknown.factors)
    for name, each in list(told.worth(r).items())[:DECIDING]:
        rows.append([UNKNOWN[name][0], *_figure(name, market), money(each.sure), needed(name, tests, there)])
    heads = ("what decides", "your figure", "taken to lie between", "knowing it is worth up to, money a year",
             "what that takes")  # fmt: skip
    return Grid("What decides, the most valuable to know first; everything together: "
                f"{money(r.everything.times(told.a_year).sure)} money a year", heads, rows)  # fmt: skip


def needed(name: str, tests: list[Possible], there: float) -> str:
    """Say what finding out takes: how many people a field test, of `there` customers, and its dose, or what else."""
    kinds = [kind for kind, names in GIVES.items() if name in names]
    one = next((test for test in tests if test.kind in kinds), None)
    if one is None:
        return UNKNOWN[name][1]
    people = people_needed(one.trial.rate, one.own)
    enough = f"{people:,.0f} people with it and as many without" if people < 1e9 else "more people than there are"
    if one.kind == CARE and 2 * people > there > 0:
        enough = f"{2 * people:,.0f} customers for power .8, more than you have: only a larger effect would show"
        return f"a test of {one.name} for {one.periods} period: {enough}"
    return f"a test of {one.name} for {one.periods} period: {enough} (power .8 at your figures)"


def _figure(name: str, market: CohortMarket) -> list[str]:
    own = market.figures()
    if name not in UNITS:
        cohort, fit = market.read(), market.fit()
        first = fit.alpha / (fit.alpha + fit.beta)
        return [f"{percent(first)} leave in the first {cohort.period_name}", "as the table leaves it open"]
    value = float(getattr(own, name) if hasattr(own, name) else getattr(market, name))
    unit = UNITS[name].format(own.period)
    low, high = (min(1.0, value * f) if name in ("max_saved", "join_ceiling") else value * f
                 for f in market.bands[name])  # fmt: skip
    return [f"{_plain(value)} {unit}", f"{_plain(low)} to {_plain(high)}"]


def _plain(value: float) -> str:
    return number(float(f"{value:.3g}"))


def figures_used(market: CohortMarket, plan: Plan) -> Section:
    """Give the chapter of a report that shows the firm's own figures, and how its table was read."""
    return Section("Your figures", market.read().notes, (), (as_used(market, plan),))


def as_used(market: CohortMarket, plan: Plan) -> Grid:
    """Lay out the firm's figures as they were used, in money a head and in total, and where each comes from."""
    own, cohort, fit = market.figures(), market.read(), market.fit()
    firm, period, size = plan.firms[0], own.period, own.market_size
    there = own.start_share * size
    rows: list[tuple[str, Any, str, str]] = [
        ("file", market.path.name, "-", "given" if market.file else "shipped"),
        ("cohort", cohort.name, "-", _from(market, "cohort", "not chosen")),
    ]
    if cohort.at_risk is not None:
        seen, left = cohort.counts(1.0)
        many = float(seen.max()) if cohort.customers is None else float(cohort.customers)
        rows += [("customers in the table", round(many), "people", "table"),
                 ("of them seen to leave", round(float(left.sum())), "people", "table")]  # fmt: skip
    blind = 0 if cohort.at_risk is None else int(np.argmax(cohort.at_risk > 0))  # periods in which nobody was seen
    whom = "of new customers" if blind == 0 else f"of those there after {blind}"
    if cohort.at_risk is None and market.cohort_size is not None:
        rows.append(("customers at the start", float(market.cohort_size), "people", "given"))
    rows += [
        ("seen for", float(cohort.periods), f"{period}s", "table"),
        (f"leave in {'their first ' + period if blind == 0 else period + f' {blind + 1}'}",
         f"{100 * (1.0 - cohort.surviving[blind + 1]):.1f}%", whom, "table"),
        (f"still there after {cohort.periods} {period}s", f"{100 * cohort.surviving[-1]:.1f}%", whom, "table"),
        ("alpha, beta", f"{fit.alpha:.3g}, {fit.beta:.3g}", "-", "fitted to the table"),
        ("customers today", there, "people",
         _from(market, "start_share", "table" if cohort.current is not None else "assumed")),
        ("price", firm.price, f"money per {period}", _from(market, "price", _value(market))),
        ("price, all customers today", firm.price * there, f"money per {period}", "follows"),
        ("cost to serve", firm.unit_cost, f"money per {period}", _from(market, "unit_cost", _part(market, "60%"))),
        ("budget per head of the market", firm.budget, f"money per {period}",
         _from(market, "budget", _part(market, "10%" if cohort.current is not None else "5%"))),
        ("budget in total", firm.budget * size, f"money per {period}", "follows"),
        ("budget in total", firm.budget * size * own.a_year, "money a year", "follows"),
        ("a contact", firm.contact_price, "money", _from(market, "contact_cost", _part(market, "2%"))),
        ("contacts, if half the budget goes there", 0.5 * firm.budget * size / firm.contact_price, f"per {period}",
         "follows"),
        ("a contact converts", market.conversion, "of contacts", _from(market, "conversion")),
        ("care prevents at most", market.max_saved, "of churn", _from(market, "max_saved")),
        ("half of that costs", own.half_saving_cost, f"money per customer and {period}",
         _from(market, "half_saving_cost", "assumed: 5% of the price")),
        ("would join, contacts unlimited", own.join_ceiling, f"per {period}", _from(market, "join_ceiling")),
        ("people in the market", size, "people",
         _from(market, "market_size", "assumed: ten for each customer" if cohort.current is not None else "assumed")),
        ("discount", market.discount, "a year", _from(market, "discount")),
        ("planned for", float(own.periods), f"{period}s", _from(market, "periods")),
    ]  # fmt: skip
    said = " ".join(["Your figures as they were used: is one wrong, so is the answer.", *cohort.notes[:1]])
    return Grid(said, ("figure", "as used", "unit", "from"), rows)


def _from(market: CohortMarket, name: str, default: str = "assumed") -> str:
    """Say where a figure comes from: given, if it is not as it is by default."""
    return default if getattr(market, name) == type(market).model_fields[name].default else "given"


def _value(market: CohortMarket) -> str:
    return "assumed" if market.read().value is None else "mean of the table"


def _part(market: CohortMarket, part: str) -> str:
    return "assumed" if market.read().value is None else f"assumed: {part} of the table's mean price"
