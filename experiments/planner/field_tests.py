"""What a randomised field test found, and how likely that is: of care for customers, and of contacts to others.

A test has two arms and counts people in each. What the control arm would do anyway nobody knows beforehand: its rate q
is integrated out over a flat prior, so that only the difference between the arms tells anything of an effect.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy.stats import beta, binom

from tenfold.sim.errors import InputError
from tenfold.sim.parameters import Parameters, quantity
from tenfold.sim.statistics import Doubles

NODES = 129  # of the rate of the control arm, over which is integrated
WIDER = 9.0  # the nodes are spread as if the control arm had so many times fewer people: three times as widely
AT_ONCE = 4096  # points at a time: each has all nodes
PEOPLE = 1_000_000_000

Some = slice | NDArray[np.intp]  # of the drawn points
Treated = Callable[[Some, Doubles], Doubles]  # points, and rates of the control arm -> rates (points, nodes)
Arms = tuple[tuple[float, float], tuple[float, float]]  # people, and who of them left or joined: treated, control


class CareTest(Parameters):
    """Hold the result of a test of care: some customers drawn by lot got it, the others got none; null: no test."""

    spending: float | None = quantity(
        None, "money per customer and period", 1e-6, 1e9, "planner's field test: on care, treated arm", neutral=None
    )
    periods: int = quantity(1, "periods", 1, 1000, "planner's field test: how long it ran", neutral=1)
    customers: int | None = quantity(None, "customers", 1, PEOPLE, "planner's field test: who got care", neutral=None)
    left: int | None = quantity(None, "customers", 0, PEOPLE, "planner's field test: of these left", neutral=None)
    control: int | None = quantity(None, "customers", 1, PEOPLE, "planner's field test: who got none", neutral=None)
    control_left: int | None = quantity(None, "customers", 0, PEOPLE, "planner's field test: of these", neutral=None)

    @property
    def given(self) -> bool:
        """Say whether a test was made."""
        return self.customers is not None

    def agree(self, name: str) -> None:
        """Refuse half a result, and more customers that left than there were."""
        _whole(self, name, self.periods != 1)
        _counted(self, name, (("left", "customers"), ("control_left", "control")))

    @property
    def arms(self) -> Arms:
        """Give customers and who of them left, with care and without; of a test that was made."""
        return (self.customers or 0, self.left or 0), (self.control or 0, self.control_left or 0)

    def treated(self, saved: Doubles, alpha: float) -> Treated:
        """Give who leaves with care, by the share of churn it prevents, shape (points,); see `treated_left`."""
        return lambda some, q: treated_left(q, saved[some], self.periods, alpha)


class ContactTest(Parameters):
    """Hold the result of a test of contacts, within a period: some people drawn by lot got them; null: no test."""

    contacted: int | None = quantity(None, "people", 1, PEOPLE, "planner's field test: who was contacted", neutral=None)
    contacts: float | None = quantity(
        None, "contacts per person", 1e-6, 1e6, "planner's field test: how often each was, in one period", neutral=None
    )
    joined: int | None = quantity(None, "people", 0, PEOPLE, "planner's field test: of these joined", neutral=None)
    control: int | None = quantity(None, "people", 1, PEOPLE, "planner's field test: who was not", neutral=None)
    control_joined: int | None = quantity(None, "people", 0, PEOPLE, "planner's field test: of these", neutral=None)

    @property
    def given(self) -> bool:
        """Say whether a test was made."""
        return self.contacted is not None

    def agree(self, name: str) -> None:
        """Refuse half a result, and more people that joined than there were."""
        _whole(self, name, False)
        _counted(self, name, (("joined", "contacted"), ("control_joined", "control")))

    @property
    def arms(self) -> Arms:
        """Give people and who of them joined, with contacts and without; of a test that was made."""
        return (self.contacted or 0, self.joined or 0), (self.control or 0, self.control_joined or 0)

    def treated(self, conversion: Doubles, ceiling: Doubles) -> Treated:
        """Give who joins with these contacts, by what the first converts and the ceiling, each of shape (points,)."""
        reach = reached(conversion, ceiling, self.contacts or 0.0)
        return lambda some, q: treated_joined(q, ceiling[some], reach[some])


def treated_left(q: Doubles, saved: Doubles, periods: int, alpha: float) -> Doubles:
    """Give who leaves with care within a test, by who leaves without.

    Care prevents each leaving with chance h: of k periods it leaves J ~ Binomial(k, 1 - h) in which somebody may leave,
    so that E[S(J)] stay on. In the control arm S(t) = B(alpha, b + t) / B(alpha, b): customers leave at their own rates
    theta ~ Beta(alpha, b), in which alpha is the cohort's, for tenure adds to b alone; and b is such that S(k) = 1 - q.
    In a single period that is q (1 - h), whoever they are.

    Parameters
    ----------
    q : who leaves within k periods without care, shape (nodes,)
    saved : h, the share of churn prevented, shape (points,)
    periods : k
    alpha : [-, above 0]

    Returns
    -------
    float64 array
        shape (points, nodes)
    """
    kept = 1.0 - saved[:, None]
    if periods == 1:
        return np.asarray(kept * q)
    j = np.arange(periods)[:, None]
    low, high = np.full(q.shape, -46.0), np.full(q.shape, 46.0)  # of ln b
    for _ in range(80):
        middle = (low + high) / 2.0
        more = np.log1p(-alpha / (alpha + np.exp(middle) + j)).sum(axis=0) > np.log1p(-q)  # too many stay: b is smaller
        low, high = np.where(more, low, middle), np.where(more, middle, high)
    stay = np.log1p(-alpha / (alpha + np.exp(middle) + j)).cumsum(axis=0)
    survival = np.exp(np.vstack([np.zeros(q.size), stay]))
    return np.clip(1.0 - binom.pmf(np.arange(periods + 1), periods, kept) @ survival, 0.0, 1.0)


def reached(conversion: Doubles, ceiling: Doubles, contacts: float) -> Doubles:
    """Give how much of the way to the ceiling so many contacts go: the join curve at that dose [0 .. 1]."""
    return np.asarray(-np.expm1(-conversion * contacts / ceiling))


def treated_joined(q: Doubles, ceiling: Doubles, reach: Doubles) -> Doubles:
    """Give who joins with contacts, shape (points, nodes), by who joins without, the floor of the curve."""
    return q + np.maximum(ceiling[:, None] - q, 0.0) * reach[:, None]


def rates(seen: float, went: float) -> tuple[Doubles, Doubles]:
    """Spread nodes over the rates that a control arm may have.

    Parameters
    ----------
    seen, went : people in it, and those of them who left or joined

    Returns
    -------
    tuple of two float64 arrays
        rates and the logarithms of their weights under a flat prior, shape (nodes,)
    """
    shape = 1.0 + went / WIDER, 1.0 + (seen - went) / WIDER
    q = np.clip(beta.ppf((np.arange(NODES) + 0.5) / NODES, *shape), 1e-12, 1.0 - 1e-12)
    return q, -beta.logpdf(q, *shape) - np.log(NODES)


def successes(p: Doubles, seen: float, went: float) -> Doubles:
    """Give the binomial log-likelihood of rates, without what does not depend on them; finite also at 0 and 1."""
    return np.asarray(went * np.log(np.maximum(p, 1e-300)) + (seen - went) * np.log(np.maximum(1.0 - p, 1e-300)))


def integrated(treated: Treated, points: int, arms: Arms) -> tuple[Doubles, float]:
    """Give how likely a result is at each point, over all rates that the control arm may have.

    Parameters
    ----------
    treated : the rate of the treated arm
    points : how many
    arms : what was counted

    Returns
    -------
    float64 array
        log-likelihood, shape (points,), up to what is the same for all
    float
        contradiction: twice how much better two free rates explain the result than the best point does with the best
        rate of the control arm [chi2 with 1 degree of freedom, if the truth lies at the end of the points]
    """
    (seen, went), control = arms
    q, weight = rates(*control)
    own, found, best = successes(q, *control), np.empty(points), -np.inf
    for first in range(0, points, AT_ONCE):
        some = slice(first, first + AT_ONCE)
        both = own + successes(treated(some, q), seen, went)
        best = max(best, float(both.max()))
        both += weight
        top = both.max(axis=1)
        found[some] = top + np.log(np.exp(both - top[:, None]).sum(axis=1))
    free = sum(float(successes(np.array(k / n), n, k)) for n, k in arms)
    return found, max(0.0, 2.0 * (free - best))


def _whole(group: Parameters, name: str, more: bool) -> None:
    fields = [field for field, info in type(group).model_fields.items() if info.default is None]
    missing = [field for field in fields if getattr(group, field) is None]
    if missing and (more or len(missing) < len(fields)):
        together = ", ".join(fields)
        raise InputError(f"{name}.{missing[0]}", None, f"a number, for a test is all of {together}, or nothing of it")


def _counted(group: Parameters, name: str, pairs: tuple[tuple[str, str], ...]) -> None:
    for part, whole in pairs:
        some, all_ = getattr(group, part), getattr(group, whole)
        if some is not None and some > all_:
            raise InputError(f"{name}.{part}", some, f"at most {name}.{whole} = {all_}")
