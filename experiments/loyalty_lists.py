"""The arms of E6: how strong each lever is made, what it is set to, and the worlds in which that is tried.

The numbers below were measured by pilot runs in the market of `scenarios/experiment/loyalty_levers.yaml`; `measure`
takes them anew, and a test compares. In another market they are off, and the report's column of cost shows by how much.
"""

from collections.abc import Mapping
from itertools import product
from typing import Any

import numpy as np

from tenfold.agents.engine import Engine
from tenfold.agents.plan import Plan
from tenfold.experiments.loyalty_slopes import BASE, COEFFICIENT, MONEY, SLOPE, pilots, spends, spent
from tenfold.sim.groups import varied

LEVERS, FIFTHS = ("care", "points", "discount", "ties", "personal"), (-0.6, -0.3, 0.0, 0.3, 0.6)
EQUAL, ASSUMED = "made equal", "as assumed"
STRONG: dict[str, float] = {"care": 0.05745, "points": 0.06778, "discount": 4.155, "ties": 0.01553}
SET: dict[tuple[str, float, str], float] = {
    **{(lever, c, EQUAL): x for lever, x in {"care": 0.6, "ties": 3.57, "personal": 1.391}.items() for c in FIFTHS},
    **{("points", c, EQUAL): x for c, x in zip(FIFTHS, (0.8065, 0.7196, 0.6643, 0.6227, 0.5911), strict=True)},
    **{("discount", c, EQUAL): x for c, x in zip(FIFTHS, (0.01752, 0.01572, 0.01446, 0.01357, 0.0128), strict=True)},
    **{(lever, 0.0, ASSUMED): x for lever, x in (
        ("care", 0.6), ("points", 0.648), ("discount", 0.01448), ("ties", 7.33), ("personal", 1.477))},
}  # fmt: skip
REASONS = ("value", "ease", "standing", "commitment")  # four reasons for loyalty
WORLDS = {"discounts please": ("discount",), "complaints taken": ("none", "calls"), "sleepers wake": ("care",)}
LISTENING = {"customers.complaint.on": True} | {f"firms.{f}.recovery.on": True for f in range(3)}
CHANGES: dict[str, dict[str, Any]] = {
    "as it is": {}, "discounts please": {"customers.gratitude.on": True}, "complaints taken": LISTENING,
    "sleepers wake": {"customers.sleeping.on": True},
    "nobody becomes loyal": {"customers.choice.commitment_weight": 0.0, "customers.choice.switching_growth": 0.0,
                             "customers.choice.contagion": 0.0},
}  # fmt: skip
SERVED: dict[str, dict[str, Any]] = {
    "service": {"firms.0.quality": (0.72, 0.72, 0.76, 0.72, 0.72), "firms.0.unit_cost": 30.0 + MONEY},
    "calls": {"firms.0.calls.on": True},
}


def reasons_off() -> dict[str, tuple[str, ...]]:
    """List the worlds in which reasons are switched off: none, each alone, and half of all combinations.

    The half is a 2^(4-1) design of resolution IV: commitment is off where an odd number of the others is.
    """
    worlds: dict[str, tuple[str, ...]] = {"with all": (), **{f"without {reason}": (reason,) for reason in REASONS}}
    for off in product((False, True), repeat=3):
        gone = tuple(r for r, is_off in zip(REASONS, (*off, sum(off) % 2 == 1), strict=True) if is_off)
        worlds[f"half: {' and '.join(gone) or 'nothing'} off"] = gone
    return worlds


def arm(
    lever: str, attachment: float, strength: str, world: str, strong: Mapping[str, float] = STRONG,
    setting: float | None = None,
) -> dict[str, Any]:
    """Give what an arm overrides.

    Parameters
    ----------
    lever, attachment, strength, world : levels of the factors
    strong : coefficients of levers made equal
    setting : of the lever; by default that of `SET`, or `MONEY`
    """
    given = BASE | {"customers.volume.attachment": attachment}
    if strength == EQUAL:
        given |= {COEFFICIENT[name]: value for name, value in strong.items()}
    if world in CHANGES:
        given |= CHANGES[world]
    else:
        given |= {"firms.0.standing": 0.5} | {f"customers.choice.{r}_weight": 0.0 for r in reasons_off()[world]}
    if lever in SERVED:
        return given | SERVED[lever]
    return given | spends(lever, SET.get((lever, attachment, strength), MONEY) if setting is None else setting)


def measure_strength(plan: Plan, seeds: range, little: float = 0.1) -> dict[str, float]:
    """Take `STRONG` anew: coefficients with which the average customer gains `SLOPE` utils per money, at the margin.

    Parameters
    ----------
    plan : of the market, without what an arm overrides
    seeds : of the pilot runs
    little : how much is spent, as a share of `MONEY`

    Returns
    -------
    dict
        by lever
    """
    strong = dict(STRONG)
    for _ in range(3):
        for lever in strong:
            setting = little * SET[lever, 0.0, EQUAL]
            found = pilots(plan, lever, arm(lever, 0.0, EQUAL, "as it is", strong, setting), seeds)
            strong[lever] *= SLOPE * found.cost / found.utility
    return strong


def measure_settings(plan: Plan, seeds: range, exact: float = 0.005) -> dict[tuple[str, float, str], float]:
    """Take `SET` anew: what each lever has to be set to, to cost `MONEY` per customer and period.

    Parameters
    ----------
    plan, seeds : as for `measure_strength`
    exact : share of `MONEY` by which the cost may be off; it is halved towards by rule of three

    Returns
    -------
    dict
        by lever, correlation of volume and attachment, and strength
    """
    found = dict(SET)
    for lever, attachment, strength in found:
        for _ in range(6):
            own = arm(lever, attachment, strength, "as it is", setting=found[lever, attachment, strength])
            cost = np.mean([spent(Engine(varied(plan, own), seed).run()) for seed in seeds])
            if abs(cost / MONEY - 1.0) < exact:
                break
            found[lever, attachment, strength] *= float(MONEY / cost)
    return found
