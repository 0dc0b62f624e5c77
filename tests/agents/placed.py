"""Markets of a handful of customers, placed by hand, in which nothing is left to chance.

Nobody differs, nothing varies or fails, no money is spent and nobody forgets, unless a test says so. Everybody thinks
again each period, and what they do follows from prices: a dear firm's customers leave it for the cheap one if they know
it, else do without; the cheap one's stay. The odds against are 60 utils or more.
"""

from typing import Any

import numpy as np

from tenfold.agents.customer.awareness import Awareness
from tenfold.agents.customer.birth import Segment
from tenfold.agents.customer.choice import Choice
from tenfold.agents.customer.delivery import Delivery
from tenfold.agents.customer.expectation import Expectation
from tenfold.agents.customer.parameters import Customers
from tenfold.agents.customer.word_of_mouth import WordOfMouth
from tenfold.agents.engine import Engine
from tenfold.agents.firm.parameters import FirmPlan
from tenfold.agents.plan import MarketPlan, Plan
from tenfold.sim.network import NetworkPlan

ALIKE = (Segment(taste=50.0, taste_spread=0.0, weight_spread=0.0, income=1e6, income_spread=0.0),)
DEAR, CHEAP = 1000.0, 20.0  # prices from which everybody runs, and to which everybody goes
RING = NetworkPlan(kind="small_world", degree=2, rewiring=0.0)  # friends are the customer before and the one after
SILENT = WordOfMouth(on=False)


def firm(price: float = CHEAP, **what: Any) -> FirmPlan:
    """Make a firm that nobody has or knows, that reaches nobody and delivers what it intends."""
    common: dict[str, Any] = {
        "unit_cost": 5.0, "budget": 0.0, "contact_price": 1e9, "advert_price": 1e9, "known": 0.0, "start_share": 0.0,
        "failure": (0.0,) * 5,
    }  # fmt: skip
    return FirmPlan(price=price, **(common | what))


def made(
    firms: tuple[FirmPlan, ...],
    size: int,
    market: dict[str, Any] | None = None,
    network: NetworkPlan | None = None,
    **customers: Any,
) -> Plan:
    """Make the plan of a market of so many customers; see `placed`."""
    calm: dict[str, Any] = {
        "segments": ALIKE,
        "choice": Choice(reconsider=1.0, sensitivity=1.0),
        "awareness": Awareness(forget=0.0),
        "delivery": Delivery(noise=0.0),
        "expectation": Expectation(prior=0.5, prior_spread=0.0),
        "word": SILENT,
    }
    clock: dict[str, Any] = {"size": size, "periods": 4, "burn_in": 0}
    return Plan(
        market=MarketPlan(**(clock | (market or {}))),
        customers=Customers(**(calm | customers)),
        firms=firms,
        network=network or NetworkPlan(kind="none"),
    )


def place(
    engine: Engine, owner: list[int], aware: list[int] | None = None, columns: dict[str, Any] | None = None
) -> Engine:
    """Place the customers of a market that has not begun; see `placed`."""
    c = engine.columns
    c.firm[:] = owner
    known = [0] * len(owner) if aware is None else aware
    c.aware[:] = [bits | (1 << own >> 1) for bits, own in zip(known, owner, strict=True)]
    c.tenure[:] = c.purchases[:] = np.array(owner) > 0
    for name, values in (columns or {}).items():
        getattr(c, name)[...] = values
    engine.books.present[:] = np.bincount(owner, minlength=len(engine.plan.firms) + 1)[1:]
    return engine


def placed(
    firms: tuple[FirmPlan, ...],
    owner: list[int],
    aware: list[int] | None = None,
    columns: dict[str, Any] | None = None,
    market: dict[str, Any] | None = None,
    network: NetworkPlan | None = None,
    **customers: Any,
) -> Engine:
    """Make a market and place its customers.

    Parameters
    ----------
    firms : as `firm` makes them
    owner : the firm of each customer, 0 for none
    aware : of what each knows besides, one bit a firm
    columns : values of further columns by name, as they are written into them
    market : what its clock and discount shall be
    network : who knows whom; by default nobody anybody
    customers : parameters, besides those that leave nothing to chance
    """
    return place(Engine(made(firms, len(owner), market, network, **customers), 1), owner, aware, columns)
