"""A wrong override, or some that do not go together: one line that names the field, and nothing written."""

from collections.abc import Callable

import pytest

from tenfold.experiments.scenario import compose

pytestmark = pytest.mark.slow

Refused = Callable[..., str]

CASES = [
    ("firms.0.prise=45", "tenfold: firms.0.prise: allowed: a key of firms.0; nearest: firms.0.price\n"),
    ("firms.0.price=-5", "tenfold: firms.0.price = -5: allowed: 0.01 .. 1e+09 (money per unit)\n"),
    ("network=smal_world", "nearest: small_world\n"),
    ("network=Small_World", "nearest: small_world\n"),
    ("market=from_cohrt", "nearest: from_cohort\n"),
    ("firms=null", "firms = None: allowed: one of"),
    ("firms=[{price:3}]", "allowed: one of"),
    ("firms=one,three", "--multirun"),
    ("market.size=1,2", "market.size = '1,2': allowed: one value"),
    ("market.size=range(1,4)", "one value"),
    ("size=3", "nearest: market.size\n"),
    ("MARKET.SIZE=3", "MARKET.SIZE: allowed: a known key; nearest: market.size\n"),
    ("market.size.more=3", "nothing below market.size"),
    ("firms.9.price=1", "firms.9.price: allowed: 0 .. 2 as the number after firms\n"),
    ("firms.x.price=1", "firms.x.price: allowed: 0 .. 2"),
    ("firms.-1.price=1", "override"),
    ("firms.0.quality=[0.5]", "firms.0.quality.1: allowed: 0 .. 1"),
    ("firms.0.quality=[0.5,0.5,0.5,0.5,0.5,0.5]", "firms.0.quality = "),
    ("firms.0.quality.2=7", "firms.0.quality.2 = 7: allowed: 0 .. 1"),
    ("firms.0.failure.5=0", "firms.0.failure.5: allowed: 0 .. 4"),
    ("firms.0.quality=0.5", "a list of 5, each 0 .. 1"),
    ("customers.segments=[]", "customers.segments = []: allowed: a list of 1 to 255"),
    ("customers.segments=[{shar:1}]", "customers.segments"),
    ("customers.choice={recon:1}", "customers.choice.recon: "),
    ("customers.choice=3", "customers.choice = 3: allowed: a group of keys"),
    ("customers.choice=null", "customers.choice = None: allowed: a group of keys"),
    ("customers/choice=x", "customers/choice: allowed: one of the groups"),
    ("experiment=five_to_ten", "named first"),
    ("experiment.level=2", "experiment.level = 2: allowed: 0 .. 1"),
    ("experiment.levl=2", "nearest: experiment.level\n"),
    ("experiment.weights=[1,x]", "experiment.weights.1 = 'x'"),
    ("~market.size", "neither added nor deleted"),
    ("+foo=1", "neither added nor deleted"),
    ("++market.size=3", "neither added nor deleted"),
    ("market@there=default", "neither added nor deleted"),
    ("hydra.run.dir=x", "--multirun only"),
    ("hydra/launcher=joblib", "--multirun only"),
    ("market.size", "NAME=VALUE"),
    ("", "NAME=VALUE"),
    ("=3", "NAME=VALUE"),
    ("market.size=${nothing}", "market.size = '${nothing}': allowed: a whole number"),
    ("market.size=${market.", "override = "),
    ("market.size=${oc.env:TENFOLD_NOTHING}", "market.size = "),
    ("market.size=${market.size}", "market.size = "),
    ("market.size=???", "market.size = '???'"),
    ("market.size=" + "9" * 5000, "market.size"),
    ("market.period=[" + "x," * 5000 + "x]", "market.period"),
    ("a" * 5000 + "=1", "a known key"),
    ("a=" + "[" * 3000, "override"),
    ("ünïcode=1", "override"),
    ("market.size='fünf'", "market.size = 'fünf'"),
    ("market.size=fünf", "override = 'market.size=fünf'"),
    ("market.size='1\n2'", r"market.size = '1\n2'"),
    ("a\nb=3", r"a\nb"),
    ("market.period=\udcff", "override"),
    ("network.degree=3", "network.degree = 3: allowed: an even number\n"),
    ("market.burn_in=60", "market.burn_in = 60: allowed: less than market.periods = 60\n"),
    ("customers.segments.0.share=0.4", "shares that sum to 1"),
    ("customers.segments.0.weights=[0.5,0,0,0,0]", "customers.segments.0.weights"),
    ("firms.0.start_share=0.9", "firms.*.start_share"),
    ("customers=response_curve", "exactly one firm"),
    ("customers.choice.considered=5", "customers.choice.considered = 5"),
]


@pytest.mark.parametrize(("override", "said"), CASES, ids=[c[0][:40].encode("unicode_escape").decode() for c in CASES])
def test_a_mistake_is_told(refused: Refused, override: str, said: str) -> None:
    assert said in refused(override)


@pytest.mark.parametrize(
    ("overrides", "said"),
    [
        (["seeds=2", "seeds=3"], "seeds = '3': allowed: one override a key; it is given twice"),
        (["network=none", "network=none"], "given twice"),
        (["market.size=-1", "seeds=0"], "market.size = -1: allowed: a whole number, 1 .. 1e+08 (customers) (1 more"),
        (["firms=one", "customers=response_curve", "customers.response.stay_floor=1"], "stay_floor = 1"),
        (["firms=one", "firms.1.price=3"], "firms.1.price: allowed: 0 .. 0"),
        (["market=from_cohort", "firms=three"], "firms = 3: allowed: exactly one firm"),
        (["market=from_cohort", "customers=default"], "customers.rule = 'utility'"),
        (["market=from_cohort", "firms.0.price=45"], "firms.0.price = 45.0: allowed: nothing here"),
        (["market=from_cohort", "customers.response.alpha=2"], "customers.response.alpha = 2.0: allowed: nothing here"),
        (["market=from_cohort", "market.cohort=regulr"], "market.cohort = 'regulr': allowed: one of regular"),
        (["market=from_cohort", "market.fit_periods=200"], "market.fit_periods = 200: allowed: 2 to 12 years"),
        (["market=from_cohort", "market.file=nothing.csv"], "market.file = 'nothing.csv'"),
        (["market=from_cohort", "market.file=''"], "market.file = "),
        (["market=from_cohort", "market.file=3"], "market.file = 3: allowed: text"),
        (["market=from_cohort", "market.source=plan"], "market.source = 'plan': allowed: one of cohort"),
        (["market=from_cohort", "market.conversion=1", "market.contact_cost=0.000001"], "market.contact_cost = 1e-06"),
    ],
)  # fmt: skip
def test_what_does_not_go_together_is_told(refused: Refused, overrides: list[str], said: str) -> None:
    assert said in refused(*overrides)


def test_the_first_mistake_does_not_hide_a_good_scenario(fake: object) -> None:
    assert compose("fake", ["market.size=70"]).market.size == 70
