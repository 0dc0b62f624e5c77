"""What E1 cannot play is refused in one line that names the field, before anything is played."""

from collections.abc import Callable

import pytest

from tenfold.experiments.five_to_ten import run as module
from tenfold.experiments.scenario import compose
from tenfold.sim.errors import InputError

CASES = [
    (["seeds=1"], "seeds = 1: allowed: 2 or more"),
    (["experiment.retentions=[.6,.99]"], "experiment.retentions = 0.99: allowed: below customers.response.stay_ceil"),
    (["experiment.retentions=[.6,.8]", "customers.response.stay_ceiling=.7", "customers.response.stay_floor=.5"],
     "experiment.retentions = 0.8: allowed: below customers.response.stay_ceiling = 0.7"),
    (["experiment.floors=[.5]"], "experiment.floors = 0.5: allowed: below customers.response.join_ceiling = 0.3"),
    (["customers.response.join_ceiling=0"], "customers.response.join_ceiling = 0.0: allowed: above 0"),
    (["experiment.floors=[.3]"], "experiment.floors = 0.3: allowed: below customers.response.join_ceiling = 0.3"),
    (["customers.response.join_ceiling=1e-8"], "customers.response.join_ceiling = 1e-08: allowed: more"),
    (["customers.response.stay_steepness=0"], "customers.response.stay_steepness = 0.0: allowed: above 0"),
    (["experiment.burn_in=12", "experiment.periods=12"],
     "experiment.burn_in = 12: allowed: less than experiment.periods = 12"),
]  # fmt: skip


@pytest.mark.parametrize(("overrides", "said"), CASES, ids=[" ".join(c[0]) for c in CASES])
def test_what_cannot_be_played_is_told_first(
    refused: Callable[..., str], monkeypatch: pytest.MonkeyPatch, overrides: list[str], said: str
) -> None:
    def played(*_: object) -> None:
        raise AssertionError("something is played")

    for part in (module.arithmetic, module.claim_map, module.named_cells):
        monkeypatch.setattr(part, "part", played)
    assert refused(*overrides, experiment="five_to_ten").startswith(f"tenfold: {said}")


@pytest.mark.parametrize(
    ("word", "told"),
    [("[2,bset]", r"experiment\.budgets\.1 = 'bset': allowed: a valid number or 'best'$"),
     ("[-2]", r"experiment\.budgets\.0 = -2: allowed: greater than 0 or 'best'$")],
)  # fmt: skip
def test_a_place_of_several_kinds_says_all_that_it_may_hold(word: str, told: str) -> None:
    with pytest.raises(InputError, match=told):
        compose("five_to_ten", [f"experiment.budgets={word}"])
