"""Say which overrides change nothing, because the mechanism they belong to is switched off."""

from collections.abc import Iterable
from typing import Any

from tenfold.experiments.overrides import parse
from tenfold.experiments.scenario import Scenario
from tenfold.sim.groups import is_off
from tenfold.sim.parameters import Parameters

SWITCHES = ("on", "schedule")


def idle(scenario: Scenario, texts: Iterable[str]) -> list[str]:
    """List the overrides that have no effect in a scenario.

    Parameters
    ----------
    scenario : as composed
    texts : the overrides it was composed with

    Returns
    -------
    list of str
        a sentence for each, which says what would have to be switched on
    """
    found, switched = [], scenario.switches()
    for one in parse(list(texts)).values:
        steps, here = one.key_or_group.split("."), scenario
        for place, step in enumerate(steps[:-1], 1):
            here = _below(here, step)
            group = ".".join(steps[:place])
            if not isinstance(here, Parameters) or not is_off(here) or steps[place] in SWITCHES:
                continue
            if _unnumbered(group) not in switched:
                switch = next(name for name in SWITCHES if hasattr(here, name))
                is_now = "false" if switch == "on" else "none"
                found.append(f"{one.key_or_group} has no effect, for {group}.{switch} is {is_now}")
                break
    return found


def _below(here: Any, step: str) -> Any:
    return here[int(step)] if isinstance(here, tuple) else getattr(here, step, None)


def _unnumbered(name: str) -> str:
    return ".".join(step for step in name.split(".") if not step.isdecimal())
