"""What E9 plays and measures: matrices and costs that are drawn, money moved among activities, beds brought or not."""

from functools import cache
from typing import Any, NamedTuple

import numpy as np
from scipy.stats import kendalltau

from tenfold.agents.customer.birth import Segment
from tenfold.agents.engine import Engine
from tenfold.agents.firm.chain import ACTIVITIES, FEEDS, NINE, USUAL, Chain
from tenfold.agents.firm.parameters import FirmPlan
from tenfold.sim.statistics import Doubles

DRAWN, SPREAD, MEAN, MOVED = 400, 0.6, 1.5, 0.10  # chains drawn; of costs: log spread, mean; share of the spend moved
WEIGHTS = np.array(Segment().weights)
NAMES = ("low", "median", "high", "efficient")


FIRM, ALL = FirmPlan(), Segment()
SPARED = {  # a unit of money, whichever of the four costs it is taken off
    "money": {"price": FIRM.price - 1.0},
    "time": {"time": FIRM.time - 1.0 / ALL.time_price},
    "effort": {"effort": FIRM.effort - 1.0 / ALL.effort_price},
    "risk": {"risk": FIRM.risk - 1.0 / ALL.risk_price},
}


class Case(NamedTuple):
    """Hold a chain that was drawn.

    Attributes
    ----------
    matrix : what each activity does for each benefit, shape (benefits, activities); rows sum to 1
    costs : of each activity at level 1 [money per customer and period]
    tau : Kendall's rank correlation of cost and value
    """

    matrix: Doubles
    costs: Doubles
    tau: float


def case_of(matrix: Doubles, costs: Doubles) -> Case:
    """Compare how activities rank by cost and by value to customers."""
    return Case(matrix, costs, float(kendalltau(costs, WEIGHTS @ matrix).statistic))


@cache
def drawn() -> tuple[Case, ...]:
    """Draw chains: rows of the matrix from a Dirichlet distribution of .7, costs lognormal; sorted by tau."""
    rng = np.random.default_rng(9)
    cases = [case_of(rng.dirichlet(np.full(NINE, 0.7), 5), MEAN * np.exp(rng.normal(-SPREAD**2 / 2, SPREAD, NINE)))
             for _ in range(DRAWN)]  # fmt: skip
    return tuple(sorted(cases, key=lambda case: case.tau))


@cache
def case(name: str) -> Case:
    """Give the chain at the 5th, 50th, 95th percentile of tau, or the median one with costs in proportion to value."""
    if name == "efficient":
        value = WEIGHTS @ case("median").matrix
        return case_of(case("median").matrix, value * MEAN * NINE / value.sum())
    return drawn()[{"low": DRAWN // 20, "median": DRAWN // 2, "high": DRAWN - 1 - DRAWN // 20}[name]]


def levels_after(name: str, by: str) -> Doubles:
    """Give levels after a tenth of the spend is moved.

    Parameters
    ----------
    name : of the chain
    by : cost: to the dearest activities from the cheapest; value: to those of most value by the cost of a step more
        from those of least, by their ranks; none

    Returns
    -------
    float64 array
        levels, shape (9,); the spend, sum c l^2, is as before unless a level meets 0 or 1
    """
    found, levels = case(name), np.full(NINE, USUAL)
    spend = found.costs * levels**2
    if by == "none":
        return levels
    guide = found.costs if by == "cost" else (WEIGHTS @ found.matrix) / found.costs
    pull = np.argsort(np.argsort(guide)) - (NINE - 1) / 2 if np.ptp(guide) > 1e-9 else np.zeros(NINE)
    up = np.where(pull > 0, pull, 0.0)
    down = np.where(pull < 0, -pull * spend, 0.0)
    amount = MOVED * spend.sum()
    moved = amount * (up / max(up.sum(), 1e-12) - down / max(down.sum(), 1e-12))
    return np.asarray(np.sqrt(np.clip(spend + moved, 0.0, found.costs) / found.costs), np.float64)


def arm(chain: str, by: str, step: str, bed: str, cost: float, access: float, spared: str) -> dict[str, Any]:
    """Let one firm carry its activities otherwise, or bring a bed or not; its rivals are as usual.

    Parameters
    ----------
    chain : one of `NAMES`
    by : what a tenth of the spend is moved by; see `levels_after`
    step : an activity whose level is nearly taken away (.1); none
    bed : whether the firm brings what it sells (brought) or not (left); its rivals do not; usual: all do
    cost : of bringing, which the price holds as well [money]
    access : customers who can fetch it [share]
    spared : one of `SPARED`: of which cost the first firm spares its customers a unit of money; none

    Returns
    -------
    dict
        overrides, in the words of the command line
    """
    found, levels = case(chain), dict(zip(ACTIVITIES, levels_after(chain, by), strict=True))
    if step != "none":
        levels[step] = 0.1
    own: dict[str, Any] = {"on": True, "costs": tuple(found.costs)}
    own |= {feeds: tuple(row / row.sum()) for feeds, row in zip(FEEDS, found.matrix, strict=True)}
    usual = {"start_share": 0.26, "budget": 1.0, "chain": Chain.model_validate(own)}
    ours = usual | {"name": "ours", "chain": Chain.model_validate(own | levels)} | SPARED.get(spared, {})
    rivals: dict[str, Any] = dict(usual)
    if bed != "usual":
        rivals["delivers"] = False
        ours |= {"delivers": bed == "brought"}
        ours |= {"price": 50.0 + cost, "unit_cost": 30.0 + cost} if bed == "brought" else {}
    three = (ours, rivals | {"name": "rival"}, rivals | {"name": "second rival"})
    firms = tuple(FirmPlan.model_validate(each) for each in three)
    return {"firms": firms, "customers.segments": (Segment(access=access),)}


def share(run: Engine) -> float:
    """Give the share of the market in the last year."""
    return float(run.record.ended[-12:, 0].mean() / run.books.size)
