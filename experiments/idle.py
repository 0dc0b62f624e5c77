"""Say which overrides change nothing: their mechanism is switched off, or an experiment sets them in every arm."""

from collections.abc import Iterable
from typing import Any

from tenfold.experiments.overrides import parse
from tenfold.experiments.registry import study_of
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
        a sentence for each, which says what would have to be switched on, or what sets it instead
    """
    found, switched, set_anyway = [], scenario.switches(), _set_in_every_arm(scenario)
    for one in parse(list(texts)).values:
        steps, here = one.key_or_group.split("."), scenario
        if one.key_or_group in set_anyway:
            found.append(f"{one.key_or_group} has no effect, for {scenario.name} sets it in every arm")
            continue
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


def _set_in_every_arm(scenario: Scenario) -> frozenset[str]:
    design = None if scenario.name is None else getattr(study_of(scenario.name), "design", None)
    if design is None:
        return frozenset()
    return frozenset.intersection(*(frozenset(arm) for arm in design(scenario.experiment).arms.values()))


def _below(here: Any, step: str) -> Any:
    return here[int(step)] if isinstance(here, tuple) else getattr(here, step, None)


def _unnumbered(name: str) -> str:
    return ".".join(step for step in name.split(".") if not step.isdecimal())
