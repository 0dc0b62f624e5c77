"""Adverts and contacts that reach everybody or nobody: whom they count, what they promise, what is forgotten."""

from typing import Any

import numpy as np
import pytest

from tenfold.agents.customer.awareness import Awareness
from tenfold.agents.customer.choice import Choice
from tenfold.agents.engine import Engine
from tests.agents.placed import DEAR, firm, placed

OTHERS = [1, 2, 0, 3, 0]


def reached(advert: float, contact: float, forget: float = 0.0, reconsider: float = 0.0, price: float = DEAR) -> Engine:
    """Let the second of three firms reach all it can through what has a ceiling of 1, and nobody through the other."""
    awareness = Awareness(
        advert_ceiling=advert, contact_ceiling=contact, advert_steepness=1e3, contact_steepness=1e3, promise=0.25,
        forget=forget,
    )  # fmt: skip
    loud = firm(price, budget=100.0, retention_share=0.0, contact_price=1.0, advert_price=1.0, promise=0.9)
    firms = (firm(DEAR), loud, firm(DEAR))
    choice = Choice(reconsider=reconsider, sensitivity=1.0)
    return placed(firms, OTHERS, [0b100, 0, 0b001, 0, 0], awareness=awareness, choice=choice).run(1)


@pytest.mark.parametrize(("advert", "contact", "times"), [(1.0, 0.0, 1), (0.0, 1.0, 1), (1.0, 1.0, 2), (0.0, 0.0, 0)])
def test_a_promise_is_believed_once_for_each_way_by_all_who_are_not_customers(
    advert: float, contact: float, times: int
) -> None:
    engine = reached(advert, contact)
    c, r = engine.columns, engine.record
    assert r.adverts[0].tolist() == [0, 4 * int(advert), 0] and r.contacts[0].tolist() == [0, 4 * int(contact), 0]
    hoped = 0.9 + (0.5 - 0.9) * 0.75**times
    others = [0, 2, 3, 4]
    assert c.expectation[1][:, others] == pytest.approx(hoped, rel=1e-6)
    assert (c.expectation[2][:, [0, 2, 4]] == 0.5).all()
    assert ((c.aware[others] >> 1 & 1) == int(times > 0)).all()


def test_a_contact_makes_them_think_again_and_an_advert_does_not() -> None:
    assert reached(1.0, 0.0, price=1.0).columns.firm.tolist() == OTHERS
    contacted = reached(0.0, 1.0, price=1.0)
    assert contacted.columns.firm.tolist() == [2] * 5
    assert contacted.record.won[0, :, 1].tolist() == [0, 0, 0, 4, 0]


def test_who_chose_for_themselves_after_an_advert_was_won_by_it() -> None:
    assert reached(1.0, 0.0, reconsider=1.0, price=1.0).record.won[0, :, 1].tolist() == [0, 4, 0, 0, 0]
    assert reached(1.0, 1.0, reconsider=1.0, price=1.0).record.won[0, :, 1].tolist() == [0, 0, 0, 4, 0]


@pytest.mark.parametrize("advert", [0.0, 1.0])
def test_all_are_forgotten_but_ones_own_and_those_who_reach_one_then(advert: float) -> None:
    aware = reached(advert, 0.0, forget=1.0).columns.aware.tolist()
    loud = 0b010 if advert else 0
    assert aware == [0b001 | loud, 0b010, loud, 0b100 | loud, loud]


@pytest.mark.parametrize("share", [0.0, 0.25, 1.0])
def test_money_buys_adverts_and_contacts_by_their_shares_and_prices(share: float) -> None:
    spends: dict[str, Any] = {"budget": 8.0, "retention_share": 0.25, "contact_price": 3.0, "advert_price": 2.0}
    k = Awareness()
    engine = placed((firm(**spends, advert_share=share), firm()), [1, 2, 0, 0]).run(1)
    spend = 0.75 * 8 * 4 / 3  # what is left for three non-customers
    contact = k.contact_ceiling * (1 - np.exp(-k.contact_steepness * spend * (1 - share) / 3))
    advert = k.advert_ceiling * (1 - np.exp(-k.advert_steepness * spend * share / 2))
    assert engine.firms.contact_reach == pytest.approx([contact, 0], rel=1e-6)
    assert engine.firms.advert_reach == pytest.approx([advert, 0], rel=1e-6)
