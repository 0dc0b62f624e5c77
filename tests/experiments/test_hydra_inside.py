"""What is needed from within Hydra; where a version of Hydra fails here, only experiments/hydra_inside.py changes."""

import pytest
from hydra.core.override_parser.overrides_parser import OverridesParser
from hydra.errors import HydraException
from omegaconf import OmegaConf

from tenfold.experiments.hydra_inside import apply_overrides, combinations


def parsed(*texts: str) -> list:  # type: ignore[type-arg]
    return OverridesParser.create().parse_overrides(list(texts))


def test_overrides_are_written_as_composing_would() -> None:
    config = OmegaConf.create({"a": 1, "b": {"c": 2, "d": [1, 2]}})
    OmegaConf.set_struct(config, True)
    apply_overrides(parsed("a=3", "b.d=[5]", "+b.e=x", "~b.c"), config)
    assert config == {"a": 3, "b": {"d": [5], "e": "x"}}
    with pytest.raises(HydraException, match="aa"):
        apply_overrides(parsed("aa=3"), config)


def test_jobs_come_in_the_order_of_hydras_sweeper_the_last_key_fastest() -> None:
    jobs = combinations(parsed("x=1,2", "y=range(1,3)", "z='a,b'"))
    assert jobs == [[f"x={x}", f"y={y}", "z='a,b'"] for x in (1, 2) for y in (1, 2)]
