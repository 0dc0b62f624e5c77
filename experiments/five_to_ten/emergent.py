"""The ratio that emerges where none is imposed: the same price for a contact and for an act of care."""

from typing import NamedTuple

import numpy as np

from tenfold.agents.plan import Plan
from tenfold.experiments.five_to_ten.cells import changed
from tenfold.experiments.five_to_ten.outcomes import play
from tenfold.sim.runner import play_all
from tenfold.sim.statistics import Interval, interval

PRICE = 2.0  # [money] of a contact and of an act of care


class Emergent(NamedTuple):
    """Hold ratio B (paid only) of the first firm where none is imposed.

    Attributes
    ----------
    silent, talking : word of mouth off and on [-]
    price : of a contact and of an act of care [money]
    """

    silent: Interval
    talking: Interval
    price: float


def emergent(plan: Plan, seeds: int) -> Emergent:
    """Play the market from a cost-symmetric start: half the budget each, a contact as dear as an act of care.

    One act of care closes the same share, 1 - 1/e, of what care can do, as one contact does of what contacts can reach.

    Parameters
    ----------
    plan : what is not said otherwise
    seeds : replications

    Returns
    -------
    Emergent
        with intervals over seeds
    """
    loyalty = changed(plan.customers.loyalty, care_steepness=1.0 / PRICE)
    reach = changed(plan.customers.awareness, contact_steepness=1.0)
    results = []
    for on in (False, True):
        word = changed(plan.customers.word, on=on)
        customers = plan.customers.model_copy(
            update={"rule": "utility", "loyalty": loyalty, "awareness": reach, "word": word}
        )
        firms = tuple(changed(f, contact_price=PRICE, advert_share=0.0, retention_share=0.5) for f in plan.firms)
        arm = plan.model_copy(update={"customers": customers, "firms": firms})
        results.append(interval(np.array([o.ratio_b for o in play_all(play, [(arm, k) for k in range(seeds)])])))
    return Emergent(results[0], results[1], PRICE)
