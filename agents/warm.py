"""Compile everything once, so that the first real run need not wait: `python -m tenfold.agents.warm`."""

from tenfold.agents.customer.parameters import Customers
from tenfold.agents.engine import Engine
from tenfold.agents.firm.curves import Curve, Curves
from tenfold.agents.firm.parameters import FirmPlan
from tenfold.agents.firm.steady_state import best_share
from tenfold.agents.plan import MarketPlan, Plan


def warm() -> None:
    """Play a few periods of a tiny market under both rules of choice."""
    market = MarketPlan(size=100, periods=3, burn_in=1)
    Engine(Plan(market=market, firms=(FirmPlan(), FirmPlan(name="rival")))).run()
    Engine(Plan(market=market, customers=Customers(rule="response_curve"))).run()
    best_share(Curves(Curve(0.0, 0.3, 0.4), Curve(0.8, 0.95, 0.3)), 2.0)


if __name__ == "__main__":
    warm()
