"""Points drawn over what a planner does not know: factors over bands, and how customers leave by blocks."""

import numpy as np
import pytest

from tenfold.experiments.planner.draws import BLOCK, Draws, draws
from tenfold.experiments.planner.foreseen import Foreseen, foresee
from tenfold.experiments.planner.market import BANDS, CohortMarket
from tenfold.experiments.planner.tested import weighed
from tenfold.experiments.planner.unknowns import drawn
from tenfold.experiments.scenario import compose
from tenfold.sim.groups import varied

SHARES = np.array([0.0, 0.3, 0.6, 1.0])
PLAN = compose(None, ["market=from_cohort", "market.start_share=0.3", "market.periods=11"]).plan()


def market(*given: str) -> CohortMarket:
    found = compose(None, ["market=from_cohort", *given]).market
    assert isinstance(found, CohortMarket)
    return found


def test_factors_lie_in_their_bands_and_each_block_has_its_own_way_to_leave() -> None:
    own = market()
    found = draws(own, 128)
    assert found.points == 128 and found.leaving.shape == (4, 2)
    for name, (low, high) in own.bands.items():
        assert found.factors[name].shape == (128,)
        assert low <= found.factors[name].min() and found.factors[name].max() <= high
    again = draws(own, 128)
    assert (again.leaving == found.leaving).all()
    assert all((again.factors[name] == x).all() for name, x in found.factors.items())
    assert list(found.unknown) == [*BANDS, "leaving"]


def test_of_how_customers_leave_churn_and_difference_are_unknown() -> None:
    found = Draws({}, np.array([[1.0, 3.0], [2.0, 2.0]])).unknown["leaving"]
    assert found.shape == (64, 2)
    assert found[[0, 31]] == pytest.approx(np.log([[1 / 3, 4.0]] * 2))
    assert found[[32, 63]] == pytest.approx(np.log([[1.0, 4.0]] * 2))


@pytest.mark.parametrize("points", [0, 16, 100])
def test_points_fill_blocks(points: int) -> None:
    with pytest.raises(ValueError, match="needs a multiple of 32"):
        draws(market(), points)


@pytest.mark.parametrize("anew", [True, False])
def test_every_block_is_foreseen_by_its_own_way_to_leave(anew: bool) -> None:
    plan = varied(PLAN, {"customers.response.anew": anew})
    leaving = np.array([[0.7, 1.2], [3.0, 20.0]])
    factors = drawn({name: (0.6, 1.4) for name in BANDS}, 2 * BLOCK)
    found = foresee(plan, SHARES, Draws(factors, leaving))
    for k, (alpha, beta) in enumerate(leaving):
        here = slice(k * BLOCK, (k + 1) * BLOCK)
        like = varied(plan, {"customers.response.alpha": float(alpha), "customers.response.beta": float(beta)})
        alone = foresee(like, SHARES, {name: x[here] for name, x in factors.items()})
        for name in Foreseen._fields:
            assert getattr(found, name)[here] == pytest.approx(getattr(alone, name), rel=1e-12)
    assert found.profit[:BLOCK].mean() < found.profit[BLOCK:].mean() - 10.0  # of them fewer leave


def test_every_market_can_have_shares_of_its_own() -> None:
    factors = {"conversion": np.linspace(0.5, 2.0, 40)}
    both = foresee(PLAN, SHARES, factors).profit
    own = np.where(np.arange(40)[:, None] % 2, SHARES, SHARES[::-1])
    found = foresee(PLAN, own, factors).profit
    assert (found[1::2] == both[1::2]).all() and (found[::2] == both[::2, ::-1]).all()


def test_points_are_taken_as_often_as_they_are_likely() -> None:
    points = drawn({"a": (1.0, 2.0), "b": (1.0, 2.0)}, 4096, even=("a", "b"))
    weight = 3.0 * points["a"]  # its density on 1 .. 2 is then e^(3 a), of mean 2 - 1/3 + 1 / (e^3 - 1)
    found = weighed(points, weight, 1024).factors
    assert found["a"].mean() == pytest.approx(2 - 1 / 3 + 1 / (np.exp(3) - 1), abs=0.005)
    assert found["b"].mean() == pytest.approx(1.5, abs=0.01)
    for x in found.values():  # also any block of points that follow each other is one of them all
        assert x.reshape(-1, 32).mean(axis=1).std() < 0.06
    assert (weighed(points, weight - 5000.0, 1024).factors["a"] == found["a"]).all()


def test_a_field_test_narrows_what_it_tested_and_nothing_else() -> None:
    given = ["market.contact_test.contacted=20000", "market.contact_test.contacts=1",
             "market.contact_test.joined=1200", "market.contact_test.control=20000",
             "market.contact_test.control_joined=0"]  # fmt: skip
    before, after = draws(market(), 256), draws(market(*given), 256)
    assert after.factors["conversion"].std() < 0.5 * before.factors["conversion"].std()
    assert np.median(0.05 * after.factors["conversion"]) == pytest.approx(0.065, abs=0.01)  # of saturating contacts
    assert after.factors["budget"].std() == pytest.approx(before.factors["budget"].std(), rel=0.2)
    assert (after.leaving == before.leaving).all()


def test_how_customers_leave_is_as_open_as_the_table_leaves_it() -> None:
    few, many = (draws(market(f"market.cohort_size={size}"), 2048) for size in (200, 20_000))
    assert few.leaving.shape == (64, 2)
    spread = [np.log(each.leaving).std(axis=0) for each in (few, many)]
    assert spread[0] == pytest.approx(10 * spread[1], rel=0.35)
    assert np.median(many.leaving, axis=0) == pytest.approx([0.704, 1.182], rel=0.03)
    assert np.ptp(draws(market(), 2048).leaving, axis=0).max() == 0.0  # percentages alone say nothing of it
