"""A whole market as configured: size and clock, customers, firms, network."""

from typing import Annotated

from pydantic import Field

from tenfold.agents.customer.parameters import Customers
from tenfold.agents.customer.word_of_mouth import MOST_FIRMS
from tenfold.agents.firm.parameters import FirmPlan
from tenfold.sim.errors import InputError
from tenfold.sim.groups import agree
from tenfold.sim.network import NetworkPlan
from tenfold.sim.parameters import Parameters, quantity

# Groups of a firm that need customers who weigh firms.
ONLY_WEIGHING = ("cash", "chain", "investing", "research", "supply", "staff")


class MarketPlan(Parameters):
    """Hold size and clock of the market; names, units and sources: `tenfold show parameters market`."""

    size: int = quantity(5000, "customers", 1, 100_000_000, "assumption; large enough for stable shares")
    periods: int = quantity(60, "periods", 1, 100_000, "assumption: five years of months")
    period: str = quantity("month", "-", None, None, "one purchase cycle; every rate is per period")
    discount: float = quantity(0.01, "per period", 0, 1, "assumption: 12.7% a year in months")
    burn_in: int = quantity(12, "periods", 0, 100_000, "assumption: periods left out of steady-state measures")

    def agree(self, name: str) -> None:
        """Refuse a market that ends before it is measured."""
        if self.burn_in >= self.periods:
            raise InputError(f"{name}.burn_in", self.burn_in, f"less than {name}.periods = {self.periods}")


class Plan(Parameters):
    """Hold everything a market is made from.

    Attributes
    ----------
    market : size and clock
    customers : who they are and by which rules they act
    firms : one to seven, in the order of their numbers 1 .. F
    network : who knows whom
    """

    market: MarketPlan = MarketPlan()
    customers: Customers = Customers()
    firms: Annotated[tuple[FirmPlan, ...], Field(min_length=1, max_length=MOST_FIRMS)] = (FirmPlan(),)
    network: NetworkPlan = NetworkPlan()


def check(plan: Plan) -> Plan:
    """Refuse combinations that cannot be, with one clear error.

    Parameters
    ----------
    plan : a market whose values are allowed one by one

    Returns
    -------
    Plan
        the same

    Raises
    ------
    InputError : the first combination; what concerns one group alone stands in the group (`Parameters.agree`)
    """
    customers, firms = plan.customers, plan.firms
    agree(plan)
    if sum(f.start_share for f in firms) > 1.0 + 1e-9:
        raise InputError("firms.*.start_share", [f.start_share for f in firms], "shares that sum to at most 1")
    if customers.rule == "response_curve":
        if len(firms) != 1:
            raise InputError("firms", len(firms), "exactly one firm under customers.rule = response_curve")
        for name in ONLY_WEIGHING:
            if getattr(firms[0], name).on:
                raise InputError(f"firms.0.{name}.on", True, "false under customers.rule = response_curve")
    elif any(firm.save_desk.on for firm in firms):
        raise InputError("firms.*.save_desk.on", True, "false but under customers.rule = response_curve")
    elif customers.choice.considered > max(1, len(firms) - 1) and customers.choice.considered > 3:
        field = "customers.choice.considered"
        most = f"at most the number of other firms, {len(firms) - 1}, or 3"
        raise InputError(field, customers.choice.considered, most)
    return plan
