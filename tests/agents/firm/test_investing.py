"""Investing: what is built, lost and copied by hand, and what it costs; off nothing is."""

from typing import Any

import numpy as np
import pytest

from tenfold.agents.engine import Engine
from tenfold.agents.firm.investing import Investing, builds, copies
from tenfold.sim.jit import f8
from tests.agents.placed import firm, placed


def engine(*both: dict[str, Any], periods: int = 4) -> Engine:
    firms = tuple(firm(price=10.0, quality=(0.7,) * 5, investing=Investing(**own)) for own in both)
    return placed(firms, [1, 2, 0], market={"periods": periods, "discount": 0.0})


def test_what_is_built_comes_nearer_to_the_ceiling_and_is_lost_without_effort() -> None:
    built = [float(builds(f8(b), f8(0.7), f8(0.02), f8(0.9), f8(0.1))) for b in (0.0, 0.1, 0.2)]
    assert built == pytest.approx([0.02, 0.1 + 0.02 * 0.5, 0.2])
    assert builds(f8(0.1), f8(0.7), f8(0.0), f8(0.9), f8(0.1)) == pytest.approx(0.09)
    assert builds(f8(0.0), f8(0.95), f8(0.02), f8(0.9), f8(0.1)) == 0.0  # begun above the ceiling


def test_a_share_of_the_gap_to_the_best_is_copied() -> None:
    assert copies(f8(0.7), f8(0.8), f8(0.2)) == pytest.approx(0.02)
    assert copies(f8(0.8), f8(0.7), f8(0.2)) == copies(f8(0.7), f8(0.7), f8(1.0)) == 0.0


def test_a_firm_builds_and_another_copies_what_it_saw() -> None:
    copying = {"on": True, "imitation": 0.5, "decay": 0.0}
    run = engine({"on": True, "effort": 2.0, "speed": 0.01, "ceiling": 0.9}, copying)
    first = [0.0]
    for _ in range(4):
        first.append(first[-1] + 0.02 * (0.2 - first[-1]) / 0.2)
    second = [0.0]
    for t in range(4):
        second.append(second[-1] + 0.5 * (first[t] - second[-1]))
    for t in range(1, 5):
        run.run(1)
        assert run.firms.built == pytest.approx([first[t], second[t]]), t
        assert run.firms.shown == pytest.approx([0.7 + first[t - 1], 0.7 + second[t - 1]])
        assert run.firms.quality[:, 0] == pytest.approx(np.full(5, 0.7 + first[t - 1]))
    assert run.record.investing.tolist() == [[600, 0]] * 4 and run.books.balance.sum() == 0  # 2 a head of three


def test_without_imitation_a_rival_stays_and_with_all_of_it_there_is_no_lead_but_the_last_step() -> None:
    leader = {"on": True, "effort": 2.0}
    still = engine(leader, {"on": True}).run()
    assert still.firms.built[0] > 0 == still.firms.built[1]
    copied = engine(leader, {"on": True, "imitation": 1.0, "decay": 0.0}, periods=8).run(7)
    before = copied.firms.shown[0]
    assert 0.7 + copied.firms.built[1] == pytest.approx(before)


def test_off_or_without_effort_and_imitation_nothing_changes() -> None:
    off, none = engine({"effort": 9.0}, {}).run(), engine({"on": True}, {"on": True}).run()
    assert off.books.record.tobytes() == none.books.record.tobytes()
    assert off.columns.value.tobytes() == none.columns.value.tobytes() and not none.firms.built.any()
