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
from tenfold.agents.world import Measures
from tenfold.sim.ledger import SCALE
from tenfold.sim.records import mapped, rows_of, views_of

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
        everybody = record.ended[now].sum()
        for f, firm in enumerate(FIRMS):
            row, r = table.iloc[now * 3 + f], mapped(record, lambda entry: entry[now, ..., f])  # noqa: B023
            won = r.won
            assert (row["period"], row["firm"], row["customers"]) == (now, firm.name, r.ended)
            assert row["market_share"] == r.ended / everybody and row["penetration"] == r.ended / 600
            assert (row["lost"], row["lost_to_rivals"], row["won"]) == (r.lost, r.lost_to_rivals, won.sum())
            assert [row[f"won_by_{s.replace(' ', '_')}"] for s in SOURCES] == won.tolist()
            for name in ("contacts", "adverts", "failures", "told_good", "told_bad", "resent", "heard", "founders"):
                assert row[name] == getattr(r, name), name
            for m in MONEY:
                assert row[m] == getattr(r, m) / 100, m
            assert row["profit"] == profit_cents(record)[now, f] / 100
            assert row["retention_share"] == round(firm.retention_share * SCALE) / SCALE


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
    assert set(MONEY) == {name for name, unit in UNITS.items() if unit == "money"} - {"profit"}
    assert all(table[name].dtype.kind in "if" for name in UNITS if name != "firm")


def test_before_the_first_period_the_table_is_empty() -> None:
    engine = Engine(PLAN, 3)
    table = measures(PLAN, engine.record)
    assert table.empty and list(table.columns) == list(UNITS)
    assert discounted_profit(engine.record, engine.books.worth).tolist() == [0, 0, 0]


def test_profit_is_revenue_less_every_cost_and_discounted_by_its_date() -> None:
    record = views_of(Measures, rows_of(Measures, 2, F=1).matrix)
    record.revenue[:, 0], record.kept[1, 0] = 100_000, 999  # what was kept is no cost
    for k, name in enumerate(("discount", "serve", "acquire", "retain", "reward")):
        getattr(record, name)[1, 0] = 10**k
    assert profit_cents(record).tolist() == [[100_000], [100_000 - 11_111]]
    assert discounted_profit(record, np.array([1.0, 0.5])) == pytest.approx([1000 + 888.89 / 2])
