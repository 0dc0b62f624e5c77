"""The value chain: quality, failures and money by hand, value beside cost, taking over; off nothing changes."""

from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

from tenfold.agents.customer.value import Value
from tenfold.agents.engine import Engine
from tenfold.agents.firm.chain import ACTIVITIES, FEEDS, PRIMARY, Chain, adds_to, costs_at, table
from tenfold.agents.firm.parameters import FirmPlan
from tenfold.agents.plan import MarketPlan, Plan, check
from tenfold.sim.errors import InputError
from tenfold.sim.jit import f8
from tests.agents.placed import firm, placed

WEIGHTS = (0.3, 0.15, 0.25, 0.2, 0.1)


def engine(**own: Any) -> Engine:
    return placed((firm(price=50.0, chain=Chain(on=True, **own)),), [1] * 10, market={"periods": 2}).run(1)


def quality(chain: Chain) -> Any:
    levels = np.array([getattr(chain, name) for name in ACTIVITIES])
    return [0.45 + 0.45 * float(np.dot(getattr(chain, feeds), levels)) for feeds in FEEDS]


def test_rules_by_hand() -> None:
    assert adds_to(f8(0.5), f8(0.4), f8(0.5)) == pytest.approx(0.59)
    assert costs_at(f8(1.5), f8(0.6)) == pytest.approx(0.54)


def test_at_usual_levels_a_firm_delivers_fails_and_costs_as_without() -> None:
    run = engine()
    assert run.firms.quality[:, 0] == pytest.approx([0.72] * 5)
    assert run.firms.failure[0] == pytest.approx(0.03, abs=3e-4)
    assert not run.record.primary.any() and not run.record.support.any()


def test_levels_make_quality_failures_and_costs() -> None:
    levels = dict(zip(ACTIVITIES, np.linspace(0.15, 0.95, 9).round(2).tolist(), strict=True))
    costs = tuple(float(k) for k in range(9))
    run, chain = engine(**levels, costs=costs, failure=0.1), Chain(**levels)
    assert run.firms.quality[:, 0] == pytest.approx(quality(chain), abs=1e-6)
    works = np.prod([1 - 0.1 * (1 - level) for level in levels.values()])
    assert run.firms.failure[0] == pytest.approx(1 - works, abs=1e-6)
    more = [c * (level**2 - 0.36) for c, level in zip(costs, levels.values(), strict=True)]
    assert run.record.primary[0, 0] == round(1000 * sum(more[:5])) and len(PRIMARY) == 5
    assert run.record.support[0, 0] == round(1000 * sum(more[5:])) and run.books.balance.sum() == 0


def test_what_is_taken_over_costs_more_and_fails_less() -> None:
    for number, entry in ((2, "primary"), (7, "support")):
        run = engine(taken_over=number, failure=0.1)
        works = (1 - 0.1 * 0.4) ** 8 * (1 - 0.05 * 0.4)
        assert run.firms.failure[0] == pytest.approx(1 - works, abs=1e-6)
        assert getattr(run.record, entry)[0, 0] == round(1000 * 1.5 * 0.36 * 0.2)


def test_a_step_of_a_level_is_worth_what_the_matrix_says() -> None:
    """DPV = beta w M .45 dl: the table's, and that of what a market delivers."""
    rows = table(Chain(), Value().worth, WEIGHTS)
    assert [row.name for row in rows] == list(ACTIVITIES)
    operations = 100 * 0.045 * (0.3 * 0.45 + 0.15 * 0.15 + 0.25 * 0.05 + 0.2 * 0.2 + 0.1 * 0.05)
    assert rows[1].step_worth == pytest.approx(operations) and rows[1].cost == pytest.approx(1.5 * 0.36)
    assert rows[1].step_cost == pytest.approx(1.5 * (0.49 - 0.36))
    for row in rows:
        change = engine(**{row.name: 0.7}).firms.quality[:, 0].astype(float) - 0.72
        assert 100 * np.dot(WEIGHTS, change) == pytest.approx(row.step_worth, abs=1e-4), row.name


def test_weights_that_do_not_sum_to_1_are_refused() -> None:
    with pytest.raises(InputError, match=r"firms\.0\.chain\.to_fit = .*nine weights that sum to 1"):
        check(Plan(firms=(FirmPlan(chain=Chain(on=True, to_fit=(0.2,) * 9)),)))
    with pytest.raises(ValidationError):
        Chain(to_fit=(0.5, 0.5))  # type: ignore[arg-type]


def test_off_nothing_changes() -> None:
    firms = [tuple(FirmPlan(name=n, start_share=0.4, chain=Chain(on=False, **own)) for n in "ab")
             for own in ({}, {"operations": 0.0, "costs": (9.0,) * 9})]  # fmt: skip
    runs = [Engine(Plan(market=MarketPlan(size=90, periods=6, burn_in=0), firms=each), 2).run() for each in firms]
    assert runs[0].books.record.tobytes() == runs[1].books.record.tobytes() and not runs[0].firms.levels.any()
