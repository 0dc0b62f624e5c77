"""All that is assumed of one firm, mechanism by mechanism."""

from typing import Literal

from tenfold.agents.customer.awareness import Advertising
from tenfold.agents.customer.birth import Entry
from tenfold.agents.customer.choice import Reputation
from tenfold.agents.customer.delivery import Product
from tenfold.agents.customer.points import Programme
from tenfold.agents.customer.suggestion import Adoption
from tenfold.agents.customer.ties import Bonding
from tenfold.agents.customer.value import Access
from tenfold.agents.customer.word_of_mouth import Referral
from tenfold.agents.firm.add_ons import AddOns
from tenfold.agents.firm.calls import Calls
from tenfold.agents.firm.cash import Cash
from tenfold.agents.firm.chain import Chain
from tenfold.agents.firm.dates import Dates
from tenfold.agents.firm.firing import Firing
from tenfold.agents.firm.gifts import Gifts
from tenfold.agents.firm.investing import Investing
from tenfold.agents.firm.overhead import Overhead
from tenfold.agents.firm.personal import Knowing
from tenfold.agents.firm.planning import Planning
from tenfold.agents.firm.pricing import Pricing
from tenfold.agents.firm.recovery import Recovery
from tenfold.agents.firm.reliability import Reliability
from tenfold.agents.firm.research import Research
from tenfold.agents.firm.save_desk import SaveDesk
from tenfold.agents.firm.spending import Spending
from tenfold.agents.firm.staff import Staff
from tenfold.agents.firm.supply import Supply
from tenfold.agents.firm.targeting import Targeting
from tenfold.sim.parameters import quantity


class FirmPlan(
    Programme, Bonding, Knowing, Entry, Referral, Reputation, Access, Product, Advertising, Spending, Pricing, Overhead
):
    """What one firm offers, spends and decides by."""

    recovery: Recovery = Recovery()
    add_ons: AddOns = AddOns()
    adoption: Adoption = Adoption()
    targeting: Targeting = Targeting()
    firing: Firing = Firing()
    calls: Calls = Calls()
    reliability: Reliability = Reliability()
    gifts: Gifts = Gifts()
    dates: Dates = Dates()
    planning: Planning = Planning()
    investing: Investing = Investing()
    cash: Cash = Cash()
    supply: Supply = Supply()
    staff: Staff = Staff()
    chain: Chain = Chain()
    research: Research = Research()
    save_desk: SaveDesk = SaveDesk()
    name: str = quantity("firm", "-", None, None, "label")
    policy: Literal[
        "fixed", "adaptive", "best_response", "equity_test", "departments", "momentum", "integrated", "staged", "greedy"
    ] = quantity(
        "fixed", "-", None, None, "how levers are decided; see agents/firm/policies.py"
    )
    review: int = quantity(6, "periods", 1, 100000, "assumption: how often a policy decides")
