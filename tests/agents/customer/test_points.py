"""Points: earned with what is bought, owed, redeemed in turn, lost by who leaves, and so a reason to stay."""

from typing import Any

import numpy as np
import pytest

from tenfold.agents.customer.choice import Choice
from tenfold.agents.customer.points import Points
from tenfold.agents.customer.volume import Volume
from tenfold.agents.engine import Engine
from tenfold.agents.measures import profit_cents
from tenfold.sim.groups import varied
from tests.agents.placed import CHEAP, DEAR, firm, placed

STAYING = Choice(reconsider=0.0, switching=1.0, switching_growth=0.0)
CALM: dict[str, Any] = {"choice": STAYING, "points": Points(on=True, weight=0.5, every=3)}


def engine(owner: list[int], extra: list[float] | None = None, **more: Any) -> Engine:
    firms = (firm(point_money=2.0, price=10.0), firm())
    columns = {"extra_volume": [0.0] * len(owner) if extra is None else extra}
    more = {"volume": Volume(spread=0.1)} | more if extra else more
    return placed(firms, owner, columns=columns, **(CALM | {"market": {"discount": 0.25}} | more))


def entries(run: Engine, *names: str) -> list[list[int]]:
    """Give entries of the first firm's books by period."""
    return [getattr(run.record, name)[: run.now, 0].tolist() for name in names]


def test_points_are_earned_by_volume_redeemed_in_turn_and_owed_meanwhile() -> None:
    run = engine([1, 1, 2, 0], [0.0, 0.5, 0.0, 0.0])
    run.run(1)  # the second purchase of this spell
    assert run.columns.points.tolist() == [200, 300, 0, 0]
    run.run(1)  # the third: all is redeemed
    assert run.columns.points.tolist() == [0, 0, 0, 0]
    run.run(1)
    assert entries(run, "points", "redeemed", "owed") == [[500] * 3, [0, 1000, 0], [500, 0, 500]]
    assert run.columns.paid.tolist()[:3] == [3 * 1000 - 400, 3 * 1500 - 600, 3 * 2000]
    worth = 1 + 0.8 + 0.64
    assert run.columns.value[:2] == pytest.approx([worth * (10 - 5 - 2), worth * 1.5 * (10 - 5 - 2)], rel=1e-6)


def test_who_leaves_loses_them_and_the_books_get_them_back() -> None:
    prices = (firm(DEAR, point_money=2.0), firm(CHEAP, point_money=1.0))
    run = placed(prices, [1, 1, 2], aware=[3, 1, 3], columns={"points": [700, 0, 300]}, points=Points(on=True),
                 market={"discount": 0.25})  # fmt: skip
    run.firms.owed[:] = [700, 300]
    run.run(1)
    assert run.columns.firm.tolist() == [2, 0, 2]  # one runs to the cheap firm, one does without, one stays
    assert run.columns.points.tolist() == [100, 0, 400]
    assert run.record.points[0].tolist() == [-700, 200] and run.record.owed[0].tolist() == [0, 500]
    assert run.columns.value.tolist() == pytest.approx([7 + 20 - 5 - 1, 0, 20 - 5 - 1])


def test_money_adds_up_with_what_is_owed() -> None:
    base = engine([1] * 40 + [2] * 40, points=Points(on=True, every=2)).plan
    run = Engine(varied(base, {"customers.choice.reconsider": 0.5, "customers.volume.spread": 0.8,
                               "customers.segments.0.taste": 0.0, "firms.0.start_share": 0.5,
                               "firms.0.known": 1.0, "firms.1.known": 1.0}), 3)  # fmt: skip
    for _ in range(4):
        run.run(1)
        held = [int(run.columns.points[run.columns.firm == k].sum()) for k in (1, 2)]
        now = run.now - 1
        assert run.record.owed[now].tolist() == held == run.firms.owed.tolist()
        assert (run.record.cash[now] == profit_cents(run.record)[: now + 1].sum(axis=0) + held).all()
        assert run.books.balance.sum() == 0
    assert run.record.forfeited.any() and run.record.redeemed.any() and (run.columns.points >= 0).all()


def test_points_bind_by_what_would_be_lost() -> None:
    run = engine([1, 1, 2, 0])
    run.columns.points[:] = [0, 600, 0, 0]
    run.run(1)
    assert run.world.passing.cost[:4].tolist() == [1, 1 + 0.5 * 6, 1, 0]


def test_off_there_are_none_and_without_weight_they_move_nobody() -> None:
    base = varied(engine([1] * 60 + [2] * 60).plan, {
        "customers.choice": Choice(reconsider=0.5, sensitivity=0.08), "firms.0.start_share": 0.4,
        "firms.0.known": 1.0, "firms.1.known": 1.0, "customers.segments.0.taste": 0.0,
    })  # fmt: skip
    off, idle, heavy = (Engine(varied(base, {"customers.points.on": on, "customers.points.weight": weight}), 3).run()
                        for on, weight in ((False, 9.0), (True, 0.0), (True, 9.0)))  # fmt: skip
    none = Engine(varied(base, {"customers.points.on": False, "firms.0.point_money": 0.0}), 3).run()
    assert off.books.record.tobytes() == none.books.record.tobytes() and not off.columns.points.any()
    assert (off.columns.firm == idle.columns.firm).all() and idle.record.points.any()
    assert heavy.record.lost[:, 0].sum() < idle.record.lost[:, 0].sum()
    assert np.isin(["points", "redeemed", "owed"], list(heavy.record._asdict())).all()
