"""The service recovery paradox: what failing customers and helping them at once does, against not failing them.

They are compared with themselves. Two copies of one market go on under the same luck; in one, every delivery of the
first firm fails for one period, in the other none does. Of those who complain in the first only, all are resolved at
once in the next period; after its choice, both copies are looked at. Neither who complains nor who is helped differs
between the copies, so the difference is what failure and recovery did. Word of mouth has not spread by then.
"""

from copy import deepcopy
from functools import lru_cache

from tenfold.agents.engine import Engine
from tenfold.agents.plan import Plan
from tenfold.sim.errors import InputError
from tenfold.sim.groups import varied

HELPED = {"on": True, "ease": 1.0, "capacity": 10.0}  # everybody who complains is handled
SURE = ("customers.complaint.success_apology", "customers.complaint.success_refund", "customers.complaint.success_gift")


def satisfaction_gained(run: Engine) -> float:
    """Give how much more content those resolved at once are than had nothing failed [satisfaction, -2 .. 2].

    Parameters
    ----------
    run : an engine, of which the plan and the seed are read; its record stays as it is

    Returns
    -------
    float
        mean over those customers; nan where nobody complains
    """
    return compared(run.plan, run.seed)[0]


def repurchase_gained(run: Engine) -> float:
    """Give how many more of those resolved at once stay at the next choice than had nothing failed [share, -1 .. 1].

    Parameters and what is returned otherwise are those of `satisfaction_gained`.
    """
    return compared(run.plan, run.seed)[1]


@lru_cache(maxsize=8)  # of one run both are asked for, one after the other
def compared(plan: Plan, seed: int) -> tuple[float, float, int]:
    """Give both differences, and of how many customers; raises InputError where the plan ends before both are seen."""
    least = plan.market.burn_in + 2  # one period fails, and in the next those helped choose
    if plan.market.periods < least:
        raise InputError("market.periods", plan.market.periods, f"market.burn_in + 2 = {least} or more")
    sure = {f"firms.0.recovery.{name}": value for name, value in HELPED.items()} | dict.fromkeys(SURE, 1.0)
    failed = Engine(varied(plan, sure), seed).run(plan.market.burn_in)
    spared, waits = deepcopy(failed), failed.columns.complaint > 0
    for twin, chance in ((failed, 1.0), (spared, 0.0)):
        steps = twin.world.settings.failure[:, 0]
        usual = steps.copy()
        steps[:] = chance
        twin.run(1)
        steps[:] = usual
    both = (failed.columns.firm == 1) & (spared.columns.firm == 1)
    who = both & (failed.columns.complaint > 0) & (spared.columns.complaint == 0) & ~waits
    for twin in (failed, spared):
        twin.run(1)
    if not who.any():
        return float("nan"), float("nan"), 0
    then, else_ = ((c.satisfaction[0, who].mean(), (c.firm[who] == 1).mean()) for c in (failed.columns, spared.columns))
    return float(then[0] - else_[0]), float(then[1] - else_[1]), int(who.sum())
