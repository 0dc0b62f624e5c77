"""Tables for the tests of reading them."""

from pathlib import Path

import pytest

from tenfold.experiments.cohorts.cohort import Cohort
from tenfold.experiments.customer_table.options import TableOptions
from tenfold.experiments.customer_table.read import read_customers
from tenfold.sim.errors import InputError


def read(folder: Path, text: str | bytes, period: str = "month", **options: object) -> dict[str, Cohort]:
    """Read a table that consists of a text."""
    file = folder / "customers.csv"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_customers(file, TableOptions.model_validate(options), period)


def refused(folder: Path, text: str | bytes, period: str = "month", **options: object) -> str:
    """Read a table that cannot be read, and give what is said of it."""
    with pytest.raises(InputError) as caught:
        read(folder, text, period, **options)
    said = str(caught.value)
    assert "\n" not in said and len(said) < 700, said
    return said


def rows(header: str, *lines: str, times: int = 1) -> str:
    """Give a table of lines, the whole of them some times over."""
    return "\n".join([header, *(lines * times)]) + "\n"
