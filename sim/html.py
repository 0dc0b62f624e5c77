"""Small tables for notebooks: escaped, with units, and with numbers short enough to read."""

import math
from collections.abc import Iterable, Sequence
from html import escape
from typing import Any

import numpy as np


def table(caption: str, head: Sequence[tuple[str, str]], rows: Iterable[Sequence[Any]], note: str = "") -> str:
    """Write a table.

    Parameters
    ----------
    caption, note : above and below it
    head : name and unit of each column; "-" or nothing where there is no unit
    rows : of as many values each

    Returns
    -------
    str
        HTML
    """
    top = "".join(f"<th>{escape(name)}{_unit(unit)}</th>" for name, unit in head)
    body = "".join(f"<tr>{''.join(f'<td>{escape(number(each))}</td>' for each in row)}</tr>" for row in rows)
    below = f"<p>{escape(note)}</p>" if note else ""
    return f"<table><caption>{escape(caption)}</caption><tr>{top}</tr>{body}</table>{below}"


def number(value: Any) -> str:
    """Write a value for people: four digits that matter, thousands apart, a dash for what is not there."""
    if isinstance(value, bool | np.bool_):
        return "yes" if value else "no"
    if isinstance(value, int | np.integer):
        return f"{value:,}"
    if isinstance(value, float | np.floating):
        given = float(value)
        if not math.isfinite(given):
            return "–" if math.isnan(given) else str(given)
        return f"{given:,.0f}" if abs(given) >= 1000 else f"{given:.4g}"
    return str(value)


def _unit(unit: str) -> str:
    return f"<br><small>[{escape(unit)}]</small>" if unit not in ("", "-") else ""
