"""Which column is what: as the planner says, else by names that tables usually have."""

import re
from typing import NamedTuple, cast

from tenfold.experiments.customer_table.options import TableOptions
from tenfold.experiments.spelling import closest, listed
from tenfold.sim.errors import InputError

# By role, names without capitals, blanks and signs; those of an earlier list are taken before those of a later one.
_NAMES: dict[str, tuple[str, ...]] = {
    "tenure": (
        "tenure tenuremonths tenureinmonths tenuremonth subscriptionlength monthsonbook lifetime customertenure "
        "membershiplength tenureyears tenureweeks tenuredays tenurequarters monthsascustomer yearsascustomer",
        "months accountlength customerage contractmonths monthsactive monthsactiveservice duration yearsatcompany "
        "subscriptionmonths accountage customerlifetime daysactive weeksactive yearsactive accountmonths",
    ),
    "left": (
        "churn churned left exited attrition attritionflag cancelled canceled hasleft haschurned ischurn ischurned "
        "churnflag churnlabel churnvalue churnstatus leavedate leftdate dateleft leftat cancelledat canceledat "
        "canceldate cancellationdate churndate exitdate enddate leavingdate",
        "customerstatus status active isactive state closed lapsed terminated unsubscribed enddt ended closedate",
    ),
    "since": (
        "since joindate joined joinedat joinedon signup signupdate signedup signedupat signupat startdate "
        "customersince membersince registrationdate registered registeredat registeredon dateofjoining datejoined "
        "subscribedat subscriptionstart subscriptiondate joiningdate begindate",
        "createdat created start contractstart opened openeddate opendate activationdate activated",
    ),
    "value": (
        "monthlycharges monthlycharge monthlyfee monthlyrevenue monthlyprice monthlyvalue mrr arpu monthlyspend "
        "monthlypayment monthlyamount weeklyfee annualfee yearlyfee annualpremium quarterlyfee",
        "price fee charge premium subscriptionprice amount revenue sales total dollars spend monetaryvalue",
    ),
    "customer": (
        "customerid custid clientid userid accountid subscriberid memberid clientnum customernumber customerno "
        "customer personid contractid cid",
        "id client user account subscriber member msisdn donorid buyerid",
    ),
    "date": (
        "date purchasedate orderdate invoicedate transactiondate paymentdate saledate orderedat purchasedat",
        "time timestamp day datetime createdat created when",
    ),
    "recency": ("recency tx",),
    "observed": ("t observed observedfor age tobs", "observation customerage"),
}
_NEEDED = {"purchases": {"customer", "date"}, "recencies": {"recency", "observed"}, "customers": {"tenure", "left"}}
UNITS = ("year", "quarter", "month", "week", "day")
_UNIT_WORDS = {"year": "(years?|yearly|annual|annually)", "day": "(days?|daily)"}


class Columns(NamedTuple):
    """Hold which column is what.

    Attributes
    ----------
    kind : "customers", a row each; "purchases", a row each; "recencies", a row a customer who buys
    places : of the columns in the header, by role
    notes : sentences: what was guessed
    """

    kind: str
    places: dict[str, int]
    notes: tuple[str, ...]


def columns(header: list[str], options: TableOptions) -> Columns:
    """Find the columns of a table.

    Parameters
    ----------
    header : names of columns
    options : what the planner says of them

    Raises InputError on `market.table.ROLE` for a column that is not there, or that must be guessed and cannot be.
    """
    named: dict[str, int] = {}
    notes: list[str] = []
    for role in (*_NAMES, "by"):
        asked = getattr(options, role)
        if asked is not None:
            named[role] = _named(header, role, asked, notes)
    free = [name if k not in named.values() else "" for k, name in enumerate(header)]
    fits = {role: _fits(free, names) for role, names in _NAMES.items() if role not in named}
    kind = _kind(set(named), {role for role, found in fits.items() if found})
    if kind == "recencies" and "by" not in named:
        fits["by"] = _fits(free, ("cohort",))
    guessed = {}
    for role in _roles(kind, named, fits):
        if role in named or not (fits[role] or role in _NEEDED[kind]):
            continue
        guessed[role] = _only(header, role, fits[role])
    both = {**named, **guessed}
    for role, other in [(a, b) for a in guessed for b in both if a < b and both[a] == both[b]]:
        raise InputError(f"market.table.{role}", header[both[role]],
                         f"another column than that of market.table.{other}")  # fmt: skip
    said = [f"“{header[k]}” as market.table.{role}" for role, k in guessed.items()]
    if said:
        notes.append(f"Columns guessed by their names: {', '.join(said)}.")
    for role in ("value", "customer") if kind != "recencies" else ():
        if role not in both and len(fits[role]) > 1:
            notes.append(f"No column is used as market.table.{role}, as these fit equally: "
                         f"{listed([header[k] for k in fits[role]])}.")  # fmt: skip
    return Columns(kind, both, tuple(notes))


def unit_of(name: str) -> str:
    """Give the period that a column's name speaks of, "month" of "tenure_months"; "" for none or several.

    Parameters
    ----------
    name : of the column
    """
    words = re.sub(r"([a-z])([A-Z])", r"\1 \2", name).lower()
    found = [unit for unit in UNITS
             if re.search(rf"(^|[^a-z]){_UNIT_WORDS.get(unit, f'{unit}(s|ly)?')}([^a-z]|$)", words)]  # fmt: skip
    return found[0] if len(found) == 1 else ""


def _named(header: list[str], role: str, asked: str, notes: list[str]) -> int:
    places = [k for k, name in enumerate(header) if name == asked]
    if not places:
        places = [k for k, name in enumerate(header) if _bare(name) == _bare(asked) and _bare(name)]
        if len(places) == 1:
            notes.append(f"“{header[places[0]]}” is taken for market.table.{role}={asked}.")
    if len(places) > 1:
        raise InputError(f"market.table.{role}", asked, f"a column whose name is there once, not {len(places)} times")
    if not places:
        near = closest(asked, [name for name in header if name])
        raise InputError(f"market.table.{role}", asked,
                         f"one of the columns {_shown(header)}" + (f"; nearest: {near}" if near else ""))  # fmt: skip
    return places[0]


def _kind(named: set[str], found: set[str]) -> str:
    if named & {"recency", "observed"}:
        return "recencies"
    if "date" in named:
        return "purchases"
    if named & {"tenure", "left", "since"}:
        return "customers"
    if {"recency", "observed"} <= found:
        return "recencies"
    if "left" in found and found & {"tenure", "since"}:
        return "customers"
    return "purchases" if {"customer", "date"} <= found else "customers"


def _roles(kind: str, named: dict[str, int], fits: dict[str, list[int]]) -> list[str]:
    if kind == "recencies":
        return ["customer", "recency", "observed", "by"]
    if kind == "purchases":
        return ["customer", "date"] + (["value"] if len(fits.get("value", [])) == 1 else [])
    lengths = [role for role in ("tenure", "since") if role in named]
    if not lengths:  # both, if both are there: which is used depends on whether somebody's leaving has a date
        lengths = [role for role in ("tenure", "since") if len(fits[role]) == 1] or (
            ["since"] if fits["since"] and not fits["tenure"] else ["tenure"])
    few = [role for role in ("value", "customer") if len(fits.get(role, [])) == 1]  # wanted, but none is needed
    return [*lengths, "left", *few]


def _fits(header: list[str], names: tuple[str, ...]) -> list[int]:
    """Give the columns that fit best: all of the first list that any column is in."""
    for some in names:
        known = set(some.split())
        found = [k for k, name in enumerate(header) if _bare(name) in known]
        if found:
            return found
    return []


def _only(header: list[str], role: str, fits: list[int]) -> int:
    what = cast(dict[str, str], TableOptions.model_fields[role].json_schema_extra)["source"].partition(";")[0]
    if len(fits) > 1:
        raise InputError(f"market.table.{role}", ..., f"the name of a column, as two or more fit equally: "
                         f"{listed([header[k] for k in fits])} ({what})")  # fmt: skip
    if not fits:
        raise InputError(f"market.table.{role}", ..., f"the name of a column ({what}); none is known by its name "
                         f"among {_shown(header)}")  # fmt: skip
    return fits[0]


def _shown(header: list[str]) -> str:
    return listed([name or "(no name)" for name in header], 12, 30)


def _bare(name: str) -> str:
    return re.sub(r"[^\w]|_", "", name.lower())
