"""Named cells: which there are, how they are judged together, and what of them is written up."""

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from tenfold.agents.plan import Plan
from tenfold.experiments.five_to_ten import named_cells
from tenfold.experiments.five_to_ten.named_cells import cells_of, laid_out
from tenfold.experiments.five_to_ten.parameters import FiveToTen
from tenfold.experiments.splitting import four_ratios
from tenfold.experiments.splitting.along_curves import CellResult
from tenfold.experiments.splitting.cells_page import said
from tenfold.experiments.splitting.four_ratios import AtBest
from tenfold.experiments.splitting.markets import Cell, curves_of
from tenfold.experiments.splitting.outcomes import Outcome
from tenfold.experiments.splitting.twins import Twins
from tenfold.experiments.splitting.weighing import BehaviourResult, Pilot
from tenfold.experiments.study.best_place import best_place
from tenfold.sim.statistics import Interval

SHARES = np.arange(11) / 10


def runs(place: float, seeds: int = 4) -> list[list[Outcome]]:
    """Let every outcome be a number of its own, and profit be highest at a place."""
    rng = np.random.default_rng(1)
    values = {name: 2.0 + k for k, name in enumerate(Outcome._fields)}
    return [[Outcome(**values | {"profit": 5 - (s - place) ** 2 + rng.normal(0, 1e-4), "unspent": 0.0})
             for _ in range(seeds)] for s in SHARES]  # fmt: skip


def along(cell: Cell, place: float, noise: float = 1e-3, pays: bool = True) -> CellResult:
    window = np.round(np.arange(place - 0.1, place + 0.105, 0.01), 6)
    profit = 5 - (window - place) ** 2 + np.random.default_rng(2).normal(0, noise, (8, window.size))
    n = np.full_like(profit, 0.5)
    return CellResult(cell, curves_of(Plan(), cell.ratio, cell.retention, 0.0), SHARES, runs(place), window, profit, n,
                      best_place(window, profit), place, n[0], 0.0, (0.2, 0.45), pays)  # fmt: skip


def weighed(cell: Cell, place: float, reached: bool = True) -> BehaviourResult:
    outcomes = runs(place)
    profit = np.array([[o.profit for o in some] for some in outcomes]).T
    twins = Twins(Interval(0.5, 0.4, 0.6), Interval(0.3, 0.2, 0.4), True)
    pilot = Pilot(1.0, 0.8, 0.3, 0.1, reached)
    return BehaviourResult(cell, pilot, SHARES, outcomes, best_place(SHARES, profit), twins)


def test_cells_are_all_arms_with_the_budget_that_a_firm_would_choose() -> None:
    own = FiveToTen(ratios=(5.0, 10.0), retentions=(0.8,), budgets=(2.0, "best"), floors=(0.0,))
    found = [(c.ratio, round(c.budget, 2), c.chosen) for c in cells_of(Plan(), own)]
    assert found == [(5.0, 2.0, False), (10.0, 2.0, False), (5.0, 3.95, True), (10.0, 5.16, True)]


def test_where_the_best_is_to_spend_nothing_there_is_no_cell() -> None:
    dear = Plan().firms[0].model_copy(update={"unit_cost": 49.9})
    own = FiveToTen(ratios=(20.0,), retentions=(0.6,), budgets=("best",), floors=(0.0,))
    assert cells_of(Plan(firms=(dear,)), own) == []


@pytest.fixture(scope="module")
def part() -> Any:
    found = [along(Cell(5.0, 0.8, 2.0), 0.3), along(Cell(10.0, 0.8, 8.0), 0.7), along(Cell(7.0, 0.8, 1.0), 0.5),
             along(Cell(20.0, 0.8, 2.0), 0.3), along(Cell(5.0, 0.9, 4.0), 0.3, pays=False)]  # fmt: skip
    weighing = [weighed(Cell(5.0, 0.8, 2.0, word_of_mouth=True, rivals="fixed"), 0.2),
                weighed(Cell(10.0, 0.8, 2.0, word_of_mouth=False, rivals="none"), 0.2, reached=False)]  # fmt: skip
    twins = Twins(Interval(0.5, 0.4, 0.6), Interval(1.02, 0.95, 1.1), True)
    best = [AtBest("it", 0.4, runs(0.4)[4], twins)]
    return laid_out(found, weighing, best)


def test_judged_are_paying_cells_at_5_to_10_that_were_reached(part: Any) -> None:
    words = {j.claim.text.removeprefix("retention deserves more than half at "): j.verdict for j in part.claims}
    assert words == {
        "ρ=5, r₀=0.8, b=2": "refuted", "ρ=10, r₀=0.8, b=8": "supported", "ρ=7, r₀=0.8, b=1": "undecided",
        "ρ=5, r₀=0.8, b=2, word of mouth, rivals: fixed": "refuted",
        "the marginal ratio D is 1, give or take 0.25, at the best share of it": "supported",
    }  # fmt: skip
    assert [j.claim.primary for j in part.claims] == [True] * 4 + [False]
    assert part.claims[0].claim.label.startswith("built in") and part.claims[3].claim.label.startswith("emergent")


def test_a_flat_range_that_holds_a_half_is_said_beside_the_verdict(part: Any) -> None:
    assert said("refuted", (0.2, 0.51)) == "refuted, but half costs less than 5%"
    assert said("refuted", (0.2, 0.49)) == "refuted" and said("undecided", (0.2, 0.6)) == "undecided"
    tables = [grid for section in part.sections for grid in section.grids]
    assert [row[-1] for row in tables[0].rows] == ["refuted", "supported", "undecided", "", "does not pay"]
    assert [row[-1] for row in tables[2].rows] == ["refuted, but half costs less than 5%", "not reached"]


def test_the_verdict_holds_every_cell_with_its_numbers(part: Any) -> None:
    cells, weighing = part.numbers["cells"], part.numbers["weighing"]
    assert [cell["verdict"] for cell in cells] == ["refuted", "supported", "undecided", None, None]
    assert [cell["pays"] for cell in cells] == [True] * 4 + [False]
    assert [(cell["rivals"], cell["reached"], cell["verdict"]) for cell in weighing] == [
        ("fixed", True, "refuted"), ("none", False, None)]  # fmt: skip
    assert [cell["ratio_of_one_more"] for cell in weighing] == pytest.approx([0.5, 1.0])
    assert part.numbers["exact_inside_interval"] == [5, 5]


def test_rows_hold_every_run_with_every_factor(part: Any) -> None:
    rows, kinds = part.rows, len(Outcome._fields)
    assert set(rows.columns) == set(part.units)
    assert rows.groupby("part", observed=True).size().to_dict() == {
        "named cells": 5 * 11 * 4 * kinds, "weighing customers": 2 * 11 * 4 * kinds,
        "named cells, near the best share": 5 * 21 * 8 * 2,
    }  # fmt: skip
    talking = rows[(rows["part"] == "weighing customers") & rows["word_of_mouth"]]
    assert set(talking["rivals"]) == {"fixed"} and set(talking["ratio"]) == {5.0}
    assert set(rows.loc[rows["outcome"] == "ratio_b", "unit"]) == {"periods"}


def test_pictures_draw_what_was_found(part: Any) -> None:
    pictures = {p.name: p.figure for section in part.sections for p in section.pictures}
    assert set(pictures) == {"best_share", "four_ratios", "behaviour"}
    assert pictures["best_share"].get_suptitle().replace("\n", " ").startswith(
        "At the same ratio of 5 to 10 (grey) the best share runs from 0.3 to 0.7")  # fmt: skip
    (axes,) = pictures["four_ratios"].axes
    drawn = {bars.get_label(): float(bars[0].get_xdata()[0]) for bars in axes.containers}
    assert drawn["C all of it"] == 0.5 and drawn["D the next unit"] == 1.02
    titles = [axes.get_title(loc="left") + axes.get_title() for axes in pictures["behaviour"].axes]
    assert titles == ["ρ=5, base retention 0.8", "ρ=10, base retention 0.8"]


def test_a_marginal_ratio_away_from_one_is_refuted() -> None:
    twins = Twins(Interval(0.5, 0.4, 0.6), Interval(1.6, 1.5, 1.7), False)
    part = laid_out([along(Cell(5.0, 0.8, 2.0), 0.3)], [], [AtBest("it", 0.4, runs(0.4)[4], twins)])
    assert part.claims[-1].verdict == "refuted" and part.null_arm is False


@pytest.mark.parametrize("weighing", [[], [weighed(Cell(5.0, 0.8, 2.0, word_of_mouth=True, rivals="fixed"), 0.2)]])
def test_where_no_cell_pays_that_is_said(weighing: list[BehaviourResult]) -> None:
    part = laid_out([], weighing, [])
    assert [section.title for section in part.sections] == ["Customers who weigh firms"] * len(weighing)
    assert len(part.checks) == 1 and part.checks[0].startswith("No cell along curves pays")
    assert part.numbers["cells"] == [] and set(part.seeds) == {"customers who weigh firms"} & set(part.seeds)
    assert len(part.claims) == len(weighing)
    assert part.rows is None or set(part.rows["part"]) == {"weighing customers"}


def test_e1_runs_through_where_nothing_pays() -> None:
    dear = Plan().firms[0].model_copy(update={"price": 20.0})
    own = FiveToTen(budgets=("best",), behaviour=False)
    part = named_cells.part(Plan(firms=(dear,)), own, 2, lambda _: None)
    assert part.claims == [] and part.sections == [] and part.null_arm is None


def test_progress_rises_to_the_end_and_seeds_of_cells_differ(monkeypatch: pytest.MonkeyPatch) -> None:
    numbers: list[int] = []
    told: list[float] = []

    def play_cell(plan: Any, own: Any, cell: Cell, number: int, seeds: int) -> CellResult:
        numbers.append(number)
        return along(cell, 0.3)

    def play_weighing(plan: Any, own: Any, cell: Cell, pilot: Any, number: int) -> BehaviourResult:
        numbers.append(number)
        return weighed(cell, 0.3)

    monkeypatch.setattr(named_cells, "play_cell", play_cell)
    monkeypatch.setattr(named_cells, "play_weighing", play_weighing)
    monkeypatch.setattr(named_cells, "solve_pilot", lambda *_: SimpleNamespace(reached=True, one_more=0.1))
    monkeypatch.setattr(four_ratios, "twins", lambda plan, seeds: Twins(Interval(1, 1, 1), Interval(1, 0.9, 1.1), True))
    own = FiveToTen(ratios=(5.0,), retentions=(0.8,), behaviour_retentions=(0.6, 0.8))
    named_cells.part(Plan(), own, 4, told.append)
    assert len(numbers) == len(set(numbers)) == 5 + 2 * 2 * 2 * 2
    assert told == sorted(told) and 0.5 < told[-1] <= 1.0
