"""Designs name every arm once, tables pair over seeds, rows are tidy; what there is not is refused by name."""

import numpy as np
import pytest

from tenfold.agents.plan import Plan
from tenfold.experiments.study import Outcome, Table, cross, listed, mean, sampled, together
from tenfold.experiments.study.design import plans_of
from tenfold.experiments.study.play import unplayed
from tenfold.sim.errors import InputError

PRICE = {"low": {"firms.0.price": 40.0}, "high": {"firms.0.price": 60.0}}
TALK = {False: {"customers.word.on": False}, True: {"customers.word.on": True}}


def test_a_cross_has_every_combination_and_both_overrides() -> None:
    design = cross({"price": PRICE, "talk": TALK}, {"price": "money"})
    assert list(design.arms) == [("low", False), ("low", True), ("high", False), ("high", True)]
    assert design.arms["high", True] == {"firms.0.price": 60.0, "customers.word.on": True}
    plans = plans_of(design, Plan())
    found = [(plan.firms[0].price, plan.customers.word.on) for plan in plans]
    assert found == [(40, False), (40, True), (60, False), (60, True)]
    assert list(cross({}).arms) == [()]


def test_two_factors_may_not_override_the_same() -> None:
    with pytest.raises(ValueError, match=r"two factors override firms\.0\.price"):
        cross({"price": PRICE, "more": {1: {"firms.0.price": 1.0}}})


def test_designs_go_together_and_a_shared_arm_is_played_once() -> None:
    one, other = cross({"price": PRICE}, {"price": "money"}), listed(("price",), {("high",): PRICE["high"], (3,): {}})
    both = together(one, other)
    assert list(both.arms) == [("low",), ("high",), (3,)] and both.units == {"price": "money"}
    with pytest.raises(ValueError, match="override different things"):
        together(one, listed(("price",), {("high",): {}}))
    with pytest.raises(ValueError, match="same factors"):
        together(one, cross({"cost": PRICE}))
    with pytest.raises(ValueError, match="a level for each of a, b"):
        listed(("a", "b"), {(1,): {}})


@pytest.mark.parametrize("method", ["sobol", "latin hypercube"])
def test_points_are_spread_evenly_and_the_same_each_time(method: str) -> None:
    ranges = {"firms.0.price": (10.0, 1000.0, "log"), "market.size": (100, 107), "firms.0.promise": (0.2, 0.6)}
    design = sampled(ranges, 64, method)  # type: ignore[arg-type]
    price, size, promise = (np.array(column) for column in zip(*design.arms, strict=True))
    assert design == sampled(ranges, 64, method) and len(design.arms) == 64  # type: ignore[arg-type]
    assert np.bincount(np.digitize(price, [10, 31.6227766, 100, 316.227766]))[1:].tolist() == [16] * 4
    assert np.bincount(size)[100:].tolist() == [8] * 8 and {type(x) for _, x, _ in design.arms} == {int}
    assert promise.mean() == pytest.approx(0.4, abs=0.01)
    assert next(iter(design.arms.values())).keys() == ranges.keys()


@pytest.mark.parametrize("span", [(2.0, 1.0), (0.0, 1.0, "log"), (1.0, 2.0, "lg")])
def test_a_range_that_is_none_is_refused(span: tuple[object, ...]) -> None:
    with pytest.raises(ValueError, match=r"firms\.0\.price: needs low < high"):
        sampled({"firms.0.price": span}, 4)


@pytest.mark.parametrize(
    ("override", "said"),
    [
        ({"firms.0.prise": 1.0}, "firms.0.prise: allowed: a key of firms.0; nearest: firms.0.price"),
        ({"firms.0.price": -1.0}, r"firms.0.price = -1.0: allowed: 0.01 .. 1e\+09 \(money per unit\)"),
        ({"firms.9.price": 1.0}, "firms.9.price: allowed: 0 .. 0 as the number after firms"),
        ({"firms.x.price": 1.0}, "firms.x.price: allowed"),
        ({"market.size.more": 1}, "market.size.more: allowed: nothing below market.size"),
        ({"market.size": 1.5}, "market.size = 1.5: allowed: a whole number"),
        ({"market.burn_in": 500}, "market.burn_in = 500: allowed: less than market.periods"),
        ({"customers.word": 3}, "customers.word = 3: allowed: a group of keys"),
        ({"seeds": 3}, "seeds: allowed: a known key"),
    ],
)
def test_an_arm_that_cannot_be_is_named_with_what_is_wrong(override: dict[str, object], said: str) -> None:
    with pytest.raises(InputError, match=f"^arm price=low, n=1: {said}"):
        plans_of(listed(("price", "n"), {("low", 1): override}), Plan())


def test_lists_are_allowed_as_on_the_command_line() -> None:
    (plan,) = plans_of(listed(("q",), {(1,): {"firms.0.quality": [0.1, 0.2, 0.3, 0.4, 0.5]}}), Plan())
    assert plan.firms[0].quality == (0.1, 0.2, 0.3, 0.4, 0.5)


TABLE = Table(("price", "talk"), (("low", False), ("low", True), ("high", False), ("high", True)), ("profit", "share"),
              np.arange(16.0).reshape(2, 4, 2))  # fmt: skip


def test_means_are_over_arms_and_differences_paired_over_seeds() -> None:
    assert TABLE.at("profit", price="low").tolist() == [1.0, 2.0]
    assert TABLE.at("profit", price="high", talk=True).tolist() == [6.0, 7.0]
    contrast = mean("share", price="high") - 2.0 * mean("profit", talk=False) + mean("profit")
    assert TABLE.sample(contrast).tolist() == [13 - 2 * 2 + 3, 14 - 2 * 3 + 4]


@pytest.mark.parametrize(
    ("outcome", "levels", "said"),
    [
        ("profti", {}, "outcome = 'profti': allowed: one of profit, share; nearest: profit"),
        ("profit", {"prise": 1}, "factor = 'prise': allowed: one of price, talk; nearest: price"),
        ("profit", {"price": "hi"}, "level of price = 'hi': allowed: one of 'low', 'high'"),
    ],
)
def test_what_a_table_has_not_is_refused_by_name(outcome: str, levels: dict[str, object], said: str) -> None:
    with pytest.raises(InputError, match=said):
        TABLE.at(outcome, **levels)


def test_a_combination_that_no_arm_has_is_refused() -> None:
    with pytest.raises(InputError, match="those of an arm of the design"):
        TABLE._replace(arms=(*TABLE.arms[:3], ("mid", True))).at("profit", price="high", talk=True)


def test_rows_are_tidy_and_leave_out_what_was_not_measured() -> None:
    values = TABLE.values.copy()
    values[1, 0] = np.nan
    rows = TABLE._replace(values=values).rows({"profit": "money", "share": "-"})
    assert list(rows.columns) == ["price", "talk", "seed", "outcome", "value", "unit"]
    assert len(rows) == 14 and rows["talk"].dtype == bool
    one = rows[(rows.price == "high") & rows.talk & (rows.seed == 1) & (rows.outcome == "share")]
    assert (one["value"].item(), one["unit"].item()) == (15.0, "-")


@pytest.mark.parametrize(
    ("levels", "kind"),
    [((1, 2), "i"), ((1, 2.5), "f"), ((True, False), "b"), ((True, 2), "U"), (((1, 2), (3, 4)), "U")],
)
def test_a_column_of_levels_is_of_one_kind(levels: tuple[object, ...], kind: str) -> None:
    rows = Table(("x",), tuple((level,) for level in levels), ("y",), np.zeros((1, 2, 1))).rows({"y": "-"})
    assert np.array(rows["x"].tolist()).dtype.kind == kind


def test_before_anything_is_played_it_is_known_what_will_be_measured() -> None:
    outcomes = {"a": Outcome("-", lambda run: 1.0), "b": Outcome("-", lambda run: 1.0, {"price": "low"})}
    dry = unplayed(cross({"price": PRICE}), outcomes)
    assert np.isnan(dry.values[:, :, 0]).tolist() == [[False, False], [False, True]]
