"""What Hydra is told of the parameters: every key with its default, and no other key.

Types and ranges are left to the parameters themselves (OmegaConf alone would take -5 for a price, and "no" for a
number), so every leaf is `Any`. Lists of groups are typed, so that `firms: [{price: 45}]` gets the other defaults.
"""

from dataclasses import field, make_dataclass
from functools import cache, lru_cache, partial
from importlib import import_module
from pathlib import Path
from typing import Any, get_args, get_origin

from hydra.core.config_store import ConfigStore
from omegaconf import MISSING, ListConfig, OmegaConf
from pydantic_core import to_jsonable_python

from tenfold.agents.customer.parameters import Customers
from tenfold.agents.firm.parameters import FirmPlan
from tenfold.agents.plan import MarketPlan
from tenfold.experiments.planner.market import CohortMarket
from tenfold.sim.errors import InputError
from tenfold.sim.network import NetworkPlan
from tenfold.sim.parameters import Parameters

MARKETS: dict[str, type[MarketPlan]] = {"plan": MarketPlan, "cohort": CohortMarket}


@cache
def schema(kind: type[Parameters]) -> type[Any]:
    """Make the dataclass that shows a group of parameters to OmegaConf.

    Parameters
    ----------
    kind : the class of the group

    Returns
    -------
    dataclass
        every field with its default; a list of groups is typed
    """
    fields: list[tuple[str, Any, Any]] = []
    for name, info in kind.model_fields.items():
        default = MISSING if info.is_required() else info.get_default(call_default_factory=True)
        group, listed = _group(info.annotation)
        if group is None:
            fields.append((name, Any, field(default_factory=partial(to_jsonable_python, default))))
        elif listed:
            items = () if default is MISSING else default
            fields.append((name, list[schema(group)], field(default_factory=partial(_nodes, items))))  # type: ignore[misc]
        else:
            fields.append((name, schema(group), field(default_factory=partial(_node, default))))
    made = make_dataclass(f"{kind.__module__}.{kind.__qualname__}".replace(".", "__"), fields)
    made.__module__ = __name__
    globals()[made.__name__] = made
    return made


def __getattr__(name: str) -> type[Any]:
    """Make a schema from its name, for a process of `--multirun` that was sent one."""
    module, _, kind = name.replace("__", ".").rpartition(".")
    if not module or name.startswith("__"):
        raise AttributeError(name)
    return schema(getattr(import_module(module), kind))


@lru_cache(maxsize=1)  # stored once, till another experiment is asked for
def register(experiment: type[Parameters] | None, **defaults: Any) -> None:
    """Store the schema where Hydra finds it: `schema` for all, `market/plan` and `market/cohort` for either market.

    Parameters
    ----------
    experiment : the kind of the experiment's own parameters
    defaults : what else stands at the top, by name
    """
    top = {
        "market": MISSING,
        "customers": OmegaConf.structured(schema(Customers)),
        "firms": ListConfig([], element_type=schema(FirmPlan)),
        "network": OmegaConf.structured(schema(NetworkPlan)),
        "experiment": None if experiment is None else OmegaConf.structured(schema(experiment)),
        **defaults,
    }
    store = ConfigStore.instance()
    store.store(name="schema", node=OmegaConf.create(top))
    for name, market in MARKETS.items():
        store.store(group="market", name=name, node=schema(market))


def offer(experiment: str, yaml: Path | None) -> None:
    """Let Hydra find the configuration of an experiment that is not the project's own.

    Parameters
    ----------
    experiment : its name
    yaml : the file; None where it changes no default

    Raises
    ------
    InputError : the file is no YAML
    """
    try:
        node = OmegaConf.create({}) if yaml is None else OmegaConf.load(yaml)
    except Exception as error:  # of the reader of YAML, which says what is wrong where
        raise InputError(str(yaml), allowed=f"YAML ({' '.join(str(error).split())[:200]})") from None
    ConfigStore.instance().store(group="experiment", name=experiment, node=node, package="_global_")


def _group(annotation: Any) -> tuple[type[Parameters] | None, bool]:
    """Find the group within an annotation, and whether it is a list of them."""
    if isinstance(annotation, type) and issubclass(annotation, Parameters):
        return annotation, False
    inside = [_group(part)[0] for part in get_args(annotation)]
    found = next((group for group in inside if group is not None), None)
    return found, found is not None and get_origin(annotation) is tuple


def _node(value: Parameters) -> Any:
    """Give one group of values as its dataclass."""
    made: dict[str, Any] = {}
    for name, info in type(value).model_fields.items():
        inner, (group, listed) = getattr(value, name), _group(info.annotation)
        made[name] = to_jsonable_python(inner) if group is None else _nodes(inner) if listed else _node(inner)
    return schema(type(value))(**made)


def _nodes(values: tuple[Parameters, ...]) -> list[Any]:
    return [_node(value) for value in values]
