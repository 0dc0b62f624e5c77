"""All that is assumed of one firm, mechanism by mechanism."""

from typing import Literal

from tenfold.agents.customer.awareness import Advertising
from tenfold.agents.customer.birth import Entry
from tenfold.agents.customer.choice import Reputation
from tenfold.agents.customer.delivery import Product
from tenfold.agents.customer.value import Access
from tenfold.agents.customer.word_of_mouth import Referral
from tenfold.agents.firm.dates import Dates
from tenfold.agents.firm.gifts import Gifts
from tenfold.agents.firm.pricing import Pricing
from tenfold.agents.firm.recovery import Recovery
from tenfold.agents.firm.spending import Spending
from tenfold.sim.parameters import quantity


class FirmPlan(Entry, Referral, Reputation, Access, Product, Advertising, Spending, Pricing):
    """What one firm offers, spends and decides by."""

    recovery: Recovery = Recovery()
    gifts: Gifts = Gifts()
    dates: Dates = Dates()
    name: str = quantity("firm", "-", None, None, "label")
    policy: Literal["fixed", "adaptive", "best_response", "equity_test"] = quantity(
        "fixed", "-", None, None, "how levers are decided; see agents/firm/policies.py"
    )
    review: int = quantity(6, "periods", 1, 100000, "assumption: how often a policy decides")
