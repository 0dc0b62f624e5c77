"""What a planner is told of the split of their budget: a range, what decides, what to test first, what nobody knows."""

from collections.abc import Mapping
from typing import Any

from tenfold.agents.plan import Plan
from tenfold.experiments.planner.draws import UNKNOWN
from tenfold.experiments.planner.market import CohortMarket
from tenfold.experiments.planner.split import PlannedSplit
from tenfold.experiments.planner.unknowns import money, percent
from tenfold.experiments.planner.worth import Worth


class Told:
    """Hold what was found in units a planner thinks in."""

    def __init__(self, market: CohortMarket) -> None:
        self.own = market.figures()
        self.a_year = self.own.market_size * self.own.yearly  # money a year per money a head

    def worth(self, r: PlannedSplit) -> dict[str, Worth]:
        """Give what it is worth to know each unknown [money a year], the largest first."""
        return {name: each.times(self.a_year) for name, each in r.worth.items()}

    def numbers(self, r: PlannedSplit) -> dict[str, Any]:
        """Give the numbers of verdict.json under names that the table for people can show."""
        everything = r.everything.times(self.a_year)
        return {
            "best_share_at_your_figures": r.best if r.pays else None,
            "within_5_percent_of_the_best_profit": list(r.flat) if r.pays else None,
            "money_a_head_earned_beyond_spending_nothing": r.gain,
            "the_same_over_the_unknown_in_nine_of_ten_cases": r.gains.range,
            "best_share_over_the_unknown_in_nine_of_ten_cases": r.drawn.range,
            "best_share_over_the_unknown_lowest_and_highest": r.drawn.ends,
            "share_that_earns_most_on_average_over_the_unknown": r.on_average,
            "part_of_the_cases_in_which_a_share_pays": r.drawn.share,
            "part_of_these_with_more_than_half_for_retention": r.drawn.above(0.5),
            "more_than_half_for_retention": verdict(r).partition(" on ")[0],
            "knowing_everything_is_worth_money_a_year": everything.sure,
            "simulated_as_expected": r.agrees,
        }

    def answer(self, r: PlannedSplit, other: PlannedSplit) -> list[str]:
        """Say the planner's answer: two ranges, what to test first and what for, and what no test tells.

        Parameters
        ----------
        r, other : if the propensity to leave is drawn anew with every spell, and if it is kept by the person
        """
        d, over = r.drawn, f"over {self.own.periods} {self.own.period}s"
        said = (f"Giving retention {percent(*r.flat)} of your budget comes within 5% of your best profit {over} "
                f"(best: {percent(r.best)}).")  # fmt: skip
        if not r.pays:
            said = (f"At your figures the business does not pay: {over} the best split earns {-r.gain:.3g} money a "
                    "head of the market less than spending nothing, so no split is recommended.")  # fmt: skip
        if not d.values.size:
            return [said, "Nor does any split in any case drawn over what you do not know."]
        where = "" if d.share == 1.0 else f", in the {percent(d.share)} of cases in which a split pays at all,"
        return [
            said, f"Over what you do not know{where} the best share is {percent(*d.range[1:])} in nine of ten cases, "
            f"and more than half in {percent(d.above(0.5))} of them.",
            self.first(r), self.never(r, other),
        ]  # fmt: skip

    def first(self, r: PlannedSplit) -> str:
        """Say what to test first and what that is worth, and what is worth more to know but no matter of a test."""
        worth = {name: each.sure for name, each in self.worth(r).items() if each.sure}
        whole = f"knowing everything: {money(r.everything.times(self.a_year).sure)}"
        tests = [name for name in worth if UNKNOWN[name][1].startswith("test")]
        if not worth:
            return f"No single thing you could find out would change the split enough to show in profit ({whole})."
        most = next(iter(worth))
        said = f"What to test first is {UNKNOWN[tests[0]][0]}" if tests else "No field test is worth making first"
        if tests:
            said += f": to know it is worth up to {money(worth[tests[0]])} money a year ({whole})"
        if most not in tests[:1]:
            what, advice = UNKNOWN[most]
            said += f"; worth {'more' if tests else 'most'} is {what} ({money(worth[most])}): {advice}"
        return f"{said}."

    def never(self, r: PlannedSplit, other: PlannedSplit) -> str:
        """Say what no field test tells: whether the propensity to leave is the spell's or the person's."""
        one, two = (f"{percent(each.best)} is best" if each.pays else "no split pays" for each in (r, other))
        then = f"{one} either way" if one == two else f"{one} if they are not, and {two} if they are"
        return ("What neither a table nor a field test of a few periods can tell is whether people who left once are "
                f"readier to leave again: at your figures {then}.")  # fmt: skip


def verdict(r: PlannedSplit) -> str:
    """Judge that retention deserves more than half: a word, "does not pay", or what it depends on, most first."""
    word, names = r.drawn.word(0.5), [UNKNOWN[name][0] for name in r.drawn.deciding()]
    depends = f"depends on {'; on '.join(names) or 'what is not known'}"
    return "does not pay" if not r.pays else depends if word == "depends" else word


def words(r: PlannedSplit, market: CohortMarket, plan: Plan, points: int, notes: tuple[str, ...]) -> list[str]:
    """Say what stands below the answer: what it is in money, for how long, what is assumed, and what was left out.

    Parameters
    ----------
    r : of the reading that is shown first
    market, plan : of the planner
    points : how many cases were drawn
    notes : what must be said of field tests
    """
    fit, own, cohort = market.fit(), market.figures(), market.read()
    whole, low, high = (float(f"{own.market_size * x:.3g}") for x in (r.gain, *r.gains.range[1:]))
    sized = cohort.at_risk is not None or market.cohort_size is not None
    leaving = "as its likelihood has it" if sized else "taken as fitted, for percentages carry no uncertainty"
    text = [
        f"In a market of {own.market_size:,.0f} people, of whom {percent(own.start_share)} are customers at the "
        f"start, the best split {'earns' if whole >= 0 else 'loses'} {abs(whole):,.0f} money against spending nothing "
        f"({low:,.0f} to {high:,.0f} in nine of ten cases), over {own.periods} {own.period}s, discounted by "
        f"{percent(market.discount)} a year.",
        f"{points:,} cases are drawn over the bands below, assumptions till you test them; how customers leave is "
        f"{leaving}. Intervals of 95% cover luck alone. Whether readiness to leave belongs to a spell as a customer or "
        "to the person no survival table can tell: both are shown. "
        f"{percent(plan.customers.response.join_floor)} of all others join unasked in each {own.period}. Nobody "
        "becomes loyal, and care works only while it is paid for.",
        "What it is worth to know something is what one would earn more, choosing the share, or to spend nothing, "
        "after knowing it for sure instead of before: the most a perfect test could bring, 0 where that is below two "
        "standard errors. All else stays unknown, so these do not add up.",
        f"Fit to survival: alpha {fit.alpha:.3g}, beta {fit.beta:.3g} ({fit.reason or 'intervals: verdict.json'}).",
        *notes,
    ]
    if r.left_out.size:
        out = percent(r.left_out[0], r.left_out[-1])
        text.append(f"Left out: a share of {out}, for over 5% of that money would find nobody to be spent on.")
    return text


def bands(market: CohortMarket, found: Mapping[str, PlannedSplit]) -> tuple[list[str], list[list[Any]]]:
    """Lay out what is not known: figure, band, what each accounts for, and what it is worth to know it.

    Returns
    -------
    tuple of a list and a list of lists
        headings, and rows, the first reading's largest worth first
    """
    told, (r, *_), fit = Told(market), list(found.values()), market.fit()
    rows = list[list[Any]]()
    for name in r.worth:
        ends = market.bands.get(name, (None, None))
        field = f"market.{name}" if name in market.bands else f"alpha {fit.alpha:.3g}, beta {fit.beta:.3g}"
        of_each = [(money(told.worth(each)[name].sure), each.asked.effects[name]) for each in found.values()]
        rows.append([UNKNOWN[name][0], field, *ends, *(x for both in zip(*of_each, strict=True) for x in both)])
    heads = [f"{what}, {name}" for what in ("worth a year", "part of variance") for name in found]
    return ["", "figure", "from", "to", *heads], rows
