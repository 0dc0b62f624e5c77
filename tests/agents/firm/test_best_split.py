"""The best split and the best budget against published cells, brute force, and the theory of an optimum."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenfold.agents.firm.curves import Curve, Curves, contact_steepness, response_slope
from tenfold.agents.firm.many_markets import Best, Markets, best_at, best_budgets, best_of, best_with, customers_at
from tenfold.agents.firm.steady_state import best_share, settled_customers

MARGIN = 20.0

# Best budget and share at margin 20, ca = .3, cr = .95, kr = .3, on a grid of .05 and .01: (ratio, r0) -> b*, s*.
CELLS: dict[tuple[float, float], tuple[float, float]] = {
    (5, 0.8): (3.95, 0.61), (10, 0.8): (5.15, 0.55), (5, 0.6): (5.65, 0.71), (10, 0.6): (6.9, 0.65),
    (20, 0.8): (6.7, 0.50), (5, 0.9): (1.65, 0.09), (10, 0.9): (2.85, 0.20),
}  # fmt: skip


def cell(ratio: float, base: float, organic: float = 0.0) -> Curves:
    retention = Curve(base, 0.95, 0.3)
    return Curves(Curve(organic, 0.3, contact_steepness(ratio, 0.3, retention)), retention)


def many(*curves: Curves) -> Markets:
    return Markets(*np.array([[*c.acquisition, *c.retention] for c in curves]).T)


def first(best: Best) -> list[float]:
    return [float(field[0]) for field in best]


markets = st.builds(
    lambda a0, a1, ka, r0, r1, kr: Curves(Curve(a0, a0 + a1, ka), Curve(r0, r0 + r1, kr)),
    st.sampled_from([0.0, 0.02, 0.3]), st.floats(0.01, 0.6), st.floats(0.01, 10),
    st.floats(0, 0.7), st.floats(0, 0.29), st.floats(0, 10),
)  # fmt: skip


@pytest.mark.parametrize(("ratio", "base"), CELLS)
def test_best_budget_and_share_of_the_named_cells(ratio: float, base: float) -> None:
    budget, share = CELLS[ratio, base]
    best = best_of(cell(ratio, base), MARGIN)
    assert best.budget[0] == pytest.approx(budget, abs=0.0251)
    assert best.share[0] == pytest.approx(share, abs=0.0101)


@pytest.mark.parametrize(("ratio", "base"), CELLS)
def test_at_the_best_budget_one_more_customer_costs_what_they_are_worth(ratio: float, base: float) -> None:
    curves = cell(ratio, base)
    share, budget, n, to_win, to_keep, profit, value = first(best_of(curves, MARGIN))
    assert 1 / response_slope(to_win, *curves.acquisition) == pytest.approx(value, rel=1e-9)
    assert 1 / response_slope(to_keep, *curves.retention) == pytest.approx(value, rel=1e-9)
    assert profit == pytest.approx(MARGIN * n - budget)
    assert n == pytest.approx(float(settled_customers(curves, budget, share)), abs=1e-12)


def test_how_many_of_18_cells_deserve_more_than_half_hangs_on_the_budget() -> None:
    cells = many(*(cell(rho, r0, a0) for rho in (5, 7, 10) for r0 in (0.6, 0.8, 0.9) for a0 in (0.0, 0.02)))
    counts = [int((best_at(cells, b, MARGIN).share > 0.5).sum()) for b in (1, 2, 4, 8)]
    assert counts == [1, 1, 14, 18]


@given(markets, st.floats(0.01, 20))
def test_no_share_of_the_budget_keeps_more_customers(curves: Curves, budget: float) -> None:
    share, _, n, *_ = first(best_at(many(curves), budget, MARGIN))
    on_grid = settled_customers(curves, budget, np.linspace(0, 1, 201))
    assert n >= on_grid.max() - 1e-12
    if share == share:  # not where money moves nothing
        assert n == pytest.approx(float(settled_customers(curves, budget, share)), abs=1e-12)
        assert share == pytest.approx(best_share(curves, budget), abs=1e-12)


@given(markets, st.floats(-1, 60))
def test_no_budget_earns_more(curves: Curves, margin: float) -> None:
    best = best_with(many(curves), margin)
    budgets = np.append(np.geomspace(1e-3, 60, 25), best.budget)
    rivals = [margin * settled_customers(curves, b, np.linspace(0, 1, 41)).max() - b for b in budgets]
    assert best.profit[0] >= max(rivals) - 1e-9


@given(markets, st.floats(1, 60), st.floats(0, 1))
def test_the_best_budget_for_a_share_that_is_not_the_best(curves: Curves, margin: float, share: float) -> None:
    point = many(curves)
    budget = best_budgets(point, share, margin)
    earned = margin * customers_at(point, budget, share) - budget
    around = np.append(np.geomspace(1e-3, 60, 25), budget * [[0.98], [1.02]])
    assert earned >= (margin * customers_at(point, around, share) - around).max() - 1e-9
    assert earned <= best_with(point, margin).profit + 1e-9


def test_corners() -> None:
    sticky = Curve(0.9, 0.95, 0.3)
    dear, organic = Curves(Curve(0.02, 0.3, 1e-4), sticky), Curves(Curve(0.02, 0.02, 0.0), sticky)
    assert best_at(many(dear, organic), 2.0, MARGIN).share.tolist() == [1.0, 1.0]
    assert best_at(many(cell(10, 0.9)), 2.0, MARGIN).share.tolist() == [0.0]
    nobody_comes = Curves(Curve(0.0, 0.0, 1.0), sticky)
    unmoved = Curves(Curve(0.02, 0.3, 0.0), Curve(0.9, 0.95, 0.0))
    at_rest = best_at(many(nobody_comes, unmoved, cell(5, 0.8)), [2.0, 2.0, 0.0], MARGIN)
    assert np.isnan(at_rest.share).all()
    assert at_rest.customers.tolist() == pytest.approx([0.0, 0.02 / 0.12, 0.0])
    nobody_leaves = Curves(Curve(0.0, 0.3, 0.1), Curve(1.0, 1.0, 0.0))
    assert best_at(many(nobody_leaves), 2.0, MARGIN).customers.tolist() == [1.0]


def test_a_business_that_does_not_pay_spends_nothing() -> None:
    poor = best_with(many(cell(20, 0.6), cell(20, 0.6, 0.02)), 2.0)
    assert poor.budget.tolist() == [0.0, 0.0]
    assert np.isnan(poor.share).all()
    assert poor.profit.tolist() == pytest.approx([0.0, 2 * 0.02 / 0.42])
    assert best_budgets(many(cell(20, 0.6)), 0.5, 2.0).tolist() == [0.0]


def test_many_points_are_as_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tenfold.agents.firm.many_markets._CHUNK", 2)
    ratios = (1.0, 2.0, 5.0, 10.0, 20.0)
    together = best_with(many(*(cell(rho, 0.8) for rho in ratios)), MARGIN)
    assert together.share.tolist() == [best_of(cell(rho, 0.8), MARGIN).share[0] for rho in ratios]


@pytest.mark.parametrize(
    ("changes", "budget", "margin", "named"),
    [({"keep_floor": 0.96}, 2, 20, "keeping"), ({"win_steepness": np.inf}, 2, 20, "winning"),
     ({}, -1, 20, "budget"), ({}, 2, np.nan, "margin")],
)  # fmt: skip
def test_impossible_markets_are_refused(changes: dict[str, float], budget: float, margin: float, named: str) -> None:
    impossible = many(cell(5, 0.8))._replace(**{name: np.array([value]) for name, value in changes.items()})
    with pytest.raises(ValueError, match=named):
        best_at(impossible, budget, margin)
    with pytest.raises(ValueError, match="share"):
        customers_at(many(cell(5, 0.8)), 2.0, 1.5)
