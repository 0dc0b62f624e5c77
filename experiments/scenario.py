"""A scenario: all that is configured of one run of an experiment, composed by Hydra and checked before it runs."""

import json
from collections.abc import Mapping, Sequence
from copy import deepcopy
from functools import lru_cache
from typing import Any, TypeVar, cast

from hydra import compose as hydra_compose
from hydra import initialize_config_module
from hydra.core.global_hydra import GlobalHydra
from hydra.core.override_parser.types import Override
from hydra.errors import HydraException
from omegaconf import DictConfig, OmegaConf
from omegaconf.errors import OmegaConfBaseException
from pydantic import SerializeAsAny, ValidationError, create_model

from tenfold.agents.customer.parameters import Customers
from tenfold.agents.firm.parameters import FirmPlan
from tenfold.agents.plan import MarketPlan, Plan, check
from tenfold.experiments.faults import blamed
from tenfold.experiments.hydra_inside import apply_overrides
from tenfold.experiments.overrides import check_key, parse, written
from tenfold.experiments.planner.keys import of_cohort_only
from tenfold.experiments.planner.market import CohortMarket
from tenfold.experiments.refusal import describe, field_at, refusal, refused_key
from tenfold.experiments.registry import find, page_of, parameters_of, study_of, yaml_of
from tenfold.experiments.schema import offer, register
from tenfold.sim.errors import InputError
from tenfold.sim.groups import agree, causes
from tenfold.sim.parameters import Parameters, quantity
from tenfold.sim.store import checksum, result_id

VERSION_BASE = "1.3"  # whose defaults of Hydra hold
_FAILURES = (HydraException, OmegaConfBaseException, ValueError, TypeError, AttributeError, RecursionError)
_OF_COHORT = {f"market.{name}" for name in CohortMarket.model_fields if name not in MarketPlan.model_fields}
T = TypeVar("T", bound=Parameters)


class Scenario(Plan):
    """Hold everything configured: a market, an experiment, and how often it is run."""

    name: str | None = quantity(None, "-", None, None, "label: the experiment")
    market: SerializeAsAny[MarketPlan] = MarketPlan()
    experiment: SerializeAsAny[Parameters] | None = None
    seeds: int = quantity(
        16, "runs of each arm", 1, 100_000,
        "assumption; justified by the width of the intervals; what an experiment plays less often has its own number",
    )  # fmt: skip
    threads: int = quantity(0, "processors used", 0, 1024, "0: as many as there are; results do not depend on it")

    def plan(self) -> Plan:
        """Give the market that is simulated; raises InputError for combinations that cannot be."""
        customers, firms = self.customers, self.firms
        if isinstance(self.market, CohortMarket):
            customers, firms = _as_planned(self.market, customers, firms)
            market = self.market.plain()
        else:
            market = self.market
        return check(Plan(market=market, customers=customers, firms=firms, network=self.network))

    def configuration(self) -> dict[str, Any]:
        """Give it as JSON and YAML can hold it; `validate` makes the same scenario from that."""
        return self.model_dump(mode="json")

    def inputs(self) -> dict[str, str]:
        """Give the checksum of every file it reads, by the field that names the file."""
        page = None if self.name is None else page_of(self.name)
        of_page = {} if page is None else {"experiment": checksum(page)}
        return of_page | ({"market.file": checksum(self.market.path)} if isinstance(self.market, CohortMarket) else {})

    def switches(self) -> tuple[str, ...]:
        """Give the groups that the experiment switches itself, by dotted name; raises InputError as its design does."""
        if self.name is None or self.experiment is None:
            return ()
        with blamed(find(self.name)):
            return study_of(self.name).switched(self.experiment)

    def identity(self) -> str:
        """Give the 12 digits that name its results: of all they follow from, and of nothing else.

        Threads and the place of an input file are no causes, nor is a group of parameters that is off: a field `on`
        that is false, or a field `schedule` that is "none", promises that the rest of its group has no effect. Where an
        experiment switches a group itself, it is kept: see `switches`.

        Returns
        -------
        str
            12 hexadecimal digits
        """
        configuration = causes(self, self.switches())
        inputs = self.inputs()
        del configuration["threads"]
        if "market.file" in inputs:
            del configuration["market"]["file"]
        return result_id(configuration, inputs)


def compose(experiment: str | None, overrides: Sequence[str] = ()) -> Scenario:
    """Compose a scenario from its files and the overrides, and check it.

    Parameters
    ----------
    experiment : its name; None for a scenario without one
    overrides : `group=file` and `dotted.key=value`, in Hydra's grammar

    Raises
    ------
    InputError : the first mistake; see `tenfold.experiments.refusal`
    """
    if isinstance(overrides, str):
        raise InputError("overrides", overrides, f"a list of them, as [{overrides!r}]")
    own = prepare(experiment)
    given = parse(overrides)
    chosen = [] if experiment is None else [f"experiment={experiment}"]
    chosen += [written(one) for one in given.groups]
    try:
        base = _composed(tuple(chosen), own)
        known = _plain(base)
    except _FAILURES as error:
        where = "configuration" if experiment is None else str(yaml_of(experiment) or "configuration")
        key = refused_key(error, _kind(own))
        reason = str(error).strip().splitlines() or [type(error).__name__]
        raise key or InputError(where, allowed=f"files that compose ({' '.join(reason)})") from error
    for one in given.values:
        if "source" not in known["market"] and ".".join(one.key_or_group.split(".")[:2]) in _OF_COHORT:
            raise of_cohort_only(one.key_or_group)
        check_key(one.key_or_group, known)
    if not given.values:
        return validate(known, experiment)
    try:
        config = _overridden(base, given.values)
    except _FAILURES as error:
        raise _blamed(base, given.values, _kind(own, cohort="source" in known["market"])) or error from None
    return validate(config, experiment)


def prepare(experiment: str | None) -> type[Parameters] | None:
    """Tell Hydra the keys and defaults of an experiment, and give the kind of its own parameters.

    Raises
    ------
    InputError : there is no such experiment
    """
    own = None if experiment is None else parameters_of(experiment)
    if experiment is not None and not find(experiment).shipped:
        offer(experiment, yaml_of(experiment))
    register(own, **{name: Scenario.model_fields[name].default for name in ("seeds", "threads")})
    return own


def validate(config: Mapping[str, Any], experiment: str | None = None) -> Scenario:
    """Make a scenario of plain values, and check every one and that they go together.

    Parameters
    ----------
    config : as composed, or as `Scenario.configuration` gives it
    experiment : its name, where the configuration does not say it

    Raises
    ------
    InputError : the first mistake
    """
    named = {"name": experiment, **config}
    if experiment is not None and named["name"] != experiment:
        raise InputError("name", named["name"], f"nothing here, for the experiment is {experiment}")
    own = None if named["name"] is None else parameters_of(named["name"])
    kind = _kind(own, cohort="source" in (named.get("market") or {}))
    try:
        given = kind.model_validate_json(json.dumps(named))
    except ValidationError as error:
        raise refusal(error, kind) from None
    values = {name: getattr(given, name) for name in Scenario.model_fields}
    if given.experiment is not None:
        agree(given.experiment, "experiment")
        values["experiment"] = given.experiment.written_out()
    scenario = Scenario(**values)
    scenario.plan()
    return scenario


@lru_cache(maxsize=16)
def _kind(own: type[Parameters] | None, cohort: bool = False) -> type[Scenario]:
    """Make the kind of scenario of one experiment, with its own parameters in their place."""
    market = CohortMarket if cohort else MarketPlan
    fields: dict[str, Any] = {"market": (market, market()), "experiment": (own, None if own is None else ...)}
    return cast(type[Scenario], create_model("Scenario", __base__=Scenario, **fields))


@lru_cache(maxsize=64)
def _composed(chosen: tuple[str, ...], own: type[Parameters] | None) -> DictConfig:
    """Let Hydra put the chosen files together; once, for a sweep asks for the same with other values."""
    running = GlobalHydra.instance().hydra  # of a sweep, one job of which composes another market: Hydra has but one
    GlobalHydra.instance().clear()
    try:
        with initialize_config_module("tenfold.scenarios", version_base=VERSION_BASE):
            return hydra_compose("tenfold", overrides=list(chosen))
    finally:
        GlobalHydra.instance().hydra = running


def _plain(config: DictConfig) -> dict[str, Any]:
    return cast(dict[str, Any], OmegaConf.to_container(config, resolve=True, throw_on_missing=True))


def _overridden(base: DictConfig, values: Sequence[Override]) -> dict[str, Any]:
    """Change values as Hydra does once its files are put together."""
    config = deepcopy(base)
    apply_overrides(values, config)
    return _plain(config)


def _blamed(base: DictConfig, values: Sequence[Override], kind: type[Scenario]) -> InputError | None:
    """Find the override with which composing fails, by adding them one by one."""
    for k, one in enumerate(values, 1):
        try:
            _overridden(base, values[:k])
        except _FAILURES as error:
            key = one.key_or_group
            unknown = refused_key(error, kind)
            if unknown is not None and unknown.field.startswith(f"{key}."):
                return unknown
            info = field_at(kind, key.split("."))
            allowed = "a value that can be resolved" if info is None else describe(info)
            value = written(one).partition("=")[2] if "${" in written(one) else one.value()
            return InputError(key, value, allowed)
    return None


def _as_planned(
    market: CohortMarket, customers: Customers, firms: tuple[FirmPlan, ...]
) -> tuple[Customers, tuple[FirmPlan, ...]]:
    """Put the planner's inputs in their places; raises InputError where something else is said there."""
    if customers.rule != "response_curve":
        raise InputError("customers.rule", customers.rule, "response_curve, for the market is one of a cohort")
    if len(firms) != 1:
        raise InputError("firms", len(firms), "exactly one firm, for the market is one of a cohort")
    agree(market, "market")
    response = _filled(customers.response, market.response(), "customers.response")
    firm = _filled(firms[0], market.firm(), "firms.0")
    return customers.model_copy(update={"response": response}), (firm,)


def _filled(group: T, values: Mapping[str, object], name: str) -> T:
    for field, value in values.items():
        said = getattr(group, field)
        if said not in (value, type(group).model_fields[field].default):
            raise InputError(f"{name}.{field}", said, f"nothing here: it follows from market.* and is {value!r}")
    return group.model_copy(update=dict(values))
