"""Perceived value: what a customer expects to get, less all he gives for it."""

from tenfold.sim.jit import Float, f4, rule
from tenfold.sim.parameters import Parameters, quantity

NO_ACCESS = f4(1e9)  # [money] what fetching costs one who cannot


class Value(Parameters):
    """Turn benefits and burdens into money."""

    worth: float = quantity(100.0, "money per unit of benefit", 0, 1e6, "assumption; conjoint or panel logit")
    fetch: float = quantity(20.0, "money", 0, 1e6, "assumption: hire of a van, fuel")
    fetch_time: float = quantity(1.0, "units of time", 0, 1e3, "assumption")
    fetch_effort: float = quantity(1.0, "units of effort", 0, 1e3, "assumption")
    courier: float = quantity(40.0, "money", 0, 1e6, "assumption: fee for one delivery")
    forgo: float = quantity(60.0, "money", 0, 1e6, "assumption: loss when what was bought stays in the shop")


@rule
def weighed(total: Float, weight: Float, level: Float) -> Float:
    """Add one attribute to a weighted sum: total + w x."""
    return total + weight * level


@rule
def burden(time: Float, effort: Float, risk: Float, time_price: Float, effort_price: Float, risk_price: Float) -> Float:
    """Give what buying costs besides money: v_t time + v_e effort + v_r risk [money]."""
    return time_price * time + effort_price * effort + risk_price * risk


@rule
def undelivered(
    fetch: Float, time: Float, effort: Float, time_price: Float, effort_price: Float, courier: Float, forgo: Float
) -> Float:
    """Give what a customer pays for a purchase that is not delivered [money].

    The cheapest of fetching it himself (money + time + effort; no access makes `fetch` very large), a courier, and
    doing without.
    """
    own = fetch + time_price * time + effort_price * effort
    best = courier if courier < own else own
    return forgo if forgo < best else best


@rule
def perceived_value(benefit: Float, price: Float, burden: Float) -> Float:
    """Give perceived value = benefits - costs [money]; a shirt worth 500 for 350 gives 150.

    Parameters
    ----------
    benefit : worth times the weighted sum of expected attributes [money]
    price : asked [money]
    burden : time, effort, risk and missing delivery, in money
    """
    return benefit - (price + burden)
