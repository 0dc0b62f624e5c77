"""Closed forms of the best price with add-ons, and of the best swing."""

import numpy as np
import pytest

from tenfold.experiments.price_forms import best_price, best_swing, demand, handed_on
from tenfold.experiments.price_runs import COST, MIDDLE, STEEP

AT = (STEEP, MIDDLE, COST)


def test_the_demand_of_the_free_market() -> None:
    assert MIDDLE == pytest.approx(72.25) and STEEP == pytest.approx(0.0571, abs=1e-4)
    assert demand(MIDDLE, STEEP, MIDDLE) == 0.5
    assert demand(MIDDLE + 1 / STEEP, STEEP, MIDDLE) == pytest.approx(1 / (1 + np.e))


@pytest.mark.parametrize(("add_on", "price"), [(0, 68.8), (5, 66.6), (10, 64.6), (20, 60.9)])
def test_best_core_prices_as_specified(add_on: float, price: float) -> None:
    assert best_price(*AT, add_on) == pytest.approx(price, abs=0.05)


@pytest.mark.parametrize("add_on", [-10.0, 0.0, 7.5, 20.0])
def test_no_other_price_brings_more(add_on: float) -> None:
    best = best_price(*AT, add_on)
    around = best + np.linspace(-30, 30, 6001)
    profit = [(p - COST + add_on) * demand(p, STEEP, MIDDLE) for p in around]
    assert around[int(np.argmax(profit))] == pytest.approx(best, abs=0.011)
    step = best_price(*AT, add_on + 1e-4) - best_price(*AT, add_on - 1e-4)
    assert handed_on(*AT, add_on) == pytest.approx(step / 2e-4, rel=1e-4)


def test_less_than_half_of_what_add_ons_bring_is_handed_on_here() -> None:
    """Means over 5, 5 and 10 money lie between -.36 and -.45, the slope itself between -.34 and -.46."""
    prices = [best_price(*AT, m) for m in (0, 5, 10, 20)]
    assert np.diff(prices) / (5, 5, 10) == pytest.approx([-0.435, -0.406, -0.367], abs=1e-3)
    assert [handed_on(*AT, m) for m in (0, 20)] == pytest.approx([-0.451, -0.344], abs=1e-3)


@pytest.mark.parametrize("lift", [0.0, 0.75, -1.5])
def test_the_best_swing_is_none_without_a_season_and_grows_with_it(lift: float) -> None:
    swing = best_swing(68.0, *AT, lift, 0.25)
    assert swing == pytest.approx(0, abs=1e-4) if lift == 0 else swing * lift > 0

    def profit(s: float) -> float:
        high, low = 68 * (1 + 0.75 * s), 68 * (1 - 0.25 * s)
        tides = (demand(high, STEEP, MIDDLE + 0.75 * lift / STEEP), demand(low, STEEP, MIDDLE - 0.25 * lift / STEEP))
        return 0.25 * (high - COST) * tides[0] + 0.75 * (low - COST) * tides[1]

    assert max(profit(swing + d) for d in (-0.02, 0.02)) < profit(swing)
