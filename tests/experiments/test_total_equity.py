"""What customers are worth in all, where it can be said by hand: where nobody talks they bring about nothing."""

import numpy as np
import pytest

from tenfold.agents.engine import Engine
from tenfold.agents.plan import Plan
from tenfold.experiments.scenario import compose
from tenfold.experiments.study import listed
from tenfold.experiments.study.design import plans_of
from tenfold.experiments.total_equity import AT, TAKEN, margins, total_equity, without
from tenfold.experiments.whom_runs import USUAL, arm

pytestmark = pytest.mark.slow


def plan(talk: bool, **more: float) -> Plan:
    base = compose("whom_to_keep", ["market.size=1500", "market.periods=30"]).plan()
    overrides = arm(**USUAL | {"talk": talk, "adopts": "nothing"}) | more
    overrides |= {f"firms.{f}.budget": 0.0 for f in range(3)}  # else less is spent on each where there are more
    return plans_of(listed(("x",), {(1,): overrides}), base)[0]


def test_where_nobody_talks_customers_are_worth_what_they_bring() -> None:
    for hubs in (False, True):
        found = total_equity(plan(False), 2, hubs)
        assert found.direct > 0.0 and found.expansion == found.acceleration == 0.0


def test_where_they_talk_others_follow() -> None:
    found = total_equity(plan(True), 2, True)
    assert found.direct > 0.0 and found.expansion != 0.0 != found.acceleration


def test_who_is_taken_away_buys_nothing_more_and_the_rest_adds_up() -> None:
    engine = Engine(plan(True), 2).run(AT)
    some = np.flatnonzero(engine.columns.firm == 1)[:TAKEN].astype(np.int32)
    before = engine.columns.firm.copy()
    copy = without(engine, some)
    whole = margins(copy)
    assert not whole[some].any() and not copy.columns.firm[some].any() and (engine.columns.firm == before).all()
    r, worth = copy.record, copy.books.worth[AT : copy.now]
    booked = (r.revenue[AT:, 0] - r.serve[AT:, 0] - r.service[AT:, 0]) / 100.0
    assert whole.sum() == pytest.approx(booked @ worth, rel=1e-4)


def test_too_few_customers_are_not_divided() -> None:
    small = plan(True).model_copy(update={"market": plan(True).market.model_copy(update={"size": 120})})
    assert np.isnan(total_equity(small, 1, True).direct)
