"""The file of a planner: a table of survival, or a raw table of customers or purchases."""

from functools import lru_cache
from pathlib import Path

from tenfold.experiments.cohorts.cohort import Cohort
from tenfold.experiments.cohorts.survival_file import names_in, read_cohort
from tenfold.experiments.customer_table.options import TableOptions
from tenfold.experiments.customer_table.read import is_survival_table, read_customers
from tenfold.experiments.planner.figures import PER_YEAR
from tenfold.experiments.spelling import closest, listed
from tenfold.sim.errors import InputError

ALL = "all"  # the cohort of all customers of a raw table


def read_all(path: Path, options: TableOptions, period: str) -> dict[str, Cohort]:
    """Read every cohort of a file.

    Parameters
    ----------
    path : of a CSV file of survival, or of a raw table in any format that `read_customers` reads
    options : of a raw table
    period : a name in `PER_YEAR`, or "auto"

    Returns
    -------
    dict of Cohort
        by name; all customers of a raw table first, as `ALL`

    Raises
    ------
    InputError : on market.file, market.table.* or market.period
    """
    stamp = _stamp(path)
    if stamp is not None and not is_survival_table(path):
        return _customers(path, stamp, options, period)
    cohorts = {name: _counted_in(read_cohort(path, name), period) for name in names_in(path)}
    _refuse(options)
    return cohorts


def read_one(path: Path, options: TableOptions, period: str, name: str | None) -> Cohort:
    """Read one cohort of a file, and of a table of survival look at no other.

    Parameters
    ----------
    path, options, period : see `read_all`
    name : of the cohort; None for the only one, or for all customers

    Raises
    ------
    InputError : as `read_all`, and on market.cohort where there is none of that name, or none named of several
    """
    stamp = _stamp(path)
    if stamp is None or is_survival_table(path):
        cohort = _counted_in(read_cohort(path, name), period)
        _refuse(options)
        return cohort
    cohorts = _customers(path, stamp, options, period)
    if (name or ALL) not in cohorts:
        near = closest(str(name), cohorts)
        said = f"one of {listed(list(cohorts))}" + (f"; nearest: {near}" if near else "")
        raise InputError("market.cohort", name, said)
    return cohorts[name or ALL]


def _stamp(path: Path) -> tuple[int, int] | None:
    """Give what changes when a file does; None where it cannot be read, of which its reader says what is wrong."""
    try:
        about = path.stat()
    except (OSError, ValueError):
        return None
    return (about.st_size, about.st_mtime_ns) if path.is_file() else None


def _refuse(options: TableOptions) -> None:
    for name in TableOptions.model_fields:
        if getattr(options, name) is not None:
            allowed = "nothing here, for the file is a table of survival, not of customers"
            raise InputError(f"market.table.{name}", getattr(options, name), allowed)


def _counted_in(cohort: Cohort, period: str) -> Cohort:
    """Settle what a period of a table of survival is."""
    said = cohort.period_name
    if period == "auto" and said not in PER_YEAR:
        allowed = f"one of {', '.join(PER_YEAR)}, for the file counts in periods and does not say what one is"
        raise InputError("market.period", period, allowed)
    if period != "auto" and said in PER_YEAR and said != period:
        raise InputError("market.period", period, f"{said}, for that is what the file counts in")
    return cohort._replace(period_name=said if period == "auto" else period)


@lru_cache(maxsize=16)
def _customers(path: Path, stamp: tuple[int, int], options: TableOptions, period: str) -> dict[str, Cohort]:
    """Read a raw table once, as long as it stays as it is."""
    return read_customers(path, options, period)
