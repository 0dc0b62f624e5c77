"""Who customers are at birth: means, spreads and shares as their segments and firms say, none hanging on another.

Seeds are fixed; where chance decides, all comparisons together would fail a correct market once in a million.
"""

from typing import Any

import numpy as np
import pytest
from scipy.stats import norm

from tenfold.agents.customer.birth import Segment
from tenfold.agents.customer.expectation import Expectation
from tenfold.agents.customer.value import Value
from tenfold.agents.customer.volume import Volume
from tenfold.agents.engine import Engine
from tenfold.agents.firm.parameters import FirmPlan
from tests.agents.placed import made

SIZE, Z = 2500, float(norm.isf(1e-6 / 200))
POOR = Segment(
    name="poor", share=0.3, weights=(0.6, 0.1, 0.1, 0.1, 0.1), weight_spread=0.2, income=100.0, income_spread=0.2,
    taste=-2.0, taste_spread=0.5, time_price=1.0, effort_price=2.0, risk_price=3.0, access=0.25,
)  # fmt: skip
RICH = Segment(
    name="rich", share=0.7, weights=(0.1, 0.1, 0.1, 0.1, 0.6), weight_spread=0.4, income=900.0, income_spread=0.6,
    taste=1.0, taste_spread=1.5, time_price=7.0, effort_price=8.0, risk_price=9.0, access=0.75,
)  # fmt: skip
SHARES, KNOWN = (0.1, 0.3, 0.2), (0.2, 0.9, 0.5)


@pytest.fixture(scope="module")
def engine() -> Engine:
    firms = tuple(FirmPlan(start_share=s, known=k) for s, k in zip(SHARES, KNOWN, strict=True))
    value = Value(fetch=5.0, fetch_time=2.0, fetch_effort=1.0, courier=30.0, forgo=60.0)
    prior = Expectation(prior=0.6, prior_spread=0.05)
    volume = Volume(spread=0.4)
    return Engine(made(firms, SIZE, segments=(POOR, RICH), value=value, expectation=prior, volume=volume), 1)


def near(values: Any, mean: float, sd: float) -> None:
    """Compare mean and standard deviation of independent draws with what they are to be."""
    numbers = np.asarray(values, float)
    assert abs(numbers.mean() - mean) < Z * sd / np.sqrt(numbers.size)
    assert abs(numbers.std() / sd - 1) < Z / np.sqrt(2 * numbers.size)


def share(flags: Any, expected: float) -> None:
    """Compare how many have something with what their share is to be."""
    assert abs(np.mean(flags) - expected) < Z * np.sqrt(expected * (1 - expected) / np.size(flags))


@pytest.mark.parametrize("number", [0, 1])
def test_members_of_a_segment_are_drawn_around_it(engine: Engine, number: int) -> None:
    c, own = engine.columns, (POOR, RICH)[number]
    rows = c.segment == number
    share(rows, own.share)
    near(np.log(c.income[rows]), np.log(own.income) - own.income_spread**2 / 2, own.income_spread)
    near(c.taste[rows], own.taste, own.taste_spread)
    assert [set(price[rows].tolist()) for price in c.burden] == [{own.time_price}, {own.effort_price}, {own.risk_price}]
    assert c.weight[:, rows].sum(axis=0) == pytest.approx(1.0, abs=1e-6)
    for a in range(1, 5):  # the sum they are divided by cancels
        ratio = np.log(c.weight[a, rows] / c.weight[0, rows])
        near(ratio, np.log(own.weights[a] / own.weights[0]), own.weight_spread * np.sqrt(2))
    fetching = 5.0 + 2.0 * own.time_price + own.effort_price
    assert set(c.undelivered[rows].tolist()) <= {min(fetching, 30.0), 30.0}
    share(c.undelivered[rows] == fetching, own.access)


def test_firms_begin_with_their_shares_and_are_known_as_they_say(engine: Engine) -> None:
    c = engine.columns
    for f in range(3):
        share(c.firm == f + 1, SHARES[f])
        own = c.firm == f + 1
        assert ((c.aware[own] >> f) & 1).all()
        share((c.aware[~own] >> f) & 1, KNOWN[f])
    has = c.firm > 0
    assert (c.tenure == has).all() and (c.purchases == has).all() and not c.spell.any()
    assert engine.books.present.tolist() == np.bincount(c.firm, minlength=4)[1:].tolist()


def test_each_firm_is_guessed_at_by_itself_and_all_its_attributes_alike(engine: Engine) -> None:
    guesses = engine.columns.expectation
    assert (guesses == guesses[:, :1]).all()
    for f in range(3):
        near(guesses[f, 0], 0.6, 0.05)


def test_volumes_are_spread_around_one_unit(engine: Engine) -> None:
    near(np.log1p(engine.columns.extra_volume.astype(float)), -0.08, 0.4)


def test_no_trait_hangs_on_another(engine: Engine) -> None:
    c = engine.columns
    rows = c.segment == 1
    traits = np.array([
        np.log(c.income[rows]), c.taste[rows], *np.log(c.weight[1:, rows] / c.weight[0, rows]),
        *c.expectation[:, 0, rows], c.firm[rows] == 2, c.undelivered[rows],
        np.log1p(c.extra_volume[rows].astype(float)),
    ], float)  # fmt: skip
    expected = np.eye(len(traits))
    expected[2:6, 2:6] = 0.5 + 0.5 * np.eye(4)  # four ratios to the same weight
    assert np.abs(np.corrcoef(traits) - expected).max() < Z / np.sqrt(rows.sum())
