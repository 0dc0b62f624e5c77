"""One record of three periods, filled by hand with counts that all differ, and every outcome worked out on paper.

The first period is burn-in. Of the first firm (the second has other numbers throughout):

    period  started  lost  won: organic advert word contact referral  ended  once  twice
       0      100      7           1      2      3      4       7      110     21     15
       1      110     11           5      6      2      9       4      125     40     30
       2      125     13           3      8      1     10      12      146     53     37

    cents   acquire  reward  retain  discount  recovery  revenue   serve
       0     50,000     900  30,000       400       250  572,000  341,000
       1     60,000   1,300  44,000       700       310  650,000  387,500
       2     72,000   1,700  55,000     1,100       290  759,200  452,600
"""

import numpy as np
import pytest

from tenfold.agents.firm.parameters import FirmPlan
from tenfold.agents.measures import COSTS, SALES
from tenfold.agents.plan import MarketPlan, Plan
from tenfold.agents.world import Measures
from tenfold.experiments.splitting.outcomes import Outcome, outcome
from tenfold.sim.records import mapped, rows_of, views_of

FIRST = {
    "started": (100, 110, 125), "lost": (7, 11, 13), "ended": (110, 125, 146), "once": (21, 40, 53),
    "twice": (15, 30, 37), "acquire": (50_000, 60_000, 72_000), "reward": (900, 1_300, 1_700),
    "retain": (30_000, 44_000, 55_000), "discount": (400, 700, 1_100), "recovery": (250, 310, 290),
    "kept": (100, 4_000, 500), "revenue": (572_000, 650_000, 759_200), "serve": (341_000, 387_500, 452_600),
}  # fmt: skip
WON = ((1, 2, 3, 4, 7), (5, 6, 2, 9, 4), (3, 8, 1, 10, 12))
WORTH = np.array([1.0, 1 / 1.1, 1 / 1.21])
PLAN = Plan(
    market=MarketPlan(size=1000, periods=3, burn_in=1, discount=0.1),
    firms=(FirmPlan(name="a", price=52.0, unit_cost=31.0), FirmPlan(name="b", price=7.0, unit_cost=3.0)),
)

ACQUIRE = 600.0 + 720.0 + 13.0 + 17.0  # 1,350 of money, rewards included
RETAIN = 440.0 + 550.0 + 7.0 + 11.0 + 3.1 + 2.9  # 1,014: care, discounts and what complaints cost
WON_LATER, PAID_LATER = 26 + 34, 19 + 30  # paid: advert, contact and referral
STARTED, KEPT = 110 + 125, 235 - 24
CARE_ON_ONCE = 440.0 * 40 / 110 + 550.0 * 53 / 125  # 160 + 233.2


def record() -> Measures:
    """Fill every entry of both firms with a number that no other has, then the first firm's with those above."""
    kept = views_of(Measures, rows_of(Measures, 3, F=2).matrix)
    for k, array in enumerate(kept):  # type: ignore[arg-type,var-annotated]
        array[:] = 700_001 + 1009 * k + np.arange(array.size).reshape(array.shape)
    for name in {*COSTS, *SALES} - {*FIRST}:  # of what is off here
        getattr(kept, name)[:, 0] = 0
    for name, values in FIRST.items():
        getattr(kept, name)[:, 0] = values
    kept.won[:, :, 0] = WON
    kept.ended[:, 1] = 301, 217, 412
    return kept


@pytest.fixture(scope="module")
def found() -> Outcome:
    return outcome(PLAN, record(), WORTH)


def test_the_table_adds_up() -> None:
    kept = record()
    assert (kept.started - kept.lost + kept.won.sum(axis=1) == kept.ended)[:, 0].all()
    assert kept.started[1:, 0].tolist() == kept.ended[:-1, 0].tolist()


def test_profit_is_all_revenue_less_all_costs_of_every_period_discounted_per_head(found: Outcome) -> None:
    profits = [
        5720 - 3410 - 500 - 9 - 300 - 4 - 2.5,
        6500 - 3875 - 600 - 13 - 440 - 7 - 3.1,
        7592 - 4526 - 720 - 17 - 550 - 11 - 2.9,
    ]
    assert found.profit == pytest.approx((profits[0] + profits[1] / 1.1 + profits[2] / 1.21) / 1000)


def test_customers_are_the_mean_after_burn_in(found: Outcome) -> None:
    assert found.customers == pytest.approx((125 + 146) / 2 / 1000)
    assert found.market_share == pytest.approx((125 + 146) / (125 + 146 + 217 + 412))


def test_retention_is_who_stayed_of_who_was_there(found: Outcome) -> None:
    assert found.retention == pytest.approx(211 / 235)


def test_acquisition_costs_are_per_customer_paid_for_and_per_customer(found: Outcome) -> None:
    assert found.cac_paid == pytest.approx(ACQUIRE / PAID_LATER)
    assert found.cac_blended == pytest.approx(ACQUIRE / WON_LATER) == pytest.approx(22.5)


def test_retention_costs_are_all_that_is_spent_on_keeping_per_customer_kept(found: Outcome) -> None:
    assert found.crc == pytest.approx(RETAIN / KEPT)


def test_the_average_ratio_sets_each_against_the_other(found: Outcome) -> None:
    assert found.ratio_b == pytest.approx((1350 / 49) / (1014 / 211))
    assert found.ratio_b_blended == pytest.approx((1350 / 60) / (1014 / 211))


def test_the_transaction_ratio_sets_the_first_sale_against_the_second(found: Outcome) -> None:
    second = CARE_ON_ONCE / (30 + 37)
    assert found.ratio_a == pytest.approx(22.5 / second)
    assert found.ratio_a_served == pytest.approx((22.5 + 31) / (second + 31))


def test_arithmetic_gives_the_average_ratio_but_for_growth(found: Outcome) -> None:
    """1,014 of 2,364 money went to retention, 211 of 235 were kept, 60 joined for 49 paid for, and 24 were lost."""
    share, kept = 1014 / 2364, 211 / 235
    assert found.identity == pytest.approx((1 - share) / share * kept / (1 - kept) * 60 / 49)
    assert found.joins_per_loss == pytest.approx(60 / 24)
    assert found.ratio_b * found.joins_per_loss == pytest.approx(found.identity)


def test_what_found_nobody_to_be_spent_on_is_a_share_of_the_budget(found: Outcome) -> None:
    assert found.unspent == pytest.approx((40 + 5) / (40 + 5 + 600 + 720 + 440 + 550))


def test_equity_is_the_customers_at_the_end_times_what_each_is_worth(found: Outcome) -> None:
    kept = 211 / 235
    margin = 52 - 31 - RETAIN / STARTED  # a period's care is spent on who is there when it begins
    forever = sum(margin * (kept / 1.1) ** t for t in range(1, 2000))  # if they are still there, t periods on
    assert found.equity == pytest.approx(146 * forever / 1000)


def test_nothing_is_divided_by_nothing() -> None:
    empty = outcome(PLAN, mapped(record(), lambda entry: entry * 0), WORTH)
    assert (empty.profit, empty.customers, empty.equity) == (0.0, 0.0, 0.0)
    assert np.isnan([*empty[3:]]).all()


def test_without_a_customer_left_there_is_no_equity() -> None:
    gone = record()
    gone.ended[-1, 0] = 0
    assert outcome(PLAN, gone, WORTH).equity == 0.0
