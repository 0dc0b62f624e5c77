"""What `tenfold show` shows: parameters, levers, moments."""

import sys

from tenfold.experiments.moments import branching_number, moments
from tenfold.experiments.reference import COLUMNS, all_entries, cells, markdown, matching
from tenfold.experiments.scenario import compose
from tenfold.sim.errors import InputError


def show_parameters(pattern: str | None, as_markdown: bool, only_levers: bool) -> None:
    """Print a table of parameters.

    Parameters
    ----------
    pattern : part of their names; None for all
    as_markdown : whether the table is one of Markdown
    only_levers : whether only what a firm may change while the market runs

    Raises
    ------
    InputError : there is no such parameter
    """
    found = [entry for entry in matching(pattern) if entry.lever or not only_levers]
    if not found:
        names = [entry.name.partition(" ")[0] for entry in all_entries() if entry.lever or not only_levers]
        raise InputError("pattern", pattern, f"part of a {'lever' if only_levers else 'parameter'}'s name", names)
    if as_markdown:
        print(markdown(found))
        return
    from rich.console import Console
    from rich.table import Table

    table = Table(*COLUMNS, box=None, padding=(0, 2, 0, 0), pad_edge=False)
    for entry in found:
        table.add_row(*(text.replace("[", "\\[") for text in cells(entry)))
    Console(width=None if sys.stdout.isatty() else 160, highlight=False, soft_wrap=False).print(table)


def show_moments(overrides: list[str]) -> None:
    """Print the moments of the default market, or of another.

    Parameters
    ----------
    overrides : as for `compose`

    Raises
    ------
    InputError : on the first mistake in them
    """
    scenario = compose(None, overrides)
    frame = moments(scenario.plan(), range(scenario.seeds), scenario.threads)
    print(frame.to_string(index=False, float_format=lambda x: f"{x:.4f}", na_rep="-"))
    print(f"bad words pass on: R = q told = {branching_number(scenario.plan()):.2f} (above 1 they would spread)")
    print(f"{scenario.seeds} seeds; 95% intervals over seeds. Assumed parameters were tuned to these: no validation.")
