"""Field tests that a planner could make: of care at several spendings, of a single contact, and of many."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from tenfold.agents.plan import Plan
from tenfold.experiments.planner.field_tests import CareTest, ContactTest, treated_left
from tenfold.experiments.planner.market import CohortMarket
from tenfold.experiments.planner.sample_worth import Trial
from tenfold.experiments.planner.tested import Achieved, achieved
from tenfold.sim.statistics import Doubles

CARE, CONTACTS = "care", "contacts"
HALVES = (1.0, 2.0, 4.0)  # of the spending that prevents half of what care can: doses that are looked at
FAR = 1.6  # of the way to the ceiling, in the exponent: so many contacts go 80% of it
GIVES = {CARE: ("max_saved", "half_saving_cost"), CONTACTS: ("conversion", "join_ceiling")}  # what moves the effect


class Possible(NamedTuple):
    """Hold a test that could be made, and what it costs.

    Attributes
    ----------
    kind : care or contacts
    dose : [money per customer and period], or contacts each
    periods : how long it runs
    cost : of each person in the treated arm [money]
    trial : what it measures at the drawn points
    own, least : rates of the treated arm at the planner's own figures, and at the ends of bands where least is achieved
    effect, weakest : the same as effects: share of leaving prevented, share that joins
    """

    kind: str
    dose: float
    periods: int
    cost: float
    trial: Trial
    own: float
    least: float
    effect: float
    weakest: float

    @property
    def name(self) -> str:
        """Say in a few words what is tested."""
        if self.kind == CARE:
            return f"care for {self.dose:.3g} a customer"
        return "one contact each" if self.dose == 1.0 else f"{self.dose:.3g} contacts each"

    def treated(self, effect: float) -> float:
        """Give the rate of the treated arm at an effect: a share of leaving prevented, or of people who join."""
        if self.kind == CONTACTS:
            return min(1.0, self.trial.rate + effect)
        return float(np.interp(effect, *self._line))

    @property
    def _line(self) -> tuple[Doubles, Doubles]:
        order = np.argsort(self.trial.effect)
        ends = self.trial.treated(order[[0, -1]], np.array([self.trial.rate]))[:, 0]
        low, high = self.trial.effect[order[[0, -1]]]
        return np.array([0.0, low, high, 1.0]), np.array([self.trial.rate, ends[0], ends[1], 0.0])


def possible(
    plan: Plan, market: CohortMarket, factors: Mapping[str, Doubles], periods: int = 1, churn: float | None = None,
    spending: float | None = None, contacts: float | None = None,
) -> list[Possible]:
    """List the tests that could be made.

    Parameters
    ----------
    plan : the market as it is simulated: it knows who joins unasked
    market : of the planner
    factors : points drawn over what is not known
    periods : how long a test of care runs
    churn : of the control arm [share per period]; None for that of today's customers, see `control_left`
    spending : on care [money per customer and period]; None for several
    contacts : each; None for one, and for as many as go 80% of the way to the ceiling at the planner's own figures

    Returns
    -------
    list of Possible

    Raises
    ------
    InputError : the cohort cannot be used
    """
    at, own, least = (achieved(market, f) for f in (factors, _at(market, False), _at(market, True)))
    alpha, rate, found = market.fit().alpha, control_left(market, periods, churn), list[Possible]()
    for dose in (spending,) if spending is not None else tuple(float(h * own.half[0]) for h in HALVES):
        care = CareTest(periods=periods)
        trial = Trial(at.saved(dose), care.treated(at.saved(dose), alpha), rate)
        ends = [(float(f.saved(dose)[0]), float(treated_left(np.array([rate]), f.saved(dose), periods, alpha)[0, 0]))
                for f in (own, least)]  # fmt: skip
        found.append(_of(CARE, dose, periods, dose * periods, trial, ends))
    many = max(2.0, round(FAR * float(own.ceiling[0] / own.conversion[0])))
    floor = plan.customers.response.join_floor
    for dose in (contacts,) if contacts is not None else (1.0, many):
        contact = ContactTest(contacts=dose)

        def joins(f: Achieved, contact: ContactTest = contact) -> Doubles:
            every = np.arange(f.ceiling.size)
            return contact.treated(f.conversion, f.ceiling)(every, np.array([floor]))[:, 0] - floor

        trial = Trial(joins(at), contact.treated(at.conversion, at.ceiling), floor)
        ends = [(float(joins(f)[0]), floor + float(joins(f)[0])) for f in (own, least)]
        found.append(_of(CONTACTS, dose, 1, dose * plan.firms[0].contact_price, trial, ends))
    return found


def control_left(market: CohortMarket, periods: int, churn: float | None = None) -> float:
    """Give the share of today's customers who leave within so many periods if nobody cares for them.

    Parameters
    ----------
    market : of the planner
    periods : k
    churn : that of one period, if it is known

    Returns
    -------
    float
        from how long today's customers have been there, where the table says so; else as of a firm that has won as many
        customers in every one of the periods it is planned for
    """
    fit, cohort = market.fit(), market.read()
    ahead = np.arange(periods)
    if churn is not None:
        b = np.array([fit.alpha * (1.0 - churn) / churn])
        here = np.ones(1)
    elif cohort.current is not None and cohort.current.sum() > 0.0:
        here, b = cohort.current, fit.beta + np.arange(cohort.current.size)
    else:
        b = fit.beta + np.arange(market.figures().periods)
        here = np.append(1.0, np.cumprod(b[:-1] / (fit.alpha + b[:-1])))
    stay = (1.0 - fit.alpha / (fit.alpha + b[:, None] + ahead)).prod(axis=1)
    return float(1.0 - here @ stay / here.sum())


def _at(market: CohortMarket, least: bool) -> dict[str, Doubles]:
    """Give factors of 1, or those at which care and contacts achieve least: half of the savings cost most there."""
    if not least:
        return {name: np.ones(1) for name in market.bands}
    return {name: np.array([ends[1 if name == "half_saving_cost" else 0]]) for name, ends in market.bands.items()}


def _of(
    kind: str, dose: float, periods: int, cost: float, trial: Trial, ends: list[tuple[float, float]]
) -> Possible:
    (effect, own), (weakest, least) = ends
    return Possible(kind, dose, periods, cost, trial, own, least, effect, weakest)
