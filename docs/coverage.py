"""Make the page of coverage from coverage.yaml: what the source documents say, and whether the simulator does it."""

from pathlib import Path
from typing import Any, NamedTuple, cast

from omegaconf import OmegaConf

SOURCE = Path(__file__).resolve().parent / "coverage.yaml"
STATUSES = ("works", "partly", "not yet")
HEAD = """# Coverage

<!-- Made from coverage.yaml by `make docs`: change a row there, not here. -->

What the five source documents say, row by row, and whether the simulator does it. The page is strict:

- **works**: the mechanism is in the code, a test shows it, and the experiment the row names can be run.
- **partly**: some of it is in the code; the second column says what is missing.
- **not yet**: nothing, or nothing that would answer the row.

Of {rows} rows {works} work, {partly} are partly there and {not_yet} are not yet begun. A test of a row that is *partly*
there may show no more than that both readings of the market agree on the mechanism, or that it acts at all.
`tests/test_docs.py` checks that every row is here and that every file and test named exists.

| Row | The documents say; what is there and what is missing | Status | Where | Test |
|---|---|---|---|---|
"""
CHECKS = """
## Closed forms and published numbers

| | Check | Status | Test |
|---|---|---|---|
"""


class Row(NamedTuple):
    """What the documents say in one place or a few, and what is there of it."""

    row: int | str
    says: str
    status: str
    remark: str = ""
    files: tuple[str, ...] = ()
    tests: tuple[str, ...] = ()

    @property
    def numbers(self) -> range:
        """Give the numbers of its rows: one, or all from the first to the last."""
        first, _, last = str(self.row).partition("–")
        return range(int(first), int(last or first) + 1)


class Check(NamedTuple):
    """A closed form or a published number, and whether it is met."""

    row: str
    check: str
    status: str
    tests: tuple[str, ...] = ()


def read(path: Path = SOURCE) -> tuple[list[Row], list[Check]]:
    """Read rows and checks.

    Parameters
    ----------
    path : of a file as coverage.yaml

    Returns
    -------
    tuple of two lists
        the rows and the checks, in the order of the file

    Raises
    ------
    TypeError : an entry lacks a key or has one that is unknown
    ValueError : a row has another status than those there are
    """
    found = cast(dict[str, Any], OmegaConf.to_container(OmegaConf.load(path)))
    rows = [Row(**row) for row in found["rows"]]
    for row in rows:
        if row.status not in STATUSES:
            raise ValueError(f"{path.name}, row {row.row}: status {row.status!r} is none of {', '.join(STATUSES)}")
    return rows, [Check(**check) for check in found["checks"]]


def page(path: Path = SOURCE) -> str:
    """Give the page.

    Parameters
    ----------
    path : of a file as coverage.yaml

    Returns
    -------
    str
        the text in Markdown, with the rows counted
    """
    rows, checks = read(path)
    count = {status: sum(len(row.numbers) for row in rows if row.status == status) for status in STATUSES}
    works, partly, not_yet = count.values()
    text = HEAD.format(rows=sum(count.values()), works=works, partly=partly, not_yet=not_yet)
    for row in rows:
        says = f"{row.says}; *{row.remark}*" if row.remark else row.says
        text += line(row.row, says, row.status, code(row.files), code(row.tests))
    return text + CHECKS + "".join(line(c.row, c.check, c.status, code(c.tests)) for c in checks)


def line(*cells: object) -> str:
    """Give a line of a table."""
    return "| " + " | ".join(str(cell).replace("|", "\\|") for cell in cells) + " |\n"


def code(names: tuple[str, ...]) -> str:
    """List names as code; a dash for none."""
    return ", ".join(f"`{name}`" for name in names) or "–"
