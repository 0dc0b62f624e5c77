"""Gifts: who gets one when, what is felt, expected and paid; and what of them is left in the long run."""

from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError
from scipy.optimize import brentq

from tenfold.agents.customer.choice import Choice
from tenfold.agents.customer.expectation import Expectation
from tenfold.agents.customer.parameters import Customers
from tenfold.agents.customer.satisfaction import Satisfaction
from tenfold.agents.engine import Engine
from tenfold.agents.firm.gifts import Gifts
from tenfold.agents.plan import MarketPlan, Plan
from tenfold.sim.groups import varied
from tests.agents.placed import firm, placed
from tests.agents.test_readings import firms

W_G, GAIN = 0.25, 3.0


def felt(gap: float, tolerance: float, aversion: float) -> float:
    """Give phi(d) with its losses, in double precision."""
    size = max(abs(gap) - tolerance, 0.0) ** 0.88
    return size if gap > 0 else -aversion * size


def once_expected(chance: float, aversion: float, tolerance: float, assimilation: float = 0.5) -> float:
    """Give the mean disconfirmation of a gift that comes with a chance p, where just p is expected.

    D(p) = p phi((1 - a)(1 - p)) - (1 - p) lambda phi((1 - a) p)
    """
    left = 1.0 - assimilation
    hit, miss = felt(left * (1 - chance), tolerance, 1.0), felt(-left * chance, tolerance, aversion)
    return chance * hit + (1 - chance) * miss


def giving(count: int = 4, periods: int = 1, columns: Any = None, satisfaction: Any = None, **gifts: Any) -> Engine:
    """Let customers of the second firm be given gifts, and the last customer have none."""
    given = Gifts(**({"schedule": "every", "every": 1} | gifts))
    feel = Satisfaction(performance=0.0, **({"memory": 1.0} | (satisfaction or {})))
    two = (firm(), firm(quality=(0.5,) * 5, gifts=given))
    clock = {"periods": max(periods, 2)}
    engine = placed(two, [2] * count + [0, 1], columns=columns, satisfaction=feel, market=clock)
    return engine.run(periods)


# By hand


@pytest.mark.parametrize(("kind", "got"), [("every", [0, 1, 0, 0, 1]), ("first", [0, 0, 0, 0, 0]), ("none", [0] * 5)])
def test_gifts_come_with_the_first_purchase_of_a_spell_and_each_kth_after_it(kind: str, got: list[int]) -> None:
    engine = giving(1, 5, schedule=kind, every=3)  # they have bought once before: purchases 2 .. 6, of which 4 is due
    assert engine.record.gifts[:, 1].tolist() == ([0, 0, 1, 0, 0] if kind == "every" else [0] * 5)
    early = giving(1, 5, {"purchases": 2}, schedule=kind, every=3)  # 3 .. 7
    assert early.record.gifts[:, 1].tolist() == got and not early.record.gifts[:, 0].any()


def test_a_gift_is_given_once_and_expected_less_and_less() -> None:
    engine = giving(1, 5, every=3)  # the third of five purchases brings one; rates are 1/4, 1/5, 1/6 from then on
    assert engine.columns.gift_expected[1, 0] == pytest.approx(1 / 4 * 4 / 5 * 5 / 6, rel=1e-5)


def test_each_firm_gives_its_own_customers_and_as_much_as_it_says() -> None:
    given = (Gifts(schedule="every", every=1, size=0.5), Gifts(schedule="every", every=4), Gifts(schedule="none"))
    engine = placed(tuple(firm(gifts=each) for each in given), [1, 2, 3, 0]).run(1)
    assert engine.record.gifts.tolist() == [[1, 0, 0]]
    expected = np.zeros((3, 4))
    expected[0, 0] = 0.25
    assert engine.columns.gift_expected.tolist() == expected.tolist()


def test_a_new_customer_is_given_one_by_schedule_every_and_first() -> None:
    for kind in ("every", "first"):
        given = Gifts(schedule=kind, every=5)  # type: ignore[arg-type]
        engine = placed((firm(1000.0), firm(gifts=given)), [1, 1], [0b10, 0b10]).run(4)
        assert engine.record.gifts.tolist() == [[0, 2], [0, 0], [0, 0], [0, 0]]


def test_gifts_by_chance_come_as_often_as_said_and_to_different_people() -> None:
    engine = giving(3000, 3, schedule="random", every=4)
    each = engine.record.gifts[:, 1]
    assert (abs(each - 750) < 5 * np.sqrt(3000 * 3 / 16)).all() and len(set(each)) > 1


def test_what_is_felt_is_the_gap_as_perceived_and_what_is_expected_is_learnt() -> None:
    engine = giving(2, 1, {"gift_expected": [[0.0] * 4, [0.2, 0.8, 0.5, 0.5]]})
    felt_then = [felt(0.5 * (1 - e), 0.05, 2.25) for e in (0.2, 0.8)]
    assert engine.columns.satisfaction[1, :2] == pytest.approx(np.tanh(GAIN * W_G * np.array(felt_then)), rel=1e-4)
    assert engine.columns.gift_expected[1] == pytest.approx([0.6, 0.9, 0.5, 0.5])  # half of the gap, by the first
    none = giving(2, 1, schedule="none").columns.satisfaction[0]
    assert engine.columns.satisfaction[0].tolist() == none.tolist() and none[3] > 0  # another firm's gifts move nobody


def test_a_gift_that_stays_away_is_missed_and_then_forgotten() -> None:
    engine = giving(1, 0, {"gift_expected": [[0.0] * 3, [0.5] * 3], "experience": 98}, until=0)
    for expected in (0.5, 0.45):
        engine.run(1)
        missed = felt(-0.5 * expected, 0.05, 2.25)  # of this period only
        assert engine.columns.satisfaction[1, 0] == pytest.approx(np.tanh(GAIN * W_G * missed), rel=1e-4)
        assert engine.columns.gift_expected[1, 0] == pytest.approx(0.9 * expected, rel=1e-5)
    assert engine.record.gifts.sum() == engine.record.giving.sum() == 0


def test_the_first_regular_gift_missed_is_felt_as_published() -> None:
    assert felt(-0.5, 0.05, 2.25) == pytest.approx(-1.114, abs=5e-4)
    engine = giving(1, 1, {"gift_expected": [[0], [1]]}, {"gain": 1.0}, until=0, weight=1.0)
    assert np.arctanh(engine.columns.satisfaction[1, 0]) == pytest.approx(-1.114, abs=1e-3)


def test_what_is_expected_speaks_for_the_firm_in_money() -> None:
    gifts = Gifts(schedule="first", worth=100.0)
    known: dict[str, Any] = {"gift_expected": [[0] * 3, [0.4, 0.6, 0.6]]}
    choice = Choice(reconsider=1.0, sensitivity=0.5, switching=0.0, switching_growth=0.0)
    two = (firm(60.0), firm(110.0, gifts=gifts))  # half a gift is worth the difference in price
    assert placed(two, [0, 0, 1], [0b11] * 3, known, choice=choice).run(1).columns.firm.tolist() == [1, 2, 2]
    alike, deaf = (firm(60.0), firm(60.0, gifts=gifts)), choice.model_copy(update={"value_weight": 0.0})
    for how, share in ((choice, 1.0), (deaf, 0.5)):
        engine = placed(alike, [0] * 100, [0b11] * 100, {"gift_expected": [[0.0], [0.3]]}, choice=how)
        assert (engine.run(1).columns.firm == 2).mean() == pytest.approx(share, abs=0.25)


def test_each_gift_costs_its_share_to_the_cent_and_is_booked_as_kept_customers() -> None:
    engine = giving(3, 2, cost=3.33, size=0.5)
    assert engine.record.giving[:, 1].tolist() == [3 * 166] * 2  # 1.665 is 166 cents: halves to the even cent
    none = giving(3, 2, schedule="none")
    assert (none.books.balance - engine.books.balance)[3] == 6 * 166 and engine.books.balance.sum() == 0
    worth = none.books.worth[:2].sum() * 1.66
    assert (none.columns.value - engine.columns.value)[:3] == pytest.approx([worth] * 3, rel=1e-4)
    assert (none.columns.value == engine.columns.value)[3:].all()


def test_gifts_offset_other_gaps() -> None:
    poor = {"expectation": Expectation(prior=0.65, prior_spread=0.0)}
    given = Gifts(schedule="every", every=1)
    cold, warm = (
        placed((firm(quality=(0.5,) * 5, gifts=each),), [1], **poor).run(1).columns.satisfaction[0, 0]
        for each in (Gifts(), given)
    )
    assert cold < 0 < warm


# Off


def plan(**gifts: Any) -> Plan:
    three = firms(3)
    given = (three[0].model_copy(update={"gifts": Gifts(**gifts)}), *three[1:])
    market = MarketPlan(size=150, periods=6, burn_in=0)
    return Plan(market=market, customers=Customers(choice=Choice(reconsider=0.5)), firms=given)


def test_off_nothing_else_acts_and_nothing_is_kept() -> None:
    usual, other = (Engine(plan(**more), 4).run() for more in ({}, {"every": 1, "cost": 9.0, "worth": 99.0}))
    assert usual.books.record.tobytes() == other.books.record.tobytes()
    assert not other.columns.gift_expected.any() and not other.record.gifts.any()


def test_a_gift_of_nothing_changes_nothing() -> None:
    usual, other = (Engine(plan(**more), 4).run() for more in ({}, {"schedule": "every", "every": 1, "size": 0.0}))
    for name, entry in usual.record._asdict().items():
        assert name == "gifts" or (entry == getattr(other.record, name)).all(), name


def test_the_gifts_of_one_firm_are_not_expected_of_another() -> None:
    engine = Engine(plan(schedule="random", every=2), 4).run()
    assert engine.columns.gift_expected[0].any() and not engine.columns.gift_expected[1:].any()
    assert not engine.record.gifts[:, 1:].any()


def test_wrong_settings_are_refused() -> None:
    for name, value in (("schedule", "often"), ("every", 0), ("size", 1.5), ("until", -1), ("cost", -1.0)):
        with pytest.raises(ValidationError, match=name):
            varied(plan(), {f"firms.0.gifts.{name}": value})


# What is left of them: the closed form

CLOSED = [(2.25, 0.05, -0.0251), (2.25, 0.1, 0.0606), (2.25, 0.0, -0.1334), (1.0, 0.05, 0.0272)]
ZONES = [(2.25, 0.0606), (1.5, 0.0458), (1.0, 0.0196)]


@pytest.mark.parametrize(("aversion", "tolerance", "published"), CLOSED)
def test_the_closed_form_gives_the_numbers_it_should(aversion: float, tolerance: float, published: float) -> None:
    assert once_expected(1 / 6, aversion, tolerance) == pytest.approx(published, abs=6e-5)
    assert once_expected(1.0, aversion, tolerance) == 0


@pytest.mark.parametrize(("aversion", "zone"), ZONES)
def test_beyond_a_zone_of_tolerance_gifts_by_chance_please_for_good(aversion: float, zone: float) -> None:
    assert brentq(lambda z: once_expected(1 / 6, aversion, z), 0.001, 0.08) == pytest.approx(zone, abs=6e-5)


def long_run(aversion: float, tolerance: float, every: int = 6, schedule: str = "random") -> float:
    """Give the mean weighed gap of one period, gifts being expected as often as they come."""
    feel: dict[str, Any] = {"gain": 0.01, "loss_aversion": aversion, "tolerance": tolerance}
    mean, count = {"gift_expected": [[0.0], [1.0 / every]], "experience": 200}, 6000
    engine = giving(count, 1, mean, feel, schedule=schedule, every=every, weight=1.0)
    return float(np.arctanh(engine.columns.satisfaction[1, :count].astype(np.float64)).mean() / 0.01)


@pytest.mark.parametrize(("aversion", "tolerance", "published"), CLOSED)
def test_the_mechanism_meets_the_closed_form(aversion: float, tolerance: float, published: float) -> None:
    hit = once_expected(1 / 6, aversion, tolerance) - felt(-0.5 / 6, tolerance, aversion) * 1.0
    spread = abs(hit * 6 / 1) * np.sqrt(5 / 36 / 6000)  # of a mean of two values that come by chance
    assert abs(long_run(aversion, tolerance) - published) < 4 * spread


@pytest.mark.parametrize(("aversion", "zone"), ZONES)
def test_its_sign_turns_at_that_zone(aversion: float, zone: float) -> None:
    below, above = long_run(aversion, zone - 0.01), long_run(aversion, zone + 0.01)
    assert below < 0 < above or below < above and abs(below + above) < 0.02
    assert long_run(aversion, zone, every=1, schedule="every") == 0


def test_regular_gifts_are_expected_after_twelve_by_new_customers_and_not_by_old_ones() -> None:
    new = giving(1, 12, {"experience": 0}).columns.gift_expected[1, 0]
    old = giving(1, 12, {"experience": 100}).columns.gift_expected[1, 0]
    assert new == pytest.approx(1 - 0.1 * 0.9**3, rel=1e-5) and new > 0.9
    assert old == pytest.approx(1 - 0.9**12, rel=1e-5) and old < 0.9
    assert giving(1, 22, {"experience": 100}).columns.gift_expected[1, 0] > 0.9
