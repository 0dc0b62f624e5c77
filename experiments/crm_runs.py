"""What E13 plays and measures: data and instruments, research by how fast needs drift, five stages of CRM."""

from typing import Any

import numpy as np

from tenfold.agents.engine import Engine
from tenfold.agents.firm.parameters import FirmPlan
from tenfold.experiments.study.measures import customers, profit, ratio

UNEVEN = (0.8, 0.72, 0.72, 0.5, 0.72)  # quality at first where one need is not met: the fourth, fit
STAGES = ("identify", "listen", "network", "personalise", "life cycle")
DATA, MUCH, LITTLE = 0.3, 3.0, 0.5  # money for data a customer; money of an approach, strong and weak
NEVER, ONCE = 0, 1_000
# What each stage of customer relationship management is here, by what a firm does in it.
DOES: dict[str, dict[str, Any]] = {
    "identify": {"targeting": {"on": True, "score": "lifetime"}},
    "listen": {"adoption": {"on": True}},
    "network": {"staff": {"train": 5.0, "pay": 1.1}},
    "personalise": {"data_money": DATA, "approach_money": MUCH},
    "life cycle": {"recovery": {"on": True, "capacity": 0.03}, "calls": {"on": True}},
}


def arm(
    data: bool, approach: float, chance: float, every: int, drift: float, left_out: str, ideas: str
) -> dict[str, Any]:
    """Let the first of three firms gather data, approach customers, ask them, listen, or do without one stage of CRM.

    Parameters
    ----------
    data : whether it pays for customer data
    approach : money of a personal approach; 0: none
    chance : that an offer is right without data
    every : periods between surveys; 0: it improves all attributes alike; -1: it improves nothing
    drift : of needs [log standard deviation per period]
    left_out : a stage of CRM; nothing: it does all five; none: it does none of them
    ideas : what it takes up of suggestions: good, all, or own: the same money for improving what research says

    Returns
    -------
    dict
        overrides, in the words of the command line
    """
    own: dict[str, Any] = {"staff": {"on": True}}
    own |= {"data_money": DATA} if data else {}
    own |= {"approach_money": approach} if approach else {}
    if every >= 0:
        own |= {"quality": UNEVEN, "research": {"on": True, "every": every}}
    if left_out != "none":
        for stage in STAGES:
            own |= DOES[stage] if stage != left_out else {}
        own["staff"] = {"on": True, **own["staff"]}
    if ideas in ("good", "all"):
        own |= {"adoption": {"on": True, "takes": ideas}}
    if ideas == "own":
        own |= {"research": {"on": True, "every": 12, "money": 0.5}}
    usual: dict[str, Any] = {"start_share": 0.26, "budget": 1.5}
    firms = [FirmPlan.model_validate(usual | {"name": name} | more)
             for name, more in (("ours", own), ("rival", {}), ("second rival", {}))]  # fmt: skip
    return {
        "firms": tuple(firms), "customers.complaint.on": True, "customers.suggestion.on": True,
        "customers.personal.on": True, "customers.personal.chance": chance, "customers.trust.on": True,
        "customers.drift.on": drift > 0, "customers.drift.spread": drift,
    }  # fmt: skip


def error(run: Engine) -> float:
    """Give how far estimated weights are from what they are, at the end: root of the mean square over attributes."""
    truth = run.columns.weight.mean(axis=1, dtype=np.float64)
    return float(np.sqrt(np.mean((run.firms.heard_weight[:, 0] - truth) ** 2)))


def fit_found(run: Engine) -> float:
    """Give how much of what was improved went into the need that nobody met at first, fit [share]."""
    improved = run.firms.improved[:, 0]
    return float(improved[3] / improved.sum()) if improved.sum() > 0 else float("nan")


MEASURES = {"profit": profit, "customers": customers, "approached": ratio("approached", "started")}
