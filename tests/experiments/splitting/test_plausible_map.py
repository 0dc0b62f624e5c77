"""The map of plausible firms: what it hangs on, what rules lose, and how ranges move it."""

import numpy as np
import pytest

from tenfold.experiments.sensitivity import sobol_design
from tenfold.experiments.splitting.plausible import SPACE, solve
from tenfold.experiments.splitting.plausible_map import (
    ClaimMap,
    halves,
    lost,
    make_maps,
    narrower,
    over_ratio,
    share_over_half,
)

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def maps() -> list[ClaimMap]:
    return make_maps(1024, 1, lambda share: None)


def test_indices_are_those_of_the_specification_within_noise(maps: list[ClaimMap]) -> None:
    given, chosen = maps[:2]
    """Budget given: room to save .23/.32, budget .24/.39, ratio .07; budget chosen: room .48/.61, ratio .03."""
    assert given.indices["ratio"].first.mean == pytest.approx(0.07, abs=0.04)
    assert chosen.indices["ratio"].first.mean == pytest.approx(0.03, abs=0.05)
    assert given.indices["room"].first.mean == pytest.approx(0.23, abs=0.06)
    assert chosen.indices["room"].total.mean == pytest.approx(0.61, abs=0.06)
    assert given.indices["budget"].total.mean == pytest.approx(0.39, abs=0.06)


def test_what_is_not_used_explains_nothing(maps: list[ClaimMap]) -> None:
    for m in maps:
        assert m.indices[m.solved.unused].total.mean == 0.0


def test_a_higher_ratio_speaks_for_or_against_retention_by_what_it_means(maps: list[ClaimMap]) -> None:
    edges = np.array([1.0, 2.0, 20.0])
    for m in maps:
        low, high = over_ratio(m.solved, edges)
        assert (high > low) == (m.solved.reading == "one more")


def test_rules_of_two_and_three_questions_lose_less_than_slogans(maps: list[ClaimMap]) -> None:
    for m in maps:
        two, three, first, half, _, ratio = (record.regret for record in m.rules)
        assert three < two < min(first, half, ratio)
        assert all(0 <= record.regret <= record.regret_90 <= 1 for record in m.rules)
        assert np.isnan(m.rules[3].wrong)


def test_the_best_share_loses_nothing_and_a_chosen_budget_never_loses_more() -> None:
    points = sobol_design({name: u.range for name, u in SPACE.items()}, 64, 2)
    solved = solve(points, "average", True)
    at = solved.pays
    assert lost(solved, at, solved.share[at], chooses=True) == pytest.approx(0, abs=1e-6)
    fixed, chosen = (lost(solved, at, np.array(0.8), chooses=c) for c in (False, True))
    assert (chosen <= fixed + 1e-6).all()
    assert fixed.mean() > chosen.mean() > 0.1


def test_ranges_move_the_shares(maps: list[ClaimMap]) -> None:
    low, high = halves(maps[1])["room"]
    whole = maps[1].over_half["5-10"].mean
    assert low < 0.15 < whole < 0.5 < high
    assert narrower(maps[1]).mean == pytest.approx(whole, abs=0.06)


def test_the_interval_counts_blocks() -> None:
    points = sobol_design({name: u.range for name, u in SPACE.items()}, 256, 3)
    solved = solve(points, "average", False)
    everybody = np.ones(solved.share.size, np.bool_)
    single, block = (share_over_half(solved, everybody, size) for size in (1, 10))
    assert single.mean == block.mean == float((solved.share > 0.5).mean())
    assert block.half > 1.3 * single.half  # points of one block resemble one another
