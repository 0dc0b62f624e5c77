"""Tables: in the terminal, or in Markdown."""

import sys
from collections.abc import Sequence


def show(columns: Sequence[str], rows: Sequence[Sequence[str]], whole: Sequence[str] = ()) -> None:
    """Print a table as wide as the terminal, or where nobody watches 160 letters wide.

    Parameters
    ----------
    columns, rows : as text
    whole : columns that are not broken into lines
    """
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False)
    for column in columns:
        table.add_column(column, no_wrap=column in whole)
    for row in rows:
        table.add_row(*(text.replace("[", "\\[") for text in row))
    Console(width=None if sys.stdout.isatty() else 160, highlight=False, soft_wrap=False).print(table)


def markdown(columns: Sequence[str], rows: Sequence[Sequence[str]], code: Sequence[str] = ()) -> str:
    """Give a table in Markdown.

    Parameters
    ----------
    columns, rows : as text, each row with a cell a column
    code : columns whose cells are set as code

    Returns
    -------
    str
        lines without a last line break

    Raises
    ------
    ValueError : a row has more or fewer cells than there are columns
    """
    lines = [f"| {' | '.join(columns)} |", "|" + "---|" * len(columns)]
    for row in rows:
        cells = [cell.replace("|", "\\|") for cell in row]
        cells = [f"`{cell}`" if cell and name in code else cell for name, cell in zip(columns, cells, strict=True)]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)
