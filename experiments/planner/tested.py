"""Points drawn over what is not known, once a field test was made: those it makes likely, by resampling."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tenfold.experiments.planner.field_tests import Arms, integrated, reached
from tenfold.experiments.planner.market import CohortMarket
from tenfold.experiments.planner.unknowns import drawn, percent
from tenfold.sim.statistics import Doubles

EVEN = ("max_saved",)  # unknowns spread evenly over their bands; of the others, logarithms are
FIRST, MOST = 2**15, 2**17  # points that are weighed: more where the test leaves few of them
ENOUGH, FEW = 1000.0, 200.0  # effective points: where no more are drawn, and where the answer is called rough
CHI2_95 = 3.841458820694124


class Achieved(NamedTuple):
    """Hold what spending achieves at drawn points, each of shape (points,).

    Attributes
    ----------
    conversion : that the first contact makes a person join [probability]
    max_saved : what unlimited care prevents [share of churn]
    half : what half of that costs [money per customer and period]
    ceiling : of joining with boundless contacts [probability per period]
    """

    conversion: Doubles
    max_saved: Doubles
    half: Doubles
    ceiling: Doubles

    def saved(self, spending: float) -> Doubles:
        """Give h(R), the share of churn that so much money a customer and period prevents."""
        return np.asarray(self.max_saved * -np.expm1(-np.log(2.0) * spending / self.half))

    def lift(self, contacts: float) -> Doubles:
        """Give how many more join by so many contacts each, of people of whom none would join unasked."""
        return self.ceiling * reached(self.conversion, self.ceiling, contacts)


class Weighed(NamedTuple):
    """Hold points as likely as a test makes them.

    Attributes
    ----------
    factors : of each unknown, shape (count,)
    places : which of the points drawn at first these are, shape (count,)
    effective : how many points of equal weight would tell as much as those that were weighed
    notes : what must be said of it, in sentences
    """

    factors: dict[str, Doubles]
    places: NDArray[np.intp]
    effective: float
    notes: tuple[str, ...] = ()


def achieved(market: CohortMarket, factors: Mapping[str, Doubles]) -> Achieved:
    """Give what spending achieves where factors are on the planner's figures, as `foresee` takes them."""
    own = market.response()
    most, steep, ceiling = (float(own[name]) for name in ("max_saved", "stay_steepness", "join_ceiling"))  # type: ignore[arg-type]
    one = np.ones_like(next(iter(factors.values())))
    return Achieved(
        market.conversion * factors.get("conversion", one), np.minimum(1.0, most * factors.get("max_saved", one)),
        np.log(2.0) / steep * factors.get("half_saving_cost", one),
        np.minimum(1.0, ceiling * factors.get("join_ceiling", one)),
    )  # fmt: skip


def log_likelihood(market: CohortMarket, factors: Mapping[str, Doubles]) -> tuple[Doubles, list[str]]:
    """Give how likely the results of the field tests are at drawn points.

    Parameters
    ----------
    market : whose `care_test` and `contact_test` hold what was found, if anything was
    factors : on the figures of a planner, each of shape (points,)

    Returns
    -------
    float64 array, list of str
        shape (points,), up to what is the same for all, 0 where there was no test; and a sentence for each test that,
        at a level of 5%, not one of the points explains

    Raises
    ------
    InputError : the cohort cannot be used
    """
    at, points, said = achieved(market, factors), next(iter(factors.values())).size, list[str]()
    found, care, contact = np.zeros(points), market.care_test, market.contact_test
    if care.given and care.spending is not None:
        saved = at.saved(care.spending)
        more, against = integrated(care.treated(saved, market.fit().alpha), points, care.arms)
        found += more
        if against > CHI2_95:
            said.append(_contradicted("market.care_test", "left", care.arms, "care to prevent {} of leaving", saved,
                                      "market.max_saved_band or market.half_saving_cost_band"))  # fmt: skip
    if contact.given and contact.contacts is not None:
        more, against = integrated(contact.treated(at.conversion, at.ceiling), points, contact.arms)
        found += more
        if against > CHI2_95:
            said.append(_contradicted("market.contact_test", "joined", contact.arms, "such contacts to make {} join",
                                      at.lift(contact.contacts), "market.conversion_band or market.join_ceiling_band"))
    return found, said


def _contradicted(name: str, went: str, arms: Arms, what: str, allowed: Doubles, bands: str) -> str:
    (n, k), (other, base) = arms
    return (f"{name} contradicts your bands: {k:,} of {n:,} {went} with it and {base:,} of {other:,} without, but they "
            f"allow {what.format(percent(allowed.min(), allowed.max()))}. The answer is that at their end: widen "
            f"{bands}, or doubt the test.")  # fmt: skip


def weighed(factors: Mapping[str, Doubles], loglik: Doubles, count: int) -> Weighed:
    """Resample points by their likelihood: systematically, so that nothing of it is luck.

    Parameters
    ----------
    factors : points spread over the bands, each of shape (points,)
    loglik : of each point, shape (points,)
    count : how many to give

    Returns
    -------
    Weighed
        in the order in which they were drawn; a point that is likelier than others more than once
    """
    order = np.argsort(loglik, kind="stable")  # even steps along the sequence would fall in with its own
    weights = np.exp(loglik[order] - loglik.max())
    reach = np.cumsum(weights)
    places = order[np.searchsorted(reach, reach[-1] * (np.arange(count) + 0.5) / count).clip(max=loglik.size - 1)]
    places.sort()
    effective = float(weights.sum() ** 2 / (weights**2).sum())
    return Weighed({name: x[places] for name, x in factors.items()}, places, effective)


def informed(market: CohortMarket, count: int) -> Weighed:
    """Draw points over the bands, and weigh the field tests in, if one was made.

    Parameters
    ----------
    market : with bands, and results of tests
    count : how many points, best a power of 2

    Returns
    -------
    Weighed
        without a test the points of `drawn`, to the bit

    Raises
    ------
    InputError : the cohort or a band cannot be used
    """
    if not (market.care_test.given or market.contact_test.given):
        return Weighed(drawn(market.bands, count, EVEN), np.arange(count), float(count))
    points = max(FIRST, count)
    while True:
        factors = drawn(market.bands, points, EVEN)
        loglik, notes = log_likelihood(market, factors)
        found = weighed(factors, loglik, count)
        if notes or found.effective >= ENOUGH or points >= MOST:
            break
        points *= 2
    if found.effective < FEW and not notes:
        notes.append(
            f"The field test is so sharp that {found.effective:,.0f} of {points:,} points drawn over the bands carry "
            "the answer: ranges are rough; narrower bands around what the test found mend that."
        )
    return found._replace(notes=tuple(notes))
