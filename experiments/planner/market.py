"""The market of a planner who knows prices, costs and who is still there: `market=from_cohort`.

These do not settle what spending achieves. Four further inputs do, and are guesses until measured: what contacts
convert, what care can save at most, what half of that costs, and the ceiling of joining. They are labelled assumptions.
So is how sure one is of them, and of budget and size of the market: a band for each, as factors on the figure.
"""

import math
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Literal

from pydantic import ValidationError

from tenfold.agents.customer.response import Response
from tenfold.agents.firm.parameters import FirmPlan
from tenfold.agents.plan import MarketPlan
from tenfold.experiments.cohorts.cohort import Cohort
from tenfold.experiments.cohorts.fit import SbgFit, fit_sbg
from tenfold.experiments.customer_table.options import TableOptions
from tenfold.experiments.planner import tables
from tenfold.experiments.planner.bands import BANDS, Factor, band
from tenfold.experiments.planner.field_tests import CareTest, ContactTest
from tenfold.experiments.planner.figures import HORIZON, PER_YEAR, Figures
from tenfold.sim.errors import InputError
from tenfold.sim.parameters import quantity

SHIPPED = Path(__file__).resolve().parents[2] / "scenarios" / "data" / "cohort_survival.csv"
SHIPPED_COHORT = "regular"
FITTED = 7  # periods, as Fader & Hardie (2007): the others test the fit


class CohortMarket(MarketPlan):
    """Hold a market whose customers leave like those of a cohort; `size` is a sample of `market_size`."""

    periods: int = quantity(
        0, "periods", 0, 100_000, "0: 30 years, at 10% a year 94% of the value of all; of weeks 10 years, of days 2"
    )
    period: Literal["auto", "year", "quarter", "month", "week", "day"] = quantity(
        "auto", "-", None, None, "what rates and tenures are counted in; auto: as the file says"
    )
    discount: float = quantity(0.1, "per year", 0, 1, "assumption: 10% a year, whatever a period is")
    burn_in: int = quantity(10, "periods", 0, 100_000, "assumption: periods left out of steady-state measures")
    source: Literal["cohort"] = quantity("cohort", "-", None, None, "label: what kind of market this is")
    file: str | None = quantity(
        None, "path of a file", None, None,
        "of survival, or a row a customer or purchase; null: the shipped cohort, Fader & Hardie 2007",
    )  # fmt: skip
    table: TableOptions = TableOptions()
    cohort: str | None = quantity(None, "-", None, None, "its name, or a segment; null: the only one, or all customers")
    price: float | None = quantity(
        None, "money per period", 0.01, 1e9, "what a customer pays; planner's books; null: mean of the table, else 100"
    )
    unit_cost: float | None = quantity(
        None, "money per period", 0, 1e9, "to serve a customer; planner's books; null: assumed, 60, or 60% of the mean"
    )
    budget: float | None = quantity(
        None, "money per head of the market and period", 0, 1e9,
        "acquisition and retention; planner's books; null: assumed, 5, or a tenth of what customers of the table pay",
    )  # fmt: skip
    contact_cost: float | None = quantity(
        None, "money per contact", 1e-6, 1e9, "planner's books; null: assumed, 2, or 2% of the mean"
    )
    conversion: float = quantity(0.05, "probability", 1e-6, 1, "assumption: that a contacted person becomes a customer")
    max_saved: float = quantity(0.5, "share of churn", 0, 1, "assumption (h): what unlimited care prevents")
    half_saving_cost: float | None = quantity(
        None, "money per customer and period", 1e-6, 1e9,
        "assumption: care spending that prevents half of max_saved; null: 5% of the price",
    )  # fmt: skip
    join_ceiling: float | None = quantity(
        None, "probability per period", 1e-5, 1, "under unlimited contacts; null: assumed, .3 a year"
    )
    market_size: float | None = quantity(
        None, "persons", 1, 1e10, "their market, to which money is scaled; null: assumed, 1e6, or ten for each customer"
    )
    cohort_size: int | None = quantity(
        None, "customers", 1, 1_000_000_000, "of percentages; planner's books; null: the fit has no intervals"
    )
    fit_periods: int | None = quantity(
        None, "periods", 2, 100_000, "null: all of a table of customers; of percentages 7, the others test the fit"
    )
    start_share: float | None = quantity(
        None, "share of customers", 0, 1, "customers when the market opens; null: those of the table, else none"
    )
    conversion_band: tuple[Factor, Factor] = band(0.5, 2.0, "conversion", "half to double, until tested in the field")
    max_saved_band: tuple[Factor, Factor] = band(0.5, 1.5, "max_saved", "no more than all churn, until tested")
    half_saving_cost_band: tuple[Factor, Factor] = band(0.5, 2.0, "half_saving_cost", "half to double, until tested")
    join_ceiling_band: tuple[Factor, Factor] = band(0.5, 2.0, "join_ceiling", "half to double; nobody measures it")
    budget_band: tuple[Factor, Factor] = band(0.8, 1.25, "budget", "books leave open what counts as keeping, winning")
    market_size_band: tuple[Factor, Factor] = band(
        0.5, 2.0, "market_size", "half to double; your customers and your whole budget stay what they are"
    )
    care_test: CareTest = CareTest()
    contact_test: ContactTest = ContactTest()

    def agree(self, name: str) -> None:
        """Leave it to the market as it is simulated, see `plain`, whether it ends before it is measured."""

    @property
    def path(self) -> Path:
        """Give the path of the cohort's file."""
        if self.file is None:
            return SHIPPED
        file = Path(self.file)
        with suppress(RuntimeError):  # ~ of somebody who is not known here
            file = file.expanduser()
        return file

    def read_all(self) -> dict[str, Cohort]:
        """Read every cohort of the file by its name, of a raw table all customers first; raises InputError."""
        return tables.read_all(self.path, self.table, self.period)

    def read(self) -> Cohort:
        """Read the cohort that is meant; raises InputError, see `read_all`."""
        named = SHIPPED_COHORT if self.file is None and self.cohort is None else self.cohort
        return tables.read_one(self.path, self.table, self.period, named)

    @property
    def fitted(self) -> int:
        """Give how many periods the fit sees; raises InputError as `read`."""
        cohort = self.read()
        few = cohort.periods if cohort.at_risk is not None else min(FITTED, cohort.periods)
        return few if self.fit_periods is None else self.fit_periods

    def fit(self) -> SbgFit:
        """Fit the cohort; raises InputError, see `fit_sbg`."""
        return _fit(_Same(self.read()), self.fitted, self.cohort_size)

    @property
    def bands(self) -> dict[str, tuple[float, float]]:
        """Give the band of each figure in `BANDS`; raises InputError on one whose ends are not in order."""
        found: dict[str, tuple[float, float]] = {name: getattr(self, f"{name}_band") for name in BANDS}
        for name, (low, high) in found.items():
            if low > high:
                raise InputError(f"market.{name}_band", [low, high], "a lower and a higher factor, in this order")
        return found

    def figures(self) -> Figures:
        """Give the planner's figures, what is null replaced; raises InputError as `read`."""
        cohort, price, size = self.read(), self.price, self.market_size
        there = 0.0 if cohort.current is None else float(cohort.current.sum())
        typical = 100.0 if cohort.value is None else cohort.value
        a_year = PER_YEAR[cohort.period_name]
        size = size or (10.0 * there if there else 1e6)
        start = min(1.0, there / size) if self.start_share is None else self.start_share
        price = typical if price is None else price
        return Figures(
            price=price,
            unit_cost=0.6 * typical if self.unit_cost is None else self.unit_cost,
            budget=(0.1 * start if there else 0.05) * typical if self.budget is None else self.budget,
            contact_cost=0.02 * typical if self.contact_cost is None else self.contact_cost,
            half_saving_cost=0.05 * price if self.half_saving_cost is None else self.half_saving_cost,
            join_ceiling=1.0 - 0.7 ** (1.0 / a_year) if self.join_ceiling is None else self.join_ceiling,
            market_size=size,
            start_share=start,
            periods=self.periods or HORIZON[cohort.period_name],
            period=cohort.period_name,
            discount=(1.0 + self.discount) ** (1.0 / a_year) - 1.0,
            a_year=a_year,
        )

    def plain(self) -> MarketPlan:
        """Give size and clock of the market as the simulation knows them; raises InputError as `read`."""
        own = self.figures()
        return MarketPlan(
            size=self.size, periods=own.periods, period=own.period, discount=own.discount, burn_in=self.burn_in
        )

    def response(self) -> dict[str, object]:
        """Give what the planner's inputs say of the curves, by name in `Response`.

        Spending A per non-customer buys A / contact_cost contacts, and the first of them convert as measured:
        join_steepness = conversion / (contact_cost join_ceiling). Care R prevents max_saved (1 - 2^(-R / half)).

        Raises
        ------
        InputError : the cohort cannot be used, or what follows is out of range
        """
        fit, own, current, _ = self.fit(), self.figures(), self.read().current, self.bands
        curves: dict[str, object] = {
            "heterogeneity": "beta",
            "alpha": fit.alpha,
            "beta": fit.beta,
            "max_saved": self.max_saved,
            "stay_steepness": math.log(2) / own.half_saving_cost,
            "join_ceiling": own.join_ceiling,
            "join_steepness": self.conversion / (own.contact_cost * own.join_ceiling),
            "tenures": () if current is None else tuple(map(float, current)),
        }
        blame = {
            "alpha": ("market.cohort", self.read().name, "a cohort whose fit has an alpha of 0.0001 .. 1e+04"),
            "beta": ("market.cohort", self.read().name, "a cohort whose fit has a beta of 0.0001 .. 1e+04"),
            "join_steepness": ("market.contact_cost", own.contact_cost, "conversion / join_ceiling / 1e+06 or more"),
        }
        try:
            Response.model_validate(curves)
        except ValidationError as error:
            raise InputError(*blame[str(error.errors()[0]["loc"][0])]) from None
        return curves

    def firm(self) -> dict[str, object]:
        """Give what the planner's inputs say of the firm, by name in `FirmPlan`."""
        own = self.figures()
        return {
            "price": own.price,
            "unit_cost": own.unit_cost,
            "budget": own.budget,
            "basis": "market",  # as the unit of the budget says
            "contact_price": own.contact_cost,
            "start_share": own.start_share,
        }


def of_cohort_only(key: str) -> InputError:
    """Say of a key that this market does not have where there is one, and what a firm calls the same.

    Parameters
    ----------
    key : a dotted name, as market.price

    Returns
    -------
    InputError
        to be raised
    """
    name = key.removeprefix("market.")
    name = "contact_price" if name == "contact_cost" else name  # as in CohortMarket.firm
    here = f"; without it say firms.0.{name}, of the first firm" if name in FirmPlan.model_fields else ""
    return InputError(key, allowed=f"together with market=from_cohort, which has this key{here}")


class _Same:
    """Hold a cohort by what it is, so that it is fitted once: a design asks for the same fit in each of its cells."""

    def __init__(self, cohort: Cohort) -> None:
        self.cohort = cohort
        self.key = (cohort.name, cohort.period_name, *(None if x is None else x.tobytes() for x in cohort[2:4]))

    def __hash__(self) -> int:
        return hash(self.key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.key == other.key


@lru_cache(maxsize=64)
def _fit(same: _Same, periods: int, size: int | None) -> SbgFit:
    return fit_sbg(same.cohort, periods, None if size is None else float(size))
