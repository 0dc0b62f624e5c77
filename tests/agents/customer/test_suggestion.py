"""Suggestions by hand: who makes them, what becomes of them, and what a firm makes of them."""

from typing import Any

import numpy as np
import pytest
from scipy.stats import norm

from tenfold.agents.customer.suggestion import Adoption, Suggestion
from tenfold.agents.engine import Engine
from tenfold.agents.firm.agent import Firm
from tenfold.agents.market import Market
from tests.agents.placed import CHEAP, DEAR, firm, made, placed

EAGER = Suggestion(on=True, rate=1.0, pleased=0.25)  # whoever has ideas says one every period
HIGH = 0.9999999  # of chances; numbers drawn lie below
HEADS = 5  # in the market, so that one suggestion does as much as 200 in a market of 1000


def told(takes: str = "good", inventive: tuple[float, ...] = (1.0, 0.0, 0.0, 0.0, 0.0), **own: Any) -> Engine:
    """Place five customers of whom some are never wrong and the others silent, or always wrong where said."""
    adoption = Adoption(on=True, takes=takes, **({"effort": 3.5} | own))  # type: ignore[arg-type]
    firms = (firm(adoption=adoption, quality=(0.5,) * 5), firm(quality=(0.5,) * 5))
    engine = placed(firms, [1, 1, 1, 2, 0], suggestion=EAGER)
    engine.columns.inventive[:] = inventive
    return engine


def test_one_in_ten_has_ideas_and_they_differ() -> None:
    size, z = 4000, float(norm.isf(1e-7))
    ideas = Engine(made((firm(),), size, suggestion=Suggestion(on=True, share=0.1, good=0.2)), 1).columns.inventive
    some = ideas[ideas > 0].astype(float)
    assert abs(some.size - 400) < z * np.sqrt(size * 0.09)
    assert 0.0 < some.min() and some.max() < 0.4  # evenly from 0 to twice the mean
    assert abs(some.mean() - 0.2) < z * 0.4 / np.sqrt(12 * some.size) and abs(some.std() - 0.4 / np.sqrt(12)) < 0.02


def test_a_good_suggestion_betters_the_product_or_makes_it_cheaper_and_is_paid_for() -> None:
    engine = told(betters=0.0005, cuts=0.001)
    engine.run(4)
    r, given = engine.record, engine.world.settings
    assert r.suggestions[:, 0].tolist() == [1] * 4 == r.adopted[:, 0].tolist()
    better, cheaper = int(r.better[:, 0].sum()), int(r.cheaper[:, 0].sum())
    assert better + cheaper == 4 and 0 < better < 4  # by this seed both happen
    assert given.quality[:, 0].tolist() == pytest.approx([0.5 + 0.1 * better, *[0.5] * 4])
    assert given.unit_cost.tolist() == pytest.approx([5.0 - 0.2 * cheaper, 5.0])
    assert r.ideas.tolist() == [[350, 0]] * 4 and engine.books.balance.sum() == 0
    c = engine.columns
    assert c.suggested.tolist() == c.useful.tolist() == [4, 0, 0, 0, 0]
    assert r.serve[1:, 0].tolist() != [1500] * 3 or cheaper == int(r.cheaper[3, 0])  # from the next period on
    assert engine.seen(0).unit_cost == pytest.approx(5.0 - 0.2 * cheaper)  # and the firm knows


def test_quality_and_cost_end_where_they_can() -> None:
    engine = told(inventive=(1.0, 1.0, 1.0, 0.0, 0.0), betters=0.01, cuts=1.0)
    engine.run(4)
    assert engine.world.settings.quality[0, 0] == 1.0 and engine.world.settings.unit_cost[0] == 0.0


@pytest.mark.parametrize(("takes", "adopted"), [("good", 0), ("all", 1)])
def test_a_bad_one_is_left_unless_customers_are_always_right(takes: str, adopted: int) -> None:
    engine = told(takes, inventive=(1e-9, 0, 0, 1e-9, 1e-9), burdens=0.001)
    before = engine.columns.satisfaction[0, 0]
    plain = told("good", inventive=(0.0,) * 5)
    engine.run(2), plain.run(2)
    r = engine.record
    assert r.suggestions.tolist() == [[1, 1]] * 2  # whoever has no firm tells nobody
    assert not r.better.any() and not r.cheaper.any() and r.adopted.tolist() == [[adopted, 0]] * 2
    assert engine.world.settings.unit_cost.tolist() == pytest.approx([5.0 + 0.4 * adopted, 5.0])
    assert r.ideas[:, 0].tolist() == [350 * adopted] * 2
    assert engine.columns.suggested.tolist() == [2, 0, 0, 2, 0] and not engine.columns.useful.any()
    gained = engine.columns.satisfaction[0] - plain.columns.satisfaction[0]
    assert gained[1:].tolist() == [0.0] * 4 and before == 0.0
    assert gained[0] == pytest.approx(adopted * (0.25 * 0.7 + 0.25))  # felt, remembered, and felt again


def test_who_leaves_takes_the_count_along() -> None:
    firms = (firm(DEAR), firm(CHEAP, adoption=Adoption(on=True)))
    engine = placed(firms, [1], [0b10], suggestion=EAGER)
    engine.columns.inventive[:] = 1.0
    engine.run(3)
    assert engine.columns.firm.tolist() == [2] and engine.columns.suggested.tolist() == [3]
    assert engine.record.suggestions.tolist() == [[0, 1]] * 3


def test_nothing_of_it_when_off() -> None:
    plain = placed((firm(),), [1, 0]).run()
    off = placed((firm(adoption=Adoption(on=True)),), [1, 0], suggestion=Suggestion(share=1.0, rate=1.0)).run()
    deaf = placed((firm(),), [1, 0], suggestion=EAGER).run()
    assert off.books.record.tobytes() == plain.books.record.tobytes() and not off.columns.inventive.any()
    assert deaf.books.balance.tolist() == plain.books.balance.tolist()


def test_a_firm_may_change_its_mind() -> None:
    class Humble(Firm):
        def decide(self, seen: Any) -> dict[str, Any]:
            return {"adoption.takes": "all"} if seen.now == 2 else {}

    own = firm(adoption=Adoption(on=True), start_share=1.0, review=1)
    market = Market(made((own,), 60, suggestion=Suggestion(on=True, share=1.0, rate=1.0, good=0.001)), 1, firm=Humble)
    assert market.run().engine.record.adopted[:, 0].tolist() == [0, 0, 60, 60]


def test_it_is_the_firm_that_takes_it_up_which_pleases() -> None:
    firms = (firm(), firm(adoption=Adoption(on=True)))
    engine, plain = (placed(firms, [1, 2], suggestion=each) for each in (EAGER, Suggestion()))
    engine.columns.inventive[:] = HIGH
    engine.run(1), plain.run(1)
    gained = engine.columns.satisfaction - plain.columns.satisfaction
    assert gained.tolist() == [[0.0, 0.0], [0.0, 0.25]] and engine.record.adopted.tolist()[0] == [0, 1]
