"""What a run of E1 chooses to play and what it puts under which name."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tenfold.agents.firm.parameters import FirmPlan
from tenfold.agents.firm.steady_state import settled_customers
from tenfold.agents.plan import MarketPlan, Plan
from tenfold.experiments.five_to_ten import run as module
from tenfold.experiments.five_to_ten.cells import Cell, curves_of
from tenfold.experiments.firm_outcomes import Outcome
from tenfold.experiments.five_to_ten.parameters import FiveToTen
from tenfold.experiments.scenario import compose
from tenfold.sim.statistics import Interval, Peak

OWN = FiveToTen(size=700)


def cell(exact: float, floor: float = 0.0, ratio: float = 5.0) -> Any:
    return SimpleNamespace(cell=Cell("response curve", ratio, 0.8, floor, False, "none"), exact=exact)


def test_twins_are_played_at_the_optimum_of_interior_cells_without_organic_joins(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[tuple[Plan, int]] = []
    monkeypatch.setattr(module, "twins", lambda plan, seeds: asked.append((plan, seeds)) or len(asked))
    cells = [cell(0.0), cell(0.3), cell(1.0), cell(0.4, floor=0.02), cell(0.2, ratio=10.0)]
    told: list[float] = []
    found: Any = module.twins_at_optimum(Plan(), OWN, cells, 6, lambda _, share: told.append(share))
    assert found == [(cells[1], 1), (cells[4], 2)]
    assert told == [0.5, 1.0]
    for (plan, seeds), given in zip(asked, (cells[1], cells[4]), strict=True):
        (firm,) = plan.firms
        at_rest = settled_customers(curves_of(Plan(), given.cell.ratio, 0.8, 0.0), firm.budget, [given.exact])
        assert (firm.retention_share, firm.start_share) == (given.exact, pytest.approx(float(at_rest[0])))
        assert (plan.market.size, seeds) == (1400, 6)
        assert plan.customers.response.join_steepness == curves_of(Plan(), given.cell.ratio, 0.8, 0.0)[0].steepness


def test_a_planners_prices_say_nothing_of_the_panels_beside_it() -> None:
    scenario = compose("five_to_ten", ["market=from_cohort", "market.price=777"])
    plan = module.reference(scenario, scenario.plan())
    assert plan.firms == (FirmPlan(),) and plan.market == MarketPlan()
    assert plan.customers.rule == "utility"
    plain = compose("five_to_ten", ["firms.0.price=66"])
    assert module.reference(plain, plain.plan()) == plain.plan()


def whole(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, *, panel: bool, cohort: bool, optimum: bool) -> Any:
    """Run E1 with made-up panels, of which those named repeated their twins exactly."""
    twin = lambda same: SimpleNamespace(null_arm=same, incremental=Interval(3, 2, 4), marginal=Interval(1, 0.9, 1.1))  # noqa: E731
    one = Outcome(*range(len(Outcome._fields)))
    curve = SimpleNamespace(cell=Cell("response curve", 5.0, 0.8, 0.0, False, "none"), exact=0.3,
                            shares=module.np.array([0.0, 0.25, 1.0]), outcomes=[[one]] * 3,
                            customers=[[1.0]] * 5)  # fmt: skip
    verdict = {name: lambda *_, name=name: name for name in
               ("closed_form_table", "behaviour_table", "cohort_table", "variance_factor")}  # fmt: skip
    for name, made_up in {**verdict, "judgements": lambda *_: {}, "sentences": lambda *_: ["one.", "two."]}.items():
        monkeypatch.setattr(module.verdict, name, made_up)
    monkeypatch.setattr(module.closed_form, "play_panel", lambda *_: [curve])
    monkeypatch.setattr(module, "twins_at_optimum", lambda *_: [(curve, twin(optimum))])
    monkeypatch.setattr(module.cohort_panel, "play_panel", lambda *_: SimpleNamespace(half=twin(cohort)))
    monkeypatch.setattr(module.behaviour, "play_panel", lambda *_: [SimpleNamespace(half=twin(panel))])
    symmetric = SimpleNamespace(silent=Interval(7, 6, 8), talking=Interval(5, 4, 6), price=2.0)
    monkeypatch.setattr(module, "emergent", lambda plan, seeds: symmetric if plan.market.size == 321 else seeds)
    monkeypatch.setattr(module, "tidy", lambda *_: None)
    monkeypatch.setattr(module, "write_rows", lambda *_: None)
    monkeypatch.setattr(module.figures, "draw", lambda *_: [])
    monkeypatch.setattr(module.report, "write", lambda *_: None)
    monkeypatch.setattr(module.report, "lines", lambda found, planner: [str(planner)])
    scenario = compose("five_to_ten", ["market=from_cohort", "experiment.behaviour_size=321"])
    return module.run(scenario, tmp_path, lambda *_: None)


def test_everything_has_its_name(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    lines, found = whole(monkeypatch, tmp_path, panel=True, cohort=True, optimum=True)
    assert lines == ["True"]
    assert found["closed_form"] == "closed_form_table" and found["behaviour"] == "behaviour_table"
    assert found["cohort"] == "cohort_table" and found["variance_reduction_factor"] == "variance_factor"
    assert found["emergent_ratio_b"]["word_of_mouth_off"]["mean"] == 7
    assert found["emergent_ratio_b"]["word_of_mouth_on"]["mean"] == 5
    assert found["seeds"]["response_curves_near_the_best"] == [5, 5] and found["seeds"]["cohort"] == 16
    (row,) = found["marginal_ratio_at_the_optimum"]
    assert (row["share"], row["ratio_c"]["mean"], row["ratio_d"]["mean"]) == (0.3, 3, 1)
    assert row["ratio_a"]["mean"] == Outcome._fields.index("ratio_a")
    assert found["answer"] == ["one.", "two."] and found["period"] == "year"


@pytest.mark.parametrize("wrong", ["panel", "cohort", "optimum"])
def test_a_null_arm_of_any_panel_that_differs_is_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, wrong: str
) -> None:
    right = {"panel": True, "cohort": True, "optimum": True}
    assert whole(monkeypatch, tmp_path, **right).verdict["null_arm_identical"]
    assert not whole(monkeypatch, tmp_path, **{**right, wrong: False}).verdict["null_arm_identical"]


def test_peaks_are_told_with_their_ends() -> None:
    assert module.verdict.clean({"best": Peak(0.3, 0.2, 0.4)}) == {"best": {"place": 0.3, "low": 0.2, "high": 0.4}}
