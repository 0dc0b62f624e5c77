"""Markets in which one budget is split, with the cost ratio imposed: one market, configured."""

from typing import NamedTuple, Protocol

from tenfold.agents.firm.curves import Curve, Curves, contact_steepness
from tenfold.agents.plan import Plan
from tenfold.sim.parameters import T


class Sizes(Protocol):
    """Say what an experiment's parameters must have: sizes of runs and their clock."""

    @property
    def size(self) -> int: ...  # noqa: D102
    @property
    def periods(self) -> int: ...  # noqa: D102
    @property
    def burn_in(self) -> int: ...  # noqa: D102


class Cell(NamedTuple):
    """Hold one combination of what is varied besides the retention share.

    Attributes
    ----------
    ratio : imposed [-]
    retention : base retention, without spending [per period]
    budget : [money per head of market and period]
    chosen : whether the budget is the best one, and no given one
    floor : organic joins, response curves only [per period]
    word_of_mouth : whether customers talk, weighing customers only
    rivals : none, fixed or three, weighing customers only
    """

    ratio: float
    retention: float
    budget: float
    chosen: bool = False
    floor: float = 0.0
    word_of_mouth: bool | None = None
    rivals: str | None = None

    @property
    def label(self) -> str:
        """Name the cell in a few words."""
        budget = f"b*={self.budget:.2g}" if self.chosen else f"b={self.budget:g}"
        talk = {None: "", False: ", silent", True: ", word of mouth"}[self.word_of_mouth]
        rivals = "" if self.rivals is None else f", rivals: {self.rivals}"
        floor = f", organic joins {self.floor:g}" if self.floor else ""
        return f"ρ={self.ratio:g}, r₀={self.retention:g}, {budget}{floor}{talk}{rivals}"


def changed(group: T, **updates: object) -> T:
    """Copy a group of parameters with some replaced, validated again."""
    return type(group).model_validate({**dict(group), **updates}, strict=False)


def sized(plan: Plan, own: Sizes, size: int) -> Plan:
    """Give the plan the size and clock of the experiment.

    Parameters
    ----------
    plan : what is not said otherwise
    own : of the experiment: periods and burn-in
    size : in the place of the experiment's own [customers]

    Returns
    -------
    Plan
        a copy
    """
    market = changed(plan.market, size=size, periods=own.periods, burn_in=own.burn_in)
    return plan.model_copy(update={"market": market})


def curves_of(plan: Plan, ratio: float, retention: float, floor: float) -> Curves:
    """Give both response curves of a cell, the imposed ratio turned into the steepness of contacts.

    Parameters
    ----------
    plan : whose other parameters of the curves hold
    ratio, retention, floor : of the cell

    Returns
    -------
    Curves
        a(A) and r(R)

    Raises
    ------
    ValueError : no steepness gives this ratio, see `contact_steepness`
    """
    r = plan.customers.response
    stay = Curve(retention, r.stay_ceiling, r.stay_steepness)
    return Curves(Curve(floor, r.join_ceiling, contact_steepness(ratio, r.join_ceiling, stay)), stay)


def response_plan(plan: Plan, curves: Curves, share: float, start: float, budget: float) -> Plan:
    """Configure the market to follow the curves: one firm, alike customers.

    Parameters
    ----------
    plan : what is not said otherwise
    curves : a(A) and r(R)
    share : the retention share [share of the budget]
    start : customers at the start [share of the market]
    budget : [money per head of market and period]

    Returns
    -------
    Plan
        with the first firm of `plan` alone
    """
    response = changed(
        plan.customers.response,
        heterogeneity="none",
        join_floor=curves.acquisition.floor,
        join_steepness=curves.acquisition.steepness,
        stay_floor=curves.retention.floor,
    )
    customers = plan.customers.model_copy(update={"rule": "response_curve", "response": response})
    firm = changed(
        plan.firms[0], retention_share=share, start_share=start, budget=budget, policy="fixed", basis="market"
    )
    return plan.model_copy(update={"customers": customers, "firms": (firm,)})


def behaviour_plan(plan: Plan, cell: Cell, inertia: float, contact_price: float, share: float) -> Plan:
    """Configure the market of weighing customers for a cell.

    Everybody reconsiders in every period, which is a purchase cycle: with fewer, no base retention below 1 - nu could
    be reached. Awareness starts at none and half of it fades each period, so that non-customers must be reached again.

    Parameters
    ----------
    plan : what is not said otherwise
    cell : word of mouth and rivals
    inertia, contact_price : as the pilot gave them [utils, money]
    share : the first firm's retention share [share of the budget]

    Returns
    -------
    Plan
        with the first firm and its rivals
    """
    customers = plan.customers
    customers = customers.model_copy(
        update={
            "rule": "utility",
            "choice": changed(customers.choice, reconsider=1.0, inertia=inertia, considered=3),
            "awareness": changed(customers.awareness, forget=0.5),
            "word": changed(customers.word, on=bool(cell.word_of_mouth)),
        }
    )
    own = changed(
        plan.firms[0], retention_share=share, advert_share=0.0, contact_price=contact_price, known=0.0, start_share=0.2,
        policy="fixed", basis="market", enters=0, budget=cell.budget,
    )  # fmt: skip
    rival = changed(own, name="rival", retention_share=0.5)
    responder = changed(rival, name="best responder", policy="best_response")
    rivals = {None: [], "none": [], "fixed": [rival], "three": [rival, changed(rival, name="second rival"), responder]}
    return plan.model_copy(update={"customers": customers, "firms": (own, *rivals[cell.rivals])})
