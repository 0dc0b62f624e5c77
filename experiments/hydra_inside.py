"""What the project takes from within Hydra, whose own interface has no way to it; all else imports Hydra openly.

Of each it says what is needed: `tests/experiments/test_hydra_inside.py` shows whether a version still gives it.
"""

from collections.abc import Sequence
from typing import Any

from hydra._internal.config_loader_impl import ConfigLoaderImpl
from hydra._internal.core_plugins.basic_sweeper import BasicSweeper
from hydra.core.override_parser.types import Override


def apply_overrides(overrides: Sequence[Override], config: Any) -> None:
    """Write overrides into a configuration that is composed already, as composing would: set, `+` and `~`.

    Parameters
    ----------
    overrides : of values, not of groups
    config : written

    Raises
    ------
    ConfigCompositionException : a key is not there, or a value is not of its type
    """
    ConfigLoaderImpl._apply_overrides_to_config(list(overrides), config)


def combinations(overrides: Sequence[Override]) -> list[list[str]]:
    """Give the jobs of a sweep in the order in which Hydra's own sweeper runs them.

    Parameters
    ----------
    overrides : some of which give several values

    Returns
    -------
    list of lists of str
        overrides of each job, as written
    """
    return [[*job] for batch in BasicSweeper.split_arguments(list(overrides), None) for job in batch]
