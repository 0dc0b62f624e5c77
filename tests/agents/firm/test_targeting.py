"""Targeting by hand: who gets the care, that it is as much money, what is learnt, and that off is nothing."""

import math
from typing import Any

import numpy as np
import pytest
from scipy.stats import norm

from tenfold.agents.customer.loyalty import Loyalty
from tenfold.agents.customer.serving import Serving
from tenfold.agents.customer.settle import HEARSAY, REFERRAL
from tenfold.agents.customer.suggestion import Adoption, Suggestion
from tenfold.agents.customer.volume import Volume
from tenfold.agents.customer.word_of_mouth import WordOfMouth
from tenfold.agents.engine import Engine
from tenfold.agents.firm.foresight import KNOWN, SCORES, score_all
from tenfold.agents.firm.ranking import list_own, mark_best
from tenfold.agents.firm.targeting import Targeting, close_targeting
from tenfold.sim.jit import i8
from tests.agents.placed import DEAR, firm, placed

QUARTER = {"discount": 0.25, "periods": 6}
WORTH = 0.8 ** np.arange(6)
CARE = Loyalty(growth=0.0, damage=0.0, wear=0.0, care=0.5, care_steepness=0.1)
VOLUMES, COSTS = [-0.5, 0.0, 1.0, 3.0, 0.5], [1.0, 0.0, 25.0, 20.0, 0.0]  # bring 6.5, 15, 5, 40 and, elsewhere, 22.5


def caring(score: str, share: float = 0.25, owner: tuple[int, ...] = (1, 1, 1, 1, 2), **given: Any) -> Engine:
    """Place customers of a firm that has 8 money to spend on keeping them, and one of a rival."""
    own = Targeting(on=True, score=score, share=share, **given.pop("own", {}))  # type: ignore[arg-type]
    first = firm(budget=1.6, retention_share=1.0, review=2, targeting=own, adoption=Adoption(on=True, effort=0.0))
    what: dict[str, Any] = {
        "market": QUARTER, "volume": Volume(spread=0.5), "serving": Serving(on=True), "loyalty": CARE,
    }  # fmt: skip
    engine = placed((first, firm()), list(owner), **(what | given))
    if len(owner) == 5:
        engine.columns.extra_volume[:], engine.columns.service_cost[:] = VOLUMES, COSTS
    return engine


def cared(spend: float, times: int) -> float:
    """Give commitment after some periods of care alone."""
    return 1.0 - (1.0 - 0.5 * (1.0 - math.exp(-0.1 * spend))) ** times


def test_all_the_care_goes_to_the_first_and_it_is_the_same_money() -> None:
    engine, even = caring("sales"), caring("none")
    engine.run(4), even.run(4)
    assert engine.columns.favoured.tolist() == [0, 0, 0, 1, 0]
    ties, others = engine.columns.commitment[0], even.columns.commitment[0]
    assert ties[:4] == pytest.approx([0, 0, 0, cared(8.0, 4)], rel=1e-4)
    assert others[:4] == pytest.approx([cared(2.0, 4)] * 4, rel=1e-4) and ties[4] == others[4] == 0.0
    assert engine.record.retain.tolist() == even.record.retain.tolist() == [[800, 0]] * 4
    assert engine.record.picked.tolist() == [[1, 0]] * 4 and not even.record.picked.any()
    less = engine.columns.value - even.columns.value
    assert less == pytest.approx([2 * WORTH[:4].sum()] * 3 + [-6 * WORTH[:4].sum(), 0], rel=1e-4)
    assert engine.columns.bought == pytest.approx([40.0, 80.0, 160.0, 320.0, 0.0])  # of the firm that keeps account
    assert less.sum() == pytest.approx(0.0, abs=1e-3)


@pytest.mark.parametrize(("score", "spend"), [("sales", [0, 0, 0, 8.0]), ("none", [2.0] * 4)])
def test_care_may_be_felt(score: str, spend: list[float]) -> None:
    plain, felt = (caring(score, own={"felt": x}).run(1) for x in (0.0, 0.25))
    gained = felt.columns.satisfaction[0] - plain.columns.satisfaction[0]
    assert gained == pytest.approx([0.25 * (1 - math.exp(-0.1 * x)) for x in spend] + [0], rel=1e-4)
    assert (felt.columns.satisfaction[1] == plain.columns.satisfaction[1]).all()


def test_two_of_four_share_it() -> None:
    engine = caring("sales", 0.5).run(1)
    assert engine.columns.favoured.tolist() == [0, 0, 1, 1, 0]
    assert engine.columns.commitment[0, 2:4] == pytest.approx([cared(4.0, 1)] * 2, rel=1e-4)
    one = caring("sales", 0.3).run(1)  # of four, three tenths is one, who gets all that there is
    assert one.columns.commitment[0, :4] == pytest.approx([0, 0, 0, cared(8.0, 1)], rel=1e-4)


BEST = {"sales": [3, 2, 1, 0], "lifetime": [3, 1, 0, 2], "uplift": [3, 1, 0, 2]}


@pytest.mark.parametrize(("score", "best"), BEST.items())
def test_money_ranks_them(score: str, best: list[int]) -> None:
    engine = caring(score).run(3)
    assert np.argsort(-engine.columns.score[:4]).tolist() == best
    if score == "sales":
        assert engine.columns.score[:4].tolist() == [10.0, 20.0, 40.0, 80.0]


def test_who_stays_is_learnt_by_tenure_and_foretold() -> None:
    engine = caring("lifetime")
    engine.columns.tenure[:] = [1, 2, 20, 3, 5]
    engine.run(3)
    firms = engine.firms
    assert firms.watched[:, 0].tolist() == [0, 2, 1, 0, 1, 0, 0, 0] == firms.stayed[:, 0].tolist()
    assert firms.watching[:, 0].tolist() == [0, 0, 3, 0, 1, 0, 0, 0]  # two more periods: 3, 4, 22 and 5
    usual = (4 + 0.5) / (4 + 1)
    stay = {n: math.sqrt((seen + 10 * usual) / (seen + 10)) for n, seen in {2: 1, 4: 1}.items()}
    periods = {n: r / (1.25 - r) for n, r in stay.items()}
    expected = [6.5 * periods[2], 15 * periods[2], 5 * periods[4], 40 * periods[2]]
    assert engine.columns.score[:4] == pytest.approx(expected, rel=1e-3)


def test_what_is_learnt_adds_up_over_reviews() -> None:
    firms = caring("sales").run(5).firms
    assert firms.watched[:, 0].tolist() == [0, 4, 4, 0, 0, 0, 0, 0] == firms.stayed[:, 0].tolist()


def test_who_left_is_learnt_as_well_and_a_newcomer_waits() -> None:
    engine = caring("sales")
    engine.run(1)
    c = engine.columns
    engine.columns.firm[3:], engine.columns.aware[3:] = [2, 1], [2, 1]  # as if they had changed
    for name in ("noted", "favoured", "tenure", "bought"):
        getattr(c, name)[3:] = 0
    engine.books.present[:] = [4, 1]
    engine.run(1)
    assert not c.favoured.any() and engine.record.picked[:, 0].tolist() == [1, 0]
    engine.run(1)
    assert engine.firms.watched[1, 0] == 4 and engine.firms.stayed[1, 0] == 3
    assert c.favoured.tolist() == [0, 0, 1, 0, 0]


def test_what_a_firm_noted_ends_with_the_spell() -> None:
    own = Targeting(on=True, score="sales", share=1.0)
    engine = placed((firm(DEAR, targeting=own, review=1), firm()), [1], [0b10])
    c = engine.columns
    c.bought[:], c.noted[:], c.rated[:], c.score[:] = 9.0, 3, 0.5, 7.0
    engine.run(1)
    assert c.firm.tolist() == [2] and engine.record.picked[0].tolist() == [1, 0]
    assert not any(x.any() for x in (c.favoured, c.bought, c.noted, c.rated, c.score))


def test_the_customer_score_adds_what_was_bought_is_bought_and_will_be_to_suggestions() -> None:
    ideas = Suggestion(on=True, rate=1.0)
    engine = caring("points", suggestion=ideas, own={"per_point": 40.0})
    engine.columns.inventive[:] = [1.0, 1e-9, 0.0, 0.0, 0.0]
    engine.run(3)
    stay = math.sqrt(0.9)  # nobody of that tenure was seen before: that of all, (4 + 1/2) / (4 + 1)
    sales = np.array([10.0, 20.0, 40.0, 80.0])
    money = (2 * sales + sales + sales * stay / (1.25 - stay)) / 40.0
    assert engine.columns.score[:4] == pytest.approx(money + [20, 4, 0, 0], rel=1e-3)


def test_engagement_is_lifetime_value_where_nobody_talks_or_suggests() -> None:
    silent, plain = caring("engagement").run(6), caring("lifetime").run(6)
    assert silent.columns.score.tobytes() == plain.columns.score.tobytes() and silent.columns.score.any()
    assert silent.books.record.tobytes() == plain.books.record.tobytes()


@pytest.mark.parametrize("hubs", [0.0, 1.0])
def test_influence_and_knowledge_are_added_as_said(hubs: float) -> None:
    word = WordOfMouth(talk_good=0.0, talk_bad=0.0, weak_ties=1, told_good=2.0, hubs=hubs)
    engine = caring("engagement", word=word, suggestion=Suggestion(on=True, rate=0.0), own={"tie_error": 0.0})
    engine.world.network.degree[:] = [7, 0, 1, 2, 0]
    engine.columns.useful[:4], engine.columns.tenure[:4] = [0, 3, 0, 0], 1
    engine.run(2)
    engine.firms.talked_in[0] = 4.0  # in two periods
    engine.run(1)
    mine = new = math.sqrt(0.9) / (1.25 - math.sqrt(0.9))  # periods to come; no class but one was seen before
    brings, ties = np.array([6.5, 15.0, 5.0, 40.0]), np.array([8.0, 1.0, 2.0, 3.0])
    reach = np.minimum(ties, 2.0 * (ties / ties.mean()) ** hubs)
    influence = 2.0 * brings.mean() * new * reach / reach.sum()
    saved = 0.02 * 1000 / 5 * 7.5 * 24.0  # of a suggestion: cut x heads x units x periods
    knowledge = saved * np.array([0.0, 3.0, 0.0, 0.0]) / 3
    assert engine.columns.score[:4] == pytest.approx(mine * (brings + influence + knowledge), rel=1e-3)


def test_ideas_are_worth_nothing_to_a_firm_that_takes_up_none() -> None:
    deaf, plain = (caring(score, suggestion=Suggestion(on=True, rate=0.0)) for score in ("engagement", "lifetime"))
    deaf.world.settings.adoption.on[0] = 0.0
    for engine in (deaf, plain):
        engine.columns.useful[:] = 3
        engine.run(3)
    assert (deaf.columns.score == plain.columns.score).all() and plain.columns.score.any()


def test_ties_are_known_as_they_are_said() -> None:
    word = WordOfMouth(talk_good=0.0, talk_bad=0.0, weak_ties=2)
    owner = (1,) * 2000
    engine = caring("ties", owner=owner, word=word, own={"tie_error": 0.4}, volume=Volume(), serving=Serving())
    engine.world.network.degree[:] = np.arange(2000) % 7
    engine.run(1)
    errors = np.log(engine.columns.score.astype(float) / (np.arange(2000) % 7 + 2))
    z = float(norm.isf(1e-7))
    assert abs(errors.mean()) < z * 0.4 / math.sqrt(2000) and abs(errors.std() / 0.4 - 1) < z / math.sqrt(4000)
    first = engine.columns.score.copy()
    engine.run(2)
    assert (engine.columns.score == first).all()  # the same error at every review
    nobody = caring("ties").run(1)
    assert not nobody.columns.score.any()


def test_who_is_less_content_than_before_is_cared_for() -> None:
    engine = caring("declining", own={"survey_error": 0.0})
    engine.columns.satisfaction[0] = [0.9, 0.8, -0.5, 0.0, 0.9]
    engine.run(1)
    assert not engine.columns.score.any() and engine.record.picked[0, 0] == 1  # nobody was asked before
    engine.run(1)
    engine.columns.satisfaction[0] = [0.5, 0.8, -0.75, 0.25, 0.0]
    engine.run(1)
    assert engine.columns.score[:4] == pytest.approx([0.4, 0.0, 0.25, -0.25], abs=1e-6)
    assert engine.columns.favoured.tolist() == [1, 0, 0, 0, 0]


def test_the_random_score_says_nothing_of_anybody() -> None:
    size, z = 4000, float(norm.isf(1e-7))
    engine = caring("random", owner=(1,) * size, volume=Volume(spread=0.9), serving=Serving(on=True)).run(1)
    c = engine.columns
    ranks = [np.argsort(np.argsort(x)) for x in (c.score, c.extra_volume)]
    assert abs(np.corrcoef(*ranks)[0, 1]) < z / math.sqrt(size)
    assert int(c.favoured.sum()) == 1000
    before = c.favoured.copy()
    engine.run(2)
    assert (c.favoured == before).all()  # the lucky stay so


def test_among_those_alike_the_luckiest_are_first() -> None:
    flag = np.zeros(6, np.uint8)
    luck = np.array([0.1, 0.9, 0.5, 0.3, 0.7, 0.2], np.float32)
    for wanted, first in ((0, []), (1, [3]), (2, [1, 3]), (3, [1, 3, 4]), (6, list(range(6))), (9, list(range(6)))):
        mark_best(np.array([1, 1, 1, 2, 1, 0], np.float32), luck, i8(wanted), flag)
        assert np.flatnonzero(flag).tolist() == first, wanted


def test_customers_won_by_word_of_mouth_are_counted_between_reviews() -> None:
    engine = caring("engagement")
    engine.run(2)
    assert engine.firms.talked_in[0] == engine.record.won[:, HEARSAY, 0].sum() == 0
    for source in range(5):
        engine.world.counted.won[source, 0] = 10**source
    close_targeting(engine.handle, i8(0), i8(1))
    assert engine.firms.talked_in[0] == 10**HEARSAY + 10**REFERRAL
    engine.run(1)
    assert engine.firms.talked_in[0] == 0  # counted anew after a review


def test_every_score_can_be_worked_out_of_a_market_at_rest() -> None:
    engine = caring("none").run(3)
    rows = list_own(engine.columns.firm, 1)
    luck, fall = np.full(rows.size, 0.5, np.float32), np.zeros(rows.size, np.float32)
    for kind, name in enumerate(SCORES):
        found = score_all(engine.handle, 0, i8(kind), rows, luck, fall)
        assert found.shape == (4,) and np.isfinite(found).all()
        assert found.any() == (name not in ("none", "ties", "declining")) and KNOWN == SCORES.index("ties")


def test_without_a_score_or_off_care_is_even() -> None:
    off = caring("sales")
    off.world.settings.targeting.on[0] = 0.0
    none = caring("none").run(4)
    assert off.run(4).books.record.tobytes() == none.books.record.tobytes()
    assert not off.columns.noted.any() and none.columns.noted.any()
