"""What a planner may do with a budget: named ways to split it between winning and keeping, and doing without."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from tenfold.agents.plan import Plan
from tenfold.experiments.planner.foreseen import foresee
from tenfold.experiments.planner.split import FINE
from tenfold.experiments.planner.unknowns import percent
from tenfold.sim.errors import InputError
from tenfold.sim.groups import varied

SHARES = {"all_winning": 0.0, "third": 1 / 3, "half": 0.5, "all_keeping": 1.0}
WORDS = {"all_winning": "all for winning", "third": "a third for keeping", "half": "half for keeping",
         "all_keeping": "all for keeping"}  # fmt: skip
WITHOUT = {"nothing": "nothing", "now": "as now"}  # their money does not hang on the budgets that are compared
FOUND = ("best", "best_soon")
MOST = 8
NAMES = (*WITHOUT, *SHARES, *FOUND)


class Arm(NamedTuple):
    """Hold what is done in one of the cases that are compared.

    Attributes
    ----------
    name, words : of the policy
    budget : which of the compared budgets it spends; None for what does not hang on them
    money : spent [money per head of the market, as the planner counts it, and period]
    share : of the money for keeping customers
    """

    name: str
    words: str
    budget: float | None
    money: float
    share: float

    @property
    def said(self) -> str:
        """Give policy and money in words."""
        return self.words if self.budget is None else f"{self.money:.3g} a head, {self.words}"


class Best(NamedTuple):
    """Hold the best split of one budget at the planner's own figures.

    Attributes
    ----------
    long, soon : best share over the market's own periods, discounted, and over the horizon alone, not discounted; nan
        where no split spends the money
    pays_long, pays_soon : whether it earns more than spending nothing
    """

    long: float
    soon: float
    pays_long: bool
    pays_soon: bool


def named(policy: str | float) -> str:
    """Give the name of a policy: that of an own share is the share."""
    return policy if isinstance(policy, str) else f"{policy:g}"


def check(policies: Sequence[str | float], field: str) -> None:
    """Refuse, by InputError, a policy that is not known or named twice, none, and more than can be told apart."""
    for policy in policies:
        if not (policy in NAMES if isinstance(policy, str) else 0 <= policy <= 1):
            allowed = f"one of {', '.join(NAMES)}, or a share for keeping customers, 0 .. 1"
            raise InputError(field, policy, allowed, NAMES)
    names = [named(policy) for policy in policies]
    if not 1 <= len(names) <= MOST:
        raise InputError(field, list(policies), f"1 to {MOST} of {', '.join(NAMES)}, or shares for keeping customers")
    if len(set(names)) < len(names):
        raise InputError(field, list(policies), "different policies")


def best_split(plan: Plan, money: float, horizon: int) -> Best:
    """Find the best split of a budget, over the market's own periods and over the horizon alone.

    Parameters
    ----------
    plan : one firm, and customers who leave like a cohort
    money : the budget [money per head of the market and period]
    horizon : periods

    Returns
    -------
    Best
        of shares .01 apart
    """
    long = varied(plan, {"firms.0.budget": money})
    soon = varied(long, {"market.periods": horizon, "market.burn_in": 0, "market.discount": 0.0})
    (far, gain), (near, sooner) = (foresee(each, FINE).best(FINE) for each in (long, soon))
    return Best(float(far[0]), float(near[0]), bool(gain[0] > 0.0), bool(sooner[0] > 0.0))


def arms_of(
    plan: Plan, budgets: Sequence[float], policies: Sequence[str | float], reference: str, best: Sequence[Best]
) -> tuple[Arm, ...]:
    """List what is compared: the reference first, then what does not hang on the budgets, then budget by budget.

    Parameters
    ----------
    plan : whose firm has the budget and the split of "now"
    budgets : [money per head of the market and period]
    policies : names, or shares for keeping customers
    reference : "nothing" or "now"
    best : split of each budget

    Returns
    -------
    tuple of Arm
        no two of the same money and share: where the best split is that of a named one, it stands for both
    """
    firm = plan.firms[0]
    own = {"nothing": (0.0, 0.0), "now": (firm.budget, firm.retention_share)}
    without = dict.fromkeys([reference, *(p for p in policies if isinstance(p, str) and p in WITHOUT)])
    arms = [Arm(name, WITHOUT[name], None, *own[name]) for name in without]
    for budget, found in zip(budgets, best, strict=True):
        splits = {policy: _split(policy, found) for policy in sorted(policies, key=_last) if policy not in WITHOUT}
        first = {share: policy for policy, (share, _) in reversed(splits.items())}
        arms += [Arm(named(policy), words, budget, budget, share)
                 for policy, (share, words) in splits.items() if first[share] == policy]  # fmt: skip
    return tuple(arms)


def _last(policy: str | float) -> int:
    """Put what is found first, so that it stands for a named split that is the same."""
    return FOUND.index(policy) if policy in FOUND else len(FOUND)


def _split(policy: str | float, found: Best) -> tuple[float, str]:
    """Give the share for keeping customers that a policy means, and its words."""
    if not isinstance(policy, str):
        return float(policy), f"{percent(policy)} for keeping"
    if policy in SHARES:
        return SHARES[policy], WORDS[policy]
    share = float(np.nan_to_num(found.long if policy == "best" else found.soon))
    return share, f"{'best' if policy == 'best' else 'best soon'} ({percent(share)} for keeping)"
