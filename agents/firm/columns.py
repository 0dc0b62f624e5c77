"""Firms as the compiled stages read them: a number of each firm in one array."""

import numpy as np

from tenfold.agents.customer.delivery import chain_failure
from tenfold.agents.firm.conduct import cents
from tenfold.agents.plan import Plan
from tenfold.agents.state import Firms
from tenfold.sim.jit import f4


def new_firms(plan: Plan) -> Firms:
    """Lay out the firms of a plan; what changes from period to period starts at 0."""
    firms, count = plan.firms, len(plan.firms)
    price = [cents(f.price) for f in firms]
    discount = [cents(f.price * f.loyal_discount) for f in firms]
    lift = plan.customers.word.referral_response

    def zero() -> np.ndarray[tuple[int], np.dtype[np.float32]]:
        return np.zeros(count, np.float32)

    return Firms(
        price=np.array(price, f4) / f4(100.0),
        price_cents=np.array(price, np.int64),
        cost_cents=np.array([cents(f.unit_cost) for f in firms], np.int64),
        discount=np.array(discount, f4) / f4(100.0),
        discount_cents=np.array(discount, np.int64),
        discount_after=np.array([f.loyal_after for f in firms], np.int32),
        reward_cents=np.array([cents(f.referral_reward) for f in firms], np.int64),
        quality=np.array([f.quality for f in firms], f4),
        failure=np.array([chain_failure(f.failure) for f in firms], f4),
        effort=np.array([[f.time for f in firms], [f.effort for f in firms], [f.risk for f in firms]], f4),
        delivers=np.array([f.delivers for f in firms], np.uint8),
        promise=np.array([f.promise for f in firms], f4),
        standing=np.array([f.standing for f in firms], f4),
        enters=np.array([f.enters for f in firms], np.int32),
        budget=np.array([f.budget for f in firms], np.float64),
        share=np.array([f.retention_share for f in firms], np.float64),
        per_head=np.array([f.basis == "head" for f in firms], np.uint8),
        advert_share=np.array([f.advert_share for f in firms], np.float64),
        contact_price=np.array([f.contact_price for f in firms], np.float64),
        advert_price=np.array([f.advert_price for f in firms], np.float64),
        active=np.zeros(count, np.uint8),
        contact_reach=zero(),
        advert_reach=zero(),
        care=zero(),
        keep=zero(),
        convert=zero(),
        talk_lift=np.array([f.referral_reward * lift for f in firms], f4),
        gain=zero(),
        gain_loyal=zero(),
    )
