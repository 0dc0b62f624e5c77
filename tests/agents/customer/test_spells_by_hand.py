"""What begins and ends with a spell, and what a firm counts of it, for seven customers whose moves are known."""

from typing import Any

import numpy as np
import pytest

from tenfold.agents.customer.complaint import Complaint
from tenfold.agents.customer.loyalty import Loyalty
from tenfold.agents.customer.satisfaction import Satisfaction
from tenfold.agents.customer.word_of_mouth import WordOfMouth
from tenfold.agents.engine import Engine
from tenfold.sim.errors import StateError
from tests.agents.placed import CHEAP, DEAR, RING, firm, placed

FIRMS = (firm(DEAR), firm(CHEAP), firm(DEAR))
OWNER = [1, 1, 0, 2, 0, 2, 3]
AWARE = [0b010, 0, 0b010, 0, 0, 0, 0b010]
AFTER = [2, 0, 2, 2, 0, 2, 2]  # to the cheap firm if they know it, else to none
SWITCHED, STAYED = [0, 6], [3, 5]
IDLE = {"satisfaction": Satisfaction(memory=0.0), "loyalty": Loyalty(growth=0.0, damage=0.0, wear=0.0, care=0.0)}


def moved(periods: int = 1, **columns: Any) -> Engine:
    """Play, after a past of which every trace differs from what a new spell begins with."""
    past = {
        "tenure": [7, 7, 0, 7, 0, 9, 7], "purchases": [8, 8, 0, 8, 0, 1, 1], "contagion": [4, 4, 0, 4, 0, 4, 4],
        "commitment": np.array([[0.25], [0.5], [0.75]]), "satisfaction": np.array([[0.25], [-0.5], [0.75]]),
        "word": np.array([[0.5], [0.25], [-0.5]]), "spell": [0, 0, 2, 0, 1, 3, 5], "grievance": -0.5,
    }  # fmt: skip
    listens = WordOfMouth(talk_good=0.0, talk_bad=0.0, fading=0.0, sobering=0.5)
    more: dict[str, Any] = {**IDLE, "word": listens, "complaint": Complaint(on=True, felt=10.0, fading=0.0)}
    engine = placed(FIRMS, OWNER, AWARE, past | columns, **more)
    return engine.run(periods)


def test_they_move_as_meant() -> None:
    assert moved().columns.firm.tolist() == AFTER == moved(3).columns.firm.tolist()


def test_who_switches_begins_anew_and_who_stays_goes_on() -> None:
    c = moved().columns
    assert c.tenure.tolist() == [1, 0, 1, 8, 0, 10, 1]
    assert c.purchases.tolist() == [1, 0, 1, 9, 0, 2, 1]
    assert c.contagion.tolist() == [0, 0, 0, 2, 0, 2, 0]
    assert c.grievance.tolist() == [0, 0, 0, -0.5, -0.5, -0.5, 0]
    assert c.spell.tolist() == [1, 0, 3, 0, 1, 3, 6]


def test_commitment_ends_to_the_firm_left_and_to_no_other() -> None:
    ties = moved().columns.commitment
    expected = np.repeat([[0.25], [0.5], [0.75]], 7, axis=1)
    expected[0, [0, 1]] = expected[2, 6] = 0.0
    assert ties.tolist() == expected.tolist()


def test_what_outlasts_a_spell_outlasts_it() -> None:
    c = moved().columns
    assert c.satisfaction.tolist() == np.repeat([[0.25], [-0.5], [0.75]], 7, axis=1).tolist()
    assert c.word.tolist() == np.repeat([[0.5], [0.25], [-0.5]], 7, axis=1).tolist()


def test_an_open_complaint_ends_with_the_spell() -> None:
    c = moved(complaint=1, upset=1).columns
    assert [c.complaint[row] for row in SWITCHED] == [0, 0] and all(c.complaint[row] for row in STAYED)
    assert not c.upset[[0, 1, 3, 5, 6]].any()  # what makes one think again does so once


def test_a_firm_counts_who_came_left_and_bought_again() -> None:
    r = moved().record
    assert r.started[0].tolist() == [2, 2, 1] and r.ended[0].tolist() == [0, 5, 0]
    assert r.lost[0].tolist() == [2, 0, 1] and r.lost_to_rivals[0].tolist() == [1, 0, 1]
    assert r.won[0].sum(axis=0).tolist() == [0, 3, 0]
    # with one purchase: customer 5 of the second firm, who stays, and 6 of the third, who leaves
    assert r.once[0].tolist() == [0, 1, 1] and r.twice[0].tolist() == [0, 1, 0]
    assert r.founders[0].tolist() == [0, 1, 0]  # customer 3: 5 has begun three spells before


def test_a_customer_who_vanished_is_found() -> None:
    engine = placed(FIRMS, OWNER, AWARE)
    engine.columns.firm[3] = 0
    with pytest.raises(StateError, match="period 0: the customers of a firm do not add up"):
        engine.run(1)


def test_memory_and_reach_say_through_what_they_were_won() -> None:
    word = np.zeros((3, 7))
    word[1, [0, 2]] = 0.5, -0.5  # whom others told well and ill
    won = moved(word=word).record.won[0, :, 1]
    assert won.tolist() == [2, 0, 1, 0, 0]


@pytest.mark.parametrize("own", [1, 2, 3])
def test_a_friend_who_left_counts_only_with_customers_of_that_firm(own: int) -> None:
    listens = WordOfMouth(talk_good=0.0, talk_bad=0.0, sobering=0.5, weak_ties=0)
    firms = (firm(), firm(), firm())
    engine = placed(firms, [own] * 6, columns={"contagion": 1.0}, network=RING, word=listens, **IDLE)
    engine.columns.spoken[1, 2] = 2 << 4  # customer 2 left the second firm in the period before
    engine.run(1)
    missed = float(own == 2)
    assert engine.columns.contagion.tolist() == [0.5, 0.5 + missed, 0.5, 0.5 + missed, 0.5, 0.5]


def test_who_leaves_says_which_firm_and_friends_see_it_a_period_later() -> None:
    listens = WordOfMouth(talk_good=0.0, talk_bad=0.0, sobering=1.0, weak_ties=0)
    loyal = [50.0, 2000.0, 50.0, 2000.0, 50.0, 50.0]  # the friends of the one who leaves stay whatever it costs them
    owner, aware = [2, 1, 1, 1, 2, 2], [0, 0, 0b10, 0, 0, 0]
    engine = placed((firm(DEAR), firm(CHEAP)), owner, aware, {"taste": loyal}, network=RING, word=listens, **IDLE)
    engine.run(1)
    assert engine.columns.firm.tolist() == [2, 1, 2, 1, 2, 2]
    assert engine.columns.spoken[0].tolist() == [0, 0, 1 << 4, 0, 0, 0]
    assert not engine.columns.contagion.any()
    engine.run(1)
    assert engine.columns.contagion.tolist() == [0, 1, 0, 1, 0, 0]
    assert engine.columns.spoken[1].tolist() == [0] * 6
    engine.run(1)
    assert not engine.columns.contagion.any()
