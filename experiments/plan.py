"""What if next year this much is spent: customers, churn, cash and when the money is back, policies side by side."""

import math
from collections.abc import Sequence
from typing import Annotated

from pydantic import Field

from tenfold.agents.plan import Plan
from tenfold.experiments.planner.ahead import ends
from tenfold.experiments.planner.bands import SCOPE
from tenfold.experiments.planner.board import figures_used
from tenfold.experiments.planner.draws import draws
from tenfold.experiments.planner.market import CohortMarket
from tenfold.experiments.planner.outlook import Outlook, Played, confirm, outlook
from tenfold.experiments.planner.outlook_figure import draw
from tenfold.experiments.planner.outlook_page import (
    by_period,
    checked,
    claims,
    compared,
    duels,
    horizons,
    other_reading,
    reached,
    spread_of,
)  # fmt: skip
from tenfold.experiments.planner.outlook_rows import UNITS, rows_of
from tenfold.experiments.planner.outlook_words import WITHOUT, answer, title
from tenfold.experiments.planner.policies import check
from tenfold.experiments.scenario import Scenario
from tenfold.experiments.study import Composed, Findings, Part, Picture, Progress, Section
from tenfold.sim.errors import InputError
from tenfold.sim.groups import varied
from tenfold.sim.parameters import Parameters, quantity

QUESTION = "What if next year I spend this much: how many customers, what churn, what cash, and when is the money back?"
HORIZON = {"day": 365, "week": 52, "month": 12, "quarter": 4, "year": 5}

Money = Annotated[float, Field(ge=1e-6, le=1e9)]


class Ahead(Parameters):
    """Hold what is compared, and how far ahead."""

    budgets: Annotated[tuple[Money, ...], Field(min_length=1, max_length=5)] | None = quantity(
        None, "money per head of the market and period", None, None, "yours; null: half, once and twice your budget"
    )
    horizon: int | None = quantity(
        None, "periods", 1, 10_000, "null: 12 months, 4 quarters, 52 weeks, 365 days, 5 years; at most market.periods"
    )
    policies: tuple[str | float, ...] = quantity(
        ("nothing", "all_winning", "half", "best"), "names, or shares of the budget for keeping", None, None, "yours"
    )
    reference: str = quantity("nothing", "-", None, None, "what all is compared with: nothing, or now")
    points: int = quantity(1024, "points", 32, 65_536, "a power of 2 (Sobol): cases drawn over what is not known")

    def agree(self, name: str) -> None:
        """Refuse policies that are not known, equal budgets, and points that are not balanced."""
        check(self.policies, f"{name}.policies")
        if self.reference not in WITHOUT:
            raise InputError(f"{name}.reference", self.reference, f"one of {', '.join(WITHOUT)}", WITHOUT)
        if self.budgets is not None and len(set(self.budgets)) < len(self.budgets):
            raise InputError(f"{name}.budgets", list(self.budgets), "different budgets")
        if self.points & (self.points - 1):
            near = 1 << round(math.log2(self.points))
            raise InputError(f"{name}.points", self.points, f"a power of 2, such as {near}")


def findings(scenario: Scenario, progress: Progress) -> Findings:
    """Look ahead over what is not known, and confirm it by simulation.

    Parameters
    ----------
    scenario : of this experiment, in a market of a cohort
    progress : told the share done of the whole

    Returns
    -------
    Findings
        of one part

    Raises
    ------
    InputError : the market is none of a cohort, the horizon is longer than it, there is no budget
    StateError : the simulated market broke its own rules
    """
    own, market = scenario.experiment, scenario.market
    assert isinstance(own, Ahead)
    if not isinstance(market, CohortMarket):
        raise InputError("market", allowed="from_cohort, for a plan is made of customers who leave like a cohort")
    plan = varied(scenario.plan(), {"firms.0.policy": "fixed"})  # the split is what is compared
    budgets, horizon = asked_for(own, plan)
    progress("cases over what is not known", 0.05)
    unknown = draws(market, own.points)
    people, threads = market.figures().market_size, scenario.threads
    o = outlook(plan, people, unknown, budgets, own.policies, own.reference, horizon, threads)
    progress("simulated agents", 0.7)
    chosen = list(dict.fromkeys((0, o.spender)))
    played = confirm(o, chosen, scenario.seeds, threads)
    progress("figures and report", 0.95)
    part = _part(o, played, budgets, chosen, scenario.seeds, figures_used(market, plan))
    return Findings(QUESTION, answer(o), REFUTED_IF, ASSUMPTIONS, (part,), plan.market.period, scope=SCOPE)


def asked_for(own: Ahead, plan: Plan) -> tuple[tuple[float, ...], int]:
    """Give budgets and horizon, those of the market where nothing else is asked for; raises as `findings`."""
    market, b = plan.market, plan.firms[0].budget
    if own.budgets is None and b <= 0.0:
        raise InputError("experiment.budgets", None, "a list of budgets above 0, as market.budget is 0")
    horizon = own.horizon or min(HORIZON[market.period], market.periods)
    if horizon > market.periods:
        raise InputError("experiment.horizon", horizon, f"1 .. {market.periods}, which market.periods is")
    return own.budgets or (b / 2, b, 2 * b), horizon


REFUTED_IF = (
    "An arm's gain over the reference is refuted if it earns less in 19 of 20 drawn cases",
    "What is foreseen is refuted if simulated agents lie beyond 95% bands that hold for all periods together; what is "
    "assumed, if your own customers and cash leave these bands next year",
)
ASSUMPTIONS = (
    "the bands over which what you do not know is drawn; the band of the budget is not used, for you decide on it",
    "the same budget and the same split in every period, kept up for as long as the money takes to come back",
    "response curves with a ceiling; nobody becomes loyal, and care works only while it is paid for",
    "no rival answers, and prices, costs and contacts stay what they are",
    "readiness to leave belongs to the spell or to the person: no survival table can tell, and both are shown",
)


def _part(
    o: Outlook, played: Played, budgets: Sequence[float], chosen: Sequence[int], seeds: int, used: Section
) -> Part:
    t, market = o.horizon, o.plan.market
    agreed = {True: "agree", False: "DO NOT agree", None: "cannot be compared (a single seed)"}[played.agrees]
    text = (
        f"{o.profit.shape[1]:,} cases are drawn over what you do not know: half of them lie below the middle, nine of "
        f"ten within a band. Not validated on any firm. Money is that of your market of {o.people:,.0f} people; cash "
        "is margin less all that is spent, not discounted.",
        "Differences are taken case by case, so what two policies share cancels: they are surer than either alone. "
        f"Money is back in the {market.period} from which on more has come in than by {WITHOUT[o.arms[0].name]}, if "
        f"the spending goes on; looked for in {o.drawn.cash.shape[1]} {market.period}s.",
        f"Best is the split that at your figures earns most over {market.periods} {market.period}s, discounted by "
        f"{100 * market.discount:.3g}% a {market.period}. What is spent towards the end of a horizon brings money "
        "after it, so a short one speaks against spending.",
        f"Simulated agents and what was foreseen {agreed}.",
    )
    caption = "Lines: the middle of the cases; bands: nine of ten. Shares are for keeping. Dotted: hangs on no budget"
    grids = (reached(o), compared(o), *(duels(o, b) for b in budgets), horizons(o, budgets),
             *(by_period(o, j) for j in chosen), other_reading(o), checked(o, played, chosen))  # fmt: skip
    picture = Picture("plan", draw(o, title(o)), caption)
    numbers = {
        "budgets": list(budgets), "horizon": t,
        "best_share": {f"{b:g}": found._asdict() for b, found in zip(budgets, o.best, strict=True)},
        "arms": [{"policy": arm.name, "budget": arm.money, "share": arm.share, "most_of_all": float(o.wins[j]),
                  "more_than_reference": float(o.beats(j)[0]), "beyond_reference": spread_of(o, j),
                  "back_in_period": [None if not math.isfinite(x) else float(x) for x in ends(o.back(j))],
                  "back_within_horizon": float((o.back(j) <= t).mean())} for j, arm in enumerate(o.arms)],
        "simulated_as_foreseen": played.agrees,
    }  # fmt: skip
    return Part((Section("The plan", text, (picture,), grids), used), claims(o, budgets), rows=rows_of(o),
                units=UNITS, numbers=numbers, null_arm=played.null_arm, seeds={"the plan": seeds})  # fmt: skip


STUDY = Composed(QUESTION, Ahead, findings)
