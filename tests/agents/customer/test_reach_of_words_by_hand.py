"""Over how many ties a word is heard: what is asked about each, and whom those without a place in the network hear."""

from typing import Any

import pytest

from tenfold.agents.customer.agent import Customer
from tenfold.agents.customer.satisfaction import Satisfaction
from tenfold.agents.customer.word_of_mouth import BAD, WordOfMouth
from tenfold.agents.engine import Engine
from tenfold.agents.market import Market
from tenfold.sim.network import NetworkPlan
from tests.agents.placed import firm, made, place, placed

UNEVEN = NetworkPlan(kind="scale_free", degree=4)
MUTE: dict[str, Any] = {"talk_good": 0.0, "talk_bad": 0.0, "resend": 0.0}


class Listening(Customer):
    """Keeps the people told and the ties of every talker they might hear."""

    asked: list[tuple[float, float]] = []  # noqa: RUF012

    def heard_probability(self, told: Any, ties: Any) -> Any:
        self.asked.append((float(told), float(ties)))
        return super().heard_probability(told, ties)


@pytest.mark.parametrize("weak", [0, 2])
@pytest.mark.parametrize(("byte", "told"), [(2, 3.0), (2 | BAD, 7.0)])
@pytest.mark.parametrize("hubs", [0.0, 1.0])
def test_each_tie_is_asked_about_the_people_told_and_the_ties_of_the_talker(
    byte: int, told: float, weak: int, hubs: float
) -> None:
    says = WordOfMouth(told_good=3.0, told_bad=7.0, weak_ties=weak, hubs=hubs, **MUTE)
    plan = made((firm(), firm()), 20, network=UNEVEN, word=says)
    market = Market(plan, 1, "mesa", Listening)
    place(market.engine, [1] * 20)
    ties = market.engine.world.network.degree
    assert len(set(ties.tolist())) > 2
    for talker in (0, int(ties.argmin())):
        Listening.asked.clear()
        spoken = market.columns.spoken
        spoken[:] = 0
        spoken[(market.engine.now + 1) & 1, talker] = byte
        market.run(1)
        count = ties[talker] + weak
        people = told * (count / (ties.mean() + weak)) ** hubs
        friends = Listening.asked[: ties[talker]] if weak == 0 else Listening.asked
        assert len(friends) >= ties[talker]
        for each in friends:
            assert each == pytest.approx((people, count), rel=1e-5)


def test_who_has_no_place_in_the_network_hears_nobody_and_is_heard_by_nobody() -> None:
    says = WordOfMouth(told_good=1e3, told_bad=1e3, weak_ties=4, **MUTE)
    plan = made((firm(), firm()), 40, network=UNEVEN, word=says, satisfaction=Satisfaction(memory=0.0))
    for talkers, heard in ((range(40), True), (range(20, 40), False)):
        engine = place(Engine(plan, 1, networked=20), [1] * 40)
        engine.columns.spoken[1, list(talkers)] = 2
        engine.run(1)
        assert engine.columns.word[1, :20].any() == heard and not engine.columns.word[1, 20:].any()


def test_without_friends_or_meetings_nothing_is_heard() -> None:
    engine = placed((firm(), firm()), [1] * 9, word=WordOfMouth(weak_ties=0, **MUTE))
    engine.columns.spoken[1] = 2
    assert not engine.run(1).record.heard.any()
