"""The plausible space: both readings of the cost ratio, and the best split at drawn points."""

import numpy as np
import pytest

from tenfold.agents.firm.curves import Curve, contact_steepness, response_rate
from tenfold.experiments.sensitivity import sobol_design
from tenfold.experiments.splitting.plausible import READINGS, SPACE, markets_at, solve

POINTS = sobol_design({name: unknown.range for name, unknown in SPACE.items()}, 1024, 1)


def test_the_average_is_that_of_the_reference_cost() -> None:
    m = markets_at(POINTS, "average")
    for k in range(0, 10_000, 1999):
        keep = Curve(float(m.keep_floor[k]), float(m.keep_ceiling[k]), float(m.keep_steepness[k]))
        expected = contact_steepness(float(POINTS["ratio"][k]), float(m.win_ceiling[k]), keep)
        assert m.win_steepness[k] == pytest.approx(expected)


def test_one_more_is_the_cost_of_one_more_at_half_effect_over_that_of_one_more_kept() -> None:
    m = markets_at(POINTS, "one more")
    for k in range(0, 10_000, 1999):
        cost, curves = [], np.array(m)[:, k]
        for floor, ceiling, steepness in (curves[:3], curves[3:]):
            half, step = np.log(2) / steepness, 1e-4 / steepness
            assert response_rate(half, floor, ceiling, steepness) == pytest.approx((floor + ceiling) / 2)
            more = response_rate(half + step, floor, ceiling, steepness)
            cost.append(step / (more - response_rate(half, floor, ceiling, steepness)))
        assert cost[0] / cost[1] == pytest.approx(POINTS["ratio"][k], rel=1e-3)


# Of the whole space, at ratios: all, 5 to 10, below 2, above 10. Recomputed for the specification on a grid of shares.
GIVEN = {"average": (0.39, 0.30, 0.58, 0.27), "one more": (0.46, 0.54, 0.26, 0.59)}
CHOSEN = {"average": (0.41, 0.375, 0.46, 0.39), "one more": (0.665, 0.74, 0.48, 0.83)}


@pytest.mark.parametrize("reading", READINGS)
@pytest.mark.parametrize("free", [False, True])
def test_share_of_firms_for_which_retention_deserves_more_than_half(reading: str, free: bool) -> None:
    solved = solve(POINTS, reading, free)  # type: ignore[arg-type]
    ratio, among = POINTS["ratio"], solved.pays if free else np.ones(solved.pays.size, np.bool_)
    parts = (among, among & (ratio >= 5) & (ratio <= 10), among & (ratio < 2), among & (ratio > 10))
    found = [float((solved.share[part] > 0.5).mean()) for part in parts]
    assert found == pytest.approx((CHOSEN if free else GIVEN)[reading], abs=0.03)


def test_who_does_not_pay_is_marked() -> None:
    given, chosen = (solve(POINTS, "one more", free) for free in (False, True))
    assert (given.pays == (given.best.profit > 0)).all()
    assert (chosen.pays == (chosen.best.budget > 0)).all()
    assert 0.2 < 1 - chosen.pays.mean() < 0.35
    assert np.isfinite(chosen.share).all()
    assert np.isnan(chosen.best.share[~chosen.pays]).all()


def test_the_margin_moves_no_split_of_a_given_budget_and_a_drawn_budget_none_of_a_chosen_one() -> None:
    for free in (False, True):
        solved = solve(POINTS, "average", free)
        other = solve({**POINTS, solved.unused: 2 * POINTS[solved.unused]}, "average", free)
        assert np.array_equal(solved.share, other.share)
