"""The best share from an empty market, by a loop over periods that shares nothing with the code."""

import math

import numpy as np
import pytest

from tenfold.agents.firm.parameters import FirmPlan
from tenfold.agents.plan import MarketPlan, Plan
from tenfold.experiments.five_to_ten import closed_form
from tenfold.experiments.splitting.markets import curves_of, response_plan


def worth(share: float, ratio: float, base: float, floor: float, discount: float, periods: int) -> float:
    """Sum discounted profit: price 50, cost 30, 2 money a head; the curves of the defaults.

    In the first period nobody is there to keep, so that the retention share of the budget is not spent.
    """
    keep = 0.3
    steep = 2 * math.log(2) / (0.3 * ratio * (math.log(2) / keep) / ((base + 0.95) / 2))
    n, total = 0.0, 0.0
    for t in range(periods):
        joins = floor + (0.3 - floor) * (1 - math.exp(-steep * (1 - share) * 2 / (1 - n)))
        stays = base + (0.95 - base) * (1 - math.exp(-keep * share * 2 / n)) if n else 0.0
        spent = 2.0 if n else 2.0 * (1 - share)
        n = n * stays + (1 - n) * joins
        total += (20 * n - spent) / (1 + discount) ** t
    return total


@pytest.mark.parametrize(
    ("ratio", "base", "floor", "discount", "periods"),
    [(1.0, 0.9, 0.0, 0.01, 60), (5.0, 0.6, 0.02, 0.0, 40), (1.0, 0.9, 0.0, 0.5, 60), (2.0, 0.8, 0.0, 0.05, 6),
     (10.0, 0.8, 0.02, 0.01, 60)],
)  # fmt: skip
def test_the_share_with_most_discounted_profit(
    ratio: float, base: float, floor: float, discount: float, periods: int
) -> None:
    plan = Plan(market=MarketPlan(periods=periods, burn_in=1, discount=discount), firms=(FirmPlan(),))
    by_hand = [worth(k / 100, ratio, base, floor, discount, periods) for k in range(101)]
    found = closed_form.best_from_empty(plan, curves_of(plan, ratio, base, floor))
    assert found == pytest.approx(np.argmax(by_hand) / 100)


def test_the_loop_is_what_the_market_does_from_empty() -> None:
    plan = Plan(market=MarketPlan(size=4000, periods=20, burn_in=1, discount=0.3), firms=(FirmPlan(),))
    curves = curves_of(plan, 1.0, 0.9, 0.0)
    for share in (0.2, 0.6):
        profit = [closed_form.play((response_plan(plan, curves, share, 0.0), seed)).profit for seed in range(4)]
        assert np.mean(profit) == pytest.approx(worth(share, 1.0, 0.9, 0.0, 0.3, 20), rel=0.02)


@pytest.mark.parametrize("step", [0.01, 0.05, 0.25, 0.5])
def test_a_grid_goes_from_none_to_all(step: float) -> None:
    found = closed_form.grid(step)
    assert found[0] == 0.0 and found[-1] == 1.0
    assert np.diff(found) == pytest.approx(step)
