"""The market of a planner who knows prices, costs and who is still there: `market=from_cohort`.

These do not settle what spending achieves. Four further inputs do, and are guesses until measured: what contacts
convert, what care can save at most, what half of that costs, and the ceiling of joining. They are labelled assumptions.
So is how sure one is of them, and of budget and size of the market: a band for each, as factors on the figure.
"""

import math
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError

from tenfold.agents.customer.response import Response
from tenfold.agents.firm.parameters import FirmPlan
from tenfold.agents.plan import MarketPlan
from tenfold.experiments.cohorts.cohort import Cohort
from tenfold.experiments.cohorts.fit import SbgFit, fit_sbg
from tenfold.experiments.cohorts.survival_file import read_cohort
from tenfold.experiments.planner.field_tests import CareTest, ContactTest
from tenfold.sim.errors import InputError
from tenfold.sim.parameters import quantity
from tenfold.sim.store import checksum

SHIPPED = Path(__file__).resolve().parents[2] / "scenarios" / "data" / "cohort_survival.csv"
HALF_SAVING_SHARE = 0.05  # of the price, where nothing is said of what half the possible savings cost: assumption

Factor = Annotated[float, Field(ge=0.01, le=100)]
BANDS = {  # what a planner does not quite know, in plain words, and what to do about it; each has a `_band`
    "conversion": ("what a contact converts", "test that first"),
    "max_saved": ("how much of your churn care can prevent at most", "test that first"),
    "half_saving_cost": ("what it costs to prevent half of what care can", "test that first"),
    "join_ceiling": ("how many would join if contacts were unlimited", "test that first"),
    "budget": ("how large your budget is", "settle that first"),
    "market_size": ("how many people your market has", "count them first"),
}


def band(low: float, high: float, of: str, why: str) -> Any:
    """Declare between which factors on a figure the truth is taken to lie; 1, 1 for one that is known."""
    return quantity((low, high), f"factors on market.{of}", None, None, f"assumption: {why}")


class CohortMarket(MarketPlan):
    """Hold a market whose customers leave like those of a cohort; `size` is a sample of `market_size`."""

    periods: int = quantity(30, "periods", 1, 100_000, "assumption: at 10% a year, 94% of the value of all years")
    period: str = quantity("year", "-", None, None, "as the cohort is counted; every rate is per period")
    discount: float = quantity(0.1, "per period", 0, 1, "assumption: 10% a year")
    burn_in: int = quantity(10, "periods", 0, 100_000, "assumption: periods left out of steady-state measures")
    source: Literal["cohort"] = quantity("cohort", "-", None, None, "label: what kind of market this is")
    file: str | None = quantity(None, "path of a CSV file", None, None, "null: the shipped cohort, Fader & Hardie 2007")
    cohort: str = quantity("regular", "-", None, None, "name of the cohort in the file")
    price: float = quantity(100.0, "money per period", 0.01, 1e9, "assumption: what a customer pays; planner's books")
    unit_cost: float = quantity(60.0, "money per period", 0, 1e9, "assumption: to serve a customer; planner's books")
    budget: float = quantity(
        5.0, "money per head of the market and period", 0, 1e9, "assumption: acquisition and retention; planner's books"
    )
    contact_cost: float = quantity(2.0, "money per contact", 1e-6, 1e9, "assumption; planner's books")
    conversion: float = quantity(0.05, "probability", 1e-6, 1, "assumption: that a contacted person becomes a customer")
    max_saved: float = quantity(0.5, "share of churn", 0, 1, "assumption (h): what unlimited care prevents")
    half_saving_cost: float | None = quantity(
        None, "money per customer and period", 1e-6, 1e9,
        "assumption: care spending that prevents half of max_saved; null: 5% of the price",
    )  # fmt: skip
    join_ceiling: float = quantity(0.3, "probability per period", 0.001, 1, "assumption: under unlimited contacts")
    market_size: float = quantity(1e6, "persons", 1, 1e10, "assumption: the planner's market, to which money is scaled")
    cohort_size: int | None = quantity(
        None, "customers", 1, 1_000_000_000, "planner's books; null: the fit has no intervals"
    )
    fit_periods: int = quantity(7, "periods", 2, 100_000, "as Fader & Hardie 2007: the others test the fit")
    start_share: float = quantity(0.0, "share of customers", 0, 1, "assumption: customers when the market opens")
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

    @property
    def path(self) -> Path:
        """Give the path of the cohort's file."""
        if self.file is None:
            return SHIPPED
        file = Path(self.file)
        with suppress(RuntimeError):  # ~ of somebody who is not known here
            file = file.expanduser()
        return file

    def read(self) -> Cohort:
        """Read the cohort; raises InputError, see `read_cohort`."""
        return read_cohort(self.path, self.cohort)

    def fit(self) -> SbgFit:
        """Fit the cohort; raises InputError, see `fit_sbg`."""
        cohort = self.read()
        return _fit(str(self.path.resolve()), checksum(self.path), cohort.name, self.fit_periods, self.cohort_size)

    @property
    def bands(self) -> dict[str, tuple[float, float]]:
        """Give the band of each figure in `BANDS`; raises InputError on one whose ends are not in order."""
        found: dict[str, tuple[float, float]] = {name: getattr(self, f"{name}_band") for name in BANDS}
        for name, (low, high) in found.items():
            if low > high:
                raise InputError(f"market.{name}_band", [low, high], "a lower and a higher factor, in this order")
        return found

    def response(self) -> dict[str, object]:
        """Give what the planner's inputs say of the curves, by name in `Response`.

        Spending A per non-customer buys A / contact_cost contacts, and the first of them convert as measured:
        join_steepness = conversion / (contact_cost join_ceiling). Care R prevents max_saved (1 - 2^(-R / half)).

        Raises
        ------
        InputError : the cohort cannot be used, or what follows is out of range
        """
        fit, _ = self.fit(), self.bands
        half = HALF_SAVING_SHARE * self.price if self.half_saving_cost is None else self.half_saving_cost
        curves: dict[str, object] = {
            "heterogeneity": "beta",
            "alpha": fit.alpha,
            "beta": fit.beta,
            "max_saved": self.max_saved,
            "stay_steepness": math.log(2) / half,
            "join_ceiling": self.join_ceiling,
            "join_steepness": self.conversion / (self.contact_cost * self.join_ceiling),
        }
        blame = {
            "alpha": ("market.cohort", self.cohort, "a cohort whose fit has an alpha of 0.01 .. 1e+04"),
            "beta": ("market.cohort", self.cohort, "a cohort whose fit has a beta of 0.01 .. 1e+04"),
            "join_steepness": ("market.contact_cost", self.contact_cost, "conversion / join_ceiling / 1e+06 or more"),
        }
        try:
            Response.model_validate(curves)
        except ValidationError as error:
            raise InputError(*blame[str(error.errors()[0]["loc"][0])]) from None
        return curves

    def firm(self) -> dict[str, object]:
        """Give what the planner's inputs say of the firm, by name in `FirmPlan`."""
        return {
            "price": self.price,
            "unit_cost": self.unit_cost,
            "budget": self.budget,
            "basis": "market",  # as the unit of the budget says
            "contact_price": self.contact_cost,
            "start_share": self.start_share,
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


@lru_cache(maxsize=64)
def _fit(path: str, digest: str, cohort: str, periods: int, size: int | None) -> SbgFit:
    """Fit once a file as it is: a design asks for the same fit in every one of its cells."""
    return fit_sbg(read_cohort(path, cohort), periods, None if size is None else float(size))
