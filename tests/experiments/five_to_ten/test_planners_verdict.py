"""What a planner is told: the band, what flips it, ratios with their reasons, and the sentences."""

import math
from itertools import product
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from tenfold.experiments.cohort import SbgFit
from tenfold.experiments.five_to_ten import verdict
from tenfold.experiments.five_to_ten.cells import Cell
from tenfold.experiments.five_to_ten.cohort_panel import Corner
from tenfold.experiments.firm_outcomes import Outcome
from tenfold.sim.statistics import Interval, Peak, interval

FIT = SbgFit(0.7, 1.2, -161.0, (0.6, 0.8), None, "a reason")


def outcome(**given: float) -> Outcome:
    return Outcome(**{name: given.get(name, math.nan) for name in Outcome._fields})


def result(band: list[Corner], best: Peak, profits: Any = ((1, 3), (4, 6), (1, 1))) -> Any:
    rows = [[outcome(profit=p, ratio_a=k + p, ratio_a_served=1, ratio_b=2, ratio_b_blended=3) for p in row]
            for k, row in enumerate(profits)]  # fmt: skip
    reading = SimpleNamespace(shares=np.array([0.0, 0.5, 1.0]), outcomes=rows, best=best,
                              best_customers=Peak(0.9, 0.8, 1.0))  # fmt: skip
    person = SimpleNamespace(best=Peak(0.2, 0.1, 0.3))
    half = SimpleNamespace(incremental=Interval(3.0, 2.0, 4.0), marginal=Interval(1.5, 1.0, 2.0))
    return SimpleNamespace(fit=FIT, per_spell=reading, per_person=person, half=half, band=band)


def corner(best: float, a: float = 1.0, b: float = 1.0) -> Corner:
    return Corner({"a": a, "b": b}, best)


STEADY = [corner(0.6), corner(0.7, a=2.0), corner(0.55, b=2.0), corner(0.8, 2.0, 2.0)]


@pytest.mark.parametrize(
    ("band", "flips", "word"),
    [
        (STEADY, [], "supported"),
        ([corner(0.6), corner(0.4, a=2.0), corner(0.55, b=2.0)], ["a"], "depends on your a (see the band)"),
        ([corner(0.6), corner(0.4, a=2.0), corner(0.3, b=2.0)], ["a", "b"], "depends on your a, b (see the band)"),
        ([corner(0.6), corner(0.7, a=2.0), corner(0.6, b=2.0), corner(0.2, 2.0, 2.0)], [],
         "depends on your assumptions together (see the band)"),
        ([corner(0.6), corner(0.5, a=2.0)], [], "depends on your assumptions together (see the band)"),
    ],
)  # fmt: skip
def test_the_verdict_depends_on_what_flips_it_alone(band: list[Corner], flips: list[str], word: str) -> None:
    given = result(band, Peak(0.6, 0.55, 0.65))
    assert verdict.depends_on(given) == flips
    assert verdict.cohort_verdict(given) == word


def test_a_corner_where_two_of_three_are_changed_says_nothing_of_either_alone() -> None:
    def three(best: float, **changed: float) -> Corner:
        return Corner({"a": 1.0, "b": 1.0, "c": 1.0, **changed}, best)

    band = [three(0.6), three(0.7, a=2.0), three(0.6, b=2.0), three(0.6, c=2.0), three(0.2, a=2.0, b=2.0)]
    assert verdict.depends_on(result(band, Peak(0.6, 0.55, 0.65))) == []
    band[1] = three(0.3, a=2.0)
    assert verdict.depends_on(result(band, Peak(0.6, 0.55, 0.65))) == ["a"]


@pytest.mark.parametrize("changed", ["a", "b"])
def test_every_factor_alone_is_looked_at(changed: str) -> None:
    band = [corner(0.6), corner(0.6, a=0.5), corner(0.6, b=0.5), corner(0.4, **{changed: 2.0})]
    assert verdict.depends_on(result(band, Peak(0.6, 0.55, 0.65))) == [changed]


@pytest.mark.parametrize(
    ("best", "word"),
    [(Peak(0.4, 0.3, 0.49), "refuted"), (Peak(0.4, 0.3, 0.5), "undecided"), (Peak(0.6, 0.51, 0.7), "supported")],
)
def test_within_a_band_on_one_side_the_interval_decides(best: Peak, word: str) -> None:
    band = [corner(0.1 if best.place < 0.5 else 0.9), corner(0.49 if best.place < 0.5 else 0.51, a=2.0)]
    assert verdict.cohort_verdict(result(band, best)) == word


def test_the_table_puts_each_number_in_its_place() -> None:
    told = verdict.cohort_table(result(STEADY, Peak(0.6, 0.55, 0.65)), 250_000.0)
    assert told["fit"] == {"alpha": 0.7, "beta": 1.2, "log_likelihood": -161.0, "interval_alpha": (0.6, 0.8),
                           "interval_beta": None, "reason": "a reason"}  # fmt: skip
    assert told["best_share"] == Peak(0.6, 0.55, 0.65)
    assert told["best_share_if_propensity_is_personal"] == Peak(0.2, 0.1, 0.3)
    assert told["best_share_for_customers"] == Peak(0.9, 0.8, 1.0)
    assert told["at_half"]["ratio_a"] == interval([5.0, 7.0])  # of the arm in the middle
    assert told["at_half"]["ratio_c"].mean == 3.0 and told["at_half"]["ratio_d"].mean == 1.5
    assert told["regret"]["best_profit_per_head"] == 5.0
    assert (told["market_size"], told["best_profit_of_the_market"]) == (250_000.0, 1_250_000.0)
    assert (told["band"]["lowest_best_share"], told["band"]["highest_best_share"]) == (0.55, 0.8)
    assert told["band"]["corners"][1] == {"a": 2.0, "b": 1.0, "best_share": 0.7}
    assert told["verdict"] == "supported"


def test_a_ratio_without_a_denominator_says_why() -> None:
    nothing_kept = verdict.ratios([outcome(ratio_a=1.0)], 0.0)
    nothing_won = verdict.ratios([outcome(ratio_b=4.0), outcome(ratio_b=6.0)], 1.0)
    assert nothing_kept["ratio_b"] == {"value": None, "reason": "no retention spending"}
    assert nothing_won["ratio_a"] == {"value": None, "reason": "nothing was bought by acquisition spending"}
    assert nothing_won["ratio_b"] == interval([4.0, 6.0])
    one_of_two = verdict.ratios([outcome(ratio_b=4.0), outcome()], 0.5)
    assert one_of_two["ratio_b"]["value"] is None  # a mean over some seeds would be of other seeds than the rest


def cells(*given: tuple[float, float, float, float]) -> list[Any]:
    return [SimpleNamespace(cell=Cell("response curve", ratio, 0.8, floor, False, "none"), p_half=0.0,
                            best=Peak((low + high) / 2, low, high)) for ratio, floor, low, high in given]  # fmt: skip


def test_the_first_sentence_counts_and_the_second_says_what_is_not_shown() -> None:
    judged = (5, 0.0, 0.6, 0.7), (10, 0.0, 0.1, 0.2), (10, 0.1, 0.1, 0.3), (7, 0.0, 0.4, 0.6)
    curves = cells(*judged, (20, 0.0, 0.1, 0.2))
    first, second = verdict.sentences(curves, [], None)
    assert "more than half the budget in 1 of 4 cells and less than half in 2 (1 undecided)" in first
    assert "cells of equal ratio share their best shares, so the ratio may decide" in first
    assert "not validated" in second and "field test" in second
    first, _ = verdict.sentences(cells((5, 0.0, 0.6, 0.7), (5, 0.1, 0.1, 0.2)), [], None)
    assert "have different best shares, so the ratio does not decide" in first


def test_the_first_sentence_ends_with_the_planners_own_answer() -> None:
    curves = cells((5, 0.0, 0.6, 0.7))
    first, _ = verdict.sentences(curves, [], result(STEADY, Peak(0.6, 0.55, 0.65)))
    assert first.endswith("the best share is 0.60 [0.55, 0.65], and the claim is supported.")
    flipped = [corner(0.6), corner(0.4, a=2.0)]
    first, _ = verdict.sentences(curves, [], result(flipped, Peak(0.6, 0.55, 0.65)))
    assert first.endswith("but the answer depends on your a (see the band).")


def test_tables_of_cells_carry_what_was_found() -> None:
    (r,) = cells((5, 0.02, 0.3, 0.4))
    r.__dict__.update(exact=0.36, from_empty=0.2, regret=0.001, flat=(0.1, 0.5), agrees=True)
    r.customers = np.zeros((7, 3))
    (row,) = verdict.closed_form_table([r], {r.cell: "refuted"})
    assert (row["ratio"], row["base_retention"], row["organic_joins"]) == (5, 0.8, 0.02)
    assert (row["best_share_simulated"], row["best_share_closed_form"]) == (r.best, 0.36)
    assert (row["best_share_discounted_from_empty"], row["regret_share_of_customers"]) == (0.2, 0.001)
    assert (row["within_5_percent_of_best"], row["agrees"], row["seeds"]) == ((0.1, 0.5), True, 7)
    assert row["verdict"] == "refuted" and "nominal" in row["note"]
    r.cell = r.cell._replace(floor=0.0)
    assert verdict.closed_form_table([r], {})[0]["note"] is None


@pytest.mark.parametrize("reached", [True, False])
def test_a_cell_that_was_not_reached_has_no_verdict(reached: bool) -> None:
    shares, rows = np.array([0.0, 0.4, 0.6, 1.0]), []
    for k, _ in product(range(4), range(1)):
        rows.append([outcome(profit=k, ratio_b=10 * k, ratio_a=1, ratio_a_served=1, ratio_b_blended=1)] * 2)
    cell = Cell("behaviour", 5.0, 0.8, 0.0, True, "fixed")
    pilot = SimpleNamespace(reached=reached, ratio=5.1, retention=0.79, contact_price=3.0, inertia=1.5)
    half = SimpleNamespace(incremental=Interval(3.0, 2.0, 4.0), marginal=Interval(1.5, 1.0, 2.0))
    r: Any = SimpleNamespace(cell=cell, pilot=pilot, shares=shares, outcomes=rows, best=Peak(0.3, 0.2, 0.4),
                             best_profit=Peak(0.7, 0.6, 0.8), half=half)  # fmt: skip
    (row,) = verdict.behaviour_table([r], {cell: "refuted"})
    assert row["verdict"] == ("refuted" if reached else "unreachable")
    assert (row["ratio_of_pilot"], row["retention_of_pilot"]) == (5.1, 0.79)
    assert (row["contact_price"], row["inertia"]) == (3.0, 1.5)
    assert (row["best_share"], row["best_share_discounted_profit"]) == (r.best, r.best_profit)
    assert row["at_half"]["ratio_b"].mean == 10.0  # of the first share that is nearest to a half
    assert row["at_half"]["ratio_c"].mean == 3.0 and row["at_half"]["ratio_d"].mean == 1.5
    assert (row["word_of_mouth"], row["rivals"], row["reached"]) == (True, "fixed", reached)
    assert row["regret"]["best_profit_per_head"] == 3.0
