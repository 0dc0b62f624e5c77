"""E1 as configured: where the number comes from, what decides, named cells, your cohort."""

from tenfold.agents.customer.parameters import Customers
from tenfold.agents.firm.parameters import FirmPlan
from tenfold.agents.firm.steady_state import settled_customers
from tenfold.agents.plan import MarketPlan, Plan
from tenfold.experiments.five_to_ten import arithmetic, claim_map, cohort_panel, named_cells
from tenfold.experiments.five_to_ten.parameters import FiveToTen
from tenfold.experiments.planner.bands import SCOPE
from tenfold.experiments.planner.market import CohortMarket
from tenfold.experiments.scenario import Scenario, compose
from tenfold.experiments.splitting.markets import curves_of, response_plan, sized
from tenfold.experiments.study import Composed, Findings, Part, Progress, phase
from tenfold.sim.errors import InputError

QUESTION = "A new customer costs five to ten times an old one, it is said: does that justify spending on retention?"


def findings(scenario: Scenario, progress: Progress) -> Findings:
    """Play all parts of E1.

    Parameters
    ----------
    scenario : of this experiment
    progress : told the share done of the whole

    Returns
    -------
    Findings
        a planner's cohort first, if there is one

    Raises
    ------
    InputError : the cohort or a cell cannot be used, or there is a single seed; before anything is played
    StateError : the market broke its own rules
    """
    own, plan, seeds = scenario.experiment, scenario.plan(), scenario.seeds
    assert isinstance(own, FiveToTen)
    base = reference(scenario, plan)
    if seeds < 2:
        raise InputError("seeds", seeds, "2 or more, for an interval of the best share needs replications")
    named_cells.cells_of(base, own)
    parts, begun, board = list[Part](), 0.0, None
    if isinstance(scenario.market, CohortMarket):
        begun = 0.2
        yours, board = cohort_panel.part(scenario, own.size, phase(progress, "your cohort", 0.0, begun))
        parts.append(yours)
    if board is not None and not own.saying:
        return Findings(QUESTION, answer(parts), [YOURS], [YOUR_BANDS, *ASSUMPTIONS[3:4]], parts, plan.market.period,
                        "planner", board, scope=SCOPE)  # fmt: skip
    parts.append(arithmetic.part(markets(base, own), phase(progress, "arithmetic of the ratio", begun, begun + 0.05)))
    parts.append(claim_map.part(base, own, phase(progress, "the claim on a map", begun + 0.05, 0.5)))
    tell = phase(progress, "named cells", 0.5, 0.95)
    parts.append(named_cells.part(base, own, seeds, tell))
    planned = board is not None
    refuted, hangs = [*[YOURS] * planned, *REFUTED_IF], [*[YOUR_BANDS] * planned, *ASSUMPTIONS]
    return Findings(QUESTION, answer(parts), refuted, hangs, parts, plan.market.period,
                    "planner" if planned else "claim_map", board, scope=SCOPE if planned else "")  # fmt: skip


YOURS = "For your market: if in 19 of 20 drawn cases that pay the best share lies at or below one half"
YOUR_BANDS = "for your market: the bands over which what you do not know is drawn"
REFUTED_IF = (
    "A cell's claim is refuted if its whole interval of the best retention share lies below one half",
    "That the ratio decides is refuted if the share of differences that it explains alone is surely below .1, of all "
    "firms and of those that pay",
    "The arithmetic (within a tenth) and the marginal ratio of 1 (within a quarter) are refuted, and with them the "
    "program, if a measured one surely lies beyond",
)
ASSUMPTIONS = (
    "which cost the ratio means: an average over everybody kept, or that of one more (both are shown)",
    "the ranges of the map: what else is plausible shifts its shares",
    "response curves with a ceiling, and customers who are alike, in the closed form and the named cells",
    "how far care can raise retention, and what half of that costs",
    "no rival answers, but for a best-responding one where three are configured",
)


def markets(base: Plan, own: FiveToTen) -> dict[str, Plan]:
    """Give the markets in which ratio B is measured: along curves, weighing firms, leaving like a real cohort."""
    curves = curves_of(base, 5.0, min(0.8, base.customers.response.stay_ceiling), 0.0)
    start = float(settled_customers(curves, base.firms[0].budget, [0.5])[0])
    curve = response_plan(sized(base, own, own.size), curves, 0.5, start, base.firms[0].budget)
    weighing = compose(None, [f"market.size={own.size}"]).plan()
    cohort = compose("five_to_ten", ["market=from_cohort", f"market.size={own.size}"]).plan()
    return {"response curves": curve, "customers who weigh three firms": weighing, arithmetic.GROWING: cohort}


def reference(scenario: Scenario, plan: Plan) -> Plan:
    """Give the market of the parts beside a planner's: the defaults, as their prices say nothing of others."""
    if not isinstance(scenario.market, CohortMarket):
        return plan
    return Plan(market=MarketPlan(), customers=Customers(), firms=(FirmPlan(),), network=plan.network)


def answer(parts: list[Part]) -> list[str]:
    """Say in three sentences what was found: to a planner of their own market, else of the claim."""
    numbers = {name: value for part in parts for name, value in part.numbers.items()}
    return numbers["cohort"]["answer"] if "cohort" in numbers else [*numbers["claim_map_answer"], arithmetic.SAYING]


STUDY = Composed(QUESTION, FiveToTen, findings)
