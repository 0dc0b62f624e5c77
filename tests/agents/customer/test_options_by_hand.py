"""Which firms are options at all, which are considered, and through which of them somebody was won."""

from typing import Any

import pytest

from tenfold.agents.customer.awareness import Awareness
from tenfold.agents.customer.birth import Segment
from tenfold.agents.customer.choice import Choice
from tests.agents.placed import CHEAP, DEAR, firm, placed

ALL_REACHED = Awareness(
    forget=0.0, contact_ceiling=1.0, advert_ceiling=1.0, contact_steepness=1e3, advert_steepness=1e3, promise=0.0
)
MILD = (Segment(taste=20.0, taste_spread=0.0, weight_spread=0.0, income=1e6, income_spread=0.0),)


def reaching(price: float, **how: Any) -> Any:
    """Make a firm that reaches everybody by adverts, contacts or both."""
    return firm(price, budget=100.0, retention_share=0.0, advert_price=1.0, contact_price=1.0, **how)


@pytest.mark.parametrize(("income", "buys"), [(20.0, True), (19.99, False)])
def test_who_can_just_pay_buys_and_who_cannot_does_not(income: float, buys: bool) -> None:
    engine = placed((firm(20.0),), [0, 1], [1, 0], {"income": income}).run(1)
    assert engine.columns.firm.tolist() == [int(buys), 1]  # what they have, they go on paying


def test_a_firm_is_an_option_from_the_period_it_enters() -> None:
    engine = placed((firm(enters=2),), [0, 0], [1, 0]).run(3)
    assert engine.record.ended[:, 0].tolist() == [0, 0, 1]


def test_a_loyal_price_is_asked_of_each_firms_own_loyal_customers_only() -> None:
    firms = (firm(DEAR, loyal_discount=0.99, loyal_after=9), firm(DEAR, loyal_discount=0.99, loyal_after=3))
    engine = placed(firms, [1, 1, 2, 2, 0], [0, 0, 0, 0, 0b11], {"tenure": [3, 9, 3, 2, 99]}).run(1)
    assert engine.columns.firm.tolist() == [0, 1, 2, 0, 0]
    assert engine.record.discounted[0].tolist() == [1, 1]


def test_whose_contact_arrives_is_considered_first_even_where_another_is_cheaper() -> None:
    firms = (firm(20.0), firm(20.0), reaching(40.0, advert_share=0.0), firm(20.0))
    for considered, chosen in ((1, {3}), (3, {1, 2, 3, 4})):
        choice = Choice(reconsider=1.0, sensitivity=1.0, considered=considered)
        engine = placed(firms, [0] * 50, [0b1111] * 50, segments=MILD, choice=choice, awareness=ALL_REACHED).run(1)
        assert set(engine.columns.firm.tolist()) <= chosen
        assert (set(engine.columns.firm.tolist()) == {3}) == (considered == 1)


def test_ones_own_firm_is_considered_besides() -> None:
    choice = Choice(reconsider=1.0, sensitivity=1.0, considered=1)
    engine = placed((firm(20.0), firm(40.0), firm(40.0)), [1] * 50, [0b111] * 50, segments=MILD, choice=choice).run(1)
    assert set(engine.columns.firm.tolist()) == {1}


def test_a_firm_wins_through_what_it_did_itself() -> None:
    firms = (reaching(DEAR, advert_share=0.0), reaching(CHEAP, advert_share=1.0), firm(DEAR, referral_reward=1.0))
    engine = placed(firms, [0, 0, 1], awareness=ALL_REACHED)
    engine.columns.word[[0, 2]] = 1.0  # praise of the others
    engine.run(1)
    assert engine.record.won[0].tolist() == [[0, 0, 0], [0, 3, 0], [0, 0, 0], [0, 0, 0], [0, 0, 0]]
