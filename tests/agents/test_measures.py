"""The table of measures says what the record holds, in the units people read."""

import numpy as np
import pytest

from tenfold.agents.customer.choice import Choice
from tenfold.agents.customer.parameters import Customers
from tenfold.agents.decisions import SOURCES
from tenfold.agents.engine import Engine
from tenfold.agents.firm.parameters import FirmPlan
from tenfold.agents.measures import MONEY, UNITS, discounted_profit, measures, profit_cents
from tenfold.agents.plan import MarketPlan, Plan
from tenfold.agents.state import MEASURES, SCALE, Measure

M = Measure
FIRMS = (
    FirmPlan(name="big", start_share=0.5, budget=6.0, referral_reward=3.0, loyal_discount=0.1, loyal_after=2),
    FirmPlan(name="small", start_share=0.1, budget=6.0, failure=(0.05,) * 5),
    FirmPlan(name="late", start_share=0.0, enters=3),
)
PLAN = Plan(
    market=MarketPlan(size=600, periods=7, burn_in=0),
    customers=Customers(choice=Choice(reconsider=0.4)),
    firms=FIRMS,
)


@pytest.fixture(scope="module")
def engine() -> Engine:
    return Engine(PLAN, 3).run()


def test_a_row_says_what_the_record_holds(engine: Engine) -> None:
    table, record = measures(PLAN, engine.record), engine.record
    assert len(table) == 7 * 3
    for now in range(7):
        everybody = record[now, :, M.ENDED].sum()
        for f, firm in enumerate(FIRMS):
            row, r = table.iloc[now * 3 + f], record[now, f]
            won = r[M.WON : M.WON + len(SOURCES)]
            assert (row["period"], row["firm"], row["customers"]) == (now, firm.name, r[M.ENDED])
            assert row["market_share"] == r[M.ENDED] / everybody and row["penetration"] == r[M.ENDED] / 600
            assert (row["lost"], row["lost_to_rivals"], row["won"]) == (r[M.LOST], r[M.LOST_TO_RIVALS], won.sum())
            assert [row[f"won_by_{s.replace(' ', '_')}"] for s in SOURCES] == won.tolist()
            for name in ("contacts", "adverts", "failures", "told_good", "told_bad", "resent", "heard", "founders"):
                assert row[name] == r[M[name.upper()]], name
            for m in MONEY:
                assert row[m.name.lower()] == r[m] / 100, m.name
            assert row["profit"] == profit_cents(r) / 100
            assert row["retention_share"] == pytest.approx(firm.retention_share, abs=1 / SCALE)


def test_means_are_those_of_the_columns(engine: Engine) -> None:
    c, last = engine.columns, measures(PLAN, engine.record).iloc[-3:]
    for f in range(3):
        own, row = c.firm == f + 1, last.iloc[f]
        assert row["customers"] == own.sum() > 0
        for name in ("satisfaction", "commitment"):
            assert row[name] == pytest.approx(getattr(c, name)[f, own].mean(dtype=np.float64), abs=1 / SCALE)
        assert row["founders"] == (own & (c.spell == 0)).sum()


def test_customers_follow_from_those_before_and_cash_from_profit(engine: Engine) -> None:
    table = measures(PLAN, engine.record)
    for _, own in table.groupby("firm"):
        assert (own["customers"].diff()[1:] == (own["won"] - own["lost"])[1:]).all()
        assert (own["churn"] * own["customers"].shift()).dropna().to_numpy() == pytest.approx(
            own["lost"][own["churn"].notna() & own["customers"].shift().notna()].to_numpy()
        )
        assert own["cash"].diff()[1:].to_numpy() == pytest.approx(own["profit"][1:].to_numpy())
    assert table.groupby("period")["market_share"].sum().to_numpy() == pytest.approx(1)


def test_where_there_is_nothing_to_divide_by_there_is_no_number(engine: Engine) -> None:
    first = measures(PLAN, engine.record).iloc[2]
    assert first["firm"] == "late" and first["customers"] == 0
    assert np.isnan(first[["churn", "satisfaction", "commitment"]].to_numpy(float)).all()
    assert first["market_share"] == 0


def test_every_column_has_a_unit(engine: Engine) -> None:
    table = measures(PLAN, engine.record)
    assert list(table.columns) == list(UNITS) and all(UNITS.values())
    assert {m.name.lower() for m in MONEY} == {name for name, unit in UNITS.items() if unit == "money"} - {"profit"}
    assert all(table[name].dtype.kind in "if" for name in UNITS if name != "firm")


def test_before_the_first_period_the_table_is_empty() -> None:
    engine = Engine(PLAN, 3)
    table = measures(PLAN, engine.record)
    assert table.empty and list(table.columns) == list(UNITS)
    assert discounted_profit(engine.record, engine.books.worth).tolist() == [0, 0, 0]


def test_profit_is_revenue_less_every_cost_and_discounted_by_its_date() -> None:
    record = np.zeros((2, 1, MEASURES), np.int64)
    costs = (M.DISCOUNT, M.SERVE, M.ACQUIRE, M.RETAIN, M.REWARD)
    record[:, 0, M.REVENUE], record[1, 0, M.KEPT] = 100_000, 999  # what was kept is no cost
    for k, measure in enumerate(costs):
        record[1, 0, measure] = 10**k
    assert profit_cents(record).tolist() == [[100_000], [100_000 - 11_111]]
    assert discounted_profit(record, np.array([1.0, 0.5])) == pytest.approx([1000 + 888.89 / 2])
