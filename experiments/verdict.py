"""What an experiment says in the end."""

from html import escape
from typing import Any, NamedTuple


class Verdict(NamedTuple):
    """Hold what an experiment found.

    Attributes
    ----------
    lines : to print, and to print again when the same is asked for again
    verdict : for verdict.json
    table : more lines, for who asks for them
    """

    lines: list[str]
    verdict: dict[str, Any]
    table: list[str] = []

    def _repr_html_(self) -> str:
        return "<ul>" + "".join(f"<li>{escape(line)}</li>" for line in self.lines) + "</ul>"
