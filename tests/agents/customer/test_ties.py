"""Ties: paid in the first purchases of a spell, lasting as long as it, and lost by who leaves."""

from typing import Any

import pytest

from tenfold.agents.customer.choice import Choice
from tenfold.agents.customer.ties import Ties
from tenfold.agents.engine import Engine
from tenfold.agents.measures import profit_cents
from tests.agents.placed import CHEAP, DEAR, firm, placed

CALM: dict[str, Any] = {
    "choice": Choice(reconsider=0.0, switching=1.0, switching_growth=0.0), "ties": Ties(on=True, weight=0.5, first=3),
    "market": {"discount": 0.25},
}  # fmt: skip


def engine(owner: list[int], **more: Any) -> Engine:
    return placed((firm(tie_money=2.0, price=10.0), firm()), owner, **(CALM | more))


def test_money_is_put_in_during_the_first_purchases_and_binds_for_good() -> None:
    run = engine([1, 2, 0])
    run.run(4)  # the first counted purchase is the second of the spell
    assert run.columns.tied.tolist() == [4, 0, 0]
    assert run.record.ties[:, 0].tolist() == [200, 200, 0, 0] and run.record.bonded[:, 0].tolist() == [1, 1, 0, 0]
    assert run.world.passing.cost[:3].tolist() == [1 + 0.5 * 4, 1, 0]
    assert run.columns.value[0] == pytest.approx(5 * (1 + 0.8 + 0.64 + 0.512) - 2 * (1 + 0.8), rel=1e-6)
    assert (run.record.cash[-1] == profit_cents(run.record).sum(axis=0)).all() and run.books.balance.sum() == 0


def test_they_end_with_the_spell_and_begin_with_the_next() -> None:
    firms = (firm(DEAR, tie_money=2.0), firm(CHEAP, tie_money=3.0))
    run = placed(firms, [1, 1], aware=[3, 1], columns={"tied": [5.0, 5.0]},
                 ties=Ties(on=True, first=1))  # fmt: skip
    run.run(2)
    assert run.columns.firm.tolist() == [2, 0] and run.columns.tied.tolist() == [3, 0]
    assert run.record.ties[:2].tolist() == [[0, 300], [0, 0]]


def test_off_nothing_is_put_in() -> None:
    off, none = engine([1, 2], ties=Ties(on=False, weight=9.0)), placed((firm(price=10.0), firm()), [1, 2], **CALM)
    assert off.run().books.record.tobytes() == none.run().books.record.tobytes() and not off.columns.tied.any()
