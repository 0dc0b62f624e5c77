"""Compile everything once, so that the first real run need not wait: `python -m tenfold.agents.warm`.

Two processes share the work: one goes through the stages from the front, as a market does, the other from the back.
What either has compiled the other finds in the cache, and they meet in the middle.
"""

import multiprocessing

from tenfold.agents.customer.parameters import Customers
from tenfold.agents.engine import Engine
from tenfold.agents.firm.curves import Curve, Curves
from tenfold.agents.firm.parameters import FirmPlan
from tenfold.agents.firm.steady_state import best_share
from tenfold.agents.layout import lay_out
from tenfold.agents.period import STAGES
from tenfold.agents.plan import MarketPlan, Plan
from tenfold.sim.handle import handle

MARKET = MarketPlan(size=100, periods=3, burn_in=1)
WEIGHING = Plan(market=MARKET, firms=(FirmPlan(), FirmPlan(name="rival")))


def from_the_back() -> None:
    """Compile the stages of customers who weigh firms, the last first, on no rows of a market in which nobody lives."""
    market = handle(lay_out(WEIGHING, 0, None))
    for stage in reversed(STAGES["utility"].values()):
        stage(market, 0, 0, 0)


def warm() -> None:
    """Play a few periods of a tiny market under both rules of choice."""
    other = multiprocessing.get_context("spawn").Process(target=from_the_back, daemon=True)
    other.start()
    Engine(WEIGHING).run()
    Engine(Plan(market=MARKET, customers=Customers(rule="response_curve"))).run()
    best_share(Curves(Curve(0.0, 0.3, 0.4), Curve(0.8, 0.95, 0.3)), 2.0)
    other.join()


if __name__ == "__main__":
    warm()
