"""The default market looks like a real one, and what says so measures what it names."""

import numpy as np
import pytest

from tenfold.agents.engine import Engine
from tenfold.agents.firm.parameters import FirmPlan
from tenfold.agents.plan import MarketPlan, Plan
from tenfold.agents.world import Columns, Measures, new_columns
from tenfold.experiments.moments import (
    COLUMNS,
    MEASURED,
    TARGETS,
    branching_number,
    counted,
    expected,
    learnt,
    measure,
    moments,
)
from tenfold.experiments.scenario import compose
from tenfold.sim.errors import InputError
from tenfold.sim.records import mapped, rows_of, views_of

pytestmark = pytest.mark.slow

JEOPARDY = next(name for name in TARGETS if name.startswith("churn of the smallest"))
UNSEEN = range(100, 116)  # seeds that the defaults were not tuned on
TINY = Plan(market=MarketPlan(size=60, periods=5, burn_in=2), firms=(FirmPlan(name="a"), FirmPlan(name="b")))


def test_default_market_meets_every_target() -> None:
    table = moments(compose(None).plan(), UNSEEN)
    assert list(table.columns) == list(COLUMNS)
    assert list(table["moment"]) == list(TARGETS)
    assert set(table["met"]) == {"yes"}, table.to_string()


def test_firms_alike_show_no_double_jeopardy() -> None:
    """Measured from size at the start, so that bad luck alone does not look like a law.

    The standard error over 16 seeds is .0003: a right model fails with a probability below 1e-6.
    """
    plan = compose(None).plan()
    alike = tuple(FirmPlan(name=firm.name, start_share=0.25) for firm in plan.firms)
    gap = moments(plan.model_copy(update={"firms": alike}), UNSEEN).set_index("moment").loc[JEOPARDY, "mean"]
    assert abs(gap) < 0.0015


def test_double_jeopardy_does_not_rest_on_unequal_care() -> None:
    """With equal budgets the smaller firm cares more per customer, and yet loses no fewer (power > .999)."""
    plan = compose(None).plan()
    equal = tuple(firm.model_copy(update={"budget": 2.0}) for firm in plan.firms)
    table = moments(plan.model_copy(update={"firms": equal}), range(100, 132)).set_index("moment")
    assert table.loc[JEOPARDY, "low"] > 0.0


def test_a_single_seed_meets_nothing_and_a_wrong_plan_is_refused() -> None:
    table = moments(TINY, [0])
    assert "yes" not in set(table["met"]) and table["low"].isna().all()
    with pytest.raises(InputError):
        moments(TINY.model_copy(update={"market": MarketPlan(periods=5, burn_in=5)}), [0])


def test_workers_change_nothing() -> None:
    assert moments(TINY, range(3), 1).equals(moments(TINY, range(3), 2))


def test_measuring_does_not_disturb_the_market() -> None:
    watched, left_alone = Engine(TINY, 5), Engine(TINY, 5).run()
    assert set(measure(watched)) == set(MEASURED)
    assert np.array_equal(watched.books.record, left_alone.books.record)


def customers() -> Columns:
    """Six customers of two firms; the last has none."""
    columns = new_columns(6, 2)
    columns.firm[:] = 1, 1, 1, 2, 2, 0
    columns.tenure[:] = 4, 9, 3, 5, 4, 0
    columns.weight[:] = np.array([0.5, 0.5, 0.0, 0.0, 0.0])[:, None]
    columns.expectation[0, 0] = 0.2, 0.4, 0.6, 0.9, 0.9, 0.9
    columns.expectation[0, 1] = 0.4, 0.6, 0.8, 0.9, 0.9, 0.9
    columns.expectation[1, :2] = 0.1, 0.1, 0.1, 0.7, 0.9, 0.9
    columns.expectation[:, 2:] = 1.0  # without weight
    columns.satisfaction[0] = 0.1, 0.2, -1.0, -1.0, -1.0, -1.0
    columns.satisfaction[1] = -1.0, -1.0, -1.0, 0.3, 0.0, -1.0
    return columns


def test_expectation_is_the_weighted_sum_for_ones_own_firm() -> None:
    assert expected(customers()) == pytest.approx([0.3, 0.5, 0.7, 0.7, 0.9, np.nan], abs=1e-6, nan_ok=True)


def test_correlation_is_over_settled_customers_of_their_own_firms() -> None:
    after = customers()
    firm, tenure, expectation = after.firm.copy(), after.tenure.copy(), expected(after)
    by_hand = np.corrcoef([0.3, 0.5, 0.7, 0.9], [0.1, 0.2, 0.3, 0.0])[0, 1]  # the third has too short a tenure
    assert learnt(firm, tenure, expectation, after) == pytest.approx(by_hand, abs=1e-6)
    after.firm[4] = 1  # changed firms: no longer counted
    assert learnt(firm, tenure, expectation, after) == pytest.approx(1.0, abs=1e-6)


def test_correlation_is_nan_where_there_is_none() -> None:
    after = customers()
    firm, tenure, expectation = after.firm.copy(), after.tenure.copy(), expected(after)
    assert np.isnan(learnt(firm, tenure * 0, expectation, after))  # nobody is settled
    after.satisfaction[:] = 0.0
    assert np.isnan(learnt(firm, tenure, expectation, after))  # all feel alike


def record() -> Measures:
    """Two periods of two firms, the second firm the smaller."""
    counts = views_of(Measures, rows_of(Measures, 2, F=2).matrix)
    counts.started[:] = (100, 50), (100, 30)
    counts.ended[:] = (100, 30), (100, 40)
    counts.lost[:] = (4, 4), (6, 4)
    counts.lost_to_rivals[:] = (1, 2), (3, 0)
    counts.won[0, :, 0] = 1, 2, 3, 10, 4
    counts.told_good[:] = 6, 3
    counts.told_bad[:] = 4, 2
    counts.resent[:] = 99  # passed on: no talk of one's own
    return counts


def test_counts_give_the_other_moments() -> None:
    churn, penetration, through_talk, ratio, jeopardy, rivals = counted(record(), 200)
    assert churn == pytest.approx(18 / 280)
    assert penetration == pytest.approx(270 / 400)
    assert through_talk == pytest.approx(7 / 20)
    assert ratio == pytest.approx(1.5)
    assert jeopardy == pytest.approx(8 / 80 - 10 / 200)
    assert rivals == pytest.approx(6 / 18)


def test_double_jeopardy_goes_by_who_is_small_when_measuring_begins() -> None:
    counts = record()
    counts.started[1] = 10, 30  # the larger firm has shrunk below the smaller
    assert counted(counts, 200)[4] == pytest.approx(8 / 80 - 10 / 110)


def test_what_has_nothing_to_divide_by_is_nan() -> None:
    alone = mapped(record(), lambda entry: entry[..., :1])
    assert np.isnan(counted(alone, 200)[4])  # one firm is neither smaller nor larger
    churn, penetration, *others = counted(mapped(record(), lambda entry: entry * 0), 200)
    assert penetration == 0.0 and np.isnan([churn, *others]).all()


def test_the_branching_number_is_resent_times_told() -> None:
    plan = Plan()
    assert branching_number(plan) == pytest.approx(0.05 * min(10, 8 + 1))
    silent = plan.customers.model_copy(update={"word": plan.customers.word.model_copy(update={"on": False})})
    assert branching_number(plan.model_copy(update={"customers": silent})) == 0.0
