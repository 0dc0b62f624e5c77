"""E1's second part: the claim judged on the map, its opposite where it holds, and the map confirmed by simulation."""

import numpy as np
import pytest

from tenfold.experiments.five_to_ten.claim_map import answer, judge_ratio, part
from tenfold.experiments.five_to_ten.parameters import FiveToTen
from tenfold.experiments.scenario import compose
from tenfold.experiments.sensitivity import Range
from tenfold.experiments.splitting import map_check
from tenfold.experiments.splitting.map_check import check_behaviour, check_curves, inside, on_side, ranks
from tenfold.experiments.splitting.map_page import figure, ranked
from tenfold.experiments.splitting.markets import sized
from tenfold.experiments.splitting.plausible import SPACE
from tenfold.experiments.splitting.plausible_map import ClaimMap, make_maps
from tenfold.experiments.study.findings import Findings
from tenfold.experiments.study.publish import verdict_of
from tenfold.sim.statistics import Peak

pytestmark = pytest.mark.slow

PLAN = compose(None, ["customers=response_curve", "firms=one"]).plan()


@pytest.fixture(scope="module")
def maps() -> list[ClaimMap]:
    return make_maps(4096, 1, lambda share: None)


@pytest.fixture(scope="module")
def narrow() -> list[ClaimMap]:
    """Make maps on which all but the ratio is known within a twentieth."""
    middles = {name: float(unknown.range.at(np.array(0.5))) for name, unknown in SPACE.items()}
    near = {name: Range(0.95 * middle, 1.05 * middle) for name, middle in middles.items()}
    return make_maps(256, 1, lambda share: None, {**near, "ratio": SPACE["ratio"].range})


def test_the_ratio_does_not_decide_if_it_is_an_average(maps: list[ClaimMap]) -> None:
    judged = [judge_ratio(m) for m in maps]
    assert [j.verdict for j in judged] == ["refuted", "refuted", "undecided", "undecided"]
    assert all(j.found.high < 0.12 for j in judged[:2])
    assert all(0.1 < j.found.low < j.found.high < 0.3 for j in judged[2:])
    first, second = answer(maps)[1].split("by the first reading")
    assert "less than" in first and "churn that care can prevent" in first
    assert "more than anything else" in second or "about as much" in second


def test_where_all_else_is_known_the_ratio_decides(narrow: list[ClaimMap]) -> None:
    assert [judge_ratio(m).verdict for m in narrow] == ["supported"] * 4
    assert ranked(narrow)[0] == "ratio"
    assert answer(narrow)[1].count("more than anything else") == 2


def test_the_answer_and_the_picture_give_both_readings(maps: list[ClaimMap]) -> None:
    spans = []
    for pair in (maps[:2], maps[2:]):
        low, high = sorted(round(100 * m.over_half["5-10"].mean) for m in pair)
        spans.append(f"{low} to {high}%")
    picture = figure(maps)
    titled = " ".join(picture.get_suptitle().split())
    for span in spans:
        assert span in answer(maps)[0]
        assert span in titled
    left, right = picture.axes
    assert len(left.get_lines()) == 5  # four maps, and one half
    assert [label.get_text() for label in right.get_yticklabels()][-1] == "churn that care can prevent"


def test_simulation_confirms_the_map() -> None:
    checked = check_curves(sized(PLAN, FiveToTen(), 2000), 12, 4, lambda share: None)
    assert len(checked) == 12 and len({c.label for c in checked}) == 4
    far = [c for c in checked if abs(c.expected.mean - 0.5) > 0.05]
    assert on_side(far, 0.5) == 1.0
    assert ranks(checked) > 0.97
    assert inside(checked) >= 0.75  # of 12 at 95%: fewer happen once in 5,000
    for c in checked:
        assert abs(c.found.place - c.expected.mean) < 0.12


def test_twins_at_half_say_on_which_side_weighing_customers_are_best_kept() -> None:
    checked = check_behaviour(sized(PLAN, FiveToTen(), 1000), 10, 6, lambda share: None)
    assert [c.label for c in checked[:2]] == ["word of mouth off", "word of mouth on"]
    sure = [c for c in checked if c.expected.high < 1 or c.expected.low > 1]
    assert len(sure) >= 6
    assert on_side(sure, 1.0) == 1.0


def test_each_map_is_checked_over_the_whole_space(monkeypatch: pytest.MonkeyPatch) -> None:
    seen, solve = [], map_check.solve
    monkeypatch.setattr(map_check, "solve", lambda own, reading, free: seen.append(own) or solve(own, reading, free))
    monkeypatch.setattr(map_check, "best_simulated", lambda plan_at, number, seeds: Peak(0.5, 0.4, 0.6))
    check_curves(PLAN, 60, 2, lambda share: None)
    assert len(seen) == 4 and len({own["ratio"][0] for own in seen}) == 4  # other points in each
    for own in seen:
        for name, unknown in SPACE.items():
            low, high = unknown.range.at(np.array([0.25, 0.75]))
            assert own[name].min() < low and own[name].max() > high, name


def test_the_part_is_complete() -> None:
    told: list[float] = []
    own = FiveToTen(size=200, behaviour_size=200, periods=24, burn_in=6, map_points=128, map_checks=4)
    found = part(PLAN, own, told.append, seeds=3)
    assert told == sorted(told) and told[-1] == pytest.approx(1.0)
    verdict = verdict_of(Findings("Does it?", ["No."], ["-"], ["-"], [found], "month"))
    assert [c["primary"] for c in verdict["claims"]] == [True] * 4
    assert all(0 <= t["low"] <= t["estimate"] <= t["high"] <= 1 for t in verdict["thresholds"])
    for one in verdict["claim_map"]:
        assert set(one["first_order"]) == set(one["total"]) == set(SPACE)
        assert {"estimate", "low", "high"} == set(one["total"]["ratio"])
        assert 0 <= one["left_out"] < 0.5
    assert [picture.name for section in found.sections for picture in section.pictures] == ["claim_map"]
    for grid in (grid for section in found.sections for grid in section.grids):
        assert all(len(row) == len(grid.columns) for row in grid.rows)
