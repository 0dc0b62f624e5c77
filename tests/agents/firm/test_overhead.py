"""What a firm costs however much it sells, to the cent, and who carries it."""

import pytest

from tenfold.agents.firm.overhead import carries
from tests.agents.placed import firm, placed


def test_it_is_paid_every_period_from_entry_on_whatever_is_sold() -> None:
    firms = (firm(fixed_cost=0.33), firm(fixed_cost=2.0, enters=2), firm())
    engine = placed(firms, [1, 0, 0]).run()
    assert engine.record.fixed.tolist() == [[99, 0, 0]] * 2 + [[99, 600, 0]] * 2
    plain = placed((firm(), firm(enters=2), firm()), [1, 0, 0]).run()
    assert engine.books.balance.sum() == 0 and engine.books.balance[0] - plain.books.balance[0] == 396 + 1200
    assert (plain.record.cash - engine.record.cash)[-1].tolist() == [396, 1200, 0]


def test_it_is_carried_by_volume() -> None:
    assert carries([1.0, 3.0, 0.0], 8.0).tolist() == [2.0, 6.0, 0.0]
    assert carries([0.0, 0.0], 8.0).tolist() == [0.0, 0.0] and carries([], 8.0).size == 0
    assert carries([0.1] * 7, 3.0).sum() == pytest.approx(3.0)
