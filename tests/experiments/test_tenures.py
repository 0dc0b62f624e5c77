"""Customers who have been there for a while when the market opens: who is still there is not who joined."""

import numpy as np
import pytest

from tenfold.agents.customer.hazard import Hazard, founder_table, founders, hazards
from tenfold.agents.plan import Plan
from tenfold.agents.replay import engine_for
from tenfold.experiments.cohorts.path import expected_path
from tenfold.experiments.cohorts.sbg import survival
from tenfold.experiments.planner.foreseen import foresee
from tenfold.experiments.planner.runs import as_foreseen, simulate
from tenfold.experiments.scenario import compose
from tenfold.experiments.splitting.outcomes import Outcome
from tenfold.sim.errors import InputError
from tenfold.sim.groups import varied

ALPHA, BETA = 0.704, 1.182
TENURES = (5.0, 0.0, 3.0, 0.0, 0.0, 0.0, 0.0, 2.0)


def kept(periods: int) -> np.ndarray:
    """Give who of the mixture is left after 0, 1, 2, ... periods, by the survival of each tenure."""
    t = np.arange(periods + 1)
    weights = np.array(TENURES) / sum(TENURES)
    return sum(p * survival(ALPHA, BETA, c + t) / survival(ALPHA, BETA, c) for c, p in enumerate(weights))


def test_founders_leave_as_those_who_stayed_so_long() -> None:
    theta = founder_table(ALPHA, BETA, TENURES).astype(float)
    for t, share in enumerate(kept(6)):
        assert ((1 - theta) ** t).mean() == pytest.approx(share, abs=2e-4)


def test_of_a_single_tenure_the_table_is_that_of_its_own_distribution() -> None:
    single = founder_table(ALPHA, BETA, (0.0, 0.0, 1.0))
    assert np.abs(single - hazards(Hazard(heterogeneity="beta", alpha=ALPHA, beta=BETA + 2))).max() < 2e-5


def test_without_tenures_founders_are_as_everybody() -> None:
    of = Hazard(heterogeneity="beta")
    assert founders(of) is hazards(of)


@pytest.mark.parametrize("anew", [True, False])
def test_the_mean_path_without_spending_is_the_survival_of_the_mixture(anew: bool) -> None:
    none = (0.0, 0.5, 1.0)
    path = expected_path(ALPHA, BETA, none, none, 0.0, 0.5, 0.3, 12, anew, TENURES)
    assert path == pytest.approx(0.3 * kept(12), abs=1e-12)


def test_a_person_who_keeps_their_propensity_brings_it_back() -> None:
    """All leave and join at once, so everybody's mean propensity is that of all people, founders' and others'."""
    join = (1.0, 1.0, 0.0)
    path = expected_path(ALPHA, BETA, join, (0.0, 0.5, 1.0), 0.0, 0.5, 0.4, 1, False, (0.0, 0.0, 0.0, 1.0))
    gone = 0.4 * ALPHA / (ALPHA + BETA + 3)
    assert path[1] == pytest.approx(1 - gone, abs=1e-12)
    longer = expected_path(ALPHA, BETA, join, (0.0, 0.5, 1.0), 0.0, 0.5, 0.4, 2, False, (0.0, 0.0, 0.0, 1.0))
    stay = 0.4 * (BETA + 3) / (ALPHA + BETA + 3)
    back = 0.4 - stay  # founders who have left and are won back at the end of the second period
    second = 0.4 * ALPHA / (ALPHA + BETA + 3) * (BETA + 3) / (ALPHA + BETA + 4) + 0.6 * ALPHA / (ALPHA + BETA)
    assert longer[2] == pytest.approx(1 - gone + back - second, abs=1e-12)


def market(*more: str) -> Plan:
    plan = compose("five_to_ten", ["market=from_cohort", "market.start_share=0.4", "market.periods=12", *more]).plan()
    return varied(plan, {"customers.response.tenures": TENURES, "market.size": 4000, "firms.0.policy": "fixed"})


def test_simulated_founders_are_left_as_the_mixture() -> None:
    alone = varied(market(), {"market.periods": 10, "market.burn_in": 0, "firms.0.budget": 0.0,
                              "firms.0.start_share": 1.0})  # fmt: skip
    played = [engine_for(alone, seed).run().record.founders[:, 0] / alone.market.size for seed in range(8)]
    left = np.column_stack([np.ones(8), np.array(played)])
    assert as_foreseen(left[:, 1:].T, kept(10)[1:])
    assert not as_foreseen(left[:, 1:].T, survival(ALPHA, BETA, np.arange(1, 11)))


@pytest.mark.parametrize("anew", [True, False])
def test_simulated_profit_is_as_foreseen(anew: bool) -> None:
    plan = varied(market("market.join_ceiling=0.1"), {"customers.response.anew": anew})
    shares = np.array([0.0, 0.5, 1.0])
    profit = simulate(plan, shares, 8)[Outcome._fields.index("profit")]
    assert as_foreseen(profit, foresee(plan, shares).profit[0])
    new = varied(plan, {"customers.response.tenures": ()})
    assert not as_foreseen(profit, foresee(new, shares).profit[0])


def test_tenures_of_nobody_are_refused() -> None:
    with pytest.raises(InputError, match=r"customers\.response\.tenures.*more than 0"):
        compose(None, ["customers.response.tenures=[0,0]"])
