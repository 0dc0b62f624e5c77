"""Points over bands, the parts of a variance, and the words that hold over what is not known."""

import math

import numpy as np
import pytest

from tenfold.experiments.planner.unknowns import Spread, drawn, main_effects, percent, spread
from tenfold.experiments.sensitivity import explained_alone


def test_bands_are_filled_evenly_and_the_same_each_time() -> None:
    bands = {"a": (0.5, 2.0), "b": (0.5, 1.5), "known": (1.3, 1.3)}
    points = drawn(bands, 1024, even=("b",))
    assert set(points) == set(bands)
    for name, x in points.items():
        assert x.shape == (1024,) and bands[name][0] <= x.min() and x.max() <= bands[name][1]
        assert (x == drawn(bands, 1024, even=("b",))[name]).all()
    assert np.median(points["a"]) == pytest.approx(1.0, abs=0.01)  # of factors half and double weigh the same
    assert np.median(points["b"]) == pytest.approx(1.0, abs=0.01)
    assert np.quantile(points["b"], 0.25) == pytest.approx(0.75, abs=0.01)
    assert (points["known"] == 1.3).all()
    assert abs(np.corrcoef(points["a"], points["b"])[0, 1]) < 0.01
    assert (drawn({"known": (2.0, 2.0)}, 8)["known"] == 2.0).all()


def test_parts_of_a_variance_are_those_of_ishigami() -> None:
    """Main effects .314, .442, 0 at a = 7, b = .1 (Ishigami & Homma 1990)."""
    ends = (1.0, 1.0 + 2 * math.pi)
    x = {name: v - 1 - math.pi for name, v in drawn(dict.fromkeys("abc", ends), 4096, even=tuple("abc")).items()}
    y = np.sin(x["a"]) + 7 * np.sin(x["b"]) ** 2 + 0.1 * x["c"] ** 4 * np.sin(x["a"])
    found = main_effects(x, y)
    assert list(found) == ["b", "a", "c"]
    assert (found["a"], found["b"], found["c"]) == pytest.approx((0.314, 0.442, 0.0), abs=0.03)


def test_it_is_the_estimate_that_also_has_an_interval() -> None:
    x, y = np.random.default_rng(5).normal(size=(2, 1000))
    assert main_effects({"x": x}, y + x)["x"] == pytest.approx(explained_alone(x, y + x, bins=16).mean, abs=1e-12)


def test_numbers_known_together_account_for_what_blocks_of_points_differ_in() -> None:
    draw = np.random.default_rng(4)
    both = np.repeat(draw.normal(size=(64, 2)), 32, axis=0)
    y = 3.0 * np.sin(2 * both[:, 0] * both[:, 1]) + draw.normal(size=2048)
    between = (3.0 * np.sin(2 * both[:, 0] * both[:, 1])).var()
    assert main_effects({"both": both}, y)["both"] == pytest.approx(between / (between + 1.0), abs=0.02)
    assert main_effects({"both": both}, draw.normal(size=2048))["both"] < 0.02
    assert main_effects({"both": np.ones((2048, 2))}, y)["both"] == 0.0


def test_luck_alone_is_no_part_of_a_variance() -> None:
    draw = np.random.default_rng(3)
    x, y = draw.normal(size=(2, 400, 300))
    found = [main_effects({"x": a}, b)["x"] for a, b in zip(x, y, strict=True)]
    assert np.mean(found) < 0.03  # of 16 bins eta^2 alone would say .05


def test_where_nothing_varies_nothing_decides() -> None:
    x = {"x": np.arange(100.0), "same": np.ones(100)}
    assert main_effects(x, np.full(100, 3.0)) == {"x": 0.0, "same": 0.0}
    assert main_effects(x, np.arange(100.0))["same"] == 0.0
    assert math.isnan(main_effects({"x": np.arange(20.0)}, np.arange(20.0))["x"])


@pytest.mark.parametrize(
    ("values", "word"),
    [
        ([0.6] * 95 + [0.4] * 5, "supported"),
        ([0.6] * 94 + [0.4] * 6, "depends"),
        ([0.6] * 94 + [0.5] * 6, "depends"),  # exactly one half is neither
        ([0.4] * 95 + [0.6] * 5, "refuted"),
        ([0.4] * 94 + [0.5] * 6, "depends"),
        ([], "depends"),
    ],
)
def test_a_word_holds_in_95_of_100_cases(values: list[float], word: str) -> None:
    assert Spread(np.array(values), 1.0, {}).word(0.5) == word


def test_what_decides_is_named_by_its_part_of_the_variance() -> None:
    def deciding(**effects: float) -> list[str]:
        return Spread(np.ones(9), 1.0, effects).deciding()

    assert deciding(a=0.5, b=0.11, c=0.09) == ["a", "b"]
    assert deciding(a=0.3, b=0.2, c=0.15, d=0.12) == ["a", "b", "c"]
    assert deciding(a=0.06, b=0.05) == ["a"]
    assert deciding(a=0.0, b=0.0) == []
    assert deciding(a=math.nan) == []


def test_a_spread_is_of_the_points_where_there_is_a_value() -> None:
    x = {"x": np.arange(100.0)}
    values, there = np.where(np.arange(100) < 40, np.arange(100) / 100, np.nan), np.arange(100) < 40
    found = spread(x, values, there)
    assert found.share == 0.4 and found.values.size == 40 and found.ends == [0.0, 0.39]
    assert found.range == pytest.approx((0.195, 0.0195, 0.3705))
    assert found.above(0.3) == pytest.approx(9 / 40)
    nothing = spread(x, values, np.zeros(100))
    assert nothing.ends is None and all(math.isnan(v) for v in (*nothing.range, nothing.above(0.5)))


def test_shares_are_written_as_people_say_them() -> None:
    assert [percent(0.2), percent(0.0, 0.604), percent(0.5, 0.5)] == ["20%", "0 to 60%", "50%"]
