"""Which column is what: as said, as guessed and told, or refused."""

import pytest

from tenfold.experiments.customer_table.columns import columns, unit_of
from tenfold.experiments.customer_table.options import TableOptions
from tenfold.sim.errors import InputError

KNOWN = {
    "customerID,gender,tenure,MonthlyCharges,TotalCharges,Churn": "customers tenure=2 left=5 value=3 customer=0",
    "CLIENTNUM,Attrition_Flag,Customer_Age,Months_on_book": "customers tenure=3 left=1 customer=0",
    "RowNumber,CustomerId,Surname,CreditScore,Tenure,Balance,Exited": "customers tenure=4 left=6 customer=1",
    "Call  Failure,Subscription  Length,Churn": "customers tenure=1 left=2",
    "user_id,signup_date,cancelled_at,plan,mrr": "customers since=1 left=2 value=4 customer=0",
    "customer_id,frequency,recency,T,cohort": "recencies customer=0 recency=2 observed=3 by=4",
    "CustomerID,InvoiceDate,amount": "purchases customer=0 date=1 value=2",
    "Customer Status,Tenure in Months,Monthly Charge": "customers tenure=1 left=0 value=2",
}


@pytest.mark.parametrize("header", KNOWN)
def test_well_known_tables_need_no_options_and_the_guess_is_said(header: str) -> None:
    kind, *roles = KNOWN[header].split()
    names = header.split(",")
    found = columns(names, TableOptions())
    assert found.kind == kind
    assert found.places == {role: int(k) for role, k in (pair.split("=") for pair in roles)}
    for role, k in found.places.items():
        assert f"“{names[k]}” as market.table.{role}" in found.notes[0]


def test_what_is_said_is_used_and_not_guessed() -> None:
    found = columns("tenure,months,churn,plan".split(","), TableOptions(tenure="months", by="plan"))
    assert found.places == {"tenure": 1, "by": 3, "left": 2}
    assert found.notes == ("Columns guessed by their names: “churn” as market.table.left.",)
    found = columns("Tenure Months,churn".split(","), TableOptions(tenure="tenure_months", left="churn"))
    assert found.places == {"tenure": 0, "left": 1}
    assert found.notes == ("“Tenure Months” is taken for market.table.tenure=tenure_months.",)


BAD = {
    "unknown": ("tenure,churn,TechSupport", {"left": "churned"}, "market.table.left = 'churned': allowed: one of the "
                "columns tenure, churn, TechSupport; nearest: churn"),
    "none": ("a,b,c", {}, "market.table.tenure: allowed: the name of a column (periods from joining to leaving, or to "
             "the day of data); none is known by its name among a, b, c"),
    "no left": ("tenure,b", {}, "market.table.left: allowed: the name of a column (whether they have left"),
    "two fit": ("tenure,churn,exited", {}, "market.table.left: allowed: the name of a column, as two or more fit "
                "equally: churn, exited"),
    "twice": ("tenure,churn,churn", {"left": "churn"}, "a column whose name is there once, not 2 times"),
    "no T": ("recency,x", {"recency": "recency"}, "market.table.observed: allowed: the name of a column"),
    "many": (",".join(f"c{k}" for k in range(300)), {}, "c11, ... (288 more)"),
}  # fmt: skip


@pytest.mark.parametrize("kind", BAD)
def test_what_cannot_be_known_is_refused_with_what_there_is(kind: str) -> None:
    header, options, said = BAD[kind]
    with pytest.raises(InputError) as caught:
        columns(header.split(","), TableOptions.model_validate(options))
    assert said in str(caught.value)
    assert len(str(caught.value)) < 400


def test_a_column_that_is_only_wanted_is_left_alone_where_several_fit_and_that_is_said() -> None:
    found = columns("tenure,churn,mrr,arpu".split(","), TableOptions())
    assert "value" not in found.places
    assert found.notes[-1] == "No column is used as market.table.value, as these fit equally: mrr, arpu."


def test_two_roles_do_not_share_a_column_by_a_guess() -> None:
    assert columns("tenure,churn,id".split(","), TableOptions(by="id")).places == {"by": 2, "tenure": 0, "left": 1}


@pytest.mark.parametrize(("name", "unit"), [
    ("tenure_months", "month"), ("TenureMonths", "month"), ("Monthly Charges", "month"), ("MonthlyCharges", "month"),
    ("months_on_book", "month"), ("annual_fee", "year"), ("YearsAtCompany", "year"), ("tenure", ""), ("days", "day"),
    ("months in year", ""), ("yearling", ""), ("weekly", "week"),
])  # fmt: skip
def test_a_name_may_say_the_period(name: str, unit: str) -> None:
    assert unit_of(name) == unit
