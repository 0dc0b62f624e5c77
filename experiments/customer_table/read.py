"""Read a table of customers as a firm has it, and count who stayed: the way in."""

from pathlib import Path

import numpy as np

from tenfold.experiments.cohorts.cohort import Cohort
from tenfold.experiments.customer_table.columns import UNITS, columns, unit_of
from tenfold.experiments.customer_table.customers import read_rows
from tenfold.experiments.customer_table.design import design_notes, table_of
from tenfold.experiments.customer_table.file import header_of, open_table
from tenfold.experiments.customer_table.lives import Lives
from tenfold.experiments.customer_table.options import TableOptions
from tenfold.experiments.customer_table.purchases import read_purchases, read_recencies
from tenfold.sim.errors import InputError

_SEGMENTS = 50  # beyond, a column of segments is something else
_FEW = 30  # leavers, below which a fit says little


def is_survival_table(path: Path) -> bool:
    """Tell whether a file is a table of survival, for `read_cohort`, and not one of customers.

    Parameters
    ----------
    path : of the file; one that cannot be read is not
    """
    header = set(header_of(path))
    meant = "cohort" in header and bool({"year", "period"} & header) and len(header) < 5  # a name misspelt
    return "surviving_percent" in header or meant


def read_customers(path: Path, options: TableOptions, period: str) -> dict[str, Cohort]:
    """Read a table with a row a customer, or with a row a purchase, and count who stayed how long.

    Parameters
    ----------
    path : of a file, CSV with any usual separator or Parquet
    options : how to read it; what they leave open is guessed from names of columns, and said in the notes
    period : "year", "quarter", "month", "week", "day", or "auto": as the name of the column of tenure says

    Returns
    -------
    cohorts by segment, and that of all, "all", first

    Raises
    ------
    InputError : on `market.file` for a file that is no table; on `market.table.NAME` for a column that is not there,
        that cannot be guessed, or that holds something else
    """
    table = open_table(path)
    found = columns(table.header, options)
    notes = [*table.notes, *found.notes]
    read, more = table.read(found.places)
    notes += more
    rows = next(iter(read.values())).codes.size
    if period == "auto":
        tenure = table.header[found.places["tenure"]] if "tenure" in found.places else ""
        period = unit_of(tenure) or "month"
        why = f"as “{tenure}” says" if unit_of(tenure) else "as nothing says what they are"
        notes.append(f"Periods are {period}s, {why} (market.period).")
    elif period not in UNITS:
        raise InputError("market.period", period, f"auto, {', '.join(UNITS)}", UNITS)
    reader = {"purchases": read_purchases, "recencies": read_recencies}.get(found.kind, read_rows)
    lives, more = reader(read, options, period)
    if "customer" not in found.places:
        notes.append("No column says who is who (market.table.customer): rows alike are different customers.")
    notes += more
    buys = found.kind != "customers"
    segments = _segments(lives, period, notes, buys)
    everybody = _cohort("all", lives, period, f"{rows:,} rows read", notes, buys)
    if everybody.surviving.size < 2:
        column = next(read[role] for role in ("date", "observed", "tenure", "since") if role in read)
        raise column.refuse(f"somebody who was seen for a {period} or more; nobody was")
    if not lives.left.any():
        named = read["left"].name if "left" in read else options.gap or ...
        raise InputError(f"market.table.{'left' if 'left' in read else 'gap'}", named,
                         f"a table of which some left; all {lives.left.size:,} customers are still there, and of that "
                         "no survival can be told")  # fmt: skip
    return {"all": everybody, **segments}


def _cohort(name: str, lives: Lives, period: str, start: str, notes: list[str], buys: bool) -> Cohort:
    """Count some customers."""
    gone = int(lives.left.sum())
    there = lives.left.size - gone
    said = [f"{start}: {there:,} customers still there, {gone:,} left."]
    table = table_of(lives)
    if not there and gone:
        said.append("Everybody has left: there is nobody to keep, and whoever is still there may be missing.")
    if 0 < gone < _FEW:
        said.append(f"Only {gone:,} of them left: what is fitted to so few is hardly known; mind its interval.")
    tenure = np.floor(lives.tenure[~lives.left] + 1e-9).astype(np.int64)
    mean = None
    for who, which in (("", ~lives.left), ("who left, for none is there now", lives.left)):
        value = np.empty(0) if lives.value is None else lives.value[which]
        if mean is None and not np.isnan(value).all():
            mean = float(np.nanmean(value))
            said += [f"What a customer pays is the mean of those {who}."] if who else []
    more = design_notes(lives, table, period) if not buys else []
    return Cohort(name, period, table.surviving, table.at_risk, np.bincount(tenure).astype(np.float64), mean,
                  (*said, *notes, *table.notes, *more), lives.left.size)  # fmt: skip


def _segments(lives: Lives, period: str, notes: list[str], buys: bool) -> dict[str, Cohort]:
    """Count the customers of each segment, and note for all who is in none."""
    if lives.segment is None:
        return {}
    column = lives.segment
    there = [(word, column.codes == k) for k, word in enumerate(column.words) if (column.codes == k).any()]
    if len(there) > _SEGMENTS:
        raise column.refuse(f"a column of at most {_SEGMENTS} segments; it has {len(there):,} different entries")
    found: dict[str, Cohort] = {}
    more = []
    if column.missing.any():
        more.append(f"{int(column.missing.sum()):,} customers have nothing in “{column.name}”: they are among all, and "
                    "in no segment.")  # fmt: skip
    for word, which in sorted(there, key=lambda pair: pair[0]):
        name = word if word != "all" else "all (segment)"
        cohort = _cohort(name, lives.those(which), period, f"Segment {name}", notes, buys)
        if cohort.surviving.size < 2:
            more.append(f"Nobody of segment {name} was seen for a {period}: it is among all, and no cohort of its own.")
        else:
            found[name] = cohort
    notes += more
    return found
