"""What a complaint is worth: the closed form, what it says, and the simulated market beside it."""

from copy import deepcopy

import numpy as np
import pytest

from tenfold.agents.customer.complaint import Complaint
from tenfold.agents.engine import Engine
from tenfold.experiments.recovery_value import Kept, kept, share_needed, worth_handling
from tenfold.experiments.scenario import compose
from tenfold.sim.groups import varied

STAY = 1.6  # logit of staying of who thinks again, such as customers of three firms have; see the last test
USUAL = 0.1  # customers.choice.reconsider


def needed(major: bool, reconsider: float, causal: float = 0.5) -> float:
    return share_needed(kept(Complaint(reconsider=reconsider, causal=causal), STAY, major, USUAL))


@pytest.mark.parametrize(
    ("major", "reconsider", "expected"), [(True, 0.5, 0.36), (False, 0.5, 0.43), (True, 0.1, 0.90), (False, 0.1, 0.91)]
)
def test_the_share_that_must_end_well(major: bool, reconsider: float, expected: float) -> None:
    assert needed(major, reconsider) == pytest.approx(expected, abs=0.01)


@pytest.mark.parametrize("major", [True, False])
def test_every_complaint_helps_where_all_the_silent_think_again(major: bool) -> None:
    assert needed(major, 1.0) < 0.0


def test_who_stays_by_hand() -> None:
    """A logit of 2, less .8 times 1.6 held against the firm, plus half of .86, 2.47 and 3.83."""
    stays = kept(Complaint(), 2.0, True, 0.1)
    leaves = [1 / (1 + np.exp(2 - 0.8 * 1.6 + half)) for half in (0.0, 0.43, 1.235, 1.915)]
    assert stays == pytest.approx([1 - n * q for n, q in zip((0.5, 1.0, 0.1, 0.1), leaves, strict=True)])


def test_a_dear_case_must_end_well_more_often() -> None:
    stays = Kept(silent=0.8, unresolved=0.6, resolved=0.9, fast=1.0)
    assert share_needed(stays) == pytest.approx(0.5)
    assert share_needed(stays, cost=0.1) == pytest.approx(0.75)


def test_where_no_answer_keeps_anybody_no_share_is_enough() -> None:
    with pytest.raises(ValueError, match=r"resolved at once 0\.6 stay, unresolved 0\.6"):
        share_needed(Kept(0.8, 0.6, 0.9, 0.6))


def test_a_case_is_handled_if_it_costs_less_than_it_keeps() -> None:
    """Fornell & Wernerfelt 1987: cost < more repurchase x lifetime value."""
    assert worth_handling(cost=19.9, gain=0.1, lifetime_value=200.0)
    assert not worth_handling(cost=20.0, gain=0.1, lifetime_value=200.0)
    assert not worth_handling(cost=0.0, gain=-0.1, lifetime_value=200.0)


# In the market: copies of one go on, in which the first firm fails all its customers, and all or none of them complain


@pytest.fixture(scope="module")
def before() -> Engine:
    """Give a market in which nobody has complained yet."""
    plan = compose(None, ["market.size=50000", "market.periods=20", "customers.complaint.on=true"]).plan()
    first = {"firms.0.recovery.on": True, "firms.0.recovery.ease": 0.0, "firms.0.recovery.capacity": 10.0}
    return Engine(varied(plan, first | SILENT), 5).run(18)


SILENT, LOUD = ({"customers.complaint.reluctance": c0, "customers.complaint.anger": 0.0} for c0 in (-20.0, 20.0))


def stay(before: Engine, major: bool, **other: float) -> float:
    """Give the share of the first firm's customers that stays at the choice after the failure."""
    usual, before.plan = before.plan, varied(before.plan, other | {"customers.complaint.major": float(major)})
    engine = deepcopy(before)  # whose customers act by the plan it has now
    before.plan = usual
    engine.world.settings.failure[:, 0] = 1.0
    mine = engine.run(1).columns.firm == 1
    return float((engine.run(1).columns.firm[mine] == 1).mean())


@pytest.mark.parametrize("major", [True, False])
def test_the_market_needs_the_share_that_the_closed_form_says(before: Engine, major: bool) -> None:
    unresolved, fast = (stay(before, major, **LOUD, **{"customers.complaint.success_refund": x}) for x in (0.0, 1.0))
    silent = {x: stay(before, major, **{"customers.complaint.reconsider": x}) for x in (0.1, 0.5, 1.0)}
    hurt = Complaint().hurt_major if major else Complaint().hurt_minor
    logit = float(np.log(silent[1.0] / (1 - silent[1.0]))) + (1 - Complaint().fading) * hurt
    assert 1.1 < logit < 1.7
    for share, stays in silent.items():
        found = share_needed(Kept(stays, unresolved, fast, fast))
        either = 1.0 - (1.0 - share) * (1.0 - USUAL)  # the silent also think again for no reason, as everybody does
        expected = share_needed(kept(Complaint(reconsider=either), logit, major, USUAL))
        assert found == pytest.approx(expected, abs=0.04) or (share == 1.0 and max(found, expected) < -0.1)
