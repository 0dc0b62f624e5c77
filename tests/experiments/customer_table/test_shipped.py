"""The tables that ship: one drawn from parameters that are known, and drawn again here; and one of a real firm."""

import time
from pathlib import Path

import numpy as np
import pytest
from scipy.special import betaincinv

from tenfold.experiments.cohorts.sbg import survival
from tenfold.experiments.customer_table.options import TableOptions
from tenfold.experiments.customer_table.read import read_customers
from tests.experiments.customer_table.tables import read

DATA = Path(__file__).parents[3] / "scenarios" / "data"
PLANS = {"basic": (0.8, 7.2, 9.99, 2400), "family": (0.6, 11.4, 17.99, 1600)}  # alpha, beta, fee, customers
MONTHS = 36


def drawn() -> str:
    """Draw customers who joined evenly over three years, each with a chance to leave a month of their own."""
    lines = []
    random = np.random.Generator(np.random.PCG64(20_260_101))
    for plan, (alpha, beta, fee, customers) in PLANS.items():
        u = random.random((customers, 4))
        theta = betaincinv(alpha, beta, u[:, 0])
        life = np.maximum(np.ceil(np.log(u[:, 1]) / np.log1p(-theta)), 1)
        seen = np.floor(MONTHS * u[:, 2])
        extras = np.floor(3 * u[:, 3])
        lines += [f"{plan},{min(a, b):.0f},{'yes' if a <= b else 'no'},{fee + 2 * more:.2f}"
                  for a, b, more in zip(life, seen, extras, strict=True)]  # fmt: skip
    numbered = [f"{1001 + k},{line}" for k, line in enumerate(lines)]
    return "\n".join(["customer_id,plan,tenure_months,churned,monthly_fee", *numbered]) + "\n"


def test_the_simulated_table_is_the_one_drawn_here() -> None:
    assert (DATA / "simulated_customers.csv").read_text("utf-8") == drawn()


def test_the_simulated_table_gives_its_parameters_back() -> None:
    found = read_customers(DATA / "simulated_customers.csv", TableOptions(by="plan"), "auto")
    assert list(found) == ["all", "basic", "family"]
    for plan, (alpha, beta, fee, customers) in PLANS.items():
        cohort = found[plan]
        assert cohort.period_name == "month" and cohort.at_risk is not None and cohort.current is not None
        seen, gone = cohort.counts(1)
        true = -np.diff(survival(alpha, beta, np.arange(MONTHS))) / survival(alpha, beta, np.arange(MONTHS - 1))
        off = (gone - seen * true).cumsum()  # a martingale: by how many more left than should have
        assert np.abs(off).max() < 3 * np.sqrt((seen * true * (1 - true)).sum())
        assert cohort.current.sum() + gone.sum() == customers
        assert cohort.value == pytest.approx(fee + 2, abs=0.15)


def test_the_real_table_is_read_with_its_window() -> None:
    found = read_customers(DATA / "telecom_customers.csv", TableOptions(window=1, by="tariff"), "auto")
    assert list(found) == ["all", "contract", "prepaid"]
    everybody = found["all"]
    assert everybody.notes[0] == "3,150 rows read: 2,655 customers still there, 495 left."
    assert everybody.period_name == "quarter" and everybody.at_risk is not None
    seen, gone = everybody.counts(1)
    assert seen.sum() == pytest.approx(3150) and gone.sum() == pytest.approx(495)
    assert gone[1:4] / seen[1:4] == pytest.approx([9 / 18, 18 / 39, 23 / 64])
    assert found["prepaid"].counts(1)[1].sum() == pytest.approx(489)


def test_a_million_rows_are_read_and_counted_within_eight_seconds_of_work(tmp_path: Path) -> None:
    header, *lines = drawn().splitlines()
    block = "\n".join(line.partition(",")[2] for line in lines) + "\n"
    once = read(tmp_path, "\n".join([header.partition(",")[2], block]))["all"]
    table = "\n".join([header.partition(",")[2], 250 * block])
    start = time.process_time()
    found = read(tmp_path, table)["all"]
    assert time.process_time() - start < 8
    assert found.at_risk is not None and once.at_risk is not None
    assert found.at_risk.tolist() == (250 * once.at_risk).tolist()
    np.testing.assert_allclose(found.surviving, once.surviving, rtol=1e-12)
