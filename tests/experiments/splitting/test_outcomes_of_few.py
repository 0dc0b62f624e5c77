"""Outcomes of markets with hardly anybody in them: what cannot be known is said to be unknown."""

import math

from tenfold.agents.plan import Plan
from tenfold.experiments.splitting.outcomes import play
from tenfold.sim.groups import varied


def test_customers_who_all_came_in_the_last_period_have_no_known_value() -> None:
    response = {"customers.rule": "response_curve", "market.size": 200, "market.periods": 1, "market.burn_in": 0}
    found = play((varied(Plan(), {**response, "firms.0.start_share": 0.0}), 0))
    assert found.customers > 0
    assert math.isnan(found.retention) and math.isnan(found.equity)


def test_a_firm_without_customers_is_worth_nothing() -> None:
    nobody = {"customers.rule": "response_curve", "market.size": 200, "market.periods": 1, "market.burn_in": 0}
    found = play((varied(Plan(), {**nobody, "firms.0.start_share": 0.0, "firms.0.budget": 0.0}), 0))
    assert (found.customers, found.equity) == (0.0, 0.0)
