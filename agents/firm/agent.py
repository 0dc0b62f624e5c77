"""The firm as a Mesa agent: what it asks, spends and knows, and the one decision it takes."""

import math
from typing import TYPE_CHECKING

import mesa
import pandas as pd

from tenfold.agents.firm.conduct import FIRST_FIRM
from tenfold.agents.firm.parameters import FirmPlan
from tenfold.agents.firm.policies import decide
from tenfold.agents.measures import UNITS, measures
from tenfold.agents.state import I8
from tenfold.sim.errors import InputError

if TYPE_CHECKING:
    from tenfold.agents.market import Market


class Firm(mesa.Agent):
    """One firm of the market; all it holds stands in the engine's arrays, so both readings see what is set here.

    Parameters
    ----------
    model : the market
    number : 1 .. F, as in `Customer.firm`

    A subclass that overrides `decide` is asked at its review periods, in both readings:

        class Prudent(Firm):
            def decide(self):
                self.retention_share = 0.8 if self.last["churn"] > 0.03 else 0.3
    """

    model: "Market"

    def __init__(self, model: "Market", number: int) -> None:
        super().__init__(model)
        self.number = number

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.number}: {self.name}>"

    def decide(self) -> None:
        """Divide the budget for the coming periods; by default as the plan's policy says.

        Called every `plan.review` periods, but not in the first. May set `retention_share` and `budget`.
        """
        if self.plan.policy != "fixed":
            place = self.number - 1
            self.retention_share = decide(self.model.plan, place, self.ledger, self.retention_share)

    @property
    def plan(self) -> FirmPlan:
        """Give what is assumed of the firm."""
        return self.model.plan.firms[self.number - 1]

    @property
    def name(self) -> str:
        """Give its label."""
        return self.plan.name

    @property
    def active(self) -> bool:
        """Tell whether it is in the market yet."""
        return self.model.engine.now >= self.plan.enters

    @property
    def price(self) -> float:
        """Give the price of a unit [money], to the cent."""
        return int(self.model.engine.firms.price_cents[self.number - 1]) / 100

    @property
    def cash(self) -> float:
        """Give its account [money]; a firm opens with 0."""
        return int(self.model.engine.books.balance[FIRST_FIRM + self.number - 1]) / 100

    @property
    def customers(self) -> int:
        """Count its present customers."""
        return int(self.model.engine.books.present[self.number - 1])

    @property
    def retention_share(self) -> float:
        """Give or set the share of the budget spent on keeping customers, 0 .. 1; it holds from the next period on."""
        return float(self.model.engine.firms.share[self.number - 1])

    @retention_share.setter
    def retention_share(self, share: float) -> None:
        if not 0 <= share <= 1:
            raise InputError(f"{self.name}.retention_share", share, "0 .. 1")
        self.model.engine.firms.share[self.number - 1] = share

    @property
    def budget(self) -> float:
        """Give or set the budget [money per head and period]; it holds from the next period on."""
        return float(self.model.engine.firms.budget[self.number - 1])

    @budget.setter
    def budget(self, budget: float) -> None:
        if not 0 <= budget < math.inf:
            raise InputError(f"{self.name}.budget", budget, "a finite amount of money, at least 0")
        self.model.engine.firms.budget[self.number - 1] = budget

    @property
    def ledger(self) -> I8:
        """Give its own record so far, shape (periods, MEASURES), which is all that a policy sees."""
        return self.model.engine.record[:, self.number - 1]

    @property
    def last(self) -> "pd.Series[float]":
        """Give the measures of its last period by name, as in `tenfold.agents.measures.UNITS`; at first, nan."""
        if self.model.engine.now == 0:
            return pd.Series(math.nan, [name for name in UNITS if name not in ("period", "firm")])
        rows = measures(self.model.plan, self.model.engine.record[-1:])
        return rows.drop(columns=["period", "firm"]).iloc[self.number - 1]
