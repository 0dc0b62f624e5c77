"""Run E1 as configured: panels, rows, figures, report, verdict."""

from typing import Any

import numpy as np

from tenfold.agents.customer.parameters import Customers
from tenfold.agents.firm.parameters import FirmPlan
from tenfold.agents.firm.steady_state import settled_customers
from tenfold.agents.plan import MarketPlan, Plan
from tenfold.experiments.cohort_market import CohortMarket
from tenfold.experiments.five_to_ten import behaviour, closed_form, cohort_panel, verdict
from tenfold.experiments.five_to_ten.cells import curves_of, response_plan, sized
from tenfold.experiments.five_to_ten.emergent import emergent
from tenfold.experiments.five_to_ten.parameters import FiveToTen
from tenfold.experiments.five_to_ten.rows import UNITS, tidy
from tenfold.experiments.five_to_ten.twins import Twins, twins
from tenfold.experiments.progress import Progress
from tenfold.experiments.scenario import Scenario
from tenfold.experiments.study import Composed, Findings, Part, Section


def run(scenario: Scenario, progress: Progress) -> Findings:
    """Play all panels of E1 and write what came out.

    Parameters
    ----------
    scenario : of this experiment
    folder : which gets rows.parquet, report.html and figures
    progress : told what is being done, and the share of it that is

    Returns
    -------
    Verdict
        the lines to print, and what goes into verdict.json

    Raises
    ------
    InputError : the cohort cannot be used
    StateError : the market broke its own rules
    """
    own, seeds = scenario.experiment, scenario.seeds
    assert isinstance(own, FiveToTen)
    plan = scenario.plan()
    planner = isinstance(scenario.market, CohortMarket)
    base = reference(scenario, plan)
    cells = closed_form.play_panel(base, own, seeds, lambda x: progress("response curves against the closed form", x))
    optimum = twins_at_optimum(base, own, cells, seeds, progress)
    cohort = None
    if isinstance(scenario.market, CohortMarket):
        cohort = cohort_panel.play_panel(
            plan, own, scenario.market, seeds, lambda x: progress("the planner's cohort", x)
        )
    panel, symmetric = [], emergent(sized(base, own, own.behaviour_size), own.behaviour_seeds)
    if own.behaviour:
        panel = behaviour.play_panel(base, own, lambda x: progress("customers who weigh firms", x))
    words = verdict.judgements(cells, panel)
    repeated = [t for _, t in optimum] + [b.half for b in panel] + ([] if cohort is None else [cohort.half])
    found: dict[str, Any] = {
        "question": verdict.QUESTION,
        "answer": verdict.sentences(cells, panel, cohort),
        "refuted_if": verdict.REFUTED_IF,
        "intervals": verdict.SCOPE,
        "labels": labels(),
        "period": plan.market.period,
        "seeds": verdict.seeds(cells, own, seeds, planner),
        "closed_form": verdict.closed_form_table(cells, words),
        "marginal_ratio_at_the_optimum": [
            {"cell": c.cell.label, "share": c.exact, "ratio_c": t.incremental, "ratio_d": t.marginal,
             **verdict.ratios(c.outcomes[int(np.argmin(np.abs(c.shares - c.exact)))], c.exact)}
            for c, t in optimum
        ],
        "behaviour": verdict.behaviour_table(panel, words),
        "emergent_ratio_b": {"word_of_mouth_off": symmetric.silent, "word_of_mouth_on": symmetric.talking,
                             "price_of_contact_and_of_care": symmetric.price},
        "cohort": verdict.cohort_table(cohort, scenario.market.market_size)
        if cohort and isinstance(scenario.market, CohortMarket) else None,
        "null_arm_identical": all(t.null_arm for t in repeated),
        "variance_reduction_factor": verdict.variance_factor(cells),
    }  # fmt: skip
    parts = Part((Section("Tables", ()),), numbers=verdict.clean(found), rows=tidy(cells, panel, cohort), units=UNITS)
    return Findings(verdict.QUESTION, found["answer"], (verdict.REFUTED_IF,), (), (parts,), plan.market.period)


def reference(scenario: Scenario, plan: Plan) -> Plan:
    """Give the market of the panels beside a planner's: the defaults, as their prices say nothing of others."""
    if not isinstance(scenario.market, CohortMarket):
        return plan
    return Plan(market=MarketPlan(), customers=Customers(), firms=(FirmPlan(),), network=plan.network)


def twins_at_optimum(
    base: Plan, own: FiveToTen, cells: list[closed_form.CellResult], seeds: int, progress: Progress
) -> list[tuple[closed_form.CellResult, Twins]]:
    """Play twins at the closed form's optimum of the interior cells without organic joins."""
    inner = [r for r in cells if 0.0 < r.exact < 1.0 and r.cell.floor == 0.0]
    results = []
    for k, r in enumerate(inner):
        curves = curves_of(base, r.cell.ratio, r.cell.retention, r.cell.floor)
        start = float(settled_customers(curves, base.firms[0].budget, [r.exact])[0])
        arm = response_plan(sized(base, own, 2 * own.size), curves, r.exact, start)
        results.append((r, twins(arm, seeds)))
        progress("twin runs at the optimum", (k + 1) / len(inner))
    return results


def labels() -> dict[str, str]:
    """Label every finding: built in, emergent or contested."""
    return {
        "imposed ratio": "built in: the steepness of contacts (response curve) or their price (behaviour) is set to it",
        "best share, closed form": "built in: follows from the curves by arithmetic",
        "best share, behaviour": "emergent: churn and joining come from choice; response to care is assumed",
        "marginal ratio 1 at the optimum": "built in (Pfeifer 2005), reproduced by simulation",
        "emergent ratio": "emergent, from equal prices per act; its size hangs on assumed response parameters",
        "rising retention of a cohort": "emergent from heterogeneity alone: nobody becomes loyal",
        "5 to 10 times": "contested: practice notes report 2 to 20, and no evidence trail exists",
    }


STUDY = Composed(verdict.QUESTION, FiveToTen, run)
