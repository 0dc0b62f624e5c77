"""Part 4 of E1, your own cohort: a range first, for what a planner does not know is drawn, not guessed."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from tenfold.agents.plan import Plan
from tenfold.experiments.cohort_figure import survival_figure
from tenfold.experiments.cohort_market import BANDS, CohortMarket
from tenfold.experiments.cohort_runs import OUTCOMES, as_foreseen, play, play_survival, simulate
from tenfold.experiments.foreseen import MOST_UNSPENT, Foreseen, foresee
from tenfold.experiments.study import Claim, Grid, Judged, Part, Picture, Section, Table, kit
from tenfold.experiments.unknowns import Spread, draw_effects, draw_spreads, drawn, percent, spread
from tenfold.sim.groups import varied
from tenfold.sim.runner import play_all
from tenfold.sim.statistics import Doubles, Peak, peak

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from tenfold.experiments.scenario import Scenario

FINE, POINTS, HALF_WINDOW, DEGREE = np.arange(101) / 100, 2048, 0.15, 6
READINGS = {"drawn anew with every spell": True, "kept by the person for good": False}  # the propensity to leave
UNITS = {"panel": "-", "theta": "-", "organic_joins": "per period", "retention_share": "share of the budget",
         "seed": "-", "outcome": "-", "value": "in `unit`", "unit": "-"}  # fmt: skip


class Reading(NamedTuple):
    """Hold the answer under one reading of what the propensity to leave belongs to.

    Attributes
    ----------
    own : foreseen at the planner's own figures, over the shares of `FINE`
    best, gain : the best share, and what it earns more than spending nothing [money per head]
    drawn : the best share over what is not known, where some share pays
    gains : what the best share earns more than spending nothing, over what is not known [money per head]
    shares, runs : simulated shares, and what came out, shape (outcomes, shares, seeds)
    simulated : the best share by simulation, nan where none pays
    """

    own: Foreseen
    best: float
    gain: float
    drawn: Spread
    gains: Spread
    shares: Doubles
    runs: Doubles
    simulated: Peak

    @property
    def asked(self) -> Spread:
        """Give what is in question over what is not known: the best share, or the gain where no share pays."""
        return self.drawn if self.gain > 0.0 else self.gains

    @property
    def verdict(self) -> str:
        """Judge that retention deserves more than half: a word, "does not pay", or what it depends on, most first."""
        word, names = self.drawn.word(0.5), [BANDS[name][0] for name in self.drawn.deciding()]
        depends = f"depends on {'; on '.join(names) or 'what is not known'}"
        return "does not pay" if self.gain <= 0.0 else depends if word == "depends" else word

    def told(self) -> dict[str, Any]:
        """Give its numbers under names that verdict.json and a table for people can show."""
        pays, d = self.gain > 0.0, self.drawn
        return {
            "best_share_at_your_figures": self.best if pays else None,
            "the_same_simulated": self.simulated,
            "within_5_percent_of_the_best_profit": list(self.own.flat(FINE)) if pays else None,
            "money_a_head_earned_beyond_spending_nothing": self.gain,
            "best_share_over_the_unknown_in_nine_of_ten_cases": d.range,
            "best_share_over_the_unknown_lowest_and_highest": d.ends,
            "part_of_the_cases_in_which_a_share_pays": d.share,
            "part_of_these_with_more_than_half_for_retention": d.above(0.5),
            "more_than_half_for_retention": self.verdict,
            "simulated_as_expected": as_foreseen(self.runs[0], np.interp(self.shares, FINE, self.own.profit[0])),
        }


def read(plan: Plan, unknown: Mapping[str, Doubles], step: float, seeds: int) -> Reading:
    """Find the best share as foreseen at the planner's figures and at the drawn ones, and by simulation."""
    own, many = foresee(plan, FINE), foresee(plan, FINE, unknown)
    (best,), (gain,) = own.best(FINE)
    places, gains = many.best(FINE)
    spends, every = own.unspent[0] <= MOST_UNSPENT, np.zeros(FINE.size, bool)
    every[np.round(np.append(np.arange(0.0, 1.0, step), 1.0) * 100).astype(int)] = True
    coarse, top = FINE[spends & every], Peak(np.nan, np.nan, np.nan)
    if gain > 0.0:
        near = FINE[spends & (np.abs(FINE - best) < HALF_WINDOW + 1e-9)]
        top = peak(near, simulate(plan, near, seeds)[0].T, DEGREE)
    spreads = spread(unknown, places, gains > 0.0), spread(unknown, gains, np.isfinite(gains))
    return Reading(own, float(best), float(gain), *spreads, coarse, simulate(plan, coarse, seeds), top)


def answer(r: Reading, plan: Plan) -> list[str]:
    """Say the planner's answer: what is within 5% of the best, the range over what is not known, and what decides."""
    d, over = r.drawn, f"over {plan.market.periods} {plan.market.period}s"
    said = (f"Giving retention {percent(*r.own.flat(FINE))} of your budget comes within 5% of your best profit {over}, "
            f"which {percent(r.best)} earns.")  # fmt: skip
    if r.gain <= 0.0:
        said = (f"At your figures the business does not pay: {over} the best split earns {-r.gain:.3g} money a head of "
                "the market less than spending nothing, so no split is recommended.")  # fmt: skip
    where = "" if d.share == 1.0 else f", in the {percent(d.share)} of cases in which a split pays at all,"
    span = (f"Over what you do not know{where} the best share is {percent(*d.range[1:])} in nine of ten cases, and more "
            f"than half in {percent(d.above(0.5))} of them.")  # fmt: skip
    most, head = r.asked.deciding(), "What decides is" if r.gain > 0.0 else "Whether it pays hangs most on"
    return [
        said, span if d.values.size else "Nor does a split pay in any case drawn over what you do not know.",
        f"{head} {BANDS[most[0]][0]}: {BANDS[most[0]][1]}." if most else "Nothing of it moves the best share.",
    ]  # fmt: skip


def picture(readings: Mapping[str, Reading], plan: Plan) -> "Figure":
    """Draw profit over the share, the best share over what is not known, and what moves it."""
    figure, (top, middle, low) = kit.panels(1, lines=3, width=6.8, height=3.2)
    r, market = readings[next(iter(READINGS))], plan.market
    more, ends = r.drawn.above(0.5), r.own.flat(FINE)
    kit.title(figure, {
        "does not pay": "At your figures the business does not pay, however you split the budget",
        "supported": f"Retention deserves more than half of your budget in {percent(more)} of what may be",
        "refuted": f"Retention deserves at most half of your budget in {percent(1 - more)} of what may be",
    }.get(r.verdict, f"Whether retention deserves more than half {r.verdict.partition(';')[0]}"))  # fmt: skip
    if r.gain > 0.0:
        top.axvspan(100 * ends[0], 100 * ends[1], color=kit.GREEN, alpha=0.25, linewidth=0)
    else:
        kit.zero(top, float(r.own.nothing[0]))
    top.set_title(f"{percent(*ends)} (green) earns within 5% of your best profit" if r.gain > 0.0 else
                  f"The best split earns {-r.gain:.3g} less than spending nothing (dotted)")  # fmt: skip
    for k, (name, each) in enumerate(readings.items()):
        kit.band(top, 100 * each.shares, each.runs[0].T, kit.COLOURS[k], f"propensity to leave {name}", kit.LINES[k])
    kept = r.own.unspent[0] <= MOST_UNSPENT
    top.plot(100 * FINE[kept], r.own.profit[0][kept], ":", color=kit.INK, label="expected, without luck")
    top.set(xlim=(-3, 103), ylabel=f"profit over {market.periods} {market.period}s\n[money a head of the market]")
    top.legend(frameon=False)
    draw_spreads(middle, {name: each.drawn for name, each in readings.items()}, 0.5)
    middle.set(xlabel="share of the budget for retention [%]", title="No split pays, whatever you do not know")
    if r.drawn.values.size:
        middle.set_title(f"Over what you do not know the best is {percent(*r.drawn.range[1:])} in nine of ten cases")
    draw_effects(low, r.asked.effects, {name: words for name, (words, _) in BANDS.items()})
    low.set_title("What moves the best share" if r.gain > 0.0 else "What moves how much is earned")
    return figure


def part(scenario: "Scenario", size: int, step: float, progress: Callable[[float], None]) -> Part:
    """Give the planner's part of E1, the planner's page first; runs of `size` customers, a `step` between shares.

    Raises InputError where the cohort cannot be used, or the firm does what the expected path does not know.
    """
    market, seeds, plan, found = scenario.market, scenario.seeds, scenario.plan(), dict[str, Reading]()
    assert isinstance(market, CohortMarket)
    plan = varied(plan, {"market.size": size, "firms.0.policy": "fixed"})  # shares are swept, whatever is configured
    unknown, (cohort, fit) = drawn(market.bands, POINTS, even=("max_saved",)), (market.read(), market.fit())
    for k, (name, anew) in enumerate(READINGS.items()):
        found[name] = read(varied(plan, {"customers.response.anew": anew}), unknown, step, seeds)
        progress(0.45 * (k + 1))
    left = np.array(play_all(play_survival, [(plan, seed, cohort.surviving.size - 1) for seed in range(seeds)]))
    (r, other), floor, m = found.values(), plan.customers.response.join_floor, plan.market
    first = varied(plan, {"customers.response.anew": True, "firms.0.retention_share": float(r.shares[0])})
    idle, said, heads = FINE[r.own.unspent[0] > MOST_UNSPENT], answer(r, plan), [f"propensity {x}" for x in READINGS]
    text = [*said, f"{m.periods} {m.period}s count, discounted at {m.discount:g} each; {percent(floor)} of the others "
            "join unasked in each. Cases are drawn over the bands below, which are assumptions; intervals of 95% cover "
            "luck alone. Whether readiness to leave belongs to a spell as a customer or to the person, no survival "
            "table can tell, so both are shown."]  # fmt: skip
    text += [f"Left out: {percent(idle[0], idle[-1])}, where over 5% of the money finds nobody."] if idle.size else []
    both = zip(r.told().items(), other.told().values(), strict=True)
    rows = [(key.replace("_", " "), *(percent(*x) if isinstance(x, list) else x for x in (a, b))) for (key, a), b in both]
    bands = [(words, f"market.{name}", *market.bands[name], r.asked.effects[name], other.asked.effects[name])
             for name, (words, _) in BANDS.items()]  # fmt: skip
    pictures = (
        Picture("planner", picture(found, plan), "Bands: 95% over seeds. Colours of the cases as above"),
        Picture("cohort_survival", survival_figure(cohort, fit, market.fit_periods, left), "Who is left, and who stays"),
    )
    grids = (Grid("Your answer, by what the propensity to leave belongs to", ("", *heads), rows),
             Grid("What you do not know: factors on your figure, and their parts of the variance of the best share",
                  ("", "figure", "from", "to", *heads), bands))  # fmt: skip
    claim = Claim("retention deserves more than half of your budget", lambda _: r.best, "share, in nine of ten cases",
                  "emergent: from your figures; the response curves are assumed", above=0.5)  # fmt: skip
    arms = tuple(("cohort", name, floor, float(s)) for name, each in found.items() for s in each.shares)
    table = Table(tuple(UNITS)[:4], arms, tuple(OUTCOMES), np.concatenate([r.runs, other.runs], axis=1))
    numbers = {name: each.told() | {"effects": each.asked.effects} for name, each in found.items()}
    return Part(
        (Section("Your market", text, pictures, grids),),
        (Judged(claim, r.drawn.range, 1.0 - abs(2 * r.drawn.above(0.5) - 1.0), r.verdict),), rows=table.rows(OUTCOMES),
        units=UNITS, numbers={"cohort": {"answer": said, "fit": fit._asdict(), **numbers}}, seeds={"your cohort": seeds},
        null_arm=play((first, 0)) == tuple(r.runs[:, 0, 0]),
    )  # fmt: skip
