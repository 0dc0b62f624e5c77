"""Every file composes, every default stands in one place, and a scenario survives being written down."""

import json
import pickle
from pathlib import Path

import pytest
from hydra import compose as hydra_compose
from hydra import initialize_config_module
from omegaconf import OmegaConf

from tenfold.agents.customer.parameters import Customers
from tenfold.agents.firm.parameters import FirmPlan
from tenfold.agents.plan import MarketPlan
from tenfold.experiments.planner.market import CohortMarket
from tenfold.experiments.refusal import field_at
from tenfold.experiments.registry import EXPERIMENTS, question
from tenfold.experiments.runner import as_yaml
from tenfold.experiments.scenario import Scenario, compose, validate
from tenfold.experiments.scenario_files import groups
from tenfold.sim.errors import InputError
from tenfold.sim.groups import Entry, causes, entries
from tenfold.sim.network import NetworkPlan
from tenfold.sim.parameters import Parameters, quantity

SCENARIOS = Path(__file__).parents[2] / "scenarios"
CHOICES = [(group, name) for group, names in groups().items() if group != "experiment" for name in names]
ALONE = {"response_curve": ["firms=one"]}  # what goes together with nothing but itself


@pytest.mark.parametrize(("group", "name"), CHOICES)
def test_every_file_composes(group: str, name: str) -> None:
    assert isinstance(compose(None, [f"{group}={name}", *ALONE.get(name, [])]), Scenario)


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_every_experiment_composes_with_every_file(name: str) -> None:
    assert compose(name).name == name
    for group, choice in CHOICES:
        if group in ("network", "market"):
            compose(name, [f"{group}={choice}"])


def test_every_file_is_offered_and_every_experiment_has_one() -> None:
    files = {tuple(f.relative_to(SCENARIOS).with_suffix("").parts) for f in SCENARIOS.rglob("*/*.yaml")}
    assert files == {(group, name) for group, names in groups().items() for name in names}
    assert set(groups()["experiment"]) == set(EXPERIMENTS)


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_every_experiment_asks_a_question_and_shows_its_command(name: str) -> None:
    assert question(name).endswith("?")
    assert f"tenfold run {name}" in (SCENARIOS / "experiment" / f"{name}.yaml").read_text(encoding="utf-8")


def test_defaults_are_those_of_the_code() -> None:
    scenario = compose(None)
    assert scenario.market == MarketPlan()
    assert scenario.customers == Customers()
    assert scenario.network == NetworkPlan()
    own = {"name", "budget", "start_share", "known"}  # what scenarios/firms/three.yaml says of each
    assert [f.model_dump(exclude=own) for f in scenario.firms] == [FirmPlan().model_dump(exclude=own)] * 3
    assert (scenario.seeds, scenario.threads) == (16, 0)
    assert compose(None, ["market=from_cohort"]).market == CohortMarket()


def test_a_value_is_overridden_without_a_plus() -> None:
    changes = ["customers.choice.reconsider=0.2", "firms.1.unit_cost=20", "firms.0.quality.2=0.5", "market.size=70"]
    scenario = compose(None, [*changes, "network=random", "network.degree=4"])
    assert scenario.customers.choice.reconsider == 0.2
    assert [firm.unit_cost for firm in scenario.firms] == [30, 20, 30]
    assert scenario.firms[0].quality == (0.72, 0.72, 0.5, 0.72, 0.72)
    assert scenario.market.size == 70
    assert (scenario.network.kind, scenario.network.degree) == ("random", 4)


def test_items_of_a_list_have_the_defaults_of_what_is_not_said() -> None:
    scenario = compose(None, ["customers.segments=[{name:a,share:.25},{name:b,share:.75,income:90}]"])
    assert [(s.name, s.share, s.income) for s in scenario.customers.segments] == [("a", 0.25, 500), ("b", 0.75, 90)]


@pytest.mark.parametrize(
    "overrides",
    [
        ["market.size=70", "customers.choice={reconsider:0.3}", "firms.2.name='a b'"],
        ["market=from_cohort", "market.price=80", "market.file=null", "seeds=${market.burn_in}"],
        ["customers.segments=[{share:0.5},{share:0.5,taste:1}]", "firms.0.quality=[0.1,0.2,0.3,0.4,0.5]"],
    ],
)
def test_values_are_changed_as_hydra_changes_them(overrides: list[str]) -> None:
    ours = compose(None, overrides)
    with initialize_config_module("tenfold.scenarios", version_base="1.3"):
        theirs = hydra_compose("tenfold", overrides=overrides)
    assert validate(OmegaConf.to_container(theirs, resolve=True)) == ours  # type: ignore[arg-type]


@pytest.mark.parametrize("overrides", [[], ["market=from_cohort"], ["firms=one", "customers=response_curve"]])
def test_a_scenario_survives_being_written_down(fake: object, overrides: list[str]) -> None:
    scenario = compose("fake", [*overrides, "experiment.level=0.7"])
    again = validate(json.loads(json.dumps(scenario.configuration())))
    assert again == scenario
    assert type(again.market) is type(scenario.market)
    assert again.identity() == scenario.identity()


def test_a_scenario_may_be_sent_to_another_process() -> None:
    scenario = compose(None, ["market=from_cohort"])
    assert pickle.loads(pickle.dumps(scenario)) == scenario


def test_identity_is_of_what_results_follow_from(tmp_path: Path) -> None:
    def identity(*overrides: str) -> str:
        return compose(None, overrides).identity()

    copy = tmp_path / "copy of it.csv"
    copy.write_bytes((SCENARIOS / "data" / "cohort_survival.csv").read_bytes())
    assert identity() == identity("threads=2") == identity("seeds=16", "firms.0.price=50.0") == identity("firms=three")
    assert len({identity(), identity("seeds=17"), identity("firms.0.price=51"), identity("network=none")}) == 4
    cohort = identity("market=from_cohort")
    assert identity("market=from_cohort", f"market.file='{copy}'") == cohort
    copy.write_text(copy.read_text().replace("63.1", "63.2"))
    assert identity("market=from_cohort", f"market.file='{copy}'") != cohort
    assert len(cohort) == 12


class Novelty(Parameters):
    """A mechanism that there is not yet, off."""

    on: bool = quantity(False, "-", None, None, "switch")
    rate: float = quantity(0.5, "-", 0, 1, "assumption")


class NewCustomers(Customers):
    novelty: Novelty = Novelty()


class NewFirm(FirmPlan):
    novelties: tuple[Novelty, ...] = (Novelty(), Novelty())


class NewNetwork(NetworkPlan):
    novelty: Novelty = Novelty()
    bend: float = quantity(0.0, "-", 0, 1, "off", neutral=0.0)


class NewMarket(MarketPlan):
    novelty: Novelty = Novelty()


def test_a_mechanism_that_is_off_renames_no_result() -> None:
    old, on = compose(None, ["firms=one"]), Novelty(on=True)

    def identity(customers: Customers, firm: FirmPlan, network: NetworkPlan, market: MarketPlan) -> str:
        new = {"customers": customers, "firms": (firm,), "network": network, "market": market}
        return old.model_copy(update=new).identity()

    firm = old.firms[0].model_dump()
    off = (NewCustomers(), NewFirm(**firm), NewNetwork(), NewMarket())
    assert identity(*off) == old.identity()
    assert identity(NewCustomers(novelty=Novelty(rate=0.1)), *off[1:]) == old.identity()
    switched = [
        (NewCustomers(novelty=on), *off[1:]),
        (off[0], NewFirm(**firm, novelties=(on,)), *off[2:]),
        (off[0], NewFirm(**firm, novelties=(Novelty(), on)), *off[2:]),
        (*off[:2], NewNetwork(novelty=on), off[3]),
        (*off[:2], NewNetwork(bend=0.1), off[3]),
        (*off[:3], NewMarket(novelty=on)),
    ]
    assert len({old.identity(), *(identity(*one) for one in switched)}) == 1 + len(switched)


def test_what_is_off_is_written_down_all_the_same() -> None:
    silent = [compose(None, ["customers.word.on=false", f"customers.word.told_bad={told}"]) for told in (10, 20)]
    assert silent[0].identity() == silent[1].identity() != compose(None).identity()
    assert [one.configuration()["customers"]["word"]["told_bad"] for one in silent] == [10, 20]
    assert "told_bad: 20" in as_yaml(silent[1])


def test_what_an_experiment_switches_itself_names_its_result() -> None:
    silent = ["customers.word.on=false"]
    names = {compose("five_to_ten", o).identity() for o in ([], silent, [*silent, "customers.word.told_bad=20"])}
    assert len(names) == 3


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_what_an_experiment_says_it_switches_is_there(name: str) -> None:
    scenario = compose(name)
    assert scenario.experiment is not None
    for group in scenario.experiment.switched:
        info = field_at(type(scenario), group.replace("firms.", "firms.0.").split("."))
        assert info is not None and issubclass(info.annotation or int, Parameters), group


def test_a_cohort_becomes_a_market_as_its_inputs_say() -> None:
    chosen = ["market.price=80", "market.contact_cost=4", "market.conversion=0.06", "market.half_saving_cost=2"]
    plan = compose(None, ["market=from_cohort", *chosen]).plan()
    response, firm = plan.customers.response, plan.firms[0]
    assert type(plan.market) is MarketPlan
    assert (response.alpha, response.beta) == (pytest.approx(0.704, abs=1e-3), pytest.approx(1.182, abs=1e-3))
    assert response.join_ceiling * response.join_steepness == pytest.approx(0.06 / 4)  # joins per money, at first
    assert 1 - 2.718281828459045 ** (-response.stay_steepness * 2) == pytest.approx(0.5)
    assert (firm.price, firm.contact_price, firm.start_share) == (80, 4, 0)


def test_what_a_cohort_says_is_not_said_twice() -> None:
    with pytest.raises(InputError, match=r"firms\.0\.price = 45"):
        compose(None, ["market=from_cohort", "firms.0.price=45"])
    assert compose(None, ["market=from_cohort", "firms.0.price=80", "market.price=80"])


def parameters() -> list[Entry]:
    return [*entries(Scenario), *entries(CohortMarket, "market.")]


@pytest.mark.parametrize("entry", parameters(), ids=lambda entry: entry.name)
def test_every_parameter_has_a_unit_and_a_source(entry: Entry) -> None:
    assert entry.unit
    assert entry.source


@pytest.mark.parametrize("experiment", [None, *EXPERIMENTS])
def test_a_mechanism_that_is_off_by_default_names_no_result(experiment: str | None) -> None:
    """So a result keeps its name when a mechanism is added."""
    found = causes(compose(experiment).plan())
    assert set(found["customers"]) & {"complaint", "trust", "volume", "serving", "products", "season"} == set()
    assert not {"once", "hubs"} & set(found["customers"]["word"])
    assert all(not {"recovery", "add_ons", "seasonal"} & set(firm) for firm in found["firms"])
    switched = causes(compose(experiment, ["customers.complaint.on=true"]).plan())
    assert switched["customers"]["complaint"]["felt"] == 0.1
