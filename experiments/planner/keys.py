"""What to say of a key that only a planner's market has."""

from tenfold.agents.firm.parameters import FirmPlan
from tenfold.sim.errors import InputError


def of_cohort_only(key: str) -> InputError:
    """Say of a key that this market does not have where there is one, and what a firm calls the same.

    Parameters
    ----------
    key : a dotted name, as market.price

    Returns
    -------
    InputError
        to be raised
    """
    name = key.removeprefix("market.")
    name = "contact_price" if name == "contact_cost" else name  # as in CohortMarket.firm
    here = f"; without it say firms.0.{name}, of the first firm" if name in FirmPlan.model_fields else ""
    return InputError(key, allowed=f"together with market=from_cohort, which has this key{here}")
