"""A cell is the market it says it is, whatever else the plan it is made from holds."""

import math

import pytest

from tenfold.agents.customer.awareness import Awareness
from tenfold.agents.customer.parameters import Customers
from tenfold.agents.customer.response import Response
from tenfold.agents.engine import Engine
from tenfold.agents.firm.parameters import FirmPlan
from tenfold.agents.plan import MarketPlan, Plan
from tenfold.experiments.five_to_ten.parameters import FiveToTen
from tenfold.experiments.splitting.markets import Cell, behaviour_plan, curves_of, response_plan, sized
from tenfold.experiments.splitting.outcomes import play

ODD = Plan(
    market=MarketPlan(size=300, periods=10, burn_in=2),
    customers=Customers(response=Response(heterogeneity="beta", join_floor=0.07, stay_floor=0.5)),
    firms=(
        FirmPlan(name="a", policy="adaptive", basis="head", known=0.9, advert_share=0.7, start_share=0.4),
        FirmPlan(name="b"),
    ),
)


def test_a_floor_is_organic_and_half_the_ceilings_cost_the_ratio() -> None:
    """Half of what care can do costs ln 2 / .3 a customer; so CRC there is that over (.8 + .95) / 2, and CAC 5 CRC."""
    curves = curves_of(Plan(), 5.0, 0.8, 0.02)
    assert curves.retention == (0.8, 0.95, 0.3)
    assert curves.acquisition[:2] == (0.02, 0.3)
    crc = (math.log(2) / 0.3) / 0.875
    half_reach = math.log(2) / curves.acquisition.steepness  # money per non-customer that wins half the ceiling, .15
    assert half_reach / 0.15 == pytest.approx(5.0 * crc)


def test_a_response_curve_cell_has_one_firm_that_splits_as_told() -> None:
    plan = response_plan(ODD, curves_of(ODD, 5.0, 0.8, 0.02), 0.3, 0.6, 3.0)
    (firm,), response = plan.firms, plan.customers.response
    assert (firm.retention_share, firm.start_share, firm.policy, firm.basis) == (0.3, 0.6, "fixed", "market")
    assert (plan.customers.rule, response.heterogeneity) == ("response_curve", "none")
    assert (response.join_floor, response.stay_floor) == (0.02, 0.8)
    assert response.join_steepness == curves_of(ODD, 5.0, 0.8, 0.02).acquisition.steepness
    record = Engine(plan, 1).run().record
    assert record.acquire[0, 0] == pytest.approx(0.7 * 3 * 300 * 100)  # a head of the market
    assert record.retain[0, 0] == pytest.approx(0.3 * 3 * 300 * 100)


@pytest.mark.parametrize(("rivals", "others"), [("none", []), ("fixed", ["fixed"]),
                                                ("three", ["fixed", "fixed", "best_response"])])  # fmt: skip
def test_a_behavioural_cell_has_the_rivals_it_says(rivals: str, others: list[str]) -> None:
    plan = behaviour_plan(ODD, Cell(5.0, 0.8, 2.0, word_of_mouth=True, rivals=rivals), 1.5, 7.0, 0.8)
    assert [firm.policy for firm in plan.firms[1:]] == others
    assert plan.firms[0].policy == "fixed" and plan.firms[0].retention_share == 0.8
    assert {firm.retention_share for firm in plan.firms[1:]} <= {0.5}
    for firm in plan.firms:
        assert (firm.basis, firm.advert_share, firm.known, firm.start_share) == ("market", 0.0, 0.0, 0.2)
        assert (firm.contact_price, firm.enters) == (7.0, 0)
    assert len({firm.name for firm in plan.firms}) == len(plan.firms)


@pytest.mark.parametrize("word", [False, True])
def test_everybody_reconsiders_and_half_of_awareness_fades(word: bool) -> None:
    base = ODD.model_copy(update={"customers": Customers(awareness=Awareness(forget=0.1))})
    customers = behaviour_plan(base, Cell(5.0, 0.8, 2.0, word_of_mouth=word, rivals="none"), 1.5, 7.0, 0.8).customers
    assert (customers.rule, customers.choice.reconsider, customers.choice.inertia) == ("utility", 1.0, 1.5)
    assert (customers.awareness.forget, customers.word.on) == (0.5, word)


def test_the_clock_is_that_of_the_experiment() -> None:
    plan = sized(ODD, FiveToTen(periods=33, burn_in=7), 444)
    assert (plan.market.size, plan.market.periods, plan.market.burn_in) == (444, 33, 7)
    assert plan.firms == ODD.firms and plan.market.discount == ODD.market.discount


def test_more_inertia_keeps_more_and_dearer_contacts_win_less() -> None:
    plan, cell = sized(Plan(), FiveToTen(periods=20), 800), Cell(5.0, 0.8, 2.0)
    kept = [play((behaviour_plan(plan, cell, inertia, 2.0, 0.5), 1)).retention for inertia in (-1.0, 0.0, 1.0)]
    assert kept == sorted(kept) and kept[0] < kept[-1]
    cac = [play((behaviour_plan(plan, cell, 0.0, price, 0.5), 1)).cac_paid for price in (0.5, 2.0, 20.0)]
    assert cac == sorted(cac)


def test_a_label_names_what_differs() -> None:
    assert Cell(5.0, 0.8, 2.0).label == "ρ=5, r₀=0.8, b=2"
    assert Cell(5.0, 0.8, 3.948, True, 0.02).label == "ρ=5, r₀=0.8, b*=3.9, organic joins 0.02"
    talking = Cell(10.0, 0.6, 2.0, word_of_mouth=True, rivals="three")
    assert talking.label == "ρ=10, r₀=0.6, b=2, word of mouth, rivals: three"
    assert Cell(10.0, 0.6, 2.0, word_of_mouth=False, rivals="none").label == "ρ=10, r₀=0.6, b=2, silent, rivals: none"


def test_the_full_grid_is_written_out_and_arms_that_are_given_are_kept() -> None:
    own = FiveToTen(grid="full", retentions=(0.7,), ratios=(4.0,)).written_out()
    assert own.ratios == (4.0,) and own.retentions == (0.7,)
    assert own.behaviour_ratios == (1, 2, 3, 5, 7, 10, 15, 20) and own.floors == (0.0, 0.02)
    assert own.behaviour_rivals == ("none", "fixed", "three") and own.behaviour_step == 0.05
    assert FiveToTen().written_out() == FiveToTen()
