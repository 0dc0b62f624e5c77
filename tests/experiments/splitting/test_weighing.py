"""The market of weighing customers: a pilot solves for what it shall, and a cell is read off the right arms."""

import math
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from tenfold.agents.plan import Plan
from tenfold.experiments.five_to_ten.parameters import FiveToTen
from tenfold.experiments.scenario import Scenario
from tenfold.experiments.splitting import weighing
from tenfold.experiments.splitting.markets import Cell
from tenfold.experiments.splitting.weighing import APART, PILOT, Pilot, play_weighing, solve_pilot

OWN = FiveToTen(pilots=3, behaviour_size=300, behaviour_seeds=3, behaviour_step=0.1)
HALF_CARE = math.log(2) / Plan().customers.loyalty.care_steepness
HALF_REACH = math.log(2) / Plan().customers.awareness.contact_steepness


def pilot(monkeypatch: pytest.MonkeyPatch, most: float = math.inf) -> tuple[Pilot, list[Any]]:
    """Solve for a made-up market that answers in straight lines, with luck that evens out over three seeds.

    Of non-customers .04 a contact are won, and a customer stays with .6 + .1 inertia + .05 for the money at half care.
    """
    asked: list[Any] = []

    def play_all(_: Any, jobs: Any) -> list[Any]:
        asked.extend(jobs)
        found = []
        for plan, seed in jobs:
            firm, luck = plan.firms[0], (0.01, -0.01, 0.0)[(seed - PILOT) % 3]
            contacts = firm.budget * (1 - firm.retention_share) / firm.contact_price
            care = firm.budget * firm.retention_share / HALF_CARE
            kept = min(0.6 + 0.1 * plan.customers.choice.inertia, most) + 0.05 * care
            found.append((0.04 * contacts + luck, kept + luck))
        return found

    monkeypatch.setattr(weighing, "play_all", play_all)
    return solve_pilot(Plan(), OWN, 0.8), asked


def test_a_pilot_solves_for_retention_without_care_and_prices_contacts_at_half_effect(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found, asked = pilot(monkeypatch)
    assert found.reached and found.inertia == pytest.approx(2.0, abs=0.01)
    assert found.retention == pytest.approx(0.8, abs=0.001)
    average_keeping = HALF_CARE / 0.85
    assert found.unit_price * HALF_REACH / (0.04 * HALF_REACH) == pytest.approx(average_keeping, rel=1e-3)
    # one more: .04 wins a contact, .05 kept for the whole of half care
    assert found.one_more == pytest.approx((found.unit_price / 0.04) / (HALF_CARE / 0.05), rel=1e-3)
    for plan, _ in asked:
        firm = plan.firms[0]
        assert plan.market.size == 3000 and len(plan.firms) == 1 and not plan.customers.word.on and firm.basis == "head"
        assert firm.contact_price == 1.0


def test_a_retention_that_no_inertia_gives_is_not_reached(monkeypatch: pytest.MonkeyPatch) -> None:
    found, _ = pilot(monkeypatch, most=0.75)
    assert not found.reached and found.retention == pytest.approx(0.75)


def test_pilots_have_seeds_of_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    _, asked = pilot(monkeypatch)
    kinds = (FiveToTen, "behaviour_seeds"), (FiveToTen, "most_seeds"), (Scenario, "seeds")
    limits = [next(limit.le for limit in kind.model_fields[name].metadata if hasattr(limit, "le"))
              for kind, name in kinds]  # fmt: skip
    assert {seed for _, seed in asked} == {PILOT, PILOT + 1, PILOT + 2}
    assert max(limits) <= APART  # seeds of one cell do not reach those of the next
    assert PILOT >= 100 * APART


def cell(
    monkeypatch: pytest.MonkeyPatch, profit: Any, unspent: Any = lambda s: 0.0
) -> tuple[Any, list[Any], list[Any]]:
    asked: list[Any] = []
    halves: list[Any] = []

    def play_all(_: Any, jobs: Any) -> list[Any]:
        asked.extend(jobs)
        shares = [(plan.firms[0].retention_share, seed % APART) for plan, seed in jobs]
        return [SimpleNamespace(profit=profit(s) + 0.01 * seed * s, unspent=unspent(s)) for s, seed in shares]

    monkeypatch.setattr(weighing, "play_all", play_all)
    monkeypatch.setattr(weighing, "twins", lambda plan, seeds: halves.append((plan, seeds)) or "half")
    one = Cell(10.0, 0.8, 2.5, word_of_mouth=True, rivals="fixed")
    return play_weighing(Plan(), OWN, one, Pilot(1.5, 0.8, 0.7, 0.4, True), 9), asked, halves


def test_a_cell_is_played_over_all_shares_under_the_same_seeds(monkeypatch: pytest.MonkeyPatch) -> None:
    found, asked, halves = cell(monkeypatch, lambda s: -((s - 0.7) ** 2))
    expected = [(k / 10, 9 * APART + seed) for k in range(11) for seed in range(3)]
    assert [(round(plan.firms[0].retention_share, 9), seed) for plan, seed in asked] == expected
    for plan, _ in asked:
        assert (plan.market.size, len(plan.firms), plan.customers.word.on) == (300, 2, True)
        assert plan.customers.choice.inertia == 1.5 and plan.firms[0].budget == 2.5
        assert plan.firms[0].contact_price == pytest.approx(7.0)  # ten times the price at which costs are equal
    assert found.best.found.place == pytest.approx(0.7, abs=0.01)
    assert (found.half, halves[0][0].firms[0].retention_share, halves[0][1]) == ("half", 0.5, 3)
    assert found.flat == (0.7, 0.7)


def test_a_cliff_at_the_end_does_not_move_the_peak(monkeypatch: pytest.MonkeyPatch) -> None:
    found, *_ = cell(monkeypatch, lambda s: -100.0 if s > 0.95 else -((s - 0.8) ** 2))
    assert found.best.found.place == pytest.approx(0.8, abs=0.02)


def test_shares_that_leave_money_unspent_are_not_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    found, *_ = cell(monkeypatch, lambda s: s, lambda s: 0.1 * (s > 0.85))
    assert found.best.found.place <= 0.8


@pytest.mark.slow
def test_the_imposed_ratio_is_met_at_half_effect_by_fresh_seeds() -> None:
    own = FiveToTen(behaviour_size=400)
    found = solve_pilot(Plan(), own, 0.8)
    assert found.reached
    base = weighing.sized(Plan(), own, 4000)
    arm = weighing.behaviour_plan(base, Cell(10.0, 0.8, 2.0), found.inertia, 10.0 * found.unit_price, 0.5)
    a, r = 10.0 * found.unit_price * HALF_REACH, HALF_CARE
    firm = arm.firms[0].model_copy(update={"basis": "head", "budget": a + r, "retention_share": r / (a + r)})
    fresh = np.mean([weighing.rates((arm.model_copy(update={"firms": (firm,)}), seed)) for seed in range(4)], axis=0)
    assert (a / fresh[0]) / (r / fresh[1]) == pytest.approx(10.0, rel=0.02)
