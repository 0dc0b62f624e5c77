"""All that is assumed of one firm."""

from typing import Annotated, Literal

from pydantic import Field

from tenfold.agents.decisions import ATTRIBUTES
from tenfold.sim.parameters import Parameters, quantity

Level = Annotated[float, Field(ge=0, le=1)]
STEPS = ("inbound", "operations", "outbound", "marketing and sales", "service")


class FirmPlan(Parameters):
    """What one firm offers, spends and decides by."""

    name: str = quantity("firm", "-", None, None, "label")
    price: float = quantity(50.0, "money per unit", 0.01, 1e9, "assumption")
    unit_cost: float = quantity(30.0, "money per unit", 0, 1e9, "assumption: make, deliver and serve one unit")
    budget: float = quantity(2.0, "money per head and period", 0, 1e9, "assumption: acquisition and retention together")
    basis: Literal["market", "head"] = quantity(
        "market", "-", None, None, "market: budget per head of market; head: per head that is wooed or kept"
    )
    retention_share: float = quantity(0.5, "share of the budget", 0, 1, "decided by the policy, or swept")
    advert_share: float = quantity(0.3, "share of acquisition spending", 0, 1, "assumption: the rest buys contacts")
    contact_price: float = quantity(8.0, "money per contact", 1e-6, 1e9, "assumption (p); tuned: reaches 3% a month")
    advert_price: float = quantity(5.0, "money per advert seen", 1e-6, 1e9, "assumption")
    quality: tuple[Level, Level, Level, Level, Level] = quantity(
        (0.72, 0.72, 0.72, 0.72, 0.72), "mean level of " + ", ".join(ATTRIBUTES), None, None, "assumption; audit"
    )
    failure: tuple[Level, Level, Level, Level, Level] = quantity(
        (0.006, 0.006, 0.006, 0.006, 0.006), "failure probability of " + ", ".join(STEPS), None, None,
        "assumption: 3% of deliveries fail somewhere in the chain",
    )  # fmt: skip
    time: float = quantity(0.5, "units per purchase", 0, 1e3, "assumption")
    effort: float = quantity(0.5, "units per purchase", 0, 1e3, "assumption")
    risk: float = quantity(0.5, "units per purchase", 0, 1e3, "assumption")
    delivers: bool = quantity(True, "-", None, None, "whether what was bought is brought")
    promise: float = quantity(0.72, "level", 0, 1, "assumption: promises what it mostly keeps")
    standing: float = quantity(0.0, "-", -1, 1, "neutral: what media, retailers and officials signal")
    loyal_discount: float = quantity(0.0, "share of the price", 0, 1, "off; an instrument of retention")
    loyal_after: int = quantity(12, "periods", 0, 100000, "assumption: tenure from which the discount is given")
    referral_reward: float = quantity(0.0, "money per referral", 0, 1e6, "off; an instrument of acquisition")
    policy: Literal["fixed", "adaptive", "best_response", "equity_test"] = quantity(
        "fixed", "-", None, None, "how the retention share is decided; see agents/firm/policies.py"
    )
    review: int = quantity(6, "periods", 1, 100000, "assumption: how often a policy decides")
    start_share: float = quantity(0.2, "share of customers", 0, 1, "assumption: customers when the market opens")
    known: float = quantity(0.6, "share of customers", 0, 1, "assumption: who knows the firm when the market opens")
    enters: int = quantity(0, "period", 0, 1000000, "in the market from this period on; later: a rival's entry")
