"""Part 4 of E1, your own cohort: a range first, for what a planner does not know is drawn, not guessed."""

import math
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from tenfold.agents.plan import Plan
from tenfold.experiments.cohorts.figure import survival_figure
from tenfold.experiments.planner.bands import BANDS
from tenfold.experiments.planner.market import CohortMarket
from tenfold.experiments.planner.runs import play_survival
from tenfold.experiments.planner.split import FINE, PlannedSplit, planned_split
from tenfold.experiments.planner.unknowns import draw_effects, draw_spreads, drawn, percent
from tenfold.experiments.splitting.outcomes import UNITS as OUTCOMES
from tenfold.experiments.splitting.outcomes import play
from tenfold.experiments.study import Claim, Grid, Judged, Part, Picture, Section, Table, kit
from tenfold.experiments.study.claims import WORDS
from tenfold.sim.groups import varied
from tenfold.sim.runner import play_all

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from tenfold.experiments.scenario import Scenario

POINTS = 2048
READINGS = {"drawn anew with every spell": True, "kept by the person for good": False}  # the propensity to leave
FACTORS = {"panel": "-", "theta": "-", "organic_joins": "per period", "retention_share": "share of the budget"}
UNITS = FACTORS | {"seed": "-", "outcome": "-", "value": "in `unit`", "unit": "-"}


def verdict(r: PlannedSplit) -> str:
    """Judge that retention deserves more than half: a word, "does not pay", or what it depends on, most first."""
    word, names = r.drawn.word(0.5), [BANDS[name][0] for name in r.drawn.deciding()]
    depends = f"depends on {'; on '.join(names) or 'what is not known'}"
    return "does not pay" if not r.pays else depends if word == "depends" else word


def told(r: PlannedSplit) -> dict[str, Any]:
    """Give the numbers of verdict.json under names that the table for people can show."""
    return {
        "best_share_at_your_figures": r.best if r.pays else None,
        "the_same_simulated": r.simulated,
        "within_5_percent_of_the_best_profit": list(r.flat) if r.pays else None,
        "money_a_head_earned_beyond_spending_nothing": r.gain,
        "the_same_over_the_unknown_in_nine_of_ten_cases": r.gains.range,
        "best_share_over_the_unknown_in_nine_of_ten_cases": r.drawn.range,
        "best_share_over_the_unknown_lowest_and_highest": r.drawn.ends,
        "part_of_the_cases_in_which_a_share_pays": r.drawn.share,
        "part_of_these_with_more_than_half_for_retention": r.drawn.above(0.5),
        "more_than_half_for_retention": verdict(r).partition(" on ")[0],
        "simulated_as_expected": r.agrees,
    }


def answer(r: PlannedSplit, plan: Plan) -> list[str]:
    """Say the planner's answer: what is within 5% of the best, the range over what is not known, and what decides."""
    d, over = r.drawn, f"over {plan.market.periods} {plan.market.period}s"
    said = (f"Giving retention {percent(*r.flat)} of your budget comes within 5% of your best profit {over} "
            f"(best: {percent(r.best)}).")  # fmt: skip
    if not r.pays:
        said = (f"At your figures the business does not pay: {over} the best split earns {-r.gain:.3g} money a head of "
                "the market less than spending nothing, so no split is recommended.")  # fmt: skip
    if not d.values.size:
        return [said, "Nor does any split in any case drawn over what you do not know."]
    where = "" if d.share == 1.0 else f", in the {percent(d.share)} of cases in which a split pays at all,"
    most, head = r.asked.deciding(), "What moves it most is" if r.pays else "Whether it pays hangs most on"
    last = "Nothing of it moves the best share." if r.asked.known else "Too few cases pay to tell what decides."
    return [
        said, f"Over what you do not know{where} the best share is {percent(*d.range[1:])} in nine of ten cases, and "
        f"more than half in {percent(d.above(0.5))} of them.",
        f"{head} {BANDS[most[0]][0]} ({percent(r.asked.effects[most[0]])} of the differences): {BANDS[most[0]][1]}."
        if most else last,
    ]  # fmt: skip


def picture(readings: Mapping[str, PlannedSplit], plan: Plan) -> "Figure":
    """Draw profit over the share, the best share over what is not known, and what moves it."""
    figure, (top, middle, low) = kit.panels(1, lines=3, width=6.8, height=3.2)
    r, market = readings[next(iter(READINGS))], plan.market
    word, more, ends = verdict(r), r.drawn.above(0.5), r.flat
    kit.title(figure, {
        "does not pay": "At your figures the business does not pay, however you split the budget",
        "supported": f"Retention deserves more than half of your budget in {percent(more)} of cases",
        "refuted": f"Retention deserves at most half of your budget in {percent(1 - more)} of cases that pay",
    }.get(word, f"Whether retention deserves more than half {word.partition(';')[0]}"))  # fmt: skip
    if r.pays:
        top.axvspan(100 * ends[0], 100 * ends[1], color=kit.GREEN, alpha=0.25, linewidth=0)
    else:
        kit.zero(top, float(r.foreseen.nothing[0]))
    kit.heading(top, f"{percent(*ends)} for retention (green) earns within 5% of your best profit" if r.pays else
                f"The best split earns {-r.gain:.3g} less than spending nothing (dotted)")  # fmt: skip
    for k, (name, each) in enumerate(readings.items()):
        kit.band(top, 100 * each.shares, each.profit.T, kit.COLOURS[k], f"propensity to leave {name}", kit.LINES[k])
    kept = ~np.isin(FINE, r.left_out)
    top.plot(100 * FINE[kept], r.foreseen.profit[0][kept], ":", color=kit.INK, label="expected, without luck")
    top.set(xlim=(-3, 103), ylabel=f"profit over {market.periods} {market.period}s\n[money a head of the market]")
    top.legend(frameon=False)
    draw_spreads(middle, {name: each.drawn for name, each in readings.items()}, 0.5)
    middle.set(xlabel="share of the budget for retention [%]")
    kit.heading(middle, f"Over what you do not know the best is {percent(*r.drawn.range[1:])} in nine of ten cases"
                if r.drawn.values.size else "No split pays in any of the cases drawn")  # fmt: skip
    draw_effects(low, r.asked.effects, {name: words for name, (words, _) in BANDS.items()})
    kit.heading(low, "What moves the best share" if r.pays else "What moves how much is earned")
    return figure


def words(r: PlannedSplit, market: CohortMarket, plan: Plan) -> list[str]:
    """Say what stands below the answer: what it is in money, for how long, what is assumed, and what was left out."""
    fit, own = market.fit(), market.figures()
    whole, low, high = (float(f"{own.market_size * x:.3g}") for x in (r.gain, *r.gains.range[1:]))
    text = [
        f"In a market of {own.market_size:,.0f} people, of whom {percent(own.start_share)} are customers at the "
        f"start, the best split {'earns' if whole >= 0 else 'loses'} {abs(whole):,.0f} money against spending nothing "
        f"({low:,.0f} to {high:,.0f} in nine of ten cases), over {own.periods} {own.period}s, discounted by "
        f"{percent(market.discount)} a year.",
        f"{POINTS:,} cases are drawn over the bands below, assumptions till you test them; intervals of 95% cover luck "
        "alone. Whether readiness to leave belongs to a spell as a customer or to the person no survival table can "
        f"tell: both are shown. {percent(plan.customers.response.join_floor)} of all others join unasked in each "
        f"{own.period}. Nobody becomes loyal, and care works only while it is paid for.",
        f"Fit to survival: alpha {fit.alpha:.3g}, beta {fit.beta:.3g} ({fit.reason or 'intervals: verdict.json'}).",
    ]
    if r.left_out.size:
        out = percent(r.left_out[0], r.left_out[-1])
        text.append(f"Left out: a share of {out}, for over 5% of that money would find nobody to be spent on.")
    return text


def part(scenario: "Scenario", size: int, step: float, progress: Callable[[float], None]) -> Part:
    """Give the planner's part of E1, the planner's page first; runs of `size` customers, a `step` between shares.

    Raises InputError where the cohort cannot be used, or the firm does what the expected path does not know.
    """
    market, seeds, plan, found = scenario.market, scenario.seeds, scenario.plan(), dict[str, PlannedSplit]()
    assert isinstance(market, CohortMarket)
    plan = varied(plan, {"market.size": size, "firms.0.policy": "fixed"})  # shares are swept, whatever is configured
    unknown, (cohort, fit) = drawn(market.bands, POINTS, even=("max_saved",)), (market.read(), market.fit())
    for k, (name, anew) in enumerate(READINGS.items()):
        reading = varied(plan, {"customers.response.anew": anew})
        found[name] = planned_split(reading, unknown, step, seeds, scenario.threads)
        progress(0.45 * (k + 1))
    jobs = [(plan, seed, cohort.surviving.size - 1) for seed in range(seeds)]
    left = np.array(play_all(play_survival, jobs, scenario.threads))
    (r, other), heads = found.values(), [f"propensity {name}" for name in READINGS]
    word = verdict(r) if verdict(r) in WORDS else "undecided"  # "does not pay" and "depends on ..." stand in the answer
    claim = Claim("retention deserves more than half of your budget", lambda _: r.best, "share, in nine of ten cases",
                  "emergent: from your figures; the response curves are assumed", above=0.5)  # fmt: skip
    table = [[key.replace("_", " "), *(percent(*v) if isinstance(v, list) else v for v in (value, told(other)[key]))]
             for key, value in told(r).items()]  # fmt: skip
    bands = [(text, f"market.{name}", *market.bands[name], r.asked.effects[name], other.asked.effects[name])
             for name, (text, _) in BANDS.items()]  # fmt: skip
    survivors = survival_figure(cohort, fit, market.fitted, left)
    page = Section("Your market", words(r, market, plan), (
        Picture("planner", picture(found, plan), "Bands: 95% over seeds. Filled: cases where readiness to leave is "
                "drawn anew with every spell as a customer; dashed: kept by the person"),
        Picture("cohort_survival", survivors, "Who is left, and who of them stays on; band: 95% over seeds"),
    ), (
        Grid("Your answer, by what the propensity to leave belongs to", ("", *heads), table),
        Grid("What you do not know: factors on your figure, and what part of the variance of the "
             f"{'best share' if r.pays else 'gain'} each accounts for", ("", "figure", "from", "to", *heads), bands),
    ))  # fmt: skip
    floor = plan.customers.response.join_floor
    arms = tuple(("cohort", name, floor, float(s)) for name, each in found.items() for s in each.shares)
    first = varied(plan, {"customers.response.anew": True, "firms.0.retention_share": float(r.shares[0])})
    return Part(
        (page,), (Judged(claim, r.drawn.range, math.nan, word),),
        rows=Table(tuple(FACTORS), arms, tuple(OUTCOMES), np.concatenate([r.runs, other.runs], axis=1)).rows(OUTCOMES),
        units=UNITS, seeds={"your cohort": seeds},
        null_arm=np.array_equal(play((first, 0)), r.runs[:, 0, 0], equal_nan=True),
        numbers={"cohort": {"answer": answer(r, plan), "fit": fit._asdict()} | {
            name: told(each) | {"effects": each.asked.effects} for name, each in found.items()}},
    )  # fmt: skip
