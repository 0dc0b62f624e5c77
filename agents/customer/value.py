"""Perceived value: what customers expect to get, less all they give for it."""

from typing import TYPE_CHECKING

from tenfold.agents.decisions import ATTRIBUTES
from tenfold.sim.blocks import add, clear
from tenfold.sim.floats import weighed
from tenfold.sim.jit import ZERO, Float, Int, f4, i4, loop, rule
from tenfold.sim.parameters import Parameters, quantity
from tenfold.sim.records import F4, I4, U1

if TYPE_CHECKING:
    from tenfold.agents.world import World

ATTRIBUTE_COUNT = len(ATTRIBUTES)
NO_ACCESS = f4(1e9)  # [money] what fetching costs one who cannot


class Value(Parameters):
    """Turn benefits and burdens into money."""

    worth: float = quantity(100.0, "money per unit of benefit", 0, 1e6, "assumption; conjoint or panel logit")
    fetch: float = quantity(20.0, "money", 0, 1e6, "assumption: hire of a van, fuel")
    fetch_time: float = quantity(1.0, "units of time", 0, 1e3, "assumption")
    fetch_effort: float = quantity(1.0, "units of effort", 0, 1e3, "assumption")
    courier: float = quantity(40.0, "money", 0, 1e6, "assumption: fee for one delivery")
    forgo: float = quantity(60.0, "money", 0, 1e6, "assumption: loss when what was bought stays in the shop")
    appreciation: float = quantity(
        1.0, "-", 0, 100, "neutral: a loyal discount counts for its money; more, if for what it says", neutral=1.0
    )


class Access(Parameters):
    """What buying from a firm asks of a customer besides money."""

    time: float = quantity(0.5, "units per purchase", 0, 1e3, "assumption", lever=True)
    effort: float = quantity(0.5, "units per purchase", 0, 1e3, "assumption", lever=True)
    risk: float = quantity(0.5, "units per purchase", 0, 1e3, "assumption", lever=True)
    delivers: bool = quantity(True, "-", None, None, "whether what was bought is brought", lever=True)


@rule
def weighs_on(
    time: Float, effort: Float, risk: Float, time_price: Float, effort_price: Float, risk_price: Float
) -> Float:
    """Give what buying costs besides money: v_t time + v_e effort + v_r risk [money]."""
    return time_price * time + effort_price * effort + risk_price * risk


@rule
def fetches(
    fetch: Float, time: Float, effort: Float, time_price: Float, effort_price: Float, courier: Float, forgo: Float
) -> Float:
    """Give what a customer pays for a purchase that is not delivered [money].

    The cheapest of fetching it themselves (money + time + effort; no access makes `fetch` very large), a courier, and
    doing without.
    """
    own = fetch + time_price * time + effort_price * effort
    best = courier if courier < own else own
    return forgo if forgo < best else best


@rule
def perceives_value(benefit: Float, price: Float, burden: Float) -> Float:
    """Give perceived value = benefits - costs [money]; a shirt worth 500 for 350 gives 150.

    Parameters
    ----------
    benefit : worth times the weighted sum of expected attributes [money]
    price : asked [money]
    burden : time, effort, risk and missing delivery, in money
    """
    return benefit - (price + burden)


@rule
def is_asked(price: Float, discount: Float, tenure: Int, after: Int) -> Float:
    """Give the price a firm asks of its own customer: less the loyal discount from some tenure on [money]."""
    return price - discount if tenure >= after else price


@loop
def ask(tenure: I4, firm: U1, number: int, offer: tuple[float, float, int], price: F4) -> None:
    """Write the price firm `number` asks of everybody; offer = price, loyal discount, tenure it takes."""
    full, discount, after, k = f4(offer[0]), f4(offer[1]), i4(offer[2]), i4(number)
    for i in range(price.size):
        own = is_asked(full, discount, tenure[i], after)
        price[i] = own if i4(firm[i]) == k else full


@loop
def load_time(
    effort: tuple[float, float, float], time: F4, work: F4, risk: F4, load: F4
) -> None:
    """Write the burden of buying from a firm that asks for so much time, effort and risk."""
    t, e, r = f4(effort[0]), f4(effort[1]), f4(effort[2])
    for i in range(load.size):
        load[i] = weighs_on(t, e, r, time[i], work[i], risk[i])


@loop
def add_weighed(weight: F4, level: F4, total: F4) -> None:
    """Add one attribute to everybody's expected benefit."""
    for i in range(total.size):
        total[i] = weighed(total[i], weight[i], level[i])


@loop
def value_of(price: F4, share: float, worth: float, benefit: F4) -> None:
    """Turn expected benefit into the intrinsic reason to buy [money]."""
    most, weight = f4(worth), f4(share)
    for i in range(benefit.size):
        benefit[i] = weight * perceives_value(most * benefit[i], price[i], ZERO)


@loop
def ask_everybody(w: "World", low: int, high: int, f: int, price: F4) -> None:
    """Write the price firm f (from 0) asks of everybody, a loyal discount counted for what it is felt to be."""
    felt = w.rules.value.appreciation * w.firms.discount[f]
    offer = (w.firms.price[f], felt, i4(w.settings.loyal_after[f]))
    ask(w.columns.tenure[low:high], w.columns.firm[low:high], f + 1, offer, price)


@loop
def appraise(w: "World", low: int, high: int, f: int, price: F4, benefit: F4, load: F4) -> None:
    """Write the intrinsic reason to buy from firm f [money], already weighted, and the burden of it [money]."""
    c, given = w.columns, w.settings
    clear(benefit)
    for a in range(ATTRIBUTE_COUNT):
        add_weighed(c.weight[a, low:high], c.expectation[f, a, low:high], benefit)
    value_of(price, w.rules.choice.value_weight, w.rules.value.worth, benefit)
    effort = (given.time[f], given.effort[f], given.risk[f])
    load_time(effort, c.burden[0, low:high], c.burden[1, low:high], c.burden[2, low:high], load)
    if given.delivers[f] == 0.0:
        add(c.undelivered[low:high], load)
