"""The reference table of parameters: name, default, unit, range and source of each."""

from collections.abc import Iterable, Iterator

from tenfold.agents.customer.parameters import Customers
from tenfold.agents.firm.parameters import FirmPlan
from tenfold.agents.plan import MarketPlan
from tenfold.experiments.planner.market import CohortMarket
from tenfold.experiments.registry import EXPERIMENTS, parameters_of
from tenfold.experiments.scenario import Scenario
from tenfold.experiments.tables import markdown as in_markdown
from tenfold.sim.groups import Entry, entries
from tenfold.sim.network import NetworkPlan

COLUMNS = ("name", "default", "unit", "range", "source")


def all_entries() -> Iterator[Entry]:
    """List every parameter.

    Yields
    ------
    Entry
        a name that only one experiment has says so in brackets, and so does one of a cohort's market
    """
    yield from entries(MarketPlan, "market.")
    plain = {entry for entry in entries(MarketPlan, "market.")}
    for entry in entries(CohortMarket, "market."):
        if entry not in plain:
            yield entry._replace(name=f"{entry.name} [from_cohort]")
    yield from entries(Customers, "customers.")
    yield from entries(FirmPlan, "firms.0.")
    yield from entries(NetworkPlan, "network.")
    for name in EXPERIMENTS:
        for entry in entries(parameters_of(name), "experiment."):
            yield entry._replace(name=f"{entry.name} [{name}]")
    yield from (entry for entry in entries(Scenario) if entry.name in ("seeds", "threads"))


def cells(entry: Entry) -> tuple[str, str, str, str, str]:
    """Give an entry as text.

    Parameters
    ----------
    entry : one parameter

    Returns
    -------
    tuple of five str
        in the order of `COLUMNS`
    """
    default = entry.default
    text = ", ".join(map(_said, default)) if isinstance(default, tuple | list) else _said(default)
    return entry.name, text, entry.unit, entry.range, entry.source


def _said(value: object) -> str:
    """Write one value as it is said on the command line."""
    if isinstance(value, bool) or value is None:
        return {True: "true", False: "false", None: "null"}[value]
    return f"{value:g}" if isinstance(value, float) else str(value)


def matching(pattern: str | None) -> list[Entry]:
    """List the parameters whose name contains a pattern.

    Parameters
    ----------
    pattern : part of a name, capitals or not, with or without the numbers in it; None for all parameters

    Returns
    -------
    list of Entry
        in the order of the table
    """
    sought = "" if pattern is None else pattern.lower()
    both = ((entry, entry.name.lower()) for entry in all_entries())
    return [entry for entry, name in both if sought in name or sought in name.replace(".0.", ".")]


def words(found: Iterable[Entry]) -> list[str]:
    """List what a pattern may have been meant for: the parts of names, and of these the words.

    Parameters
    ----------
    found : entries of the table

    Returns
    -------
    list of str
        of customers.choice.price_weight: customers.choice, choice.price_weight, choice, price, weight and so on
    """
    known: dict[str, None] = {}
    for entry in found:
        steps = [step for step in entry.name.partition(" ")[0].split(".") if step != "0"]
        for first in range(len(steps)):
            for last in range(first + 1, len(steps) + 1):
                known[".".join(steps[first:last])] = None
        known.update(dict.fromkeys(word for step in steps for word in step.split("_") if len(word) > 2))
    return list(known)


def markdown(found: list[Entry]) -> str:
    """Give a table in Markdown."""
    return in_markdown([name.capitalize() for name in COLUMNS], [cells(entry) for entry in found], code=("Name",))
