"""The reference table of parameters: name, default, unit, range and source of each."""

from collections.abc import Iterator

from tenfold.agents.customer.parameters import Customers
from tenfold.agents.firm.parameters import FirmPlan
from tenfold.agents.plan import MarketPlan
from tenfold.experiments.cohort_market import CohortMarket
from tenfold.experiments.registry import EXPERIMENTS, parameters_of
from tenfold.experiments.scenario import Scenario
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
    if isinstance(default, bool) or default is None:
        text = {True: "true", False: "false", None: "null"}[default]
    elif isinstance(default, float):
        text = f"{default:g}"
    elif isinstance(default, tuple | list):
        text = ", ".join(f"{x:g}" if isinstance(x, float) else str(x) for x in default)
    else:
        text = str(default)
    return entry.name, text, entry.unit, entry.range, entry.source


def matching(pattern: str | None) -> list[Entry]:
    """List the parameters whose name contains a pattern.

    Parameters
    ----------
    pattern : part of a name, capitals or not; None for all parameters

    Returns
    -------
    list of Entry
        in the order of the table
    """
    return [entry for entry in all_entries() if pattern is None or pattern.lower() in entry.name.lower()]


def markdown(found: list[Entry]) -> str:
    """Give a table in Markdown."""
    rows = [tuple(cell.replace("|", "\\|") for cell in cells(entry)) for entry in found]
    lines = ["| " + " | ".join(column.capitalize() for column in COLUMNS) + " |", "|" + "---|" * len(COLUMNS)]
    lines += [f"| `{row[0]}` | " + " | ".join(row[1:]) + " |" for row in rows]
    return "\n".join(lines)
