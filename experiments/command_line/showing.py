"""What `tenfold show` shows: parameters, levers, moments."""

from tenfold.experiments.moments import branching_number, moments, targets_of
from tenfold.experiments.overrides import parse
from tenfold.experiments.reference import COLUMNS, all_entries, cells, markdown, matching, words
from tenfold.experiments.scenario import compose
from tenfold.experiments.spelling import alike
from tenfold.experiments.tables import show
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
        near = alike(pattern or "", words(entry for entry in all_entries() if entry.lever or not only_levers))
        allowed = f"part of a {'lever' if only_levers else 'parameter'}'s name"
        raise InputError("pattern", pattern, allowed + (f"; nearest: {', '.join(near)}" if near else ""))
    if as_markdown:
        print(markdown(found))
    else:
        show(COLUMNS, [cells(entry) for entry in found])


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
    chosen = [one.value() for one in parse(overrides).groups if one.key_or_group == "customers"]
    customers = str(chosen[-1]) if chosen else "default"
    frame = moments(scenario.plan(), range(scenario.seeds), scenario.threads, targets_of(customers))
    print(frame.to_string(index=False, float_format=lambda x: f"{x:.4f}", na_rep="-"))
    print(f"bad words pass on: R = q told = {branching_number(scenario.plan()):.2f} (above 1 they would spread)")
    print(f"{scenario.seeds} seeds; 95% intervals over seeds. Assumed parameters were tuned to these: no validation.")
