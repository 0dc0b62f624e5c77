"""Volume that goes with the taste for the category: as strongly as said, in every segment, and else as before."""

from typing import Any

import numpy as np
import pytest

from tenfold.agents.customer.birth import Segment
from tenfold.agents.customer.parameters import Customers
from tenfold.agents.customer.volume import Volume
from tenfold.agents.engine import Engine
from tenfold.agents.firm.parameters import FirmPlan
from tenfold.agents.plan import MarketPlan, Plan, check
from tenfold.sim.errors import InputError

TWO = (Segment(name="cool", share=0.5, taste=-4.0, taste_spread=1.0), Segment(name="keen", share=0.5, taste=9.0))


def plan(attachment: float, size: int = 2000, **customers: Any) -> Plan:
    own = {"segments": TWO, "volume": Volume(spread=0.8, attachment=attachment)} | customers
    market = MarketPlan(size=size, periods=2, burn_in=0)
    return Plan(market=market, customers=Customers(**own), firms=(FirmPlan(start_share=0.5),))


@pytest.mark.parametrize("attachment", [-0.6, 0.0, 0.6, 1.0])
def test_the_logarithm_of_volume_is_correlated_with_taste_within_each_segment(attachment: float) -> None:
    c = Engine(plan(attachment), 3).columns
    log = np.log1p(c.extra_volume.astype(np.float64))
    assert log.mean() == pytest.approx(-0.32, abs=0.08) and log.std() == pytest.approx(0.8, abs=0.06)
    for kind in (0, 1):
        rows = c.segment == kind
        assert np.corrcoef(log[rows], c.taste[rows])[0, 1] == pytest.approx(attachment, abs=0.09)


ALIKE = (TWO[0], Segment(taste_spread=0.0, share=0.5))


@pytest.mark.parametrize("given", [{"rule": "response_curve", "segments": (Segment(),)}, {"segments": ALIKE}])
def test_where_tastes_are_alike_a_correlation_is_refused(given: dict[str, Any]) -> None:
    check(plan(0.0, **given))
    with pytest.raises(InputError, match="customers.volume.attachment = 0.6: allowed: 0, where"):
        check(plan(0.6, **given))


def test_uncorrelated_volumes_are_drawn_whatever_the_taste() -> None:
    usual, other = (Engine(plan(0.0, 200, segments=(Segment(taste_spread=x),)), 3).columns for x in (2.0, 0.0))
    assert (usual.extra_volume == other.extra_volume).all() and usual.extra_volume.any()
